"""What an encoder is: texts in, a float32 matrix `(n, d)` of unit vectors out.

Two protocols, because only some engines can show what happens inside: every encoder gives a vector a sentence, some
also give a vector a token. Everything above this seam (cache, signals, tests) works with any object that fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, cast, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from duizhao.corpora.errors import WorkError
from duizhao.corpora.saying import say

Matrix: TypeAlias = NDArray[np.float32]


@runtime_checkable
class Encoder(Protocol):
    """Texts to unit vectors.

    `name` identifies the vectors, not only the model: engine, version and every setting that changes a number (prefix,
    precision). It is the key of the cache and stands in the recipe, so two encoders with one name must give the same
    vectors. `dimension` is d.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Matrix:
        """A float32 matrix `(len(texts), dimension)`; each row has length 1 and depends on its own text only.

        An empty text has a vector like any other; no texts give a matrix `(0, dimension)`. Raises WorkError where the
        engine fails.
        """
        ...


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """The tokens of one text and a vector for each, `(len(tokens), d)` float32, as the model's inner layer gives them:
    not centred and not of unit length. Tokens the encoder adds itself (prefix, start and end) are left out; a text
    without tokens has a matrix `(0, d)`. A token that begins a word begins with `▁` (U+2581)."""

    tokens: tuple[str, ...]
    vectors: Matrix


@runtime_checkable
class TokenEncoder(Encoder, Protocol):
    """An encoder that can also show a vector for each token."""

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Token vectors of each text, in order. Memory: 4·d bytes a token (1.5 kB at 384), so ask in portions."""
        ...

    def encode_both(self, texts: Sequence[str]) -> tuple[Matrix, list[TokenVectors]]:
        """Sentence and token vectors for the price of one pass."""
        ...


def token_encoder(encoder: Encoder | None) -> TokenEncoder | None:
    """The encoder if it gives token vectors, else None. (`isinstance` would read `dimension`, for which an encoder may
    have to load a model or ask a server.)"""
    able = encoder is not None and all(
        callable(getattr(encoder, name, None)) for name in ("encode_tokens", "encode_both")
    )
    return cast(TokenEncoder, encoder) if able else None


def readable(text: str) -> str:
    """The text without what no tokenizer can take: NUL ends a C string, a lone surrogate has no UTF-8 form."""
    if "\0" in text:
        text = text.replace("\0", " ")
    return text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text


def unit_rows(matrix: NDArray[np.floating]) -> Matrix:
    """The rows `(n, d)` scaled to length 1. Raises WorkError on a row that is zero or not a number, since such a row
    would make every similarity meaningless."""
    rows = np.ascontiguousarray(matrix, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    if not np.all(np.isfinite(lengths)) or not np.all(lengths > 0):
        bad = int(np.flatnonzero(~(np.isfinite(lengths[:, 0]) & (lengths[:, 0] > 0)))[0])
        raise WorkError(
            say("the encoder gave no usable vector for text {bad}", bad=bad + 1),
            cure="Test it with `duizhao encoder test`, or choose another encoder",
        )
    result: Matrix = rows / lengths
    return result
