"""The main job: two texts in; numbered units, aligned pairs, a memory, findings and a review page out.

Every function takes nouns and returns nouns; `outputs.write_outcome` alone touches the disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from duizhao.corpora.errors import MissingExtraError
from duizhao.corpora.language.table import language
from duizhao.corpora.saying import say
from duizhao.inputs import Given, Sheet, Texts, is_turned, read_texts
from duizhao.options import Options, load_glossary
from duizhao.outcome import STRANGERS, STRANGERS_WARNING, Aligned, Decided, Outcome, matched_share

if TYPE_CHECKING:
    from duizhao.alignment import Alignment, AlignSettings
    from duizhao.alignment.encoders.protocol import Encoder
    from duizhao.corpora.progress import Advance
    from duizhao.quality import FactCache
    from duizhao.terminology import Glossary


def read_lines(path: Path, encoding: str | None = None) -> list[str]:
    """The lines of a file with a sentence a line, empty ones too (an index counts them); the last may lack its end."""
    from duizhao.corpora.storage.encodings import decode, load

    # not splitlines(): that also cuts at U+2028, U+0085 and form feeds, which can stand inside a sentence
    lines = decode(load(path), encoding=encoding, path=path).text.replace("\r\n", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


Loaded: TypeAlias = "tuple[Encoder | None, tuple[str, ...]]"
"""An encoder, and warnings about it."""


def load_encoder(options: Options) -> Loaded:
    """The encoder the options name, with its cache; None (and a warning) where the default one cannot be had.

    Raises MissingExtraError where an encoder was asked for by name, or `embed` is all, and it is not installed.
    """
    if options.align.embed == "none":
        return None, ()
    from duizhao.alignment.encoders import default_encoder, make_encoder

    if options.encoder != "default":
        return make_encoder(options.encoder), ()
    found = default_encoder()
    if found is not None:
        return found, ()
    cure = say("See what can be done about it: duizhao encoder list")
    if options.align.embed == "all":
        raise MissingExtraError("no sentence encoder is installed", cure=say("{cure}; or say --embed none", cure=cure))
    return None, (say("aligned without sentence embeddings, none is installed. {cure}", cure=cure),)


def term_pairs(glossary: Glossary | None, source_language: str, target_language: str) -> list[tuple[str, str]]:
    """Every usable (source, target) term pair of a glossary, for the aligner, which knows nothing of glossaries."""
    if glossary is None:
        return []
    return [
        (source.text, target.text)
        for concept in glossary
        for source in concept.terms_in(source_language)
        for target in concept.terms_in(target_language)
        if source.status.usable and target.status.usable
    ]


def run(
    given: Given,
    options: Options,
    advance: Advance | None = None,
    journal: Path | None = None,
    loaded: Loaded | None = None,
) -> Outcome:
    """Read, align and check what was given, with what people decided about it before, as the `journal` says, by the
    `loaded` encoder, else the one the options name. Raises the errors of the rooms it passes through."""
    return outcome_of(align_texts(read_texts(given, options), options, advance, loaded), given, options, journal)


def outcome_of(done: Aligned, given: Given, options: Options, journal: Path | None = None) -> Outcome:
    """What was aligned, with what people decided about it, as the `journal` says, checked, and all that is to be said
    of it. Raises the errors of the rooms it passes through."""
    return checked(done, decide(done, options, journal), given)


def decide(done: Aligned, options: Options, journal: Path | None = None) -> Decided:
    """What was aligned, with what people decided about it before, as the `journal` says."""
    from duizhao.reviewed import reviewed

    documents = done.source, done.target
    people = reviewed(journal, done.alignment.pairs, (done.source.language, done.target.language), documents)
    return Decided(*documents, done.alignment, options, people)


def checked(done: Aligned, decided: Decided, given: Given, jobs: int = 1) -> Outcome:
    """What was aligned and decided, checked by `jobs` processes (0: one a core). Raises the errors of the rooms it
    passes through."""
    from duizhao import quality
    from duizhao.reviewed import notices_after

    aligned, people, options = done.alignment, decided.reviewed, decided.options
    report = quality.check(
        decided.pairs,
        glossary=done.glossary,
        documents=(done.source, done.target),
        notices=notices_after(aligned.notices, people) if people else aligned.notices,
        jobs=jobs,
        cache=fact_cache() if options.caching else None,
    )
    turned = (_turned(done),) if is_turned(done.source, options) else ()
    warnings = (*done.warnings, *turned, *(people.warnings if people else ()))
    found = Outcome(done.source, done.target, aligned, report, done.glossary, options, warnings, done.kept, people)
    # A table's rows are pairs because somebody put them side by side.
    if not isinstance(given, Sheet) and matched_share(found.alignment.pairs) < STRANGERS:
        return replace(found, warnings=(*found.warnings, STRANGERS_WARNING))
    return found


def _turned(done: Aligned) -> str:
    """What to say where the texts are in their languages the other way round, and nobody had said them."""
    names = language(done.source.language).name, language(done.target.language).name
    return say(
        "{source} is in {names} and taken as the original, {target} in {names_2} as its "
        "translation; for the other direction give the files the other way round",
        source=done.source.id,
        names=names[0],
        target=done.target.id,
        names_2=names[1],
    )


def align_texts(
    texts: Texts, options: Options, advance: Advance | None = None, loaded: Loaded | None = None
) -> Aligned:
    """Align two documents, or the rows of a table, with the `loaded` encoder, else the one the options name. Raises the
    errors of the rooms it passes through."""
    glossary = load_glossary(options.glossaries, options.seed)
    encoder, warnings = load_encoder(options) if loaded is None else loaded
    tags = options.source_language, options.target_language
    terms = term_pairs(glossary, *(reversed(tags) if is_turned(texts.source, options) else tags))
    if texts.table is not None:
        from duizhao.alignment.rows import align_rows

        settings = align_settings(options, encoder)
        rows = align_rows(texts.table, encoder=encoder, settings=settings, terms=terms, advance=advance)
        return Aligned(texts.source, texts.target, rows, glossary, warnings, False)
    found, kept = _aligned(texts, encoder, options, terms, advance)
    return Aligned(texts.source, texts.target, found, glossary, warnings, kept)


def align_settings(options: Options, encoder: Encoder | None) -> AlignSettings:
    """The aligner's own settings; without an encoder nothing is encoded."""
    return replace(options.align, embed="none") if encoder is None else options.align


