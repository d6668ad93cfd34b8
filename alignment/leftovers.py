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
# The shortest text, white space aside, that is known by its letters alone.
LITERAL = 8


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


def with_literal(beads: Sequence[Bead], source: Sequence[str], target: Sequence[str], ratio: float) -> tuple[Bead, ...]:
    """The beads, with a sentence that was left out taken into the bead right before or behind it where it stands there,
    word for word, on the other side alone: an address that one text gives a line of its own. Or where what it has
    already stands so on the other side, and the rest there is of the sentence's length. `ratio` is how many characters
    the source takes for one of the target."""
    texts = [["".join(text.split()).casefold() for text in side] for side in (source, target)]
    out = list(beads)
    k = 0
    while k < len(out):
        bead = out[k]
        if sum(bead.shape) == 1:
            side = 0 if len(bead.source) else 1
            own = texts[side][(bead.source, bead.target)[side].start]
            for at in (k - 1, k + 1):
                if 0 <= at < len(out) and _belongs(own, side, out[at], texts, ratio):
                    first, last = sorted((k, at))
                    spans = [
                        Range(one.start, two.stop)
                        for one, two in ((out[first].source, out[last].source), (out[first].target, out[last].target))
                    ]
                    out[first : last + 1] = [replace(out[at], source=spans[0], target=spans[1])]
                    k = first - 1
                    break
        k += 1
    return tuple(out)


def _belongs(text: str, side: int, bead: Bead, texts: Sequence[Sequence[str]], ratio: float) -> bool:
    """Whether a text stands on the other side of a bead and not on its own; or its own stands there, and leaves room
    for a text of that length."""
    if bead.omission:
        return False
    both = ["".join(texts[k][slice(*span)]) for k, span in enumerate((bead.source, bead.target))]
    own, other = both[side], both[1 - side]
    if len(text) >= LITERAL and text in other:
        # What is all of the other side was left in its language, and stands beside its translation.
        return text not in own and len(other) - len(text) >= LITERAL / 2
    rest = len(other) - len(own)
    if len(own) < LITERAL or rest < LITERAL / 2 or own not in other:
        return False
    return alike_in_length(*((len(text), rest) if side == 0 else (rest, len(text))), ratio)


def alike_in_length(source: float, target: float, ratio: float) -> bool:
    """Whether one text may be a translation of the other, by their lengths alone."""
    return bool(abs(np.log((source + SHORT * ratio**0.5) / (target * ratio + SHORT * ratio**0.5))) <= np.log(TIMES))
