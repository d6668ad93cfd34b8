"""The lexical model on a toy language whose dictionary is known."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from duizhao.terminology.extraction.tokens import Ints
from duizhao.terminology.extraction.word_alignment import (
    AlignerSettings,
    diagonal,
    dictionary_prior,
    links,
    neighbourhood,
    train,
)

# Source word i is target word 9 - i.
SENTENCES = [(0, 1, 2), (1, 3), (2, 4, 0), (3, 4), (5, 0), (5, 1, 4), (2, 3, 5), (0, 4), (1, 2), (5, 2)]


def sentences() -> Iterator[tuple[Ints, Ints]]:
    for line in SENTENCES:
        yield np.array(line, dtype=np.int64), np.array([9 - w for w in line], dtype=np.int64)


def no_prior(source: Ints, target: Ints) -> np.ndarray:  # type: ignore[type-arg]
    return np.zeros(len(source))


def test_learns_the_dictionary() -> None:
    model = train(sentences, 6, 10, no_prior)
    for source, target in sentences():
        forward, backward = model.posteriors(source, target)
        assert forward.shape == backward.shape == (len(source), len(target))
        assert (forward.sum(0) <= 1 + 1e-9).all()
        assert (backward.sum(1) <= 1 + 1e-9).all()
        expected = source[:, None] + target[None, :] == 9
        assert (links(forward, backward) == expected).all()


def test_thinning_keeps_to_the_limit() -> None:
    model = train(sentences, 6, 10, no_prior, AlignerSettings(cells=30))
    assert len(model.pairs) < sum(len(a) * len(b) for a, b in sentences())


def test_nothing_to_train_on() -> None:
    model = train(lambda: iter(()), 0, 0, no_prior)
    forward, backward = model.posteriors(np.zeros(2, dtype=np.int64), np.zeros(3, dtype=np.int64))
    assert not forward.any()
    assert not backward.any()


def test_words_never_seen_together_have_no_link() -> None:
    model = train(sentences, 7, 11, no_prior)
    forward, _ = model.posteriors(np.array([6]), np.array([10]))
    assert forward.tolist() == [[0.0]]


def test_the_diagonal() -> None:
    grid = diagonal(4, 4, 3.0)
    assert np.allclose(np.diag(grid), 1.0)
    assert grid[0, 3] < grid[0, 1] < 1
    assert diagonal(0, 3, 3.0).shape == (0, 3)


def test_neighbours_support_each_other() -> None:
    q = np.zeros((5, 5))
    q[1, 1] = 1.0
    support = neighbourhood(q)
    assert support[1, 1] == pytest.approx(0.2)
    assert support[2, 2] == pytest.approx(0.7)
    assert support[1, 2] == pytest.approx(1.2)
    assert support[4, 4] == pytest.approx(0.2)


def test_one_word_for_two_follows_its_neighbour() -> None:
    forward = np.array([[0.9, 0.1], [0.1, 0.1], [0.0, 0.0]])
    backward = np.array([[0.9, 0.0], [0.4, 0.0], [0.0, 0.0]])
    assert links(forward, backward)[:, 0].tolist() == [True, True, False]


def test_a_prior_from_glosses() -> None:
    prior = dictionary_prior(["work", "24", "ilo"], ["工作", "2024", "ilo"], {"工作": {"work": 0.5}})
    source, target = np.array([0, 1, 2, 0]), np.array([0, 1, 2, 2])
    assert prior(source, target).tolist() == [0.5, 0.5, 1.0, 0.0]
