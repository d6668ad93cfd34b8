"""Quantities in Chinese text.

A single 二, 两, 三… is a number only before a measure word, and 一 not even there (一个 is "a"); that keeps 一些,
一方面, 三方, 两性, 十分 and the idioms out without a list of them. 百, 千, 万 and 亿 begin no number: 百年, 万一.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from duizhao.corpora.numerals.characters import DIGIT, SCALE, in_plain_numerals, number, spelled
from duizhao.corpora.numerals.quantity import (
    DASH,
    DIGITS,
    DOTTED,
    FREE,
    MARKED,
    SHARED,
    VULGAR,
    Date,
    Number,
    QuantityKind,
    RawQuantity,
    digits,
    either,
    is_year,
    listed,
    mixed,
    shared,
    time,
    where_they_begin,
    whole,
    with_addresses,
    year_end,
)

_NUMERALS = "〇零一二两三四五六七八九十百千万亿"
_HAN = f"[{_NUMERALS}]"
_TO = rf"\s*(?:{DASH}|至|到)\s*"
# What follows a small number in Chinese characters when it counts something. 年期 is not there: 两年期 is a biennium.
_MEASURE = (
    r"大?(?:[个项名种次位天周国届部类条盏张只匹棵株座艘辆架册篇幅间栋幢扇块颗粒根枝副桶箱袋瓶杯碗壶户封盒亩章节段款级份批所件台家组套层倍场轮期步]|年(?![期级])|"
    r"区域|领域|支柱|阶段|主题|问题|方面|小时|人(?!次))"
)
# 千 and 百 that belong to a unit: 5千克 is 5 kg, 30千瓦 30 kW, 3百帕 3 hPa; 5千吨 and 3千人 are 5,000 and 3,000. 千 of
# 千字 (a thousand characters) multiplies, that of 千字节 (a kilobyte) does not.
_PREFIXED = r"千(?=[克米瓦伏帕卡焦赫牛兆]|比特|字节|安(?!全)|欧(?!元)|巴(?!西|基))|百帕|百(?=帕)"
_BIG = rf"(?:\s*万[多余]?亿|个亿|\s*[百千]?[万亿]|\s*(?!{_PREFIXED})[百千](?![年禧]))"
_LIST = rf"(?:{DOTTED}|{DIGITS})(?:(?:\s*[、,，和及与或]\s*|{_TO})(?:{DOTTED}|{DIGITS}))*"
_YEAR = r"(?:[12]\d{3}|[一二][〇零一二三四五六七八九]{3})"
_CLOCK = r"(?:\d{1,2}|二?十[一二三四五六七八九]?|[一二两三四五六七八九])"
# 90 年代, 五六十年代, 50 年代和 60 年代
_TENS = r"(?:[1-9]0|[一二三四五六七八九]{0,2}十)"
_DECADES = rf"{_TENS}(?:\s*(?:年代)?\s*(?:[、和及与到至]|{DASH})\s*{_TENS})*"
_DAY = r"(?:\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_PERCENT = r"\s*(?:%|‰|个?百分点)"
# The decimals of 七点五级, 三点一四倍, 零点五个百分点: before what counts or measures, or where the text pauses.
# 三点十分 is a time of day, and 差一点一直 no number.
_POINT = (
    r"(?:点[〇零一二三四五六七八九]{1,9}(?![〇零一二三四五六七八九十百千])"
    r"(?=\s*(?:[万亿倍级度米克吨元角秒年月天周人个公百千毫厘平立英欧美港日海码升瓦伏赫兆岁折成小磅]|[，。；、）)？！,;?!]|$)))"
)

_RULES = {
    **SHARED,
    # 双十一 and 十一长假 are days of shopping and of rest, and count nothing.
    "skip": rf"{SHARED['skip']}|双十[一二]|十一(?=长假|黄金周|小长假|假期)",
    # 百分之二十, 千分之零点五, 万分之五
    "percent": rf"(?P<percent_of>[百千万])分之\s*(?P<percent_n>{DIGITS}|{_HAN}+(?:点{_HAN}+)?)"
    rf"(?:{_TO}(?:[百千万]分之\s*)?(?P<percent_n2>{DIGITS}|{_HAN}+(?:点{_HAN}+)?))?",
    "part": rf"(?P<part_of>{_HAN}{{1,3}})分之\s*(?P<part_top>{_HAN}{{1,3}})",
    "half": r"一半|半数",
    # 2022 年 10 月 7 日, 3 月 7-11 日, 10 至 11 月
    "date": rf"(?:(?<![\d〇])(?P<date_y>{_YEAR})\s*年\s*)?"
    # 一到3月: as soon as it is March
    rf"(?<![\d第每.])(?![一二三四五六七八九十]+{_TO}\d)(?:(?P<date_m0>{_DAY}){_TO})?(?P<date_m>{_DAY})\s*月(?![龄齡])份?"
    rf"(?:\s*(?P<date_d>{_DAY})(?:\s*日)?(?:{_TO}(?P<date_d2>{_DAY}))?\s*日)?",
    # The 11 日 of 7 日至 11 日
    # 下午 3 时, 9 时 30 分, 晚上十点半; 点 alone may be a point of a list
    # and 一时 by itself is a while: 三种情况之一时, 一时想不起来.
    "time": rf"(?<![\d.])(?!(?<![午晨晚早夜日至到])一时(?![整许]|\s*[\d〇零一二三四五]))"
    rf"(?P<time_h>{_CLOCK})\s*(?:时(?![段期代间候刻机速区差])|"
    rf"点(?=钟|半|整|\s*\d{{1,2}}\s*分|[二三四五]?十[一二三四五六七八九]?分(?!之))|(?<=[午晚晨早]\d)点|(?<=[午晚晨早]\d\d)点)"
    rf"(?:钟|整)?(?:\s*(?P<time_m>半|[0-5]?\d|{_HAN}{{1,3}})\s*分?)?",
    "day": rf"(?<=日至)(?P<day_d>{_DAY})\s*日|(?<=日至 )(?P<day_e>{_DAY})\s*日",
    # 20 世纪 90 年代, 上世纪五六十年代, 本世纪; without a century the decades are of the last one, from the thirties on
    "century": rf"(?:(?P<century_n>\d{{1,2}}|{_HAN}{{1,3}})|(?P<century_w>上个?|本))\s*世纪"
    rf"(?:\s*(?P<century_d>{_DECADES})\s*年代)?",
    "decades": rf"(?P<decades_d>{_DECADES})\s*年代",
    "years": rf"{FREE}(?P<years_a>[12]\d{{3}})(?:\s*年)?{_TO}"
    r"(?P<years_b>\d{4}|\d{2}(?![\d.,]))(?![\d.]\d)(?:\s*年(?!代))?",
    # 七三三年, figure by figure
    "year": rf"(?<![\d.〇零一二三四五六七八九十百千])(?:(?P<year_y>{_YEAR})\s*年代?|"
    r"(?P<year_o>[一二三四五六七八九][〇零一二三四五六七八九]{2})\s*年(?![级期代]))",
    "nth": rf"第\s*(?:(?P<nth_list>{_LIST})|(?P<nth_n>{_HAN}+)(?:{_TO}(?:第\s*)?(?P<nth_n2>{_HAN}+))?)"
    r"\s*(?P<nth_unit>[号段条届])?",
    # 首次, 首届: the first; 首先 and 首要 rank nothing.
    "head": r"首(?=[次届个批份部名位项家])",
    "annex": r"(?:附件|附录|附表)\s*(?P<annex_n>[一二三四五六七八九十]{1,3})(?![个项])",
    "range": rf"{FREE}(?P<range_a>{DIGITS})(?P<range_as>{_BIG})?(?:\s*%)?{_TO}(?P<range_b>{DIGITS})(?![A-Za-z/]|\.\d)"
    rf"(?P<range_bs>{_BIG})?(?P<range_pc>{_PERCENT})?",
    "number": rf"{FREE}(?P<number_n>{DIGITS})(?![A-Za-z])(?P<number_v>{VULGAR})?(?:\s*[多余]?(?P<number_s>{_BIG}))?"
    rf"(?:(?<=亿)\s*(?P<number_w>\d{{1,4}})\s*万)?[多余]?(?P<number_pc>{_PERCENT})?",
    # 数十万 and 几十亿 are no numbers; 二百多万 is 2 million and some.
    "words": rf"(?<![数几])(?P<words_n>(?:[一二两三四五六七八九十](?:(?!{_PREFIXED}){_HAN})*|[零〇](?=点)){_POINT}?)"
    rf"(?:[多余](?P<words_s>[百千]?[万亿])|(?P<words_d>(?<=[点〇零一二三四五六七八九])[万亿]+))?"
    rf"(?P<words_pc>个百分点)?"
    rf"(?P<words_of>(?=[多余来]?(?:{_MEASURE}|{_PREFIXED})))?",
}
# Where the rules begin, those of a row in their order.
_ANY, _ASCII = f"[0-9{_NUMERALS}]", r"\x21-\x7e"
_BEGINNINGS = (
    (rf"(?=[{_ASCII}双十])", "skip"),
    ("(?=[A-Z])", "symbol"),
    ("(?=[0-9])", "skip_figure"),
    (rf"(?=[0-9]){MARKED}", "iso slashed clock label"),
    ("(?=G)", "group"),
    ("(?=[百千万])", "percent"),
    (f"(?={_HAN})", "part"),
    ("(?=[一半])", "half"),
    (f"(?={_ANY})", "date time day"),
    (f"(?=[上本]|{_ANY})", "century"),
    (f"(?={_ANY})", "decades"),
    ("(?=[12])", "years"),
    ("(?=[12一二三四五六七八九])", "year"),
    ("(?=[第首附])", "nth head annex"),
    ("(?=[0-9])", "range number"),
    (f"(?={_HAN})", "words"),
)
_ANYWHERE = rf"(?=[{_ASCII}{_NUMERALS}第半附首上本双])"
_OF_TIME = frozenset("date time day century decades".split())
# One of these stands in every match of those.
_TIMED = re.compile(rf"月|日至|世纪|年代|{_ANY}\s*[时点]")
_PATTERN = re.compile(f"{_ANYWHERE}(?:{where_they_begin(_RULES, _BEGINNINGS)})")
_TIMELESS = re.compile(f"{_ANYWHERE}(?:{where_they_begin(_RULES, _BEGINNINGS, _OF_TIME)})")
_WITH_ADDRESS = re.compile(rf"{_ANYWHERE}(?:{either(with_addresses(_RULES))})")
_JOINED = re.compile(rf"(?:{_TO}|\s*[和及与、]\s*)")
_UNITS = {
    "号": QuantityKind.INSTRUMENT,
    "段": QuantityKind.PARAGRAPH,
    "条": QuantityKind.ARTICLE,
    "届": QuantityKind.SESSION,
}


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Where the rules match, one after the other."""
    pattern = _WITH_ADDRESS if "@" in text else _PATTERN if _TIMED.search(text) else _TIMELESS
    return pattern.finditer(text)


