"""The journal of a review: a file of lines that is only appended to, and on disk before anything is called saved.

A line is a JSON table. `text` holds two texts cut into sentences, with a name; `base` says which text and alignment the
entries after it speak of; `do` is a patch, with who and when; `undo` and `redo` name an entry; `conflict` holds rows of
somebody else's that contradict what stands. A torn last line, as a
power cut leaves it, is not read, and cut off before the next line is written; a line that cannot be read elsewhere is
kept and told.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

from duizhao.corpora.errors import InputError, OutputError
from duizhao.corpora.saying import say
from duizhao.review.model import Atom, Patch, Row

NAME = "review.jsonl"
SCHEMA = 1

Texts: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done: `kind` is do, undo, redo or conflict. `base` is the name of the text whose sentences the
    patch numbers, `rows` that of the alignment. `of` is the entry that is undone or redone."""

    id: str
    kind: str
    who: str
    when: str
    base: str
    rows: str
    patch: Patch | None = None
    of: str = ""


@dataclass(frozen=True, slots=True)
class Journal:
    """All entries of a journal with the texts that they speak of. `languages` are those of the first text. `damaged`
    are the numbers of lines that could not be read; `whole` is the length of the file without a torn end; `at` is the
    text and alignment that the next entry would speak of."""

    entries: tuple[Step, ...] = ()
    texts: dict[str, Texts] = field(default_factory=dict)
    languages: tuple[str, str] = ("en", "zh-CN")
    names: tuple[str, str] = ("", "")
    damaged: tuple[int, ...] = ()
    whole: int = 0
    at: tuple[str, str] = ("", "")

    @property
    def effective(self) -> tuple[Step, ...]:
        """What was done and not undone, in order."""
        return tuple(self.stacks[0])

    @property
    def stacks(self) -> tuple[list[Step], list[Step]]:
        """What can be undone, the last at the end; what can be redone, the next at the end."""
        done: list[Step] = []
        undone: list[Step] = []
        for entry in self.entries:
            if entry.kind == "do":
                done.append(entry)
                undone.clear()
            elif entry.kind == "undo" and done and done[-1].id == entry.of:
                undone.append(done.pop())
            elif entry.kind == "redo" and undone and undone[-1].id == entry.of:
                done.append(undone.pop())
        return done, undone


def row_data(row: Row) -> dict[str, Any]:
    """A row as JSON holds it; what is empty is left out."""
    out: dict[str, Any] = {"s": [list(a) for a in row.source], "t": [list(a) for a in row.target]}
    for name, value in (("mark", row.mark), ("note", row.note), ("who", row.who), ("when", row.when)):
        if value:
            out[name] = value
    if row.edit != (None, None):
        out["edit"] = list(row.edit)
    if row.excluded:
        out["out"] = True
    if row.sure is not None:
        out["sure"] = row.sure
    return out


def data_row(data: Any) -> Row:
    """The row that `row_data` made this of. Raises TypeError, KeyError or ValueError for another shape."""
    sides = [tuple(Atom(*_three(atom)) for atom in data[name]) for name in ("s", "t")]
    edit = data.get("edit", [None, None])
    texts = [data.get(name, "") for name in ("mark", "note", "who", "when")]
    sure = data.get("sure")
    if (
        not all(isinstance(text, str) for text in texts)
        or not isinstance(edit, list)
        or len(edit) != 2
        or not all(text is None or isinstance(text, str) for text in edit)
        or isinstance(sure, bool)
        or not isinstance(sure, int | float | None)
    ):
        raise TypeError("not a row")
    mark, note, who, when = texts
    return Row(sides[0], sides[1], mark, (edit[0], edit[1]), note, bool(data.get("out", False)), who, when, sure)


def _three(atom: Any) -> list[int]:
    if not isinstance(atom, list) or len(atom) != 3 or any(type(part) is not int or part < 0 for part in atom):
        raise TypeError("not an atom")
    return atom


def patch_data(patch: Patch) -> dict[str, Any]:
    """A patch as JSON holds it."""
    return {
        "name": patch.name,
        "before": [row_data(r) for r in patch.before],
        "after": [row_data(r) for r in patch.after],
    }


def data_patch(data: Any) -> Patch:
    """The patch that `patch_data` made this of. Raises TypeError, KeyError or ValueError for another shape."""
    if not isinstance(data["name"], str):
        raise TypeError("not a patch")
    return Patch(data["name"], tuple(map(data_row, data["before"])), tuple(map(data_row, data["after"])))


def entry_data(entry: Step) -> dict[str, Any]:
    """An entry as JSON holds it, without the base it speaks of."""
    out: dict[str, Any] = {"id": entry.id, entry.kind: entry.of if entry.patch is None else patch_data(entry.patch)}
    return {**out, "who": entry.who, "when": entry.when}


