"""Quantities in English text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

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
from duizhao.corpora.numerals.seeking import any_case, one_of, small_words

_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {w: i for i, w in enumerate(_UNITS, 1)} | {w: 20 + 10 * i for i, w in enumerate(_TENS)}
SMALL = _WORDS  # number words below a hundred
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "bn": 10**9, "trillion": 10**12}
_SCALES |= {"lakh": 10**5, "crore": 10**7}
_NTH = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth"
).split()
_ORDINALS = {w: i for i, w in enumerate(_NTH, 1)} | {w[:-1] + "ieth": 20 + 10 * i for i, w in enumerate(_TENS)}
_PARTS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4}
_PARTS |= {w + s: n for w, n in _ORDINALS.items() if 3 <= n <= 10 for s in ("", "s")}
_TIMES = {"twice": 2, "thrice": 3}
MONTH_NAMES = "January February March April May June July August September October November December".split()
DAY_NAMES = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = {name: i for i, name in enumerate(MONTH_NAMES, 1)}
_ROMAN = {"I": 1, "V": 5, "X": 10}


COUNT = rf"(?:{DIGITS}|{any_case(SMALL)})"
"""A pattern of a figure, or of a small number in words."""
_LARGE_WORDS = "hundred thousand million billion trillion".split()
_WORD = any_case([*_WORDS, *_LARGE_WORDS])
_SCALE = r"(?:[\s-]+(?:thousand|million|billion|trillion|bn|lakh|crore)\b)"
# 5 ‰ and 5 per thousand are half of a per cent.
_MILLE = r"(?:\s*‰|\s+per\s+(?:thousand|mille?)\b)"
_MILLE_ALONE = re.compile(_MILLE)
_PERCENT = r"(?:\s*[%‰]|\s+per\s+(?:thousand|mille?)\b|\s+per\s*cent\b(?: points?)?|[\s-]+percent(?:age points?)?\b)"
_MONTH = one_of(_MONTHS)
_BEFORE_MONTH = "|".join(
    f"(?<={word})"
    for word in "in .on .of .by .to .until .since .from .between .before .after .during .early .late .mid-.end-".split(
        "."
    )
)
_ITEM = rf"(?:{DOTTED}|{DIGITS})"
_LIST = rf"{_ITEM}(?:(?:\s*{DASH}\s*|\s*,\s*(?:and\s+)?|\s+(?:and|to|or|&)\s+){_ITEM})*"
_LETTERS = {"k": 1000, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9, "tn": 10**12}
_LARGE = any_case(_LARGE_WORDS)

_RULES = {
    **SHARED,
    # 7 October 2022, 7–11 March, 31st of May
    "dmy": rf"(?<![\d.])(?P<dmy_d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*(?:{DASH}|\bto\b|\band\b)\s*(?P<dmy_d2>\d{{1,2}}))?"
    rf"\s+(?:of\s+)?(?P<dmy_m>{_MONTH})\b(?:,?\s+(?P<dmy_y>[12]\d{{3}}))?(?!\d)",
    # October 7, 2022
    "mdy": rf"\b(?P<mdy_m>{_MONTH})\s+(?P<mdy_d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,\s*(?P<mdy_y>[12]\d{{3}}))?",
    # October 2022, October–November 2022
    "my": rf"\b(?:(?P<my_m>{_MONTH})(?:\s*(?:{DASH}|/)\s*|\s+(?:to|and)\s+))?(?P<my_m2>{_MONTH}),?"
    r"\s+(?P<my_y>[12]\d{3})(?!\d)",
    # A month by itself; may and march are verbs unless a preposition says otherwise.
    "month": rf"(?:\b(?!March|May){_MONTH}|(?:{_BEFORE_MONTH})(?:March|May))\b",
    # 9.30 a.m., 3 p.m., and the 9.30 of 9.30 to 11 a.m.
    "time": r"(?<![\d.:,])(?P<time_h>\d{1,2})(?:\.(?P<time_m>[0-5]\d))?(?:\s?(?P<time_x>[ap])\.?\s?m\b\.?|"
    rf"(?=(?:\s*{DASH}\s*|\s+(?:to|and|until)\s+)\d{{1,2}}(?:[.:][0-5]\d)?\s?[ap]\.?\s?m\b)|"
    r"(?<=\.\d\d) (?:hours|hrs)\b)",
    "numero": rf"\bNos?\.?\s*(?P<numero_list>{_LIST})",
    "paragraph": rf"(?:\b[Pp]aragraphs?|\b[Pp]aras?\.?|§)\s*(?P<paragraph_list>{_LIST})",
    "article": rf"\b[Aa]rt(?:icles?|s?\.)\s*(?P<article_list>{_LIST})",
    "nth": rf"{FREE}(?P<nth_n>\d{{1,9}})(?:st|nd|rd|th)\b"
    r"(?P<nth_session>(?:\s+\([A-Za-z0-9 ]+\)|\s+[A-Za-z]+){0,3}?\s+[Ss]ession\b)?",
    "decade": rf"{FREE}(?P<decade_y>[12]\d{{2}}0)s\b",
    "range": rf"{FREE}(?P<range_a>{DIGITS})(?P<range_as>{_SCALE})?"
    # "up 14% to $1.26 billion" is no range: percentages end in no money.
    rf"(?:{_PERCENT}(?:\s*{DASH}\s*|\s+to\s+)|(?:\s*{DASH}\s*|\s+to\s+)(?:US)?\$?)"
    rf"(?P<range_b>{DIGITS})(?![\w/]|\.\d)(?P<range_bs>{_SCALE})?(?P<range_pc>{_PERCENT})?",
    # $5m, £3bn, 2.5bn: an m or k without a currency before it is a metre or a kelvin.
    "money": rf"(?<=[$£€¥])(?P<money_n>{DIGITS})\s?(?P<money_s>[mMkKB]|[bmt]n)\b|"
    rf"{FREE}(?P<money_n2>{DIGITS})(?P<money_s2>[bmt]n)\b",
    "number": rf"{FREE}(?P<number_n>{DIGITS})(?![A-Za-z])(?P<number_v>{VULGAR})?"
    rf"(?P<number_s>{_SCALE})?(?P<number_pc>{_PERCENT})?",
    # one and a half million, two and a half; half a million, three quarters of a million
    "mixed": rf"\b(?P<mixed_n>{any_case(_WORDS)})(?i:\s+and\s+"
    rf"(?P<mixed_f>(?:a|one)[\s-](?:half|quarter)|three[\s-]quarters)(?:\s+(?P<mixed_s>{_LARGE}))?)\b",
    "share": rf"\b(?i:(?P<share_f>half|(?:a|one|three)[\s-]quarters?\s+of)\s+(?:an?\s+)?(?P<share_s>{_LARGE}))\b",
    # one in five, three quarters, a third of, half
    "odds": rf"\b[Oo]ne (?:in|out of)(?: every)? (?P<odds_n>{one_of([*_WORDS, *_LARGE_WORDS])}|\d+)\b",
    "part": rf"\b(?P<part_top>{any_case(_WORDS)}|[Aa][Nn]?)[\s-](?P<part_of>{one_of(_PARTS)})\b"
    r"(?:(?=\s+(?:of|the)\b|\s*[.,;)])|(?<=\b[Oo]ne third)(?! part| countr)|(?<=[a-z]s)(?= )|$)",
    # In "the first half of the year" a half is named, not counted: 上半年.
    "half": r"\b[Hh]alf\b(?!-)(?<!first half)(?<!second half)(?<!latter half)",
    "times": rf"\b(?P<times_n>{any_case(_TIMES)})\b",
    "ordinal": rf"\b(?i:(?:(?P<ordinal_h>{any_case(_UNITS[:9])}) hundred (?:and )?)?"
    rf"(?:(?P<ordinal_tens>{any_case(_TENS)})[\s-])?(?P<ordinal_n>{any_case(_ORDINALS)}))\b",
    "words": rf"\b(?i:(?:a\s+(?={_LARGE}))?{_WORD}(?:[\s-]+{_WORD}|(?:(?<=hundred)|(?<=thousand)|(?<=million))"
    rf"\s+and\s+{any_case(_WORDS)})*)\b(?P<words_pc>{_PERCENT})?",
    "roman": r"\b(?:Part|Chapter|Title|Annex|Appendix|Section|Book)\s+(?P<roman_n>[IVX]+)\b",
}
# Where the rules begin whose matches begin with a figure; those of the others do not.
_AT_FIGURES = (
    ("", "skip_figure"),
    (MARKED, "iso slashed clock label"),
    (r"(?=\d{1,2}(?!\d))", "dmy time"),
    ("", "nth decade range money number"),
)
# What the others begin with: a word of number, "a" before a part or a large number, a link, COVID, a month, a word that
# numbers follow, capitals before a point or slash. Asking that first spares most words the list.
_NUMBER_WORD = any_case([*_WORDS, *_LARGE_WORDS, "half", *_ORDINALS, *_TIMES])
_STARTS = (
    rf"(?![a-z][A-Z]){_NUMBER_WORD}\b",
    rf"(?!aN)[aA][nN]?[\s-]+{any_case([*_PARTS, *_LARGE_WORDS])}",
    one_of(_MONTHS),
    r"(?:Part|Chapter|Title|Annex|Appendix|Section|Book)\s",
    r"[Pp]ara|[Aa]rt|No|§|https?://|www\.|covid|C[oO]|SARS|G-?\d|[A-Z]{1,8}[./]",
)
_FIGURES_LIST = where_they_begin(_RULES, _AT_FIGURES)
_IN_LETTERS = [name for name in _RULES if not any(name in names.split() for _, names in _AT_FIGURES)]
_WORDS_LIST = either({name: _RULES[name] for name in _IN_LETTERS})
_PATTERN = re.compile(rf"(?<![A-Za-z])(?:(?=\d)(?:{_FIGURES_LIST})|(?={'|'.join(_STARTS)})(?:{_WORDS_LIST}))")
_IN_FIGURES = re.compile(rf"(?=\d)(?<![A-Za-z])(?:{_FIGURES_LIST})")
_WITH_ADDRESS = re.compile(rf"(?<![A-Za-z])(?:{either(with_addresses(_RULES))})")
# What any quantity holds: a figure, or one of these words; most sentences hold none, and this says so thirty times
# sooner than the list. What begins with no figure holds one of these words or capitals.
_FIGURE = re.compile(r"\d")
_TELLING = frozenset((*_WORDS, *_SCALES, *_PARTS, *_ORDINALS, *_TIMES, *map(str.lower, _MONTHS)))
_TELLING |= set(
    "part chapter title annex appendix section book para paras paragraph paragraphs art arts article articles "
    "http https www covid sars g".split()
)
# "May" and "No" are words that count where they have their capital; a symbol is capitals before a point or slash.
_TELLING -= {"may", "march"}
_CAPITAL = re.compile(r"[A-Z§](?:(?<=[A-Z])(?:\.\d|/)|(?<=M)a(?:y|rch)|(?<=N)o|(?<=§))")
_COUNTS = re.compile(rf"\d|\b{any_case([*SMALL, 'half a'])}")
_JOIN = re.compile(rf"\s*(?:{DASH}|to|and)\s*")
_SPLIT = re.compile(r"[\s-]+")


def counts(text: str) -> bool:
    """Whether a text may count something: it has a figure or the beginning of a small number in words."""
    return _COUNTS.search(text) is not None


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Where the rules match, one after the other."""
    figure = _FIGURE.search(text)
    worded = not _TELLING.isdisjoint(small_words(text))
    if "@" in text and (figure or worded):
        return _WITH_ADDRESS.finditer(text)
    if worded or _CAPITAL.search(text):
        return _PATTERN.finditer(text)
    return _IN_FIGURES.finditer(text, figure.start()) if figure else iter(())


