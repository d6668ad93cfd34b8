"""Near twins: documents of one language that say nearly the same, such as versions of a report.

Whichever of two twins a translation goes with, nearly all of it fits. It is told by the difference: of what only one of
them says the translation should have as large a share as of what both say; where what both say stands; and, where both
have translations, by the longer one's being the longer one, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, tanh

import numpy as np

from duizhao.alignment.pairing.index import Ints, Vectors, likeness
from duizhao.alignment.pairing.matching import Edges

# The share of what two documents say that both say, from which they are twins, and how much less alike than its partner
# another document may be to be thought of at all.
_RESEMBLES, _RIVAL = 0.6, 0.6
# A key that every other document has says little, but it never speaks against who has it.
_COMMON = 0.8
# Natural logarithm of the odds by what only one says, by likeness (a difference as a share of the sum) and by lengths
# (the product of two logarithms), where both twins have translations, and where one has; fitted by
# scripts/bench_pairing.py --fit.
_BOTH = 0.464, 226.0, 8380.0
_ONE = 0.146, 32.7
_ROUNDS = 3


@dataclass
class _Side:
    """One language: its documents with their lengths, and which document of the other language each is taken together
    with at the moment."""

    rows: Vectors
    sizes: Sequence[int]
    partner: dict[int, int]


class NearTwins:
    """The twins among documents that an assignment takes together. `sizes` are the lengths of both languages'."""

    def __init__(
        self,
        vectors: tuple[Vectors, Vectors],
        sizes: tuple[Sequence[int], Sequence[int]],
        edges: Edges,
        partner: Mapping[int, int],
    ) -> None:
        back = {target: source for source, target in partner.items()}
        self._sides = _Side(vectors[0], sizes[0], dict(partner)), _Side(vectors[1], sizes[1], back)
        self._edges = edges
        self._alike: dict[tuple[int, int, int], bool] = {}

    def settle(self) -> dict[int, int]:
        """Exchange partners among twins where what tells them apart says so; who goes with whom then."""
        for _ in range(_ROUNDS):
            rivals = list(self.rivals())
            if sum(self._exchanged(mine, rival, side) for side, mine, rival in rivals) == 0:
                break
        return self._sides[0].partner

    def sureness(self) -> dict[int, float]:
        """How surely (-1..1) the partner of a source is its own and no twin's; sources without twins are left out."""
        found: dict[int, float] = {}
        for side, mine, rival in self.rivals():
            source = mine if side == 0 else self._sides[1].partner[mine]
            how = tanh(self._evidence(mine, rival, side) / 2)
            found[source] = min(found.get(source, 1.0), how)
        return found

    def without(self) -> Edges:
        """The edges without those that lead to a twin of somebody's partner."""
        twins = set()
        for side, mine, rival in self.rivals():
            other = self._sides[side].partner[mine]
            twins.add((rival, other) if side == 0 else (other, rival))
        return {pair: score for pair, score in self._edges.items() if pair not in twins}

    def rivals(self) -> Iterator[tuple[int, int, int]]:
        """The side, a document that has a partner, and a twin of it that has an edge to that partner, and for a partner
        of its own nobody or a twin of that partner."""
        near: tuple[dict[int, list[int]], dict[int, list[int]]] = defaultdict(list), defaultdict(list)
        for source, target in self._edges:
            near[0][target].append(source)
            near[1][source].append(target)
        for side in (0, 1):
            for mine, other in sorted(self._sides[side].partner.items()):
                least = _RIVAL * self._edges[(mine, other) if side == 0 else (other, mine)]
                for rival in near[side][other]:
                    score = self._edges[(rival, other) if side == 0 else (other, rival)]
                    if rival == mine or score < least or not self._resemble(mine, rival, side):
                        continue
                    theirs = self._sides[side].partner.get(rival)
                    if theirs is None or self._resemble(other, theirs, 1 - side):
                        yield side, mine, rival

    def _resemble(self, one: int, other: int, side: int) -> bool:
        key = side, min(one, other), max(one, other)
        if key not in self._alike:
            rows = self._sides[side].rows
            a, b = rows.row(one).ids, rows.row(other).ids
            both = len(np.intersect1d(a, b, assume_unique=True))
            self._alike[key] = both >= _RESEMBLES * (len(a) + len(b) - both)
        return self._alike[key]

    def _evidence(self, mine: int, rival: int, side: int) -> float:
        given = self.differences(mine, rival, side)
        return sum(w * f for w, f in zip(_BOTH if len(given) == len(_BOTH) else _ONE, given, strict=True))

    def differences(self, mine: int, rival: int, side: int) -> tuple[float, ...]:
        """What speaks for `mine` having its partner, and `rival` its own (or none), rather than the other way round: as
        the weights of this module have it. Of the other way round it is the negative."""
        here, there = self._sides[side], self._sides[1 - side]
        other, theirs = here.partner[mine], here.partner.get(rival)
        said = self._said(mine, rival, other, side)
        own, crossed = self._alike_by(mine, other, side), self._alike_by(rival, other, side)
        if theirs is None:
            return said, (own - crossed) / max(own + crossed, 1e-9)
        said += self._said(rival, mine, theirs, side)
        own, crossed = own + self._alike_by(rival, theirs, side), crossed + self._alike_by(mine, theirs, side)
        longer, too = (
            log(max(sizes[a], 1) / max(sizes[b], 1))
            for sizes, a, b in ((here.sizes, mine, rival), (there.sizes, other, theirs))
        )
        return said, (own - crossed) / max(own + crossed, 1e-9), longer * too

    def _alike_by(self, one: int, other: int, side: int) -> float:
        pair = (one, other) if side == 0 else (other, one)
        known = self._edges.get(pair)
        if known is None:
            known = likeness(self._sides[0].rows.row(pair[0]), self._sides[1].rows.row(pair[1]))
        return known

    def _said(self, mine: int, rival: int, other: int, side: int) -> float:
        """What speaks for `mine`, and against its twin, being the translation of `other`, by what only one of them
        says."""
        rows, theirs = self._sides[side].rows, self._sides[1 - side].rows
        a, b, there = rows.row(mine).ids, rows.row(rival).ids, theirs.row(other).ids
        common = np.intersect1d(a, b, assume_unique=True)
        share = (np.isin(common, there).sum() + 1) / (len(common) + 3)

        def weight(ids: Ints) -> float:
            chance = np.minimum((theirs.df[ids] + 0.5) / (len(theirs) + 1), _COMMON * share)
            met = np.isin(ids, there, assume_unique=True)
            return float(np.where(met, np.log(share / chance), np.log((1 - share) / (1 - chance))).sum())

        return weight(np.setdiff1d(a, b, assume_unique=True)) - weight(np.setdiff1d(b, a, assume_unique=True))

    def _exchanged(self, mine: int, rival: int, side: int) -> bool:
        """Give the partner of `mine` to its twin where the evidence says so; whether that was done."""
        here, there = self._sides[side].partner, self._sides[1 - side].partner
        other, theirs = here.get(mine), here.get(rival)
        pair = (rival, other) if side == 0 else (other, rival)
        if other is None or pair not in self._edges:
            return False  # who was exchanged meanwhile
        if theirs is not None and not self._resemble(other, theirs, 1 - side):
            return False
        if self._evidence(mine, rival, side) >= 0:
            return False
        crossed = (mine, theirs) if side == 0 else (theirs, mine)
        if theirs is not None and crossed not in self._edges:
            return False
        del here[mine]
        here[rival], there[other] = other, rival
        if theirs is not None:
            here[mine], there[theirs] = theirs, mine
        return True
