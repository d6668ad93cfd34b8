"""Days that a Chinese text says by its own calendar and, in brackets, by the other: 元符元年二月初一（1098年3月3日）.

A translation keeps one of the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from duizhao.corpora.language.scripts import HAN
from duizhao.corpora.numerals import Quantity

_DATED = "年載载月日〇零一二三四五六七八九十百廿卅初元正腊臘冬闰閏"
_TWICE = re.compile(
    rf"(?P<own>[{HAN}〇]{{1,24}})[（(]\s?(?:即|公元|西元|公[历曆]|[阳陽][历曆]|西[历曆])?\s?前?"
    r"(?:\d{1,4}\s?年|\d{1,2}\s?月)[^（）()]{0,24}[）)]"
)
_DIGIT = re.compile(r"\d")


def without_own_calendar(left: Sequence[Quantity], every: Iterable[Quantity], text: str) -> list[Quantity]:
    """What is left of a Chinese text's quantities without those of a day in its own calendar, where the brackets behind
    it say the day in figures and all of these have their counterpart. `every` are the quantities of the text.

    >>> from duizhao.corpora.numerals import quantities
    >>> text = "七月十二日（8月12日）即位"
    >>> [q.text for q in without_own_calendar(quantities(text, "zh")[:1], quantities(text, "zh"), text)]
    []
    """
    lost = {q.span for q in left}
    said = list(every)
    kept = list(left)
    for match in _TWICE.finditer(text) if left else ():
        brackets = [q for q in said if match.end("own") < q.span[0] < match.end()]
        if brackets and not any(q.span in lost for q in brackets):
            kept = [q for q in kept if not _leads_to(q, text, match.start("own"), match.end("own"))]
    return kept


def _leads_to(q: Quantity, text: str, start: int, end: int) -> bool:
    """Whether a number in characters stands in the date that ends there."""
    inside = start <= q.span[0] and q.span[1] <= end
    return inside and not _DIGIT.search(q.text) and not text[q.span[1] : end].strip(_DATED)
