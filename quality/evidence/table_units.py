"""Tables whose figures the two sides give in other units: 38.70 under 亿元 is 3,870 under "RMB million".

The heads of a row or of a column say the units; where they do not, all figures of a row or column that differ do so by
the same power of ten."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from duizhao.corpora.model import Kind, Pair
from duizhao.corpora.numerals import Quantity
from duizhao.quality.evidence.numbers import Compared

LEAST = 3  # figures of a row or column that say its ratio by themselves: a slip of a digit is seldom made three times
_CELL = re.compile(r"(.*)\.r(\d+)\.c(\d+)$")
_SCALES = (
    (re.compile(r"十亿|\b[Bb]illions?\b|\bbn\b"), 10**9),
    (re.compile("千万"), 10**7),
    (re.compile(r"百万|\b[Mm]illions?\b|\bmn\b|\bm\b(?=\W*$)"), 10**6),
    (re.compile(r"千(?=[美欧港日瑞]?[元人吨户辆台标公])|\b[Tt]housands?\b|['’]000\b|\b000s\b"), 10**3),
    (re.compile("亿"), 10**8),
    (re.compile("万"), 10**4),
)
_BARE = re.compile(r"[\s\d.,+\-−–()（）*¥￥$€£]*")


def without_table_units(pairs: Sequence[Pair], compared: Sequence[Compared]) -> tuple[Compared, ...]:
    """The numbers of pairs, compared, without those of table cells that differ as the units of their heads do."""
    cells = {key: i for i, pair in enumerate(pairs) if (key := _cell(pair)) is not None}
    ratios = {key: ratio for key, i in cells.items() if (ratio := _ratio(pairs[i], compared[i])) is not None}
    if not ratios:
        return tuple(compared)
    lines: dict[tuple[str, str, int], list[Fraction]] = defaultdict(list)
    for (table, row, column), ratio in ratios.items():
        lines[table, "r", row].append(ratio)
        lines[table, "c", column].append(ratio)
    out = list(compared)
    for key, ratio in ratios.items():
        table, row, column = key
        alike = any(
            len(line) >= LEAST and len(set(line)) == 1 for line in (lines[table, "r", row], lines[table, "c", column])
        )
        if alike or ratio in _of_heads(key, cells, pairs):
            i = cells[key]
            out[i] = replace(out[i], matched=out[i].matched + len(out[i].source), source=(), target=())
    return tuple(out)


_Key = tuple[str, int, int]


def _cell(pair: Pair) -> _Key | None:
    """The table, row and column of a pair of cells."""
    if pair.source_at.kind is not Kind.CELL or pair.target_at.kind is not Kind.CELL:
        return None
    match = _CELL.match(pair.source_at.unit)
    return (f"{pair.source_at.document} {match[1]}", int(match[2]), int(match[3])) if match else None


def _ratio(pair: Pair, found: Compared) -> Fraction | None:
    """The power of ten, not 1, by which two cells of a bare figure each differ."""
    if len(found.source) != 1 or len(found.target) != 1:
        return None
    if not (_BARE.fullmatch(pair.source) and _BARE.fullmatch(pair.target)):
        return None
    one, other = _plain(found.source[0]), _plain(found.target[0])
    if not one or not other:
        return None
    ratio = other / one
    small, great = sorted((abs(ratio.numerator), ratio.denominator))
    return ratio if small == 1 and great > 1 and str(great).rstrip("0") == "1" else None


def _plain(q: Quantity) -> Fraction | None:
    return Fraction(q.value) if isinstance(q.value, int | Fraction) else None


def _of_heads(key: _Key, cells: dict[_Key, int], pairs: Sequence[Pair]) -> frozenset[Fraction]:
    """The ratios of the units in the first cells of a row and a column."""
    table, row, column = key
    found = set()
    for head in (*((table, row, c) for c in range(1, column)), *((table, r, column) for r in range(1, row))):
        if head in cells:
            one, other = (_scale(text) for text in (pairs[cells[head]].source, pairs[cells[head]].target))
            if one != other:
                found.add(Fraction(one, other))
    return frozenset(found)


def _scale(text: str) -> int:
    return next((times for pattern, times in _SCALES if pattern.search(text)), 1)
