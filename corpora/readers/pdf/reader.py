"""PDF: paragraphs out of glyphs, with running headers, page numbers and footnotes told from the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from duizhao.corpora.errors import InputError
from duizhao.corpora.language.table import is_han
from duizhao.corpora.model import Mark, Notice, Span
from duizhao.corpora.readers.pdf.furniture import NOTE_LABEL, Sheet, body_size, raised_labels, split_pages
from duizhao.corpora.readers.pdf.guard import check_streams
from duizhao.corpora.readers.pdf.lines import Line, read_lines, usual_gutter
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
from duizhao.corpora.readers.pdf.pdfium import read_page
from duizhao.corpora.readers.pdf.tables import Table, cell_paragraphs, take_tables
from duizhao.corpora.readers.protocol import Reading
from duizhao.corpora.readers.tables import Grid, cell_blocks
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.line_shape import settle_entries
from duizhao.corpora.structure.marked_text import Edit, Marked, edit, in_order, join, tidy
from duizhao.corpora.structure.number_formats import bullet

# A report of the UN has at most some hundred pages; beyond this the file is a bound volume, and is read in part.
MAX_PAGES = 2000
# A line may be broken after a dash or stroke that stands between two words without blanks.
_DASH = re.compile(r"\S[–—/]$|\w-$")
_HAN = "[\u4e00-\u9fff]"
_APART = re.compile(f"{_HAN} [A-Za-z0-9]|[A-Za-z0-9] {_HAN}")
_CLOSE = re.compile(f"{_HAN}[A-Za-z0-9]|[A-Za-z0-9]{_HAN}")
# Parts of compounds that are no words by themselves.
_PREFIXES = frozenset(
    (
        "anti",
        "cross",
        "ex",
        "half",
        "inter",
        "mid",
        "multi",
        "non",
        "one",
        "post",
        "pre",
        "self",
        "semi",
        "sub",
        "two",
        "well",
    )
)
# Letters of a word at a line's end that are looked at.
_LONGEST_WORD = 60
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")


def read_blocks(data: bytes, *, path: Path, encoding: str | None = None) -> Reading:
    """The blocks of a PDF in reading order, with page breaks.

    `encoding` has no meaning here. Raises InputError where the file is no PDF, damaged or encrypted, a scan without
    text, or one whose fonts do not say which characters they show.
    """
    check_streams(data, path)
    pages, notices = _pages(data, path)
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
    tables = {page.number: take_tables(page) for page in pages}
    lines = [read_lines(page) for page in pages]
    gutter = usual_gutter(lines)
    if gutter is not None:
        lines = [read_lines(page, gutter) for page in pages]
    reader = _Layout(split_pages([_with_dots(*pair) for pair in zip(lines, pages, strict=True)]), tables)
    return Reading(tuple(settle_entries(list(reader.blocks()))), "", (*notices, *_remarks(pages)))


def _pages(data: bytes, path: Path) -> tuple[list[Page], list[Notice]]:
    """All pages, each read and let go."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError(
                "the PDF is encrypted with a password",
                path=path,
                cure="Save it without one: qpdf --decrypt in.pdf out.pdf",
            ) from error
        raise InputError(
            f"the PDF is damaged or cut short ({error})",
            path=path,
            cure="Fetch it again, or repair it: qpdf in.pdf out.pdf",
        ) from error
    notices: list[Notice] = []
    pages: list[Page] = []
    try:
        count = len(document)
        if count > MAX_PAGES:
            notices.append(Notice("pdf.pages", f"only the first {MAX_PAGES} of {count} pages are read"))
        for number in range(1, min(count, MAX_PAGES) + 1):
            pages.append(_page(document, number, notices))
    finally:
        document.close()
    return pages, notices


def _page(document: Any, number: int, notices: list[Notice]) -> Page:
    """One page; an empty one with a notice where it is damaged."""
    import pypdfium2

    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError as error:
        notices.append(Notice("pdf.page", f"page {number} is damaged and left out ({error})", line=number))
        return Page(number, 0.0, 0.0)
    try:
        return read_page(page, number)
    except pypdfium2.PdfiumError as error:
        notices.append(Notice("pdf.page", f"page {number} is damaged and left out ({error})", line=number))
        return Page(number, 0.0, 0.0)
    finally:
        page.close()


