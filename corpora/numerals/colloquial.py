"""Numbers as people say them: 一米八, 三块五, 十二三岁, 九零后, a year and a half, goalless, the '90s, 圣诞节.

For `otherwise`: they explain a number of the other language and are never asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from duizhao.corpora.language.scripts import HAN
from duizhao.corpora.numerals.characters import number
from duizhao.corpora.numerals.english import COUNT, SMALL
from duizhao.corpora.numerals.quantity import Said, Value, digits, whole
from duizhao.corpora.numerals.seeking import any_case, found, small

# Days that have names: (month, day). The year is another matter.
_DAYS: dict[str, tuple[int, int]] = {
    "new year's day|元旦": (1, 1),
    "new year's eve": (12, 31),
    "valentine's day|情人节": (2, 14),
    "women's day|妇女节": (3, 8),
    "april fools?'?s?'? day|愚人节": (4, 1),
    "may day|劳动节": (5, 1),
    "五四": (5, 4),
    "children's day|儿童节": (6, 1),
    "independence day": (7, 4),
    "九一八": (9, 18),
    "教师节": (9, 10),
    "halloween|hallowe'en": (10, 31),
    "国庆节?": (10, 1),
    "christmas eve|平安夜": (12, 24),
    "christmas(?: day)?|圣诞节?": (12, 25),
}
# Each with what it begins with.
_DAY_NAMES = [
    (name[: 4 if name.isascii() else 2], re.compile(rf"\b(?:{name})\b" if name.isascii() else name, re.I), day)
    for names, day in _DAYS.items()
    for name in names.split("|")
]
# What one language says by a number and the other without: each pair is one saying, whose numbers count nothing else.
# In front pieces of which the English, in small letters, holds one.
_SAYINGS = tuple(
    (f"saying {n}", tuple(pieces.split("|")), re.compile(one, re.IGNORECASE), re.compile(other))
    for n, (pieces, one, other) in enumerate(
        (
            ("days a", r"\b(?:7|seven) days a week\b|\b365 days a year\b", "天天|每天|每日|无休|全年"),
            ("360", r"\b360[- ]degrees?\b|\b360°", "全方位|全景|全面|各个角度|一整圈"),
            ("180", r"\b180[- ]degrees?\b|\b180°", "[大急]转弯|彻底|截然|掉头|调头|完全"),
            ("911|999|112", r"\b(?:call|dial|ring|phone) (?:911|999|112)\b", "报警|急救|求救"),
            (
                "star|out of",
                r"\b(?:5|10|five|ten)[- ]stars?\b|\b(?:10|ten) out of (?:10|ten)\b",
                "满分|满星|最高分",
            ),
            ("no.|number", r"\b(?:No\. ?1|number one)\b", "头等|头号|首[位要席]|冠军|最[大重主]"),
            ("2|two", r"\b(?:2|two)[- ]for[- ](?:1|one)\b", "买一[送赠]一"),
            ("80", r"\b80[/:-]20\b", "二八"),
            ("weekend", r"\b(?:3|three)[- ]day weekend\b", "小长假"),
            ("26", r"\b26(?:\.2)?[- ]miles?\b", "马拉松"),
            ("chapter", r"\bChapter (?:11|7|13)\b", "破产"),
            ("catch", r"\bcatch[- ]22\b", "为难|两难|第二十二条|怪圈|死循环|自相矛盾"),
            ("20/20", r"\b20/20\b", "视力|看得[很最]?清|事后"),
            ("july", r"\b(?:4|four)th of july\b|\bjuly 4(?:th)?\b", "国庆|独立日"),
            (
                "100",
                r"\b100 ?(?:%|per ?cent)",
                "完全|绝对|彻底|十足|全[力心部都然]|毫无|一定|肯定|铁定|包票|百分百|敢保证|拼",
            ),
        )
    )
)
_WORDS: dict[str, tuple[Value, ...]] = {
    "goalless": (0,),
    "scoreless": (0,),
    "nil": (0,),
    "love all": (0,),
    "noughties": (2000, 21),
    "right angle": (90,),
    "right angles": (90,),
    "baker's dozen": (13,),
    "gross": (144,),
    "coming of age": (18,),
    "come of age": (18,),
    "came of age": (18,),
    "golden wedding": (50,),
    "silver wedding": (25,),
    "silver jubilee": (25,),
    "golden jubilee": (50,),
    "diamond jubilee": (60,),
    "jubilee": (50,),
    "all day": (24,),
    "round the clock": (24,),
    "double figures": (10,),
}
_NAMED = "|".join(sorted((re.escape(word) for word in _WORDS), key=len, reverse=True)).replace("'", "['’]")
# Cases are those of ASCII: ſix, as old prints have it, is in no dictionary.
_ENGLISH = re.compile(rf"\b(?ai:({_NAMED}))\b")
_SPELT = any_case(SMALL)
_IN_A_ROW = re.compile(rf"\b{_SPELT}(?:[\s-]+{_SPELT})+\b")
_SHORT_DECADE = re.compile(r"(?<![\w\d])['’]?([1-9]0)s\b")
# What may be counted by halves.
_HALVED = (
    "year|month|week|day|hour|minute|second|centur(?:y|ie)|decade|dozen|(?:kilo|centi|milli)?met(?:re|er)|mile|foot|feet"
    "|inch(?:e(?=s))?|yard|acre|hectare|kilo|kilogram(?:me)?|pound|ounce|tonne|ton|lit(?:re|er)|pint|gallon|degree|point"
)
_AND_A_HALF = re.compile(
    rf"\b(?:(?P<n>an?|{COUNT})\s+(?P<u>{_HALVED})s?\s+and\s+a\s+half"
    rf"|(?P<m>{COUNT})\s+and\s+a\s+half\s+(?P<v>{_HALVED})s?)\b",
    re.IGNORECASE,
)
# 第三个二十五年 is the third quarter of a century.
_QUARTER = re.compile(
    r"\b(?ai:quarters? of (?:an?|the|this|that|last)(?: [\w-]{1,20}){0,2} centur(?:y|ies)|quarter[- ]centur(?:y|ies))\b"
)
_SMALLER = {"year": 12, "week": 7, "day": 24, "hour": 60, "minute": 60}
_TIMES = re.compile(r"(?<![\d.])(\d{1,4})\s?[x×*]\s?(\d{1,4})(?![\d.])")
_HALF_PAST = re.compile(r"\b(?ai:half (one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))\b")
_MIDDLE = re.compile(r"\b(?ai:mid-?(twent|thirt|fort|fift|sixt|sevent|eight|ninet)ies)\b")
_TENS = dict(zip("twent thirt fort fift sixt sevent eight ninet".split(), range(20, 100, 10), strict=True))


def english(text: str) -> Iterator[Said]:
    """Turns of English: goalless, the '90s, a year and a half, half five, her mid-thirties."""
    for match in _ENGLISH.finditer(text):
        yield Said(*match.span(), _WORDS[match[1].lower().replace("’", "'")])
    lower = small(text)
    for name, pieces, pattern, _ in _SAYINGS:
        for match in found(pattern, text, *pieces, seen=lower):
            yield Said(*match.span(), (name,))
    for match in _IN_A_ROW.finditer(text):
        yield Said(*match.span(), _in_a_row([SMALL[word.lower()] for word in re.split(r"[\s-]+", match[0])]))
    for match in found(_SHORT_DECADE, text, "0s"):
        tens = int(match[1])
        yield Said(*match.span(), (1900 + tens, 2000 + tens, tens))
    for match in found(_AND_A_HALF, text, "half", seen=lower):
        count = _counted(match["n"] or match["m"]) + Fraction(1, 2)
        per = _SMALLER.get((match["u"] or match["v"]).lower())
        yield Said(*match.span(), (count, *((whole(count * per),) if per else ())))
    for match in found(_QUARTER, text, "quarter", seen=lower):
        yield Said(*match.span(), (25,))
    for match in found(_HALF_PAST, text, "half", seen=lower):
        hour = SMALL[match[1].lower()]
        yield Said(*match.span(), (f"{hour % 12}:30", f"{hour % 12 + 12}:30", f"{hour}:30"))
    for match in found(_MIDDLE, text, "mid", seen=lower):
        tens = _TENS[match[1].lower()]
        yield Said(*match.span(), (tens, *range(tens + 4, tens + 7)))


