"""`duizhao drift`: which translated sentences are out of date."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duizhao.cli.common import examples, progress, put, quiet_option, say

if TYPE_CHECKING:
    from duizhao.drift import Traced
    from duizhao.quality import Report

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
    quiet: bool,
) -> int:
    """List translations whose original has changed since; exit 1 if there are any.

    PATHS are a duizhao.toml, two documents (the original first), or a folder with originals and translations in it:
    en/NAME and zh/NAME, or NAME.md and NAME.zh.md. Git's history of both files says for each sentence of the
    translation when it was last touched, and what the original said then. Spelling and moves are notes and fail
    nothing.
    """
    from duizhao.drift import pairs_of, report_of, trace_pairs
    from duizhao.quality.drift.accepted import NAME, read_accepted

    pairs, project = pairs_of(paths)
    place = accepted or (project.path.parent if project else _folder(paths)) / NAME
    known = read_accepted(place)
    with progress("following", quiet=quiet) as advance:
        traced = trace_pairs(
            pairs,
            languages=(
                project.options.source_language if project else source_language,
                project.options.target_language if project else target_language,
            ),
            since=since,
            was=was,
            accepted=known,
            advance=advance,
        )
    if accept:
        listed = [drift for one in traced for drift in one.drifts]
        known.with_drifts(listed).write(place)
        say(f"{place}: {len(listed)} more accepted. Commit it", quiet=quiet)
        return 0
    days = max_days if max_days is not None else int(project.drift.get("max_days", 0)) if project else 0
    return _print(traced, report_of(traced, days), form, everything)


def _folder(paths: Sequence[Path]) -> Path:
    first = paths[0] if paths else Path()
    return first if first.is_dir() else first.parent


def _print(traced: Sequence[Traced], report: Report, form: str, everything: bool) -> int:
    from duizhao import quality
    from duizhao.cli.check import colour, put_report
    from duizhao.quality.drift.outputs import pages_table, text
    from duizhao.quality.outputs.formats import Shown

    verdict = quality.judge(report)
    if form == "table":
        put(pages_table([(one.pair.id, one.drifts, one.sentences) for one in traced]), end="")
    elif form == "text":
        listed = text([(one.pair.id, one.drifts) for one in traced], everything=everything, style=colour)
        put(listed, styled=True, end="")
    else:
        put_report(form, Shown(verdict, everything=everything))
    return int(verdict.failed)
