"""Fit the alignment model: coefficients and calibration of alignment/model.json, from hand-aligned chapters.

usage: python -m scripts.fit_alignment FOLDER [-o alignment/model.json] [--encoder NAME] [--strength 4]

FOLDER holds NNN.en, NNN.zh (a sentence a line) and NNN.gold (`[en indices]:[zh indices]`). Needs scipy (extra `dev`).
Every round is fitted leaving one chapter out in turn; what the left-out chapters look like after a round is what the
next round is fitted on, and their scores are what is printed: nothing is measured on a chapter that it was fitted to.
The coefficients that are written are fitted on all chapters. Takes about ten minutes on two cores.
"""

from __future__ import annotations

import argparse
import bisect
import itertools
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment import evaluation
from duizhao.alignment.beads import Bead
from duizhao.alignment.coarse import Sketch, coarse_path
from duizhao.alignment.costs import Model
from duizhao.alignment.encoders import default_encoder, make_encoder
from duizhao.alignment.encoding import encode
from duizhao.alignment.evidence import evidence
from duizhao.alignment.features import OMISSIONS, columns
from duizhao.alignment.job import Job
from duizhao.alignment.omissions import Chances, chances, gaps
from duizhao.alignment.path import path_of
from duizhao.alignment.search import INDEX, Band, mask, posteriors
from duizhao.alignment.sentences import (
    FIRST_HALF,
    HALF,
    clause_shares,
    decide,
    gather,
    token_signals,
)
from duizhao.alignment.text_side import Side
from scripts import disturb_lines
from scripts.calibrating import calibrate, calibration, reliability
from scripts.lattice import K, Lattice

Floats = NDArray[np.float64]
# `clause` decides nothing: it is fitted on sentences, and aligns clauses for the round `token`.
ROUNDS = ("lexical", "learned", "sentence", "clause", "token")
# Beads less probable than this after a first fit on all chapters are left out of the folds' fits: they are 19 in 20.
PRUNE = 1e-5

# What chapters are disturbed by to show the model omissions (see disturb_lines.py), on which sides in turn.
COPIES = (
    ("deleted", (0,)),
    ("deleted", (1,)),
    ("abridged", (0, 1)),
    ("pages", (1, 0)),
    ("inserted", (0, 1)),
    ("notes", (1, 0)),
)
SEED = 100


@dataclass
class Chapter:
    """A hand-aligned chapter on its way through the rounds."""

    name: str
    job: Job
    gold: list[evaluation.Indices]
    beads: tuple[Bead, ...] = ()
    band: Band = field(default_factory=lambda: Band.full(1, 1))
    features: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0,), np.float32))
    names: tuple[str, ...] = ()
    clause: Model | None = None  # fitted without this chapter
    chance: Chances = (np.zeros(0), np.zeros(0))  # of every sentence to be left out, by the round before
    kind: str = "undisturbed"
    worth: float = 1.0

    @property
    def cells(self) -> NDArray[np.int64]:
        """(beads, 3) node and shape of each gold bead that lies in the band. An omission of several sentences is
        several beads."""
        out = []
        i = j = 0
        for source, target in self.gold:
            a, b = len(source), len(target)
            steps = [(a, b)] if a and b else [(1, 0)] * a + [(0, 1)] * b
            for step in steps:
                x = j - int(self.band.lo[i])
                if 0 <= x < self.band.width and step in INDEX:
                    out.append((i, x, INDEX[step]))
                i, j = i + step[0], j + step[1]
        return np.array(out)


def load(name: str, lines: disturb_lines.Chapter, encoder: object, kind: str, worth: float) -> Chapter:
    """Encode a chapter, as it is or disturbed."""
    sides = [Side.of(texts, tag) for texts, tag in zip(lines.sides, ("en", "zh"), strict=True)]
    job = Job(*sides, evidence(*sides))
    encode(job, encoder, (np.ones(len(sides[0]), bool), np.ones(len(sides[1]), bool)), None)  # type: ignore[arg-type]
    return Chapter(name, job, placed(lines.gold), kind=kind, worth=worth)


