"""Structure: what the paragraphs, headings and numbers of two documents say for and against beads of their sentences.

It is evidence and never a wall, and it is worth what it is worth in these two documents: how often a bead that ends
where a paragraph ends on one side does so on the other, how often beads hold the end of a paragraph, and which kinds of
units stand for each other is counted in what the round before has found. Where both texts have the same paragraphs that
is strong; where one of them was read as a single block it says nothing.

All evidence is in nats: log (the probability among right beads / the probability among any), so that it adds to the
scores of the model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.beads import Bead
from duizhao.alignment.features import Cells
from duizhao.alignment.omissions import USUAL, WORTH
from duizhao.alignment.search import B_MAX, INDEX, SHAPES, Band, Floats, Ints
from duizhao.corpora.language.scripts import count_han
from duizhao.corpora.model import Kind, Unit

# The most that two sentences of units which do not correspond can have against them.
ASTRAY = 3.0
# What is known of borders before anything was found, and how many beads that knowledge is worth: of a hundred beads
# that end at a border of one side 95 do so on the other, and 2 of a hundred borders lie inside a bead.
TOGETHER, INSIDE, BELIEF = 0.95, 0.02, 20.0
# What one file runs together (a list read as one line, a page without breaks) it runs together in a row: of a bead that
# holds a border already, the share of those at its end that it holds too; and what the third sentence of a bead and
# every further one is held against it, as a share of what the second is.
FURTHER, FURTHER_MERGED = 0.5, 0.3
# The same of kinds: how many times as likely as by chance units of one kind, headings of two ranks, running text of two
# kinds, and others stand for each other; and how many beads that is worth.
ALIKE, RANKS, RUNNING, UNLIKE, KINDS_BELIEF = 1.0, 0.4, 0.5, 0.05, 10.0
# Sentences beyond one a side, for each bead of the novels that the model was fitted on: documents have fewer.
MERGED = 0.55
# Where sentences are left out, one looks to these models like one more of its neighbour's bead: so much, in nats, is
# asked of a bead for each of them at most, as the logarithm of how many times as many omissions as usual were found.
RELUCTANT = 1.5
# The most that borders or kinds can say about one bead.
MOST = 4.0
# Of texts that stand word for word on both sides, the share that are paired with each other; the most that says.
TWINS, TWIN_MOST = 0.95, 5.0
# A longer text that is the same on both sides was left as it is, and may stand beside its translation: how much sooner
# than another sentence it has no counterpart, on the side whose language it is not in.
TWIN_LONG, LEFT = 24, 14.0
# Beads that are scored at once.
_CHUNK = 250_000

# Above this two sentences' units are said to correspond to others.
_APART = 0.5

_TEXT = (Kind.PARAGRAPH, Kind.BULLET, Kind.BOX, Kind.CELL, Kind.FRONT)
_A = np.array([a for a, _ in SHAPES])
_B = np.array([b for _, b in SHAPES])
_FULL = (_A > 0) & (_B > 0)


@dataclass(frozen=True, eq=False)
class Likely:
    """Which units correspond, by their words, numbers and kinds: unit `source[k]` and `target[k]` with probability
    `chance[k]`; what is not listed has none."""

    source: Ints
    target: Ints
    chance: NDArray[np.float64]

    @staticmethod
    def of(found: Iterable[tuple[int, int, float]]) -> Likely:
        """From (source, target, probability) triples; of several of one pair the greatest counts."""
        best: dict[tuple[int, int], float] = {}
        for u, v, p in found:
            best[u, v] = max(p, best.get((u, v), 0.0))
        keys = sorted(best)
        pairs = np.array(keys, dtype=np.int64).reshape(-1, 2)
        return Likely(pairs[:, 0], pairs[:, 1], np.array([best[key] for key in keys]))


@dataclass(frozen=True, eq=False)
class Structure:
    """The units of two lists of sentences.

    `units` are (n,) and (m,): the unit of each sentence, any numbers, equal in a run; `kinds` (n,) and (m,) its kind as
    a number of `NAMES`; `likely` which units correspond; `filled` how much of each unit's length (0..1) those that it
    may correspond to account for, where that is known; `hidden` the share of either side's borders that lie inside
    sentences of the other, by how long the units and sentences of both are.
    """

    units: tuple[Ints, Ints]
    kinds: tuple[Ints, Ints]
    likely: Likely
    filled: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None
    hidden: tuple[float, float] = (0.0, 0.0)

    @cached_property
    def borders(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """(n + 1,) and (m + 1,) whether a unit ends before each boundary; so do both texts at their ends."""
        source, target = (
            np.concatenate([[True], np.diff(units) != 0, [True]]) if len(units) else np.ones(1, dtype=bool)
            for units in self.units
        )
        return source, target

    def swapped(self) -> Structure:
        found = self.likely
        turned = zip(found.target.tolist(), found.source.tolist(), found.chance.tolist(), strict=True)
        filled = None if self.filled is None else (self.filled[1], self.filled[0])
        return Structure(self.units[::-1], self.kinds[::-1], Likely.of(turned), filled, self.hidden[::-1])

    def apart(self, i: int, j: int) -> bool:
        """Whether source sentence i and target sentence j are rather of units that correspond to others."""
        return bool(self._one(i, j) > _APART)

    def astray(self, low: Ints, width: int) -> Floats:
        """(n, width) how surely each sentence's unit and that of each target sentence from `low` on do not correspond:
        1 where both correspond to others, 0 where they are a pair, or nothing is known of either."""
        at = np.minimum(low[:, None] + np.arange(width), len(self.units[1]) - 1)
        return self._away(self.units[0][:, None], self.units[1][at]).astype(np.float32)

    def _one(self, i: int, j: int) -> float:
        return float(self._away(self.units[0][i : i + 1], self.units[1][j : j + 1])[0])

    @cached_property
    def _best(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How surely each unit of either side corresponds to any, and to no others: a page that was read as one unit
        may well hold more than the three that it was matched with."""
        found = [np.zeros(int(side.max(initial=0)) + 1) for side in self.units]
        for best, own in zip(found, (self.likely.source, self.likely.target), strict=True):
            inside = own < len(best)
            np.maximum.at(best, own[inside], self.likely.chance[inside])
        for best, full in zip(found, self.filled or (), strict=False):
            best *= full[: len(best)]
        return found[0], found[1]

    def _away(self, u: Ints, v: Ints) -> NDArray[np.float64]:
        likely, size = self.likely, len(self._best[1])
        inside = likely.target < size
        code, wanted = likely.source[inside] * size + likely.target[inside], u * size + v
        out: NDArray[np.float64] = (self._best[0][u] + self._best[1][v]) / 2
        if len(code):
            place = np.minimum(np.searchsorted(code, wanted), len(code) - 1)
            out = out - likely.chance[inside][place] * (code[place] == wanted)
        return np.maximum(out, 0.0)


