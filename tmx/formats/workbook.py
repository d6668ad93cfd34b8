"""Tables as Excel workbooks: one look for all that we write, and the rows that come in, with the comments on them."""

from __future__ import annotations

import io
import math
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from duizhao.corpora.errors import InputError, OutputError
from duizhao.corpora.saying import say
from duizhao.corpora.storage.zips import refuse_swollen
from duizhao.tmx.formats.word_table import TableRow

CELL_LIMIT = 32_767
"""Characters of a cell that Excel takes."""


def write_sheet(
    stream: BinaryIO,
    title: str,
    names: Sequence[str],
    rows: Iterable[Sequence[str | float]],
    widths: Mapping[str, float],
    choices: Mapping[str, Sequence[str]] | None = None,
    hidden: str = "",
) -> None:
    """A workbook of one sheet, headings frozen. `widths` are those of columns by their letter, `choices` what is
    offered in the cells of a column, by its letter; `hidden` are the letters of columns for machines. Raises
    OutputError for a text that no cell can hold."""
    import openpyxl
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    _lay_out(sheet, widths, choices or {}, hidden)
    wrapped = Alignment(wrap_text=True, vertical="top", horizontal="left")
    letters = [get_column_letter(place) for place in range(1, len(names) + 1)]
    columns = [math.inf if letter in hidden else widths.get(letter, 9.0) for letter in letters]
    sheet.append([_cell(sheet, name, font=Font(bold=True)) for name in names])
    try:
        for number, row in enumerate(rows, 2):
            # Not every program fits the height of a row to what is wrapped in it.
            lines = max(_lines(value, width) for value, width in zip(row, columns, strict=True))
            if lines > 1:
                sheet.row_dimensions[number].height = _LINE * min(lines, _MOST_LINES)
            sheet.append([None if value == "" else _cell(sheet, value, alignment=wrapped) for value in row])
            sheet.row_dimensions.pop(number, None)  # it is written, and a large table has many
    except BaseException:
        sheet.close()  # else openpyxl's generators complain when they are collected
        raise
    # By way of a file of its own: a zip that cannot be finished complains when it is collected.
    with tempfile.SpooledTemporaryFile(max_size=1 << 20) as spool:
        book.save(spool)
        spool.seek(0)
        shutil.copyfileobj(spool, stream)


def _lay_out(sheet: Any, widths: Mapping[str, float], choices: Mapping[str, Sequence[str]], hidden: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.freeze_panes = "A2"
    # Printed on wide pages, as many as it takes, with the headings on each.
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    for letter, width in widths.items():
        sheet.column_dimensions[letter].width = width
        sheet.column_dimensions[letter].hidden = letter in hidden
    for letter, words in choices.items():
        # What else somebody writes is taken, too: the list offers, and does not refuse.
        offered = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True, showErrorMessage=False)
        offered.add(f"{letter}2:{letter}1048576")
        sheet.data_validations.append(offered)


def _cell(sheet: Any, value: str | float, **style: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, str):
        if found := ILLEGAL_CHARACTERS_RE.search(value):
            what = say(
                "a workbook cannot hold the control character U+{ord:04X} in {value}",
                ord=ord(found[0]),
                value=repr(value[:40]),
            )
            raise OutputError(what, cure="Remove it with duizhao tmx clean, or write CSV or TSV")
        if len(value) > CELL_LIMIT:
            raise OutputError(
                say("a text of {value} characters: a cell holds {cell_limit}", value=len(value), cell_limit=CELL_LIMIT),
                cure="Write CSV or TSV",
            )
    made = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        made.data_type = "s"  # a text that begins with = is no formula
    for name, one in style.items():
        setattr(made, name, one)
    return made


_LINE, _MOST_LINES = 15.0, 27  # points; Excel takes rows of up to 409 points


def _lines(value: str | float, width: float) -> int:
    """How many lines a text takes in a column so many characters wide."""
    if not isinstance(value, str) or (len(value) * 2 <= width and "\n" not in value):
        return 1
    return sum(math.ceil(1.1 * _wide(line) / width) or 1 for line in value.split("\n"))


def _wide(text: str) -> float:
    """How wide a text is, in Latin letters. Chinese characters are twice as wide and have three bytes."""
    return (len(text) + len(text.encode("utf-8", "replace"))) / 2


def sheet_rows(data: bytes, path: object) -> Iterator[list[TableRow]]:
    """The rows of each sheet of a workbook. Raises InputError where it is none."""
    import openpyxl

    refuse_swollen(io.BytesIO(data), path)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=False)
        for sheet in book.worksheets:
            yield [
                TableRow(
                    ["" if cell.value is None else str(cell.value) for cell in row],
                    tuple(_remark(cell.comment.text) for cell in row if cell.comment is not None),
                )
                for row in sheet.iter_rows()
            ]
    except Exception as error:  # openpyxl lets errors of zipfile, XML and its own through
        raise InputError(say("not an Excel workbook: {error}", error=error), path=str(path)) from error


def _remark(text: str) -> str:
    """A comment without what Excel puts before one of a thread for its older versions."""
    said = text.rsplit("Comment:\n", 1)[-1] if text.startswith("[Threaded comment]") else text
    return " ".join(said.split())
