"""Lines: what users bring as lists of sentences. Some lines are blank, and some hold a whole paragraph where the other
text has a sentence a line: these are cut into sentences, which are aligned in the line's place and put together again.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from duizhao.alignment.beads import Bead, Range

# A line that is so many times as long as the other text's usual one, in its measure, and has so many sentences or more
# is a paragraph. Of the hand-aligned chapters, a sentence a line, no line is.
LONG, SENTENCES = 4.0, 3


@dataclass(frozen=True, slots=True)
class Pieces:
    """The sentences of lines: `texts`, and `lines` says of each which line it is of, which ascends. Of a blank line
    there is none."""

    texts: tuple[str, ...]
    lines: tuple[int, ...]
    count: int

    def whole(self, piece: int) -> bool:
        """Whether a line ends, or a text begins or ends, right before that piece."""
        return not 0 < piece < len(self.lines) or self.lines[piece - 1] != self.lines[piece]

    def span(self, pieces: Range) -> Range | None:
        """The lines of some pieces; None of no pieces."""
        return Range(self.lines[pieces.start], self.lines[pieces.stop - 1] + 1) if len(pieces) else None


def cut(source: Sequence[str], target: Sequence[str], languages: tuple[str, str]) -> tuple[Pieces, Pieces]:
    """The sentences to align of the lines of both sides."""
    from duizhao.corpora.sentences.segmentation import sentences

    sides = [[(k, line) for k, line in enumerate(side) if line.strip()] for side in (source, target)]
    lengths = [[len("".join(line.split())) for _, line in side] for side in sides]
    usual = [statistics.median(side) if side else 0.0 for side in lengths]
    total = [max(sum(side), 1) for side in lengths]
    found = []
    for at, (side, tag) in enumerate(zip(sides, languages, strict=True)):
        limit = LONG * usual[1 - at] * total[at] / total[1 - at]
        texts: list[str] = []
        lines: list[int] = []
        for (k, line), length in zip(side, lengths[at], strict=True):
            pieces = [piece for piece in sentences(line, tag) if piece.strip()] if 0 < limit < length else []
            kept = pieces if len(pieces) >= SENTENCES else [line]
            texts += kept
            lines += [k] * len(kept)
        found.append(Pieces(tuple(texts), tuple(lines), len((source, target)[at])))
    return found[0], found[1]


def together(beads: Sequence[Bead], source: Pieces, target: Pieces) -> Iterator[Bead]:
    """Beads of lines from beads of their sentences: the smallest that cut no line. A blank line is an omission, or lies
    inside a bead.

    A bead of several is right where its first and its last are: its confidence is the lesser of theirs.
    """
    done = (0, 0)
    parts: list[Bead] = []
    for bead in beads:
        parts.append(bead)
        if not source.whole(bead.source.stop) or not target.whole(bead.target.stop):
            continue
        own = source.span(Range(parts[0].source.start, bead.source.stop))
        other = target.span(Range(parts[0].target.start, bead.target.stop))
        begin = own.start if own else done[0], other.start if other else done[1]
        yield from _blank(done, begin)
        found = Bead(own or Range(begin[0], begin[0]), other or Range(begin[1], begin[1]))
        score, sure = sum(part.score for part in parts), min(parts[0].confidence, parts[-1].confidence)
        yield replace(found, score=score, confidence=sure)
        done = found.source.stop, found.target.stop
        parts = []
    yield from _blank(done, (source.count, target.count))


def _blank(begin: tuple[int, int], end: tuple[int, int]) -> Iterator[Bead]:
    """The blank lines between two places, as omissions."""
    for k in range(begin[0], end[0]):
        yield Bead(Range(k, k + 1), Range(begin[1], begin[1]))
    for k in range(begin[1], end[1]):
        yield Bead(Range(end[0], end[0]), Range(k, k + 1))
