"""Turns of phrase that hold a number: half a dozen, a hundredfold, two decimal places, 50p, five grand, 花甲, 双十一,
两元五角, 百万分之五. For `otherwise`: they explain a number of the other language and are never asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from duizhao.corpora.numerals.characters import number
from duizhao.corpora.numerals.english import COUNT, SMALL, counts
from duizhao.corpora.numerals.quantity import DIGITS, Said, Value, digits, whole
from duizhao.corpora.numerals.seeking import any_case, found

ALL = "all"  # 百分之百纯棉 is "all cotton"
_WORDS: dict[str, tuple[Value, ...]] = {
    "half a dozen": (6, 5, 7),
    "half-dozen": (6, 5, 7),
    "hat-trick": (3,),
    "hat trick": (3,),
    "halve": (50, Fraction(1, 2)),
    "halved": (50, Fraction(1, 2)),
    "halves": (50, Fraction(1, 2)),
    "halving": (50, Fraction(1, 2)),
    "half as many again": (50, Fraction(3, 2)),
    "half as much again": (50, Fraction(3, 2)),
    "half price": (50, Fraction(1, 2)),
    "fifty-fifty": (50, Fraction(1, 2)),
    "runner-up": (2,),
    "top": (1,),
    "tenth": (Fraction(1, 10),),
    "tenths": (Fraction(1, 10),),
    "hundredth": (Fraction(1, 100),),
    "hundredths": (Fraction(1, 100),),
    "thousandth": (Fraction(1, 1000),),
    "thousandths": (Fraction(1, 1000),),
    "tenfold": (10, 9, Fraction(1, 10), 900),
    "hundredfold": (100, 99, Fraction(1, 100), 1),
    "thousandfold": (1000, 999, Fraction(1, 1000), Fraction(1, 10)),
    **dict.fromkeys("all whole entire entirely pure purely full fully complete completely totally".split(), (ALL,)),
    **dict.fromkeys(("a", "an"), (1,)),
}
_ENGLISH = re.compile(rf"\b({any_case(_WORDS)})\b(?!\.\w)")
_NTHS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_LUNAR = re.compile(
    rf"\b(?i:({any_case(_NTHS)})(?: lunar)? month)\b|\b(1[0-2]|[1-9])(?:st|nd|rd|th)(?: lunar)? month\b"
)
# The first thousand, a hundred or so; what a numeral before it says is read by itself.
_ROUNDS = re.compile(r"\b(?i:(hundred|thousand|million|billion)(?:th)?)\b")
_PLACES = re.compile(rf"\b({COUNT})\s+decimal places?\b|\b({any_case(_NTHS[:6])})\s+decimal place\b", re.IGNORECASE)
# 50p, 5 cents: of the coin, and of what a hundred of them make.
_COINS = re.compile(rf"(?<![\w.,])({COUNT})\s?(?:p|¢|pence|cents?|penny|pennies)\b")
# 8角 is 0.8 of the coin's unit, and 80 of its hundredths.
_TEN_CENTS = re.compile(r"(?<![\d.,元块])(\d|[一二两三四五六七八九])[角毛](?![度落色形色膜发球巾笔])")
_GRAND = re.compile(rf"\b({COUNT})\s+grand\b")
_POINTS = re.compile(rf"(?<![\w.,])({DIGITS})\s*(?:basis points?|bps?\b|个?基点)")
_MILLIONTHS = re.compile(
    rf"(?<![\w.,])({DIGITS})\s*(?:ppm\b|parts per million\b)|百万分之\s*({DIGITS}|[一二三四五六七八九十]+)"
)
# one in 10,000, three out of every thousand, five per ten thousand; one fish in 10,000, but no one day in 2024
_CHANCE = re.compile(
    rf"\b({COUNT})[\s-](?:(?:in|out of|per)[\s-](?:every[\s-])?(?:({DIGITS})|(hundred|(?:ten )?thousand|million))\b"
    r"|[a-z]{1,20} (?:in|out of) (?:every )?"
    r"(?:(10{0,2},?000(?:,?000)?)(?![\d,]\d)|(hundred|(?:ten )?thousand|million)\b))"
)
_ROUND = {"hundred": 100, "thousand": 1000, "ten thousand": 10**4, "million": 10**6, "billion": 10**9}
_SHORT_YEAR = re.compile(r"(?<![\w\d])['’](\d\d)(?![\d\w])")
# Figures that are glued to what they count: 3x, under-16s, 50mm, 250k, 5ppm; k and m are thousands and millions too.
_FIGURE = re.compile(r"\d")
_GLUED = re.compile(r"(?<![A-Za-z\d_.,])(\d{1,9}(?:[.,]\d{1,9})*)(?:(k|K|m|M|bn|B)|[a-zA-Z×]{1,5})(?![A-Za-z\d])")
_LETTERS = {"k": 10**3, "K": 10**3, "m": 10**6, "M": 10**6, "bn": 10**9, "B": 10**9}


def english(text: str) -> Iterator[Said]:
    """Turns of English: half a dozen, the fourth lunar month, two decimal places, 50p, five grand."""
    for match in _ENGLISH.finditer(text):
        yield Said(*match.span(), _WORDS[match[1].lower()])
    lower, counting = text.lower(), counts(text)
    for match in found(_LUNAR, text, "month", seen=lower):
        nth = int(match[2]) if match[2] else _NTHS.index(match[1].lower()) + 1
        yield Said(*match.span(), (f"month {nth}",))
    for match in found(_ROUNDS, text, "hundred", "thousand", "illion", seen=lower):
        yield Said(*match.span(), (_ROUND[match[1].lower()],))
    for match in found(_PLACES, text, "decimal", seen=lower):
        places = _counted(match[1]) if match[1] else _NTHS.index(match[2].lower()) + 1
        yield Said(*match.span(), (whole(Fraction(1, 10 ** min(int(places), 9))), whole(Fraction(places))))
    for match in found(_COINS, text, "p", "¢", "cent") if counting else ():
        yield Said(*match.span(), (whole(_counted(match[1])), whole(_counted(match[1]) / 100)))
    for match in found(_GRAND, text, "grand"):
        yield Said(*match.span(), (whole(_counted(match[1]) * 1000),))
    for match in found(_CHANCE, text, "in", "out of", "per") if counting else ():
        below = _ROUND.get(match[3] or match[5]) or digits(match[2] or match[4])
        if below:
            share = _counted(match[1]) / below
            yield Said(*match.span(), (whole(share), whole(share * 100)))
    for match in found(_SHORT_YEAR, text, "'", "’"):
        yield Said(*match.span(), (1900 + int(match[1]), 2000 + int(match[1])))


def shared(text: str) -> Iterator[Said]:
    """Turns that both languages print alike: 50 basis points, 50个基点, 5ppm, 百万分之五, 250k."""
    if not _FIGURE.search(text) and "百万分之" not in text:
        return
    for match in found(_POINTS, text, "basis", "bp", "基点"):
        yield Said(*match.span(), (whole(Fraction(digits(match[1])) / 100),))
    for match in found(_MILLIONTHS, text, "ppm", "per million", "百万分之"):
        count = match[1] or match[2]
        yield Said(*match.span(), (f"{digits(count) if count[0].isdigit() else number(count)} of 1000000",))
    for match in _GLUED.finditer(text):
        if match[1].count(".") <= 1:
            value = Fraction(digits(match[1]))
            yield Said(*match.span(), (whole(value), *((whole(value * _LETTERS[match[2]]),) if match[2] else ())))


_SET: dict[str, tuple[Value, ...]] = {
    "百分之百": (ALL,),
    "100%": (ALL,),
    "而立": (30,),
    "不惑": (40,),
    "半百": (50,),
    "知天命": (50,),
    "花甲": (60,),
    "古稀": (70,),
    "耄耋": (80, 90),
    "期颐": (100,),
    "双十一": (11,),
    "双十二": (12,),
    "正月": ("month 1",),
    "冬月": ("month 11",),
    "腊月": ("month 12",),
    "亚军": (2,),
    "季军": (3,),
    "冠军": (1,),
    "榜首": (1,),
    "半打": (6,),
    "帽子戏法": (3,),
    "梅开二度": (2,),
    "二八定律": (80, 20),
    **{f"初{c}": (6 + n, n) for n, c in enumerate("一二三", 1)},
    **{f"高{c}": (9 + n, n) for n, c in enumerate("一二三", 1)},
    **{f"十{c}五": (10 + n,) for n, c in enumerate("一二三四五六", 1)},
}
_SETS = re.compile("|".join(sorted(_SET, key=len, reverse=True)))
_YUAN = r"(?:元|块|英镑|镑|[美欧加澳日港]元)"
_MONEY = re.compile(
    rf"(?P<n>{DIGITS}|[一二两三四五六七八九十百]{{1,5}}){_YUAN}(?:零)?(?P<m>\d{{1,2}}|[一二两三四五六七八九十]{{1,3}})"
    r"(?P<u>[角毛]|便士|[美欧]?分)(?:(?P<f>\d|[一二三四五六七八九])分)?"
)
# 八十有二: eighty-two, of old and of ages.
_AND = re.compile(r"([二三四五六七八九]?十)有([一二三四五六七八九])")
_DECIMALS = re.compile(r"小数点?后?第?(?P<n>\d|[一二两三四五六])位|(?P<m>[一二两三四五六])位小数")
# Days of the lunar month: 三月廿三, 十一月初九, 冬月十六; the month is read as one of the other calendar's is.
_LUNAR_DAY = re.compile(
    r"初(?P<first>[一二三四五六七八九十])|(?P<tens>[廿卅])(?P<ones>[一二三四五六七八九])?|(?<=月)(?P<n>二?十[一二三四五六七八九]?)"
)
# 一成半 is 15 per cent.
_TENTH = re.compile(r"([一二两三四五六七八九])成半")


def chinese(text: str) -> Iterator[Said]:
    """Turns of Chinese: 花甲, 双十一, 两元五角, 小数点后两位, 一成半."""
    for match in _SETS.finditer(text):
        yield Said(*match.span(), _SET[match[0]])
    for match in found(_MONEY, text, "角", "毛", "便士", "分"):
        coins = Fraction(_han(match["m"]), 10 if match["u"] in "角毛" else 100)
        coins += Fraction(_han(match["f"]), 100) if match["f"] else 0
        yield Said(*match.span(), (whole(Fraction(_han(match["n"])) + coins),))
    for match in found(_AND, text, "有"):
        yield Said(*match.span(), (whole(Fraction(_han(match[1] + match[2]))),))
    for match in found(_DECIMALS, text, "位"):
        places = int(_han(match["n"] or match["m"]))
        yield Said(*match.span(), (whole(Fraction(1, 10**places)), places))
    for match in found(_LUNAR_DAY, text, "初", "廿", "卅", "月"):
        tens = {"廿": 20, "卅": 30}.get(match["tens"] or "", 0)
        said = match["first"] or match["n"] or match["ones"]
        yield Said(*match.span(), (tens + int(_han(said) if said else 0),))
    for match in found(_TEN_CENTS, text, "角", "毛"):
        yield Said(*match.span(), (10 * _han(match[1]), whole(Fraction(_han(match[1]), 10))))
    for match in found(_TENTH, text, "成半"):
        share = 10 * int(_han(match[1])) + 5
        yield Said(*match.span(), (share, Fraction(share, 100)))


def _counted(text: str) -> Fraction:
    return Fraction(digits(text)) if text[0].isdigit() else Fraction(SMALL[text.lower()])


def _han(text: str) -> int | Fraction:
    return digits(text) if text[0].isdigit() else number(text) or 0
