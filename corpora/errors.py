"""Errors that a user can act on: what happened, where, and what to do next.

Every error of ours derives from `DuizhaoError`. The command line prints it on one line and exits with its
`exit_code`: 2 for misuse and unreadable input, 1 for findings and failures of the work itself.
"""

from __future__ import annotations

from pathlib import Path

from duizhao.corpora.saying import Worded, say, translated
from duizhao.corpora.secrets import hidden


class DuizhaoError(Exception):
    """Something went wrong that the user can mend.

    `what` states the fault, `path`, `line` (1-based) and `unit` say where, `cure` says what to do next.
    """

    exit_code = 2

    def __init__(
        self,
        what: str,
        *,
        path: str | Path | None = None,
        line: int | None = None,
        unit: str | None = None,
        cure: str | None = None,
    ) -> None:
        self.what, self.path, self.line, self.unit, self.cure = what, path, line, unit, cure
        super().__init__(str(self))

    def __str__(self) -> str:
        return hidden(str(self.said()))

    def said(self) -> Worded:
        """The whole of it as a sentence. Passwords of addresses are in it: `told` and `str` hide them."""
        where: str = "" if self.path is None else str(self.path)
        if self.line is not None:
            where = f"{where}:{self.line}" if where else say("line {line}", line=self.line)
        if self.unit:
            where = say("{where} [{unit}]", where=where, unit=self.unit)
        what = self.what if isinstance(self.what, Worded) else Worded(self.what)
        text = say("{where}: {what}", where=where, what=what) if where else what
        cure = self.cure if isinstance(self.cure, Worded) else Worded(self.cure or "")
        return say("{what}. {cure}", what=text, cure=cure) if self.cure else text

    def told(self) -> str:
        """The whole of it in the active language, for people."""
        return hidden(translated(self.said()))


class InputError(DuizhaoError):
    """A file that cannot be read as what it should be: missing, empty, wrong encoding, wrong language, broken."""


def unreadable(error: OSError, path: str | Path) -> InputError:
    """What to say of a file that the system does not let us read."""
    if isinstance(error, FileNotFoundError):
        return InputError("no such file", path=path, cure="Check the path")
    if isinstance(error, IsADirectoryError):
        return InputError("this is a folder, not a file", path=path, cure="Name the file in it")
    why = error.strerror or str(error)
    return InputError(say("cannot be read: {why}", why=why), path=path, cure="Check the path and its permissions")


class OutputError(DuizhaoError):
    """A place that cannot be written: no such folder, no permission, disk full. Nothing half-written remains."""


class DiskFullError(OutputError):
    """There is no room left: nothing else could be written there either."""


class SettingsError(DuizhaoError):
    """An unknown or impossible setting; the message lists the known ones."""


class MissingExtraError(DuizhaoError):
    """A feature whose optional packages are not installed; the cure names the extra."""


class WorkError(DuizhaoError):
    """The input is fine and the command right, and the work still could not be done."""

    exit_code = 1
