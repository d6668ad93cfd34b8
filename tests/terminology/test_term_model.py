"""The model of terms: trees as they are written and read, and the boosting that makes them."""

from __future__ import annotations

import json
from importlib import resources

import numpy as np

from duizhao.terminology.extraction.model import Tree, from_json, models
from duizhao.terminology.extraction.scoring import ENCODED, WEIGHED
from scripts.boosting import BoostSettings, boost


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


def test_the_model_for_texts_without_an_encoder_asks_nothing_of_one() -> None:
    text = resources.files("duizhao.terminology.extraction").joinpath("weights.json").read_text("utf-8")
    plain = json.loads(text)["plain"]
    asked = {plain["features"][int(node[0])] for tree in plain["trees"] for node in tree if len(node) > 1}
    assert not asked & set(ENCODED)
    assert not any(plain["weights"][name] for name in ENCODED)
    assert set(plain["features"]) == set(WEIGHED)
    assert set(models(WEIGHED)) == {"plain", "encoder"}