def placed(gold: Sequence[evaluation.Indices]) -> list[evaluation.Indices]:
    """Beads in the order of a path: omissions where they stand in their own text, the source's first."""
    full = sorted(bead for bead in gold if bead[0] and bead[1])
    ends = [bead[1][0] for bead in full]
    before: list[list[evaluation.Indices]] = [[] for _ in range(len(full) + 1)]
    for bead in sorted(gold):
        if bead[0] and not bead[1]:
            before[bisect.bisect([each[0][0] for each in full], bead[0][0])].append(bead)
    for bead in sorted(gold):
        if not bead[0]:
            before[bisect.bisect(ends, bead[1][0])].append(bead)
    out: list[evaluation.Indices] = []
    for at, lone in enumerate(before):
        out += lone + full[at : at + 1]
    return out


def prepare(chapter: Chapter, name: str) -> None:
    """Work out the chapter's features for a round, around the beads of the round before."""
    job, n, m = chapter.job, len(chapter.job.source), len(chapter.job.target)
    if name == ROUNDS[0]:
        both = job.known.postings()
        path, half = coarse_path(Sketch(both[0], n, m)), FIRST_HALF
        chapter.chance = gaps(path, m)
    else:
        both = job.known.learned(chapter.beads).postings()
        path, half = path_of(chapter.beads, n), HALF
    chapter.band = Band.around(path, m, half)
    if name == "clause":
        assert job.tokens is not None, "the encoder gives token vectors"
        signals = token_signals(
            *job.tokens, (job.outlines[0].lengths, job.outlines[1].lengths), chapter.band, path, chapter.chance
        )
    else:
        signals = gather(job, name, chapter.band, path, both, chapter.chance)
    if name == "token":
        assert chapter.clause is not None, "fitted in the round before"
        signals.clauses = clause_shares(job, chapter.beads, signals.views, chapter.clause, chapter.chance)
    parts: list[NDArray[np.float32]] = []
    names: list[str] = []
    for column in columns(signals, slice(0, n + 1)):
        if len(column.names) > 1:
            parts += [(column.values == v).astype(np.float32) for v in range(1, len(column.names) + 1)]
        elif column.values.shape[2] == OMISSIONS:
            parts.append(np.pad(column.values, ((0, 0), (0, 0), (0, K - OMISSIONS))).astype(np.float32))
        else:
            parts.append(np.asarray(column.values, dtype=np.float32))
        names += column.names
    chapter.features = np.stack(parts, axis=-1)
    chapter.names = tuple(names)


def scales(chapters: Sequence[Chapter]) -> Floats:
    """What each feature is divided by, so that one strength of regularisation suits all: its deviation over the gold
    beads, 1 for indicators."""
    seen = np.concatenate([chapter.features[tuple(chapter.cells.T)] for chapter in chapters])
    out: Floats = np.maximum(seen.std(axis=0), 0.2).astype(np.float64)
    for at, name in enumerate(chapters[0].names):
        if name.startswith("shape ") or name in ("extra", "both") or " at " in name or " for " in name:
            out[at] = 1.0
    return out


