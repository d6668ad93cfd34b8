"""Units: which paragraphs, bullets and headings of two documents correspond, by content and number together.

Numbers are evidence and never law. What the numbering is worth is read from the documents themselves: units that
match by content show whether equal numbers mean equal paragraphs here, and by how much the numbering is shifted at
each place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.beads import Bead, beads_of
from duizhao.alignment.blas import one_thread
from duizhao.alignment.coarse import Sketch, coarse_path
from duizhao.alignment.coverage import Windows, coverage_of_matches, windows
from duizhao.alignment.evidence import Evidence
from duizhao.alignment.path import distance, path_of, turned
from duizhao.alignment.search import INDEX, NEVER, SHAPES, Band, Floats, Ints, best_path, mask, posteriors
from duizhao.alignment.signals.links import Postings
from duizhao.alignment.unit_numbering import numbering
from duizhao.corpora.model import Kind, Unit

# Shapes of unit beads: a list split or joined, never more.
_SHAPES = ((0, 1), (1, 0), (1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1))
# Documents up to this many unit pairs are searched whole; larger ones within a band around a coarse path.
_WHOLE = 60_000
_HALF = 100
# Units either side of the first path that the second round looks at.
_NARROW = 12

# The evidence of a unit inside a bead, in nats: COVERED x (the share of its idf mass that finds a match on the other
# side - CHANCE) + CLAIMED x (the share whose best matches lie there rather than elsewhere in the document - NEARBY),
# half for each side. Units are added up, so a merge must have the evidence of each of its members; unrelated units
# cover a third of each other by common words.
COVERED, CHANCE = 4.0, 0.35
CLAIMED, NEARBY = 9.0, 0.1
# The idf mass (about three words) at which a unit's evidence counts half.
LIGHT = 10.0
# Between kinds of running text (a bullet read as a paragraph, a paragraph as part of a box) nothing is held against
# a pair.
SAME_KIND, OTHER_KIND = 0.5, -1.0
# A heading and running text in one bead.
MIXED = -3.0
_TEXT = (Kind.PARAGRAPH, Kind.BULLET, Kind.BOX, Kind.CELL, Kind.FRONT)
# Lengths: squared log ratio over twice its variance, which is less for long units. LENGTH_MOST is the most it can
# say against a pair.
SPREAD, SHORT, LENGTH_MOST = 0.03, 9.0, 5.0
EXTRA = -1.7
SKIP = -0.6
# Units that moved: the evidence that a block of them, and that a single one must have; the least that a member must
# have, and the least beside one; the gap, in units of the document, that a block may have; and the most unit pairs
# that are looked at.
BLOCK, SINGLE, BLOCK_LEAST, BESIDE = 2.0, 1.5, -0.3, -2.0
_LEAP = 3
_SCATTERED = 4_000_000
# Documents of up to so many unit pairs have every unit compared with those left over; so many units at once.
_COMPARED = 2_000_000
_ROWS = 256


@dataclass(frozen=True, slots=True)
class UnitBead:
    """Source units `source` correspond to target units `target`, as indices into the documents' translatable units.

    `confidence` (0..1) is the probability of the match; `moved` says that it stands out of order in the target.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    confidence: float
    moved: bool = False


@dataclass(frozen=True)
class _Table:
    """Content scores (n + 1, width, K) of unit beads in a band."""

    band: Band
    content: Floats


def match_units(source: Sequence[Unit], target: Sequence[Unit], known: Evidence) -> list[UnitBead]:
    """Unit beads that name every unit of both documents once, in the order of the source; units without a
    counterpart have an empty side and stand where they are in their own document. `known` holds the units' texts as
    sides."""
    n, m = len(source), len(target)
    if not n or not m:
        return [UnitBead((i,), (), 1.0) for i in range(n)] + [UnitBead((), (j,), 1.0) for j in range(m)]
    texts = _Texts((source, target), known.postings(), (known.source.lengths, known.target.lengths))
    notes = [np.array([unit.kind is Kind.FOOTNOTE for unit in units]) for units in texts.units]
    if not all(each.any() and not each.all() for each in notes):
        return _moved(_in_order(texts), texts)
    # Notes stand where a page ended, at another place on either side: their order among themselves is what counts.
    beads = []
    for chosen in ([~each for each in notes], notes):
        rows = [np.flatnonzero(each) for each in chosen]
        place = -1.0
        for bead in _in_order(texts.only(*rows)):
            members = [[int(own[k]) for k in side] for own, side in zip(rows, (bead.source, bead.target), strict=True)]
            whole = UnitBead(tuple(members[0]), tuple(members[1]), bead.confidence)
            place = whole.source[0] if whole.source else place + 1e-6
            beads.append((place, whole))
    return _moved([bead for _, bead in sorted(beads, key=lambda each: each[0])], texts)


