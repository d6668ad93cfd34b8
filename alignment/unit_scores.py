"""What units say of each other, each pair by itself: words, kinds and lengths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.coverage import Windows, coverage_of_matches
from duizhao.alignment.search import Floats, Ints
from duizhao.alignment.signals.links import Postings
from duizhao.corpora.model import Kind, Unit

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
_CODE = {kind: code for code, kind in enumerate(Kind)}
# Lengths: squared log ratio over twice its variance, which is less for long units. LENGTH_MOST is the most it can
# say against a pair.
SPREAD, SHORT, LENGTH_MOST = 0.03, 9.0, 5.0
EXTRA = -1.7


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
class UnitTexts:
    """The units of both sides, with their tokens and lengths."""

    units: tuple[Sequence[Unit], Sequence[Unit]]
    both: tuple[Postings, Postings]
    lengths: tuple[NDArray[np.float64], NDArray[np.float64]]

    def only(self, rows: Ints, columns: Ints) -> UnitTexts:
        """The same with these source and target units alone, renumbered."""
        kept = (rows, columns)
        units = tuple([each[k] for k in keep.tolist()] for each, keep in zip(self.units, kept, strict=True))
        lengths = tuple(each[keep] for each, keep in zip(self.lengths, kept, strict=True))
        return UnitTexts(
            (units[0], units[1]),
            (self.both[0].only(rows, columns), self.both[1].only(columns, rows)),
            (lengths[0], lengths[1]),
        )


def outside(texts: UnitTexts, i: Ints, j: Ints, a: int, b: int) -> NDArray[np.float64]:
    """What speaks for beads of shape (a, b) from units i and j on without their words: kind, length, number of
    units."""
    kinds = [np.array([_CODE[unit.kind] for unit in units], dtype=np.int8) for units in texts.units]
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
        heading = kinds[side] == _CODE[Kind.HEADING]
        for x in range(1, size):
            kind = kind + MIXED * (heading[first] != heading[first + x])
    out: NDArray[np.float64] = kind + EXTRA * (a + b - 2) - away
    return out


def worth(side: Postings, view: Windows, prior: Floats, longest: int = 3) -> tuple[Floats, NDArray[np.float64]]:
    """(n, width, longest) evidence of each unit for lying in a bead with the one to `longest` units from each of its
    window on, and (n,) the greatest share of its words that such units account for."""
    found = coverage_of_matches(side.found, side.sentence, side.weight, view, prior, longest, power=0.0)
    mass = np.bincount(side.sentence, weights=side.weight, minlength=len(view.low))
    shares = COVERED * (found.covered - CHANCE) + CLAIMED * (found.claimed - NEARBY)
    # A heading of two words says little, and a unit without a token that any signal knows ("PFA") nothing.
    trust = mass / (mass + LIGHT)
    out: Floats = (shares / 2 * trust[:, None, None]).astype(np.float32)
    return out, found.covered.max(axis=(1, 2), initial=0.0).astype(np.float64)
