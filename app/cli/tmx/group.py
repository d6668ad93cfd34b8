"""`duizhao tmx`: what a translator does with memories before and after the CAT tool."""

from __future__ import annotations

import click

from duizhao.cli.common import CommandGroup, examples
from duizhao.cli.tmx.clean import clean
from duizhao.cli.tmx.common import reading_shown
from duizhao.cli.tmx.convert import convert
from duizhao.cli.tmx.dedupe import dedupe
from duizhao.cli.tmx.diff import diff
from duizhao.cli.tmx.filter import filter_
from duizhao.cli.tmx.merge import merge
from duizhao.cli.tmx.paragraphs import paragraphs
from duizhao.cli.tmx.split import split
from duizhao.cli.tmx.stats import stats
from duizhao.cli.tmx.validate import validate


@click.group(
    cls=CommandGroup,
    epilog=examples(
        "duizhao tmx filter big.tmx --since 2024 | duizhao tmx convert - recent.csv",
        heading="A file name of - is standard input or output, so that commands can be joined by pipes",
    ),
)
def command() -> None:
    """Validate, merge, filter and convert translation memories.

    Memories of millions of units are read one unit at a time. Files are read as TMX 1.1 to 1.4b in any encoding,
    packed or not, and written as TMX 1.4.
    """
    click.get_current_context().with_resource(reading_shown())


for verb in (validate, stats, filter_, dedupe, merge, diff, split, clean, convert, paragraphs):
    command.add_command(verb)
