"""The rows of a bilingual table: already parallel, so a row is a pair; aligned all the same, to tell the rows that do
not belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from duizhao.alignment.aligner import align_lines
from duizhao.alignment.results import Alignment, LineAlignment
from duizhao.alignment.settings import AlignSettings
from duizhao.alignment.unit_scores import UnitBead
from duizhao.corpora.language.table import language
from duizhao.corpora.model import DOUBTFUL, Document, Locator, Notice, Pair, Segment, Unit
from duizhao.corpora.saying import say
from duizhao.corpora.sentences.segmentation import segment

if TYPE_CHECKING:
    from duizhao.alignment.encoders.protocol import Encoder
    from duizhao.corpora.progress import Advance
    from duizhao.corpora.readers.office.sheet import Parallel


# A row was put together by a person: a pair that the aligner would make too is worth no doubt, however short; one that
# it would not make is worth a look.
AGREED, DISPUTED = DOUBTFUL, 0.5


def align_rows(
    table: Parallel,
    *,
    encoder: Encoder | None,
    settings: AlignSettings,
    terms: Sequence[tuple[str, str]] = (),
    advance: Advance | None = None,
) -> Alignment:
    """A pair a row, in order; an omission where a cell is empty.

    The aligner says how sure a pair is: as sure as it is itself (at least 0.6) where it would pair the same rows, 0.5
    where it would not, with a notice.
    """
    rows = table.rows
    full = [[i for i, row in enumerate(rows) if row[side]] for side in (0, 1)]
    documents = (table.source, table.target)
    texts = [
        [_joined(rows[i][side], document) for i in kept]
        for side, (kept, document) in enumerate(zip(full, documents, strict=True))
    ]
    opinion = align_lines(
        *texts,
        source_language=table.source.language,
        target_language=table.target.language,
        encoder=encoder,
        settings=settings,
        terms=terms,
        progress=advance,
    )
    sure, notices = _judged(table, opinion, full)
    pairs = _pairs(table, sure)
    places = [{unit.id: i for i, unit in enumerate(document.translatable)} for document in documents]
    beads = tuple(
        UnitBead(tuple(places[0][unit.id] for unit in source), tuple(places[1][unit.id] for unit in target), confidence)
        for (source, target), confidence in zip(rows, sure, strict=True)
    )
    recipe = replace(opinion.recipe, settings={**opinion.recipe.settings, "rows": "given"})
    return Alignment(pairs, beads, recipe, tuple(notices), opinion.stats)


def _joined(units: Sequence[Unit], document: Document) -> str:
    return language(document.language).joiner.join(unit.text for unit in units)


def _judged(table: Parallel, opinion: LineAlignment, full: Sequence[Sequence[int]]) -> tuple[list[float], list[Notice]]:
    """How sure each row is, and a notice for each run of rows that the aligner would pair otherwise. `full` are the
    rows with text, by side: what the aligner saw."""
    met: list[dict[int, int]] = [{}, {}]  # by side: row to the number of its bead
    for number, bead in enumerate(opinion.beads):
        for side, span in enumerate((bead.source, bead.target)):
            met[side].update((full[side][k], number) for k in range(span.start, span.stop))
    sure: list[float] = []
    notices: list[Notice] = []
    disputed = False
    for i, (source, target) in enumerate(table.rows):
        if not source or not target:
            sure.append(1.0)  # an empty cell is an omission for certain
        elif met[0][i] == met[1][i]:
            sure.append(max(AGREED, opinion.beads[met[0][i]].confidence))
            disputed = False
        else:
            sure.append(DISPUTED)
            if not disputed:
                notices.append(_doubt(table, i, opinion, full))
            disputed = True
    return sure, notices


def _doubt(table: Parallel, i: int, opinion: LineAlignment, full: Sequence[Sequence[int]]) -> Notice:
    first = table.rows[i][0][0]
    bead = next(b for b in opinion.beads if i in (full[0][k] for k in range(b.source.start, b.source.stop)))
    others = [unit.line for k in range(bead.target.start, bead.target.stop) for unit in table.rows[full[1][k]][1]]
    place = say("goes with row {others}", others=others[0]) if others else say("has no counterpart")
    message = say("row {line} may not belong together: by its text the source {place}", line=first.line, place=place)
    return Notice("alignment.row", message, first.id, None, first.line, table.source.id)


def _pairs(table: Parallel, sure: Sequence[float]) -> tuple[Pair, ...]:
    documents = (table.source, table.target)
    sentences: list[dict[str, list[Segment]]] = [{}, {}]
    for held, document in zip(sentences, documents, strict=True):
        for piece in segment(document):
            held.setdefault(piece.unit, []).append(piece)
    pairs = []
    for row, confidence in zip(table.rows, sure, strict=True):
        line = next(unit.line for side in row for unit in side)
        texts = [_joined(units, document) for units, document in zip(row, documents, strict=True)]
        segments = [
            tuple(piece for unit in units for piece in held.get(unit.id, ()))
            for units, held in zip(row, sentences, strict=True)
        ]
        places = [
            _locator(document, units, pieces, line)
            for document, units, pieces in zip(documents, row, segments, strict=True)
        ]
        pairs.append(Pair(texts[0], texts[1], places[0], places[1], confidence, segments[0], segments[1]))
    return tuple(pairs)


def _locator(document: Document, units: Sequence[Unit], pieces: Sequence[Segment], line: int | None) -> Locator:
    path = document.origin.path
    if not units:
        return Locator(document.id, path=path, line=line)
    own = [piece.index + 1 for piece in pieces if piece.unit == units[0].id]
    first = units[0]
    return Locator(document.id, first.id, None, first.kind, (1, max(own, default=1)), path, first.line)
