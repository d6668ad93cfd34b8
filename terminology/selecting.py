"""Which proposals are terms: units that stand by themselves, name something, and are more than general language."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from terminology.english import EnglishUse, content_words
from terminology.pairing import Proposal
from terminology.tokens import chinese_frequency, chinese_tag

_CONJUNCTIONS = frozenset("和 与 及 、 或 以及 同 并 的".split())


@dataclass(frozen=True, slots=True)
class TermhoodSettings:
    """`least`: sentence pairs a term must stand in. `aligned`: share of its occurrences that must be aligned to the
    proposed English. `verb`: an English first word used as a verb at least so much makes a clause, not a term.
    `modifier`: an English last word that stands before a noun so often is an adjective. `weird`: natural logarithm of
    how much more frequent than in general Chinese a single word must be. `frozen`: share of its rarer part that a
    coordination must make up to be a term of its own. `free`: share of occurrences outside longer terms.
    """

    least: int = 2
    aligned: float = 0.2
    verb: float = 0.3
    modifier: float = 0.75
    weird: float = 2.0
    frozen: float = 0.3
    free: float = 0.05


def select(
    proposals: Sequence[Proposal], use: EnglishUse, corpus: int, counts: Mapping[str, int], settings: TermhoodSettings
) -> list[Proposal]:
    """The proposals that are terms, best first. `corpus` is the number of Chinese words, `counts` how often each
    candidate stands in it."""
    fit = [
        p
        for p in proposals
        if p.kind == "name"
        or (
            _enough(p, settings)
            and _nominal(p, use, settings)
            and _frozen(p, counts, settings)
            and (len(p.words) > 1 or weirdness(p, corpus) >= settings.weird)
        )
    ]
    return rank(standing_alone(fit, settings))


def _enough(p: Proposal, settings: TermhoodSettings) -> bool:
    return p.together >= settings.least and p.aligned >= settings.aligned * p.looked


def _nominal(p: Proposal, use: EnglishUse, settings: TermhoodSettings) -> bool:
    words = content_words(p.english)
    if not words or not any(c.isalpha() for c in p.english):
        return False
    if use.verb(words[0]) > settings.verb or use.is_adverb(words[0]) or use.is_adverb(words[-1]):
        return False
    # "inclusive economic" was cut out of "inclusive economic growth"; "gender-responsive" is a term.
    return "-" in p.english.split()[-1] or use.modifier(words[-1]) <= settings.modifier


def _frozen(p: Proposal, counts: Mapping[str, int], settings: TermhoodSettings) -> bool:
    """Whether A and B (or B of A) is said as one: often, next to how often the rarer of the two is said at all."""
    for i, word in enumerate(p.words):
        if word in _CONJUNCTIONS and 0 < i < len(p.words) - 1:
            parts = [counts.get("".join(side), 0) for side in (p.words[:i], p.words[i + 1 :])]
            rarer = min((n for n in parts if n), default=p.count)
            if p.count < settings.frozen * rarer or p.count < settings.least + (word == "的"):
                return False
    return True


def weirdness(p: Proposal, corpus: int) -> float:
    """Natural logarithm of the relative frequency here over that in general Chinese (Ahmad et al. 1999)."""
    return math.log(p.count / max(corpus, 1) / chinese_frequency(p.chinese))


def standing_alone(proposals: Iterable[Proposal], settings: TermhoodSettings) -> list[Proposal]:
    """The proposals that stand outside of longer ones often enough; `free` is set to how often."""
    covered: dict[int, list[tuple[int, int]]] = defaultdict(list)
    kept = []
    for p in sorted(proposals, key=lambda p: (-len(p.chinese), p.chinese)):
        p.free = sum(not any(x <= a and b <= y for x, y in covered[s]) for s, a, b in p.places)
        if p.free >= max(1, settings.free * len(p.places)):
            kept.append(p)
            for s, a, b in p.places:
                covered[s].append((a, b))
    return kept


def rank(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Best first: frequent outside of longer terms, firmly paired, of more than one word."""
    ranked = list(proposals)
    for p in ranked:
        p.score = math.log1p(p.free) * (0.3 + p.dice) * (1.3 if len(p.words) > 1 else 1.0)
    return sorted(ranked, key=lambda p: (-p.score, p.chinese))


def is_verb(word: str) -> bool:
    """Whether jieba calls a Chinese word a plain verb."""
    return chinese_tag(word) == "v"
