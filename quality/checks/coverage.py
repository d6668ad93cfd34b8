"""Checks of coverage: every paragraph and sentence has a counterpart, and the numbering agrees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from duizhao.corpora.model import Kind, Locator, Pair
from duizhao.quality.context import Context
from duizhao.quality.report import NOWHERE, Finding


def omissions(context: Context) -> Iterator[Finding]:
    """Paragraphs and sentences that stand on one side only."""
    for pairs in context.by_document.values():
        whole = {
            (side, pair_at(pair, side).unit)
            for pair in pairs
            if pair.source.strip() and pair.target.strip()
            for side in (0, 1)
        }
        lone = [pair for pair in pairs if bool(pair.source.strip()) != bool(pair.target.strip())]
        for (side, unit), group in groupby(lone, key=lambda p: (int(not p.source.strip()), _at(p).unit)):
            yield _omission(list(group), side, paragraph=(side, unit) not in whole)


def pair_at(pair: Pair, side: int) -> Locator:
    """The locator of a side: 0 the source, 1 the target."""
    return pair.target_at if side else pair.source_at


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


def numbering(context: Context) -> Iterator[Finding]:
    """Paragraphs whose numbers differ between the two documents, and numbers that one of them leaves out or repeats."""
    for pairs in context.by_document.values():
        yield from _differing(pairs)
        yield from _missing(pairs)


def _differing(pairs: Sequence[Pair]) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for pair in pairs:
        a, b = pair.source_at, pair.target_at
        if not (pair.source.strip() and pair.target.strip() and a.number and b.number):
            continue
        if a.kind is not b.kind or a.kind not in (Kind.PARAGRAPH, None) or a.number == b.number:
            continue
        if (a.unit, b.unit) not in seen:
            seen.add((a.unit, b.unit))
            yield Finding(
                "numbering.differs",
                f"paragraph {_dots(a)} of the source is numbered {_dots(b)} in the target",
                f"{_dots(a)} {_dots(b)}",
                cure="Number the target as the source, or see which of them is wrong",
                source_at=a,
                target_at=b,
                source=pair.source,
                target=pair.target,
            )


def _missing(pairs: Sequence[Pair]) -> Iterator[Finding]:
    """Gaps in the paragraph numbers of either side that the other side does not share."""
    numbers: list[dict[int, Pair]] = [{}, {}]
    for pair in pairs:
        for side in (0, 1):
            at = pair_at(pair, side)
            if at.number and len(at.number) == 1 and at.kind in (Kind.PARAGRAPH, None):
                numbers[side].setdefault(at.number[0], pair)
    if not numbers[0] or not numbers[1]:
        return
    for side, other in ((0, 1), (1, 0)):
        for number in sorted(set(numbers[side]) - set(numbers[other])):
            pair = numbers[side][number]
            if not min(numbers[other]) < number < max(numbers[other]) or pair_at(pair, other).number:
                continue  # outside what the other has, or matched with a paragraph of another number
            have, lack = ("source", "target") if side == 0 else ("target", "source")
            yield Finding(
                "numbering.unmatched",
                f"the {have} has a paragraph {number}, the {lack} has none",
                f"{lack} {number}",
                cure=f"See whether the {lack} lost the paragraph or misnumbered it",
                source_at=pair.source_at,
                target_at=pair.target_at if side else pair.target_at if pair.target else NOWHERE,
                source=pair.source,
                target=pair.target,
            )


def _dots(at: Locator) -> str:
    return ".".join(map(str, at.number or ()))
