"""Word documents (DOCX): text, automatic numbers, notes, tables and text boxes in the order of the page.

Read straight from the XML: what matters here (numbering, notes, text boxes, tracked changes) is what libraries for
DOCX leave to their users.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from duizhao.corpora.errors import InputError
from duizhao.corpora.model import Notice
from duizhao.corpora.readers.nesting import bounded_depth
from duizhao.corpora.readers.office.archive import Archive, parse, stream
from duizhao.corpora.readers.office.docx_inline import (
    Inline,
    NoteMark,
    R,
    alternative,
    is_deleted,
    is_drop_cap,
    whole,
)
from duizhao.corpora.readers.office.docx_notices import counted_notices, style_notices
from duizhao.corpora.readers.office.docx_numbering import Numbering
from duizhao.corpora.readers.office.docx_styles import STRICT, Resolved, W, first, number, read_styles, value
from duizhao.corpora.readers.protocol import Reading
from duizhao.corpora.readers.tables import Grid, cell_blocks
from duizhao.corpora.saying import say
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.marked_text import Marked, concatenated, join

_PROGRAM = "Word or LibreOffice"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_HEADING = re.compile(r"(?:heading|标题|標題)\s*([1-9])$")
_TITLES = frozenset({"title", "标题", "標題"})
_CONTENTS = re.compile(r"(?:toc \d|table of figures|table of authorities|index \d|目录 ?\d|目錄 ?\d)$")


def read_blocks(data: bytes, *, path: Path, encoding: str | None = None) -> Reading:
    """The blocks of a Word document, tracked changes accepted.

    `encoding` has no meaning here: the format says it. Raises InputError where the file is not a Word document, is
    damaged, encrypted, a bomb, or holds no text.
    """
    package = _Package(Archive(data, path=path, program=_PROGRAM))
    with bounded_depth(path):
        reader = _Reader(package)
        blocks = reader.read()
    if not any(block.text for block in blocks):
        pictures = any(name.startswith("word/media/") for name in package.archive.names)
        raise InputError(
            "the document holds pictures and no text" if pictures else "the document holds no text",
            path=path,
            cure="Recognise its text (OCR) first" if pictures else "Give a document with text in it",
        )
    return Reading(tuple(blocks), "", tuple(reader.notices()))


class _Package:
    """The parts of a Word document by what they are to each other."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._main = b""
        main = next((target for kind, target in self._relations("").values() if kind == "officeDocument"), "")
        self.main = main if main in archive else "word/document.xml"
        if self.main not in archive:
            raise archive.broken(say("this is not a Word document: it has no word/document.xml"))

    def xml(self, name: str) -> etree._Element:
        return parse(self._data(name), path=self.archive.path, part=name, program=_PROGRAM)

    def _data(self, name: str) -> bytes:
        data = self.archive.read(name)
        for strict, common in STRICT.items():
            data = data.replace(strict.encode(), common.encode())
        return data

    def body(self) -> Iterator[etree._Element]:
        """What stands in the body of the main part, element by element; each is gone when the next is asked for.
        Raises InputError where there is no body."""
        if not self._main:
            self._main = self._data(self.main)
        found = False
        for element, parent in stream(self._main, 3, path=self.archive.path, part=self.main, program=_PROGRAM):
            if parent.tag == W + "body":
                found = True
                yield element
        if not found:
            raise self.archive.broken(say("the part {main} has no body, or nothing in it", main=self.main))

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relationship id: (last word of its type, target part or address)."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self.archive:
            return {}
        found = {}
        for element in self.archive.xml(rels).iter(_RELATIONSHIP):
            target = element.get("Target", "")
            if element.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[element.get("Id", "")] = (element.get("Type", "").rpartition("/")[2], target)
        return found

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        return self._relations(part)

    def related(self, kind: str) -> etree._Element | None:
        """The root of the part that the main part calls by this kind of relationship, if there is one."""
        for found, target in self.relations(self.main).values():
            if found == kind and target in self.archive:
                return self.xml(target)
        return None


@dataclass(slots=True)
class _Place:
    """Where in the document a paragraph stands, when not in the body."""

    role: Role | None = None
    depth: int = 0


@dataclass(slots=True)
class _Open:
    """A paragraph whose mark was deleted, or a drop cap: its content goes before the next paragraph's."""

    text: Marked = field(default_factory=lambda: Marked(""))
    notes: list[NoteMark] = field(default_factory=list)
    glue: bool = False

    def before(self, text: Marked) -> Marked:
        """The content in front of another paragraph's; a drop cap is part of the word it begins."""
        return concatenated(self.text, text) if self.glue else join(self.text, text)