def scan(text: str) -> Iterator[RawQuantity]:
    """The quantities of a Chinese text in order. A date takes the year (and a day its month) of the date before it
    when they are joined: in 2022 年 10 月至 11 月 both months are of 2022."""
    last: RawQuantity | None = None
    text = in_plain_numerals(text)
    for match in _matches(text):
        for found in (_number(match),) if match.lastgroup == "number" else _read(match):
            if found.kind is QuantityKind.DATE and isinstance(found.value, tuple):
                if last and found.value[0] is None and _JOINED.fullmatch(text[last.end : found.start]):
                    found = found._replace(value=_after(last.value, found.value))
                if isinstance(found.value, tuple) and found.value[1] is None:
                    continue  # a day whose month is not said
            last = found if found.kind is QuantityKind.DATE else None
            yield found


def _after(date: object, other: object) -> Date:
    """The second of two joined dates, with what only the first says."""
    assert isinstance(date, tuple)
    assert isinstance(other, tuple)
    return (date[0], other[1] or date[1], other[2])


def _value(text: str) -> Number | None:
    if text[0].isdigit():
        return digits(text)
    return 100 if text == "百" else spelled(text)


def _read(match: re.Match[str]) -> Iterator[RawQuantity]:
    rule = match.lastgroup or ""
    start, end = match.span()
    if rule == "clock":
        yield _halved(match, next(shared(match)))
    elif rule in SHARED:
        yield from shared(match)
    elif rule == "percent":
        per = {"百": 1, "千": 10, "万": 100}[match["percent_of"]]
        ends = [_value(text) for text in (match["percent_n"], match["percent_n2"]) if text]
        if None not in ends:
            shares = [whole(Fraction(value) / per) for value in ends if value is not None]
            yield RawQuantity(
                (shares[0], shares[1]) if len(shares) > 1 else shares[0], QuantityKind.PERCENT, start, end
            )
    elif rule == "part":
        below, top = number(match["part_of"]), number(match["part_top"])
        if below and top:
            yield RawQuantity(whole(Fraction(top, below)), QuantityKind.NUMBER, start, end, firm=False)
    elif rule == "half":
        yield RawQuantity(Fraction(1, 2), QuantityKind.NUMBER, start, end, firm=False)
    elif rule == "head":
        yield RawQuantity(1, QuantityKind.ORDINAL, start, end, firm=False)
    elif rule in ("date", "day"):
        yield from _dates(match, rule)
    elif rule == "time":
        yield from _time(match)
    elif rule in ("century", "decades", "years", "year"):
        yield from _years(match, rule)
    elif rule == "nth":
        yield from _nth(match)
    elif rule == "annex":
        if value := number(match["annex_n"]):
            yield RawQuantity(value, QuantityKind.ORDINAL, start, end, firm=False)
    elif rule == "range":
        yield _range(match)
    elif rule == "number":
        yield _number(match)
    else:
        yield from _words(match)


