"""The search against brute force: every path of small grids is walked and counted."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from duizhao.alignment.search import INDEX, NEVER, SHAPES, Band, best_path, mask, pin, posteriors


def every_path(band: Band, scores: np.ndarray) -> list[tuple[float, list[tuple[int, int, int]]]]:
    """(score, beads as (row, offset, shape)) of every path from corner to corner."""
    found = []

    def walk(i: int, j: int, beads: list[tuple[int, int, int]], total: float) -> None:
        if (i, j) == (band.n, band.m):
            found.append((total, beads))
            return
        x = j - int(band.lo[i])
        for k, (a, b) in enumerate(SHAPES):
            if i + a <= band.n and j + b <= band.m and scores[i, x, k] > NEVER / 2:
                walk(i + a, j + b, [*beads, (i, x, k)], total + float(scores[i, x, k]))

    walk(0, 0, [], 0.0)
    return found


BANDS = [
    Band.full(3, 4),
    Band.full(4, 3),
    Band.full(1, 1),
    Band.full(0, 3),
    Band.full(3, 0),
    Band.around(np.linspace(0, 5, 6), 5, 2),
    Band.around(np.array([0.0, 0.0, 4.0, 4.0]), 4, 1),
]


@pytest.mark.parametrize("band", BANDS, ids=lambda band: f"{band.n}x{band.m}w{band.width}")
@pytest.mark.parametrize("seed", [0, 1])
def test_best_path_and_posteriors_are_those_of_all_paths(band: Band, seed: int) -> None:
    shape = (band.n + 1, band.width, len(SHAPES))
    scores = mask(band, np.random.default_rng(seed).normal(size=shape).astype(np.float32))
    paths = every_path(band, scores)
    corners, shapes = best_path(band, scores)
    found = sum(float(scores[i, j - band.lo[i], k]) for (i, j), k in zip(corners[:-1], shapes, strict=True))
    assert found == pytest.approx(max(score for score, _ in paths), abs=1e-5)
    probability, total = posteriors(band, scores)
    z = np.logaddexp.reduce([score for score, _ in paths])
    assert total == pytest.approx(z, abs=1e-6)
    expected = np.zeros(shape)
    for score, beads in paths:
        for bead in beads:
            expected[bead] += np.exp(score - z)
    assert probability == pytest.approx(expected, abs=1e-5)


def test_a_pinned_search_passes_every_corner() -> None:
    band = Band.full(6, 6)
    rng = np.random.default_rng(3)
    for corner in itertools.product(range(1, 6), range(1, 6)):
        scores = mask(band, rng.normal(size=(7, band.width, len(SHAPES))).astype(np.float32))
        corners, _ = best_path(band, pin(band, scores, [(0, 0), corner, (6, 6)]))
        assert corner in corners


def test_a_band_holds_a_path_however_the_path_jumps() -> None:
    path = np.array([0, 0, 0, 50, 50, 51], dtype=float)
    band = Band.around(path, 60, 3)
    assert band.lo[0] == 0
    assert band.lo[-1] + band.width - 1 == 60
    assert all(np.diff(band.lo) < band.width)
    scores = mask(band, np.zeros((6, band.width, len(SHAPES)), dtype=np.float32))
    assert best_path(band, scores)[0][-1] == (5, 60)


def test_beads_up_to_six_to_one_and_three_to_three_are_searched() -> None:
    for shape in ((1, 6), (6, 1), (3, 3), (2, 4), (4, 2)):
        assert shape in INDEX


CORNERS = [
    [(0, 0), (2, 3), (5, 5)],
    [(0, 0), (0, 2), (3, 3), (5, 5)],
    [(0, 0), (0, 1), (0, 2), (2, 2), (2, 3), (2, 4), (5, 4), (5, 5)],
    [(0, 0), (3, 0), (3, 5), (5, 5)],
    [(0, 0), (5, 1), (5, 2), (5, 5)],
]


@pytest.mark.parametrize("pins", CORNERS, ids=str)
@pytest.mark.parametrize("seed", range(4))
def test_a_pinned_search_looks_at_all_paths_through_the_corners(pins: list[tuple[int, int]], seed: int) -> None:
    # Among them those with omissions right before or behind a corner, of either side.
    band = Band.full(5, 5)
    scores = mask(band, np.random.default_rng(seed).normal(size=(6, band.width, len(SHAPES))).astype(np.float32))
    nodes = {corner for corner in pins if corner != (5, 5)}
    through = [
        (score, path)
        for score, path in every_path(band, scores.copy())
        if nodes <= {(bead[0], bead[1]) for bead in path}
    ]
    kept = every_path(band, pin(band, scores, pins))
    assert sorted(path for _, path in kept) == sorted(path for _, path in through)


def test_a_band_reaches_the_end_from_a_path_that_stops_before_it() -> None:
    band = Band.around(np.array([0.0, 10.0]), 300, 3)
    scores = mask(band, np.zeros((2, band.width, len(SHAPES)), dtype=np.float32))
    assert best_path(band, scores)[0][-1] == (1, 300)
