"""`duizhao tmx convert`: memories between formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from duizhao.cli.common import examples, quiet_option, tell
from duizhao.cli.tmx.common import columns_option, languages
from duizhao.corpora.saying import say

if TYPE_CHECKING:
    from duizhao.tmx.formats.documentation import Documentation


@click.command(
    epilog=examples(
        "duizhao tmx convert memory.tmx memory.xlsx",
        "duizhao tmx convert table.csv memory.tmx --languages en-GB,zh-CN",
        "duizhao tmx convert memory.tmx corpus --to moses",
    )
)
@click.argument("input_", metavar="INPUT", type=click.Path())
@click.argument("output", metavar="OUTPUT", type=click.Path())
@click.option(
    "--from", "from_", default="", metavar="FORMAT", help="The input's format, where its name does not say it."
)
@click.option("--to", default="", metavar="FORMAT", help="The output's format, where its name does not say it.")
@click.option(
    "--languages",
    callback=languages,
    metavar="CODES",
    help="Source and target, such as en,zh-CN: what a table's two columns are in, or which two of a memory to write.",
)
@columns_option
@click.option(
    "--level",
    type=click.Choice(["1", "2"]),
    default="2",
    show_default=True,
    help="TMX with codes, or only text; PO with the markup of the files it is from, or only text.",
)
@quiet_option
def convert(
    input_: str,
    output: str,
    from_: str,
    to: str,
    languages: tuple[str, ...],
    columns: tuple[tuple[str, str], ...],
    level: str,
    quiet: bool,
) -> None:
    """Convert to and from TMX, CSV, TSV, XLSX, DOCX tables, JSONL, XLIFF, PO, Moses and Parquet.

    Formats: tmx, csv, tsv, xlsx, docx, jsonl, xliff, xliff12, po, po-mdbook, sdltm, moses, parquet; the file names say
    which, or --from and --to. A name of - is standard input or output. JSONL loses nothing; XLIFF keeps inline codes;
    the others hold plain text. XLIFF is read in every version, also as Trados (.sdlxliff), memoQ (.mqxliff) and Phrase
    (.mxliff) write it; it is written as 2.1, or as 1.2 with --to xliff12. A memory of Trados Studio (sdltm) is read;
    what is written of one, Studio has not been tried with. What has no translation is left out, and said.
    PO of a memory whose documents are Markdown or reStructuredText has their paragraphs as messages, with the markup
    that they have now, as Sphinx's gettext builder makes them (--to po-mdbook: as mdbook-i18n-helpers), so that
    msgmerge takes it.
    Moses is two files, PREFIX.en and PREFIX.zh-CN. Parquet needs the extra duizhao[parquet].
    """
    from dataclasses import replace

    from duizhao.corpora.errors import SettingsError
    from duizhao.tmx.formats.convert import reading, writing_to
    from duizhao.tmx.formats.known import memory_formats
    from duizhao.tmx.formats.of_pair import MANY, OfPair
    from duizhao.tmx.formats.sifted import left_out

    if len(languages) not in (0, 2):
        raise SettingsError("--languages takes two codes", cure="Write source and target: --languages en,zh-CN")
    if columns:
        languages = languages or tuple(language for language, _ in columns)
    with reading(input_, from_, languages, tuple(column for _, column in columns)) as (header, entries):
        target = languages[1] if languages else ""
        if languages and memory_formats.choose(input_, from_ or ("tmx" if input_ == "-" else None)).name in MANY:
            entries = of_pair = OfPair(header, entries, *languages)
            header, target = of_pair.header, of_pair.pair.target
        elif languages and header.source_language in ("", "*all*"):
            header = replace(header, attributes={**header.attributes, "srclang": languages[0]})
        made = _documentation(input_, output, to) if level == "2" else None
        units = made.messages(entries, header.source_language, target) if made else entries
        number, losses = writing_to(output, header, units, to, target=target, level=int(level))
    tell(say("{number} units", number=number), quiet=quiet)
    if made:
        tell(str(made), quiet=quiet or not str(made))
    if out := left_out(entries):
        tell(say("left out: {out}", out=out), quiet=quiet)
    if caution := memory_formats.choose(output, to or ("tmx" if output == "-" else None)).value.caution:
        tell(say("{output}: {caution}", output=output, caution=caution))
    if lost := str(losses):
        tell(say("not kept: {lost}. JSONL keeps everything", lost=lost), quiet=quiet)


def _documentation(input_: str, output: str, to: str) -> Documentation | None:
    """What makes the messages of documents out of units, for PO; None for other formats."""
    from functools import partial
    from pathlib import Path

    from duizhao.paths import found_from
    from duizhao.tmx.formats.documentation import Documentation
    from duizhao.tmx.formats.known import memory_formats
    from duizhao.tmx.formats.markdown_messages import MessageStyle

    styles = {"po": MessageStyle.SPHINX, "po-mdbook": MessageStyle.MDBOOK}
    style = styles.get(memory_formats.choose(output, to or ("tmx" if output == "-" else None)).name)
    return Documentation(style, partial(found_from, memory=Path(input_))) if style else None
