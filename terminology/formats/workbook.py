"""XLSX: the review table as a workbook to work in, and term tables from one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from duizhao.corpora.errors import InputError, unreadable
from duizhao.corpora.saying import say
from duizhao.corpora.storage.files import write_bytes
from duizhao.corpora.storage.zips import refuse_swollen
from duizhao.terminology.formats.cells import PARTS_OF_SPEECH
from duizhao.terminology.formats.delimited import Fault, first_fault, rows_of_grid, unread_columns
from duizhao.terminology.formats.headers import known_column
from duizhao.terminology.formats.rows import ReviewRow, from_rows, to_rows
from duizhao.terminology.formats.sheet import NEW_ROWS, ORDER, add_legend, dress
from duizhao.terminology.glossary import Glossary, Status

_WIDE, _WIDTH = 34, 30  # of the first and the other columns of a table for another tool
_TITLES = 10  # lines that may stand over the header
_NO_VALUE = "#VALUE!"
_LIMIT = 32_767  # characters that Excel keeps in a cell


def write_xlsx(glossary: Glossary, path: str | Path) -> None:
    """Write the review table as a workbook: a sheet to work in and print, columns to read first and ids last,
    drop-downs and colours for statuses, and a legend. Every cell is text, so that nothing runs as a formula. Raises
    OutputError."""
    rows = [[getattr(row, column) for column in ORDER] for row in to_rows(glossary)]
    book, sheet = _filled(ORDER, rows, path, "glossary")
    dress(sheet, ORDER, len(rows))
    if rows:
        _choices(sheet, ORDER, len(rows))
    add_legend(book)
    _save(book, path)


def write_grid(header: Sequence[str], rows: Sequence[Sequence[str]], path: str | Path, *, title: str) -> None:
    """Write cells of text as a workbook with one sheet, for another tool."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book, sheet = _filled(header, rows, path, title)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{len(rows) + 1}"
    for column in range(1, len(header) + 1):
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDE if column == 1 else _WIDTH
    _save(book, path)


def _filled(header: Sequence[str], rows: Sequence[Sequence[str]], path: str | Path, title: str) -> tuple[Any, Any]:
    """A new workbook and its first sheet with the cells as text."""
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.title = title
    for at, line in enumerate([header, *rows], 1):
        for column, text in enumerate(line, 1):
            if text or at == 1:
                _put(sheet.cell(at, column), text, path, at)
    return book, sheet


def _save(book: Any, path: str | Path) -> None:
    stream = BytesIO()
    book.save(stream)
    write_bytes(path, stream.getvalue())


def _put(cell: Any, text: str, path: str | Path, line: int) -> None:
    from openpyxl.utils.exceptions import IllegalCharacterError

    if len(text) > _LIMIT:
        raise InputError("a cell of more than 32,767 characters", path=path, line=line, cure="Write CSV instead")
    try:
        cell.value = text
    except IllegalCharacterError as error:
        fault = say("a workbook cannot hold a control character in '{text}'", text=repr(text[:60]))
        raise InputError(fault, path=path, line=line, cure="Take it out, or write CSV") from error
    # openpyxl takes "=1+1" for a formula; here everything is text.
    cell.data_type = "s"
    cell.number_format = "@"