def fit(
    chapters: Sequence[Chapter],
    strength: float,
    keep: Sequence[NDArray[np.bool_]] | None,
    rounds: int = 150,
    start: Floats | None = None,
    fixed: tuple[Floats, NDArray[np.bool_]] | None = None,
) -> Floats:
    """Coefficients of greatest conditional likelihood of the gold paths, with `strength` / 2 times their squares
    against them. `fixed` names coefficients and those of them that are not to be fitted; the squares are then those of
    the changes to the others."""
    from scipy.optimize import minimize

    width = max(chapter.band.width for chapter in chapters)
    parts, cells, right = [], [], []
    first = 0
    for at, chapter in enumerate(chapters):
        band = chapter.band
        opened: NDArray[np.bool_] = mask(band, np.zeros((band.n + 1, band.width, K), dtype=np.float32)) == 0
        gold = np.zeros(opened.shape, dtype=bool)
        gold[tuple(chapter.cells.T)] = True
        kept = opened if keep is None else (opened & keep[at])
        kept |= gold
        kept[:, :, :2] |= opened[:, :, :2]
        row, column, shape = np.nonzero(kept)
        parts.append(chapter.features[row, column, shape])
        cells.append(((first + row) * width + column) * K + shape)
        right.append(gold[row, column, shape])
        first += band.n + 1
    lattice = Lattice([chapter.band for chapter in chapters], np.concatenate(cells), width)
    scale = scales(chapters)
    x = np.concatenate(parts) / scale.astype(np.float32)
    held, closed = (np.zeros(x.shape[1]), np.zeros(x.shape[1], dtype=bool)) if fixed is None else fixed
    given = x @ (held * scale).astype(np.float32)
    x = x[:, ~closed]
    truth = np.concatenate(right)
    worth = np.array([chapter.worth for chapter in chapters])
    each = np.repeat(worth, [len(part) for part in parts]).astype(np.float32)
    target = each[truth].astype(np.float64) @ x[truth]

    def loss(w: Floats) -> tuple[float, Floats]:
        score = given + x @ w.astype(np.float32)
        probability, z = lattice.posteriors(score)
        expected = (probability.astype(np.float32) * each) @ x
        value = worth @ z - (score * each)[truth].sum(dtype=np.float64) + strength / 2 * (w @ w)
        return float(value), expected - target + strength * w

    # The loss is convex: where the search for its least value begins decides only how long it takes.
    begin = np.zeros(x.shape[1]) if start is None else ((start - held) * scale)[~closed]
    found = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": rounds, "maxcor": 20})
    out = held.copy()
    out[~closed] += found.x / scale[~closed]
    return out


def fit_all(
    chapters: Sequence[Chapter],
    strength: float,
    keep: Sequence[NDArray[np.bool_]],
    start: Floats | None = None,
) -> Floats:
    """Coefficients of beads from the chapters as they are; then those of omissions, of which such chapters have
    hardly any, from their disturbed copies too. What a bead is worth in a whole text stays what it was there."""
    names = chapters[0].names
    omission = np.array([name.startswith(("omitted ", "omitting ")) for name in names])
    free = omission | np.array([name in ("shape 1-0", "shape 0-1") for name in names])
    clean = [x for x, chapter in enumerate(chapters) if chapter.kind == "undisturbed"]
    nothing = np.zeros(len(names))
    if start is not None:
        start = np.where(omission, 0.0, start)
    beads = fit(
        [chapters[x] for x in clean], strength, [keep[x] for x in clean], start=start, fixed=(nothing, omission)
    )
    if len(clean) == len(chapters) or not omission.any():
        return beads
    return fit(chapters, strength, keep, fixed=(beads, ~free))


def tell(chapter: Chapter, coefficients: Floats) -> tuple[tuple[Bead, ...], NDArray[np.float32]]:
    """The beads a model decides on in a chapter, and the probability of every bead of its band."""
    table = mask(chapter.band, (chapter.features @ coefficients.astype(np.float32)))
    probability, _ = posteriors(chapter.band, table)
    return decide(chapter.band, table, probability), probability


def calibrated(chapters: Sequence[Chapter], seen: Sequence[Sequence[tuple[float, bool]]]) -> list[list[float]]:
    """The map of several chapters, each bead weighing what its chapter does."""
    worth = [chapter.worth for chapter, rows in zip(chapters, seen, strict=True) for _ in rows]
    return calibration(list(itertools.chain(*seen)), worth)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--encoder", default="default")
    parser.add_argument("--strength", type=float, default=4.0)
    parser.add_argument("--rounds", default=",".join(ROUNDS))
    parser.add_argument("--disturbed", type=float, default=0.3, help="the weight of a copy with omissions; 0: none")
    return parser.parse_args()


