"""What stands on a page and is no part of its lines: numbers in the margin, marks behind the text, readings above it.

Each is known by what the page shows: a column of figures that counts the lines, large letters that other text is
printed over, small letters above the characters they are the sound of. They are taken out of the glyphs, so that lines
are made without them, and kept as the asides of their page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from duizhao.corpora.language.scripts import is_han
from duizhao.corpora.readers.pdf.page import Aside, Glyph, Page
from duizhao.corpora.structure.line_shape import finished, is_contents_entry
from duizhao.corpora.structure.marked_text import wide


def take_asides(pages: Sequence[Page]) -> None:
    """Move what is no part of the text from the glyphs of the pages to their asides."""
    _take_watermarks(pages)
    for page in pages:
        _take_readings(page)
    _take_line_numbers(pages)


def _remove(page: Page, glyphs: Sequence[Glyph], check: str, text: str) -> None:
    taken = set(map(id, glyphs))
    page.glyphs = [glyph for glyph in page.glyphs if id(glyph) not in taken]
    page.asides.append(Aside(check, text))


# -- marks behind the text -----------------------------------------------------------------------------------------

# A mark over a page is set much larger than its text.
_MARK_SIZE = 1.8


def _take_watermarks(pages: Sequence[Page]) -> None:
    """Level marks (DRAFT, 草稿) over which text is printed; where one was found, also on pages whose text spares it."""
    groups = [(page, group) for page in pages for group in _large(page)]
    found = {_looks(group) for page, group in groups if _printed_over(page, group)}
    for page, group in groups:
        if _looks(group) in found:
            _remove(page, group, "pdf.watermark", _text(group))


def _large(page: Page) -> Iterator[list[Glyph]]:
    """The large letters of a page by baseline, from the left."""
    sizes = [glyph.size for glyph in page.glyphs]
    usual = median(sizes) if sizes else 0.0
    rows: dict[tuple[int, float], list[Glyph]] = {}
    for glyph in page.glyphs:
        if glyph.size >= _MARK_SIZE * usual and glyph.text != " ":
            rows.setdefault((round(glyph.y), glyph.size), []).append(glyph)
    for row in rows.values():
        yield sorted(row, key=lambda g: g.x0)


def _looks(group: Sequence[Glyph]) -> tuple[str, int, float]:
    return "".join(glyph.text for glyph in group), round(group[0].y / 4), group[0].size


def _printed_over(page: Page, group: Sequence[Glyph]) -> bool:
    """Whether smaller type stands within the ink of the letters of a group, or of two fifths of them."""
    y, size = group[0].y, group[0].size
    small = [
        (g.x0 + g.x1) / 2
        for g in page.glyphs
        if g.size * _MARK_SIZE <= size and g.text != " " and y - 0.5 * g.size < g.y < y + 0.65 * size
    ]
    hits = [sum(g.x0 < x < g.x1 for x in small) for g in group]
    letters = sum(glyph.text.isalnum() for glyph in group)
    return letters > 0 and sum(hits) >= 3 and sum(map(bool, hits)) >= 0.4 * len(group)


def _text(glyphs: Sequence[Glyph]) -> str:
    """The glyphs of one line as text."""
    parts = [glyphs[0].text]
    for a, b in pairwise(glyphs):
        parts += [" " if b.x0 - a.x1 > 0.5 * a.size else "", b.text]
    return "".join(parts)


# -- readings ------------------------------------------------------------------------------------------------------

# Readings are set in half of the size, a little more in some hands.
_READING_SIZE = 0.62
_SOUND = re.compile(
    "[a-zA-Zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ\u0300-\u030c\u3041-\u30ff\u3105-\u312f\u02c7\u02ca\u02cb\u02d9]"
)
_TONE = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ\u0300-\u030c\u3041-\u30ff\u3105-\u312f]")


def _take_readings(page: Page) -> None:
    """Pinyin, zhuyin or kana above the characters whose sound they tell."""
    if not _TONE.search("".join([glyph.text for glyph in page.glyphs])):
        return
    small: dict[tuple[int, float], list[Glyph]] = {}
    for glyph in page.glyphs:
        if _SOUND.fullmatch(glyph.text):
            small.setdefault((round(glyph.y), glyph.size), []).append(glyph)
    rows = [sorted(row, key=lambda g: g.x0) for row in small.values() if any(_TONE.search(g.text) for g in row)]
    for row in rows:
        y, size = row[0].y, row[0].size
        bases = [
            (g.x0 - 0.5 * g.size, g.x1 + 0.5 * g.size)
            for g in page.glyphs
            if is_han(g.text) and size <= _READING_SIZE * g.size and 0.6 * g.size <= y - g.y <= 1.4 * g.size
        ]
        above = [g for g in row if any(a <= (g.x0 + g.x1) / 2 <= b for a, b in bases)]
        if len(above) == len(row):
            _remove(page, row, "pdf.ruby", _text(row))


_DIGITS_AND_SPACE = frozenset("0123456789 ")

# -- numbers of lines ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A row of a page: its glyphs from the left, and the figure at its margin, if one stands there."""

    glyphs: list[Glyph]
    figure: list[Glyph]

    @property
    def value(self) -> int:
        return int("".join(glyph.text for glyph in self.figure))


