"""Search: monotone paths through a band of the (source, target) grid, by dynamic programming over numpy rows.

A node (i, j) says that i source and j target sentences are done. Only nodes inside a `Band` are looked at: for each i
the `width` columns from `lo[i]`. A bead of shape (a, b) leads from (i, j) to (i + a, j + b). Omissions are beads too:
(1, 0), and (0, 1), which alone lead to the same row and are therefore taken by an accumulated maximum (or sum) along
it.

Scores are arrays `(n + 1, width, K)` of log-potentials, indexed by the bead's first node and its shape; time and memory
grow with (n + 1) x width x K, in a straight line with the document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

NEVER = np.float32(-1e9)
# Rows by which a path may jump earlier or later than the one that a band is made around.
LATE = 4
# Beads whose origins are looked up at once.
_PORTION = 250_000

# Every bead shape that the search may use, source sentences first. 6-1 and 1-6 are as far as translators go in the
# data we know; 0-1 must stand first (see `forward`).
SHAPES: tuple[tuple[int, int], ...] = (
    (0, 1),
    (1, 0),
    *((a, b) for a in range(1, 8) for b in range(1, 8) if a + b <= 8 and min(a, b) <= 4),
)
Shapes = tuple[tuple[int, int], ...]
"""Some of them, in this order and (0, 1) first: a table of scores may have room for these alone."""

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
        path jumps further than that in a row or few, the whole band widens, so that it always holds a path, and holds
        one that jumps up to LATE rows before or after: at which of its rows a text goes on is the least certain."""
        at = np.clip(np.rint(np.asarray(path)).astype(np.int64), 0, m)
        rows = np.arange(len(at))
        before, after = at[np.maximum(rows - LATE, 0)], at[np.minimum(rows + LATE, len(at) - 1)]
        first, last = (np.where(abs(at - beside) > 2 * half, beside, at) for beside in (before, after))
        lo = np.maximum.accumulate(np.clip(first - half, 0, m))
        # What the path leaves to the end of the last row is a jump too: omissions after the last source sentence.
        jump = int(np.diff(lo).max(initial=m - half - int(lo[-1])))
        width = min(max(2 * half + 1, jump + half + 1, int((last - lo).max()) + half + 1), m + 1)
        lo = np.minimum(lo, m + 1 - width)
        lo[0] = 0
        lo[-1] = m + 1 - width
        return Band(lo, width, m)

    def columns(self) -> Ints:
        """(n + 1, width) target index of every node."""
        columns: Ints = self.lo[:, None] + np.arange(self.width)
        return columns


def mask(band: Band, scores: Floats, shapes: Shapes = SHAPES) -> Floats:
    """Set the scores of beads that leave the grid or the band to NEVER, in place. Returns `scores`."""
    n, m, columns = band.n, band.m, band.columns()
    rows = np.arange(n + 1)
    for k, (a, b) in enumerate(shapes):
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
    rows, begin = np.unique(np.array([i for i, _ in corners]), return_index=True)
    ends = np.array([j for _, j in corners])
    # Omissions of target sentences lead along a row: the path may come to it before its first corner and leave it
    # behind its last.
    enter, leave = ends[begin], ends[np.append(begin[1:], len(ends)) - 1]
    # Row i lies in the rectangle that begins at the last corner with row <= i.
    which = np.searchsorted(rows, np.arange(n + 1), side="right") - 1
    exact = rows[which] == np.arange(n + 1)
    following = enter[np.minimum(which + 1, len(rows) - 1)]
    # Where the path may come to a row and where it may leave it, (n + 1,).
    come = np.where(exact, leave[np.maximum(which - 1, 0)], leave[which]), np.where(exact, enter[which], following)
    go = leave[which], np.where(rows[which] == n, leave[which], following)
    first = np.where(rows[which] == 0, 0, come[0])
    columns = band.columns()
    for k, (a, b) in enumerate(SHAPES):
        landing = columns + b
        if a:
            end = np.minimum(np.arange(n + 1) + a, n)
            # A bead may not step over a corner's row.
            over: NDArray[np.bool_] = np.asarray((which[end] - which) - (exact[end] & (which[end] > which)) > 0)
            bad = over[:, None] | (columns < go[0][:, None]) | (landing > come[1][end][:, None])
        else:
            bad = (columns < first[:, None]) | (landing > go[1][:, None])
        scores[:, :, k][bad] = NEVER
    return scores