# Headings count by rank, down to the sixth.
NAMES = (*((kind, 0) for kind in Kind), *((Kind.HEADING, rank) for rank in range(1, 7)))
_NUMBER = {name: k for k, name in enumerate(NAMES)}


def kind_of(unit: Unit) -> int:
    """The number in `NAMES` of a unit's kind and, of a heading, rank."""
    return _NUMBER[unit.kind, min(max(unit.level, 0), 6) if unit.kind is Kind.HEADING else 0]


def _affinity() -> NDArray[np.float64]:
    out = np.full((len(NAMES), len(NAMES)), UNLIKE)
    for x, (one, rank) in enumerate(NAMES):
        for y, (other, other_rank) in enumerate(NAMES):
            if one is other:
                out[x, y] = ALIKE if rank == other_rank else RANKS
            elif one in _TEXT and other in _TEXT:
                out[x, y] = RUNNING
    return out


_AFFINITY = _affinity()


@dataclass(frozen=True, eq=False)
class Habits:
    """What borders and kinds are worth in two documents, in nats.

    `ends` (2, 2) for a bead that ends at a border of the source (or not) and of the target (or not), 0 for one that
    ends inside a unit on both sides; `inside` (2,) for the first border of either side inside a bead, `further` (2,)
    for each other one, what its sentence costs as one of several taken back in part; `kinds` (kinds, kinds) for the
    units that a bead begins in; `several` for each sentence more than one a side.
    """

    ends: NDArray[np.float64]
    inside: NDArray[np.float64]
    further: NDArray[np.float64]
    kinds: NDArray[np.float64]
    several: float

    @staticmethod
    def of(structure: Structure, beads: Sequence[Bead] = ()) -> Habits:
        """From the beads that were found, and from what is usual as far as these are few."""
        share = [float(np.clip(side[1:-1].mean() if len(side) > 2 else 0.5, 0.02, 0.98)) for side in structure.borders]
        both = min(share) * TOGETHER
        rest = [max(each - both, 0.01) for each in share]
        ends = np.array([[max(1 - both - sum(rest), 0.01), rest[1]], [rest[0], both]]) * BELIEF
        hidden = np.array(structure.hidden)
        crossed = np.maximum(hidden, INSIDE) * BELIEF
        seen = np.array([BELIEF, BELIEF])
        count = [np.bincount(side, minlength=len(NAMES)) + 1e-3 for side in structure.kinds]
        usual = [each / each.sum() for each in count]
        chance = np.outer(*usual)
        # What runs on has the kind of its first unit.
        kinds = (_AFFINITY + (1 - _AFFINITY) * hidden.max()) * chance
        kinds *= KINDS_BELIEF / kinds.sum()
        extra, whole = MERGED * BELIEF, BELIEF
        lone = sum(bead.omission for bead in beads)
        often = (lone + USUAL * WORTH) / (sum(map(len, structure.units)) / 2 + WORTH) / USUAL
        source, target = structure.borders
        for bead in beads:
            if bead.omission:
                continue
            extra, whole = extra + sum(bead.shape) - 2, whole + 1
            ends[int(source[bead.source.stop]), int(target[bead.target.stop])] += bead.confidence
            kinds[structure.kinds[0][bead.source.start], structure.kinds[1][bead.target.start]] += bead.confidence
            for side, (first, stop) in enumerate((bead.source, bead.target)):
                crossed[side] += structure.borders[side][first + 1 : stop].sum() * bead.confidence
                seen[side] += (stop - first - 1) * bead.confidence
        apart = np.outer([1 - share[0], share[0]], [1 - share[1], share[1]])
        found = _ratio(ends / ends.sum(), apart)
        found[0, 0] = 0.0
        rarer = np.log(extra / (whole + extra)) - np.log(MERGED / (1 + MERGED))
        inside = np.minimum(_ratio(crossed / seen, np.array(share)), 0.0)
        further = np.maximum(inside, np.minimum(_ratio(np.full(2, FURTHER), np.array(share)), 0.0))
        several = float(np.clip(rarer, -MOST, 0.0) - np.clip(np.log(often), 0.0, RELUCTANT) * (1 - hidden.max()))
        return Habits(
            found,
            inside,
            further - several * (1 - FURTHER_MERGED),
            _ratio(kinds / kinds.sum(), chance),
            several,
        )


