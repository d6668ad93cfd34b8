"""Ruled tables on a page of a PDF: cells found by the lines that are drawn around them.

A full grid is taken for a table: at least two rows and two columns, every cell (merged ones too) a rectangle with a
rule on all four sides. So are columns without a frame where the rule between them is drawn row by row: its pieces say
where each row ends. What is set with blanks, or with rules between some rows only, is looked at by `pdf.unruled`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from duizhao.corpora.readers.pdf.folds import panel_at
from duizhao.corpora.readers.pdf.lines import Line, read_lines, usual_folds, usual_gutter
from duizhao.corpora.readers.pdf.page import Glyph, Page, RuledLine

# Rules that should meet miss each other by their own thickness and a little more, in points.
_NEAR = 3.0
# The share of an edge that must be drawn.
_DRAWN = 0.85
# A form has some dozens of rows and columns; a diagram may have thousands of strokes.
_MOST_RULES = 3_000
_MOST_CELLS = 2_000
# So many pieces of a rule, end to end, may be rows; two may be one rule that was drawn in two strokes.
_LEAST_PIECES = 3
# The first lines of rows stand this exactly at one distance from the upper edges, in em.
_LEVEL = 0.4


#: The column of a table that stands across the columns of its page.
ACROSS = -1


@dataclass(slots=True)
class Cell:
    """A cell: row and column (from 1, of its upper left corner) and its lines."""

    row: int
    column: int
    lines: list[Line]


@dataclass(slots=True)
class Table:
    """A table: its upper edge, its cells in reading order, without the empty ones, and the column of the page in which
    it stands (from 0, or ACROSS)."""

    top: float
    cells: list[Cell]
    column: int = 0


def take_tables(page: Page) -> list[Table]:
    """The ruled tables of a page, from the top down; their glyphs are taken out of the page.

    On a page of two columns a table across both is a border between what is above and below it.
    """
    if not _LEAST_PIECES <= len(page.rules) <= _MOST_RULES:
        return []
    bands = [(_grid(band), _pieces(band)) for band in _bands(page.rules)]
    if not any(grid or pieces for grid, pieces in bands):
        return []
    lines = read_lines(page)
    gutter, folds = usual_gutter([lines]), usual_folds([lines])
    grids = [grid or (_unframed(page, *pieces, gutter) if pieces else None) for grid, pieces in bands]
    tables = []
    for grid in sorted((g for g in grids if g is not None), key=lambda g: -g.ys[0]):
        across = gutter is not None and grid.xs[0] < gutter < grid.xs[-1] and not _parts(gutter, grid)
        inside = [g for g in page.glyphs if grid.holds(g)]
        cells = _filled(page, grid, inside)
        if len(cells) < 2:
            continue
        taken = {id(g) for g in inside}
        page.glyphs = [g for g in page.glyphs if id(g) not in taken]
        if across:
            page.borders.append(grid.ys[0])
        side = ACROSS if across else int(gutter is not None and grid.xs[0] >= gutter)
        tables.append(Table(grid.ys[0], cells, panel_at(grid.xs[0], folds) if folds else side))
    return tables


def _bands(rules: Sequence[RuledLine]) -> list[list[RuledLine]]:
    """Rules in bands across the page that no rule connects. Tables side by side share one, and then draw no grid."""
    bands: list[list[RuledLine]] = []
    lowest = 0.0
    for rule in sorted(rules, key=lambda r: -r.y1):
        if not bands or rule.y1 < lowest - _NEAR:
            bands.append([])
            lowest = rule.y0
        bands[-1].append(rule)
        lowest = min(lowest, rule.y0)
    return bands


@dataclass(slots=True)
class _Grid:
    """The places of the vertical rules from the left, of the level ones from the top; and for each elementary cell the
    corner (row, column) of the cell that it is part of."""

    xs: list[float]
    ys: list[float]
    owner: dict[tuple[int, int], tuple[int, int]]

    def holds(self, glyph: Glyph) -> bool:
        middle = (glyph.x0 + glyph.x1) / 2
        return self.xs[0] <= middle <= self.xs[-1] and self.ys[-1] <= glyph.y + 0.3 * glyph.size <= self.ys[0]

    def place(self, glyph: Glyph) -> tuple[int, int]:
        """The cell of a glyph that the grid holds."""
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.y + 0.3 * glyph.size
        column = next((j for j, right in enumerate(self.xs[1:]) if x <= right), len(self.xs) - 2)
        row = next((i for i, below in enumerate(self.ys[1:]) if y >= below), len(self.ys) - 2)
        return self.owner[row, column]


@dataclass(frozen=True, slots=True)
class _Edges:
    """The edges of elementary cells that are drawn: `left[i][j]` beside row i at the left of column j (one more than
    there are columns), `over[i][j]` over row i (one more than there are rows) along column j."""

    left: list[list[bool]]
    over: list[list[bool]]

    @property
    def closed(self) -> bool:
        """Whether the outer frame is drawn all round."""
        return all(self.over[0]) and all(self.over[-1]) and all(row[0] and row[-1] for row in self.left)

    def cell(self, i: int, j: int) -> list[tuple[int, int]] | None:
        """The elementary cells that belong to the one whose upper left corner is (i, j), as far as its first edges to
        the right and below; None where they are no rectangle with all four sides drawn and no rule inside."""
        right = next(k for k in range(j + 1, len(self.left[i])) if self.left[i][k])
        below = next(k for k in range(i + 1, len(self.over)) if self.over[k][j])
        area = [(a, b) for a in range(i, below) for b in range(j, right)]
        ruled = any(self.left[a][b] for a, b in area if b > j) or any(self.over[a][b] for a, b in area if a > i)
        sides = all(self.left[a][j] and self.left[a][right] for a in range(i, below))
        ends = all(self.over[i][b] and self.over[below][b] for b in range(j, right))
        return area if sides and ends and not ruled else None


def _grid(rules: Sequence[RuledLine]) -> _Grid | None:
    """The grid that rules draw; None where they draw none."""
    level = [r for r in rules if r.level]
    upright = [r for r in rules if not r.level]
    crossings = _crossings(level, upright)
    if crossings is None or _open_at_a_side(rules, *crossings):
        return None
    xs, ys = crossings
    edges = _Edges(
        [[_drawn(upright, x, low, high) for x in xs] for high, low in pairwise(ys)],
        [[_drawn(level, y, left, right) for left, right in pairwise(xs)] for y in ys],
    )
    owner = _owners(edges) if edges.closed else None
    return None if owner is None or len(set(owner.values())) < 4 else _Grid(xs, ys, owner)


def _crossings(level: Sequence[RuledLine], upright: Sequence[RuledLine]) -> tuple[list[float], list[float]] | None:
    """Where the edges of cells stand: from the left, and from the top; None for less than two columns or rows."""
    xs, ys = _places(r.x for r in upright), _places(r.y for r in level)[::-1]
    if (len(xs) - 1) * (len(ys) - 1) > _MOST_CELLS:
        return None
    # A line under a word is as short as the word, and no edge of a cell.
    xs, ys = (
        [x for x in xs if any(_drawn(upright, x, low, high) for high, low in pairwise(ys))],
        [y for y in ys if any(_drawn(level, y, left, right) for left, right in pairwise(xs))],
    )
    return (xs, ys) if len(xs) > 2 and len(ys) > 2 else None


def _open_at_a_side(rules: Sequence[RuledLine], xs: Sequence[float], ys: Sequence[float]) -> bool:
    """Whether a rule goes beyond the outermost edges: then where the outer cells end is not drawn."""
    return any(
        r.x0 < xs[0] - _NEAR or r.x1 > xs[-1] + _NEAR or r.y0 < ys[-1] - _NEAR or r.y1 > ys[0] + _NEAR for r in rules
    )


def _owners(edges: _Edges) -> dict[tuple[int, int], tuple[int, int]] | None:
    """The corner of the cell that each elementary cell is part of; None where a cell is no rectangle of its own."""
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for i, row in enumerate(edges.left):
        for j in range(len(row) - 1):
            if (i, j) in owner:
                continue
            area = edges.cell(i, j)
            if area is None or any(part in owner for part in area):
                return None
            owner |= dict.fromkeys(area, (i, j))
    return owner


# -- columns without a frame ---------------------------------------------------------------------------------------


def _pieces(rules: Sequence[RuledLine]) -> tuple[list[float], list[float]] | None:
    """Where upright rules that are drawn in pieces stand from the left, and where their pieces end from the top; None
    where they do not all fall into the same pieces, end to end, or a level rule meets them."""
    upright = [r for r in rules if not r.level]
    if len(upright) < _LEAST_PIECES:
        return None
    xs, ys = _places(r.x for r in upright), _places(y for r in upright for y in (r.y0, r.y1))[::-1]
    if any(r.x0 - _NEAR <= x <= r.x1 + _NEAR for r in rules if r.level for x in xs):
        return None
    if len(upright) != len(xs) * (len(ys) - 1) or len(ys) <= _LEAST_PIECES or len(upright) > _MOST_CELLS:
        return None
    whole = all(_drawn([r for r in upright if r.y1 <= high + _NEAR and r.y0 >= low - _NEAR], x, low, high)
                for x in xs for high, low in pairwise(ys))  # fmt: skip
    return (xs, ys) if whole else None


def _unframed(page: Page, inner: Sequence[float], ys: list[float], gutter: float | None) -> _Grid | None:
    """The grid of columns between rules that are drawn row by row, as far as text stands beside them; None where the
    text does not keep to the rows. `inner` are the places of the rules."""
    left, right = 0.0, page.width
    if gutter is not None and all(abs(gutter - x) > _NEAR for x in inner):
        # The other column of the page has no part in it.
        left, right = (gutter, right) if inner[0] > gutter else (left, gutter)
    xs = [left, *inner, right]
    owner = {(i, j): (i, j) for i in range(len(ys) - 1) for j in range(len(xs) - 1)}
    grid = _Grid(xs, ys, owner)
    inside = [g for g in page.glyphs if g.text.strip() and grid.holds(g)]
    if any(_run_across(inside, x) for x in inner):
        return None
    cells = _filled(page, grid, inside)
    return grid if _in_rows(cells, ys) and _in_columns(cells, len(xs) - 1) else None


def _parts(gutter: float, grid: _Grid) -> bool:
    """Whether a gutter lies within a table because the table's own columns part there."""
    return grid.xs[0] == 0.0 or gutter in grid.xs


