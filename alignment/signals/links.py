"""Links: what the lexical signals say. Each signal names tokens in the sentences of both sides and which of them may
translate each other; together they become one table of matches between a sentence's tokens and the sentences of the
other side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


# In a text of more than LONG sentences, words that stand in more than one sentence of EVERYWHERE are not looked up:
# they say little, and would be most of the table.
LONG, EVERYWHERE = 2000, 12
# Occurrences that are looked up at once.
PORTION = 1_000_000


@dataclass(frozen=True)
class Links:
    """Tokens as (sentence, key) on each side, and the weight in 0..1 with which a source key may translate a target
    key."""

    source: tuple[tuple[int, str], ...] = ()
    target: tuple[tuple[int, str], ...] = ()
    pairs: Mapping[tuple[str, str], float] = field(default_factory=dict)

    def swapped(self) -> Links:
        return Links(self.target, self.source, {(t, s): w for (s, t), w in self.pairs.items()})


@dataclass(frozen=True)
class Postings:
    """One side's tokens and where on the other side each may be translated.

    `sentence`, `weight` are (T,): the token's sentence and its importance (idf). `key` (T,) numbers its key; the
    matches of key k are the sentences `where[start[k]:start[k + 1]]`, ascending, with strengths `strength` in 0..1.
    """

    sentence: Ints
    key: Ints
    weight: Floats
    start: Ints
    where: Ints
    strength: Floats
    others: int

    def window(self, tokens: slice, low: Ints, width: int) -> Floats:
        """(T', width) strength of the best match of each token in the sentences low .. low + width - 1 (low: per
        token)."""
        key = self.key[tokens]
        # One sorted number per (key, sentence) lets one search cut every token's postings to its window.
        stride = self.others + 1
        if not len(self.where):
            return np.zeros((len(key), width), dtype=np.float32)
        codes = self._codes
        first = np.searchsorted(codes, key * stride + np.maximum(low, 0))
        last = np.searchsorted(codes, key * stride + np.minimum(low + width, self.others))
        count = last - first
        out = np.zeros((len(key), width), dtype=np.float32)
        row = np.repeat(np.arange(len(key)), count)
        at = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
        out[row, self.where[at] - low[row]] = self.strength[at]
        return out

    @cached_property
    def _codes(self) -> Ints:
        key = np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))
        codes: Ints = key * (self.others + 1) + self.where
        return codes


def postings(all_links: Iterable[Links], n: int, m: int) -> tuple[Postings, Postings]:
    """Both sides' postings from the union of the signals' links; `n` source and `m` target sentences.

    A key counts once a sentence. Its importance is its inverse document frequency log(1 + n / df) (Spärck Jones 1972);
    keys that nothing on the other side can translate keep theirs: an untranslated rare word is evidence against a bead.
    """
    links = list(all_links)
    numbers: list[dict[str, int]] = [{}, {}]
    arrays = []
    for number, side in zip(numbers, (_source, _target), strict=True):
        tokens = [token for part in links for token in side(part)]
        key = np.array([number.setdefault(name, len(number)) for _, name in tokens], dtype=np.int64)
        sentence = np.array([place for place, _ in tokens], dtype=np.int64)
        # Once a sentence, in the order of the text.
        code = np.unique(sentence * max(len(number), 1) + key)
        arrays.append((code // max(len(number), 1), code % max(len(number), 1)))
    pairs: dict[tuple[int, int], float] = {}
    for part in links:
        for (s, t), weight in part.pairs.items():
            if s in numbers[0] and t in numbers[1]:
                at = numbers[0][s], numbers[1][t]
                pairs[at] = max(weight, pairs.get(at, 0.0))
    a = np.array([p[0] for p in pairs], dtype=np.int64)
    b = np.array([p[1] for p in pairs], dtype=np.int64)
    w = np.array(list(pairs.values()), dtype=np.float32)
    return (
        _postings(*arrays[0], len(numbers[0]), *arrays[1], a, b, w, n, m),
        _postings(*arrays[1], len(numbers[1]), *arrays[0], b, a, w, m, n),
    )


def _source(links: Links) -> tuple[tuple[int, str], ...]:
    return links.source


def _target(links: Links) -> tuple[tuple[int, str], ...]:
    return links.target


def _postings(
    sentence: Ints,
    key: Ints,
    keys: int,
    other_sentence: Ints,
    other_key: Ints,
    a: Ints,
    b: Ints,
    w: Floats,
    n: int,
    m: int,
) -> Postings:
    df = np.bincount(key, minlength=keys)
    idf = np.log1p(n / np.maximum(df, 1)).astype(np.float32)
    # Occurrences of each other-side key, grouped.
    order = np.argsort(other_key, kind="stable")
    grouped, group = other_sentence[order], other_key[order]
    limit = int(b.max()) + 1 if len(b) else 0
    edges = np.searchsorted(group, np.arange(limit + 1))
    count = (edges[b + 1] - edges[b]) if len(b) else np.zeros(0, dtype=np.int64)
    if m > LONG:
        kept = count <= m // EVERYWHERE
        a, b, w, count = a[kept], b[kept], w[kept], count[kept]
    # The best strength of each (key, sentence): key, sentence and strength packed into one number sort at once, the
    # strongest first (in steps of 1/256), and the first of each key and sentence is kept.
    parts = [np.zeros(0, dtype=np.int64)]
    for part in np.array_split(np.arange(len(a)), max(1, int(count.sum()) // PORTION)):
        size = count[part]
        begin = edges[b[part]] if len(part) else size
        at = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size) + np.repeat(begin, size)
        rank = (256 - np.rint(w[part] * 256)).astype(np.int64)
        parts.append((np.repeat(a[part] * (m + 1), size) + grouped[at]) * 512 + np.repeat(rank, size))
    packed = np.concatenate(parts)
    packed.sort()
    code = packed >> 9
    first = np.ones(len(code), dtype=bool)
    first[1:] = code[1:] != code[:-1]
    code = code[first]
    strength = (256 - (packed[first] & 511)).astype(np.float32) / np.float32(256)
    mine, where = code // (m + 1), code % (m + 1)
    start = np.searchsorted(mine, np.arange(keys + 1))
    return Postings(sentence, key, idf[key], start, where, strength.astype(np.float32), m)
