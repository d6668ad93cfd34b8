"""What the model is fitted on and measured with: disturbed chapters, and the lattice of their beads."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from duizhao.alignment.search import SHAPES, Band, mask, posteriors
from scripts import disturb_lines
from scripts.calibrating import calibration
from scripts.fit_alignment import placed
from scripts.lattice import Lattice


def chapter(seed: int, beads: int = 60) -> disturb_lines.Chapter:
    """A chapter of beads of any shape, every line of its own."""
    rng = random.Random(seed)
    sides: tuple[list[str], list[str]] = ([], [])
    gold = []
    for _ in range(beads):
        shape = rng.choice([(1, 1), (1, 1), (1, 2), (2, 1), (3, 1), (2, 2), (1, 0), (0, 1)])
        spans = []
        for side, size in zip(sides, shape, strict=True):
            spans.append(tuple(range(len(side), len(side) + size)))
            side += [f"{len(side) + k}" for k in range(size)]
        gold.append((spans[0], spans[1]))
    return disturb_lines.Chapter(sides, gold)


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("kind", disturb_lines.DISTURBANCES)
def test_a_disturbed_chapter_has_beads_that_cover_it_in_order(kind: str, side: int) -> None:
    changed = 0
    for seed in range(8):
        whole = {"a": chapter(seed), "b": chapter(seed + 100)}
        found = disturb_lines.disturbed(whole, "a", kind, side, seed)
        for at in (0, 1):
            assert sorted(x for bead in found.gold for x in bead[at]) == list(range(len(found.sides[at])))
        ordered = placed(found.gold)
        assert [x for bead in ordered for x in bead[0]] == list(range(len(found.sides[0])))
        assert [x for bead in ordered for x in bead[1]] == list(range(len(found.sides[1])))
        # Whatever was not disturbed is still together.
        names = {(tuple(found.sides[0][i] for i in a), tuple(found.sides[1][j] for j in b)) for a, b in found.gold}
        before = {(tuple(map(str, a)), tuple(map(str, b))) for a, b in whole["a"].gold}
        changed += names != before
        assert len(names & before) > len(before) * 0.4
    assert changed == 0 if kind == "undisturbed" else changed >= 4


def test_the_lattice_gives_the_probabilities_of_the_search() -> None:
    bands = [Band.around(np.linspace(0, 7, 6), 7, 3), Band.full(3, 4), Band.around(np.linspace(0, 4, 9), 4, 2)]
    width = max(band.width for band in bands)
    rng = np.random.default_rng(2)
    cells, scores, expected, totals = [], [], [], []
    first = 0
    for band in bands:
        table = mask(band, rng.normal(size=(band.n + 1, band.width, len(SHAPES))).astype(np.float32))
        row, column, shape = np.nonzero(table > -1e8)
        cells.append(((first + row) * width + column) * len(SHAPES) + shape)
        scores.append(table[row, column, shape])
        probability, total = posteriors(band, table)
        expected.append(probability[row, column, shape])
        totals.append(total)
        first += band.n + 1
    found, z = Lattice(bands, np.concatenate(cells), width).posteriors(np.concatenate(scores))
    assert z == pytest.approx(totals, abs=1e-5)
    assert found == pytest.approx(np.concatenate(expected), abs=1e-5)


def test_a_calibration_map_rises_and_says_what_was_right() -> None:
    rng = random.Random(3)
    seen = [(p := rng.random(), rng.random() < p**2) for _ in range(4000)]
    points = calibration(seen, [1.0] * len(seen))
    assert all(a <= b for (_, a), (_, b) in itertools.pairwise(points))
    for p, share in points[1:-1]:
        assert share == pytest.approx(p**2, abs=0.06)