def _words(match: re.Match[str]) -> Iterator[RawQuantity]:
    """二十多次, 三亿, 七点五级, 零点五个百分点."""
    start, end = match.span()
    value = _value(match["words_n"] + (match["words_s"] or ""))
    if not value:
        return
    value = _scaled(value, match["words_d"])
    kind = QuantityKind.PERCENT if match["words_pc"] else QuantityKind.NUMBER
    decimal = "点" in match["words_n"]
    counts = (
        len(match["words_n"]) > 1 or match["words_s"] or match["words_of"] is not None or kind is QuantityKind.PERCENT
    )
    if decimal or (counts and value > 1):
        # 二十多次: about so many, which the other side may say in its own way
        about = match["words_s"] or match.string[end : end + 1] in ("多", "余", "几", "来")
        yield RawQuantity(value, kind, start, end, firm=decimal or (value > 10 and not about))


def _small(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) if text.isdecimal() else number(text)


def _dates(match: re.Match[str], rule: str) -> Iterator[RawQuantity]:
    start, end = match.span()
    if rule == "day":
        yield RawQuantity((None, None, _small(match["day_d"] or match["day_e"])), QuantityKind.DATE, start, end)
        return
    year, month, day = _small(match["date_y"]), _small(match["date_m"]), _small(match["date_d"])
    if match["date_m0"]:
        yield RawQuantity((year, _small(match["date_m0"]), None), QuantityKind.DATE, start, match.end("date_m0"))
        start = match.start("date_m")
    if match["date_d2"]:
        yield RawQuantity((year, month, day), QuantityKind.DATE, start, match.end("date_d"))
        yield RawQuantity((year, month, _small(match["date_d2"])), QuantityKind.DATE, match.start("date_d2"), end)
    else:
        yield RawQuantity((year, month, day), QuantityKind.DATE, start, end)


