"""Units: which paragraphs, bullets and headings of two documents correspond, by content and number together.

Numbers are evidence and never law. What the numbering is worth is read from the documents themselves: units that match by content
show whether equal numbers mean equal paragraphs here, and by how much the numbering is shifted at each place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from alignment.beads import Bead, beads_of
from alignment.coarse import coarse_path, sketch, unit
from alignment.coverage import Windows, coverage, over_source, over_target, windows
from alignment.evidence import Evidence
from alignment.search import INDEX, NEVER, SHAPES, Band, Floats, best_path, mask, posteriors
from corpora.model import Kind, Unit

# Shapes of unit beads: a list split or joined, never more.
_SHAPES = ((0, 1), (1, 0), (1, 1), (1, 2), (2, 1), (1, 3), (3, 1))
# Documents up to this many unit pairs are searched whole; larger ones within a band around a coarse path.
_WHOLE = 1_500_000
_HALF = 150

# The score of a unit bead in nats. Content: share of the idf mass that the two units claim of each other, and cover.
CLAIMED, COVERED = 9.0, 4.0
# Half the mass covered is what unrelated units of a paper reach by common words.
CHANCE = 0.35
SAME_KIND, OTHER_KIND = 0.5, -1.0
LENGTH = -1.5
EXTRA = -2.5
SKIP = -0.6
# The most that the numbering can say for or against a pair.
NUMBER = 3.0
_NEAR = 8


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
    """Unit beads that name every unit of both documents once, in the order of the source; units without a counterpart have
    an empty side and stand where they are in their own document. `known` holds the units' texts as sides."""
    n, m = len(source), len(target)
    if not n or not m:
        return [UnitBead((i,), (), 1.0) for i in range(n)] + [UnitBead((), (j,), 1.0) for j in range(m)]
    table = _content(source, target, known)
    beads, _ = _solve(table, np.zeros(1, dtype=np.float32))
    numbering = _numbering(source, target, beads, table.band)
    beads, sure = _solve(table, numbering)
    matched = [UnitBead(tuple(range(*b.source)), tuple(range(*b.target)), p) for b, p in zip(beads, sure, strict=True)]
    return _moved(matched, source, target, known)


def _content(source: Sequence[Unit], target: Sequence[Unit], known: Evidence) -> _Table:
    n, m = len(source), len(target)
    both = known.postings()
    if n * m <= _WHOLE:
        band = Band.full(n, m)
        path = np.linspace(0.0, m, n + 1)
    else:
        path = coarse_path(*sketch(*both, n, m))
        band = Band.around(path, m, _HALF)
    views = windows(band)
    flat = [np.ones((len(v.low), v.width), dtype=np.float32) for v in views]
    rows = slice(0, n + 1)
    sums = []
    for side, view, prior, over, count in zip(both, views, flat, (over_source, over_target), (n, m), strict=True):
        found = coverage(side.window, side.sentence, side.weight, view, prior, 3, power=1.0)
        total = np.bincount(side.sentence, weights=side.weight, minlength=count)
        total = total / max(float(total.mean()), 1e-9)
        sums.append(
            (_three(over, found.covered, view, band, rows), _three(over, found.claimed, view, band, rows), total)
        )
    a = np.array([s[0] for s in SHAPES])
    b = np.array([s[1] for s in SHAPES])
    columns = band.columns()
    i0 = np.arange(n + 1)[:, None, None]
    j0 = np.minimum(columns, m)[:, :, None]
    i1, j1 = np.minimum(i0 + a, n), np.minimum(j0 + b, m)
    content = np.zeros((n + 1, band.width, len(SHAPES)), dtype=np.float32)
    for (covered, claimed, total), first, last in zip(sums, (i0, j0), (i1, j1), strict=True):
        run = np.concatenate([[0.0], np.cumsum(total)])
        mass = np.maximum(run[last] - run[first], 1e-6)
        content += (
            (COVERED * (np.minimum(covered / mass, 1.0) - CHANCE) + CLAIMED * np.minimum(claimed / mass, 1.0)) / 2
        ).astype(np.float32)
    lengths = [np.concatenate([[0.0], np.cumsum(side.lengths)]) for side in (known.source, known.target)]
    ratio = lengths[0][-1] / max(lengths[1][-1], 1.0)
    log = np.log(
        (lengths[0][i1] - lengths[0][i0] + 5 * ratio) / ((lengths[1][j1] - lengths[1][j0]) * ratio + 5 * ratio)
    )
    content += (LENGTH * log**2).astype(np.float32)
    kinds = [np.array([k.kind.value for k in units] + [""]) for units in (source, target)]
    same = kinds[0][np.minimum(i0, n)] == kinds[1][np.minimum(j0, m)]
    content += np.where(same, SAME_KIND, OTHER_KIND).astype(np.float32)
    content += (EXTRA * np.maximum(a + b - 2, 0)).astype(np.float32)
    for k, shape in enumerate(SHAPES):
        if shape not in _SHAPES:
            content[:, :, k] = NEVER
    content[:, :, INDEX[1, 0]] = content[:, :, INDEX[0, 1]] = SKIP
    return _Table(band, mask(band, content))


