"""Features of every candidate bead in a band: what the fitted model weighs.

A feature is an array (rows, width, K). Those that speak of how well two ranges match are sums over the sentences of the bead, so
that the total over any path counts each sentence once and paths of different beads compare.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from alignment.coverage import Coverage, Windows, over_source, over_target
from alignment.search import A_MAX, B_MAX, INDEX, SHAPES, Band
from alignment.sides import Side
from alignment.signals.punctuation import agreement, marks

Floats = NDArray[np.float32]

# Bead shapes that have a weight of their own; rarer ones share `extra` and `both`.
_NAMED = ((1, 0), (0, 1), (1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (2, 3), (3, 2))


@dataclass
class Signals:
    """What the signals found in one pair of texts, ready to be summed over beads.

    `pairs` maps a signal's name to its coverage of source by target and of target by source; `vectors` holds centred
    sentence vectors (n, d) and (m, d), weighted by length, or None.
    """

    source: Side
    target: Side
    band: Band
    views: tuple[Windows, Windows]
    pairs: dict[str, tuple[Coverage, Coverage]] = field(default_factory=dict)
    vectors: tuple[Floats, Floats] | None = None
    merged: tuple[dict[tuple[int, int], Floats], dict[tuple[int, int], Floats]] | None = None


def names(signals: Sequence[str], *, vectors: bool) -> tuple[str, ...]:
    """The feature names in the order of `features`."""
    out = [f"shape {a}-{b}" for a, b in _NAMED]
    out += ["extra", "both", "length square", "length ratio", "length delta"]
    out += ["question", "exclamation", "ellipsis", "colon", "speech share", "speech start", "speech end"]
    for signal in signals:
        out += [f"{signal} covered", f"{signal} claimed", f"{signal} single", f"{signal} weakest"]
    if vectors:
        out += ["cosine", "cosine square"]
    return tuple(out)


def features(signals: Signals, rows: slice) -> Floats:
    """(r, width, K, F) features of all beads that begin in the given rows; NaN-free, also outside the band."""
    band = signals.band
    first = np.arange(band.n + 1)[rows]
    columns = band.lo[rows][:, None] + np.arange(band.width)
    a = np.array([s[0] for s in SHAPES])
    b = np.array([s[1] for s in SHAPES])
    i0 = np.broadcast_to(first[:, None, None], (*columns.shape, len(SHAPES)))
    j0 = np.broadcast_to(columns[:, :, None], i0.shape)
    i1, j1 = np.minimum(i0 + a, band.n), np.minimum(j0 + b, band.m)
    j0 = np.minimum(j0, band.m)
    full = ((a > 0) & (b > 0)).astype(np.float32)
    out: list[Floats] = []
    for shape in _NAMED:
        column = np.zeros(len(SHAPES), dtype=np.float32)
        column[INDEX[shape]] = 1
        out.append(np.broadcast_to(column, i0.shape))
    out.append(np.broadcast_to(full * (a + b - 2), i0.shape))
    out.append(np.broadcast_to(full * (np.minimum(a, b) - 1), i0.shape))
    out += _lengths(signals.source, signals.target, i0, i1, j0, j1, full)
    out += _punctuation(signals.source, signals.target, i0, i1, j0, j1, full)
    for pair in signals.pairs.values():
        out += _coverage(pair, signals, rows, a, b, full)
    if signals.vectors is not None:
        cosine = cosines(signals.vectors, band, rows)
        half = full * (a + b) / 2
        out += [cosine * half, np.sign(cosine) * cosine**2 * half]
    return np.stack(out, axis=-1).astype(np.float32)


def _lengths(source: Side, target: Side, i0, i1, j0, j1, full) -> list[Floats]:  # type: ignore[no-untyped-def]
    """Minus the squared and the absolute log ratio of lengths, and minus Gale and Church's delta (1993), after scaling the
    target by the two texts' own ratio. Three characters are added to both, so that "Yes." may be 是。"""
    s, t = (np.concatenate([[0.0], np.cumsum(side.lengths)]) for side in (source, target))
    ratio = s[-1] / max(t[-1], 1.0)
    ls, lt = s[i1] - s[i0], (t[j1] - t[j0]) * ratio
    grow = 3 * ratio
    log = np.log((ls + grow) / (lt + grow))
    delta = (ls - lt) / np.sqrt((ls + lt) / 2 + grow) / 3
    return [-(log**2) * full, -np.abs(log) * full, -np.minimum(np.abs(delta), 4) * full]


