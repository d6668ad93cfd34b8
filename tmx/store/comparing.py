"""One text against many: how alike they are, token by token."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SLOTS = np.uint32(0xFFF)


def compared(
    query: NDArray[np.uint32],
    flat: NDArray[np.uint32],
    starts: NDArray[np.int64],
    lengths: NDArray[np.int32],
    least: float,
) -> list[tuple[int, float]]:
    """Of the texts that begin at `starts` of `flat` and have so many tokens, those at least so alike (1 - edit distance
    / longer length): their places among the starts, with how alike they are."""
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.process import extract

    ends = np.cumsum(lengths, dtype=np.int64)
    places = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(starts - (ends - lengths), lengths)
    codes = _codes(query, flat[places])
    together = codes.tobytes() if codes.dtype == np.uint8 else _characters(codes)
    cuts = [0, len(query), *(ends + len(query)).tolist()]
    wanted, *texts = (together[start:end] for start, end in pairwise(cuts))
    found = extract(
        wanted, texts, scorer=Levenshtein.normalized_similarity, score_cutoff=least, limit=None, processor=None
    )
    return [(place, value) for _, value, place in found]


def _codes(query: NDArray[np.uint32], tokens: NDArray[np.uint32]) -> NDArray[Any]:
    """The query's tokens and those of texts as small numbers: 0 for all that the query does not hold, which for a
    distance to it are one and the same."""
    known, own = np.unique(query, return_inverse=True)
    if len(known) < 255:
        # By their last bits, as far as these tell the query's tokens apart.
        slots = known & _SLOTS
        if len(np.unique(slots)) == len(slots):
            table = np.zeros(int(_SLOTS) + 1, np.uint8)
            table[slots] = np.arange(1, len(known) + 1)
            codes = table[tokens & _SLOTS]
            codes[np.append(known[:1], known)[codes] != tokens] = 0
            return np.concatenate((own.astype(np.uint8) + np.uint8(1), codes))
    at = np.minimum(np.searchsorted(known, tokens), len(known) - 1)
    codes = np.where(known[at] == tokens, at + 1, 0)
    kind = np.uint8 if len(known) < 255 else np.uint32
    return np.concatenate((own + 1, codes)).astype(kind)


def _characters(ranks: NDArray[Any]) -> str:
    """Small numbers as a string, a code point each; surrogates are stepped over."""
    return np.where(ranks >= 0xD800, ranks + 0x800, ranks).astype("<u4").tobytes().decode("utf-32-le")
