"""The marks of notes that a reader could not tell from the text: 安全问题1的组件 where a 1 was printed raised.

One figure says little (a translator may have added it); several that have no counterpart, cling to the word before them
and count upwards through the document are its notes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from duizhao.corpora.model import Pair
from duizhao.corpora.numerals import Quantity, QuantityKind
from duizhao.quality.evidence.numbers import Compared

LEAST = 3  # marks that make a series
MOST_STEP = 3  # notes between two of them that were not seen: their pairs are whole, or elsewhere
_CLINGS = re.compile(r"[^\W\d_]$|[.,;:!?)\]。，；：！？）】”\"’]$")


def without_note_marks(
    pairs: Sequence[Pair], compared: Sequence[Compared], documents: Iterable[str]
) -> tuple[Compared, ...]:
    """The numbers of pairs, compared, without the marks of notes on either side. `documents` name each pair's."""
    out = list(compared)
    by_document: dict[str, list[int]] = defaultdict(list)
    for i, (name, found) in enumerate(zip(documents, compared, strict=True)):
        if found.source or found.target:
            by_document[name].append(i)
    for where in by_document.values():
        for side in (0, 1):
            marks = [(i, q) for i in where for q in (out[i].source, out[i].target)[side] if _clings(pairs[i], side, q)]
            series = _upward([_figure(q) for _, q in marks])
            if len(series) >= LEAST and 2 * len(series) > len(marks):
                known = {_figure(marks[n][1]) for n in series}
                for i in where:
                    out[i] = _without(out[i], pairs[i], side, known)
    return tuple(out)


def _figure(q: Quantity) -> int:
    return int(q.text)


def _clings(pair: Pair, side: int, q: Quantity) -> bool:
    """Whether a number is a bare figure right behind a word: no space, no sign, no unit in its text."""
    if q.kind is not QuantityKind.NUMBER or not re.fullmatch(r"[1-9]\d?", q.text):
        return False
    text = (pair.source, pair.target)[side]
    return bool(_CLINGS.search(text[: q.span[0]]))


def _upward(values: Sequence[int]) -> list[int]:
    """The indices of the longest rising run of values, none more than a few above the one before."""
    tails: list[int] = []  # indices of the last members of runs of each length
    before: list[int | None] = []
    for i, value in enumerate(values):
        n = bisect_left([values[t] for t in tails], value)
        before.append(tails[n - 1] if n else None)
        tails[n : n + 1] = [i]
    at: int | None = tails[-1] if tails else None
    run: list[int] = []
    while at is not None:
        run.append(at)
        at = before[at]
    run.reverse()
    steps = [values[b] - values[a] for a, b in pairwise(run)]
    return run if run and values[run[0]] <= MOST_STEP and max(steps, default=1) <= MOST_STEP else []


def _without(found: Compared, pair: Pair, side: int, known: set[int]) -> Compared:
    """What a pair has without the marks on one side, and without the number that opens such a note's text."""
    here = (found.source, found.target)[side]
    text = (pair.source, pair.target)[side]
    kept = tuple(
        q
        for q in here
        if not (
            (_clings(pair, side, q) or (q.kind is QuantityKind.NUMBER and not text[: q.span[0]].strip()))
            and q.text.isdigit()
            and _figure(q) in known
        )
    )
    gone = len(here) - len(kept)
    if not gone:
        return found
    return replace(found, source=kept) if side == 0 else replace(found, target=kept)
