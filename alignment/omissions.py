"""Omissions: what speaks for a sentence having no counterpart at all.

The evidence of a bead is what its two sides share, so an omission has none: it is taken where all else is worse. What
can be known of it is how well the sentence is accounted for by whatever stands near it on the other side (a sentence
that was left out finds nothing anywhere), how long it is, and how many sentences were found to be left out in this
text, and near this place, by the round before: one translator leaves out nothing, another every third sentence, and a
page that is missing is missing as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.coverage import Coverage
from duizhao.alignment.features import Signals
from duizhao.alignment.search import INDEX, Band, Floats

# The longest range of the other side that may account for a sentence.
LONGEST = 3
# The share of sentences left out in a text of which nothing is known, and how many sentences that knowledge is worth.
USUAL, WORTH = 0.01, 60.0
# The share above which a text is taken for one that leaves things out. On complete chapters the rounds without tokens
# expect up to 0.02, where a tenth was left out 0.03 and more.
SUSPECT = 0.02
# Sentences to either side that count as near, and how many sentences the whole text's share is worth there.
NEAR, WORTH_NEAR = 4, 3.0

Chances = tuple[NDArray[np.float64], NDArray[np.float64]]


def chances(band: Band, probability: Floats) -> Chances:
    """(n,) and (m,) the probability of every source and target sentence to be left out, from that of each bead in the
    band (n + 1, width, K)."""
    source = probability[:-1, :, INDEX[1, 0]].sum(axis=1, dtype=np.float64)
    target = np.bincount(
        band.columns().reshape(-1), probability[:, :, INDEX[0, 1]].reshape(-1).astype(np.float64), minlength=band.m + 1
    )
    return np.minimum(source, 1.0), np.minimum(target[: band.m], 1.0)


def gaps(path: NDArray[np.float64], m: int) -> Chances:
    """(n,) and (m,) the same before the first round, from where a coarse path (n + 1,) stands still: a page that one
    side leaves out is passed at less than half the usual pace."""
    n = len(path) - 1
    back = np.interp(np.arange(m + 1), path + np.arange(n + 1) * 1e-6, np.arange(n + 1, dtype=np.float64))
    return _still(path, m / n), _still(back, n / m)


def _still(path: NDArray[np.float64], pace: float) -> NDArray[np.float64]:
    at = np.arange(len(path) - 1)
    first, last = np.maximum(at - NEAR, 0), np.minimum(at + NEAR + 1, len(at))
    out: NDArray[np.float64] = np.clip(1 - 2 * (path[last] - path[first]) / ((last - first) * pace), 0.0, 1.0)
    return out


def rates(chance: NDArray[np.float64]) -> tuple[float, Floats]:
    """How many times as many sentences as usual are left out in a text, and (n,) how many times as many as that near
    each sentence, itself not counted; both as logarithms."""
    whole = (chance.sum() + USUAL * WORTH) / (len(chance) + WORTH)
    run = np.concatenate([[0.0], np.cumsum(chance)])
    at = np.arange(len(chance))
    first, last = np.maximum(at - NEAR, 0), np.minimum(at + NEAR + 1, len(chance))
    beside = run[last] - run[first] - chance
    near = (beside + whole * WORTH_NEAR) / (last - first - 1 + WORTH_NEAR)
    out: Floats = np.log(np.maximum(near, 1e-6) / whole).astype(np.float32)
    return float(np.log(whole / USUAL)), out


def suspicion(chance: NDArray[np.float64]) -> Floats:
    """(n,) how many times as many sentences as SUSPECT are left out near each sentence, as a logarithm; at most twice
    that of the whole text, and 0 where it is not more: a text that is complete is weighed as if nothing were ever left
    out."""
    whole, near = rates(chance)
    more = max(whole - float(np.log(SUSPECT / USUAL)), 0.0)
    out: Floats = np.clip(near + np.float32(more), 0.0, np.float32(2 * more))
    return out


def features(
    lengths: NDArray[np.float64], chance: NDArray[np.float64], found: Mapping[str, Coverage]
) -> dict[str, Floats]:
    """(n,) every feature of leaving out each sentence of one side, by name. `lengths` are the sentences' characters,
    `chance` what is known of its omission, `found` each signal's coverage of them by the other side."""
    whole, near = rates(chance)
    out = {
        "omitted length": np.sqrt(lengths / max(float(lengths.mean()), 1e-9)).astype(np.float32),
        "omitted rate": np.full(len(lengths), whole, dtype=np.float32),
        "omitted near": near,
    }
    for name, each in found.items():
        for word, table in (("covered", each.covered), ("claimed", each.claimed)):
            out[f"omitted {name} {word}"] = table[:, :, :LONGEST].max(axis=(1, 2), initial=0.0)
    return out


def tell(signals: Signals, lengths: tuple[NDArray[np.float64], NDArray[np.float64]], chance: Chances) -> None:
    """Put the features of leaving out each sentence, from all signals that were gathered and from what is known of
    omissions, and how much is left out near each, among the signals. `lengths` are the sentences' characters."""
    source, target = (
        features(own, known, {name: pair[at] for name, pair in signals.pairs.items()})
        for at, (own, known) in enumerate(zip(lengths, chance, strict=True))
    )
    signals.omitted = source, target
    signals.suspicious = suspicion(chance[0]), suspicion(chance[1])
