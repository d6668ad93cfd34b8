"""Clauses: what lies between commas, aligned on its own to see where a sentence's parts went.

Translators cut sentences at other commas than authors do. A sentence whose last clause is translated in the next bead
looks well covered as a whole; its clauses tell. They are aligned by their tokens and lengths alone, and what each
clause corresponds to, by its posterior probability, is added up per sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.beads import Bead, Range
from duizhao.alignment.coverage import Coverage, Windows, ranges
from duizhao.alignment.search import B_MAX, NEVER, SHAPES, Band
from duizhao.alignment.signals.tokens import TokenTable

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# Columns either side of the path of the sentences.
HALF = 6
# Clauses are short and their beads too: longer ones only blur where a clause went.
LONGEST = 5
# Sums below this are not worth adding up.
_LEAST = 1e-3
_TOO_LONG = np.array([a + b > LONGEST for a, b in SHAPES])


@dataclass(frozen=True)
class Clauses:
    """The clauses of one side in order: `table`, whose "sentences" are clauses; the `sentence` (c,) that each is part
    of; and its `weight` (c,), the sum of its tokens'. `first` (n + 1,) is where each sentence's begin."""

    table: TokenTable
    sentence: Ints
    weight: NDArray[np.float64]
    first: Ints

    @staticmethod
    def of(table: TokenTable, chosen: NDArray[np.bool_]) -> Clauses:
        """The clauses of the chosen sentences, (n,) bool; the others have none."""
        kept = chosen[table.sentence]
        clause = table.clause[kept]
        new = np.ones(len(clause), dtype=bool)
        new[1:] = clause[1:] != clause[:-1]
        start = np.append(np.flatnonzero(new), len(clause)).astype(np.int64)
        number = (np.cumsum(new) - 1).astype(np.int64)
        sentence = table.sentence[kept][start[:-1]]
        weight = np.bincount(number, table.weight[kept], len(sentence)).astype(np.float64)
        own = replace(
            table,
            sentence=number,
            clause=number,
            weight=table.weight[kept],
            length=table.length[kept],
            vectors=table.vectors[kept],
            start=start,
        )
        return Clauses(own, sentence, weight, np.searchsorted(sentence, np.arange(len(chosen) + 1)))

    def __len__(self) -> int:
        return len(self.sentence)

    @property
    def lengths(self) -> NDArray[np.float64]:
        """(c + 1,) sums of the clauses' lengths in characters before every boundary."""
        size = np.bincount(self.table.sentence, self.table.length, len(self))
        return np.concatenate([[0.0], np.cumsum(np.maximum(size, 1.0))])


def beads_of_clauses(beads: Sequence[Bead], source: Clauses, target: Clauses) -> tuple[Bead, ...]:
    """Beads of sentences as ranges of their clauses."""

    def span(side: Clauses, own: Range) -> Range:
        return Range(int(side.first[own.start]), int(side.first[own.stop]))

    return tuple(Bead(span(source, bead.source), span(target, bead.target)) for bead in beads)


def short(scores: Floats) -> Floats:
    """Close the shapes that are too long for clauses, in place."""
    scores[:, :, _TOO_LONG] = NEVER
    return scores


def shares(
    source: Clauses, target: Clauses, band: Band, probability: Floats, views: tuple[Windows, Windows]
) -> tuple[Coverage, Coverage]:
    """For every sentence and every range of its window the share of the sentence whose clauses correspond to clauses in
    the range, times the sentence's own weight: the root of its tokens', over the mean of that. From the probability of
    each bead of clauses in their band. The share stands in `claimed`; `covered` is empty.
    """
    n, m = len(views[0].low), len(views[1].low)
    mass = np.zeros((n, views[0].width)), np.zeros((m, views[1].width))
    run = [np.concatenate([[0.0], np.cumsum(side.weight)]) for side in (source, target)]
    for k, (a, b) in enumerate(SHAPES):
        if not a or not b or a + b > LONGEST:
            continue
        row, column = np.nonzero(probability[:, :, k] > _LEAST)
        chance = probability[row, column, k].astype(np.float64)
        j = column + band.lo[row]
        whole = np.maximum(run[0][row + a] - run[0][row], 1e-9), np.maximum(run[1][j + b] - run[1][j], 1e-9)
        for x in range(a):
            for y in range(b):
                worth = chance * source.weight[row + x] * target.weight[j + y]
                s, t = source.sentence[row + x], target.sentence[j + y]
                _add(mass[0], views[0], s, t, worth / whole[1])
                _add(mass[1], views[1], t, s, worth / whole[0])
    found = []
    for side, own in zip((source, target), mass, strict=True):
        total = np.bincount(side.sentence, side.weight, len(own))
        root = np.sqrt(total)
        root /= max(float(root[total > 0].mean()) if (total > 0).any() else 1.0, 1e-9)
        own *= (root / np.maximum(total, 1e-9))[:, None]
        found.append(ranges(np.cumsum(own, axis=1), B_MAX).astype(np.float32))
    nothing = np.zeros((0, 0, 0), dtype=np.float32)
    return Coverage(nothing, found[0]), Coverage(nothing, found[1])


def _add(mass: NDArray[np.float64], view: Windows, own: Ints, other: Ints, worth: NDArray[np.float64]) -> None:
    at = other - view.low[own]
    seen = (at >= 0) & (at < view.width)
    np.add.at(mass, (own[seen], at[seen]), worth[seen])
