"""A folder of many documents: how far each is."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from duizhao.corpora.errors import DuizhaoError
from duizhao.corpora.model import DOUBTFUL
from duizhao.corpora.saying import say
from duizhao.folder_project import GLOSSARY
from duizhao.project import FILE_NAME, load
from duizhao.review_folder import ALIGNMENT, Folder
from duizhao.reviewed import JOURNAL

MOST = 500  # documents of one board
DEEP = 3  # folders below the one that was named


def is_board(path: Path) -> bool:
    """Whether a folder holds several documents rather than one alignment."""
    return not (path / ALIGNMENT).is_file() and (
        (path / FILE_NAME).is_file() or next(found_below(path), None) is not None
    )


def found_below(path: Path) -> Iterator[Path]:
    """Output folders below a folder."""
    for depth in range(1, DEEP + 1):
        for found in sorted(path.glob("/".join(["*"] * depth) + f"/{ALIGNMENT}")):
            yield found.parent


COUNTING = "being counted"
PATIENCE = 0.8  # seconds after which what was counted is shown, and the rest at the next question


class Lines:
    """What is known of documents, as long as their files are the same: a folder of a hundred takes seconds to count."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[object, dict[str, Any]]] = {}

    def of(self, name: str, place: Path, late: bool) -> dict[str, Any]:
        """The line of a document. One that has to be counted is left for later when it is late."""
        stamp = (name, *(_written(place / part) for part in PARTS))
        known = self._known.get(place)
        if known is None or known[0] != stamp:
            if late:
                return {"name": name, "folder": str(place), "state": COUNTING}
            known = self._known[place] = stamp, _line(name, place)
        return known[1]


def _called(place: Path) -> str:
    """What a folder is called: what dropped files are aligned into is each time `out`, in a folder of their name."""
    return (place.parent if place.name == "out" and place.parent.name else place).as_posix()


PARTS = (ALIGNMENT, JOURNAL, "receipt.json", GLOSSARY)


def _written(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def board(path: Path, lines: Lines | None = None, patience: float | None = None) -> dict[str, Any]:
    """A line for each document: of a project those that it names, aligned or not; else those that lie below. With
    `patience`, what is not counted after so many seconds is said to be (state COUNTING)."""
    lines = lines or Lines()
    begin = time.monotonic()
    places: list[tuple[str, Path]] = []
    if (path / FILE_NAME).is_file():
        project = load(path)
        places = [(pair.id, project.output / pair.folder) for pair in project.pairs]
        title = project.name
    else:
        places = [(_called(found.relative_to(path)), found) for found in found_below(path)]
        title = path.resolve().name
    rows = [
        lines.of(name, place, patience is not None and time.monotonic() - begin > patience)
        for name, place in places[:MOST]
    ]
    return {"title": title, "folder": str(path), "documents": rows, "more": max(len(places) - MOST, 0)}


def _line(name: str, place: Path) -> dict[str, Any]:
    from duizhao.review import read_journal, replay

    if not (place / ALIGNMENT).is_file():
        return {"name": name, "folder": str(place), "state": say("not aligned yet")}
    try:
        folder = Folder.open(place)
        found = replay(folder.base, read_journal(folder.journal))
    except DuizhaoError as error:
        return {"name": name, "folder": str(place), "state": error.what}
    rows = found.sheet.rows
    undecided = [row for row in rows if not row.mark]
    doubtful = sum(row.sure is not None and row.sure < DOUBTFUL for row in undecided if row.source and row.target)
    return {
        "name": name,
        "folder": str(place),
        "state": "aligned",
        "rows": len(rows),
        "confirmed": len(rows) - len(undecided),
        "doubtful": doubtful,
        "one_sided": sum(not (row.source and row.target) for row in undecided),
        "lost": len(found.lost),
        "findings": _findings(place),
        "terms": _terms(place),
    }


def _findings(place: Path) -> int | None:
    """What the last build counted; None where none did."""
    try:
        found = json.loads((place / "receipt.json").read_text(encoding="utf-8"))["summary"]["findings"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if isinstance(found, int) else None


def _terms(place: Path) -> int | None:
    """Concepts that nobody has decided; None where there is no glossary."""
    from duizhao.terminology import read_glossary

    path = place / GLOSSARY
    try:
        return sum(not concept.decided for concept in read_glossary(path)) if path.is_file() else None
    except DuizhaoError:
        return None
