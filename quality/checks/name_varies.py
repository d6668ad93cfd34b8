"""A foreign name that is spelt in Chinese characters is always spelt the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.language.lexicon import lexicon
from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.language.table import english_to_chinese
from duizhao.corpora.model import Span
from duizhao.corpora.saying import say
from duizhao.quality.checking import as_check
from duizhao.quality.checks._wording import finding_on
from duizhao.quality.context import Context
from duizhao.quality.evidence.mistyped import mistyped
from duizhao.quality.report import Finding, Written

ITS_OWN = 0.8  # share of the pairs of a name in which one of two spellings stands, and of theirs in which it does


@as_check(
    "name.varies",
    Severity.WARNING,
    Topic.TERMS,
    title="A name spelt in two ways",
    summary="A name spelt in two ways",
)
def name_varies(context: Context) -> Iterator[Finding]:
    """A foreign name that is spelt in two ways, a character apart: 彼得罗维奇, 彼得洛维奇. Where the target is English,
    a name that stands once and is a letter or two from what it is called elsewhere."""
    if english_to_chinese(context.target_language, context.source_language):
        yield from _mistyped(context)
    pairs_of: dict[str, set[int]] = defaultdict(set)
    spelt_in: dict[str, set[int]] = defaultdict(set)
    by_word: dict[str, set[str]] = defaultdict(set)
    words_in = {one.pair: one.words for one in context.spelt}
    for one in context.spelt:
        for spelling in one.spellings:
            spelt_in[spelling].add(one.pair)
        for word in one.words:
            pairs_of[word].add(one.pair)
            by_word[word].update(one.spellings)
    told: set[tuple[str, str]] = set()
    for word in sorted(by_word, key=lambda w: (len(pairs_of[w]), w)):
        for usual, other in _kin(by_word[word], spelt_in):
            either = spelt_in[usual] | spelt_in[other]
            shared = either & pairs_of[word]
            own = len(shared) >= ITS_OWN * len(pairs_of[word]) and len(shared) >= ITS_OWN * len(either)
            if (
                own
                and not _two(usual, other, spelt_in, words_in)
                and not spelt_in[usual] & spelt_in[other]
                and not _runs_on(usual, other, spelt_in, context)
                and (usual, other) not in told
            ):
                told.add((usual, other))
                yield _varying(word, usual, other, spelt_in, context)


def _mistyped(context: Context) -> Iterator[Finding]:
    pairs = context.complete
    for one in mistyped([pair.target for pair in pairs], [pair.source for pair in pairs]):
        pair = pairs[one.pair]
        start = pair.target.find(one.name)
        marks = [Span(start, start + len(one.name))]
        said = say("{one} is {usual} elsewhere, {pairs} times", one=one.name, usual=one.usual, pairs=len(one.pairs))
        found = finding_on(
            "name.varies", said, pair, marks, say("Use {usual}", usual=one.usual), subject=f"name {one.usual}"
        )
        places = tuple(pairs[i].target_at for i in one.pairs)
        variants = (Written(one.usual, len(places), places), Written(one.name, 1, (pair.target_at,)))
        yield replace(found, variants=variants)


def _two(usual: str, other: str, spelt_in: dict[str, set[int]], words_in: dict[int, tuple[str, ...]]) -> bool:
    """Whether the source has two words for the two spellings that look as like each other: Dominica, Dominican."""
    one, two = ({w for i in spelt_in[name] for w in words_in[i]} for name in (usual, other))
    return any(a[:4] == b[:4] for a in one - two for b in two - one)


def _runs_on(one: str, other: str, spelt_in: dict[str, set[int]], context: Context) -> bool:
    """Whether the last character of the longer spelling begins the word behind the name, wherever it stands:
    托马什提醒."""
    short, long = sorted((one, other), key=len)
    if long[:-1] != short:
        return False
    words = lexicon()
    texts = [comparable(context.complete[i].target) for i in spelt_in[long]]
    behind = [text[text.find(long) + len(short) :][:2] for text in texts]
    return all(len(word) == 2 and word in words for word in behind)


SWAPPED = 2


def _kin(spellings: set[str], spelt_in: dict[str, set[int]]) -> Iterator[tuple[str, str]]:
    """Spellings a character apart, the usual one first. An added first character makes another name: 白俄罗斯."""
    order = sorted(spellings, key=lambda s: (-len(spelt_in[s]), s))
    for n, usual in enumerate(order):
        for other in order[n + 1 :]:
            if len(usual) == len(other):
                apart = [(a, b) for a, b in zip(usual, other, strict=True) if a != b]
                # a character for another, or two that changed places: 班克斯, 克班斯
                near = len(apart) == 1 or (len(apart) == SWAPPED and apart[0] == apart[1][::-1])
            else:
                short, long = sorted((usual, other), key=len)
                near = len(long) == len(short) + 1 and any(
                    long[:k] + long[k + 1 :] == short for k in range(1, len(long))
                )
            if near and not _ordinary(usual, other):
                yield usual, other


def _ordinary(one: str, other: str) -> bool:
    """Whether two stretches are a word of the language with what stands behind it: 基本法加, 基本法里."""
    return len(one) > 2 and one[:-1] == other[:-1] and one[:-1] in lexicon()


def _varying(word: str, usual: str, other: str, spelt_in: dict[str, set[int]], context: Context) -> Finding:
    pair = context.complete[min(spelt_in[other])]
    start = comparable(pair.target).find(other)
    at = re.search(rf"\b{re.escape(word)}\b", pair.source)
    sets = {name: sorted(spelt_in[name]) for name in (usual, other)}
    choice = say("Use {usual}", usual=usual) if len(sets[usual]) > len(sets[other]) else say("Choose one and use it")
    return Finding(
        "name.varies",
        say(
            "{word} is spelt in 2 ways: {usual} ({usual_places}), {other} ({other_places})",
            word=word,
            usual=usual,
            usual_places=len(sets[usual]),
            other=other,
            other_places=len(sets[other]),
        ),
        f"name {word}",
        cure=say("{choice} everywhere", choice=choice),
        source_at=pair.source_at,
        target_at=pair.target_at,
        source=pair.source,
        target=pair.target,
        source_marks=(Span(*at.span()),) if at else (),
        target_marks=(Span(start, start + len(other)),),
        variants=tuple(
            Written(name, len(at_), tuple(context.complete[i].target_at for i in at_)) for name, at_ in sets.items()
        ),
        count=len(sets[other]),
    )
