"""Spreadsheets (XLSX) and CSV with a column a language: parallel already, aligned row by row."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from corpora import cleaning
from corpora.blocks import Block, Role
from corpora.encodings import decode, load, signature
from corpora.errors import InputError, SettingsError
from corpora.languages import guess, primary
from corpora.languages import language as language_facts
from corpora.marked import Marked, tidy
from corpora.model import Document, Kind, Notice, Origin, Unit
from corpora.readers.archive import MAX_TOTAL, Archive
from corpora.readers.protocol import Reading

# A memory exported to a sheet has some tens of thousands of rows; a text of a language far fewer.
MAX_ROWS = 200_000
MAX_COLUMNS = 200
_PROGRAM = "Excel or LibreOffice"
_DELIMITERS = (",", "\t", ";", "|")
_NAMES = {
    "en": {"en", "eng", "english", "英文", "英语", "英語"},
    "zh": {"zh", "zho", "chi", "chinese", "中文", "汉语", "漢語", "简体中文", "繁體中文", "华文"},
}
_SIDES = (
    {"source", "source text", "original", "原文", "源文"},
    {"target", "target text", "translation", "译文", "譯文"},
)
_TAG = re.compile(r"(?:^|.*[\s(\[_])([a-z]{2})(?:[-_][a-z]{2,4})*[)\]]?$")


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a sheet as text, row by row; `first` is the number of the first row as the program shows it."""

    rows: list[list[str]]
    name: str
    encoding: str = ""
    notices: tuple[Notice, ...] = ()


def read_parallel(
    path: str | Path,
    *,
    source: str = "en",
    target: str = "zh-CN",
    columns: tuple[str, str] | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
) -> tuple[Document, Document]:
    """Both columns of a bilingual table as two documents whose units' ids are equal row by row (`r0002` is row 2).

    The columns are found by their headings (`en`, `English`, 中文, 译文…) or, without headings, by their text;
    `columns` names them otherwise, by heading, letter (`B`) or number (`2`). An empty cell is no unit: the other
    column's has no counterpart. Raises InputError where the file is broken, or holds no such columns or no text;
    SettingsError for an unknown sheet, column or language.
    """
    path = Path(path)
    for tag in (source, target):
        language_facts(tag)
    data = load(path, limit=MAX_TOTAL)
    table = read_table(data, path=path, sheet=sheet, encoding=encoding)
    first, chosen = _columns(table, (source, target), columns, path)
    format_ = "csv" if table.encoding else "xlsx"
    origin = Origin(str(path), format_, table.encoding, hashlib.sha256(data).hexdigest())
    documents = []
    for tag, column in zip((source, target), chosen, strict=True):
        units, notices = _units(table, first, column)
        if not units:
            raise InputError(
                f"column {_letter(column)} holds no text", path=path, cure="Name the columns with columns="
            )
        name = f"{path.name}#{tag}"
        documents.append(Document(name, tag, units, origin, (*table.notices, *notices)))
    return documents[0], documents[1]


def read_blocks(data: bytes, *, path: Path, encoding: str | None = None) -> Reading:
    """The blocks of a table with one column of text, a cell a block.

    Raises InputError for one with two languages, which `read_parallel` reads.
    """
    table = read_table(data, path=path, encoding=encoding)
    guesses = _guesses(table.rows)
    texts = [column for column, tag in enumerate(guesses) if tag]
    if len({guesses[column] for column in texts}) > 1:
        raise InputError(
            "the table holds two languages and is parallel already",
            path=path,
            cure="Read it with corpora.readers.sheet.read_parallel, or save each language as a file of its own",
        )
    blocks = tuple(
        Block(cell.strip(), Role.CELL, line=number, cell=(1, number, column + 1))
        for number, row in enumerate(table.rows, 1)
        for column, cell in enumerate(row)
        if cell.strip()
    )
    if not blocks:
        raise InputError("the table holds no text", path=path, cure="Give a table with text in it")
    return Reading(blocks, table.encoding, table.notices)


def read_table(data: bytes, *, path: Path, sheet: str | None = None, encoding: str | None = None) -> Table:
    """The cells of an XLSX sheet (the first, or the one named) or of a CSV, TSV or semicolon file.

    Raises InputError where the file is broken; SettingsError for an unknown sheet.
    """
    found = signature(data)
    if found is not None and (found.extensions[0] == ".xlsx" or path.suffix.lower() in (".xlsx", ".xlsm")):
        return _workbook(data, path, sheet)
    return _separated(data, path, encoding)


# -- the two formats -----------------------------------------------------------------------------------------------


def _workbook(data: bytes, path: Path, sheet: str | None) -> Table:
    archive = Archive(data, path=path, program=_PROGRAM)
    for name in archive.names:
        # openpyxl opens the file by itself: what it will read is looked through first, within bounds.
        if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(name):
            raise InputError(f"{name}: the XML declares a document type", path=path, cure=f"Save it anew in {_PROGRAM}")
    import openpyxl

    notices: list[Notice] = []
    rows: list[list[str]] = []
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        names = [ws.title for ws in book.worksheets]
        if sheet is not None and sheet not in names:
            raise SettingsError(f"the workbook has no sheet '{sheet}'", cure=f"Its sheets: {', '.join(names)}")
        if not names:
            raise archive.broken("the workbook has no sheet with cells")
        worksheet = book[sheet or names[0]]
        for row in worksheet.iter_rows(max_col=MAX_COLUMNS, values_only=True):
            if len(rows) >= MAX_ROWS:
                notices.append(Notice("sheet.rows", f"only the first {MAX_ROWS} rows are read"))
                break
            rows.append([_text(value) for value in row])
        book.close()
    except (InputError, SettingsError):
        raise
    except Exception as error:  # openpyxl answers broken parts with whatever its parsing meets: KeyError, TypeError…
        raise archive.broken(f"the workbook is damaged ({type(error).__name__}: {error})") from error
    if len(names) > 1 and sheet is None:
        notices.append(Notice("sheet.others", f"only the sheet '{names[0]}' is read, of {', '.join(names)}"))
    return Table(rows, sheet or names[0], "", tuple(notices))


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


