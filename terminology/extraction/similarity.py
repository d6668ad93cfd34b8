"""How alike an English and a Chinese phrase are by an encoder's vectors: evidence that does not come from the memory.

A multilingual encoder's raw cosines all lie close together (0.8 to 0.9 for multilingual-e5-small); with each language's
mean vector subtracted they spread, and unrelated phrases lie around 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from duizhao.corpora.errors import WorkError
from duizhao.terminology.extraction.proposal import Proposal

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

MOST = 12_000  # phrases encoded at most, a few seconds' work for the default encoder
_NOTHING = np.float32(1e-4)  # length of a centred unit vector that is rounding only
_FEW = 20  # phrases of a language without which its mean says nothing


def liken(proposals: Iterable[Proposal], embed: Embed, most: int = MOST) -> int:
    """Set `likeness` of proposals, the most frequent first, until `most` phrases are encoded; how many were.

    `embed` gives unit row vectors, shape (n, d), for n texts. Raises WorkError where it gives another number of them.
    """
    wanted: list[Proposal] = []
    english: dict[str, int] = {}
    chinese: dict[str, int] = {}
    for p in sorted(proposals, key=lambda p: (-p.together, p.chinese, p.english)):
        if len(english) + len(chinese) >= most:
            break
        english.setdefault(p.english, len(english))
        chinese.setdefault(_plain(p.chinese), len(chinese))
        wanted.append(p)
    if min(len(english), len(chinese)) < _FEW:
        return 0
    first, second = _centred(embed, list(english)), _centred(embed, list(chinese))
    for p in wanted:
        a, b = first[english[p.english]], second[chinese[_plain(p.chinese)]]
        # A vector that is no different from the mean says nothing.
        p.likeness = float(a @ b) if a.any() and b.any() else None
    return len(english) + len(chinese)


def _plain(text: str) -> str:
    return text.strip("《》")


def _centred(embed: Embed, texts: Sequence[str]) -> NDArray[np.float32]:
    vectors = embed(texts)
    if vectors.shape[:1] != (len(texts),):
        raise WorkError(
            f"the encoder gave {len(vectors)} vectors for {len(texts)} phrases", cure="Extract without one: --no-embed"
        )
    vectors = vectors - vectors.mean(0)
    lengths: NDArray[np.float32] = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.where(lengths > _NOTHING, vectors / np.maximum(lengths, _NOTHING), np.float32(0))
