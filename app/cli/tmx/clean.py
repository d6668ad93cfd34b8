"""`duizhao tmx clean`: what should not be in a memory goes."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack

import click

from duizhao.cli.common import examples, quiet_option, tell
from duizhao.cli.tmx.common import file_argument, output_option
from duizhao.corpora.saying import say


@click.command(
    epilog=examples(
        "duizhao tmx clean memory.tmx --identical --no-comments -o clean.tmx",
        "duizhao tmx clean damaged.tmx --recover --side lost.txt -o whole.tmx",
    )
)
@file_argument
@output_option
@click.option(
    "--recover", is_flag=True, help="Go on after what cannot be parsed; stray & and forbidden characters too."
)
@click.option("--side", metavar="FILE", type=click.Path(), help="With --recover: where what was dropped goes.")
@click.option("--identical", is_flag=True, help="Drop units whose target is the source again.")
@click.option("--no-codes", is_flag=True, help="Remove inline codes, keep the text.")
@click.option("--no-comments", is_flag=True, help="Remove XML comments.")
@click.option("--props", metavar="TYPES", help="Keep only properties of these types (commas between them; - for none).")
@click.option("--nfc", is_flag=True, help="Compose characters (Unicode NFC).")
@click.option("--keep-empty", is_flag=True, help="Keep units that have an empty side.")
@click.option("--keep-space", is_flag=True, help="Keep white space at the ends of segments.")
@quiet_option
def clean(
    file: str,
    output: str,
    recover: bool,
    side: str | None,
    identical: bool,
    no_codes: bool,
    no_comments: bool,
    props: str | None,
    nfc: bool,
    keep_empty: bool,
    keep_space: bool,
    quiet: bool,
) -> None:
    """Remove empty units, white space at the ends, and what else is asked for.

    With --recover a damaged file is read as far as it goes, unit by unit, and every loss is listed.
    """
    from duizhao.corpora.errors import SettingsError
    from duizhao.tmx.operations.clean import Cleaning
    from duizhao.tmx.operations.clean import clean as cleaned
    from duizhao.tmx.xml.reader import ENCODING, NOT_UTF8, Reader
    from duizhao.tmx.xml.writer import output as output_to
    from duizhao.tmx.xml.writer import write_to

    if side and not recover:
        raise SettingsError("--side needs --recover")
    kept_props = None if props is None else tuple(p.strip() for p in props.split(",") if p.strip() not in ("", "-"))
    settings = Cleaning(
        empty=not keep_empty,
        trim=not keep_space,
        nfc=nfc,
        identical=identical,
        codes=no_codes,
        comments=no_comments,
        props=kept_props,
    )
    counts: Counter[str] = Counter()

    def scrubbed(what: str, line: int) -> None:
        counts["characters mended"] += 1
        tell(say("{file}:{line}: {what}", file=file, line=line, what=what), quiet=quiet)

    with ExitStack() as stack:
        stream = stack.enter_context(output_to(side)) if side else None
        reader = stack.enter_context(Reader(file, recover=recover, side=stream, scrub=scrubbed if recover else None))
        writer = stack.enter_context(write_to(output, reader.header))
        for entry in cleaned(reader, settings, reader.header.source_language, counts):
            writer.add(entry)
    for loss in reader.losses:
        tell(say("{what} ({size} bytes dropped)", what=loss.what, size=loss.size), quiet=quiet)
    if any(NOT_UTF8 in loss.what for loss in reader.losses):
        tell(say("{encoding}, and clean it again: it may hold more than was saved", encoding=ENCODING), quiet=quiet)
    done = ", ".join(f"{number} {what}" for what, number in counts.items() if number) or say("nothing to clean")
    tell(
        say("{written} of {unit} units written: {done}", written=writer.written, unit=reader.unit, done=done),
        quiet=quiet,
    )
