"""Coverage: how well a range of sentences accounts for a sentence of the other side, from matches of its tokens.

A token may be a dictionary word, a token vector or a whole sentence; what a signal hands in is the strength 0..1 of
each token's best match in each sentence of a window. From it come, for a sentence and every range of the window up to
B sentences:

- `covered`: the share of its tokens (by weight) that find a match inside the range;
- `claimed`: the share whose matches lie inside the range rather than elsewhere in the window. It falls when a
sentence too few is taken, and does not rise when one too many is: what `covered` cannot see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alignment.search import A_MAX, B_MAX, SHAPES, Band

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# Sentences beyond the nodes of a row that a bead of a neighbouring row can still reach.
_MARGIN = 24


@dataclass(frozen=True)
class Windows:
    """For each sentence the first sentence of the other side that is in view, and how many are."""

    low: Ints
    width: int


def windows(band: Band) -> tuple[Windows, Windows]:
    """Windows of the source sentences over the target, and the reverse."""
    n, m = band.n, band.m
    rows = np.arange(n)
    low = band.lo[np.maximum(rows - 2, 0)]
    high = np.minimum(band.lo[np.minimum(rows + 3, n)] + band.width - 1, m)
    width = int(min((high - low).max(initial=1), band.width + _MARGIN))
    low = np.clip(low, 0, max(m - width, 0))
    columns = np.arange(m)
    first = np.searchsorted(band.lo + band.width - 1, columns, side="left")
    last = np.searchsorted(band.lo, columns + 1, side="right") - 1
    reach = int(min(np.maximum(last - first, 1).max(initial=1), band.width * 2 + _MARGIN, n))
    # Where the band is steep a target sentence sees more rows than fit: keep the middle ones.
    centre = (first + last) // 2
    low_t = np.where(last - first > reach, centre - reach // 2, first)
    low_t = np.clip(low_t, 0, max(n - reach, 0))
    return Windows(low, width), Windows(low_t.astype(np.int64), reach)


@dataclass(frozen=True)
class Coverage:
    """(n, width, B) sums over a sentence's tokens, by first sentence of the range in the window and length - 1."""

    covered: Floats
    claimed: Floats


Match = Callable[[slice, Ints, int], Floats]


def coverage(
    match: Match,
    sentence: Ints,
    weight: Floats,
    view: Windows,
    prior: Floats,
    longest: int,
    *,
    power: float,
    sharp: float = 2.0,
) -> Coverage:
    """Coverage of n sentences. `match(tokens, low, width)` gives (T', width) strengths; `sentence` (T,) ascending and
    `weight` (T,) describe the tokens; `prior` (n, width) says how likely each sentence of the window is a partner
    before tokens are seen.

    A sentence counts with (sum of its weights) ** power / (the mean of that), so a sum over sentences is comparable
    between documents.
    """
    n, width = len(view.low), view.width
    total = np.bincount(sentence, weights=weight, minlength=n)
    scale = np.power(total, power, where=total > 0, out=np.zeros(n))
    scale /= max(float(scale.mean()) if n else 1.0, 1e-9)
    factor = (scale / np.maximum(total, 1e-9)).astype(np.float32)
    covered = np.zeros((n, width, longest), dtype=np.float32)
    claimed = np.zeros((n, width, longest), dtype=np.float32)
    step = max(1, 2_000_000 // max(width, 1))
    edges = np.searchsorted(sentence, np.arange(n + 1))
    i = 0
    while i < n:
        stop = int(np.searchsorted(edges, edges[i] + step, side="right")) - 1
        stop = min(max(stop, i + 1), n)
        tokens = slice(int(edges[i]), int(edges[stop]))
        if tokens.start < tokens.stop:
            rows = sentence[tokens]
            found = match(tokens, view.low[rows], width)
            w = (weight[tokens] * factor[rows])[:, None]
            starts = np.unique(rows, return_index=True)
            pull = np.power(found, sharp) * prior[rows]
            share = pull / (pull.sum(axis=1, keepdims=True) + 1e-3)
            strongest = found.max(axis=1, keepdims=True)
            share = np.cumsum(share * strongest, axis=1)
            best = found
            for b in range(longest):
                reach = max(width - b, 0)  # a band narrower than the longest bead has no room for it
                if b:
                    best = best.copy()
                    best[:, :reach] = np.maximum(best[:, :reach], found[:, b:])
                covered[starts[0], :, b] = np.add.reduceat(best * w, starts[1], axis=0)
                inside = np.empty_like(share)
                inside[:, :reach] = share[:, b:]
                inside[:, reach:] = share[:, -1:]
                inside[:, 1:] -= share[:, :-1]
                claimed[starts[0], :, b] = np.add.reduceat(inside * w, starts[1], axis=0)
        i = stop
    return Coverage(covered, claimed)


def over_source(table: Floats, view: Windows, band: Band, rows: slice) -> Floats:
    """(K, r, width) sum over the source sentences of each bead of `table[i, first target - low[i], b - 1]`, for the
    nodes of `rows`; 0 for what is out of view."""
    return _sum(table, view, band, rows, by_source=True)


def over_target(table: Floats, view: Windows, band: Band, rows: slice) -> Floats:
    """(K, r, width) sum over the target sentences of each bead of `table[j, first source - low[j], a - 1]`."""
    return _sum(table, view, band, rows, by_source=False)


def _sum(table: Floats, view: Windows, band: Band, rows: slice, *, by_source: bool) -> Floats:
    first_row = np.arange(band.n + 1)[rows]
    columns = band.lo[rows][:, None] + np.arange(band.width)
    i = np.broadcast_to(first_row[:, None], columns.shape)
    own, other = (i, columns) if by_source else (columns, i)
    count = len(view.low)
    out = np.zeros((len(SHAPES), *columns.shape), dtype=np.float32)
    index = {(a, b) if by_source else (b, a): k for k, (a, b) in enumerate(SHAPES)}
    flat = table.reshape(count * view.width, -1)
    total = np.zeros((*columns.shape, flat.shape[1]), dtype=np.float32)
    for x in range(1, (A_MAX if by_source else B_MAX) + 1):
        sentence = own + x - 1
        safe = np.minimum(sentence, count - 1)
        at = other - view.low[safe]
        inside = (sentence < count) & (at >= 0) & (at < view.width)
        # All lengths on the other side lie together: one look-up fetches them.
        found = flat.take(np.where(inside, safe * view.width + at, 0), axis=0)
        found *= inside[:, :, None]
        total += found
        for y in range(1, flat.shape[1] + 1):
            k = index.get((x, y))
            if k is not None:
                out[k] = total[:, :, y - 1]
    return out
