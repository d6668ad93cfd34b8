"""The numbers of a pair compared across the two languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from duizhao.corpora.language.scripts import HAN, has_han
from duizhao.corpora.model import Pair
from duizhao.corpora.numerals import Quantity, QuantityKind, Said, Value, otherwise, quantities
from duizhao.corpora.numerals.idioms import idioms
from duizhao.corpora.numerals.multiples import multiples
from duizhao.corpora.numerals.quantity import whole
from duizhao.quality.evidence.amounts import per_unit, without_same_amounts
from duizhao.quality.evidence.calendars import without_own_calendar
from duizhao.quality.evidence.groupings import without_regrouped
from duizhao.quality.evidence.measures import TOLERANCE
from duizhao.quality.evidence.number_labels import without_labels, without_next
from duizhao.quality.evidence.time_zones import without_other_clock


@dataclass(frozen=True, slots=True)
class Compared:
    """The quantities of a pair: how many have a counterpart, and those that have none on the other side."""

    matched: int
    source: tuple[Quantity, ...]
    target: tuple[Quantity, ...]

    @property
    def in_words(self) -> bool:
        """Whether nothing but words speaks for a difference: no figure on either side, no amount of ten thousand or
        more, and not on both sides a number that a faithful translation must show."""
        every = (*self.source, *self.target)
        both = any(q.firm for q in self.source) and any(q.firm for q in self.target)
        return not both and not any(_FIGURE.search(q.text) or _great(q.value) for q in every)

    @property
    def otherwise_read(self) -> bool:
        """Whether both sides have the same figures, which only one of them reads as a date: 6–8 months, 6～8月."""
        dated = [any(q.kind is QuantityKind.DATE for q in side) for side in (self.source, self.target)]
        figures = _figures(self.source)
        return dated.count(True) == 1 and bool(figures) and figures == _figures(self.target)


def compare(pair: Pair, source_language: str, target_language: str) -> Compared:
    """Match the quantities of a pair by value, whatever their kind; ranges and dates also by their parts, and what is
    left by what the other side says otherwise than by a number (two decades, 二十年).

    Small numbers in words do not have to be matched (both, 双方), unless each side has one that the other lacks:
    "three enablers" against 四个保障因素.
    """
    source, target = without_labels(*without_next(pair))
    if not has_han(target) and not has_han(source):
        target_language = source_language  # what was left as it is says its dates as the source does
    here = quantities(source, source_language)
    there = quantities(target, target_language)
    left, right = _rest(here, there), _rest(there, here)
    if left and right:
        left, right = without_other_clock(left, right, source, target)
    if left or right:
        left, right = _set_apart(left, right, here, there, source, target)
        left, right = without_regrouped(left, right, source, target)
        left, right = without_same_amounts(left, right, (source, target), (source_language, target_language))
    if left or right:
        one, other = otherwise(source, source_language), otherwise(target, target_language)
        per = per_unit((source, target), (source_language, target_language))
        left, right = (
            _unexplained(left, one, there, other, target, per),
            _unexplained(right, other, here, one, source, [1 / ratio for ratio in per]),
        )
    if left or right:
        left, right = without_own_calendar(left, here, source), without_own_calendar(right, there, target)
        left, right = _counting(left, source, source_language), _counting(right, target, target_language)
    firm = sum(q.firm for q in here) + sum(q.firm for q in there)
    contrary = _contrary((source, target), here, there, (source_language, target_language))
    weak = not (any(not q.firm for q in left) and any(not q.firm for q in right))
    if weak:
        left, right = [q for q in left if q.firm], [q for q in right if q.firm]
    if right and not left:
        # NIST 800-63B, which the translator named: a part of a name and no figure of the text.
        right = [q for q in right if not _CODED.match(target, max(0, q.span[0] - 1))]
    if len(left) + len(right) == 1 and _LOOSE.search(target if left else source):
        left, right = [], []
    for mine, yours in contrary:
        left, right = [*left, *mine], [*right, *yours]
    lost = min(sum(q.firm for q in left) + sum(q.firm for q in right), firm)
    return Compared(firm - lost, tuple(left), tuple(right))


def _figures(side: Sequence[Quantity]) -> list[str]:
    """The figures of quantities, whatever they count, sorted: none of what is said in words."""
    return sorted(figure for q in side for figure in re.findall(r"\d+", q.text))


_FIGURE = re.compile(r"\d")


def _great(value: Value) -> bool:
    values = value if isinstance(value, tuple) else (value,)
    return any(isinstance(one, int | Fraction) and one >= 10**4 for one in values)


# Words that count without saying how many. A figure that stands alone against one of them may be what it means, and a
# reviser who is asked each time stops reading; a digit that was mistyped leaves a figure on both sides, and is told.
_LOOSE = re.compile(
    r"\b(?i:tens|dozens|scores|hundreds|thousands|millions|billions|teens?)\b|[几数幾數][十百千万亿萬億]|[十百千][来來]"
)


_CODED = re.compile(r"[ -]?\d{1,6}-\d{1,6}[A-Z]")

_Both = tuple[tuple[Quantity, ...], tuple[Quantity, ...]]


def _contrary(
    texts: tuple[str, str], here: Sequence[Quantity], there: Sequence[Quantity], languages: tuple[str, str]
) -> list[_Both]:
    """What stands on both sides and says another thing: −5 and 5, doubled and 增加了两倍."""
    found = [_signs(texts, here, there)]
    one = multiples(texts[0], languages[0])
    # Of several, which belongs to which is not known; most pairs have none, and their targets need not be read.
    other = multiples(texts[1], languages[1]) if len(one) == 1 else ()
    if len(one) == len(other) == 1 and not one[0].factors & other[0].factors:
        sides = ((texts[0], one[0]), (texts[1], other[0]))
        said = [
            (Quantity(min(m.factors), QuantityKind.NUMBER, text[m.start : m.end], (m.start, m.end)),)
            for text, m in sides
        ]
        found.append((said[0], said[1]))
    return [both for both in found if any(both)]


# A sign right before a figure: not a dash between figures, nor one inside a word or code.
_DASHES = "-−－‑"
_MINUS = re.compile(rf"(?:^|[\s(（\[:：,，、=<>≤≥{HAN}])[{_DASHES}]$")
# What says less than nothing, or less than before: −5 % is 下降了5%; a fall to 5 is no −5.
_BELOW = re.compile(
    r"负|零下|[减降跌亏缩](?!到|至|为)|赤字|下滑|逆差|低于|欠|[-－−–—]\d|"
    r"\b(?i:minus|negative|below|under|sub-?zero|loss(?:es)?|los[et]|deficits?|less|"
    r"(?:declin\w*|f[ae]ll\w*|decreas\w*|reduc\w*|drop\w*|contract\w*|shr[aiu]nk\w*|lower\w*|down)(?!\s+to\b))\b"
)


def _signs(texts: tuple[str, str], here: Sequence[Quantity], there: Sequence[Quantity]) -> _Both:
    """Numbers with a minus on one side whose other side has the number and nothing that says less than nothing."""
    source, target = texts
    for mine, text, yours, other in ((here, source, there, target), (there, target, here, source)):
        for q in mine:
            start = q.span[0]
            dashed = q.kind is QuantityKind.NUMBER and start and text[start - 1] in _DASHES
            if dashed and _MINUS.search(text[max(0, start - 2) : start]):
                if _BELOW.search(other):
                    break
                same = next((one for one in yours if one.value == q.value), None)
                if same:
                    signed = Quantity(q.value, q.kind, text[q.span[0] - 1 : q.span[1]], (q.span[0] - 1, q.span[1]))
                    return ((signed,), (same,)) if mine is here else ((same,), (signed,))
    return (), ()


def _set_apart(
    left: Sequence[Quantity],
    right: Sequence[Quantity],
    here: Sequence[Quantity],
    there: Sequence[Quantity],
    source: str,
    target: str,
) -> tuple[list[Quantity], list[Quantity]]:
    """What is left of both sides without a number whose figures the other side prints apart (2 5 for 25), and without a
    date whose year the other side says by another's: 同年2月, in May of the next year."""
    left, right = list(left), list(right)
    for mine, yours, those, other in ((left, right, there, target), (right, left, here, source)):
        for q in tuple(mine):
            spaced = _spaced(q.text, other) if q.text.isdigit() and len(q.text) > 1 else None
            if spaced:
                mine.remove(q)
                yours[:] = [y for y in yours if not spaced[0] <= y.span[0] < spaced[1]]
            elif afternoon := next((y for y in yours if _afternoon(q, y, source if mine is right else target)), None):
                mine.remove(q)
                yours.remove(afternoon)
            elif q.kind is QuantityKind.DATE and (said := _same_day(q, those, other)):
                mine.remove(q)
                yours[:] = [y for y in yours if y is not said]
    return left, right