def _take_line_numbers(pages: Sequence[Page]) -> None:
    """Figures in a margin that count the lines, each or every fifth; on pages where they do, and on all others of the
    document that have figures there."""
    rows_of = [(page, _rows(page)) for page in pages if _has_margin_figures(page)]
    for figures_of in (_left_figure, _right_figure):
        counted = [(page, found) for page, rows in rows_of if (found := _margin(rows, figures_of))]
        if not counted or not any(_count_lines(rows) for _, rows in counted):
            continue
        for page, rows in counted:
            if _count_lines(rows, least=1):
                figures = [row.figure for row in rows if row.figure]
                taken = [glyph for figure in figures for glyph in figure]
                _remove(page, taken, "pdf.line_numbers", " ".join(str(row.value) for row in rows if row.figure))


def _has_margin_figures(page: Page) -> bool:
    """Whether digits stand where no other character of the page stands above or below, as those of a margin do: only
    then it is worth making rows."""
    others = [glyph for glyph in page.glyphs if glyph[0] not in _DIGITS_AND_SPACE]
    digits = [glyph for glyph in page.glyphs if "0" <= glyph[0] <= "9"]
    if not digits or not others:
        return bool(digits)
    edges = np.array([(glyph[1], glyph[2]) for glyph in others])
    first, last = np.sort(edges[:, 0]), np.sort(edges[:, 1])
    left, right = np.array([(glyph[1], glyph[2]) for glyph in digits]).T
    # What begins before the end of a digit and does not end before its beginning stands above or below it.
    return bool((np.searchsorted(first, right) == np.searchsorted(last, left, side="right")).any())


def _rows(page: Page) -> list[list[Glyph]]:
    """The glyphs of a page by baseline, from the top down and from the left, whatever their size."""
    rows: list[list[Glyph]] = []
    for glyph in sorted((g for g in page.glyphs if g.text != " "), key=lambda g: -g.y):
        if rows and rows[-1][0].y - glyph.y <= 0.3 * max(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [sorted(row, key=lambda g: g.x0) for row in rows]


def _margin(rows: Sequence[list[Glyph]], figures_of: Callable[[list[Glyph]], list[Glyph]]) -> list[_Numbered]:
    """The rows of a page, if figures stand in a margin of their own; none else."""
    found = [_Numbered(row, figures_of(row)) for row in rows]
    figures = [row.figure for row in found if row.figure]
    if not figures:
        return []
    # They share an edge, and no text reaches into their margin.
    right = max(figure[-1].x1 for figure in figures)
    left = min(figure[0].x0 for figure in figures)
    aligned = min(right - min(f[-1].x1 for f in figures), max(f[0].x0 for f in figures) - left) <= 3
    taken = {id(glyph) for figure in figures for glyph in figure}
    free = not any(left - 1 < g.x1 and g.x0 < right + 1 for row in rows for g in row if id(g) not in taken)
    return found if aligned and free else []


def _left_figure(row: list[Glyph]) -> list[Glyph]:
    return _figure(row)


def _right_figure(row: list[Glyph]) -> list[Glyph]:
    return _figure(row[::-1])[::-1]


def _figure(row: Sequence[Glyph]) -> list[Glyph]:
    """The digits with which a row begins (at either end), if a gap follows them."""
    figure: list[Glyph] = []
    for glyph in row:
        gap = max(glyph.x0 - figure[-1].x1, figure[-1].x0 - glyph.x1) if figure else 0.0
        if figure and gap > 0.4 * min(glyph.size, figure[-1].size):
            break
        if glyph.text not in "0123456789":
            return []
        figure.append(glyph)
    return figure if len(figure) <= 4 else []


def _count_lines(rows: Sequence[_Numbered], *, least: int = 4) -> bool:
    """Whether the figures of a page count its lines: from one to the next the value grows by the lines between, and
    where every line has one, some of them go on with the sentence of the line before (a list of short items does not).
    """
    at = [i for i, row in enumerate(rows) if row.figure]
    if len(at) < least:
        return False
    steps = list(pairwise(at))
    good = sum(rows[b].value - rows[a].value == b - a for a, b in steps)
    if good < 0.9 * len(steps):
        return False
    if least == 1 or (len(at) <= 0.34 * len(rows) and all(rows[i].value % 5 == 0 for i in at)):
        return True
    texts = [[glyph for glyph in row.glyphs if glyph not in row.figure] for row in rows]
    edges = [(text[0].x0, text[-1].x1) for text in texts if text]
    measure = min(x for x, _ in edges), max(x for _, x in edges)
    wrapped = sum(_wrapped(texts[a], texts[b], measure) for a, b in steps if texts[a] and texts[b])
    return len(at) >= 0.7 * len(rows) and wrapped >= 2


def _wrapped(row: Sequence[Glyph], after: Sequence[Glyph], measure: tuple[float, float]) -> bool:
    """Whether a row fills the measure, which is that of running text, and its sentence goes on in the next."""
    left, right = measure
    text, start = "".join(glyph.text for glyph in row), after[0].text
    full = row[-1].x1 > right - 0.2 * (right - left) and right - left > 15 * row[-1].size
    return full and (start.islower() or wide(start)) and not finished(text) and not is_contents_entry(text)
