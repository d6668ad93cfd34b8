"""Of a phrase and the longer one that it is always a piece of, the longer is taken where it adds the head."""

from __future__ import annotations

import pytest

from duizhao.terminology.extraction.proposal import Key, Proposal
from duizhao.terminology.extraction.termhood import TermhoodSettings, _unbroken


def option(english: str, key: Key, probability: float, count: int = 4) -> Proposal:
    sentences = list(range(count))
    p = Proposal("潮闸", ("潮", "闸"), english, key, 4, 4, count, sentences, count, [], [])
    p.probability = probability
    return p


@pytest.mark.parametrize(
    ("short", "long", "taken"),
    [
        (option("tide", (1,), 0.8), option("tide gate", (1, 2), 0.6), "tide gate"),
        (option("war", (1,), 0.8), option("state of war", (2, 3, 1), 0.6), "state of war"),
        (option("compilation", (1,), 0.8), option("perform compilation", (3, 1), 0.6), "compilation"),
        (option("tide", (1,), 0.8, 8), option("tide gate", (1, 2), 0.6), "tide"),
        (option("tide", (1,), 0.8), option("tide gate", (1, 2), 0.1), "tide"),
    ],
    ids=["a head behind", "a head before of", "a verb before", "not always", "improbable"],
)  # fmt: skip
def test_the_longer_phrase_is_taken_where_it_adds_the_head(short: Proposal, long: Proposal, taken: str) -> None:
    assert _unbroken(short, [short, long], TermhoodSettings()).english == taken
