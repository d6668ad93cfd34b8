"""Leftovers: sentences without a counterpart on both sides of one gap.

The search leaves out what shares too little with anything. Where it has left out as many sentences on one side as on
the other between the same two beads, and nothing speaks against it but that, they are each other's counterparts: the
pair is told, with the probability that the search gave it, and a person can look at it. Two omissions would be lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from duizhao.alignment.beads import Bead, Range
from duizhao.alignment.search import INDEX, Band, Floats

# How many sentences a side a gap may have.
MOST = 1
# How many times as long one side may be for its length, SHORT characters added to both.
TIMES, SHORT = 6.0, 12.0


def with_leftovers(
    beads: Sequence[Bead], band: Band, probability: Floats, fits: Callable[[int, int], bool]
) -> tuple[Bead, ...]:
    """The beads, with the sentences that are left over on both sides of a gap paired where `fits` says that source
    sentence i may stand for target sentence j. `probability` (n + 1, width, K) is that of every bead in the band."""
    out: list[Bead] = []
    for gap, part in groupby(beads, key=lambda bead: bead.omission):
        left = list(part)
        source = [bead.source.start for bead in left if len(bead.source)]
        target = [bead.target.start for bead in left if len(bead.target)]
        if not gap or len(source) != len(target) or len(source) > MOST or not all(map(fits, source, target)):
            out += left
            continue
        for i, j in zip(source, target, strict=True):
            x = j - int(band.lo[i])
            sure = float(probability[i, x, INDEX[1, 1]]) if 0 <= x < band.width else 0.0
            out.append(replace(left[0], source=Range(i, i + 1), target=Range(j, j + 1), confidence=min(sure, 1.0)))
    return tuple(out)


def alike_in_length(source: float, target: float, ratio: float) -> bool:
    """Whether one text may be a translation of the other, by their lengths alone."""
    return bool(abs(np.log((source + SHORT * ratio**0.5) / (target * ratio + SHORT * ratio**0.5))) <= np.log(TIMES))
