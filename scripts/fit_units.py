"""Fit the model that matches units: the `units` coefficients of alignment/model.json, from one paper and seeded damage to it.

usage: python scripts/fit_units.py EN ZH [-o alignment/model.json] [--strength 1]

EN and ZH are two papers whose translatable units correspond one to one and in order. They are damaged as in bench_robustness.py, on
either side, so that the right unit beads are known by construction. Needs scipy. Other seeds than the benchmark's.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import corpora
from alignment.evidence import evidence
from alignment.search import INDEX, NEVER, SHAPES, mask
from alignment.sides import Side
from alignment.units import UNIT_SHAPES, UnitSignals, solve
from corpora.model import Document
from scripts.bench_robustness import delete, merge, shift, unnumber
from scripts.fit_alignment import Lattice

Steps = list[tuple[int, int]]


def whole(document: Document, rng: random.Random) -> tuple[Document, set[str], set[str]]:
    """Nothing damaged."""
    return document, set(), set()


def section(document: Document, rng: random.Random) -> tuple[Document, set[str], set[str]]:
    """A run of 5 to 25 units deleted."""
    units = document.translatable
    start = rng.randrange(len(units) - 25)
    gone = {u.id for u in units[start : start + rng.randint(5, 25)]}
    return replace(document, units=tuple(u for u in document.units if u.id not in gone)), gone, set()


def headings(document: Document, rng: random.Random) -> tuple[Document, set[str], set[str]]:
    """A fifth of all units deleted, headings as well."""
    units = document.translatable
    gone = {u.id for u in rng.sample(units, len(units) // 5)}
    return replace(document, units=tuple(u for u in document.units if u.id not in gone)), gone, set()


def truth(before: Document, after: Document) -> list[list[int]]:
    """For each unit of `after`, the units of `before` (by index) that it holds."""
    left = list(before.translatable)
    at = {u.id: i for i, u in enumerate(left)}
    held = [[at[u.id]] for u in after.translatable]
    kept = {i for row in held for i in row}
    for row, u in zip(held, after.translatable, strict=True):
        while row[-1] + 1 < len(left) and row[-1] + 1 not in kept and left[row[-1] + 1].text in u.text:
            row.append(row[-1] + 1)
    return held


def steps(first: Sequence[Sequence[int]], second: Sequence[Sequence[int]]) -> Steps:
    """The shapes of the right unit beads of two documents whose units hold the given original units: units that share an
    original one belong together, units that share none are omissions."""
    out: Steps = []
    i = j = 0
    while i < len(first) or j < len(second):
        if j == len(second) or (i < len(first) and first[i][-1] < second[j][0]):
            out.append((1, 0))
            i += 1
        elif i == len(first) or second[j][-1] < first[i][0]:
            out.append((0, 1))
            j += 1
        else:
            start = i, j
            last = max(first[i][-1], second[j][-1])
            i, j = i + 1, j + 1
            while (i < len(first) and first[i][0] <= last) or (j < len(second) and second[j][0] <= last):
                if i < len(first) and first[i][0] <= last:
                    last = max(last, first[i][-1])
                    i += 1
                else:
                    last = max(last, second[j][-1])
                    j += 1
            out.append((i - start[0], j - start[1]))
    return out


DAMAGES = (
    (whole, whole),
    (delete, delete),
    (headings, section),
    (section, headings),
    (merge, delete),
    (section, merge),
    (unnumber, section),
    (delete, unnumber),
    (shift, headings),
    (section, section),
)


def main() -> int:
    from scipy.optimize import minimize

    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("en", type=Path)
    parser.add_argument("zh", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--units", type=int, default=340, help="how many units of the papers to use")
    parser.add_argument("--strength", type=float, default=1.0)
    given = parser.parse_args()
    en, zh = corpora.read(given.en, language="en"), corpora.read(given.zh, language="zh-CN")
    assert len(en.translatable) == len(zh.translatable), "the papers' units must correspond one to one"
    en, zh = (replace(document, units=document.translatable[: given.units]) for document in (en, zh))
    cases = []
    for number, (first, second) in enumerate(DAMAGES):
        damaged = [damage(document, random.Random(1000 + 2 * number + side))[0] for side, (damage, document) in enumerate(((first, en), (second, zh)))]
        held = [truth(document, after) for document, after in zip((en, zh), damaged, strict=True)]
        cases.append((*damaged, steps(*held)))
    bands, parts, golds, cells = [], [], [], []
    names: list[str] = []
    for first, second, right in cases:
        units = first.translatable, second.translatable
        sides = [Side.of([u.text for u in each], tag) for each, tag in zip(units, ("en", "zh-CN"), strict=True)]
        signals = UnitSignals(*units, evidence(*sides), half=25)
        columns = list(signals.columns(solve(signals)[0]))
        names = [name for name, _ in columns]
        ok = mask(signals.band, np.zeros((signals.band.n + 1, signals.band.width, len(SHAPES)), np.float32)) == 0
        ok[:, :, [k for k, shape in enumerate(SHAPES) if shape not in UNIT_SHAPES]] = False
        parts.append(np.stack([np.asarray(values, np.float32)[ok] for _, values in columns], axis=-1))
        gold = np.zeros_like(ok)
        i = j = 0
        for shape in right:
            x = j - int(signals.band.lo[i])
            if 0 <= x < signals.band.width and shape in INDEX and ok[i, x, INDEX[shape]]:
                gold[i, x, INDEX[shape]] = True
            i, j = i + shape[0], j + shape[1]
        bands.append(signals.band)
        golds.append(gold)
        cells.append(ok)
        print(f"{len(units[0])} x {len(units[1])} units, {int(gold.sum())} of {len(right)} right beads in the band", flush=True)
    width = max(band.width for band in bands)
    lattice = Lattice(bands)

    def laid(arrays: Sequence[NDArray[np.bool_]]) -> NDArray[np.bool_]:
        out = np.zeros((lattice.rows, width, len(SHAPES)), dtype=bool)
        for at, array in enumerate(arrays):
            out[lattice.base[at] : lattice.base[at + 1], : array.shape[1]] = array
        return out.reshape(-1)

    where, right_cells = np.flatnonzero(laid(cells)), laid(golds)
    x = np.concatenate(parts)
    target = x[right_cells[where]].astype(np.float64).sum(axis=0)
    full = np.full(lattice.open.size, NEVER, dtype=np.float32)

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        score = x @ w.astype(np.float32)
        full[where] = score
        probability, z = lattice.posteriors(full)
        value = z.sum() - score[right_cells[where]].sum(dtype=np.float64) + given.strength / 2 * (w @ w)
        return float(value), probability.reshape(-1)[where].astype(np.float32) @ x - target + given.strength * w

    found = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 80})
    fitted = {name: round(float(value), 4) for name, value in zip(names, found.x, strict=True)}
    print(f"loss {found.fun:.1f} over {sum(int(g.sum()) for g in golds)} beads\n{json.dumps(fitted, indent=1)}")
    if given.output:
        data = json.loads(given.output.read_text(encoding="utf-8"))
        data["models"]["units"] = fitted
        data["fitted"]["units"] = "scripts/fit_units.py: one Governing Body paper of 647 units and seeded damage to it"
        given.output.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
