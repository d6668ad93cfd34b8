"""Sentences of a pair that stand in another order on the other side.

Where a translator, or a hand that moved text, has put the end before the beginning, an aligner keeps the whole together
as one pair, and nothing of it is lost. The words tell: each part of the one side says what the other part of the other
side says. Of 2,456 pairs of neighbouring pairs of papers in many styles none is told so; with their targets exchanged
84 in 100 are.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import accumulate

from duizhao.corpora.model import Pair
from duizhao.quality.evidence.length import size
from duizhao.quality.evidence.lexical import chinese, english, glosses, ratio
from duizhao.quality.evidence.resemblance import Stems, heads_and_tails

BETTER, FITS = 6.0, 2.0  # log likelihood ratios: how much better the parts must fit crosswise, and how well
EACH = 1.0  # how well either of the two parts must fit
MOST = 8  # sentences of a side
_HALF = 2.0  # how much longer or shorter a part may be than its partner
_ENGLISH = re.compile(r"(?<=[.!?])[”\"’')]{0,3}\s+")
_CHINESE = re.compile(r"(?<=[。！？])(?![”’」』）])|(?<=[。！？][”’」』）])")


def is_reordered(pair: Pair) -> bool:
    """Whether the sentences of an English-Chinese pair stand in another order on the other side."""
    here = [one for one in _ENGLISH.split(pair.source) if one.strip()]
    there = [one for one in _CHINESE.split(pair.target) if one.strip()] if 1 < len(here) <= MOST else []
    if not 1 < len(there) <= MOST:
        return False
    lengths, widths = list(accumulate(map(size, here))), list(accumulate(map(size, there)))
    like = partial(_alike, rate=widths[-1] / max(lengths[-1], 1))
    cuts = [(i, j) for i in range(len(here) - 1) for j in range(len(there) - 1)]
    crosswise = {
        (i, j)
        for i, j in cuts
        if like(lengths[i], widths[-1] - widths[j]) and like(lengths[-1] - lengths[i], widths[j])
    }
    if not crosswise:
        return False  # by their lengths alone
    heads, tails = heads_and_tails([english(one) for one in here])
    first, last = heads_and_tails([_said(one, heads[-1]) for one in there])
    straight = crossed = -float("inf")
    for i, j in cuts:
        head, tail, start, end = heads[i], tails[i + 1], first[j], last[j + 1]
        straight = max(straight, _fit(head, start) + _fit(tail, end))
        if (i, j) in crosswise:
            both = _fit(head, end), _fit(tail, start)
            if min(both) >= EACH:
                crossed = max(crossed, sum(both))
    return crossed > FITS and crossed - straight >= BETTER


def _said(text: str, stems: Stems) -> Stems:
    """Which of some stems the words of a Chinese text stand for."""
    found = [meant & stems for meant in map(glosses, chinese(text)) if not stems.isdisjoint(meant)]
    return frozenset().union(*found)


def _fit(stems: Stems, said: Stems) -> float:
    return ratio(len(stems), len(stems & said))


def _alike(letters: float, characters: float, rate: float) -> bool:
    usual = letters * rate
    return usual + 2 < _HALF * (characters + 2) and characters + 2 < _HALF * (usual + 2)
