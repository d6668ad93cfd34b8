"""Surplus: a sentence at either end of a bead that adds nothing to what the rest of it accounts for.

What a translator adds, or leaves out, takes up the words of the sentence beside it: "records are the basis of
decisions" and "without records new ones must be made". The other side of its neighbour's bead covers it, and to models
that were fitted on novels, where two sentences often stand for one, it looks like part of that. What gives it away is
that it accounts for nothing there which its neighbours do not account for as well. Its words say whether that may be;
the vectors of its tokens, whether it is so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from duizhao.alignment.beads import Bead, Range
from duizhao.alignment.evidence import evidence
from duizhao.alignment.signals.tokens import TokenTable
from duizhao.alignment.text_side import Side

# A sentence is left over that has less than all of these, as shares of its own weight: what the other side's words of
# the dictionary gain by it, what its tokens gain, and what the sentence's tokens hold there against its neighbours'.
# Chosen on hand-aligned novels; what that costs and finds there stands in docs/alignment.md.
WORDS, GAIN, HELD = 0.25, 0.025, 0.07


@dataclass(frozen=True, slots=True)
class End:
    """A sentence at an end of a bead: of `side` (0 the source, 1 the target) sentence `at`; `rest` are the others of
    its side in the bead, `other` those of the other side."""

    side: int
    at: int
    rest: Range
    other: Range


def ends(bead: Bead) -> tuple[End, ...]:
    """The sentences at the ends of a bead that may be more than belongs to it, the last first."""
    if bead.omission:
        return ()
    out = []
    for side, (own, other) in enumerate(((bead.source, bead.target), (bead.target, bead.source))):
        if len(own) > 1:
            out.append(End(side, own.stop - 1, Range(own.start, own.stop - 1), other))
            out.append(End(side, own.start, Range(own.start + 1, own.stop), other))
    return tuple(out)


Idle = Callable[[End], bool]


def by_words(beads: Sequence[Bead], source: Side, target: Side) -> Idle:
    """Whether the dictionary, names and numbers let a sentence at the end of one of these beads be left over."""
    spans = [(bead.source, bead.target) for bead in beads if ends(bead)]
    kept = [sorted({k for pair in spans for k in range(*pair[side])}) for side in (0, 1)]
    place = [{k: at for at, k in enumerate(own)} for own in kept]
    sides = [
        Side.of([side.texts[k] for k in own], side.language) for side, own in zip((source, target), kept, strict=True)
    ]
    both = evidence(sides[0], sides[1]).postings() if spans else None

    def idle(end: End) -> bool:
        if both is None or end.at not in place[end.side]:
            return False
        at, rest, other = (
            place[end.side][end.at],
            place[end.side][end.rest.start],
            place[1 - end.side][end.other.start],
        )
        first, last = min(at, rest), max(at, rest + len(end.rest) - 1)
        own, across = both[end.side], both[1 - end.side]
        weight = own.weight[slice(*np.searchsorted(own.sentence, [at, at + 1]))].sum()
        words = slice(*np.searchsorted(across.sentence, [other, other + len(end.other)]).tolist())
        low = np.full(words.stop - words.start, first, dtype=np.int64)
        found = across.window(words, low, last + 1 - first)
        beside = found[:, rest - first : rest - first + len(end.rest)].max(axis=1, initial=0.0)
        gain = float(across.weight[words] @ np.maximum(found[:, at - first] - beside, 0.0))
        return gain < WORDS * float(weight)

    return idle


def by_tokens(tables: tuple[TokenTable, TokenTable]) -> Idle:
    """Whether the tokens of a sentence at the end of a bead leave it over; never where they are not known."""

    def idle(end: End) -> bool:
        own, across = tables[end.side], tables[1 - end.side]
        mine, beside, other = (
            slice(*table.start[[span.start, span.stop]].tolist())
            for table, span in ((own, Range(end.at, end.at + 1)), (own, end.rest), (across, end.other))
        )
        if any(part.start == part.stop for part in (mine, beside, other)):
            return False
        there = across.vectors[other].astype(np.float32)
        near = np.maximum(own.vectors[mine].astype(np.float32) @ there.T, 0.0)
        far = np.maximum(own.vectors[beside].astype(np.float32) @ there.T, 0.0)
        more, weight = near.max(axis=0) - far.max(axis=0), own.weight[mine]
        total = max(float(weight.sum()), 1e-9)
        best = near.argmax(axis=1)
        # A token holds its best match where that has no better one among all tokens of the bead.
        token = np.arange(len(near))
        holds = (near.argmax(axis=0)[best] == token) & (more[best] > 0)
        gain = float(across.weight[other] @ np.maximum(more, 0.0)) / total
        held = float(weight @ (near[token, best] * holds)) / total
        return gain < GAIN and held < HELD

    return idle


def without_surplus(beads: Sequence[Bead], idle: Idle, fixed: Sequence[tuple[int, int]] = ()) -> tuple[Bead, ...]:
    """The beads, with what is left over at their ends told as omissions. Those between corners that are `fixed` stay as
    they are."""
    corners = set(fixed)
    out: list[Bead] = []
    for bead in beads:
        if {(bead.source.start, bead.target.start), (bead.source.stop, bead.target.stop)} <= corners:
            out.append(bead)
            continue
        before: list[Bead] = []
        behind: list[Bead] = []
        while end := next(filter(idle, ends(bead)), None):
            first = end.at < end.rest.start
            i, j = (bead.source.start, bead.target.start) if first else (bead.source.stop, bead.target.stop)
            lone = Range(end.at, end.at + 1)
            empty = Range(j, j) if end.side == 0 else Range(i, i)
            gone, bead = _with(bead, end.side, lone, empty), _with(bead, end.side, end.rest, end.other)
            before, behind = ([*before, gone], behind) if first else (before, [gone, *behind])
        out += [*before, bead, *behind]
    return tuple(out)


def _with(bead: Bead, side: int, own: Range, other: Range) -> Bead:
    source, target = (own, other) if side == 0 else (other, own)
    return replace(bead, source=source, target=target)
