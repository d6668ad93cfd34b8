"""`duizhao build`: the whole job for every document pair of a project file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from duizhao.cli.common import (
    examples,
    json_option,
    print_json,
    put,
    quiet_option,
    shard_option,
    tell,
)
from duizhao.cli.pile import Pile, list_failures, pile_options, pile_progress, print_batch
from duizhao.corpora.saying import say

if TYPE_CHECKING:
    from duizhao.build import Built
    from duizhao.project import Project


@click.command(
    "build",
    epilog=examples(
        "duizhao build",
        "duizhao build papers/duizhao.toml --jobs 2",
        "duizhao build --shard 2/7",
        "duizhao build --json -q > build.json",
    ),
)
@click.argument("project", type=click.Path(path_type=Path), default="duizhao.toml")
@pile_options("Document pairs")
@shard_option
@json_option
@quiet_option
def command(project: Path, pile: Pile, shard: str | None, as_json: bool, quiet: bool) -> int:
    """Align, extract and check every pair of a duizhao.toml.

    PROJECT is the project file or its folder. A folder for each document pair gets memory.tmx, pairs.tsv and
    report.html; the output folder gets one memory.tmx, glossary.csv, check.json and check.html for all of them. Pairs
    that have not changed since the last build are left alone. Exit 1 where a pair failed or the check found more than
    [check] allows. With --shard only the pairs of one part are aligned, and what is made of all of them is left to
    duizhao gather.
    """
    from duizhao.build import build
    from duizhao.cli.align import align_pile
    from duizhao.cli.check import recorded
    from duizhao.project import load
    from duizhao.quality import read_policy

    plan = load(project)
    if shard is not None:
        return align_pile(plan.pairs, plan.options, plan.output, pile, shard, as_json, quiet)
    workforce, limits = pile.workforce(), pile.limits()
    known = recorded(read_policy(plan.check, path=plan.path, text=plan.text), quiet)
    with pile_progress(say("document pairs"), quiet=quiet) as advance:
        built = build(plan, workforce=workforce, limits=limits, baseline=known, advance=advance)
    show_built(built, plan, as_json, quiet)
    list_failures(built.rows, plan.output, None, quiet)
    return int(built.failed)


def show_built(built: Built, plan: Project, as_json: bool, quiet: bool) -> None:
    """Print what a build made: the pairs, the verdict, the files."""
    from dataclasses import asdict

    from duizhao.cli.check import colour
    from duizhao.paths import report_from_here
    from duizhao.quality.outputs import text

    if as_json:
        data = {"documents": [asdict(row) for row in built.rows], "failed": built.failed}
        print_json({**data, "files": [str(path) for path in built.files]})
    else:
        print_batch(list(built.rows), as_json=False)
        if (verdict := built.verdict) is not None:
            report = report_from_here(verdict.report, plan.options.root)
            put("\n" + text.render(report, verdict.fails, verdict.missed, style=colour), styled=True)
        for shown in ("", *(f"  {path}" for path in built.files)):
            tell(shown, quiet=quiet)
