"""The coarse path: where in the target each source sentence roughly lies, found from blocks of sentences, coarse to
fine.

Both texts are cut into a few hundred blocks, aligned block by block, and the path is refined by a factor of four at a
time, each time in a band around the last path (the idea of Salvador and Chan's FastDTW 2007, as Vecalign uses it).
Time and memory are linear in the document, whatever its content: repeated passages cost nothing extra.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.signals.links import Postings

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

BLOCKS = 400
_REFINE = 4
_HALF = 12
# A block similarity counts as a match from so many standard deviations of unrelated blocks.
_MATCH = 1.5
# A key found in so many places weighs a half (in squares) of one found in few.
_SPREAD = 50.0
# Squares of lengths, of numbers of which single precision keeps seven digits.
_ROUNDING = 1e-10
# Numbers in the table of a level, in a portion of it, and the fewest buckets.
_ROOM = 2**24
_PORTION = 2**19
_LEAST = 384


class Sketch:
    """Lexical vectors of blocks of sentences, whose cosines tell which blocks translate each other.

    Every source key falls into one of d buckets with a sign (feature hashing, Weinberger et al. 2009), d as large as
    memory allows. A source block is the sum of its keys' idf, a target block that of the source keys which its own
    keys may translate; both less the mean block, so that what all blocks share counts for nothing.
    """

    def __init__(self, source: Postings, n: int, m: int, *, seed: int = 1) -> None:
        self.n, self.m = n, m
        keys = max(source.keys, 1)
        random = np.random.default_rng(seed)
        bucket = random.permutation(keys)
        sign = random.choice(np.array([-1.0, 1.0], dtype=np.float32), keys)
        self.buckets = keys
        idf = np.zeros(keys, dtype=np.float32)
        idf[source.key] = source.weight
        self.own = source.sentence, bucket[source.key], idf[source.key] * sign[source.key]
        code, strength = source.matched(np.arange(source.keys), 0, m)
        key, where = code // (m + 1), code % (m + 1)
        reach = np.bincount(key, minlength=keys)
        # A key that half the text may translate says little wherever it is found.
        weight = strength * idf[key] / np.sqrt(1 + reach[key] / _SPREAD).astype(np.float32) * sign[key]
        order = np.argsort(where, kind="stable")
        self.other = where[order], bucket[key[order]], weight[order]

    def blocks(self, rows: int, columns: int) -> tuple[Floats, Floats]:
        """Unit vectors (rows, d) and (columns, d) of the source and the target cut into so many blocks."""
        width = int(min(self.buckets, max(_LEAST, _ROOM // max(rows, columns))))
        return _hashed(*self.own, self.n, rows, width), _hashed(*self.other, self.m, columns, width)


def _hashed(sentence: Ints, bucket: Ints, weight: Floats, count: int, blocks: int, width: int) -> Floats:
    """(blocks, width) unit vectors of blocks of `count` sentences, from tokens in the order of the text."""
    block = sentence * blocks // max(count, 1) if blocks < count else sentence
    code = block * width + bucket % width
    out = np.empty((blocks, width), dtype=np.float32)
    total = np.zeros(width)
    # In portions that the processor's cache holds: the whole table is many times that.
    step = max(1, _PORTION // width)
    edges = np.searchsorted(block, np.arange(0, blocks + step, step))
    portions = [slice(start, min(start + step, blocks)) for start in range(0, blocks, step)]
    for rows, begin, end in zip(portions, edges[:-1], edges[1:], strict=True):
        size = rows.stop - rows.start
        sums = np.bincount(code[begin:end] - rows.start * width, weights=weight[begin:end], minlength=size * width)
        out[rows] = sums.reshape(size, width)
        total += sums.reshape(size, width).sum(axis=0)
    mean = (total / blocks).astype(np.float32)
    for rows in portions:
        part = out[rows]
        if blocks > 2:
            whole = np.einsum("ij,ij->i", part, part)
            part -= mean
            # What is left of blocks that all say the same is rounding, and would be blown up to vectors of its own.
            part[np.einsum("ij,ij->i", part, part) <= _ROUNDING * whole] = 0
        part /= np.maximum(np.sqrt(np.einsum("ij,ij->i", part, part)), 1e-9)[:, None]
    return out


def unit(vectors: Floats) -> Floats:
    """Rows scaled to length 1; rows of zeros stay."""
    out: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return out


def coarse_path(sketch: Sketch) -> NDArray[np.float64]:
    """(n + 1,) the target index at which each source boundary lies; from 0 to m, never decreasing."""
    n, m = sketch.n, sketch.m
    if not n or not m:
        return np.linspace(0.0, m, n + 1)
    blocks = BLOCKS if max(n, m) > 2 * BLOCKS else max(n, m)
    path: NDArray[np.float64] | None = None
    while True:
        rows, columns = min(blocks, n), min(blocks, m)
        # The first sentence of every block, as `Sketch.blocks` cuts them.
        edges_u, edges_v = -(-np.arange(rows + 1) * n // rows), -(-np.arange(columns + 1) * m // columns)
        if path is None:
            low, width = np.zeros(rows, dtype=np.int64), columns
        else:
            # Where the last path lies, in blocks of this level.
            at = np.interp(edges_u, np.arange(n + 1), path) * columns / m
            first, last = np.floor(at[:-1]) - _HALF, np.ceil(at[1:]) + _HALF
            width = int(min(columns, np.percentile(last - first, 99) + 1))
            low = np.clip(first, 0, columns - width).astype(np.int64)
        gains = _gains(*sketch.blocks(rows, columns), low, width)
        # Where nothing matches anything, straight on: a path of no account may run along the edge of the grid, and the
        # band around it would be all of it.
        corners = _trace(gains, low, columns) if (gains > 0).any() else np.linspace(0.0, columns, rows + 1)
        path = np.interp(np.arange(n + 1), edges_u, np.interp(corners, np.arange(columns + 1), edges_v))
        # Blocks of two sentences are as fine as the search around the path needs.
        if 2 * blocks >= max(n, m):
            return path
        blocks = min(blocks * _REFINE, max(n, m))


def _gains(a: Floats, b: Floats, low: NDArray[np.int64], width: int) -> Floats:
    """(rows, width) similarity in standard deviations of unrelated blocks, less what counts as a match."""
    rows = len(a)
    out = np.empty((rows, width), dtype=np.float32)
    step = 64
    for start in range(0, rows, step):
        stop = min(start + step, rows)
        first, last = int(low[start:stop].min()), int(low[start:stop].max()) + width
        dots = a[start:stop] @ b[first:last].T
        index = low[start:stop, None] - first + np.arange(width)
        out[start:stop] = np.take_along_axis(dots, index, axis=1)
    # Unrelated pairs are most of the grid, so the median and the lower quartile describe them.
    sample = out.ravel()[:: max(1, out.size // 200_000)]
    middle, quartile = np.percentile(sample, [50, 25])
    spread = max(float(middle - quartile) / 0.6745, 1e-6)
    result: Floats = np.minimum((out - middle) / spread, 8.0) - np.float32(_MATCH)
    return result


def _trace(gains: Floats, low: NDArray[np.int64], columns: int) -> NDArray[np.float64]:
    """(rows + 1,) column boundary of each row boundary on the best monotone path through the cells."""
    rows, width = gains.shape
    value = np.zeros(width)
    moves = np.zeros((rows, width), dtype=np.bool_)
    begins = np.zeros((rows, width), dtype=np.bool_)
    side = np.maximum(gains * 0.5, 0.0)
    # The gain of moves along a row, from its first column to each.
    run = np.cumsum(side, axis=1)
    # before[x + 1] is the value of the row above at this row's column x; before[0] that of the column left of it.
    before = np.zeros(width + 1)
    for i in range(rows):
        if i:
            shift = int(low[i] - low[i - 1])
            before.fill(-1e9)
            before[1 : max(width - shift, 0) + 1] = value[shift:]
            if 0 < shift <= width:
                before[0] = value[shift - 1]
        diagonal = before[:-1] + gains[i]
        down = before[1:] + side[i]
        np.less(diagonal, down, out=moves[i])
        level = np.maximum(diagonal, down)
        level -= run[i]
        top = np.maximum.accumulate(level)
        np.greater_equal(level, top, out=begins[i])
        value = top + run[i]
    start = np.maximum.accumulate(np.where(begins, np.arange(width), 0), axis=1)
    corners = np.zeros(rows + 1)
    corners[rows] = columns
    x = width - 1
    for i in range(rows - 1, -1, -1):
        x = int(start[i, x])
        column = int(low[i]) + x
        # A diagonal move enters the cell from its upper left corner, a downward one stays in the column.
        previous = column if moves[i, x] else column - 1
        corners[i] = max(0.0, previous + (0.5 if moves[i, x] else 1.0))
        if i:
            x = min(max(previous - int(low[i - 1]), 0), width - 1)
    corners[0] = 0.0
    return np.maximum.accumulate(corners)
