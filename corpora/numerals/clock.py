"""Times of day and stretches of time as people say them: half past seven, a quarter to nine, 差一刻九点, 10点至18点,
three quarters of an hour, 9秒58.

Like all of `otherwise` they explain a number of the other language and are never asked for, so they may be read
generously: a time that does not say its half of the day is one of both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from duizhao.corpora.numerals.characters import number
from duizhao.corpora.numerals.english import SMALL, counts
from duizhao.corpora.numerals.quantity import Said, Value, whole
from duizhao.corpora.numerals.seeking import any_case, found, one_of


def of_day(hour: int, minute: int) -> tuple[Value, ...]:
    """A time of day in both halves of the day, as a time and as the number that may stand for it (8.45, 20).

    >>> [str(value) for value in of_day(20, 45)]
    ['8:45', '20:45', '169/20', '409/20']
    """
    hours = dict.fromkeys((hour % 12, hour % 12 + 12, hour))
    if hour % 12 == 0:
        hours |= {12: None, 24: None}
    times: list[Value] = [f"{h % 24}:{minute:02}" for h in hours]
    numbers: list[Value] = [whole(Fraction(100 * h + minute, 100)) for h in hours]
    return tuple(dict.fromkeys((*times, *numbers)))


_HOUR = rf"(?:[01]?\d|2[0-4]|{any_case(w for w, n in SMALL.items() if n <= 12)})"
_PAST = re.compile(
    rf"\b(?i:(?P<part>half|(?:an?\s+)?quarter|(?P<n>twenty[\s-]five|\d{{1,2}}|{one_of(SMALL)})(?:\s+minutes?)?)"
    rf"\s+(?P<way>past|after|to|before))\s+(?P<hour>{_HOUR})\b(?![.,:]?\d)"
)
# 1900 hrs, 7.45, '7.45pm' is told by its own rule; a price reads so too and then finds no time on the other side.
_MILITARY = re.compile(r"(?<![\d.,])([01]\d|2[0-3])([0-5]\d)\s?(?:hrs?|hours|h)\b")
_DOTTED = re.compile(r"(?<![\d.,$£€¥:])([01]?\d|2[0-4])\.([0-5]\d)(?![\d.%])")
_QUARTERS = re.compile(
    r"\b(?i:(?P<whole>an hour and )?(?P<n>an?|one|three)[\s-]quarters?(?: of an hour)?|(?P<half>half an hour))\b"
)
_RACE = re.compile(r"(?<![\d:])(\d{1,2}):([0-5]\d)(?:\.(\d{1,3}))?(?![\d:])")


def english(text: str) -> Iterator[Said]:
    """Times in English: half past seven, 1900 hrs, 7.45, a quarter of an hour, 2:05.33."""
    lower = text.lower()
    told = counts(text) or "half" in lower or "quarter" in lower
    for match in found(_PAST, text, "past", "after", "to", "before", seen=lower) if told else ():
        part = match["part"].lower()
        minute = 30 if part == "half" else 15 if part.endswith("quarter") else _small(match["n"])
        hour = _small(match["hour"])
        if match["way"].lower() in ("to", "before"):
            hour, minute = hour + 23, 60 - minute
        if 0 < minute < 60:
            yield Said(*match.span(), _of_half(hour % 24, minute, text[match.end() :]))
    for pattern, piece in ((_MILITARY, "h"), (_DOTTED, ".")):
        for match in found(pattern, text, piece):
            yield Said(*match.span(), of_day(int(match[1]) % 24, int(match[2])))
    for match in found(_QUARTERS, text, "quarter", "half an hour", seen=lower):
        minutes = 30 if match["half"] else 45 if match["n"].lower() == "three" else 15
        more: tuple[Value, ...] = (1, whole(Fraction(60 + minutes, 60)), 60 + minutes) if match["whole"] else ()
        yield Said(*match.span(), (minutes, Fraction(minutes, 60), *more))
    for match in found(_RACE, text, ":"):
        minutes, seconds = int(match[1]), int(match[2])
        rest: tuple[Value, ...] = (int(match[3]), Fraction(f"{seconds}.{match[3]}")) if match[3] else ()
        yield Said(*match.span(), (minutes, seconds, 60 * minutes + seconds, *rest))


# half past four in the afternoon, ten to nine at night
_HALF_OF_DAY = re.compile(
    r"\s(?:in the (?:(?P<early>(?:early )?morning)|afternoon|evening)|at night|(?P<am>[Aa]\.?[Mm]\b)|[Pp]\.?[Mm]\b)"
)


def _of_half(hour: int, minute: int, behind: str) -> tuple[Value, ...]:
    """A time of day by the half of the day that the words behind it name; in both where they name none."""
    half = _HALF_OF_DAY.match(behind)
    if half is None or not 0 < hour < 12:
        return of_day(hour, minute)
    early = half["early"] or half["am"]
    if half[0].endswith("night") and hour < 6:
        return of_day(hour, minute)  # two at night
    return (f"{hour if early else hour + 12}:{minute:02}",)


_CLOCK = r"(?:[01]?\d|2[0-4]|二?十[一二三四五六七八九]?|[一二两三四五六七八九])"
_SHORT_OF = re.compile(rf"差(?:(?P<quarter>一刻)|(?P<n>{_CLOCK})分钟?)[钟,，]?(?:到)?(?P<hour>{_CLOCK})[点时]")
# 9点, 10点至18点, 8点20分, 七点一刻: a bare 点 may count points, which then find no hour on the other side.
_POINT = re.compile(
    rf"(?<![\d.第百千万亿十])(?P<hour>{_CLOCK})\s*(?:点|时(?!间|候|期))钟?"
    rf"(?:(?P<half>半)|(?P<quarter>[一三])刻|零?(?P<n>[0-5]?\d|[二三四五]?十?[一二三四五六七八九]|[二三四五]?十)分)?"
)
_QUARTER = re.compile(r"(?P<n>[一三])刻钟?|(?P<half>半)个?(?:小时|钟头)")
_SECONDS = re.compile(r"(?:(?P<m>\d{1,2})分)?(?P<s>\d{1,2})秒(?P<r>\d{1,3})?(?!钟)")


def chinese(text: str) -> Iterator[Said]:
    """Times in Chinese: 差一刻九点, 10点至18点, 七点半, 三刻钟, 2分05秒33."""
    for match in found(_SHORT_OF, text, "差"):
        minute = 15 if match["quarter"] else _count(match["n"])
        if 0 < minute < 60:
            yield Said(*match.span(), of_day((_count(match["hour"]) + 23) % 24, 60 - minute))
    for match in found(_POINT, text, "点", "时"):
        quarter = {"一": 15, "三": 45}.get(match["quarter"] or "", 0)
        minute = 30 if match["half"] else quarter or (_count(match["n"]) if match["n"] else 0)
        yield Said(*match.span(), of_day(_count(match["hour"]) % 24, minute))
    for match in found(_QUARTER, text, "刻", "半"):
        minutes = 30 if match["half"] else {"一": 15, "三": 45}[match["n"]]
        yield Said(*match.span(), (minutes, Fraction(minutes, 60)))
    for match in found(_SECONDS, text, "秒"):
        minutes, seconds = int(match["m"] or 0), int(match["s"])
        values: list[Value] = [f"{minutes}:{seconds:02}"] if match["m"] else []
        if match["r"]:
            values.append(whole(Fraction(f"{seconds}.{match['r']}")))
        if values:
            yield Said(*match.span(), (*values, seconds, 60 * minutes + seconds, *([minutes] if minutes else [])))


def _small(text: str) -> int:
    if text.isdigit():
        return int(text)
    return sum(SMALL[word] for word in re.split(r"[\s-]+", text.lower()))


def _count(text: str) -> int:
    return int(text) if text.isdigit() else number(text) or 0
