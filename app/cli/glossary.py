"""`duizhao glossary`: extract terms from a memory, review them in a spreadsheet and bring them back, convert them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duizhao.cli.common import CommandGroup, Renamed, examples, json_option, print_json, put, quiet_option, say, table
from duizhao.cli.glossary_find import find
from duizhao.cli.glossary_review import convert, import_, page

if TYPE_CHECKING:
    from duizhao.alignment.encoders import Encoder
    from duizhao.corpora.model import Pair
    from duizhao.terminology import Concept, Glossary
    from duizhao.tmx import Memory

PATH = click.Path(path_type=Path)


@click.group(cls=CommandGroup)
def command() -> None:
    """Extract, review and convert terminology."""


command.add_command(import_)
command.add_command(convert)
command.add_command(page)
command.add_command(find)


@command.command(
    epilog=examples(
        "duizhao glossary extract out/memory.tmx -o glossary.csv",
        "duizhao glossary extract out/memory.tmx -o glossary.xlsx --max-concepts 300",
        "duizhao glossary extract next.tmx --known glossary.csv --new-only -o new.csv",
    )
)
@click.argument("memory", type=PATH)
@click.option("-o", "--output", type=PATH, default=Path("glossary.csv"), show_default=True, help="Where to write.")
@click.option("-f", "--format", "format_", help="Format of the output. [default: by its suffix]")
@click.option("--known", type=PATH, help="A glossary that was reviewed: its decisions are kept, its evidence renewed.")
@click.option("--new-only", is_flag=True, help="With --known: write only concepts with something new.")
@click.option(
    "--min-pairs",
    "least",
    cls=Renamed,
    was=["--least"],
    type=click.IntRange(min=1),
    help="Sentence pairs a term must stand in. [default: by size, 2]",
)
@click.option(
    "--max-concepts",
    "most",
    cls=Renamed,
    was=["--most"],
    type=click.IntRange(min=1),
    help="Concepts at most, best first. [default: all]",
)
@click.option(
    "--spacy-model", help="Installed spaCy model, or a folder: its verbs, e.g. en_core_web_sm. [default: none]"
)
@click.option(
    "--embed/--no-embed",
    default=None,
    help="Ask the sentence encoder how alike two terms are. [default: where one is installed]",
)
@click.option("--encoder", default="default", show_default=True, help="Sentence encoder; see: duizhao encoder list.")
@click.option("--source-language", help="Language to extract from, of a memory that has more than two.")
@click.option("--target-language", help="Language of the translations, of a memory that has more than two.")
@quiet_option
def extract(
    memory: Path,
    output: Path,
    format_: str | None,
    known: Path | None,
    new_only: bool,
    least: int | None,
    most: int | None,
    spacy_model: str | None,
    embed: bool | None,
    encoder: str,
    source_language: str | None,
    target_language: str | None,
    quiet: bool,
) -> None:
    """Extract a glossary from a translation memory.

    Concepts come best first, with their variants, counts and a sentence that shows them. Open the CSV in Excel, decide
    in the column "status", and bring it back with `duizhao glossary import`.
    """
    from duizhao.terminology import ExtractSettings, read_glossary, write_glossary
    from duizhao.terminology import extract as extract_terms
    from duizhao.terminology.formats import glossary_formats
    from duizhao.terminology.review.carry_over import keep_decisions, news
    from duizhao.tmx.formats.convert import read_memory

    if new_only and known is None:
        raise click.UsageError("--new-only needs --known: new compared with what?")
    glossary_formats.choose(output, format_)
    before = read_glossary(known) if known else None
    source, out = read_memory(memory)
    if out:
        say(f"{memory}: left out: {out}", quiet=quiet)
    first, second = _languages(source, source_language or "", target_language or "")
    settings = ExtractSettings(least=least or 0, most=most or 0, spacy_model=spacy_model or "")
    encodes = _encoder(embed, encoder)
    glossary = extract_terms(
        _placed(source.pairs(first, second), memory.name),
        source_language=first.replace("_", "-"),
        target_language=second.replace("_", "-"),
        settings=settings,
        progress=lambda stage: say(f"  {stage} …", quiet=quiet),
        embed=encodes.encode if encodes else None,
        encoder=encodes.name if encodes else "none",
    )
    if before is not None:
        merged = keep_decisions(before, glossary)
        fresh = news(before, merged)
        say(f"{len(fresh)} of {len(merged)} concepts have something new", quiet=quiet)
        glossary = fresh if new_only else merged
    write_glossary(glossary, output, format=format_)
    say(f"{output}: {_summary(glossary)}", quiet=quiet)


def _placed(pairs: Iterable[Pair], name: str) -> Iterator[Pair]:
    """The pairs with the memory's name where they do not say which document they are of, so that the evidence of two
    memories can be told apart."""
    from dataclasses import replace

    for pair in pairs:
        if pair.source_at.document or pair.target_at.document:
            yield pair
        else:
            source, target = (replace(at, document=name) for at in (pair.source_at, pair.target_at))
            yield replace(pair, source_at=source, target_at=target)


def _languages(memory: Memory, source: str, target: str) -> tuple[str, str]:
    """The languages to extract: as asked, else those of the first entry that is in English and Chinese, the header's
    source first, as the memory writes them (`zh-TW` stays `zh-TW`). Raises SettingsError where no entry is."""
    from duizhao.corpora.errors import SettingsError
    from duizhao.corpora.language.table import primary, supported

    wanted = primary(source or memory.source_language)
    for entry in memory:
        by_code: dict[str, str] = {}
        for variant in entry.variants:
            by_code.setdefault(primary(variant.language), variant.language)
        codes = [code for code in by_code if supported(code)]
        if len(codes) == 2:
            first, second = sorted(codes, key=lambda code: code != wanted)
            return source or by_code[first], target or by_code[second]
    tags = sorted({v.language for entry in memory for v in entry.variants})
    raise SettingsError(
        f"the memory has no entry in English and Chinese; its languages: {', '.join(tags) or 'none'}",
        cure="Extract from one that has both",
    )


def _encoder(wanted: bool | None, name: str) -> Encoder | None:
    """The encoder by name, or the default one where it is installed; None with --no-embed."""
    if wanted is False:
        return None
    from duizhao.alignment.encoders import default_encoder, make_encoder

    return make_encoder(name) if wanted or name != "default" else default_encoder()


def _summary(glossary: Glossary) -> str:
    terms = sum(len(c.terms) for c in glossary)
    varying = sum(len(c.terms_in(glossary.target_language)) > 1 for c in glossary)
    return f"{len(glossary)} concepts, {terms} terms, {varying} with more than one translation"


@command.command(
    epilog=examples(
        'duizhao glossary lookup "just transition"', "duizhao glossary lookup 公正转型 -g glossary.csv --no-seed"
    )
)
@click.argument("term")
@click.option("-g", "--glossary", "glossaries", type=PATH, multiple=True, help="A glossary to look in; more than one.")
@click.option("--no-seed", is_flag=True, help="Leave out the ILO seed glossary.")
@click.option(
    "-n",
    "--max-concepts",
    "most",
    cls=Renamed,
    was=["--most"],
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="Concepts at most.",
)
@json_option
def lookup(term: str, glossaries: tuple[Path, ...], no_seed: bool, most: int, as_json: bool) -> None:
    """Look a term up, in either language.

    Looks in the given glossaries and in the ILO seed glossary; shows every concept with the term, then those that
    contain it. Exits 1 where nothing is found.
    """
    from duizhao.terminology import read_glossary, seed
    from duizhao.terminology.lookup import look_up as find

    sources = [read_glossary(path) for path in glossaries] + ([] if no_seed else [seed()])
    if not sources:
        raise click.UsageError("nothing to look in: give a glossary with -g, or leave out --no-seed")
    found = [(concept, glossary) for glossary in sources for concept in find(glossary, term)]
    if as_json:
        print_json([_record(concept, glossary) for concept, glossary in found[:most]])
    elif found:
        rows = [row for concept, glossary in found[:most] for row in _rows(concept, glossary)]
        put(table(("source", "target", "status", "count", "domain"), rows, right=(3,)))
        if len(found) > most:
            say(f"… and {len(found) - most} more; show them with -n {len(found)}")
    if not found:
        say(f"'{term}' is in no concept of {'the glossary' if len(sources) == 1 else f'{len(sources)} glossaries'}")
        raise click.exceptions.Exit(1)


def _rows(concept: Concept, glossary: Glossary) -> list[tuple[str, str, str, str, str]]:
    """One line a term: sources beside targets."""
    sources = concept.terms_in(glossary.source_language)
    targets = concept.terms_in(glossary.target_language)
    rows = []
    for i in range(max(len(sources), len(targets))):
        source = sources[i].text if i < len(sources) else ""
        target = targets[i] if i < len(targets) else None
        cells = (
            (target.text, str(target.status), f"{target.count}×" if target.count else "") if target else ("", "", "")
        )
        rows.append((source, *cells, concept.domain if i == 0 else ""))
    return rows


def _record(concept: Concept, glossary: Glossary) -> dict[str, object]:
    return {
        "concept": concept.id,
        "glossary": glossary.name,
        "domain": concept.domain,
        "terms": [
            {"text": t.text, "language": t.language, "status": str(t.status), "count": t.count} for t in concept.terms
        ],
    }
