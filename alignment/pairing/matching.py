"""One translation for each document: the assignment of the greatest sum that no exchange of two partners betters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Partners:
    """Row `source` goes with row `target`. `lead` is what would be lost by the best of other arrangements: exchanging
    partners with another pair, or leaving the partner to one that has none; `score` where there is no other."""

    source: int
    target: int
    score: float
    lead: float


Edges = Mapping[tuple[int, int], float]


def assign(edges: Edges) -> dict[int, int]:
    """The best assignment, target by source, that is found by taking the best first and then exchanging partners as
    long as the sum grows by it. Linear in the number of edges, each document having a bounded number of them."""
    partner: dict[int, int] = {}
    back: dict[int, int] = {}
    for source, target in sorted(edges, key=lambda pair: (-edges[pair], pair)):
        if source not in partner and target not in back:
            partner[source], back[target] = target, source
    while _exchange(edges, partner, back):
        pass
    return partner


def with_leads(edges: Edges, partner: Mapping[int, int]) -> list[Partners]:
    """Each source with its target and its lead. `edges` holds those of all partners."""
    back = {target: source for source, target in partner.items()}
    return [
        Partners(source, target, edges[source, target], lead)
        for (source, target), lead in sorted(_leads(edges, partner, back).items())
    ]


def _exchange(edges: Edges, partner: dict[int, int], back: dict[int, int]) -> bool:
    """Exchange partners along every edge where the sum grows by it; returns whether there was one."""
    changed = False
    for (source, target), score in edges.items():
        mine, theirs = partner.get(source), back.get(target)
        if mine == target:
            continue
        gain = score - _of(edges, source, mine) - _of(edges, theirs, target)
        crossed = _of(edges, theirs, mine) if theirs is not None and mine is not None else 0.0
        if gain + crossed <= 1e-9:
            continue
        changed = True
        if mine is not None:
            del back[mine]
        if theirs is not None:
            del partner[theirs]
        partner[source], back[target] = target, source
        if crossed > 0 and theirs is not None and mine is not None:
            partner[theirs], back[mine] = mine, theirs
    return changed


def _of(edges: Edges, source: int | None, target: int | None) -> float:
    return 0.0 if source is None or target is None else edges.get((source, target), 0.0)


def _leads(edges: Edges, partner: Mapping[int, int], back: Mapping[int, int]) -> dict[tuple[int, int], float]:
    leads = {(source, target): edges[source, target] for source, target in partner.items()}
    for (source, target), score in edges.items():
        mine, theirs = partner.get(source), back.get(target)
        if mine == target:
            continue
        own = _of(edges, source, mine) + _of(edges, theirs, target)
        lead = own - score - _of(edges, theirs, mine)
        if mine is not None:
            leads[source, mine] = min(leads[source, mine], lead)
        if theirs is not None:
            leads[theirs, target] = min(leads[theirs, target], lead)
    return leads


def nearest(edges: Edges, side: int) -> dict[int, Sequence[tuple[int, float]]]:
    """The candidates of each row of a side (0 the sources), the best first."""
    found: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for pair, score in edges.items():
        found[pair[side]].append((pair[1 - side], score))
    return {row: sorted(others, key=lambda each: (-each[1], each[0])) for row, others in found.items()}