def _separated(data: bytes, path: Path, encoding: str | None) -> Table:
    text, found = decode(data, encoding=encoding, path=path)
    delimiter = _delimiter(text, path)
    rows: list[list[str]] = []
    notices: tuple[Notice, ...] = ()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            if len(rows) >= MAX_ROWS:
                notices = (Notice("sheet.rows", f"only the first {MAX_ROWS} rows are read"),)
                break
            rows.append(row[:MAX_COLUMNS])
    except csv.Error as error:
        raise InputError(
            f"the table is broken ({error})", path=path, line=reader.line_num, cure="Is a quotation mark not closed?"
        ) from error
    return Table(rows, "", found, notices)


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


# -- columns and units ---------------------------------------------------------------------------------------------


def _columns(
    table: Table, tags: tuple[str, str], asked: tuple[str, str] | None, path: Path
) -> tuple[int, tuple[int, int]]:
    """The index of the first row of text, and the indices of the two columns."""
    header = [cell.strip().lower() for cell in table.rows[0]] if table.rows else []
    if asked is not None:
        named = [_named(name, header, path) for name in asked]
        return int(any(by_heading for _, by_heading in named)), (named[0][0], named[1][0])
    by_heading = [_by_heading(header, primary(tag), side) for side, tag in enumerate(tags)]
    if by_heading[0] is not None and by_heading[1] is not None and by_heading[0] != by_heading[1]:
        return 1, (by_heading[0], by_heading[1])
    guesses = _guesses(table.rows)
    chosen = []
    for tag in tags:
        found = [column for column, guessed in enumerate(guesses) if guessed == primary(tag)]
        if len(found) != 1:
            what = "no column" if not found else f"{len(found)} columns ({', '.join(map(_letter, found))})"
            raise InputError(
                f"{what} of text in '{tag}'",
                path=path,
                cure="Head the columns with their languages (en, zh), or name them by letter",
            )
        chosen.append(found[0])
    return 0, (chosen[0], chosen[1])


def _by_heading(header: Sequence[str], language: str, side: int) -> int | None:
    """The one column whose heading names the language or, where none does, the side (0 source, 1 target)."""
    found = [column for column, name in enumerate(header) if name in _NAMES.get(language, ())]
    found = found or [column for column, name in enumerate(header) if name in _SIDES[side]]
    if not found:
        tags = [(column, _TAG.match(name)) for column, name in enumerate(header)]
        found = [column for column, match in tags if match and match[1] == language]
    return found[0] if len(found) == 1 else None


def _named(name: str, header: Sequence[str], path: Path) -> tuple[int, bool]:
    """A column by heading, letter or number; and whether it was a heading."""
    if name.strip().lower() in header:
        return header.index(name.strip().lower()), True
    if name.strip().isdigit() and 0 < int(name) <= MAX_COLUMNS:
        return int(name) - 1, False
    if re.fullmatch(r"[A-Za-z]{1,2}", name.strip()):
        index = 0
        for char in name.strip().upper():
            index = 26 * index + ord(char) - ord("A") + 1
        return index - 1, False
    raise SettingsError(f"the table has no column '{name}'", cure=f"Its headings: {', '.join(header) or 'none'}")


def _guesses(rows: Sequence[Sequence[str]]) -> list[str | None]:
    """The language of each column by its text; None for numbers, codes and columns with little text."""
    width = max((len(row) for row in rows), default=0)
    guesses: list[str | None] = []
    for column in range(width):
        cells = [row[column] for row in rows[:500] if column < len(row) and row[column].strip()]
        text = "\n".join(cells)
        letters = sum(char.isalpha() for char in text)
        # Codes, dates and initials are short; sentences and terms are not.
        guesses.append(guess(text) if cells and letters / len(cells) >= 2 and letters > 0.4 * len(text) else None)
    return guesses


def _units(table: Table, first: int, column: int) -> tuple[tuple[Unit, ...], list[Notice]]:
    """The cells of a column as units."""
    units: list[Unit] = []
    notices: list[Notice] = []
    for number, row in enumerate(table.rows[first:], first + 1):
        cell = row[column] if column < len(row) else ""
        marked, seen = cleaning.without_controls(Marked(cell), number)
        text = tidy(marked).text
        notices += seen
        if text:
            units.append(Unit(f"r{number:04d}", Kind.CELL, None, "", text, line=number))
    return tuple(units), notices


def _letter(column: int) -> str:
    """A column as spreadsheets name it: A, B … Z, AA."""
    from corpora.readers.counting import spreadsheet_letters

    return spreadsheet_letters(column + 1).upper()
