"""Terms that institutions share: pairs of the seed glossary, met in a text, are terms of it.

What an office's vocabulary has is no discovery, but a list of a document's terms would lack something without it:
三方成员 (constituents) or 善治 (good governance) may stand there twice, in a list, inside longer names. Here they are
looked for by what they say, where the shape of their words would not make candidates of them and where the word links
missed their English.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import numpy as np

from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.language.table import is_chinese, is_english
from duizhao.terminology.extraction.candidates import ChineseCandidate, Rendering
from duizhao.terminology.extraction.proposal import Key, Proposal
from duizhao.terminology.extraction.tokenized_corpus import TokenizedCorpus
from duizhao.terminology.extraction.tokens import Ints, TokenizedSide, chinese_tokens, compact, key_names
from duizhao.terminology.ilo_seed import seed

_LEAST = 2  # sentence pairs in which both sides stand
_MOSTLY = 0.8  # weight beside that of the best rendering, under which the text mostly says something else

Shared = Mapping[str, frozenset[Key]]
Phrases = tuple[tuple[str, tuple[str, ...]], ...]


@cache
def _phrases() -> Phrases:
    """The pairs of the seed glossary: simplified Chinese, and English as word keys. What stands in 《》 is a name."""
    found = set()
    for concept in seed().concepts:
        chinese = {comparable(compact(t.text)) for t in concept.terms if is_chinese(t.language)}
        for term in concept.terms:
            if is_english(term.language):
                key = key_names(term.text)
                found |= {(zh, key) for zh in chinese if "《" not in zh and key}
    return tuple(sorted(found))


def shared_terms(texts: TokenizedCorpus) -> Shared:
    """The pairs whose words all stand in these texts: Chinese -> English keys."""
    found: dict[str, set[Key]] = defaultdict(set)
    table = texts.key_table
    for chinese, names in _phrases():
        if all(name in table for name in names):
            found[chinese].add(tuple(table[name] for name in names))
    return {chinese: frozenset(keys) for chinese, keys in found.items()}


def known_places(side: TokenizedSide, phrases: Sequence[str]) -> Iterator[tuple[int, Ints, Ints]]:
    """Where phrases of two and more Chinese words stand, as `candidates.recurring` has it: (words, position of each
    occurrence in `side.ids`, number of the phrase)."""
    known = {word: number for number, word in enumerate(side.vocabulary)}
    by_start: dict[int, list[tuple[int, tuple[int, ...]]]] = defaultdict(list)
    many = len(side.vocabulary) + 1
    for number, phrase in enumerate(phrases):
        ids = tuple(known.get(word, -1) for word, _, _ in chinese_tokens(phrase))
        if len(ids) > 1 and -1 not in ids:
            by_start[ids[0] * many + ids[1]].append((number, ids))
    if not by_start or len(side.ids) < 2:
        return
    sentence = np.repeat(np.arange(len(side)), np.diff(side.bounds))
    starts = side.ids[:-1] * many + side.ids[1:]
    hits = np.flatnonzero(np.isin(starts, np.array(list(by_start))) & (sentence[:-1] == sentence[1:]))
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for at in hits.tolist():
        for number, ids in by_start[int(starts[at])]:
            end = at + len(ids)
            same = end <= len(side.ids) and sentence[at] == sentence[end - 1]
            if same and tuple(side.ids[at:end].tolist()) == ids:
                found[len(ids)].append((at, number))
    for n, places in sorted(found.items()):
        yield n, np.array([at for at, _ in places]), np.array([number for _, number in places])


def offer_shared(
    texts: TokenizedCorpus, candidates: Sequence[ChineseCandidate], shared: Shared
) -> set[tuple[str, Key]]:
    """Give candidates, in place, the English that the glossary has for them where both stand in the same sentences
    without a link; which pairs (Chinese, English key) these are."""
    offered: set[tuple[str, Key]] = set()
    for candidate in candidates:
        first = {s: (a, b) for s, a, b in reversed(candidate.places)}
        for key in sorted(shared.get(candidate.text, frozenset()) - candidate.renderings.keys()):
            spans = {s: at[0] for s in first if (at := texts.occurrences_of(s, key))}
            if len(spans) >= _LEAST:
                places = [(s, *first[s], *span) for s, span in sorted(spans.items())]
                surfaces = Counter(texts.surface(s, low, high) for s, _, _, low, high in places)
                candidate.renderings[key] = Rendering(0, surfaces, places)
                offered.add((candidate.text, key))
    return offered


def best_shared(proposals: Sequence[Proposal]) -> Proposal | None:
    """Of the renderings of one Chinese term the one that the glossary has and that is met most firmly; None where there
    is none, or the text mostly says something else."""
    least = _MOSTLY * max((p.weight for p in proposals), default=0.0)
    fit = [p for p in proposals if p.shared and p.together >= _LEAST and p.weight >= least]
    return max(fit, key=lambda p: (p.weight, len(p.key), p.english), default=None)
