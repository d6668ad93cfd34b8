"""The fitted model that makes a probability of the numbers of a proposal: half of it is a weighted sum, half small
decision trees, which know that a sign may count for one kind of pair and not for another.

`scripts/fit_terms.py` makes `weights.json`: a model for pairs of which no encoder knows anything, one for those that
were compared by their vectors, and one for those whose words were also seen in their sentences.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_HOPELESS = -8.0  # log-odds of the sum under which no trees make a pair probable


@dataclass(frozen=True)
class Tree:
    """A binary tree as columns, one entry a node: at node k a row goes on to `low[k]` where its number `feature[k]` is
    at most `threshold[k]`, else to `high[k]`; a leaf has itself there, and its `value` is the tree's."""

    feature: NDArray[np.int64]
    threshold: Floats
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    value: Floats

    @classmethod
    def of(cls, nodes: Sequence[Sequence[float]]) -> Tree:
        """From nodes [feature, threshold, low, high] and leaves [value]."""
        table = np.array([[*node, 0.0] if len(node) > 1 else [0, 0.0, k, k, node[0]] for k, node in enumerate(nodes)])
        whole = table[:, (0, 2, 3)].astype(np.int64)
        return cls(whole[:, 0], table[:, 1], whole[:, 1], whole[:, 2], table[:, 4])

    def __call__(self, rows: Floats) -> Floats:
        """The tree's value for rows of numbers, shape (n,)."""
        at = np.zeros(len(rows), dtype=np.int64)
        every = np.arange(len(rows))
        while len(rows):
            following = np.where(rows[every, self.feature[at]] <= self.threshold[at], self.low[at], self.high[at])
            if (following == at).all():
                break
            at = following
        return self.value[at]


@dataclass(frozen=True)
class TermModel:
    """`intercept` and `weights` of the sum, `base` and `trees` of the rest, all of them log-odds."""

    intercept: float
    weights: Floats
    base: float
    trees: tuple[Tree, ...]

    def __call__(self, rows: Floats) -> Floats:
        """Probabilities for rows of numbers (shape (n, features)), shape (n,), 0..1."""
        summed = rows @ self.weights + self.intercept
        grown = np.full(len(rows), self.base)
        # What the sum gives up is not worth the trees' time: most candidates of a long memory.
        open_ = np.flatnonzero(summed > _HOPELESS)
        asked = rows[open_]
        for tree in self.trees:
            grown[open_] += tree(asked)
        result: Floats = 1.0 / (1.0 + np.exp(-np.clip((summed + grown) / 2, -30, 30)))
        return result


def from_json(part: Mapping[str, Any], names: Sequence[str]) -> TermModel:
    """A model from its form in `weights.json`; `names` are the numbers of a row in order. Trees count numbers as
    `features` lists them there."""
    order = [names.index(name) for name in part["features"]]
    trees = (
        Tree.of([[order[int(node[0])], *node[1:]] if len(node) > 1 else node for node in nodes])
        for nodes in part["trees"]
    )
    weights = np.array([part["weights"][name] for name in names])
    return TermModel(float(part["intercept"]), weights, float(part["base"]), tuple(trees))


@cache
def models(names: tuple[str, ...]) -> Mapping[str, TermModel]:
    """The fitted models: `plain`, `compared` and `context`."""
    text = resources.files("duizhao.terminology.extraction").joinpath("weights.json").read_text("utf-8")
    return {name: from_json(part, names) for name, part in json.loads(text).items()}
