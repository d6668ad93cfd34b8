"""`duizhao tmx diff`: what changed between two memories."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from duizhao.cli.common import examples, output_option, quiet_option, say


@click.command(
    epilog=examples(
        "duizhao tmx diff old.tmx new.tmx --format html -o changes.html",
        "duizhao tmx diff old.tmx new.tmx --format tmx -o to-import.tmx",
    )
)
@click.argument("old", metavar="OLD", type=click.Path())
@click.argument("new", metavar="NEW", type=click.Path())
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "html", "tmx", "json"]),
    default="text",
    show_default=True,
    help="text and html mark what changed within a translation; tmx holds what is new or changed, to import.",
)
@output_option()
@quiet_option
def diff(old: str, new: str, format_: str, output: str, quiet: bool) -> int:
    """Compare two memories: added, removed and changed translations; exit 1 if there are any.

    Units are compared by their texts and codes; dates and properties do not count.
    """
    from collections.abc import Iterator

    from duizhao.corpora.errors import SettingsError
    from duizhao.corpora.harmless import json_text, shown
    from duizhao.tmx.operations.diff import Difference, differences, html_page, record, text_lines
    from duizhao.tmx.xml.reader import Reader
    from duizhao.tmx.xml.writer import output as output_to
    from duizhao.tmx.xml.writer import write_to

    if old == new == "-":
        raise SettingsError("both memories cannot come from standard input")
    counts: Counter[str] = Counter()
    with Reader(old) as before, Reader(new) as after:
        source = before.header.source_language

        def found() -> Iterator[Difference]:
            for one in differences(before, after, source):
                counts[one.kind] += 1
                yield one

        if format_ == "tmx":
            with write_to(output, after.header) as writer:
                for one in found():
                    if one.kind in ("added", "changed") and one.new:
                        writer.add(one.new)
        else:
            with output_to(output) as stream:
                if format_ == "html":
                    for piece in html_page(found(), f"{Path(old).name} → {Path(new).name}", source):
                        stream.write(piece.encode())
                for one in found() if format_ in ("text", "json") else ():
                    if one.kind == "same":
                        continue
                    if format_ == "text":
                        lines = shown("\n".join(text_lines(one, source)) + "\n")
                    else:
                        lines = json_text(record(one)) + "\n"
                    stream.write(lines.encode())
    say(", ".join(f"{counts[kind]} {kind}" for kind in ("changed", "added", "removed", "same")), quiet=quiet)
    return int(counts.total() > counts["same"])
