"""What failed in a pile, grouped by cause: on a screen, and as a list beside the outputs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from duizhao.corpora.harmless import cell
from duizhao.corpora.storage.files import write_text

NAME = "failed.tsv"
_COLUMNS = ("id", "cause", "reason")
# What differs between two failures of one cause: what is quoted, and numbers.
_OWN = re.compile(r"'[^']{0,300}'|\d+")


class FailedRow(Protocol):
    """What is asked of the row of a document pair."""

    @property
    def id(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def cause(self) -> str: ...
    @property
    def reason(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Group:
    """Documents that failed for one cause, with the reason that the first of them gave."""

    cause: str
    ids: tuple[str, ...]
    reason: str


def cause(what: str) -> str:
    """What is common to failures of one kind.

    >>> cause("'a.md' is in 2 languages")
    '… is in … languages'
    """
    return _OWN.sub("…", " ".join(what.split()))


def grouped(rows: Iterable[FailedRow]) -> list[Group]:
    """The failures by cause, the most frequent first."""
    found: dict[str, list[FailedRow]] = {}
    for row in rows:
        if row.state == "failed":
            found.setdefault(row.cause or cause(row.reason), []).append(row)
    groups = [Group(name, tuple(row.id for row in some), some[0].reason) for name, some in found.items()]
    return sorted(groups, key=lambda group: (-len(group.ids), group.cause))


def list_name(shard: tuple[int, int] | None = None) -> str:
    """The name of the list of a run, or of a shard of it, so that none overwrites another's.

    >>> list_name((2, 7))
    'failed.2-of-7.tsv'
    """
    return NAME if shard is None else f"failed.{shard[0]}-of-{shard[1]}.tsv"


def write_list(rows: Sequence[FailedRow], folder: Path, shard: tuple[int, int] | None = None) -> Path | None:
    """Write what failed into the output folder, and say where; where nothing did, the list of an earlier run goes.
    Raises OutputError."""
    path = folder / list_name(shard)
    failed = [row for row in rows if row.state == "failed"]
    if not failed:
        path.unlink(missing_ok=True)
        return None
    lines = ["\t".join(_COLUMNS)]
    for row in failed:
        texts = (row.id, row.cause or cause(row.reason), row.reason)
        lines.append("\t".join(cell(" ".join(text.split())) for text in texts))
    write_text(path, "\n".join(lines) + "\n")
    return path


def read_lists(folder: Path) -> dict[str, tuple[str, str]]:
    """Cause and reason of every document that a list in the folder names. A list that cannot be read says nothing."""
    from duizhao.corpora.harmless import uncell

    found: dict[str, tuple[str, str]] = {}
    for path in sorted(folder.glob("failed*.tsv")):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        rows = csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
        if tuple(next(rows, ())) != _COLUMNS:
            continue
        found |= {uncell(row[0]): (uncell(row[1]), uncell(row[2])) for row in rows if len(row) == len(_COLUMNS)}
    return found
