"""`duizhao build`: the whole job for every document pair of a project file."""

from __future__ import annotations

from collections.abc import Callable
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
from duizhao.corpora.errors import SettingsError
from duizhao.corpora.saying import say

if TYPE_CHECKING:
    from duizhao.build import Built
    from duizhao.omegat_folder import OmegatFolder
    from duizhao.project import Project


def omegat_options(command: Callable[..., int]) -> Callable[..., int]:
    """The options of a folder for OmegaT: they become `omegat` and `server`, for `omegat_folder`."""
    command = click.option(
        "--server",
        metavar="URL",
        help="With --omegat: the duizhao serve that selected words are looked up in. [default: http://127.0.0.1:8470]",
    )(command)
    return click.option(
        "--omegat",
        type=click.Path(path_type=Path),
        metavar="FOLDER",
        help="Also write the sources as a project folder of OmegaT, or bring one up to date.",
    )(command)


def omegat_folder(folder: Path | None, server: str | None) -> OmegatFolder | None:
    """What these options ask for. Raises SettingsError for a server without a folder, or with a token in it."""
    from duizhao.omegat_folder import OmegatFolder

    if folder is None:
        if server is not None:
            raise SettingsError("--server goes with --omegat", cure="Name the folder, too")
        return None
    return OmegatFolder(folder) if server is None else OmegatFolder(folder, server)


@click.command(
    "build",
    epilog=examples(
        "duizhao build",
        "duizhao build papers/duizhao.toml --jobs 2",
        "duizhao build --shard 2/7",
        "duizhao build --omegat translating/ --server https://memory.example.org",
        "duizhao build --json -q > build.json",
    ),
)
@click.argument("project", type=click.Path(path_type=Path), default="duizhao.toml")
@pile_options("Document pairs")
@shard_option
@omegat_options
@json_option
@quiet_option
def command(
    project: Path,
    pile: Pile,
    shard: str | None,
    omegat: Path | None,
    server: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Align, extract and check every pair of a duizhao.toml.

    PROJECT is the project file or its folder. A folder for each document pair gets memory.tmx, pairs.tsv and
    report.html; the output folder gets one memory.tmx, glossary.csv, check.json and check.html for all of them. Pairs
    that have not changed since the last build are left alone. Exit 1 where a pair failed or the check found more than
    [check] allows. With --shard only the pairs of one part are aligned, and what is made of all of them is left to
    duizhao gather.

    With --omegat the sources go into a project folder of OmegaT as well, with the memory, the terms, our rules for
    sentences and searches in a server of ours. Where one is already, its memory and terms are written anew, documents
    that are missing are added, and all else stays: nothing that a translator has done is touched.
    """
    from duizhao.build import build
    from duizhao.cli.align import align_pile
    from duizhao.cli.check import recorded
    from duizhao.project import load
    from duizhao.quality import read_policy

    plan = load(project)
    wanted = omegat_folder(omegat, server)
    if shard is not None:
        if wanted is not None:
            raise SettingsError("--omegat goes without --shard", cure="Give it to duizhao gather")
        return align_pile(plan.pairs, plan.options, plan.output, pile, shard, as_json, quiet)
    workforce, limits = pile.workforce(), pile.limits()
    known = recorded(read_policy(plan.check, path=plan.path, text=plan.text), quiet)
    with pile_progress(say("document pairs"), quiet=quiet) as advance:
        built = build(plan, workforce=workforce, limits=limits, baseline=known, advance=advance, omegat=wanted)
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
        files = {"files": built.files, **({"left": built.left} if built.left else {})}
        print_json({**data, **{name: [str(path) for path in paths] for name, paths in files.items()}})
    else:
        print_batch(list(built.rows), as_json=False)
        if (verdict := built.verdict) is not None:
            report = report_from_here(verdict.report, plan.options.root)
            put("\n" + text.render(report, verdict.fails, verdict.missed, style=colour), styled=True)
        for shown in ("", *(f"  {path}" for path in built.files)):
            tell(shown, quiet=quiet)
    for path in built.left:
        tell(
            say("{path} is another text than the project's, and stays: remove it to have it anew", path=path),
            quiet=quiet,
        )
