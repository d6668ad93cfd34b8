"""Which pairs are lines of a table of contents that a reader took for text: they say again what headings say, and are
cut where the line ends and not where a sentence does, so that one side's half stands beside the other's whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from duizhao.corpora.model import Pair

LEAST = 3  # lines with a leader and a page that make a table of contents
GAP = 8  # lines between two of them that were cut before their leader
# A leader begins where its run of dots begins: sought at each dot, a long one would cost its square.
_LEADER = re.compile(r"(?<![.…·．。⋯])(?<![.…·．。⋯]\s)(?:\s?[.…·．。⋯]){4,}\s*(?:\d{1,4}|[ivxlc]{1,6})?\s*$")


def lines_of_contents(pairs: Sequence[Pair]) -> frozenset[int]:
    """The indices of the pairs between the first and the last line of contents of each run of them: a line ends in a
    leader of dots, with its page or without it where that fell on the next line."""
    led = [i for i, pair in enumerate(pairs) if _LEADER.search(pair.source) or _LEADER.search(pair.target)]
    found: set[int] = set()
    run: list[int] = []
    for i in [*led, len(pairs) + 2 * GAP]:
        if run and (i - run[-1] > GAP + 1 or _elsewhere(pairs, run[-1], i)):
            if len(run) >= LEAST:
                found.update(range(run[0], run[-1] + 1))
            run = []
        run.append(i)
    return frozenset(found)


def _elsewhere(pairs: Sequence[Pair], one: int, other: int) -> bool:
    return other < len(pairs) and pairs[one].source_at.document != pairs[other].source_at.document
