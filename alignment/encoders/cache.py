"""Vectors kept on disk, so that a text is encoded once in its life.

One SQLite file a kind of vector (sentences, tokens) in the cache folder, in WAL mode: several processes may read and
write at once. The cache is a convenience and never a reason to fail: a damaged file is rebuilt with a warning, and
where the folder cannot be written the work goes on without it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from duizhao.alignment.encoders.protocol import (
    Encoder,
    Matrix,
    TokenEncoder,
    TokenVectors,
    token_encoder,
    unit_rows,
)
from duizhao.alignment.encoders.vector_store import VectorStore
from duizhao.corpora.errors import SettingsError
from duizhao.corpora.progress import Advance
from duizhao.corpora.saying import say
from duizhao.corpora.storage.cache_folder import cache_folder

# 900 bytes a sentence at d = 384: about half a million sentences.
SENTENCE_LIMIT = 512 * 2**20
# 0.8 kB a token: about a million tokens, some 15 papers of 100 pages with their translations.
TOKEN_LIMIT = 1024 * 2**20


def _limit(default: int) -> int:
    named = os.environ.get("DUIZHAO_CACHE_MB", "").strip()
    if not named:
        return default
    if not named.isdigit():
        raise SettingsError(
            say("DUIZHAO_CACHE_MB is '{named}', not a number of megabytes", named=named),
            cure="Set it to 500, or unset it",
        )
    return int(named) * 2**20


def _pack(row: Matrix) -> bytes:
    # float16 halves the file, and no similarity moves by more than 0.0002 (docs/benchmarks.md).
    return row.astype(np.float16).tobytes()


def _unpack(value: bytes, dimension: int) -> Matrix | None:
    if len(value) % (2 * dimension):
        return None
    return np.frombuffer(value, dtype=np.float16).reshape(-1, dimension).astype(np.float32)


class CachedEncoder:
    """An encoder whose vectors are kept in `folder` (default: `cache_folder()`), keyed by the encoder's name and the
    text. Vectors are rounded to float16 on the way, also when they are new: a cold and a warm run give the same bits.
    """

    def __init__(self, encoder: Encoder, folder: str | Path | None = None, *, limit: int | None = None) -> None:
        self.inner = encoder
        place = Path(folder) if folder is not None else cache_folder()
        self._store = (
            None if place is None else VectorStore(place / "sentences.sqlite", limit=limit or _limit(SENTENCE_LIMIT))
        )
        self.encoded = 0

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def dimension(self) -> int:
        return self.inner.dimension

    def encode(self, texts: Sequence[str], *, progress: Advance | None = None, step: int = 512) -> Matrix:
        """See `Encoder.encode`. New texts are encoded in portions of `step`, by length, each kept at once, so that an
        interrupted run loses one portion; `progress(done, total)` counts the new ones. `self.encoded` counts all texts
        that the inner encoder was asked for."""
        known = self._known(texts)
        new = sorted(set(texts) - known.keys(), key=lambda text: (len(text), text))
        for start in range(0, len(new), step):
            part = new[start : start + step]
            known.update(self._keep(part, self.inner.encode(part)))
            self.encoded += len(part)
            if progress:
                progress(start + len(part), len(new))
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.stack([known[text] for text in texts])

    def close(self) -> None:
        """Close the files."""
        if self._store:
            self._store.close()

    def _known(self, texts: Sequence[str]) -> dict[str, Matrix]:
        if not self._store:
            return {}
        rows = {}
        for text, value in self._store.get(self.name, texts).items():
            row = _unpack(value, self.dimension)
            if row is not None and len(row) == 1:
                rows[text] = unit_rows(row)[0]
        return rows

    def _keep(self, texts: Sequence[str], matrix: Matrix) -> Iterable[tuple[str, Matrix]]:
        packed = {text: _pack(row) for text, row in zip(texts, matrix, strict=True)}
        if self._store:
            self._store.put(self.name, packed)
        rounded = unit_rows(matrix.astype(np.float16).astype(np.float32))
        return zip(texts, rounded, strict=True)


class CachedTokenEncoder(CachedEncoder):
    """The same for an encoder that gives token vectors; those are kept in a file of their own with its own limit."""

    inner: TokenEncoder

    def __init__(self, encoder: TokenEncoder, folder: str | Path | None = None, *, limit: int | None = None) -> None:
        super().__init__(encoder, folder, limit=limit)
        self._tokens = None
        if self._store is not None:
            self._tokens = VectorStore(self._store.path.with_name("tokens.sqlite"), limit=limit or _limit(TOKEN_LIMIT))

    def encode_tokens(
        self, texts: Sequence[str], *, progress: Advance | None = None, step: int = 128
    ) -> list[TokenVectors]:
        """See `TokenEncoder.encode_tokens`. The sentence vectors of new texts are kept as well: they cost nothing."""
        return self._both(texts, self._known_tokens(texts), progress, step)[1]

    def encode_both(
        self, texts: Sequence[str], *, progress: Advance | None = None, step: int = 128
    ) -> tuple[Matrix, list[TokenVectors]]:
        """See `TokenEncoder.encode_both`. When token vectors will be wanted, this is the call to begin with."""
        rows, tokens = self._known(texts), self._known_tokens(texts)
        rows, found = self._both(
            texts, {text: tokens[text] for text in rows.keys() & tokens.keys()}, progress, step, rows
        )
        matrix = np.stack([rows[text] for text in texts]) if texts else np.zeros((0, self.dimension), dtype=np.float32)
        return matrix, found

    def close(self) -> None:
        """Close the files."""
        super().close()
        if self._tokens:
            self._tokens.close()

    def _both(
        self,
        texts: Sequence[str],
        known: dict[str, TokenVectors],
        progress: Advance | None,
        step: int,
        rows: dict[str, Matrix] | None = None,
    ) -> tuple[dict[str, Matrix], list[TokenVectors]]:
        rows = {} if rows is None else rows
        new = sorted(set(texts) - known.keys(), key=lambda text: (len(text), text))
        for start in range(0, len(new), step):
            part = new[start : start + step]
            matrix, tokens = self.inner.encode_both(part)
            rows.update(self._keep(part, matrix))
            packed = {text: _pack_tokens(item) for text, item in zip(part, tokens, strict=True)}
            if self._tokens:
                self._tokens.put(self.name, packed)
            for text, value in packed.items():
                item = _unpack_tokens(value, self.dimension)
                assert item is not None
                known[text] = item
            self.encoded += len(part)
            if progress:
                progress(start + len(part), len(new))
        return rows, [known[text] for text in texts]

    def _known_tokens(self, texts: Sequence[str]) -> dict[str, TokenVectors]:
        if not self._tokens:
            return {}
        items = {
            text: _unpack_tokens(value, self.dimension) for text, value in self._tokens.get(self.name, texts).items()
        }
        return {text: item for text, item in items.items() if item is not None}


def _pack_tokens(item: TokenVectors) -> bytes:
    """Length of the names in bytes (4, little-endian), names separated by NUL, vectors as float16."""
    names = "\0".join(item.tokens).encode()
    return len(names).to_bytes(4, "little") + names + _pack(item.vectors)


def _unpack_tokens(value: bytes, dimension: int) -> TokenVectors | None:
    length = int.from_bytes(value[:4], "little")
    names = value[4 : 4 + length].decode("utf-8", "replace")
    vectors = _unpack(value[4 + length :], dimension)
    tokens = tuple(names.split("\0")) if names else ()
    if vectors is None or len(vectors) != len(tokens):
        return None
    return TokenVectors(tokens, vectors)


def with_cache(encoder: Encoder, folder: str | Path | None = None, *, limit: int | None = None) -> CachedEncoder:
    """The encoder behind a cache; one that gives token vectors still does."""
    if tokens := token_encoder(encoder):
        return CachedTokenEncoder(tokens, folder, limit=limit)
    return CachedEncoder(encoder, folder, limit=limit)