def scan(text: str) -> Iterator[RawQuantity]:
    """The quantities of an English text in order. A date takes its year from the date after it when a dash or `to`
    joins them: in "31 October–10 November 2022" both are of 2022."""
    held: RawQuantity | None = None
    for match in _matches(text):
        for found in (_number(match),) if match.lastgroup == "number" else _read(match):
            if held is not None:
                between = text[held.end : found.start]
                if found.kind is QuantityKind.DATE and _JOIN.fullmatch(between):
                    held = held._replace(value=_with_year(held.value, found.value))
                yield held
                held = None
            if found.kind is QuantityKind.DATE and isinstance(found.value, tuple) and found.value[0] is None:
                held = found
            else:
                yield found
    if held is not None:
        yield held


def _with_year(date: object, other: object) -> Date:
    assert isinstance(date, tuple)
    assert isinstance(other, tuple)
    return (other[0], date[1], date[2])


def _read(match: re.Match[str]) -> Iterator[RawQuantity]:
    rule = match.lastgroup or ""
    start, end = match.span()
    if rule in SHARED:
        yield from shared(match)
    elif rule in ("dmy", "mdy", "my", "month"):
        yield from _dates(match)
    elif rule in ("numero", "paragraph", "article"):
        kind = {
            "numero": QuantityKind.INSTRUMENT,
            "paragraph": QuantityKind.PARAGRAPH,
            "article": QuantityKind.ARTICLE,
        }[rule]
        yield from listed(match[f"{rule}_list"], match.start(f"{rule}_list"), kind)
    elif rule == "nth":
        kind = QuantityKind.SESSION if match["nth_session"] else QuantityKind.ORDINAL
        yield RawQuantity(int(match["nth_n"]), kind, start, end)
    elif rule == "decade":
        yield RawQuantity(int(match["decade_y"]), QuantityKind.YEAR, start, end)
    elif rule == "range":
        yield _range(match)
    elif rule == "number":
        yield _number(match)
    elif rule == "money":
        amount = digits(match["money_n"] or match["money_n2"])
        scale = _LETTERS[(match["money_s"] or match["money_s2"]).lower()]
        yield RawQuantity(whole(Fraction(amount) * scale), QuantityKind.NUMBER, start, end)
    elif rule == "odds":
        below = match["odds_n"]
        many = int(below) if below.isdigit() else _WORDS.get(below.lower(), 0)
        if many:
            yield RawQuantity(Fraction(1, many), QuantityKind.NUMBER, start, end, firm=False)
    elif rule == "part":
        top = match["part_top"].lower()
        value = Fraction(1 if top in ("a", "an") else _WORDS[top], _PARTS[match["part_of"].lower()])
        yield RawQuantity(whole(value), QuantityKind.NUMBER, start, end, firm=False)
    elif rule == "half":
        yield RawQuantity(Fraction(1, 2), QuantityKind.NUMBER, start, end, firm=False)
    elif rule == "time":
        half = match["time_x"]
        afternoon = None if half is None else half.lower() == "p"
        yield RawQuantity(
            time(int(match["time_h"]), int(match["time_m"] or 0), afternoon), QuantityKind.TIME, start, end
        )
    elif rule in ("mixed", "share"):
        yield from _mixed(match, rule)
    elif rule == "times":
        yield RawQuantity(_TIMES[match["times_n"].lower()], QuantityKind.NUMBER, start, end, firm=False)
    elif rule == "words":
        yield from _spelled(match)
    elif rule == "ordinal":
        tens = match["ordinal_tens"]
        nth = _ORDINALS[match["ordinal_n"].lower()]
        hundreds = 100 * _WORDS[match["ordinal_h"].lower()] if match["ordinal_h"] else 0
        nth += hundreds + (_WORDS[tens.lower()] if tens and nth < 10 else 0)
        yield RawQuantity(nth, QuantityKind.ORDINAL, start, end, firm=False)
    elif rule == "roman":
        yield RawQuantity(_roman(match["roman_n"]), QuantityKind.ORDINAL, start, end, firm=False)


