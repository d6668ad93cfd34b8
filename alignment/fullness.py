"""Fullness: how much of a unit the units that it was matched with account for, by their lengths.

Units are matched three to one at most. A page that was read as one paragraph is matched with some of its paragraphs,
and the rest look as if they were left out: what tells is that the page is far longer than what it was matched with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.units import Matched
from duizhao.corpora.language.scripts import count_han
from duizhao.corpora.model import Unit

# Characters that are added to both lengths, and how much longer than usual a unit may be for what it was matched with.
SHORT, ROOM = 12.0, 1.6
# Characters of English for one of Chinese, white space aside (see `lengths.py`).
HAN = 3.2
# How much longer the sentences of one text may be than those of the other without holding more of them.
USUAL = 1.15


@dataclass(frozen=True, eq=False)
class Fullness:
    """`filled` (n,) and (m,) the share of each unit's length (0..1) that the units which it was matched with account
    for, and others as far as they are likely; 1 for a unit that was matched with none. `hidden` the share of either
    side's borders of units that is thought to lie inside sentences of the other."""

    filled: tuple[NDArray[np.float64], NDArray[np.float64]]
    hidden: tuple[float, float]


def fullness(units: tuple[Sequence[Unit], Sequence[Unit]], sentences: tuple[int, int], matched: Matched) -> Fullness:
    """What the lengths of two documents' units say; `sentences` are how many either side has."""
    lengths = [np.array([_length(unit.text) for unit in side], dtype=np.float64) for side in units]
    found = [np.zeros(len(side)) for side in units]
    chances = {(u, v): chance for u, v, chance in matched.likely}
    chances |= {(u, v): 1.0 for bead in matched.beads for u in bead.source for v in bead.target}
    for (u, v), chance in chances.items():
        found[0][u] += chance * (lengths[1][v] + SHORT)
        found[1][v] += chance * (lengths[0][u] + SHORT)
    out = [
        np.where(held > 0, np.minimum(ROOM * held / (own + SHORT), 1.0), 1.0)
        for held, own in zip(found, lengths, strict=True)
    ]
    whole = float(lengths[0].sum()), float(lengths[1].sum())
    hidden = [
        min(_coarser(whole, (len(units[0]), len(units[1])), side), _coarser(whole, sentences, side)) for side in (0, 1)
    ]
    return Fullness((out[0], out[1]), (hidden[0], hidden[1]))


def _coarser(whole: tuple[float, float], counts: tuple[int, int], side: int) -> float:
    """The share of one side's parts that end inside a part of the other, by how long they are on average."""
    own, other = (whole[k] / max(counts[k], 1) for k in (side, 1 - side))
    return max(1 - USUAL * own / max(other, 1e-9), 0.0)


def _length(text: str) -> float:
    """How long a text is, in characters of English."""
    return len("".join(text.split())) + (HAN - 1) * count_han(text)