def _in_a_row(words: list[int]) -> tuple[Value, ...]:
    """What numbers in a row may say: each of them (a second one eleven seconds), tens with ones, a year (nineteen
    eighty-four)."""
    if len(words) == 2 and words[0] >= 20 and words[0] % 10 == 0 and words[1] < 10:
        return ()  # eighty-two is one number
    found = list(words)
    for i, (one, two) in enumerate(pairwise(words)):
        if one >= 20 and one % 10 == 0 and two < 10:
            found.append(one + two)
        if 10 < one < 21 and two >= 10:
            ones = words[i + 2] if i + 2 < len(words) and two % 10 == 0 and words[i + 2] < 10 else 0
            found.append(100 * one + two + ones)
    return tuple(found)


def shared(text: str) -> Iterator[Said]:
    """Days that have names, and products: 4x100 m."""
    lower = small(text)
    for piece, pattern, (month, day) in _DAY_NAMES:
        for match in found(pattern, text, piece, seen=lower):
            yield Said(*match.span(), ((None, month, day), f"month {month}", day))
    for match in _TIMES.finditer(text):
        yield Said(*match.span(), (int(match[1]), int(match[2])))


_D = "[一二三四五六七八九]"
# 一米八, 1米75, 三丈二, 三十八度五, 年息三厘五: the decimals behind the unit; not 三米五十, 两米三个.
_BEHIND = re.compile(
    rf"(?P<n>\d{{1,3}}|[一二两三四五六七八九十百]{{1,4}})[米丈尺度厘](?P<d>{_D}{{1,2}}|\d{{1,2}})"
    r"(?![一二三四五六七八九十百千万\d个位名条张只人米厘公毫层])"
)
# 三块五, 3块5, 一百块零五毛; 三块五毛 is told with its coins.
_BLOCK = re.compile(
    rf"(?P<n>\d{{1,4}}|[一二两三四五六七八九十百]{{1,6}})块(?P<d>{_D}|\d)(?![{HAN}\d]|毛|角)|"
    rf"(?P<m>\d{{1,4}}|[一二两三四五六七八九十百]{{1,6}})块(?P<e>{_D}|\d)(?=[美欧加澳日港英]|一[个斤瓶只张]|[。，；！？])"
)
_EITHER = re.compile(rf"(?<![百千万])({_D}?十)({_D})({_D})(?![十百千万])")
# 九零后, 95后, 00后; 八七年, 87年.
_BORN = re.compile(r"([〇零一二三四五六七八九0-9])([〇零一二三四五六七八九0-9])(?:后|年)(?!代)")
_FIGURES = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0}
_SET: dict[str, tuple[Value, ...]] = {
    "千禧": (2000,),
    "新世纪": (2000, 21),
    "辛亥": (1911,),
    "七七事变": ((None, 7, 7),),
    "成年": (18,),
    "金婚": (50,),
    "银婚": (25,),
    "两位数": (10,),
    "个位数": (1,),
}
_SETS = re.compile("|".join(sorted(_SET, key=len, reverse=True)))


