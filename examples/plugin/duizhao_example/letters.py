"""An encoder: which letters stand together, without a model.

It knows what is written alike on both sides, such as numbers and names in Latin letters, and nothing of meaning.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from duizhao.alignment.encoders import EncoderKind
from duizhao.alignment.encoders.protocol import Matrix, unit_rows


class Letters:
    """Counts of pieces of `size` characters, folded into `dimension` places."""

    def __init__(self, size: int = 3, dimension: int = 256) -> None:
        self.size, self.dimension = size, dimension

    @property
    def name(self) -> str:
        """Everything that changes a number: it is the key of the cache."""
        return f"letters/1 size={self.size} dimension={self.dimension}"

    def encode(self, texts: Sequence[str]) -> Matrix:
        """A float32 matrix `(len(texts), dimension)` of unit vectors."""
        counts = np.zeros((len(texts), self.dimension), dtype=np.float32)
        # A text without a piece has a vector, too.
        counts[:, 0] = 1e-3
        for row, text in enumerate(texts):
            text = f" {text.casefold()} "
            for at in range(len(text) - self.size + 1):
                piece = text[at : at + self.size]
                counts[row, zlib.crc32(piece.encode("utf-8", "replace")) % self.dimension] += 1
        return unit_rows(counts)


LETTERS = EncoderKind(Letters, "which letters stand together; no model")
