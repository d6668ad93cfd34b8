"""`duizhao tmx diff`: what changed between two memories."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from duizhao.cli.common import examples, output_option, quiet_option, tell
from duizhao.cli.languages import SOURCE_OF_MEMORY, source_option, target_option
from duizhao.corpora.saying import say, say_joined


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
@source_option(SOURCE_OF_MEMORY)
@target_option("Compare this pair alone. [default: all languages]")
@output_option()
@quiet_option
def diff(old: str, new: str, format_: str, source: str, target: str, output: str, quiet: bool) -> int:
    """Compare two memories: added, removed and changed translations; exit 1 if there are any.

    Units are compared by their texts and codes in all languages; dates and properties do not count. With --source or
    --target that pair alone is compared: units that lack one of its languages are left out, and counted.
    """
    from collections.abc import Iterable, Iterator

    from duizhao.corpora.errors import SettingsError
    from duizhao.corpora.harmless import json_text, shown
    from duizhao.tmx.formats.of_pair import OfPair
    from duizhao.tmx.formats.sifted import left_out
    from duizhao.tmx.model import Entry
    from duizhao.tmx.operations.diff import Difference, differences, html_page, record, text_lines
    from duizhao.tmx.xml.reader import Reader
    from duizhao.tmx.xml.writer import output as output_to
    from duizhao.tmx.xml.writer import write_to

    if old == new == "-":
        raise SettingsError("both memories cannot come from standard input")
    counts: Counter[str] = Counter()
    with Reader(old) as before, Reader(new) as after:
        both: tuple[Iterable[Entry], Iterable[Entry]] = before, after
        header, spoken = after.header, before.header.source_language
        if source or target:
            one_pair = OfPair(before.header, before, source, target)
            both = one_pair, OfPair(after.header, after, *one_pair.pair.asked)
            header, spoken = both[1].header, one_pair.header.source_language

        def found() -> Iterator[Difference]:
            for one in differences(*both, spoken):
                counts[one.kind] += 1
                yield one

        if format_ == "tmx":
            with write_to(output, header) as writer:
                for one in found():
                    if one.kind in ("added", "changed") and one.new:
                        writer.add(one.new)
        else:
            with output_to(output) as stream:
                if format_ == "html":
                    for piece in html_page(found(), f"{Path(old).name} → {Path(new).name}", spoken):
                        stream.write(piece.encode())
                for one in found() if format_ in ("text", "json") else ():
                    if one.kind == "same":
                        continue
                    if format_ == "text":
                        lines = shown("\n".join(text_lines(one, spoken)) + "\n")
                    else:
                        lines = json_text(record(one)) + "\n"
                    stream.write(lines.encode())
        for name, entries in zip((old, new), both, strict=True):
            if out := left_out(entries):
                tell(say("{name}: left out: {out}", name=name, out=out), quiet=quiet)
    kinds = {"changed": say("changed"), "added": say("added"), "removed": say("removed"), "same": say("same")}
    parts = [say("{count} {kind}", count=counts[name], kind=kind) for name, kind in kinds.items()]
    tell(say_joined(", ", parts), quiet=quiet)
    return int(counts.total() > counts["same"])
