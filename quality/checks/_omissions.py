"""Sentences and paragraphs that stand on one side only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from duizhao.corpora.model import Kind, Locator, Pair
from duizhao.quality.context import Context
from duizhao.quality.report import NOWHERE, Finding


def omissions(context: Context, *, paragraphs: bool) -> Iterator[Finding]:
    """The paragraphs of which nothing stands on the other side; else the sentences of those of which something does."""
    for pairs in context.by_document.values():
        whole = {
            (side, (pair.source_at, pair.target_at)[side].unit)
            for pair in pairs
            if pair.source.strip() and pair.target.strip()
            for side in (0, 1)
        }
        lone = [pair for pair in pairs if bool(pair.source.strip()) != bool(pair.target.strip())]
        for (side, unit), group in groupby(lone, key=lambda p: (int(not p.source.strip()), _at(p).unit)):
            if ((side, unit) not in whole) is paragraphs:
                yield _omission(list(group), side, paragraph=paragraphs)


def _at(pair: Pair) -> Locator:
    return pair.source_at if pair.source.strip() else pair.target_at


def _omission(pairs: Sequence[Pair], side: int, *, paragraph: bool) -> Finding:
    text = " ".join(pair.source.strip() or pair.target.strip() for pair in pairs)
    at = _at(pairs[0])
    what = _name(at) if paragraph else ("sentence" if len(pairs) == 1 else f"{len(pairs)} sentences")
    if side == 0:
        message, cure = f"{what} not translated", "Translate it, or see whether it was left out on purpose"
    else:
        message, cure = f"{what} without an original", "See where it comes from"
    shown = text if len(text) <= 60 else text[:59] + "…"
    return Finding(
        "coverage.paragraph" if paragraph else "coverage.sentence",
        f"{message}: {shown}",
        "".join(text.split())[:200],
        cure=cure,
        source_at=at if side == 0 else NOWHERE,
        target_at=at if side == 1 else NOWHERE,
        source=text if side == 0 else "",
        target=text if side == 1 else "",
        count=len(pairs),
    )


def _name(at: Locator) -> str:
    kind = (at.kind or Kind.PARAGRAPH).value
    if at.number and kind == Kind.PARAGRAPH:
        return f"paragraph {'.'.join(map(str, at.number))}"
    return kind