def _spaced(figures: str, text: str) -> tuple[int, int] | None:
    """Where figures stand apart in a text: 2 5, and nothing else of figures beside them."""
    apart = " ".join(figures)
    start = text.find(apart)
    while start >= 0:
        end = start + len(apart)
        if not _FIGURE.match(text, end) and not (start and _FIGURE.match(text, start - 1)):
            return start, end
        start = text.find(apart, start + 1)
    return None


_HOURS = re.compile(r"\s*(?:[时時点點:：]|h\b|hrs\b|o.clock)")


def _afternoon(q: Quantity, other: Quantity, text: str) -> bool:
    """Whether hours without their half of the day are those of the afternoon on the other side, quoted as `text`:
    Mondays, 2–4 and 周一14—16时."""
    mine, theirs = q.value, other.value
    if not isinstance(mine, tuple) or not isinstance(theirs, tuple) or not _HOURS.match(text, other.span[1]):
        return False
    return all(isinstance(h, int) and 0 < h < 12 for h in mine) and theirs == tuple(int(str(h)) + 12 for h in mine)


# A year that is said by another one: 同年2月, 翌年, in March of that year.
_THAT_YEAR = re.compile(
    r"[同当當次翌今去前明本该該是]年|一年[前后後]|\b(?:same|that|the following|next|this|last|the previous) year", re.I
)