def _run_across(glyphs: Sequence[Glyph], x: float) -> bool:
    """Whether a line of text runs on over a place, without so much room as a cell leaves on both sides of its edge."""
    ends: dict[int, float] = {}
    near = [g for g in glyphs if abs(g.x0 - x) < 3 * g.size]
    for g in near:
        if g.x0 < x:
            ends[round(g.y)] = max(ends.get(round(g.y), 0.0), g.x1)
    return any(g.x0 >= x and g.x0 - ends.get(round(g.y), 0.0) < 0.4 * g.size for g in near) or any(
        end > x + 1 for end in ends.values()
    )


def _in_rows(cells: Sequence[Cell], ys: Sequence[float]) -> bool:
    """Whether every row holds text, no line of which crosses its edges, and the first lines of the rows stand at one
    distance from their upper edges. What a rule between two columns of running text passes does not."""
    above: list[float] = []
    for row in range(1, len(ys)):
        lines = [line for cell in cells if cell.row == row for line in cell.lines]
        if not lines or min(line.y for line in lines) < ys[row] - 0.1 * lines[0].size:
            return False
        first = max(lines, key=lambda line: line.y)
        above.append((ys[row - 1] - first.y) / first.size)
    return min(above) > 0.5 and max(above) - min(above) <= _LEVEL