class _Frame:
    """The tables of one search: which shapes occur at all, the running sums of 0-1 beads along each row, and where
    beads come from and lead to.

    Nodes are numbered row by row. One more, `nowhere`, stands for all outside the band: its value is NEVER.
    """

    def __init__(self, band: Band, scores: Floats, shapes: Shapes) -> None:
        self.band, self.scores, self.shapes = band, scores, shapes
        occurs: NDArray[np.bool_] = np.asarray((scores > NEVER / 2).any(axis=(0, 1)))
        self.keep = np.array([k for k, (a, _) in enumerate(shapes) if a > 0 and occurs[k]], dtype=np.int64)
        self.a = np.array([shapes[k][0] for k in self.keep], dtype=np.int64)
        self.b = np.array([shapes[k][1] for k in self.keep], dtype=np.int64)
        self.nowhere = (band.n + 1) * band.width
        step = np.maximum(scores[:, :, 0].astype(np.float64), -1e6)
        self.run = np.concatenate([np.zeros((band.n + 1, 1)), np.cumsum(step, axis=1)[:, :-1]], axis=1)

    def portions(self) -> Iterator[slice]:
        """The rows, in portions whose tables are small beside the scores."""
        step = max(1, _PORTION // max(1, self.band.width * len(self.keep)))
        for start in range(0, self.band.n + 1, step):
            yield slice(start, min(start + step, self.band.n + 1))

    def arrivals(self, rows: slice) -> tuple[Ints, NDArray[np.float64]]:
        """(r, K', width) the nodes from which beads arrive in each node of some rows, and the beads' scores."""
        here = np.arange(rows.start, rows.stop)[:, None]
        nodes, inside = self._reached(here, here - self.a, -self.b)
        return nodes, self.scores.reshape(-1).take(
            np.where(inside, nodes, 0) * len(self.shapes) + self.keep[:, None]
        ).astype(np.float64)

    def departures(self, rows: slice) -> tuple[Ints, NDArray[np.float64]]:
        """(r, K', width) the nodes to which beads lead from each node of some rows, and the beads' scores."""
        here = np.arange(rows.start, rows.stop)[:, None]
        nodes, _ = self._reached(here, here + self.a, self.b)
        return nodes, np.moveaxis(self.scores[rows][:, :, self.keep], 2, 1).astype(np.float64)

    def _reached(self, here: Ints, there: Ints, columns: Ints) -> tuple[Ints, NDArray[np.bool_]]:
        n, width, lo = self.band.n, self.band.width, self.band.lo
        exists = (there >= 0) & (there <= n)
        safe = np.clip(there, 0, n)
        offset = (lo[here] - lo[safe] + columns)[:, :, None] + np.arange(width)
        inside = (offset >= 0) & (offset < width) & exists[:, :, None]
        return np.where(inside, safe[:, :, None] * width + offset, self.nowhere), inside


def best_path(band: Band, scores: Floats, shapes: Shapes = SHAPES) -> tuple[list[tuple[int, int]], list[int]]:
    """The corners (i, j) of the best path from (0, 0) to (n, m) and the shape index of each bead between them.

    `scores` must be masked. Ties go to the smaller shape index. Where the band has no path (it always has one by
    omissions when it was made by `Band.around` or `Band.full`) the result is undefined.
    """
    frame = _Frame(band, scores, shapes)
    n, width = band.n, band.width
    keep, run = frame.keep, frame.run
    value = np.full(frame.nowhere + 1, float(NEVER))
    back = np.zeros((n + 1, width), dtype=np.int64)
    level = np.full((n + 1, width), float(NEVER))
    top = np.empty((n + 1, width))
    level[0, 0] = 0.0
    for rows in frame.portions():
        nodes, arriving = frame.arrivals(rows)
        for i in range(rows.start, rows.stop):
            if i and len(keep):
                found = arriving[i - rows.start]
                found += value.take(nodes[i - rows.start])
                found.argmax(axis=0, out=back[i])
                found.max(axis=0, out=level[i])
            # Omissions of target sentences: value[j] = max over x <= j of row[x] + (sum of steps from x to j).
            level[i] -= run[i]
            np.maximum.accumulate(level[i], out=top[i])
            np.add(top[i], run[i], out=value[i * width : (i + 1) * width])
    source = np.maximum.accumulate(np.where(level >= top, np.arange(width), 0), axis=1)
    corners, taken = [(n, band.m)], []
    i, x = n, int(band.m - band.lo[n])
    while i > 0 or x > 0:
        start = int(source[i, x])
        for back_x in range(x, start, -1):
            corners.append((i, int(band.lo[i]) + back_x - 1))
            taken.append(0)
        x = start
        if i == 0:
            break
        k = int(keep[back[i, x]])
        a, b = shapes[k]
        j = int(band.lo[i]) + x - b
        i -= a
        x = j - int(band.lo[i])
        corners.append((i, j))
        taken.append(k)
    return corners[::-1], taken[::-1]


def posteriors(band: Band, scores: Floats, shapes: Shapes = SHAPES) -> tuple[Floats, float]:
    """The probability of every bead, (n + 1, width, K), under the Gibbs distribution over whole paths whose
    log-potentials are the (masked) scores; and log Z. Semi-Markov forward-backward (Sarawagi and Cohen 2004)."""
    frame = _Frame(band, scores, shapes)
    n, width = band.n, band.width
    forward, backward = _messages(frame)
    total = float(forward[frame.nowhere - width + int(band.m - band.lo[n])])
    out = np.zeros_like(scores)
    # Omissions of target sentences lead to the next node of their row.
    out[:, :-1, 0] = _chance(
        forward[:-1].reshape(n + 1, width)[:, :-1]
        + scores[:, :-1, 0]
        + backward[:-1].reshape(n + 1, width)[:, 1:]
        - total
    )
    for rows in frame.portions():
        nodes, log = frame.departures(rows)
        log += backward.take(nodes)
        log += forward[rows.start * width : rows.stop * width].reshape(-1, 1, width) - total
        out[rows][:, :, frame.keep] = np.moveaxis(_chance(log), 1, 2)
    return out, total


def _chance(log: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.exp(np.clip(log, -80.0, 0.0)) * (log > -80.0)


def _messages(frame: _Frame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The log of the summed weight of all paths from the origin to each node, and from each node to the end, with one
    more for `nowhere`.

    The two sweeps are one, the second from the last row to the first and from right to left: what costs is the number
    of steps, not their width.
    """
    band, run, width, count = frame.band, frame.run, frame.band.width, len(frame.keep)
    n, nowhere = band.n, frame.nowhere
    # Both directions in one array: node x of the way back lies at 2 * nowhere - 1 - x, `nowhere` at the end.
    value = np.full(2 * nowhere + 1, float(NEVER))
    both = np.empty((2, width))
    row = np.full((2, width), float(NEVER))
    row[0, 0] = row[1, width - 1 - int(band.m - band.lo[n])] = 0.0
    for rows in frame.portions():
        mirrored = slice(n + 1 - rows.stop, n + 1 - rows.start)
        came, arriving = frame.arrivals(rows)
        to, departing = frame.departures(mirrored)
        came[came == nowhere] = 2 * nowhere
        to = np.where(to == nowhere, 2 * nowhere, 2 * nowhere - 1 - to)[::-1, :, ::-1]
        nodes = np.stack([came, to], axis=1)
        steps = np.stack([arriving, departing[::-1, :, ::-1]], axis=1)
        runs = np.stack([run[rows], -run[mirrored][::-1, ::-1]], axis=1)
        for i in range(rows.start, rows.stop):
            at = i - rows.start
            if i and count:
                found = steps[at]
                found += value.take(nodes[at])
                highest = found.max(axis=1)
                found -= highest[:, None, :]
                np.exp(found, out=found)
                found.sum(axis=1, out=row)
                np.log(row, out=row)
                row += highest
            elif i:
                row[:] = NEVER
            # Omissions of target sentences, any number of them: sums along the row.
            row -= runs[at]
            np.logaddexp.accumulate(row, axis=1, out=both)
            both += runs[at]
            value[i * width : (i + 1) * width] = both[0]
            value[nowhere + i * width : nowhere + (i + 1) * width] = both[1]
    ends = np.full(1, float(NEVER))
    return np.concatenate([value[:nowhere], ends]), np.concatenate([value[nowhere:-1][::-1], ends])