def _dates(match: re.Match[str]) -> Iterator[RawQuantity]:
    rule = match.lastgroup
    start, end = match.span()
    if rule == "month":
        yield RawQuantity((None, _MONTHS[match[0]], None), QuantityKind.DATE, start, end)
    elif rule == "my":
        year = int(match["my_y"])
        if match["my_m"]:
            yield RawQuantity((year, _MONTHS[match["my_m"]], None), QuantityKind.DATE, start, match.end("my_m"))
        yield RawQuantity((year, _MONTHS[match["my_m2"]], None), QuantityKind.DATE, match.start("my_m2"), end)
    else:
        said, month = match[f"{rule}_y"], _MONTHS[match[f"{rule}_m"]]
        this = int(said) if said else None
        if rule == "dmy" and match["dmy_d2"]:
            yield RawQuantity((this, month, int(match["dmy_d"])), QuantityKind.DATE, start, match.end("dmy_d"))
            yield RawQuantity((this, month, int(match["dmy_d2"])), QuantityKind.DATE, match.start("dmy_d2"), end)
        else:
            yield RawQuantity((this, month, int(match[f"{rule}_d"])), QuantityKind.DATE, start, end)


def _mixed(match: re.Match[str], rule: str) -> Iterator[RawQuantity]:
    """One and a half million, half a million."""
    share, scale = match[f"{rule}_f"].lower(), match[f"{rule}_s"]
    part = Fraction(3 if share.startswith("three") else 1, 4 if "quarter" in share else 2)
    value = part + (_WORDS[match["mixed_n"].lower()] if rule == "mixed" else 0)
    yield RawQuantity(
        whole(value * (_SCALES[scale.lower()] if scale else 1)), QuantityKind.NUMBER, *match.span(), firm=bool(scale)
    )


