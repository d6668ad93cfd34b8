"""OpenDocument texts (ODT): paragraphs, list numbers counted as LibreOffice prints them, notes, tables, text boxes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from lxml import etree

from duizhao.corpora.errors import InputError
from duizhao.corpora.model import Notice
from duizhao.corpora.readers.mathml import linear
from duizhao.corpora.readers.nesting import bounded_depth
from duizhao.corpora.readers.office.archive import Archive, stream
from duizhao.corpora.readers.office.odt_styles import DRAW, OFFICE, STYLE, TABLE, TEXT, XLINK, Lists, OdtStyles
from duizhao.corpora.readers.protocol import Reading
from duizhao.corpora.readers.runs import Runs
from duizhao.corpora.readers.tables import Grid, cell_blocks
from duizhao.corpora.saying import say
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.marked_text import Marked, join
from duizhao.corpora.structure.number_formats import public
from duizhao.corpora.structure.raised import raised
from duizhao.corpora.structure.soft_lines import HARD_BREAK

_PROGRAM = "LibreOffice"
_MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}encryption-data"

_SKIPPED = frozenset(
    (
        TEXT + "tracked-changes",
        TEXT + "sequence-decls",
        TEXT + "variable-decls",
        TEXT + "user-field-decls",
        TEXT + "note-citation",
        TEXT + "index-title-template",
        TEXT + "table-of-content-source",
        TEXT + "ruby-text",
        TEXT + "number",
        OFFICE + "annotation",
        OFFICE + "annotation-end",
        OFFICE + "forms",
        "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}title",
        "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}desc",
    )
)
_INDEXES = frozenset(
    TEXT + name
    for name in ("table-of-content", "illustration-index", "table-index", "alphabetical-index", "user-index")
)
# A row or cell may say that it is repeated a million times: how empty sheets are written.
_MOST_REPEATS = 100


def read_blocks(data: bytes, *, path: Path, encoding: str | None = None) -> Reading:
    """The blocks of an OpenDocument text, tracked deletions left out.

    `encoding` has no meaning here. Raises InputError where the file is no ODT, damaged, encrypted, a bomb, or without
    text.
    """
    archive = Archive(data, path=path, program=_PROGRAM)
    if "META-INF/manifest.xml" in archive:
        manifest = archive.xml("META-INF/manifest.xml")
        if next(manifest.iter(_MANIFEST), None) is not None:
            raise InputError(
                "the document is encrypted with a password",
                path=path,
                cure=say("Save it without one in {program}", program=_PROGRAM),
            )
    if "content.xml" not in archive:
        raise archive.broken(say("this is not an OpenDocument text: it has no content.xml"))
    styles = archive.xml("styles.xml") if "styles.xml" in archive else None
    body = stream(
        archive.read("content.xml"), 4, path=path, part="content.xml", program=_PROGRAM, within=f"{OFFICE}text"
    )
    with bounded_depth(path):
        reader = _Reader(body, styles, archive)
        blocks = tuple(reader.read())
    if not any(block.text for block in blocks):
        raise InputError(
            "the document holds no text", path=path, cure="If it is a scan, recognise its text (OCR) first"
        )
    return Reading(blocks, "", tuple(reader.notices()))


@dataclass(frozen=True, slots=True)
class _Context:
    """Where a paragraph stands: the role it must have, its list (style name, level from 0)."""

    role: Role | None = None
    list_style: str = ""
    depth: int = -1


@dataclass(slots=True)
class _Paragraph:
    """What a paragraph holds besides its text."""

    runs: Runs = field(default_factory=Runs)
    notes: list[etree._Element] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)


class _Reader:
    def __init__(
        self,
        body: Iterator[tuple[etree._Element, etree._Element]],
        styles: etree._Element | None,
        archive: Archive,
    ) -> None:
        """`body` gives what stands in the text, element by element; each is gone when the next is asked for. What the
        document says of its own styles comes before it. `archive` holds the equations."""
        self._archive = archive
        self._first = next(body, None)
        self._body, self._style_part = body, styles
        own = None if self._first is None else self._first[1].getroottree().getroot()
        self._styles = OdtStyles([root for root in (styles, own) if root is not None])
        self._lists = Lists(self._styles)
        self._comments = 0
        self._tables = 0
        self._page = 1
        self._label: str | None = None
        self._endnotes: list[Block] = []
        self._changes: dict[str, int] = {}

    def read(self) -> Iterator[Block]:
        headers, footers = self._furniture()
        yield from headers
        for element, _ in chain([self._first] if self._first is not None else [], self._body):
            for change in element.iter(TEXT + "changed-region"):
                for kind in change.iterchildren(etree.Element):
                    name = etree.QName(kind).localname
                    self._changes[name] = self._changes.get(name, 0) + 1
            self._comments += sum(1 for _ in element.iter(OFFICE + "annotation"))
            yield from self._element(element, _Context())
        yield from self._endnotes
        yield from footers

    def notices(self) -> Iterator[Notice]:
        inserted, deleted = self._changes.get("insertion", 0), self._changes.get("deletion", 0)
        if inserted or deleted:
            yield Notice(
                "odt.revisions",
                say(
                    "{count} tracked changes are read as accepted: {inserted} insertions and {deleted} deletions",
                    count=inserted + deleted,
                    inserted=inserted,
                    deleted=deleted,
                ),
            )
        if self._comments:
            yield Notice(
                "odt.comments",
                say("{comments} comments are not part of the text and are left out", comments=self._comments),
            )
        for name in sorted(self._styles.cyclic):
            yield Notice(
                "odt.cyclic_style", say("style '{name}' is based on itself; read as based on nothing", name=name)
            )

    def _furniture(self) -> tuple[list[Block], list[Block]]:
        """Running headers and footers of the page styles that are in use, each distinct text once."""
        found: dict[Role, dict[str, Block]] = {Role.HEADER: {}, Role.FOOTER: {}}
        pages = () if self._style_part is None else self._style_part.iter(STYLE + "master-page")
        for page in pages:
            for element in page.iterchildren(etree.Element):
                role = Role.HEADER if etree.QName(element).localname.startswith("header") else Role.FOOTER
                for block in self._flow(element, _Context(role)):
                    found[role].setdefault(block.text, block)
        return list(found[Role.HEADER].values()), list(found[Role.FOOTER].values())

    # -- blocks ----------------------------------------------------------------------------------------------------

    def _flow(self, parent: etree._Element, context: _Context) -> Iterator[Block]:
        for element in parent.iterchildren(etree.Element):
            yield from self._element(element, context)

    def _element(self, element: etree._Element, context: _Context) -> Iterator[Block]:
        tag = element.tag
        if tag in (TEXT + "p", TEXT + "h"):
            yield from self._paragraph(element, context)
        elif tag == TEXT + "list":
            yield from self._list(element, context)
        elif tag == TABLE + "table":
            yield from self._table(element, context)
        elif tag in _INDEXES:
            yield from self._flow(element, replace(context, role=context.role or Role.CONTENTS))
        elif tag == DRAW + "text-box":
            yield from self._flow(element, replace(context, role=context.role or Role.BOX))
        elif tag == TEXT + "soft-page-break":
            self._page += 1
        elif tag not in _SKIPPED:
            yield from self._flow(element, context)

    def _list(self, element: etree._Element, context: _Context) -> Iterator[Block]:
        name = element.get(TEXT + "style-name") or context.list_style
        inside = replace(context, list_style=name, depth=context.depth + 1)
        if context.depth < 0:
            self._lists.begin(
                name,
                element.get("{http://www.w3.org/XML/1998/namespace}id") or "",
                continues=element.get(TEXT + "continue-list") or "",
                goes_on=element.get(TEXT + "continue-numbering") == "true",
            )
        for item in element.iterchildren(TEXT + "list-item", TEXT + "list-header"):
            if item.tag == TEXT + "list-item" and not _only_lists(item):
                first = next(item.iterchildren(TEXT + "p", TEXT + "h"), None)
                style = self._lists.style_of(name, first)
                # Word's numbered headings arrive as list items; a heading counts by its outline in the same counter.
                self._label = self._lists.count(style, inside.depth, item.get(TEXT + "start-value"))
            yield from self._flow(item, inside)
            self._label = None

    def _paragraph(self, element: etree._Element, context: _Context) -> Iterator[Block]:
        style = self._styles.paragraph(element.get(TEXT + "style-name"))
        here = _Paragraph()
        self._inline(element, here, style.marks, style.font)
        # A box may hold headings and lists of its own; a note or a running header may not.
        free = context.role in (None, Role.BOX)
        role, level, label = context.role or Role.TEXT, 0, self._label or ""
        outline = element.get(TEXT + "outline-level") if element.tag == TEXT + "h" else None
        if element.tag == TEXT + "h" and free:
            level = int(outline) if outline and outline.isdecimal() else 1
            role = Role.HEADING
            if not label and element.get(TEXT + "is-list-header") != "true":
                label = self._lists.outline(level, element.get(TEXT + "start-value"))
        elif style.is_title and free:
            role, level = Role.HEADING, 1
        elif style.is_contents and free:
            role = Role.CONTENTS
        elif free and self._label is not None:
            role, level = Role.ITEM, max(0, context.depth)
        self._label = None
        parted = role in (Role.TEXT, Role.ITEM, Role.BOX)
        texts = here.runs.take_paragraphs(labelled=bool(label)) if parted else [here.runs.take()]
        for i, marked in enumerate(texts):
            if marked.text or (label and not i):
                kind = role if not i or role is not Role.ITEM else Role.TEXT
                yield Block(
                    marked.text, kind, level=level, label="" if i else label, page=self._page, marks=marked.marks
                )
        for box in here.boxes:
            yield from self._flow(box, _Context(context.role or Role.BOX))
        for note in here.notes:
            yield from self._note(note)

    def _note(self, element: etree._Element) -> Iterator[Block]:
        citation, body = element.find(TEXT + "note-citation"), element.find(TEXT + "note-body")
        label = _citation(citation)
        text = Marked("")
        for block in () if body is None else self._flow(body, _Context(Role.FOOTNOTE)):
            text = join(text, Marked(block.text, block.marks))
        note = Block(text.text, Role.FOOTNOTE, label=label, page=self._page, marks=text.marks)
        if element.get(TEXT + "note-class") == "endnote":
            self._endnotes.append(note)
        else:
            yield note

    def _table(self, element: etree._Element, context: _Context) -> Iterator[Block]:
        self._tables += 1
        grid = Grid(self._tables)
        number = 0
        for row in _rows(element):
            number += _repeats(row, "number-rows-repeated")
            column = 0
            for cell in row.iterchildren(TABLE + "table-cell", TABLE + "covered-table-cell"):
                column += 1
                if cell.tag == TABLE + "table-cell":
                    grid.add(number, column, list(self._flow(cell, replace(context, depth=-1, list_style=""))))
                column += _repeats(cell, "number-columns-repeated") - 1
        yield from cell_blocks(grid, set_apart=context.role is not None)

    # -- inline ----------------------------------------------------------------------------------------------------

    def _inline(
        self, element: etree._Element, here: _Paragraph, marks: tuple[str, ...], font: str = "", *, up: bool = False
    ) -> None:
        """Add what stands in an element; `up` says that its own text is raised."""
        self._say(element.text, here, marks, font, up=up)
        for child in element.iterchildren(etree.Element):
            self._inline_child(child, here, marks)
            self._say(child.tail, here, marks, font, up=up)

    def _equation(self, element: etree._Element) -> str:
        """An embedded equation on one line; "" for an object of another kind."""
        part = posixpath.normpath(element.get(XLINK + "href", "")) + "/content.xml"
        root = next(element.iterchildren(etree.Element), None)
        if part in self._archive:
            root = self._archive.xml(part)
        return linear(root) if root is not None and etree.QName(root).localname == "math" else ""

    def _say(self, text: str | None, here: _Paragraph, marks: tuple[str, ...], font: str, *, up: bool) -> None:
        said = public(_collapsed(text), font)
        here.runs.add(raised(here.runs.tail, said) if up and said.strip() else said, *marks)

    def _inline_child(self, child: etree._Element, here: _Paragraph, marks: tuple[str, ...]) -> None:
        tag = child.tag
        if tag == TEXT + "s":
            here.runs.add(" ")
        elif tag == TEXT + "tab":
            here.runs.add("\t")
        elif tag == TEXT + "line-break":
            here.runs.add(HARD_BREAK)
        elif tag == TEXT + "soft-page-break":
            self._page += 1
        elif tag == TEXT + "note":
            here.runs.note(_citation(child.find(TEXT + "note-citation")))
            here.notes.append(child)
        elif tag == TEXT + "a":
            start = here.runs.length
            self._inline(child, here, marks)
            here.runs.mark("link", start, child.get(XLINK + "href", ""))
        elif tag == TEXT + "span":
            style = self._styles.text(child.get(TEXT + "style-name"), marks)
            if not style.hidden:
                self._inline(child, here, style.marks, style.font, up=style.raised)
        elif tag == DRAW + "object":
            here.runs.add(self._equation(child), *marks)
        elif tag == DRAW + "text-box":
            here.boxes.append(child)
        elif tag == DRAW + "frame" or child.tag.startswith(DRAW):
            # A shape may hold paragraphs of its own: they are a box, not part of the sentence.
            if next(child.iterchildren(TEXT + "p", TEXT + "list"), None) is not None:
                here.boxes.append(child)
            else:
                for inner in child.iterchildren(etree.Element):
                    self._inline_child(inner, here, marks)
        elif tag not in _SKIPPED:
            self._inline(child, here, marks)


def _collapsed(text: str | None) -> str:
    """A text node: line breaks of the XML are spaces (breaks of the text are elements)."""
    return (text or "").replace("\n", " ").replace("\t", " ").replace("\r", " ")


def _citation(element: etree._Element | None) -> str:
    return "" if element is None else (element.get(TEXT + "label") or "".join(map(str, element.itertext()))).strip()


def _only_lists(item: etree._Element) -> bool:
    """Whether the item only holds a deeper list: it prints no label of its own."""
    children = list(item.iterchildren(etree.Element))
    return bool(children) and all(child.tag == TEXT + "list" for child in children)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    groups = ("table-header-rows", "table-rows", "table-row-group")
    for child in table.iterchildren(etree.Element):
        if child.tag == TABLE + "table-row":
            yield child
        elif child.tag in tuple(TABLE + group for group in groups):
            yield from _rows(child)


def _repeats(element: etree._Element, name: str) -> int:
    text = element.get(TABLE + name, "1")
    return max(1, min(int(text), _MOST_REPEATS)) if text.isdecimal() else 1
