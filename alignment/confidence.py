"""Confidence: the model's probability of a bead, corrected to what it was worth on held-out chapters."""

from __future__ import annotations

import numpy as np

from duizhao.alignment.costs import calibration


def calibrated(probability: float, model: str) -> float:
    """The share of beads that were right among held-out beads of this probability (0..1): a monotone, piecewise
    linear map from `model.json`."""
    xs, ys = calibration(model)
    return float(np.clip(np.interp(probability, xs, ys), 0.0, 1.0))
