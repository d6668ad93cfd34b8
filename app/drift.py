"""Drift in files: what is out of date in each document pair, by its history, and that as findings of a report."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.saying import say, say_joined
from duizhao.drift_pages import TrackedPage
from duizhao.file_history import Repositories, VersionReader

if TYPE_CHECKING:
    from duizhao.corpora.model import Document, Pair
    from duizhao.corpora.progress import Advance
    from duizhao.quality import Finding, Report
    from duizhao.quality.drift.accepted import Accepted
    from duizhao.quality.drift.change import Drift
    from duizhao.quality.drift.detection import History

# What a finding says of the nature of a drift, as the catalogue's summaries do.
_WHAT = {
    "changed": say("the original of a sentence has changed since it was translated"),
    "added": say("a sentence of the original has no translation"),
    "removed": say("the original of a translated sentence was removed"),
    "unsourced": say("a sentence of the translation was not in the original when it was written"),
    "moved": say("the original has a sentence in another place than the translation"),
    "spelling": say("only spelling, case or punctuation of the original changed"),
}


@dataclass(frozen=True, slots=True)
class Traced:
    """The drift of one page; `sentences` counts those of the original."""

    pair: TrackedPage
    drifts: tuple[Drift, ...]
    sentences: int


def changed_pages(pages: Sequence[TrackedPage], since: str) -> list[TrackedPage]:
    """The pages of which a file differs from a commit. Raises InputError for one that Git does not know."""
    from duizhao.check_inputs import changed_since

    if not pages:
        return []
    changed = changed_since(since, pages[0].source.parent)
    return [page for page in pages if {page.source.resolve(), page.target.resolve()} & changed]


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
    if was is not None and len(pairs) != 1:
        raise SettingsError("--was is for one document", cure="Name the original and its translation")
    git = Repositories()
    if since is not None:
        pairs = changed_pages(pairs, since)
    found = []
    for number, pair in enumerate(pairs, 1):
        if was is None:
            found.append(trace_page(pair, git, languages, accepted))
        else:
            found.append(_traced(pair, _given(pair, was, VersionReader(languages, pair.ids)), accepted))
        if advance:
            advance(number, len(pairs))
    return found


def trace_page(
    page: TrackedPage, git: Repositories, languages: tuple[str, str], accepted: Accepted | None = None
) -> Traced:
    """The drift of one pair by its history. Raises InputError where that cannot be followed."""
    return _traced(page, git.history(page.source, page.target, VersionReader(languages, page.ids)), accepted)


def refuse_unknown(page: TrackedPage) -> None:
    """Raise InputError where Git knows neither file of a pair: nothing could be found out."""
    git = Repositories()
    if not git.known(page.source) and not git.known(page.target):
        cure = "Commit it, or say with --was FILE what the original was when it was translated"
        raise InputError("this file has no history in Git", path=page.source, cure=cure)


def _traced(page: TrackedPage, history: History, accepted: Accepted | None) -> Traced:
    from duizhao.quality.drift.detection import detect

    return Traced(page, detect(history, _align, accepted=accepted), len(history.original[0].texts))


def _align(source: Document, target: Document) -> Sequence[Pair]:
    """Without vectors: what is found does not depend on which engine is installed."""
    from duizhao import alignment

    return alignment.align(source, target, settings=alignment.AlignSettings(embed="none")).pairs


def _given(page: TrackedPage, was: Path, reading: VersionReader) -> History:
    from duizhao.quality.drift.detection import History, Version

    original = [Version(partial(reading.read, path, path, 0)) for path in (page.source, was)]
    return History(original, [Version(partial(reading.read, page.target, page.target, 1))], [1])


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
            about = say(": {changes}", changes=say_joined("; ", described(drift.changes))) if drift.changes else ""
            by = (
                say(" ({commit} of {day}: {subject})", commit=drift.commit[:8], day=drift.day, subject=drift.subject)
                if drift.commit
                else ""
            )
            yield Finding(
                entry.id,
                say(
                    "{what}{about}{by}",
                    what=_WHAT[drift.nature],
                    about=about,
                    by=by,
                ),
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


def counted(traced: Sequence[Traced], report: Report) -> list[Traced]:
    """The drift of which a report, judged, still says that it counts: not what is waived, known or turned off."""
    from duizhao.quality.report import State, identify

    counts = {one.fingerprint for one in report.findings if one.state in (State.NEW, State.WORSE)}
    names = iter(one.fingerprint for one in identify(findings(traced)))
    return [replace(one, drifts=tuple(drift for drift in one.drifts if next(names) in counts)) for one in traced]
