"""English that was cut short: a phrase that never stands without the word beside it is that longer phrase.

The links of 社保底线 may only reach "floors"; but in these texts floors are always social protection floors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from duizhao.terminology.extraction.proposal import Proposal, best_surface
from duizhao.terminology.extraction.propose import Proposed
from duizhao.terminology.extraction.tokenized_corpus import TokenizedCorpus

_ALWAYS = 0.9  # share of its occurrences beside one word that makes a phrase a piece
_LEAST = 3  # occurrences without which nothing is "always"


def complete(found: Proposed, p: Proposal, most: int = 200) -> None:
    """Widen the English of a proposal, in place, as long as its neighbour is always the same content word and stands
    for nothing else in Chinese."""
    texts = found.texts
    for _ in range(4):
        places = found.where.get(p.key) or sorted({spot[0] for spot in p.spots})
        spans = [(s, *span) for s in places[:most] for span in texts.occurrences_of(s, p.key)]
        if len(spans) < _LEAST:
            return
        step = _neighbour(texts, spans)
        if step is None:
            return
        side, number = step
        spots = [spot for spot in p.spots if _beside(texts, spot, side) == number]
        if not spots or sum(_means(found, spot, side) for spot in spots[:20]) * 2 > len(spots[:20]):
            return
        p.key = (number, *p.key) if side < 0 else (*p.key, number)
        p.spots = [(s, a, b, low - (side < 0), high + (side > 0)) for s, a, b, low, high in spots]
        p.english = best_surface(Counter(texts.surface(s, low, high) for s, _, _, low, high in p.spots))
        found.where.setdefault(p.key, [s for s in places if texts.occurrences_of(s, p.key)])


def _at(texts: TokenizedCorpus, s: int, low: int, high: int, side: int) -> int | None:
    """The token beside an English span, None at the sentence's edge."""
    at = low - 1 if side < 0 else high
    return at if 0 <= at < len(texts.english.sentence(s)) else None


def _beside(texts: TokenizedCorpus, spot: tuple[int, int, int, int, int], side: int) -> int | None:
    s, _, _, low, high = spot
    at = _at(texts, s, low, high, side)
    return None if at is None else int(texts.numbers[texts.english.sentence(s)[at]])


def _neighbour(texts: TokenizedCorpus, spans: Sequence[tuple[int, int, int]]) -> tuple[int, int] | None:
    """The content word that is always beside the spans: (-1 left or 1 right, its key)."""
    flags = texts.english_flags
    for side in (-1, 1):
        beside: Counter[int] = Counter()
        for s, low, high in spans:
            at = _at(texts, s, low, high, side)
            if at is not None and flags.left[texts.english.sentence(s)[at]]:
                beside[int(texts.numbers[texts.english.sentence(s)[at]])] += 1
        if beside:
            number, n = beside.most_common(1)[0]
            if n >= _ALWAYS * len(spans):
                return side, number
    return None


def _means(found: Proposed, spot: tuple[int, int, int, int, int], side: int) -> bool:
    """Whether the word beside the English is linked to Chinese outside the term that has no other English: then it is
    a word of its own there."""
    texts = found.texts
    s, a, b, low, high = spot
    at = _at(texts, s, low, high, side)
    assert at is not None
    linked = found.links(s)
    numbers = texts.numbers[texts.english.sentence(s)]
    for j in np.flatnonzero(linked[at]).tolist():
        if not a <= j < b:
            twins = [i for i in np.flatnonzero(linked[:, j]).tolist() if i != at and numbers[i] == numbers[at]]
            if not twins:
                return True
    return False
