"""A document that says everything in two languages, given alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.running import run

BOTH = (
    "# Harbour rules\n\n# 港口规则\n\nThe gate is shut at dusk. It has 12 bars.\n\n黄昏关门。门有 13 根栏杆。\n\n"
    "Bring a lamp when the fog is thick.\n\n雾浓时请带灯。\n"
)


@pytest.fixture
def both(tmp_path: Path) -> Path:
    (tmp_path / "both.md").write_text(BOTH, encoding="utf-8")
    return tmp_path / "both.md"


def test_align_takes_the_languages_apart(both: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("align", both, "-o", tmp_path / "out", "--embed", "none") == 0
    assert "both.md#en ↔ both.md#zh-CN" in capsys.readouterr().out
    rows = [line.split("\t") for line in (tmp_path / "out/pairs.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    assert [(row[8], row[9]) for row in rows] == [
        ("Harbour rules", "港口规则"),
        ("The gate is shut at dusk.", "黄昏关门。"),
        ("It has 12 bars.", "门有 13 根栏杆。"),
        ("Bring a lamp when the fog is thick.", "雾浓时请带灯。"),
    ]
    memory = (tmp_path / "out/memory.tmx").read_text(encoding="utf-8")
    assert memory.count("<tu>") == 4


def test_segment_says_that_it_sees_two(both: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("segment", both) == 0
    said = capsys.readouterr().err
    assert "English and Chinese" in said
    assert "duizhao align FILE -o FOLDER" in said


def test_one_language_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "en.md").write_text("The gate is shut at dusk.\n\nBring a lamp.\n", encoding="utf-8")
    assert run("align", tmp_path / "en.md", "-o", tmp_path / "out") == 2
    said = capsys.readouterr().err
    assert "no text in Chinese" in said
    assert "SOURCE TARGET" in said
    assert not (tmp_path / "out").exists()


def test_a_project_names_it_as_source_alone(both: Path, tmp_path: Path) -> None:
    (tmp_path / "duizhao.toml").write_text('[[pair]]\nsource = "both.md"\n[align]\nembed = "none"\n', encoding="utf-8")
    assert run("build", tmp_path, "-q") == 1, "12 is not 13"
    report = json.loads((tmp_path / "out/check.json").read_text(encoding="utf-8"))
    assert report["documents"] == ["both.md#en"]
    assert [f["target"]["path"] for f in report["findings"] if f["check"] == "number.differs"] == ["both.md"]
    assert run("build", tmp_path, "-q") == 1
    assert json.loads((tmp_path / "out/check.json").read_text(encoding="utf-8")) == report
