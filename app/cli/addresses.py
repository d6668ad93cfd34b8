"""An address where a file belongs is refused before anything is made of it: what is written to it would be a folder of
that name, with the password in it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import click

# A letter alone is a drive of Windows. A path has one slash where an address had two.
_ADDRESS = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]+:/")
# What no address is without, so that nothing is loaded for the names of files.
_MAYBE = re.compile(r":/|[@=]")

Callback = Callable[[click.Context, click.Parameter, Any], Any]


def guarded(command: click.Command) -> click.Command:
    """The command; each of its files, and of its commands', is now looked at before it is called."""
    for one in command.commands.values() if isinstance(command, click.Group) else ():
        guarded(one)
    for param in command.params:
        if isinstance(param.type, click.Path) and not isinstance(param.callback, partial):
            param.callback = partial(_files, param.callback)
    return command


def _files(then: Callback | None, ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    for one in value if isinstance(value, tuple) else (value,):
        if one is not None and _MAYBE.search(os.fspath(one)):
            _refuse(os.fspath(one), ctx, param)
    return value if then is None else then(ctx, param, value)


def _refuse(text: str, ctx: click.Context, param: click.Parameter) -> None:
    """Raise BadParameter for an address that names no file that is there."""
    from duizhao.corpora.secrets import hidden

    if (_ADDRESS.match(text) or hidden(text) != text) and not os.path.lexists(text.replace("\0", "")):
        raise click.BadParameter("an address, and a file or folder belongs here", ctx=ctx, param=param)
