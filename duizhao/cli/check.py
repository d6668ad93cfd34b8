"""`duizhao check`: the consistency of translations, for a reviser and for CI."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpora.errors import InputError
from duizhao.cli.common import json_option, print_json, quiet_option

if TYPE_CHECKING:
    from corpora.model import Pair
    from quality import Report
    from terminology import Glossary


@click.command(
    "check",
    epilog="Examples: duizhao check out/memory.tmx   duizhao check out/memory.tmx --glossary glossary.csv   "
    "duizhao check out/*.tmx --json",
)
@click.argument("memories", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--glossary",
    "glossaries",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Glossary to check terms with; may be given more than once.",
)
@click.option("--seed", is_flag=True, help="Also use the ILO seed glossary that comes with duizhao.")
@click.option("--notes", is_flag=True, help="List the notes too, not only errors and warnings.")
@json_option
@quiet_option
def command(
    memories: tuple[Path, ...], glossaries: tuple[Path, ...], seed: bool, notes: bool, as_json: bool, quiet: bool
) -> int:
    """Check translations for consistency; exit 1 on findings.

    MEMORIES are TMX files, as `duizhao align` writes them. Errors and warnings make the exit code 1; notes do not.
    """
    from quality import check
    from quality.outputs import structured, text

    pairs = [pair for path in memories for pair in _pairs(path)]
    report = check(pairs, glossary=_glossary(glossaries, seed))
    if as_json:
        print_json(structured.as_data(report))
    else:
        click.echo(text.render(report, style=_style, notes=notes))
    return int(_fails(report))


def _pairs(path: Path) -> list[Pair]:
    from tmx import Memory

    pairs = list(Memory.read(path).pairs())
    if not pairs:
        raise InputError("no pairs to check in this memory", path=path, cure="Give a TMX file with two languages")
    return pairs


def _glossary(paths: tuple[Path, ...], seed: bool) -> Glossary | None:
    if not paths and not seed:
        return None
    import terminology

    found = [terminology.read_glossary(path) for path in paths]
    if seed:
        found.append(terminology.seed())
    return terminology.merge(found) if len(found) > 1 else found[0]


def _fails(report: Report) -> bool:
    from quality import Severity

    return any(f.severity is not Severity.NOTE for f in report.findings)


def _style(text: str, name: str) -> str:
    colours = {"error": "red", "warning": "yellow", "note": "cyan", "good": "green"}
    return click.style(text, fg=colours.get(name), bold=name in ("error", "mark"), dim=name == "dim")
