"""The real thing: a review table opened, edited and saved by LibreOffice comes back with every decision."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from duizhao.terminology import Concept, Glossary, Status, Term, write_glossary
from duizhao.terminology.formats.delimited import read_table
from duizhao.terminology.formats.rows import COLUMNS
from duizhao.terminology.formats.workbook import read_workbook
from duizhao.terminology.review.merge_review import merge_review
from tests.terminology.strategies import rich

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed"),
]
# Field separator, text delimiter, UTF-8, first line; then: keep every cell as shown.
CSV_OUT = "csv:Text - txt - csv (StarCalc):{separator},34,76,1"
CSV_IN = "--infilter=CSV:44,34,76,1"


def office(folder: Path, path: Path, to: str, *options: str) -> Path:
    """Let LibreOffice open a file and save it in another format."""
    out = folder / "saved"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", *options, "--convert-to", to, "--outdir", str(out), str(path)]
    environment = {**os.environ, "HOME": str(folder)}
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False, env=environment)
    (saved,) = out.iterdir()
    assert done.returncode == 0, done.stderr
    return saved


def troubled() -> Glossary:
    """Terms that spreadsheets like to improve."""
    extra = Concept(
        "c-trouble",
        (
            Term("=SUM(1;2)", "en"),
            Term("+1 rule", "en", Status.ADMITTED),
            Term("@work", "en", Status.ADMITTED),
            Term("8.7", "zh-CN"),
            Term("《1981年公约》（第155号）", "zh-CN", Status.ADMITTED),
            Term("“尼特族”，甲；乙", "zh-CN", Status.ADMITTED),
        ),
    )
    return rich().with_concepts([*rich(), extra])


def edited_csv(folder: Path) -> Path:
    """The CSV with the decision made in it, as text: 公正过渡 admitted by Wang."""
    path = folder / "glossary.csv"
    write_glossary(troubled(), path)
    grid = list(csv.reader(path.open(encoding="utf-8-sig", newline="")))
    at = COLUMNS.index
    for line in grid[1:]:
        if line[at("target_term")] == "公正过渡":
            line[at("status")], line[at("reviewer")], line[at("date")] = "admitted", "Wang", "2026-03-01"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(grid)
    return path


def check(saved: Path) -> None:
    rows, faults = (read_workbook if saved.suffix == ".xlsx" else read_table)(saved)
    assert not faults
    result = merge_review(troubled(), rows, faults)
    assert not result.conflicts
    assert [d.text for d in result.decisions] == ["公正过渡: deprecated -> admitted"]
    decided = next(t for t in result.glossary.concepts[0].terms if t.text == "公正过渡")
    assert (decided.status, decided.reviewer, decided.date) == (Status.ADMITTED, "Wang", "2026-03-01")
    for before, after in zip(troubled(), result.glossary, strict=True):
        assert [t.text for t in before.terms] == [t.text for t in after.terms]


def test_csv_saved_as_xlsx(tmp_path: Path) -> None:
    check(office(tmp_path, edited_csv(tmp_path), "xlsx", CSV_IN))


def test_csv_saved_as_csv_with_semicolons(tmp_path: Path) -> None:
    check(office(tmp_path, edited_csv(tmp_path), CSV_OUT.format(separator=59), CSV_IN))


def test_xlsx_edited_and_saved_as_xlsx_and_csv(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "glossary.xlsx"
    write_glossary(troubled(), path)
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    at = {str(cell.value): i for i, cell in enumerate(sheet[1])}  # type: ignore[index]
    for line in sheet.iter_rows(min_row=2):  # type: ignore[union-attr]
        if line[at["target_term"]].value == "公正过渡":
            line[at["status"]].value = "admitted"
            line[at["reviewer"]].value = "Wang"
            line[at["date"]].value = "2026-03-01"
        for cell in line:
            # openpyxl reads "=SUM" as the text it is and would write it as a formula.
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    book.save(path)
    for number, to in enumerate(("xlsx", CSV_OUT.format(separator=44))):
        folder = tmp_path / str(number)
        folder.mkdir()
        check(office(folder, path, to))


def test_merges_splits_and_new_rows_survive_libreoffice(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    def concept(key: str, english: str, *chinese: str) -> Concept:
        targets = tuple(Term(z, "zh-CN", Status.ADMITTED if i else Status.PREFERRED) for i, z in enumerate(chinese))
        return Concept(key, (Term(english, "en"), *targets))

    base = Glossary(
        (
            concept("c-sluice", "sluice", "水闸", "船闸"),
            concept("c-gate", "water gate", "水门"),
            concept("c-quay", "quay", "码头"),
        )
    )
    path = tmp_path / "术语 glossary.xlsx"
    write_glossary(base, path)
    book = load_workbook(path)
    sheet = book["glossary"]
    at = {str(cell.value): i for i, cell in enumerate(sheet[1], 1)}
    for line in range(2, sheet.max_row + 1):
        target = sheet.cell(line, at["target_term"]).value
        if target == "水门":
            sheet.cell(line, at["concept_id"]).value = "c-sluice"  # merged
        elif target == "船闸":
            sheet.cell(line, at["concept_id"]).value = "c-lock"  # split off
        elif target == "码头":
            sheet.cell(line, at["status"]).value = "not a term"
    new = sheet.max_row + 1
    for name, text in (("source_term", "water gates"), ("target_term", "闸口"), ("status", "deprecated")):
        sheet.cell(new, at[name]).value = text
    book.save(path)
    saved = office(tmp_path, path, "xlsx")
    rows, faults = read_workbook(saved)
    merged = merge_review(base, rows, faults, reviewer="Li", today="2026-03-01")
    assert not merged.conflicts
    by_id = {c.id: {t.text: str(t.status) for t in c.terms} for c in merged.glossary}
    assert by_id["c-sluice"]["water gate"] in ("preferred", "admitted")
    assert by_id["c-sluice"]["水门"] == "admitted"
    assert by_id["c-sluice"]["闸口"] == "deprecated"
    assert by_id["c-lock"]["船闸"] in ("preferred", "admitted")
    assert "c-gate" not in by_id
    assert set(by_id["c-quay"].values()) == {"not a term"}
