"""The noun `Quantity`, and what the scanners of both languages share: digits, symbols, labels, ranges."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from duizhao.corpora.language.scripts import comparable

Number = int | Fraction
Date = tuple[int | None, int | None, int | None]
Value = int | Fraction | str | tuple[Number, Number] | Date


class QuantityKind(StrEnum):
    """What a quantity is. Two scripts may disagree on it (a year or a number?), so compare values first."""

    NUMBER = "number"
    PERCENT = "percentage"
    YEAR = "year"
    DATE = "date"
    INSTRUMENT = "instrument"
    PARAGRAPH = "paragraph"
    ARTICLE = "article"
    SESSION = "session"
    ORDINAL = "ordinal"
    LABEL = "label"
    SYMBOL = "symbol"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or reference that stands in a text.

    `value`: an int, a Fraction where it is not whole, (first, last) for a range, (year, month, day) for a date with
    None for what is not said, a string for a symbol (GB.346/INS/4), a dotted label (8.5.1) or a time of day (15:05, or
    3:05 where the half of the day is not said). `span` is where `text`
    stands, in code points. `firm` says that a faithful translation must show the value: it is written in digits, or
    in words and above ten. Small numbers in words come and go in translation ("both", 双方); so do fractions in words.
    """

    value: Value
    kind: QuantityKind
    text: str
    span: tuple[int, int]
    firm: bool = True

    @property
    def parts(self) -> tuple[Value, ...]:
        """The values it is made of, for comparing "from 10 to 15" with 10-15: the ends of a range; the year, the
        month as `month 10` and the day of a date; the value itself otherwise."""
        if self.kind is QuantityKind.DATE and isinstance(self.value, tuple):
            year, month, day = (*self.value, None)[:3]
            named = (year, None if month is None else f"month {month}", day)
            return tuple(part for part in named if part is not None)
        if isinstance(self.value, tuple):
            return tuple(part for part in self.value if part is not None)
        return (self.value,)


class Said(NamedTuple):
    """Values that the stretch from `start` to `end` says; those of a quantity inside it as well."""

    start: int
    end: int
    values: tuple[Value, ...]


class RawQuantity(NamedTuple):
    """A quantity before its text is cut out."""

    value: Value
    kind: QuantityKind
    start: int
    end: int
    firm: bool = True


# One to one, so that offsets stay: full-width digits and signs, the spaces that group digits.
HALF_WIDTH = {0xFF10 + i: 0x30 + i for i in range(10)} | {0xFF05: "%", 0xFF0E: ".", 0xFF0F: "/"}
HALF_WIDTH |= dict.fromkeys((0x00A0, 0x2007, 0x2009, 0x202F, 0x3000), " ")
_WIDE = re.compile(f"[{''.join(map(chr, HALF_WIDTH))}]")

DASH = r"[-‐‑–—−~～－]"
# 1,234,567 or 1 234 567 or 1234, with decimals. Groups of three only: "3,5" is a list of two numbers. No longer than a
# number can be: a file of digits is none.
DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,10}(?!\d)|\d{1,3}(?: \d{3}){1,10}(?!\d)|\d{1,30}(?!\d))(?:\.\d{1,30}(?!\d))?"
# Fractions in one character, alone or behind a whole number: 1½.
FRACTIONS = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3)}
VULGAR = rf"\s?[{''.join(FRACTIONS)}]"
_HAN_POINT = re.compile(r"(?<=[〇零一二三四五六七八九])\.(?=[〇零一二三四五六七八九])")
# The number of a section: 3.6.6. Two parts (3.6) read as a decimal, alike on both sides.
DOTTED = r"\d{1,9}(?:\.\d{1,9}){2,9}(?![\d])"
# Not inside a word (CO2), a code (K-12) or another number.
FREE = r"(?<![A-Za-z_.\d])(?<![A-Z]-)(?<!\d,)"

# An address of mail may begin with any word: its rule is in force in texts that hold an @, and few do.
_ADDRESS = r"(?<![\w.])[\w.]{1,64}@[\w.]+"
# Rules that hold in both languages, first to match wins; the name is the rule's, for `scan`.
SHARED = {
    "skip": r"https?://[!-~]+|www\.[!-~]+|(?i:covid)(?:[- ‑–]?19)?|SARS-CoV-2",
    # GB.346/INS/4, ILC.110/VI, A/RES/70/1: capitals and slashes with a digit in it; no full stop at its end.
    "symbol": r"(?<![A-Za-z/])(?:[A-Z]{1,8}\.\d+(?:/[A-Za-z0-9]+(?:[.()-][A-Za-z0-9]+)*)*|"
    r"[A-Z]{1,8}(?:/[A-Z]+)*/\d+(?:[/.()-][A-Za-z0-9]+)*)",
    "skip_figure": r"2019(?:年)?(?:新型)?冠状病毒|(?<!\d)24/7(?!\d)",
    "iso": r"(?<!\d)(?P<iso_y>[12]\d{3})-(?P<iso_m>[01]\d)-(?P<iso_d>[0-3]\d)(?!\d)",
    # 12/03/2024, day first unless that cannot be
    "slashed": r"(?<![\d/])(?P<slashed_a>[0-3]?\d)/(?P<slashed_b>[0-3]?\d)/(?P<slashed_y>[12]\d{3})(?![\d/])",
    # 9:30, 15.05 hours are told by each language; a verse or a ratio reads the same on both sides.
    "clock": r"(?<![\d:.])(?P<clock_h>[01]?\d|2[0-4])[:：](?P<clock_m>[0-5]\d)(?![\d:]|,\d{3})"
    r"(?:\s?(?P<clock_x>[ap])\.?\s?m\b\.?)?",
    "label": FREE + r"\d+(?:(?:\.(?:\d+|[a-z](?![A-Za-z\d_]))){2,}|\.[a-z](?![A-Za-z\d_]))",
    "group": r"(?<![A-Za-z])G-?(?P<group_n>\d{1,2})(?![\d.])",
}


