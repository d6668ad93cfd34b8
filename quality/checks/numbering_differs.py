"""Corresponding paragraphs have the same number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.model import Kind, Locator, Pair
from duizhao.corpora.saying import say
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.context import Context
from duizhao.quality.report import Finding


@as_check(
    "numbering.differs",
    Severity.WARNING,
    Topic.WORDING,
    title="Paragraph numbers that differ",
    summary="A paragraph has different numbers in the two documents",
    scope=Scope.DOCUMENT,
)
def numbering_differs(context: Context) -> Iterator[Finding]:
    """Paragraphs whose numbers differ between the two documents."""
    for pairs in context.by_document.values():
        yield from _differing(pairs)


def _differing(pairs: Sequence[Pair]) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for pair in pairs:
        a, b = pair.source_at, pair.target_at
        if not (pair.complete and a.number and b.number):
            continue
        if a.kind is not b.kind or a.kind not in (Kind.PARAGRAPH, None) or a.number == b.number:
            continue
        if _nested(a.number, b.number):
            continue
        if (a.unit, b.unit) not in seen:
            seen.add((a.unit, b.unit))
            yield Finding(
                "numbering.differs",
                say(
                    "paragraph {number} of the source is numbered {target_number} in the target",
                    number=_dots(a),
                    target_number=_dots(b),
                ),
                f"{_dots(a)} {_dots(b)}",
                cure="Number the target as the source, or see which of them is wrong",
                source_at=a,
                target_at=b,
                source=pair.source,
                target=pair.target,
            )


def _nested(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two numbers are the same place of a list that only one document prints inside another: 1.3 and 3."""
    least = min(len(one), len(other))
    return len(one) != len(other) and tuple(one[-least:]) == tuple(other[-least:])


def _dots(at: Locator) -> str:
    return ".".join(map(str, at.number or ()))
