"""Features of every candidate bead in a band: what the fitted model weighs.

A feature is an array (rows, width, K). Those that speak of how well two ranges match are sums over the sentences of
the bead, so that the total over any path counts each sentence once and paths of different beads compare.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from alignment.coverage import Coverage, Windows, over_source, over_target
from alignment.search import A_MAX, B_MAX, INDEX, SHAPES, Band
from alignment.sides import Side
from alignment.signals import speech
from alignment.signals.punctuation import CLASSES, Marks, agreement, marks

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# Bead shapes that have a weight of their own; rarer ones share `extra` and `both`.
_NAMED = ((1, 0), (0, 1), (1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (2, 3), (3, 2))


@dataclass
class Signals:
    """What the signals found in one pair of texts, ready to be summed over beads.

    `pairs` maps a signal's name to its coverage of source by target and of target by source; `vectors` holds centred
    sentence vectors (n, d) and (m, d), weighted by length, or None.
    """

    source: Side
    target: Side
    band: Band
    views: tuple[Windows, Windows]
    pairs: dict[str, tuple[Coverage, Coverage]] = field(default_factory=dict)
    vectors: tuple[Floats, Floats] | None = None

    @cached_property
    def marks(self) -> tuple[Marks, Marks]:
        return marks(self.source), marks(self.target)

    @cached_property
    def boundaries(self) -> tuple[Ints, Ints]:
        return speech.boundaries(self.source, self.marks[0]), speech.boundaries(self.target, self.marks[1])

    @cached_property
    def endings(self) -> tuple[Ints, Ints]:
        return speech.endings(self.source), speech.endings(self.target)


class Column(NamedTuple):
    """A feature, `values` (r, width, K) float; or, where `names` has several, one-hot features of which `values` (r,
    width, K) int says which is 1: names[v - 1] where v > 0."""

    names: tuple[str, ...]
    values: NDArray[Any]


@dataclass(frozen=True)
class Cells:
    """The beads that begin in some rows: bounds (r, width, K) on both sides, clipped to the texts; `full` (K,) is 1.0
    where a shape has both sides, `a` and `b` (K,) are its sentences."""

    i0: Ints
    i1: Ints
    j0: Ints
    j1: Ints
    a: Ints
    b: Ints
    full: Floats

    @staticmethod
    def of(band: Band, rows: slice) -> Cells:
        columns = band.lo[rows][:, None] + np.arange(band.width)
        a = np.array([shape[0] for shape in SHAPES])
        b = np.array([shape[1] for shape in SHAPES])
        i0 = np.broadcast_to(np.arange(band.n + 1)[rows][:, None, None], (*columns.shape, len(SHAPES)))
        j0 = np.broadcast_to(columns[:, :, None], i0.shape)
        i1, j1 = np.minimum(i0 + a, band.n), np.minimum(j0 + b, band.m)
        full = ((a > 0) & (b > 0)).astype(np.float32)
        return Cells(i0, i1, np.minimum(j0, band.m), j1, a, b, full)


def columns(signals: Signals, rows: slice) -> Iterator[Column]:
    """Every feature of the beads that begin in `rows`, one at a time; NaN-free, also outside the band."""
    cells = Cells.of(signals.band, rows)
    yield from _shapes(cells)
    yield from _lengths(signals, cells)
    yield from _punctuation(signals, cells)
    yield from _junctions(signals, cells)
    for name, pair in signals.pairs.items():
        yield from _coverage(name, pair, signals, rows, cells)
    if signals.vectors is not None:
        cosine = cosines(signals.vectors, signals.band, rows)
        half = cells.full * (cells.a + cells.b) / 2
        yield Column(("cosine",), cosine * half)
        yield Column(("cosine square",), np.sign(cosine) * cosine**2 * half)


def _shapes(cells: Cells) -> Iterator[Column]:
    code = np.zeros(len(SHAPES), dtype=np.int64)
    for number, shape in enumerate(_NAMED, 1):
        code[INDEX[shape]] = number
    yield Column(tuple(f"shape {a}-{b}" for a, b in _NAMED), np.broadcast_to(code, cells.i0.shape))
    yield Column(("extra",), np.broadcast_to(cells.full * (cells.a + cells.b - 2), cells.i0.shape))
    yield Column(("both",), np.broadcast_to(cells.full * (np.minimum(cells.a, cells.b) - 1), cells.i0.shape))


def _running(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n + 1,) sums of the values before each boundary."""
    return np.concatenate([[0.0], np.cumsum(values)])


