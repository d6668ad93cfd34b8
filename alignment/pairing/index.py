"""Who may belong together: every document looks up its rarest keys in an index of the other language's documents.

A document looks at no more than a fixed number of places, however many documents there are: the work grows in a
straight line with the pile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.pairing.profiles import DATE, NAME, NUMBER, OWN, SYMBOL, VALUE, WORD, Profile, kinds_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

# How much a key of each kind says beside a word of the same rarity: a dictionary guesses, a date does not.
_WEIGHTS = {WORD: 1.0, VALUE: 2.0, DATE: 2.5, SYMBOL: 3.0, NUMBER: 1.5, NAME: 1.5, OWN: 6.0}
# Places of the index that a document looks at, and the candidates that are kept of what it finds there.
BUDGET = 20_000
MOST = 10
# How far from each other (in shares of the document) two places are that agree, and what a key counts for that is
# elsewhere: both texts say it, but perhaps not of the same thing.
_NEAR, _ELSEWHERE = 0.03, 0.2


class DocumentRow(NamedTuple):
    """A document: ascending numbers of a vocabulary, their weights, of unit length together, their places (0..1)."""

    ids: Ints
    weights: Floats
    places: Floats


@dataclass(frozen=True, eq=False)
class Vectors:
    """The profiles of one language: row r is what lies between `start[r]` and `start[r + 1]` in the arrays of a
    `DocumentRow`. `df` (V,) says in how many rows each key stands."""

    start: Ints
    ids: Ints
    weights: Floats
    places: Floats
    df: Ints

    def row(self, r: int) -> DocumentRow:
        """One document."""
        part = slice(int(self.start[r]), int(self.start[r + 1]))
        return DocumentRow(self.ids[part], self.weights[part], self.places[part])

    def __len__(self) -> int:
        return len(self.start) - 1


def vectors(sources: Sequence[Profile], targets: Sequence[Profile]) -> tuple[Vectors, Vectors]:
    """Both languages' profiles over one vocabulary. A key weighs the more the fewer documents of its language have it,
    and little more where it stands often in one."""
    vocabulary = np.unique(np.concatenate([np.zeros(0, np.int64), *(p.keys for p in (*sources, *targets))]))
    kind_weights = np.array([_WEIGHTS[kind] for kind in sorted(_WEIGHTS)], dtype=np.float32)
    of_kind = kind_weights[kinds_of(vocabulary)]
    first, second = (_vectors(side, vocabulary, of_kind) for side in (sources, targets))
    return first, second


def _vectors(side: Sequence[Profile], vocabulary: Ints, of_kind: Floats) -> Vectors:
    sizes = np.array([len(p.keys) for p in side], dtype=np.int64)
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    ids = np.searchsorted(vocabulary, np.concatenate([np.zeros(0, np.int64), *(p.keys for p in side)]))
    counts, places = (
        np.concatenate([np.zeros(0, np.float32), *arrays])
        for arrays in ((p.counts for p in side), (p.places for p in side))
    )
    df = np.bincount(ids, minlength=len(vocabulary))
    rarity = np.log(1 + len(side) / np.maximum(df, 1)).astype(np.float32)
    weights = np.log1p(counts) * (rarity * of_kind)[ids]
    row = np.repeat(np.arange(len(side)), sizes)
    norms = np.sqrt(np.bincount(row, weights=weights.astype(np.float64) ** 2, minlength=len(side)))
    weights = (weights / np.maximum(norms, 1e-9)[row]).astype(np.float32)
    return Vectors(start, ids, weights, places, df)


@dataclass(frozen=True, eq=False)
class Index:
    """The rows of one language by key: key v stands in `rows[start[v]:start[v + 1]]`, with the weights there."""

    start: Ints
    rows: Ints
    weights: Floats

    @staticmethod
    def of(side: Vectors) -> Index:
        """The index of a language's rows."""
        order = np.argsort(side.ids, kind="stable")
        row = np.repeat(np.arange(len(side)), np.diff(side.start))
        return Index(np.concatenate([[0], np.cumsum(side.df)]).astype(np.int64), row[order], side.weights[order])

    def candidates(self, row: DocumentRow) -> Ints:
        """The rows that have most of a row's rarest keys, the best first."""
        ids, weights, _ = row
        sizes = self.start[ids + 1] - self.start[ids]
        there = np.flatnonzero(sizes)
        order = there[np.argsort(sizes[there], kind="stable")]
        looked = np.cumsum(sizes[order])
        # The rarest alone are looked at, but always some.
        order = order[: max(int(np.searchsorted(looked, BUDGET, side="right")), 1)]
        if not len(order):
            return np.zeros(0, np.int64)
        starts, lengths = self.start[ids[order]], sizes[order]
        before = np.cumsum(lengths) - lengths
        at = np.arange(int(lengths.sum())) + np.repeat(starts - before, lengths)
        at, given = at[:BUDGET], np.repeat(weights[order], lengths)[:BUDGET]
        rows, place = np.unique(self.rows[at], return_inverse=True)
        scores = np.bincount(place, weights=self.weights[at] * given)
        best = np.argsort(-scores, kind="stable")[:MOST]
        found: Ints = rows[best]
        return found


def likeness(one: DocumentRow, other: DocumentRow) -> float:
    """The cosine of two documents, of which what they have at different places counts a fifth: 0 to 1.2."""
    weights, here, there = _common(one, other)
    return float(weights @ (_ELSEWHERE + np.exp(-(((here - there) / _NEAR) ** 2) / 2)))


def order(one: DocumentRow, other: DocumentRow) -> float:
    """How far two documents say the same things in the same order: the correlation (-1..1) of the places of what they
    have in common. Strangers of one subject share words, but not where these stand."""
    weights, here, there = _common(one, other)
    if not len(weights):
        return 0.0
    weights = weights / weights.sum()
    here, there = here - weights @ here, there - weights @ there
    spread = float((weights @ here**2) * (weights @ there**2))
    return float(weights @ (here * there)) / spread**0.5 if spread > 1e-12 else 0.0


def _common(
    one: DocumentRow, other: DocumentRow
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Of each key that two rows have in common the product of its weights, and its places in both."""
    if len(one.ids) > len(other.ids):
        weights, there, here = _common(other, one)
        return weights, here, there
    if not len(other.ids):
        none = np.zeros(0)
        return none, none, none
    at = np.minimum(np.searchsorted(other.ids, one.ids), len(other.ids) - 1)
    mine = np.flatnonzero(other.ids[at] == one.ids)
    theirs = at[mine]
    weights = one.weights[mine].astype(np.float64) * other.weights[theirs]
    return weights, one.places[mine].astype(np.float64), other.places[theirs].astype(np.float64)


def edges(first: Vectors, second: Vectors) -> Iterator[tuple[int, int, float]]:
    """Candidates as (row of the first, row of the second, likeness), each once: whom either finds in the index of the
    others."""
    seen: set[tuple[int, int]] = set()
    for one, index, swap in ((first, Index.of(second), False), (second, Index.of(first), True)):
        for r in range(len(one)):
            for other in index.candidates(one.row(r)).tolist():
                pair = (other, r) if swap else (r, other)
                if pair not in seen:
                    seen.add(pair)
                    yield (*pair, likeness(first.row(pair[0]), second.row(pair[1])))
