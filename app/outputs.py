"""The files of the main job: rendered in full before the first of them is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from duizhao.alignment_json import dump
from duizhao.corpora.harmless import cell
from duizhao.corpora.language.words import has_word
from duizhao.corpora.storage.files import make_folder, write_together
from duizhao.paths import portable, with_paths

if TYPE_CHECKING:
    from duizhao.corpora.model import Locator, Pair
    from duizhao.corpora.processes.beside import Beside
    from duizhao.options import Options
    from duizhao.outcome import Decided, Outcome
    from duizhao.review import Row
    from duizhao.tmx import Memory

OUTPUTS = ("memory.tmx", "pairs.tsv", "report.html", "alignment.json")

UNREVIEWED = "memory.unreviewed.tmx"

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


# What ends a cell or a row; names of documents can hold it.
_BREAKS = dict.fromkeys(map(ord, "\t\r\n"), " ")


def wordless(pair: Pair) -> bool:
    """Whether a complete pair has no word on either side (✓, 319, 2.1.1): nothing that a translator would look up."""
    return bool(pair.source and pair.target) and not has_word(pair.source) and not has_word(pair.target)


def for_memory(pairs: Sequence[Pair], options: Options) -> Sequence[Pair]:
    """The pairs that a memory is made of: all, or those with words."""
    return pairs if options.keep_wordless else [pair for pair in pairs if not wordless(pair)]


def memories(decided: Decided, pairs: Sequence[Pair]) -> tuple[Memory, Memory | None]:
    """The memory of pairs, and as a second one those that nobody confirmed, where a person reviewed them,
    or that are under `min_confidence` (None when there is no review and no such limit)."""
    from duizhao.tmx import Memory

    options = decided.options
    tags = decided.source.language, decided.target.language
    recipe = decided.alignment.recipe
    if decided.reviewed is not None:
        return reviewed_memories(
            for_memory_with_rows(pairs, decided.reviewed.rows, options),
            lambda some, signatures: Memory.from_pairs(some, *tags, recipe=recipe, signatures=signatures),
        )
    memory = Memory.from_pairs(for_memory(pairs, options), *tags, recipe=recipe)
    return memory.split(options.min_confidence) if options.min_confidence > 0 else (memory, None)


Rows: TypeAlias = "Sequence[tuple[Pair, Row | None]]"


def for_memory_with_rows(pairs: Sequence[Pair], rows: Sequence[Row | None], options: Options) -> Rows:
    """Reviewed pairs that a memory is made of, each with its row: those that people kept out of it are left out."""
    both = zip(pairs, rows, strict=True)
    return [
        (pair, row)
        for pair, row in both
        if not (row is not None and row.excluded) and (options.keep_wordless or not wordless(pair))
    ]


def reviewed_memories(
    rows: Rows, make: Callable[[Sequence[Pair], Sequence[tuple[str, str] | None]], Memory]
) -> tuple[Memory, Memory]:
    """The memory of confirmed pairs, each unit saying who confirmed it and when, and that of the others. A pair without
    a row is of documents that nobody reviews, and counts as confirmed."""
    sure = [(pair, row) for pair, row in rows if row is None or row.confirmed]
    rest = [pair for pair, row in rows if row is not None and not row.confirmed]
    signatures = [None if row is None else (row.who, row.when) for _, row in sure]
    return make([pair for pair, _ in sure], signatures), make(rest, [])


def pairs_table(pairs: Sequence[Pair]) -> str:
    """Pairs as tab-separated text with a header: one line a pair, white space within a text as single spaces,
    and an apostrophe before what a spreadsheet would run (`corpora.harmless.uncell` takes it away)."""

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
        cells = (*place(pair.source_at), *place(pair.target_at), pair.type, confidence, *texts)
        lines.append("\t".join(cell(text.translate(_BREAKS)) for text in cells))
    return "\n".join(lines) + "\n"


class Unchecked(NamedTuple):
    """What a check has no part in: files by name, what the page needs to be reviewed (None where it cannot), and the
    page's rows where no finding touches them (empty where they are not needed)."""

    files: Mapping[str, bytes]
    review: str | None
    plain: Sequence[str] = ()


# Pairs from which it is faster to have the files that a check has no part in rendered beside the check.
BESIDE = 500


def begin_files(decided: Decided, folder: Path) -> Beside | None:
    """Begin to render in another process what goes into `folder` whatever a check finds, for `write_outcome`; None
    where that gains nothing."""
    from duizhao.corpora.processes.beside import beside

    return beside(lambda: (_with_rows(decided, folder),)) if len(decided.pairs) >= BESIDE else None


def _with_rows(decided: Decided, folder: Path) -> Unchecked:
    from duizhao.page import plain_of

    return unchecked(decided, folder)._replace(plain=plain_of(decided))


def unchecked(decided: Decided, folder: Path) -> Unchecked:
    """What goes into `folder` whatever a check finds."""
    from duizhao.page import review_of
    from duizhao.tmx.xml.writer import to_bytes

    aligned, options = decided.alignment, decided.options

    def moved(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
        return with_paths(pairs, lambda path, _: portable(path, folder, options.root))

    review = review_of(decided)
    table = pairs_table(decided.pairs)
    memory, unreviewed = memories(decided, moved(decided.pairs))
    data = dump(moved(aligned.pairs), aligned.notices, str(aligned.recipe))
    files = {
        "memory.tmx": to_bytes(memory.header, memory.entries),
        "pairs.tsv": table.encode("utf-8"),
        "alignment.json": data.encode("utf-8"),
    }
    if unreviewed is not None:
        files[UNREVIEWED] = to_bytes(unreviewed.header, unreviewed.entries)
    return Unchecked(files, review)


def write_outcome(outcome: Outcome, folder: Path, ahead: Beside | None = None) -> list[Path]:
    """Write memory.tmx, pairs.tsv, report.html, alignment.json (and memory.unreviewed.tmx) into `folder`.

    The folder is made if need be; everything is rendered before the first file is written (`ahead`: by `begin_files`),
    and either all of them are written or none. Raises OutputError where the folder cannot be written.
    """
    from duizhao.page import render

    ready = _taken(ahead) or unchecked(outcome.decided, folder)
    files = {**ready.files, "report.html": render(outcome, ready.review, ready.plain).encode("utf-8")}
    make_folder(folder)
    write_together({folder / name: files[name] for name in (*OUTPUTS, UNREVIEWED) if name in files})
    written = [folder / name for name in OUTPUTS]
    if UNREVIEWED in ready.files:
        written.insert(1, folder / UNREVIEWED)
    else:
        # a file of an earlier run with a limit would be taken for this run's
        (folder / UNREVIEWED).unlink(missing_ok=True)
    return written


def _taken(ahead: Beside | None) -> Unchecked | None:
    from duizhao.corpora.processes.beside import GoneError

    found: Unchecked | None = None
    with suppress(GoneError):
        found = None if ahead is None else ahead.take()
    return found
