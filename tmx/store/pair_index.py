"""Texts by the pairs of neighbouring tokens that they hold: the texts most like a given one, and where a phrase stands,
among millions.

An edit of a token undoes at most two pairs of neighbours (the ends of a text count as neighbours), an insertion only
one. So two texts that are alike enough have some of their pairs in common, and of the rarest pairs of a text so many
have to be looked up that no text that is alike enough holds none of them. Few texts do, and those are compared one by
one, the most promising first: what is found is what a scan over everything would find. The same lists say where two
characters stand side by side, and marks between them are stepped over, as concordances do.

All of it is a few arrays of numbers, which may lie in a file and be shared by processes (see `index_file`).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from math import ceil, floor
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from duizhao.tmx.store.comparing import compared, spans
from duizhao.tmx.store.fuzzy import Hit
from duizhao.tmx.store.tokens import mark_numbers, pack

Numbers: TypeAlias = NDArray[np.uint32]
Texts: TypeAlias = NDArray[np.intp]
"""Places of texts in an index, from 0: the short ones before the long ones, those of one length by their numbers."""
ARRAYS: Mapping[str, Any] = {
    "numbers": np.int64, "lengths": np.int32, "flat": np.uint32, "keys": np.uint32, "begins": np.uint32,
    "postings": np.uint32, "many": np.uint32, "newest": np.uint32,
}  # fmt: skip
"""What an index is made of, by name: numbers of texts, their tokens' counts, all tokens, keys of pairs in order, where
the texts of each begin, and these texts; with `phrases` also which of the keys many texts have, and the NEWEST of
these, from the highest number down."""

_LEAST = 0.5
"""Likeness from which on texts must share pairs; for less all are gone through."""
_CHEAP = 100_000
"""Places that are looked up at most to tell candidates apart, beside those that have to be."""
_SORTED = 4_000
"""Places that are counted by putting them in order, and from which on by a tally."""
_FEW = 100
"""Candidates that are compared without more ado."""
NEWEST = 64
"""Texts of a phrase that are put in order before the others."""
_MANY = 4 * NEWEST
"""Texts of a pair from which on the newest are kept beside them."""
_BATCH = 256
_LARGEST_BATCH = 16_384
_TOGETHER = 1 << 20
_SLOTS = np.uint32((1 << 20) - 1)
_RANGES = 8
"""Pairs are put in order in so many turns, which bounds the memory that it takes."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_APART = np.uint32(0x5BD1E995)
_START, _END = np.uint32(0x01000193), np.uint32(0x811C9DC5)
_TINY = 1e-6


