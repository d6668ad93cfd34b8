"""Features of every candidate bead in a band: what the fitted model weighs.

A feature is an array (rows, width, K). Those that speak of how well two ranges match are sums over the sentences of
the bead, so that the total over any path counts each sentence once and paths of different beads compare.

In memory the shapes come first, (K, rows, width): what is asked of one side depends on few of the three, is worked out
for those, and is laid side by side with what is asked of the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.coverage import Coverage, Windows, over_source, over_target
from duizhao.alignment.search import A_MAX, B_MAX, INDEX, SHAPES, Band
from duizhao.alignment.signals import speech
from duizhao.alignment.signals.punctuation import CLASSES, Marks, agreement, marks
from duizhao.alignment.text_side import Side

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# Bead shapes that have a weight of their own; rarer ones share `extra` and `both`.
_NAMED = ((1, 0), (0, 1), (1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (2, 3), (3, 2))
# The sentences of every shape on either side, (K,), and 1.0 where it has both sides, (K, 1, 1).
_A = np.array([shape[0] for shape in SHAPES])
_B = np.array([shape[1] for shape in SHAPES])
_FULL = ((_A > 0) & (_B > 0)).astype(np.float32)[:, None, None]
# The omissions are the first of the shapes.
OMISSIONS = 2
# Rows whose dot products with the sentences in view are worked out at once.
_ROWS = 64


class Outline:
    """What one text says of its own sentences: the same in every round. Sums are those before every boundary,
    (n + 1,)."""

    def __init__(self, side: Side) -> None:
        self.marks: Marks = marks(side)
        self.lengths = _running(side.lengths)
        self.counts = [_running(self.marks.counts[:, c]) for c in range(len(CLASSES))]
        self.quoted = _running(self.marks.speech * side.lengths)
        self.inside = self.marks.inside.astype(np.float32)
        self.boundaries = speech.boundaries(side, self.marks)
        self.endings = speech.endings(side)


def _running(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([[0.0], np.cumsum(values)])


@dataclass
class Signals:
    """What the signals found in one pair of texts, ready to be summed over beads.

    `outlines` is None where only tokens and lengths are asked for, as of clauses; `lengths` are sums before every
    boundary. `pairs` maps a signal's name to its coverage of source by target and of target by source; `clauses` is
    where the sentences' clauses went, or None; `omitted` the features of leaving out each sentence of either side, by
    name, and `suspicious` how likely sentences are left out near each of them, or None; `ratio` is how many characters
    the source takes for one of the target; `vectors` holds centred sentence vectors (n, d) and (m, d), weighted by
    length, or None.
    """

    outlines: tuple[Outline, Outline] | None
    lengths: tuple[NDArray[np.float64], NDArray[np.float64]]
    band: Band
    views: tuple[Windows, Windows]
    pairs: dict[str, tuple[Coverage, Coverage]] = field(default_factory=dict)
    clauses: tuple[Coverage, Coverage] | None = None
    omitted: tuple[dict[str, Floats], dict[str, Floats]] | None = None
    suspicious: tuple[Floats, Floats] | None = None
    ratio: float = 1.0
    vectors: tuple[Floats, Floats] | None = None

    @cached_property
    def dots(self) -> Floats:
        """(n, width, B) the dot products of each source vector with the sum of the target vectors from each of its
        window on."""
        assert self.vectors is not None
        u, v = self.vectors
        low, width = self.views[0].low, self.views[0].width
        wide = np.zeros((len(u), width + B_MAX), dtype=np.float32)
        for start in range(0, len(u), _ROWS):
            rows = slice(start, start + _ROWS)
            first, last = int(low[rows].min()), min(int(low[rows].max()) + width + B_MAX, len(v))
            dots = np.zeros((len(low[rows]), last - first + width + B_MAX), dtype=np.float32)
            dots[:, : last - first] = u[rows] @ v[first:last].T
            at = low[rows, None] - first + np.arange(width + B_MAX)
            wide[rows] = np.take_along_axis(dots, at, axis=1)
        out = np.empty((len(u), width, B_MAX), dtype=np.float32)
        out[:, :, 0] = wide[:, :width]
        for b in range(1, B_MAX):
            np.add(out[:, :, b - 1], wide[:, b : b + width], out=out[:, :, b])
        return out

    @cached_property
    def norms(self) -> tuple[Floats, Floats]:
        """(A, n) and (B, m) length of the sum of one, two… vectors from each sentence on."""
        assert self.vectors is not None
        return _norms(self.vectors[0], A_MAX), _norms(self.vectors[1], B_MAX)


class Column(NamedTuple):
    """A feature, `values` (r, width, K) float; or, where `names` has several, one-hot features of which `values` (r,
    width, K) int says which is 1: names[v - 1] where v > 0. Of a feature of omissions alone only theirs are given,
    (r, width, OMISSIONS)."""

    names: tuple[str, ...]
    values: NDArray[Any]


class Cells:
    """The beads that begin in some rows of a band, and what two sides say of them.

    Of boundaries the last of a text is taken for those beyond it: such beads are masked later.
    """

    def __init__(self, band: Band, rows: slice) -> None:
        columns = band.lo[rows][:, None] + np.arange(band.width)
        first = np.arange(band.n + 1)[rows]
        self.shape = (len(SHAPES), *columns.shape)
        # (A + 1, r, 1) and (B + 1, r, width): the boundary so many sentences on; the first is where the beads begin.
        self.source = np.minimum(first + np.arange(A_MAX + 1)[:, None], band.n)[:, :, None]
        self.target = np.minimum(columns + np.arange(B_MAX + 1)[:, None, None], band.m)

    def spans(self, s: NDArray[Any], t: NDArray[Any]) -> tuple[Floats, Floats]:
        """(A + 1, r, 1) and (B + 1, r, width) the sums over so many sentences, from sums before every boundary."""
        source, target = s[self.source], t[self.target]
        return (source - source[0]).astype(np.float32), (target - target[0]).astype(np.float32)

    def column(self, values: NDArray[Any], *names: str) -> Column:
        """A column of values of shape (K, r, width), or one that becomes it by repetition."""
        return Column(names, np.moveaxis(np.broadcast_to(values, self.shape), 0, 2))


def _omitted(signals: Signals, rows: slice, cells: Cells) -> Iterator[Column]:
    """What speaks for a sentence having no counterpart."""
    assert signals.omitted is not None
    source, target = signals.omitted
    first, columns_ = cells.source[0], cells.target[0]
    for name, values in source.items():
        both = np.zeros((OMISSIONS, *cells.shape[1:]), dtype=np.float32)
        both[INDEX[1, 0]] = values[np.minimum(first, len(values) - 1)]
        both[INDEX[0, 1]] = target[name][np.minimum(columns_, len(target[name]) - 1)]
        yield Column((name,), np.moveaxis(both, 0, 2))


def columns(signals: Signals, rows: slice) -> Iterator[Column]:
    """Every feature of the beads that begin in `rows`, one at a time; NaN-free, also outside the band."""
    cells = Cells(signals.band, rows)
    yield from _shapes(cells)
    yield from _lengths(signals, cells)
    if signals.outlines is not None:
        yield from _punctuation(signals.outlines, cells)
        yield from _junctions(signals.outlines, cells)
    suspicion = None
    if signals.suspicious is not None:
        suspicion = _suspicion(signals.suspicious, cells)
        yield cells.column(suspicion * (_FULL * (_A + _B - 2)[:, None, None]), "omitting extra")
    for name, pair in signals.pairs.items():
        yield from _coverage(name, pair, signals, rows, cells, suspicion)
    if signals.clauses is not None:
        went = over_source(signals.clauses[0].claimed, signals.views[0], signals.band, rows)
        went += over_target(signals.clauses[1].claimed, signals.views[1], signals.band, rows)
        yield cells.column(went / 2, "clauses")
    if signals.omitted is not None:
        yield from _omitted(signals, rows, cells)
    if signals.vectors is not None:
        cosine = _cosines(signals, rows, cells)
        half = _FULL * ((_A + _B) / 2).astype(np.float32)[:, None, None]
        yield cells.column(cosine * half, "cosine")
        yield cells.column(np.abs(cosine) * cosine * half, "cosine square")


def _shapes(cells: Cells) -> Iterator[Column]:
    code = np.zeros((len(SHAPES), 1, 1), dtype=np.int64)
    for number, shape in enumerate(_NAMED, 1):
        code[INDEX[shape]] = number
    yield cells.column(code, *(f"shape {a}-{b}" for a, b in _NAMED))
    yield cells.column(_FULL * (_A + _B - 2)[:, None, None], "extra")
    yield cells.column(_FULL * (np.minimum(_A, _B) - 1)[:, None, None], "both")


def _apart(source: NDArray[Any], target: NDArray[Any], most: float | None = None) -> Floats:
    """(K, r, width) how far apart the two sides of each bead are, from what they are by their number of sentences; at
    most `most`."""
    out: Floats = target[_B]
    np.subtract(source[_A], out, out=out)
    np.abs(out, out=out)
    return out if most is None else np.minimum(out, np.float32(most), out=out)


def _against(distance: Floats, trust: float = 1.0) -> Floats:
    """Minus a distance, times the trust in it, for beads with both sides; in place."""
    distance *= -_FULL * np.float32(trust)
    return distance


def _lengths(signals: Signals, cells: Cells) -> Iterator[Column]:
    """Minus the squared and the absolute log ratio of lengths, and minus Gale and Church's delta (1993), after
    scaling the target by `ratio`. Three characters are added to both, so that "Yes." may be 是。"""
    s, t = signals.lengths
    ratio = signals.ratio
    ls, lt = cells.spans(s, t * ratio)
    grow = np.float32(3 * ratio)
    log = _apart(np.log(ls + grow), np.log(lt + grow))
    delta = _apart(ls, lt)
    mean = (lt / 2)[_B]
    mean += (ls / 2)[_A] + grow
    delta /= np.sqrt(mean, out=mean)
    delta /= 3
    yield cells.column(_against(log**2), "length square")
    yield cells.column(_against(log), "length ratio")
    yield cells.column(_against(np.minimum(delta, 4, out=delta)), "length delta")


def _punctuation(outlines: tuple[Outline, Outline], cells: Cells) -> Iterator[Column]:
    """Minus the difference of counts of each mark, and of how much of the bead is speech and where it runs on. A mark
    that one text uses far more often than the other says little, and is trusted as little."""
    s, t = outlines
    for name, cs, ct in zip(CLASSES, s.counts, t.counts, strict=True):
        trust = (min(cs[-1], ct[-1]) + 1) / (max(cs[-1], ct[-1]) + 1)
        yield cells.column(_against(_apart(*cells.spans(cs, ct), most=3), trust), name)
    trust = agreement(s.marks, t.marks)
    ls, lt = cells.spans(s.lengths, t.lengths)
    qs, qt = cells.spans(s.quoted, t.quoted)
    shares = _apart(qs / np.maximum(ls, 1), qt / np.maximum(lt, 1))
    yield cells.column(_against(shares, trust), "speech share")
    inside = s.inside[cells.source], t.inside[cells.target]
    yield cells.column(np.abs(inside[0][0] - inside[1][0]) * (-_FULL * np.float32(trust)), "speech start")
    yield cells.column(_against(_apart(*inside), trust), "speech end")


def _junctions(outlines: tuple[Outline, Outline], cells: Cells) -> Iterator[Column]:
    """What kind of boundary a bead ends at on either side, and how the sentences before it end: a feature for each
    combination but the plainest."""
    source, target = outlines
    for kinds, word, s, t in (
        (speech.BOUNDARIES, "at", source.boundaries, target.boundaries),
        (speech.ENDINGS, "for", source.endings, target.endings),
    ):
        names = (f"{x} {word} {y}" for x in kinds for y in kinds)
        next(names)
        code = t[cells.target][_B]
        code += (s * len(kinds))[cells.source][_A]
        yield cells.column(code, *names)


def _suspicion(suspicious: tuple[Floats, Floats], cells: Cells) -> Floats:
    """(1, r, width) how likely sentences are left out where beads begin, the greater of both sides."""
    source, target = (
        side[np.minimum(at, len(side) - 1)]
        for side, at in zip(suspicious, (cells.source[0], cells.target[0]), strict=True)
    )
    out: Floats = np.maximum(source, target)[None]
    return out


def _coverage(
    name: str,
    pair: tuple[Coverage, Coverage],
    signals: Signals,
    rows: slice,
    cells: Cells,
    suspicion: Floats | None,
) -> Iterator[Column]:
    """A signal's coverage, both directions summed. `single` is `covered` for 1-1 beads alone (what is translated one
    by one is translated more literally); `weakest` is the smaller of the two directions per sentence."""
    forward, backward = pair
    view_s, view_t = signals.views
    f = over_source(forward.covered, view_s, signals.band, rows)
    g = over_target(backward.covered, view_t, signals.band, rows)
    claimed = over_source(forward.claimed, view_s, signals.band, rows)
    claimed += over_target(backward.claimed, view_t, signals.band, rows)
    one = np.zeros((len(SHAPES), 1, 1), dtype=np.float32)
    one[INDEX[1, 1]] = 1
    covered = (f + g) / 2
    f *= (1 / np.maximum(_A, 1)).astype(np.float32)[:, None, None]
    g *= (1 / np.maximum(_B, 1)).astype(np.float32)[:, None, None]
    yield cells.column(covered, f"{name} covered")
    yield cells.column(claimed / 2, f"{name} claimed")
    yield cells.column(covered * one, f"{name} single")
    weakest = np.minimum(f, g, out=f)
    weakest *= _FULL
    yield cells.column(weakest, f"{name} weakest")
    if suspicion is not None:
        # Where sentences are left out, a bead must account for all of its own.
        yield cells.column(covered * suspicion, f"omitting {name} covered")
        yield cells.column(weakest * suspicion, f"omitting {name} weakest")


def _cosines(signals: Signals, rows: slice, cells: Cells) -> Floats:
    """(K, r, width) cosine of the summed vectors of both sides of each bead; 0 for omissions and beads out of view.

    With rows already multiplied by length ** 0.7 this is the cosine of the weighted means. Everything is had from
    banded tables of dot products, so no merged vector is ever made.
    """
    out = over_source(signals.dots, signals.views[0], signals.band, rows)
    norm_u, norm_v = signals.norms
    first = np.minimum(cells.source[0], norm_u.shape[1] - 1), np.minimum(cells.target[0], norm_v.shape[1] - 1)
    size = norm_v[:, first[1]][np.maximum(_B - 1, 0)]
    size *= norm_u[:, first[0]][np.maximum(_A - 1, 0)]
    out /= np.maximum(size, 1e-9, out=size)
    out *= _FULL
    return out


def _norms(v: Floats, longest: int) -> Floats:
    """(longest, n) length of v[i] + .. + v[i + k]; beyond the end of the text, of what there is."""
    n = len(v)
    square = np.zeros((longest, n))
    for d in range(min(longest, n)):
        # gram[i] = v[i] . v[i + d]; a block of k + 1 sentences holds the products (i, i + d), .., (i + k - d, i + k).
        gram = np.zeros(n + longest)
        gram[: n - d] = np.einsum("ij,ij->i", v[: n - d], v[d:], dtype=np.float64, casting="same_kind")
        before = np.concatenate([[0.0], np.cumsum(gram)])
        for k in range(d, longest):
            square[k] += (before[k - d + 1 : k - d + 1 + n] - before[:n]) * (1 if d == 0 else 2)
    out: Floats = np.sqrt(np.maximum(square, 1e-12)).astype(np.float32)
    return out
