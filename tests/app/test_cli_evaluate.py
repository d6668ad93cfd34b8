"""`duizhao evaluate`: the figures, the kinds of beads, the disagreements in words, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.running import run

GOLD = "[0]:[0]\n[1, 2]:[1]\n[3]:[]\n[4]:[2]\n[5]:[3, 4]\n"
FOUND = "[0]:[0]\n[1]:[1]\n[2]:[]\n[3, 4]:[2]\n[5]:[3, 4]\n"
EN = ["Zero.", "One.", "Two.", "Three.", "Four.", "Five."]
ZH = ["零。", "一。", "二。", "三。", "四。"]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, text in (("gold", GOLD), ("found", FOUND), ("en", "\n".join(EN)), ("zh", "\n".join(ZH))):
        (tmp_path / name).write_text(text + "\n", encoding="utf-8")
    return tmp_path


def test_both_tables(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("evaluate", files / "found", files / "gold", "--worst", "0") == 0
    # Strict: 2 of 5 found, 2 of the 4 that are no omission. Lax: all but the omission that is none.
    assert capsys.readouterr().out.splitlines()[:9] == [
        "             P       R      F1  beads  gold",
        "strict  0.4000  0.5000  0.4444      5     4",
        "lax     0.8000  1.0000  0.8889      5     4",
        "",
        "gold bead  gold  found  recall",
        "1-1           2      1   0.500",
        "1-0           1      0   0.000",
        "1-2           1      1   1.000",
        "2-1           1      0   0.000",
    ]


def test_disagreements_are_shown_up_to_the_number_that_was_asked(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("evaluate", files / "found", files / "gold", "--texts", files / "en", files / "zh") == 0
    whole = capsys.readouterr().out
    assert "The longest disagreements (2 shown; source : target, counted from 0)" in whole
    for line in ("gold   [1, 2] : [1]", "found  [3, 4] : [2]", "Three.", "二。"):
        assert line in whole
    # What both agree on is not shown.
    assert "Five." not in whole
    assert run("evaluate", files / "found", files / "gold", "--worst", "1") == 0
    one = capsys.readouterr().out
    assert "(1 shown;" in one
    assert "Three." not in one
    assert run("evaluate", files / "gold", files / "gold") == 0
    assert "disagreements" not in capsys.readouterr().out


def test_as_json(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("evaluate", files / "found", files / "gold", "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["beads"], data["gold"]) == (5, 4)
    assert (data["strict_precision"], data["strict_recall"]) == (0.4, 0.5)
    assert data["strict_f1"] == pytest.approx(4 / 9)
    assert data["lax_f1"] == pytest.approx(8 / 9)
    assert data["by_type"]["1-1"] == [2, 1]
    assert "omissions:precision-only" in data["recipe"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        # The texts of other files: the disagreement names a sentence that is not there.
        ("en", "Zero.\nOne.\n", "the beads name sentence 2, the text has 2"),
        ("zh", "零。\n", "the beads name sentence 1, the text has 1"),
        ("found", "[0]:[0]\nnot a bead\n", "found:2"),
        ("gold", "[0]:[0]\n[1] [1]\n", "gold:2"),
    ],
)
def test_what_cannot_be_scored_or_shown(
    name: str, content: str, says: str, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / name).write_text(content, encoding="utf-8")
    assert run("evaluate", files / "found", files / "gold", "--texts", files / "en", files / "zh") == 2
    assert says in capsys.readouterr().err
