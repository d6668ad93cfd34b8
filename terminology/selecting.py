"""Which proposals are terms: units that stand by themselves, name something, and are more than general language."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from terminology.candidates import ENGLISH_FUNCTION
from terminology.english import EnglishUse, content_words
from terminology.pairing import Proposal
from terminology.tokens import chinese_frequency

# Words that make a clause of a phrase, or point outside it.
_CLAUSE = frozenset(
    "will would shall should can could may might must is are was were be been being has have had its their his her our "
    "it they we this these those that which who whom whose".split()
)
_CONJUNCTIONS = frozenset("和 与 及 、 或 以及 同 并 的".split())


@dataclass(frozen=True, slots=True)
class TermhoodSettings:
    """`least`: sentence pairs a term must stand in. `aligned`: share of its occurrences that must be aligned to the
    proposed English. `verb`: an English first word used as a verb at least so much makes a clause, not a term.
    `weird`: how much more frequent than in general language a single word must be, Chinese and English together
    (natural logarithm). `frozen`: share of its rarer part that a coordination must make up to be a term of its own.
    `free`: share of occurrences outside longer terms.
    """

    least: int = 2
    aligned: float = 0.2
    verb: float = 0.3
    weird: float = 5.8
    frozen: float = 0.3
    free: float = 0.05


def select(
    proposals: Sequence[Proposal], use: EnglishUse, corpus: int, counts: Mapping[str, int], settings: TermhoodSettings
) -> list[Proposal]:
    """The proposals that are terms, best first. `corpus` is the number of Chinese words, `counts` how often each
    candidate stands in it."""
    fit = []
    for p in proposals:
        if p.kind == "name":
            fit.append(p)
            continue
        # Another rendering may be the term where the most frequent one is a verb or an adjective.
        options = [q for q in (p, *p.others) if _nominal(q, use, settings) and _frozen(q, counts, settings)]
        if not options or not _enough(options[0], settings):
            continue
        best = options[0]
        if len(best.words) > 1 or weirdness(best, use, corpus) >= settings.weird:
            best.others = [q for q in options[1:] if not _within(q, best) and not _within(best, q)]
            fit.append(best)
    return rank(standing_alone(fit, settings))


def _within(p: Proposal, q: Proposal) -> bool:
    """Whether the English of one is a piece of the other's."""
    n = len(p.key)
    return any(q.key[i : i + n] == p.key for i in range(len(q.key) - n + 1))


def _enough(p: Proposal, settings: TermhoodSettings) -> bool:
    return p.together >= settings.least and p.aligned >= settings.aligned * p.looked


def _nominal(p: Proposal, use: EnglishUse, settings: TermhoodSettings) -> bool:
    words = content_words(p.english)
    if not words or not any(c.isalpha() for c in p.english):
        return False
    if use.verb(words[0]) > settings.verb or use.is_adverb(words[0]) or use.is_adverb(words[-1]):
        return False
    if len(words) > 1 and words[1].lower() in ENGLISH_FUNCTION and words[0].endswith("ed"):
        return False  # "adopted by the Conference"
    if any(w.lower() in _CLAUSE for w in words):
        return False
    if any(a.lower() == "to" and use.verb(b) > 0.5 for a, b in pairwise(words)):
        return False  # "Member States to develop"
    # "inclusive economic" was cut out of "inclusive economic growth"; "gender-responsive" is a term.
    return (len(p.english.split()) == 1 and "-" in p.english) or not use.adjective(words[-1])


def _frozen(p: Proposal, counts: Mapping[str, int], settings: TermhoodSettings) -> bool:
    """Whether A and B (or B of A) is said as one: often, next to how often the rarer of the two is said at all."""
    for i, word in enumerate(p.words):
        if word in _CONJUNCTIONS and 0 < i < len(p.words) - 1:
            parts = [counts.get("".join(side), 0) for side in (p.words[:i], p.words[i + 1 :])]
            rarer = min((n for n in parts if n), default=p.count)
            if word == "的" and not any(w.lower() in ENGLISH_FUNCTION for w in content_words(p.english)):
                continue  # the English is a compound: 妇女领导的企业, women-led enterprises
            if p.count < settings.frozen * rarer or p.count < settings.least + (word == "的"):
                return False
    return True


def weirdness(p: Proposal, use: EnglishUse, corpus: int) -> float:
    """Natural logarithm of the relative frequency here over that in general language (Ahmad et al. 1999), Chinese and
    English summed. A name earns 3, and so does one Chinese word that is a phrase in English (工会, trade union)."""
    chinese = math.log(p.count / max(corpus, 1) / chinese_frequency(p.chinese))
    words = [w for w in content_words(p.english) if w.lower() not in ENGLISH_FUNCTION]
    english = sum(map(use.weirdness, words)) / len(words)
    return chinese + english + 3 * (len(words) > 1) + 3 * all(w[0].isupper() for w in words)


def standing_alone(proposals: Iterable[Proposal], settings: TermhoodSettings) -> list[Proposal]:
    """The proposals that stand outside of longer ones often enough, with the English that they have there: 劳工大会 is
    the Conference, though inside 国际劳工大会 it is the Labour Conference. `free` is set to how often."""
    covered: dict[int, list[tuple[int, int]]] = defaultdict(list)

    def alone(s: int, a: int, b: int) -> bool:
        return not any(x <= a and b <= y for x, y in covered[s])

    kept = []
    for p in sorted(proposals, key=lambda p: (-len(p.chinese), p.chinese)):
        free = sum(alone(*place) for place in p.places)
        if free < max(1, settings.free * len(p.places)):
            continue
        best = p
        if free < len(p.places):
            votes = [sum(alone(s, a, b) for s, a, b, *_ in q.spots) for q in (p, *p.others)]
            best = max(zip(votes, (p, *p.others), strict=True), key=lambda x: x[0])[1]
            if best is not p:
                best.others = [p, *(q for q in p.others if q is not best)]
        best.free = free
        kept.append(best)
        for s, a, b in p.places:
            covered[s].append((a, b))
    return kept


def rank(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Best first: frequent outside of longer terms, firmly paired, of more than one word."""
    ranked = list(proposals)
    for p in ranked:
        p.score = math.log1p(p.free) * (0.3 + p.dice) * (1.3 if len(p.words) > 1 else 1.0)
    return sorted(ranked, key=lambda p: (-p.score, p.chinese))
