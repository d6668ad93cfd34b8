"""Disturb one side of hand-aligned chapters, a sentence a line, reproducibly, and measure what alignment makes of it.

    python scripts/disturb_lines.py FOLDER [--seeds 1 2 3] [--embed none|auto|all] [--only NAME]

FOLDER holds NNN.en, NNN.zh and NNN.gold (`[en indices]:[zh indices]`). Nothing is asked of the models that they have
not seen unless they were fitted without these chapters: `fit_alignment.py --disturbed` measures that.

What is expected of the disturbed chapter: a deleted line is taken out of its bead, which may leave an omission; an
inserted line is an omission; of two lines that changed places the beads are joined (no alignment in order can pair
them), and where they lie in one bead nothing changes. Omissions count a sentence each. Strict F1 is over what remains,
counted as `alignment.evaluation.score` counts; `omissions` is the share of expected ones that were found and the share
of found ones that were expected.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from duizhao import alignment
from duizhao.alignment import evaluation
from duizhao.alignment.evaluation import Indices

# Of lines: how many are deleted, inserted or exchanged with the next one at random; and the sizes of blocks, one in so
# many lines.
SHARE, SWAPPED, ABRIDGED = 0.10, 0.04, 1 / 3
BLOCK, BLOCK_EVERY = (5, 30), 120


@dataclass(frozen=True)
class Chapter:
    """The lines of both sides and their beads; omissions are a sentence each."""

    sides: tuple[list[str], list[str]]
    gold: list[Indices]


def read(folder: Path, name: str) -> Chapter:
    """A chapter of a folder."""
    en, zh = ((folder / f"{name}.{tag}").read_text(encoding="utf-8").splitlines() for tag in ("en", "zh"))
    return Chapter((en, zh), single(evaluation.read_beads(folder / f"{name}.gold")))


def single(beads: Sequence[Indices]) -> list[Indices]:
    """The same with omissions of several sentences as several."""
    out: list[Indices] = []
    for source, target in beads:
        if source and target:
            out.append((source, target))
        else:
            out += [((i,), ()) for i in source] + [((), (j,)) for j in target]
    return out


def moved(chapter: Chapter, side: int, lines: list[str], places: Sequence[int | None]) -> Chapter:
    """The chapter with other lines on one side; `places` says for each of them which line it was (None: a new one).
    Beads whose lines no longer stand together in order are joined."""
    now = {old: new for new, old in enumerate(places) if old is not None}
    beads: list[tuple[list[int], list[int]]] = []
    for bead in chapter.gold:
        kept = [list(bead[0]), list(bead[1])]
        kept[side] = sorted(now[x] for x in bead[side] if x in now)
        if kept[0] or kept[1]:
            beads.append((kept[0], kept[1]))
    beads += [([], []) for old in places if old is None]
    new = iter([k for k, old in enumerate(places) if old is None])
    for bead_ in beads:
        if not bead_[0] and not bead_[1]:
            bead_[side].append(next(new))
    # Only exchanged neighbours are out of order: joined with the bead whose line stands between.
    full = sorted((b for b in beads if b[0] and b[1]), key=lambda b: b[1 - side])
    lone = [b for b in beads if not (b[0] and b[1])]
    joined: list[tuple[list[int], list[int]]] = []
    for bead_ in full:
        if joined and min(bead_[side]) < max(joined[-1][side]):
            joined[-1] = (sorted(joined[-1][0] + bead_[0]), sorted(joined[-1][1] + bead_[1]))
        else:
            joined.append(bead_)
    # An omission inside a bead that was joined around it belongs to the bead.
    rest = []
    for bead_ in lone:
        own = 0 if bead_[0] else 1
        around = next((b for b in joined if min(b[own]) < bead_[own][0] < max(b[own])), None)
        if around is None:
            rest.append(bead_)
        else:
            around[own].append(bead_[own][0])
            around[own].sort()
    sides = list(chapter.sides)
    sides[side] = lines
    gold = single([(tuple(a), tuple(b)) for a, b in [*joined, *rest]])
    return Chapter((sides[0], sides[1]), gold)


def blocks(count: int, rng: random.Random) -> list[range]:
    """Ranges of lines, apart from each other."""
    out: list[range] = []
    for _ in range(max(1, count // BLOCK_EVERY)):
        size = min(rng.randint(*BLOCK), max(1, count // 3))
        start = rng.randrange(0, count - size + 1)
        if all(start > r.stop or start + size < r.start for r in out):
            out.append(range(start, start + size))
    return sorted(out, key=lambda r: r.start)


def starts(chapter: Chapter, side: int) -> set[int]:
    """The lines that begin a bead: before these a line may be put in without cutting one."""
    return {bead[side][0] for bead in chapter.gold if bead[side]}


def undisturbed(chapter: Chapter, side: int, rng: random.Random, foreign: Chapter) -> Chapter:
    return chapter


def deleted(chapter: Chapter, side: int, rng: random.Random, foreign: Chapter) -> Chapter:
    """A tenth of the lines gone."""
    kept = [k for k in range(len(chapter.sides[side])) if rng.random() >= SHARE]
    return moved(chapter, side, [chapter.sides[side][k] for k in kept], kept)


def abridged(chapter: Chapter, side: int, rng: random.Random, foreign: Chapter) -> Chapter:
    """A third of the lines gone, one to three at a time."""
    kept: list[int] = []
    k = 0
    while k < len(chapter.sides[side]):
        size = rng.randint(1, 3)
        if rng.random() >= ABRIDGED:
            kept += range(k, min(k + size, len(chapter.sides[side])))
        k += size
    return moved(chapter, side, [chapter.sides[side][k] for k in kept], kept)


def pages(chapter: Chapter, side: int, rng: random.Random, foreign: Chapter) -> Chapter:
    """Blocks of 5 to 30 lines gone."""
    gone = {k for block in blocks(len(chapter.sides[side]), rng) for k in block}
    kept = [k for k in range(len(chapter.sides[side])) if k not in gone]
    return moved(chapter, side, [chapter.sides[side][k] for k in kept], kept)


def exchanged(chapter: Chapter, side: int, rng: random.Random, foreign: Chapter) -> Chapter:
    """One line in twenty-five has changed places with the next."""
    order = list(range(len(chapter.sides[side])))
    k = 0
    while k + 1 < len(order):
        if rng.random() < SWAPPED:
            order[k], order[k + 1] = order[k + 1], order[k]
            k += 1
        k += 1
    return moved(chapter, side, [chapter.sides[side][x] for x in order], order)


def inserted(chapter: Chapter, side: int, rng: random.Random, foreign: Chapter) -> Chapter:
    """Lines of another chapter before a tenth of the lines, but inside no bead."""
    lines: list[str] = []
    places: list[int | None] = []
    free = starts(chapter, side)
    for k, line in enumerate(chapter.sides[side]):
        if rng.random() < SHARE and k in free:
            lines.append(rng.choice(foreign.sides[side]))
            places.append(None)
        lines.append(line)
        places.append(k)
    return moved(chapter, side, lines, places)


def notes(chapter: Chapter, side: int, rng: random.Random, foreign: Chapter) -> Chapter:
    """Blocks of 5 to 30 lines of another chapter, inside no bead."""
    own, other = chapter.sides[side], foreign.sides[side]
    free = starts(chapter, side)
    at = {min((k for k in free if k >= block.start), default=-1): len(block) for block in blocks(len(own), rng)}
    lines: list[str] = []
    places: list[int | None] = []
    for k, line in enumerate(own):
        if k in at:
            size = min(at[k], len(other))
            start = rng.randrange(0, len(other) - size + 1)
            lines += other[start : start + size]
            places += [None] * size
        lines.append(line)
        places.append(k)
    return moved(chapter, side, lines, places)


def doubled(chapter: Chapter, side: int, rng: random.Random, foreign: Chapter) -> Chapter:
    """One line in twenty-five stands twice, inside no bead. Either may be the omission; the gold has the second."""
    free = starts(chapter, side)
    lines: list[str] = []
    places: list[int | None] = []
    for k, line in enumerate(chapter.sides[side]):
        lines.append(line)
        places.append(k)
        if rng.random() < SWAPPED and k + 1 in free:
            lines.append(line)
            places.append(None)
    return moved(chapter, side, lines, places)


Disturbance = Callable[[Chapter, int, random.Random, Chapter], Chapter]
DISTURBANCES: dict[str, Disturbance] = {
    "undisturbed": undisturbed,
    "deleted": deleted,
    "abridged": abridged,
    "pages": pages,
    "exchanged": exchanged,
    "inserted": inserted,
    "notes": notes,
    "doubled": doubled,
}


def disturbed(chapters: dict[str, Chapter], name: str, kind: str, side: int, seed: int) -> Chapter:
    """A chapter disturbed; lines that are inserted come from the next one."""
    names = sorted(chapters)
    foreign = chapters[names[(names.index(name) + 1) % len(names)]]
    return DISTURBANCES[kind](chapters[name], side, random.Random(f"{kind}{name}{side}{seed}"), foreign)


@dataclass
class Tally:
    """Beads found in chapters of one kind, with the expected ones."""

    results: list[tuple[list[Indices], list[Indices]]]
    seen: list[tuple[float, bool]]

    def __str__(self) -> str:
        score = evaluation.score(self.results)
        p = np.array([x for x, _ in self.seen])
        right = np.array([y for _, y in self.seen], dtype=float)
        high = p >= 0.9
        bins = np.minimum((p * 10).astype(int), 9)
        error = sum(abs(p[bins == b].sum() - right[bins == b].sum()) for b in range(10)) / max(len(p), 1)
        due = got = told = 0
        for gold, found in self.results:
            lone = [{b for b in each if not (b[0] and b[1])} for each in (gold, found)]
            due, told, got = due + len(lone[0]), told + len(lone[1]), got + len(lone[0] & lone[1])
        return (
            f"strict {score.strict:.4f} (P {score.strict_precision:.4f} R {score.strict_recall:.4f})  "
            f"lax {score.lax:.4f}  >= 0.9: {high.mean():.3f}, right {right[high].mean():.4f}  ECE {error:.4f}  "
            f"omissions {got / max(due, 1):.3f} of {due}, {got / max(told, 1):.3f} of {told}"
        )

    def add(self, gold: Sequence[Indices], beads: Sequence[alignment.Bead]) -> None:
        """Count a chapter."""
        found = evaluation.indices(beads)
        truth = set(gold)
        self.results.append((list(gold), found))
        self.seen += [(bead.confidence, i in truth) for bead, i in zip(beads, found, strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--embed", choices=("auto", "all", "none"), default="all")
    parser.add_argument("--only", choices=tuple(DISTURBANCES))
    given = parser.parse_args()
    encoder = None
    if given.embed != "none":
        from duizhao.alignment.encoders import default_encoder

        encoder = default_encoder()
    chapters = {path.stem: read(given.folder, path.stem) for path in sorted(given.folder.glob("*.gold"))}
    for kind in [given.only] if given.only else DISTURBANCES:
        for side, tag in enumerate(("en", "zh")) if kind != "undisturbed" else ((0, ""),):
            tally = Tally([], [])
            for seed in given.seeds if kind != "undisturbed" else given.seeds[:1]:
                for name in chapters:
                    changed = disturbed(chapters, name, kind, side, seed)
                    settings = alignment.AlignSettings(embed=given.embed)
                    found = alignment.align_lines(*changed.sides, encoder=encoder, settings=settings)
                    tally.add(changed.gold, found.beads)
            print(f"{kind:12} {tag:3} {tally}", flush=True)


if __name__ == "__main__":
    main()
