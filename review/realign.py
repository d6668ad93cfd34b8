"""Align the rest again: rows that a person confirmed stay, what lies between them is aligned anew around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from duizhao.corpora.errors import InputError
from duizhao.review.base import Base
from duizhao.review.model import Atom, Patch, Row, tidy
from duizhao.review.sheet import ReviewSheet

Corner: TypeAlias = tuple[int, int]
Span: TypeAlias = tuple[int, int]

# Source texts, target texts, corners; half-open spans of both sides and a confidence for each bead.
Aligner: TypeAlias = Callable[[Sequence[str], Sequence[str], Sequence[Corner]], Sequence[tuple[Span, Span, float]]]


def settled(row: Row) -> bool:
    """Whether a row stays when the rest is aligned again: a person said something of it."""
    return not row.plain


def realigned(sheet: ReviewSheet, aligner: Aligner) -> Patch:
    """The patch that aligns again whatever nobody has settled. Raises InputError where that changes nothing."""
    base = sheet.base
    flat: list[list[Atom]] = [[], []]
    corners: list[Corner] = []
    loose: list[list[Atom]] = [[], []]
    for row in sheet.rows:
        if not settled(row):
            for side in (0, 1):
                loose[side].extend(row.sides[side])
            continue
        _pour(loose, flat)
        at = len(flat[0]), len(flat[1])
        for side in (0, 1):
            flat[side].extend(row.sides[side])
        corners += [at, (len(flat[0]), len(flat[1]))]
    _pour(loose, flat)
    texts = [[base.text((atom,), side) for atom in flat[side]] for side in (0, 1)]
    beads = aligner(texts[0], texts[1], sorted(set(corners)))
    kept = {row.key for row in sheet.rows if settled(row)}
    inside = _inside(corners)
    new: list[Row] = []
    for source, target, _ in beads:
        if inside(source, target):
            continue  # a piece of a settled row
        new.append(Row(tidy(flat[0][slice(*source)]), tidy(flat[1][slice(*target)])))
    return _difference(base, [row for row in sheet.rows if row.key not in kept], new)


def _pour(loose: list[list[Atom]], flat: list[list[Atom]]) -> None:
    """What stands between two settled rows, in the order of the texts: rows may have been swapped there."""
    for side in (0, 1):
        flat[side].extend(sorted(loose[side]))
        loose[side].clear()


def _inside(corners: Sequence[Corner]) -> Callable[[Span, Span], bool]:
    """Whether a bead lies in a settled row: these are every other stretch between corners, as they were noted."""
    held = list(zip(corners[::2], corners[1::2], strict=True))

    def check(source: Span, target: Span) -> bool:
        return any(
            a <= source[0]
            and source[1] <= c
            and b <= target[0]
            and target[1] <= d
            and (source[0] < source[1] or a < c or target[0] < target[1])
            for (a, b), (c, d) in _near(held, source, target)
        )

    return check


def _near(held: Sequence[tuple[Corner, Corner]], source: Span, target: Span) -> Sequence[tuple[Corner, Corner]]:
    """The settled rows that a bead may lie in."""
    from bisect import bisect_left, bisect_right

    low = bisect_left(held, (source[0], target[0]), key=lambda each: each[1])
    high = bisect_right(held, (source[1], target[1]), key=lambda each: each[0])
    return held[low:high]


def _difference(base: Base, old: Sequence[Row], new: Sequence[Row]) -> Patch:
    """The patch from some rows to others of the same text, without those that stay."""
    had, has = {row.key: row for row in old}, {row.key for row in new}
    before = tuple(row for row in old if row.key not in has)
    after = tuple(base.with_sure(row) for row in new if row.key not in had)
    if not before:
        raise InputError("aligned again, and nothing came out otherwise", cure="Confirm or correct more pairs first")
    return Patch("align_again", before, after)
