"""Which proposals are terms: units that stand by themselves, name something, and are more than general language."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duizhao.terminology.extraction.company import FAMILY, Families
from duizhao.terminology.extraction.nominal import is_nominal, led_in, only_frames
from duizhao.terminology.extraction.proposal import Key, Proposal
from duizhao.terminology.extraction.scoring import (
    FEATURES,
    TermEvidence,
    describe,
    fragment,
    impossible,
    in_context,
    probability,
)
from duizhao.terminology.extraction.shared_terms import best_shared
from duizhao.terminology.extraction.similarity import MOST, Embed, liken
from duizhao.terminology.extraction.tokens import chinese_frequency, is_known

# A word that the segmenter guessed and that begins with one of these is two: 对性 in 对性剥削.
_PREPOSITIONS = frozenset("对与和及在为将被从向把的")
_DICE = 0.15  # Dice's coefficient under which a pair that is not mostly aligned is not looked at
_FAMILY = [FEATURES.index(name) for name in FAMILY]
_LIKE, _UNLIKE = FEATURES.index("like"), FEATURES.index("unlike")
_ALWAYS, _HALF = 0.9, 0.4  # share of its occurrences inside a longer phrase, whose probability is that share of its own
_SHARED = 0.8  # probability of a pair that the seed glossary has; in 36 texts besides the paper 239 of 263 were listed
_ONCE = 0.5  # a name that stands once comes after what is said again


@dataclass(frozen=True, slots=True)
class TermhoodSettings:
    """What a proposal must show to be a term.

    `sure`: probability (0..1) from which it is one, `named` that of a name, `asked` that from which an encoder is
    asked. `free`: share of occurrences outside longer terms; `hosts`: so many longer terms around it make up for never
    standing alone, `host_nested` the share of its occurrences beside one and the same content word that unmakes it.
    Neither counts for one that is a term with the probability `steady`.
    `rival`: Dice's coefficient that another English needs to take the first one's place outside longer terms.
    `varying`: weirdness of a Chinese word that is kept only because the translation varies, and its probability
    `maybe`; then `least` sentence pairs, the share `aligned` of its occurrences, Dice's coefficient `dice` and, with
    hardly an alignment, `certain`.
    """

    least: int = 2
    sure: float = 0.26
    named: float = 0.1
    asked: float = 0.02
    aligned: float = 0.2
    dice: float = 0.25
    certain: float = 0.9
    free: float = 0.05
    rival: float = 0.3
    varying: float = 2.5
    maybe: float = 0.05
    hosts: int = 3
    host_nested: float = 0.5
    steady: float = 0.3


def select(
    proposals: Sequence[Proposal], seen: TermEvidence, settings: TermhoodSettings, embed: Embed | None = None
) -> list[Proposal]:
    """The proposals that are terms, best first: scored by the evidence, one English chosen for each Chinese, pieces of
    longer terms left out. `embed` gives the vectors of phrases."""
    options = described(proposals, seen, embed, settings.asked)
    judged(options)
    chosen = [p for group in options if (p := _chosen([p for p, _ in group], settings)) is not None]
    chosen = standing_alone(without_frames(chosen), settings)
    return rank(chosen + varying(_lone(proposals, seen, settings), chosen, seen.corpus, settings))


Described = list[tuple[Proposal, NDArray[np.float32]]]


def described(proposals: Iterable[Proposal], seen: TermEvidence, embed: Embed | None, asked: float) -> list[Described]:
    """The renderings of each Chinese candidate that are possible, with their numbers, shape (features,). With `embed`
    those that are terms with a probability of `asked` without it are compared by their vectors."""
    options = []
    for p in proposals:
        fit = [q for q in (p, *p.others) if _seen_enough(q) and not impossible(q)]
        group: Described = []
        for q in fit:
            rival = max((x.weight for x in fit if x is not q), default=0.0)
            group.append((q, describe(q, seen, rival)))
            q.shared = q.key in seen.shared.get(q.chinese, ())
        if group:
            options.append(group)
    families = Families([p for p, _ in group] for group in options)
    for group in options:
        for p, numbers in group:
            numbers[_FAMILY] = families.of(p)
    if embed is not None:
        every = [pair for group in options for pair in group]
        doubtful = probability(np.array([n for _, n in every]).reshape(-1, len(FEATURES)))
        compare((pair for pair, sure in zip(every, doubtful.tolist(), strict=True) if sure >= asked), embed)
    return options


def compare(described: Iterable[tuple[Proposal, NDArray[np.float32]]], embed: Embed, most: int = MOST) -> None:
    """Compare the vectors of proposals and note in their numbers, in place, how alike they are."""
    every = list(described)
    liken((p for p, _ in every), embed, most)
    for p, numbers in every:
        numbers[_LIKE] = max(0.0, p.likeness or 0.0)
        numbers[_UNLIKE] = min(0.0, p.likeness or 0.0)


def judged(options: Iterable[Described]) -> None:
    """Set how probable every proposal is, in place, by what is known of it."""
    every = [pair for group in options for pair in group]
    rows = np.array([n for _, n in every]).reshape(-1, len(FEATURES))
    compared = np.array([p.likeness is not None for p, _ in every], dtype=bool)
    read = compared & in_context(rows)
    sure = probability(rows, compared)
    for (p, numbers), value, seen in zip(every, sure.tolist(), read.tolist(), strict=True):
        p.probability = 0.0 if not seen and fragment(p, numbers, value) else value
    for group in options:
        if best := best_shared([p for p, _ in group]):
            best.probability = max(best.probability or 0.0, _SHARED)


def _seen_enough(p: Proposal) -> bool:
    return p.kind == "met" or (p.aligned > 0 and (p.dice >= _DICE or _steady(p)))


def _steady(p: Proposal) -> bool:
    return 2 * p.aligned >= p.looked


def _chosen(options: Sequence[Proposal], settings: TermhoodSettings) -> Proposal | None:
    """The most probable rendering with the other probable ones beside it; None where none is probable enough."""
    ranked = sorted(options, key=lambda q: -(q.probability or 0.0))
    best = ranked[0]
    if (best.probability or 0.0) < (settings.named if best.kind == "name" else settings.sure):
        return None
    if best.chinese[0] in _PREPOSITIONS and not is_known(best.words[0]):
        return None
    best = _unbroken(best, ranked, settings)
    best.others = [
        q
        for q in ranked
        if q is not best and (q.probability or 0.0) >= settings.sure and not within(q, best) and not within(best, q)
    ]
    return best


def _unbroken(best: Proposal, options: Sequence[Proposal], settings: TermhoodSettings) -> Proposal:
    """The rendering that the best one is always a piece of, where that is probable too: of "tide" and "tide gate" the
    longer, if no tide is without a gate in these texts."""
    for q in options:
        longer = len(q.key) > len(best.key) and _headed(best, q)
        if (
            longer
            and q.english_count >= _ALWAYS * best.english_count
            and q.together >= _ALWAYS * best.together
            and (q.probability or 0.0) >= max(settings.sure, _HALF * (best.probability or 0.0))
        ):
            best = q
    return best


def _headed(p: Proposal, q: Proposal) -> bool:
    """Whether the longer English adds the head that the shorter lacks: behind it, or before it and "of". What else
    stands before a phrase all the time may be a verb: perform global compilation."""
    behind = q.key[: len(p.key)] == p.key
    before = q.key[-len(p.key) :] == p.key and " of " in q.english and " of " not in p.english
    return behind or before


def _lone(proposals: Iterable[Proposal], seen: TermEvidence, settings: TermhoodSettings) -> list[Proposal]:
    """Single words that may be one of two ways to translate an English word."""
    return [
        p
        for p in proposals
        if p.kind != "name"
        and len(p.words) == 1
        and len(p.chinese) > 1
        and not impossible(p)
        and _enough(p, settings)
        and is_nominal(p, seen.use, varying=True)
        and seen.whole(p)
    ]


def varying(
    lone: Iterable[Proposal], chosen: Sequence[Proposal], corpus: int, settings: TermhoodSettings
) -> list[Proposal]:
    """Single words that are too general to be terms, but are two ways to translate one English word: 照护 and 护理 for
    care. That is what a terminologist has to decide."""
    known = {p.chinese for p in chosen}
    groups: dict[Key, list[Proposal]] = defaultdict(list)
    for p in lone:
        if chinese_weirdness(p, corpus) >= settings.varying:
            groups[p.key].append(p)
    found = [p for group in groups.values() if len(group) > 1 for p in group if p.chinese not in known]
    found = [p for p in found if (p.probability or 0.0) >= settings.maybe]
    for p in found:
        p.free = 1
    return found


def without_frames(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Of proposals with the same English, none that is another one with a verb or a particle around it, and none that
    is a piece of a name (转型的…加速器 of “促进公正转型的…加速器”)."""
    by_key: dict[Key, list[Proposal]] = defaultdict(list)
    for p in proposals:
        by_key[p.key].append(p)
    kept = []
    for p in proposals:
        others = [q for q in by_key[p.key] if q is not p]
        framed = p.kind != "name" and any(
            only_frames(p, q) and (led_in(p, q) or not _only_inside(q, p))
            for q in others
            if len(q.words) < len(p.words)
        )
        inside = any(_only_inside(p, q) and not led_in(q, p) for q in others if q.kind != "name")
        piece = p.kind != "name" and any(
            q.kind == "name"
            and p.chinese in q.chinese
            and len(p.chinese) < len(q.chinese.strip("《》"))
            and 2 * q.count >= p.count
            for q in others
        )
        if not framed and not piece and not inside:
            kept.append(p)
    return kept


