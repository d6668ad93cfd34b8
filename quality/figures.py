"""The numbers of a pair compared across the two languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpora.model import Pair
from corpora.numerals import Quantity, quantities


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
