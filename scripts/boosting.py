"""Gradient boosting of small decision trees for yes and no (Friedman 2001), as `scripts/fit_terms.py` needs it.

A few thousand rows and some seventy numbers: each number is cut into at most 32 steps, trees grow leaf by leaf, each
sees a random part of the rows and of the numbers. The same seed gives the same trees.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Node = list[float]  # [feature, threshold, low, high] or [value]


@dataclass(frozen=True)
class BoostSettings:
    """`rate` shrinks each tree, `leaves` and `least` (rows in a leaf) keep it small, `ridge` shrinks a leaf's value,
    `columns` and `rows` are the shares that a tree sees."""

    trees: int = 300
    rate: float = 0.04
    leaves: int = 16
    least: int = 20
    ridge: float = 10.0
    columns: float = 0.4
    rows: float = 0.7
    steps: int = 32
    seed: int = 0


@dataclass(eq=False)
class _Leaf:
    rows: NDArray[np.int64]
    node: int
    gain: float = 0.0
    feature: int = -1
    cut: int = -1


def boost(
    x: Floats, y: Floats, weight: Floats, allowed: NDArray[np.bool_], settings: BoostSettings = BoostSettings()
) -> tuple[float, list[list[Node]]]:
    """Base log-odds and trees for rows `x` (n, features) with labels `y` (0 or 1) and weights; only `allowed` features
    are used."""
    random = np.random.default_rng(settings.seed)
    edges = [np.unique(np.quantile(column, np.linspace(0, 1, settings.steps + 1)[1:-1])) for column in x.T]
    binned = np.column_stack([np.searchsorted(edge, column) for edge, column in zip(edges, x.T, strict=True)])
    share = float((weight * y).sum() / weight.sum())
    base = float(np.log(share / (1 - share)))
    score = np.full(len(y), base)
    trees = []
    names = np.flatnonzero(allowed & np.array([len(edge) > 0 for edge in edges]))
    for _ in range(settings.trees):
        p = 1 / (1 + np.exp(-score))
        gradient, hessian = weight * (p - y), weight * p * (1 - p)
        rows = np.sort(random.choice(len(y), round(settings.rows * len(y)), replace=False))
        columns = np.sort(random.choice(names, max(1, round(settings.columns * len(names))), replace=False))
        nodes = _grow(binned, gradient, hessian, rows, columns, settings)
        tree: list[Node] = []
        for node in nodes:
            if len(node) > 1:
                # A little more than the number of a row, so that it stays on its side when it is written down.
                node = [node[0], round(float(edges[int(node[0])][int(node[1])]) + 5e-7, 6), *node[2:]]
            tree.append(node)
        trees.append(tree)
        score += _values(binned, nodes)
    return base, trees


def _grow(
    binned: NDArray[np.int64],
    gradient: Floats,
    hessian: Floats,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    settings: BoostSettings,
) -> list[Node]:
    """One tree whose thresholds are still numbers of steps: the leaf that gains most is cut, until there are enough."""
    nodes: list[Node] = [[]]
    leaves = [_best_cut(_Leaf(rows, 0), binned, gradient, hessian, columns, settings)]
    while len(leaves) < settings.leaves:
        leaf = max(leaves, key=lambda leaf: leaf.gain)
        if leaf.gain <= 0:
            break
        leaves.remove(leaf)
        low = binned[leaf.rows, leaf.feature] <= leaf.cut
        first = len(nodes)
        nodes[leaf.node] = [leaf.feature, leaf.cut, first, first + 1]
        nodes += [[], []]
        for k, part in enumerate((leaf.rows[low], leaf.rows[~low])):
            leaves.append(_best_cut(_Leaf(part, first + k), binned, gradient, hessian, columns, settings))
    for leaf in leaves:
        g, h = gradient[leaf.rows].sum(), hessian[leaf.rows].sum()
        nodes[leaf.node] = [float(-settings.rate * g / (h + settings.ridge))]
    return nodes


def _best_cut(
    leaf: _Leaf,
    binned: NDArray[np.int64],
    gradient: Floats,
    hessian: Floats,
    columns: NDArray[np.int64],
    settings: BoostSettings,
) -> _Leaf:
    n, wide = settings.steps, len(columns)
    places = (binned[np.ix_(leaf.rows, columns)] + n * np.arange(wide)).ravel()
    parts = (np.repeat(each, wide) for each in (gradient[leaf.rows], hessian[leaf.rows], np.ones(len(leaf.rows))))
    sums = [np.bincount(places, part, minlength=n * wide).reshape(wide, n).cumsum(1) for part in parts]
    (g, h, low), (all_g, all_h, rows) = sums, [each[:, -1:] for each in sums]
    gain = g**2 / (h + settings.ridge) + (all_g - g) ** 2 / (all_h - h + settings.ridge)
    gain -= all_g**2 / (all_h + settings.ridge)
    gain[(low < settings.least) | (rows - low < settings.least)] = 0.0
    column, leaf.cut = divmod(int(gain.argmax()), n)
    leaf.gain, leaf.feature = float(gain.max()), int(columns[column])
    return leaf


def _values(binned: NDArray[np.int64], nodes: list[Node]) -> Floats:
    """The value of the leaf that each row falls into."""
    at = np.zeros(len(binned), dtype=np.int64)
    for k, node in enumerate(nodes):  # a node's children come after it
        if len(node) > 1:
            here = at == k
            low = binned[:, int(node[0])] <= node[1]
            at[here & low], at[here & ~low] = int(node[2]), int(node[3])
    return np.array([node[0] if len(node) == 1 else 0.0 for node in nodes])[at]