def _lengths(signals: Signals, cells: Cells) -> Iterator[Column]:
    """Minus the squared and the absolute log ratio of lengths, and minus Gale and Church's delta (1993), after
    scaling the target by the two texts' own ratio. Three characters are added to both, so that "Yes." may be 是。"""
    s, t = _running(signals.source.lengths), _running(signals.target.lengths)
    ratio = s[-1] / max(t[-1], 1.0)
    ls, lt = s[cells.i1] - s[cells.i0], (t[cells.j1] - t[cells.j0]) * ratio
    grow = 3 * ratio
    log = np.log((ls + grow) / (lt + grow))
    delta = (ls - lt) / np.sqrt((ls + lt) / 2 + grow) / 3
    yield Column(("length square",), -(log**2) * cells.full)
    yield Column(("length ratio",), -np.abs(log) * cells.full)
    yield Column(("length delta",), -np.minimum(np.abs(delta), 4) * cells.full)


def _punctuation(signals: Signals, cells: Cells) -> Iterator[Column]:
    """Minus the difference of counts of each mark, and of how much of the bead is speech and where it runs on. A mark
    that one text uses far more often than the other says little, and is trusted as little."""
    s, t = signals.marks
    for c, name in enumerate(CLASSES):
        cs, ct = _running(s.counts[:, c]), _running(t.counts[:, c])
        trust = (min(cs[-1], ct[-1]) + 1) / (max(cs[-1], ct[-1]) + 1)
        difference = (cs[cells.i1] - cs[cells.i0]) - (ct[cells.j1] - ct[cells.j0])
        yield Column((name,), -np.minimum(np.abs(difference), 3) * cells.full * trust)
    trust = agreement(s, t)
    ls, lt = _running(signals.source.lengths), _running(signals.target.lengths)
    qs, qt = _running(s.speech * signals.source.lengths), _running(t.speech * signals.target.lengths)
    share_s = (qs[cells.i1] - qs[cells.i0]) / np.maximum(ls[cells.i1] - ls[cells.i0], 1)
    share_t = (qt[cells.j1] - qt[cells.j0]) / np.maximum(lt[cells.j1] - lt[cells.j0], 1)
    yield Column(("speech share",), -np.abs(share_s - share_t) * cells.full * trust)
    yield Column(("speech start",), -np.abs(s.inside[cells.i0] - t.inside[cells.j0]) * cells.full * trust)
    yield Column(("speech end",), -np.abs(s.inside[cells.i1] - t.inside[cells.j1]) * cells.full * trust)


def _junctions(signals: Signals, cells: Cells) -> Iterator[Column]:
    """What kind of boundary a bead ends at on either side, and how the sentences before it end: a feature for each
    combination but the plainest."""
    for kinds, word, (s, t) in (
        (speech.BOUNDARIES, "at", signals.boundaries),
        (speech.ENDINGS, "for", signals.endings),
    ):
        names = tuple(f"{x} {word} {y}" for x in kinds for y in kinds)[1:]
        yield Column(names, s[cells.i1] * len(kinds) + t[cells.j1])


