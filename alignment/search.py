"""Search: monotone paths through a band of the (source, target) grid, by dynamic programming over numpy rows.

A node (i, j) says that i source and j target sentences are done. Only nodes inside a `Band` are looked at: for each i
the `width` columns from `lo[i]`. A bead of shape (a, b) leads from (i, j) to (i + a, j + b). Omissions are beads too:
(1, 0), and (0, 1), which alone lead to the same row and are therefore taken by an accumulated maximum (or sum) along
it.

Scores are arrays `(n + 1, width, K)` of log-potentials, indexed by the bead's first node and its shape; time and memory
grow with (n + 1) x width x K, in a straight line with the document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

NEVER = np.float32(-1e9)

# Every bead shape that the search may use, source sentences first. 6-1 and 1-6 are as far as translators go in the
# data we know; 0-1 must stand first (see `forward`).
SHAPES: tuple[tuple[int, int], ...] = (
    (0, 1),
    (1, 0),
    *((a, b) for a in range(1, 8) for b in range(1, 8) if a + b <= 8 and min(a, b) <= 4),
)
A_MAX = max(a for a, _ in SHAPES)
B_MAX = max(b for _, b in SHAPES)
INDEX = {shape: k for k, shape in enumerate(SHAPES)}


@dataclass(frozen=True, slots=True)
class Band:
    """Columns lo[i] .. lo[i] + width - 1 of row i, for i in 0..n; `m` target sentences in all. lo never decreases."""

    lo: Ints
    width: int
    m: int

    @property
    def n(self) -> int:
        return len(self.lo) - 1

    @staticmethod
    def full(n: int, m: int) -> Band:
        return Band(np.zeros(n + 1, dtype=np.int64), m + 1, m)

    @staticmethod
    def around(path: NDArray[np.float64] | Ints, m: int, half: int) -> Band:
        """A band of at least `half` columns either side of column path[i] in row i (path never decreases). Where the
        path jumps further than that in one row the whole band widens, so that it always holds a path."""
        lo = np.maximum.accumulate(np.clip(np.rint(np.asarray(path)).astype(np.int64) - half, 0, m))
        jump = int(np.diff(lo).max(initial=0))
        width = min(max(2 * half + 1, jump + half + 1), m + 1)
        lo = np.minimum(lo, m + 1 - width)
        lo[0] = 0
        lo[-1] = m + 1 - width
        return Band(lo, width, m)

    def columns(self) -> Ints:
        """(n + 1, width) target index of every node."""
        columns: Ints = self.lo[:, None] + np.arange(self.width)
        return columns


def mask(band: Band, scores: Floats) -> Floats:
    """Set the scores of beads that leave the grid or the band to NEVER, in place. Returns `scores`."""
    n, m, columns = band.n, band.m, band.columns()
    rows = np.arange(n + 1)
    for k, (a, b) in enumerate(SHAPES):
        end = columns + b
        last = np.minimum(rows + a, n)
        bad = (end > m) | (end >= band.lo[last][:, None] + band.width) | (end < band.lo[last][:, None])
        bad |= (rows + a > n)[:, None]
        scores[:, :, k][bad] = NEVER
    return scores


def pin(band: Band, scores: Floats, corners: Sequence[tuple[int, int]]) -> Floats:
    """Set the scores of beads that do not respect the corners (i, j) to NEVER, in place: a path must pass through each.

    `corners` ascend in both coordinates, begin with (0, 0) and end with (n, m). Returns `scores`.
    """
    n = band.n
    rows = np.array([i for i, _ in corners])
    ends = np.array([j for _, j in corners])
    # Row i lies in the rectangle that begins at the last corner with row <= i; a corner's own row has that column
    # alone.
    which = np.searchsorted(rows, np.arange(n + 1), side="right") - 1
    first = ends[which]
    exact = rows[which] == np.arange(n + 1)
    last = np.where(exact, first, ends[np.minimum(which + 1, len(ends) - 1)])
    columns = band.columns()
    allowed = (columns >= first[:, None]) & (columns <= last[:, None])
    for k, (a, b) in enumerate(SHAPES):
        end = np.minimum(np.arange(n + 1) + a, n)
        # A bead may not step over a corner's row, nor end outside what its last row allows.
        over: NDArray[np.bool_] = np.asarray((which[end] - which) - (exact[end] & (which[end] > which)) > 0)
        landing = columns + b
        bad = ~allowed | over[:, None] | (landing < first[end][:, None]) | (landing > last[end][:, None])
        scores[:, :, k][bad] = NEVER
    return scores


class _Frame:
    """The tables of one search: which shapes occur at all, and the running sums of 0-1 beads along each row."""

    def __init__(self, band: Band, scores: Floats) -> None:
        self.band, self.scores, self.width = band, scores, band.width
        occurs: NDArray[np.bool_] = np.asarray((scores > NEVER / 2).any(axis=(0, 1)))
        self.keep = np.array([k for k, (a, _) in enumerate(SHAPES) if a > 0 and occurs[k]], dtype=np.int64)
        self.a = np.array([SHAPES[k][0] for k in self.keep], dtype=np.int64)
        self.b = np.array([SHAPES[k][1] for k in self.keep], dtype=np.int64)
        self.column = self.keep[:, None]
        self.offsets = np.arange(band.width)
        step = np.maximum(scores[:, :, 0].astype(np.float64), -1e6)
        self.run = np.concatenate([np.zeros((band.n + 1, 1)), np.cumsum(step, axis=1)[:, :-1]], axis=1)

    def arrivals(self, i: int) -> tuple[Ints, Ints, NDArray[np.bool_]]:
        """(K', 1) rows and (K', width) offsets of the nodes from which beads arrive in row i; and which exist."""
        rows = np.maximum(i - self.a, 0)
        offset = self.offsets + (self.band.lo[i] - self.band.lo[rows] - self.b)[:, None]
        inside = (offset >= 0) & (offset < self.width) & (i >= self.a)[:, None]
        return rows[:, None], np.where(inside, offset, 0), inside

    def departures(self, i: int) -> tuple[Ints, Ints, NDArray[np.bool_]]:
        """(K', 1) rows and (K', width) offsets of the nodes to which beads from row i lead; and which exist."""
        rows = np.minimum(i + self.a, self.band.n)
        offset = self.offsets + (self.band.lo[i] - self.band.lo[rows] + self.b)[:, None]
        inside = (offset >= 0) & (offset < self.width) & (i + self.a <= self.band.n)[:, None]
        return rows[:, None], np.where(inside, offset, 0), inside


def best_path(band: Band, scores: Floats) -> tuple[list[tuple[int, int]], list[int]]:
    """The corners (i, j) of the best path from (0, 0) to (n, m) and the shape index of each bead between them.

    `scores` must be masked. Ties go to the smaller shape index. Where the band has no path (it always has one by
    omissions when it was made by `Band.around` or `Band.full`) the result is undefined.
    """
    frame = _Frame(band, scores)
    n, width = band.n, band.width
    keep = frame.keep
    value = np.full((n + 1, width), float(NEVER))
    back = np.zeros((n + 1, width), dtype=np.int16)
    source = np.zeros((n + 1, width), dtype=np.int32)
    for i in range(n + 1):
        if i == 0 or not len(keep):
            row = np.full(width, float(NEVER))
            row[0] = 0.0 if i == 0 else row[0]
        else:
            rows, offset, inside = frame.arrivals(i)
            arriving = np.where(inside, value[rows, offset] + scores[rows, offset, frame.column], float(NEVER))
            pick = arriving.argmax(axis=0)
            row = arriving[pick, frame.offsets]
            back[i] = pick
        # Omissions of target sentences: value[j] = max over x <= j of row[x] + (sum of steps from x to j).
        level = row - frame.run[i]
        top = np.maximum.accumulate(level)
        value[i] = top + frame.run[i]
        source[i] = np.maximum.accumulate(np.where(level >= top, frame.offsets, 0))
    corners, shapes = [(n, band.m)], []
    i, x = n, int(band.m - band.lo[n])
    while i > 0 or x > 0:
        start = int(source[i, x])
        for back_x in range(x, start, -1):
            corners.append((i, int(band.lo[i]) + back_x - 1))
            shapes.append(0)
        x = start
        if i == 0:
            break
        k = int(keep[back[i, x]])
        a, b = SHAPES[k]
        j = int(band.lo[i]) + x - b
        i -= a
        x = j - int(band.lo[i])
        corners.append((i, j))
        shapes.append(k)
    return corners[::-1], shapes[::-1]


def posteriors(band: Band, scores: Floats) -> tuple[Floats, float]:
    """The probability of every bead, (n + 1, width, K), under the Gibbs distribution over whole paths whose
    log-potentials are the (masked) scores; and log Z. Semi-Markov forward-backward (Sarawagi and Cohen 2004)."""
    frame = _Frame(band, scores)
    n, width, end = band.n, band.width, int(band.m - band.lo[band.n])
    forward = np.full((n + 1, width), float(NEVER))
    for i in range(n + 1):
        if i == 0 or not len(frame.keep):
            row = np.full(width, float(NEVER))
            row[0] = 0.0 if i == 0 else row[0]
        else:
            rows, offset, inside = frame.arrivals(i)
            row = _log_sum(np.where(inside, forward[rows, offset] + scores[rows, offset, frame.column], NEVER))
        # Omissions of target sentences, any number of them: sums along the row.
        forward[i] = np.logaddexp.accumulate(row - frame.run[i]) + frame.run[i]
    backward = np.full((n + 1, width), float(NEVER))
    for i in range(n, -1, -1):
        if i == n or not len(frame.keep):
            row = np.full(width, float(NEVER))
            row[end] = 0.0 if i == n else row[end]
        else:
            rows, offset, inside = frame.departures(i)
            row = _log_sum(np.where(inside, backward[rows, offset] + scores[i][:, frame.keep].T, NEVER))
        backward[i] = np.logaddexp.accumulate((row + frame.run[i])[::-1])[::-1] - frame.run[i]
    total = float(forward[n, end])
    out = np.zeros_like(scores)
    for k in [0, *frame.keep.tolist()]:
        first, last, x, inside = _ends(band, *SHAPES[k])
        ahead = np.where(inside, backward[last[:, None], np.where(inside, x, 0)], float(NEVER))
        log = forward[first] + scores[first, :, k] + ahead - total
        out[first, :, k] = np.exp(np.clip(log, -80.0, 0.0)) * (log > -80.0)
    return out, total


def _log_sum(values: NDArray[np.float64]) -> NDArray[np.float64]:
    top = values.max(axis=0)
    out: NDArray[np.float64] = top + np.log(np.exp(values - top).sum(axis=0))
    return out


def _ends(band: Band, a: int, b: int) -> tuple[Ints, Ints, Ints, NDArray[np.bool_]]:
    """First rows, last rows (both (r,)), offset of the end node in its row (r, width), and whether it is in the
    band."""
    first = np.arange(band.n + 1 - a) if band.n >= a else np.zeros(0, dtype=np.int64)
    last = first + a
    x = np.arange(band.width)[None, :] + (band.lo[first] - band.lo[last] + b)[:, None]
    inside = (x >= 0) & (x < band.width) & (band.lo[last][:, None] + x <= band.m)
    return first, last, x, inside
