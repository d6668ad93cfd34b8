"""The verbs of `duizhao tmx` that make one memory of another: filter, dedupe, merge, split, clean."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import click

from duizhao.cli.common import examples, quiet_option, say
from duizhao.cli.tmx.common import file_argument, languages, opened, output_option


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
    "--min-confidence", type=float, metavar="0..1", help="At least this confidence; units without one pass, too."
)
@click.option("--max-confidence", type=float, metavar="0..1", help="At most this confidence.")
@click.option("--min-ratio", type=float, metavar="RATIO", help="Characters of the target by those of the source.")
@click.option("--max-ratio", type=float, metavar="RATIO", help="The same, at most.")
@click.option("--min-length", type=int, metavar="N", help="Words (Chinese: characters) of the source, at least.")
@click.option("--max-length", type=int, metavar="N", help="The same, at most.")
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
    say(f"{writer.written} of {reader.unit} units kept", quiet=quiet)
    if (settings.since or settings.until) and not writer.written:
        say("Units that say no date of their own do not pass --since and --until", quiet=quiet)


@click.command(
    epilog=examples(
        "duizhao tmx dedupe memory.tmx -o single.tmx",
        "duizhao tmx dedupe memory.tmx --near --keep newest -o single.tmx",
        "duizhao tmx dedupe memory.tmx --similar 95 -o single.tmx",
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
    "--similar",
    type=click.FloatRange(50, 100),
    metavar="PERCENT",
    help="Doubles are this similar in source and target (finds them on disk; slower).",
)
@click.option(
    "--keep",
    type=click.Choice(["first", "last", "newest", "confidence"]),
    default="first",
    show_default=True,
    help="Which of several is kept; with --similar always the first.",
)
@quiet_option
def dedupe(file: str, output: str, by: str, near: bool, similar: float | None, keep: str, quiet: bool) -> None:
    """Drop units that say again what another one says."""
    from duizhao.corpora.errors import SettingsError
    from duizhao.tmx.operations.dedupe import distinct
    from duizhao.tmx.operations.dedupe import similar as resembling
    from duizhao.tmx.xml.writer import write_to

    if similar is not None and (near or by != "pair" or keep != "first"):
        raise SettingsError("--similar goes with none of --by, --near and --keep")
    total = 0
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
                writer.take(units, kept)
    say(f"{writer.written} of {total} units kept", quiet=quiet)


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
        rest = f"; dates do not decide {undated}, there it is the surest" if undated else ""
        say(f"{counts['conflicts']} sources had several translations, one of each was kept{rest}", quiet=quiet)
    say(f"{writer.written} units from {total} in {len(files)} {'file' if len(files) == 1 else 'files'}", quiet=quiet)


@click.command(
    epilog=examples(
        "duizhao tmx split memory.tmx --threshold 0.75 -o parts/",
        "duizhao tmx split big.tmx --by number --number 50000 -o parts/",
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
    "--threshold", type=click.FloatRange(0, 1), default=0.75, show_default=True, help="Confidence that needs no review."
)
@click.option("--number", type=click.IntRange(1), default=10_000, show_default=True, help="Units a file, by number.")
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
        click.echo(f"{path}\t{units}")
    say(f"{sum(counts.values())} units in {len(counts)} {'file' if len(counts) == 1 else 'files'}", quiet=quiet)


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
        say(f"{file}:{line}: {what}", quiet=quiet)

    with ExitStack() as stack:
        stream = stack.enter_context(output_to(side)) if side else None
        reader = stack.enter_context(Reader(file, recover=recover, side=stream, scrub=scrubbed if recover else None))
        writer = stack.enter_context(write_to(output, reader.header))
        for entry in cleaned(reader, settings, reader.header.source_language, counts):
            writer.add(entry)
    for loss in reader.losses:
        say(f"{loss.what} ({loss.size} bytes dropped)", quiet=quiet)
    if any(NOT_UTF8 in loss.what for loss in reader.losses):
        say(f"{ENCODING}, and clean it again: it may hold more than was saved", quiet=quiet)
    done = ", ".join(f"{number} {what}" for what, number in counts.items() if number) or "nothing to clean"
    say(f"{writer.written} of {reader.unit} units written: {done}", quiet=quiet)
