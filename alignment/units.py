"""Units: which paragraphs, bullets and headings of two documents correspond, by content and number together.

Numbers are evidence and never law. What the numbering is worth is read from the documents themselves: units that
match by content show whether equal numbers mean equal paragraphs here, and by how much the numbering is shifted at
each place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.beads import Bead, beads_of
from duizhao.alignment.blas import one_thread
from duizhao.alignment.coarse import Sketch, coarse_path
from duizhao.alignment.coverage import Windows, windows
from duizhao.alignment.evidence import Evidence
from duizhao.alignment.moved import with_moved
from duizhao.alignment.path import distance, path_of, turned
from duizhao.alignment.search import NEVER, SHAPES, Band, Floats, Ints, best_path, mask, posteriors
from duizhao.alignment.unit_numbering import numbering
from duizhao.alignment.unit_scores import UnitBead, UnitTexts, outside, worth
from duizhao.corpora.model import Kind, Unit

# Shapes of unit beads: a list split or joined, never more.
_SHAPES = ((0, 1), (1, 0), (1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1))
# The same in the order of a table that has room for these alone.
_TABLED = tuple(shape for shape in SHAPES if shape in _SHAPES)
_PLACE = {shape: k for k, shape in enumerate(_TABLED)}
# Documents up to this many unit pairs are searched whole; larger ones within a band around a coarse path.
_WHOLE = 60_000
_HALF = 100
# Beads of units that are less probable are not told.
_LEAST = 0.01
# Units either side of the first path that the second round looks at.
_NARROW = 12

SKIP = -0.6


@dataclass(frozen=True)
class Matched:
    """What units say of each other: the likeliest unit beads; how likely each pair of units corresponds, as (source,
    target, probability); and, of every unit of either side, the share (0..1) of its words, by weight, that three units
    near its place on the other side account for."""

    beads: list[UnitBead]
    likely: list[tuple[int, int, float]]
    accounted: tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True)
class _Table:
    """Content scores (n + 1, width, K) of unit beads in a band, and the accounted shares of both sides' units."""

    band: Band
    content: Floats
    accounted: tuple[NDArray[np.float64], NDArray[np.float64]]


def match_units(source: Sequence[Unit], target: Sequence[Unit], known: Evidence) -> Matched:
    """Match the units of two documents. The beads name every unit of both once, in the order of the source; units
    without a counterpart have an empty side and stand where they are in their own document. `known` holds the units'
    texts as sides."""
    n, m = len(source), len(target)
    if not n or not m:
        lone = [UnitBead((i,), (), 1.0) for i in range(n)] + [UnitBead((), (j,), 1.0) for j in range(m)]
        return Matched(lone, [], (np.zeros(n), np.zeros(m)))
    texts = UnitTexts((source, target), known.postings(), (known.source.lengths, known.target.lengths))
    notes = [np.array([unit.kind is Kind.FOOTNOTE for unit in units]) for units in texts.units]
    if not all(each.any() and not each.all() for each in notes):
        return _with_moved(_in_order(texts), texts)
    # Notes stand where a page ended, at another place on either side: their order among themselves is what counts.
    beads, likely, accounted = [], [], (np.zeros(n), np.zeros(m))
    for chosen in ([~each for each in notes], notes):
        rows = [np.flatnonzero(each) for each in chosen]
        place = -1.0
        part = _in_order(texts.only(*rows))
        for bead in part.beads:
            members = [[int(own[k]) for k in side] for own, side in zip(rows, (bead.source, bead.target), strict=True)]
            whole = UnitBead(tuple(members[0]), tuple(members[1]), bead.confidence)
            place = whole.source[0] if whole.source else place + 1e-6
            beads.append((place, whole))
        likely += [(int(rows[0][u]), int(rows[1][v]), p) for u, v, p in part.likely]
        for whole_side, own, found in zip(accounted, rows, part.accounted, strict=True):
            whole_side[own] = found
    return _with_moved(Matched([bead for _, bead in sorted(beads, key=lambda each: each[0])], likely, accounted), texts)


def _with_moved(found: Matched, texts: UnitTexts) -> Matched:
    """The same with the units that moved."""
    beads = with_moved(found.beads, texts)
    likely = [(bead.source[0], bead.target[0], bead.confidence) for bead in beads if bead.moved]
    return Matched(beads, found.likely + likely, found.accounted)


