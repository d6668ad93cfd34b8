"""Units again: which correspond, from the pairs of their sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from duizhao.alignment.beads import Bead
from duizhao.alignment.layout import Layout
from duizhao.alignment.unit_scores import UnitBead

# Two units are said to correspond where of what is paired of one of them so great a part is paired with the other.
_PART = 0.2


def unit_beads(layout: Layout, beads: Sequence[Bead], first: Sequence[UnitBead]) -> list[UnitBead]:
    """The units that beads of sentences join, in the order of the source, units without a counterpart where they stand.
    `first` are the beads of units that were found without their sentences, and name every unit: where the sentences say
    the same, the probability is theirs."""
    linked, sure = _links(layout, beads)
    group = _Groups()
    for u, v in linked:
        group.join((0, u), (1, v))
    known = {(bead.source, bead.target): bead.confidence for bead in first}
    moved = {(u, v) for bead in first if bead.moved for u in bead.source for v in bead.target}
    alone = {
        (side, k): bead.confidence for bead in first for side, k in _members(bead) if not bead.source or not bead.target
    }
    out: dict[tuple[int, int], tuple[float, UnitBead]] = {}
    place = -1.0
    for each in (member for bead in first for member in _members(bead)):
        root = group.of(each)
        if root in out:
            place = max(place, out[root][0])
            continue
        members = group.members(each)
        source, target = (tuple(sorted(k for side, k in members if side == wanted)) for wanted in (0, 1))
        pairs = [(u, v) for u in source for v in target if (u, v) in linked]
        if pairs:
            weight = sum(linked[pair] for pair in pairs)
            mean = sum(sure[pair] for pair in pairs) / max(weight, 1e-9)
            bead = UnitBead(source, target, known.get((source, target), mean), any(pair in moved for pair in pairs))
        else:
            bead = UnitBead(source, target, alone.get(each, 0.5))
        # A unit of the target alone stands behind what is before it there.
        place = max(place, float(source[0])) if source and each[0] == 0 else place + 1e-6
        out[root] = (float(source[0]) if source else place, bead)
    return [bead for _, bead in sorted(out.values(), key=lambda found: found[0])]


def _members(bead: UnitBead) -> list[tuple[int, int]]:
    return [*((0, u) for u in bead.source), *((1, v) for v in bead.target)]


def _links(layout: Layout, beads: Sequence[Bead]) -> tuple[dict[tuple[int, int], float], dict[tuple[int, int], float]]:
    """How much text the beads pair of each two units, and the same times their confidence, of those that correspond."""
    weight: dict[tuple[int, int], float] = defaultdict(float)
    sure: dict[tuple[int, int], float] = defaultdict(float)
    for bead in beads:
        rows = [layout.rows[side][slice(*span)] for side, span in enumerate((bead.source, bead.target))]
        sizes: list[dict[int, float]] = [defaultdict(float), defaultdict(float)]
        for size, members in zip(sizes, rows, strict=True):
            for u, segment in members:
                size[u] += len(segment.text) / max(sum(len(each.text) for _, each in members), 1)
        for u, own in sizes[0].items():
            for v, other in sizes[1].items():
                text = (own * len(rows[0]) + other * len(rows[1])) / 2
                weight[u, v] += text
                sure[u, v] += text * bead.confidence
    most: tuple[dict[int, float], dict[int, float]] = (defaultdict(float), defaultdict(float))
    for (u, v), text in weight.items():
        most[0][u], most[1][v] = max(most[0][u], text), max(most[1][v], text)
    kept = {(u, v): text for (u, v), text in weight.items() if text >= _PART * most[0][u] or text >= _PART * most[1][v]}
    return kept, sure


class _Groups:
    """Units that are joined, directly or through others (union-find)."""

    def __init__(self) -> None:
        self._parent: dict[tuple[int, int], tuple[int, int]] = {}
        self._within: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def of(self, unit: tuple[int, int]) -> tuple[int, int]:
        """The unit that stands for the group of a unit."""
        while (above := self._parent.get(unit, unit)) != unit:
            self._parent[unit] = self._parent.get(above, above)
            unit = above
        return unit

    def members(self, unit: tuple[int, int]) -> list[tuple[int, int]]:
        root = self.of(unit)
        return self._within.get(root, [root])

    def join(self, one: tuple[int, int], other: tuple[int, int]) -> None:
        a, b = self.of(one), self.of(other)
        if a != b:
            self._parent[b] = a
            self._within[a] = self._within.get(a, [a]) + self._within.pop(b, [b])
