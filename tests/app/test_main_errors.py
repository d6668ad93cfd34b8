"""What ends a command is one line on stderr and an exit code; a bug of ours is a traceback for who debugs."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from duizhao.cli import main as module
from duizhao.corpora.errors import InputError, WorkError
from duizhao.corpora.model import Pair
from duizhao.tmx import Memory
from tests.app.running import run


@pytest.mark.parametrize(
    ("raised", "code", "says"),
    [
        (click.exceptions.Exit(3), 3, ""),
        (click.UsageError("what is this?"), 2, "Error: what is this?\n"),
        (click.Abort(), 130, "duizhao: interrupted; nothing half-written was left behind\n"),
        (KeyboardInterrupt(), 130, "duizhao: interrupted; nothing half-written was left behind\n"),
        (OSError(28, "No space left on device"), 2, "duizhao: No space left on device\n"),
        (OSError(2, "No such file", "a.md"), 2, "duizhao: a.md: No such file\n"),
        (OSError("odd"), 2, "duizhao: odd\n"),
        (InputError("empty", path="a.md", line=4, cure="Mend it"), 2, "duizhao: a.md:4: empty. Mend it"),
        (WorkError("it fails"), 1, "duizhao: it fails"),
    ],
)
def test_errors_become_a_line_and_a_code(
    raised: BaseException, code: int, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(**_: Any) -> None:
        raise raised

    monkeypatch.setattr(module.cli, "main", fails)
    assert run("segment", "a.md") == code
    out, err = capsys.readouterr()
    assert (out, err if says.endswith("\n") else err[: len(says)]) == ("", says)
    assert len(err.splitlines()) <= 1


@pytest.mark.parametrize(("given", "code"), [(0, 0), (1, 1), (None, 0), ("text", 0)])
def test_what_a_verb_returns_is_the_code(given: object, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.cli, "main", lambda **_: given)
    assert run() == code


def test_a_bug_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(**_: Any) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(module.cli, "main", fails)
    with pytest.raises(ZeroDivisionError):
        module.main([])


def test_a_verb_that_is_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("algin") == 2
    assert "No such command 'algin'" in capsys.readouterr().err


def test_a_fault_of_ours_is_one_line_without_debugging(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(**_: Any) -> None:
        raise ZeroDivisionError("ours\n::error::\x1b[2J postgresql://u:hunter2@h/db")

    monkeypatch.setattr(module.cli, "main", fails)
    monkeypatch.setenv("DUIZHAO_DEBUG", "0")
    assert run("segment", "a.md") == 1
    err = capsys.readouterr().err
    assert len(err.splitlines()) == 1
    assert err.startswith(
        "duizhao: a fault of duizhao itself (ZeroDivisionError: ours ::error::␛[2J postgresql://u:…@h/db"
    )
    assert "DUIZHAO_DEBUG=1" in err


@pytest.mark.parametrize(
    ("closed", "command", "says"),
    [
        ("<&-", "tmx stats -", "standard input: the file is empty"),
        (">&-", "--version", "standard output is closed"),
        ("<&- 2>&-", "tmx stats -", ""),
        ("<&- >&- 2>&-", "--version", ""),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="a shell of Unix closes the streams")
def test_closed_streams(closed: str, command: str, says: str) -> None:
    line = f"exec {shlex.quote(sys.executable)} -m duizhao {command} {closed}"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
@pytest.mark.parametrize(
    "line", ["align loop a.md -o out", "segment loop", "check m.tmx --history loop", "tmx convert m.tmx loop.csv"]
)
def test_a_link_that_leads_to_itself(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DUIZHAO_DEBUG", raising=False)
    Memory.from_pairs([Pair("A boat.", "船。")]).write("m.tmx")
    (tmp_path / "a.md").write_text("A boat.\n", encoding="utf-8")
    for name in ("loop", "loop.csv"):
        (tmp_path / name).symlink_to(name)
    assert run(*line.split()) == 2
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert "loop" in said
    assert "fault of duizhao" not in said


def test_the_home_of_nobody(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("DUIZHAO_CACHE", "~nobody-of-that-name/x")
    assert run("encoder", "list") == 2
    assert "DUIZHAO_CACHE names the home of a user who is not there: ~nobody-of-that-name/x" in capsys.readouterr().err
