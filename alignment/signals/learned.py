"""Learned: a lexicon from the documents themselves, after a first alignment. It finds what no dictionary has: this
paper's names, its terms, this translator's habits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from alignment.signals.links import EVERYWHERE, LONG, Links

# Rounds of expectation maximisation; the links that matter settle in a few.
_ROUNDS = 5
# How many times likelier than any other pair a pair is before the texts are seen, when the dictionary knows it.
_KNOWN = 20.0
# Pairs weaker than this are noise.
_LEAST = 0.08
# Beads beyond so many teach nothing new: of a longer text every second, third… is read.
_MOST = 8000
# Longer beads say too little about which word stands for which.
_LONGEST = 80


def links(known: Links, beads: Sequence[tuple[range, range, float]]) -> Links:
    """`known` with learned pairs. `beads` are (source sentences, target sentences, probability) of a first alignment.

    IBM model 1 in both directions (Brown et al. 1993) over the beads' sets of keys, each weighted by its probability,
    starting from the dictionary's pairs. A pair's weight is the geometric mean of the two directions' probabilities,
    times (c - 1) / c for an expected count c: a pair seen once says nothing but that the bead was made.
    """
    keys: list[dict[str, int]] = [{}, {}]
    lines: list[dict[int, set[int]]] = [{}, {}]
    for side, tokens in enumerate((known.source, known.target)):
        for sentence, key in tokens:
            if not key.startswith(("name:", "value:", "term:")):
                lines[side].setdefault(sentence, set()).add(keys[side].setdefault(key, len(keys[side])))
    for held in lines:
        if len(held) > LONG:
            df = Counter(key for found in held.values() for key in found)
            for place, found in held.items():
                held[place] = {key for key in found if df[key] <= len(held) // EVERYWHERE}
    row, column, bead, weight = [], [], [], []
    for number, (source, target, probability) in enumerate(beads[:: max(1, len(beads) // _MOST)]):
        s, t = (
            np.array(sorted(set().union(*(lines[side].get(i, set()) for i in span))), dtype=np.int64)
            for side, span in enumerate((source, target))
        )
        if len(s) and len(t) and len(s) <= _LONGEST and len(t) <= _LONGEST and probability > 0.3:
            row.append(np.repeat(s, len(t)))
            column.append(np.tile(t, len(s)))
            bead.append(np.full(len(s) * len(t), number))
            weight.append(np.full(len(s) * len(t), probability))
    if not row:
        return known
    a, b, group, mass = (np.concatenate(part) for part in (row, column, bead, weight))
    pair, cell = np.unique(a * len(keys[1]) + b, return_inverse=True)
    first, second = pair // len(keys[1]), pair % len(keys[1])
    prior = np.ones(len(pair))
    names = [list(side) for side in keys]
    for k, (x, y) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        prior[k] += _KNOWN * known.pairs.get((names[0][x], names[1][y]), 0.0)
    forward, count = _model1(first, second, cell, prior, a, b, group, mass)
    backward, _ = _model1(second, first, cell, prior, b, a, group, mass)
    strength = np.sqrt(forward * backward) * np.maximum(count - 1.0, 0.0) / np.maximum(count, 1e-9)
    # A perfect pair has probability below one in both directions, because articles and the like take their share.
    strength = np.minimum(strength * 1.5, 1.0)
    pairs = dict(known.pairs)
    for k in np.flatnonzero(strength > _LEAST).tolist():
        names_of = names[0][int(first[k])], names[1][int(second[k])]
        pairs[names_of] = max(float(strength[k]), pairs.get(names_of, 0.0))
    return Links(known.source, known.target, pairs)


def _model1(
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    cell: NDArray[np.int64],
    prior: NDArray[np.float64],
    a: NDArray[np.int64],
    b: NDArray[np.int64],
    group: NDArray[np.int64],
    mass: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """t(second | first) of every pair, and its expected count: each key of the second side in a bead is made by one
    of the first."""
    table = prior / np.bincount(first, weights=prior)[first]
    count = np.asarray(prior, dtype=np.float64)
    # One second-side key in one bead is the event whose cause is asked.
    event, index = np.unique(group * (int(b.max()) + 1) + b, return_inverse=True)
    for _ in range(_ROUNDS):
        score = table[cell]
        share = score / np.bincount(index, weights=score, minlength=len(event))[index]
        count = np.bincount(cell, weights=share * mass, minlength=len(first)).astype(np.float64)
        table = count / np.maximum(np.bincount(first, weights=count)[first], 1e-9)
    return table, count
