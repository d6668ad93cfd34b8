"""By how many times something grew or shrank: doubled, threefold, 增加了两倍, 翻一番, 减半.

In Chinese 增加了两倍 is an increase by twice the amount (three times as much), 增加到两倍 one to twice the amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.language.table import is_chinese
from duizhao.corpora.numerals.characters import number
from duizhao.corpora.numerals.english import SMALL
from duizhao.corpora.numerals.seeking import found


class Multiple(NamedTuple):
    """What the stretch from `start` to `end` multiplies by; more than one factor where usage is divided."""

    start: int
    end: int
    factors: frozenset[Fraction]


def multiples(text: str, tag: str) -> tuple[Multiple, ...]:
    """The multiples of an English or Chinese text in reading order.

    >>> [sorted(map(str, one.factors)) for one in multiples("产量增加了两倍", "zh")]
    [['3']]
    """
    rules = _chinese if is_chinese(tag) else _english
    plain = text if text.isascii() else comparable(text)
    return tuple(sorted(rules(plain), key=lambda one: one.start))


# "double" by itself may be an adjective (double standards), so it counts behind what a verb stands behind.
_VERB = re.compile(
    r"\b(?P<two>doubl(?:ed|ing)(?! (?:as|down|up|over)\b))|\b(?P<three>(?:tripl|trebl)(?:ed|ing))"
    r"|\b(?P<four>quadrupl(?:ed|ing))|\b(?P<half>halv(?:ed|ing))"
    r"|\b(?:to|will|would|should|could|must|nearly|almost|than)\s+(?:(?P<to_two>double)|(?P<to_three>triple|treble)"
    r"|(?P<to_four>quadruple)|(?P<to_half>halve))\b(?!-| (?:as|down|up|over|check|click)\b)"
)
_FACTORS = {"two": Fraction(2), "three": Fraction(3), "four": Fraction(4), "half": Fraction(1, 2)}
_FOLD = re.compile(rf"\b(?P<n>\d{{1,3}}|{'|'.join(sorted(SMALL, key=len, reverse=True))})[\s-]?fold\b", re.IGNORECASE)


_SPELT = ("oubl", "ripl", "rebl", "rupl", "alv")  # what any of these verbs holds; most texts hold none


def _english(text: str) -> Iterator[Multiple]:
    lower = text.lower()
    for match in found(_VERB, text, *_SPELT, seen=lower):
        factor = _FACTORS[(match.lastgroup or "").removeprefix("to_")]
        yield Multiple(*match.span(match.lastgroup or 0), frozenset((factor,)))
    for match in found(_FOLD, text, "fold", seen=lower):
        count = int(match["n"]) if match["n"].isdigit() else SMALL[match["n"].lower()]
        # "increased threefold" is read both as to and by three times
        yield Multiple(*match.span(), frozenset((Fraction(count), Fraction(count + 1))))


_N = r"(?P<{}>\d{{1,3}}(?:\.\d{{1,3}})?|[一二两三四五六七八九十]{{1,3}})"
_GREW = r"(?:增加|增长|增多|增大|提高|提升|上升|上涨|升高|扩大|增|涨|升)"
_ABOUT = r"(?:近|约|将近|大约|超过|逾)?"
_BY = re.compile(rf"{_GREW}(?:了|出)?{_ABOUT}{_N.format('n')}倍")
_UP_TO = re.compile(
    rf"{_GREW}(?:了)?(?:到|至|为){_ABOUT}(?:原来|原先|原有|之前|以前|\w{{2,6}}年)?的?{_ABOUT}{_N.format('n')}倍"
)
_TURNED = re.compile(rf"翻了?{_N.format('n')}番|翻了?一?倍|翻番|倍增|减(?:少|掉)?了?一?半")


def _chinese(text: str) -> Iterator[Multiple]:
    for pattern, more in ((_BY, 1), (_UP_TO, 0)):
        for match in pattern.finditer(text):
            yield Multiple(*match.span(), frozenset((_count(match["n"]) + more,)))
    for match in _TURNED.finditer(text):
        if match["n"]:
            turns = int(_count(match["n"]))
            factor = Fraction(2**turns) if turns <= 10 else Fraction(turns)
        else:
            factor = Fraction(1, 2) if match[0].startswith("减") else Fraction(2)
        yield Multiple(*match.span(), frozenset((factor,)))


def _count(text: str) -> Fraction:
    return Fraction(text) if text[0].isdigit() else Fraction(number(text) or 0)
