"""Find the texts that are most like a given one among hundreds of thousands, exactly, in milliseconds.

An edit distance cannot be smaller than what the tokens in common allow: with `c` tokens in common, two texts of `m` and
`n` tokens are at most c / max(m, n) alike. That bound is had for all texts at once from an inverted index; the distance
itself is then computed from the most promising text downwards, until no other can be better. The result is that of a
scan over everything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from duizhao.tmx.store.tokens import pack

_FREQUENT = 0.4
"""Share of the texts from which on a token is not looked up but taken as common to all (the bound holds)."""
_BATCH = 64
_LARGEST_BATCH = 4096
_SCANS = 2
"""Searches that go through all texts before an index of them is made."""


_MOST = 64
"""Occurrences of one token in a text that are told apart; further ones count as the last."""


class Hit(NamedTuple):
    """A text found: its number as given to the index, and its likeness (0..1)."""

    number: int
    similarity: float


class FuzzyIndex:
    """Texts as packed tokens (see `tmx.tokens.pack`), ready to be searched. Never changes once made."""

    def __init__(self, texts: Iterable[tuple[int, bytes]]) -> None:
        numbers: list[int] = []
        lengths: list[int] = []
        packed: list[bytes] = []
        for number, data in texts:
            numbers.append(number)
            lengths.append(len(data) // 4)
            packed.append(data)
        self._numbers = np.array(numbers, dtype=np.int64)
        self._lengths = np.array(lengths, dtype=np.int32)
        self._ends = np.cumsum(self._lengths, dtype=np.int64)
        self._flat = np.frombuffer(b"".join(packed), dtype=np.uint32)
        self._searches = 0
        self._inverted: _Inverted | None = None

    def __len__(self) -> int:
        return len(self._numbers)

    def search(self, tokens: Sequence[str], *, limit: int = 5, minimum: float = 0.0) -> list[Hit]:
        """The `limit` texts most like the tokens, best first (equals by number), with at least `minimum` likeness."""
        from rapidfuzz.distance import Levenshtein
        from rapidfuzz.process import extract

        count = len(self._numbers)
        if not tokens or not count:
            return []
        query = np.frombuffer(pack(list(tokens)), dtype=np.uint32)
        # Whoever looks up one text does not want to wait for an index over all of them.
        self._searches += 1
        if self._inverted is None and self._searches > _SCANS:
            self._inverted = _Inverted(self._flat, self._lengths)
        common = self._inverted.common(query) if self._inverted else self._scan(query)
        bounds = np.minimum(common, self._lengths) / np.maximum(self._lengths, len(query))
        # Candidates from the best bound downwards; those below the minimum or without a token in common never.
        # A distance of 7 in 10 is 0.3 alike; to floats, and to rapidfuzz with such a cutoff, a little less.
        floor = max(minimum - 1e-6, 1e-9)
        candidates = np.flatnonzero(bounds >= floor - 1e-6)
        candidates = candidates[np.lexsort((candidates, -bounds[candidates]))]
        best: list[tuple[float, int]] = []
        start, size = 0, _BATCH
        while start < len(candidates):
            enough = best[limit - 1][0] if len(best) >= limit else floor
            batch = candidates[start : start + size]
            batch = batch[bounds[batch] >= enough - 1e-6]
            if not len(batch):
                break
            wanted, texts = self._strings(query, batch)
            found = extract(
                wanted, texts, scorer=Levenshtein.normalized_similarity, score_cutoff=enough, limit=None, processor=None
            )
            best += [(value, int(batch[i])) for _, value, i in found]
            best.sort(key=lambda pair: (-pair[0], pair[1]))
            del best[limit:]
            start, size = start + size, min(size * 2, _LARGEST_BATCH)
        return [Hit(int(self._numbers[i]), value) for value, i in best]

    def _scan(self, query: NDArray[np.uint32]) -> NDArray[Any]:
        """For each text how many of its tokens are in the query, by going through all of them."""
        hits = np.concatenate(([0], np.cumsum(np.isin(self._flat, query))))
        found: NDArray[Any] = np.minimum(hits[self._ends] - hits[self._ends - self._lengths], len(query))
        return found

    def _strings(self, query: NDArray[np.uint32], batch: NDArray[np.intp]) -> tuple[str, list[str]]:
        """Query and texts as strings, a character for each distinct token: what rapidfuzz compares fastest."""
        ends = self._ends[batch]
        starts = ends - self._lengths[batch]
        pieces = [query, *(self._flat[start:end] for start, end in zip(starts, ends, strict=True))]
        together = _characters(np.unique(np.concatenate(pieces), return_inverse=True)[1])
        cuts = np.cumsum([len(piece) for piece in pieces]).tolist()
        return together[: cuts[0]], [together[start:end] for start, end in pairwise(cuts)]


class _Inverted:
    """Which texts hold a token, and how often."""

    def __init__(self, flat: NDArray[np.uint32], lengths: NDArray[np.int32]) -> None:
        self._count = len(lengths)
        owners = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        order = np.argsort(flat, kind="stable")
        numbers, owners = flat[order].astype(np.int64), owners[order]
        # The second "the" of a text is another key than the first, so that common tokens are counted as often as they
        # are common: the place of each posting in its run of equal token and text.
        new = np.ones(len(owners), dtype=bool)
        new[1:] = (numbers[1:] != numbers[:-1]) | (owners[1:] != owners[:-1])
        places = np.arange(len(owners))
        nth = np.minimum(places - np.maximum.accumulate(np.where(new, places, 0)), _MOST - 1)
        keys = numbers * _MOST + nth
        again = np.argsort(keys, kind="stable")
        self._postings: NDArray[np.int32] = owners[again]
        self._keys, starts = np.unique(keys[again], return_index=True)
        self._starts = np.append(starts, len(owners))

    def common(self, query: NDArray[np.uint32]) -> NDArray[Any]:
        """For each text how many tokens it has in common with the query, or a little more."""
        slices, everywhere = [], 0
        for token, number in Counter(query.tolist()).items():
            for nth in range(min(number, _MOST)):
                key = token * _MOST + nth
                place = int(np.searchsorted(self._keys, key))
                if place == len(self._keys) or self._keys[place] != key:
                    break
                start, end = int(self._starts[place]), int(self._starts[place + 1])
                if end - start > self._count * _FREQUENT and end - start > 1000:
                    everywhere += 1
                else:
                    slices.append(self._postings[start:end])
            everywhere += max(number - _MOST, 0)
        if not slices:
            return np.full(self._count, everywhere)
        return np.bincount(np.concatenate(slices), minlength=self._count) + everywhere


def _characters(ranks: NDArray[Any]) -> str:
    """Small numbers as a string, a code point each; surrogates are stepped over."""
    return np.where(ranks >= 0xD800, ranks + 0x800, ranks).astype("<u4").tobytes().decode("utf-32-le")
