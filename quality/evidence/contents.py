"""Which pairs are lines of a table of contents that a reader took for text: they say again what headings say, and are
cut where the line ends and not where a sentence does, so that one side's half stands beside the other's whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from duizhao.corpora.model import Pair

LEAST = 3  # lines with a leader and a page that make a table of contents
GAP = 8  # lines between two of them that were cut before their leader
# A leader begins where its run of dots begins: sought at each dot, a long one would cost its square.
_DOTS, LEAST_DOTS = ".…·．。⋯", 4
_LEADER = re.compile(
    rf"(?<![{_DOTS}])(?<![{_DOTS}]\s)(?:\s?[{_DOTS}]){{{LEAST_DOTS},}}\s*(?:\d{{1,4}}|[ivxlc]{{1,6}})?\s*$"
)


def lines_of_contents(pairs: Sequence[Pair]) -> frozenset[int]:
    """The indices of the pairs between the first and the last line of contents of each run of them: a line ends in a
    leader of dots, with its page or without it where that fell on the next line."""
    led = [i for i, pair in enumerate(pairs) if _has_leader(pair.source) or _has_leader(pair.target)]
    found: set[int] = set()
    run: list[int] = []
    for i in [*led, len(pairs) + 2 * GAP]:
        if run and (i - run[-1] > GAP + 1 or _elsewhere(pairs, run[-1], i)):
            if len(run) >= LEAST:
                found.update(range(run[0], run[-1] + 1))
            run = []
        run.append(i)
    return frozenset(found)


def _has_leader(text: str) -> bool:
    """Whether a text ends in a leader of dots; few hold as many dots at all."""
    return sum(map(text.count, _DOTS)) >= LEAST_DOTS and _LEADER.search(text) is not None


def _elsewhere(pairs: Sequence[Pair], one: int, other: int) -> bool:
    return other < len(pairs) and pairs[one].source_at.document != pairs[other].source_at.document
