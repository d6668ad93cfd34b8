"""Beads: which source sentences stand for which target sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import say


class Range(NamedTuple):
    """A half-open range of sentence indices; empty for an omission."""

    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start


@dataclass(frozen=True, slots=True)
class Bead:
    """Source sentences `source` correspond to target sentences `target`; an empty range is an omission.

    `score` is the model's log-linear score (higher is better, no fixed range), `confidence` the calibrated probability
    (0..1) that just these sentences belong together.
    """

    source: Range
    target: Range
    score: float = 0.0
    confidence: float = 1.0

    @property
    def shape(self) -> tuple[int, int]:
        return self.source.stop - self.source.start, self.target.stop - self.target.start

    @property
    def omission(self) -> bool:
        return 0 in self.shape

    def swapped(self) -> Bead:
        return Bead(self.target, self.source, self.score, self.confidence)


def beads_of(corners: Sequence[tuple[int, int]]) -> tuple[Bead, ...]:
    """Beads from the corners (i, j) of a monotone path, the first of which is its origin.

    >>> [bead.shape for bead in beads_of([(0, 0), (1, 2), (2, 2)])]
    [(1, 2), (1, 0)]
    """
    return tuple(Bead(Range(a, c), Range(b, d)) for (a, b), (c, d) in pairwise(corners))


def check_cover(beads: Iterable[Bead], n: int, m: int) -> None:
    """Raise InputError unless the beads cover `n` source and `m` target sentences once and in order."""
    i = j = 0
    for k, bead in enumerate(beads):
        if (bead.source.start, bead.target.start) != (i, j) or bead.source.stop < i or bead.target.stop < j:
            raise InputError(
                say(
                    "bead {k} begins at {begins_source}:{begins_target} where {i}:{j} was due",
                    k=k,
                    begins_source=bead.source.start,
                    begins_target=bead.target.start,
                    i=i,
                    j=j,
                )
            )
        i, j = bead.source.stop, bead.target.stop
    if (i, j) != (n, m):
        raise InputError(say("the beads end at {i}:{j}, the texts at {n}:{m}", i=i, j=j, n=n, m=m))
