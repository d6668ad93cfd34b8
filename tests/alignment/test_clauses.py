"""Clauses: where sentences are cut, and what is added up per sentence from an alignment of their clauses."""

from __future__ import annotations

import numpy as np
import pytest

from duizhao.alignment import Bead
from duizhao.alignment.beads import Range
from duizhao.alignment.clauses import LONGEST, Clauses, beads_of_clauses, shares, short
from duizhao.alignment.coverage import Windows
from duizhao.alignment.encoders.protocol import TokenVectors
from duizhao.alignment.search import INDEX, SHAPES, Band
from duizhao.alignment.signals import tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ([], []),
        (["，", "。"], [0, 0]),
        (["他", "走", "了", "，", "我", "留", "下", "。"], [0, 0, 0, 0, 1, 1, 1, 1]),
        (["▁Well", ",", "▁he", "▁went", "."], [0, 0, 0, 0, 0]),  # one word is no clause
        (["▁He", "▁went", ",", "”", "▁she", "▁said", "…", "”"], [0, 0, 0, 0, 1, 1, 1, 1]),
        (["▁a", "▁b", ";", "▁c", "▁d", "—", "▁e", "▁f"], [0, 0, 0, 1, 1, 1, 2, 2]),
    ],
)
def test_clauses_end_after_commas_and_what_follows_them(text: list[str], expected: list[int]) -> None:
    assert tokens.clauses(text) == expected
    assert tokens.clauses(text, 3) == [3 + clause for clause in expected]


def side(*sentences: str | None) -> tokens.TokenTable:
    """A table of sentences of one-letter tokens."""
    rng = np.random.default_rng(1)
    return tokens.table(
        [
            None if text is None else TokenVectors(tuple(text), rng.normal(size=(len(text), 4)).astype(np.float32))
            for text in sentences
        ]
    )


def every(table: tokens.TokenTable) -> Clauses:
    return Clauses.of(table, np.ones(len(table.start) - 1, dtype=bool))


def test_a_clause_never_goes_on_in_the_next_sentence() -> None:
    found = every(side("ab,cd", "ef", None, "gh,ij."))
    assert found.sentence.tolist() == [0, 0, 1, 3, 3]
    assert found.first.tolist() == [0, 2, 3, 3, 5]
    assert np.diff(found.lengths).tolist() == [3, 2, 2, 3, 3]
    assert found.table.start.tolist() == [0, 3, 5, 7, 10, 13]


def test_sentences_that_were_not_chosen_have_no_clauses() -> None:
    table = side("ab,cd", "ef,gh", "ij")
    found = Clauses.of(table, np.array([False, True, False]))
    assert found.sentence.tolist() == [1, 1]
    assert found.first.tolist() == [0, 0, 2, 2]
    assert np.array_equal(found.table.vectors, table.vectors[5:10])
    assert len(Clauses.of(table, np.zeros(3, dtype=bool))) == 0


def test_beads_of_sentences_become_beads_of_their_clauses() -> None:
    source, target = every(side("ab,cd", "ef")), every(side("xy", "zw,uv"))
    beads = [Bead(Range(0, 1), Range(0, 1)), Bead(Range(1, 2), Range(1, 2))]
    found = beads_of_clauses(beads, source, target)
    assert [(tuple(bead.source), tuple(bead.target)) for bead in found] == [((0, 2), (0, 1)), ((2, 3), (1, 3))]


def test_shares_say_where_a_sentences_clauses_went() -> None:
    # The second clause of the first source sentence is translated at the head of the second target sentence.
    source, target = every(side("ab,cd", "ef")), every(side("xy", "zw,uv"))
    band = Band.full(3, 3)
    probability = np.zeros((4, 4, len(SHAPES)), dtype=np.float32)
    for k in range(3):
        probability[k, k, INDEX[1, 1]] = 1.0
    views = Windows(np.zeros(2, dtype=np.int64), 2), Windows(np.zeros(2, dtype=np.int64), 2)
    forward, backward = shares(source, target, band, probability, views)
    for found, divided in ((forward.claimed, 0), (backward.claimed, 1)):
        whole = found[:, 0, 1]  # the range of both sentences holds all there is
        assert whole.mean() == pytest.approx(1.0)
        part = found[divided, :, 0] / whole[divided]
        assert part.sum() == pytest.approx(1.0)
        assert (part > 0.3).all()
    assert forward.claimed[1, :, 0].tolist() == pytest.approx([0.0, float(forward.claimed[1, 0, 1])])
    assert backward.claimed[0, :, 0].tolist() == pytest.approx([float(backward.claimed[0, 0, 1]), 0.0])


def test_an_improbable_bead_gives_as_little_as_it_is_probable() -> None:
    source, target = every(side("ab")), every(side("xy"))
    views = Windows(np.zeros(1, dtype=np.int64), 1), Windows(np.zeros(1, dtype=np.int64), 1)
    probability = np.zeros((2, 2, len(SHAPES)), dtype=np.float32)
    probability[0, 0, INDEX[1, 1]] = 0.25
    for found in shares(source, target, Band.full(1, 1), probability, views):
        assert found.claimed[0, 0, 0] == pytest.approx(0.25)


def test_long_shapes_are_closed_to_clauses() -> None:
    scores = short(np.zeros((2, 2, len(SHAPES)), dtype=np.float32))
    for k, (a, b) in enumerate(SHAPES):
        assert (scores[0, 0, k] < -1e8) == (a + b > LONGEST)
