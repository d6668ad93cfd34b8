"""What ends a command is one line on stderr and an exit code; a bug of ours alone is a traceback."""

from __future__ import annotations

from typing import Any

import click
import pytest

from duizhao.cli import main as module
from duizhao.corpora.errors import InputError, WorkError
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
