"""Bilingual tables through the command: a row is a pair, whatever the file is, and bad tables are told."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from duizhao import corpora
from duizhao.cli.main import main
from duizhao.corpora.samples import path as sample
from duizhao.inputs import parse_columns
from duizhao.tmx import Memory

ROWS = [
    ("The Office supports a just transition.", "劳工局支持公正转型。"),
    ("Decent work is a right of all workers.", "体面劳动是所有劳动者的权利。"),
    ("Ports must be safe. Accidents must be reported.", "港口必须安全。事故必须报告。"),
    ("Nobody translated this sentence.", None),
    (None, "这句话没有原文。"),
    ("The budget amounts to 17 million dollars.", "预算为 1 700 万美元。"),
]


def workbook(path: Path, rows: list[tuple[object, ...]], merged: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Text"
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    book.save(path)
    return path


def align(capsys: pytest.CaptureFixture[str], *args: str | Path) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stop:
        main(["align", *map(str, args), "--embed", "none"])
    said = capsys.readouterr()
    assert isinstance(stop.value.code, int)
    return stop.value.code, said.out, said.err


def rows_of(folder: Path) -> list[tuple[int | None, str, str]]:
    """The pairs of alignment.json: row, source, target."""
    data = json.loads((folder / "alignment.json").read_text("utf-8"))
    return [(p["source_at"]["line"] or p["target_at"]["line"], p["source"], p["target"]) for p in data["pairs"]]


WANT = [(i, en or "", zh or "") for i, (en, zh) in enumerate(ROWS, 2)]


def opendocument(path: Path, rows: list[tuple[str | None, ...]]) -> Path:
    """An ODS as LibreOffice lays it out: empty rows and columns to the end of the sheet."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = "".join(
        "<table:table-row>"
        + "".join("<table:table-cell/>" if text is None else cell.format(text) for text in row)
        + '<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
        for row in rows
    )
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Text">{lines}<table:table-row table:number-rows-repeated="1048570">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return path


