"""Drift in files: which documents belong together, their history in Git, and what is out of date as findings."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.git import run_git
from duizhao.inputs import TwoFiles
from duizhao.project import FILE_NAME, Project, load

if TYPE_CHECKING:
    from duizhao.corpora.model import Document, Pair
    from duizhao.corpora.progress import Advance
    from duizhao.quality import Finding, Report
    from duizhao.quality.drift.accepted import Accepted
    from duizhao.quality.drift.change import Drift
    from duizhao.quality.drift.detection import History, Version

# A history longer than this is cut; what was not touched since then counts as touched there.
MOST_COMMITS = 300


@dataclass(frozen=True, slots=True)
class TrackedPage:
    """A document and its translation whose history is followed; `id` names it."""

    id: str
    source: Path
    target: Path


@dataclass(frozen=True, slots=True)
class Traced:
    """The drift of one page; `sentences` counts those of the original."""

    pair: TrackedPage
    drifts: tuple[Drift, ...]
    sentences: int


def pairs_of(paths: Sequence[Path]) -> tuple[list[TrackedPage], Project | None]:
    """The document pairs that paths stand for: a duizhao.toml or its folder, two documents (the original first), or a
    folder tree with originals and translations side by side: en/a.md and zh/a.md, a.md and a.zh.md (zh-CN, cn, …).

    Raises InputError where nothing belongs together.
    """
    paths = paths or [Path()]
    if len(paths) == 2 and all(path.is_file() and path.name != FILE_NAME for path in paths):
        return [TrackedPage(paths[0].name, paths[0], paths[1])], None
    found: list[TrackedPage] = []
    project = None
    for path in paths:
        if path.name == FILE_NAME or (path / FILE_NAME).is_file():
            project = load(path)
            found += [
                TrackedPage(pair.id, *pair.given.files) for pair in project.pairs if isinstance(pair.given, TwoFiles)
            ]
        elif path.is_dir():
            found += _tree(path)
        elif path.is_file():
            raise SettingsError(f"{path}: one document alone", cure="Name its translation behind it, or a folder")
        else:
            raise InputError("no such file or folder", path=path, cure="Mend the path")
    if not found:
        cure = "Name the original and its translation, or keep them as en/NAME and zh/NAME or NAME.md and NAME.zh.md"
        raise InputError("no document with a translation beside it", path=paths[0], cure=cure)
    return found, project


SUFFIXES = (".md", ".markdown", ".txt", ".html", ".htm", ".docx", ".odt", ".pdf")
_ENGLISH = ("en", "en-us", "en-gb", "en_us", "english")
_CHINESE = ("zh", "zh-cn", "zh_cn", "zh-hans", "zh-tw", "zh_tw", "zh-hant", "cn", "chinese")


def _tree(folder: Path) -> list[TrackedPage]:
    files = {
        path.relative_to(folder): path
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in SUFFIXES and path.is_file() and not any(part.startswith(".") for part in path.parts)
    }
    keyed: dict[tuple[str, ...], list[Path]] = {}
    for name in files:
        if key := _original_key(name):
            keyed.setdefault(key, []).append(name)
    pairs = []
    for key, names in keyed.items():
        originals = [name for name in names if not _is_chinese(name)]
        translations = [name for name in names if _is_chinese(name)]
        if len(originals) == 1:
            for one in translations:
                shown = "/".join(key) if len(translations) == 1 else one.as_posix()
                pairs.append(TrackedPage(shown, files[originals[0]], files[one]))
    return sorted(pairs, key=lambda pair: pair.id)


def _tags(name: Path) -> list[str]:
    stem = name.name[: -len(name.suffix)]
    return [*(part.lower() for part in name.parts[:-1]), *(part.lower() for part in stem.split(".")[1:])]


def _is_chinese(name: Path) -> bool:
    return any(tag in _CHINESE for tag in _tags(name))


def _original_key(name: Path) -> tuple[str, ...]:
    """The path without what names a language: what a document and its translation share."""
    known = {*_ENGLISH, *_CHINESE}
    stem, *tags = name.name[: -len(name.suffix)].split(".")
    kept = [part for part in name.parts[:-1] if part.lower() not in known]
    return (*kept, ".".join([stem, *(tag for tag in tags if tag.lower() not in known)]) + name.suffix.lower())


def trace_pairs(
    pairs: Sequence[TrackedPage],
    *,
    languages: tuple[str, str] = ("en", "zh-CN"),
    since: str | None = None,
    was: Path | None = None,
    accepted: Accepted | None = None,
    advance: Advance | None = None,
) -> list[Traced]:
    """The drift of each pair. `since` is a commit: only pairs of which a file changed since are looked at. `was` is
    the original as it was when one pair's translation followed it, for files without a history. Raises InputError."""
    from duizhao.quality.drift.detection import detect

    if was is not None and len(pairs) != 1:
        raise SettingsError("--was is for one document", cure="Name the original and its translation")
    if since is not None:
        from duizhao.check_inputs import changed_since

        changed = changed_since(since)
        pairs = [pair for pair in pairs if {pair.source.resolve(), pair.target.resolve()} & changed]
    found = []
    for number, pair in enumerate(pairs, 1):
        history = _given(pair, was, languages) if was else _history(pair, languages)
        drifts = detect(history, _align, accepted=accepted)
        found.append(Traced(pair, drifts, len(history.original[0].texts)))
        if advance:
            advance(number, len(pairs))
    return found


def _align(source: Document, target: Document) -> Sequence[Pair]:
    """Without vectors: what is found does not depend on which engine is installed."""
    from duizhao import alignment

    return alignment.align(source, target, settings=alignment.AlignSettings(embed="none")).pairs


