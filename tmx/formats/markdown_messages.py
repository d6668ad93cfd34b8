"""The messages that gettext's tools for documentation take from a Markdown file, with the markup in them.

Sphinx (its `gettext` builder, with MyST) keeps a paragraph as it is written, on one line. mdBook (mdbook-i18n-helpers)
writes its markup anew: `_` for emphasis, `**` for strong, links with their address. Blocks are those of CommonMark with
tables, by markdown-it-py, on which MyST builds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from duizhao.corpora.readers.markup import parse
from duizhao.corpora.readers.restructured import raw_paragraphs

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


class MessageStyle(StrEnum):
    """Whose messages: those of Sphinx, or those of mdBook."""

    SPHINX = "sphinx"
    MDBOOK = "mdbook"


class CatalogueMessage(NamedTuple):
    """A message: its text as the tool writes it, its letters and figures as a reader sees them, and its lines in the
    file (from 1, the second is the one behind it)."""

    text: str
    letters: str
    start: int
    end: int


_FRONT_MATTER = re.compile(r"(---|\+\+\+)[ \t]*\n.*?\n\1[ \t]*(?:\n|\Z)", re.DOTALL)
# `:::{note}` and what ends it stand on lines of their own; what is between them is text.
_COLONS = re.compile(r"^[ \t]*:{3,}.*$", re.MULTILINE)
_NOTE = re.compile(r"\[\^[^\]\s]+\]:[ \t]*")
_TASK = re.compile(r"\[[ xX]\][ \t]+")
_ATTRIBUTES = re.compile(r"(?<![ \t])[ \t]++\{[#.][^{}]*\}$")
_DIRECTIVE = re.compile(r"\{[\w:.-]+\}")
# Before the text of a directive: its options, `:name: value` each, or YAML between lines of dashes.
_OPTIONS = re.compile(r"(?:[ \t]*:[\w-]+:.*(?:\n|\Z))+|---[ \t]*\n(?:.*\n)*?---[ \t]*(?:\n|\Z)")
# Directives whose text is no writing.
_NO_TEXT = frozenset(
    f"{{{name}"
    for name in (
        *("code", "code-block", "code-cell", "eval-rst", "highlight", "image", "include", "literalinclude"),
        *("math", "mermaid", "raw", "toctree"),
    )
)


def letters(text: str) -> str:
    """The letters, ideographs and figures of a text: what stays the same however white space and marks are written."""
    return "".join(filter(str.isalnum, text))


def messages(text: str, style: MessageStyle = MessageStyle.SPHINX) -> list[CatalogueMessage]:
    """The messages of a Markdown text, in its order.

    >>> [one.text for one in messages("# Tides\\n\\nSee *the*\\n[list](a.md).", MessageStyle.MDBOOK)]
    ['Tides', 'See _the_ [list](a.md).']
    """
    return list(_messages(_parser(style), text, style, 0, {}))


def rst_messages(text: str, path: Path) -> list[CatalogueMessage]:
    """The messages that Sphinx makes of a text in reStructuredText, in its order."""
    return [
        CatalogueMessage(one.raw.replace("\n", " ").strip(), letters(one.text), one.line, one.line + lines + 1)
        for one in raw_paragraphs(text, path)
        for lines in (one.raw.strip().count("\n"),)
    ]


def _parser(style: MessageStyle) -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    if style is MessageStyle.MDBOOK:
        # What is written behind a backslash has to be told from what is not.
        parser.disable(["text_join", "fragments_join"])
    # Addresses stay as they are written.
    setattr(parser, "normalizeLink", str)  # noqa: B010
    setattr(parser, "normalizeLinkText", str)  # noqa: B010
    return parser


def _messages(
    parser: MarkdownIt, text: str, style: MessageStyle, above: int, env: dict[str, Any]
) -> Iterator[CatalogueMessage]:
    """Those of a text that `above` lines stand above in its file."""
    head = _FRONT_MATTER.match(text) if not above else None
    if head:
        text = "\n" * head[0].count("\n") + text[head.end() :]
    tokens = parser.parse(_COLONS.sub("", text), env)
    # What a paragraph is part of: a heading may have attributes that are none of its text.
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.map is None:
            continue
        start, end = (above + line for line in token.map)
        if token.type == "fence" and style is MessageStyle.SPHINX and _DIRECTIVE.match(token.info):
            yield from _directive(parser, token, style, start + 1, env)
        elif token.type == "inline":
            heading = before is not None and before.type == "heading_open"
            found = _message(token, style, heading=heading)
            if found:
                links = {name.lower(): link["href"] for name, link in env.get("references", {}).items()}
                read = _ATTRIBUTES.sub("", token.content) if heading else token.content
                yield CatalogueMessage(found, letters(parse(_TASK.sub("", read, 1), links).text), start + 1, end + 1)


def _directive(
    parser: MarkdownIt, token: Token, style: MessageStyle, above: int, env: dict[str, Any]
) -> Iterator[CatalogueMessage]:
    """The messages in a directive of MyST (```{note}), whose text is Markdown."""
    name, _, title = token.info.partition("}")
    if name in _NO_TEXT:
        return
    if title.strip():
        yield CatalogueMessage(title.strip(), letters(parse(title).text), above, above + 1)
    options = _OPTIONS.match(token.content)
    # Blank lines in place of what is no text keep the count of lines.
    skipped = "\n" * options[0].count("\n") + token.content[options.end() :] if options else token.content
    yield from _messages(parser, skipped, style, above or 1, env)


def _message(token: Token, style: MessageStyle, *, heading: bool) -> str:
    content = token.content.strip()
    note = _NOTE.match(content)
    if style is MessageStyle.SPHINX:
        return content[note.end() if note else 0 :].replace("\n", " ").strip()
    children: Sequence[Token] = token.children or ()
    written = _Written()
    written.all(children)
    text = "".join(written.parts).strip()
    if note:
        # The mark of a footnote is read as text here.
        text = re.sub(r"^\\?\[\^[^\]]+\]:[ \t]*", "", text)
    elif not heading:
        text = re.sub(r"^\\?\[[ xX]\\?\][ \t]+", "", text)
    return _ATTRIBUTES.sub("", text) if heading else text


# What of these begins a piece of text, or was written behind a backslash, is written behind one.
_SPECIAL = frozenset("#\\_*<>`|[]")
# Within a text these are: what could have been a link, code or a tag, and stars and lines that could open or close.
_LONE = re.compile(r"\[\^[^\]\s]+\]|[\[\]<`]|\*+|_+")
_WRAPS: Mapping[str, str] = {"em": "_", "strong": "**", "s": "~~"}


class _Written:
    """Inline markup written anew, as mdBook's tool does it."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._links: list[str] = []

    def all(self, tokens: Sequence[Token]) -> None:
        plain = ""
        for token in tokens:
            if token.type == "text":
                plain += token.content
            elif token.content or token.type != "text_special":
                self._text(plain)
                plain = ""
                self._one(token)
        self._text(plain)

    def _one(self, token: Token) -> None:
        kind = token.type
        wrap = _WRAPS.get(kind.rpartition("_")[0])
        if wrap:
            self.parts.append(wrap)
        elif kind == "text_special":
            escaped = token.info == "escape" and token.content in _SPECIAL
            self.parts.append(f"\\{token.content}" if escaped else token.content)
        elif kind == "softbreak":
            self.parts.append(" ")
        elif kind == "hardbreak":
            self.parts.append("  \n")
        elif kind == "code_inline":
            self.parts.append(_code(token.content))
        elif kind == "link_open":
            automatic = token.markup == "autolink"
            self.parts.append("<" if automatic else "[")
            self._links.append(">" if automatic else f"]({_address(token)})")
        elif kind == "link_close":
            self.parts.append(self._links.pop())
        elif kind == "image":
            self.parts.append("![")
            self.all(token.children or ())
            self.parts.append(f"]({_address(token)})")
        else:
            self.parts.append(token.content)

    def _text(self, text: str) -> None:
        if not text or (self._links and self._links[-1] == ">"):
            self.parts.append(text)
            return

        def lone(match: re.Match[str]) -> str:
            found = match[0]
            before, after = text[: match.start()][-1:] or " ", text[match.end() :][:1] or " "
            if len(found) > 1 and found[0] == "[":
                return found
            if found[0] in "*_" and match.start():
                apart = before.isspace() and after.isspace()
                if apart or (found[0] == "_" and before.isalnum() and after.isalnum()):
                    return found
            return f"\\{found}"

        written = _LONE.sub(lone, text)
        self.parts.append(f"\\{written}" if text[0] in _SPECIAL - set("[<`*_]") else written)


def _code(text: str) -> str:
    runs = [len(run) for run in re.findall("`+", text)]
    ticks = "`" * (max(runs) + 1 if runs else 1)
    room = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{ticks}{room}{text}{room}{ticks}"


def _address(token: Token) -> str:
    address = str(token.attrs.get("href", token.attrs.get("src", "")))
    title = token.attrs.get("title")
    address = f"<{address}>" if " " in address else address
    return f'{address} "{title}"' if title else address