Summing = Callable[[Floats, Windows, Band, slice], Floats]


def _three(over: Summing, table: Floats, view: Windows, band: Band, rows: slice) -> Floats:
    """The bead sums of a table that knows ranges up to three sentences only."""
    wide = np.zeros((*table.shape[:2], 7), dtype=np.float32)
    wide[:, :, : table.shape[2]] = table
    return over(wide, view, band, rows)


def _solve(table: _Table, numbering: Floats) -> tuple[list[Bead], list[float]]:
    """The best path with the numbering's evidence added to 1-1 beads (and merges, by their first units), and the probability
    of each of its beads."""
    total = table.content.copy()
    if numbering.ndim == 2:
        for shape in _SHAPES:
            if 0 not in shape:
                total[:, :, INDEX[shape]] += numbering
        mask(table.band, total)
    corners, shapes = best_path(table.band, total)
    probability, _ = posteriors(table.band, total)
    low = table.band.lo
    sure = [float(min(1.0, probability[i, j - low[i], k])) for (i, j), k in zip(corners[:-1], shapes, strict=True)]
    return list(beads_of(corners)), sure


def paragraph(unit: Unit) -> int | None:
    """The number that counts through a document: a paragraph's own; none for bullets (theirs begins with their paragraph's and
    adds a position that the other side may print otherwise) and for headings."""
    return unit.number[0] if unit.number and unit.kind is Kind.PARAGRAPH and len(unit.number) == 1 else None


def _numbering(source: Sequence[Unit], target: Sequence[Unit], beads: Sequence[Bead], band: Band) -> Floats:
    """(n + 1, width) evidence of the numbers for a bead that begins at a node, in nats.

    The content path says by how much the target's numbers are ahead of the source's around each place (usually 0). A pair
    whose numbers differ by just that speaks for itself as strongly as pairs with that difference are regular there.
    """
    pairs = [
        (b.source.start, q - p)
        for b in beads
        if b.shape == (1, 1)
        and (p := paragraph(source[b.source.start])) is not None
        and (q := paragraph(target[b.target.start])) is not None
    ]
    out = np.zeros((len(source) + 1, band.width), dtype=np.float32)
    if not pairs:
        return out
    where = np.array([p[0] for p in pairs])
    shift = np.array([p[1] for p in pairs])
    columns = np.minimum(band.columns(), len(target) - 1)
    numbers = np.array([np.nan if (q := paragraph(u)) is None else q for u in target])
    for i, u in enumerate(source):
        own = paragraph(u)
        if own is None:
            # An unnumbered unit is unlikely to stand for a numbered one where both texts are numbered.
            out[i] = np.where(np.isnan(numbers[columns[i]]), 0.0, -1.0)
            continue
        near = np.argsort(np.abs(where - i), kind="stable")[: 2 * _NEAR]
        values, counts = np.unique(shift[near], return_counts=True)
        usual = values[counts.argmax()]
        regular = (counts.max() + 0.5) / (len(near) + 1.0)
        worth = float(np.clip(np.log(regular / (1 - regular)), 0.0, NUMBER))
        difference = numbers[columns[i]] - own
        out[i] = np.where(np.isnan(difference), -1.0, np.where(difference == usual, worth, -worth))
    return out


def _moved(matched: list[UnitBead], source: Sequence[Unit], target: Sequence[Unit], known: Evidence) -> list[UnitBead]:
    """Pair units that were left over on both sides by content, whatever their order: blocks that moved."""
    lone_s = [bead.source[0] for bead in matched if not bead.target]
    lone_t = [bead.target[0] for bead in matched if not bead.source]
    if not lone_s or not lone_t:
        return matched
    both = known.postings()
    u, v = (unit(x) for x in sketch(*both, len(source), len(target)))
    close = u[lone_s] @ v[lone_t].T
    chance = u @ v[lone_t].T
    # A moved unit must be nearer to its counterpart than to any other unit, in both directions, and near at all.
    best_s, best_t = close.argmax(axis=1), close.argmax(axis=0)
    lengths = known.source.lengths, known.target.lengths
    ratio = lengths[0].sum() / lengths[1].sum()
    partner: dict[int, tuple[int, float]] = {}
    for x, i in enumerate(lone_s):
        y = int(best_s[x])
        j = lone_t[y]
        fit = abs(float(np.log((lengths[0][i] + 5 * ratio) / (lengths[1][j] * ratio + 5 * ratio))))
        if best_t[y] == x and close[x, y] > max(0.25, float(np.partition(chance[:, y], -2)[-2])) and fit < 0.7:
            partner[i] = (j, float(min(0.95, close[x, y] + 0.3)))
    taken = {j for j, _ in partner.values()}
    out = []
    for bead in matched:
        if not bead.target and bead.source[0] in partner:
            j, sure = partner[bead.source[0]]
            out.append(UnitBead(bead.source, (j,), sure, moved=True))
        elif bead.source or bead.target[0] not in taken:
            out.append(bead)
    return out
