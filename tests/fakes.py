"""Stand-ins for what is costly: encoders that answer from a table, at once and always the same.

from tests.fakes import FakeEncoder, FakeTokenEncoder
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np

from duizhao.alignment.encoders.protocol import Matrix, TokenVectors, unit_rows


class FakeEncoder:
    """An encoder that knows what means the same because the test says so.

    `meanings` maps a text to its meaning, any string: texts of one meaning get vectors of cosine about 0.9, others
    about 0. A text that is not in the table means itself. `calls` records every portion that was asked for.

    >>> a, b, c = FakeEncoder({"Hello.": "hello", "你好。": "hello"}).encode(["Hello.", "你好。", "Goodbye."])
    >>> bool(a @ b > 0.8), bool(abs(a @ c) < 0.3)
    (True, True)
    """

    def __init__(
        self, meanings: Mapping[str, str] | None = None, *, dimension: int = 256, name: str = "fake-1"
    ) -> None:
        self.name, self.dimension = name, dimension
        self.meanings = dict(meanings or {})
        self.calls: list[list[str]] = []

    def encode(self, texts: Sequence[str]) -> Matrix:
        self.calls.append(list(texts))
        rows = [
            _direction("m:" + self.meanings.get(text, text), self.dimension)
            + _direction("t:" + text, self.dimension) / 3
            for text in texts
        ]
        return unit_rows(np.array(rows).reshape(len(rows), self.dimension))


class FakeTokenEncoder(FakeEncoder):
    """The same with token vectors: a token is a word of an English text, a character of any other; `meanings` holds
    for tokens as well."""

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        self.calls.append(list(texts))
        return [self._tokens(text) for text in texts]

    def encode_both(self, texts: Sequence[str]) -> tuple[Matrix, list[TokenVectors]]:
        matrix = self.encode(texts)
        return matrix, [self._tokens(text) for text in texts]

    def _tokens(self, text: str) -> TokenVectors:
        tokens = tuple("▁" + word for word in text.split()) if text.isascii() else tuple(text)
        rows = [_direction("m:" + self.meanings.get(t.removeprefix("▁"), t), self.dimension) for t in tokens]
        return TokenVectors(tokens, np.array(rows, dtype=np.float32).reshape(len(tokens), self.dimension))


def _direction(seed: str, dimension: int) -> np.ndarray:
    digest = hashlib.blake2b(seed.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    vector = np.random.default_rng(int.from_bytes(digest, "little")).standard_normal(dimension)
    return vector / np.linalg.norm(vector)
