"""Paragraph pairs from sentence pairs, so that a memory of each can lie side by side.

CAT tools that cut a text by paragraphs find nothing in a memory of sentences, and the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from duizhao.corpora.language.table import language
from duizhao.corpora.model import Locator, Pair


def paragraph_pairs(
    pairs: Iterable[Pair], source_language: str = "en", target_language: str = "zh-CN"
) -> Iterator[Pair]:
    """The sentences of one unit joined, in order, with the languages' joiners.

    Sentences belong together as long as the source unit or the target unit stays the same, so that a unit that was cut
    in two on one side stays whole. Pairs without a unit stay by themselves. The confidence is that of the weakest
    sentence; None where one has none. An omitted sentence is just not there. Raises SettingsError for a language
    without a table row.
    """
    joiners = language(source_language).joiner, language(target_language).joiner
    for group in _groups(pairs):
        source = joiners[0].join(pair.source for pair in group if pair.source)
        target = joiners[1].join(pair.target for pair in group if pair.target)
        known = [pair.confidence for pair in group]
        sure = None if None in known else min(value for value in known if value is not None)
        first, last = group[0], group[-1]
        yield Pair(
            source,
            target,
            _span([pair.source_at for pair in group if pair.source] or [first.source_at]),
            _span([pair.target_at for pair in group if pair.target] or [last.target_at]),
            sure,
            tuple(segment for pair in group for segment in pair.source_segments),
            tuple(segment for pair in group for segment in pair.target_segments),
        )


def _groups(pairs: Iterable[Pair]) -> Iterator[list[Pair]]:
    group: list[Pair] = []
    for pair in pairs:
        if group and not _together(group, pair):
            yield group
            group = []
        group.append(pair)
    if group:
        yield group


def _together(group: list[Pair], pair: Pair) -> bool:
    def same(one: Locator, other: Locator) -> bool:
        return bool(one.unit) and (one.document, one.unit) == (other.document, other.unit)

    # An omission says nothing of the side that is empty: compare with the last pair that has one.
    source = next((p.source_at for p in reversed(group) if p.source), None)
    target = next((p.target_at for p in reversed(group) if p.target), None)
    return bool(
        (pair.source and source and same(source, pair.source_at))
        or (pair.target and target and same(target, pair.target_at))
    )


def _span(places: list[Locator]) -> Locator:
    """The place of the first sentence, reaching to the last one where all are of one unit."""
    first = places[0]
    if any(one.unit != other.unit for one, other in pairwise(places)) or not first.sentences:
        return replace(first, sentences=None)
    ends = [place.sentences for place in places if place.sentences]
    return replace(first, sentences=(ends[0][0], ends[-1][1]))