def _coverage(
    name: str, pair: tuple[Coverage, Coverage], signals: Signals, rows: slice, cells: Cells
) -> Iterator[Column]:
    """A signal's coverage, both directions summed. `single` is `covered` for 1-1 beads alone (what is translated one
    by one is translated more literally); `weakest` is the smaller of the two directions per sentence."""
    forward, backward = pair
    view_s, view_t = signals.views
    f = over_source(forward.covered, view_s, signals.band, rows)
    g = over_target(backward.covered, view_t, signals.band, rows)
    claimed = over_source(forward.claimed, view_s, signals.band, rows)
    claimed += over_target(backward.claimed, view_t, signals.band, rows)
    one = np.zeros(len(SHAPES), dtype=np.float32)
    one[INDEX[1, 1]] = 1
    covered = (f + g) / 2
    weakest = np.minimum(f / np.maximum(cells.a, 1), g / np.maximum(cells.b, 1)) * cells.full
    yield Column((f"{name} covered",), covered)
    yield Column((f"{name} claimed",), claimed / 2)
    yield Column((f"{name} single",), covered * one)
    yield Column((f"{name} weakest",), weakest)


def cosines(vectors: tuple[Floats, Floats], band: Band, rows: slice) -> Floats:
    """(r, width, K) cosine of the summed vectors of both sides of each bead; 0 for omissions.

    With rows already multiplied by length ** 0.7 this is the cosine of the weighted means. Everything is had from
    three banded tables of dot products, so no merged vector is ever made.
    """
    u, v = vectors
    n, m = len(u), len(v)
    start, stop = rows.indices(n + 1)[:2]
    columns = band.lo[rows][:, None] + np.arange(band.width)
    norm_u, norm_v = _norms(u, start, min(stop + A_MAX, n), A_MAX), _norms(v, 0, m, B_MAX)
    # dots[i, x] = u[i] . v[base + x] for i in start .. stop + A_MAX - 1.
    last = min(stop + A_MAX, n)
    base = int(columns.min())
    end = min(int(columns.max()) + B_MAX + 1, m)
    if last <= start or end <= base:
        return np.zeros((*columns.shape, len(SHAPES)), dtype=np.float32)
    dots = u[start:last] @ v[base:end].T
    run = np.zeros((dots.shape[0] + 1, dots.shape[1] + 1), dtype=np.float64)
    run[1:, 1:] = np.cumsum(np.cumsum(dots, axis=0, dtype=np.float64), axis=1)
    out = np.zeros((*columns.shape, len(SHAPES)), dtype=np.float32)
    i0 = np.arange(start, start + columns.shape[0])[:, None]
    for k, (a, b) in enumerate(SHAPES):
        if not a or not b:
            continue
        inside = (i0 + a <= n) & (columns + b <= m)
        p0 = np.minimum(i0 - start, dots.shape[0])
        p1 = np.minimum(p0 + a, dots.shape[0])
        q0 = np.minimum(columns - base, dots.shape[1])
        q1 = np.minimum(q0 + b, dots.shape[1])
        block = run[p1, q1] - run[p0, q1] - run[p1, q0] + run[p0, q0]
        size_u = norm_u[np.minimum(i0 - start, len(norm_u) - 1), a - 1]
        size_v = norm_v[np.minimum(columns, m - 1), b - 1]
        out[:, :, k] = np.where(inside, block / np.maximum(np.sqrt(size_u * size_v), 1e-9), 0.0)
    return out


def _norms(v: Floats, start: int, stop: int, longest: int) -> NDArray[np.float64]:
    """(stop - start, longest) squared length of v[i] + .. + v[i + k]."""
    part = v[start : min(stop + longest, len(v))].astype(np.float64)
    count = stop - start
    out = np.zeros((count, longest))
    total = np.zeros((count, longest))
    for d in range(longest):
        # gram[i] = v[i] . v[i + d]
        gram = np.zeros(len(part))
        if d < len(part):
            gram[: len(part) - d] = np.einsum("ij,ij->i", part[: len(part) - d], part[d:])
        for k in range(d, longest):
            # blocks of k + 1 sentences hold the products (i, i + d), .., (i + k - d, i + k).
            for x in range(k - d + 1):
                index = np.minimum(np.arange(count) + x, len(part) - 1)
                total[:, k] += np.where(np.arange(count) + x + d < len(part), gram[index], 0.0) * (1 if d == 0 else 2)
    out[:] = np.maximum(total, 1e-12)
    return out
