"""A command that writes, as scripts/kill_test.py runs it: what it is, what it finds, how it is run."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

OLD, NEW = "old", "new"

ALIGNED = ("align OLD/a.en.md OLD/a.zh.md -o out --embed none -q",)
STORED = ("memory add OLD/memory.tmx --store m.db -q",)
TWO = ("memory add OLD/named.tmx --store m.db -q", "memory add NEW/named.tmx --store m.db -q")
"""What several commands find."""
DONE = (0, 1, 2)


@dataclass(frozen=True, slots=True)
class KilledCommand:
    """A command that writes.

    `of` is the command of the catalogue that it is. `before` are run once, `between` after the run on older inputs:
    what the command finds. `codes` are the exit codes of a run that did its work or found it done. `work` is done in
    place of a command line: it is given old or new; `asks` are the questions of the desk, or the routes of the server,
    that it asks then. `made_anew`: each run makes a folder of its own.
    """

    name: str
    of: str
    arguments: str = ""
    before: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    codes: tuple[int, ...] = (0, 1)
    work: Callable[[str], int] | None = None
    asks: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    made_anew: bool = False

    def run(self, inputs: str) -> int:
        """Do it where the process stands; the exit code."""
        os.environ.update(self.settings)
        if self.work is None:
            return here(self.arguments, inputs)
        from duizhao.corpora.errors import DuizhaoError

        try:
            return self.work(inputs)
        except DuizhaoError:
            return 2


def here(line: str, inputs: str) -> int:
    """Run a line in this process; the exit code."""
    from duizhao.cli.main import main

    line = line.replace("IN/", "../@/").replace("OLD/", "../old/").replace("NEW/", "../new/").replace("@", inputs)
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        try:
            main(line.split())
        except SystemExit as ended:
            return ended.code if isinstance(ended.code, int) else 1
    return 98
