"""How sure a row of a glossary is: that it is a term, whole, and rightly paired.

The probability that a terminologist lists a pair says less than that: lists leave out much that is right. So rows of
nine documents (a constitution, manuals, institutional papers, community texts; 582 rows drawn at random) were read by
eye, and a logistic regression made of a pair's probability and figures says how many of its like were right. The
intercept lies under the fitted one, so that a cut at 0.9 holds in styles that are harder than those. Since the
probability is made by trees too, the sum is 1.2 times as steep, by 728 rows of nine other texts: docs/benchmarks.md has
the table, each document judged by a model that was made on the others.
"""

from __future__ import annotations

import math

from duizhao.terminology.extraction.proposal import Proposal

_INTERCEPT = -0.594
_LISTED, _VARIANT, _DICE, _ALIGNED = 0.790, 1.477, 0.162, 1.732
_OFTEN, _NAME, _WORD, _ONCE = 0.248, -0.635, 0.865, -0.782
_MANY = 30  # sentence pairs beyond which more of them say nothing


def confidence(p: Proposal, leader: Proposal) -> float:
    """How probably a pair of terms is right, 0..1. `leader` is the pair that its concept was found by, `p` itself or
    the one that `p` is another rendering of."""
    another = p.probability is None or p.kind == "variant"
    own = 0.5 * _logit(leader.probability or 0.0) if p.probability is None else _logit(p.probability)
    value = (
        _INTERCEPT
        + _LISTED * own
        + _VARIANT * another
        + _DICE * p.dice
        + _ALIGNED * p.aligned / (p.looked + 0.5)
        + _OFTEN * math.log1p(min(p.together, _MANY))
        + _NAME * (p.kind == "name")
        + _WORD * (len(p.english.split()) == 1)
        + _ONCE * (p.together == 1)
    )
    return 1 / (1 + math.exp(-value))


def _logit(probability: float) -> float:
    bounded = min(0.98, max(0.01, probability))
    return math.log(bounded / (1 - bounded))