def _in_columns(cells: Sequence[Cell], count: int) -> bool:
    """Whether each column has text in two rows or more, and its lines begin at one place or stand around one middle."""
    for column in range(1, count + 1):
        lines = [line for cell in cells if cell.column == column for line in cell.lines]
        size = max((line.size for line in lines), default=0.0)
        if len({cell.row for cell in cells if cell.column == column}) < 2:
            return False
        for places in ([line.x0 for line in lines], [(line.x0 + line.x1) / 2 for line in lines]):
            at = median(places)
            if sum(abs(place - at) <= size for place in places) >= 0.8 * len(places):
                break
        else:
            return False
    return True


# -- places and edges ----------------------------------------------------------------------------------------------


def _places(values: Iterator[float]) -> list[float]:
    """The distinct places, from the least, those within a few points as one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _drawn(rules: Sequence[RuledLine], at: float, start: float, end: float) -> bool:
    """Whether rules along a line cover the stretch between two of its crossings."""
    pieces = sorted(
        (max(start, r.start), min(end, r.end))
        for r in rules
        if abs(r.at - at) <= _NEAR and r.end > start and r.start < end
    )
    covered, reach = 0.0, start
    for low, high in pieces:
        covered += max(0.0, high - max(low, reach))
        reach = max(reach, high)
    return covered >= _DRAWN * (end - start)


def _filled(page: Page, grid: _Grid, glyphs: Sequence[Glyph]) -> list[Cell]:
    """The cells that hold text, row by row."""
    held: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        held.setdefault(grid.place(glyph), []).append(glyph)
    cells = []
    for (row, column), members in sorted(held.items()):
        lines = read_lines(Page(page.number, page.width, page.height, members))
        if lines:
            cells.append(Cell(row + 1, column + 1, lines))
    return cells


def cell_paragraphs(cell: Cell) -> Iterator[list[Line]]:
    """The paragraphs of a cell: lines that stand further apart than the others."""
    gaps = [a.y - b.y for a, b in pairwise(cell.lines)]
    usual = min((gap for gap in gaps if gap > 0), default=0.0)
    paragraph = [cell.lines[0]]
    for gap, line in zip(gaps, cell.lines[1:], strict=True):
        if gap > 1.6 * usual:
            yield paragraph
            paragraph = []
        paragraph.append(line)
    yield paragraph