def _read(path: Path, language: str) -> Document:
    from duizhao import corpora

    return replace(corpora.read(path, language=language), id=path.as_posix())


def _given(pair: TrackedPage, was: Path, languages: tuple[str, str]) -> History:
    from duizhao.quality.drift.detection import History, Version

    original = [Version(partial(_read, path, languages[0])) for path in (pair.source, was)]
    return History(original, [Version(partial(_read, pair.target, languages[1]))], [1])


@dataclass(frozen=True, slots=True)
class _Commit:
    """A commit that touched a file: what the file was called and which blob it was."""

    commit: str
    day: str
    subject: str
    blob: str
    name: str


def _history(pair: TrackedPage, languages: tuple[str, str]) -> History:
    from duizhao.quality.drift.detection import History

    top = Path(git(pair.source.parent, "rev-parse", "--show-toplevel").strip())
    order = {commit: i for i, commit in enumerate(git(top, "rev-list", "--topo-order", "HEAD").split())}
    commits = [_commits(path, top) for path in (pair.source, pair.target)]
    for path, log in zip((pair.source, pair.target), commits, strict=True):
        if not log:
            cure = "Commit it, or say with --was FILE what the original was when it was translated"
            raise InputError("this file has no history in Git", path=path, cure=cure)
    versions = [
        _versions(path, log, top, language)
        for path, log, language in zip((pair.source, pair.target), commits, languages, strict=True)
    ]
    original, translation = versions
    at = []
    for version in translation:
        here = -1 if not version.commit else order[version.commit]
        # Of versions newest first the first that is not newer than the commit.
        at.append(
            next((i for i, one in enumerate(original) if (-1 if not one.commit else order[one.commit]) >= here), None)
        )
    return History(original, translation, at)


def _commits(path: Path, top: Path) -> list[_Commit]:
    """The commits that touched a file, newest first, through renames. A commit that left its bytes as they were counts
    as none."""
    name = path.resolve().relative_to(top.resolve()).as_posix()
    text = git(
        top, "log", "--follow", f"--max-count={MOST_COMMITS}", "--format=%x01%H%x02%cs%x02%s",
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
        new = fields[row].split()[3]
        if new.strip("0"):
            found.append(_Commit(commit, day, subject, new, fields[-1]))
    return found


def _versions(path: Path, commits: Sequence[_Commit], top: Path, language: str) -> list[Version]:
    from duizhao.quality.drift.detection import Version

    versions = [Version(partial(_at, one, path, top, language), one.commit, one.day, one.subject) for one in commits]
    lies = git(top, "hash-object", "--", str(path.resolve())).strip()
    if lies != commits[0].blob:
        return [Version(partial(_read, path, language)), *versions]
    newest = commits[0]
    return [Version(partial(_read, path, language), newest.commit, newest.day, newest.subject), *versions[1:]]


def _at(commit: _Commit, path: Path, top: Path, language: str) -> Document:
    """A document as it was in a commit. One that cannot be read (it was empty, or another kind of file) is empty."""
    import tempfile

    from duizhao.corpora.errors import DuizhaoError
    from duizhao.corpora.model import Document, Origin

    data = _run(top, "cat-file", "blob", commit.blob)
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder, "version" + Path(commit.name).suffix)
        there.write_bytes(data)
        try:
            document = _read(there, language)
        except DuizhaoError:
            return Document(path.as_posix(), language, (), Origin(str(path), path.suffix.lstrip(".")))
    return replace(document, id=path.as_posix(), origin=replace(document.origin, path=str(path)))


def git(folder: Path, *args: str) -> str:
    """What a Git command prints in a folder. Raises InputError."""
    return _run(folder, *args).decode("utf-8", "surrogateescape")


def _run(folder: Path, *args: str) -> bytes:
    return run_git(*args, folder=folder, task="drift", instead="use --was FILE")


def findings(traced: Sequence[Traced], max_days: int = 0, today: datetime.date | None = None) -> Iterator[Finding]:
    """Each drift as a finding, so that every form of report can show it. What is out of date for at most `max_days`
    days is a note; what is not committed yet is out of date since today."""
    from duizhao.corpora.catalogue import CATALOGUE, Severity
    from duizhao.quality.drift.change import described
    from duizhao.quality.report import Finding

    today = today or datetime.date.today()
    for one in traced:
        for drift in one.drifts:
            entry = CATALOGUE[f"drift.{drift.nature}"]
            age = (today - datetime.date.fromisoformat(drift.day)).days if drift.day else 0
            about = f": {'; '.join(described(drift.changes))}" if drift.changes else ""
            by = f" ({drift.commit[:8]} of {drift.day}: {drift.subject})" if drift.commit else ""
            yield Finding(
                entry.id,
                f"{entry.summary[0].lower()}{entry.summary[1:]}{about}{by}",
                f"{drift.now}|{drift.target}",
                cure="Bring it up to date, or say that it is: duizhao drift --accept",
                severity=Severity.NOTE if max_days and age <= max_days else entry.severity,
                source_at=drift.source_at,
                target_at=drift.target_at,
                source=drift.now or drift.was,
                target=drift.target,
                source_marks=drift.now_marks if drift.now else (),
            )


def report_of(traced: Sequence[Traced], max_days: int = 0, today: datetime.date | None = None) -> Report:
    """A report of the drift, worst first, with its recipe."""
    from duizhao.corpora.model import Recipe
    from duizhao.quality.report import Report, identify

    documents = tuple(dict.fromkeys(one.pair.source.name for one in traced))
    total = sum(one.sentences for one in traced)
    found = identify(findings(traced, max_days, today))
    return Report(found, recipe=Recipe("drift", settings={"embed": "none"}), pairs=total, documents=documents).sorted()
