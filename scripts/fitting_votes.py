"""Directions in the space of token vectors that tell terms from other phrases (`terminology/extraction/votes.py`):
a logistic regression over the vectors of proposals, as `scripts/fit_terms.py` needs it.

The directions know the texts that they were made on far better than others. What is fitted on votes afterwards has to
see votes of directions that were made on other documents: `out_of_fold`.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from duizhao.terminology.extraction.in_context import VOTES, EmbedTokens, word_vectors
from duizhao.terminology.extraction.proposal import Proposal
from duizhao.terminology.extraction.scoring import WEIGHED
from duizhao.terminology.extraction.tokenized_corpus import TokenizedCorpus
from duizhao.terminology.extraction.votes import ROLES, in_roles

Floats = NDArray[np.float64]
_LOOKED = 12  # places of a pair, as in `in_context`
_RIDGE = 10.0
_AT = [WEIGHED.index(name) for name in VOTES]


class Judged(Protocol):
    """Proposals with their numbers (n, features), vectors of their words by role (n, 10, d), and which are right."""

    numbers: Floats
    words: NDArray[np.float16]
    right: NDArray[np.bool_]


def words_of(proposals: Sequence[Proposal], texts: TokenizedCorpus, embed: EmbedTokens) -> NDArray[np.float16]:
    """The token vectors of the words of proposals and of those beside them, by language and role, means over their
    places: shape (n, 10, d)."""
    english = list(word_vectors(texts.english_texts, texts.english, embed))
    chinese = list(word_vectors(texts.chinese_texts, texts.chinese, embed))
    width = next(v.shape[1] for v in english if v is not None)
    found = np.zeros((len(proposals), 2 * len(ROLES), width), dtype=np.float16)
    for row, p in zip(found, proposals, strict=True):
        seen = [
            np.concatenate([in_roles(ours, low, high), in_roles(theirs, a, b)])
            for s, a, b, low, high in p.spots[:_LOOKED]
            if a >= 0 and (ours := english[s]) is not None and (theirs := chinese[s]) is not None
        ]
        if seen:
            row[:] = np.mean(seen, axis=0)
    return found


def directions(samples: Sequence[Judged], ridge: float = _RIDGE) -> Floats:
    """The fitted directions, shape (10, d): English roles, then Chinese ones. Each document weighs the same."""
    x = np.concatenate([s.words.reshape(len(s.words), -1) for s in samples]).astype(np.float32)
    y = np.concatenate([s.right for s in samples]).astype(np.float32)
    share = np.concatenate([np.full(len(s.right), 1.0 / len(s.right)) for s in samples])
    share = (share * len(y) / share.sum()).astype(np.float32)

    def loss(w: Floats) -> tuple[float, Floats]:
        z = np.clip(x @ w[1:].astype(np.float32) + np.float32(w[0]), -30, 30)
        p = 1.0 / (1.0 + np.exp(-z))
        rest = share * (p - y)
        value = float((share * (np.logaddexp(0, z) - y * z)).sum() + 0.5 * ridge * (w[1:] @ w[1:]))
        return value, np.concatenate([[float(rest.sum())], (rest @ x).astype(float) + ridge * w[1:]])

    found = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 100})
    return np.asarray(found.x[1:]).reshape(2 * len(ROLES), -1)


def with_votes(sample: Judged, found: Floats) -> Floats:
    """The numbers of a document's proposals with the votes of these directions in them."""
    votes = np.einsum("nrd,rd->nr", sample.words.astype(np.float32), found.astype(np.float32))
    numbers = sample.numbers.copy()
    numbers[:, _AT] = np.column_stack([votes.sum(1), votes])
    return numbers


def out_of_fold(samples: Sequence[Judged], folds: int = 5, seed: int = 1) -> list[Floats]:
    """The numbers of each document's proposals with the votes of directions that were made without it and its fold."""
    order = list(range(len(samples)))
    random.Random(seed).shuffle(order)
    numbers: dict[int, Floats] = {}
    for k in range(folds):
        away = order[k::folds]
        found = directions([samples[i] for i in order if i not in away])
        numbers.update((i, with_votes(samples[i], found)) for i in away)
    return [numbers[i] for i in range(len(samples))]


def written(found: Floats) -> str:
    """Directions as the text of `votes.json`: thousandths, a role a line."""
    sides: dict[str, Any] = {"english": found[: len(ROLES)], "chinese": found[len(ROLES) :]}
    lines = []
    for name, rows in sides.items():
        roles = ",\n ".join(json.dumps(np.rint(1000 * row).astype(int).tolist(), separators=(",", ":")) for row in rows)
        lines.append(f'"{name}": [\n {roles}]')
    return "{" + ",\n".join(lines) + "}\n"
