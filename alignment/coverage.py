"""Coverage: how well a range of sentences accounts for a sentence of the other side, from matches of its tokens.

A token may be a dictionary word, a token vector or a whole sentence; what a signal hands in is the strength 0..1 of
each token's best match in each sentence of a window. From it come, for a sentence and every range of the window up to
B sentences:

- `covered`: the share of its tokens (by weight) that find a match inside the range;
- `claimed`: the share whose matches lie inside the range rather than elsewhere in the window. It falls when a
sentence too few is taken, and does not rise when one too many is: what `covered` cannot see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.search import A_MAX, B_MAX, SHAPES, Band
from duizhao.alignment.signals.links import Matches

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
Find = Callable[[slice, Ints, int], Matches]
# Numbers in the tables of a portion of tokens.
_ROOM = 2_000_000


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

    A sentence counts with (sum of its weights) ** power / (the mean of that over the sentences that have any), so a
    sum over sentences is comparable between documents.
    """
    width = view.width
    out = _empty(view, longest)
    scaled = _scaled(sentence, weight, len(view.low), power)
    for _, tokens in _portions(sentence, len(view.low), width):
        rows = sentence[tokens]
        found = match(tokens, view.low[rows], width)
        w = scaled[tokens, None]
        held, starts = np.unique(rows, return_index=True)
        pull = np.power(found, sharp) * prior[rows]
        strongest = found.max(axis=1, keepdims=True)
        pull *= strongest / (pull.sum(axis=1, keepdims=True) + 1e-3)
        pull *= w
        # What is claimed is a sum over the range, so sentences are added up first.
        share = np.cumsum(np.add.reduceat(pull, starts, axis=0), axis=1)
        out.claimed[held] = ranges(share, longest)
        best = found * w
        for b in range(longest):
            reach = max(width - b, 0)  # a band narrower than the longest bead has no room for it
            if b:
                np.maximum(best[:, : max(reach, 0)], w * found[:, b:], out=best[:, : max(reach, 0)])
            out.covered[held, :, b] = np.add.reduceat(best, starts, axis=0)
    return out


def coverage_of_matches(
    find: Find,
    sentence: Ints,
    weight: Floats,
    view: Windows,
    prior: Floats,
    longest: int,
    *,
    power: float,
) -> Coverage:
    """The same for tokens that have no match in most of the sentences in view, with `sharp` 2: the work goes with the
    matches that there are. `find(tokens, low, width)` gives them."""
    width = view.width
    out = _empty(view, longest)
    scaled = _scaled(sentence, weight, len(view.low), power)
    for rows, tokens in _portions(sentence, len(view.low), width):
        found = find(tokens, view.low[sentence[tokens]], width)
        if not len(found.row):
            continue
        size = rows.stop - rows.start
        place = sentence[tokens][found.row] - rows.start
        strength = found.strength.astype(np.float64)
        begins = np.flatnonzero(np.diff(found.row, prepend=-1))
        token = np.cumsum(np.diff(found.row, prepend=found.row[0]) > 0)
        pull = strength**2 * prior[rows][place, found.at]
        share = pull * (np.maximum.reduceat(strength, begins) / (np.add.reduceat(pull, begins) + 1e-3))[token]
        worth = scaled[tokens][found.row].astype(np.float64)

        def table(values: NDArray[np.float64], chosen: Any, at: Ints, size: int = size, place: Ints = place) -> Any:
            """(size, width + 1) sums of values by sentence and place in its window."""
            code = place[chosen] * (width + 1) + at
            return np.bincount(code, values[chosen], minlength=size * (width + 1)).reshape(size, width + 1)

        out.claimed[rows] = ranges(np.cumsum(table(worth * share, slice(None), found.at), axis=1)[:, :-1], longest)
        # A match decides for the ranges that hold it and none as strong: from `left` on, and up to `right`.
        left, right = _neighbours(found, longest)
        alone = (left == found.at - longest) & (right == found.at + longest)
        mass = worth * strength
        covered = ranges(np.cumsum(table(mass, alone, found.at[alone]), axis=1)[:, :-1], longest)
        for b in range(longest):
            first = np.maximum(np.maximum(left + 1, found.at - b), 0)
            last = np.minimum(found.at, right - 1 - b)
            held = ~alone & (first <= last)
            if not held.any():
                continue
            step = table(mass, held, first[held]) - table(mass, held, last[held] + 1)
            covered[:, :, b] += np.cumsum(step, axis=1)[:, :-1]
        out.covered[rows] = covered
    return out


def _neighbours(found: Matches, longest: int) -> tuple[Ints, Ints]:
    """For every match the place of the nearest of the same token before it that is at least as strong, and of the
    nearest after it that is stronger; where there is none within reach, that of one `longest` away."""
    left, right = found.at - longest, found.at + longest
    for step in range(1, longest):
        same = found.row[step:] == found.row[:-step]
        if not same.any():
            break
        before, after = slice(None, -step), slice(step, None)
        firmer = same & (found.strength[before] >= found.strength[after])
        left[after] = np.where(firmer, np.maximum(left[after], found.at[before]), left[after])
        firmer = same & (found.strength[after] > found.strength[before])
        right[before] = np.where(firmer, np.minimum(right[before], found.at[after]), right[before])
    return left, right


def _empty(view: Windows, longest: int) -> Coverage:
    shape = (len(view.low), view.width, longest)
    return Coverage(np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.float32))


def _scaled(sentence: Ints, weight: Floats, n: int, power: float) -> Floats:
    """(T,) weights that add up to each sentence's own: (their sum) ** power, over the mean of that."""
    total = np.bincount(sentence, weights=weight, minlength=n)
    scale = np.power(total, power, where=total > 0, out=np.zeros(n))
    # A sentence that this signal knows nothing of (no token, no vector) is not part of what is usual.
    scale /= max(float(scale[total > 0].mean()) if (total > 0).any() else 1.0, 1e-9)
    out: Floats = weight * (scale / np.maximum(total, 1e-9)).astype(np.float32)[sentence]
    return out


def _portions(sentence: Ints, n: int, width: int) -> Iterator[tuple[slice, slice]]:
    """Sentences that together have as many tokens as fit, and their tokens; none without tokens."""
    step = max(1, _ROOM // max(width, 1))
    edges = np.searchsorted(sentence, np.arange(n + 1))
    i = 0
    while i < n:
        stop = int(np.searchsorted(edges, edges[i] + step, side="right")) - 1
        stop = min(max(stop, i + 1), n)
        if edges[i] < edges[stop]:
            yield slice(i, stop), slice(int(edges[i]), int(edges[stop]))
        i = stop


def ranges(run: NDArray[Any], longest: int) -> NDArray[Any]:
    """(n, width, B) sums over ranges of each window, cut at its end, from the sums up to each place."""
    width = run.shape[1]
    out = np.empty((*run.shape, longest), dtype=run.dtype)
    for b in range(longest):
        reach = max(width - b, 0)
        out[:, :reach, b] = run[:, b:]
        out[:, reach:, b] = run[:, -1:]
        out[:, 1:, b] -= run[:, :-1]
    return out


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