class _Reading:
    """A journal on its way, line by line."""

    def __init__(self) -> None:
        self.entries: list[Step] = []
        self.texts: dict[str, Texts] = {}
        self.first: tuple[tuple[str, str], tuple[str, str]] | None = None
        self.at = ("", "")

    def take(self, data: Any) -> None:
        """Take over one line. Raises TypeError, KeyError or ValueError where it is not of ours."""
        if "text" in data:
            sides = tuple(tuple(side) for side in data["sides"])
            if len(sides) != 2 or not all(isinstance(text, str) for side in sides for text in side):
                raise TypeError("not two texts")
            self.texts[data["text"]] = (sides[0], sides[1])
            if self.first is None:
                self.first = (_two(data["languages"]), _two(data["names"]))
        elif "base" in data:
            if data["base"] not in self.texts:
                raise KeyError(data["base"])
            self.at = (data["base"], str(data["rows"]))
        else:
            self.entries.append(self._entry(data))

    def _entry(self, data: Any) -> Step:
        kind = next(kind for kind in ("do", "undo", "redo", "conflict") if kind in data)
        patch = data_patch(data[kind]) if kind in ("do", "conflict") else None
        if not self.at[0]:
            raise ValueError("an entry before its text")
        if patch is not None:
            _inside(patch, self.texts[self.at[0]])
            if kind == "do":
                patch.check()
        of = "" if patch is not None else str(data[kind])
        return Step(str(data["id"]), kind, str(data["who"]), str(data["when"]), *self.at, patch, of)


def _two(data: Any) -> tuple[str, str]:
    if not isinstance(data, list) or len(data) != 2 or not all(isinstance(text, str) for text in data):
        raise TypeError("not two names")
    return data[0], data[1]


def _inside(patch: Patch, texts: Texts) -> None:
    """Raise ValueError where a patch speaks of text that is not there."""
    for row in (*patch.before, *patch.after):
        for side in (0, 1):
            for atom in row.sides[side]:
                if atom.sentence >= len(texts[side]) or atom.end > len(texts[side][atom.sentence]):
                    raise ValueError("a part beyond the text")


def read_journal(path: Path) -> Journal:
    """The journal in a file; an empty one where there is none. Raises InputError where it cannot be read at all."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Journal()
    except OSError as error:
        raise InputError(say("cannot read the journal: {error}", error=error.strerror), path=path) from None
    return parse_journal(data)


def parse_journal(data: bytes) -> Journal:
    """The journal that these bytes are, as far as they can be read."""
    found = _Reading()
    damaged = []
    lines = data.split(b"\n")
    whole = len(data) - len(lines[-1])
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.take(json.loads(line))
        except (ValueError, TypeError, KeyError, StopIteration, AttributeError, InputError, RecursionError):
            if number < len(lines):
                damaged.append(number)
            continue
        if number == len(lines):
            whole = len(data)  # only its line end is missing
    languages, names = found.first or (("en", "zh-CN"), ("", ""))
    return Journal(tuple(found.entries), found.texts, languages, names, tuple(damaged), whole, found.at)


class JournalWriter:
    """Appends to a journal: what `add` returns from is on disk. Raises OutputError where it cannot be written."""

    def __init__(self, path: Path, journal: Journal) -> None:
        self.path = path
        self.journal = journal

    def add(self, entries: Sequence[Step], texts: Texts, languages: tuple[str, str], names: tuple[str, str]) -> None:
        """Append entries that speak of these texts, all of them or (after a power cut) the first of them."""
        lines: list[dict[str, Any]] = []
        known = dict(self.journal.texts)
        base = self.journal.at
        for entry in entries:
            if entry.base not in known:
                known[entry.base] = texts
                lines.append(
                    {
                        "text": entry.base,
                        "schema": SCHEMA,
                        "languages": list(languages),
                        "names": list(names),
                        "sides": [list(side) for side in texts],
                    }
                )
            if (entry.base, entry.rows) != base:
                base = (entry.base, entry.rows)
                lines.append({"base": entry.base, "rows": entry.rows})
            lines.append(entry_data(entry))
        # A lone surrogate, which a PDF may hold, is written as an escape of JSON's.
        written = self._write("".join(map(json_line, lines)).encode("utf-8", "backslashreplace"))
        if not self.journal.texts:  # the first text says what the journal is of, as it does when it is read
            self.journal = replace(self.journal, languages=languages, names=names)
        self.journal = replace(
            self.journal, entries=(*self.journal.entries, *entries), texts=known, whole=written, at=base
        )

    def _write(self, data: bytes) -> int:
        """Append bytes at the end of what was whole, flush them to disk; returns the file's new length."""
        at = self.journal.whole
        new = not self.path.exists()
        try:
            # Not through a link, which a folder of others may hold: what it leads to would be cut and added to.
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
            try:
                if os.fstat(handle).st_size != at:
                    os.ftruncate(handle, at)  # a torn line
                if at and _byte(handle, at - 1) != b"\n":
                    data = b"\n" + data
                os.lseek(handle, at, os.SEEK_SET)
                left = data
                while left:
                    left = left[os.write(handle, left) :]
                os.fsync(handle)
            except OSError:
                # A line that was written in part must not be taken for one that was saved.
                os.ftruncate(handle, at)
                raise
            finally:
                os.close(handle)
            if new:
                _sync_folder(self.path.parent)
        except OSError as error:
            raise OutputError(
                say("cannot be written: {error}", error=(error.strerror or error)),
                path=self.path,
                cure="What you did last is not saved",
            ) from error
        return at + len(data)


def _byte(handle: int, at: int) -> bytes:
    os.lseek(handle, at, os.SEEK_SET)
    return os.read(handle, 1)


def _sync_folder(folder: Path) -> None:
    """Make a new file's name survive a power cut, where the system knows how."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def json_line(data: dict[str, Any]) -> str:
    """A line of a journal."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
