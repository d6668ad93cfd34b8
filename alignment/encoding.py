"""Encoding: which sentences get vectors, and these in the form in which the rounds compare them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.beads import Bead
from duizhao.alignment.coarse import unit
from duizhao.alignment.encoders.deferred import made
from duizhao.alignment.encoders.protocol import Encoder, TokenEncoder, TokenVectors
from duizhao.alignment.job import Corners, Job
from duizhao.alignment.search import Floats
from duizhao.alignment.signals import tokens
from duizhao.corpora.progress import Advance

# Length ** 0.7 weighs a sentence's vector in a merged one.
LENGTH_POWER = 0.7
# `auto` encodes what lies between beads that are at least so probable without vectors.
SURE = 0.97
# Sentences encoded besides the doubtful ones, so that the mean to centre by is the document's.
SAMPLE = 64
# Token vectors of more sentences than this would not fit beside the rest: such texts are decided by sentence vectors.
TOKEN_LIMIT = 20_000


def encode(
    job: Job, encoder: Encoder, chosen: tuple[NDArray[np.bool_], NDArray[np.bool_]], progress: Advance | None
) -> int:
    """Put vectors of the chosen sentences into the job; how many were encoded. Where they are few a sample of the
    others is encoded with them, to know what all sentences share, and takes no part otherwise: the counterparts of
    these sentences have no vectors, and would look unlike them."""
    encoder = made(encoder)
    vectors: list[Floats] = []
    tables: list[tokens.TokenTable] = []
    weights: list[Floats] = []
    total = 0
    with_tokens = gives_tokens(job, encoder)
    for side, wanted in zip((job.source, job.target), chosen, strict=True):
        asked = wanted.copy()
        if wanted.sum() < SAMPLE:
            asked[np.linspace(0, len(side) - 1, min(SAMPLE, len(side))).astype(np.int64)] = True
        rows = np.flatnonzero(asked)
        part = wanted[rows]
        texts = [side.texts[i] for i in rows]
        found: list[TokenVectors | None] = [None] * len(side)
        if with_tokens and isinstance(encoder, TokenEncoder):
            plain, inner = encoder.encode_both(texts)
            for i, vector in zip(rows.tolist(), inner, strict=True):
                found[i] = vector
            tables.append(tokens.table(found, wanted))
        else:
            plain = encoder.encode(texts)
        out = np.zeros((len(side), plain.shape[1]), dtype=np.float32)
        # What all sentences of a language share is taken off: without that this encoder's similarities lie between
        # 0.78 and 0.90.
        centred = unit(plain - plain.mean(axis=0)) * (side.lengths[rows] ** LENGTH_POWER)[:, None]
        out[rows[part]] = centred[part]
        vectors.append(out)
        weights.append(np.where(wanted, side.lengths / side.lengths.mean(), 0.0).astype(np.float32))
        total += len(rows)
        if progress is not None:
            progress(total, int(chosen[0].sum() + chosen[1].sum()))
    job.vectors = (vectors[0], vectors[1])
    job.weights = (weights[0], weights[1])
    job.tokens = (tables[0], tables[1]) if with_tokens else None
    return total


def gives_tokens(job: Job, encoder: Encoder) -> bool:
    """Whether an encoder has token vectors, and the texts are small enough for them."""
    return len(job.source) + len(job.target) <= TOKEN_LIMIT and isinstance(made(encoder), TokenEncoder)


def doubtful(beads: Sequence[Bead], n: int, m: int) -> tuple[Corners, tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """The corners of sure beads, and which sentences lie in the others or next to them (they are what the others
    compare with)."""
    sure = [bead.confidence >= SURE for bead in beads]
    corners: set[tuple[int, int]] = set()
    chosen = np.zeros(n, dtype=bool), np.zeros(m, dtype=bool)
    for k, bead in enumerate(beads):
        if all(sure[max(k - 1, 0) : k + 2]):
            corners |= {(bead.source.start, bead.target.start), (bead.source.stop, bead.target.stop)}
        else:
            chosen[0][slice(*bead.source)] = True
            chosen[1][slice(*bead.target)] = True
    return sorted(corners), chosen
