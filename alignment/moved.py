"""Units that moved: what is left over on both sides and corresponds, whatever its place."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.beads import beads_of
from duizhao.alignment.coverage import Windows
from duizhao.alignment.search import INDEX, NEVER, SHAPES, Band, Floats, Ints, best_path, mask
from duizhao.alignment.unit_scores import UnitBead, UnitTexts, outside, worth

# Units that moved: the evidence that a block of them, and that a single one must have; the least that a member must
# have, and the least beside one; the gap, in units of the document, that a block may have; and the most unit pairs
# that are looked at.
BLOCK, SINGLE, BLOCK_LEAST, BESIDE = 2.0, 1.5, -0.3, -2.0
_LEAP = 3
_SCATTERED = 4_000_000
# Documents of up to so many unit pairs have every unit compared with those left over; so many units at once.
_COMPARED = 2_000_000
_ROWS = 256


def with_moved(matched: list[UnitBead], texts: UnitTexts) -> list[UnitBead]:
    """Match units that were left over on both sides, whatever their place: blocks that moved.

    The best monotone path through what is left over finds one block, or several that kept their order; then again with
    what is left. A block is accepted by the evidence of all its units together, a single unit only when no other unit
    of the document is as near.
    """
    lone = [
        np.array([bead.source[0] for bead in matched if not bead.target], dtype=np.int64),
        np.array([bead.target[0] for bead in matched if not bead.source], dtype=np.int64),
    ]
    size = max(len(lone[0]) * len(texts.units[1]), len(lone[1]) * len(texts.units[0]))
    if not len(lone[0]) or not len(lone[1]) or size > _SCATTERED:
        return matched
    rows = [np.sort(each) for each in lone]
    score = _scattered(texts, rows)
    free = [np.ones(len(each), dtype=bool) for each in rows]
    found: list[tuple[int, int, float]] = []
    while all(each.any() for each in free):
        left = [np.flatnonzero(each) for each in free]
        blocks = _blocks(score[np.ix_(*left)], rows[0][left[0]], rows[1][left[1]])
        accepted = [block for block in blocks if _sure(block, score, left)]
        if not accepted:
            break
        for block in accepted:
            pairs = [(int(left[0][x]), int(left[1][y])) for x, y in block]
            for p, q in _filled(pairs, score, rows, free):
                free[0][p] = free[1][q] = False
                found.append((int(rows[0][p]), int(rows[1][q]), float(score[p, q])))
    partner = {i: (j, 1 / (1 + float(np.exp(-value)))) for i, j, value in found}
    taken = {j for j, _ in partner.values()}
    out = []
    for bead in matched:
        if not bead.target and bead.source[0] in partner:
            j, sure = partner[bead.source[0]]
            out.append(UnitBead(bead.source, (j,), sure, moved=True))
        elif bead.source or bead.target[0] not in taken:
            out.append(bead)
    return out


def _scattered(texts: UnitTexts, rows: Sequence[Ints]) -> Floats:
    """(len(rows[0]), len(rows[1])) scores of 1-1 beads between some units of both sides, with all other units as
    competitors.

    That no other unit of either document is as near is the best evidence of a lone pair: by how much is added to its
    score. Among many units with words in common the score itself says little, and of units that only happen to be left
    over on both sides hardly any are nearest to each other.
    """
    n, m = (len(units) for units in texts.units)
    if n * m > _COMPARED:
        return _apart(texts, rows[0], rows[1])
    # Each by itself, and nearly all of it in numpy, which lets the other thread run.
    with ThreadPoolExecutor(2) as pool:
        across, down = pool.map(_apart, (texts, texts), (rows[0], np.arange(n)), (np.arange(m), rows[1]))
    lead = np.minimum(_lead(across)[:, rows[1]], _lead(down.T)[:, rows[0]].T)
    out: Floats = across[:, rows[1]] + np.maximum(lead, 0.0)
    return out


def _lead(score: Floats) -> Floats:
    """By how much each score is above the best other one of its row."""
    if score.shape[1] < 2:
        return np.zeros_like(score)
    second, best = np.partition(score, -2, axis=1)[:, -2:].T[:, :, None]
    out: Floats = np.where(score == best, score - second, score - best)
    return out


def _apart(texts: UnitTexts, source: Ints, target: Ints) -> Floats:
    """(len(source), len(target)) scores of 1-1 beads between units wherever they stand."""
    score = outside(texts, source[:, None], target[None, :], 1, 1)
    for side, (own, other) in enumerate(((source, target), (target, source))):
        count = len(texts.units[1 - side])
        for start in range(0, len(own), _ROWS):
            part = own[start : start + _ROWS]
            view = Windows(np.zeros(len(part), dtype=np.int64), count)
            every = np.ones((len(part), count), dtype=np.float32)
            found = worth(texts.both[side].only(part), view, every, 1)[0][:, other, 0]
            if side == 0:
                score[start : start + _ROWS] += found
            else:
                score[:, start : start + _ROWS] += found.T
    out: Floats = score.astype(np.float32)
    return out


def _blocks(score: Floats, source: Ints, target: Ints) -> list[list[tuple[int, int]]]:
    """The best monotone path through the score table, cut where it leaps by more than _LEAP units on either side."""
    n, m = score.shape
    band = Band.full(n, m)
    table = np.full((n + 1, m + 1, len(SHAPES)), NEVER, dtype=np.float32)
    table[:, :, INDEX[1, 0]] = table[:, :, INDEX[0, 1]] = 0.0
    table[:n, :m, INDEX[1, 1]] = score - BLOCK_LEAST
    corners, _ = best_path(band, mask(band, table))
    blocks: list[list[tuple[int, int]]] = []
    for bead in beads_of(corners):
        if bead.shape == (1, 1):
            x, y = bead.source.start, bead.target.start
            last = blocks[-1][-1] if blocks else None
            if last and source[x] - source[last[0]] <= _LEAP and target[y] - target[last[1]] <= _LEAP:
                blocks[-1].append((x, y))
            else:
                blocks.append([(x, y)])
    return blocks


def _sure(block: list[tuple[int, int]], score: Floats, left: Sequence[Ints]) -> bool:
    """Whether a block has the evidence that it needs."""
    total = sum(float(score[left[0][x], left[1][y]]) for x, y in block)
    return total >= (BLOCK if len(block) > 1 else SINGLE)


def _filled(
    pairs: list[tuple[int, int]], score: Floats, rows: Sequence[Ints], free: Sequence[NDArray[np.bool_]]
) -> list[tuple[int, int]]:
    """A block with the pairs right beside its own: what is said in many places ("At the global level, the ILO will:")
    has little evidence of its own."""
    out = dict(pairs)
    for step in (1, -1):
        for x, y in sorted(pairs, reverse=step < 0):
            while True:
                x, y = x + step, y + step
                if not (0 <= x < len(rows[0]) and 0 <= y < len(rows[1])) or x in out or y in out.values():
                    break
                beside = all(side[k] - side[k - step] == step for side, k in ((rows[0], x), (rows[1], y)))
                if not beside or not free[0][x] or not free[1][y] or score[x, y] < BESIDE:
                    break
                out[x] = y
    return sorted(out.items())
