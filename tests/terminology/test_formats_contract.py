"""What every format owes: it gives back the terms it took, refuses what it cannot read, writes whole or not at all."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from duizhao.corpora.errors import DuizhaoError, InputError, OutputError, SettingsError
from duizhao.terminology import Concept, Glossary, Status, Term, read_glossary, write_glossary
from duizhao.terminology.formats import glossary_formats
from tests.terminology.strategies import glossaries, rich

NAMES = sorted(glossary_formats)
SUFFIX = {"tbx2": ".tbx", "trados": ".xlsx", "memoq": ".csv"}
# Formats that hold only terms a translator may use, and formats that hold statuses.
USABLE_ONLY = {"omegat", "trados", "memoq"}
WITH_STATUS = {"csv", "xlsx", "tsv", "json", "tbx"}


def file(folder: Path, name: str) -> Path:
    return folder / f"g{SUFFIX.get(name) or glossary_formats.get(name).suffixes[0]}"


def terms(glossary: Glossary, *, usable: bool = False) -> set[tuple[str, str]]:
    return {(t.language, t.text) for c in glossary for t in c.terms if t.status.usable or not usable}


@pytest.mark.parametrize("name", NAMES)
def test_gives_back_its_terms(tmp_path: Path, name: str) -> None:
    path = file(tmp_path, name)
    write_glossary(rich(), path, format=name)
    back = read_glossary(path, format=name)
    assert terms(back) == terms(rich(), usable=name in USABLE_ONLY)
    if name in WITH_STATUS:
        for one, other in zip(rich(), back, strict=True):
            assert {(t.text, t.status) for t in one.terms} == {(t.text, t.status) for t in other.terms}


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(glossaries(evidence=False))
def test_gives_back_any_terms(tmp_path: Path, name: str, glossary: Glossary) -> None:
    path = file(tmp_path, name)
    write_glossary(glossary, path, format=name)
    if not len(glossary) and name in ("omegat",):
        with pytest.raises(InputError):
            read_glossary(path, format=name)
        return
    assert terms(read_glossary(path, format=name)) == terms(glossary, usable=name in USABLE_ONLY)


def test_json_is_the_glossary(tmp_path: Path) -> None:
    write_glossary(rich(), tmp_path / "g.json")
    assert read_glossary(tmp_path / "g.json") == rich()


@pytest.mark.parametrize("name", NAMES)
def test_the_same_glossary_gives_the_same_bytes(tmp_path: Path, name: str) -> None:
    if SUFFIX.get(name, glossary_formats.get(name).suffixes[:1]) in (".xlsx", (".xlsx",)):
        pytest.skip("a workbook carries the time it was made")
    first, second = tmp_path / "1", tmp_path / "2"
    write_glossary(rich(), first, format=name)
    write_glossary(rich(), second, format=name)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_an_unwritable_place_is_one_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError):
        write_glossary(rich(), tmp_path / "no such folder" / "g", format=name)


@pytest.mark.parametrize("name", NAMES)
def test_missing_empty_and_foreign_files(tmp_path: Path, name: str) -> None:
    path = file(tmp_path, name)
    with pytest.raises(InputError):
        read_glossary(path, format=name)
    for content in (b"", b"  \n", b"\x00\x01\x02\xff\xfe", b"%PDF-1.7\n%\xe2\xe3", "只有一行".encode("gb18030")):
        path.write_bytes(content)
        with pytest.raises(InputError) as caught:
            read_glossary(path, format=name)
        assert caught.value.cure


@pytest.mark.parametrize("name", NAMES)
def test_fuzz(tmp_path: Path, name: str) -> None:
    """Bytes of a good file changed, cut and doubled: a glossary or an error that says why, never another exception."""
    path = file(tmp_path, name)
    write_glossary(rich(), path, format=name)
    good = path.read_bytes()
    dice = random.Random(name)
    for _ in range(40):
        raw = bytearray(good)
        for _ in range(dice.randint(1, 6)):
            at = dice.randrange(len(raw))
            action = dice.randrange(3)
            if action == 0:
                raw[at] = dice.randrange(256)
            elif action == 1:
                del raw[at : at + dice.randint(1, 40)]
            else:
                raw[at:at] = raw[at : at + dice.randint(1, 20)]
            if not raw:
                break
        path.write_bytes(raw)
        with suppress(DuizhaoError):
            assert isinstance(read_glossary(path, format=name), Glossary)


def test_an_unknown_format_lists_the_known(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"\.tbx"):
        glossary_formats.choose("glossary.doc")
    with pytest.raises(SettingsError, match="Known: csv"):
        write_glossary(rich(), tmp_path / "g", format="excel")


def test_what_translators_must_not_use_stays_out_of_their_tools(tmp_path: Path) -> None:
    write_glossary(rich(), tmp_path / "g.txt")
    lines = (tmp_path / "g.txt").read_text("utf-8").splitlines()
    assert not any(line.split("\t")[1] == "公正过渡" for line in lines)
    assert any("not 公正过渡" in line for line in lines)
    write_glossary(rich(), tmp_path / "g.utx")
    raw = (tmp_path / "g.utx").read_bytes()
    assert raw.startswith(b"#UTX 1.11; en/zh-CN")
    assert raw.count(b"\r\n") == raw.count(b"\n")
    assert any("公正过渡\tnoun\tforbidden" in line for line in raw.decode().splitlines())


def test_omegat_would_skip_a_term_with_a_hash(tmp_path: Path) -> None:
    glossary = Glossary((Concept("c-x", (Term("#metoo", "en"), Term("运动", "zh-CN"))),))
    with pytest.raises(InputError, match="#metoo"):
        write_glossary(glossary, tmp_path / "g.txt")


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        ("src\ttgt\n", 1, "first line"),
        ("#UTX 1.11; en/zh\na\tb\n", 2, "#src"),
        ("#UTX 1.11; en/zh\n#src\ttgt\na\n", 3, "src and tgt"),
    ],
)
def test_utx_faults_have_lines(tmp_path: Path, text: str, line: int, fault: str) -> None:
    path = tmp_path / "g.utx"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=fault) as caught:
        read_glossary(path)
    assert caught.value.line == line


def test_utx_in_the_other_direction(tmp_path: Path) -> None:
    path = tmp_path / "g.utx"
    path.write_text("#UTX 1.11; zh-CN/en; 2020\n#src\ttgt\n体面劳动\tdecent work\n体面劳动\tDW\n", "utf-8")
    glossary = read_glossary(path)
    assert (glossary.source_language, glossary.target_language) == ("zh-CN", "en")
    assert [(t.text, t.status) for t in glossary.concepts[0].terms_in("en")] == [
        ("decent work", Status.PREFERRED),
        ("DW", Status.ADMITTED),
    ]
