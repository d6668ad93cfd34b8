"""The units of a pair compared across the two languages: 7 km against 7 米."""

from __future__ import annotations

from fractions import Fraction

from duizhao.corpora.model import Pair
from duizhao.corpora.numerals.measures import Measure, measures

# Converted figures are rounded: 5 miles are "8公里", which is 0.6 per cent off.
TOLERANCE = Fraction(3, 100)
# Two pounds of meat are 两斤 to a cook: nine parts in ten.
_MARKET = {"pound", "jin"}
# The old foot and inch are called by those of the West, as a boatman says them.
_CALLED = ({"chi", "foot"}, {"cun", "inch"})
# A round number of yards is as many metres to a translator: 50 yards or so, 50 米左右.
_NEAR = Fraction(9, 10)
_ROUND = 10


def mismatched(pair: Pair, source_language: str, target_language: str) -> tuple[tuple[Measure, Measure], ...]:
    """Measures of the source whose number stands in the target with a unit that is another amount, and nothing there
    says the amount itself. A measure without its number on the other side is for the check of numbers."""
    here = measures(pair.source, source_language)
    if not here:
        return ()  # most pairs: the target need not be read
    there = measures(pair.target, target_language)
    lost = [one for one in here if not any(_same(one, other) for other in there)]
    new = [other for other in there if not any(_same(one, other) for one in here)]
    found = []
    for one in lost:
        other = next((other for other in new if other.value == one.value), None)
        if other is not None:
            new.remove(other)
            found.append((one, other))
    return tuple(found)


def _same(one: Measure, other: Measure) -> bool:
    if one.unit == other.unit and one.value == other.value:
        return True  # as most are
    if one.unit.dimension == other.unit.dimension == "temperature":
        return one.unit == other.unit or "°" in (one.unit.name, other.unit.name)
    if {one.unit.name, other.unit.name} == {"°", "kWh"}:
        return one.value == other.value  # 一度 is a kilowatt-hour to those who pay for it
    if one.unit.dimension != other.unit.dimension:
        return False
    if one.value == other.value and {one.unit.name, other.unit.name} in (_MARKET, *_CALLED):
        return True
    if (
        one.value == other.value
        and one.value % _ROUND == 0
        and min(one.size, other.size) >= _NEAR * max(one.size, other.size)
    ):
        return True
    return abs(one.size - other.size) <= TOLERANCE * max(one.size, other.size)
