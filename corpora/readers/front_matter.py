"""The front matter of a Markdown page, YAML between `---` or TOML between `+++`: what a program reads, and the title
and description in it, which a translator translates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from duizhao.corpora.model import Span
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.line_shape import TextLine, split
from duizhao.corpora.structure.marked_text import Marked, join_all

# Keys whose values are text in Hugo, Jekyll, Docusaurus, VitePress, Pandoc and MyST.
_TEXT = frozenset(
    "title linktitle link_title short_title navtitle nav_title sidebar_label sidebar_title subtitle description "
    "summary excerpt abstract lead tagline".split()
)
_CLOSING = {"---": ("---", "..."), "+++": ("+++",)}
_YAML = re.compile(r"\s|#|-(?:\s|$)|[\]}]|(?<![\w.-])[\w.-]++[ \t]*+:(?:\s|$)|[\"'][^\"']+[\"'][ \t]*:")
_TOML = re.compile(r"\s|#|\[|[\]}]|(?<![\w.\"'-])[\w.\"'-]++[ \t]*+=")
_YAML_KEY = re.compile(r"(?<![\w.-])(?P<key>[\w.-]++)[ \t]*+:[ \t]*+(?P<value>.*)$")
_TOML_KEY = re.compile(r"(?<![\w.-])(?P<key>[\w.-]++)[ \t]*+=[ \t]*+(?P<value>.*)$")
_BLOCK = re.compile(r"[|>][-+]?\d?[ \t]*(?:#.*)?$")
# No page is known to have more.
_MOST_LINES = 400


def front_matter(text: str) -> tuple[int, list[Block]]:
    """Where the front matter ends, and its blocks: titles and descriptions of role FRONT, all else of role MARKUP.

    (0, []) where the file begins with none: a rule, or text between two rules, is none.
    """
    lines = split(text)
    fence = lines[0].text.rstrip() if lines else ""
    if fence not in _CLOSING or text[: lines[0].start].strip("\ufeff\n\r \t"):
        return 0, []
    fits = _YAML if fence == "---" else _TOML
    for i, line in enumerate(lines[1:_MOST_LINES], start=1):
        if line.text.rstrip() in _CLOSING[fence]:
            inside = lines[1:i]
            if not any(_key(fence).match(found.text) for found in inside):
                return 0, []
            return line.start + len(line.text), list(_blocks(lines[: i + 1], _key(fence)))
        if not fits.match(line.text) and not (fence == "+++" and _in_string(lines[1:i])):
            break
    return 0, []


def _key(fence: str) -> re.Pattern[str]:
    return _YAML_KEY if fence == "---" else _TOML_KEY


def _in_string(lines: Sequence[TextLine]) -> bool:
    """Whether a TOML string over several lines is open."""
    return sum(line.text.count('"""') + line.text.count("'''") for line in lines) % 2 == 1


def _blocks(lines: Sequence[TextLine], key: re.Pattern[str]) -> Iterator[Block]:
    i = 0
    while i < len(lines):
        line = lines[i]
        match = key.match(line.text)
        if match is None or match["key"].lower() not in _TEXT:
            yield _markup(line)
            i += 1
            continue
        stop = i + 1
        quotes = next((q for q in ('"""', "'''") if match["value"].startswith(q)), "")
        if quotes:
            while stop < len(lines) - 1 and _inside(match["value"], lines[i + 1 : stop], quotes):
                stop += 1
        elif key is _YAML_KEY:
            while stop < len(lines) - 1 and lines[stop].text[:1] in " \t":
                stop += 1
        yield from _value(lines[i:stop], match)
        i = stop


def _inside(value: str, lines: Sequence[TextLine], quotes: str) -> bool:
    """Whether a TOML string over several lines is still open behind these lines."""
    return value.count(quotes) + sum(line.text.count(quotes) for line in lines) < 2


def _value(lines: Sequence[TextLine], match: re.Match[str]) -> Iterator[Block]:
    """The text of a key as a block; the key itself as markup."""
    raw = [match["value"], *(line.text for line in lines[1:])]
    if _BLOCK.match(match["value"]):
        raw = raw[1:]
    pieces = [Marked(" ".join(text.split())) for text in raw if text.strip()]
    value = _unquoted(join_all(pieces).text)
    first, last = lines[0], lines[-1]
    begin = first.start + match.start("value")
    yield Block(f"{match['key']}:", Role.MARKUP, line=first.number)
    if value:
        yield Block(value, Role.FRONT, spans=(Span(begin, last.start + len(last.text)),), line=first.number)


def _unquoted(value: str) -> str:
    """A scalar as YAML and TOML read it, comments aside."""
    for quotes in ('"""', "'''"):
        if value.startswith(quotes):
            return value[3:].split(quotes)[0].strip()
    quoted = re.match(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^']|'')*)'", value)
    if quoted is None:
        return re.sub(r"(?:^|\s)#.*$", "", value).strip()
    if quoted[2] is not None:
        return quoted[2].replace("''", "'")
    return re.sub(r"\\(.)", lambda m: " " if m[1] in "nrt" else m[1], quoted[1])


def _markup(line: TextLine) -> Block:
    end = line.start + len(line.text)
    return Block(line.text.strip(), Role.MARKUP, spans=(Span(line.start, end),), line=line.number)
