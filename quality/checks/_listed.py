"""What stands in many places of a Chinese document: one finding a document, with all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from duizhao.corpora.language.table import is_chinese
from duizhao.corpora.model import Locator, Pair, Span
from duizhao.corpora.saying import say_plural
from duizhao.quality.context import Context
from duizhao.quality.report import Finding, Written


def chinese_documents(context: Context) -> Iterator[tuple[int, str, list[Pair]]]:
    """Side, document and pairs of each Chinese document."""
    for side, tag in enumerate((context.source_language, context.target_language)):
        if is_chinese(tag):
            found: dict[str, list[Pair]] = defaultdict(list)
            for pair in context.pairs:
                if (pair.source, pair.target)[side].strip():
                    found[_at(pair, side).document].append(pair)
            for document, pairs in sorted(found.items()):
                yield side, document, pairs


def _at(pair: Pair, side: int) -> Locator:
    return pair.target_at if side else pair.source_at


def times(n: int) -> str:
    """How often, in words."""
    return say_plural("once", "{n} times", n=n)


def listed(
    check: str,
    message: str,
    subject: str,
    cure: str,
    sets: dict[str, list[tuple[Pair, int]]],
    side: int,
) -> Finding:
    """A finding about a document, with all places; it stands where the rarest of its kinds first does."""
    rarest = min(sets, key=lambda text: (len(sets[text]), text))
    pair, at = sets[rarest][0]
    variants = tuple(Written(text, len(where), tuple(_at(p, side) for p, _ in where)) for text, where in sets.items())
    return Finding(
        check,
        message,
        subject,
        cure=cure,
        source_at=pair.source_at,
        target_at=pair.target_at,
        source=pair.source,
        target=pair.target,
        source_marks=() if side else (Span(at, at + 1),),
        target_marks=(Span(at, at + 1),) if side else (),
        variants=variants,
        count=len(sets[rarest]),
    )
