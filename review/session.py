"""A review in hand: the sheet, its journal, and what can be done, undone and done again.

Nothing is shown as done that is not in the journal, and the journal is on disk before `do` returns.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from duizhao.corpora.errors import InputError
from duizhao.review.base import Base
from duizhao.review.commands import Command
from duizhao.review.journal import Journal, JournalWriter, Step, read_journal
from duizhao.review.model import Patch, Row
from duizhao.review.replaying import Lost, replay
from duizhao.review.sheet import ReviewSheet


def now() -> str:
    """This moment as a journal writes it: ISO 8601, UTC, whole seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Session:
    """A review of an alignment with its journal in a file. One at a time may write to a journal (`review.lock`)."""

    def __init__(self, base: Base, path: Path, who: str = "", clock: Callable[[], str] = now) -> None:
        self.base, self.path, self.who, self.clock = base, path, who, clock
        self._writer = JournalWriter(path, read_journal(path))
        self._load()

    @property
    def journal(self) -> Journal:
        """The journal as it is on disk."""
        return self._writer.journal

    def _load(self) -> None:
        found = replay(self.base, self.journal)
        self.sheet: ReviewSheet = found.sheet
        self.lost: tuple[Lost, ...] = found.lost
        self.done, self.undone = self.journal.stacks

    def do(self, what: Command | Patch, *, signed: bool = True) -> Patch:
        """Do something, on disk when this returns; the patch as it was done. With `signed` its rows are signed by who
        reviews, else they keep their signatures. Raises InputError where it makes no sense and OutputError where it
        cannot be written; then nothing has changed."""
        patch = what if isinstance(what, Patch) else what.patch(self.sheet)
        when = self.clock()
        patch = self.sheet.apply(patch.signed(self.who, when) if signed else patch)
        entry = self._entry("do", patch=patch, who=self.who, when=when)
        try:
            self._append(entry)
        except BaseException:
            self.sheet.apply(patch.inverse())
            raise
        self.done.append(entry)
        self.undone.clear()
        return patch

    def note_conflicts(self, found: Sequence[tuple[Sequence[Row], Row]]) -> None:
        """Write down contradictions: rows that stand, and somebody else's row of the same text."""
        before = tuple(row for mine, _ in found for row in mine)
        patch = Patch("conflict", before, tuple(row for _, row in found))
        self._append(self._entry("conflict", patch=patch, who=self.who, when=self.clock()))

    def undo(self) -> Patch | None:
        """Take back the last thing that was done. The patch that did it; None where the whole sheet was worked out
        anew, since it was done on another text. Raises InputError where there is nothing to undo."""
        if not self.done:
            raise InputError("there is nothing to undo")
        return self._turn(self.done, self.undone, "undo")

    def redo(self) -> Patch | None:
        """Do again what was undone last; as `undo`."""
        if not self.undone:
            raise InputError("there is nothing to do again")
        return self._turn(self.undone, self.done, "redo")

    def _turn(self, stack: list[Step], other: list[Step], kind: str) -> Patch | None:
        last = stack[-1]
        assert last.patch is not None
        patch = last.patch.inverse() if kind == "undo" else last.patch
        here = (last.base, last.rows) == (self.base.digest, self.base.rows_digest)
        usable = here and all(map(self.sheet.has, patch.before))
        self._append(self._entry(kind, of=last.id, who=self.who, when=self.clock()))
        if not usable:
            self._load()
            return None
        other.append(stack.pop())
        return self.sheet.apply(patch)

    def _entry(self, kind: str, *, who: str, when: str, patch: Patch | None = None, of: str = "") -> Step:
        base = self.base
        return Step(uuid.uuid4().hex[:12], kind, who, when, base.digest, base.rows_digest, patch, of)

    def _append(self, entry: Step) -> None:
        self._writer.add([entry], self.base.texts, self.base.languages, self.base.names)
