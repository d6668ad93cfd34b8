"""Drop caps: a large first letter that stands beside the first lines of its paragraph, put where it is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from duizhao.corpora.readers.pdf.page import Glyph, Page

# An initial is so much larger than the text, spans two lines at least, and stands so near to them (in em of the text).
_LARGE, _LINES, _NEAR = 1.7, 2, 1.5
# Letters that are words by themselves.
_WORDS = frozenset("AIO")


def take_initials(page: Page) -> None:
    """Set each initial of a page before the first word of its line, in type of that line."""
    sizes = [glyph.size for glyph in page.glyphs]
    usual = median(sizes) if sizes else 0.0
    large = [glyph for glyph in page.glyphs if glyph.size >= _LARGE * usual and glyph.text != " "]
    for initial in _lone(large):
        lines = _beside(page.glyphs, initial, usual)
        if len(lines) < _LINES:
            continue
        first = lines[0]
        word = _word(page.glyphs, first)
        gap = 0.3 * first.size if _is_word(page.glyphs, initial, word) else 0.0
        at = page.glyphs.index(initial)
        x1 = first.x0 - gap
        page.glyphs[at] = initial._replace(
            x0=min(initial.x0, x1 - 0.3 * first.size),
            x1=x1,
            y=first.y,
            size=first.size,
            bold=first.bold,
            italic=first.italic,
        )


def _lone(large: Sequence[Glyph]) -> list[Glyph]:
    """The letters and figures without another of their size beside them on their baseline."""
    return [
        g for g in large if g.text.isalnum() and not any(h is not g and abs(h.y - g.y) < 0.3 * g.size for h in large)
    ]


def _beside(glyphs: Sequence[Glyph], initial: Glyph, usual: float) -> list[Glyph]:
    """The first glyphs of the lines that stand right of an initial and begin at one place, from the top down."""
    near = [
        g
        for g in glyphs
        if g.text != " "
        and abs(g.size - usual) <= 0.15 * usual
        and -0.3 * usual <= g.y - initial.y <= 0.85 * initial.size
        and initial.x0 <= g.x0 <= initial.x1 + _NEAR * usual
    ]
    firsts: list[Glyph] = []
    for glyph in sorted(near, key=lambda g: (-g.y, g.x0)):
        if not firsts or firsts[-1].y - glyph.y > 0.3 * usual:
            firsts.append(glyph)
    edge = firsts[-1].x0 if firsts else 0.0
    # Nothing but the initial stands at its left: what reaches further is no line beside it.
    return [g for g in firsts if abs(g.x0 - edge) <= usual and g.x0 >= initial.x1 - 0.5 * usual]


def _word(glyphs: Sequence[Glyph], first: Glyph) -> str:
    """The letters that a line begins with."""
    line = sorted((g for g in glyphs if abs(g.y - first.y) < 0.1 and g.x0 >= first.x0), key=lambda g: g.x0)
    match = re.match("[a-z]+", "".join([glyph.text for glyph in line[:40]]))
    return match[0] if match else ""


def _is_word(glyphs: Sequence[Glyph], initial: Glyph, word: str) -> bool:
    """Whether an initial is a word of its own before `word`: the page says `word` elsewhere, and not the two as one."""
    if initial.text not in _WORDS or not word:
        return False
    text = "".join([glyph.text for glyph in glyphs if glyph is not initial]).lower()
    return text.count(word) > 1 and initial.text.lower() + word not in text