def _crossed(
    chapters: Sequence[Chapter], seen: Sequence[Sequence[tuple[float, bool]]]
) -> list[list[tuple[float, bool]]]:
    """Calibration, itself left-one-out: each chapter is judged by a map made from the others."""
    crossed: list[list[tuple[float, bool]]] = [[]] * len(chapters)
    for fold in {chapter.name for chapter in chapters}:
        kept = [x for x, chapter in enumerate(chapters) if chapter.name != fold]
        points = calibrated([chapters[x] for x in kept], [seen[x] for x in kept])
        for x, chapter in enumerate(chapters):
            if chapter.name == fold:
                crossed[x] = [(calibrate(points, p), right) for p, right in seen[x]]
    return crossed


def _chapters(lines: dict[str, disturb_lines.Chapter], encoder: object, worth: float) -> list[Chapter]:
    """The chapters as they are, then their copies with omissions, of that weight; none where it is 0."""
    chapters = [load(name, each, encoder, "undisturbed", 1.0) for name, each in lines.items()]
    for kind, sides in COPIES if worth else ():
        for at, name in enumerate(lines):
            changed = disturb_lines.disturbed(lines, name, kind, sides[at % len(sides)], SEED)
            chapters.append(load(name, changed, encoder, kind, worth))
    return chapters


def main() -> int:
    given = _arguments()
    encoder = default_encoder() if given.encoder == "default" else make_encoder(given.encoder)
    lines = {path.stem: disturb_lines.read(given.folder, path.stem) for path in sorted(given.folder.glob("*.gold"))}
    chapters = _chapters(lines, encoder, given.disturbed)
    clean = len(lines)
    data: dict[str, object] = {}
    models: dict[str, dict[str, float]] = {}
    maps: dict[str, list[list[float]]] = {}
    for name in given.rounds.split(","):
        started = time.process_time()
        for chapter in chapters:
            prepare(chapter, name)
        rough = fit(chapters[:clean], 2 * given.strength, None, rounds=25)
        keep = [tell(chapter, rough)[1] > PRUNE for chapter in chapters]
        whole = fit_all(chapters, given.strength, keep)
        found: list[tuple[Bead, ...]] = [()] * len(chapters)
        for fold in lines:
            kept = [x for x, chapter in enumerate(chapters) if chapter.name != fold]
            held = fit_all([chapters[x] for x in kept], given.strength, [keep[x] for x in kept], start=whole)
            for x, chapter in enumerate(chapters):
                if chapter.name != fold:
                    continue
                if name == "clause":
                    chapter.clause = Model(name, dict(zip(chapter.names, held.tolist(), strict=True)))
                beads, probability = tell(chapter, held)
                found[x] = beads
                if name != "clause":
                    chapter.beads, chapter.chance = beads, chances(chapter.band, probability)
        seen = [
            [(b.confidence, i in set(c.gold)) for b, i in zip(beads, evaluation.indices(beads), strict=True)]
            for c, beads in zip(chapters, found, strict=True)
        ]
        print(f"{name}: {time.process_time() - started:.0f} s of work", flush=True)
        crossed = _crossed(chapters, seen)
        for kind in dict.fromkeys(chapter.kind for chapter in chapters):
            tally = disturb_lines.Tally([], [])
            for x, chapter in enumerate(chapters):
                if chapter.kind == kind:
                    tally.results.append((chapter.gold, evaluation.indices(found[x])))
                    tally.seen += crossed[x]
            each = " ".join(f"{evaluation.score([result]).strict:.3f}" for result in tally.results)
            print(f"  {kind:11} {tally}  by chapter {each}", flush=True)
        rows, _ = reliability([row for x in range(clean) for row in crossed[x]])
        print("\n".join(f"  {row}" for row in rows), flush=True)
        models[name] = {key: round(float(value), 5) for key, value in zip(chapters[0].names, whole, strict=True)}
        maps[name] = calibrated(chapters, seen)
    data["fitted"] = {
        "script": "scripts/fit_alignment.py",
        "data": f"{clean} hand-aligned chapters of Chinese novels with their English translations, "
        f"{sum(len(c.gold) for c in chapters[:clean])} beads",
        "disturbed": f"{len(chapters) - clean} copies with omissions, at {given.disturbed}",
        "encoder": getattr(encoder, "name", "none"),
        "strength": given.strength,
    }
    data["models"], data["calibration"] = models, maps
    if given.output:
        given.output.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
