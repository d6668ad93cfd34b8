"""Pages that are set vertically, as if they lay on their side: down the page is along the line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from duizhao.corpora.readers.pdf.page import Page

Floats = NDArray[np.float64]

# Fewer characters below one another are a list of short lines.
_LEAST_DOWN = 8


def runs_down(x0: Floats, y: Floats, em: Floats) -> bool:
    """Whether characters follow one another down the page, and not from left to right. All three are of the level
    characters in the order in which they are drawn."""
    dx, dy, em = np.diff(x0), np.diff(y), em[1:]
    down = int(((np.abs(dx) < 0.3 * em) & (dy < -0.6 * em) & (dy > -2.2 * em)).sum())
    along = int(((np.abs(dy) < 0.3 * em) & (dx > 0)).sum())
    return down >= _LEAST_DOWN and down > along


def on_its_side(
    page: Page, level: NDArray[np.bool_], em: Floats, places: tuple[Floats, Floats, Floats, Floats, Floats]
) -> tuple[Floats, Floats, Floats, Floats]:
    """The places of the characters of a page set vertically as if it were set level: down the page is along the line,
    and the column furthest right is the first line. Upright characters fill a cell from their upper edge; those that
    are turned to run down have their baseline at their left."""
    x0, x1, x, y, top = places
    start = page.height - np.where(level, y + 0.88 * em, top)
    end = start + np.where(level, em, np.abs(top - y))
    middle = (x0 + x1) / 2 - 0.38 * em
    return start, end, start, np.where(level, middle, x)
