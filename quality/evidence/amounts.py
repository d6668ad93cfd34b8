"""Amounts that the two sides of a pair say by other numbers, because they say them in other units: 5 kg and 10斤,
70,000 ha and 105万亩, an hour and thirty minutes and 1.5小时."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.numerals import Quantity
from duizhao.corpora.numerals.measures import UNITS, Measure, counted_by, measures
from duizhao.quality.evidence.measures import TOLERANCE

# What may stand between the parts of one amount: 2 hours and 45 minutes, 2小时45分钟; 4时30分 is a time of day.
_JOIN = re.compile(r"[\s,，]*+(?:(?:and|又|零)\s*+)?")
_TOGETHER = frozenset({"time", "length", "mass"})


class _Amount(NamedTuple):
    """An amount in the base unit of its dimension, the units it is said in, where it stands, and what one more in its
    last printed place would be."""

    size: Fraction
    dimension: str
    units: tuple[str, ...]
    start: int
    end: int
    last_place: Fraction
    minus: bool  # whether a sign stands before it


def without_same_amounts(
    left: Sequence[Quantity], right: Sequence[Quantity], texts: tuple[str, str], tags: tuple[str, str]
) -> tuple[list[Quantity], list[Quantity]]:
    """What is left of both sides without the numbers of amounts that the other side says in another unit. The same unit
    on both sides explains nothing: 30 days are no 31天."""
    here = _amounts(texts[0], tags[0])
    there = _amounts(texts[1], tags[1]) if here else []
    same = [(one, other) for one in here for other in there if _same(one, other)]
    if not same:
        return list(left), list(right)
    return (
        [q for q in left if not any(one.start <= q.span[0] < one.end for one, _ in same)],
        [q for q in right if not any(other.start <= q.span[0] < other.end for _, other in same)],
    )


def per_unit(texts: tuple[str, str], tags: tuple[str, str]) -> list[Fraction]:
    """How many times as much the target says of what both count by a unit, where the units differ: a price for 每斤 is
    twice as much a kilo. And of an amount whose unit goes unsaid beside one that is said in another unit: 3,000
    hectares, 800 of them, for 4.5万亩 and 1.2万亩. None where the units are the same."""
    here = counted_by(texts[0], tags[0])
    there = counted_by(texts[1], tags[1]) if here else ()
    prices = [
        other.factor / one.factor
        for one in here
        for other in there
        if one.dimension == other.dimension and one != other
    ]
    mine = _amounts(texts[0], tags[0])
    yours = _amounts(texts[1], tags[1]) if mine else []
    single = [(UNITS[a.units[0]], UNITS[b.units[0]]) for a in mine for b in yours if _in_other_unit(a, b)]
    return [*prices, *(one.factor / other.factor for one, other in dict.fromkeys(single))]


def _in_other_unit(one: _Amount, other: _Amount) -> bool:
    """Whether two amounts are the same in one unit each that is that many times the other's."""
    return len(one.units) == len(other.units) == 1 and one.dimension in _TIMES and _same(one, other)


_TIMES = frozenset({"length", "mass", "area", "volume", "pressure", "power"})


def _same(one: _Amount, other: _Amount) -> bool:
    kitchen = [a for a in (one, other) if a.dimension == "kitchen"]
    if len(kitchen) == 1:
        return _as_cooked(kitchen[0], one if kitchen[0] is other else other)
    if one.dimension == other.dimension == "temperature":
        return _as_warm(one, other)
    if one.dimension != other.dimension or one.units == other.units:
        return False
    apart = abs(one.size - other.size)
    last = max(one.last_place, other.last_place)
    within = _EITHER if {*one.units, *other.units} & _TWO_SIZES else TOLERANCE
    return apart <= max(within * max(one.size, other.size), min(_ROUNDED * min(one.size, other.size), last / 2))


# American and imperial ones are that much smaller and greater than what they are taken for.
_TWO_SIZES, _EITHER = {"pint", "gallon"}, Fraction(10, 100)
# "Two miles" are 3公里: rounded to the last figure that is printed, and no further than this share.
_ROUNDED = Fraction(10, 100)


def _as_cooked(spoon: _Amount, other: _Amount) -> bool:
    """A cup of flour and 120 g, a spoon of oil and 15 ml: what a cup holds weighs half as much to twice as much."""
    return other.dimension in ("mass", "volume") and spoon.size / 2 <= other.size <= 2 * spoon.size


def _as_warm(one: _Amount, other: _Amount) -> bool:
    """350 °F and 175 ℃, −4 °F and −20 ℃, to a degree and a half or three in a hundred; whether a sign was lost is for
    another check."""
    if {*one.units, *other.units} <= {"°"}:
        # 54 degrees and 十二度: neither says whose, and that one is the other in the other's is no chance.
        return any(_in_celsius(one, other) for one, other in ((one, other), (other, one)))
    if one.units == other.units:
        return False
    # Degrees that do not say whose are the other's of what they stand beside.
    celsius, fahrenheit = (one, other) if "°C" in one.units or "°F" in other.units else (other, one)
    return _in_celsius(celsius, fahrenheit)


def _in_celsius(celsius: _Amount, fahrenheit: _Amount) -> bool:
    """Whether one amount is in degrees Celsius what the other is in degrees Fahrenheit."""
    said = abs(celsius.size)
    degrees = fahrenheit.size / (Fraction("1.8") if "°F" in fahrenheit.units else 1) * (-1 if fahrenheit.minus else 1)
    meant = abs((degrees - 32) / Fraction("1.8"))
    return abs(said - meant) <= max(Fraction(3, 2), TOLERANCE * said)


def _amounts(text: str, tag: str) -> list[_Amount]:
    """The amounts of a text; parts that follow each other, from the greater unit to the smaller, are one."""
    found: list[_Amount] = []
    for _, group in groupby(measures(text, tag), key=lambda m: m.unit.dimension):
        run: list[Measure] = []
        for measure in group:
            joined = run and measure.unit.dimension in _TOGETHER and measure.unit.factor < run[-1].unit.factor
            if run and not (joined and _JOIN.fullmatch(text[run[-1].end : measure.start])):
                found.append(_together(run, text))
                run = []
            run.append(measure)
        found.append(_together(run, text))
    # A catty weighs 600 g where traditional characters are written, and 500 g elsewhere.
    elsewhere = [] if comparable(text) == text else [one for one in found if one.units == ("jin",)]
    return [*found, *(one._replace(size=one.size * _CATTY) for one in elsewhere)]


_CATTY = Fraction(600, 500)


_MINUS = re.compile(r"(?:[-−－–]|零下|负|負|[Mm]inus )\s?$")


def _last_place(value: Fraction) -> Fraction:
    """What one more in the last place of a value would be that is not nought: 100 of 100, 10 of 60, a tenth of 2.5."""
    if value.denominator != 1 or not value:
        return Fraction(1, 10) if value else Fraction(1)
    figures = str(value.numerator)
    return Fraction(10 ** (len(figures) - len(figures.rstrip("0"))))


def _together(run: Sequence[Measure], text: str) -> _Amount:
    names = tuple(one.unit.name for one in run)
    size = sum((one.size for one in run), Fraction(0))
    place = run[-1].unit.factor * _last_place(run[-1].value)
    start = run[0].start
    minus = _MINUS.search(text[max(0, start - 6) : start]) is not None
    return _Amount(size, run[0].unit.dimension, names, start, run[-1].end, place, minus)
