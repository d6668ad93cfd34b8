"""Panels of a folded sheet: the three or more columns of a leaflet, each read on its own from the top down."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from duizhao.corpora.readers.pdf.segments import GlyphRun, breaks, out_of_step

#: Lines of panels are counted from this column on: 0 and 1 are the sides of a gutter, 2 is what spans it.
FIRST_PANEL = 3

# So many em are free at a fold; each panel holds at least so many lines.
_FOLD, _PANEL = 2.0, 3
# Edges of panels are equal within so many points.
_ALIKE = 4.0


def panels(segments: Sequence[GlyphRun], known: Sequence[float] = ()) -> list[list[GlyphRun]]:
    """The panels of a sheet from left to right, three or more; none where the page is no such sheet.

    No line crosses a fold, and the panels begin at equal distances. That they are no table is told by text that was
    broken into lines in more than one of them and that keeps to no common baselines, or by `known`, the left edges of
    the panels of another page of the document.
    """
    found = _strips(segments)
    if len(found) < 3 or min(map(len, found)) < _PANEL:
        return []
    edges = [min(s.x0 for s in strip) for strip in found]
    steps = [b - a for a, b in pairwise(edges)]
    if max(steps) - min(steps) > _ALIKE:
        return []
    if len(known) == len(edges) and all(abs(a - b) <= _ALIKE for a, b in zip(known, edges, strict=True)):
        return found
    broken = [breaks(strip) for strip in found]
    running = sum(broken) >= 3 and sum(map(bool, broken)) >= 2
    return found if running and out_of_step(found) else []


def panel_at(x: float, edges: Sequence[float]) -> int:
    """The column of the panel in which a place lies, by the left edges of all panels."""
    return FIRST_PANEL + max(0, sum(edge <= x + _ALIKE for edge in edges) - 1)


def _strips(segments: Sequence[GlyphRun]) -> list[list[GlyphRun]]:
    """The segments between stretches that are free from the top of the page to its foot; each from the top down."""
    found: list[list[GlyphRun]] = []
    right = 0.0
    for segment in sorted(segments, key=lambda s: s.x0):
        if not found or segment.x0 - right > _FOLD * min(segment.size, 12.0):
            found.append([])
        found[-1].append(segment)
        right = max(right, segment.x1)
    return [sorted(strip, key=lambda s: -s.y) for strip in found]
