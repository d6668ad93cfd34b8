"""Tables with a column a language: found, aligned row by row, and refused where it is not clear which is which."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.model import Kind
from duizhao.corpora.readers.office.sheet import Parallel, read_parallel
from duizhao.corpora.reading import read

ROWS = [
    ("Decent work is a right.", "体面劳动是一项权利。"),
    ("Ports must be safe.", "港口必须安全。"),
    ("Only in English.", None),
    (None, "只有中文。"),
    ("The end of it.", "到此结束。"),
]


def workbook(path: Path, rows: list[tuple[object, ...]], *, sheets: tuple[str, ...] = ("Text",)) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def pairs(table: Parallel) -> dict[str, tuple[str, str]]:
    sides = [{u.id: u.text for u in document} for document in (table.source, table.target)]
    return {id: (sides[0].get(id, ""), sides[1].get(id, "")) for id in sorted(sides[0] | sides[1])}


WANT = {f"r{i:04d}": (en or "", zh or "") for i, (en, zh) in enumerate(ROWS, 2)}


@pytest.mark.parametrize(
    "header",
    [
        ("en", "zh"),
        ("EN-GB", "zh-CN"),
        ("English", "中文"),
        ("英文", "译文"),
        ("source", "target"),
        ("Text (en)", "Text (zh)"),
    ],
)
def test_columns_by_their_headings(tmp_path: Path, header: tuple[str, str]) -> None:
    table = read_parallel(workbook(tmp_path / "a.xlsx", [header, *ROWS]))
    documents = (table.source, table.target)
    assert pairs(table) == WANT
    assert [d.language for d in documents] == ["en", "zh-CN"]
    assert {u.kind for d in documents for u in d} == {Kind.CELL}
    assert [u.line for u in documents[0]] == [2, 3, 4, 6]


def test_columns_by_their_text_among_others(tmp_path: Path) -> None:
    rows = [(i, "2030-01-14", zh, en, i / 2) for i, (en, zh) in enumerate(ROWS)]
    assert pairs(read_parallel(workbook(tmp_path / "a.xlsx", rows))) == {
        f"r{i:04d}": (en or "", zh or "") for i, (en, zh) in enumerate(ROWS, 1)
    }


@pytest.mark.parametrize("columns", [("B", "C"), ("2", "3"), ("original", "neu")])
def test_columns_as_asked(tmp_path: Path, columns: tuple[str, str]) -> None:
    path = workbook(tmp_path / "a.xlsx", [("no", "original", "neu"), *((1, *row) for row in ROWS)])
    found = pairs(read_parallel(path, columns=columns))
    assert {id: found[id] for id in WANT} == WANT


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_separated_values(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = tmp_path / "a.csv"
    lines = [f"en{delimiter}zh", *(f'"{en or ""}"{delimiter}{zh or ""}' for en, zh in ROWS)]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    table = read_parallel(path)
    assert pairs(table) == WANT
    assert table.source.origin.format == "csv"


def test_swapped_languages(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [("en", "zh"), *ROWS])
    table = read_parallel(path, source="zh", target="en")
    assert table.source.units[0].text.startswith("体面")
    assert table.target.units[0].text.startswith("Decent")


def test_other_sheets_are_told_and_may_be_chosen(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [("en", "zh"), *ROWS], sheets=("One", "Two"))
    assert [n.check for n in read_parallel(path).source.notices] == ["sheet.others"]
    assert not read_parallel(path, sheet="Two").source.notices
    with pytest.raises(SettingsError, match="One, Two"):
        read_parallel(path, sheet="Three")


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([("One sentence here.", "Another one here.", "第三个句子在这里。")], "2 columns"),
        ([("One sentence here.",)], "no column"),
        ([(1, 2), (3, 4)], "no column"),
        ([], "no column"),
        ([("en", "zh"), (None, "只有中文。")], "holds no text"),
    ],
)
def test_unclear_columns_are_refused(tmp_path: Path, rows: list[tuple[object, ...]], says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        read_parallel(workbook(tmp_path / "a.xlsx", rows))
    assert caught.value.cure


def test_an_unknown_column_lists_the_known(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [("en", "zh"), *ROWS])
    with pytest.raises(SettingsError, match="en, zh"):
        read_parallel(path, columns=("en", "klingon"))


def test_a_table_of_one_language_is_a_document(tmp_path: Path) -> None:
    document = read(workbook(tmp_path / "a.xlsx", [(en,) for en, _ in ROWS if en]))
    assert [u.text for u in document.translatable] == [en for en, _ in ROWS if en]
    with pytest.raises(InputError, match="two languages"):
        read(workbook(tmp_path / "b.xlsx", list(ROWS)))


def test_a_damaged_workbook_is_told(tmp_path: Path) -> None:
    out = BytesIO()
    openpyxl.Workbook().save(out)
    for name, data in (("cut.xlsx", out.getvalue()[:-200]), ("none.xlsx", b"PK\x05\x06" + b"\0" * 18)):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(InputError) as caught:
            read_parallel(tmp_path / name)
        assert caught.value.cure


def test_an_open_quotation_mark_is_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('en,zh\n"open,体面劳动是一项权利。\n' + "x" * 200_000, encoding="utf-8")
    with pytest.raises(InputError):
        read_parallel(path)