def _choices(sheet: Any, header: Sequence[str], rows: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    reach = rows + 1 + NEW_ROWS
    lists = {
        "status": tuple(Status),
        "source_status": tuple(Status),
        "part_of_speech": PARTS_OF_SPEECH,
    }
    for name, values in lists.items():
        choice = DataValidation("list", formula1=f'"{",".join(values)}"', allow_blank=True, showErrorMessage=True)
        # A warning that one may pass: words of other tools and Chinese ones (首选, 禁用) are read too.
        choice.errorStyle = "warning"
        choice.error, choice.errorTitle = f"One of: {', '.join(values)}", name
        letter = get_column_letter(header.index(name) + 1)
        choice.add(f"{letter}2:{letter}{reach}")
        sheet.add_data_validation(choice)


def read_workbook(
    path: str | Path, columns: Mapping[str, str] | None = None, source_language: str = "en"
) -> tuple[list[ReviewRow], list[Fault]]:
    """The rows of a workbook's first sheet that has columns of terms, and the cells that could not be understood.
    Raises InputError, SettingsError."""
    path = Path(path)
    grid, line = _grid(path, columns, source_language)
    return rows_of_grid(grid, path, columns, line, source_language)


def unread_in_workbook(
    path: str | Path, columns: Mapping[str, str] | None = None, source_language: str = "en"
) -> tuple[str, ...]:
    """The columns of that sheet which say something that is not read."""
    path = Path(path)
    grid, _ = _grid(path, columns, source_language)
    return unread_columns(grid, path, columns, source_language)


def read_xlsx(
    path: str | Path,
    *,
    source_language: str = "en",
    target_language: str = "zh-CN",
    columns: Mapping[str, str] | None = None,
) -> Glossary:
    """Read a workbook as a glossary. Raises InputError with the line of the first cell that cannot be understood."""
    path = Path(path)
    grid, line = _grid(path, columns, source_language)
    rows, faults = rows_of_grid(grid, path, columns, line, source_language)
    first_fault(faults, path)
    unread = unread_columns(grid, path, columns, source_language)
    return replace(from_rows(rows, source_language, target_language), unread=unread)


def _grid(path: Path, columns: Mapping[str, str] | None, source_language: str) -> tuple[list[list[str]], int]:
    """The cells of the first sheet that has columns of terms (of the first of all where none has), from its header on,
    and the line of that."""
    refuse_swollen(path, path)
    try:
        number = _sheet_of_terms(path, columns or {}, source_language)
        grid = _cells(path, number)
    except OSError as error:
        raise unreadable(error, path) from error
    except Exception as error:  # a broken workbook raises whatever its zip, its XML or a cell raises
        raise InputError(
            say("this is not a workbook: {error}", error=error), path=path, cure="Save it as .xlsx"
        ) from error
    filled = next((i for i, line in enumerate(grid) if any(line)), len(grid))
    header = next(
        (i for i in range(_TITLES) if i < len(grid) and _has_terms(grid[i], columns or {}, source_language)), filled
    )
    return grid[header:], header + 1


def _sheet_of_terms(path: Path, columns: Mapping[str, str], source_language: str) -> int:
    """Which sheet has columns of terms: reviewers put sheets of their own before ours."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        for number, sheet in enumerate(book.worksheets):
            sheet.reset_dimensions()
            lines = ([_text(value) for value in line] for line in sheet.iter_rows(max_row=_TITLES, values_only=True))
            if any(_has_terms(line, columns, source_language) for line in lines):
                return number
    finally:
        book.close()
    return 0


def _has_terms(line: Sequence[str], columns: Mapping[str, str], source_language: str) -> bool:
    found = {columns.get(text.strip()) or known_column(text, source_language) for text in line}
    return {"source_term", "target_term"} <= found


def _cells(path: Path, number: int) -> list[list[str]]:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    # A workbook may claim a smaller area than it has (LibreOffice does after deletions).
    book.worksheets[number].reset_dimensions()
    grid = [[_text(value) for value in line] for line in book.worksheets[number].iter_rows(values_only=True)]
    book.close()
    _show_formulas(path, number, grid)
    return grid


def _show_formulas(path: Path, number: int, grid: list[list[str]]) -> None:
    """Put an error into the cells, in place, whose formula has no value: a note that began with "=" must not pass for
    an empty one."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    book.worksheets[number].reset_dimensions()
    for cells, line in zip(grid, book.worksheets[number].iter_rows(), strict=False):
        for i, cell in enumerate(line[: len(cells)]):
            if cell.data_type == "f" and not cells[i]:
                cells[i] = _NO_VALUE
    book.close()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