class _Reader:
    def __init__(self, package: _Package) -> None:
        self._package = package
        self._styles = read_styles(package.related("styles"))
        self._numbering = Numbering(package.related("numbering"), self._styles)
        relations = package.relations(package.main)
        self._targets = {key: target for key, (_, target) in relations.items()}
        self._inline = Inline(self._styles, {key: t for key, (kind, t) in relations.items() if kind == "hyperlink"})
        self._notes = {kind: self._note_elements(kind) for kind in ("footnotes", "endnotes")}
        self._endnotes: list[Block] = []
        self._page = 1
        self._tables = 0
        self._open: _Open | None = None
        self._notices: list[Notice] = []

    def _note_elements(self, kind: str) -> dict[str, etree._Element]:
        root = self._package.related(kind)
        tag = W + kind.removesuffix("s")
        return {} if root is None else {e.get(W + "id", ""): e for e in root.iterchildren(tag)}

    def read(self) -> list[Block]:
        sections = [deepcopy(section) for element in self._package.body() for section in element.iter(W + "sectPr")]
        self._note_formats(sections)
        headers, footers = self._furniture(sections)
        blocks = [*headers]
        for element in self._package.body():
            blocks += self._element(element, _Place())
        blocks += self._closed(_Place())
        return [*blocks, *self._endnotes, *footers]

    def notices(self) -> Iterator[Notice]:
        yield from counted_notices(self._inline.seen, self._package.related("comments"), self._package.archive.names)
        yield from style_notices(self._styles.cyclic, self._numbering.unknown_formats)
        yield from self._notices

    def _note_formats(self, sections: Sequence[etree._Element]) -> None:
        settings = self._package.related("settings")
        for kind, tag in (("footnotes", "footnotePr"), ("endnotes", "endnotePr")):
            # A section's word goes before the document's.
            for root in (*sections, settings):
                name = None if root is None else value(root.find(W + tag), "numFmt")
                if name:
                    self._inline.note_formats[kind] = name
                    break

    def _furniture(self, sections: Sequence[etree._Element]) -> tuple[list[Block], list[Block]]:
        """Headers and footers, each distinct one once."""
        found: dict[Role, dict[str, Block]] = {Role.HEADER: {}, Role.FOOTER: {}}
        for section in sections:
            for tag, role in (("headerReference", Role.HEADER), ("footerReference", Role.FOOTER)):
                for reference in section.iterchildren(W + tag):
                    part = self._targets.get(reference.get(R + "id", ""), "")
                    if part in self._package.archive:
                        for block in self._content(self._package.xml(part), _Place(role)):
                            found[role].setdefault(block.text, block)
        return list(found[Role.HEADER].values()), list(found[Role.FOOTER].values())

    def _content(self, parent: etree._Element, place: _Place) -> Iterator[Block]:
        """The blocks of anything that holds paragraphs and tables: body, cell, note, text box, header."""
        for element in parent.iterchildren(tag=etree.Element):
            yield from self._element(element, place)

    def _element(self, element: etree._Element, place: _Place) -> Iterator[Block]:
        """The blocks of one of them."""
        tag = element.tag
        if tag == W + "p":
            yield from self._paragraph(element, place)
        elif tag == W + "tbl":
            yield from self._table(element, place)
        elif tag in (W + "del", W + "moveFrom"):
            self._inline.seen.deleted += 1
        elif tag == W + "altChunk":
            self._notices.append(Notice("docx.embedded", "an embedded document (altChunk) is not read"))
        elif tag.endswith("}AlternateContent"):
            chosen = alternative(element)
            if chosen is not None:
                yield from self._content(chosen, place)
        elif tag == W + "sdt" and element.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
            self._inline.seen.placeholders += 1
        elif tag not in (W + "sectPr", W + "sdtPr", W + "sdtEndPr", W + "pPr"):
            yield from self._content(element, place)

    def _paragraph(self, element: etree._Element, place: _Place) -> Iterator[Block]:
        properties = first(element, "pPr")
        style = self._styles.resolve(value(properties, "pStyle"))
        inline = self._inline
        inline.begin(hidden=style.hidden)
        base = tuple(kind for kind in ("bold", "italic") if getattr(style, kind))
        inline.read(element, base)
        notes, boxes, contents = inline.notes, inline.boxes, inline.in_contents
        glue = is_drop_cap(properties)
        if glue or is_deleted(properties):
            inline.seen.deleted += not glue
            self._open = self._opened(notes, glue=glue)
            return
        self._page += inline.page_breaks
        role, level = self._role(properties, style.names, style.outline)
        empty = inline.runs.is_blank and not boxes and (self._open is None or not self._open.text.text)
        label, depth = self._label(properties, style, empty=empty)
        if place.role and place.role is not Role.BOX:
            role = place.role
        elif contents or any(_CONTENTS.match(name) for name in style.names[:2]):
            role = Role.CONTENTS
        elif label and role is Role.TEXT:
            role, level = Role.ITEM, depth
        elif place.role and role is Role.TEXT:
            # A box may hold headings and lists of its own.
            role = place.role
        parted = role in (Role.TEXT, Role.ITEM, Role.BOX)
        texts = inline.runs.take_paragraphs(labelled=bool(label)) if parted else [inline.runs.take()]
        if self._open:
            texts[0], notes = self._open.before(texts[0]), [*self._open.notes, *notes]
            self._open = None
        for i, text in enumerate(texts):
            if text.text or (label and not i):
                here = role if not i or role is not Role.ITEM else Role.TEXT
                yield Block(text.text, here, level=level, label="" if i else label, page=self._page, marks=text.marks)
        for box in boxes:
            yield from self._content(box, replace(place, role=place.role or Role.BOX))
        for note in notes:
            yield from self._note(note)

    def _opened(self, notes: list[NoteMark], *, glue: bool) -> _Open:
        """The paragraph that was read, behind what is open already, to go before the next."""
        text = self._inline.runs.take()
        if self._open is None:
            return _Open(text, notes, glue)
        return _Open(self._open.before(text), [*self._open.notes, *notes], glue)

    def _closed(self, place: _Place) -> Iterator[Block]:
        """What is left of a paragraph whose mark was deleted at the document's end."""
        if self._open and self._open.text.text:
            yield Block(self._open.text.text, place.role or Role.TEXT, page=self._page, marks=self._open.text.marks)
        self._open = None

    def _role(self, properties: etree._Element | None, names: tuple[str, ...], outline: int | None) -> tuple[Role, int]:
        """Heading or text, and the heading's level, by outline level or the name of a style it is based on."""
        direct = number(value(properties, "outlineLvl"))
        outline = outline if direct is None else direct
        if outline is not None and "toc heading" not in names:
            return (Role.HEADING, outline + 1) if 0 <= outline < 9 else (Role.TEXT, 0)
        for name in names:
            found = _HEADING.match(name)
            if found:
                return Role.HEADING, int(found[1])
            if name in _TITLES or name == "toc heading":
                return Role.HEADING, 1
        return Role.TEXT, 0

    def _label(self, properties: etree._Element | None, style: Resolved, *, empty: bool) -> tuple[str, int]:
        """The automatic number or bullet of a paragraph, and its list level."""
        numbering = first(properties, "numPr")
        num_id, ilvl = value(numbering, "numId"), number(value(numbering, "ilvl"))
        if num_id is None and style.num_id:
            num_id = style.num_id
            if ilvl is None:
                linked = self._numbering.level_of_style(num_id, style.numbered_by)
                ilvl = linked if linked is not None else style.ilvl
        if not num_id or num_id == "0":
            return "", 0
        label = self._numbering.label(num_id, ilvl or 0)
        # Word numbers an empty paragraph too; a bullet without text says nothing.
        if label is None or (empty and not label.counts):
            return "", 0
        return label.text, label.level

    def _note(self, mark: NoteMark) -> Iterator[Block]:
        """A note's paragraphs as one block: footnotes where they are cited, endnotes kept for the end."""
        element = self._notes[mark.kind].get(mark.id)
        if element is None:
            self._notices.append(
                Notice("docx.note_missing", say("note {label} is cited and not in the file", label=mark.label))
            )
            return
        text = Marked("")
        rest: list[Block] = []
        for block in self._content(element, _Place(Role.FOOTNOTE)):
            if block.cell:
                rest.append(block)
            else:
                text = join(text, Marked(block.text, block.marks))
        note = Block(text.text, Role.FOOTNOTE, label=mark.label, page=self._page, marks=text.marks)
        if mark.kind == "endnotes":
            self._endnotes += [note, *rest]
        else:
            yield note
            yield from rest

    def _table(self, element: etree._Element, place: _Place) -> Iterator[Block]:
        self._tables += 1
        grid = Grid(self._tables)
        for row_number, row in enumerate(_rows(element), 1):
            properties = row.find(W + "trPr")
            if is_deleted(properties):
                self._inline.seen.deleted += 1
                continue
            column = 1 + (number(value(properties, "gridBefore")) or 0)
            for cell in _cells(row):
                about = cell.find(W + "tcPr")
                merged = value(about, "vMerge")
                if merged is None or merged == "restart":
                    grid.add(row_number, column, list(self._content(cell, place)))
                column += whole(value(about, "gridSpan"))
        if grid.is_layout:
            self._notices.append(
                Notice(
                    "docx.layout_table",
                    say("table {table} lays out running text and is read as such", table=grid.table),
                )
            )
        yield from cell_blocks(grid, set_apart=place.role in (Role.HEADER, Role.FOOTER))


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    return _through(table, W + "tr")


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return _through(row, W + "tc")


def _through(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Children of a kind, also where a content control or a tracked insertion stands between."""
    for child in parent.iterchildren(tag=etree.Element):
        if child.tag == tag:
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo"):
            yield from _through(child, tag)
