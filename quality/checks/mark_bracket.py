"""Brackets and quotation marks have their partners."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.language.table import is_chinese
from duizhao.corpora.model import Pair, Span
from duizhao.corpora.notices.brackets import unpaired
from duizhao.corpora.saying import say
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.checks._wording import finding_on
from duizhao.quality.context import Context
from duizhao.quality.report import Finding


@as_check(
    "mark.bracket",
    Severity.WARNING,
    Topic.MARKS,
    title="Brackets and quotation marks",
    summary="A bracket or quotation mark without its partner",
    scope=Scope.DOCUMENT,
)
def mark_bracket(context: Context) -> Iterator[Finding]:
    """A bracket or quotation mark without its partner; a paragraph is taken whole, as brackets hold sentences."""
    texts = _text(context)
    for side in (1, 0):
        # Pairs of one unit follow each other; pairs without a unit stand for themselves.
        def unit(item: tuple[int, Pair], side: int = side) -> object:
            at = (item[1].source_at, item[1].target_at)[side]
            return (at.document, at.unit) if at.unit else item[0]

        for _, group in groupby(texts, key=unit):
            yield from _unpaired([pair for _, pair in group], side, context)


def _text(context: Context) -> list[tuple[int, Pair]]:
    """The pairs with their indices, without lines of contents, which pages cut."""
    return [(i, pair) for i, pair in enumerate(context.complete) if i not in context.contents]


def _unpaired(pairs: Sequence[Pair], side: int, context: Context) -> Iterator[Finding]:
    """The findings of a paragraph, each in the pair that it stands in."""
    texts = [(pair.source, pair.target)[side] for pair in pairs]
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text) + 1)
    side_name = (say("source"), say("target"))[side]
    chinese = is_chinese((context.source_language, context.target_language)[side])
    found = unpaired(" ".join(texts), chinese=chinese)
    for place, said in found or _opening([(pair.target, pair.source)[side] for pair in pairs], texts, starts):
        which = bisect_right(starts, place) - 1
        pair, text, at = pairs[which], texts[which], place - starts[which]
        if side == 1 and pair.target == pair.source:
            continue  # an address, a name: the source has the same fault, which is told there
        fault = said.partition(" is not ")[2] or said.partition(" was not ")[2]
        message, marks = (
            say("“{text}” in the {side_name} is not {fault}", text=text[at], side_name=side_name, fault=fault),
            [Span(at, at + 1)],
        )
        cure, subject = "Add the missing bracket or remove this one", text[at] + text[max(0, at - 4) : at + 5]
        one = finding_on("mark.bracket", message, pair, marks, cure, side, subject, f"{side_name} {text[at]}")
        # What the original does not close, no translator can mend.
        yield one if side else replace(one, severity=Severity.NOTE)


def _opening(others: Sequence[str], texts: Sequence[str], starts: Sequence[int]) -> list[tuple[int, str]]:
    """The quotation mark that opens a paragraph and is never closed, where the other side closes all of its own: there
    the speech does not go on in the next paragraph."""
    whole, other = "".join(texts), "".join(others)
    if whole[:1] not in _QUOTES or whole.count(whole[0]) != whole.count(_QUOTES[whole[0]]) + 1:
        return []
    closed = [(one, other.count(one), other.count(end)) for one, end in _QUOTES.items() if one in other]
    straight = other.count('"')
    if straight % 2 or any(n != m for mark, n, m in closed if mark != "‘") or not (straight or closed):
        return []
    for text, start in zip(texts, starts, strict=False):
        if text.count(whole[0]) > text.count(_QUOTES[whole[0]]):
            return [(start + text.index(whole[0]), say("quotation mark {whole} is not closed", whole=whole[0]))]
    return []


_QUOTES = {"“": "”", "「": "」", "‘": "’"}
