"""Support: whether two texts speak for each other, whatever stands around them.

In a document the place of a pair says so much that two texts which have nothing in common look sure between neighbours
that match, and two papers on other matters look like one where they are built alike. So a pair of a document is never
surer than its own words make it: by how much it scores above leaving out all its sentences, without what the structure
says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from duizhao.alignment.beads import Bead
from duizhao.alignment.search import INDEX, Band, Floats

# The margin for each sentence at which a pair is as likely as not where half of the two texts correspond, by the model
# that scored it, and how fast the probability rises around it. The margins of the ILO paper and of the sample are above
# 7 and 10 (the models with vectors and without), those of unrelated papers under 3 and 5, but for one pair in ten.
EVEN = {"lexical": 7.5, "learned": 7.5, "sentence": 5.5, "token": 5.5}
STEEP = 0.8


# What a pair of a document was worth, by its probability: points of a monotone map, fitted on the gold stretches of
# nine real documents (1,900 pairs, without and with vectors). Of those at 0.9 and above 0.99 are right in a document
# that the map was made without; what is not is nearly all text that the reader joined or cut elsewhere than the gold.
DOCUMENTS = (
    (0.0, 0.0),
    (0.6, 0.35),
    (0.9, 0.43),
    (0.965, 0.57),
    (0.99, 0.85),
    (0.9952, 0.86),
    (0.9975, 0.989),
    (1.0, 0.989),
)


def in_documents(bead: Bead) -> Bead:
    """A pair of a document with its confidence corrected to what such pairs were worth; omissions as they are."""
    if bead.omission:
        return bead
    xs, ys = zip(*DOCUMENTS, strict=True)
    return replace(bead, confidence=float(np.interp(bead.confidence, xs, ys)))


def supported(
    beads: Sequence[Bead], content: Floats, band: Band, name: str, sure: set[tuple[int, int]]
) -> tuple[Bead, ...]:
    """The beads, none surer than its own words make it: by the scores (n + 1, width, K) without structure, of the model
    of that name. One between corners that were `sure` before has no vectors, and stays so.

    How much a margin says depends on the texts: of two where nearly everything corresponds a poor pair is likely to be
    right too, of two where hardly anything does a fair one may well be chance.
    """
    kept = [(b.source.start, b.target.start) in sure and (b.source.stop, b.target.stop) in sure for b in beads]
    margins = [None if b.omission else _margin(b, content, band) for b in beads]
    clear = sum(known or (m is not None and m >= EVEN[name]) for known, m in zip(kept, margins, strict=True))
    share = (clear + 0.5) / (len(beads) + 1)
    even = EVEN[name] - STEEP * float(np.log(share / (1 - share)))
    return tuple(
        bead if known or m is None else replace(bead, confidence=min(bead.confidence, _rising((m - even) / STEEP)))
        for bead, known, m in zip(beads, kept, margins, strict=True)
    )


def _rising(x: float) -> float:
    return float(1 / (1 + np.exp(-np.clip(x, -30, 30))))


def _margin(bead: Bead, content: Floats, band: Band) -> float:
    """By how much a bead scores above leaving out all its sentences, for each sentence a side."""
    (i, k), (j, h) = bead.source, bead.target
    left = sum(_score(content, band, x, j, INDEX[1, 0]) for x in range(i, k))
    left += sum(_score(content, band, k, y, INDEX[0, 1]) for y in range(j, h))
    return (float(content[i, j - int(band.lo[i]), INDEX[bead.shape]]) - left) * 2 / sum(bead.shape)


def _score(content: Floats, band: Band, i: int, j: int, shape: int) -> float:
    """The score of an omission; where it lies beyond the band, of that at the edge."""
    at = min(max(j - int(band.lo[i]), 0), band.width - 1)
    return max(float(content[i, at, shape]), -20.0)