def _years(match: re.Match[str], rule: str) -> Iterator[RawQuantity]:
    start, end = match.span()
    if rule == "year":
        year = _small(match["year_y"]) if match["year_y"] else _old_year(match["year_o"])
        if year is not None:
            yield RawQuantity(year, QuantityKind.YEAR, start, end)
    elif rule == "years":
        first = int(match["years_a"])
        last = year_end(first, int(match["years_b"]), match["years_b"])
        kind = QuantityKind.YEAR if is_year(first) and is_year(last) else QuantityKind.NUMBER
        yield RawQuantity((first, last), kind, start, end)
    elif rule == "decades":
        yield from (
            RawQuantity((1900 if n > 20 else 2000) + n, QuantityKind.YEAR, start, end)
            for n in _tens(match["decades_d"])
        )
    else:
        nth = {"本": 21}.get(match["century_w"], 20) if match["century_w"] else _small(match["century_n"])
        if nth and match["century_d"]:
            yield from (
                RawQuantity((nth - 1) * 100 + n, QuantityKind.YEAR, start, end) for n in _tens(match["century_d"])
            )
        elif nth and not match["century_w"]:
            yield RawQuantity(nth, QuantityKind.ORDINAL, start, end)


def _old_year(text: str) -> int | None:
    """The year of three figures, 七三三; None for one, two or three years (一二三年)."""
    figures = [DIGIT[c] for c in text]
    return None if figures[1] - figures[0] == figures[2] - figures[1] == 1 else int("".join(map(str, figures)))


