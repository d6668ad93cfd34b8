"""All paths of beads through bands, for fitting: the probability of each cell given the scores of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.search import SHAPES, Band

Floats = NDArray[np.float64]
K = len(SHAPES)
A = np.array([a for a, _ in SHAPES])
B = np.array([b for _, b in SHAPES])


class Lattice:
    """Some beads of several chapters as one lattice, for forward-backward over all of them at once, row by row.

    A cell is the number of a bead: (row * width + column) * K + shape, the chapters' rows one below the other. The
    cells ascend, and each chapter's hold a path; the omissions of target sentences, which alone lead to the same row,
    are all open.
    """

    def __init__(self, bands: Sequence[Band], cells: NDArray[np.int64], width: int) -> None:
        self.width = width
        self.base = np.cumsum([0, *(band.n + 1 for band in bands)])
        self.rows = int(self.base[-1])
        low = np.concatenate([band.lo for band in bands])
        node, shape = cells // K, cells % K
        self.along = np.flatnonzero(shape == 0)
        self.across = np.flatnonzero(shape > 0)
        self.step = node[self.along]
        self.node = node[self.across]
        row = self.node // width
        end = row + A[shape[self.across]]
        self.to = end * width + self.node % width + low[row] - low[end] + B[shape[self.across]]
        self.ends = self.base[1:] - 1, np.array([band.m - int(band.lo[-1]) for band in bands])
        # The rows of all chapters that are as far from the beginning, or from the end, and the beads that lead there.
        n = np.array([band.n for band in bands])
        chapter = np.repeat(np.arange(len(bands)), np.diff(self.base))
        done = np.arange(self.rows) - self.base[chapter]
        self.forward = list(self._steps(self.to, done, int(n.max())))
        self.backward = list(self._steps(self.node, n[chapter] - done, int(n.max())))

    def _steps(
        self, node: NDArray[np.int64], far: NDArray[np.int64], longest: int
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
        """For each distance its rows, its beads by node, where each node's beads begin, and the nodes."""
        order = np.lexsort((node, far[node // self.width]))
        edges = np.searchsorted(far[node // self.width][order], np.arange(longest + 2))
        rows = np.argsort(far, kind="stable")
        ends = np.searchsorted(far[rows], np.arange(longest + 2))
        for at in range(longest + 1):
            beads = order[edges[at] : edges[at + 1]]
            nodes, starts = np.unique(node[beads], return_index=True)
            yield rows[ends[at] : ends[at + 1]], beads, starts, nodes

    def posteriors(self, scores: NDArray[np.float32]) -> tuple[Floats, Floats]:
        """The probability of every cell and log Z of every chapter, from the cells' scores."""
        score = scores.astype(np.float64)
        across = score[self.across]
        step = np.full(self.rows * self.width, -1e5)
        step[self.step] = np.maximum(score[self.along], -1e5)
        step = step.reshape(self.rows, self.width)
        run = np.concatenate([np.zeros((self.rows, 1)), np.cumsum(step, axis=1)[:, :-1]], axis=1)
        before = np.full((self.rows, self.width), -1e9)
        ahead = before.copy()
        before[self.base[:-1], 0] = 0.0
        ahead[self.ends] = 0.0
        flat = before.reshape(-1), ahead.reshape(-1)
        for rows, beads, starts, nodes in self.forward:
            if len(beads):
                flat[0][nodes] = _log_sum(flat[0][self.node[beads]] + across[beads], starts)
            before[rows] = np.logaddexp.accumulate(before[rows] - run[rows], axis=1) + run[rows]
        for rows, beads, starts, nodes in self.backward:
            if len(beads):
                flat[1][nodes] = _log_sum(flat[1][self.to[beads]] + across[beads], starts)
            total = (ahead[rows] + run[rows])[:, ::-1]
            ahead[rows] = np.logaddexp.accumulate(total, axis=1)[:, ::-1] - run[rows]
        z = before[self.ends]
        each = np.repeat(z, np.diff(self.base))
        out = np.zeros(len(score))
        for which, first, last in ((self.across, self.node, self.to), (self.along, self.step, self.step + 1)):
            log = flat[0][first] + score[which] + flat[1][last] - each[first // self.width]
            out[which] = np.exp(np.clip(log, -60.0, 0.0))
        return out, z


def _log_sum(values: Floats, starts: NDArray[np.int64]) -> Floats:
    """The logarithms of the summed exponentials of each stretch of values."""
    top = np.maximum.reduceat(values, starts)
    size = np.diff(starts, append=len(values))
    out: Floats = top + np.log(np.add.reduceat(np.exp(values - np.repeat(top, size)), starts))
    return out
