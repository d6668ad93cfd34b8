"""`duizhao tmx dedupe`: each unit once."""

from __future__ import annotations

import click

from duizhao.cli.common import FiniteRange, Renamed, examples, quiet_option, tell
from duizhao.cli.tmx.common import file_argument, opened, output_option
from duizhao.corpora.saying import say


@click.command(
    epilog=examples(
        "duizhao tmx dedupe memory.tmx -o single.tmx",
        "duizhao tmx dedupe memory.tmx --near --keep newest -o single.tmx",
        "duizhao tmx dedupe memory.tmx --min-similarity 95 -o single.tmx",
    )
)
@file_argument
@output_option
@click.option(
    "--by",
    type=click.Choice(["pair", "source"]),
    default="pair",
    show_default=True,
    help="Doubles have equal source and target, or only an equal source.",
)
@click.option("--near", is_flag=True, help="Case, width, spaces, punctuation and inline codes do not count.")
@click.option(
    "--min-similarity",
    "similar",
    cls=Renamed,
    was=["--similar"],
    type=FiniteRange(50, 100),
    metavar="PERCENT",
    help="Doubles are this similar in source and target (finds them on disk; slower).",
)
@click.option(
    "--keep",
    type=click.Choice(["first", "last", "newest", "confidence"]),
    default="first",
    show_default=True,
    help="Which of several is kept; with --min-similarity always the first.",
)
@quiet_option
def dedupe(file: str, output: str, by: str, near: bool, similar: float | None, keep: str, quiet: bool) -> None:
    """Drop units that say again what another one says."""
    from duizhao.corpora.errors import SettingsError
    from duizhao.tmx.operations.dedupe import distinct, noted
    from duizhao.tmx.operations.dedupe import similar as resembling
    from duizhao.tmx.xml.writer import write_to

    if similar is not None and (near or by != "pair" or keep != "first"):
        raise SettingsError("--min-similarity goes with none of --by, --near and --keep")
    total = notes = 0
    with opened(file) as (header, read), write_to(output, header) as writer:
        source = header.source_language
        if similar is not None:
            for entry, other in resembling(read(), similar, source):
                total += 1
                if not other:
                    writer.add(entry)
        else:
            for units, kept in distinct(read, source, by=by, near=near, keep=keep):  # type: ignore[arg-type]
                total += len(units)
                notes += noted(units, kept)
                writer.take(units, kept)
    tell(say("{written} of {total} units kept", written=writer.written, total=total), quiet=quiet)
    if notes:
        tell(
            say("{notes} of the units dropped had notes: `duizhao tmx merge` keeps those of both", notes=notes),
            quiet=quiet,
        )
