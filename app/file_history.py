"""The history of a document and its translation in Git, as versions that drift can follow.

What the original was when the translation was touched is asked of the tree of that commit itself, never of dates or
of the order in which commits are listed: two branches that were merged know nothing of each other before.
"""

from __future__ import annotations

import subprocess
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import say
from duizhao.git import run_git

if TYPE_CHECKING:
    from duizhao.corpora.model import Document
    from duizhao.quality.drift.detection import History, Version

# A history longer than this is cut; what was not touched since then counts as touched there.
MOST_COMMITS = 300


@dataclass(frozen=True, slots=True)
class VersionReader:
    """How the two files are read: their languages, and what the documents are called (source, target)."""

    languages: tuple[str, str]
    ids: tuple[str, str]

    def read(self, lies: Path, path: Path, side: int) -> Document:
        """A version of the file `path` that lies in the file `lies`. Raises InputError."""
        from duizhao import corpora

        document = corpora.read(lies, language=self.languages[side])
        return replace(document, id=self.ids[side], origin=replace(document.origin, path=path.as_posix()))

    def nothing(self, path: Path, side: int) -> Document:
        """The version of a file that said nothing."""
        from duizhao.corpora.model import Document, Origin

        origin = Origin(path.as_posix(), path.suffix.lstrip("."))
        return Document(self.ids[side], self.languages[side], (), origin)


@dataclass(frozen=True, slots=True)
class _Commit:
    """A commit that touched a file: what the file was called and which blob it was."""

    commit: str
    day: str
    subject: str
    blob: str
    name: str


@dataclass(frozen=True, slots=True)
class _File:
    """A file with the commits that touched it, newest first. `dirty` says that it differs from the newest of them."""

    path: Path
    commits: tuple[_Commit, ...]
    dirty: bool

    @property
    def names(self) -> tuple[str, ...]:
        """What it was ever called."""
        return tuple(dict.fromkeys(one.name for one in self.commits))

    @property
    def places(self) -> list[_Commit | None]:
        """Its versions, newest first: None is the file as it lies there, where that is no commit."""
        return [*([None] if self.dirty else []), *self.commits]


def git(folder: Path, *args: str) -> str:
    """What a Git command prints in a folder. Raises InputError."""
    return _run(folder, *args).decode("utf-8", "surrogateescape")


def _run(folder: Path, *args: str, given: bytes | None = None) -> bytes:
    return run_git(*args, folder=folder, task="drift", instead=say("use --was FILE"), given=given)


@dataclass(slots=True)
class Repositories:
    """Git as one run asks it: what holds for a whole repository is asked once."""

    _tops: dict[Path, Path] = field(default_factory=dict)
    _ends: dict[Path, frozenset[str]] = field(default_factory=dict)

    def history(self, source: Path, target: Path, reading: VersionReader) -> History:
        """The history of both files. One without any (it is not committed yet) is as it lies there, and was always so.

        Raises InputError where there is no repository, where the two lie in different ones, and where the history was
        cut by a shallow clone.
        """
        from duizhao.quality.drift.detection import History

        top = self._top(source)
        original, translation = self._file(source, top), self._file(target, top)
        return History(
            _versions(original, top, 0, reading),
            _versions(translation, top, 1, reading),
            _original_at(original, translation, top),
            _before(translation, top),
        )

    def known(self, path: Path) -> bool:
        """Whether Git has a history of this file. Raises InputError where there is no repository."""
        top = self._top(path)
        return bool(git(top, "log", "--max-count=1", "--format=%H", "--", _name(path, top)).strip())

    def head(self, path: Path) -> str:
        """The commit that the repository of a file is at; empty before the first. Raises InputError."""
        top = self._top(path)
        return git(top, "rev-parse", "HEAD").strip() if _has_commits(top) else ""

    def _top(self, path: Path) -> Path:
        folder = path.resolve().parent
        if folder not in self._tops:
            self._tops[folder] = Path(git(folder, "rev-parse", "--show-toplevel").strip())
        return self._tops[folder]

    def _file(self, path: Path, top: Path) -> _File:
        commits = _commits(path, top)
        if commits and commits[-1].commit in self._ends_of(top):
            cure = "Fetch all of it: git fetch --unshallow (in CI: fetch-depth: 0, GIT_DEPTH: 0)"
            raise InputError("this clone has only the end of this file's history", path=path, cure=cure)
        lies = git(top, "hash-object", "--", str(path.resolve())).strip() if commits else ""
        return _File(path, tuple(commits), not commits or lies != commits[0].blob)

    def _ends_of(self, top: Path) -> frozenset[str]:
        """The commits at which a shallow clone's history ends: what they changed is not known."""
        if top not in self._ends:
            shallow = Path(top, git(top, "rev-parse", "--git-path", "shallow").strip())
            self._ends[top] = frozenset(shallow.read_text("ascii").split() if shallow.is_file() else ())
        return self._ends[top]


def _name(path: Path, top: Path) -> str:
    full, base = path.resolve(), top.resolve()
    if not full.is_relative_to(base):
        cure = "Keep originals and translations in one repository, or use --was FILE"
        raise InputError(say("this file is not in the Git repository {base}", base=base.name), path=path, cure=cure)
    return full.relative_to(base).as_posix()


