"""Parts: a sentence that stands for several of the other side is cut where it may end after all.

What ends a sentence is decided by rules for one text, and they are careful: they leave together what goes on with a
small letter or with Chinese behind a half-width stop (`is set in lampd. lampd only …`, `see B10. 由于`), and what
follows an address without a stop. Where the other text has a sentence border there, and the words and lengths on both
sides of it agree, each part is a pair of its own. Where the other text begins a new paragraph or item, a comma will do:
a file that runs a list on in one line has no other mark between its items.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.beads import Bead, Range
from duizhao.alignment.evidence import evidence
from duizhao.alignment.layout import Layout, Row
from duizhao.alignment.signals.links import Postings
from duizhao.alignment.text_side import Side
from duizhao.corpora.language.scripts import HAN
from duizhao.corpora.model import Segment, Span

Floats = NDArray[np.float64]

# Where a sentence may end after all: behind a closing mark, and behind an address with other text after it.
_MARK = re.compile(r"[.!?…][\"”’』」)）\]]*\s+|[。！？][\"”’』」)）\]]*\s*")
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]{6,}(?=[^\x00-\x7f，。、；：）”])", re.IGNORECASE)
# Where it may end if the other text begins a new unit there: behind a mark inside a sentence, or at a gap between Han
# characters.
_WEAK = re.compile(rf"[,;:](?:\s+|(?=[{HAN}]))|[，；：、]\s*|(?<=[{HAN}])\s+(?=[{HAN}])")
# By how much more of the matched words, as a share of them, must lie on the right side of a cut than on the wrong one,
# and the most that the lengths of two parts may be apart, as a factor.
NEED, APART = 0.25, 2.2
# The first of these for a mark inside a sentence; and where that is a colon, and the unit that ends there in the other
# text ends in one too: a line that announces what follows, run together with the first item of it.
NEED_WEAK, NEED_COLON = 0.4, 0.0
# Characters added to both lengths, so that short parts are not held to them.
_SHORT = 4.0
# Parts that are looked at in one sentence.
_MOST = 24


class Border(IntEnum):
    """What is behind a part: a mark inside a sentence, one that may end it, a sentence's end, or a unit's."""

    WEAK = 0
    STOP = 1
    SENTENCE = 2
    UNIT = 3


@dataclass(frozen=True)
class _Text:
    """One side of a bead in parts: `spans` (row, start, stop) in the text of each row; `borders` what is behind each
    but the last, and `colons` whether it ends in a colon."""

    spans: tuple[tuple[int, int, int], ...]
    borders: tuple[Border, ...]
    colons: tuple[bool, ...]


def _text(rows: Sequence[Row], own: Range, *, weak: bool) -> _Text:
    """One side in parts, with marks inside sentences as places to cut where these are asked for."""
    spans: list[tuple[int, int, int]] = []
    borders: list[Border] = []
    for k in range(own.start, own.stop):
        text = rows[k][1].text
        cuts = _cuts(text, weak=weak)
        for start, stop in pairwise([0, *cuts, len(text)]):
            spans.append((k, start, stop))
            if stop < len(text):
                borders.append(cuts[stop])
            else:
                borders.append(Border.UNIT if k + 1 < own.stop and rows[k][0] != rows[k + 1][0] else Border.SENTENCE)
    colons = tuple(rows[k][1].text[start:stop].rstrip().endswith((":", "：")) for k, start, stop in spans)
    return _Text(tuple(spans), tuple(borders[:-1]), colons)


def _cuts(text: str, *, weak: bool) -> dict[int, Border]:
    """The places where a sentence may be cut, ascending, and what is there; of too many the plainest alone, or none."""
    marks = [(_MARK, Border.STOP), (_ADDRESS, Border.STOP)]
    if weak:
        marks.append((_WEAK, Border.WEAK))
    found: dict[int, Border] = {}
    for pattern, border in marks:
        more = {match.end(): border for match in pattern.finditer(text)} | found
        inside = {at: more[at] for at in sorted(more) if 0 < at < len(text)}
        if len(inside) > _MOST:
            break
        found = inside
    return found


def _crossing(rows: Sequence[Row], own: Range) -> bool:
    """Whether some sentences are of several units."""
    return len({rows[k][0] for k in range(own.start, own.stop)}) > 1


def with_parts(
    layout: Layout, beads: Sequence[Bead], languages: tuple[str, str], terms: Sequence[tuple[str, str]] = ()
) -> tuple[Layout, tuple[Bead, ...]]:
    """The layout and the beads with sentences cut that stand for several of the other side, where their parts find
    their own."""
    given = tuple(beads)
    beads, joined = _joined(layout, given)
    wanted = [
        k
        for k, bead in enumerate(beads)
        if not bead.omission and len(bead.source) != len(bead.target) and min(bead.shape) == 1
    ]
    texts = {k: _texts(layout, beads[k]) for k in wanted}
    texts = {k: pair for k, pair in texts.items() if min(len(each.spans) for each in pair) > 1}
    if not texts:
        return layout, given
    flat: tuple[list[str], list[str]] = ([], [])
    first: dict[int, tuple[int, int]] = {}
    for k, pair in texts.items():
        first[k] = len(flat[0]), len(flat[1])
        for side, each in enumerate(pair):
            flat[side].extend(layout.rows[side][row][1].text[a:b] for row, a, b in each.spans)
    sides = [Side.of(each, tag) for each, tag in zip(flat, languages, strict=True)]
    both = evidence(sides[0], sides[1], terms).postings()
    usual = _usual_ratio(layout, given) if joined else 0.0
    found: dict[int, list[tuple[int, int]]] = {}
    for k, pair in texts.items():
        judge = _Judge.of(pair, first[k], both, (sides[0].lengths, sides[1].lengths))
        if k in joined and not long_alike(float(judge.lengths[0].sum()), float(judge.lengths[1].sum()), usual):
            continue
        cuts = judge.cuts(0, len(pair[0].spans), 0, len(pair[1].spans))
        # What was left over is taken back only as a pair of its own.
        if len(cuts) >= (max(beads[k].shape) - 1 if k in joined else 1):
            found[k] = cuts
    return _applied(layout, beads, joined, texts, found)


def long_alike(source: float, target: float, usual: float) -> bool:
    """Whether two texts of so many characters can be translations of each other, by the `usual` ratio of a document's
    lengths (source by target; 0.0: not known): else a sentence that was left out would be found again in a few words of
    the one before it."""
    if not usual:
        return True
    return bool(abs(np.log((source / usual + _SHORT) / (target + _SHORT))) <= np.log(APART))


def _usual_ratio(layout: Layout, beads: Sequence[Bead]) -> float:
    """Characters of the source by those of the target, white space aside as in `Side.lengths`, over pairs of one
    sentence each; 0.0 where there are none."""
    sizes = [
        [
            sum(len("".join(layout.rows[side][k][1].text.split())) for k in range(own.start, own.stop))
            for side, own in enumerate((bead.source, bead.target))
        ]
        for bead in beads
        if bead.shape == (1, 1)
    ]
    source, target = (sum(size[side] for size in sizes) for side in (0, 1))
    return source / target if target else 0.0


def _texts(layout: Layout, bead: Bead) -> tuple[_Text, _Text]:
    (source, target), spans = layout.rows, (bead.source, bead.target)
    return (
        _text(source, spans[0], weak=_crossing(target, spans[1])),
        _text(target, spans[1], weak=_crossing(source, spans[0])),
    )


def _joined(layout: Layout, beads: Sequence[Bead]) -> tuple[list[Bead], dict[int, list[Bead]]]:
    """The beads, with sentences that were left over right before or behind a pair of one sentence each joined with it,
    all of one side, where the pair may hold them; and which beads each joined one was, by its number."""
    out: list[Bead] = []
    joined: dict[int, list[Bead]] = {}
    k = 0
    while k < len(beads):
        best = [beads[k]]
        for lone in ((1, 0), (0, 1)):
            shapes = [bead.shape for bead in beads[k : k + 3]]
            for pattern in ([lone, (1, 1), lone], [lone, (1, 1)], [(1, 1), lone]):
                found = beads[k : k + len(pattern)]
                if shapes[: len(pattern)] == pattern and len(pattern) > len(best) and _may_hold(layout, found):
                    best = list(found)
        if len(best) > 1:
            joined[len(out)] = best
        pair = next((bead for bead in best if not bead.omission), best[0])
        spans = [
            Range(side[0].start, side[-1].stop) for side in zip(*((b.source, b.target) for b in best), strict=True)
        ]
        out.append(replace(pair, source=spans[0], target=spans[1]))
        k += len(best)
    return out, joined


def _may_hold(layout: Layout, beads: Sequence[Bead]) -> bool:
    """Whether the pair among these beads has a place to be cut, on the side where the others have nothing. What is left
    over behind it and ends in a colon announces what follows, and is asked of that."""
    side = 0 if beads[0].shape == (0, 1) or beads[-1].shape == (0, 1) else 1
    pair = next(bead for bead in beads if not bead.omission)
    text = layout.rows[side][(pair.source, pair.target)[side].start][1].text
    last = (beads[-1].source, beads[-1].target)[1 - side]
    announces = beads[-1].omission and layout.rows[1 - side][last.start][1].text.rstrip().endswith((":", "："))
    return bool(_cuts(text, weak=True)) and not announces


@dataclass(frozen=True)
class _Judge:
    """What the words and lengths of a bead's parts say of cuts. `strengths` are, of both sides, (words, parts of the
    other side) how well each word is matched there; `parts` and `weights` (words,) where it stands and what it is
    worth; `lengths` of the parts."""

    texts: tuple[_Text, _Text]
    strengths: tuple[Floats, Floats]
    parts: tuple[NDArray[np.int64], NDArray[np.int64]]
    weights: tuple[Floats, Floats]
    lengths: tuple[Floats, Floats]

    @staticmethod
    def of(
        texts: tuple[_Text, _Text],
        first: tuple[int, int],
        both: tuple[Postings, Postings],
        lengths: tuple[Floats, Floats],
    ) -> _Judge:
        sizes = [len(each.spans) for each in texts]
        strengths, parts, weights = [], [], []
        for side, own in enumerate(both):
            start, stop = np.searchsorted(own.sentence, [first[side], first[side] + sizes[side]]).tolist()
            low = np.full(stop - start, first[1 - side], dtype=np.int64)
            strengths.append(own.window(slice(start, stop), low, sizes[1 - side]).astype(np.float64))
            parts.append(own.sentence[start:stop] - first[side])
            weights.append(own.weight[start:stop].astype(np.float64))
        size = [side[a : a + count] for side, a, count in zip(lengths, first, sizes, strict=True)]
        return _Judge(
            texts, (strengths[0], strengths[1]), (parts[0], parts[1]), (weights[0], weights[1]), (size[0], size[1])
        )

    def cuts(self, i: int, n: int, j: int, m: int) -> list[tuple[int, int]]:
        """The places (x, y) where parts i..n of the source and j..m of the target are cut, ascending."""
        best: tuple[float, int, int] | None = None
        for x in range(i + 1, n):
            for y in range(j + 1, m):
                here = sorted((self.texts[0].borders[x - 1], self.texts[1].borders[y - 1]))
                # One text has an end there, and the other a mark at which it may have one.
                if here[0] >= Border.SENTENCE or here[1] < (Border.UNIT if here[0] is Border.WEAK else Border.SENTENCE):
                    continue
                announced = self.texts[0].colons[x - 1] and self.texts[1].colons[y - 1]
                weak = NEED_COLON if announced else NEED_WEAK
                worth = self._worth((i, x, n), (j, y, m), NEED if here[0] is Border.STOP else weak)
                if worth is not None and (best is None or worth > best[0]):
                    best = worth, x, y
        if best is None:
            return []
        _, x, y = best
        return [*self.cuts(i, x, j, y), (x, y), *self.cuts(x, n, y, m)]

    def _worth(self, source: tuple[int, int, int], target: tuple[int, int, int], need: float) -> float | None:
        """How much speaks for a cut, or None where it is too little, or less than `need` of the matched words."""
        (i, x, n), (j, y, m) = source, target
        s, t = self.lengths
        scale = s[i:n].sum() / max(t[j:m].sum(), 1.0)
        apart = max(
            abs(float(np.log((s[a:b].sum() + _SHORT * scale) / ((t[c:d].sum() + _SHORT) * scale))))
            for a, b, c, d in ((i, x, j, y), (x, n, y, m))
        )
        if apart > np.log(APART):
            return None
        votes = [self._votes(side, source, target) for side in (0, 1)]
        right, whole = votes[0][0] + votes[1][0], votes[0][1] + votes[1][1]
        share = right / np.maximum(whole, 1e-9)
        if share.min() < need:
            return None
        return float(share.sum() - apart)

    def _votes(self, side: int, source: tuple[int, int, int], target: tuple[int, int, int]) -> tuple[Floats, Floats]:
        """(2,) for the two halves of one side: the weight of the words that are better matched in their own half of the
        other side less that of those better matched in the other; and of all that are matched."""
        own, other = (source, target) if side == 0 else (target, source)
        found, part, weight = self.strengths[side], self.parts[side], self.weights[side]
        a, b, c = other
        near, far = found[:, a:b].max(axis=1, initial=0.0), found[:, b:c].max(axis=1, initial=0.0)
        right, whole = np.zeros(2), np.zeros(2)
        for half, (first, last) in enumerate(pairwise(own)):
            inside = (part >= first) & (part < last)
            gain = near - far if half == 0 else far - near
            right[half], whole[half] = (gain @ (weight * inside), np.maximum(near, far) @ (weight * inside))
        return right, whole


def _applied(
    layout: Layout,
    beads: Sequence[Bead],
    joined: dict[int, list[Bead]],
    texts: dict[int, tuple[_Text, _Text]],
    found: dict[int, list[tuple[int, int]]],
) -> tuple[Layout, tuple[Bead, ...]]:
    """The layout with the rows cut, and the beads with those of the parts."""
    cuts: tuple[dict[int, list[int]], dict[int, list[int]]] = ({}, {})
    for k, places in found.items():
        for side in (0, 1):
            for place in places:
                row, at, _ = texts[k][side].spans[place[side]]
                if at:
                    cuts[side].setdefault(row, []).append(at)
    rows, moved = zip(*(_cut(layout.rows[side], cuts[side]) for side in (0, 1)), strict=True)
    out: list[Bead] = []
    for k, bead in enumerate(beads):
        for each in joined[k] if k in joined and k not in found else [bead]:
            corners = [(each.source.start, each.target.start, 0, 0)]
            for place in found.get(k, ()):
                (x, a, _), (y, b, _) = (texts[k][side].spans[place[side]] for side in (0, 1))
                corners.append((x, y, a, b))
            corners.append((each.source.stop, each.target.stop, 0, 0))
            nodes = [
                tuple(int(moved[side][c[side]]) + _before(cuts[side], c[side], c[2 + side]) for side in (0, 1))
                for c in corners
            ]
            out += [replace(each, source=Range(i, n), target=Range(j, m)) for (i, j), (n, m) in pairwise(nodes)]
    walled = tuple(((int(moved[0][i]), int(moved[1][j])), unit) for (i, j), unit in layout.walled)
    return replace(layout, rows=(rows[0], rows[1]), walled=walled), tuple(out)


def _before(cuts: dict[int, list[int]], row: int, at: int) -> int:
    """How many of a row's parts lie before a place in it."""
    return sum(cut <= at for cut in cuts.get(row, ())) if at else 0


def _cut(rows: Sequence[Row], cuts: dict[int, list[int]]) -> tuple[tuple[Row, ...], NDArray[np.int64]]:
    """The rows with some cut at places in their texts, segments numbered anew in their units; and (rows + 1,) where
    each row went."""
    sizes = [1 + len(cuts.get(k, ())) for k in range(len(rows))]
    moved = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    shift: dict[int, int] = {}
    out: list[Row] = []
    for k, (u, segment) in enumerate(rows):
        more = shift.get(u, 0)
        for piece in _pieces(segment, sorted(set(cuts.get(k, ())))):
            out.append((u, replace(piece, index=segment.index + more)))
            more += 1
        shift[u] = more - 1
    return tuple(out), moved


def _pieces(segment: Segment, cuts: Sequence[int]) -> list[Segment]:
    """A segment cut at places in its text, with which its span begins; white space goes to the part before."""
    edges = [0, *cuts, segment.span.end - segment.span.start]
    start = segment.span.start
    return [Segment(segment.unit, 0, segment.text[a:b].strip(), Span(start + a, start + b)) for a, b in pairwise(edges)]
