"""`duizhao tmx stats`: how much of what a memory holds."""

from __future__ import annotations

import click

from duizhao.cli.common import examples, json_option, print_json, put, put_line, table, tell
from duizhao.cli.languages import SOURCE_OF_MEMORY, source_option, target_option
from duizhao.cli.tmx.common import file_argument
from duizhao.corpora.saying import say


@click.command(epilog=examples("duizhao tmx stats memory.tmx", "duizhao tmx stats six.tmx --source en --target zh-TW"))
@file_argument
@source_option(SOURCE_OF_MEMORY)
@target_option("Count only the units of this pair, in its two languages. [default: all]")
@json_option
def stats(file: str, source: str, target: str, as_json: bool) -> None:
    """Count units, words, languages, dates, documents and confidences.

    With --source or --target only the units of that pair count, in its two languages.
    """
    from collections.abc import Iterable

    from duizhao.tmx.formats.of_pair import OfPair
    from duizhao.tmx.formats.sifted import left_out
    from duizhao.tmx.model import Entry
    from duizhao.tmx.operations.stats import count
    from duizhao.tmx.xml.reader import Reader

    with Reader(file) as reader:
        entries: Iterable[Entry] = reader
        header = reader.header
        if source or target:
            entries = OfPair(header, reader, source, target)
            header = entries.header
        found = count(entries, header.source_language)
    if out := left_out(entries):
        tell(say("left out: {out}", out=out))
    if as_json:
        print_json({"file": file, "source_language": header.source_language, **found.as_dict()})
        return
    rows: list[tuple[object, object]] = [
        (say("units"), found.units),
        (say("unique sources"), found.unique_sources),
        (say("repeated sources"), found.repeated),
        (say("units without two sides"), found.incomplete),
        (say("units with inline codes"), found.with_codes),
        (say("longest segment, characters"), found.longest),
    ]
    rows += [
        (say("{language}, words or characters", language=language), number)
        for language, number in found.words.most_common(10)
    ]
    rows += [(f"{one} → {other}", number) for (one, other), number in found.pairs.most_common(10)]
    if found.last_date:
        rows += [(say("first change"), found.first_date), (say("last change"), found.last_date)]
    rows += [(f"by {user}", number) for user, number in found.users.most_common(5)]
    rows += [
        (say("from {document}", document=document), number) for document, number in found.documents.most_common(10)
    ]
    rows += [
        (say("confidence from {bound}", bound=bound), found.confidences[bound]) for bound in sorted(found.confidences)
    ]
    put(table(("what", "how many"), rows, right=(1,)))
    if recipe := header.prop("x-recipe"):
        put_line(say("made by {recipe}", recipe=recipe))
