"""CSV, TSV and XLSX: what is written comes back, whatever a spreadsheet did to it in between."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.terminology import Concept, Glossary, Status, Term, read_glossary, write_glossary
from duizhao.terminology.formats.delimited import read_table
from duizhao.terminology.formats.rows import COLUMNS, from_rows, to_rows
from duizhao.terminology.formats.sheet import LEGEND
from duizhao.terminology.formats.workbook import read_workbook
from tests.terminology.strategies import glossaries, rich

QUICK = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def facts(glossary: Glossary) -> object:
    """What a review table holds: terms with statuses and counts, links with counts, facts of concepts."""
    return [
        (
            c.id,
            {(t.text, t.language, t.status, t.count) for t in c.terms},
            {(x.source, x.target, x.count, x.confidence, x.examples) for x in c.links},
            c.domain,
            c.note,
        )
        for c in glossary
    ]


@QUICK
@given(glossaries(), st.sampled_from(["glossary.csv", "glossary.xlsx"]))
def test_what_is_written_comes_back(tmp_path: Path, glossary: Glossary, name: str) -> None:
    path = tmp_path / name
    write_glossary(glossary, path)
    assert facts(read_glossary(path)) == facts(glossary)


def test_a_tsv_has_one_line_a_row(tmp_path: Path) -> None:
    path = tmp_path / "g.tsv"
    write_glossary(rich(), path)
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) == 1 + len(to_rows(rich()))
    assert {len(line.split("\t")) for line in lines} == {len(COLUMNS)}
    assert facts(read_glossary(path)) == facts(rich())


def test_a_csv_is_rfc_4180_with_a_mark_and_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    write_glossary(rich(), path)
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in raw
    grid = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))
    assert tuple(grid[0]) == COLUMNS
    assert all(cell[:1] not in ("=", "+", "-", "@", "\t") for line in grid for cell in line)


def test_decisions_and_forms_come_back(tmp_path: Path) -> None:
    for name in ("g.csv", "g.xlsx", "g.tsv"):
        write_glossary(rich(), tmp_path / name)
        just, enterprises = read_glossary(tmp_path / name)
        decided = next(t for t in just.terms if t.text == "公正转型")
        assert (decided.reviewer, decided.date) == ("Li Wen", "2026-01-31")
        assert next(t.note for t in just.terms if t.text == "公正过渡") == "not in titles"
        assert just.definition == "A change of the economy that leaves nobody behind."
        assert {t.form for t in enterprises.terms} == {"fullForm", "abbreviation", "shortForm"}


@QUICK
@given(
    glossaries(),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    st.randoms(use_true_random=False),
    st.booleans(),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_habits_of_spreadsheets(
    tmp_path: Path, glossary: Glossary, separator: str, encoding: str, random: object, declared: bool, quoting: int
) -> None:
    """Other separators, encodings, quotes, a `sep=` line, columns in another order: the same glossary."""
    order = list(range(len(COLUMNS)))
    random.shuffle(order)  # type: ignore[attr-defined]
    stream = io.StringIO(newline="")
    if declared:
        stream.write(f"sep={separator}\r\n")
    writer = csv.writer(stream, delimiter=separator, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow([COLUMNS[i].replace("_", " ").upper() for i in order])
    for row in to_rows(glossary):
        writer.writerow([getattr(row, COLUMNS[i]) for i in order])
    path = tmp_path / "saved.csv"
    path.write_bytes(stream.getvalue().encode(encoding))
    rows, faults = read_table(path)
    assert not faults
    # A cell that was never guarded and begins with an apostrophe and a sign is the one thing that cannot be told.
    if "'" not in stream.getvalue():
        assert facts(from_rows(rows)) == facts(glossary)


def test_reads_tables_of_others(tmp_path: Path) -> None:
    path = tmp_path / "unterm.csv"
    path.write_text("English,Chinese,Subject,Remarks\ndecent work|DW,体面劳动,Labour,x\n", "utf-8")
    (concept,) = read_glossary(path)
    assert {t.text for t in concept.terms} == {"decent work", "DW", "体面劳动"}
    assert concept.domain == "Labour"
    path.write_text("Record;Terme anglais;Terme chinois\n1;decent work;体面劳动\n", "gb18030")
    with pytest.raises(InputError, match=r"no columns.*Terme anglais") as caught:
        read_glossary(path)
    assert caught.value.line == 1
    mapped = {"Terme anglais": "source_term", "Terme chinois": "target_term"}
    assert [t.text for c in read_glossary(path, columns=mapped) for t in c.terms] == ["decent work", "体面劳动"]
    with pytest.raises(SettingsError, match="no column 'Terme'"):
        read_glossary(path, columns={"Terme": "source_term"})
    with pytest.raises(SettingsError, match="Known: concept_id"):
        read_glossary(path, columns={"Record": "number"})


def test_what_is_said_of_a_language_is_not_its_term(tmp_path: Path) -> None:
    path = tmp_path / "theirs.csv"
    path.write_text(
        "Domains,English Source,English,English status,Chinese: source,Chinese,Chinese Note,Chinese (PRC) status\n"
        "Ceramics,Handbook,kiln,preferred,手册,窑,旧称,deprecated\n",
        "utf-8",
    )
    glossary = read_glossary(path)
    (concept,) = glossary
    assert [(t.text, t.status.value, t.note) for t in concept.terms] == [
        ("kiln", "preferred", ""), ("窑", "deprecated", "旧称"),
    ]  # fmt: skip
    assert concept.domain == "Ceramics"
    assert glossary.unread == ("the column English Source", "the column Chinese: source")


def test_chinese_may_be_the_source(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text("Chinese (Simplified, PRC),English\n体面劳动,decent work\n", "utf-8")
    glossary = read_glossary(path, source_language="zh-CN", target_language="en")
    assert [t.text for t in glossary.concepts[0].terms_in("zh")] == ["体面劳动"]


@pytest.mark.parametrize(
    ("column", "text", "problem"),
    [
        ("status", "maybe", "unknown status"),
        ("source_status", "x", "unknown status"),
        ("date", "3/4/2025", "not a day"),
        ("count", "many", "not a number"),
        ("target_term", "#NAME?", "replaced the text by an error"),
    ],
)
def test_a_faulty_cell_is_named_with_its_row(tmp_path: Path, column: str, text: str, problem: str) -> None:
    path = tmp_path / "g.csv"
    write_glossary(rich(), path)
    grid = list(csv.reader(path.open(encoding="utf-8-sig", newline="")))
    grid[2][COLUMNS.index(column)] = text
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(grid)
    _, faults = read_table(path)
    assert [(f.line, f.column, f.text) for f in faults] == [(3, column, text)]
    assert problem in faults[0].problem
    with pytest.raises(InputError, match=problem) as caught:
        read_glossary(path)
    assert caught.value.line == 3


def test_a_workbook_is_made_for_review(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "g.xlsx"
    write_glossary(rich(), path)
    sheet = load_workbook(path)["glossary"]
    assert sheet.freeze_panes == "C2"
    lists = {v.formula1 for v in sheet.data_validations.dataValidation}
    assert '"preferred,do not translate,admitted,deprecated,superseded,proposed,not a term"' in lists
    assert {cell.data_type for line in sheet.iter_rows() for cell in line if cell.value is not None} == {"s"}


def test_the_sheet_is_read_printed_and_explained(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "g.xlsx"
    write_glossary(rich(), path)
    book = load_workbook(path)
    sheet = book["glossary"]
    header = [cell.value for cell in sheet[1]]
    assert header[:4] == ["source_term", "target_term", "status", "note"]
    assert header[-2:] == ["concept_id", "row"]
    assert sorted(header) == sorted(COLUMNS)
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
    assert sheet.print_title_rows == "$1:$1"
    assert "$H$" in sheet.print_area
    rules = [rule.formula[0] for found in sheet.conditional_formatting for rule in found.rules]
    assert {f'$C2="{status}"' for status in Status} == set(rules)
    long = max(range(2, sheet.max_row + 1), key=lambda at: len(sheet.cell(at, 7).value or ""))
    assert sheet.row_dimensions[long].height >= sheet.row_dimensions[1].height / 2
    # What is typed into a cell that was empty, 1/2 or 007, stays a text; a day is one.
    note, day = (header.index(name) + 1 for name in ("note", "date"))
    assert {sheet.cell(at, note).number_format for at in range(2, sheet.max_row + 1)} == {"@"}
    assert sheet.column_dimensions[sheet.cell(1, note).column_letter].number_format == "@"
    assert sheet.column_dimensions[sheet.cell(1, day).column_letter].number_format == "yyyy-mm-dd"
    legend = {cell.value for line in book[LEGEND].iter_rows() for cell in line if cell.value}
    assert {str(status) for status in Status} <= legend
    assert {"meaning", "含义", "首选：应使用的术语"} <= legend


def test_a_formula_stays_a_text(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    from duizhao.terminology import Concept, Term

    glossary = Glossary((Concept("c-x", (Term("=1+1", "en"), Term("@甲", "zh-CN"))),))
    for name in ("g.csv", "g.xlsx"):
        write_glossary(glossary, tmp_path / name)
        assert facts(read_glossary(tmp_path / name)) == facts(glossary)
    cell = load_workbook(tmp_path / "g.xlsx")["glossary"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_workbook_of_another_hand(tmp_path: Path) -> None:
    from datetime import datetime

    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (
        [None] * 4,
        ["English", "Chinese", "date", "count"],
        ["decent work", "体面劳动", datetime(2025, 1, 31), 3.0],
    ):
        sheet.append(line)  # type: ignore[union-attr]
    path = tmp_path / "g.xlsx"
    book.save(path)
    rows, faults = read_workbook(path)
    assert not faults
    assert [(r.source_term, r.target_term, r.date, r.count) for r in rows] == [
        ("decent work", "体面劳动", "2025-01-31", "3")
    ]


def test_a_table_carries_its_languages(tmp_path: Path) -> None:
    """Terms in two kinds of Chinese keep their tags, and the glossary has those of its first row."""
    concept = Concept(
        "c-labour", (Term("labour", "en-GB"), Term("勞動", "zh-TW"), Term("劳动", "zh-CN", Status.ADMITTED))
    )
    for name in ("g.csv", "g.tsv", "g.xlsx"):
        write_glossary(Glossary((concept,), "en-GB", "zh-TW"), tmp_path / name)
        found = read_glossary(tmp_path / name)
        assert (found.source_language, found.target_language) == ("en-GB", "zh-TW")
        assert {(t.text, t.language) for t in found.concepts[0].terms} == {(t.text, t.language) for t in concept.terms}


def test_a_header_that_is_a_language_code_names_the_language(tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_text("en-US,zh_TW\nlabor,勞動\n", encoding="utf-8")
    found = read_glossary(tmp_path / "g.csv")
    assert [(t.text, t.language) for t in found.concepts[0].terms] == [("labor", "en-US"), ("勞動", "zh-TW")]


def test_a_cell_that_is_no_language_code_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_text("source_term,target_term,target_language\na,劳动,繁體\n", encoding="utf-8")
    with pytest.raises(InputError, match=r":2: target_language '繁體'"):
        read_glossary(tmp_path / "g.csv")


@pytest.mark.parametrize("column", ["note", "domain", "definition", "concept_note", "reviewer"])
@pytest.mark.parametrize("error", ["#VALUE!", "Err:509", "#SPILL!"])
def test_an_error_of_the_spreadsheet_is_no_note(tmp_path: Path, column: str, error: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"source_term,target_term,{column}\ndecent work,体面劳动,{error}\n", encoding="utf-8")
    rows, faults = read_table(path)
    assert getattr(rows[0], column) == ""
    assert [(f.line, f.column, f.text) for f in faults] == [(2, column, error)]


def test_a_formula_without_a_value_is_told(tmp_path: Path) -> None:
    """A note that begins with "=" is a formula to the spreadsheet; saved without a value it must not pass for none."""
    book = openpyxl.Workbook()
    for cells in (["source_term", "target_term", "note"], ["decent work", "体面劳动", "=not this one"]):
        book.worksheets[0].append(cells)
    book.save(tmp_path / "a.xlsx")
    _, faults = read_workbook(tmp_path / "a.xlsx")
    assert [(f.line, f.column) for f in faults] == [(2, "note")]
