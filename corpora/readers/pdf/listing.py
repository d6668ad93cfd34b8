"""Lists without marks whose items are short lines: the posts of an office, the members of a body."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from duizhao.corpora.readers.pdf.lines import Line

_ANNOUNCES = re.compile(r"[:：]$")
# How an item ends before another one, and how the last does.
_GOES_ON = re.compile(r"[,，、;；]$|[,，;；]?\s?(?:\b(?:and|or)|以及|和|或|及|與|与)$")
_ENDS = re.compile(r"[.。;；]$")
# Two lines that end in a comma may be a sentence in a narrow place.
_LEAST = 3
# Lines of a list fill so much of their column at most: running text fills it.
_SHORT = 0.6
# Items stand at one distance, but for a point of rounding, and no further apart than so many em.
_APART, _ROUNDING = 3.0, 1.5


def listed_lines(page: Sequence[Line], right: Mapping[tuple[int, int], float]) -> frozenset[int]:
    """The indices of the lines of a page that are each an item of a list without marks. A text announces them with a
    colon; every line ends in a comma or `and` but the last, which ends the sentence; all begin at one place, stand at
    one distance, and leave much of their column free, so that none was broken of need. `right`: the right edge of the
    columns, by page and column.
    """
    found: set[int] = set()
    start = 1
    while start < len(page):
        stop = start + 1
        if _ANNOUNCES.search(page[start - 1].text) and page[start - 1].column == page[start].column:
            while stop < len(page) and _next(page, start, stop):
                stop += 1
            run = page[start:stop]
            if len(run) >= _LEAST and _ENDS.search(run[-1].text) and all(_is_short(line, right) for line in run):
                found.update(range(start, stop))
        start = stop
    return frozenset(found)


def _next(page: Sequence[Line], start: int, i: int) -> bool:
    """Whether line `i` is set as the item before it is, which promises another one."""
    first, last, line = page[start], page[i - 1], page[i]
    if not _GOES_ON.search(last.text) or line.bullet or line.column != first.column:
        return False
    gap = last.y - line.y
    even = i - 1 == start or abs(gap - (page[i - 2].y - last.y)) <= _ROUNDING
    level = abs(line.x0 - first.x0) <= 1 and abs(line.size - first.size) < 0.6
    return level and even and 0 < gap <= _APART * line.size


def _is_short(line: Line, right: Mapping[tuple[int, int], float]) -> bool:
    column = right.get((line.page, line.column), line.x1)
    return line.x1 <= line.x0 + _SHORT * (column - line.x0)
