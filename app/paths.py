"""How documents are named by their paths: inside, by the path in the project; in a file that we write, by one that
means something on another machine; where something is opened or printed, by the path from here."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao.corpora.model import Locator, Pair

if TYPE_CHECKING:
    from duizhao.quality import Report


def portable(path: str, output: Path, root: Path | None = None) -> str:
    """A document's path without what only this machine knows: below the project's folder (`root`), else below the
    working folder, else below the nearest folder that also holds `output`, else its name; with forward slashes. A
    relative `path` is one from `root`, or from here where there is no project.

    >>> portable("/srv/papers/en/a.md", Path("/srv/papers/out"), Path("/srv/papers"))
    'en/a.md'
    >>> portable("/srv/en/a.md", Path("/srv/out")), portable("/srv/en/a.md", Path("/tmp/out"))
    ('en/a.md', 'a.md')
    """
    if not path:
        return ""
    full = _absolute(root / path if root else path)
    for base in (_absolute(root) if root else Path.cwd(), _common(full, _absolute(output))):
        # A drive or the root of the file system holds everything: a path below it says where this machine keeps things.
        if base is not None and base != Path(base.anchor) and full.is_relative_to(base):
            return full.relative_to(base).as_posix()
    return full.name


def _absolute(path: str | Path) -> Path:
    return Path(os.path.abspath(path))  # not resolve(): a link is where the user put it


def _common(one: Path, other: Path) -> Path | None:
    return Path(os.path.commonpath((one, other))) if one.anchor == other.anchor else None


def with_paths(pairs: Iterable[Pair], name: Callable[[str, int], str]) -> tuple[Pair, ...]:
    """The pairs with other paths: `name` gives that of a path and a side (0 is the source)."""
    known: dict[tuple[str, int], str] = {}

    def moved(at: Locator, side: int) -> Locator:
        key = (at.path, side)
        if key not in known:
            known[key] = name(*key)
        return at if known[key] == at.path else replace(at, path=known[key])

    def both(pair: Pair) -> Pair:
        here, there = moved(pair.source_at, 0), moved(pair.target_at, 1)
        same = here is pair.source_at and there is pair.target_at
        return pair if same else replace(pair, source_at=here, target_at=there)

    return tuple(map(both, pairs))


def found_from(path: str, memory: Path) -> str:
    """A path that a memory names, as it can be opened from here: as it is where there is such a file, else below one of
    the folders that the memory lies in; as it is where nothing is found. A name without a folder is looked for beside
    the memory and one folder up, for farther away another document may have it."""
    if not path or Path(path).is_absolute() or Path(path).exists():
        return path
    folders = _absolute(memory).parents
    for base in folders if len(Path(path).parts) > 1 else folders[:2]:
        if (found := base / path).exists():
            return str(found.relative_to(Path.cwd()) if found.is_relative_to(Path.cwd()) else found)
    return path


def from_here(path: str, root: Path | None) -> str:
    """A path in a project as it can be opened from here; as it is without a project, or where no such file is there (a
    memory that is checked beside the project names others)."""
    if root is None or not path or Path(path).is_absolute():
        return path
    found = Path(os.path.normpath(root / path))
    return str(found) if found.exists() else path


def report_from_here(report: Report, root: Path | None) -> Report:
    """A report with the paths in a project as they can be opened from here, to be printed."""
    if root is None:
        return report
    known: dict[str, str] = {}

    def moved(at: Locator) -> Locator:
        if at.path not in known:
            known[at.path] = from_here(at.path, root)
        return at if at.path == known[at.path] else replace(at, path=known[at.path])

    findings = tuple(
        replace(
            finding,
            source_at=moved(finding.source_at),
            target_at=moved(finding.target_at),
            variants=tuple(replace(v, places=tuple(map(moved, v.places))) for v in finding.variants),
        )
        for finding in report.findings
    )
    return replace(report, findings=findings)