def _only_inside(p: Proposal, q: Proposal) -> bool:
    """Whether a term has its English only as a piece of a longer term with the same: 远程 in 远程工作, teleworking."""
    if len(p.chinese) >= len(q.chinese) or p.chinese not in q.chinese:
        return False
    around = {s: (a, b) for s, a, b in q.places}
    return all(s in around and around[s][0] <= a and b <= around[s][1] for s, a, b, *_ in p.spots)


def within(p: Proposal, q: Proposal) -> bool:
    """Whether the English of the first is a piece of the other's."""
    n = len(p.key)
    return any(q.key[i : i + n] == p.key for i in range(len(q.key) - n + 1))


def _enough(p: Proposal, settings: TermhoodSettings) -> bool:
    if p.together < settings.least:
        return False
    if p.aligned < settings.aligned * p.looked:
        # Always together and with nothing else: one alignment is enough (MSMEs, 中小微企业).
        return len(p.words) > 1 and p.aligned > 0 and p.together >= 2 * settings.least and p.dice >= settings.certain
    # A seldom variant of a frequent term has a low coefficient and steady alignment.
    return p.dice >= settings.dice or p.aligned >= 0.5 * p.looked


def chinese_weirdness(p: Proposal, corpus: int) -> float:
    """Natural logarithm of the relative frequency here over that in general Chinese (Ahmad et al. 1999)."""
    return math.log(p.count / max(corpus, 1) / chinese_frequency(p.chinese))


