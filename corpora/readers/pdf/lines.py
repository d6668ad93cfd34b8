"""From glyphs to lines in reading order: baselines, columns, spaces, raised figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from statistics import median

from duizhao.corpora.language.scripts import is_han
from duizhao.corpora.readers.pdf.columns import columns, gutter_of, leave_free, with_options
from duizhao.corpora.readers.pdf.folds import FIRST_PANEL, panels
from duizhao.corpora.readers.pdf.page import Glyph, Page
from duizhao.corpora.readers.pdf.segments import GlyphRun, met, same_baseline, with_blocks
from duizhao.corpora.structure.marked_text import wide

# In em (the size of the type). A word space is a quarter; justified lines stretch it, tracking narrows it.
_WORD_GAP = 0.17
_HAN_GAP = 0.55
# A gap that no stretched line has: tabs, label and text, columns.
_FIELD_GAP = 1.5
# What glyphs are sorted and told apart by, many thousand times a page: faster than a function of ours.
_TEXT, _X0, _X1, _BASE = itemgetter(0), itemgetter(1), itemgetter(2), itemgetter(3)
_SIZE, _BOLD, _SLANT, _BASE_AND_SIZE = itemgetter(4), itemgetter(5), itemgetter(6), itemgetter(3, 4)


@dataclass(slots=True)
class Line:
    """A line of text. `raised` are (index, length) of raised figures in the text; `size` is that of most characters;
    `column` counts from 0 on its page; `first_word` is the width of the first word; `bold_runs`
    and `italic_runs` are (index, length) too; `bullet` is one that was drawn before the line."""

    page: int
    column: int
    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: float
    first_word: float
    raised: list[tuple[int, int]] = field(default_factory=list)
    bold_runs: list[tuple[int, int]] = field(default_factory=list)
    italic_runs: list[tuple[int, int]] = field(default_factory=list)
    bullet: str = ""


def read_lines(page: Page, usual: float | None = None, folds: Sequence[float] = ()) -> list[Line]:
    """The lines of a page in reading order: columns from left to right between lines that span them.

    `usual` is where the document's columns part (`usual_gutter`): a last page may hold too few lines to tell;
    `folds` are the left edges of its panels (`usual_folds`).
    """
    return _lines_of(page, parted(page, usual, folds))


def parted(
    page: Page, usual: float | None = None, folds: Sequence[float] = ()
) -> Iterable[tuple[int, Sequence[GlyphRun]]]:
    """The pieces of the lines of a page by the column in which they are read."""
    segments = met([s for row in _rows(page.glyphs) for s in _segments(row)])
    if sheet := panels(segments, folds):
        return enumerate(sheet, start=FIRST_PANEL)
    gutter = gutter_of(segments, page.width, page.dots)
    if gutter is None and usual is not None and leave_free(segments, usual, page.width):
        gutter = usual
    return columns(segments, gutter, page.borders)


def _lines_of(page: Page, strips: Iterable[tuple[int, Sequence[GlyphRun]]]) -> list[Line]:
    """The lines of numbered columns, one after the other."""
    lines = [
        _line(page.number, column, row)
        for column, members in strips
        for row in with_options(with_blocks(same_baseline(members)))
    ]
    return [line for line in lines if line.text.strip()]


def usual_gutter(pages: Sequence[Sequence[Line]]) -> float | None:
    """Where the columns of a document part, by the lines of its pages; None where no page has two."""
    found = []
    for lines in pages:
        left, right = ([line for line in lines if line.column == side] for side in (0, 1))
        if left and right:
            found.append((max(line.x1 for line in left) + min(line.x0 for line in right)) / 2)
    return median(found) if found else None


def usual_folds(pages: Sequence[Sequence[Line]]) -> tuple[float, ...]:
    """The left edges of the panels of a folded sheet, by the lines of its pages; none where no page has panels."""
    for lines in pages:
        edges: dict[int, float] = {}
        for line in lines:
            if line.column >= FIRST_PANEL:
                edges[line.column] = min(line.x0, edges.get(line.column, line.x0))
        if edges:
            return tuple(edges.values())
    return ()


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Glyphs of one baseline and size together, from the top down; raised and lowered figures with the line they
    belong to. Type of two sizes on one baseline meets again when lines are made, within its column."""
    visible = sorted([g for g in glyphs if g[4] > 0.5], key=_X0)
    visible.sort(key=_BASE, reverse=True)
    rows: list[list[Glyph]] = []
    for (y, size), members in groupby(visible, key=_BASE_AND_SIZE):
        group = list(members)
        for row in reversed(rows[-4:]):
            first = row[0]
            if abs(first.y - y) <= 0.15 * size and 0.92 <= size / first.size <= 1.09:
                row.extend(group)
                break
        else:
            rows.append(group)
    return _with_raised(rows)


