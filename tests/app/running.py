"""The commands as the tests of them run them.

from tests.app.running import invoke, run
"""

from __future__ import annotations

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