def _ratio(found: NDArray[np.float64], chance: NDArray[np.float64]) -> NDArray[np.float64]:
    out: NDArray[np.float64] = np.clip(np.log(found / chance), -MOST, MOST)
    return out


def add(scores: Floats, band: Band, structure: Structure, beads: Sequence[Bead] = ()) -> None:
    """Add the evidence of the structure to the scores (n + 1, width, K) of all beads in a band, in place; `beads` are
    those of the round before."""
    habits = Habits.of(structure, beads)
    low = np.minimum(band.lo[: band.n], max(band.m - 1, 0))
    view = band.width + B_MAX
    astray = structure.astray(low, view)
    run = [np.cumsum(np.concatenate([[0], side[1:-1], [0]]).astype(np.float64)) for side in structure.borders]
    step = max(8, _CHUNK // (band.width * len(SHAPES)))
    for start in range(0, band.n + 1, step):
        rows = slice(start, min(start + step, band.n + 1))
        cells = Cells(band, rows)
        out = _borders(structure, habits, run, cells)
        first = cells.source[0], cells.target[0]
        begin = [np.minimum(at, len(side) - 1) for at, side in zip(first, structure.kinds, strict=True)]
        kinds = habits.kinds[structure.kinds[0][begin[0]], structure.kinds[1][begin[1]]].astype(np.float32)
        out[_FULL] += kinds
        out[_FULL] += (np.float32(habits.several) * (_A + _B - 2))[_FULL][:, None, None]
        # How far astray the first sentences of a bead are, and the last, for every sentence in it.
        where = np.minimum(first[0], band.n - 1)
        head = np.take_along_axis(astray[where[:, 0]], np.minimum(first[1] - low[where], view - 1), axis=1)
        for k in np.flatnonzero(_FULL):
            a, b = int(_A[k]), int(_B[k])
            if a + b == 2:
                away = head
            else:
                last = np.minimum(first[0] + a - 1, band.n - 1)
                at = np.clip(first[1] + b - 1 - low[last], 0, view - 1)
                away = (head + np.take_along_axis(astray[last[:, 0]], at, axis=1)) / 2
            out[k] -= np.float32(ASTRAY * (a + b) / 2) * away
        scores[rows] += np.moveaxis(out, 0, 2)


def _borders(structure: Structure, habits: Habits, run: Sequence[NDArray[np.float64]], cells: Cells) -> Floats:
    """(K, r, width) what the borders at the ends of beads and inside them say."""
    ends = habits.ends.astype(np.float32)
    source = structure.borders[0][cells.source].astype(np.int64)
    target = structure.borders[1][cells.target].astype(np.int64)
    out: Floats = ends[source[_A], target[_B]]
    out[~_FULL] = _parted(habits, structure.borders[0][cells.source], structure.borders[1][cells.target])
    for side, (at, size) in enumerate(((cells.source, _A), (cells.target, _B))):
        held = run[side][np.maximum(at - 1, at[0])] - run[side][at[0]]
        held[0] = 0.0
        cost = habits.inside[side] * np.minimum(held, 1) + habits.further[side] * np.maximum(held - 1, 0)
        out[_FULL] += cost.astype(np.float32)[size[_FULL]]
    return out


def _parted(habits: Habits, source: Ints, target: Ints) -> Floats:
    """(2, r, width) what borders say against omissions, in the order of their shapes; `source` (A + 1, r, 1) and
    `target` (B + 1, r, width) say whether there is one so many sentences on.

    What is left out parts what belongs together where a unit ends with it while the other side stands inside one. Where
    the other side stands at the end of one it parts nothing: the bead that came there was told, and a translation that
    leaves out the last three sentences of a paragraph says so once.
    """
    alone = np.minimum([habits.ends[0, 1], habits.ends[1, 0]], 0.0).astype(np.float32)
    out = alone[0] * (target[1] & ~source[0]), alone[1] * (source[1] & ~target[0])
    both: Floats = np.stack(np.broadcast_arrays(*out))
    return both


@dataclass(frozen=True, eq=False)
class Twins:
    """Texts that stand word for word on both sides: `source` (n,) and `target` (m,) have a number for each short one,
    equal on both sides, and -1 for others; `worth` says what it is in nats that a pair is one. `left` (n,) and (m,) are
    the longer ones that are in the language of the other side."""

    source: Ints
    target: Ints
    worth: Floats
    left: tuple[NDArray[np.bool_], NDArray[np.bool_]]

    @staticmethod
    def of(source: Sequence[str], target: Sequence[str]) -> Twins:
        """Of the sentences of a spaced language and of another."""
        sides = [["".join(text.split()).casefold() for text in side] for side in (source, target)]
        counts = [Counter(side) for side in sides]
        both = [text for text in counts[0] if text and text in counts[1]]
        short = {text: k for k, text in enumerate(text for text in both if len(text) <= TWIN_LONG)}
        often = [max(counts[0][text] / len(source), counts[1][text] / len(target)) for text in short]
        worth = np.clip(np.log(TWINS / np.array(often or [1.0])), 0.0, TWIN_MOST).astype(np.float32)
        numbers = [np.array([short.get(text, -1) for text in side], dtype=np.int64) for side in sides]
        long = {text: count_han(text) > 0 for text in both if len(text) > TWIN_LONG}
        left = [
            np.array([long.get(text) is han for text in side], dtype=bool)
            for side, han in zip(sides, (True, False), strict=True)
        ]
        return Twins(numbers[0], numbers[1], worth, (left[0], left[1]))

    def add(self, scores: Floats, band: Band) -> None:
        """Add what they say to the scores (n + 1, width, K) of 1-1 beads and of omissions, in place."""
        columns = np.minimum(band.columns(), max(band.m - 1, 0))
        if (self.source >= 0).any():
            own = self.source[:, None]
            same = (own >= 0) & (own == self.target[columns[:-1]])
            scores[:-1, :, INDEX[1, 1]] += np.where(same, self.worth[np.maximum(own, 0)], 0.0)
        scores[:-1, :, INDEX[1, 0]] += np.float32(LEFT) * self.left[0][:, None]
        scores[:, :, INDEX[0, 1]] += np.float32(LEFT) * self.left[1][columns]
