"""`duizhao tmx merge`: one memory of several."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack

import click

from duizhao.cli.common import examples, quiet_option, tell
from duizhao.cli.tmx.common import output_option
from duizhao.corpora.saying import say, say_plural


@click.command(epilog=examples("duizhao tmx merge a.tmx b.tmx c.tmx --conflicts newest -o all.tmx"))
@click.argument("files", metavar="FILE...", type=click.Path(), nargs=-1, required=True)
@output_option
@click.option(
    "--conflicts",
    type=click.Choice(["all", "newest", "confidence", "first", "last"]),
    default="all",
    show_default=True,
    help="Of several translations of one source: keep all, the newest, the surest, or the first or last file's.",
)
@quiet_option
def merge(files: tuple[str, ...], output: str, conflicts: str, quiet: bool) -> None:
    """Make one memory of several; equal units become one.

    The order of the files does not matter unless --conflicts says first or last. All must have one source language.
    """
    from duizhao.corpora.errors import SettingsError
    from duizhao.tmx.operations.merge import merge as merged
    from duizhao.tmx.operations.merge import merge_headers
    from duizhao.tmx.xml.reader import Reader
    from duizhao.tmx.xml.writer import write_to

    if files.count("-") > 1:
        raise SettingsError("standard input can be only one of the files")
    counts: Counter[str] = Counter()
    with ExitStack() as stack:
        readers = [stack.enter_context(Reader(file)) for file in files]
        header = merge_headers([reader.header for reader in readers])
        with write_to(output, header) as writer:
            found = merged(readers, header.source_language, conflicts=conflicts, counts=counts)  # type: ignore[arg-type]
            for entry in found:
                writer.add(entry)
    total = sum(reader.unit for reader in readers)
    if counts["conflicts"]:
        undated = counts["undated"] if conflicts == "newest" else 0
        rest = say("; dates do not decide {undated}, there it is the surest", undated=undated) if undated else ""
        tell(
            say(
                "{conflicts} sources had several translations, one of each was kept{rest}",
                conflicts=counts["conflicts"],
                rest=rest,
            ),
            quiet=quiet,
        )
    tell(
        say_plural(
            "{written} units from {total} in {n} file",
            "{written} units from {total} in {n} files",
            n=len(files),
            written=writer.written,
            total=total,
        ),
        quiet=quiet,
    )