@dataclass(frozen=True)
class _Texts:
    """The units of both sides, with their tokens and lengths."""

    units: tuple[Sequence[Unit], Sequence[Unit]]
    both: tuple[Postings, Postings]
    lengths: tuple[NDArray[np.float64], NDArray[np.float64]]

    def only(self, rows: Ints, columns: Ints) -> _Texts:
        """The same with these source and target units alone, renumbered."""
        kept = (rows, columns)
        units = tuple([each[k] for k in keep.tolist()] for each, keep in zip(self.units, kept, strict=True))
        lengths = tuple(each[keep] for each, keep in zip(self.lengths, kept, strict=True))
        return _Texts(
            (units[0], units[1]),
            (self.both[0].only(rows, columns), self.both[1].only(columns, rows)),
            (lengths[0], lengths[1]),
        )


def _in_order(texts: _Texts) -> list[UnitBead]:
    """The best monotone path: what stands in the same order on both sides."""
    (source, target), both = texts.units, texts.both
    n, m = len(source), len(target)
    if n * m <= _WHOLE:
        band = Band.full(n, m)
    else:
        with one_thread():
            band = Band.around(coarse_path(Sketch(both[0], n, m)), m, _HALF)
    # First with every unit in view as likely as any other, then around the path that gives: only among its
    # neighbours does it show whether a unit accounts for all of another, or for half of a merged one.
    beads, _ = _solve(_content(texts, band))
    path = path_of(beads, n)
    band = Band.around(path, m, _NARROW)
    beads, sure = _solve(_content(texts, band, path), numbering(source, target, beads, band))
    return [UnitBead(tuple(range(*b.source)), tuple(range(*b.target)), p) for b, p in zip(beads, sure, strict=True)]


def _content(texts: _Texts, band: Band, path: NDArray[np.float64] | None = None) -> _Table:
    """The scores of unit beads without their numbers. With a `path` of the round before, units near it are likelier
    partners."""
    n, m = band.n, band.m
    content = np.full((n + 1, band.width, len(SHAPES)), NEVER, dtype=np.float32)
    content[:, :, INDEX[1, 0]] = content[:, :, INDEX[0, 1]] = SKIP
    views = windows(band)
    if path is None:
        priors = [np.ones((len(view.low), view.width), dtype=np.float32) for view in views]
    else:
        priors = [distance(path, views[0]), distance(turned(path, m), views[1])]
    worth = [_worth(*each) for each in zip(texts.both, views, priors, strict=True)]
    columns = band.columns()
    for a, b in _SHAPES:
        if a and b and n >= a and m >= b:
            i, j = np.arange(n + 1 - a)[:, None], np.minimum(columns[: n + 1 - a], m - b)
            score = _outside(texts, i, j, a, b)
            for x in range(a):
                score += _seen(worth[0], views[0], i + x, j, b)
            for y in range(b):
                score += _seen(worth[1], views[1], j + y, i, a)
            content[: n + 1 - a, :, INDEX[a, b]] = score
    return _Table(band, mask(band, content))