def _remarks(pages: Sequence[Page]) -> Iterator[Notice]:
    """What was seen and not read."""
    scans = [page.number for page in pages if page.pictures and not page.glyphs]
    if scans:
        listed = ", ".join(map(str, scans[:10])) + (" …" if len(scans) > 10 else "")
        yield Notice(
            "pdf.scanned", f"{len(scans)} pages are pictures without text and are left out: {listed}", line=scans[0]
        )
    for check, name, text in (
        ("pdf.turned", "turned", "characters that run up or down the page (watermarks, table heads) are left out"),
        ("pdf.unmapped", "unmapped", "characters are left out, because their font does not say which they are"),
        ("pdf.radicals", "radicals", "Kangxi radicals are read as the characters they stand for"),
    ):
        total = sum(getattr(page, name) for page in pages)
        if total:
            first = next(page.number for page in pages if getattr(page, name))
            yield Notice(check, f"{total} {text}", line=first)
    for page in pages:
        if page.cut:
            yield Notice(
                "pdf.cut", f"page {page.number} holds too many characters and is read in part", line=page.number
            )


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

    sheets: Sequence[Sheet]
    tables: Mapping[int, Sequence[Table]] = field(default_factory=dict)
    _words: Counter[str] = field(default_factory=Counter)
    _labels: set[str] = field(default_factory=set)
    _count: int = 0  # of the tables so far
    _breaks_words: bool = True
    # Whether Chinese and Latin characters stand apart within its lines.
    _sets_apart: bool = False

    def blocks(self) -> Iterator[Block]:
        """Blocks in reading order: headers, text, notes and footers of each page."""
        size = body_size([sheet.body for sheet in self.sheets])
        shape = measure([sheet.body for sheet in self.sheets], size)
        self._labels = {label for sheet in self.sheets for label, _ in sheet.notes if label}
        self._count_words()
        texts: list[list[Paragraph]] = []
        before: Paragraph | None = None
        for sheet in self.sheets:
            found = paragraphs(sheet.body, shape, before)
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

    def _furniture(self, lines: Sequence[Line], role: Role) -> Iterator[Block]:
        for line in lines:
            yield Block(line.text, role, line=line.page, page=line.page)

    def _table(self, table: Table, page: int) -> Iterator[Block]:
        self._count += 1
        grid = Grid(self._count)
        for cell in table.cells:
            texts = [self._text(lines) for lines in cell_paragraphs(cell)]
            blocks = [Block(text.text, line=page, page=page, marks=text.marks) for text in texts]
            grid.add(cell.row, cell.column, blocks)
        yield from cell_blocks(grid)

    def _block(self, paragraph: Paragraph, level: int, depths: Sequence[float]) -> Block:
        marked = self._text(paragraph.lines)
        page = paragraph.first.page
        role, label = Role.TEXT, ""
        if paragraph.entry:
            role = Role.CONTENTS
        elif level:
            role = Role.HEADING
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
            marked = self._text(lines)
            match = NOTE_LABEL.match(marked.text) if label else None
            marked = edit(marked, [Edit(0, match.end())]) if match else marked
            # The arrow that leads back to the text on a web page.
            back = re.search(r"\s*[↩⤴↑]\ufe0e?\s*$", marked.text)
            marked = edit(marked, [Edit(back.start(), len(marked.text))]) if back else marked
            found[number].append(
                Block(marked.text, Role.FOOTNOTE, line=number, page=number, label=label, marks=marked.marks)
            )
        return found

    # -- text of lines ---------------------------------------------------------------------------------------------

    def _text(self, lines: Sequence[Line]) -> Marked:
        """Lines as one text: broken words joined, nothing between Chinese lines, footnote marks taken out."""
        text = Marked("")
        for line in lines:
            piece = self._marked(line)
            left = re.search(r"([A-Za-z]+)-$", text.text[-_LONGEST_WORD:]) if text.text.endswith("-") else None
            right = re.match(r"([A-Za-z]+)", piece.text)
            if left and right and self._is_broken_word(left[1], right[1]):
                text = _put_together(edit(text, [Edit(len(text.text) - 1, len(text.text))]), piece)
            else:
                text = self._joined(text, piece)
        return tidy(text)

    def _joined(self, left: Marked, right: Marked) -> Marked:
        """Two lines as one text, where no word was broken."""
        if not left.text or not right.text:
            return join(left, right)
        if _DASH.search(left.text[-2:]) and not re.match(r"(?:and|or|to)\b", right.text):
            return _put_together(left, right)
        a, b = left.text[-1], right.text[0]
        mixed = (is_han(a) and b.isascii() and b.isalnum()) or (is_han(b) and a.isascii() and a.isalnum())
        if mixed and self._sets_apart:
            return _put_together(Marked(f"{left.text} ", left.marks), right)
        return join(left, right)

    def _marked(self, line: Line) -> Marked:
        """A line's text with its marks."""
        looks = (("bold", line.bold_runs), ("italic", line.italic_runs))
        marks = [Mark(kind, Span(start, start + length)) for kind, runs in looks for start, length in runs]
        marked = Marked(line.text, in_order(marks))
        for start, length in reversed(line.raised):
            label = line.text[start : start + length].strip("[]()（）〔〕 .")
            if start and label in self._labels and label in raised_labels(line):
                marked = edit(marked, [Edit(start, start + length)])
                marked = Marked(marked.text, in_order((*marked.marks, Mark("footnote", Span(start, start), label))))
        return marked

    def _count_words(self) -> None:
        """The words of the document, for telling a broken word from a compound; and whether it breaks words at all."""
        ends: list[tuple[str, str]] = []
        before = ""
        for sheet in self.sheets:
            for line in sheet.body:
                words = _WORD.findall(line.text)
                if before and words:
                    ends.append((before, words[0]))
                # The last word of a line may be half of one, and so may the first of the next.
                cut = line.text.endswith("-") and bool(words)
                self._words.update(w.lower() for w in words[bool(before) : len(words) - cut])
                before = words[-1] if cut else ""
        text = "\n".join(line.text for sheet in self.sheets for line in sheet.body)
        self._sets_apart = len(_APART.findall(text)) > len(_CLOSE.findall(text))
        known = sum(self._words[(a + b).lower()] > self._words[f"{a}-{b}".lower()] for a, b in ends)
        # A document that breaks words breaks some that it also prints whole.
        lines = sum(len(sheet.body) for sheet in self.sheets)
        self._breaks_words = known > 0.15 * len(ends) or (len(ends) < 3 and lines < 40)

    def _is_broken_word(self, left: str, right: str) -> bool:
        """Whether the hyphen at a line's end only broke a word. The document's other words decide; where they say
        nothing, a hyphen between two words of the document is a compound's own."""
        whole, compound = self._words[(left + right).lower()], self._words[f"{left}-{right}".lower()]
        if whole != compound:
            return whole > compound
        if not self._breaks_words or right[0].isupper() or left.isupper() or left.lower() in _PREFIXES:
            return False
        return not (self._words[left.lower()] and self._words[right.lower()])


def _places(tables: Sequence[Table], page: Sequence[Paragraph]) -> dict[int, list[Table]]:
    """The tables of a page by the index of the paragraph before which they stand: the first that begins below in their
    column, or that follows their column."""
    found: dict[int, list[Table]] = {}
    for table in tables:
        above = [
            i for i, p in enumerate(page) if p.first.column < table.column
            or (p.first.column in (table.column, 2) and p.first.y >= table.top)
        ]  # fmt: skip
        found.setdefault(max(above, default=-1) + 1, []).append(table)
    return found


def _put_together(left: Marked, right: Marked) -> Marked:
    """Two pieces with nothing between them."""
    shift = len(left.text)
    moved = (Mark(m.kind, Span(m.span.start + shift, m.span.end + shift), m.value) for m in right.marks)
    return Marked(left.text + right.text, (*left.marks, *moved))


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
