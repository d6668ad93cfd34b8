"""From the probabilities that a model says to the shares that are right: monotone maps and tables of reliability."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np


def calibration(seen: Sequence[tuple[float, bool]], worth: Sequence[float], bins: int = 12) -> list[list[float]]:
    """Points (probability, share right) of a monotone map: pool adjacent violators over bins of equal weight, ends
    added. `worth` is the weight of each bead, that of its chapter."""
    rows = sorted((p, right, weight) for (p, right), weight in zip(seen, worth, strict=True))
    size = sum(weight for *_, weight in rows) / bins
    blocks: list[list[float]] = []
    part = [0.0, 0.0, 0.0]
    for at, (p, right, weight) in enumerate(rows):
        part = [part[0] + weight * p, part[1] + weight * right, part[2] + weight]
        if part[2] < size and at + 1 < len(rows):
            continue
        blocks.append(part)
        part = [0.0, 0.0, 0.0]
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] > blocks[-1][1] / blocks[-1][2]:
            last = blocks.pop()
            blocks[-1] = [x + y for x, y in zip(blocks[-1], last, strict=True)]
    # Half a success and half a failure in each block: no share is quite 0 or 1 on a few hundred beads.
    points = [[p / c, (r + 0.5) / (c + 1)] for p, r, c in blocks]
    # The halves can turn two blocks of unlike size round: the map must rise.
    shares = np.maximum.accumulate([0.0, *(share for _, share in points), points[-1][1]])
    places = [0.0, *(place for place, _ in points), 1.0]
    return [[round(a, 5), round(float(b), 5)] for a, b in zip(places, shares, strict=True)]


def reliability(
    seen: Sequence[tuple[float, bool]], edges: Sequence[float] = (0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0001)
) -> tuple[list[str], float]:
    """Rows of a reliability table and the expected calibration error over ten bins of equal width."""
    p = np.array([x for x, _ in seen])
    r = np.array([y for _, y in seen], dtype=float)
    rows = []
    for low, high in itertools.pairwise(edges):
        inside = (p >= low) & (p < high)
        if inside.any():
            rows.append(
                f"| {low:.2f}–{min(high, 1):.2f} | {inside.sum()} | {p[inside].mean():.3f} | {r[inside].mean():.3f} |"
            )
    bins = np.minimum((p * 10).astype(int), 9)
    error = sum(abs(p[bins == b].sum() - r[bins == b].sum()) for b in range(10)) / len(p)
    return rows, float(error)


def calibrate(points: Sequence[Sequence[float]], p: float) -> float:
    return float(np.interp(p, [a for a, _ in points], [b for _, b in points]))