def with_addresses(rules: Mapping[str, str]) -> dict[str, str]:
    """The rules of a language with that of addresses, which a link that holds one comes before."""
    return dict(rules) | {"skip": rf"https?://[!-~]+|www\.[!-~]+|{_ADDRESS}|{rules['skip']}"}


def either(rules: Mapping[str, str]) -> str:
    """A pattern that matches by one of the rules, the first that does, in a group of its name."""
    return "|".join(f"(?P<{name}>{rule})" for name, rule in rules.items())


def where_they_begin(rules: Mapping[str, str], rows: Iterable[tuple[str, str]], without: Container[str] = ()) -> str:
    """A pattern of rules, each tried only where it can begin: a row has what must hold there, as a pattern that takes
    no character, and the names of its rules. Rules in `without` are left out."""
    kept = [(there, {name: rules[name] for name in names.split() if name not in without}) for there, names in rows]
    return "|".join(f"{there}(?:{either(some)})" for there, some in kept if some)


# Where dates, times of day and labels in figures begin: their first figures end in a mark.
MARKED = r"(?<!\d)(?=\d+[-/:：.])"
_ONE = re.compile(rf"{DOTTED}|{DIGITS}")
_JOIN = re.compile(rf"\s*(?:{DASH}|to|至|到)\s*$")


def scanned(text: str) -> str:
    """What is looked through for numbers, of the same length: half-width digits, simplified characters, and 点 for the
    full stop that some set between Chinese digits, 〇．六."""
    if text.isascii():
        return text
    text = comparable(text)
    if _WIDE.search(text):
        text = text.translate(HALF_WIDTH)
    return _HAN_POINT.sub("点", text) if "." in text else text


def whole(value: Fraction) -> Number:
    """An int where it is one."""
    return value.numerator if value.denominator == 1 else value


def digits(text: str) -> Number:
    """The value of digits with separators and decimals."""
    if text.isdecimal():
        return int(text)
    plain = text.replace(",", "").replace(" ", "")
    return whole(Fraction(plain)) if "." in plain else int(plain)


def mixed(text: str, fraction: str | None) -> Number:
    """The value of digits with a fraction in one character behind them: 1½."""
    return whole(Fraction(digits(text)) + FRACTIONS[fraction.strip()]) if fraction else digits(text)


def is_year(value: Value) -> bool:
    """Whether a bare number reads as a year."""
    return isinstance(value, int) and 1500 <= value <= 2199


def year_end(first: Number, last: Number, written: str) -> Number:
    """The last year of 2024–25, where the century is said once."""
    if isinstance(first, int) and is_year(first) and len(written) == 2 and last > first % 100:
        return first // 100 * 100 + last
    return last


def time(hour: int, minute: int, afternoon: bool | None) -> str:
    """A time of day as 15:05; `afternoon` is None where the half of the day is not said."""
    if afternoon is not None and hour <= 12:
        hour = hour % 12 + 12 * afternoon
    return f"{hour}:{minute:02}"


def listed(text: str, start: int, kind: QuantityKind) -> Iterator[RawQuantity]:
    """The numbers of a list such as `28, 30 and 41–43`, which stands at `start`; a dash or `to` makes a range."""
    held: RawQuantity | None = None
    end = 0
    for match in _ONE.finditer(text):
        if match[0].count(".") > 1:
            if held:
                yield held
            held = None
            yield RawQuantity(match[0], QuantityKind.LABEL, start + match.start(), start + match.end())
            continue
        value = digits(match[0])
        here = RawQuantity(value, kind, start + match.start(), start + match.end())
        if held and _JOIN.fullmatch(text[end : match.start()]) and not isinstance(held.value, str | tuple):
            yield RawQuantity((held.value, year_end(held.value, value, match[0])), kind, held.start, here.end)
            held = None
        else:
            if held:
                yield held
            held = here
        end = match.end()
    if held:
        yield held


def shared(match: re.Match[str]) -> Iterator[RawQuantity]:
    """What a match of a shared rule says."""
    start, end = match.span()
    if match.lastgroup == "symbol":
        yield RawQuantity(match[0].upper(), QuantityKind.SYMBOL, start, end)
    elif match.lastgroup == "iso":
        date = (int(match["iso_y"]), int(match["iso_m"]), int(match["iso_d"]))
        yield RawQuantity(date, QuantityKind.DATE, start, end)
    elif match.lastgroup == "slashed":
        day, month = int(match["slashed_a"]), int(match["slashed_b"])
        day, month = (month, day) if month > 12 else (day, month)
        yield RawQuantity((int(match["slashed_y"]), month, day), QuantityKind.DATE, start, end)
    elif match.lastgroup == "clock":
        afternoon = None if match["clock_x"] is None else match["clock_x"] == "p"
        yield RawQuantity(time(int(match["clock_h"]), int(match["clock_m"]), afternoon), QuantityKind.TIME, start, end)
    elif match.lastgroup == "label":
        yield RawQuantity(match[0], QuantityKind.LABEL, start, end)
    elif match.lastgroup == "group":
        yield RawQuantity(int(match["group_n"]), QuantityKind.NUMBER, start, end)
