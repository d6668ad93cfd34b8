"""Two documents to beads: encoders, costs, search, evaluation."""

from duizhao.alignment import evaluation
from duizhao.alignment.aligner import Alignment, AlignSettings, LineAlignment, Stats, align, align_lines
from duizhao.alignment.beads import Bead, Range
from duizhao.alignment.units import UnitBead

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