def _outside(texts: _Texts, i: Ints, j: Ints, a: int, b: int) -> NDArray[np.float64]:
    """What speaks for beads of shape (a, b) from units i and j on without their words: kind, length, number of
    units."""
    kinds = [np.array([unit.kind.value for unit in units]) for units in texts.units]
    run = [np.concatenate([[0.0], np.cumsum(each)]) for each in texts.lengths]
    ratio = run[0][-1] / max(run[1][-1], 1.0)
    # In characters halfway between the two scripts, so that swapped documents score alike.
    scale = ratio**0.5
    long = (run[0][i + a] - run[0][i]) / scale, (run[1][j + b] - run[1][j]) * scale
    log = np.log((long[0] + SHORT) / (long[1] + SHORT))
    away = np.minimum(log**2 / (2 * (SPREAD + SHORT / (long[0] + long[1]))), LENGTH_MOST)
    running = [np.array([unit.kind in _TEXT for unit in units]) for units in texts.units]
    same = kinds[0][i] == kinds[1][j]
    kind = np.where(same, SAME_KIND, np.where(running[0][i] & running[1][j], 0.0, OTHER_KIND))
    for side, first, size in ((0, i, a), (1, j, b)):
        heading = kinds[side] == Kind.HEADING.value
        for x in range(1, size):
            kind = kind + MIXED * (heading[first] != heading[first + x])
    out: NDArray[np.float64] = kind + EXTRA * (a + b - 2) - away
    return out


def _worth(side: Postings, view: Windows, prior: Floats) -> Floats:
    """(n, width, 3) evidence of each unit for lying in a bead with the one to three units from each of its window
    on."""
    found = coverage_of_matches(side.found, side.sentence, side.weight, view, prior, 3, power=0.0)
    mass = np.bincount(side.sentence, weights=side.weight, minlength=len(view.low))
    worth = COVERED * (found.covered - CHANCE) + CLAIMED * (found.claimed - NEARBY)
    # A heading of two words says little, and a unit without a token that any signal knows ("PFA") nothing.
    trust = mass / (mass + LIGHT)
    out: Floats = (worth / 2 * trust[:, None, None]).astype(np.float32)
    return out


def _seen(worth: Floats, view: Windows, unit: Ints, first: Ints, size: int) -> Floats:
    """The evidence of units `unit` for the `size` units of the other side from `first` on; none outside the window."""
    at = first - view.low[unit]
    inside = (at >= 0) & (at < view.width)
    out: Floats = np.where(inside, worth[unit, np.clip(at, 0, view.width - 1), size - 1], 0.0)
    return out


def _solve(table: _Table, numbering: Floats | None = None) -> tuple[list[Bead], list[float]]:
    """The best path with the numbering's evidence added to 1-1 beads (and merges, by their first units), and the
    probability of each of its beads."""
    total = table.content
    if numbering is not None:
        for shape in _SHAPES:
            if 0 not in shape:
                total[:, :, INDEX[shape]] += numbering
        mask(table.band, total)
    corners, shapes = best_path(table.band, total)
    probability, _ = posteriors(table.band, total)
    low = table.band.lo
    sure = [float(min(1.0, probability[i, j - low[i], k])) for (i, j), k in zip(corners[:-1], shapes, strict=True)]
    return list(beads_of(corners)), sure


def _moved(matched: list[UnitBead], texts: _Texts) -> list[UnitBead]:
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


def _scattered(texts: _Texts, rows: Sequence[Ints]) -> Floats:
    """(len(rows[0]), len(rows[1])) scores of 1-1 beads between some units of both sides, with all other units as
    competitors.

    That no other unit of either document is as near is the best evidence of a lone pair: by how much is added to its
    score. Among many units with words in common the score itself says little, and of units that only happen to be left
    over on both sides hardly any are nearest to each other.
    """
    n, m = (len(units) for units in texts.units)
    if n * m > _COMPARED:
        return _apart(texts, rows[0], rows[1])
    across, down = _apart(texts, rows[0], np.arange(m)), _apart(texts, np.arange(n), rows[1])
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


def _apart(texts: _Texts, source: Ints, target: Ints) -> Floats:
    """(len(source), len(target)) scores of 1-1 beads between units wherever they stand."""
    score = _outside(texts, source[:, None], target[None, :], 1, 1)
    for side, (own, other) in enumerate(((source, target), (target, source))):
        count = len(texts.units[1 - side])
        for start in range(0, len(own), _ROWS):
            part = own[start : start + _ROWS]
            view = Windows(np.zeros(len(part), dtype=np.int64), count)
            every = np.ones((len(part), count), dtype=np.float32)
            worth = _worth(texts.both[side].only(part), view, every)[:, other, 0]
            if side == 0:
                score[start : start + _ROWS] += worth
            else:
                score[:, start : start + _ROWS] += worth.T
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
