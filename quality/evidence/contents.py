"""Which pairs are lines of a table of contents that a reader took for text: they say again what headings say, and are
cut where the line ends and not where a sentence does, so that one side's half stands beside the other's whole."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from duizhao.corpora.model import Document, Kind, Pair

LEAST = 3  # lines with a leader and a page that make a table of contents
GAP = 8  # lines between two of them that were cut before their leader
# A leader begins where its run of dots begins: sought at each dot, a long one would cost its square.
_DOTS, LEAST_DOTS = ".…·．。⋯", 4
_LEADER = re.compile(
    rf"(?<![{_DOTS}])(?<![{_DOTS}]\s)(?:\s?[{_DOTS}]){{{LEAST_DOTS},}}\s*(?:\d{{1,4}}|[ivxlc]{{1,6}})?\s*$"
)
_TWO_DOTS = re.compile(rf"[{_DOTS}]\s?[{_DOTS}]")


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
    """Whether a text ends in a leader of dots; few hold two dots side by side at all."""
    return _TWO_DOTS.search(text) is not None and _LEADER.search(text) is not None


def _elsewhere(pairs: Sequence[Pair], one: int, other: int) -> bool:
    return other < len(pairs) and pairs[one].source_at.document != pairs[other].source_at.document


_PAGED = re.compile(r"\s(?:\d{1,4}|[ivxlc]{1,7})$")


def between_contents(documents: Sequence[Document], lone: Set[tuple[int, str]]) -> frozenset[tuple[int, str]]:
    """The units, by side and id, between lines of a table of contents. `lone` are those that were paired with
    nothing."""
    found: set[tuple[int, str]] = set()
    for side, document in enumerate(documents):
        run: list[tuple[str, bool]] = []  # the texts left over since the last one that was paired, and if of contents
        for unit in document.units:
            if unit.kind is Kind.CONTENTS or (side, unit.id) in lone:
                run.append((unit.id, unit.kind is Kind.CONTENTS or bool(_PAGED.search(unit.text))))
            elif unit.kind.translatable:
                found.update(_between(run, side))
                run = []
        found.update(_between(run, side))
    return frozenset(found)


def _between(run: Sequence[tuple[str, bool]], side: int) -> set[tuple[int, str]]:
    """What stands between the first and the last line of contents of a run of at least two."""
    lines = [n for n, (_, listed) in enumerate(run) if listed]
    return {(side, name) for name, _ in run[lines[0] : lines[-1] + 1]} if len(lines) > 1 else set()
