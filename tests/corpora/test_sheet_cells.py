"""What the cells of workbooks, OpenDocument sheets and separated values say, cell by cell."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.readers.office import sheet_cells
from duizhao.corpora.readers.office.sheet_cells import Area, SheetCells, read_table

SPACES = "office table text".split()
ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content {spaces} office:version="1.2"><office:body><office:spreadsheet>{sheets}</office:spreadsheet>
</office:body></office:document-content>"""


def ods(*sheets: str) -> bytes:
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in SPACES)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(spaces=spaces, sheets="".join(sheets)))
    return packed.getvalue()


def sheet(rows: str, name: str = "Text") -> str:
    return f'<table:table table:name="{name}">{rows}</table:table>'


def row(*cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def cell(*paragraphs: str, **counts: int | str) -> str:
    given = "".join(f' table:number-{name.replace("_", "-")}="{count}"' for name, count in counts.items())
    return f"<table:table-cell{given}>{''.join(f'<text:p>{p}</text:p>' for p in paragraphs)}</table:table-cell>"


def read_ods(rows: str, asked: str | None = None) -> SheetCells:
    return read_table(ods(sheet(rows)), path=Path("a.ods"), sheet=asked)


def xlsx(book: openpyxl.Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("体面劳动", "体面劳动"),
        (None, ""),
        (12, "12"),
        (12.0, "12"),
        (12.5, "12.5"),
        (-0.25, "-0.25"),
        (True, "TRUE"),
        (False, "FALSE"),
        (datetime(2025, 3, 4), "2025-03-04"),
        (datetime(2025, 3, 4, 9, 30), "2025-03-04T09:30:00"),
        (date(2025, 3, 4), "2025-03-04"),
        (time(9, 30), "09:30:00"),
    ],
)
def test_a_cell_of_excel_reads_as_the_sheet_shows_it(value: object, text: str) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["x", value, "y"])
    assert read_table(xlsx(book), path=Path("a.xlsx")).rows == [["x", text, "y"]]


def test_merged_areas_and_formulas_without_a_result_of_excel() -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["a", "b", "=A1&B1"])
    page.append(["c", "d", "e"])
    page.merge_cells("A2:B3")
    found = read_table(xlsx(book), path=Path("a.xlsx"))
    assert found.merged == (Area(1, 0, 2, 1),)
    assert found.rows[0] == ["a", "b"]
    assert [n.check for n in found.notices] == ["sheet.formula"]
    assert "1 formulas without a stored result count as empty (C1)" in found.notices[0].message


def test_of_many_formulas_the_first_five_are_named() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for n in range(1, 7):
        book.active.append([f"={n}+1"])
    (notice,) = read_table(xlsx(book), path=Path("a.xlsx")).notices
    assert "6 formulas" in notice.message
    assert "(A1, A2, A3, A4, A5 …)" in notice.message
    book.active.delete_rows(6)
    (notice,) = read_table(xlsx(book), path=Path("a.xlsx")).notices
    assert "(A1, A2, A3, A4, A5)" in notice.message


def test_what_openpyxl_would_read_may_declare_no_type() -> None:
    book = BytesIO(xlsx(openpyxl.Workbook()))
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("xl/extra.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>")
    with pytest.raises(InputError, match=r"xl/extra\.xml: the XML declares a document type"):
        read_table(book.getvalue(), path=Path("a.xlsx"))


def test_a_span_of_opendocument_is_a_merged_area() -> None:
    found = read_ods(row(cell("a"), cell("b", columns_spanned=2, rows_spanned=3), "<table:covered-table-cell/>"))
    assert found.rows == [["a", "b", ""]]
    assert found.merged == (Area(0, 1, 2, 2),)
    assert (found.format, found.name) == ("ods", "Text")


def test_repeated_cells_and_rows_of_opendocument() -> None:
    found = read_ods(row(cell("a", columns_repeated=3), cell("b")) + row(cell("c"), repeated=2))
    assert found.rows == [["a", "a", "a", "b"], ["c"], ["c"]]
    assert found.merged == ()