def chinese(text: str) -> Iterator[Said]:
    """Turns of Chinese: 一米八, 三块五, 十二三岁, 九零后, 全方位."""
    for match in _BEHIND.finditer(text):
        yield Said(*match.span(), (_decimal(match["n"], match["d"]),))
    for match in _BLOCK.finditer(text):
        yield Said(*match.span(), (_decimal(match["n"] or match["m"], match["d"] or match["e"]),))
    for match in _EITHER.finditer(text):
        tens = number(match[1]) or 0
        yield Said(*match.span(), (tens + _FIGURES[match[2]], tens + _FIGURES[match[3]]))
    for match in re.finditer(r"两三|三两", text):
        yield Said(*match.span(), (2, 3))
    for match in _BORN.finditer(text):
        year = 10 * _figure(match[1]) + _figure(match[2])
        yield Said(*match.span(), (1900 + year, 2000 + year, year))
    for match in _SETS.finditer(text):
        yield Said(*match.span(), _SET[match[0]])
    for name, _, _, pattern in _SAYINGS:
        for match in pattern.finditer(text):
            yield Said(*match.span(), (name,))


def _figure(text: str) -> int:
    return _FIGURES[text] if text in _FIGURES else int(text)


def _decimal(count: str, decimals: str) -> Value:
    units = Fraction(int(count) if count.isdigit() else number(count) or 0)
    behind = "".join(str(_figure(c)) for c in decimals)
    return whole(units + Fraction(int(behind), 10 ** len(behind)))


def _counted(text: str) -> Fraction:
    if text.lower() in ("a", "an"):
        return Fraction(1)
    return Fraction(digits(text)) if text[0].isdigit() else Fraction(SMALL[text.lower()])
