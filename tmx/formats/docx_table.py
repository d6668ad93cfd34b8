"""Bilingual review tables in Word documents, ours and those that CAT tools export: a row a unit, a column a language.

A table counts whose headings say which columns the texts are (`en`, `Chinese (PRC)`, `Source` with `--languages`); a
title may stand above them, and a document may hold several such tables. Tracked changes are accepted: the reviewer's
text is what counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from duizhao.corpora.errors import InputError
from duizhao.corpora.readers.office.archive import Archive
from duizhao.corpora.storage.zips import packed
from duizhao.tmx.formats.rows import COLUMNS, TableColumns, columns_of, entry_row, row_entry, table_header
from duizhao.tmx.model import Entry, Header, sides
from duizhao.tmx.xml.writer import text_xml

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GONE = frozenset(f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText"))
_TITLES = 5
"""Rows above the headings, at most."""


def read_docx(
    stream: BinaryIO, languages: Sequence[str], path: object, columns: Sequence[str] = ()
) -> tuple[Header, Iterator[Entry]]:
    """The rows of a document's bilingual tables. Rows without both texts are passed over. Raises InputError where the
    file is no Word document or has no such table."""
    archive = Archive(stream.read(), path=str(path), program="Word")
    if "word/document.xml" not in archive:
        raise archive.broken("this is not a Word document: it has no word/document.xml")
    found: list[tuple[TableColumns, list[str], list[list[str]]]] = []
    refused: InputError | None = None
    for table in archive.xml("word/document.xml").iter(f"{_W}tbl"):
        rows = [_cells(row) for row in table.iterchildren(f"{_W}tr")]
        for number, names in enumerate(rows[:_TITLES]):
            if sum(map(bool, names)) < 2:
                continue
            try:
                chosen = columns_of(names, languages, columns, path)
            except InputError as error:
                refused = refused or error
                continue
            found.append((chosen, [names[column] for column in chosen.order], rows[number + 1 :]))
            break
    if not found:
        why = f" ({refused.what})" if refused else ""
        raise InputError(
            f"no table of this document has a column for each language{why}",
            path=str(path),
            cure="Say which they are: --languages en,zh-CN, or --columns; `duizhao align` takes documents of text",
        )
    return table_header(found[0][0].languages, {"o-tmf": "DOCX"}), _entries(found)


def _entries(found: Iterable[tuple[TableColumns, list[str], list[list[str]]]]) -> Iterator[Entry]:
    for chosen, labels, rows in found:
        for row in rows:
            cells = [row[column] if column < len(row) else "" for column in chosen.order]
            if cells == labels:
                continue  # headings that come again
            entry = row_entry(cells, labels, chosen.languages)
            if entry is not None:
                yield entry


def _cells(row: Any) -> list[str]:
    """The texts of a row by column; a cell over several columns stands in the first of them."""
    texts: list[str] = []
    for cell in row.iter(f"{_W}tc"):
        if next(cell.iterancestors(f"{_W}tr")) is not row:
            continue  # of a table within a cell, which is read by itself
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        width = span.get(f"{_W}val", "1") if span is not None else "1"
        texts.append("\n".join(_text(paragraph) for paragraph in cell.iterchildren(f"{_W}p")))
        texts += [""] * (min(int(width), 64) - 1 if width.isdecimal() else 0)
    return texts


def _text(parent: Any) -> str:
    parts = []
    for child in parent:
        if child.tag in _GONE:
            continue
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag == f"{_W}tab":
            parts.append("\t" if parent.tag == f"{_W}r" else "")
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif child.tag == f"{_W}noBreakHyphen":
            parts.append("\u2011")
        else:
            parts.append(_text(child))
    return "".join(parts)


def write_docx(stream: BinaryIO, header: Header, entries: Iterable[Entry], *, target: str = "") -> None:
    """A Word document with one table: the two texts under their language codes, and what else is known of the units.
    Its head comes again on each page. Columns in which nothing stands are left out."""
    source = header.source_language
    codes = (source or "en", target or "zh-CN")
    rows: list[list[str]] = []
    for entry in entries:
        both = sides(entry, source, target)
        row = entry_row(entry, source, target)
        if both is None or row is None:
            continue
        if not rows:
            codes = (both[0].language, both[1].language)
        rows.append(row)
    used = [0, 1, *(n for n in range(2, 2 + len(COLUMNS)) if any(row[n] for row in rows))]
    names = [*codes, *COLUMNS]
    body = [_row([names[n] for n in used], codes, head=True), *(_row([row[n] for n in used], codes) for row in rows)]
    grid = "".join(f'<w:gridCol w:w="{4800 if n < 2 else 1100}"/>' for n in used)
    document = (
        f'{_XML}<w:document xmlns:w="{_W[1:-1]}"><w:body><w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/>'
        '<w:tblBorders><w:insideH w:val="single" w:sz="4" w:color="BFC7CF"/></w:tblBorders></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(body)}</w:tbl><w:p/>"
        '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
        '<w:pgMar w:top="850" w:right="850" w:bottom="850" w:left="850" w:header="425" w:footer="425" w:gutter="0"/>'
        "</w:sectPr></w:body></w:document>"
    )
    stream.write(packed({"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, "word/document.xml": document}))


def _row(cells: Sequence[str], codes: tuple[str, str], *, head: bool = False) -> str:
    made = "".join(
        f"<w:tc><w:p><w:r><w:rPr>{'<w:b/>' if head else ''}{_language(n, codes)}</w:rPr>{_runs(text)}"
        "</w:r></w:p></w:tc>"
        for n, text in enumerate(cells)
    )
    return f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if head else ''}{made}</w:tr>"


def _language(column: int, codes: tuple[str, str]) -> str:
    """What a cell is written in, for Word's spelling and fonts."""
    if column > 1:
        return ""
    code = text_xml(codes[column]).replace('"', "&quot;")
    return f'<w:lang w:val="{code}" w:eastAsia="{code}"/>'


def _runs(text: str) -> str:
    marks = {"\n": "<w:br/>", "\t": "<w:tab/>"}
    pieces: list[str] = [""]
    for char in text:
        if char in marks:
            pieces += [char, ""]
        else:
            pieces[-1] += char
    return "".join(marks.get(p) or f'<w:t xml:space="preserve">{text_xml(p)}</w:t>' for p in pieces if p)


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = (
    f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
