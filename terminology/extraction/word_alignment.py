"""Which word of a sentence translates which word of the other: the evidence that pairing terms rests on.

Two lexical models, one in each direction, are trained together by expectation maximization so that they agree (Liang,
Taskar and Klein 2006, "Alignment by Agreement": the product of the two posteriors counts), over IBM model 1 (Brown et
al. 1993) with a preference for the diagonal (Dyer, Chahuneau and Smith 2013) and pseudo-counts from a dictionary.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duizhao.terminology.extraction.tokens import Ints

Floats = NDArray[np.float64]

_RELATED = 0.3  # cosine of two words in their sentences that speaks neither for nor against a link
_GROWTHS = 3  # times that words without a link look at their neighbours
_BEST = 0.9  # share of the best link of either word that another must have: one word is rarely two


@dataclass(frozen=True, slots=True)
class AlignerSettings:
    """`diagonal`: exp(-diagonal * |i/m - j/n|) weighs a link, and exp(alike * cosine) where an encoder has compared
    the words. `null`: weight of "no translation". `dictionary`: pseudo-count of a dictionary pair. `rounds`: how often
    neighbours are asked. `negligible`: probability under which a pair is forgotten. `unequal` weighs the first guess
    for a word that means something and one that does not (the, of, 的). `cells`: at most so many token pairs are
    trained on (five arrays of 8 bytes each).
    """

    iterations: int = 6
    diagonal: float = 1.0
    alike: float = 5.0
    null: float = 0.05
    dictionary: float = 2.0
    rounds: int = 2
    negligible: float = 1e-3
    unequal: float = 0.1
    cells: int = 16_000_000


@dataclass(frozen=True, slots=True)
class LexicalModel:
    """p(target | source) and p(source | target) for the word pairs that were seen together.

    `pairs` are source * `targets` + target, ascending; `forward` and `backward` the probabilities, shape (pairs,).
    """

    pairs: Ints
    forward: Floats
    backward: Floats
    targets: int
    settings: AlignerSettings

    def posteriors(self, source: Ints, target: Ints, likeness: Floats | None = None) -> tuple[Floats, Floats]:
        """For a sentence pair of m source and n target words: how probably target j translates source i, normalised
        over i, and how probably source i translates target j, normalised over j. Shapes (m, n) and (m, n).
        `likeness` is the words' cosines, if an encoder has compared them, shape (m, n)."""
        wanted = source[:, None] * self.targets + target[None, :]
        at = np.minimum(np.searchsorted(self.pairs, wanted), len(self.pairs) - 1)
        known = self.pairs[at] == wanted
        near = nearness(len(source), len(target), likeness, self.settings)
        forward = np.where(known, self.forward[at], 0.0) * near
        backward = np.where(known, self.backward[at], 0.0) * near
        null = self.settings.null
        f, b = forward, backward
        for i in range(self.settings.rounds + 1):
            if i:
                support = neighbourhood(np.sqrt(f * b))
                f, b = forward * support, backward * support
            f = f / (f.sum(0, keepdims=True) + null)
            b = b / (b.sum(1, keepdims=True) + null)
        return f, b


# Neighbours of a cell up to two words away on either side, nearer ones weighing more; the cell itself nothing.
_KERNEL = np.array([[1.0 / (abs(i) + abs(j)) if i or j else 0.0 for j in range(-2, 3)] for i in range(-2, 3)])


def neighbourhood(q: Floats) -> Floats:
    """How well the cells around each cell are linked, shape of `q`, at least 0.2. Of three "workers" the one beside
    "domestic" is the 工人 beside 家政: words that move together are translated together."""
    m, n = q.shape
    padded = np.zeros((m + 4, n + 4))
    padded[2:-2, 2:-2] = q
    total = np.full_like(q, 0.2)
    for i, row in enumerate(_KERNEL):
        for j, weight in enumerate(row.tolist()):
            if weight:
                total += weight * padded[i : i + m, j : j + n]
    return total


def diagonal(m: int, n: int, strength: float) -> Floats:
    """The preference of m source words for n target words by relative place, shape (m, n), 1 on the diagonal."""
    i = (np.arange(m) + 0.5) / max(m, 1)
    j = (np.arange(n) + 0.5) / max(n, 1)
    grid: Floats = np.exp(-strength * np.abs(i[:, None] - j[None, :]))
    return grid


def nearness(m: int, n: int, likeness: Floats | None, settings: AlignerSettings) -> Floats:
    """What weighs the links of m source words to n target words before anything is known of the words, shape (m, n):
    their places and, if it is known, how alike they are in their sentences."""
    near = diagonal(m, n, settings.diagonal)
    # Unrelated words have cosines around 0.1, translations 0.4 to 0.8.
    return near if likeness is None else near * np.exp(settings.alike * (likeness - _RELATED))


