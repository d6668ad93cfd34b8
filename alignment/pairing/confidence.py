"""How probable it is that two documents are each other's translation, by what their profiles share."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log

import numpy as np

from duizhao.alignment.pairing.profiles import DATE, NUMBER, OWN, SYMBOL, VALUE, Profile, kinds_of

# Characters of English for one of Chinese; see alignment.lengths.
_ENGLISH = 3.3
_FIRM = (VALUE, DATE, SYMBOL, NUMBER, OWN)
# With fewer values than these, what share of them is common says nothing; half is what chance and doubt leave.
_ENOUGH = 4
FEATURES = ("score", "root lead", "values", "length", "order", "told from twins", "one")


@dataclass(frozen=True, slots=True)
class DocumentMatch:
    """A source and a target (by their places in the pile) that may belong together: their likeness and its lead over
    arrangements with others than near twins, how far both keep one order, and how surely they are no twin's; see
    `index`, `matching` and `twins`."""

    source: int
    target: int
    score: float
    lead: float
    order: float
    told: float


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """Weights of the features of a match, in the order of FEATURES; fitted by scripts/bench_pairing.py --fit."""

    weights: tuple[float, ...]

    def confidence(self, features: tuple[float, ...]) -> float:
        """The probability (0..1) of a match with such features."""
        z = sum(w * f for w, f in zip(self.weights, features, strict=True))
        return 1 / (1 + exp(-max(min(z, 40.0), -40.0)))


MODEL = ConfidenceModel((-13.208, 11.701, 2.108, -5.037, 8.792, 5.776, -10.032))


def features(source: Profile, target: Profile, match: DocumentMatch) -> tuple[float, ...]:
    """What the confidence of a match depends on: how alike both are, the root of its lead over other arrangements (what
    is twice as sure is not twice as far ahead), the share of values that both have, how far the lengths are from the
    usual ratio (log), how far both keep one order, how surely they are told from near twins, and one."""
    values = min(_values(source, target), _values(target, source))
    return match.score, max(match.lead, 0.0) ** 0.5, values, _length(source, target), match.order, match.told, 1.0


def _values(one: Profile, other: Profile) -> float:
    """The share (0..1) of one document's values, dates, symbols and paragraph numbers that the other has, drawn to one
    half where there are few."""
    common, own = _common(one, other)
    return (common + _ENOUGH / 2) / (own + _ENOUGH)


def covered(one: Profile, other: Profile) -> float:
    """The share (0..1) of one document's values that the other has; 0 where it has too few to tell."""
    common, own = _common(one, other)
    return common / own if own >= _ENOUGH else 0.0


def _common(one: Profile, other: Profile) -> tuple[int, int]:
    own = one.keys[np.isin(kinds_of(one.keys), _FIRM)]
    return int(np.isin(own, other.keys).sum()), len(own)


def _length(source: Profile, target: Profile) -> float:
    return abs(log(max(english_size(source), 1.0) / max(english_size(target), 1.0)))


def english_size(profile: Profile) -> float:
    """A document's size in characters of English."""
    return profile.size * (_ENGLISH if profile.chinese else 1.0)
