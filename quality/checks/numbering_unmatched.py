"""Neither document leaves out a number that the other has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.model import Kind, Pair
from duizhao.corpora.saying import say
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.context import Context
from duizhao.quality.report import NOWHERE, Finding


@as_check(
    "numbering.unmatched",
    Severity.WARNING,
    Topic.WORDING,
    title="Paragraph numbers without a counterpart",
    summary="A paragraph number that one document lacks",
    scope=Scope.DOCUMENT,
)
def numbering_unmatched(context: Context) -> Iterator[Finding]:
    """Paragraph numbers that one of the documents leaves out."""
    for pairs in context.by_document.values():
        yield from _missing(pairs)


def _missing(pairs: Sequence[Pair]) -> Iterator[Finding]:
    """Gaps in the paragraph numbers of either side that the other side does not share."""
    numbers: list[dict[int, Pair]] = [{}, {}]
    for pair in pairs:
        for side in (0, 1):
            at = (pair.source_at, pair.target_at)[side]
            if at.number and len(at.number) == 1 and at.kind in (Kind.PARAGRAPH, None):
                numbers[side].setdefault(at.number[0], pair)
    if not numbers[0] or not numbers[1]:
        return
    for side, other in ((0, 1), (1, 0)):
        for number in sorted(set(numbers[side]) - set(numbers[other])):
            pair = numbers[side][number]
            if not min(numbers[other]) < number < max(numbers[other]) or (pair.source_at, pair.target_at)[other].number:
                continue  # outside what the other has, or matched with a paragraph of another number
            if (pair.source_at, pair.target_at)[other].kind is Kind.FOOTNOTE:
                continue  # a note there, whose number is a note's
            if re.match(rf"\s*[(（]?{number}(?:[)）.、]|\s)", (pair.source, pair.target)[other]):
                continue  # a heading there, which prints the number
            lack = "source" if side else "target"
            yield Finding(
                "numbering.unmatched",
                say("the target has a paragraph {number}, the source has none", number=number)
                if side
                else say("the source has a paragraph {number}, the target has none", number=number),
                f"{lack} {number}",
                cure=say("See whether the source lost the paragraph or misnumbered it")
                if side
                else say("See whether the target lost the paragraph or misnumbered it"),
                source_at=pair.source_at,
                target_at=pair.target_at if side else pair.target_at if pair.target else NOWHERE,
                source=pair.source,
                target=pair.target,
                pattern=lack,
            )
