"""reStructuredText, as Sphinx documentation is written in it; read by docutils, which is what Sphinx reads it with.

Roles and directives that docutils does not know (`:ref:`, `.. versionadded::`) are those of Sphinx or of an extension:
a role shows its text, and what stands in a directive is read as text where it is writing. No file is included, and no
raw HTML taken over.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.readers.nesting import bounded_depth
from duizhao.corpora.readers.protocol import Reading
from duizhao.corpora.readers.runs import SOFT_BREAK, Runs
from duizhao.corpora.readers.tables import Grid, cell_blocks
from duizhao.corpora.saying import say
from duizhao.corpora.storage.encodings import decode
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.code import is_prose
from duizhao.corpora.structure.number_formats import formatted

_ROLE = re.compile(r":([a-zA-Z][\w:.+-]*):`")
_DIRECTIVE = re.compile(r"^[ \t]*\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?([a-zA-Z][\w:.+-]*)::", re.MULTILINE)
_TARGET = re.compile(r"([^<]*+(?:<(?![^<>]*+>\Z)[^<]*+)*+)<[^<>]*+>\Z")
# Directives whose content a program reads.
_NO_TEXT = frozenset(
    "toctree code code-block sourcecode literalinclude highlight parsed-literal productionlist math graphviz digraph "
    "graph mermaid plot ipython testcode testsetup testcleanup testoutput doctest automodule autoclass autofunction "
    "automethod autodata autosummary autoattribute autoexception currentmodule module program default-domain index "
    "tabularcolumns raw include cssclass meta contents sectnum".split()
)
# Sphinx's own whose content is text, however short.
_TEXT = re.compile(
    r"(?:[a-z]+:)?(?:function|class|method|staticmethod|classmethod|attribute|property|data|exception|decorator|type|"
    r"describe|object|option|cmdoption|envvar|confval|macro|member|enum|struct)|seealso|glossary|tab|tabs|tab-set|tab-item|"
    r"card|grid|dropdown|admonition|todo|only|hlist|centered|acks|details"
)
# `.. versionadded:: 3.9` may say behind the version what is new.
_VERSIONS = frozenset(("versionadded", "versionchanged", "versionremoved", "deprecated", "deprecated-removed"))
# Texts that no sentence goes on over.
_APART = frozenset(("term", "classifier", "field_name", "line", "attribution", "caption"))
_MARKS = {"emphasis": "italic", "strong": "bold", "literal": "code", "title_reference": "italic"}
_BULLETS = {"*": "•", "-": "•", "+": "•"}
_STYLES = {
    "arabic": "decimal", "loweralpha": "spreadsheetLower", "upperalpha": "spreadsheetUpper",
    "lowerroman": "lowerRoman", "upperroman": "upperRoman",
}  # fmt: skip
_HIDDEN = frozenset("comment target substitution_definition system_message pending meta raw problematic".split())
_CODE = frozenset("literal_block doctest_block math_block".split())
# docutils keeps what it knows of roles and directives for the whole program.
_LOCK = threading.Lock()


class RawParagraph(NamedTuple):
    """A text as its file has it: the lines it was written on, the first of them, from 1, and what a reader sees."""

    raw: str
    line: int
    text: str


def read_blocks(data: bytes, *, path: Path, encoding: str | None = None) -> Reading:
    """The blocks of a file in reStructuredText. Raises InputError where the bytes are no text; SettingsError where
    docutils is not installed."""
    text, found = decode(data, encoding=encoding, path=path)
    with bounded_depth(path):
        page = _Page()
        blocks = tuple(page.read(_document(text, path)))
    return Reading(blocks, found)


def raw_paragraphs(text: str, path: Path) -> list[RawParagraph]:
    """The texts of a file with their markup, in its order: headings, paragraphs, terms, cells."""
    page = _Page()
    list(page.read(_document(text, path)))
    return page.raw


def _document(text: str, path: Path) -> Any:
    """The file as docutils reads it."""
    try:
        from docutils.frontend import get_default_settings
        from docutils.parsers.rst import Parser
        from docutils.utils import new_document
    except ImportError as error:
        raise SettingsError(
            say("{path}: reStructuredText is read by docutils, which is not installed", path=path),
            cure="pip install 'duizhao[rst]'",
        ) from error
    settings = get_default_settings(Parser)
    for name, value in (
        *(("report_level", 5), ("halt_level", 5), ("warning_stream", False), ("file_insertion_enabled", False)),
        *(("raw_enabled", False), ("_disable_config", True), ("syntax_highlight", "none")),
        *(("line_length_limit", 10_000_000), ("smart_quotes", False)),
    ):
        setattr(settings, name, value)
    document = new_document(str(path), settings)
    with _LOCK:
        _learn(text)
        try:
            Parser().parse(text, document)
        except (RecursionError, InputError):
            raise
        except Exception as error:  # a directive's own code may raise anything
            fault = say("docutils cannot read it ({name}: {error})", name=type(error).__name__, error=error)
            raise InputError(fault, path=path, cure="Build it with Sphinx, and mend what that says") from error
    return document


def _learn(text: str) -> None:
    """Make docutils know the roles and directives of a text that it does not."""
    from docutils import nodes
    from docutils.parsers.rst import Directive, directives, languages, roles

    english = languages.get_language("en")

    def shown(name: str, raw: str, content: str, *_: Any, **__: Any) -> tuple[list[Any], list[Any]]:
        found = _TARGET.match(content)
        if found:
            return [nodes.inline(raw, found[1].rstrip())], []
        # `~a.b.Gate` shows its last part, `!Gate` is no link.
        return [nodes.inline(raw, content[1:].rpartition(".")[2] if content[:1] == "~" else content.lstrip("!"))], []

    class Unknown(Directive):  # type: ignore[misc]
        """What a directive that is not known holds: text where it reads as writing, else code."""

        optional_arguments = 1
        final_argument_whitespace = True
        has_content = True
        option_spec = _AnyOption()

        def run(self) -> list[Any]:
            held, made = "\n".join(self.content), nodes.container()
            text = self.name in _VERSIONS or _TEXT.fullmatch(self.name) or is_prose(held)
            if self.name in _NO_TEXT or not text:
                return [nodes.literal_block(held, held)] if held.strip() else []
            said = (*" ".join(self.arguments).split(None, 1), "")[1] if self.name in _VERSIONS else ""
            if said:
                paragraph = nodes.paragraph(said, "", *self.state.inline_text(said, self.lineno)[0])
                paragraph.line = self.lineno + self.arguments[0].count("\n")
                made += paragraph
            self.state.nested_parse(self.content, self.content_offset, made)
            return [made]

    for name in {match[1] for match in _ROLE.finditer(text)}:
        if name.lower() not in english.roles and name.lower() not in roles._roles:
            roles.register_local_role(name, shown)
    for name in {match[1] for match in _DIRECTIVE.finditer(text)}:
        if name.lower() not in english.directives and name.lower() not in directives._directives:
            directives.register_directive(name.lower(), Unknown)


class _AnyOption(dict[str, Any]):
    """Options of any name and value."""

    def __getitem__(self, name: str) -> Any:
        return lambda value: value

    def __contains__(self, name: object) -> bool:
        return True

    def __bool__(self) -> bool:
        return True


_BORDER = Block("", Role.MARKUP)


def _raw(node: Any) -> str:
    """A text as it is written; a term without its classifiers, which are texts of their own."""
    raw = str(node.rawsource)
    if node.tagname == "term":
        for other in node.parent.children:
            if other.tagname == "classifier":
                raw = re.sub(rf"\s*:\s*{re.escape(other.astext())}", "", raw)
    return raw


@dataclass(frozen=True, slots=True)
class _Context:
    role: Role = Role.TEXT
    depth: int = 0
    label: str = ""


@dataclass(slots=True)
class _Page:
    """The walk through a document."""

    raw: list[RawParagraph] = field(default_factory=list)
    _begun: bool = False
    _level: int = 0
    _tables: int = 0
    _label: str | None = None

    def read(self, document: Any) -> Iterator[Block]:
        """The blocks in reading order."""
        yield from self._children(document, _Context())

    def _children(self, node: Any, context: _Context) -> Iterator[Block]:
        for child in node.children:
            yield from self._node(child, context)

    def _node(self, node: Any, context: _Context) -> Iterator[Block]:
        name = node.tagname
        if name in _HIDDEN:
            if name == "comment" and node.astext().strip():
                yield Block(" ".join(node.astext().split()), Role.MARKUP, line=node.line)
        elif name in _CODE:
            yield Block(node.astext(), Role.CODE, line=node.line)
        elif name == "field_list" and not self._begun:
            # What a file says of itself, for the program.
            yield Block(" ".join(node.astext().split()), Role.MARKUP, line=node.line)
        elif name == "section":
            self._level += 1
            yield from self._children(node, context)
            self._level -= 1
        elif name in ("title", "subtitle", "rubric"):
            yield from self._text(node, replace(context, role=Role.HEADING), level=max(self._level, 1))
        elif name in ("bullet_list", "enumerated_list"):
            yield from self._list(node, context)
        elif name == "table":
            yield from self._table(node)
        elif name in ("footnote", "citation"):
            yield from self._note(node)
        elif name == "image":
            if alt := str(node.get("alt", "")):
                line = node.line or getattr(node.parent, "line", None) or 1
                self.raw.append(RawParagraph(alt, line, alt))
                yield from (_BORDER, Block(alt, line=line), _BORDER)
        elif name in _APART:
            yield from (_BORDER, *self._text(node, context), _BORDER)
        elif name == "paragraph":
            yield from self._text(node, context)
        else:
            yield from self._children(node, context)

    def _text(self, node: Any, context: _Context, level: int = 0) -> Iterator[Block]:
        runs = Runs()
        self._inline(node, runs, ())
        marked = runs.take()
        self._begun = True
        raw = _raw(node)
        line = node.line or getattr(node.parent, "line", None) or 1
        if raw.strip():
            self.raw.append(RawParagraph(raw, line, marked.text))
        role, label = context.role, ""
        if self._label is not None and role is Role.TEXT:
            role, label, self._label = Role.ITEM, self._label, None
            level = context.depth - 1
        if marked.text:
            yield Block(marked.text, role, line=line, level=level, label=label, marks=marked.marks)

    def _inline(self, node: Any, runs: Runs, marks: tuple[str, ...]) -> None:
        for child in node.children:
            name = child.tagname
            if name == "#text":
                runs.add(child.astext().replace("\n", SOFT_BREAK), *marks)
            elif name in ("footnote_reference", "citation_reference"):
                runs.note(child.astext() or str(child.get("refname", "")) or "#")
            elif name in ("target", "system_message"):
                continue
            elif name == "image":
                runs.add(str(child.get("alt", "")), *marks)
            else:
                start = runs.length
                self._inline(child, runs, (*marks, _MARKS[name]) if name in _MARKS else marks)
                if name == "reference":
                    runs.mark("link", start, str(child.get("refuri") or child.get("refname") or ""))

    def _list(self, node: Any, context: _Context) -> Iterator[Block]:
        count = int(node.get("start", 1))
        style = _STYLES.get(str(node.get("enumtype")), "decimal")
        for item in node.children:
            if node.tagname == "bullet_list":
                self._label = _BULLETS.get(str(node.get("bullet")), "•")
            else:
                self._label = f"{node.get('prefix', '')}{formatted(count, style)}{node.get('suffix', '.')}"
            yield from self._children(item, replace(context, depth=context.depth + 1))
            self._label = None
            count += 1

    def _table(self, node: Any) -> Iterator[Block]:
        self._tables += 1
        grid = Grid(self._tables)
        taken: set[tuple[int, int]] = set()
        for part in node.children:
            if part.tagname == "title":
                yield from self._text(part, _Context())
        for number, row in enumerate(node.findall(lambda n: n.tagname == "row"), 1):
            column = 1
            for entry in row.children:
                while (number, column) in taken:
                    column += 1
                wide, high = 1 + int(entry.get("morecols", 0)), 1 + int(entry.get("morerows", 0))
                taken.update((number + i, column + j) for i in range(high) for j in range(wide))
                grid.add(number, column, list(self._children(entry, _Context())))
                column += wide
        yield from cell_blocks(grid)

    def _note(self, node: Any) -> Iterator[Block]:
        label, texts = "", []
        for child in node.children:
            if child.tagname == "label":
                label = child.astext()
            else:
                texts += list(self._node(child, _Context()))
        names: Sequence[str] = node.get("names") or ()
        for block in texts:
            yield replace(block, role=Role.FOOTNOTE, label=label or (names[0] if names else "#"))
