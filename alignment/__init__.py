"""Two documents to beads: encoders, costs, search, evaluation."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from duizhao.alignment.settings import AlignSettings

if TYPE_CHECKING:
    from duizhao.alignment import evaluation
    from duizhao.alignment.aligner import align, align_lines
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

# Imported when they are first asked for: they bring numpy, which no verb's help may wait for.
_LATE = {
    "align": "aligner",
    "align_lines": "aligner",
    "Bead": "beads",
    "Range": "beads",
    "Alignment": "results",
    "AlignStats": "results",
    "LineAlignment": "results",
    "UnitBead": "unit_scores",
}


def __getattr__(name: str) -> Any:
    if name == "evaluation":
        return import_module(f"{__name__}.evaluation")
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