class PairIndex:
    """Texts as packed tokens (see `tokens.pack`) with their pairs. Never changes once made.

    Numbers are given once each. With `phrases` the pairs on both sides of marks are kept as well.
    """

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """From arrays as ARRAYS names them."""
        self.arrays = dict(arrays)
        self.numbers: NDArray[np.int64] = arrays["numbers"]
        self._lengths: NDArray[np.int32] = arrays["lengths"]
        self._flat: Numbers = arrays["flat"]
        self._keys: Numbers = arrays["keys"]
        self._begins: Numbers = arrays["begins"]
        self._postings: Numbers = arrays["postings"]
        self._many: Numbers = arrays["many"]
        self._newest: Numbers = arrays["newest"]
        self._ends = np.cumsum(self._lengths, dtype=np.int64)

    def __len__(self) -> int:
        return len(self.numbers)

    def packed(self, place: int) -> bytes:
        """The tokens of a text."""
        end = int(self._ends[place])
        return self._flat[end - int(self._lengths[place]) : end].tobytes()

    @classmethod
    def of(cls, texts: Iterable[tuple[int, bytes]], *, phrases: bool) -> PairIndex:
        """An index of texts with their numbers."""
        numbers, lengths, flat = array("q"), array("i"), bytearray()
        for number, data in texts:
            numbers.append(number)
            lengths.append(len(data) // 4)
            flat += data
        return cls._made(
            np.frombuffer(numbers, np.int64), np.frombuffer(lengths, np.int32), np.frombuffer(flat, np.uint32), phrases
        )

    @classmethod
    def joined(cls, parts: Sequence[PairIndex], *, phrases: bool, there: NDArray[np.int64] | None = None) -> PairIndex:
        """One index of the texts of several; of those alone whose numbers are among `there`, where that is given."""
        numbers = np.concatenate([part.numbers for part in parts])
        lengths = np.concatenate([part._lengths for part in parts])
        flat = np.concatenate([part._flat for part in parts])
        if there is not None:
            stays = np.isin(numbers, there, assume_unique=True)
            flat = flat[np.repeat(stays, lengths)]
            numbers, lengths = numbers[stays], lengths[stays]
        return cls._made(numbers, lengths, flat, phrases)

    @classmethod
    def _made(cls, numbers: NDArray[np.int64], lengths: NDArray[np.int32], flat: Numbers, phrases: bool) -> PairIndex:
        order = np.lexsort((numbers, lengths))
        starts = (np.cumsum(lengths, dtype=np.int64) - lengths)[order]
        numbers, lengths = numbers[order], lengths[order]
        flat = flat[spans(starts, lengths)]
        keys, begins, postings = _inverted(flat, lengths, phrases)
        many, newest = _newest(numbers, begins, postings) if phrases else (np.empty(0, np.uint32),) * 2
        values = (numbers, lengths, flat, keys, begins, postings, many, newest)
        return cls(dict(zip(ARRAYS, values, strict=True)))

    # Likeness ----------------------------------------------------------------------------------------------------

    def search(self, tokens: Sequence[str], *, limit: int = 5, minimum: float = 0.0) -> list[Hit]:
        """The `limit` texts most like the tokens, best first, with at least `minimum` likeness (0..1). Of equally good
        ones the last; where there are more of them than are wanted, which is not said."""
        if not tokens or not len(self):
            return []
        query = np.frombuffer(pack(list(tokens)), dtype=np.uint32)
        # A distance of 7 in 10 is 0.3 alike; to floats a little less.
        least = max(minimum - _TINY, 1e-9)
        if minimum < _LEAST:
            texts = np.arange(len(self), dtype=np.intp)
            bounds = self._counted_bounds(query, texts)
        else:
            texts, bounds = self._candidates(query, least)
        keep = np.flatnonzero(bounds >= least - _TINY)
        texts, bounds = texts[keep], bounds[keep]
        order = np.lexsort((-texts, -bounds))
        return self._best(query, texts[order], bounds[order], limit, least)

    def _best(self, query: Numbers, texts: Texts, bounds: NDArray[np.float64], limit: int, least: float) -> list[Hit]:
        best: list[tuple[float, int]] = []
        start, size = 0, _BATCH
        while start < len(texts):
            enough = best[limit - 1][0] if len(best) >= limit else least
            batch = texts[start : start + size]
            if len(best) >= limit:
                batch = batch[bounds[start : start + size] > enough + _TINY]
            if not len(batch):
                break
            starts = self._ends[batch] - self._lengths[batch]
            found = compared(query, self._flat, starts, self._lengths[batch], enough)
            best += [(value, int(batch[place])) for place, value in found]
            best.sort(key=lambda pair: (-pair[0], -pair[1]))
            del best[limit:]
            start, size = start + size, min(size * 4, _LARGEST_BATCH)
        return [Hit(int(self.numbers[text]), value) for value, text in best]

    def _candidates(self, query: Numbers, least: float) -> tuple[Texts, NDArray[np.float64]]:
        """The texts that may be at least so alike, and how alike they may be at most."""
        size = len(query)
        first, second = np.append(_START, query), np.append(query, _END)
        begins, ends = self._places(np.unique(_mixed(first, second)))
        shortest, longest = ceil(size * least - _TINY), floor(size / least + _TINY)
        lengths = np.arange(longest + 1)
        # Of edits that fit, insertions have to make up for what a text is longer; each undoes one pair, others two.
        edits = np.floor((1 - least) * np.maximum(lengths, size) + _TINY)
        longer = np.maximum(lengths - size, 0)
        undone = 2 * edits - longer
        # Texts lie by their lengths: those that are neither too short nor too long are a part of each list.
        # In the array's own type: else numpy makes a copy of all of it in another first, here and below.
        low, high = np.searchsorted(self._lengths, np.array((shortest, longest + 1), np.int32)).tolist()
        bounds = np.array((low, high), np.uint32)
        counts = ends - begins
        order = np.argsort(counts)
        lists = [self._postings[begin:end] for begin, end in zip(begins[order], ends[order], strict=True)]
        taken = int(min(len(lists), max(1, undone[shortest:].max(initial=0) + 1)))
        more = np.searchsorted(np.cumsum(counts[order[taken:]]), _CHEAP)
        taken = min(len(lists), taken + int(more))
        within = [one[slice(*one.searchsorted(bounds))] for one in lists[:taken] if len(one)]
        if not within:
            return np.empty(0, np.intp), np.empty(0)
        least_hits = np.maximum(1, taken - undone)
        texts, hits = _counted(within, low, high, int(least_hits[shortest:].min()))
        its = self._lengths[texts]
        keep = hits >= least_hits[its]
        texts, hits, its = texts[keep], hits[keep], its[keep]
        # To see whether few texts are among many costs less than to go through the many, or to compare the few.
        for one in lists[taken:]:
            if len(texts) <= _FEW:
                break
            hits = hits + _among(texts, one)
            taken += 1
            keep = hits >= (taken - undone)[its]
            texts, hits, its = texts[keep], hits[keep], its[keep]
        lost = taken - hits
        distances = np.maximum(np.ceil((lost + longer[its]) / 2), np.abs(its - size))
        return texts.astype(np.intp), 1 - distances / np.maximum(its, size)

    def _places(self, keys: Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the texts of each of these pairs begin and end; nothing for one that no text holds."""
        at = np.searchsorted(self._keys, keys)
        known = at < len(self._keys)
        known[known] = self._keys[at[known]] == keys[known]
        begins, ends = np.zeros((2, len(keys)), np.int64)
        begins[known], ends[known] = self._begins[at[known]], self._begins[at[known] + 1]
        return begins, ends

    def _counted_bounds(self, query: Numbers, texts: Texts) -> NDArray[np.float64]:
        """How alike each text may be, by how many of its tokens are in the query."""
        hits = np.concatenate(([0], np.cumsum(np.isin(self._flat, query))))
        common = np.minimum(hits[self._ends] - hits[self._ends - self._lengths], len(query))
        bounds: NDArray[np.float64] = common / np.maximum(self._lengths, len(query))
        return bounds

    # Phrases -----------------------------------------------------------------------------------------------------

    def phrase(self, characters: Sequence[str]) -> Iterator[NDArray[np.int64]]:
        """The numbers of the texts in which these characters (two or more, each a token) stand two by two, marks
        between them aside: all that hold the phrase, and of a longer one some that do not. From the highest number
        down, a few and then the others, which are put in order only when they are asked for."""
        query = np.frombuffer(pack(list(characters)), dtype=np.uint32)
        pairs = np.stack((_mixed(query[:-1], query[1:]), _mixed(query[:-1] ^ _APART, query[1:])), axis=1)
        least = None
        if len(pairs) == 1:
            few, least = self._newest_of(pairs[0])
            if least is not None:
                yield few
        found: list[tuple[Numbers, Numbers]] = []
        for keys in pairs:
            begins, ends = self._places(keys)
            beside, apart = (self._postings[begin:end] for begin, end in zip(begins, ends, strict=True))
            found.append((beside, apart))
        found.sort(key=lambda lists: len(lists[0]) + len(lists[1]))
        texts = np.concatenate(found[0]) if len(found[0][1]) else found[0][0]
        for beside, apart in found[1:]:
            texts = texts[_among(texts, beside) | _among(texts, apart)]
        numbers = self.numbers[texts]
        if least is None and len(numbers) > _MANY:
            # A text that has two characters both side by side and apart is there twice: both times on one side.
            least = int(np.partition(numbers, -NEWEST)[-NEWEST])
            yield _falling(numbers[numbers >= least])
        yield _falling(numbers if least is None else numbers[numbers < least])

    def _newest_of(self, keys: Numbers) -> tuple[NDArray[np.int64], int | None]:
        """The newest texts that hold one of these pairs, and the number from which on they are all; None where there
        are so few that they are not kept."""
        found, leasts = [np.empty(0, np.int64)], []
        for key, begin, end in zip(keys, *self._places(keys), strict=True):
            texts = self._postings[begin:end]
            if len(texts) > _MANY:
                at = int(np.searchsorted(self._many, np.searchsorted(self._keys, key).astype(np.uint32)))
                texts = self._newest[at * NEWEST : (at + 1) * NEWEST]
                leasts.append(int(self.numbers[texts[-1]]))
            found.append(self.numbers[texts])
        if not leasts:
            return found[0], None
        numbers = np.concatenate(found)
        return _falling(numbers[numbers >= max(leasts)]), max(leasts)


def _among(texts: NDArray[Any], others: Numbers) -> NDArray[np.bool_]:
    """Which of some texts are among others; both in order."""
    if not len(others):
        return np.zeros(len(texts), bool)
    at = np.minimum(np.searchsorted(others, texts), len(others) - 1)
    found: NDArray[np.bool_] = others[at] == texts
    return found


def _newest(numbers: NDArray[np.int64], begins: Numbers, postings: Numbers) -> tuple[Numbers, Numbers]:
    """Which pairs many texts have, and the newest of these, from the highest number down, one pair behind the other."""
    many = np.flatnonzero(np.diff(begins) > _MANY)
    newest = np.empty((len(many), NEWEST), np.uint32)
    for row, pair in zip(newest, many, strict=True):
        texts = postings[begins[pair] : begins[pair + 1]]
        its = numbers[texts]
        last = np.argpartition(its, -NEWEST)[-NEWEST:]
        row[:] = texts[last[np.argsort(-its[last])]]
    return many.astype(np.uint32), newest.reshape(-1)


def _falling(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Numbers once each, the highest first."""
    ordered = np.sort(numbers)[::-1]
    new = np.ones(len(ordered), bool)
    new[1:] = ordered[1:] != ordered[:-1]
    return ordered[new]


def _counted(lists: Sequence[Numbers], low: int, high: int, least: int) -> tuple[Numbers, NDArray[np.intp]]:
    """Which texts of these lists, each in order, come how often, and at least so often, of those from `low` to before
    `high`."""
    places = np.concatenate(lists)
    if len(places) > _SORTED:
        # A tally of all texts between, as small as it can be: to go through it costs less than to sort.
        tally: NDArray[Any] = np.zeros(high, np.uint8 if len(lists) < 256 else np.uint32)
        np.add.at(tally, places.astype(np.intp), tally.dtype.type(1))
        texts = np.flatnonzero(tally[low:] >= least) + low
        return texts.astype(np.uint32), tally[texts].astype(np.intp)
    # Stable, as numpy then sees that there are lists in order, and merges these.
    ordered = np.sort(places, kind="stable")
    new = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    hits = np.diff(new, append=len(ordered))
    often = np.flatnonzero(hits >= least)
    return ordered[new[often]], hits[often]


def _mixed(first: Numbers, second: Numbers) -> Numbers:
    """A number for each pair of tokens; different pairs may have the same, one in four thousand millions."""
    mixed = np.empty(len(first), np.uint32)
    for start in range(0, len(first), _TOGETHER):
        part = slice(start, start + _TOGETHER)
        both = (first[part].astype(np.uint64) << np.uint64(32)) | second[part]
        both *= _FACTOR
        both >>= np.uint64(32)
        mixed[part] = both
    return mixed


@cache
def _marks() -> tuple[Numbers, NDArray[np.bool_]]:
    marks = np.array(sorted(mark_numbers()), dtype=np.uint32)
    slots = np.zeros(int(_SLOTS) + 1, bool)
    slots[marks & _SLOTS] = True
    return marks, slots


def _spoken(flat: Numbers) -> NDArray[np.bool_]:
    """Which tokens are no marks."""
    marks, slots = _marks()
    # One in a hundred of the others has the last bits of a mark.
    perhaps = np.flatnonzero(slots[flat & _SLOTS])
    spoken = np.ones(len(flat), bool)
    spoken[perhaps] = ~_among(flat[perhaps], marks)
    return spoken


def _inverted(flat: Numbers, lengths: NDArray[np.int32], phrases: bool) -> tuple[Numbers, Numbers, Numbers]:
    """Keys of pairs in order, where the texts of each begin (and where the last end), and the texts, in order."""
    owners = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
    # Each text has one pair more than tokens: its start and its end are tokens of their own.
    places = np.arange(len(flat), dtype=np.int64) + owners
    first = np.full(len(flat) + len(lengths), _START)
    first[places + 1] = flat
    ends = np.cumsum(lengths + 1, dtype=np.int64)
    first[ends[:-1]] = _START
    second = np.full(len(first), _END)
    second[places] = flat
    del places
    mixed = [_mixed(first, second)]
    texts = [np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths + 1)]
    del first, second
    if phrases:
        spoken = np.flatnonzero(_spoken(flat))
        before, after = spoken[:-1], spoken[1:]
        apart = (after - before > 1) & (owners[before] == owners[after])
        mixed.append(_mixed(flat[before[apart]] ^ _APART, flat[after[apart]]))
        texts.append(owners[after[apart]])
    return _ordered(np.concatenate(mixed), np.concatenate(texts))


def _ordered(mixed: Numbers, texts: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    keys, counts, postings = [], [], []
    for turn in range(_RANGES):
        within = (mixed // np.uint32(2**32 // _RANGES)) == turn
        both = (mixed[within].astype(np.uint64) << np.uint64(32)) | texts[within]
        both.sort()
        if len(both):
            both = both[np.concatenate(([True], both[1:] != both[:-1]))]
        its = (both >> np.uint64(32)).astype(np.uint32)
        new = np.flatnonzero(np.concatenate(([True], its[1:] != its[:-1]))) if len(its) else np.empty(0, int)
        keys.append(its[new])
        counts.append(np.diff(new, append=len(its)))
        postings.append(both.astype(np.uint32))
    begins = np.concatenate(([0], np.cumsum(np.concatenate(counts)))).astype(np.uint32)
    return np.concatenate(keys), begins, np.concatenate(postings)
