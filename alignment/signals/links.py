"""Links: what the lexical signals say. Each signal names tokens in the sentences of both sides and which of them may
translate each other; together they become one table of matches between a sentence's tokens and the sentences of the
other side.

The table is never written out: of a long text it would be most of the memory. It is two lists of tokens and a list of
pairs, and matches are looked up for a stretch of tokens and the sentences that these see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.text_side import Occurrences

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


# In a text of more than LONG sentences, words that stand in more than one sentence of EVERYWHERE are not looked up:
# they say little, and would be most of the table.
LONG, EVERYWHERE = 2000, 12
# Strengths are kept in steps of 1 / STEPS, so that one sorted number holds a match and its strength.
STEPS = 256
_NONE = Occurrences.of(())


@dataclass(frozen=True, eq=False)
class Links:
    """Tokens on each side, and the weight in 0..1 with which a source key may translate a target key."""

    source: Occurrences = _NONE
    target: Occurrences = _NONE
    pairs: Mapping[tuple[str, str], float] = field(default_factory=dict)

    @staticmethod
    def of(
        source: Iterable[tuple[int, str]] = (),
        target: Iterable[tuple[int, str]] = (),
        pairs: Mapping[tuple[str, str], float] | None = None,
    ) -> Links:
        """Links from (sentence, key) tokens, the sentences ascending."""
        return Links(Occurrences.of(source), Occurrences.of(target), pairs or {})

    def swapped(self) -> Links:
        return Links(self.target, self.source, {(t, s): w for (s, t), w in self.pairs.items()})


class Matches(NamedTuple):
    """Matches of tokens: token `row` (counted from the first that was asked for) is matched `at` sentences after the
    low end of its window, with `strength` in 0..1. Sorted by row, then place; each place once a row."""

    row: Ints
    at: Ints
    strength: Floats


@dataclass(frozen=True, eq=False)
class Postings:
    """One side's tokens and where on the other side each may be translated.

    `sentence`, `key`, `weight` are (T,): the token's sentence (ascending), its key, and its importance (idf). Key k may
    be translated by the other side's keys `partner[start[k]:start[k + 1]]`, with strengths `strength` in steps of
    1 / STEPS. `other_sentence` (ascending) and `other_key` are the other side's tokens, `others` its sentences.
    """

    sentence: Ints
    key: Ints
    weight: Floats
    start: Ints
    partner: NDArray[np.int32]
    strength: NDArray[np.int16]
    other_sentence: Ints
    other_key: Ints
    others: int

    @property
    def keys(self) -> int:
        return len(self.start) - 1

    def only(self, own: Ints, other: Ints | None = None) -> Postings:
        """The tokens of some sentences (ascending), renumbered; with their matches in all sentences of the other side,
        or in some, renumbered. Weights stay what they were."""
        new = _renumbering(own, int(self.sentence.max(initial=0)))
        keep = new[self.sentence] >= 0
        sentence, key, others = self.other_sentence, self.other_key, self.others
        if other is not None:
            back = _renumbering(other, others)
            inside = back[sentence] >= 0
            sentence, key, others = back[sentence[inside]], key[inside], len(other)
        return Postings(
            new[self.sentence[keep]],
            self.key[keep],
            self.weight[keep],
            self.start,
            self.partner,
            self.strength,
            sentence,
            key,
            others,
        )

    def found(self, tokens: slice, low: Ints, width: int) -> Matches:
        """The matches of some tokens in the sentences low .. low + width - 1 (low: per token)."""
        key = self.key[tokens]
        if not len(key):
            return _EMPTY
        first, last = max(int(low.min()), 0), min(int(low.max()) + width, self.others)
        keys, which = np.unique(key, return_inverse=True)
        code, strength = self.matched(keys, first, last)
        # One sorted number per (key, sentence) lets one search cut every token's matches to its window.
        stride = last - first + 1
        begin = np.searchsorted(code, which * stride + np.maximum(low - first, 0))
        end = np.searchsorted(code, which * stride + np.clip(low + width - first, 0, last - first))
        count = end - begin
        row = np.repeat(np.arange(len(key)), count)
        at = spread(begin, count)
        return Matches(row, code[at] - which[row] * stride + first - low[row], strength[at])

    def matched(self, keys: Ints, first: int, last: int) -> tuple[Ints, Floats]:
        """The sentences first .. last - 1 of the other side in which some keys may be translated: numbers that ascend,
        `k * (last - first + 1) + (sentence - first)` for keys[k], and the best strength there."""
        inside = slice(*np.searchsorted(self.other_sentence, [first, last]).tolist())
        order, present, edges = self._grouped(inside)
        sentence = self.other_sentence[inside][order] - first
        size = self.start[keys + 1] - self.start[keys]
        pair = spread(self.start[keys], size)
        group = self._group_of(present)[self.partner[pair]]
        kept = group >= 0
        group = group[kept]
        own = np.repeat(np.arange(len(keys)), size)[kept]
        # Key, sentence and strength packed into one number sort at once, the strongest first.
        size = edges[group + 1] - edges[group]
        head = own * (last - first + 1) * (2 * STEPS) + (STEPS - self.strength[pair[kept]])
        packed = np.repeat(head, size) + sentence[spread(edges[group], size)] * (2 * STEPS)
        packed.sort()
        code = packed // (2 * STEPS)
        best = np.ones(len(code), dtype=bool)
        best[1:] = code[1:] != code[:-1]
        return code[best], (STEPS - packed[best] % (2 * STEPS)).astype(np.float32) / np.float32(STEPS)

    def window(self, tokens: slice, low: Ints, width: int) -> Floats:
        """(T', width) strength of the best match of each token in the sentences low .. low + width - 1 (low: per
        token)."""
        found = self.found(tokens, low, width)
        out = np.zeros((len(low), width), dtype=np.float32)
        out[found.row, found.at] = found.strength
        return out

    def _grouped(self, inside: slice) -> tuple[Ints, Ints, Ints]:
        """The other side's tokens of a stretch, sorted by key: their order, the keys that occur, and where each
        begins."""
        key = self.other_key[inside]
        order = np.argsort(key, kind="stable")
        ordered = key[order]
        new = np.ones(len(ordered), dtype=bool)
        new[1:] = ordered[1:] != ordered[:-1]
        begin = np.flatnonzero(new)
        return order, ordered[begin], np.append(begin, len(ordered))

    def _group_of(self, present: Ints) -> Ints:
        """(other keys,) the place of each key among those present, or -1."""
        group = np.full(max(int(self.other_key.max(initial=-1)), int(self.partner.max(initial=-1))) + 1, -1)
        group[present] = np.arange(len(present))
        return group


_EMPTY = Matches(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))


def _renumbering(kept: Ints, highest: int) -> Ints:
    new = np.full(max(highest, int(kept.max(initial=0))) + 1, -1)
    new[kept] = np.arange(len(kept))
    return new


def distinct(numbers: Ints) -> Ints:
    """The numbers that occur, ascending; sorts in place. (`np.unique` hashes first, which takes four times as long.)"""
    numbers.sort()
    first = np.ones(len(numbers), dtype=bool)
    first[1:] = numbers[1:] != numbers[:-1]
    return numbers[first]


def spread(start: NDArray[np.integer], size: NDArray[np.integer]) -> Ints:
    """The numbers start[0] .. start[0] + size[0] - 1, then those from start[1], and so on.

    >>> spread(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    total = int(size.sum())
    out = np.repeat(start - (np.cumsum(size) - size), size)
    out += np.arange(total)
    return out


def postings(all_links: Iterable[Links], n: int, m: int) -> tuple[Postings, Postings]:
    """Both sides' postings from the union of the signals' links; `n` source and `m` target sentences.

    A key counts once a sentence. Its importance is its inverse document frequency log(1 + n / df) (Spärck Jones 1972);
    keys that nothing on the other side can translate keep theirs: an untranslated rare word is evidence against a bead.
    """
    links = list(all_links)
    numbers: list[dict[str, int]] = [{}, {}]
    tokens = []
    for number, parts in zip(numbers, ([part.source for part in links], [part.target for part in links]), strict=True):
        # Sentence and key in one number: once a sentence, in the order of the text.
        codes = [np.zeros(0, dtype=np.int64)]
        known = [np.array([number.setdefault(x, len(number)) for x in part.names], dtype=np.int64) for part in parts]
        size = max(len(number), 1)
        codes += [part.sentence * np.int64(size) + key[part.key] for part, key in zip(parts, known, strict=True)]
        code = distinct(np.concatenate(codes))
        tokens.append((code // size, code % size))
    best: dict[tuple[int, int], float] = {}
    for part in links:
        for (s, t), weight in part.pairs.items():
            at = numbers[0].get(s, -1), numbers[1].get(t, -1)
            if min(at) >= 0 and weight > best.get(at, 0.0):
                best[at] = weight
    pairs = np.array(list(best), dtype=np.int64).reshape(-1, 2)
    strength = np.array(list(best.values()), dtype=np.float32)
    sizes = len(numbers[0]), len(numbers[1])
    return (
        _postings(tokens[0], tokens[1], sizes, pairs[:, 0], pairs[:, 1], strength, n, m),
        _postings(tokens[1], tokens[0], sizes[::-1], pairs[:, 1], pairs[:, 0], strength, m, n),
    )


def _postings(
    own: tuple[Ints, Ints],
    other: tuple[Ints, Ints],
    sizes: tuple[int, int],
    a: Ints,
    b: Ints,
    weight: Floats,
    n: int,
    m: int,
) -> Postings:
    sentence, key = own
    df = np.bincount(key, minlength=sizes[0])
    idf = np.log1p(n / np.maximum(df, 1)).astype(np.float32)
    if m > LONG:
        kept = np.bincount(other[1], minlength=sizes[1])[b] <= m // EVERYWHERE
        a, b, weight = a[kept], b[kept], weight[kept]
    order = np.argsort(a, kind="stable")
    start = np.searchsorted(a[order], np.arange(sizes[0] + 1))
    strength = np.rint(weight[order] * STEPS).astype(np.int16)
    return Postings(sentence, key, idf[key], start, b[order].astype(np.int32), strength, *other, m)
