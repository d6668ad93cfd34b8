"""English that the word links cut or missed: what stands beside a rendering all the time, and what meets a candidate
all the time without a link.

Links are uncertain where a document is small, and where a word is everywhere: of 地方行政區域 they reach "local
administrative" and leave out "regions", for Regions are in every sentence. Both kinds are offered beside the renderings
that the links found; which of them is right is decided by all the evidence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from duizhao.terminology.extraction.candidates import ChineseCandidate, Rendering
from duizhao.terminology.extraction.proposal import Key
from duizhao.terminology.extraction.tokenized_corpus import TokenizedCorpus

_LOOKED = 12  # places of a rendering whose neighbours are looked at
_MOSTLY = 0.6  # share of them beside one and the same word that makes a wider rendering
_TOP = 2  # renderings of a candidate that are widened
_LONGEST = 4  # words of an English stretch that is offered for being met
_TOKENS = 150_000  # English words of a memory up to which all its stretches are counted: a long document
_FIRM = 0.75  # Dice's coefficient of a linked rendering beside which no other is looked for
_MET, _MET_TWICE = 0.6, 0.8  # Dice's coefficient that makes a stretch worth offering, and one met twice only
_OFFERED = 4  # stretches offered for one candidate
_SENTENCES = 30  # sentences of a candidate in which they are looked for
_BRIDGES = frozenset("of for in to on at against".split())


def widen_renderings(texts: TokenizedCorpus, candidates: Sequence[ChineseCandidate]) -> None:
    """Give candidates, in place, the renderings that hold the neighbour their best ones mostly have."""
    for candidate in candidates:
        best = sorted(candidate.renderings.items(), key=lambda item: (-item[1].count, item[0]))[:_TOP]
        for _, rendering in best:
            if rendering.count < 2:
                continue
            for side in (-1, 1):
                for key, wider in _wider(texts, rendering, side):
                    if key not in candidate.renderings:
                        candidate.renderings[key] = wider


def _wider(texts: TokenizedCorpus, rendering: Rendering, side: int) -> Iterator[tuple[Key, Rendering]]:
    """A rendering with what mostly stands before (-1) or behind (1) it: a word, or a word and "of"."""
    spans: dict[Key, list[tuple[int, int, int, int, int]]] = defaultdict(list)
    looked = rendering.places[:_LOOKED]
    for s, a, b, low, high in looked:
        stretch = _neighbour(texts, s, low, high, side)
        if stretch:
            key = texts.key(texts.english.sentence(s)[stretch[0] : stretch[1]].tolist())
            spans[key].append((s, a, b, *stretch))
    if not spans:
        return
    key, places = max(spans.items(), key=lambda item: (len(item[1]), item[0]))
    if len(places) < max(2, _MOSTLY * len(looked)):
        return
    wider = Rendering(len(places), Counter(texts.surface(s, low, high) for s, _, _, low, high in places), places)
    yield key, wider


def _neighbour(texts: TokenizedCorpus, s: int, low: int, high: int, side: int) -> tuple[int, int] | None:
    """An English span with its neighbour of meaning on one side, None where there is none."""
    line = texts.english.sentence(s)
    edge = texts.english_flags.left
    words = texts.english.vocabulary
    at = low - 1 if side < 0 else high
    crossed = False
    # "state of war", "the freedom of the person": one preposition and an article may stand between.
    while 0 <= at < len(line) and not edge[line[at]]:
        word = words[line[at]].lower()
        if word in _BRIDGES and not crossed:
            crossed = True
        elif word not in ("the", "a", "an") and not (word in "-‑" and side > 0):
            return None
        at += side
    if not 0 <= at < len(line) or high - low + abs(at - low) > 10:
        return None
    return (at, high) if side < 0 else (low, at + 1)


class Stretches:
    """Which English stretches of up to four words, keyed, stand in how many and in which sentences."""

    def __init__(self, texts: TokenizedCorpus) -> None:
        self._texts = texts
        self._of: dict[int, dict[Key, tuple[int, int]]] = {}
        self.counts: Counter[Key] = Counter()
        for s in range(len(texts.english)):
            self.counts.update(self.of(s).keys())

    def of(self, s: int) -> dict[Key, tuple[int, int]]:
        """The stretches of a sentence with their first token spans: words of meaning at both edges."""
        known = self._of.get(s)
        if known is None:
            known = self._of[s] = {}
            said, places = self._texts.said(s)
            line = self._texts.english.sentence(s)
            edge, inside = self._texts.english_flags.left, self._texts.english_flags.inside
            good = edge[line[places]].tolist() if places else []
            fits = inside[line[places]].tolist() if places else []
            for i, starts in enumerate(good):
                if not starts:
                    continue
                for j in range(i, min(i + _LONGEST, len(said))):
                    if not fits[j]:
                        break
                    if good[j]:
                        known.setdefault(tuple(said[i : j + 1]), (places[i], places[j] + 1))
        return known


def offer_met(texts: TokenizedCorpus, candidates: Sequence[ChineseCandidate]) -> set[tuple[str, Key]]:
    """Give candidates without a firm rendering, in place, the English stretches that stand where they stand and hardly
    anywhere else; which pairs (Chinese, English key) these are. Nothing is done for a memory of many documents, whose
    links know more."""
    offered: set[tuple[str, Key]] = set()
    if len(texts.english.ids) > _TOKENS:
        return offered
    stretches = Stretches(texts)
    for candidate in candidates:
        sentences = list(dict.fromkeys(s for s, _, _ in candidate.places))
        if len(sentences) < 2 or _is_firm(candidate, stretches, len(sentences)):
            continue
        for key in _met(candidate, sentences, stretches):
            first = {s: (a, b) for s, a, b in reversed(candidate.places)}
            places = [(s, *first[s], *stretches.of(s)[key]) for s in sentences if key in stretches.of(s)]
            surfaces = Counter(texts.surface(s, low, high) for s, _, _, low, high in places)
            candidate.renderings[key] = Rendering(0, surfaces, places)
            offered.add((candidate.text, key))
    return offered


def _is_firm(candidate: ChineseCandidate, stretches: Stretches, sentences: int) -> bool:
    best = max(candidate.renderings.items(), key=lambda item: item[1].count, default=None)
    if best is None or 2 * best[1].count < sentences:
        return False
    english = stretches.counts.get(best[0], best[1].count)
    return 2 * best[1].count >= _FIRM * (sentences + english)


def _met(candidate: ChineseCandidate, sentences: Sequence[int], stretches: Stretches) -> list[Key]:
    met: Counter[Key] = Counter()
    for s in sentences[:_SENTENCES]:
        met.update(stretches.of(s).keys())
    looked = min(len(sentences), _SENTENCES)
    found = []
    for key, n in met.items():
        dice = 2 * n / (looked + stretches.counts[key] * looked / len(sentences))
        if n >= 2 and dice >= (_MET if n > 2 else _MET_TWICE) and key not in candidate.renderings:
            found.append((dice, n, key))
    found.sort(key=lambda x: (-x[0], -x[1], len(x[2]), x[2]))
    return [key for _, _, key in found[:_OFFERED]]
