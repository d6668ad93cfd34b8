"""Learned: a lexicon from the documents themselves, after a first alignment. It finds what no dictionary has: this
paper's names, its terms, this translator's habits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.signals.links import EVERYWHERE, LONG, Links, distinct, spread
from duizhao.alignment.text_side import Occurrences

Ints = NDArray[np.int64]

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
    """`known` with learned pairs. `beads` are (source sentences, target sentences, probability) of a first
    alignment, in order and without overlap.

    IBM model 1 in both directions (Brown et al. 1993) over the beads' sets of keys, each weighted by its probability,
    starting from the dictionary's pairs. A pair's weight is the geometric mean of the two directions' probabilities,
    times (c - 1) / c for an expected count c: a pair seen once says nothing but that the bead was made.
    """
    read = beads[:: max(1, len(beads) // _MOST)]
    sides = [
        _held(known.source, [source for source, _, _ in read]),
        _held(known.target, [target for _, target, _ in read]),
    ]
    chance = np.array([bead[2] for bead in read])
    sizes = [np.diff(start) for _, start in sides]
    fit = (chance > 0.3) & np.logical_and.reduce([(size > 0) & (size <= _LONGEST) for size in sizes])
    if not fit.any():
        return known
    # Every key of one side of a bead beside every key of the other: `x` and `y` are their places in the sides' lists.
    (source, begin), (target, start) = sides
    rows, wide = sizes[0][fit], sizes[1][fit]
    mass = np.repeat(chance[fit], rows * wide)
    x = np.repeat(spread(begin[:-1][fit], rows), np.repeat(wide, rows))
    y = spread(np.repeat(start[:-1][fit], rows), np.repeat(wide, rows))
    a, b = source[x], target[y]
    width = len(known.target.names)
    pair, cell = np.unique(a * np.int64(width) + b, return_inverse=True)
    first, second = pair // width, pair % width
    prior = 1 + _KNOWN * _weights(known, pair)
    forward, count = _model1(first, second, cell, prior, y, mass)
    backward, _ = _model1(second, first, cell, prior, x, mass)
    strength = np.sqrt(forward * backward) * np.maximum(count - 1.0, 0.0) / np.maximum(count, 1e-9)
    # A perfect pair has probability below one in both directions, because articles and the like take their share.
    strength = np.minimum(strength * 1.5, 1.0)
    pairs = dict(known.pairs)
    for k in np.flatnonzero(strength > _LEAST).tolist():
        names_of = known.source.names[int(first[k])], known.target.names[int(second[k])]
        pairs[names_of] = max(float(strength[k]), pairs.get(names_of, 0.0))
    return Links(known.source, known.target, pairs)


def _held(tokens: Occurrences, spans: Sequence[range]) -> tuple[Ints, Ints]:
    """The keys of every span of sentences, each once and ascending, one span after the other; and (spans + 1,) where
    each span's begin."""
    sentences = int(tokens.sentence.max(initial=-1)) + 1
    keys = max(len(tokens.names), 1)
    code = distinct(tokens.sentence * np.int64(keys) + tokens.key)
    sentence, key = code // keys, code % keys
    held = int((np.bincount(sentence) > 0).sum())
    if held > LONG:
        kept = np.bincount(key, minlength=keys)[key] <= held // EVERYWHERE
        sentence, key = sentence[kept], key[kept]
    span_of = np.full(sentences, -1)
    for number, span in enumerate(spans):
        span_of[span.start : span.stop] = number
    inside = span_of[sentence] >= 0
    code = distinct(span_of[sentence[inside]] * np.int64(keys) + key[inside])
    return code % keys, np.searchsorted(code // keys, np.arange(len(spans) + 1))


def _weights(known: Links, wanted: Ints) -> NDArray[np.float64]:
    """The weights of pairs of keys, given as ascending numbers source x (target keys) + target; 0 for others."""
    number = [{name: k for k, name in enumerate(side.names)} for side in (known.source, known.target)]
    width = len(number[1])
    out = np.zeros(len(wanted))
    code = np.array(
        [number[0].get(s, -1) * width + number[1].get(t, -width * len(number[0])) for s, t in known.pairs],
        dtype=np.int64,
    )
    at = np.minimum(np.searchsorted(wanted, code), len(wanted) - 1)
    hit = (code >= 0) & (wanted[at] == code)
    out[at[hit]] = np.array(list(known.pairs.values()), dtype=np.float64)[hit]
    return out


def _model1(
    first: Ints,
    second: Ints,
    cell: Ints,
    prior: NDArray[np.float64],
    event: Ints,
    mass: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """t(second | first) of every pair, and its expected count: each key of the second side in a bead (an `event`) is
    made by one of the first."""
    table = prior / np.bincount(first, weights=prior)[first]
    count = np.asarray(prior, dtype=np.float64)
    for _ in range(_ROUNDS):
        score = table[cell]
        share = score / np.bincount(event, weights=score)[event]
        count = np.bincount(cell, weights=share * mass, minlength=len(first)).astype(np.float64)
        table = count / np.maximum(np.bincount(first, weights=count)[first], 1e-9)
    return table, count
