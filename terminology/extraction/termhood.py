"""Which proposals are terms: units that stand by themselves, name something, and are more than general language."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from duizhao.terminology.extraction.candidates import ENGLISH_FUNCTION
from duizhao.terminology.extraction.english_usage import EnglishUse, content_words
from duizhao.terminology.extraction.nominal import is_frozen, is_nominal, is_whole, led_in, only_frames
from duizhao.terminology.extraction.proposal import Key, Proposal
from duizhao.terminology.extraction.similarity import Embed, liken
from duizhao.terminology.extraction.tokens import chinese_frequency, is_known

# A word that the segmenter guessed and that begins with one of these is two: 对性 in 对性剥削.
_PREPOSITIONS = frozenset("对与和及在为将被从向把的")
# Compounds of two words are rare in any dictionary, terms or not: 重点关注.
_COMPOUND = 4.0
_ONCE = 0.5  # a name that stands once comes after what is said again


@dataclass(frozen=True, slots=True)
class TermhoodSettings:
    """What a proposal must show to be a term.

    `least`: sentence pairs it must stand in. `aligned`: share of its occurrences that must be aligned to the proposed
    English, `dice`: Dice's coefficient of the two, unless half of its occurrences are aligned,
    `certain`: the coefficient that makes up for missing alignments. `weird`: how much more
    frequent than in general language a single word must be, Chinese and English together (natural logarithm),
    `weird_sure` one of a `certain` coefficient that is aligned in the share `steady` of its occurrences. `frozen`:
    share of its rarer part that a coordination must make up to be a term of its own. `free`: share of occurrences
    outside longer terms. `hosts`: so many longer terms around it make up for never standing alone. `host`: share of its
    occurrences beside one and the same content word that makes it a fragment, `host_nested` of one that never stands
    alone. `rival`: Dice's coefficient that another English needs to take the first one's place outside longer terms.
    `varying`: weirdness of a Chinese word that is kept only because the translation varies. With an encoder: `likeness`
    is its weight in the choice between renderings, and what was seen in at most `seldom` sentence pairs, is in no
    dictionary and is less `alike` than this is refused.
    """

    least: int = 2
    aligned: float = 0.2
    dice: float = 0.25
    certain: float = 0.9
    weird: float = 7.0
    weird_sure: float = 4.5
    steady: float = 0.6
    frozen: float = 0.3
    free: float = 0.05
    rival: float = 0.3
    varying: float = 2.5
    hosts: int = 3
    host: float = 0.8
    host_nested: float = 0.5
    likeness: float = 0.5
    alike: float = 0.0
    seldom: int = 3


def select(
    proposals: Sequence[Proposal],
    use: EnglishUse,
    corpus: int,
    counts: Mapping[str, int],
    settings: TermhoodSettings,
    verbal: Callable[[str], float] = lambda word: 0.0,
    whole: Callable[[Proposal], bool] = lambda p: True,
    known: Callable[[Proposal], bool] = lambda p: True,
    embed: Embed | None = None,
) -> list[Proposal]:
    """The proposals that are terms, best first. `corpus` is the number of Chinese words, `counts` how often each
    candidate stands in it, `verbal` how much a Chinese word is translated by verbs (0..1), `whole` whether nothing was
    cut off a proposal, `known` whether a dictionary has some of it; `embed` gives the vectors of phrases."""
    names = [p for p in proposals if p.kind == "name"]
    phrases = [p for p in proposals if p.kind != "name"]
    lone = [
        p
        for p in phrases
        if len(p.words) == 1 and is_nominal(p, use, varying=True) and _enough(p, settings) and whole(p)
    ]

    # Another rendering may be the term where the most frequent one is a verb or an adjective.
    def stands(q: Proposal) -> bool:
        return (
            is_nominal(q, use, verbal=verbal(q.words[0]))
            and is_whole(q)
            and is_frozen(q, counts, settings.frozen, settings.least)
            and whole(q)
            and _enough(q, settings)
        )

    open_ = [options for p in phrases if (options := [q for q in (p, *p.others) if stands(q)])]
    if embed is not None:
        liken((q for options in open_ for q in options), embed)
        for options in open_:
            options.sort(key=lambda q: -q.weight - settings.likeness * (q.likeness or 0.0))
    found = (_chosen(options, use, corpus, settings, known) for options in open_)
    fit = [*names, *(p for p in found if p is not None)]
    chosen = standing_alone(without_frames([p for p in fit if p.host < settings.host]), settings)
    return rank(chosen + varying(lone, chosen, corpus, settings))


def _chosen(
    options: Sequence[Proposal],
    use: EnglishUse,
    corpus: int,
    settings: TermhoodSettings,
    known: Callable[[Proposal], bool],
) -> Proposal | None:
    """The rendering that is the term, with the others that stay beside it; None where none is: general language, a word
    cut wrongly, a phrase that was hardly seen and whose two sides are not alike."""
    best = _weighty(options, use, corpus, settings)
    if best is None or (best.chinese[0] in _PREPOSITIONS and not is_known(best.words[0])):
        return None
    unlike = best.likeness is not None and best.likeness < settings.alike
    if unlike and best.together <= settings.seldom and not known(best):
        return None
    best.others = [q for q in options if q is not best and not _within(q, best) and not _within(best, q)]
    return best


def _weighty(options: Sequence[Proposal], use: EnglishUse, corpus: int, settings: TermhoodSettings) -> Proposal | None:
    """The first option; of a single word the first that is more than general language, of those that meet it as firmly
    as the first (移民 is migration, not migrants)."""
    if len(options[0].words) > 1:
        return options[0]
    firm = [q for q in options if q is options[0] or (q.dice >= options[0].dice and _enough(q, settings))]
    for q in firm:
        sure = q.dice >= settings.certain and q.aligned >= settings.steady * q.looked
        if weirdness(q, use, corpus) >= (settings.weird_sure if sure else settings.weird):
            return q
    return None


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


def _within(p: Proposal, q: Proposal) -> bool:
    """Whether the English of one is a piece of the other's."""
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


def weirdness(p: Proposal, use: EnglishUse, corpus: int) -> float:
    """Natural logarithm of the relative frequency here over that in general language (Ahmad et al. 1999), Chinese and
    English summed. A name earns 4, one Chinese word that is a phrase in English 5 (工会, trade union)."""
    chinese = chinese_weirdness(p, corpus)
    if len(p.chinese) > 3:
        chinese = min(chinese, _COMPOUND)
    words = [w for w in content_words(p.english) if w.lower() not in ENGLISH_FUNCTION]
    english = sum(map(use.weirdness, words)) / len(words)
    return chinese + english + 5 * (len(words) > 1) + 4 * all(w[0].isupper() for w in words)


def chinese_weirdness(p: Proposal, corpus: int) -> float:
    """The Chinese part of `weirdness`."""
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
        if nested and (len(around) < settings.hosts or p.host > settings.host_nested):
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
    """Best first: frequent outside of longer terms, firmly paired, of more than one word."""
    ranked = list(proposals)
    for p in ranked:
        p.score = math.log1p(p.free) * (0.3 + p.dice) * (1.3 if len(p.words) > 1 else 1.0)
        if p.count == 1:
            p.score *= _ONCE
    return sorted(ranked, key=lambda p: (-p.score, p.chinese))
