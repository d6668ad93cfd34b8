"""Fit the alignment model: coefficients and calibration of alignment/model.json, from hand-aligned chapters.

usage: python scripts/fit_alignment.py FOLDER [-o alignment/model.json] [--encoder NAME] [--strength 4]

FOLDER holds NNN.en, NNN.zh (a sentence a line) and NNN.gold (`[en indices]:[zh indices]`). Needs scipy (extra `dev`).
Every round is fitted leaving one chapter out in turn; what the left-out chapters look like after a round is what the
next round is fitted on, and their scores are what is printed: nothing is measured on a chapter that it was fitted to.
The coefficients that are written are fitted on all chapters. Takes about ten minutes on two cores.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from alignment import evaluation
from alignment.beads import Bead
from alignment.coarse import Sketch, coarse_path
from alignment.costs import Model
from alignment.encoders import default_encoder, make_encoder
from alignment.evidence import evidence
from alignment.features import columns
from alignment.search import INDEX, NEVER, SHAPES, Band, mask, posteriors
from alignment.sentences import FIRST_HALF, HALF, Job, clause_shares, decide, encode, gather, path_of, token_signals
from alignment.sides import Side

Floats = NDArray[np.float64]
# `clause` decides nothing: it is fitted on sentences, and aligns clauses for the round `token`.
ROUNDS = ("lexical", "learned", "sentence", "clause", "token")
K = len(SHAPES)
A = np.array([a for a, _ in SHAPES])
B = np.array([b for _, b in SHAPES])
# Beads less probable than this after a first fit on all chapters are left out of the folds' fits: they are 19 in 20.
PRUNE = 1e-5


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


def load(folder: Path, name: str, encoder: object) -> Chapter:
    """Read a chapter and encode it."""
    sides = [Side.of((folder / f"{name}.{tag}").read_text("utf-8").splitlines(), tag) for tag in ("en", "zh")]
    job = Job(*sides, evidence(*sides))
    encode(job, encoder, (np.ones(len(sides[0]), bool), np.ones(len(sides[1]), bool)), None)  # type: ignore[arg-type]
    return Chapter(name, job, evaluation.read_beads(folder / f"{name}.gold"))


def prepare(chapter: Chapter, name: str) -> None:
    """Work out the chapter's features for a round, around the beads of the round before."""
    job, n, m = chapter.job, len(chapter.job.source), len(chapter.job.target)
    if name == ROUNDS[0]:
        both = job.known.postings()
        path, half = coarse_path(Sketch(both[0], n, m)), FIRST_HALF
    else:
        both = job.known.learned(chapter.beads).postings()
        path, half = path_of(chapter.beads, n), HALF
    chapter.band = Band.around(path, m, half)
    if name == "clause":
        assert job.tokens is not None, "the encoder gives token vectors"
        signals = token_signals(*job.tokens, (job.outlines[0].lengths, job.outlines[1].lengths), chapter.band, path)
    else:
        signals = gather(job, name, chapter.band, path, both)
    if name == "token":
        assert chapter.clause is not None, "fitted in the round before"
        signals.clauses = clause_shares(job, chapter.beads, signals.views, chapter.clause)
    parts: list[NDArray[np.float32]] = []
    names: list[str] = []
    for column in columns(signals, slice(0, n + 1)):
        if len(column.names) > 1:
            parts += [(column.values == v).astype(np.float32) for v in range(1, len(column.names) + 1)]
        else:
            parts.append(np.asarray(column.values, dtype=np.float32))
        names += column.names
    chapter.features = np.stack(parts, axis=-1)
    chapter.names = tuple(names)


