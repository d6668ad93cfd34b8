"""The numbers of a pair compared across the two languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from duizhao.corpora.model import Pair
from duizhao.corpora.numerals import Kind, Quantity, Said, Value, otherwise, quantities


@dataclass(frozen=True, slots=True)
class Compared:
    """The quantities of a pair: how many have a counterpart, and those that have none on the other side."""

    matched: int
    source: tuple[Quantity, ...]
    target: tuple[Quantity, ...]


def compare(pair: Pair, source_language: str, target_language: str) -> Compared:
    """Match the quantities of a pair by value, whatever their kind; ranges and dates also by their parts, and what is
    left by what the other side says otherwise than by a number (two decades, 二十年).

    Small numbers in words do not have to be matched (both, 双方), unless each side has one that the other lacks:
    "three enablers" against 四个保障因素.
    """
    here = quantities(pair.source, source_language)
    there = quantities(pair.target, target_language)
    left, right = _rest(here, there), _rest(there, here)
    if left or right:
        one, other = otherwise(pair.source, source_language), otherwise(pair.target, target_language)
        left, right = (
            _unexplained(left, one, there, other, pair.target),
            _unexplained(right, other, here, one, pair.source),
        )
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


CODE = 3  # figures of a code (1211 of CH-1211) that stand on the other side as they are


def _unexplained(
    these: Sequence[Quantity], mine: Sequence[Said], those: Sequence[Quantity], yours: Sequence[Said], text: str
) -> list[Quantity]:
    """The quantities whose value the other side, quoted as `text`, does not say otherwise either."""
    values: set[Value] = {value for said in yours for value in said.values}
    values |= {value for q in those for value in (*q.parts, *_clock(q))}
    out = []
    for q in these:
        own: set[Value] = {q.value, *_clock(q)}
        own |= {value for said in mine if said.start <= q.span[0] and q.span[1] <= said.end for value in said.values}
        literal = len(q.text) >= CODE and q.text.isdigit() and q.text in text
        if not literal and not own & values and not set(q.parts) <= values:
            out.append(q)
    return out


def _clock(q: Quantity) -> tuple[Value, ...]:
    """A time of day in both halves of the day, as it may be said without them; at the full hour also the hour."""
    if q.kind is not Kind.TIME:
        return ()
    hour, minute = map(int, str(q.value).split(":"))
    both: tuple[Value, ...] = tuple(f"{h % 24}:{minute:02}" for h in (hour, hour + 12))
    return (*both, hour % 12, hour) if not minute else both
