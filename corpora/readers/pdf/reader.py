"""PDF: paragraphs out of glyphs, with running headers, page numbers and footnotes told from the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from duizhao.corpora.errors import InputError
from duizhao.corpora.readers.pdf.asides import take_asides
from duizhao.corpora.readers.pdf.furniture import NOTE_LABEL, NOTES_TITLE, PageLines, body_size, note_parts, split_pages
from duizhao.corpora.readers.pdf.guard import check_streams
from duizhao.corpora.readers.pdf.initials import take_initials
from duizhao.corpora.readers.pdf.joining import Joiner
from duizhao.corpora.readers.pdf.lines import Line, read_lines, usual_folds, usual_gutter
from duizhao.corpora.readers.pdf.opening import read_pages, remarks
from duizhao.corpora.readers.pdf.page import Page
from duizhao.corpora.readers.pdf.paragraphs import (
    BULLET,
    Paragraph,
    heading_levels,
    is_heading,
    look,
    measure,
    paragraphs,
)
from duizhao.corpora.readers.pdf.tables import ACROSS, Table, cell_paragraphs, take_tables
from duizhao.corpora.readers.pdf.unruled import take_unruled
from duizhao.corpora.readers.protocol import Reading
from duizhao.corpora.readers.tables import Grid, cell_blocks
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.line_shape import settle_entries
from duizhao.corpora.structure.marked_text import Edit, edit
from duizhao.corpora.structure.number_formats import bullet


def read_blocks(data: bytes, *, path: Path, encoding: str | None = None) -> Reading:
    """The blocks of a PDF in reading order, with page breaks.

    `encoding` has no meaning here. Raises InputError where the file is no PDF, damaged or encrypted, a scan without
    text, or one whose fonts do not say which characters they show.
    """
    check_streams(data, path)
    pages, notices = read_pages(data, path)
    glyphs = sum(len(page.glyphs) for page in pages)
    unmapped = sum(page.unmapped for page in pages)
    if not glyphs and not unmapped:
        pictures = any(page.pictures for page in pages)
        raise InputError(
            "the PDF is a scan: pictures of pages without text" if pictures else "the PDF holds no text",
            path=path,
            cure="Run text recognition first, e.g. ocrmypdf -l eng+chi_sim in.pdf out.pdf",
        )
    if unmapped > 0.3 * (glyphs + unmapped):
        raise InputError(
            "the fonts of the PDF do not say which characters they show",
            path=path,
            cure="Ask for the original (DOCX), or run text recognition: ocrmypdf --force-ocr in.pdf out.pdf",
        )
    take_asides(pages)
    for page in pages:
        take_initials(page)
    tables = {page.number: take_tables(page) for page in pages}
    lines = [read_lines(page) for page in pages]
    gutter, folds = usual_gutter(lines), usual_folds(lines)
    if gutter is not None or folds:
        lines = [read_lines(page, gutter, folds) for page in pages]
    unruled = take_unruled(pages, lines, gutter, folds)
    for i, page in enumerate(pages):
        if page.number in unruled:
            tables[page.number] = sorted([*tables[page.number], *unruled[page.number]], key=lambda t: -t.top)
            lines[i] = read_lines(page, gutter, folds)
    for page_lines in lines if _all_bold(lines) else ():
        for line in page_lines:
            line.bold, line.bold_runs = 0.0, []
    asides = {page.number: [aside.text for aside in page.asides] for page in pages}
    sheets = split_pages([_with_dots(*pair) for pair in zip(lines, pages, strict=True)])
    reader = _Layout(sheets, tables, asides)
    return Reading(tuple(settle_entries(list(reader.blocks()))), "", (*notices, *remarks(pages)))


def _all_bold(pages: Sequence[Sequence[Line]]) -> bool:
    """Whether the document is set in bold type throughout, as memoranda in 黑体 are: then weight says nothing."""
    size = body_size(pages)
    body = [line for page in pages for line in page if abs(line.size - size) < 0.6]
    return sum(len(line.text) for line in body if line.bold > 0.5) > 0.6 * sum(len(line.text) for line in body)


def _with_dots(lines: list[Line], page: Page) -> list[Line]:
    """Bullets that were drawn, not set: browsers print them as little round shapes before the line."""
    for x0, x1, y in page.dots:
        for line in lines:
            level = 0 <= y - line.y <= 0.7 * line.size
            if level and 0 < line.x0 - x1 <= 2.5 * line.size and x1 - x0 <= 0.7 * line.size:
                line.bullet = "•"
                line.x0 = x0
                break
    return lines


@dataclass(slots=True)
class _Layout:
    """The whole document: sheets in, blocks out."""

    sheets: Sequence[PageLines]
    tables: Mapping[int, Sequence[Table]] = field(default_factory=dict)
    asides: Mapping[int, Sequence[str]] = field(default_factory=dict)
    joiner: Joiner = field(init=False)
    _count: int = 0  # of the tables so far

    def __post_init__(self) -> None:
        self.joiner = Joiner(self.sheets)

    def blocks(self) -> Iterator[Block]:
        """Blocks in reading order: headers, text, notes and footers of each page."""
        size = body_size([sheet.body for sheet in self.sheets])
        shape = measure([sheet.body for sheet in self.sheets], size)
        texts: list[list[Paragraph]] = []
        before: Paragraph | None = None
        for sheet in self.sheets:
            apart = before is not None and self._table_between(before, sheet)
            found = paragraphs(sheet.body, shape, before, apart=apart)
            texts.append(found)
            before = found[-1] if found else before
        headings = {id(p) for page in texts for p in page if is_heading(p, shape)}
        levels = heading_levels(p for page in texts for p in page if id(p) in headings)
        depths = _depths([p for page in texts for p in page if _bullet(p)])
        notes = self._notes()
        for sheet, page in zip(self.sheets, texts, strict=True):
            if sheet.number > 1:
                yield Block("", Role.PAGE_BREAK, line=sheet.number, page=sheet.number)
            yield from self._furniture(sheet.headers, Role.HEADER)
            for text in self.asides.get(sheet.number, ()):
                yield Block(text, Role.HEADER, line=sheet.number, page=sheet.number)
            tables = _places(self.tables.get(sheet.number, ()), page)
            for i, paragraph in enumerate(page):
                for table in tables.pop(i, ()):
                    yield from self._table(table, sheet.number)
                level = levels[look(paragraph)] if id(paragraph) in headings else 0
                yield self._block(paragraph, level, depths)
            for table in tables.pop(len(page), ()):
                yield from self._table(table, sheet.number)
            yield from notes[sheet.number]
            yield from self._furniture(sheet.footers, Role.FOOTER)

    def _table_between(self, before: Paragraph, sheet: PageLines) -> bool:
        """Whether a table stands between the last paragraph so far and the first line of a page."""
        last = before.last
        below = any(t.top < last.y and t.column >= last.column for t in self.tables.get(last.page, ()))
        top = sheet.body[0].y if sheet.body else 0.0
        return below or any(t.top > top for t in self.tables.get(sheet.number, ()))

    def _furniture(self, lines: Sequence[Line], role: Role) -> Iterator[Block]:
        for line in lines:
            yield Block(line.text, role, line=line.page, page=line.page)

    def _table(self, table: Table, page: int) -> Iterator[Block]:
        self._count += 1
        grid = Grid(self._count)
        for cell in table.cells:
            texts = [self.joiner.text(lines) for lines in cell_paragraphs(cell)]
            blocks = [Block(text.text, line=page, page=page, marks=text.marks) for text in texts]
            grid.add(cell.row, cell.column, blocks)
        yield from cell_blocks(grid)

    def _block(self, paragraph: Paragraph, level: int, depths: Sequence[float]) -> Block:
        marked = self.joiner.text(paragraph.lines)
        page = paragraph.first.page
        role, label = Role.TEXT, ""
        if paragraph.entry:
            role = Role.CONTENTS
        elif level:
            role = Role.HEADING
        elif paragraph.listed:
            role = Role.ITEM
        else:
            label = _bullet(paragraph)
            if label:
                role = Role.ITEM
                level = min(range(len(depths)), key=lambda i: abs(depths[i] - paragraph.first.x0), default=0)
                if not paragraph.first.bullet:
                    match = BULLET.match(marked.text)
                    marked = edit(marked, [Edit(0, match.end())]) if match else marked
        return Block(
            marked.text,
            role,
            line=page,
            level=level,
            label=label,
            page=page,
            marks=marked.marks,
            blank_before=paragraph.apart,
            settled=paragraph.settled,
        )

    def _notes(self) -> dict[int, list[Block]]:
        """Footnotes by page; a continuation goes to the note it continues."""
        found: dict[int, list[Block]] = {sheet.number: [] for sheet in self.sheets}
        last: tuple[int, str, list[Line]] | None = None
        notes: list[tuple[int, str, list[Line]]] = []
        for sheet in self.sheets:
            for label, lines in sheet.notes:
                if not label and last is not None:
                    last[2].extend(lines)
                else:
                    last = (sheet.number, label, list(lines))
                    notes.append(last)
        for number, label, lines in notes:
            label = "" if NOTES_TITLE.fullmatch(label.strip()) else label
            for part in note_parts(lines):
                found[number].append(self._note(number, label, part))
                label = ""
        return found

    def _note(self, number: int, label: str, lines: Sequence[Line]) -> Block:
        """A footnote, or an item of a list in it, without its label and the arrow that leads back on a web page."""
        marked = self.joiner.text(lines)
        match = NOTE_LABEL.match(marked.text) if label else None
        marked = edit(marked, [Edit(0, match.end())]) if match else marked
        back = re.search(r"\s*[↩⤴↑]\ufe0e?\s*$", marked.text)
        marked = edit(marked, [Edit(back.start(), len(marked.text))]) if back else marked
        return Block(marked.text, Role.FOOTNOTE, line=number, page=number, label=label, marks=marked.marks)


def _places(tables: Sequence[Table], page: Sequence[Paragraph]) -> dict[int, list[Table]]:
    """The tables of a page by the index of the paragraph before which they stand: the first that begins below in their
    column, or that follows their column."""
    found: dict[int, list[Table]] = {}
    for table in tables:
        above = [
            i for i, p in enumerate(page) if p.first.column < table.column
            or ((table.column == ACROSS or p.first.column in (table.column, 2)) and p.first.y >= table.top)
        ]  # fmt: skip
        found.setdefault(max(above, default=-1) + 1, []).append(table)
    return found


def _bullet(paragraph: Paragraph) -> str:
    """The bullet that a paragraph begins with, "" for none."""
    if paragraph.first.bullet:
        return paragraph.first.bullet
    match = BULLET.match(paragraph.first.text)
    return bullet(match[1]) if match and not paragraph.entry else ""


def _depths(items: Sequence[Paragraph]) -> list[float]:
    """The places where list items begin, from the left: their levels."""
    places: list[float] = []
    for x0 in sorted(item.first.x0 for item in items):
        if not places or x0 - places[-1] > 6:
            places.append(x0)
    return places[:9]