def _with_raised(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """Put rows of small figures into the row whose type they stand beside."""
    sizes = [median(g.size for g in row) for row in rows]
    merged: set[int] = set()
    for i, row in enumerate(rows):
        # Lines of another column may lie between.
        for j in (i + 1, i - 1, i + 2, i - 2, i + 3, i - 3):
            if not 0 <= j < len(rows) or j in merged or sizes[i] > 0.92 * sizes[j] or len(row) > 12:
                continue
            rise = row[0].y - rows[j][0].y
            close = any(
                -0.2 * sizes[j] <= small.x0 - g.x1 <= 0.6 * sizes[j]
                or -0.2 * sizes[j] <= g.x0 - small.x1 <= 0.8 * sizes[j]
                for small in row[:40]
                for g in rows[j]
            )
            shifted = 0.15 * sizes[j] < rise <= 0.65 * sizes[j] or -0.35 * sizes[j] <= rise < -0.1 * sizes[j]
            if shifted and close:
                rows[j] = rows[j] + row
                merged.add(i)
                break
    return [row for i, row in enumerate(rows) if i not in merged]


def _segments(row: Iterable[Glyph]) -> list[GlyphRun]:
    """A row cut at wide gaps. A glyph drawn twice to look bold is one glyph."""
    groups: list[list[Glyph]] = []
    previous: Glyph | None = None
    seen: Glyph | None = None  # the last that is no space
    for glyph in _in_order(row):
        text = glyph[0]
        if previous is None or seen is None:
            if text == " ":
                continue
        elif text == previous[0] and text.isalnum() and _overlaid(previous, glyph):
            continue
        elif text == " ":
            if previous[0] != " ":
                groups[-1].append(glyph)
                previous = glyph
            continue
        elif glyph[1] - seen[2] <= _FIELD_GAP * (glyph[4] if glyph[4] < seen[4] else seen[4]):
            groups[-1].append(glyph)
            previous = seen = glyph
            continue
        groups.append([glyph])
        previous = seen = glyph
    return [GlyphRun(group) for group in groups]


def _overlaid(previous: Glyph, glyph: Glyph) -> bool:
    """Whether a glyph is drawn over the one before, and does not stand behind it."""
    return glyph.x0 - previous.x0 < min(0.2 * glyph.size, 0.5 * (previous.x1 - previous.x0))


# Hebrew, Arabic, Syriac and their kin, with the forms that fonts name.
_LEFTWARD = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_CLOSING = frozenset(")]”’,.;:!?%")
_OPENING = frozenset("（《〈「『【〔〖“‘")


def _in_order(row: Iterable[Glyph]) -> list[Glyph]:
    """Glyphs from left to right. A full-width opening bracket has its ink in the right half of its cell, and where
    brackets are set close (》（《) cells overlap: the ink counts."""
    row = list(row)
    if _OPENING.isdisjoint(map(_TEXT, row)):
        return sorted(row, key=_X0)
    return sorted(row, key=lambda g: g.x0 + 0.5 * (g.x1 - g.x0) if g.text in _OPENING else g.x0)


def _line(page: int, column: int, row: Sequence[GlyphRun]) -> Line:
    """The text of a line, with the spaces that its gaps mean."""
    # The glyphs of a piece are in order already.
    glyphs = row[0].glyphs if len(row) == 1 else _in_order(g for segment in row for g in segment.glyphs)
    letters = [g for g in glyphs if g[0] != " "]
    weights = Counter(map(_SIZE, letters))
    size = max(weights, key=lambda s: (weights[s], s)) if weights else 1.0
    main = [g for g in letters if g.size >= 0.9 * size] if len(weights) > 1 else letters
    levels = set(map(_BASE, main))
    base = levels.pop() if len(levels) == 1 else median(map(_BASE, main)) if main else 0.0
    pieces = _with_gaps(glyphs)
    # A glyph and a gap both begin with their text.
    text = "".join([piece[0] if piece.__class__ is Glyph else str(piece) for piece in pieces])
    if _LEFTWARD.search(text):
        pieces = _as_read(pieces)
        text = "".join([piece if isinstance(piece, str) else piece.text for piece in pieces])
    raised: list[tuple[int, int]] = []
    if len(weights) > 1:
        raised = _runs(pieces, lambda g: g.size <= 0.92 * size and g.y > base + 0.15 * size, gap=0)
    bold = sum(map(_BOLD, letters))
    bold_runs = _runs(pieces, lambda g: g.bold) if bold else []
    italic_runs = _runs(pieces, lambda g: g.italic) if any(map(_SLANT, letters)) else []
    count = max(1, len(letters))
    return Line(
        page,
        column,
        text,
        min(map(_X0, letters), default=0.0),
        max(map(_X1, letters), default=0.0),
        base,
        size,
        bold / count,
        _first_word(letters),
        raised,
        bold_runs,
        italic_runs,
    )


def _with_gaps(glyphs: Iterable[Glyph]) -> list[Glyph | str]:
    """The glyphs of a line without spaces, and between them what their gaps mean."""
    found: list[Glyph | str] = []
    previous: Glyph | None = None
    space = False
    for glyph in glyphs:
        if glyph[0] == " ":
            space = True
            continue
        # Most glyphs touch: nothing stands between them whatever they are.
        if previous is not None and (space or glyph[1] - previous[2] > _WORD_GAP * glyph[4]):
            gap = _gap(previous, glyph, space)
            if gap:
                found.append(gap)
        found.append(glyph)
        previous, space = glyph, False
    return found


def _as_read(pieces: list[Glyph | str]) -> list[Glyph | str]:
    """The pieces of a line in the order in which they are read: names in Hebrew or Arabic run from right to left."""
    start = end = -1
    for i, piece in enumerate([*pieces, "\n"]):
        character = piece if isinstance(piece, str) else piece.text
        if _LEFTWARD.search(character):
            start, end = (i if start < 0 else start), i
        elif start >= 0 and not (character.isspace() and character != "\n") and character not in "-'’.":
            pieces[start : end + 1] = pieces[start : end + 1][::-1]
            start = -1
    return pieces


def _runs(pieces: Iterable[Glyph | str], wanted: Callable[[Glyph], bool], *, gap: int = 1) -> list[tuple[int, int]]:
    """The stretches (start, length) of a text made of pieces whose glyphs are wanted; those with no more than `gap`
    characters between them are one."""
    runs: list[tuple[int, int]] = []
    at = 0
    for piece in pieces:
        if isinstance(piece, str):
            at += len(piece)
            continue
        length = len(piece.text)
        if wanted(piece):
            if runs and at - sum(runs[-1]) <= gap:
                runs[-1] = (runs[-1][0], at + length - runs[-1][0])
            else:
                runs.append((at, length))
        at += length
    return runs


def _gap(before: Glyph, after: Glyph, space: bool) -> str:
    """What stands between two glyphs: nothing, a space, or a tab."""
    size = max(before.size, after.size)
    gap = after.x0 - before.x1
    if gap > 2 * size:
        return "\t"
    if wide(before.text[-1]) and wide(after.text[0]):
        return " " if gap > _HAN_GAP * size and is_han(before.text[-1]) and is_han(after.text[0]) else ""
    if (is_han(before.text[-1]) and after.text in _CLOSING) or (is_han(after.text[0]) and before.text in "([“‘"):
        # The cell of a Chinese character is wider than its ink, and some fonts only tell the ink.
        return " " if space or gap > _HAN_GAP * size else ""
    return " " if space or gap > _WORD_GAP * size else ""


def _first_word(letters: Sequence[Glyph]) -> float:
    """The width of the first word, which would have had to fit into the line before; in Chinese, of the first
    character, or two where the second may not begin a line."""
    if not letters:
        return 0.0
    last = letters[0]
    if not wide(last.text):
        for glyph in letters[1:]:
            # Word processors keep GB.346/INS/4、GB.346/INS/5 on one line if they can.
            if glyph.x0 - last.x1 > _WORD_GAP * last.size or is_han(glyph.text):
                break
            last = glyph
    elif len(letters) > 1 and letters[1].text in "，。、；：？！）》”’」』】":
        last = letters[1]
    return last.x1 - letters[0].x0
