"""`duizhao drift`: which translated sentences are out of date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duizhao.cli.common import examples, progress, put, quiet_option, report_targets, tell, watch_option, watched
from duizhao.corpora.saying import say

if TYPE_CHECKING:
    from duizhao.drift import Traced
    from duizhao.project import Project
    from duizhao.quality import Baseline, Policy, Report, Verdict

FORMATS = ("text", "json", "github", "sarif", "markdown", "junit", "table")


@click.command(
    "drift",
    epilog=examples(
        "duizhao drift docs",
        "duizhao drift en/guide.md zh/guide.md --format github",
        "duizhao drift en.docx zh.docx --was en.old.docx",
        "duizhao drift docs --format table >> README.md",
        "duizhao drift docs --accept",
    ),
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--since", metavar="REF", help="Only documents of which a side changed since this Git commit.")
@click.option(
    "--was",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The original as it was when the translation followed it: for files without a history in Git.",
)
@click.option("--accept", is_flag=True, help="Record that all that is listed is up to date after all.")
@click.option(
    "--accepted",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where that is recorded; duizhao.accepted in the folder of the project by default.",
)
@click.option("--source-language", default="en", show_default=True, help="Language of the originals.")
@click.option("--target-language", default="zh-CN", show_default=True, help="Language of the translations.")
@click.option(
    "--max-days",
    type=click.IntRange(0),
    help="Only what has been out of date for more than so many days fails; by default as duizhao.toml says, else 0.",
)
@click.option("--all", "everything", is_flag=True, help="List spelling and moves too.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="What to print.")
@click.option(
    "--write",
    "writes",
    multiple=True,
    metavar="FORMAT=FILE",
    help="Also write it to a file, such as sarif=drift.sarif; may be given more than once.",
)
@watch_option
@quiet_option
def command(
    paths: tuple[Path, ...],
    since: str | None,
    was: Path | None,
    accept: bool,
    accepted: Path | None,
    source_language: str,
    target_language: str,
    max_days: int | None,
    everything: bool,
    form: str,
    writes: tuple[str, ...],
    watch: bool,
    quiet: bool,
) -> int:
    """List translations whose original has changed since; exit 1 if there are any.

    PATHS are a duizhao.toml, two documents (the original first), or a folder with originals and translations in it:
    en/NAME and zh/NAME, or NAME.md and NAME.zh.md. Git's history of both files says for each sentence of the
    translation when it was last touched, and what the original said then. Spelling and moves are notes and fail
    nothing; severities, waivers and the baseline of a project's [check] count.
    """
    tongues = source_language, target_language
    showing = _Showing(form, everything, max_days, tuple(report_targets(writes, ("table",))))
    work = partial(_once, paths, _Following(since, was, accept, accepted, tongues), showing, quiet)
    return watched(work, paths, quiet, records=accept) if watch else work()


@dataclass(frozen=True, slots=True)
class _Following:
    """What is followed, and what is done with it."""

    since: str | None
    was: Path | None
    accept: bool
    accepted: Path | None
    languages: tuple[str, str]


def _once(paths: tuple[Path, ...], following: _Following, showing: _Showing, quiet: bool) -> int:
    from duizhao.check_inputs import folder_of
    from duizhao.drift import refuse_unknown, report_of, trace_pairs
    from duizhao.drift_pages import pairs_of
    from duizhao.quality.drift.accepted import NAME, read_accepted

    was = following.was
    pairs, project = pairs_of(paths)
    if len(pairs) == 1 and was is None:
        refuse_unknown(pairs[0])
    place = following.accepted or (project.path.parent if project else folder_of(paths)) / NAME
    known = read_accepted(place)
    policy, baseline = _policy(project, quiet)
    with progress("following", quiet=quiet) as advance:
        traced = trace_pairs(
            pairs,
            languages=(project.options.source_language, project.options.target_language)
            if project
            else following.languages,
            since=following.since,
            was=was,
            accepted=known,
            advance=advance,
        )
    if following.accept:
        listed = [drift for one in traced for drift in one.drifts]
        known.with_drifts(listed).write(place)
        tell(say("{place}: {listed} more accepted. Commit it", place=place, listed=len(listed)), quiet=quiet)
        return 0
    days = showing.days if showing.days is not None else project.max_days if project else 0
    verdict = judged(report_of(traced, days), policy, baseline, traced)
    _print(traced, verdict, replace(showing, days=days), quiet)
    return int(verdict.failed)


@dataclass(frozen=True, slots=True)
class _Showing:
    """What is printed, whether notes are, how many days of grace there are, and what is written where."""

    form: str
    everything: bool
    days: int | None
    targets: tuple[tuple[str, Path], ...]


def _policy(project: Project | None, quiet: bool) -> tuple[Policy, Baseline | None]:
    """What a project says of drift: severities, waivers, and what its baseline knows."""
    from duizhao.cli.check import recorded
    from duizhao.quality import Policy, read_policy

    if project is None:
        return Policy(), None
    policy = read_policy(project.check, path=project.path, text=project.text)
    return policy, recorded(policy, quiet)


def judged(report: Report, policy: Policy, baseline: Baseline | None, traced: Sequence[Traced]) -> Verdict:
    """The verdict on drift alone: of a baseline what it knows of these documents' drift."""
    from duizhao import quality

    documents = {name for one in traced for name in one.pair.ids}
    if baseline is not None:
        baseline = baseline.parted(lambda one: one.check.startswith("drift.") and one.document in documents)[0]
    return quality.judge(report, policy, baseline=baseline)


def _print(traced: Sequence[Traced], verdict: Verdict, showing: _Showing, quiet: bool) -> None:
    from duizhao.cli.check import colour, put_report
    from duizhao.corpora.storage.files import write_text
    from duizhao.drift import counted
    from duizhao.quality.drift.outputs import pages_table, text
    from duizhao.quality.outputs.formats import Shown, report_formats

    told = counted(traced, verdict.report)

    def made(form: str) -> str:
        if form == "table":
            return pages_table([(one.pair.id, one.drifts, one.sentences) for one in told])
        return report_formats.get(form).text(Shown(verdict, everything=showing.everything))

    for name, path in showing.targets:
        write_text(path, made(name))
        tell(say("{name}: {path}", name=name, path=path), quiet=quiet)
    if showing.form == "text":
        pages = [(one.pair.id, one.drifts) for one in told]
        hidden = sum(len(one.drifts) for one in traced) - sum(len(drifts) for _, drifts in pages)
        grace = _grace(verdict, showing)
        put(text(pages, everything=showing.everything, hidden=hidden, grace=grace, style=colour), styled=True, end="")
    elif showing.form == "table":
        put(made("table"), end="")
    else:
        put_report(showing.form, Shown(verdict, everything=showing.everything))


def _grace(verdict: Verdict, showing: _Showing) -> str:
    """What is said where something is out of date, and nothing fails."""
    if verdict.failed:
        return ""
    return (
        say("for no more than the {days} days that are allowed", days=showing.days)
        if showing.days
        else say("and none fails the run")
    )
