"""Scores of candidate beads: features times the fitted coefficients of `model.json`.

The model is a semi-Markov conditional random field (Sarawagi and Cohen 2004): the score of a path is the sum of its beads'
scores, and exp(score) is proportional to the path's probability. `scripts/fit_alignment.py` fits the coefficients to
hand-aligned chapters and writes the file; nothing in it is turned by hand.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from alignment.features import Signals, features, names
from alignment.search import SHAPES, Floats, mask
from corpora.errors import WorkError

# About this many numbers are held at once while features are computed.
_CHUNK = 24_000_000


@dataclass(frozen=True, slots=True)
class Model:
    """Coefficients by feature name, for the signals that it was fitted with."""

    name: str
    coefficients: dict[str, float]

    def vector(self, wanted: Sequence[str]) -> NDArray[np.float32]:
        """The coefficients in the order of `wanted`. Raises WorkError unless the names are exactly the model's: a model
        that was fitted with other features would score nonsense."""
        if set(wanted) != set(self.coefficients):
            odd = sorted(set(wanted) ^ set(self.coefficients))
            raise WorkError(
                f"the alignment model '{self.name}' does not fit this code: {', '.join(odd[:4])}",
                cure="Reinstall duizhao, or run scripts/fit_alignment.py after changing a signal",
            )
        return np.array([self.coefficients[name] for name in wanted], dtype=np.float32)


@cache
def _data() -> dict[str, dict[str, dict[str, float]]]:
    data: dict[str, dict[str, dict[str, float]]] = json.loads((files("alignment") / "model.json").read_text("utf-8"))
    return data


def model(name: str) -> Model:
    """A fitted model of `model.json`: `lexical` (no encoder), `sentence` (sentence vectors)."""
    return Model(name, _data()["models"][name])


def scores(signals: Signals, fitted: Model) -> Floats:
    """(n + 1, width, K) masked log-potentials of all beads in the band, computed in portions of rows."""
    band = signals.band
    weights = fitted.vector(names(list(signals.pairs), vectors=signals.vectors is not None))
    out = np.empty((band.n + 1, band.width, len(SHAPES)), dtype=np.float32)
    step = max(8, _CHUNK // (band.width * len(SHAPES) * len(weights)))
    for start in range(0, band.n + 1, step):
        rows = slice(start, min(start + step, band.n + 1))
        out[rows] = features(signals, rows) @ weights
    return mask(band, out)


def calibration(name: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The points (probability, share right) of a model's calibration map; the identity where none was fitted."""
    points = _data().get("calibration", {}).get(name)
    if not points:
        return (0.0, 1.0), (0.0, 1.0)
    return tuple(p for p, _ in points), tuple(s for _, s in points)