def _commits(path: Path, top: Path) -> list[_Commit]:
    """The commits that touched a file, newest first, through renames; of merges those that made it another than any of
    their parents had."""
    name = _name(path, top)
    if not _has_commits(top):
        return []
    text = git(
        top, "log", "--topo-order", "--follow", "-c", f"--max-count={MOST_COMMITS}", "--format=%x01%H%x02%cs%x02%s",
        "--raw", "--no-abbrev", "-z", "--", name,
    )  # fmt: skip
    found = []
    for record in text.split("\x01")[1:]:
        head, _, rest = record.partition("\0")
        commit, day, subject = head.strip("\n").split("\x02", 2)
        fields = [field for field in rest.strip("\n").split("\0") if field]
        row = next((i for i, field in enumerate(fields) if field.lstrip("\n").startswith(":")), None)
        if row is None:
            continue  # a merge that changed nothing in it
        line = fields[row].lstrip("\n")
        # A colon, a mode and a blob for each parent, then those of the commit itself.
        parents = len(line) - len(line.lstrip(":"))
        new = line.split()[2 * parents + 1]
        if new.strip("0"):
            found.append(_Commit(commit, day, subject, new, fields[-1]))
    return found


def _has_commits(top: Path) -> bool:
    done = subprocess.run(["git", "-C", str(top), "rev-parse", "--verify", "--quiet", "HEAD"], capture_output=True)
    return done.returncode == 0


def _versions(file: _File, top: Path, side: int, reading: VersionReader) -> list[Version]:
    from duizhao.quality.drift.detection import Version

    found = []
    for number, one in enumerate(file.places):
        if one is None:
            found.append(Version(partial(reading.read, file.path, file.path, side)))
        else:
            # What lies there is the newest commit's; it need not be asked of Git.
            load = (
                partial(reading.read, file.path, file.path, side)
                if number == 0
                else partial(_at, one, file, top, side, reading)
            )
            found.append(Version(load, one.commit, one.day, one.subject))
    return found


def _at(commit: _Commit, file: _File, top: Path, side: int, reading: VersionReader) -> Document:
    """A document as it was in a commit. One that cannot be read (it was empty, or another kind of file) is empty."""
    import tempfile

    from duizhao.corpora.errors import DuizhaoError

    data = _run(top, "cat-file", "blob", commit.blob)
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder, "version" + Path(commit.name).suffix)
        there.write_bytes(data)
        try:
            return reading.read(there, file.path, side)
        except DuizhaoError:
            return reading.nothing(file.path, side)


def _original_at(original: _File, translation: _File, top: Path) -> list[int | None]:
    """For each version of the translation the place of what the original was in that commit; None where it was not."""
    places = original.places
    if not original.commits:
        return [0] * len(translation.places)
    blobs = _blobs([one.commit for one in translation.commits], original.names, top)
    found: list[int | None] = []
    for one in translation.places:
        if one is None:
            found.append(0)
            continue
        had = blobs[one.commit]
        # Of versions that say the same (a change and its revert) any will do.
        at = (i for i, version in enumerate(places) if version is not None and version.blob in had)
        found.append(next(at, None))
    return found


def _blobs(commits: Sequence[str], names: Sequence[str], top: Path) -> dict[str, set[str]]:
    """The blobs that the trees of commits hold under any of some names."""
    asked = [(commit, name) for commit in commits for name in names if "\n" not in name]
    given = "".join(f"{commit}:{name}\n" for commit, name in asked).encode("utf-8", "surrogateescape")
    said = _run(top, "cat-file", "--batch-check=%(objectname)", given=given).decode("utf-8", "surrogateescape")
    found: dict[str, set[str]] = {commit: set() for commit in commits}
    for (commit, _), line in zip(asked, said.splitlines(), strict=True):
        if not line.endswith(" missing"):
            found[commit].add(line)
    return found


def _before(translation: _File, top: Path) -> list[list[int]]:
    """For each version of the translation the places of those right before it: several after a merge."""
    shift = int(translation.dirty)
    commits = translation.commits
    straight = [[k + 1] for k in range(len(translation.places) - 1)] + [[]]
    if len(commits) < 3:
        return straight
    said = git(
        top, "rev-list", "--topo-order", "--full-history", "--parents", "HEAD", "--", *translation.names
    ).splitlines()  # fmt: skip
    rows = [line.split() for line in said]
    if all(len(row) < 3 for row in rows):
        return straight
    place = {one.commit: k + shift for k, one in enumerate(commits)}
    # From the oldest commit on: the versions that a commit's own history ends in.
    ends: dict[str, tuple[int, ...]] = {}
    before: dict[int, list[int]] = defaultdict(list)
    for commit, *parents in reversed(rows):
        came = tuple(dict.fromkeys(k for parent in parents for k in ends.get(parent, ())))
        if commit in place:
            before[place[commit]] = list(came)
            ends[commit] = (place[commit],)
        else:
            ends[commit] = came
    if any(one.commit not in ends for one in commits):
        return straight  # what --follow found through a copy is no ancestor under these names
    return [*([[1]] if shift else []), *(before[k + shift] for k in range(len(commits)))]
