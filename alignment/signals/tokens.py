"""Tokens: the inner vectors of an encoder's tokens, each compared with every token of the sentences near by.

A token's best cosine in a sentence says whether its meaning is there; together they see a sentence too many or too
few, which the vector of a whole bead does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.coverage import Windows
from duizhao.alignment.encoders.protocol import TokenVectors

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# Punctuation says little, but a question mark is a question mark.
_PUNCTUATION = 0.1
# Where clauses end, and the least number of tokens with a letter in one.
_BREAKS = frozenset(",，;；:：—–….。!！?？")
_LEAST_WORDS = 2
# Sentences whose tokens are compared at once.
_ROWS = 16
# Numbers of a side that are widened to float32 once and for all rather than as they are compared.
_WIDENED = 16_000_000


@dataclass(frozen=True)
class TokenTable:
    """The tokens of one side: `sentence` (T,), `weight` (T,) idf, `vectors` (T, d) centred unit vectors as float16, and
    `start` (n + 1,), where each sentence's tokens begin. `clause` (T,) numbers the clauses, which ascend and never go
    on in another sentence; `length` (T,) is the token's, in characters."""

    sentence: Ints
    clause: Ints
    weight: Floats
    length: Ints
    vectors: NDArray[np.float16]
    start: Ints


def table(found: Sequence[TokenVectors | None], wanted: NDArray[np.bool_] | None = None) -> TokenTable:
    """The token table of a side; None for a sentence that was not encoded. Vectors are centred on the side's mean:
    what all its tokens share (language, layer) would drown what they mean. Where `wanted` (n,) is given the table holds
    the tokens of these sentences alone: the others only say what is usual."""
    encoded = [each for each in found if each is not None and len(each.tokens)]
    width = encoded[0].vectors.shape[1] if encoded else 1
    mean = np.zeros(width)
    for each in encoded:
        mean += each.vectors.sum(axis=0, dtype=np.float64)
    mean /= max(sum(len(each.tokens) for each in encoded), 1)
    df = Counter(token for each in encoded for token in set(each.tokens))
    idf = {token: _weight(token, len(encoded) / count) for token, count in df.items()}
    held = [None if wanted is not None and not wanted[k] else each for k, each in enumerate(found)]
    sizes = [0 if each is None else len(each.tokens) for each in held]
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    sentence = np.repeat(np.arange(len(held)), sizes)
    known = [each for each in held if each is not None and len(each.tokens)]
    vectors = np.zeros((int(start[-1]), width), dtype=np.float16)
    at = 0
    for each in known:
        rows = each.vectors.astype(np.float32) - mean.astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9
        vectors[at : at + len(rows)] = rows
        at += len(rows)
    weight = np.array([idf[token] for each in known for token in each.tokens], dtype=np.float32)
    length = np.array([len(token.strip("▁")) for each in known for token in each.tokens], dtype=np.int64)
    clause: list[int] = []
    for each in known:
        clause += clauses(each.tokens, clause[-1] + 1 if clause else 0)
    return TokenTable(sentence, np.array(clause, dtype=np.int64), weight, length, vectors, start)


def clauses(tokens: Sequence[str], first: int = 0) -> list[int]:
    """The number of each token's clause, from `first` on. A clause ends after a comma or the like once it has two
    words, with whatever punctuation follows.

    >>> clauses(["▁She", "▁left", ",", "▁I", "▁stay", "."])
    [0, 0, 0, 1, 1, 1]
    """
    out = []
    words, ended = 0, False
    for token in tokens:
        word, ends = _kind(token)
        if word and ended:
            first, words, ended = first + 1, 0, False
        words += word
        ended = ended or (ends and words >= _LEAST_WORDS)
        out.append(first)
    return out


@lru_cache(maxsize=1 << 16)
def _kind(token: str) -> tuple[bool, bool]:
    """Whether a token has a letter or digit, and whether it ends a clause."""
    core = token.strip("▁")
    return any(character.isalnum() for character in core), bool(core) and _BREAKS.issuperset(core)


def _weight(token: str, rarity: float) -> float:
    core = token.strip("▁")
    if not core:
        return 0.0
    return float(np.log1p(rarity)) if any(c.isalnum() for c in core) else _PUNCTUATION


def matches(source: TokenTable, target: TokenTable, views: tuple[Windows, Windows]) -> tuple[Floats, Floats]:
    """(T, width) for either side: the best cosine (at least 0) of each token to any token of each sentence in its
    sentence's window. Both directions are read off the same products, which are nearly all of the work."""
    out = (
        np.zeros((len(source.sentence), views[0].width), dtype=np.float32),
        np.zeros((len(target.sentence), views[1].width), dtype=np.float32),
    )
    n, m = len(source.start) - 1, len(target.start) - 1
    wide = target.vectors if target.vectors.size > _WIDENED else target.vectors.astype(np.float32)
    for i in range(0, n, _ROWS):
        stop = min(i + _ROWS, n)
        # The target sentences in view of these, and those that have these in view.
        low = int(views[0].low[i:stop].min())
        high = min(int(views[0].low[i:stop].max()) + views[0].width, m)
        seen = np.flatnonzero((views[1].low < stop) & (views[1].low + views[1].width > i))
        if len(seen):
            low, high = min(low, int(seen[0])), max(high, int(seen[-1]) + 1)
        own, other = slice(*source.start[[i, stop]].tolist()), slice(*target.start[[low, high]].tolist())
        if own.start == own.stop or other.start == other.stop:
            continue
        cosine = source.vectors[own].astype(np.float32) @ wide[other].astype(np.float32, copy=False).T
        _put(out[0], cosine, source, own, target, slice(low, high), views[0])
        _put(out[1], cosine.T, target, other, source, slice(i, stop), views[1])
    return out


def _put(
    out: Floats, cosine: Floats, own: TokenTable, rows: slice, other: TokenTable, sentences: slice, view: Windows
) -> None:
    """Write the best cosine of tokens `rows` in each of some sentences of the other side where it is in view."""
    begin = other.start[sentences]
    filled = np.flatnonzero(np.diff(other.start[sentences.start : sentences.stop + 1]) > 0)
    best = np.zeros((rows.stop - rows.start, sentences.stop - sentences.start), dtype=np.float32)
    best[:, filled] = np.maximum.reduceat(cosine, begin[filled] - begin[0], axis=1)
    np.maximum(best, 0.0, out=best)
    at = np.arange(sentences.start, sentences.stop) - view.low[own.sentence[rows], None]
    token, place = np.nonzero((at >= 0) & (at < view.width))
    out[rows.start + token, at[token, place]] = best[token, place]