def _scaled(value: Number, scale: str | None) -> Number:
    return whole(Fraction(value) * _SCALES[scale.strip().strip("-").strip().lower()]) if scale else value


def _number(match: re.Match[str]) -> RawQuantity:
    start, end = match.span()
    written, vulgar, scale, percent = match.group("number_n", "number_v", "number_s", "number_pc")
    value = _scaled(mixed(written, vulgar), scale)
    if percent:
        value = whole(Fraction(value) / 10) if _MILLE_ALONE.fullmatch(percent) else value
        return RawQuantity(value, QuantityKind.PERCENT, start, end)
    kind = QuantityKind.YEAR if is_year(value) and written.isdigit() else QuantityKind.NUMBER
    return RawQuantity(value, kind, start, end)


def _range(match: re.Match[str]) -> RawQuantity:
    start, end = match.span()
    kind = QuantityKind.PERCENT if match["range_pc"] else QuantityKind.NUMBER
    last = digits(match["range_b"])
    first = digits(match["range_a"])
    years = is_year(first) and not match["range_as"]
    last = year_end(first, last, match["range_b"])
    # "10–15 million": the scale is said once for both.
    first, last = _scaled(first, match["range_as"] or match["range_bs"]), _scaled(last, match["range_bs"])
    if _MILLE_ALONE.fullmatch(match["range_pc"] or ""):
        first, last = whole(Fraction(first) / 10), whole(Fraction(last) / 10)
    return RawQuantity((first, last), QuantityKind.YEAR if years and is_year(last) else kind, start, end)


def _spelled(match: re.Match[str]) -> Iterator[RawQuantity]:
    """Numbers in words. A bare `one` counts nothing, and a bare `million` no number at all."""
    written = match[0].removesuffix(match["words_pc"] or "")
    total = part = 0
    known = False
    for token in _SPLIT.split(written.lower()):
        if token == "a":
            part, known = 1, True
        elif token in _WORDS:
            value = _WORDS[token]
            # "three four" is two numbers: what stands before is told by its own, so leave such a run alone.
            if known and part % 100 and not (part % 100 >= 20 and part % 10 == 0 and value < 10):
                return
            part, known = part + value, True
        elif token == "hundred":
            part *= 100
        elif token in _SCALES:
            total, part = total + part * _SCALES[token], 0
    value = total + part
    if value > 1 or match["words_pc"]:
        kind = QuantityKind.PERCENT if match["words_pc"] else QuantityKind.NUMBER
        yield RawQuantity(value, kind, *match.span(), firm=value > 10 or kind is QuantityKind.PERCENT)


def _roman(text: str) -> int:
    values = [_ROMAN[c] for c in text]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