def _same_day(q: Quantity, those: Sequence[Quantity], other: str) -> Quantity | None:
    """The date of the other side that lacks only the year of `q`, where that side says the year by another one."""
    if not _THAT_YEAR.search(other):
        return None
    bare = set(q.parts[1:])  # the year comes first
    return next((y for y in those if y.kind is QuantityKind.DATE and set(y.parts) == bare), None)


def _rest(these: Sequence[Quantity], those: Sequence[Quantity]) -> list[Quantity]:
    """The quantities of which the other side says no part that would account for them."""
    whole = {q.value for q in those}
    rest = [q for q in these if q.value not in whole]
    parts = {part for q in those for part in q.parts} if rest else set()
    return [q for q in rest if not set(q.parts) <= parts]


def _counting(these: Sequence[Quantity], text: str, tag: str) -> list[Quantity]:
    """The quantities that count something: not those of an idiom, nor the nought of a score (0比2, two down)."""
    spans = idioms(text, tag) if these else ()
    return [
        q
        for q in these
        if not (q.value == 0 and _SCORE.search(text, max(0, q.span[0] - 4), q.span[1] + 4))
        and not any(start <= q.span[0] < end for start, end in spans)
    ]


_SCORE = re.compile(r"\d\s*比\s*\d|\b\d{1,3}\s?[-–:：]\s?\d{1,3}\b")
CODE = 3  # figures of a code (1211 of CH-1211) that stand on the other side as they are


def _unexplained(
    these: Sequence[Quantity],
    mine: Sequence[Said],
    those: Sequence[Quantity],
    yours: Sequence[Said],
    text: str,
    per: Sequence[Fraction],
) -> list[Quantity]:
    """The quantities whose value the other side, quoted as `text`, does not say otherwise either. `per` is how many
    times as much the other side says where it counts by another unit."""
    values: set[Value] = {value for said in yours for value in said.values}
    values |= {value for q in those for value in (*q.parts, *_clock(q))}
    bare = values | {hour for q in those for hour in _hours(q)}
    out = []
    for q in these:
        own: set[Value] = {q.value, *_clock(q)}
        if q.kind is QuantityKind.TIME:
            own |= set(_hours(q))
        theirs = values if q.kind is QuantityKind.TIME else bare
        own |= {value for said in mine if said.start <= q.span[0] and q.span[1] <= said.end for value in said.values}
        # 64bit, 64 位: a figure with its unit in one word.
        literal = q.text.isdigit() and (
            (len(q.text) >= CODE and q.text in text)
            or ("bit" in text and bool(re.search(rf"(?<![\d.,]){q.text}-?bit\b", text)))
        )
        if not literal and not own & theirs and not set(q.parts) <= theirs and not _times(own, theirs, per):
            out.append(q)
    return out


def _times(own: Iterable[Value], theirs: Iterable[Value], per: Sequence[Fraction]) -> bool:
    """Whether a value is said as so many times itself: 0.1 a pound of 500 g, 0.2 a kilo."""
    if not per:
        return False
    numbers = [Fraction(value) for value in theirs if isinstance(value, int | Fraction)]
    mine = [Fraction(value) * ratio for value in own if isinstance(value, int | Fraction) for ratio in per]
    return any(abs(one - other) <= TOLERANCE * other for one in mine for other in numbers)


_HALF_SAID = re.compile(r"[ap]\.?\s?m\b|[上下中]午|傍?晚|早|凌晨|清晨|夜", re.IGNORECASE)


def _clock(q: Quantity) -> tuple[Value, ...]:
    """A time of day in both halves of the day, where it does not say which."""
    if q.kind is not QuantityKind.TIME:
        return ()
    hour, minute = map(int, str(q.value).split(":"))
    if hour > 12 or _HALF_SAID.search(q.text):
        return ()
    return tuple(f"{h % 24}:{minute:02}" for h in (hour, hour + 12))


def _hours(q: Quantity) -> tuple[Value, ...]:
    """A time of day as the number that may stand for it: 3 and 15 of 3 p.m., 8.45 of 8点45分."""
    if q.kind is not QuantityKind.TIME:
        return ()
    hour, minute = map(int, str(q.value).split(":"))
    return tuple(whole(Fraction(100 * h + minute, 100)) for h in (hour % 12, hour % 12 or 12, hour))
