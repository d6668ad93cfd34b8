"""What one side of a pair says by the contrary of the other: more than 70 % and 低于70%, higher and 更低.

A bound is compared at its number, which stands once on either side; a comparative by pairs of contraries of which each
side has one only. Of 9,161 pairs of papers in many styles, novels and real documents none is told falsely so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.model import Pair, Span
from duizhao.corpora.numerals import Quantity, QuantityKind, quantities
from duizhao.corpora.numerals.measures import measures
from duizhao.corpora.numerals.quantity import whole
from duizhao.corpora.numerals.seeking import small_words

_ABOUT = r"\s{1,2}(?:about |around |some |the |a |an )?[$£€¥]?\s?$"
# What makes a number a bound that things lie above, or below, in front of it and behind it.
_ABOVE = re.compile(
    r"\b(?:(?:more|greater|higher|larger|longer|later|older|heavier|faster|deeper|wider|farther|further) than|above|"
    r"over|exceed(?:s|ing)?|at least|no[tr]? (?:less|fewer|lower|earlier|sooner|shorter|younger|smaller) than|"
    rf"a minimum of|in excess of|beyond){_ABOUT}",
    re.I,
)
_BELOW = re.compile(
    r"\b(?:(?:less|fewer|lower|shorter|earlier|sooner|younger|smaller|lighter) than|below|under|at most|"
    r"no[tr]? (?:more|greater|higher|larger|longer|later|older|farther|further) than|not (?:to )?exceed(?:ing)?|"
    rf"not over|a maximum of|up to|within){_ABOUT}",
    re.I,
)
_OR_ABOVE = re.compile(
    r"[^\d,.;]{0,16}?\b(?:or|and) (?:more|over|above|older|higher|later|newer|greater|longer|larger)\b", re.I
)
_OR_BELOW = re.compile(
    r"[^\d,.;]{0,16}?\b(?:or|and) (?:less|fewer|under|below|younger|lower|earlier|smaller|shorter)\b", re.I
)
_DENIED = re.compile(r"\b(?:not|never|no|nor|neither|none|nothing|without|cannot)\b|n['’]t\b", re.I)
_DENYING = frozenset("not never no nor neither none nothing without cannot t".split())
# 不低于额定产能的97%: what the share is of stands between.
_ZH_ABOUT = r"(?:约|大约|了)?(?:[^\d，。；、,;于过到足满少多]{1,10}的)?\s{0,2}$"
_ZH_ABOVE = re.compile(
    rf"(?:超过|超出|高于|大于|多于|长于|晚于|逾|不少于|不低于|不小于|不短于|不早于|至少|最少|最低|起码){_ZH_ABOUT}"
)
_ZH_BELOW = re.compile(
    r"(?:低于|少于|小于|短于|早于|不到|不足|未满|不满|不超过|不高于|不大于|不多于|不长于|不晚于|不迟于|未超过|没超过|至多|最多|最高|最长)"
    rf"{_ZH_ABOUT}"
)
_ZH_OR_ABOVE = re.compile(
    r"[^\d，。；,;一二两三四五六七八九十百千]{0,6}?(?:以上|开外|或(?:者|其)?(?:更[高晚新大长多]|以后))"
)
_ZH_OR_BELOW = re.compile(
    r"[^\d，。；,;一二两三四五六七八九十百千]{0,6}?(?:以下|以内|之内|或(?:者|其)?(?:更[低早旧小短少]|以前))"
)
# 不应大于; in 逾期未还超过24小时 what is denied is another verb.
_ZH_DENIED = re.compile("[不未没勿别莫无](?:[得应能可会宜许准须必要曾有再]|应当|应该|允许|可能|可以|能够){0,2}$")
_FRONT, _BEHIND = 100, 24  # characters in front of a number and behind it that are looked at


def _side(name: str) -> str:
    """What says left or right of a place, and nothing else: neither what is left nor what is right."""
    parts = "side|bank|arm|leg|foot|eye|button|edge|margin|corner|wing|door|ear|knee|hand"
    return (
        rf"(?:on|to|at|from) (?:the|your|its|his|her) {name}|{name}[- ](?:hand|aligned)|aligned {name}|"
        rf"(?:top|bottom|upper|lower|turn) {name}|{name} (?:{parts})"
    )


_WORDS = (
    (
        "higher|taller|highest",
        "lower|lowest|shorter",
        "更高|还要高|最高|较高|高于|高出",
        "更低|还要低|最低|较低|低于|低矮",
    ),
    ("more|most", "less|fewer|least", "更多|多于|较多|最多|还要多|再多", "更少|少于|较少|最少|还要少|再少"),
    ("thicker|thickest", "thinner|thinnest", "更[粗厚]|比[^，。]{0,6}[粗厚]", "更[细薄]|比[^，。]{0,6}[细薄]"),
    ("longer|longest", "shorter|shortest", "更长|最长|较长|长于", "更短|最短|较短|短于"),
    ("larger|bigger|greater|largest|biggest", "smaller|smallest", "更大|最大|较大|大于", "更小|最小|较小|小于"),
    ("faster|quicker|fastest", "slower|slowest", "更快|最快|较快", "更慢|最慢|较慢"),
    ("earlier|earliest", "later|latest", "更早|最早|较早|早于|提前", "更晚|最晚|较晚|晚于|推迟|更迟"),
    ("older|oldest|elder", "younger|youngest", "更老|最老|年长|更旧|最旧", "更年轻|最年轻"),
    ("heavier|heaviest", "lighter|lightest", "更重|最重|较重", "更轻|最轻|较轻"),
    ("warmer|hotter|hottest", "colder|cooler|coldest|coolest", "更[热暖]|最热|较热", "更[冷凉]|最冷|较冷"),
    ("better|best", "worse|worst", "更好|最好|较好|优于", "更差|最差|较差|更坏|更糟|劣于"),
    (
        "increase|increases|increased|increasing|widen|widens|widened|widening|expand|expands|expanded|expanding",
        "decrease|decreases|decreased|decreasing|reduce|reduces|reduced|reducing|reduction|narrows|narrowed|narrowing|"
        "shrink|shrinks|shrank|shrunk|shrinking|decline|declines|declined|declining|lowers|lowered|lowering",
        "增加|增长|上升|提高|扩大|扩展|上涨|攀升|增多|升高|增大",
        "减少|下降|降低|缩小|下跌|下滑|减小|缩减|调低|跌至|降至",
    ),
    (
        _side("left"),
        _side("right"),
        "左(?![右邻联传派倾])",
        "右(?<!左右)(?![派倾])",
    ),
    ("cheaper|cheapest", "dearer|costlier|pricier", "更便宜|最便宜|较便宜", "更贵|最贵|较贵"),
)
_CONTRARIES = tuple(
    (
        # One of these is in all that is sought.
        frozenset(re.findall("[a-z]+", f"{one}|{other}")),
        (re.compile(rf"\b(?:{one})\b", re.I), re.compile(rf"\b(?:{other})\b", re.I)),
        (re.compile(_one), re.compile(_other)),
    )
    for one, other, _one, _other in _WORDS
)
# Each begins with a character of its own, which is sought much sooner than what could stand before it.
_ANY_ZH = re.compile("|".join(f"{one}|{other}" for _, _, one, other in _WORDS))
_ZH_NOT = re.compile("[不没未无非别勿]")


class Contrary(NamedTuple):
    """Where the two sides of a pair say the contrary."""

    source: Span
    target: Span


def contraries(pair: Pair, tags: tuple[str, str]) -> tuple[Contrary, ...]:
    """Where an English-Chinese pair says the contrary of itself. `tags` are its languages."""
    target = comparable(pair.target)
    return (*_bounds(pair.source, target, tags), *_comparatives(pair.source, target))


def _bounds(source: str, target: str, tags: tuple[str, str]) -> Iterator[Contrary]:
    if not _ZH_HINT.search(target) or _HINTS.isdisjoint(small_words(source)) or not _HINT.search(source):
        return  # most pairs
    here, there = _numbers(source, tags[0]), _numbers(target, tags[1])
    for q in here:
        same = [other for other in there if other.value == q.value]
        if len(same) == 1 and sum(other.value == q.value for other in here) == 1:
            one, other = _bound(source, q), _zh_bound(target, same[0])
            if one.way * other.way < 0:
                yield Contrary(one.span, other.span)


_COUNT = (
    r"(?:about |around |some |the |a |an )?(?:[$£€¥]?\s?\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|"
    r"\w{1,9}teen|\w{1,9}ty)\b)"
)
_HINT = re.compile(
    r"\b(?:than|above|over|exceed(?:s|ing)?|least|minimum of|excess of|beyond|below|under|most|maximum of|up to|within)"
    rf"\s{{1,2}}{_COUNT}|"
    r"\b(?:or|and) (?:more|over|above|older|higher|later|newer|greater|longer|larger|less|fewer|under|below|younger|"
    r"lower|earlier|smaller|shorter)\b",
    re.I,
)
# A word of every hint.
_HINTS = frozenset(
    "than above over exceed exceeds exceeding least minimum excess beyond below under most maximum up within more "
    "older higher later newer greater longer larger less fewer younger lower earlier smaller shorter".split()
)
_ZH_HINT = re.compile(
    r"(?:[过出高低大小多少长短早晚逾于到足满]|至[少多])(?:[约大了于]{0,2}|[^\d，。；、,;]{1,10}的)\s{0,2}[\d一二两三四五六七八九十百千]"
    r"|以[上下内]|之内|开外|或(?:者|其)?更"
)


def _numbers(text: str, tag: str) -> Sequence[Quantity]:
    """The numbers of a text, and those that only their unit makes one: 五米."""
    timeless = (QuantityKind.TIME, QuantityKind.DATE)
    found = [q for q in quantities(text, tag) if q.kind not in timeless and not isinstance(q.value, tuple)]
    spans = [q.span for q in found]
    for one in measures(text, tag):
        if not any(start < one.end and one.start < end for start, end in spans):
            found.append(
                Quantity(whole(one.value), QuantityKind.NUMBER, text[one.start : one.end], (one.start, one.end))
            )
    return found


class _Bound(NamedTuple):
    """1 where things lie above a number, −1 where they lie below it, 0 where nothing says so; and where that stands."""

    way: int
    span: Span


def _bound(text: str, q: Quantity) -> _Bound:
    """What a number of an English text bounds."""
    return _read(text, q, (_ABOVE, _BELOW), (_OR_ABOVE, _OR_BELOW), _denied)


_CLAUSE_END = re.compile(r"[,;:.](?!\d)")


def _denied(front: str) -> int:
    """What a bound behind a piece of an English text is worth: nothing where a word denies it, as no more than may be
    meant, or less."""
    return 0 if _DENIED.search(_CLAUSE_END.split(front)[-1]) else 1


def _zh_bound(text: str, q: Quantity) -> _Bound:
    """The same of a Chinese text, where a denied bound counts the other way round: 不应大于."""
    return _read(
        text,
        q,
        (_ZH_ABOVE, _ZH_BELOW),
        (_ZH_OR_ABOVE, _ZH_OR_BELOW),
        lambda front: -1 if _ZH_DENIED.search(front) else 1,
    )


def _read(
    text: str,
    q: Quantity,
    before: tuple[re.Pattern[str], re.Pattern[str]],
    after: tuple[re.Pattern[str], re.Pattern[str]],
    worth: Callable[[str], int],
) -> _Bound:
    start = max(0, q.span[0] - _FRONT)
    front, behind = text[start : q.span[0]], text[q.span[1] : q.span[1] + _BEHIND]
    found = [(m, way) for pattern, way in zip(before, (1, -1), strict=True) if (m := pattern.search(front))]
    if found:
        match, way = min(found, key=lambda one: one[0].start())  # not less than: before less than
        return _Bound(way * worth(front[: match.start()]), Span(start + match.start(), q.span[1]))
    for pattern, way in zip(after, (1, -1), strict=True):
        said = pattern.match(behind)
        if said:
            return _Bound(way, Span(q.span[0], q.span[1] + said.end()))
    return _Bound(0, Span(*q.span))


def _comparatives(source: str, target: str) -> Iterator[Contrary]:
    if not _ANY_ZH.search(target) or _ZH_NOT.search(target):
        return
    said_here = small_words(source)
    if not _DENYING.isdisjoint(said_here) and _DENIED.search(source):
        return
    for said_by, english, chinese in _CONTRARIES:
        if said_by.isdisjoint(said_here):
            continue
        here = [pattern.search(source) for pattern in english]
        there = [pattern.search(target) for pattern in chinese]
        for one, other in ((0, 1), (1, 0)):
            said, contrary = here[one], there[other]
            if said and contrary and not here[other] and not there[one]:
                yield Contrary(Span(*said.span()), Span(*contrary.span()))
