"""`duizhao build`: the whole job for every document pair of a project file."""

from __future__ import annotations

from pathlib import Path

import click

from duizhao.cli.common import examples, jobs_option, json_option, print_json, progress, put, quiet_option, say


@click.command(
    "build",
    epilog=examples(
        "duizhao build", "duizhao build papers/duizhao.toml --jobs 2", "duizhao build --json -q > build.json"
    ),
)
@click.argument("project", type=click.Path(path_type=Path), default="duizhao.toml")
@jobs_option("Document pairs")
@json_option
@quiet_option
def command(project: Path, jobs: int, as_json: bool, quiet: bool) -> int:
    """Align, extract and check every pair of a duizhao.toml.

    PROJECT is the project file or its folder. A folder for each document pair gets memory.tmx, pairs.tsv and
    report.html; the output folder gets one memory.tmx, glossary.csv, check.json and check.html for all of them. Pairs
    that have not changed since the last build are left alone. Exit 1 where a pair failed or the check found more than
    [check] allows.
    """
    from dataclasses import asdict

    from duizhao.build import build
    from duizhao.cli.align import print_batch
    from duizhao.cli.check import colour, recorded
    from duizhao.paths import report_from_here
    from duizhao.project import load
    from duizhao.quality import read_policy
    from duizhao.quality.outputs import text

    plan = load(project)
    known = recorded(read_policy(plan.check, path=plan.path, text=plan.text), quiet)
    with progress("document pairs", quiet=quiet) as advance:
        built = build(plan, jobs=jobs, baseline=known, advance=advance)
    if as_json:
        data = {"documents": [asdict(row) for row in built.rows], "failed": built.failed}
        print_json({**data, "files": [str(path) for path in built.files]})
    else:
        print_batch(list(built.rows), as_json=False)
        if (verdict := built.verdict) is not None:
            report = report_from_here(verdict.report, plan.options.root)
            put("\n" + text.render(report, verdict.fails, verdict.missed, style=colour), styled=True)
        for shown in ("", *(f"  {path}" for path in built.files)):
            say(shown, quiet=quiet)
    return int(built.failed)