def _punctuation(source: Side, target: Side, i0, i1, j0, j1, full) -> list[Floats]:  # type: ignore[no-untyped-def]
    s, t = marks(source), marks(target)
    out: list[Floats] = []
    for c in range(s.counts.shape[1]):
        cs, ct = (np.concatenate([[0.0], np.cumsum(side.counts[:, c])]) for side in (s, t))
        # A text that uses a mark far more often than the other says little by it.
        totals = sorted((cs[-1], ct[-1]))
        trust = (totals[0] + 1) / (totals[1] + 1)
        out.append(-np.minimum(np.abs((cs[i1] - cs[i0]) - (ct[j1] - ct[j0])), 3) * full * trust)
    trust = agreement(s, t)
    ls, lt = (np.concatenate([[0.0], np.cumsum(side.lengths)]) for side in (source, target))
    qs = np.concatenate([[0.0], np.cumsum(s.speech * source.lengths)])
    qt = np.concatenate([[0.0], np.cumsum(t.speech * target.lengths)])
    share_s = (qs[i1] - qs[i0]) / np.maximum(ls[i1] - ls[i0], 1)
    share_t = (qt[j1] - qt[j0]) / np.maximum(lt[j1] - lt[j0], 1)
    out.append(-np.abs(share_s - share_t) * full * trust)
    out.append(-np.abs(s.inside[i0] - t.inside[j0]) * full * trust)
    out.append(-np.abs(s.inside[i1] - t.inside[j1]) * full * trust)
    return out


def _coverage(pair: tuple[Coverage, Coverage], signals: Signals, rows: slice, a, b, full) -> list[Floats]:  # type: ignore[no-untyped-def]
    """Both directions summed; `single` is the same as covered for 1-1 beads alone (a translation of one by one is literal more
    often); `weakest` is the smaller of the two directions per sentence."""
    forward, backward = pair
    view_s, view_t = signals.views
    f = over_source(forward.covered, view_s, signals.band, rows)
    g = over_target(backward.covered, view_t, signals.band, rows)
    covered = (f + g) / 2
    claimed = (
        over_source(forward.claimed, view_s, signals.band, rows)
        + over_target(backward.claimed, view_t, signals.band, rows)
    ) / 2
    one = np.zeros(len(SHAPES), dtype=np.float32)
    one[INDEX[1, 1]] = 1
    weakest = np.minimum(f / np.maximum(a, 1), g / np.maximum(b, 1)) * full
    return [covered, claimed, covered * one, weakest]


def cosines(vectors: tuple[Floats, Floats], band: Band, rows: slice) -> Floats:
    """(r, width, K) cosine of the summed vectors of both sides of each bead; 0 for omissions.

    With rows already multiplied by length ** 0.7 this is the cosine of the weighted means. Everything is had from three banded tables of
    dot products, so no merged vector is ever made.
    """
    u, v = vectors
    n, m = len(u), len(v)
    start, stop = rows.indices(n + 1)[:2]
    columns = band.lo[rows][:, None] + np.arange(band.width)
    norm_u, norm_v = _norms(u, start, min(stop + A_MAX, n), A_MAX), _norms(v, 0, m, B_MAX)
    # dots[i, x] = u[i] . v[base + x] for i in start .. stop + A_MAX - 1.
    last = min(stop + A_MAX, n)
    base = int(columns.min())
    end = min(int(columns.max()) + B_MAX + 1, m)
    if last <= start or end <= base:
        return np.zeros((*columns.shape, len(SHAPES)), dtype=np.float32)
    dots = u[start:last] @ v[base:end].T
    run = np.zeros((dots.shape[0] + 1, dots.shape[1] + 1), dtype=np.float64)
    run[1:, 1:] = np.cumsum(np.cumsum(dots, axis=0, dtype=np.float64), axis=1)
    out = np.zeros((*columns.shape, len(SHAPES)), dtype=np.float32)
    i0 = np.arange(start, start + columns.shape[0])[:, None]
    for k, (a, b) in enumerate(SHAPES):
        if not a or not b:
            continue
        inside = (i0 + a <= n) & (columns + b <= m)
        p0 = np.minimum(i0 - start, dots.shape[0])
        p1 = np.minimum(p0 + a, dots.shape[0])
        q0 = np.minimum(columns - base, dots.shape[1])
        q1 = np.minimum(q0 + b, dots.shape[1])
        block = run[p1, q1] - run[p0, q1] - run[p1, q0] + run[p0, q0]
        size_u = norm_u[np.minimum(i0 - start, len(norm_u) - 1), a - 1]
        size_v = norm_v[np.minimum(columns, m - 1), b - 1]
        out[:, :, k] = np.where(inside, block / np.maximum(np.sqrt(size_u * size_v), 1e-9), 0.0)
    return out


def _norms(v: Floats, start: int, stop: int, longest: int) -> NDArray[np.float64]:
    """(stop - start, longest) squared length of v[i] + .. + v[i + k]."""
    part = v[start : min(stop + longest, len(v))].astype(np.float64)
    count = stop - start
    out = np.zeros((count, longest))
    total = np.zeros((count, longest))
    for d in range(longest):
        # gram[i] = v[i] . v[i + d]
        gram = np.zeros(len(part))
        if d < len(part):
            gram[: len(part) - d] = np.einsum("ij,ij->i", part[: len(part) - d], part[d:])
        for k in range(d, longest):
            # blocks of k + 1 sentences hold the products (i, i + d), .., (i + k - d, i + k).
            for x in range(k - d + 1):
                index = np.minimum(np.arange(count) + x, len(part) - 1)
                total[:, k] += np.where(np.arange(count) + x + d < len(part), gram[index], 0.0) * (1 if d == 0 else 2)
    out[:] = np.maximum(total, 1e-12)
    return out
