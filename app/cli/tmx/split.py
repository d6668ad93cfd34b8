"""`duizhao tmx split`: a memory in parts."""

from __future__ import annotations

from pathlib import Path

import click

from duizhao.cli.common import FiniteRange, Renamed, examples, put_line, quiet_option, tell
from duizhao.cli.tmx.common import file_argument
from duizhao.corpora.saying import say_plural


@click.command(
    epilog=examples(
        "duizhao tmx split memory.tmx --min-confidence 0.75 -o parts/",
        "duizhao tmx split big.tmx --by number --max-units 50000 -o parts/",
    )
)
@file_argument
@click.option(
    "-o",
    "--output",
    default=".",
    metavar="FOLDER",
    type=click.Path(),
    show_default=True,
    help="The folder for the parts.",
)
@click.option(
    "--by",
    type=click.Choice(["review", "document", "languages", "number"]),
    default="review",
    show_default=True,
    help="review: NAME.tmx and NAME.unreviewed.tmx by confidence.",
)
@click.option(
    "--min-confidence",
    "threshold",
    cls=Renamed,
    was=["--threshold"],
    type=FiniteRange(0, 1),
    default=0.75,
    show_default=True,
    help="By review: the least confidence that needs none.",
)
@click.option(
    "--max-units",
    "number",
    cls=Renamed,
    was=["--number"],
    type=click.IntRange(1),
    default=10_000,
    show_default=True,
    help="By number: units a file.",
)
@click.option("--name", metavar="NAME", help="How the parts begin; the name of the file without it.")
@quiet_option
def split(file: str, output: str, by: str, threshold: float, number: int, name: str | None, quiet: bool) -> None:
    """Divide a memory: reviewed and unreviewed, by document, language pair or number."""
    from duizhao.corpora.errors import SettingsError
    from duizhao.tmx.operations.split import split as divide
    from duizhao.tmx.xml.reader import Reader

    stem = name or ("memory" if file == "-" else Path(file).name.removesuffix(".gz").removesuffix(".tmx"))
    if by == "review" and (Path(output) / f"{stem}.tmx").resolve() == Path(file).resolve():
        raise SettingsError("the part for reviewed units would replace the file itself", cure="Give -o or --name")
    with Reader(file) as reader:
        counts = divide(reader, reader.header, output, by=by, name=stem, threshold=threshold, number=number)
    for path, units in counts.items():
        put_line(f"{path}\t{units}")
    tell(
        say_plural(
            "{units} units in {n} file", "{units} units in {n} files", n=len(counts), units=sum(counts.values())
        ),
        quiet=quiet,
    )
