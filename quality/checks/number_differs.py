"""Every number, date and reference of the source stands in the target, and none is added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.language.scripts import has_han
from duizhao.corpora.model import Pair, Span
from duizhao.corpora.numerals import Quantity, QuantityKind
from duizhao.corpora.saying import say
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.checks._wording import slight
from duizhao.quality.context import Context
from duizhao.quality.evidence.numbers import Compared
from duizhao.quality.evidence.same_text import plain
from duizhao.quality.report import Finding


@as_check(
    "number.differs",
    Severity.ERROR,
    Topic.SENSE,
    title="Numbers that differ",
    summary="Numbers, dates or references differ between source and target",
    scope=Scope.DOCUMENT,
)
def number_differs(context: Context) -> Iterator[Finding]:
    """Numbers, dates, references and symbols that stand on one side only."""
    for pair, found, free in zip(context.complete, context.compared, context.free, strict=True):
        # A line that was left in English (a cover, a list of versions) is told by itself, unless a figure changed.
        if (found.source and found.target) or ((found.source or found.target) and has_han(pair.target + pair.source)):
            told = slight(_finding(pair, found), free and found.in_words)
            yield replace(told, severity=Severity.NOTE, cure=_READ) if found.otherwise_read else told


_READ = say("See whether a month of the year is meant, or months; a note only, as the figures are the same")


def _finding(pair: Pair, found: Compared) -> Finding:
    one = ", ".join(q.text for q in found.source)
    other = ", ".join(q.text for q in found.target)
    kind = _kind((*found.source, *found.target))
    if one and other:
        message = say("{kind} differ: {one} in the source, {other} in the target", kind=kind, one=one, other=other)
    elif one:
        message = say("{kind} of the source not found in the target: {one}", kind=kind, one=one)
    else:
        message = say("{kind} of the target not found in the source: {other}", kind=kind, other=other)
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
        # "Note:" beside sixteen headings is one fault of the pairing and no sixteen of the translation.
        pattern=f"source {plain(pair.source)}" if not found.source else "",
    )


_ANY = say("numbers")
_NAMES = {
    QuantityKind.DATE: say("dates"),
    QuantityKind.YEAR: say("years"),
    QuantityKind.PERCENT: say("percentages"),
    QuantityKind.SYMBOL: say("document symbols"),
}
_NAMES |= {QuantityKind.INSTRUMENT: say("instrument numbers"), QuantityKind.PARAGRAPH: say("paragraph references")}


def _kind(found: Sequence[Quantity]) -> str:
    kinds = Counter(q.kind for q in found)
    return _NAMES.get(next(iter(kinds)), _ANY) if len(kinds) == 1 else _ANY


def _values(found: Sequence[Quantity]) -> str:
    return " ".join(sorted(str(q.value) for q in found))
