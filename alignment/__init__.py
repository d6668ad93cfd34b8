"""Two documents to beads: encoders, costs, search, evaluation."""

from alignment import evaluation
from alignment.align import Alignment, AlignSettings, LineAlignment, Stats, align, align_lines
from alignment.beads import Bead, Range
from alignment.units import UnitBead

__all__ = [
    "AlignSettings",
    "Alignment",
    "Bead",
    "LineAlignment",
    "Range",
    "Stats",
    "UnitBead",
    "align",
    "align_lines",
    "evaluation",
]
