"""`duizhao tmx filter`: the units that meet conditions."""

from __future__ import annotations

import click

from duizhao.cli.common import FiniteRange, examples, quiet_option, tell
from duizhao.cli.tmx.common import file_argument, languages, output_option
from duizhao.corpora.saying import say


@click.command(
    name="filter",
    epilog=examples(
        "duizhao tmx filter memory.tmx --min-confidence 0.9 --script han -o sure.tmx",
        "duizhao tmx filter big.tmx --since 2024 --document 'GB.346*' -o recent.tmx.gz",
        "duizhao tmx filter memory.tmx --source 'decent work' --target 体面工作 --invert -o agreed.tmx",
    ),
)
@file_argument
@output_option
@click.option("--languages", callback=languages, metavar="CODES", help="Keep only these languages, such as en,zh-CN.")
@click.option(
    "--since",
    default="",
    metavar="DATE",
    help="Last changed on this date or later, such as 2024-01-31; units without a date do not pass.",
)
@click.option("--until", default="", metavar="DATE", help="Last changed on this date or before.")
@click.option(
    "--min-confidence",
    type=FiniteRange(0, 1),
    metavar="0..1",
    help="At least this confidence; units without one pass, too.",
)
@click.option("--max-confidence", type=FiniteRange(0, 1), metavar="0..1", help="At most this confidence.")
@click.option(
    "--min-ratio", type=FiniteRange(0), metavar="RATIO", help="Characters of the target by those of the source."
)
@click.option("--max-ratio", type=FiniteRange(0), metavar="RATIO", help="The same, at most.")
@click.option(
    "--min-length", type=click.IntRange(0), metavar="N", help="Words (Chinese: characters) of the source, at least."
)
@click.option("--max-length", type=click.IntRange(0), metavar="N", help="The same, at most.")
@click.option("--document", default="", metavar="PATTERN", help="The document a unit came from, such as 'GB.346*'.")
@click.option("--user", default="", metavar="NAME", help="Made or changed by this user.")
@click.option("--grep", "pattern", default="", metavar="REGEX", help="Found in a text of the unit.")
@click.option("--source", "source_pattern", default="", metavar="REGEX", help="Found in the source.")
@click.option("--target", "target_pattern", default="", metavar="REGEX", help="Found in the target.")
@click.option("--script", default="", metavar="SCRIPT", help="What at least half the target's letters are: han, latin.")
@click.option("--codes/--no-codes", default=None, help="Only units with inline codes, or only those without.")
@click.option("--different", is_flag=True, help="Only units whose target is not the source again.")
@click.option("--invert", is_flag=True, help="Keep what does not pass, and drop what does.")
@quiet_option
def filter_(file: str, output: str, invert: bool, quiet: bool, **conditions: object) -> None:
    """Keep the units that meet all conditions."""
    from duizhao.corpora.errors import SettingsError
    from duizhao.tmx.operations.filter import Filter, select
    from duizhao.tmx.xml.reader import Reader
    from duizhao.tmx.xml.writer import write_to

    settings = Filter(**conditions)  # type: ignore[arg-type]
    if not settings:
        raise SettingsError("no condition to filter by", cure="`duizhao tmx filter --help` lists them")
    with Reader(file) as reader, write_to(output, reader.header) as writer:
        for units, kept in select(reader, settings, reader.header.source_language, invert=invert):
            writer.take(units, kept)
    tell(say("{written} of {unit} units kept", written=writer.written, unit=reader.unit), quiet=quiet)
    if (settings.since or settings.until) and not writer.written:
        tell("Units that say no date of their own do not pass --since and --until", quiet=quiet)
