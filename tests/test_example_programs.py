"""The programs in examples/ run as they stand and print what they promise."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from duizhao.corpora import Pair
from duizhao.tmx import Memory
from tests.conftest import ROOT

EXAMPLES = ROOT / "examples"
# Sentences in which a term stands often enough to be extracted.
SAID = [
    ("A just transition needs {0}.", "公正转型需要{1}。"),
    ("Members discussed the just transition and {0}.", "成员们讨论了公正转型和{1}。"),
    ("The report on the just transition speaks of {0}.", "关于公正转型的报告谈到{1}。"),
    ("No just transition is possible without {0}.", "没有{1}就不可能有公正转型。"),
]
NOUNS = [("decent work", "体面劳动"), ("social protection", "社会保护"), ("training", "培训"), ("investment", "投资")]
Run = Callable[..., str]


# What such a program registers stays registered.
REGISTERING = ("own_check", "own_encoder", "own_reader")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs an example in an empty folder; gives back what it printed. Those that register something have a process of
    their own."""

    def here(name: str, *args: str) -> str:
        path = str(EXAMPLES / f"{name}.py")
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("DUIZHAO_CACHE", "off")
        monkeypatch.setattr(sys, "argv", [path, *args])
        runpy.run_path(path, run_name="__main__")
        return capsys.readouterr().out

    def program(name: str, *args: str) -> str:
        if name not in REGISTERING:
            return here(name, *args)
        done = subprocess.run(
            [sys.executable, str(EXAMPLES / f"{name}.py"), *args],
            cwd=tmp_path,
            env={**os.environ, "DUIZHAO_CACHE": "off", "DUIZHAO_NO_PLUGINS": "1", "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return program


@pytest.fixture
def memory(tmp_path: Path) -> str:
    rows = [(s.format(*noun), t.format(*noun)) for noun in NOUNS for s, t in SAID]
    pairs = [Pair(source, target, confidence=0.9) for source, target in [*rows, rows[0]]]
    pairs += [Pair("An unsure one.", "一个不确定的。", confidence=0.2), Pair("It", "它", confidence=0.9)]
    Memory.from_pairs(pairs, "en", "zh-CN").write(tmp_path / "memory.tmx")
    return "memory.tmx"


def test_align_lines(run: Run) -> None:
    first, *rows = run("align_lines").splitlines()
    assert first == "<LineAlignment: 3 + 4 lines, 3 beads>"
    assert [row.split("\t")[1:] for row in rows] == [
        ["The mill is shut.", "磨坊关了。"],
        ["It rained for three days, and the road was closed.", "雨下了三天。路封了。"],
        ["Nobody came.", "没有人来。"],
    ]
    assert all(0 < float(row.split("\t")[0]) <= 1 for row in rows)


def test_filter_memory(run: Run, memory: str, tmp_path: Path) -> None:
    assert run("filter_memory", memory, "kept.tmx").startswith("19 entries, 16 kept; the first: A just transition")
    assert len(Memory.read(tmp_path / "kept.tmx")) == 16


def test_extract_terms(run: Run, memory: str) -> None:
    first, *found = run("extract_terms", memory, "just transition").splitlines()
    assert first.startswith("<Glossary: ")
    assert "just transition = 公正转型" in found


def test_check_pairs(run: Run) -> None:
    lines = run("check_pairs").splitlines()
    assert lines[0].startswith("error number.differs: ")
    assert lines[1:] == ["  It has grown since 2024.", "  自 2023 年以来有所增长。"]


def test_own_encoder(run: Run) -> None:
    recipe, *pairs = run("own_encoder").splitlines()
    assert "encoder:words/1" in recipe
    assert pairs == ["It rained. = 雨下了三天。", "The road was closed. = 路封了。"]


def test_own_check(run: Run) -> None:
    printed = run("own_check")
    assert "error house.shouting 门关了！" in printed.splitlines()
    assert "停" not in printed


def test_own_reader(run: Run) -> None:
    assert run("own_reader").splitlines() == [
        "<Document meeting.notes (en): 3 units>",
        "heading The meeting",
        "paragraph It was opened at nine.",
        "paragraph It was closed at ten.",
    ]


def test_data_frame(run: Run) -> None:
    if find_spec("pandas") is None:
        pytest.skip("pandas is not installed")
    printed = run("data_frame")
    assert "It rained." in printed
    assert "没有人来。" in printed
    assert "1-1    2" in printed


def test_every_example_is_tested() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    untested = [path.stem for path in EXAMPLES.glob("*.py") if f'run("{path.stem}"' not in text]
    assert not untested
