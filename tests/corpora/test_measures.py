"""Measures and multiples as they are read in each language."""

from __future__ import annotations

import re

import pytest

from duizhao.corpora.numerals import measures as module
from duizhao.corpora.numerals.measures import measures
from duizhao.corpora.numerals.multiples import multiples


@pytest.mark.parametrize(
    ("text", "tag", "expected"),
    [
        ("墙高三点五米", "zh", [(3.5, "m")]),
        ("一千千瓦和两吉瓦", "zh", [(1000, "kW"), (2, "GW")]),
        ("运走300万吨", "zh", [(3_000_000, "tonne")]),
        ("１２公斤", "zh", [(12, "kg")]),
        ("第3年，1990年代，第五周，3周年", "zh", []),
        ("30千瓦时", "zh", [(30, "kWh")]),
        ("一百二十平方公尺", "zh", [(120, "m²")]),
        ("两千四百万像素和5百万像素", "zh", [(24_000_000, "pixel"), (5_000_000, "pixel")]),
        ("茶叶八两，去核红枣四两", "zh", [(8, "liang"), (4, "liang")]),
        ("三两天，五斤二两", "zh", [(5, "jin"), (2, "liang")]),
        ("面粉2½杯", "zh", []),
        ("a 45-megapixel sensor, 12 MP", "en", [(45, "megapixel"), (12, "megapixel")]),
        ("2½ cups, 1 ¾ pounds", "en", [(2.5, "cup"), (1.75, "pound")]),
        ("10 to 12 hours", "en", [(10, "hour"), (12, "hour")]),
        ("3 million tonnes of rice", "en", [(3_000_000, "tonne")]),
        ("a twenty-minute walk", "en", [(20, "minute")]),
        ("$5m, Annex 3 m", "en", [(3, "m")]),
        ("five g, 30 kWh", "en", [(30, "kWh")]),
        ("", "en", []),
    ],
)
def test_measures(text: str, tag: str, expected: list[tuple[float, str]]) -> None:
    assert [(float(one.value), one.unit.name) for one in measures(text, tag)] == expected


@pytest.mark.parametrize(
    ("text", "tag", "expected"),
    [
        ("出口增长了1.5倍", "zh", [[2.5]]),
        ("增长到2015年的三倍", "zh", [[3]]),
        ("翻两番", "zh", [[4]]),
        ("人员减少了一半", "zh", [[0.5]]),
        ("是去年的三倍", "zh", []),
        ("It more than doubled.", "en", [[2]]),
        ("We will triple the fleet.", "en", [[3]]),
        ("a fivefold rise", "en", [[5, 6]]),
        ("double standards, a double room", "en", []),
        ("They doubled down on it.", "en", []),
    ],
)
def test_multiples(text: str, tag: str, expected: list[list[float]]) -> None:
    assert [sorted(map(float, one.factors)) for one in multiples(text, tag)] == expected


# The English spellings of every unit, without what they leave open: millimetre of millimet[er]{2}s?
_SPELLINGS = sorted(
    re.sub(r"\\|\?|\(\?:|\)", "", spelling.partition("(?!")[0].replace("[er]{2}", "re").replace("[- ]", "-"))
    for rows in module._TABLE.values()
    for row in rows
    for spelling in row[2].split("|")
    if not spelling.startswith("[")
)


@pytest.mark.parametrize("front", ["about 5 ", "5", "twenty ", "five-", "ten", "Half "])
def test_every_unit_is_one_that_a_text_may_name(front: str) -> None:
    """A text is asked for words that may be units before its numbers are looked at."""
    assert len(_SPELLINGS) > 150
    assert not [unit for unit in _SPELLINGS if not module._names_unit(f"It has {front}{unit} and")]
    assert not module._names_unit("It has 5 of them, and an apple")
