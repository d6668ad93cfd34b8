"""Pairs without a word: kept out of the memory and counted, or put into it when asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from duizhao.corpora.language.words import has_word
from tests.app.running import run

EN = "| rule | level | done |\n|---|---|---|\n| The gate is shut. | L2 | ✓ |\n| The lamp is lit. | 2.1.1 | ✓ |\n"
ZH = "| 规则 | 级别 | 完成 |\n|---|---|---|\n| 关门。 | L2 | ✓ |\n| 点灯。 | 2.1.1 | ✓ |\n"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    found = [tmp_path / "en.md", tmp_path / "zh.md"]
    for path, text in zip(found, (EN, ZH), strict=True):
        path.write_text(text, encoding="utf-8")
    return found


@pytest.mark.parametrize("text", ["是", "No", "don't", "Éa", "CWE 319", "10 km", "三"])
def test_words_are_words(text: str) -> None:
    assert has_word(text)


@pytest.mark.parametrize("text", ["", "✓", "319", "L2", "2.1.1", "PO.3.1", "10%", "x", "—", "A-1/2", "３．２"])
def test_marks_numbers_and_codes_are_none(text: str) -> None:
    assert not has_word(text)


@pytest.mark.parametrize(("asked", "units", "left"), [((), 5, 4), (("--keep-wordless",), 9, 0)])
def test_what_goes_into_the_memory(
    files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], asked: tuple[str, ...], units: int, left: int
) -> None:
    assert run("align", *files, "-o", tmp_path / "out", "--embed", "none", "-q", "--json", *asked) == 0
    assert json.loads(capsys.readouterr().out)["wordless"] == left
    assert (tmp_path / "out" / "memory.tmx").read_text(encoding="utf-8").count("</tu>") == units
    assert len((tmp_path / "out" / "pairs.tsv").read_text(encoding="utf-8").splitlines()) == 10


def test_it_is_said(files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("align", *files, "-o", tmp_path / "out", "--embed", "none", "-q") == 0
    assert "4 pairs such as" in capsys.readouterr().out


def test_a_project_says_it_for_build(files: list[Path], tmp_path: Path) -> None:
    pair = '[[pair]]\nsource = "en.md"\ntarget = "zh.md"\n'
    counts = []
    for setting in ("", "keep_wordless = true\n"):
        (tmp_path / "duizhao.toml").write_text(f'[align]\nembed = "none"\n{setting}{pair}', encoding="utf-8")
        run("build", tmp_path, "-q")
        counts.append((tmp_path / "out" / "memory.tmx").read_text(encoding="utf-8").count("</tu>"))
    # A build's memory has a unit once.
    assert counts[0] == 5
    assert counts[1] > 5
