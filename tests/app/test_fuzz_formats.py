"""A little of what `make fuzz` does, and files that it stopped at: only errors of ours come out."""

from __future__ import annotations

import io
import random
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from duizhao.corpora.errors import DuizhaoError, InputError, OutputError
from duizhao.quality import check, judge
from duizhao.quality.outputs.formats import Shown, report_formats
from duizhao.review import Confirm, Session
from duizhao.review.lock import locked
from duizhao.terminology import read_glossary, write_glossary
from duizhao.terminology.glossary import Concept, Glossary, Term
from duizhao.tmx.formats.convert import reading
from scripts import fuzz_formats
from tests.corpora.test_readers_fuzz import mutated
from tests.quality.samples import pair
from tests.review.conftest import small_base

PIECES = (
    b"\0",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"1e999",
    b"9" * 40,
    b"null",
    b"[]",
    b"</seg>",
    b"&#0;",
    b"\r",
    b'"',
    b"\x1b[2J",
)


@pytest.mark.slow
@pytest.mark.parametrize("name", fuzz_formats.TARGETS)
def test_what_is_damaged_is_told(name: str) -> None:
    chance = random.Random(name)
    seeds = [data for target, data in fuzz_formats.seeds() if target == name]
    for _ in range(40):
        data = mutated(chance.choice(seeds), chance)
        at = chance.randrange(len(data) + 1)
        with suppress(DuizhaoError):
            fuzz_formats.TARGETS[name](data if data[:2] == b"PK" else data[:at] + chance.choice(PIECES) + data[at:])


@pytest.mark.parametrize("name", ["memory-tmx", "memory-xlf", "store", "journal", "outputs", "policy-duizhao.toml"])
def test_what_is_whole_is_read_and_written(name: str) -> None:
    for target, data in fuzz_formats.seeds():
        if target == name:
            fuzz_formats.TARGETS[name](data)


def _workbook(sheet: str, more: dict[str, bytes] | None = None) -> bytes:
    """A workbook whose first sheet holds this XML."""
    seed = next(data for name, data in fuzz_formats.seeds() if name == "memory-xlsx")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(seed)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in given.namelist():
            archive.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else given.read(name))
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def test_rows_of_a_damaged_workbook_are_one_error(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    row = '<row r="1"><c r="A1" t="{}"><v>99</v></c><c r="1C1"><v>1</v></c></row>'
    for kind in ("s", "n"):
        path.write_bytes(_workbook(f"<worksheet {space}><sheetData>{row.format(kind)}</sheetData></worksheet>"))
        with pytest.raises(InputError, match="damaged"), reading(path) as (_, entries):
            list(entries)


def test_a_workbook_that_swells_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(_workbook("<worksheet/>", {"xl/sharedStrings2.xml": bytes(80 * 2**20)}))
    with pytest.raises(InputError, match="unpacks"), reading(path):
        pass
    with pytest.raises(InputError, match="unpacks"):
        read_glossary(path)


def test_half_characters_reach_every_report() -> None:
    pairs = [pair("The port \ud800 is 3 old.", "港口 4 \udcfb 很旧。", 1, document="en\udcfb.md")]
    report = check(pairs, source_language="en", target_language="zh-CN")
    assert report.findings
    for member in report_formats.members():
        assert member.value.text(Shown(judge(report), everything=True))


def test_a_language_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.utx"
    path.write_text("#UTX 1.11; en/zh-\x1b[2J; a\n#src\ttgt\nport\t港口\n", encoding="utf-8")
    with pytest.raises(InputError, match="no language"):
        read_glossary(path)
    glossary = Glossary((Concept("c", (Term("port", "en"), Term("港口", "zh\x07")), ()),), "en", "zh\x07")
    with pytest.raises(InputError, match=r"U\+0007"):
        write_glossary(glossary, tmp_path / "a.tbx")
    assert not (tmp_path / "a.tbx").exists()


def test_a_lock_or_journal_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    """A folder from somebody else must not lead the desk to write over a file of ours."""
    mine = tmp_path / "mine"
    mine.write_text("keep me", encoding="utf-8")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "review.lock").symlink_to(mine)
    with pytest.raises(OutputError), locked(folder):
        pass
    (folder / "review.jsonl").symlink_to(mine)
    with pytest.raises(OutputError):
        Session(small_base(), folder / "review.jsonl").do(Confirm(0))
    assert mine.read_text(encoding="utf-8") == "keep me"
