"""Long numbers that call something (a telephone, an account, a licence), which each side prints in groups of its own:
0871-55501234 and 0871-5550 1234, 400 820 8820 and 4008208820."""

from __future__ import annotations

import re
from collections.abc import Sequence

from duizhao.corpora.numerals import Quantity

CALLED = 7  # figures from which a number calls something: of fewer, groups may be numbers of their own
# Figures with what sets them in groups; a point or a comma would make decimals or thousands.
_GROUPED = re.compile(r"(?<![\d.,])[+(（]?\d[\d()（）]*(?:[ \u00a0-][(（]?\d[\d()（）]*){0,7}(?![.,]?\d)")
_OTHER = re.compile(r"\D")


def without_regrouped(
    left: Sequence[Quantity], right: Sequence[Quantity], source: str, target: str
) -> tuple[list[Quantity], list[Quantity]]:
    """What is left of both sides without what stands in a long number that both sides print, however it is grouped."""
    here, there = _called(source), _called(target)
    same = here.keys() & there.keys()
    spans = [[span for key in same for span in side[key]] for side in (here, there)]
    return _outside(left, spans[0]), _outside(right, spans[1])


def _called(text: str) -> dict[str, list[tuple[int, int]]]:
    """The long numbers of a text, by their figures, with their places."""
    found: dict[str, list[tuple[int, int]]] = {}
    for match in _GROUPED.finditer(text):
        figures = _OTHER.sub("", match[0])
        if len(figures) >= CALLED:
            found.setdefault(figures, []).append(match.span())
    return found


def _outside(these: Sequence[Quantity], spans: Sequence[tuple[int, int]]) -> list[Quantity]:
    return [q for q in these if not any(start <= q.span[0] < end for start, end in spans)]
