"""Check of numbers: every number, date and reference of the source stands in the target, and none is added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpora.model import Pair, Span
from corpora.numerals import Kind, Quantity, quantities
from quality.context import Context
from quality.report import Finding


@dataclass(frozen=True, slots=True)
class Compared:
    """The quantities of a pair: how many have a counterpart, and those that have none on the other side."""

    matched: int
    source: tuple[Quantity, ...]
    target: tuple[Quantity, ...]


def compare(pair: Pair, source_language: str, target_language: str) -> Compared:
    """Match the quantities of a pair by value, whatever their kind; ranges and dates also by their parts.

    Small numbers in words do not have to be matched (both, 双方), unless each side has one that the other lacks:
    "three enablers" against 四个保障因素.
    """
    here = quantities(pair.source, source_language)
    there = quantities(pair.target, target_language)
    left, right = _rest(here, there), _rest(there, here)
    firm = sum(q.firm for q in here) + sum(q.firm for q in there)
    weak = not (any(not q.firm for q in left) and any(not q.firm for q in right))
    if weak:
        left, right = [q for q in left if q.firm], [q for q in right if q.firm]
    lost = sum(q.firm for q in left) + sum(q.firm for q in right)
    return Compared(firm - lost, tuple(left), tuple(right))


def _rest(these: Sequence[Quantity], those: Sequence[Quantity]) -> list[Quantity]:
    """The quantities of which the other side says no part that would account for them."""
    parts = {part for q in those for part in q.parts}
    whole = {q.value for q in those}
    return [q for q in these if q.value not in whole and not set(q.parts) <= parts]


def differ(context: Context) -> Iterator[Finding]:
    """Numbers, dates, references and symbols that stand on one side only."""
    for pair in context.complete:
        found = compare(pair, context.source_language, context.target_language)
        if found.source or found.target:
            yield _finding(pair, found)


def _finding(pair: Pair, found: Compared) -> Finding:
    one = ", ".join(q.text for q in found.source)
    other = ", ".join(q.text for q in found.target)
    kind = _kind((*found.source, *found.target))
    if one and other:
        message = f"{kind} differ: {one} in the source, {other} in the target"
    elif one:
        message = f"{kind} of the source not found in the target: {one}"
    else:
        message = f"{kind} of the target not found in the source: {other}"
    return Finding(
        "number.differs",
        message,
        f"{_values(found.source)}|{_values(found.target)}",
        cure="Compare with the source and correct the target",
        source_at=pair.source_at,
        target_at=pair.target_at,
        source=pair.source,
        target=pair.target,
        source_marks=tuple(Span(*q.span) for q in found.source),
        target_marks=tuple(Span(*q.span) for q in found.target),
    )


_NAMES = {Kind.DATE: "dates", Kind.YEAR: "years", Kind.PERCENT: "percentages", Kind.SYMBOL: "document symbols"}
_NAMES |= {Kind.INSTRUMENT: "instrument numbers", Kind.PARAGRAPH: "paragraph references"}


def _kind(found: Sequence[Quantity]) -> str:
    kinds = Counter(q.kind for q in found)
    return _NAMES.get(next(iter(kinds)), "numbers") if len(kinds) == 1 else "numbers"


def _values(found: Sequence[Quantity]) -> str:
    return " ".join(sorted(str(q.value) for q in found))
