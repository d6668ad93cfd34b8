"""Sentences: two lists of sentences to beads with confidences, in rounds from cheap to dear.

1. Lexical signals give a coarse path and, around it, a first alignment with the probability of every bead.
2. Where that is unsure (`auto`), or everywhere (`all`), sentences are encoded and the beads decided anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alignment.beads import Bead, Range
from alignment.coarse import coarse_path, sketch, unit
from alignment.costs import model, scores
from alignment.coverage import Windows, coverage, windows
from alignment.encoders.protocol import Encoder
from alignment.evidence import evidence
from alignment.features import Signals
from alignment.search import B_MAX, SHAPES, Band, Floats, best_path, mask, pin, posteriors
from alignment.sides import Side
from alignment.signals.links import Postings

Advance = Callable[[int, int], None]

# Columns either side of the coarse path.
LEXICAL_HALF = 14
SENTENCE_HALF = 8
# Length ** 0.7 weighs a sentence's vector in a merged one.
LENGTH_POWER = 0.7
# A bead less probable than this is worse than none: it is decided on expected F1, not on the best path.
RISK = 0.1
OMISSION_GAIN = 0.6


@dataclass(frozen=True, slots=True)
class Found:
    """Beads that cover both sides, how many sentences were encoded for them, and a name of the model that decided."""

    beads: tuple[Bead, ...]
    encoded: int
    model: str


def align_sentences(
    source: Side,
    target: Side,
    *,
    encoder: Encoder | None = None,
    embed: str = "auto",
    terms: Sequence[tuple[str, str]] = (),
    corners: Sequence[tuple[int, int]] = (),
    progress: Advance | None = None,
) -> Found:
    """Align two lists of sentences. Beads cover both sides once and in order; an empty side is an omission.

    `embed`: `all` encodes every sentence, `auto` those that cheap signals leave in doubt, `none` (or no encoder) none.
    `terms` are the project's (source, target) term pairs. `corners` are places (i, j) that the alignment must pass: so many
    source and target sentences before it (the edges of paragraphs that were matched).
    """
    if source.spaced is False and target.spaced is True:
        swapped = align_sentences(
            target,
            source,
            encoder=encoder,
            embed=embed,
            terms=[(b, a) for a, b in terms],
            corners=[(j, i) for i, j in corners],
            progress=progress,
        )
        return Found(tuple(bead.swapped() for bead in swapped.beads), swapped.encoded, swapped.model)
    n, m = len(source), len(target)
    if not n or not m:
        return Found(omissions(0, n, 0, m), 0, "lexical")
    known = evidence(source, target, terms)
    both = known.postings()
    u, v = sketch(*both, n, m)
    vectors = None
    if encoder is not None and embed != "none":
        vectors = centred(encoder, source), centred(encoder, target)
        u, v = (np.hstack([unit(a), unit(b)]) for a, b in zip((u, v), vectors, strict=True))
    path = coarse_path(u, v)
    hard = sorted({(0, 0), *corners, (n, m)})
    if corners:
        path = within(path, hard)
    name = "lexical" if vectors is None else "sentence"
    band = Band.around(path, m, LEXICAL_HALF if vectors is None else SENTENCE_HALF)
    signals = gather(source, target, band, path, both, vectors)
    table = scores(signals, model(name))
    if corners:
        pin(band, table, hard)
    return Found(decide(band, table, hard if corners else ()), 0 if vectors is None else n + m, name)


def omissions(i: int, n: int, j: int, m: int) -> tuple[Bead, ...]:
    """Every sentence of both ranges as an omission, source first."""
    return (
        *(Bead(Range(k, k + 1), Range(j, j)) for k in range(i, n)),
        *(Bead(Range(n, n), Range(k, k + 1)) for k in range(j, m)),
    )


def centred(encoder: Encoder, side: Side) -> Floats:
    """(n, d) sentence vectors less their mean, of unit length, times length ** 0.7: their sums are merged vectors.

    The mean is what all sentences of a language share; without it this encoder's similarities lie between 0.78 and 0.90.
    """
    rows = encoder.encode(list(side.texts)).astype(np.float32)
    rows = rows - rows.mean(axis=0)
    out: Floats = (unit(rows) * (side.lengths**LENGTH_POWER)[:, None]).astype(np.float32)
    return out


def gather(
    source: Side,
    target: Side,
    band: Band,
    path: NDArray[np.float64],
    both: tuple[Postings, Postings],
    vectors: tuple[Floats, Floats] | None,
) -> Signals:
    """The signals of one round, within the band around a path."""
    views = windows(band)
    priors = distance(path, views[0]), distance(turned(path, len(target)), views[1])
    signals = Signals(source, target, band, views, vectors=vectors)
    forward, backward = (
        coverage(side.window, side.sentence, side.weight, view, prior, B_MAX, power=0.5)
        for side, view, prior in zip(both, views, priors, strict=True)
    )
    signals.pairs["lexical"] = (forward, backward)
    return signals


def distance(path: NDArray[np.float64], view: Windows, scale: float = 2.5) -> Floats:
    """(n, width) prior of the sentences in a window: 1 where the path passes, falling off with the distance as a Cauchy
    density of `scale` sentences does."""
    middle = view.low[:, None] + np.arange(view.width) + 0.5
    away = np.maximum(0.0, np.maximum(path[:-1, None] - middle, middle - path[1:, None]))
    out: Floats = (1 / (1 + (away / scale) ** 2)).astype(np.float32)
    return out


def turned(path: NDArray[np.float64], m: int) -> NDArray[np.float64]:
    """(m + 1,) the source index of every target boundary, from the target index of every source boundary."""
    return np.interp(np.arange(m + 1), path + np.arange(len(path)) * 1e-6, np.arange(len(path), dtype=np.float64))


def within(path: NDArray[np.float64], corners: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
    """The path, moved into the rectangles between the corners: inside a small one, its diagonal."""
    rows, columns = (np.array(side, dtype=np.float64) for side in zip(*corners, strict=True))
    every = np.arange(len(path))
    which = np.clip(np.searchsorted(rows, every, side="right") - 1, 0, len(rows) - 2)
    diagonal = np.interp(every, rows, columns)
    small = columns[which + 1] - columns[which] <= 2 * SENTENCE_HALF
    inside = np.clip(path, columns[which], columns[which + 1])
    inside[rows.astype(np.int64)] = columns
    return np.maximum.accumulate(np.where(small, diagonal, inside))


def decide(band: Band, table: Floats, corners: Sequence[tuple[int, int]] = ()) -> tuple[Bead, ...]:
    """The beads with the greatest expected number of right ones, less RISK for each: posterior decoding, which is what
    strict F1 asks for; the best path alone is often right as a whole only where it is right in every bead."""
    probability, _ = posteriors(band, table)
    worth = np.array([1.0 if a and b else OMISSION_GAIN for a, b in SHAPES], dtype=np.float32)
    gain = mask(band, ((probability - np.float32(RISK)) * worth).astype(np.float32))
    if corners:
        pin(band, gain, corners)
    places, shapes = best_path(band, gain)
    beads = []
    for (i, j), (k, h), shape in zip(places[:-1], places[1:], shapes, strict=True):
        x = j - int(band.lo[i])
        sure = float(min(1.0, probability[i, x, shape]))
        beads.append(Bead(Range(i, k), Range(j, h), float(table[i, x, shape]), sure))
    return tuple(beads)
