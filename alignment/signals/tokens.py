"""Tokens: the inner vectors of an encoder's tokens, each compared with every token of the sentences near by.

A token's best cosine in a sentence says whether its meaning is there; together they see a sentence too many or too
few, which the vector of a whole bead does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alignment.coverage import Windows
from alignment.encoders.protocol import TokenVectors

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# Punctuation says little, but a question mark is a question mark.
_PUNCTUATION = 0.1
_ROWS = 16


@dataclass(frozen=True)
class TokenTable:
    """The tokens of one side: `sentence` (T,), `weight` (T,) idf, `vectors` (T, d) centred unit vectors as float16, and
    `start` (n + 1,), where each sentence's tokens begin."""

    sentence: Ints
    weight: Floats
    vectors: NDArray[np.float16]
    start: Ints


def table(found: Sequence[TokenVectors | None]) -> TokenTable:
    """The token table of a side; None for a sentence that was not encoded. Vectors are centred on the side's mean:
    what all its tokens share (language, layer) would drown what they mean."""
    sizes = [0 if each is None else len(each.tokens) for each in found]
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    sentence = np.repeat(np.arange(len(found)), sizes)
    known = [each for each in found if each is not None and len(each.tokens)]
    width = known[0].vectors.shape[1] if known else 1
    vectors = np.zeros((int(start[-1]), width), dtype=np.float16)
    mean = np.zeros(width)
    for each in known:
        mean += each.vectors.sum(axis=0, dtype=np.float64)
    mean /= max(int(start[-1]), 1)
    at = 0
    for each in known:
        rows = each.vectors.astype(np.float32) - mean.astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9
        vectors[at : at + len(rows)] = rows
        at += len(rows)
    df = Counter(token for each in known for token in set(each.tokens))
    idf = {token: _weight(token, len(known) / count) for token, count in df.items()}
    weight = np.array([idf[token] for each in known for token in each.tokens], dtype=np.float32)
    return TokenTable(sentence, weight, vectors, start)


def _weight(token: str, rarity: float) -> float:
    core = token.strip("▁")
    if not core:
        return 0.0
    return float(np.log1p(rarity)) if any(c.isalnum() for c in core) else _PUNCTUATION


def matches(own: TokenTable, other: TokenTable, view: Windows) -> Floats:
    """(T, width) the best cosine (at least 0) of each token to any token of each sentence in its sentence's window."""
    n, count = len(own.start) - 1, len(other.start) - 1
    out = np.zeros((len(own.sentence), view.width), dtype=np.float32)
    for i in range(0, n, _ROWS):
        stop = min(i + _ROWS, n)
        first, last = int(own.start[i]), int(own.start[stop])
        low = int(view.low[i:stop].min())
        high = min(int(view.low[i:stop].max()) + view.width, count)
        begin, end = int(other.start[low]), int(other.start[high])
        if first == last or begin == end:
            continue
        cosine = own.vectors[first:last].astype(np.float32) @ other.vectors[begin:end].astype(np.float32).T
        best = np.zeros((last - first, high - low), dtype=np.float32)
        filled = np.flatnonzero(np.diff(other.start[low : high + 1]) > 0)
        best[:, filled] = np.maximum.reduceat(cosine, other.start[low:high][filled] - begin, axis=1)
        index = (view.low[own.sentence[first:last]] - low)[:, None] + np.arange(view.width)
        inside = index < high - low
        out[first:last] = np.where(inside, np.take_along_axis(best, np.minimum(index, high - low - 1), axis=1), 0.0)
    return np.maximum(out, 0.0)
