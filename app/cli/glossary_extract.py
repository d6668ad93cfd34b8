"""`duizhao glossary extract`: the terms of a memory with their translations, or of one document without."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duizhao.cli.common import FiniteRange, Renamed, examples, quiet_option, tell
from duizhao.cli.languages import source_option, target_option
from duizhao.corpora.saying import say, say_plural

if TYPE_CHECKING:
    from duizhao.alignment.encoders import Encoder
    from duizhao.corpora.model import Document, Pair
    from duizhao.terminology import Glossary
    from duizhao.terminology.extraction.of_document import Sentence
    from duizhao.tmx import Memory

PATH = click.Path(path_type=Path)


@click.command(
    epilog=examples(
        "duizhao glossary extract out/memory.tmx -o glossary.csv",
        "duizhao glossary extract out/memory.tmx -o glossary.xlsx --max-concepts 300",
        "duizhao glossary extract out/memory.tmx -o glossary.csv --min-confidence 0.9 --untranslated rest.csv",
        "duizhao glossary extract next.tmx --known glossary.csv --new-only -o new.csv",
        "duizhao glossary extract new-paper.docx -o terms.csv      # one language, targets to be written",
    )
)
@click.argument("memory", metavar="MEMORY|DOCUMENT", type=PATH)
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
    "--min-confidence",
    type=FiniteRange(0, 1),
    default=0.0,
    help="Leave out pairs of terms less sure than this: at 0.9 nine of ten are right. [default: none left out]",
)
@click.option("--stop-list", "stop", type=PATH, multiple=True, help="Terms not to list, one a line; more than one.")
@click.option("--untranslated", type=PATH, help="Write the terms here whose translation was not found.")
@click.option(
    "--spacy-model", help="Installed spaCy model, or a folder: its verbs, e.g. en_core_web_sm. [default: none]"
)
@click.option(
    "--embed/--no-embed",
    default=None,
    help="Ask the sentence encoder how alike two terms are. [default: where one is installed]",
)
@click.option("--encoder", default="default", show_default=True, help="Sentence encoder; see: duizhao encoder list.")
@source_option("Language to extract from, of a memory that has more than two.")
@target_option("Language of the translations, of a memory that has more than two.")
@quiet_option
def extract(
    memory: Path,
    output: Path,
    format_: str | None,
    known: Path | None,
    new_only: bool,
    least: int | None,
    most: int | None,
    min_confidence: float,
    stop: tuple[Path, ...],
    untranslated: Path | None,
    spacy_model: str | None,
    embed: bool | None,
    encoder: str,
    source: str,
    target: str,
    quiet: bool,
) -> None:
    """Extract a glossary from a translation memory, or the terms of one document.

    Concepts come best first, with their variants, counts, how sure each pair is, and a sentence that shows them. Open
    the CSV in Excel, decide in the column "status", and bring it back with `duizhao glossary import`. Of a document
    (DOCX, PDF, Markdown…) in English or Chinese its terms are listed with their places, the translations to be written.
    """
    from duizhao.corpora.reading import document_formats
    from duizhao.terminology import read_glossary, write_glossary
    from duizhao.terminology.extraction.choosing import read_stop_list
    from duizhao.terminology.formats import glossary_formats
    from duizhao.terminology.review.carry_over import keep_decisions, news
    from duizhao.tmx.formats.known import memory_formats

    if new_only and known is None:
        raise click.UsageError("--new-only needs --known: new compared with what?")
    for path, asked in ((output, format_), (untranslated, None)):
        if path:
            glossary_formats.choose(path, asked)
    before = read_glossary(known) if known else None
    stops = frozenset[str]().union(*map(read_stop_list, stop))
    limits = _Limits(least or 0, most or 0, min_confidence, stops)
    if memory_formats.ending(memory) is None and document_formats.ending(memory) is not None:
        if untranslated or min_confidence or embed or spacy_model:
            raise click.UsageError(say(_FOR_MEMORIES, memory=memory.name))
        glossary = _of_document(memory, limits, source, target)
    else:
        glossary, rest = _of_memory(
            memory,
            limits,
            (source, target),
            spacy_model or "",
            _encoder(embed, encoder),
            untranslated is not None,
            quiet,
        )
        if untranslated:
            write_glossary(rest, untranslated)
            tell(_left(rest, untranslated), quiet=quiet)
    if before is not None:
        merged = keep_decisions(before, glossary)
        fresh = news(before, merged)
        tell(_told(fresh, merged), quiet=quiet)
        glossary = fresh if new_only else merged
    write_glossary(glossary, output, format=format_)
    tell(say("{output}: {summary}", output=output, summary=_summary(glossary)), quiet=quiet)


_FOR_MEMORIES = "--untranslated, --min-confidence, --embed and --spacy-model are for a memory: {memory} is one document"


@dataclass(frozen=True)
class _Limits:
    """How much is extracted: sentences a term must stand in (0: by size), concepts at most (0: all), the confidence
    that a pair needs (0..1), the keys of the stop list."""

    least: int
    most: int
    sure: float
    stop: frozenset[str]


def _of_memory(
    path: Path,
    limits: _Limits,
    languages: tuple[str, str],
    spacy_model: str,
    encoder: Encoder | None,
    with_rest: bool,
    quiet: bool,
) -> tuple[Glossary, Glossary]:
    """The glossary of a memory, and, where it is asked for, the terms that it has no translation for."""
    from duizhao.extracting import extract_terms
    from duizhao.terminology import ExtractSettings
    from duizhao.terminology.extraction.of_document import untranslated
    from duizhao.tmx.formats.convert import read_memory

    source, out = read_memory(path)
    if out:
        tell(say("{path}: left out: {out}", path=path, out=out), quiet=quiet)
    first, second = _languages(source, *languages)
    found = source.pairs(first, languages[1])
    if further := source.further_languages(first, languages[1]):
        left = len(source) - len(found)
        tell(
            say(
                "extracted from {first} and {second}; left aside: {further}",
                first=first,
                second=second,
                further=", ".join(further),
            ),
            quiet=quiet,
        )
        tell(say("left out: {left} units that lack one of them", left=left), quiet=quiet or not left)
    settings = ExtractSettings(limits.least, limits.most, spacy_model=spacy_model, sure=limits.sure, stop=limits.stop)
    pairs = list(_placed(found, path.name))
    glossary = extract_terms(
        pairs,
        (first.replace("_", "-"), second.replace("_", "-")),
        encoder,
        settings=settings,
        progress=lambda stage: tell(say("  {stage} …", stage=say(stage)), quiet=quiet),
    )
    least = limits.least or 2
    rest = untranslated(glossary, pairs, least=least, stop=limits.stop) if with_rest else glossary.with_concepts(())
    return glossary, rest


def _of_document(path: Path, limits: _Limits, language: str, other: str) -> Glossary:
    """The terms of one document."""
    from duizhao.corpora.language.table import is_chinese
    from duizhao.corpora.reading import read
    from duizhao.terminology.extraction.of_document import terms_of_document

    document = read(path, language=language or None)
    target = other or ("en" if is_chinese(document.language) else "zh-CN")
    return terms_of_document(
        _sentences(document), document.language, target, least=limits.least or 2, most=limits.most, stop=limits.stop
    )


def _sentences(document: Document) -> list[Sentence]:
    from duizhao.corpora.model import Locator
    from duizhao.corpora.sentences.segmentation import segment
    from duizhao.terminology.extraction.of_document import Sentence

    units = {u.id: u for u in document.translatable}
    found = []
    for s in segment(document):
        unit = units.get(s.unit)
        if unit is not None:
            at = Locator(document.id, unit.id, unit.number, unit.kind, (s.index + 1, s.index + 1))
            found.append(Sentence(s.text, at))
    return found


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
    """The languages to extract: as asked, else English and Chinese as most units of the memory write them, the header's
    source first. Raises SettingsError where no unit has both."""
    from duizhao.corpora.errors import SettingsError
    from duizhao.corpora.language.table import counterparts, supported

    wanted = source or memory.source_language
    if not source and not target and not supported(wanted):
        wanted = counterparts("")[0]  # of a memory whose source is in another language, the English
    found = memory.languages_of_pairs(wanted, target)
    if all(map(supported, found)) and memory.pairs(found[0], target):
        return found
    tags = sorted({v.language for entry in memory for v in entry.variants})
    asked = say(" in {found}", found=" and ".join(found)) if source or target else say(" in English and Chinese")
    raise SettingsError(
        say(
            "the memory has no entry{asked}; its languages: {tags}", asked=asked, tags=(", ".join(tags) or say("none"))
        ),
        cure="Extract from one that has both",
    )


def _encoder(wanted: bool | None, name: str) -> Encoder | None:
    """The encoder by name, or the default one where it is installed; None with --no-embed."""
    if wanted is False:
        return None
    from duizhao.alignment.encoders import default_encoder, make_encoder

    return make_encoder(name) if wanted or name != "default" else default_encoder()


def _left(rest: Glossary, file: Path) -> str:
    return say_plural(
        "{file}: {n} term without a translation that was found",
        "{file}: {n} terms without a translation that was found",
        n=len(rest),
        file=file,
    )


def _told(fresh: Glossary, merged: Glossary) -> str:
    return say_plural(
        "{fresh} of {n} concept has something new",
        "{fresh} of {n} concepts have something new",
        n=len(merged),
        fresh=len(fresh),
    )


def _summary(glossary: Glossary) -> str:
    terms = sum(len(c.terms) for c in glossary)
    varying = sum(len(c.terms_in(glossary.target_language)) > 1 for c in glossary)
    return say(
        "{concepts}, {terms}, {varying} with more than one translation",
        concepts=say_plural("{n} concept", "{n} concepts", n=len(glossary)),
        terms=say_plural("{n} term", "{n} terms", n=terms),
        varying=varying,
    )
