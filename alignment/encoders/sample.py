"""Thirty English and Chinese pairs of many kinds (sample.tsv, ours): to calibrate a model with, and to try one out."""

from __future__ import annotations

import time
from dataclasses import dataclass
from importlib import resources

import numpy as np

from duizhao.alignment.encoders.protocol import Encoder, Matrix


def sample_pairs() -> list[tuple[str, str]]:
    """(English, Chinese), from single words and headings to long sentences; each is the other's translation."""
    lines = resources.files("duizhao.alignment.encoders").joinpath("sample.tsv").read_text("utf-8").splitlines()
    pairs = []
    for line in lines:
        english, chinese = line.split("\t")
        pairs.append((english, chinese))
    return pairs


@dataclass(frozen=True, slots=True)
class Trial:
    """How an encoder did on the sample.

    `seconds` for `texts` texts and `tokens` tokens (as the encoder counts them; None where it does not). `found` is the
    share of sentences, both ways, whose translation is nearest of all, after centring.
    """

    name: str
    dimension: int
    texts: int
    tokens: int | None
    seconds: float
    found: float

    @property
    def speed(self) -> float | None:
        """Tokens a second."""
        return None if self.tokens is None else self.tokens / self.seconds


def try_out(encoder: Encoder, *, seconds: float = 2.0) -> Trial:
    """Encode the sample again and again for at least `seconds` seconds.

    The encoder must not be cached. Raises what the encoder raises.
    """
    texts = sample_texts()
    # The first pass loads the model and is not timed.
    matrix = encoder.encode(texts)
    passes, start = 0, time.perf_counter()
    while passes == 0 or time.perf_counter() - start < seconds:
        encoder.encode(texts)
        passes += 1
    spent = time.perf_counter() - start
    half = len(texts) // 2
    left, right = _centred(matrix[:half]), _centred(matrix[half:])
    similarity, own = left @ right.T, np.arange(half)
    found = float(np.mean([similarity.argmax(axis=1) == own, similarity.argmax(axis=0) == own]))
    count = getattr(encoder, "count", None)
    tokens = sum(map(count, texts)) * passes if count else None
    return Trial(encoder.name, encoder.dimension, len(texts) * passes, tokens, spent, found)


def agreement(encoder: Encoder, reference: Encoder) -> tuple[float, float]:
    """The least and the mean cosine between two encoders' vectors of the sample."""
    texts = sample_texts()
    cosines = (encoder.encode(texts) * reference.encode(texts)).sum(axis=1)
    return float(cosines.min()), float(cosines.mean())


def sample_texts() -> list[str]:
    """The English sentences, then the Chinese ones in the same order."""
    pairs = sample_pairs()
    return [english for english, _ in pairs] + [chinese for _, chinese in pairs]


def _centred(matrix: Matrix) -> Matrix:
    rows = matrix - matrix.mean(axis=0)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)
