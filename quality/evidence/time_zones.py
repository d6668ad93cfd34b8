"""Times of day that the two sides of a pair tell by the clocks of two places: 02:00 UTC, 北京时间10:00."""

from __future__ import annotations

import re
from collections.abc import Sequence

from duizhao.corpora.numerals import Quantity, QuantityKind

# Hours ahead of universal time, in winter and in summer; with how the two languages name the clock.
_ZONES: tuple[tuple[tuple[float, ...], str, str, str], ...] = (
    ((0,), r"UTC|GMT", "", "协调世界|世界|格林[尼威]治(?:标准)?"),
    ((8,), "HKT", "Beijing|China Standard|Hong Kong|Singapore|Taipei", "北京|香港|台北|新加坡"),
    ((9,), "[JK]ST", "Tokyo|Japan|Japan Standard|Seoul|Korea|Korea Standard", "东京|日本|首尔|韩国"),
    ((5.5,), "", "India|Indian Standard", "印度(?:标准)?"),
    ((3,), "MSK", "Moscow", "莫斯科"),
    ((1, 2), "CES?T", "Central European|Paris|Berlin|Geneva|Rome", "中欧|欧洲中部|巴黎|柏林|日内瓦|罗马"),
    ((0, 1), "BST", "London|British|UK", "伦敦|英国"),
    ((-5, -4), "E[SD]?T", "Eastern|Eastern Standard|New York", "美国东部|美东|东部|纽约"),
    ((-8, -7), "P[SD]?T", "Pacific|Pacific Standard|California", "太平洋|美国西部|美西|西部|加州"),
)
_BY_ZONE = [
    (
        hours,
        re.compile(
            rf"\b(?:{short or '(?!)'})\b|\b(?:{of or '(?!)'})(?: Summer| Daylight)? [Tt]ime\b|(?:{han})(?:夏令)?时间?"
        ),
    )
    for hours, short, of, han in _ZONES
]
_DAY = 24 * 60


def without_other_clock(
    left: Sequence[Quantity], right: Sequence[Quantity], source: str, target: str
) -> tuple[list[Quantity], list[Quantity]]:
    """What is left of both sides without the times that the target tells by another place's clock: as many, each as far
    from its counterpart as the two places are. `target` and `source` name a place each, and not the same."""
    mine, yours = ([q for q in side if q.kind is QuantityKind.TIME] for side in (left, right))
    if not mine or len(mine) != len(yours):
        return list(left), list(right)
    ways = {
        round(60 * (there - here)) % _DAY
        for one in _zones(source)
        for other in _zones(target)
        for here in one
        for there in other
    } - {0}
    apart = {(_minutes(other) - _minutes(one)) % _DAY for one, other in zip(mine, yours, strict=True)}
    if len(apart) != 1 or not apart <= ways:
        return list(left), list(right)
    return [q for q in left if q not in mine], [q for q in right if q not in yours]


def _zones(text: str) -> list[tuple[float, ...]]:
    return [hours for hours, pattern in _BY_ZONE if pattern.search(text)]


def _minutes(q: Quantity) -> int:
    hour, minute = map(int, str(q.value).split(":"))
    return 60 * hour + minute
