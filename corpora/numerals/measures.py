"""Numbers with a unit of measurement: 5 km, 五千米, 40 kg, 40磅, -5 °C. For comparing what a number counts.

Factors are exact by definition (international yard and pound, 1959); 斤 and 亩 are those of China since 1959 and 1984.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from duizhao.corpora.language.table import is_chinese
from duizhao.corpora.numerals.characters import spelled
from duizhao.corpora.numerals.english import SMALL, counts
from duizhao.corpora.numerals.quantity import DASH, DIGITS, FRACTIONS, VULGAR, digits, scanned
from duizhao.corpora.numerals.seeking import any_case, found, one_of, small_words


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
        ("km", "1000", "km|km/h|kph|kmh|kilomet[er]{2}s?", "千米|公里"),
        ("li", "500", "li", "里(?![面头边])"),
        ("zhang", "3.3333333", "zhang", "丈(?![夫人量])"),
        ("chi", "0.3333333", "chi", "尺(?![寸度])"),
        ("inch", "0.0254", "inch(?:es)?", "英寸"),
        ("foot", "0.3048", "ft|foot|feet", "英尺"),
        ("yard", "0.9144", "yards?", "码"),
        ("mile", "1609.344", "miles?|mph|miles an hour|miles per hour", "英里"),
        ("nautical mile", "1852", "nautical miles?", "海里"),
    ),
    "mass": (
        ("mg", "0.000001", "mg|milligram(?:me)?s?", "毫克"),
        ("g", "0.001", "g|grams?|grammes?", "克"),
        ("kg", "1", "kg|kilos?|kilogram(?:me)?s?", "千克|公斤"),
        ("tonne", "1000", "t|tonnes?|metric tons?|tons?", "吨|公吨"),
        ("pound", "0.45359237", "lbs?|pounds?", "磅"),
        ("ounce", "0.028349523125", "oz|ounces?", "盎司"),
        ("stone", "6.35029318", "stones?", "英石"),
        ("dan", "50", "dan|piculs?", "担(?![心任保忧当负架])"),
        ("jin", "0.5", "jin|catty|catties", "(?<![公台])斤"),
        ("Taiwan catty", "0.6", "Taiwan catty|Taiwan catties", "台斤"),
        # 五斤二两; 八两 where the words pause, since 三两天 and 二两岸 weigh nothing.
        (
            "liang",
            "0.05",
            "liang|taels?",
            "(?<=斤[一二两三四五六七八九1-9])两|(?<=[一二三四五六七八九十半\\d])两(?![^\\s，。、；：）)！？,;:])",
        ),
    ),
    "area": (
        ("m²", "1", "m²|m2|square met[er]{2}s?|sq\\.? ?m", "平方米|平方公尺|平米"),
        ("km²", "1000000", "km²|km2|square kilomet[er]{2}s?|sq\\.? ?km", "平方公里|平方千米"),
        ("ft²", "0.09290304", "square feet|square foot|sq\\.? ?ft", "平方英尺"),
        ("mi²", "2589988.110336", "square miles?", "平方英里"),
        ("hectare", "10000", "ha|hectares?", "公顷"),
        ("acre", "4046.8564224", "acres?", "英亩"),
        ("mu", "666.6666667", "mu", "(?<![英公])亩"),
        ("ping", "3.3057851", "ping|tsubo", "坪(?![坝林])"),  # of Taiwan and Japan, 400/121 square metres
    ),
    "volume": (
        ("ml", "0.001", "ml|mL|millilit[er]{2}s?", "毫升"),
        ("l", "1", "l|L|lit[er]{2}s?", "升|公升"),
        ("pint", "0.52", "pints?", "品脱"),  # between the imperial and the American
        ("gallon", "4.17", "gallons?", "加仑"),  # the same
        ("m³", "1000", "m³|m3|cubic met[er]{2}s?", "立方米|立方公尺"),
    ),
    "temperature": (
        ("°C", "1", "°C|℃|degrees? Celsius|degrees? centigrade", "摄氏度|°C|℃"),
        ("°F", "1.8", "°F|℉|degrees? Fahrenheit", "华氏度|°F|℉"),
        ("°", "1", "°|degrees?", "度(?![数假过日])"),  # of either, or of an angle
    ),
    # What cooks measure by: of flour a cup is 120 g, of sugar 200, and translators say grams.
    "kitchen": (
        ("cup", "0.18", "cups?", "量杯"),
        ("tablespoon", "0.0135", "tablespoons?|tbsps?\\.?", "汤匙"),
        ("teaspoon", "0.0045", "teaspoons?|tsps?\\.?", "茶匙"),
        ("stick", "0.113", "sticks?", "条黄油"),
    ),
    "power": (
        ("W", "1", "W|watts?(?![- ]?hours?)", "瓦(?!时)|瓦特"),
        ("kW", "1000", "kW|kilowatts?(?![- ]?hours?)", "千瓦(?!时)"),
        ("MW", "1000000", "MW|megawatts?(?![- ]?hours?)", "兆瓦(?!时)"),
        ("GW", "1000000000", "GW|gigawatts?(?![- ]?hours?)", "吉瓦(?!时)"),
    ),
    "energy": (
        ("Wh", "1", "Wh|watt[- ]hours?", "瓦时"),
        ("kWh", "1000", "kWh|kilowatt[- ]hours?", "千瓦时"),
        ("MWh", "1000000", "MWh|megawatt[- ]hours?", "兆瓦时"),
    ),
    "voltage": (
        ("mV", "0.001", "mV|millivolts?", "毫伏|mV"),
        ("V", "1", "V|volts?", "伏特?(?!天)|V"),
        ("kV", "1000", "kV|kilovolts?", "千伏|kV"),
    ),
    "pressure": (
        ("Pa", "1", "Pa|pascals?", "帕斯卡|帕(?!金)"),
        ("hPa", "100", "hPa|hectopascals?", "百帕|hPa"),
        ("kPa", "1000", "kPa|kilopascals?", "千帕|kPa"),
        ("MPa", "1000000", "MPa|megapascals?", "兆帕|MPa"),
        ("mbar", "100", "mbar|millibars?", "毫巴|mbar"),
        ("bar", "100000", "bars?", "巴(?![黎西士基比勒赫格拉尔林掌])|bar"),
        ("psi", "6894.757", "psi|PSI", "psi|PSI|磅力?/平方英寸|磅力?每平方英寸"),
        ("mmHg", "133.322", "mm ?Hg|millimet[er]{2}s? of mercury", "毫米汞柱|mm ?Hg"),
    ),
    "frequency": (
        ("Hz", "1", "Hz|hertz", "赫兹?|Hz"),
        ("kHz", "1000", "kHz|kilohertz", "千赫兹?|kHz"),
        ("MHz", "1000000", "MHz|megahertz", "兆赫兹?|MHz"),
        ("GHz", "1000000000", "GHz|gigahertz", "吉赫兹?|千兆赫|GHz"),
    ),
    # A kilobyte is 1,000 bytes or 1,024, as the two sides may say alike.
    "data": (
        ("kB", "1000", "[kK]B|KiB|kilobytes?", "[kK]B|KiB|千字节"),
        ("MB", "1000000", "MB|MiB|megabytes?", "MB|MiB|兆字节"),
        ("GB", "1000000000", "GB|GiB|gigabytes?", "GB|GiB|吉字节|千兆字节"),
        ("TB", "1000000000000", "TB|TiB|terabytes?", "TB|TiB|太字节"),
    ),
    "pixel": (
        ("pixel", "1", "pixels?|px", "像素"),
        ("megapixel", "1000000", "MP|[Mm]ega-?pixels?", "兆像素"),
    ),
    "time": (
        ("nanosecond", "0.000000001", "ns|nanoseconds?", "纳秒|ns"),
        ("microsecond", "0.000001", "[µμ]s|microseconds?", "微秒|[µμ]s"),
        ("millisecond", "0.001", "ms|milliseconds?", "毫秒|ms"),
        ("second", "1", "seconds?", "秒钟?"),
        ("minute", "60", "minutes?|mins?", "分钟|分(?=半)"),
        ("hour", "3600", "hours?|hrs?", "小时|个小时|个?钟头"),
        ("shichen", "7200", "shichen", "个?时辰"),
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
_ONE = r"[Aa]n?(?= (?:cup|pint|gallon|mile)\b)"  # a cup of flour is 120 g; a metre of cloth may be any
# Twenty-three feet, four hundred yards, a hundred and twenty miles.
_SPELT = rf"\b(?:{_SMALL}|[Aa](?= hundred))(?:[ -](?:and )?(?:{_SMALL}|hundred)){{1,4}}"
_HALF = "半(?=个|小时|钟头|分钟|公[里斤]|斤|[吨升米])"
_FREE = r"(?<![\w.,$£€¥])"
_COUNTED = (
    rf"(?P<f>(?<=\d){VULGAR})?(?P<mid> and (?:a|one)[ -](?:half|quarter))?"
    rf"(?:\s+(?P<s>thousand|million|billion))?(?:\s|-)?"
    rf"(?P<u>{_alternatives(2)})(?![A-Za-z0-9²³/])(?P<half> and a half\b)?"
)
_ENGLISH = re.compile(rf"(?=[\da-zA-Z]){_FREE}(?P<n>{DIGITS}|{_SPELT}|\b(?:{_SMALL}|{_ONE})){_COUNTED}")
# The same for texts that have no number in words: a place without a figure is passed over.
_IN_FIGURES = re.compile(rf"(?=\d){_FREE}(?P<n>{DIGITS}){_COUNTED}")
# What a word begins with that may be a number in words, or stands behind one that "a" is.
_NUMBER_WORDS = (*SMALL, "half", "hundred", "cup", "pint", "gallon", "mile")


def _first_words(spelling: str) -> set[str]:
    """What the first word of a unit may be, whose spelling is a pattern: sq or sqm of sq\\.? ?m."""
    plain = spelling.partition("(?!")[0]
    return {re.sub(r"(?:-| |\\\.)\?", "", plain), re.split(r"\[- \]|-\?| ", plain)[0]}


_FIRST_WORDS = {
    word
    for rows in _TABLE.values()
    for row in rows
    for spelling in row[2].split("|")
    for word in _first_words(spelling)
}
# A word that a unit begins with, behind a number that it may be glued to.
_UNIT_WORD = re.compile(rf"(?:{one_of(_NUMBER_WORDS)})?(?:{'|'.join(sorted(_FIRST_WORDS))})", re.IGNORECASE)
_UNIT_SIGNS = re.compile("[°℃℉µμ]")
_OF_FEET, _OF_STONES = frozenset(("ft", "foot", "feet")), frozenset(("stone", "st"))
# No number has more numerals; a run without a unit behind it is not to be read from each of its places to its end.
_CHINESE = re.compile(
    rf"(?=[\d半〇零一二两三四五六七八九十百千万亿])(?<![\d.,A-Za-z第])(?P<n>{DIGITS}|{_HALF}|[〇零一二两三四五六七八九十百千万亿]{{1,40}}?(?:点[〇零一二三四五六七八九]{{1,40}})?)"
    # 2400万, while 两千四百万 is one number.
    rf"(?P<f>(?<=\d){VULGAR})?\s*(?P<s>(?<=[\d\s])(?:百?万|亿))?[多余来]?\s*(?P<mid>个半)?(?P<u>{_alternatives(3)})(?P<half>半(?![天夜路年]))?"
)
# 5 ft 11, 6'2", 12 stone 4: two units of which the second may go unsaid. Chinese puts decimals behind: 一米八, 1米75.
_FEET = re.compile(
    r"(?<![\w.,])(?P<a>\d)\s?(?:ft|foot|feet|['’′])\s?(?P<b>1[01]|\d)(?:\s?(?:in\b|inch(?:es)?\b|[\"”″]|''))?(?![\w.,]\w)"
)
_STONE = re.compile(r"(?<![\w.,])(?P<a>\d{1,2})\s?(?:stone|st)\s(?P<b>1[0-3]|\d)(?:\s?(?:lbs?|pounds?))?\b")
_HIGH = re.compile(
    r"(?<![\d.,第])(?P<a>\d|[一二两三])米(?P<b>[一二三四五六七八九]{1,2}|\d{1,2})(?![一二三四五六七八九十百千万\d个位名条张只人米厘公毫层])"
)
_ANY_ONE = re.compile(_ONE)
# What a number begins with, in either script.
_HAN_COUNTS = re.compile(r"[\d半〇零一二两兩三四五六七八九十百千万萬亿億]")


@lru_cache(maxsize=1 << 12)  # a pair whose numbers differ asks for the same again
def measures(text: str, tag: str) -> tuple[Measure, ...]:
    """The numbers with a unit of an English or Chinese text in reading order, both numbers of a range in figures.

    >>> [(str(one.value), one.unit.name) for one in measures("墙长五千米，重40磅", "zh")]
    [('5', 'km'), ('40', 'pound')]
    """
    chinese = is_chinese(tag)
    if not (_HAN_COUNTS.search(text) if chinese else _names_unit(text) and (counts(text) or _ANY_ONE.search(text))):
        return ()
    text = scanned(text)
    said = list(_composite(text, chinese))
    taken = [(one.start, one.end) for one in said]
    for match in (_CHINESE if chinese else _english_for(text)).finditer(text):
        if not chinese and len(match["u"]) == 1 and not match["n"][0].isdigit():
            continue
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        value = _value(match["n"])
        at = match.span("u")
        before = min(at[0], _BEFORE)
        name = _named(text[at[0] - before : at[1] + _BEHIND], before, before + at[1] - at[0], chinese)
        if value is not None and name is not None:
            value *= _SCALE[match["s"]] if match["s"] else 1
            if match["f"]:
                value += FRACTIONS[match["f"].strip()]
            if match["half"] or match["mid"]:
                value += Fraction(1, 4 if (match["mid"] or "").endswith("quarter") else 2)
            said.append(Measure(value, UNITS[name], *match.span()))
            if first := _FIRST.search(text, max(0, match.start() - _RANGE), match.start()):
                said.append(Measure(Fraction(digits(first[1])), UNITS[name], *first.span(1)))
    return tuple(sorted(said, key=lambda one: one.start))


def _names_unit(text: str) -> bool:
    """Whether an English text has a word or sign that may be a unit, or feet and inches in signs."""
    return any(map(_may_be_unit, small_words(text))) or _UNIT_SIGNS.search(text) is not None or _has_primes(text)


def _has_primes(text: str) -> bool:
    return "'" in text or "’" in text or "′" in text


@lru_cache(maxsize=1 << 14)
def _may_be_unit(word: str) -> bool:
    return _UNIT_WORD.fullmatch(word) is not None


def _english_for(text: str) -> re.Pattern[str]:
    return _ENGLISH if any(map(_may_count, small_words(text))) else _IN_FIGURES


@lru_cache(maxsize=1 << 14)
def _may_count(word: str) -> bool:
    return word.startswith(_NUMBER_WORDS)


_PER_ENGLISH = re.compile(rf"(?:\b(?:an?|per|each|every) |/\s?)(?P<u>{_alternatives(2)})(?![A-Za-z0-9²³/])")
_PER_CHINESE = re.compile(rf"[每一/]\s?(?P<u>{_alternatives(3)})")


def counted_by(text: str, tag: str) -> tuple[MeasureUnit, ...]:
    """The units of length, mass, area and volume by which a text counts, each once: 每斤, 一亩, a kilo, per litre.

    >>> [unit.name for unit in counted_by("less than 0.2 yuan a kilo", "en")]
    ['kg']
    """
    chinese = is_chinese(tag)
    text = scanned(text)
    found: dict[MeasureUnit, None] = {}
    for match in (_PER_CHINESE if chinese else _PER_ENGLISH).finditer(text):
        start, end = match.span("u")
        before = min(start, _BEFORE)
        name = _named(text[start - before : end + _BEHIND], before, before + end - start, chinese)
        if name is not None and UNITS[name].dimension in _PRICED:
            found[UNITS[name]] = None
    return tuple(found)


# The first number of a range, which takes its unit from the last: 0至40摄氏度, 10 to 15 km.
_FIRST = re.compile(rf"(?<![\d.,])({DIGITS})(?:\s?{DASH}\s?|\s?[至到]\s?|\s(?:to|and)\s)$")
_RANGE = 24  # characters in front of a measure that are looked at for it
_PRICED = frozenset(("length", "mass", "area", "volume"))
# Characters before and behind a unit by which it is told from another: 两 of 五斤二两, 米 of 米饭.
_BEFORE, _BEHIND = 2, 4


@lru_cache(maxsize=1 << 12)
def _named(text: str, start: int, end: int, chinese: bool) -> str | None:
    """The unit that stands at a place of a piece of text, with a few characters before and behind it."""
    return next((name for one, name in (_CHINESE_BY if chinese else _ENGLISH_BY) if _is(one, text, start, end)), None)


def _is(unit: re.Pattern[str], text: str, start: int, end: int) -> bool:
    """Whether a unit stands there, seen with what stands behind it."""
    found = unit.match(text, start)
    return (found is not None and found.end() == end) or unit.fullmatch(text, start, end) is not None


def _composite(text: str, chinese: bool) -> Iterator[Measure]:
    """Lengths and weights whose second unit is said behind the first, or not at all."""
    if chinese:
        for match in found(_HIGH, text, "米"):
            units, behind = _value(match["a"]), "".join(str(_value(c)) for c in match["b"])
            if units is not None:
                yield Measure(units + Fraction(int(behind), 10 ** len(behind)), UNITS["m"], *match.span())
        return
    said = small_words(text)
    feet = not _OF_FEET.isdisjoint(said) or _has_primes(text)
    stones = not _OF_STONES.isdisjoint(said)
    for pattern, may, per, name in ((_FEET, feet, 12, "inch"), (_STONE, stones, 14, "pound")):
        for match in pattern.finditer(text) if may else ():
            yield Measure(Fraction(int(match["a"]) * per + int(match["b"])), UNITS[name], *match.span())


def _in_words(text: str) -> Fraction | None:
    """A number below a hundred thousand in English words: twenty-three, a hundred and twenty."""
    total = last = 0
    for word in re.split(r"[ -](?:and )?", text):
        if word == "hundred":
            total, last = (total or 1) * 100, 100
        elif last % 10 or (last and last < 20):
            return None  # three four: no number
        else:
            last = 1 if word == "a" else SMALL[word]
            total += last
    return Fraction(total)


def _value(text: str) -> Fraction | None:
    if text[0].isdigit():
        return Fraction(digits(text))
    if text.lower() in ("a", "an"):
        return Fraction(1)
    if text.lower() in SMALL:
        return Fraction(SMALL[text.lower()])
    if text.lower().startswith("half") or text == "半":
        return Fraction(1, 2)
    if text[0].isascii():
        return _in_words(text.lower())
    value = spelled(text)
    return None if value is None else Fraction(value)
