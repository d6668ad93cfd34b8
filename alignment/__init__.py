"""Two documents to beads: encoders, costs, search, evaluation."""

from duizhao.alignment import evaluation
from duizhao.alignment.aligner import AlignSettings, align, align_lines
from duizhao.alignment.beads import Bead, Range
from duizhao.alignment.results import Alignment, AlignStats, LineAlignment
from duizhao.alignment.unit_scores import UnitBead

__all__ = [
    "AlignSettings",
    "AlignStats",
    "Alignment",
    "Bead",
    "LineAlignment",
    "Range",
    "UnitBead",
    "align",
    "align_lines",
    "evaluation",
]
