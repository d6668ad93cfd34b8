"""Columns of a PDF page: pieces of lines by the column in which they are read.

A gutter is the free stretch between two columns of running text. Titles and full lines cross it, and what stands on
both sides between two of them is read left side first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from duizhao.corpora.readers.pdf.segments import GlyphRun, breaks, ink, out_of_step, same_baseline


def columns(
    segments: list[GlyphRun], gutter: float | None, borders: Sequence[float] = ()
) -> list[tuple[int, list[GlyphRun]]]:
    """Segments by column in reading order; a segment across the gutter, or a border at a height, ends the
    columns above it."""
    if gutter is None:
        return [(0, segments)]
    result: list[tuple[int, list[GlyphRun]]] = []
    left: list[GlyphRun] = []
    right: list[GlyphRun] = []

    def close() -> None:
        below = _below(left, right)
        result.extend((i, side) for i, side in enumerate((left[:], right[:])) if side)
        if below:
            result.append((2, below))
        left.clear()
        right.clear()

    parted = [part for segment in segments for part in _parted(segment, gutter)]
    rows = same_baseline(parted)
    for i, row in enumerate(rows):
        if i and any(rows[i - 1][0].y >= border > row[0].y for border in borders):
            close()
        if any(s.x0 < gutter < s.x1 for s in row) or (i == len(rows) - 1 and _is_footer(rows)):
            # What stands on one line with it, a number before its text, spans the columns too.
            close()
            if result and result[-1][0] == 2:
                result[-1][1].extend(row)
            else:
                result.append((2, row))
        else:
            for segment in row:
                (left if segment.x1 <= gutter else right).append(segment)
    close()
    return result


def _below(left: list[GlyphRun], right: Sequence[GlyphRun]) -> list[GlyphRun]:
    """The segments of a left column that stand below both columns and apart, the heading of what follows: taken out."""
    lowest = min((s.y for s in right), default=0.0)
    steps = [a.y - b.y for a, b in pairwise(left)]
    for i in range(1, len(left)):
        apart = steps[i - 1] > max(
            1.6 * left[i].size, 1.2 * min((step for step in steps[: i - 1] if step > 1), default=0)
        )
        if left[i].y < lowest - 0.5 * left[i].size and apart and right:
            below = left[i:]
            if below[-1].x1 > max(s.x1 for s in left) - 2 * below[-1].size and not _ends_sentence(below[-1]):
                # A full line that breaks off goes on at the top of the right column.
                return []
            if breaks(below) > 1 and max(s.x1 for s in below) > max(s.x1 for s in left) - 2 * below[0].size:
                # Running text as wide as the column: the column goes on where the right one has ended.
                return []
            del left[i:]
            return below
    return []


def _is_footer(rows: Sequence[Sequence[GlyphRun]]) -> bool:
    """Whether the last row of a page is a footer whose number of the page stands in the other column: apart."""
    if len(rows) < 2 or len(rows[-1]) < 2:
        return False
    numbered = any("".join([g.text for g in s.glyphs]).strip().isdecimal() for s in (rows[-1][0], rows[-1][-1]))
    return numbered and min(s.y for s in rows[-2]) - rows[-1][0].y > 2.5 * rows[-1][0].size


def _ends_sentence(segment: GlyphRun) -> bool:
    return segment.glyphs[-1].text in "。.！!？?：:；;”’」』\"'"


def _parted(segment: GlyphRun, gutter: float) -> list[GlyphRun]:
    """A segment in two where its glyphs leave the gutter free: lines of two columns that came close."""
    for i in range(1, len(segment.glyphs)):
        a, b = segment.glyphs[i - 1], segment.glyphs[i]
        if ink(a) <= gutter + 1 and b.x0 >= gutter - 1 and b.x0 - ink(a) > 0.8 * min(a.size, b.size):
            return [GlyphRun(segment.glyphs[:i]), GlyphRun(segment.glyphs[i:])]
    return [segment]


def gutter_of(
    segments: Sequence[GlyphRun], width: float, dots: Sequence[tuple[float, float, float]] = ()
) -> float | None:
    """Where two columns of running text, or two lists side by side, part; None for a page of one column, tables and
    lists included. `dots` are bullets that were drawn (left, right, middle height).

    Both sides need at least five lines of some width that stand side by side, and few lines may cross; or there is a
    stretch of more such lines, all but full, that no line crosses.
    """
    if len(segments) < 12:
        return _short_gutter(segments) or _list_gutter(segments, dots)
    full = [s for s in segments if s.x1 - s.x0 > 0.2 * width]
    best: tuple[int, float] | None = None
    for step in range(30, 71):
        x = width * step / 100
        crossing = sum(s.x0 < x < s.x1 for s in segments)
        if best is not None and crossing >= best[0]:
            continue
        if sum(s.x1 <= x for s in full) < 5 or sum(s.x0 >= x for s in full) < 5:
            continue
        found = (
            _side_by_side(segments, x, width, least=5)
            if crossing <= 0.2 * len(segments)
            else any(_in_columns(band, x, width, least=6) for band in _bands(segments, x))
        )
        if found:
            best = (crossing, x)
    if best is None:
        return _short_gutter(segments) or _free_gutter(segments, width) or _list_gutter(segments, dots)
    left, right = [s.x1 for s in full if s.x1 <= best[1]], [s.x0 for s in full if s.x0 >= best[1]]
    return (max(left) + min(right)) / 2


# A column is at least so many em wide, and two of them at least so many lines high.
_COLUMN, _SHORT = 8, 3


def _short_gutter(segments: Sequence[GlyphRun]) -> float | None:
    """Where two columns of a few lines part: lines side by side, all but the last of either side full and broken off
    within a sentence, as no row of a table is."""
    run: list[list[GlyphRun]] = []
    for row in [*same_baseline(segments), []]:
        if len(row) == 2 and (not run or max(run[-1][0].x1, row[0].x1) < min(run[-1][1].x0, row[1].x0)):
            run.append(row)
            continue
        if len(run) >= _SHORT and all(_breaks_off([r[side] for r in run]) for side in (0, 1)):
            return (max(r[0].x1 for r in run) + min(r[1].x0 for r in run)) / 2
        run = [row] if len(row) == 2 else []
    return None


_MARK = re.compile(r"[•‣▪▫◦●○➢➤✓❖⇨➔►▶■□◆◇◻❑☐☑★✔∙⁃–—-](?=\s*\S)")


def _list_gutter(segments: Sequence[GlyphRun], dots: Sequence[tuple[float, float, float]]) -> float | None:
    """Where two lists with marks, side by side as on slides, part: two items at least on either side, the second list
    beginning right of the first at one edge, and no line across between its first item and its last line."""
    edges = {}
    for segment in segments:
        text = "".join([glyph.text for glyph in segment.glyphs[:3]]).lstrip()
        drawn = [x0 for x0, x1, y in dots if 0 <= y - segment.y <= 0.7 * segment.size and _before(x1, segment)]
        if drawn or _MARK.match(text):
            edges[id(segment)] = min([*drawn, segment.x0])
    items = [s for s in segments if id(s) in edges]
    for edge in sorted({edges[id(s)] for s in items})[1:]:
        right = [s for s in items if abs(edges[id(s)] - edge) <= 3]
        left = [s for s in items if s.x1 < edge]
        if len(right) < 2 or len(left) < 2:
            continue
        top, foot = max(s.y for s in right), min(s.y for s in right)
        beside = [s for s in segments if foot <= s.y <= top and s.x0 < edge - 3]
        level = any(abs(s.y - t.y) <= 0.3 * s.size for s in left for t in right)
        if level and all(s.x1 < edge for s in beside):
            return (max(s.x1 for s in beside) + edge) / 2
    return None


def _before(x1: float, segment: GlyphRun) -> bool:
    """Whether a drawn bullet that ends at `x1` stands right before a segment."""
    return 0 < segment.x0 - x1 <= 2.5 * segment.size


# Beside running text of so many lines, broken within sentences so often, stands a column of so many lines or more.
_RUNNING, _BROKEN, _BESIDE = 6, 4, 4


def _free_gutter(segments: Sequence[GlyphRun], width: float) -> float | None:
    """Where running text and a column of anything (headings, lists, small tables, a few sentences) part: no line of a
    stretch crosses, both sides keep to a left edge, text was broken into lines on both, and the lines of the two keep
    to no common baselines, as those of a table would."""
    for step in range(30, 71):
        x = width * step / 100
        for band in _bands(segments, x):
            sides = [s for s in band if s.x1 <= x], [s for s in band if s.x0 >= x]
            sizes = sorted(map(len, sides))
            if sizes[0] < _BESIDE or sizes[1] < _RUNNING or not all(map(_holds_text, sides)):
                continue
            broken = sorted(map(breaks, sides))
            if broken[0] >= 1 and broken[1] >= _BROKEN and out_of_step(sides):
                return (max(s.x1 for s in sides[0]) + min(s.x0 for s in sides[1])) / 2
    return None


def _holds_text(side: Sequence[GlyphRun]) -> bool:
    """Whether segments keep to a left edge and are wide enough for a column of text, as figures are not."""
    width = max(s.x1 for s in side) - min(s.x0 for s in side)
    return width >= 1.5 * _COLUMN * side[0].size and _aligned([s.x0 for s in side])


def _breaks_off(column: Sequence[GlyphRun]) -> bool:
    """Whether the lines of a column are full but for the last, and none of these ends a sentence."""
    right, size = max(s.x1 for s in column), column[0].size
    wide_enough = right - min(s.x0 for s in column) >= _COLUMN * size
    return wide_enough and all(
        s.x1 >= right - 2.5 * size and s.glyphs[-1].text not in "。.！!？?：:；;" for s in column[:-1]
    )


def _bands(segments: Sequence[GlyphRun], x: float) -> list[list[GlyphRun]]:
    """The stretches of a page, from the top down, in which no segment crosses a gutter."""
    bands: list[list[GlyphRun]] = [[]]
    for segment in sorted(segments, key=lambda s: -s.y):
        if segment.x0 < x < segment.x1:
            bands.append([])
        else:
            bands[-1].append(segment)
    return [band for band in bands if len(band) > 5]


def _in_columns(band: Sequence[GlyphRun], x: float, width: float, *, least: int) -> bool:
    """Whether a stretch is running text in two columns: side by side, and most lines as wide as their column."""
    if not _side_by_side(band, x, width, least=least):
        return False
    for side in ([s for s in band if s.x1 <= x], [s for s in band if s.x0 >= x]):
        column = max(s.x1 for s in side) - min(s.x0 for s in side)
        if sum(s.x1 - s.x0 >= 0.85 * column for s in side) < 0.6 * len(side):
            return False
    return True


def _side_by_side(segments: Sequence[GlyphRun], x: float, width: float, *, least: int) -> bool:
    """Whether enough lines of some width stand on both sides of a gutter at one height."""
    left = [s for s in segments if s.x1 <= x and s.x1 - s.x0 > 0.2 * width]
    right = [s for s in segments if s.x0 >= x and s.x1 - s.x0 > 0.2 * width]
    if len(left) < least or len(right) < least:
        return False
    # Running text keeps to the edges of its column, the left one or (justified, with indents) the right one.
    if not all(_aligned([s.x0 for s in side]) or _aligned([s.x1 for s in side]) for side in (left, right)):
        return False
    inside = sum(any(abs(s.y - t.y) < 0.6 * s.size for t in right) for s in left)
    overlap = max(s.y for s in left) > min(s.y for s in right) and max(s.y for s in right) > min(s.y for s in left)
    return overlap and inside >= 3


def _aligned(edges: Sequence[float]) -> bool:
    """Whether a good part of the edges stand at one place, give or take 3 points."""
    return max(sum(abs(a - b) <= 3 for b in edges) for a in edges) >= 0.35 * len(edges)


def leave_free(segments: Sequence[GlyphRun], gutter: float, width: float) -> bool:
    """Whether lines stand on both sides of a gutter: a few that are nearly all the page has, or a stretch of them."""
    crossing = sum(s.x0 < gutter < s.x1 for s in segments)
    sides = (sum(s.x1 <= gutter for s in segments), sum(s.x0 >= gutter for s in segments))
    few = min(sides) >= 2 and crossing <= 0.1 * len(segments)
    return few or any(_in_columns(band, gutter, width, least=3) for band in _bands(segments, gutter))


# What an option begins with: `A. the mill`, `（2）磨坊`.
_OPTION = re.compile(r"[(（]?(?:(\d{1,2})|([A-Z]))[.．、)）]\s*[^\s\d]")


def with_options(rows: Sequence[list[GlyphRun]]) -> list[list[GlyphRun]]:
    """The rows of a column, with options that stand side by side, as in a legend or under a question, each a row of its
    own: where all of them in some rows count from 1 or A, three at least, down the columns or along the rows."""
    result: list[list[GlyphRun]] = []
    for labelled, run in groupby(rows, key=lambda row: len(row) > 1 and all(map(_option, row))):
        members = list(run)
        options = [segment for row in members for segment in row]
        counted = labelled and sorted(map(_option, options)) == list(range(1, len(options) + 1))
        result += [[segment] for segment in options] if counted and len(options) > 2 else members
    return result


def _option(segment: GlyphRun) -> int:
    """The number of the option that a piece of a line begins with, 1 for A; 0 for none."""
    match = _OPTION.match("".join([glyph.text for glyph in segment.glyphs[:8]]).lstrip())
    return 0 if match is None else int(match[1]) if match[1] else ord(match[2]) - ord("A") + 1