@pytest.mark.parametrize("name", ["table.xlsx", "文件 表格.xlsx", "a b.csv", "t.tsv", "table.ods"])
def test_every_row_is_a_pair(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / name
    rows: list[tuple[str | None, ...]] = [("en", "zh"), *ROWS]
    if file.suffix == ".xlsx":
        workbook(file, list(rows))
    elif file.suffix == ".ods":
        opendocument(file, rows)
    else:
        mark = "\t" if file.suffix == ".tsv" else ","
        file.write_text("\n".join(mark.join(cell or "" for cell in row) for row in rows), encoding="utf-8")
    out = tmp_path / "out"
    code, said, _ = align(capsys, file, "-o", out)
    assert code == 0
    assert "4 (25 % one to one)" not in said
    assert rows_of(out) == WANT
    for written in ("memory.tmx", "pairs.tsv", "report.html", "alignment.json"):
        assert (out / written).is_file()
    memory = Memory.read(out / "memory.tmx").pairs()
    assert [(p.source, p.target) for p in memory] == [(en, zh) for en, zh in ROWS if en and zh]
    assert memory[0].source_at.unit == "r0002"
    report = (out / "report.html").read_text("utf-8")
    assert "Nobody translated this sentence" in report


def test_sentences_of_a_cell_stay_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    align(capsys, workbook(tmp_path / "t.xlsx", [("en", "zh"), *ROWS]), "-o", tmp_path / "out")
    data = json.loads((tmp_path / "out" / "alignment.json").read_text("utf-8"))
    assert [len(data["pairs"][2][f"{side}_segments"]) for side in ("source", "target")] == [2, 2]
    assert data["pairs"][2]["source_at"]["sentences"] == [1, 2]


@pytest.mark.parametrize("columns", ["en=B,zh=D", "zh=D,en=B", "en=Master text,zh=D", "en=2,zh=neu", "zh-CN=4,en-US=B"])
def test_columns_as_named(columns: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [("id", "Master text", "old zh", "neu"), *((i, en, "旧的译文不要", zh) for i, (en, zh) in enumerate(ROWS))]
    file = workbook(tmp_path / "t.xlsx", rows)
    assert align(capsys, file, "-o", tmp_path / "out", "--columns", columns)[0] == 0
    found = [row for row in rows_of(tmp_path / "out") if row[0] != 1]
    assert found == WANT


@pytest.mark.parametrize(
    ("rows", "options", "says"),
    [
        ([("Only English here.",), ("And again in English.",)], [], "no column of text in 'zh-CN'"),
        ([("en", "zh"), ("Only English here.", None)], [], "column B holds no text"),
        ([("en", "zh"), ("Some English here.", "Also English there.")], [], "column B should be Chinese"),
        ([("en", "zh"), ("这是中文的句子。", "这也是中文的句子。")], [], "column A should be English"),
        ([("One sentence here.", "Une phrase ici.", "这里有一个句子。")], [], "2 columns (A, B)"),
        ([(1, 2), (3, 4)], [], "no column of text"),
        ([("en", "zh"), *ROWS], ["--columns", "en=A"], "no column is named for 'zh-CN'"),
        ([("en", "zh"), *ROWS], ["--columns", "en=A,zh=A"], "both languages are in column A"),
        ([("en", "zh"), *ROWS], ["--columns", "A,B"], "Write a language and its column"),
        ([("en", "zh"), *ROWS], ["--columns", "en=A,fr=B"], "a column for 'fr'"),
        ([("en", "zh"), *ROWS], ["--columns", "en=A,zh=klingon"], "no column 'klingon'"),
        ([("en", "zh"), *ROWS], ["--columns", "en=B,zh=A"], "Were the columns swapped?"),
        ([("en", "zh"), *ROWS], ["--sheet", "Other"], "no sheet 'Other'. Its sheets: Text"),
    ],
)
def test_bad_tables_are_told(
    rows: list[tuple[object, ...]], options: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = align(capsys, workbook(tmp_path / "t.xlsx", rows), "-o", tmp_path / "out", *options)
    assert code == 2
    assert says in err


def test_three_languages_with_headings_are_clear(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [("fr", "en", "zh-TW", "zh-CN"), *(("Une phrase.", en, "傳統", zh) for en, zh in ROWS)]
    assert align(capsys, workbook(tmp_path / "t.xlsx", rows), "-o", tmp_path / "out")[0] == 0
    assert rows_of(tmp_path / "out") == WANT


def test_a_title_above_the_headings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [("Texts of 2030", None), (None, None), ("English", "中文"), *ROWS]
    file = workbook(tmp_path / "t.xlsx", rows, ("A1:B1",))
    assert align(capsys, file, "-o", tmp_path / "out")[0] == 0
    assert rows_of(tmp_path / "out") == [(i + 2, en, zh) for i, en, zh in WANT]


def test_merged_cells_are_one_pair_and_titles_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        ("en", "zh"),
        ROWS[0],
        ("Part two", None),
        ("Ports must be safe. Accidents must be reported.", "港口必须安全。"),
        (None, "事故必须报告。"),
        ROWS[5],
    ]
    file = workbook(tmp_path / "t.xlsx", list(rows), ("A3:B3", "A4:A5"))
    assert align(capsys, file, "-o", tmp_path / "out")[0] == 0
    assert rows_of(tmp_path / "out") == [
        (2, *ROWS[0]),
        (4, "Ports must be safe. Accidents must be reported.", "港口必须安全。事故必须报告。"),
        (6, *ROWS[5]),
    ]


def test_formulas_without_a_result_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = workbook(tmp_path / "t.xlsx", [("en", "zh"), *ROWS, ('="The " & "end."', '="到此结束。"')])
    assert align(capsys, file, "-o", tmp_path / "out")[0] == 0
    assert rows_of(tmp_path / "out") == WANT
    assert "2 formulas without a stored result count as empty (A8, B8)" in (tmp_path / "out/report.html").read_text()


def test_rows_that_do_not_belong_together_are_doubtful(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sides = [{u.id: u.text for u in corpora.read(sample(name))} for name in ("ports.en.md", "ports.zh.md")]
    good = [(sides[0][id], sides[1][id]) for id in sides[0] if id[0] == "p" and id in sides[1]][:12]
    assert len(good) == 12
    shifted = [*good[:4], *((good[i][0], good[i + 1][1]) for i in range(4, 9)), (good[9][0], good[4][1]), *good[10:]]
    align(capsys, workbook(tmp_path / "t.xlsx", [("en", "zh"), *shifted]), "-o", tmp_path / "out")
    data = json.loads((tmp_path / "out" / "alignment.json").read_text("utf-8"))
    doubtful = [p["source_at"]["line"] for p in data["pairs"] if p["confidence"] < 0.6]
    assert set(range(6, 11)) <= set(doubtful) <= set(range(6, 12))
    assert [n["check"] for n in data["notices"]] == ["alignment.row"]
    assert "row 6" in data["notices"][0]["message"]
    assert "row 7" not in data["notices"][0]["message"].split("row 6")[0]


def test_options_for_tables_need_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = align(capsys, sample("en.md"), sample("zh.md"), "-o", tmp_path / "out", "--columns", "en=A,zh=B")
    assert code == 2
    assert "are for one bilingual table" in err


def test_a_table_is_checked_and_built(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = workbook(tmp_path / "t.xlsx", [("en", "zh"), *ROWS])
    with pytest.raises(SystemExit) as stop:
        main(["check", str(file), "--embed", "none", "--no-cache"])
    assert stop.value.code == 1
    assert "Nobody translated" in capsys.readouterr().out
    (tmp_path / "duizhao.toml").write_text(
        '[[pair]]\nsource = "t.xlsx"\ntarget = "t.xlsx"\n[align]\nembed = "none"\n', encoding="utf-8"
    )
    with pytest.raises(SystemExit):
        main(["build", str(tmp_path)])
    capsys.readouterr()
    built = Memory.read(tmp_path / "out" / "memory.tmx").pairs()
    assert len(built) == 4
    assert built[0].source_at.document == "t.xlsx#en"


@pytest.mark.parametrize("text", ["", "en", "en=", "=A", "en=A,en=B", "en=A,,zh=B"])
def test_columns_that_cannot_be_meant(text: str) -> None:
    from duizhao.corpora.errors import SettingsError

    with pytest.raises(SettingsError):
        parse_columns(text)
