"""Scores of candidate beads: features times the fitted coefficients of `model.json`.

The model is a semi-Markov conditional random field (Sarawagi and Cohen 2004): the score of a path is the sum of its
beads' scores, and exp(score) is proportional to the path's probability. `scripts/fit_alignment.py` fits the
coefficients to hand-aligned chapters and writes the file; nothing in it is turned by hand.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.features import OMISSIONS, Signals, columns
from duizhao.alignment.search import SHAPES, Floats, mask
from duizhao.corpora.errors import WorkError
from duizhao.corpora.saying import say

# About this many beads are scored at once: the arrays that are alive while they are fit the processor's cache.
_CHUNK = 250_000


@dataclass(frozen=True, slots=True)
class Model:
    """Coefficients by feature name, for the signals that it was fitted with."""

    name: str
    coefficients: dict[str, float]

    def weights(self, wanted: Sequence[str]) -> NDArray[np.float32]:
        """The coefficients of the named features. Raises WorkError for one that the model does not have: a model that
        was fitted with other features would score nonsense."""
        try:
            return np.array([self.coefficients[name] for name in wanted], dtype=np.float32)
        except KeyError as error:
            raise WorkError(
                say(
                    "the alignment model '{name}' does not fit this code: no feature {error}",
                    name=self.name,
                    error=error,
                ),
                cure="Reinstall duizhao, or run scripts/fit_alignment.py after changing a signal",
            ) from error


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((files("duizhao.alignment") / "model.json").read_text("utf-8"))
    return data


def model(name: str) -> Model:
    """A fitted model of `model.json`: `lexical`, `learned`, `sentence` or `token`, by the signals it weighs; `clause`
    aligns clauses."""
    return Model(name, _data()["models"][name])


def scores(signals: Signals, fitted: Model) -> Floats:
    """(n + 1, width, K) masked log-potentials of all beads in the band, computed in portions of rows."""
    band = signals.band
    out = np.zeros((band.n + 1, band.width, len(SHAPES)), dtype=np.float32)
    step = max(8, _CHUNK // (band.width * len(SHAPES)))
    for start in range(0, band.n + 1, step):
        rows = slice(start, min(start + step, band.n + 1))
        # Shapes first in memory, as the features are.
        total = np.moveaxis(np.zeros((len(SHAPES), *out[rows].shape[:2]), dtype=np.float32), 0, 2)
        for column in columns(signals, rows):
            weights = fitted.weights(column.names)
            if len(weights) > 1:
                total += np.concatenate([[np.float32(0.0)], weights]).take(column.values)
            elif column.values.shape[2] == OMISSIONS:
                total[:, :, :OMISSIONS] += weights[0] * column.values
            else:
                total += weights[0] * column.values.astype(np.float32, copy=False)
        out[rows] = total
    return mask(band, out)


def calibration(name: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The points (probability, share right) of a model's calibration map; the identity where none was fitted."""
    points: list[list[float]] = _data().get("calibration", {}).get(name) or [[0.0, 0.0], [1.0, 1.0]]
    return tuple(point[0] for point in points), tuple(point[1] for point in points)


def calibrated(probability: float, model: str) -> float:
    """The share of beads that were right among held-out beads of this probability (0..1): a monotone, piecewise
    linear map from `model.json`."""
    xs, ys = calibration(model)
    return float(np.clip(np.interp(probability, xs, ys), 0.0, 1.0))
