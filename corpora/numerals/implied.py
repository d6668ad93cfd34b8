"""Values that a text says otherwise than by a number that counts: two decades, Article XII, 两成, 一年半, 全天候.

They explain a number of the other language and are never asked for themselves, so they may be read generously:
过去二十年 is "the past two decades", 一年半 "18 months", 第三阶段 "Phase III".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from duizhao.corpora.language.scripts import HAN
from duizhao.corpora.language.table import is_chinese
from duizhao.corpora.numerals import clock, colloquial, turns
from duizhao.corpora.numerals.characters import number
from duizhao.corpora.numerals.english import MONTH_NAMES, SMALL, counts
from duizhao.corpora.numerals.quantity import DASH, DIGITS, FRACTIONS, VULGAR, Said, Value, digits, scanned, whole
from duizhao.corpora.numerals.seeking import any_case, found, one_of


def otherwise(text: str, tag: str) -> tuple[Said, ...]:
    """What a text of English or Chinese says otherwise, in no particular order.

    >>> [one.values for one in otherwise("in the past two decades", "en")]
    [(20,)]
    """
    text = scanned(text)
    mine = (
        (_chinese, clock.chinese, turns.chinese, colloquial.chinese)
        if is_chinese(tag)
        else (_english, clock.english, turns.english, colloquial.english)
    )
    rules = (*mine, _shared, turns.shared, colloquial.shared, _ranged)
    return tuple(said for rule in rules for said in rule(text))


_FIGURE = re.compile(r"\d")
_VULGAR = re.compile(rf"(?P<n>\d{{1,4}})?(?P<f>{VULGAR})")
# COP28 is 第二十八届缔约方会议, FY2024 2024财年.
_NAMES = ("COP", "CMA", "CMP", "WHA", "ILC", "UNGA", "FY", "G")
_NAMED = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(_NAMES)})[- ]?(\d{{1,4}})(?!\d)")
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/([12]\d{3})(?![\d/])")
_PERCENT = re.compile(rf"({DIGITS})\s*(?:%|per\s?cent)|百分之\s*({DIGITS})")
# A third is 33 per cent, near enough.
_THIRDS = {Fraction(33): Fraction(1, 3), Fraction(67): Fraction(2, 3), Fraction(66): Fraction(2, 3)}
_THIRDS |= {Fraction("33.3"): Fraction(1, 3), Fraction("66.7"): Fraction(2, 3)}
# What a tonne, watt or watt-hour of these is in plain ones or, of power, in the kilowatts that Chinese counts by.
_SCALED = re.compile(rf"({DIGITS})\s*(?:(Gt|Mt|kt)(?:CO2|CO₂)?(?:eq?|-eq)?|([GMT]Wh?))\b")
# 53.2 (51.8–54.5) Gt, 532（518-545）亿吨: what is said once for the number and for its range in brackets.
_RANGED = re.compile(
    rf"({DIGITS})\s*[(（]({DIGITS})\s*(?:{DASH}|至|to)\s*({DIGITS})[)）]\s*(Gt|Mt|million|billion|百万|千万|[万亿])"
)
_TIMES = {"Gt": 10**9, "Mt": 10**6, "kt": 10**3, "MW": 10**3, "GW": 10**6, "TW": 10**9}
_TIMES |= {"million": 10**6, "billion": 10**9, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
# A number of these is a number of the next: 18 months are a year and a half, 14 days two weeks.
_MONTHS, _DAYS, _HOURS, _MINUTES = "months", "days", "hours", "minutes"
_UPWARD = {_MONTHS: (12,), _DAYS: (7,), _HOURS: (24,), _MINUTES: (60,)}


# 2/3 of the guests; a date without a year reads so too, and the other side then says its parts.
_OVER = re.compile(r"(?<![\d/.])(\d{1,3})/(\d{1,3})(?![\d/])")
# Figures that are glued to letters: v4.0, L2, Top10, NRSv3.
_GLUED = re.compile(r"(?<![A-Za-z\d.])[A-Za-z]{1,12}(?P<n>\d{1,6}(?:\.\d{1,6})*)(?![\d])")


def _shared(text: str) -> Iterator[Said]:
    for match in found(_VULGAR, text, *FRACTIONS):
        yield Said(*match.span(), (whole(int(match["n"] or 0) + FRACTIONS[match["f"].strip()]),))
    if not _FIGURE.search(text):
        return
    for match in found(_OVER, text, "/"):
        if 0 < int(match[1]) < int(match[2]):
            yield Said(*match.span(), (Fraction(int(match[1]), int(match[2])),))
    for match in _GLUED.finditer(text):
        n = match["n"]
        yield Said(*match.span(), (n if n.count(".") > 1 else digits(n),))
    for match in found(_NAMED, text, *_NAMES):
        yield Said(*match.span(), (int(match[1]),))
    for match in found(_SLASHED, text, "/"):
        one, two, year = map(int, match.groups())
        yield Said(*match.span(), ((year, two, one), (year, one, two)))
    for match in found(_PERCENT, text, "%", "per", "百分之"):
        share = Fraction(digits(match[1] or match[2]))
        yield Said(*match.span(), (share / 100, *((_THIRDS[share],) if share in _THIRDS else ())))
    for match in found(_SCALED, text, *_TIMES):
        times = _TIMES.get(match[2] or (match[3] or "").removesuffix("h"))
        if times:
            yield Said(*match.span(), (whole(Fraction(digits(match[1])) * times),))


def _ranged(text: str) -> Iterator[Said]:
    for match in found(_RANGED, text, "(", "（"):
        one, first, last = (whole(Fraction(digits(match[n])) * _TIMES[match[4]]) for n in (1, 2, 3))
        yield Said(*match.span(1), (one,))
        yield Said(match.start(2), match.end(3), ((first, last),))


def _longer(count: Fraction, unit: str) -> tuple[Value, ...]:
    return tuple(whole(count / per) for per in _UPWARD[unit] if (2 * count) % per == 0)


_COUNT = rf"(?:{DIGITS}|{any_case(SMALL)}(?:-[a-z]+)?)"
_SPAN = re.compile(rf"\b({_COUNT})[\s-](month|day|hour|minute)s?\b")
_AGES = re.compile(rf"\b(?:({_COUNT})\s+)?(decade|centur(?:y|ies)|dozen|score|fortnight)(s?)\b")
_AGE = {"decade": (10,), "century": (100,), "centuries": (100,), "dozen": (12, 10), "score": (20,)}
_AGE["fortnight"] = (2, 14)
_WORD_VALUES: dict[str, tuple[int, ...]] = {
    **dict.fromkeys("one every each per once single sole annual annually yearly monthly weekly daily".split(), (1,)),
    **dict.fromkeys("both two-fold twofold dual pair couple twin biennial biennially biennium bilateral".split(), (2,)),
    **dict.fromkeys("double doubled doubles doubling".split(), (2, 1, 100)),
    **dict.fromkeys("triple tripled triples tripling treble trebled threefold".split(), (3, 2, 200)),
    **dict.fromkeys("quadruple quadrupled quadrupling fourfold".split(), (4, 3, 300)),
    **dict.fromkeys("triennial tripartite trilateral trio".split(), (3,)),
    **dict.fromkeys("quadrennial quarterly".split(), (4,)),
    **dict.fromkeys("quinquennial".split(), (5,)),
    **dict.fromkeys("decennial".split(), (10,)),
    **dict.fromkeys("centenary centennial hundreds".split(), (100,)),
    **dict.fromkeys("bicentenary bicentennial".split(), (200,)),
    **dict.fromkeys("zero nil none no".split(), (0,)),
}
_TENS = "twenties thirties forties fifties sixties seventies eighties nineties".split()
_DECADES = {word: 10 * n for n, word in enumerate(_TENS, 2)}
_WORDS = re.compile(rf"\b({any_case([*_WORD_VALUES, *_DECADES])})\b")
# A Roman numeral from 1 to 89 in capitals. One letter alone may be a pronoun or an initial, and counts as well.
_ROMAN = re.compile(r"\b(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})\b")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50}
_ODDS = re.compile(rf"\b({_COUNT})\s+(?:in|out of)(?:\s+every)?\s+({_COUNT})\b")
# 5 per thousand live births is 每千名活产 5 例 too.
_PER_THOUSAND = re.compile(rf"({DIGITS})\s*(?:‰|(?:per|in|in every|out of) (?:thousand|mille?|1[, ]?000)\b)")
_NOON = re.compile(r"\b(noon|midday|midnight)\b", re.I)
_FOLD = re.compile(rf"\b({_COUNT})-?fold\b")
# A month by itself, as "last March" has it: no number of its own, as "march" and "may" are words too.
_MONTH = re.compile(rf"\b({one_of(MONTH_NAMES)})\b")
_YEAR = re.compile(r"\ba(?:nother)? (?:full |whole |single )?(?:year|month|week|day)\b")


def _english(text: str) -> Iterator[Said]:
    lower, counting = text.lower(), counts(text)
    for match in found(_SPAN, text, "month", "day", "hour", "minute") if counting else ():
        if count := _counted(match[1]):
            yield Said(*match.span(), _longer(count, f"{match[2]}s"))
    for match in found(_AGES, text, "decade", "centur", "dozen", "score", "fortnight"):
        count = _counted(match[1]) if match[1] else Fraction(1)
        if count and (match[1] or not match[3]):
            yield Said(*match.span(), tuple(whole(count * n) for n in _AGE[match[2]]))
    for match in _WORDS.finditer(text):
        word = match[1].lower()
        tens = _DECADES.get(word)
        yield Said(*match.span(), (1900 + tens, tens) if tens else _WORD_VALUES[word])
    for match in _ROMAN.finditer(text):
        values = [_ROMAN_DIGITS[c] for c in match[0]]
        yield Said(*match.span(), (sum(-v if v < max(values[i:]) else v for i, v in enumerate(values)),))
    for match in _ODDS.finditer(text) if counting else ():
        top, below = _counted(match[1]), _counted(match[2])
        if top and below and top < below and below <= 1000:
            yield Said(*match.span(), (whole(top / below), whole(below)))
    for match in found(_PER_THOUSAND, text, "‰", "thousand", "mil", "000"):
        yield Said(*match.span(), (f"{digits(match[1])} of 1000",))
    for match in found(_NOON, text, "noon", "midday", "midnight", seen=lower):
        yield Said(*match.span(), ("0:00", 24, 0) if match[1].lower() == "midnight" else ("12:00", 12))
    for match in found(_YEAR, text, "year", "month", "week", "day"):
        yield Said(*match.span(), (1,))
    for match in found(_FOLD, text, "fold"):
        if count := _counted(match[1]):
            yield Said(*match.span(), (whole(count), whole(count - 1)))
    for match in _MONTH.finditer(text):
        yield Said(*match.span(), (f"month {MONTH_NAMES.index(match[1]) + 1}",))


def _counted(text: str) -> Fraction | None:
    if text[0].isdigit():
        return Fraction(digits(text))
    value = 0
    for word in text.lower().split("-"):
        if word not in SMALL:
            return None
        value += SMALL[word]
    return Fraction(value)


_RUN = re.compile("[〇零一二两三四五六七八九十百千万亿]+")
_ROUND = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "百万": 10**6, "千万": 10**7, "十万": 10**5, "双": 2}
_EITHER = re.compile("[百千万]万")  # 广厦千万间: ten thousand and more, by either of its words
# 两成 is 20 per cent; 三成员国 has three members, and 一成不变 is an idiom.
_TENTHS = re.compile(r"([一二两三四五六七八九\d])成([一二三四五六七八九])?(?![员为立果功本就长分熟年套品绩人因不型色])")
_HALVES = re.compile(
    r"([一二两三四五六七八九十\d]{1,3})\s*(?:个|年|倍|天|周|小时|分钟|[美欧日港加澳]?元|英?镑|块|毛|米|[公英]?[里斤]|[吨升岁度杯勺匙碗瓶袋包盒圈页层局场轮口寸尺格步])?"
    r"(?:小时|月|百分点)?半"
    # 盐一小勺半, before a pause: whatever is counted so
    rf"|([一二两三四五六七八九十\d]{{1,2}})[{HAN}]{{1,3}}?半(?=[，。、；：）,;]|$)"
)
# 五折 is 50 per cent of the price and 50 per cent off; 七五折 75 and 25.
_REBATE = re.compile(r"([一二三四五六七八九\d])([一二三四五六七八九\d])?\s*折(?![叠腾磨断返射扣合旧衷])")
_OF_THOUSAND = re.compile(
    rf"每一?千[^，。；,;.]{{0,12}}?({DIGITS})|千分之\s*({DIGITS}|[〇零一二两三四五六七八九十百]{{1,9}})"
)
# 五千克 is 5 kg and 5,000 g.
_PREFIXED = re.compile(rf"({DIGITS}|[〇零一二两三四五六七八九十百千万亿]{{1,12}})\s*千(?=[克米瓦伏帕卡焦赫]|比特|字节)")
_SPANS = re.compile(
    rf"(?P<n>{DIGITS}|[一二两三四五六七八九十百]{{1,5}})\s*(?P<u>个?月|天|日|个?小时|分钟)(?P<half>半)?"
)
_SPAN_UNITS = {"月": _MONTHS, "天": _DAYS, "日": _DAYS, "小时": _HOURS, "分钟": _MINUTES}
_SET: dict[str, tuple[Value, ...]] = {
    "全天候": (24, 7),
    "全天": (24,),
    "昼夜": (24,),
    "半年": (Fraction(1, 2), 6),
    "半数": (50, Fraction(1, 2)),
    "一半": (50, Fraction(1, 2)),
    "减半": (50, Fraction(1, 2)),
    "半": (Fraction(1, 2),),
    "双": (2,),
    "翻一番": (2, 100),
    "翻番": (2, 100),
    "倍增": (2, 100),
    "翻两番": (4, 300),
    "一倍": (2, 100),
    "两倍": (2, 3, 200),
    "三倍": (3, 4, 300),
    "正午": ("12:00", 12),
    "中午": ("12:00", 12),
    "午夜": ("0:00", 24, 0),
    "世纪之交": (2000,),
    "首": (1,),
    "单": (1,),
    "每年": (1,),
    "年度": (1,),
    "三八": ((None, 3, 8),),
    "五一": ((None, 5, 1),),
}
# 21 世纪头十年, the 2000s
_OPENING = re.compile(r"(?:(\d{1,2}|[一二三四五六七八九十]{1,3})|本)\s*世纪(?:头十年|初)")
_SETS = re.compile("|".join(sorted(_SET, key=len, reverse=True)))


def _chinese(text: str) -> Iterator[Said]:
    for match in _RUN.finditer(text):
        value = _ROUND.get(match[0]) or number(match[0])
        if value is not None:
            yield Said(*match.span(), (value,))
        if _EITHER.fullmatch(match[0]):
            yield Said(*match.span(), (10**4, _ROUND[match[0][0]]))
        # 七八个, 五六百: either of the two
        pair = re.fullmatch("([一二三四五六七八九])([一二三四五六七八九])([十百千万亿]*)", match[0])
        if pair:
            both = (number(pair[1] + pair[3]), number(pair[2] + pair[3]))
            yield Said(*match.span(), tuple(v for v in both if v is not None))
    for match in found(_TENTHS, text, "成"):
        tens = int(match[1]) if match[1].isdigit() else number(match[1]) or 0
        ones = number(match[2]) or 0 if match[2] else 0
        share = 10 * tens + ones
        yield Said(*match.span(), (share, whole(Fraction(share, 100))))
    for match in found(_HALVES, text, "半"):
        counted = match[1] or match[2]
        value = int(counted) if counted.isdigit() else number(counted)
        if value is not None:
            yield Said(*match.span(), (Fraction(2 * value + 1, 2), *_months(match[0], value)))
    for match in found(_SPANS, text, "月", "天", "日", "小时", "分钟"):
        count = Fraction(digits(match["n"])) if match["n"][0].isdigit() else Fraction(number(match["n"]) or 0)
        count += Fraction(1, 2) if match["half"] else 0
        yield Said(*match.span(), _longer(count, _SPAN_UNITS[match["u"].lstrip("个")]))
    for match in found(_REBATE, text, "折"):
        tens, ones = (int(d) if d.isdigit() else number(d) or 0 for d in (match[1], match[2] or "0"))
        share = 10 * tens + ones
        yield Said(*match.span(), (share, 100 - share, Fraction(share, 100)))
    for match in found(_OF_THOUSAND, text, "千"):
        said = match[1] or match[2]
        yield Said(*match.span(), (f"{digits(said) if said[0].isdigit() else number(said)} of 1000",))
    for match in found(_PREFIXED, text, "千"):
        grams = digits(match[1]) if match[1][0].isdigit() else number(match[1])
        if grams is not None:
            yield Said(*match.span(), (grams, whole(Fraction(grams) * 1000)))
    for match in found(_OPENING, text, "世纪"):
        nth = int(match[1]) if match[1] and match[1].isdigit() else number(match[1] or "二十一")
        yield Said(*match.span(), ((nth or 21) * 100 - 100,))
    for match in _SETS.finditer(text):
        yield Said(*match.span(), _SET[match[0]])


def _months(text: str, years: int) -> tuple[int, ...]:
    return (12 * years + 6,) if "年" in text else ()
