"""How alike an English and a Chinese phrase are by an encoder's vectors: evidence that does not come from the memory.

A multilingual encoder's raw cosines all lie close together (0.8 to 0.9 for multilingual-e5-small); with each language's
mean vector subtracted they spread, and unrelated phrases lie around 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from duizhao.corpora.errors import WorkError
from duizhao.corpora.saying import say
from duizhao.terminology.extraction.proposal import Proposal

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

MOST = 12_000  # phrases encoded at most, a few seconds' work for the default encoder
_NOTHING = np.float32(1e-4)  # length of a centred unit vector that is rounding only
WORDS = 4_000  # words of a document that are encoded by themselves: some 400 sentence pairs
_NEAREST = 3  # English words near a Chinese one that are believed to translate it
# Cosines of centred vectors of single words (multilingual-e5-small): translations 0.4 to 0.8, others under 0.35.
_UNRELATED, _RELATED, _AS_DICTIONARY = 0.3, 0.3, 0.7
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


def meanings(
    chinese: Sequence[str], english: Mapping[str, str], embed: Embed, most: int = WORDS
) -> dict[str, dict[str, float]]:
    """For Chinese words the English keys nearest by their vectors with weights (0..1), as a dictionary would have them.

    `english` are words of meaning by key. Nothing for more than `most` words of both languages together: a long text
    knows its words by how they meet.
    """
    if len(chinese) + len(english) > most or min(len(chinese), len(english)) < _FEW:
        return {}
    keys = list(english)
    cosines = _centred(embed, list(chinese)) @ _centred(embed, [english[k].lower() for k in keys]).T
    found: dict[str, dict[str, float]] = {}
    for word, row in zip(chinese, cosines, strict=True):
        for j in np.argsort(-row, kind="stable")[:_NEAREST].tolist():
            weight = _AS_DICTIONARY * min(1.0, (float(row[j]) - _UNRELATED) / _RELATED)
            if weight > 0:
                found.setdefault(word, {})[keys[j]] = weight
    return found


def _plain(text: str) -> str:
    return text.strip("《》")


def _centred(embed: Embed, texts: Sequence[str]) -> NDArray[np.float32]:
    vectors = embed(texts)
    if vectors.shape[:1] != (len(texts),):
        raise WorkError(
            say("the encoder gave {vectors} vectors for {texts} phrases", vectors=len(vectors), texts=len(texts)),
            cure="Extract without one: --no-embed",
        )
    vectors = vectors - vectors.mean(0)
    lengths: NDArray[np.float32] = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.where(lengths > _NOTHING, vectors / np.maximum(lengths, _NOTHING), np.float32(0))
