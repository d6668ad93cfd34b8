"""The cells of a table file as text: Excel workbooks (XLSX), OpenDocument spreadsheets (ODS), CSV and TSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.model import Notice
from duizhao.corpora.readers.office.archive import Archive
from duizhao.corpora.readers.office.odt_styles import OFFICE, TABLE, TEXT
from duizhao.corpora.saying import say
from duizhao.corpora.storage.encodings import decode, signature

# A memory exported to a sheet has some tens of thousands of rows; a text of a language far fewer.
MAX_ROWS = 200_000
MAX_COLUMNS = 200
_DELIMITERS = (",", "\t", ";", "|")
_PROGRAM = say("Excel or LibreOffice")


class Area(NamedTuple):
    """Cells merged into one, as indices from 0, both ends inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class SheetCells:
    """The cells of a sheet as text, row by row; `name` is the sheet's. `encoding` is empty for workbooks."""

    rows: list[list[str]]
    format: str
    name: str = ""
    encoding: str = ""
    merged: tuple[Area, ...] = ()
    notices: tuple[Notice, ...] = ()


def read_table(data: bytes, *, path: Path, sheet: str | None = None, encoding: str | None = None) -> SheetCells:
    """The cells of a workbook's sheet (the first, or the one named) or of a CSV, TSV or semicolon file.

    A formula counts with the result that is stored beside it. Raises InputError where the file is broken;
    SettingsError for an unknown sheet.
    """
    found = signature(data)
    if found is not None and (found.extensions[0] == ".ods" or path.suffix.lower() == ".ods"):
        return _opendocument(Archive(data, path=path, program="LibreOffice"), sheet)
    if found is not None and (found.extensions[0] == ".xlsx" or path.suffix.lower() in (".xlsx", ".xlsm")):
        return _workbook(data, path, sheet)
    return _separated(data, path, encoding)


def _chosen(names: list[str], asked: str | None) -> tuple[str, list[Notice]]:
    """The sheet to read: the one asked for, else the first, with a notice where there are others."""
    if asked is not None and asked not in names:
        raise SettingsError(
            say("the workbook has no sheet '{asked}'", asked=asked),
            cure=say("Its sheets: {names}", names=", ".join(names)),
        )
    if asked is None and len(names) > 1:
        message = say("only the sheet '{name}' is read, of {names}", name=names[0], names=", ".join(names))
        return names[0], [Notice("sheet.others", message)]
    return asked or names[0], []


_TOO_MANY = say("only the first {max_rows} rows are read", max_rows=MAX_ROWS)


# -- Excel ---------------------------------------------------------------------------------------------------------


def _workbook(data: bytes, path: Path, asked: str | None) -> SheetCells:
    archive = Archive(data, path=path, program=_PROGRAM)
    for name in archive.names:
        # openpyxl opens the file by itself: what it will read is looked through first, within bounds.
        if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(name):
            raise InputError(
                say("{name}: the XML declares a document type", name=name),
                path=path,
                cure=say("Save it anew in {program}", program=_PROGRAM),
            )
    import openpyxl

    rows: list[list[str]] = []
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        names = [ws.title for ws in book.worksheets]
        if not names:
            raise archive.broken(say("the workbook has no sheet with cells"))
        name, notices = _chosen(names, asked)
        for row in book[name].iter_rows(max_col=MAX_COLUMNS, values_only=True):
            if len(rows) >= MAX_ROWS:
                notices.append(Notice("sheet.rows", _TOO_MANY))
                break
            rows.append(_used([_text(value) for value in row]))
        book.close()
        merged, formulas = _merged_and_formulas(Archive(data, path=path, program=_PROGRAM), name)
    except (InputError, SettingsError):
        raise
    except Exception as error:  # openpyxl answers broken parts with whatever its parsing meets: KeyError, TypeError…
        raise archive.broken(
            say("the workbook is damaged ({name}: {error})", name=type(error).__name__, error=error)
        ) from error
    if formulas:
        shown = ", ".join(formulas[:5]) + (" …" if len(formulas) > 5 else "")
        message = say(
            "{formulas} formulas without a stored result count as empty ({shown}): save it in {program}",
            formulas=len(formulas),
            shown=shown,
            program=_PROGRAM,
        )
        notices.append(Notice("sheet.formula", message))
    return SheetCells(rows, "xlsx", name, "", merged, tuple(notices))


def _used(cells: list[str]) -> list[str]:
    """A row up to its last cell with text: openpyxl fills each row up to the columns it is asked for."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def _merged_and_formulas(archive: Archive, sheet: str) -> tuple[tuple[Area, ...], list[str]]:
    """What openpyxl's row-by-row reading leaves out of a sheet: merged areas, and formulas that hold no result."""
    targets = {relation.get("Id"): relation.get("Target", "") for relation in archive.xml("xl/_rels/workbook.xml.rels")}
    sheets = archive.xml("xl/workbook.xml").iter(_MAIN + "sheet")
    target = next((targets.get(s.get(_RELATION), "") for s in sheets if s.get("name") == sheet), "")
    part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    if part not in archive:
        return (), []
    merged: list[Area] = []
    formulas: list[str] = []
    wanted = (_MAIN + "c", _MAIN + "mergeCell")
    parsing = etree.iterparse(
        io.BytesIO(archive.read(part)), tag=wanted, resolve_entities=False, no_network=True, load_dtd=False
    )
    for _, element in parsing:
        if element.tag == wanted[1]:
            area = _area(element.get("ref") or "")
            merged += [area] if area else []
        elif element.find(_MAIN + "f") is not None and not element.findtext(_MAIN + "v"):
            formulas.append(element.get("r") or "?")
        element.clear()
    return tuple(merged), formulas


