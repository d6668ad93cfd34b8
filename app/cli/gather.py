"""`duizhao gather`: what shards aligned, as one memory, glossary and report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from duizhao.cli.build import omegat_folder, omegat_options, show_built
from duizhao.cli.common import examples, json_option, quiet_option
from duizhao.cli.pile import pile_progress
from duizhao.corpora.errors import SettingsError

if TYPE_CHECKING:
    from duizhao.project import Project


@click.command(
    "gather",
    epilog=examples("duizhao gather", "duizhao gather papers/", "duizhao gather --manifest pairs.tsv -o out/"),
)
@click.argument("project", required=False, type=click.Path(path_type=Path))
@click.option(
    "--manifest", type=click.Path(path_type=Path), help="Instead of a project: the pairs that align --manifest aligned."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="With --manifest: the folder they lie in.")
@click.option("--source-language", default="en", show_default=True, help="With --manifest: language of the sources.")
@click.option("--target-language", default="zh-CN", show_default=True, help="With --manifest: that of the targets.")
@click.option(
    "--jobs", type=click.IntRange(0), default=1, show_default=True, help="Processes for the check; 0: one a core."
)
@omegat_options
@json_option
@quiet_option
def command(
    project: Path | None,
    manifest: Path | None,
    output: Path | None,
    source_language: str,
    target_language: str,
    jobs: int,
    omegat: Path | None,
    server: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Make one memory, glossary and report of what shards aligned.

    PROJECT is a duizhao.toml or its folder, aligned by build --shard; with --manifest and -o, the folder that align
    --manifest --shard filled. Nothing is aligned: the output folder gets the memory.tmx, glossary.csv, check.json and
    check.html that an undivided build would have written, byte for byte. Exit 1 where pairs are missing, which writes
    nothing, or the check found more than is allowed. --omegat is that of build.
    """
    from duizhao.build import build
    from duizhao.cli.check import recorded
    from duizhao.engines import Workforce
    from duizhao.project import FILE_NAME, load
    from duizhao.quality import read_policy

    if manifest is None:
        if output is not None:
            raise SettingsError("-o goes with --manifest", cure="A project names its output folder itself")
        plan = load(project or Path(FILE_NAME))
    elif project is not None or output is None:
        raise SettingsError("--manifest goes with -o and without a project", cure="See: duizhao gather --help")
    else:
        plan = of_manifest(manifest, output, source_language, target_language)
    wanted = omegat_folder(omegat, server)
    known = recorded(read_policy(plan.check, path=plan.path, text=plan.text), quiet)
    with pile_progress("gathering", quiet=quiet) as advance:
        built = build(plan, workforce=Workforce(jobs), baseline=known, advance=advance, gather=True, omegat=wanted)
    show_built(built, plan, as_json, quiet)
    return int(built.failed)


def of_manifest(manifest: Path, output: Path, source: str, target: str) -> Project:
    """The project that a manifest stands for."""
    from duizhao.batch import read_manifest
    from duizhao.options import Options
    from duizhao.project import Project

    options = Options(source_language=source, target_language=target, root=manifest.parent)
    return Project(manifest, manifest.stem, output, read_manifest(manifest), options)
