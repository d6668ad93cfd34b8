"""Paths: where in the target each boundary of the source lies, before it is decided which sentences make a bead.

A path is (n + 1,) float64, the target index at every source boundary, from 0 to m.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.beads import Bead
from duizhao.alignment.coverage import Windows
from duizhao.alignment.search import Floats


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


def path_of(beads: Sequence[Bead], n: int) -> NDArray[np.float64]:
    """(n + 1,) the target index at each source boundary, inside a bead along its diagonal."""
    rows = [0.0, *(bead.source.stop + 1e-6 * (k + 1) for k, bead in enumerate(beads))]
    columns = [0.0, *(float(bead.target.stop) for bead in beads)]
    return np.interp(np.arange(n + 1), rows, columns)


def within(path: NDArray[np.float64], corners: Sequence[tuple[int, int]], small: float) -> NDArray[np.float64]:
    """The path, moved into the rectangles between the corners: inside one of at most `small` columns, its diagonal."""
    rows, columns = (np.array(side, dtype=np.float64) for side in zip(*corners, strict=True))
    every = np.arange(len(path))
    which = np.clip(np.searchsorted(rows, every, side="right") - 1, 0, len(rows) - 2)
    diagonal = np.interp(every, rows, columns)
    narrow = columns[which + 1] - columns[which] <= small
    inside = np.clip(path, columns[which], columns[which + 1])
    inside[rows.astype(np.int64)] = columns
    return np.maximum.accumulate(np.where(narrow, diagonal, inside))