def train(
    sentences: Callable[[], Iterator[tuple[Ints, Ints]]],
    sources: int,
    targets: int,
    prior: Callable[[Ints, Ints], Floats],
    settings: AlignerSettings = AlignerSettings(),
    content: tuple[NDArray[np.bool_], NDArray[np.bool_]] | None = None,
    likeness: Callable[[int], Floats | None] = lambda k: None,
) -> LexicalModel:
    """Train on sentence pairs of word ids (source below `sources`, target below `targets`).

    `prior(source, target)` gives the dictionary's weight (0..1) of word pairs; `content` says of every source and every
    target word whether it means something: words that do and words that do not hardly translate each other;
    `likeness(k)` the cosines of the words of the k-th sentence pair, where an encoder compared them. A memory
    with more token pairs than `settings.cells` is thinned evenly. `sentences` is called twice at most.
    """
    cells = sum(len(a) * len(b) for a, b in sentences())
    step = max(1, -(-cells // settings.cells))
    numbered = [(k, a, b) for k, (a, b) in enumerate(sentences()) if k % step == 0 and len(a) and len(b)]
    chosen = [(a, b) for _, a, b in numbered]
    if not chosen:
        # One impossible pair keeps look-ups in range.
        nothing = np.zeros(1)
        return LexicalModel(np.full(1, -1, dtype=np.int64), nothing, nothing, max(targets, 1), settings)
    flat = np.concatenate([(a[:, None] * targets + b[None, :]).ravel() for a, b in chosen])
    pairs, cell = np.unique(flat, return_inverse=True)
    del flat
    source, target = pairs // targets, pairs % targets
    rows, columns, m, n = _layout(chosen)
    weights = np.concatenate(
        [nearness(len(a), len(b), likeness(k), settings).ravel().astype(np.float32) for k, a, b in numbered]
    )
    dictionary = prior(source, target)
    start = _dice(chosen, cell, source, target, sources, targets) ** 1.5 * (1 + 8 * dictionary) + 1e-4
    if content is not None:
        start = start * np.where(content[0][source] == content[1][target], 1.0, settings.unequal)
    forward, backward = start, start
    for _ in range(settings.iterations):
        a, b = forward[cell] * weights, backward[cell] * weights
        a /= (np.bincount(columns, a, minlength=n) + settings.null)[columns]
        b /= (np.bincount(rows, b, minlength=m) + settings.null)[rows]
        counts = np.bincount(cell, np.sqrt(a * b), minlength=len(pairs)) + settings.dictionary * dictionary
        # One more in the denominator: a word seen once must not be sure of its translation.
        forward = counts / (np.bincount(source, counts, minlength=sources)[source] + 1.0)
        backward = counts / (np.bincount(target, counts, minlength=targets)[target] + 1.0)
    # Most pairs met by chance; without them a look-up stays in the processor's cache.
    kept = (forward > settings.negligible) | (backward > settings.negligible)
    return LexicalModel(pairs[kept], forward[kept], backward[kept], targets, settings)


def _layout(chosen: Sequence[tuple[Ints, Ints]]) -> tuple[Ints, Ints, int, int]:
    """For every cell of every sentence matrix, laid end to end: its source position and its target position (counted
    through the corpus); and the numbers of positions."""
    rows, columns = [], []
    m = n = 0
    for a, b in chosen:
        rows.append(np.repeat(np.arange(m, m + len(a), dtype=np.int32), len(b)))
        columns.append(np.tile(np.arange(n, n + len(b), dtype=np.int32), len(a)))
        m, n = m + len(a), n + len(b)
    return np.concatenate(rows), np.concatenate(columns), m, n


def _dice(
    chosen: Sequence[tuple[Ints, Ints]],
    cell: Ints,
    source: Ints,
    target: Ints,
    sources: int,
    targets: int,
) -> Floats:
    """Dice coefficient of word pairs over sentences, the start of training, shape (pairs,)."""
    left = np.bincount(np.concatenate([np.unique(a) for a, _ in chosen]), minlength=sources)
    right = np.bincount(np.concatenate([np.unique(b) for _, b in chosen]), minlength=targets)
    together = np.zeros(len(source))
    at = 0
    for a, b in chosen:
        size = len(a) * len(b)
        together[np.unique(cell[at : at + size])] += 1
        at += size
    dice: Floats = 2 * together / (left[source] + right[target])
    return dice


def links(forward: Floats, backward: Floats, *, sure: float = 0.25, grow: float = 0.3) -> NDArray[np.bool_]:
    """Which cells are links, shape (m, n): sure ones by the geometric mean of both posteriors; then words without a
    link follow their own direction's best choice when a neighbour of theirs is linked there (one word for two), and so
    do their neighbours (one word for a whole name)."""
    q = np.sqrt(forward * backward)
    best = np.maximum(q.max(0, initial=0.0)[None, :], q.max(1, initial=0.0)[:, None])
    chosen: NDArray[np.bool_] = (q > sure) & (q > _BEST * best)
    if not q.size:
        return chosen
    directions = (backward, backward.argmax(1), False), (forward.T, forward.argmax(0), True)
    for _ in range(_GROWTHS):
        grown = False
        alone = ~chosen.any(1), ~chosen.any(0)
        for (matrix, choice, transposed), lonely in zip(directions, alone, strict=True):
            view = chosen.T if transposed else chosen
            before = view.copy()
            willing = np.take_along_axis(matrix, choice[:, None], 1)[:, 0] > grow
            for i in np.flatnonzero(lonely & willing).tolist():
                j = int(choice[i])
                if before[max(0, i - 2) : i + 3, max(0, j - 1) : j + 2].any():
                    view[i, j] = grown = True
        if not grown:
            break
    return chosen


def dictionary_prior(
    source_words: Sequence[str], target_words: Sequence[str], glosses: Mapping[str, Mapping[str, float]]
) -> Callable[[Ints, Ints], Floats]:
    """A prior for `train` from glosses of target words (target word -> source word -> weight); equal words weigh 1."""

    def prior(source: Ints, target: Ints) -> Floats:
        weights = np.zeros(len(source))
        for k, (i, j) in enumerate(zip(source.tolist(), target.tolist(), strict=True)):
            known = glosses.get(target_words[j])
            if known:
                weights[k] = known.get(source_words[i], 0.0)
            elif source_words[i] == target_words[j]:
                weights[k] = 1.0
            elif source_words[i].isdigit() and target_words[j].isdigit() and target_words[j][2:] == source_words[i]:
                weights[k] = 0.5  # 2024–25 for 2024-2025
        return weights

    return prior