def _tens(text: str) -> list[int]:
    """The decades of 90, 九十, 五六十 and 50年代和60: 90; 90; 50, 60; 50, 60."""
    found = []
    for piece in re.findall(_TENS, text):
        found += [int(piece)] if piece.isdigit() else [10 * DIGIT[c] for c in piece[:-1] or "一"]
    return found


_AFTERNOON = re.compile(r"(?P<late>下午|傍晚|晚上|晚间|晚|中午)\s*$|(?:上午|早上|凌晨|清晨|早晨|早)\s*$")


def _halved(match: re.Match[str], clock: RawQuantity) -> RawQuantity:
    """A time in figures, 9:25, with the half of the day that stands before it: 晚9:25, 上午 1:30."""
    start, end = match.span()
    half = _AFTERNOON.search(match.string, max(0, start - 4), start)
    hour, minute = int(match["clock_h"]), int(match["clock_m"])
    if half is None or match["clock_x"] is not None or hour > 12:
        return clock
    late = bool(half["late"]) and not (hour < 12 and "中午" in half[0] and hour > 6)
    return RawQuantity(time(hour, minute, late), QuantityKind.TIME, half.start(), end)


def _time(match: re.Match[str]) -> Iterator[RawQuantity]:
    hour = _small(match["time_h"])
    minute = 30 if match["time_m"] == "半" else _small(match["time_m"]) or 0
    half = _AFTERNOON.search(match.string, max(0, match.start() - 3), match.start())
    if hour is not None and hour <= 24 and minute < 60:
        afternoon = None if half is None else bool(half["late"]) and not (hour < 12 and "中午" in half[0] and hour > 6)
        start = match.start() if half is None else half.start()
        yield RawQuantity(time(hour, minute, afternoon), QuantityKind.TIME, start, match.end())


def _nth(match: re.Match[str]) -> Iterator[RawQuantity]:
    kind = _UNITS.get(match["nth_unit"] or "", QuantityKind.ORDINAL)
    if match["nth_list"]:
        yield from listed(match["nth_list"], match.start("nth_list"), kind)
        return
    first = number(match["nth_n"]) or _figures(match["nth_n"])
    last = number(match["nth_n2"]) if match["nth_n2"] else None
    if first:
        firm = max(first, last or 0) > 10 or kind is QuantityKind.INSTRUMENT
        yield RawQuantity((first, last) if last else first, kind, *match.span(), firm=firm)


def _figures(text: str) -> int | None:
    """A number read digit by digit, as sessions are: 第一五二届."""
    return int("".join(str(DIGIT[c]) for c in text)) if len(text) > 2 and all(c in DIGIT for c in text) else None


def _scaled(value: Number, scale: str | None) -> Number:
    for c in scale or "":
        value = whole(Fraction(value) * SCALE.get(c, 1))
    return value


def _number(match: re.Match[str]) -> RawQuantity:
    start, end = match.span()
    written, vulgar, scale, more, percent = match.group("number_n", "number_v", "number_s", "number_w", "number_pc")
    value = _scaled(mixed(written, vulgar), scale)
    kind = QuantityKind.PERCENT if percent else QuantityKind.NUMBER
    if percent and "‰" in percent:
        return RawQuantity(whole(Fraction(value) / 10), kind, start, end)
    if more:
        value = whole(Fraction(value) + int(more) * 10**4)
    if not percent and is_year(value) and written.isdigit() and not scale:
        kind = QuantityKind.YEAR
    return RawQuantity(value, kind, start, end)


def _range(match: re.Match[str]) -> RawQuantity:
    percent = match["range_pc"]
    mille = 10 if "‰" in (percent or "") else 1
    # 10 至 15 万: the scale is said once for both.
    first = _scaled(digits(match["range_a"]), match["range_as"] or match["range_bs"])
    last = _scaled(digits(match["range_b"]), match["range_bs"])
    kind = QuantityKind.PERCENT if percent else QuantityKind.NUMBER
    return RawQuantity((whole(Fraction(first) / mille), whole(Fraction(last) / mille)), kind, *match.span())
