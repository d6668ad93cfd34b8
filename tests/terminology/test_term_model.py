"""The model of terms: trees as they are written and read, and the boosting that makes them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from duizhao.terminology.extraction.in_context import VOTES
from duizhao.terminology.extraction.model import Tree, from_json, models
from duizhao.terminology.extraction.scoring import COMPARED, IN_CONTEXT, WEIGHED
from duizhao.terminology.extraction.votes import ROLES
from scripts.boosting import BoostSettings, boost
from scripts.fitting_votes import directions, out_of_fold, with_votes


def test_a_tree_sends_each_row_to_its_leaf() -> None:
    tree = Tree.of([[1, 0.5, 1, 2], [-1.0], [0, 0.25, 3, 4], [2.0], [3.0]])
    rows = np.array([[9.0, 0.5], [0.25, 0.6], [0.26, 0.6]])
    assert tree(rows).tolist() == [-1.0, 2.0, 3.0]
    assert tree(rows[:0]).tolist() == []


def test_a_model_reads_its_numbers_by_name() -> None:
    part = {
        "intercept": 1.0,
        "weights": {"a": 2.0, "b": 0.0},
        "base": -1.0,
        "features": ["b", "a"],
        "trees": [[[0, 0.5, 1, 2], [-4.0], [4.0]]],
    }
    model = from_json(part, ("a", "b"))
    # Half of 1 + 2a and of -1 + the tree, which asks b.
    logits = np.log(model(np.array([[0.0, 0.0], [1.0, 1.0]])) / (1 - model(np.array([[0.0, 0.0], [1.0, 1.0]]))))
    assert np.allclose(logits, [-2.0, 3.0])


def test_boosting_learns_what_no_sum_can_say_and_says_it_again() -> None:
    random = np.random.default_rng(3)
    x = random.random((600, 3))
    y = ((x[:, 0] > 0.5) != (x[:, 1] > 0.5)).astype(float)
    settings = BoostSettings(trees=80, rate=0.2, columns=1.0, least=10)
    base, trees = boost(x, y, np.ones(len(y)), np.array([True, True, False]), settings)
    score = base + sum(Tree.of(tree)(x) for tree in trees)
    assert ((score > 0) == (y > 0)).mean() > 0.95
    assert boost(x, y, np.ones(len(y)), np.array([True, True, False]), settings) == (base, trees)
    assert all(node[0] != 2 for tree in trees for node in tree if len(node) > 1)


def test_a_model_asks_nothing_that_is_not_known_where_it_is_used() -> None:
    text = resources.files("duizhao.terminology.extraction").joinpath("weights.json").read_text("utf-8")
    table = json.loads(text)
    for kind, unknown in (("plain", {*COMPARED, *IN_CONTEXT}), ("compared", set(IN_CONTEXT)), ("context", set())):
        part = table[kind]
        asked = {part["features"][int(node[0])] for tree in part["trees"] for node in tree if len(node) > 1}
        assert not asked & unknown
        assert not any(part["weights"][name] for name in unknown)
        assert set(part["features"]) == set(WEIGHED)
    assert set(models(WEIGHED)) == set(table) == {"plain", "compared", "context"}


def test_directions_find_what_tells_right_from_wrong() -> None:
    random = np.random.default_rng(5)

    @dataclass
    class Sample:
        numbers: NDArray[np.float64]
        words: NDArray[np.float16]
        right: NDArray[np.bool_]

    samples = []
    for _ in range(4):
        words = random.normal(size=(80, 2 * len(ROLES), 6)).astype(np.float16)
        right = words[:, 0, 2] - words[:, 8, 4] > 0
        samples.append(Sample(np.zeros((80, len(WEIGHED))), words, right))
    found = directions(samples, ridge=1.0)
    strength = np.abs(found)
    assert {tuple(map(int, np.unravel_index(i, found.shape))) for i in strength.ravel().argsort()[-2:]} == {
        (0, 2),
        (8, 4),
    }
    assert found[0, 2] > 0 > found[8, 4]
    # Votes for a document come from directions that were made without it.
    votes = WEIGHED.index(VOTES[0])
    for sample, numbers in zip(samples, out_of_fold(samples, folds=4), strict=True):
        assert ((numbers[:, votes] > 0) == sample.right).mean() > 0.75
        assert not np.allclose(numbers, with_votes(sample, found))
