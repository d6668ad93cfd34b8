"""The commands as the tests of them run them.

from tests.app.running import invoke, printed, run
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from duizhao.cli.main import cli, main


def run(*args: str | Path) -> int:
    """The exit code of `duizhao ARGS`, through `main`: there errors become a line and a code. `capsys` has both."""
    with pytest.raises(SystemExit) as ended:
        main([str(arg) for arg in args])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def invoke(*args: str, stdin: bytes = b"", code: int = 0) -> Result:
    """What `duizhao ARGS` printed, with `stdin` as its input; it has to end with `code`. Our errors are raised."""
    result = CliRunner().invoke(cli, args, input=stdin, standalone_mode=False)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert (result.return_value or 0) == code, result.output
    return result


def printed(*args: str | Path) -> str:
    """What a command says on both streams, through `main`: it ends as commands end, and never with a traceback."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", out)
        patch.setattr("sys.stderr", err)
        with pytest.raises(SystemExit) as ended:
            main([str(arg) for arg in args])
    assert ended.value.code in (0, 1, 2)
    out.seek(0)
    err.seek(0)
    return out.read() + err.read()