class Lattice:
    """The beads of several chapters as one lattice, for forward-backward over all of them at once, row by row."""

    def __init__(self, bands: Sequence[Band]) -> None:
        width = self.width = max(band.width for band in bands)
        self.base = np.cumsum([0, *(band.n + 1 for band in bands)])
        rows = int(self.base[-1])
        self.rows = rows
        self.open = np.zeros((rows, width, K), dtype=bool)
        to = np.full((rows, width, K), -1, dtype=np.int64)
        for band, first in zip(bands, self.base[:-1], strict=True):
            n = band.n
            r = np.arange(n + 1)[:, None, None]
            end = np.minimum(r + A, n)
            x = np.arange(band.width)[None, :, None] + band.lo[r] - band.lo[end] + B
            ok = mask(band, np.zeros((n + 1, band.width, K), dtype=np.float32)) == 0
            self.open[first : first + n + 1, : band.width] = ok
            to[first : first + n + 1, : band.width] = np.where(ok, (first + end) * width + x, -1)
        self.to = to
        came = np.full((rows * width, K), -1, dtype=np.int64)
        number = np.arange(rows * width * K).reshape(rows, width, K)
        for k in range(K):
            ok = self.open[:, :, k]
            came[to[:, :, k][ok], k] = number[:, :, k][ok]
        came = came.reshape(rows, width, K)
        longest = max(band.n for band in bands)
        starts = list(zip(bands, self.base[:-1].tolist(), strict=True))
        self.ends = [(first + band.n, band.m - int(band.lo[-1])) for band, first in starts]
        self.forward = []
        self.backward = []
        for i in range(longest + 1):
            here = np.array([first + i for band, first in starts if band.n >= i])
            self.forward.append((here, came[here][:, :, 1:]))
            there = np.array([first + band.n - i for band, first in starts if band.n >= i])
            self.backward.append((there, np.where(self.open[there], to[there], -1)[:, :, 1:]))

    def posteriors(self, scores: NDArray[np.float32]) -> tuple[Floats, Floats]:
        """Probability of every bead (rows, width, K) and log Z of every chapter; closed beads score NEVER."""
        table = scores.reshape(self.rows, self.width, K).astype(np.float64)
        flat = table.reshape(-1)
        step = np.where(self.open[:, :, 0], np.maximum(table[:, :, 0], -1e5), -1e5)
        run = np.concatenate([np.zeros((self.rows, 1)), np.cumsum(step, axis=1)[:, :-1]], axis=1)
        ahead = np.full((self.rows, self.width), -1e9)
        before = ahead.copy()
        for i, (rows, came) in enumerate(self.forward):
            if i:
                row = _log_sum(np.where(came >= 0, before.reshape(-1)[np.maximum(came, 0) // K] + flat[came], -1e9))
            else:
                row = np.full((len(rows), self.width), -1e9)
                row[:, 0] = 0.0
            before[rows] = np.logaddexp.accumulate(row - run[rows], axis=1) + run[rows]
        last = dict(self.ends)
        for i, (rows, to) in enumerate(self.backward):
            if i:
                row = _log_sum(np.where(to >= 0, ahead.reshape(-1)[np.maximum(to, 0)] + table[rows][:, :, 1:], -1e9))
            else:
                row = np.full((len(rows), self.width), -1e9)
                for at, r in enumerate(rows.tolist()):
                    row[at, last[r]] = 0.0
            total = (row + run[rows])[:, ::-1]
            ahead[rows] = np.logaddexp.accumulate(total, axis=1)[:, ::-1] - run[rows]
        z = np.array([before[row, x] for row, x in self.ends])
        each = np.repeat(z, np.diff(self.base))[:, None, None]
        beyond = np.where(self.to >= 0, ahead.reshape(-1)[np.maximum(self.to, 0)], -1e9)
        log = np.clip(before[:, :, None] + table + beyond - each, -60.0, 0.0)
        return np.where(self.open, np.exp(log), 0.0), z


def _log_sum(values: Floats) -> Floats:
    top = values.max(axis=2)
    out: Floats = top + np.log(np.exp(values - top[:, :, None]).sum(axis=2))
    return out


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
    chapters: Sequence[Chapter], strength: float, keep: Sequence[NDArray[np.bool_]] | None, rounds: int = 150
) -> Floats:
    """Coefficients of greatest conditional likelihood of the gold paths, with `strength` / 2 times their squares
    against them."""
    from scipy.optimize import minimize

    lattice = Lattice([chapter.band for chapter in chapters])
    gold = np.zeros(lattice.open.shape, dtype=bool)
    kept = lattice.open.copy()
    for at, chapter in enumerate(chapters):
        first, width = int(lattice.base[at]), chapter.band.width
        if keep is not None:
            kept[first : first + chapter.band.n + 1, :width] &= keep[at]
        i, x, k = chapter.cells.T
        gold[first + i, x, k] = True
    kept |= gold
    kept[:, :, :2] |= lattice.open[:, :, :2]
    cells = np.flatnonzero(kept.reshape(-1))
    whole = (
        np.zeros((lattice.rows, lattice.width, K, chapters[0].features.shape[-1]), dtype=np.float32)
        if keep is None
        else None
    )
    parts = []
    for at, chapter in enumerate(chapters):
        first, n, width = int(lattice.base[at]), chapter.band.n, chapter.band.width
        parts.append(chapter.features[kept[first : first + n + 1, :width]])
    del whole
    scale = scales(chapters)
    x = np.concatenate(parts) / scale.astype(np.float32)
    right = gold.reshape(-1)[cells]
    target = x[right].astype(np.float64).sum(axis=0)
    full = np.full(lattice.open.size, NEVER, dtype=np.float32)

    def loss(w: Floats) -> tuple[float, Floats]:
        score = x @ w.astype(np.float32)
        full[cells] = score
        probability, z = lattice.posteriors(full)
        expected = probability.reshape(-1)[cells].astype(np.float32) @ x
        value = z.sum() - score[right].sum(dtype=np.float64) + strength / 2 * (w @ w)
        return float(value), expected - target + strength * w

    found = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": rounds, "maxcor": 20})
    out: Floats = found.x / scale
    return out


def tell(chapter: Chapter, coefficients: Floats) -> tuple[tuple[Bead, ...], NDArray[np.float32]]:
    """The beads a model decides on in a chapter, and the probability of every bead of its band."""
    table = mask(chapter.band, (chapter.features @ coefficients.astype(np.float32)))
    probability, _ = posteriors(chapter.band, table)
    return decide(chapter.band, table, probability), probability


def calibration(seen: Sequence[tuple[float, bool]], bins: int = 12) -> list[list[float]]:
    """Points (probability, share right) of a monotone map: pool adjacent violators over bins of equal count, ends
    added."""
    rows = sorted(seen)
    size = max(1, -(-len(rows) // bins))
    blocks: list[list[float]] = []
    for start in range(0, len(rows), size):
        part = rows[start : start + size]
        blocks.append([sum(p for p, _ in part), sum(r for _, r in part), float(len(part))])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] > blocks[-1][1] / blocks[-1][2]:
            last = blocks.pop()
            blocks[-1] = [x + y for x, y in zip(blocks[-1], last, strict=True)]
    # Half a success and half a failure in each block: no share is quite 0 or 1 on a few hundred beads.
    points = [[p / c, (r + 0.5) / (c + 1)] for p, r, c in blocks]
    # The halves can turn two blocks of unlike size round: the map must rise.
    shares = np.maximum.accumulate([0.0, *(share for _, share in points), points[-1][1]])
    places = [0.0, *(place for place, _ in points), 1.0]
    return [[round(a, 5), round(float(b), 5)] for a, b in zip(places, shares, strict=True)]


def reliability(
    seen: Sequence[tuple[float, bool]], edges: Sequence[float] = (0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0001)
) -> tuple[list[str], float]:
    """Rows of a reliability table and the expected calibration error over ten bins of equal width."""
    p = np.array([x for x, _ in seen])
    r = np.array([y for _, y in seen], dtype=float)
    rows = []
    for low, high in itertools.pairwise(edges):
        inside = (p >= low) & (p < high)
        if inside.any():
            rows.append(
                f"| {low:.2f}–{min(high, 1):.2f} | {inside.sum()} | {p[inside].mean():.3f} | {r[inside].mean():.3f} |"
            )
    bins = np.minimum((p * 10).astype(int), 9)
    error = sum(abs(p[bins == b].sum() - r[bins == b].sum()) for b in range(10)) / len(p)
    return rows, float(error)


def calibrate(points: Sequence[Sequence[float]], p: float) -> float:
    return float(np.interp(p, [a for a, _ in points], [b for _, b in points]))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--encoder", default="default")
    parser.add_argument("--strength", type=float, default=4.0)
    parser.add_argument("--rounds", default=",".join(ROUNDS))
    given = parser.parse_args()
    encoder = default_encoder() if given.encoder == "default" else make_encoder(given.encoder)
    names = sorted(path.stem for path in given.folder.glob("*.gold"))
    chapters = [load(given.folder, name, encoder) for name in names]
    data: dict[str, object] = {}
    models: dict[str, dict[str, float]] = {}
    maps: dict[str, list[list[float]]] = {}
    for name in given.rounds.split(","):
        started = time.time()
        for chapter in chapters:
            prepare(chapter, name)
        rough = fit(chapters, 2 * given.strength, None, rounds=25)
        keep = [tell(chapter, rough)[1] > PRUNE for chapter in chapters]
        whole = fit(chapters, given.strength, keep)
        seen: list[list[tuple[float, bool]]] = []
        found = []
        for at, chapter in enumerate(chapters):
            others = [x for x in range(len(chapters)) if x != at]
            held = fit([chapters[x] for x in others], given.strength, [keep[x] for x in others])
            if name == "clause":
                chapter.clause = Model(name, dict(zip(chapter.names, held.tolist(), strict=True)))
            beads, _ = tell(chapter, held)
            found.append(beads)
            truth = set(chapter.gold)
            seen.append([(b.confidence, i in truth) for b, i in zip(beads, evaluation.indices(beads), strict=True)])
        results = [(c.gold, evaluation.indices(beads)) for c, beads in zip(chapters, found, strict=True)]
        if name != "clause":
            for chapter, beads in zip(chapters, found, strict=True):
                chapter.beads = beads
        scores = [evaluation.score([result]).strict for result in results]
        pooled = evaluation.score(results)
        print(
            f"{name}: {pooled}  by chapter {' '.join(f'{x:.3f}' for x in scores)}  {time.time() - started:.0f} s",
            flush=True,
        )
        # Calibration, itself left-one-out: each chapter is judged by a map made from the others.
        crossed = [
            (calibrate(calibration(list(itertools.chain(*(s for y, s in enumerate(seen) if y != x)))), p), right)
            for x, own in enumerate(seen)
            for p, right in own
        ]
        rows, error = reliability(crossed)
        high = [right for p, right in crossed if p >= 0.9]
        print(
            f"  confidence >= 0.9: {len(high) / len(crossed):.3f} of beads, {np.mean(high):.4f} right; "
            f"calibration error {error:.4f}"
        )
        print("\n".join(f"  {row}" for row in rows), flush=True)
        models[name] = {key: round(float(value), 5) for key, value in zip(chapters[0].names, whole, strict=True)}
        maps[name] = calibration(list(itertools.chain(*seen)))
    data["fitted"] = {
        "script": "scripts/fit_alignment.py",
        "data": f"{len(chapters)} hand-aligned chapters of Chinese novels with their English translations, "
        f"{sum(len(c.gold) for c in chapters)} beads",
        "encoder": getattr(encoder, "name", "none"),
        "strength": given.strength,
    }
    data["models"], data["calibration"] = models, maps
    if given.output:
        given.output.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
