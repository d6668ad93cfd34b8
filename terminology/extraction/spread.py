"""Where in a text a phrase stands: in what kind of sentences, and whether its places keep together.

Terms come in clumps, where their matter is spoken of, and often in short lines: headings, entries, definitions. What is
said everywhere, in long sentences, is more often general language (Church and Gale 1995, "Poisson mixtures").
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from duizhao.terminology.extraction.proposal import Proposal
from duizhao.terminology.extraction.tokenized_corpus import TokenizedCorpus

SPREAD = ("said", "near")
_NEAR = 2  # sentences apart, at most, that are near each other
_LONG = 4.0  # natural logarithm of 55 words, a long sentence


class Spread:
    """How the places of proposals lie in these texts."""

    def __init__(self, texts: TokenizedCorpus) -> None:
        self._lengths = np.diff(texts.english.bounds).tolist()
        self._last: tuple[object, tuple[float, float]] = (None, (0.0, 0.0))

    def of(self, p: Proposal) -> tuple[float, float]:
        """The numbers named in SPREAD: how long its sentences are on average in English (0, no word; about 1, 55), and
        the share of its sentences (0..1) that stand near the one before."""
        # The renderings of one Chinese phrase are asked about one after the other.
        if self._last[0] is not p.places:
            self._last = p.places, self._seen(p)
        return self._last[1]

    def _seen(self, p: Proposal) -> tuple[float, float]:
        sentences = sorted({s for s, _, _ in p.places})
        said = math.log1p(sum(self._lengths[s] for s in sentences) / len(sentences)) / _LONG
        if len(sentences) < 2:
            return said, 0.0
        # Of what stands very often only some places are looked at, which are further apart.
        apart = _NEAR * max(1.0, p.count / len(sentences))
        return said, sum(b - a <= apart for a, b in pairwise(sentences)) / (len(sentences) - 1)
