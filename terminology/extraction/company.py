"""What stands around a candidate in Chinese, and which other pairs share its words: signs of what is a term.

A term keeps all kinds of company: verbs before it, 的 on either side, lists, other nouns behind it. A piece of a longer
term always stands beside the rest. The head of many longer pairs (court, 法院, of district court, 地区法院) is a pair
itself.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from duizhao.terminology.extraction.candidates import ChineseCandidate
from duizhao.terminology.extraction.named_bodies import KIND_WORDS
from duizhao.terminology.extraction.proposal import Key, Proposal
from duizhao.terminology.extraction.tokenized_corpus import TokenizedCorpus
from duizhao.terminology.extraction.tokens import chinese_tag

NEIGHBOURS = ("de_before", "de_after", "edge", "verb_before", "noun_after", "measured", "listed")
FAMILY = ("heads", "leads", "has_head", "has_lead")
_LOOKED = 30  # places whose neighbours are looked at
_JOINS = frozenset("、和与及或")
_BRIDGES = frozenset("of for on the in".split())
_MANY = 20  # relatives beyond which more of them say nothing
_DE, _EDGE, _VERB, _NOUN, _MEASURE, _LIST = (1 << bit for bit in range(6))
_Part = tuple[tuple[str, ...], Key]


@dataclass(frozen=True, slots=True)
class Company:
    """The share of a candidate's places that stand beside one and the same content word, on the side where it is
    larger (`host`), how much the words `before` it and `behind` it vary (0..1), and the shares of places beside
    neighbours of each kind, in the order of NEIGHBOURS."""

    host: float
    before: float
    behind: float
    neighbours: tuple[float, ...]


class CompanyKept:
    """Tells the company of candidates in these texts."""

    def __init__(self, texts: TokenizedCorpus) -> None:
        self._texts = texts
        self._kinds = [_kind(word) for word in texts.chinese.vocabulary]

    def of(self, candidate: ChineseCandidate) -> Company:
        """The company of a candidate. A conjunction behind it is passed over where hosts are counted: 职业安全 is
        always followed by 与卫生 or 和卫生."""
        texts = self._texts
        before: Counter[int] = Counter()
        after: Counter[int] = Counter()
        seen: list[tuple[int, int]] = []
        for s, a, b in candidate.places:
            line = texts.chinese.sentence(s).tolist()
            before[line[a - 1] if a else -1] += 1
            after[next((t for t in line[b : b + 2] if not texts.joining[t]), -1)] += 1
            if len(seen) < _LOOKED:
                seen.append((line[a - 1] if a else -1, line[b] if b < len(line) else -1))
        hosts = [n for counter in (before, after) for word, n in counter.items() if word >= 0 and texts.hosting[word]]
        host = max(hosts, default=0) / len(candidate.places)
        return Company(host, _variety(before), _variety(after), self._neighbours(seen))

    def _neighbours(self, seen: Sequence[tuple[int, int]]) -> tuple[float, ...]:
        found = [(self._kinds[x] if x >= 0 else _EDGE, self._kinds[y] if y >= 0 else _EDGE) for x, y in seen]
        counts = (
            sum(bool(x & _DE) for x, _ in found),
            sum(bool(y & _DE) for _, y in found),
            sum(bool(x & _EDGE) + bool(y & _EDGE) for x, y in found),
            sum(bool(x & _VERB) for x, _ in found),
            sum(bool(y & _NOUN) for _, y in found),
            sum(bool(x & _MEASURE) for x, _ in found),
            sum(bool((x | y) & _LIST) for x, y in found),
        )
        return tuple(n / max(len(found), 1) for n in counts)


def _kind(word: str) -> int:
    tag = chinese_tag(word)[:1]
    kind = _DE * (word == "的") | _LIST * (word in _JOINS) | _EDGE * (not word[0].isalnum())
    return kind | _VERB * (tag == "v") | _NOUN * (tag == "n") | _MEASURE * (tag in ("m", "q", "r"))


def _variety(company: Counter[int]) -> float:
    """The entropy of what stands on one side, 0..1 of the most there can be; the sentence's edge is always new."""
    n = company.total()
    if n < 2:
        return 1.0
    edge = company.get(-1, 0) / n
    entropy = -sum(k / n * math.log(k / n) for word, k in company.items() if word >= 0)
    return min(1.0, entropy / math.log(n) + edge)


class Families:
    """Which pairs are heads or beginnings of longer ones, in both languages at once."""

    def __init__(self, renderings: Iterable[Sequence[Proposal]]) -> None:
        self._pairs: set[_Part] = set()
        self._heads: Counter[_Part] = Counter()
        self._leads: Counter[_Part] = Counter()
        for group in renderings:
            p = max(group, key=lambda p: p.weight)
            if p.aligned < 2 or p.kind == "name":
                continue
            self._pairs.add((p.words, p.key))
            self._leads.update(_beginnings(p))
            self._heads.update(_ends(p))
            if " of " in p.english:  # the head comes first: court of final appeal
                self._heads.update((words, p.key[: -len(key)]) for words, key in _ends(p))

    def of(self, p: Proposal) -> tuple[float, ...]:
        """In the order of FAMILY: of how many longer pairs a pair is the head and the beginning (0..1), and whether it
        has a pair as its own head and beginning."""
        return (
            math.log1p(min(_MANY, self._heads[p.words, p.key])) / 3,
            math.log1p(min(_MANY, self._leads[p.words, p.key])) / 3,
            float(any(part in self._pairs for part in _ends(p))),
            float(any(part in self._pairs for part in _beginnings(p))),
        )


def _ends(p: Proposal) -> list[_Part]:
    return [(p.words[i:], p.key[j:]) for i in range(1, len(p.words)) for j in range(1, len(p.key))]


def _beginnings(p: Proposal) -> list[_Part]:
    return [(p.words[:i], p.key[:j]) for i in range(1, len(p.words)) for j in range(1, len(p.key))]


def cut_from_name(texts: TokenizedCorpus, p: Proposal) -> float:
    """In what share of its places the English is a piece of a longer name (Development Group, of Sustainable
    Development Group; Board, of Board of Auditors)."""
    words = p.english.split()
    if not (words[0][0].isupper() and words[-1][0].isupper()) or p.english.isupper():
        return 0.0
    if len(words) == 1 and p.english.lower() in KIND_WORDS:
        return 0.0  # a Recommendation is a term, and mostly has its number behind it
    cut = 0
    for s, _, _, low, high in p.spots:
        line = texts.english_words(s)
        before = [w for w in line[max(0, low - 3) : low] if w not in _BRIDGES]
        after = [w for w in line[high : high + 2] if w not in _BRIDGES]
        joined = low > 1 and bool(before) and before[-1][0].isupper() and before[-1] not in ("The", "A", "ILO")
        cut += joined or (bool(after) and after[0][0].isupper())
    return cut / max(len(p.spots), 1)