def fact_cache() -> FactCache | None:
    """Where checks keep what they found in a document; None where caches are turned off."""
    from duizhao.corpora.storage.cache_folder import cache_folder
    from duizhao.quality import FactCache

    folder = cache_folder()
    return None if folder is None else FactCache(folder / "check")


def _aligned(
    texts: Texts,
    encoder: Encoder | None,
    options: Options,
    terms: Sequence[tuple[str, str]],
    advance: Advance | None,
) -> tuple[Alignment, bool]:
    """The alignment of two documents, and whether it was kept from an earlier run."""
    from duizhao import alignment
    from duizhao.alignment.encoders import DeferredEncoder
    from duizhao.alignment_cache import AlignmentCache, digest
    from duizhao.corpora.storage.cache_folder import cache_folder

    source, target = texts.source, texts.target
    settings = align_settings(options, encoder)
    folder = cache_folder() if options.caching else None
    cache = None if folder is None else AlignmentCache(folder / "alignments")
    key = digest(source, target, settings, encoder.name if encoder else "none", terms) if cache else ""
    if cache and (found := cache.get(key)):
        return found, True
    if settings.embed == "all" and isinstance(encoder, DeferredEncoder):
        encoder.begin()  # it takes seconds, and will be asked for when units have been matched
    found = alignment.align(
        source,
        target,
        encoder=encoder,
        settings=settings,
        terms=terms,
        progress=advance,
        prepared=texts.ahead.prepared(source, target) if texts.ahead else None,
    )
    if cache:
        cache.put(key, found)
    return found, False
