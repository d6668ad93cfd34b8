"""Numbers with a unit of measurement: 5 km, 五千米, 40 kg, 40磅, -5 °C. For comparing what a number counts.

Factors are exact by definition (international yard and pound, 1959); 斤 and 亩 are those of China since 1959 and 1984.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.language.table import is_chinese
from duizhao.corpora.numerals.chinese import spelled
from duizhao.corpora.numerals.english import SMALL, counts
from duizhao.corpora.numerals.quantity import DIGITS, HALF_WIDTH, digits
from duizhao.corpora.numerals.seeking import any_case


class MeasureUnit(NamedTuple):
    """A unit of measurement: how many of its dimension's base unit it is. Units of different dimensions never match."""

    name: str
    dimension: str
    factor: Fraction


class Measure(NamedTuple):
    """A number and its unit, which stand from `start` to `end`."""

    value: Fraction
    unit: MeasureUnit
    start: int
    end: int

    @property
    def size(self) -> Fraction:
        """In the base unit of the dimension."""
        return self.value * self.unit.factor


# name, factor, English, Chinese. Single letters count right behind digits only; the longest spelling wins.
_TABLE: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "length": (
        ("mm", "0.001", "mm|millimet[er]{2}s?", "毫米"),
        ("cm", "0.01", "cm|centimet[er]{2}s?", "厘米|公分"),
        ("m", "1", "m|met[er]{2}s?", "米|公尺"),
        ("km", "1000", "km|kilomet[er]{2}s?", "千米|公里"),
        ("inch", "0.0254", "inch(?:es)?", "英寸"),
        ("foot", "0.3048", "ft|foot|feet", "英尺"),
        ("yard", "0.9144", "yards?", "码"),
        ("mile", "1609.344", "miles?", "英里"),
        ("nautical mile", "1852", "nautical miles?", "海里"),
    ),
    "mass": (
        ("mg", "0.000001", "mg|milligram(?:me)?s?", "毫克"),
        ("g", "0.001", "g|grams?|grammes?", "克"),
        ("kg", "1", "kg|kilos?|kilogram(?:me)?s?", "千克|公斤"),
        ("tonne", "1000", "t|tonnes?|metric tons?", "吨|公吨"),
        ("pound", "0.45359237", "lbs?|pounds?", "磅"),
        ("ounce", "0.028349523125", "oz|ounces?", "盎司"),
        ("jin", "0.5", "jin|catty|catties", "(?<!公)斤"),
    ),
    "area": (
        ("m²", "1", "m²|m2|square met[er]{2}s?|sq\\.? ?m", "平方米"),
        ("km²", "1000000", "km²|km2|square kilomet[er]{2}s?|sq\\.? ?km", "平方公里|平方千米"),
        ("hectare", "10000", "ha|hectares?", "公顷"),
        ("acre", "4046.8564224", "acres?", "英亩"),
        ("mu", "666.6666667", "mu", "(?<![英公])亩"),
    ),
    "volume": (
        ("ml", "0.001", "ml|mL|millilit[er]{2}s?", "毫升"),
        ("l", "1", "l|L|lit[er]{2}s?", "升|公升"),
        ("m³", "1000", "m³|m3|cubic met[er]{2}s?", "立方米"),
    ),
    "temperature": (
        ("°C", "1", "°C|℃|degrees? Celsius|degrees? centigrade", "摄氏度|°C|℃"),
        ("°F", "1.8", "°F|℉|degrees? Fahrenheit", "华氏度|°F|℉"),
    ),
    "power": (
        ("W", "1", "W|watts?", "瓦(?!时)|瓦特"),
        ("kW", "1000", "kW|kilowatts?", "千瓦(?!时)"),
        ("MW", "1000000", "MW|megawatts?", "兆瓦(?!时)"),
        ("GW", "1000000000", "GW|gigawatts?", "吉瓦(?!时)"),
    ),
    "time": (
        ("second", "1", "seconds?", "秒钟?"),
        ("minute", "60", "minutes?|mins?", "分钟"),
        ("hour", "3600", "hours?|hrs?", "小时|个小时|个钟头"),
        ("day", "86400", "days?", "天|个昼夜"),
        ("week", "604800", "weeks?", "个?星期|周(?![年岁])"),
        ("month", "2629746", "months?", "个月"),
        ("year", "31556952", "years?", "年(?![代初末底中第级度])"),
    ),
}
UNITS = {
    name: MeasureUnit(name, dimension, Fraction(factor))
    for dimension, rows in _TABLE.items()
    for name, factor, _, _ in rows
}


def _alternatives(column: int) -> str:
    spelled = [(pattern, row[0]) for rows in _TABLE.values() for row in rows for pattern in row[column].split("|")]
    spelled.sort(key=lambda pair: -len(pair[0]))
    return "|".join(pattern for pattern, _ in spelled)


_ENGLISH_BY = [(re.compile(row[2]), row[0]) for rows in _TABLE.values() for row in rows]
_CHINESE_BY = [(re.compile(row[3]), row[0]) for rows in _TABLE.values() for row in rows]
_SCALE = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "万": 10**4, "亿": 10**8, "百万": 10**6}
_SMALL = any_case([*SMALL, "half a", "half an"])
_ENGLISH = re.compile(
    rf"(?=[\da-zA-Z])(?<![\w.,$£€¥])(?P<n>{DIGITS}|\b{_SMALL})(?:\s+(?P<s>thousand|million|billion))?(?:\s|-)?"
    rf"(?P<u>{_alternatives(2)})(?![A-Za-z0-9²³/])"
)
# No number has more numerals; a run without a unit behind it is not to be read from each of its places to its end.
_CHINESE = re.compile(
    rf"(?=[\d〇零一二两三四五六七八九十百千万亿])(?<![\d.,A-Za-z第])(?P<n>{DIGITS}|[〇零一二两三四五六七八九十百千万亿]{{1,40}}?(?:点[〇零一二三四五六七八九]{{1,40}})?)"
    rf"\s*(?P<s>百?万|亿)?[多余]?\s*(?P<u>{_alternatives(3)})"
)
# What a number begins with, in either script.
_HAN_COUNTS = re.compile(r"[\d〇零一二两兩三四五六七八九十百千万萬亿億]")


def measures(text: str, tag: str) -> tuple[Measure, ...]:
    """The numbers with a unit of an English or Chinese text in reading order; a range gives its last number.

    >>> [(str(one.value), one.unit.name) for one in measures("墙长五千米，重40磅", "zh")]
    [('5', 'km'), ('40', 'pound')]
    """
    chinese = is_chinese(tag)
    if not (_HAN_COUNTS.search(text) if chinese else counts(text)):
        return ()
    text = text if text.isascii() else comparable(text).translate(HALF_WIDTH)
    found = []
    for match in (_CHINESE if chinese else _ENGLISH).finditer(text):
        if not chinese and len(match["u"]) == 1 and not match["n"][0].isdigit():
            continue
        value = _value(match["n"])
        at = match.span("u")
        name = next((n for one, n in (_CHINESE_BY if chinese else _ENGLISH_BY) if one.fullmatch(text, *at)), None)
        if value is not None and name is not None:
            scale = _SCALE[match["s"]] if match["s"] else 1
            found.append(Measure(value * scale, UNITS[name], *match.span()))
    return tuple(found)


def _value(text: str) -> Fraction | None:
    if text[0].isdigit():
        return Fraction(digits(text))
    if text.lower() in SMALL:
        return Fraction(SMALL[text.lower()])
    if text.lower().startswith("half"):
        return Fraction(1, 2)
    value = spelled(text)
    return None if value is None else Fraction(value)
