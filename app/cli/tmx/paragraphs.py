"""`duizhao tmx paragraphs`: a memory of paragraphs from one of sentences."""

from __future__ import annotations

import click

from duizhao.cli.common import examples, output_option, quiet_option, tell
from duizhao.corpora.saying import say


@click.command(epilog=examples("duizhao tmx paragraphs memory.tmx -o paragraphs.tmx"))
@click.argument("file", metavar="FILE", type=click.Path())
@output_option()
@quiet_option
def paragraphs(file: str, output: str, quiet: bool) -> None:
    """Make a memory of paragraphs from a memory of sentences, by the units its properties name.

    For CAT projects that cut their texts by paragraphs; both memories can lie side by side.
    """
    from duizhao.tmx.memory import Memory, entry_pair
    from duizhao.tmx.model import sides
    from duizhao.tmx.operations.paragraphs import paragraph_pairs
    from duizhao.tmx.xml.reader import Reader

    with Reader(file) as reader:
        header = reader.header
        pairs, codes = [], ("", "")
        for entry in reader:
            both = sides(entry, header.source_language)
            pair = entry_pair(entry, header.source_language)
            if both and pair:
                codes = codes if codes[0] else (both[0].language, both[1].language)
                pairs.append(pair)
    source, target = codes[0] or "en", codes[1] or "zh-CN"
    made = Memory.from_pairs(
        paragraph_pairs(pairs, source, target),
        source,
        target,
        segment_type="paragraph",
        recipe=header.prop("x-recipe"),
    )
    made.write(output)
    tell(say("{made} paragraphs from {pairs} sentences", made=len(made), pairs=len(pairs)), quiet=quiet)
