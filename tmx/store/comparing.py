"""One text against many: how alike they are, token by token."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_SLOTS = np.uint32(0xFFF)
_TINY = 1e-6


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

    own, codes = _codes(query, flat[spans(starts, lengths)])
    # No text is more alike than the tokens that it has in common allow.
    ends = np.cumsum(lengths, dtype=np.int64)
    common = np.concatenate(([0], np.cumsum(codes != 0)))
    common = np.minimum(common[ends] - common[ends - lengths], len(query))
    kept = np.flatnonzero(common >= (least - _TINY) * np.maximum(lengths, len(query)))
    whole, wanted = _text(codes), _text(own)
    cuts = zip((ends - lengths)[kept].tolist(), ends[kept].tolist(), strict=True)
    found = extract(
        wanted,
        [whole[start:end] for start, end in cuts],
        scorer=Levenshtein.normalized_similarity,
        score_cutoff=least,
        limit=None,
        processor=None,
    )
    return [(int(kept[place]), value) for _, value, place in found]


def spans(starts: NDArray[np.int64], lengths: NDArray[np.int32]) -> NDArray[np.int64]:
    """The places of so many things from each start on, one after the other."""
    ends = np.cumsum(lengths, dtype=np.int64)
    found: NDArray[np.int64] = np.arange(int(ends[-1]) if len(ends) else 0)
    found += np.repeat(starts - (ends - lengths), lengths)
    return found


def _codes(query: NDArray[np.uint32], tokens: NDArray[np.uint32]) -> tuple[NDArray[Any], NDArray[Any]]:
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
            return own.astype(np.uint8) + np.uint8(1), codes
    at = np.minimum(np.searchsorted(known, tokens), len(known) - 1)
    codes = np.where(known[at] == tokens, at + 1, 0)
    kind = np.uint8 if len(known) < 255 else np.uint32
    return (own + 1).astype(kind), codes.astype(kind)


def _text(ranks: NDArray[Any]) -> bytes | str:
    """Small numbers as what rapidfuzz compares fastest: bytes, or code points, where surrogates are stepped over."""
    if ranks.dtype == np.uint8:
        return ranks.tobytes()
    return np.where(ranks >= 0xD800, ranks + 0x800, ranks).astype("<u4").tobytes().decode("utf-32-le")