def standing_alone(proposals: Iterable[Proposal], settings: TermhoodSettings) -> list[Proposal]:
    """The proposals that stand outside of longer ones often enough, with the English that they have there: 劳工大会 is
    the Conference, though inside 国际劳工大会 it is the Labour Conference. `free` is set to how often."""
    covered: dict[int, list[tuple[int, int, str]]] = defaultdict(list)

    def alone(s: int, a: int, b: int) -> bool:
        return not any(x <= a and b <= y for x, y, _ in covered[s])

    kept = []
    for p in sorted(proposals, key=lambda p: (-len(p.chinese), p.chinese)):
        free = sum(alone(*place) for place in p.places)
        around = {t for s, a, b in p.places for x, y, t in covered[s] if x <= a and b <= y}
        # Inside several different terms it is a part of them that has a meaning of its own (Frantzi et al. 2000).
        nested = free < max(1, settings.free * len(p.places))
        weak = (p.probability or 0.0) < settings.steady
        if nested and weak and (len(around) < settings.hosts or p.host > settings.host_nested):
            continue
        best = p
        if free < len(p.places):
            rivals = [q for q in p.others if q.dice >= settings.rival]
            votes = [sum(alone(s, a, b) for s, a, b, *_ in q.spots) for q in (p, *rivals)]
            best = max(zip(votes, (p, *rivals), strict=True), key=lambda x: x[0])[1]
            if best is not p:
                best.others = [p, *(q for q in p.others if q is not best)]
        best.free = free
        kept.append(best)
        for s, a, b in p.places:
            covered[s].append((a, b, p.chinese))
    return kept


def rank(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Best first: probable, frequent outside of longer terms, firmly paired, of more than one word."""
    ranked = list(proposals)
    for p in ranked:
        # What never stands outside of longer ones is a term as much as what does so once.
        firm = math.log1p(max(p.free, 1)) * (0.3 + p.dice) * (1.3 if len(p.words) > 1 else 1.0)
        p.score = firm * (0.5 + (p.probability or 0.0))
        if p.count == 1:
            p.score *= _ONCE
    return sorted(ranked, key=lambda p: (-p.score, p.chinese))
