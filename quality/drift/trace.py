"""Which sentence of a text is which of another version of it, in the same language."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from duizhao.corpora.language.lexicon import STOP
from duizhao.corpora.language.scripts import HAN

# Two versions of a sentence share more than this of their characters in order (rapidfuzz ratio, 0..1): of 400 edits
# of ten kinds the least like was at 0.47, of unrelated neighbours one in fifty is above it.
ALIKE = 0.5
# A sentence found far from its place must be nearly the same: short phrases recur.
MOVED = 0.85
# So many sentences in a row may be rewritten beyond likeness and still be taken for each other, in their order.
REWRITTEN = 3
# Rewritten sentences share a quarter of their content words; one removed and another put in seldom share two.
KIN = 0.25
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "‑": "-"})


def plain(text: str) -> str:
    """A sentence as it is compared: NFKC, one kind of quotes and dashes, no white space at the ends, single spaces."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).translate(_QUOTES)).strip()


@dataclass(frozen=True)
class Trace:
    """For each sentence of the newer version its index in the older one, None where it has no ancestor. `moved` are
    those of the newer whose ancestor stood elsewhere."""

    older: tuple[int | None, ...]
    moved: frozenset[int]

    @cached_property
    def newer(self) -> dict[int, int]:
        """Index in the older version to index in the newer one."""
        return {old: new for new, old in enumerate(self.older) if old is not None}


def trace(old: Sequence[str], new: Sequence[str], *, alike: float = ALIKE) -> Trace:
    """Follow sentences from an older version to a newer one.

    The same sentences in the same order first, then what is left between them: the most alike in order, then a single
    sentence on each side of the same gap, last what was moved. With `alike` above 1 only the same sentences count.
    """
    before, after = [plain(text) for text in old], [plain(text) for text in new]
    found: list[int | None] = [None] * len(after)
    gaps = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found[j1:j2] = range(i1, i2)
        else:
            gaps.append((range(i1, i2), range(j1, j2)))
    moved = _moved(before, after, gaps, found, MOVED if alike <= 1 else 1.0)
    if alike <= 1:
        used = {one for one in found if one is not None}
        for rows, columns in gaps:
            left, right = [i for i in rows if i not in used], [j for j in columns if found[j] is None]
            for i, j in _in_order(before, after, left, right, alike):
                found[j] = i
    return Trace(tuple(found), frozenset(moved))


_Gap = tuple[range, range]


def _moved(
    before: Sequence[str], after: Sequence[str], gaps: Sequence[_Gap], found: list[int | None], least: float
) -> set[int]:
    """Pair sentences of different gaps that are the same; sets `found` and returns those of the newer version."""
    from rapidfuzz import fuzz

    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, (rows, _) in enumerate(gaps):
        for i in rows:
            places[before[i]].append((number, i))
    moved: set[int] = set()
    used: set[int] = set()
    left = [(number, j) for number, (_, columns) in enumerate(gaps) for j in columns]
    for number, j in left:
        elsewhere = [i for gap, i in places.get(after[j], ()) if i not in used and (gap != number or least == 1.0)]
        if elsewhere and len(after[j]) > 3:
            found[j] = elsewhere[0]
            used.add(elsewhere[0])
            moved.add(j)
    if least < 1.0:
        rest = [(gap, i) for gap, (rows, _) in enumerate(gaps) for i in rows if i not in used and len(before[i]) > 15]
        for number, j in left:
            if found[j] is not None or len(after[j]) <= 15:
                continue
            scored = [(fuzz.ratio(before[i], after[j]) / 100, -i) for gap, i in rest if gap != number and i not in used]
            best = max(scored, default=(0.0, 0))
            if best[0] >= least:
                found[j] = -best[1]
                used.add(-best[1])
                moved.add(j)
    return moved


def _in_order(
    before: Sequence[str], after: Sequence[str], rows: Sequence[int], columns: Sequence[int], alike: float
) -> Iterator[tuple[int, int]]:
    """The pairs of a gap, in order, with the greatest sum of likeness; as many left on each side between two of them
    are pairs as well: rewritten in their place."""
    pairs = [*_alike_in_order(before, after, rows, columns, alike), (len(before), len(after))]
    i = j = -1
    for row, column in pairs:
        left = [one for one in rows if i < one < row]
        right = [one for one in columns if j < one < column]
        if len(left) == len(right) <= REWRITTEN:
            yield from (both for both in zip(left, right, strict=True) if _kin(before[both[0]], after[both[1]]))
        if row < len(before):
            yield row, column
        i, j = row, column


_WORD = re.compile(rf"[A-Za-z]{{4,}}|\d+|[{HAN}]{{2}}")


def _kinship(one: str, other: str) -> float:
    """The share (0..1) of the words of the shorter sentence that stand in the other; 0 where it is a single one."""
    mine, yours = (
        {word.casefold()[:6] for word in _WORD.findall(text) if word.casefold() not in STOP} for text in (one, other)
    )
    shared = len(mine & yours)
    return shared / max(4, min(len(mine), len(yours))) if shared > 1 else 0.0


def _kin(one: str, other: str) -> bool:
    """Whether a sentence may be another one rewritten; if not, one was removed and another put in."""
    return _kinship(one, other) >= KIN


def _alike_in_order(
    before: Sequence[str], after: Sequence[str], rows: Sequence[int], columns: Sequence[int], alike: float
) -> Iterator[tuple[int, int]]:
    from rapidfuzz import fuzz

    if not rows or not columns:
        return
    score = [
        [
            max(fuzz.ratio(before[i], after[j]) / 100 - alike, _kinship(before[i], after[j]) - alike, 0.0)
            for j in columns
        ]
        for i in rows
    ]
    best = [[0.0] * (len(columns) + 1) for _ in range(len(rows) + 1)]
    for i in range(len(rows) - 1, -1, -1):
        for j in range(len(columns) - 1, -1, -1):
            pair = score[i][j] + best[i + 1][j + 1] if score[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], pair)
    i = j = 0
    while i < len(rows) and j < len(columns):
        if score[i][j] and best[i][j] == score[i][j] + best[i + 1][j + 1]:
            yield rows[i], columns[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
