"""Tables that no rules frame: rows of short texts that keep to common columns.

A run of lines is taken for a table where its pieces, cut at wide gaps, fall into the same columns line by line, each
column keeping an edge or a middle. What keeps lines apart within a cell and between rows is read from white space, from
level rules, and from whether a text goes on. Numbered paragraphs, lists and contents are lines with a gap in them, and
no tables; neither are texts side by side (`segments.with_blocks`), nor what returns at the edge of every page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from duizhao.corpora.language.scripts import is_han
from duizhao.corpora.readers.pdf.columns import with_options
from duizhao.corpora.readers.pdf.lines import Line, parted, read_lines
from duizhao.corpora.readers.pdf.page import Glyph, Page
from duizhao.corpora.readers.pdf.segments import GlyphRun, same_baseline, with_blocks
from duizhao.corpora.readers.pdf.tables import Cell, Table
from duizhao.corpora.structure.labels import item_labels, paragraph_label
from duizhao.corpora.structure.line_shape import finished, is_contents_entry

# So many lines with a gap make a table; two may stand under each other by chance.
_LEAST_ROWS = 3
# Where a document has a table with the same columns, so many do.
_AGAIN = 2
# Rows stand no further apart, in em of their type.
_MOST_LEADING = 4.0
# A gap between baselines that is so much wider than the narrowest parts rows, where cells hold several lines.
_LOOSE = 1.25
# Pieces of a column keep to an edge within so many points, all but so great a part of them.
_EDGE, _KEPT = 3.0, 0.7
# The second line of a text hangs so far behind the first at least, in em.
_HANGS = 0.8
# Columns are so far apart at least, in em.
_APART = 0.5
# Titles of columns may be so close, in em: further apart than words.
_WORDS = 0.6
# What returns at one height on several pages is no table, within so many points.
_DRIFT = 9.0

Row = list[GlyphRun]


@dataclass(slots=True, eq=False)
class _Run:
    """Lines that may be a table: its page, the column of the page, and the left and right edges of its columns."""

    page: Page
    column: int
    rows: list[Row]
    bands: list[tuple[float, float]]
    above: Row = field(default_factory=list)  # the line over the first

    @property
    def top(self) -> float:
        return self.rows[0][0].y + self.rows[0][0].size

    @property
    def usual(self) -> float:
        """The least distance of its lines, and a little more; 0 for a single line."""
        return 1.05 * min((a[0].y - b[0].y for a, b in pairwise(self.rows)), default=0.0)

    @property
    def pattern(self) -> str:
        text = "|".join(_text(s) for s in self.rows[0])
        return re.sub(r"\d+", "0", re.sub(r"\s+", "", text))


def take_unruled(
    pages: Sequence[Page], lines: Sequence[Sequence[Line]], usual: float | None, folds: Sequence[float]
) -> Mapping[int, list[Table]]:
    """The tables without a frame by the number of their page; their glyphs are taken out of the page.

    `lines` are those of the pages as they were read, `usual` and `folds` what is known of the document's columns.
    """
    maybe = [
        run
        for page, read in zip(pages, lines, strict=True)
        if sum("\t" in line.text for line in read) >= _AGAIN and not page.vertical
        for run in _runs(page, usual, folds)
    ]
    sure = [run for run in maybe if _is_table(run, _LEAST_ROWS)]
    runs = [run for run in maybe if run in sure or (_is_table(run, _AGAIN) and any(_set_alike(run, o) for o in sure))]
    for run in runs:
        _take_head(run)
    heights: dict[str, list[float]] = {}
    for run in runs:
        heights.setdefault(run.pattern, []).append(run.top)
    found: dict[int, list[Table]] = {}
    for run in runs:
        if sum(abs(top - run.top) <= _DRIFT for top in heights[run.pattern]) > 1:
            continue
        cells = list(_cells(run))
        taken = {id(glyph) for row in run.rows for segment in row for glyph in segment.glyphs}
        run.page.glyphs = [glyph for glyph in run.page.glyphs if id(glyph) not in taken]
        found.setdefault(run.page.number, []).append(Table(run.top, cells, run.column))
    return found


# -- finding them --------------------------------------------------------------------------------------------------


def _runs(page: Page, usual: float | None, folds: Sequence[float]) -> Iterator[_Run]:
    """Stretches of lines whose pieces fall into common columns."""
    for column, members in parted(page, usual, folds):
        run: _Run | None = None
        above: Row = []
        for row in same_baseline(members):
            fitted = _fitted(run.bands, row) if run is not None else row
            if run is not None and (bands := _extended(run.rows[-1], run.bands, fitted, run.usual)) is not None:
                run.rows.append(fitted)
                run.bands = bands
                continue
            if run is not None:
                yield run
                above = run.rows[-1]
            run = None
            if len(row) > 1:
                run = _Run(page, column, [row], _bands(row))
                run.above = above
            above = row
        if run is not None:
            yield run


def _take_head(run: _Run) -> None:
    """Take the line over a table into it where its pieces are the titles of columns, two at least."""
    if not run.above:
        return
    head = _fitted(run.bands, run.above)
    bands = _extended(run.rows[0], run.bands, head) if len(head) > 1 else None
    if bands is not None and len(bands) == len(run.bands):
        run.rows, run.bands = [head, *run.rows], bands


def _bands(row: Row) -> list[tuple[float, float]]:
    return [(segment.x0, segment.x1) for segment in row]


def _fitted(bands: Sequence[tuple[float, float]], row: Row) -> Row:
    """A row, a piece of which that lies over several columns is cut where these part: titles of columns stand closer
    together than what is under them."""
    result: Row = []
    for segment in row:
        glyphs = segment.glyphs
        for (_, left), (right, _) in pairwise(bands):
            spaces = [
                (b.x0 - a.x1, i)
                for i, (a, b) in enumerate(_printed(glyphs), 1)
                if b.x0 > left and a.x1 < right and b.x0 - a.x1 >= _WORDS * b.size
            ]
            if spaces and glyphs[0].x0 < right and glyphs[-1].x1 > left:
                at = max(spaces)[1]
                printed = [g for g in glyphs if g.text != " "]
                cut = glyphs.index(printed[at])
                result.append(GlyphRun(_stripped(glyphs[:cut])))
                glyphs = glyphs[cut:]
        result.append(GlyphRun(glyphs) if glyphs is not segment.glyphs else segment)
    return result


def _printed(glyphs: Sequence[Glyph]) -> Iterator[tuple[Glyph, Glyph]]:
    return pairwise(glyph for glyph in glyphs if glyph.text != " ")


def _stripped(glyphs: Sequence[Glyph]) -> list[Glyph]:
    end = max(i for i, glyph in enumerate(glyphs) if glyph.text != " ") + 1
    return list(glyphs[:end])


def _extended(
    above: Row, columns: Sequence[tuple[float, float]], row: Row, usual: float = 0.0
) -> list[tuple[float, float]] | None:
    """The columns of a run with a row more under (or, as its head, over) the row `above`; None where it does not belong
    to it. `usual` is the distance of its lines, where it is known."""
    first = row[0]
    step = abs(above[0].y - first.y)
    if not 0 < step <= _MOST_LEADING * first.size:
        return None
    if len(row) == 1 and (step > max(1.3 * first.size, usual) or first.x0 < columns[0][0] - _EDGE):
        # A lone piece goes on in its cell, or does not belong here.
        return None
    bands = list(columns)
    for segment in row:
        met = [i for i, (x0, x1) in enumerate(bands) if segment.x0 < x1 and x0 < segment.x1]
        if len(met) > 1 or (not met and len(row) == 1):
            return None
        if met:
            x0, x1 = bands[met[0]]
            bands[met[0]] = min(x0, segment.x0), max(x1, segment.x1)
        else:
            bands.append((segment.x0, segment.x1))
    bands.sort()
    if any(b[0] - a[1] < _APART * first.size for a, b in pairwise(bands)):
        return None
    return bands if len({_band(bands, s) for s in row}) == len(row) else None


def _band(bands: Sequence[tuple[float, float]], segment: GlyphRun) -> int:
    """The column of a piece, from 0."""
    return next(i for i, (x0, x1) in enumerate(bands) if x0 <= segment.x0 and segment.x1 <= x1)


def _set_alike(run: _Run, other: _Run) -> bool:
    """Whether the columns of two runs begin at the same places."""
    places = [x0 for x0, _ in run.bands], [x0 for x0, _ in other.bands]
    return len(places[0]) == len(places[1]) and all(abs(a - b) <= _EDGE for a, b in zip(*places, strict=True))


def _is_table(run: _Run, least: int) -> bool:
    """Whether lines are rows of a table: enough of them, in columns that keep to their edges, and nothing else that is
    printed with gaps."""
    full = [row for row in run.rows if len(row) > 1]
    if len(full) < least or with_blocks(run.rows) != run.rows or with_options(run.rows) != run.rows:
        return False
    columns = [[s for row in run.rows for s in row if _band(run.bands, s) == i] for i in range(len(run.bands))]
    if any(len(column) < 2 or not _keeps_edge(column) for column in columns):
        return False
    texts = [[_text(segment) for segment in column] for column in columns]
    if any(is_contents_entry(text) for column in texts for text in column) or _lists_pages(texts):
        # The entries of a table of contents, with leaders or without.
        return False
    labelled = sum(map(_is_label, texts[0]))
    return 2 * labelled < len(texts[0]) or (len(columns) > 2 and not _are_pages(texts[-1]))


def _keeps_edge(column: Sequence[GlyphRun]) -> bool:
    """Whether most pieces of a column begin or end at one place, or stand around one middle; lines under the first of a
    text may hang at a place of their own."""
    left = min(s.x0 for s in column)
    hanging = [s.x0 for s in column if s.x0 - left > _HANGS * s.size]
    if hanging and max(hanging) - min(hanging) <= _EDGE:
        return True
    for places in ([s.x0 for s in column], [s.x1 for s in column], [(s.x0 + s.x1) / 2 for s in column]):
        if max(sum(abs(a - b) <= _EDGE for b in places) for a in places) >= _KEPT * len(column):
            return True
    return False


def _text(segment: GlyphRun) -> str:
    return "".join([glyph.text for glyph in segment.glyphs]).strip()


def _is_label(text: str) -> bool:
    """Whether a text is what a paragraph, an item or a note is numbered or marked with, and no more."""
    found = [label.end for label in item_labels(f"{text} x")]
    label = paragraph_label(f"{text} X")
    found += [label.end] if label is not None else []
    return any(end > len(text) for end in found) or not any(map(str.isalnum, text)) or bool(_FIGURE.fullmatch(text))


_FIGURE = re.compile(r"[(（]?(?:\d{1,3}|[A-Za-z]|[IVX]{1,5})[)）.．、]?")


def _lists_pages(columns: Sequence[Sequence[str]]) -> bool:
    """Whether columns are titles and numbers of pages by turns."""
    numbers = columns[1::2]
    whole = all(sum(map(str.isdecimal, column)) >= 0.7 * len(column) for column in numbers)
    return len(columns) % 2 == 0 and whole and any(map(_are_pages, numbers))


def _are_pages(texts: Sequence[str]) -> bool:
    """Whether the texts of a column are numbers of pages: whole, rising, and never falling."""
    numbers = [int(text) for text in texts if text.isdecimal()]
    rising = numbers == sorted(numbers) and numbers[:1] != numbers[-1:]
    return len(numbers) >= 0.7 * len(texts) and rising


# -- rows and cells ------------------------------------------------------------------------------------------------


def _cells(run: _Run) -> Iterator[Cell]:
    """The cells of a table in reading order."""
    for number, lines in enumerate(_table_rows(run), 1):
        for i in range(len(run.bands)):
            glyphs = [g for line in lines for s in line if _band(run.bands, s) == i for g in s.glyphs]
            if glyphs:
                page = Page(run.page.number, run.page.width, run.page.height, glyphs)
                yield Cell(number, i + 1, read_lines(page))


def _table_rows(run: _Run) -> list[list[Row]]:
    """The lines of each row of the table."""
    gaps = [a[0].y - b[0].y for a, b in pairwise(run.rows)]
    tight = min(gaps)
    ruled = [_rule_between(run, a, b) for a, b in pairwise(run.rows)]
    wide = [gap > _LOOSE * tight or rule for gap, rule in zip(gaps, ruled, strict=True)]
    # White space or rules part the rows, if they part more than a head from what is under it.
    parted_rows = sum(wide) >= 2 and 3 * sum(wide) >= len(wide)
    rows = [[run.rows[0]]]
    for line, apart in zip(run.rows[1:], wide, strict=True):
        if apart or not (parted_rows or _goes_on(run, rows[-1], line)):
            rows.append([line])
        else:
            rows[-1].append(line)
    return rows


def _rule_between(run: _Run, above: Row, below: Row) -> bool:
    """Whether a level rule parts two lines over half the width of the table."""
    left, right = run.bands[0][0], run.bands[-1][1]
    return (
        2
        * sum(
            max(0.0, min(right, rule.x1) - max(left, rule.x0))
            for rule in run.page.rules
            if rule.level and below[0].y < rule.y < above[0].y
        )
        > right - left
    )


def _goes_on(run: _Run, row: Sequence[Row], line: Row) -> bool:
    """Whether a line belongs to the row above: it leaves the first column empty, or all its texts go on."""
    columns = {_band(run.bands, s): s for s in line}
    if 0 not in columns or columns[0].x0 - run.bands[0][0] > _HANGS * columns[0].size:
        return _aligned_left(run)
    if any(_is_figure(above) and _is_figure(s) for i, s in columns.items() if (above := _last(run, row, i))):
        return False
    return all(_continues(run, _last(run, row, i), segment, i) for i, segment in columns.items())


def _aligned_left(run: _Run) -> bool:
    """Whether the first column has a left edge, to which other lines of a text may hang."""
    left = run.bands[0][0]
    return sum(abs(s.x0 - left) <= _EDGE for line in run.rows for s in line if _band(run.bands, s) == 0) > 1


def _last(run: _Run, row: Iterable[Row], column: int) -> GlyphRun | None:
    """The lowest piece in a column of a row."""
    return next((s for line in reversed(list(row)) for s in line if _band(run.bands, s) == column), None)


def _is_figure(segment: GlyphRun) -> bool:
    """Whether a piece is a number, perhaps with a sign or a unit, and no text."""
    text = _text(segment)
    return any(map(str.isdecimal, text)) and sum(map(str.isalpha, text)) <= 2


def _continues(run: _Run, above: GlyphRun | None, below: GlyphRun, column: int) -> bool:
    """Whether the text of a cell goes on on the next line: with a small letter, or in Chinese behind a full line."""
    if above is None:
        return False
    a, b = _text(above), _text(below)
    if not a or not b or finished(a) or not any(map(str.isalpha, a)):
        return False
    if b[0].islower() or not is_han(b[0]):
        return b[0].islower()
    edge = run.bands[column][1] - 1.5 * above.size
    # One line that is longer than the others shows no edge at which lines were broken.
    full = sum(s.x1 >= edge for line in run.rows for s in line if _band(run.bands, s) == column)
    return above.x1 >= edge and full > 1