def test_empty_rows_between_count_and_the_empty_rest_does_not() -> None:
    found = read_ods(row(cell("a")) + row(cell(), repeated=2) + row(cell("b")) + row(cell(), repeated=1_048_572))
    assert found.rows == [["a"], [], [], ["b"]]
    assert found.notices == ()


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("体面<text:s text:c='3'/>劳动", "体面 劳动"),
        ("a<text:tab/>b<text:line-break/>c", "a b\nc"),
        ("a<text:span>b<text:span>c</text:span>d</text:span>e", "abcde"),
        ("a<office:annotation><text:p>by a reviser</text:p></office:annotation>b", "ab"),
        ("a<!-- no text -->b", "ab"),
    ],
)
def test_what_stands_inside_a_paragraph_of_opendocument(written: str, text: str) -> None:
    assert read_ods(row(cell(written))).rows == [[text]]


def test_paragraphs_of_a_cell_stand_on_lines_of_their_own() -> None:
    assert read_ods(row(cell("a", "b"))).rows == [["a\nb"]]


@pytest.mark.parametrize("count", ["", "-2", "two", "３", "123456789012", "0x3"])
def test_a_count_that_is_nonsense_counts_once(count: str) -> None:
    assert read_ods(row(cell("a", columns_repeated=count), cell("b"))).rows == [["a", "b"]]


def test_sheets_of_opendocument_are_chosen_by_name() -> None:
    data = ods(sheet(row(cell("a")), "One"), sheet(row(cell("b")), "二"))
    assert read_table(data, path=Path("a.ods"), sheet="二").rows == [["b"]]
    first = read_table(data, path=Path("a.ods"))
    assert first.rows == [["a"]]
    assert [n.message for n in first.notices] == ["only the sheet 'One' is read, of One, 二"]
    with pytest.raises(SettingsError, match="the workbook has no sheet 'Three'"):
        read_table(data, path=Path("a.ods"), sheet="Three")
    with pytest.raises(InputError, match="the spreadsheet has no sheet"):
        read_table(ods(), path=Path("a.ods"))


def test_rows_and_columns_past_the_limit_are_left_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_cells, "MAX_ROWS", 3)
    monkeypatch.setattr(sheet_cells, "MAX_COLUMNS", 2)
    book = openpyxl.Workbook()
    assert book.active is not None
    for n in range(3):
        book.active.append([n, "b", "c"])
    exact = read_table(xlsx(book), path=Path("a.xlsx"))
    assert exact.rows == [["0", "b"], ["1", "b"], ["2", "b"]]
    assert exact.notices == ()
    book.active.append([3])
    for data, name in (
        (xlsx(book), "a.xlsx"),
        (ods(sheet("".join(row(cell(str(n)), cell("b"), cell("c")) for n in range(4)))), "a.ods"),
        ("".join(f"{n},b,c\n" for n in range(4)).encode(), "a.csv"),
    ):
        found = read_table(data, path=Path(name))
        assert found.rows == exact.rows, name
        assert [n.check for n in found.notices] == ["sheet.rows"], name
    assert read_table(b"0,b\n1,b\n2,b\n", path=Path("a.csv")).notices == ()


@pytest.mark.parametrize(
    ("written", "name", "rows"),
    [
        ("a;b\nc;d, e\n", "a.csv", [["a", "b"], ["c", "d, e"]]),
        ("a|b\nc|d\n", "a.csv", [["a", "b"], ["c", "d"]]),
        ("a\tb, c, d\ne\tf\n", "a.tsv", [["a", "b, c, d"], ["e", "f"]]),
        ("a,b\tc,d\n", "a.tab", [["a,b", "c,d"]]),
        ('"a, b",c\n"d\ne",f\n', "a.csv", [["a, b", "c"], ["d\ne", "f"]]),
    ],
)
def test_what_parts_the_cells_of_a_text(written: str, name: str, rows: list[list[str]]) -> None:
    assert read_table(written.encode(), path=Path(name)).rows == rows
