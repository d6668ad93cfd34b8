"""Layout: the sentences of two documents as two lists, in which what moved stands where it belongs.

The units were matched by themselves before (`units.py`). What that says goes into the search as evidence; the lists
take from it only where a path through them is to be looked for, what moved, and long passages of which the other
document has nothing at all: these are told as omissions without being searched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.fullness import fullness
from duizhao.alignment.structure import Likely, Structure, kind_of
from duizhao.alignment.unit_scores import UnitBead
from duizhao.alignment.units import Matched
from duizhao.corpora.model import Segment, Span, Unit

Row = tuple[int, Segment]
Corners = list[tuple[int, int]]
Filled = tuple[NDArray[np.float64], NDArray[np.float64]]

# A passage of so many sentences without a counterpart is not searched where the other side accounts for less than this
# share of its words; one of so many never: the band of the whole search would be as wide. Unrelated text near by
# accounts for a third to a half.
LONG, LONGEST, ACCOUNTED = 12, 200, 0.6
# The least probability of a unit bead for the first path to pass through its corners.
ANCHOR = 0.5
# The least share of a unit's length that those which it was matched with account for, for them to be all.
FULL = 0.6


@dataclass(frozen=True, eq=False)
class Layout:
    """Two lists of sentences of documents: `rows` are (unit, segment); `walled` are units that are not searched, with
    the place (i, j) in the lists where they stand; `anchors` are places that the path is thought to pass."""

    rows: tuple[tuple[Row, ...], tuple[Row, ...]]
    walled: tuple[tuple[tuple[int, int], UnitBead], ...]
    anchors: Corners
    structure: Structure


def lay(
    units: tuple[Sequence[Unit], Sequence[Unit]],
    segments: tuple[Sequence[Sequence[Segment]], Sequence[Sequence[Segment]]],
    matched: Matched,
) -> Layout:
    """The lists of the sentences of two documents, whose units were matched."""
    flat: tuple[list[Row], list[Row]] = ([], [])
    walled: list[tuple[tuple[int, int], UnitBead]] = []
    anchors: Corners = [(0, 0)]
    full = fullness(units, (sum(map(len, segments[0])), sum(map(len, segments[1]))), matched)
    filled = full.filled
    for beads, apart in _passages(matched, segments, filled):
        for bead in beads:
            if apart:
                walled.append(((len(flat[0]), len(flat[1])), bead))
                continue
            before = len(flat[0]), len(flat[1])
            for side, members in enumerate((bead.source, bead.target)):
                flat[side].extend((u, segment) for u in members for segment in segments[side][u])
            if bead.source and bead.target and bead.confidence >= ANCHOR and _full(bead, filled):
                anchors += [before, (len(flat[0]), len(flat[1]))]
    anchors.append((len(flat[0]), len(flat[1])))
    own = [np.array([u for u, _ in side], dtype=np.int64) for side in flat]
    kinds = [np.array([kind_of(units[side][u]) for u, _ in flat[side]], dtype=np.int64) for side in (0, 1)]
    structure = Structure((own[0], own[1]), (kinds[0], kinds[1]), Likely.of(matched.likely), filled, full.hidden)
    return Layout((tuple(flat[0]), tuple(flat[1])), tuple(walled), sorted(set(anchors)), structure)


def _full(bead: UnitBead, filled: Filled) -> bool:
    """Whether the units of a bead are not far longer than those that they may correspond to."""
    return all(side[k] >= FULL for side, own in zip(filled, (bead.source, bead.target), strict=True) for k in own)


def _passages(
    matched: Matched, segments: tuple[Sequence[Sequence[Segment]], Sequence[Sequence[Segment]]], filled: Filled
) -> Iterator[tuple[list[UnitBead], bool]]:
    """The unit beads in passages, and whether each is a long one without a counterpart: not one beside a unit of the
    other side that has room for more than it was matched with."""
    groups = [list(g) for _, g in groupby(matched.beads, key=lambda bead: not (bead.source and bead.target))]
    for at, part in enumerate(groups):
        gap = not (part[0].source and part[0].target)
        beside = [groups[at - 1][-1]] * (at > 0) + [each[0] for each in groups[at + 1 : at + 2]]
        sides = {bool(bead.source) for bead in part}
        if not gap or len(sides) > 1 or not all(_full(bead, filled) for bead in beside):
            yield part, False
            continue
        side = 0 if True in sides else 1
        members = [u for bead in part for u in (bead.source, bead.target)[side]]
        count = np.array([len(segments[side][u]) for u in members])
        share = float(matched.accounted[side][members] @ count) / max(int(count.sum()), 1)
        yield part, count.sum() > LONGEST or (count.sum() >= LONG and share < ACCOUNTED)


_CLAUSE = re.compile(r"[；;]\s*")


def finer(unit: Unit, found: Sequence[Segment]) -> tuple[Segment, ...]:
    """The segments of a unit, cut after semicolons too. They still tile the unit's text; one without has none."""
    if not found:
        return ()
    cuts = sorted({segment.span.start for segment in found} | {m.end() for m in _CLAUSE.finditer(unit.text)})
    inside = [at for at in cuts if unit.text[at:].strip()]
    spans = [Span(a, b) for a, b in zip(inside, [*inside[1:], found[-1].span.end], strict=True)]
    return tuple(Segment(unit.id, k, unit.text[a:b].strip(), Span(a, b)) for k, (a, b) in enumerate(spans))
