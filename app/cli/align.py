"""`duizhao align`: the main job on one pair of files, on many, or on files with a sentence a line."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duizhao.alignment.settings import EMBED, AlignSettings
from duizhao.cli.common import (
    FiniteRange,
    examples,
    json_option,
    print_json,
    progress,
    put,
    quiet_option,
    shard_option,
    table,
    tell,
)
from duizhao.cli.pile import Pile, list_failures, pile_options, pile_progress, print_batch
from duizhao.corpora.errors import SettingsError
from duizhao.corpora.saying import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duizhao.inputs import DocumentPair, Given
    from duizhao.options import Options
    from duizhao.outcome import Outcome


def _encodings(ctx: click.Context, parameter: click.Parameter, text: str | None) -> tuple[str | None, str | None]:
    """`cp1252` is both files', `cp1252,gb18030` one each; a side that is left out is told from its bytes."""
    source, comma, target = (part.strip() or None for part in (text or "").partition(","))
    return source, target if comma else source


@click.command(
    "align",
    epilog=examples(
        "duizhao align en.docx zh.docx -o out/",
        "duizhao align en.docx zh.docx -o out/ --source-language en-GB --glossary glossary.csv",
        "duizhao align terms.xlsx -o out/ --columns en=B,zh=D",
        "duizhao align both.docx -o out/",
        "duizhao align --manifest pairs.tsv -o out/ --jobs 2",
        "duizhao align --manifest pairs.tsv -o out/ --shard 2/7",
        "duizhao align --manifest pairs.tsv -o out/ --engine ray --address auto --jobs 0",
        "duizhao align --lines a.en a.zh > a.beads",
    ),
)
@click.argument("source", required=False, type=click.Path(path_type=Path))
@click.argument("target", required=False, type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder for the results; made if need be.")
@click.option("--source-language", show_default="en", help="Language of SOURCE (BCP 47).")
@click.option("--target-language", show_default="zh-CN", help="Language of TARGET (BCP 47).")
@click.option(
    "--embed",
    type=click.Choice(EMBED),
    default="auto",
    show_default=True,
    help="Encode the sentences that cheap signals leave in doubt, all of them, or none.",
)
@click.option("--encoder", default="default", show_default=True, help="Sentence encoder; see: duizhao encoder list.")
@click.option(
    "--min-confidence",
    type=FiniteRange(0, 1),
    default=0.0,
    show_default=True,
    help="Pairs below it go to memory.unreviewed.tmx instead of memory.tmx.",
)
@click.option("--keep-wordless", is_flag=True, help="Put pairs without a word (✓, 319, 2.1.1) into the memory, too.")
@click.option("--columns", metavar="en=B,zh=C", help="For a bilingual table: its columns, by letter or heading.")
@click.option("--sheet", help="For a bilingual table: the sheet of the workbook; by default the first.")
@click.option(
    "--encoding",
    "encodings",
    metavar="NAME[,NAME]",
    callback=_encodings,
    help="Encoding of the files, where it cannot be told from their bytes: of both, or SOURCE,TARGET (cp1252, with "
    "nothing after the comma, is that of SOURCE alone).",
)
@click.option(
    "--input-format", "format", help="Read the files as this format, whatever their names: markdown, text, docx, html…"
)
@click.option(
    "--glossary",
    "glossaries",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Glossary to align and check with; may be given more than once.",
)
@click.option("--seed", is_flag=True, help="Also use the ILO seed glossary that comes with duizhao.")
@click.option("--lines", is_flag=True, help="SOURCE and TARGET hold a sentence a line: print an alignment of lines.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["beads", "tsv"]),
    default="beads",
    show_default=True,
    help="With --lines: beads as [0, 1]:[0]:cost, or source TAB target.",
)
@click.option(
    "--manifest", type=click.Path(path_type=Path), help="File of document pairs: source TAB target [TAB id] a line."
)
@pile_options("With --manifest: pairs")
@shard_option
@click.option("--no-cache", is_flag=True, help="Align anew what was aligned before.")
@json_option
@quiet_option
def command(
    source: Path | None,
    target: Path | None,
    output: Path | None,
    columns: str | None,
    sheet: str | None,
    lines: bool,
    form: str,
    manifest: Path | None,
    pile: Pile,
    shard: str | None,
    no_cache: bool,
    as_json: bool,
    quiet: bool,
    embed: str,
    source_language: str | None,
    target_language: str | None,
    **given: Any,
) -> int:
    """Align two documents: memory.tmx, pairs.tsv, report.html.

    SOURCE is the original, TARGET its translation; English and Chinese, or the other way round. Paragraphs are matched
    by number and content, sentences inside them by meaning; every pair gets a confidence between 0 and 1. A table with
    a column a language (XLSX, ODS, CSV, TSV) stands for both: its rows are the pairs. So does a document that says
    everything in two languages, paragraph by paragraph, side by side or one after the other: give it alone.
    """
    from duizhao.inputs import at_the_door
    from duizhao.options import Options

    options = Options(
        **given,
        source_language=source_language or "en",
        target_language=target_language or "zh-CN",
        either_way=not source_language and not target_language,
        align=AlignSettings(embed),
        caching=not no_cache,
    )
    if manifest is not None:
        if source or target or lines or columns or sheet or output is None:
            raise SettingsError("--manifest goes with -o and without SOURCE, TARGET, --lines, --columns and --sheet")
        return _many(manifest, output, options, pile, shard, as_json, quiet)
    if shard is not None:
        raise SettingsError("--shard goes with --manifest", cure="One pair cannot be divided")
    if source is None or (lines and target is None):
        raise SettingsError("SOURCE and TARGET are needed", cure="Or give --manifest; see: duizhao align --help")
    if lines and target is not None:
        return _lines(source, target, output, options, form, quiet)
    door = at_the_door(source, target, columns=columns, sheet=sheet)
    if output is None:
        raise SettingsError("where to? -o FOLDER is needed", cure="For example: -o out/")
    return _one(door, output, options, as_json, quiet)


def _one(given: Given, output: Path, options: Options, as_json: bool, quiet: bool) -> int:
    from dataclasses import asdict

    from duizhao.corpora.reading import prepare
    from duizhao.corpora.storage.files import make_folder
    from duizhao.inputs import begin_source, read_texts
    from duizhao.outputs import begin_files, write_outcome
    from duizhao.pipeline import align_texts, checked, decide
    from duizhao.reviewed import JOURNAL

    new = not output.exists()
    make_folder(output)  # a folder that cannot be written should be known before the work, not after
    ahead, files = begin_source(given, options), None
    try:
        prepare(given.files[1:] if ahead else given.files)
        with progress("aligning", quiet=quiet) as advance:
            done = align_texts(read_texts(given, options, ahead), options, advance)
        # Without the bar, which is a thread: a process with a second one is not forked.
        decided = decide(done, options, output / JOURNAL)
        files = begin_files(decided, output)
        outcome = checked(done, decided, given, jobs=0)
        written = write_outcome(outcome, output, files)
    except BaseException:
        if new:
            with suppress(OSError):
                output.rmdir()
        raise
    finally:
        for begun in (ahead, files):
            if begun:
                begun.drop()
    for warning in outcome.warnings:
        tell(say("note: {warning}", warning=warning), quiet=quiet)
    if as_json:
        print_json({**asdict(outcome.summary), "files": [str(path) for path in written]})
    else:
        put(terminal_summary(outcome, written))
    return 0


def terminal_summary(outcome: Outcome, written: list[Path]) -> str:
    """What `duizhao align` prints: sizes, how sure it is, what to look at, where the files are, and the recipe."""
    from duizhao.corpora.harmless import line

    s = outcome.summary
    share = f"{100 * s.one_to_one / s.pairs:.0f} %" if s.pairs else say("none")
    source, target = len(outcome.source.translatable), len(outcome.target.translatable)
    wordless = say("{count} pairs such as ✓ or 2.1.1, not in the memory", count=s.wordless)
    kept = say("; aligned before and kept") if outcome.kept else ""
    index = "" if s.index is None else say(", consistency index {index:.1f} of 100", index=s.index)
    rows = [
        (say("units"), say("{source} source, {target} target", source=source, target=target)),
        (
            say("pairs"),
            say(
                "{pairs} ({share} one to one), mean confidence {confidence:.3f}",
                pairs=s.pairs,
                share=share,
                confidence=s.confidence,
            ),
        ),
        (
            say("to look at"),
            say(
                "{doubtful} doubtful, {untranslated} without translation, {added} without source",
                doubtful=s.doubtful,
                untranslated=s.untranslated,
                added=s.added,
            ),
        ),
        *([(say("reviewed"), people)] if (people := _reviewed(outcome)) else []),
        *([(say("wordless"), wordless)] if s.wordless else []),
        (
            say("encoded"),
            say("{encoded} of {sentences} sentences{kept}", encoded=s.encoded, sentences=s.sentences, kept=kept),
        ),
        (say("findings"), say("{count}{index}", count=s.findings, index=index)),
    ]
    text = table(["", f"{outcome.source.id} ↔ {outcome.target.id}"], rows)
    files = "\n".join(f"  {line(str(path))}" for path in written)
    return f"{text}\n\n{files}\n\n{line(s.recipe)}"


def _reviewed(outcome: Outcome) -> str:
    """How far people are with their review; "" where there is none."""
    if (found := outcome.reviewed) is None:
        return ""
    return say(
        "{confirmed} of {rows} rows confirmed, the others in memory.unreviewed.tmx",
        confirmed=found.confirmed,
        rows=len(found.rows),
    )


def _lines(source: Path, target: Path, output: Path | None, options: Options, form: str, quiet: bool) -> int:
    from duizhao import alignment
    from duizhao.corpora.storage.files import write_text
    from duizhao.pipeline import align_settings, load_encoder, read_lines

    sides = [read_lines(path, name) for path, name in zip((source, target), options.encodings, strict=True)]
    encoder, warnings = load_encoder(options)
    for warning in warnings:
        tell(say("note: {warning}", warning=warning), quiet=quiet)
    with progress("aligning", quiet=quiet) as advance:
        beads = alignment.align_lines(
            *sides,
            source_language=options.source_language,
            target_language=options.target_language,
            encoder=encoder,
            settings=align_settings(options, encoder),
            progress=advance,
        ).beads
    text = (
        alignment.evaluation.format_beads(beads) if form == "beads" else alignment.evaluation.format_tsv(beads, *sides)
    )
    if output is None:
        put(text, end="")
    else:
        write_text(output, text)
    return 0


def _many(
    manifest: Path,
    output: Path,
    options: Options,
    pile: Pile,
    shard: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    from dataclasses import replace

    from duizhao.batch import read_manifest

    pairs = read_manifest(manifest)
    return align_pile(pairs, replace(options, root=manifest.parent), output, pile, shard, as_json, quiet)


def align_pile(
    pairs: Sequence[DocumentPair],
    options: Options,
    output: Path,
    pile: Pile,
    shard: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Align the pairs of a pile, or those of a shard of it, into the output folder, and say how that went."""
    from duizhao.batch import run_batch
    from duizhao.corpora.storage.files import make_folder
    from duizhao.sharding import parse_shard

    workforce, limits = pile.workforce(), pile.limits()
    part = None if shard is None else parse_shard(shard)
    if part is not None:
        pairs = part.part(pairs)
    make_folder(output)
    with pile_progress(say("document pairs"), quiet=quiet) as advance:
        rows = run_batch(pairs, options, output, workforce=workforce, limits=limits, advance=advance)
    print_batch(rows, as_json)
    list_failures(rows, output, part, quiet)
    return int(any(row.state == "failed" for row in rows))