def _area(reference: str) -> Area | None:
    """`A2:B3` as indices."""
    match = re.fullmatch(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})", reference)
    if match is None:
        return None
    left, right = column_index(match[1]), column_index(match[3])
    return Area(int(match[2]) - 1, left, int(match[4]) - 1, right)


def column_index(letters: str) -> int:
    """The index (from 0) of a column as spreadsheets name it.

    >>> column_index("A"), column_index("Z"), column_index("ab")
    (0, 25, 27)
    """
    index = 0
    for char in letters.upper():
        index = 26 * index + ord(char) - ord("A") + 1
    return index - 1


def _text(value: object) -> str:
    """A cell's value as the sheet would show it, by and large."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)


# -- OpenDocument --------------------------------------------------------------------------------------------------


def _opendocument(archive: Archive, asked: str | None) -> SheetCells:
    sheets = list(archive.xml("content.xml").iter(TABLE + "table"))
    if not sheets:
        raise archive.broken(say("the spreadsheet has no sheet"))
    names = [sheet.get(TABLE + "name") or f"Sheet{i}" for i, sheet in enumerate(sheets, 1)]
    name, notices = _chosen(names, asked)
    rows: list[list[str]] = []
    merged: list[Area] = []
    empty = 0  # rows seen since the last one with text: the empty rest of a sheet is no rows
    for row in sheets[names.index(name)].iter(TABLE + "table-row"):
        cells = list(islice(_cells(row), MAX_COLUMNS))
        repeats = _count(row, "number-rows-repeated")
        if not any(text for text, _ in cells):
            empty += repeats
            continue
        if len(rows) + empty + repeats > MAX_ROWS:
            notices.append(Notice("sheet.rows", _TOO_MANY))
            break
        rows += [[] for _ in range(empty)]
        empty = 0
        for _ in range(repeats):
            for column, (_, (down, across)) in enumerate(cells):
                if down > 1 or across > 1:
                    merged.append(Area(len(rows), column, len(rows) + down - 1, column + across - 1))
            rows.append([text for text, _ in cells])
    return SheetCells(rows, "ods", name, "", tuple(merged), tuple(notices))


def _cells(row: etree._Element) -> Iterator[tuple[str, tuple[int, int]]]:
    """The text of each cell of a row, and how many rows and columns it covers."""
    for cell in row.iterchildren(TABLE + "table-cell", TABLE + "covered-table-cell"):
        spans = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
        text = "\n".join("".join(_inside(paragraph)) for paragraph in cell.iterchildren(TEXT + "p"))
        for _ in range(min(_count(cell, "number-columns-repeated"), MAX_COLUMNS)):
            yield text, spans


def _inside(element: etree._Element) -> Iterator[str]:
    """The pieces of text in a paragraph; ODF writes spaces, tabs and line ends as elements, and comments inside it."""
    yield element.text or ""
    for child in element:
        if child.tag in (TEXT + "s", TEXT + "tab", TEXT + "line-break"):
            yield "\n" if child.tag == TEXT + "line-break" else " "
        elif child.tag != OFFICE + "annotation" and isinstance(child.tag, str):
            yield from _inside(child)
        yield child.tail or ""


def _count(element: etree._Element, name: str) -> int:
    """A count that an element carries as an attribute; 1 where it carries none, or nonsense."""
    value = element.get(TABLE + name) or "1"
    return min(int(value), 2**31) if value.isascii() and value.isdigit() and len(value) < 12 else 1


# -- separated values ----------------------------------------------------------------------------------------------


def _separated(data: bytes, path: Path, encoding: str | None) -> SheetCells:
    text, found = decode(data, encoding=encoding, path=path)
    delimiter = _delimiter(text, path)
    rows: list[list[str]] = []
    notices: tuple[Notice, ...] = ()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            if len(rows) >= MAX_ROWS:
                notices = (Notice("sheet.rows", _TOO_MANY),)
                break
            rows.append(row[:MAX_COLUMNS])
    except csv.Error as error:
        raise InputError(
            say("the table is broken ({error})", error=error),
            path=path,
            line=reader.line_num,
            cure="Is a quotation mark not closed?",
        ) from error
    return SheetCells(rows, "csv", "", found, (), notices)


def _delimiter(text: str, path: Path) -> str:
    """The character that parts the first rows into the most equal numbers of cells, more than one."""
    if path.suffix.lower() in (".tsv", ".tab"):
        return "\t"
    sample = text[:20_000].splitlines()[:50]

    def evenness(delimiter: str) -> float:
        try:
            counts = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row]
        except csv.Error:
            return 0.0
        usual = max(set(counts), key=counts.count, default=1)
        return counts.count(usual) / len(counts) if usual > 1 else 0.0

    best: Callable[[str], float] = evenness
    return max(_DELIMITERS, key=best)
