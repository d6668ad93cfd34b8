"""Pieces of the lines of a PDF page, and what a strip of them from the top down tells of itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

from duizhao.corpora.readers.pdf.page import Glyph


def ink(glyph: Glyph) -> float:
    """Where the ink of a glyph ends. Chinese points hang over the edge of a column, with theirs in half of the cell."""
    return glyph.x1 - 0.5 * glyph.size if glyph.text in "，。、；：！？" else glyph.x1


@dataclass(slots=True)
class GlyphRun:
    """Glyphs of one baseline without a wide gap between them; its edges, its baseline and the size of its largest type
    (raised figures are smaller and higher)."""

    glyphs: list[Glyph]
    x0: float = 0.0
    x1: float = 0.0
    y: float = 0.0
    size: float = 0.0

    def __post_init__(self) -> None:
        self.x0, self.x1 = self.glyphs[0].x0, max([ink(g) for g in self.glyphs[-3:]])
        self.size = max(map(itemgetter(4), self.glyphs))
        self.y = min([g.y for g in self.glyphs if g.size == self.size])


def met(segments: Sequence[GlyphRun]) -> list[GlyphRun]:
    """Segments of one baseline that touch as one: names in another script are set in type of another size."""
    met: list[GlyphRun] = []
    for segment in sorted(segments, key=lambda s: (round(s.y, 1), s.x0)):
        last = met[-1] if met else None
        if (
            last is not None
            and abs(last.y - segment.y) <= 0.1 * segment.size
            and 0.7 <= last.size / segment.size <= 1.4
            and -0.2 * segment.size <= segment.x0 - last.x1 <= 0.5 * max(segment.size, last.size)
        ):
            met[-1] = GlyphRun([*last.glyphs, *segment.glyphs])
        else:
            met.append(segment)
    return sorted(met, key=lambda s: -s.y)


def same_baseline(segments: Iterable[GlyphRun]) -> list[list[GlyphRun]]:
    """Segments of a column that stand on one line together, from the top down."""
    rows: list[list[GlyphRun]] = []
    for segment in sorted(segments, key=lambda s: (-s.y, s.x0)):
        if rows and abs(rows[-1][0].y - segment.y) <= 0.3 * max(segment.size, rows[-1][0].size):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return [sorted(row, key=lambda s: s.x0) for row in rows]


def breaks(strip: Sequence[GlyphRun]) -> int:
    """How many full lines break off within a sentence that the next line goes on with."""
    right = max(s.x1 for s in strip)
    return sum(
        a.x1 >= right - 4 * a.size
        and a.glyphs[-1].text not in "。.！!？?：:；;"
        and abs(a.size - b.size) < 0.1 * a.size
        and a.y - b.y < 1.6 * a.size
        for a, b in pairwise(strip)
    )


def out_of_step(strips: Sequence[Sequence[GlyphRun]]) -> bool:
    """Whether a third of the lines beside another strip stand on no baseline of it, as the lines of a table do."""
    beside = apart = 0
    for a, b in pairwise(strips):
        for segment in a:
            if b[-1].y <= segment.y <= b[0].y:
                beside += 1
                apart += all(abs(other.y - segment.y) > 0.2 * segment.size for other in b)
    return 3 * apart >= beside > 0


# Lines of one text stand no further apart than this, in em; centres are equal within so many points.
_TIGHT, _CENTRED = 1.5, 3.0


def with_blocks(rows: Sequence[list[GlyphRun]]) -> list[list[GlyphRun]]:
    """The rows of a column, with short texts of some lines that stand side by side (boxes of a diagram, signatures)
    each on its own, from the left: lines in pairs or more, close below one another, that are centred under one another
    in two of the texts at least, or of which two on one line say the same. No rows of a table do so."""
    result: list[list[GlyphRun]] = []
    run: list[list[GlyphRun]] = []
    for row in [*rows, []]:
        if run and _goes_below(run[-1], row):
            run.append(row)
            continue
        result += [[text] for column in zip(*run, strict=True) for text in column] if _are_blocks(run) else run
        run = [row] if row else []
    return result


def _goes_below(above: Sequence[GlyphRun], row: Sequence[GlyphRun]) -> bool:
    """Whether a row has a piece under each of the row above, close below it."""
    if len(above) < 2 or len(row) != len(above):
        return False
    tight = 0 < above[0].y - row[0].y <= _TIGHT * row[0].size
    return tight and all(a.x0 < b.x1 and b.x0 < a.x1 for a, b in zip(above, row, strict=True))


def _are_blocks(run: Sequence[Sequence[GlyphRun]]) -> bool:
    if len(run) < 2 or any(not any(g.text.isalpha() for g in piece.glyphs) for row in run for piece in row):
        return False
    centred = 0
    for column in zip(*run, strict=True):
        middles, widths = [s.x0 + s.x1 for s in column], [s.x1 - s.x0 for s in column]
        aligned = max(middles) - min(middles) <= 2 * _CENTRED
        centred += aligned and max(widths) - min(widths) > column[0].size
    texts = [["".join([g.text for g in piece.glyphs]).strip() for piece in row] for row in run]
    return centred >= 2 or any(len(set(row)) < len(row) and len(row[0]) > 3 for row in texts)