def _in_order(texts: UnitTexts) -> Matched:
    """The best monotone path: what stands in the same order on both sides."""
    (source, target), both = texts.units, texts.both
    n, m = len(source), len(target)
    if n * m <= _WHOLE:
        band = Band.full(n, m)
    else:
        with one_thread():
            band = Band.around(coarse_path(Sketch(both[0], n, m)), m, _HALF)
    # First with every unit in view as likely as any other, then around the path that gives: only among its
    # neighbours does it show whether a unit accounts for all of another, or for half of a merged one.
    beads = list(beads_of(best_path(band, _content(texts, band).content, _TABLED)[0]))
    path = path_of(beads, n)
    band = Band.around(path, m, _NARROW)
    table = _content(texts, band, path)
    beads, sure, likely = _solve(table, numbering(source, target, beads, band))
    found = [UnitBead(tuple(range(*b.source)), tuple(range(*b.target)), p) for b, p in zip(beads, sure, strict=True)]
    return Matched(found, likely, table.accounted)


def _content(texts: UnitTexts, band: Band, path: NDArray[np.float64] | None = None) -> _Table:
    """The scores of unit beads without their numbers. With a `path` of the round before, units near it are likelier
    partners."""
    n, m = band.n, band.m
    content = np.full((n + 1, band.width, len(_TABLED)), NEVER, dtype=np.float32)
    content[:, :, _PLACE[1, 0]] = content[:, :, _PLACE[0, 1]] = SKIP
    views = windows(band)
    if path is None:
        priors = [np.ones((len(view.low), view.width), dtype=np.float32) for view in views]
    else:
        priors = [distance(path, views[0]), distance(turned(path, m), views[1])]
    (forward, one), (backward, other) = (worth(*each) for each in zip(texts.both, views, priors, strict=True))
    columns = band.columns()
    for a, b in _SHAPES:
        if a and b and n >= a and m >= b:
            i, j = np.arange(n + 1 - a)[:, None], np.minimum(columns[: n + 1 - a], m - b)
            score = outside(texts, i, j, a, b)
            for x in range(a):
                score += _seen(forward, views[0], i + x, j, b)
            for y in range(b):
                score += _seen(backward, views[1], j + y, i, a)
            content[: n + 1 - a, :, _PLACE[a, b]] = score
    return _Table(band, mask(band, content, _TABLED), (one, other))


def _seen(shares: Floats, view: Windows, unit: Ints, first: Ints, size: int) -> Floats:
    """The evidence of units `unit` for the `size` units of the other side from `first` on; none outside the window."""
    at = first - view.low[unit]
    inside = (at >= 0) & (at < view.width)
    out: Floats = np.where(inside, shares[unit, np.clip(at, 0, view.width - 1), size - 1], 0.0)
    return out


def _solve(table: _Table, numbering: Floats) -> tuple[list[Bead], list[float], list[tuple[int, int, float]]]:
    """The best path with the numbering's evidence added to 1-1 beads (and merges, by their first units), the
    probability of each of its beads, and that of each pair of units to lie in one bead."""
    total = table.content
    for shape in _SHAPES:
        if 0 not in shape:
            total[:, :, _PLACE[shape]] += numbering
    mask(table.band, total, _TABLED)
    corners, shapes = best_path(table.band, total, _TABLED)
    probability, _ = posteriors(table.band, total, _TABLED)
    low = table.band.lo
    sure = [float(min(1.0, probability[i, j - low[i], k])) for (i, j), k in zip(corners[:-1], shapes, strict=True)]
    return list(beads_of(corners)), sure, _pairs(table.band, probability)


def _pairs(band: Band, probability: Floats) -> list[tuple[int, int, float]]:
    """The pairs of units that may well lie in one bead, with the probability of that."""
    total: dict[tuple[int, int], float] = {}
    for a, b in _SHAPES:
        if not a or not b:
            continue
        row, column = np.nonzero(probability[:, :, _PLACE[a, b]] > _LEAST)
        chance = probability[row, column, _PLACE[a, b]].tolist()
        for i, j, p in zip(row.tolist(), (column + band.lo[row]).tolist(), chance, strict=True):
            for pair in ((i + x, j + y) for x in range(a) for y in range(b)):
                total[pair] = total.get(pair, 0.0) + p
    return [(u, v, min(p, 1.0)) for (u, v), p in total.items()]
