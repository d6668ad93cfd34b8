"""Vectors kept on disk, so that a text is encoded once in its life.

One SQLite file a kind of vector (sentences, tokens) in the cache folder, in WAL mode: several processes may read and
write at once. The cache is a convenience and never a reason to fail: a damaged file is rebuilt with a warning, and
where the folder cannot be written the work goes on without it.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
import threading
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import platformdirs

from duizhao.alignment.encoders.protocol import (
    Advance,
    Encoder,
    Matrix,
    TokenEncoder,
    TokenVectors,
    token_encoder,
    unit_rows,
)
from duizhao.corpora.errors import SettingsError

_log = logging.getLogger(__name__)

# Raised when the meaning of a stored row changes; a file of another layout is rebuilt.
LAYOUT = 1
# 900 bytes a sentence at d = 384: about half a million sentences.
SENTENCE_LIMIT = 512 * 2**20
# 0.8 kB a token: about a million tokens, some 15 papers of 100 pages with their translations.
TOKEN_LIMIT = 1024 * 2**20
_PARAMETERS = 500
_DAY = 86400.0

# Primary result codes of SQLite (https://sqlite.org/rescode.html): another process is writing; the place cannot be
# written. Whatever else goes wrong is the file's own fault, and the file is rebuilt.
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_PLACE = (
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_NOMEM,
)


def cache_folder() -> Path | None:
    """Where vectors and models are kept: `DUIZHAO_CACHE`, else the user's cache folder; None when it says `off`."""
    named = os.environ.get("DUIZHAO_CACHE", "").strip()
    if named.lower() in ("off", "none", "0"):
        return None
    return Path(named).expanduser() if named else platformdirs.user_cache_path("duizhao", appauthor=False)


def _limit(default: int) -> int:
    named = os.environ.get("DUIZHAO_CACHE_MB", "").strip()
    if not named:
        return default
    if not named.isdigit():
        raise SettingsError(
            f"DUIZHAO_CACHE_MB is '{named}', not a number of megabytes", cure="Set it to 500, or unset it"
        )
    return int(named) * 2**20


class Store:
    """A bounded map from (encoder name, text) to bytes, in one SQLite file.

    `limit` is in bytes of the file; when it is passed, the rows not used for longest are dropped until four fifths
    are left. Each row carries its CRC-32: a row that does not match is a miss and is written anew.
    """

    def __init__(self, path: Path, *, limit: int) -> None:
        self.path, self.limit = path, limit
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._owner = 0
        self._off = False
        self._ids: dict[str, int] = {}

    def get(self, name: str, texts: Sequence[str]) -> dict[str, bytes]:
        """The stored bytes of those of the texts that are known for this encoder."""
        found: dict[str, bytes] = {}
        with self._lock, self._guarded():
            connection = self._connect()
            if connection is None:
                return found
            encoder = self._encoder(connection, name)
            keys = {_key(text): text for text in texts}
            now, stale = time.time(), []
            for part in _portions(list(keys)):
                marks = ",".join("?" * len(part))
                rows = connection.execute(
                    f"SELECT key, value, crc, used FROM vectors WHERE encoder = ? AND key IN ({marks})",
                    (encoder, *part),
                )
                for key, value, crc, used in rows:
                    if isinstance(value, bytes) and zlib.crc32(value) == crc:
                        found[keys[key]] = value
                        # To the day is enough for eviction, and a warm run writes nothing.
                        if now - used > _DAY:
                            stale.append((now, encoder, key))
            if stale:
                with connection:
                    connection.executemany("UPDATE vectors SET used = ? WHERE encoder = ? AND key = ?", stale)
        return found

    def put(self, name: str, values: Mapping[str, bytes]) -> None:
        """Keep the values; evict when the file has grown past its limit."""
        with self._lock, self._guarded():
            connection = self._connect()
            if connection is None or not values:
                return
            encoder, now = self._encoder(connection, name), time.time()
            rows = [(encoder, _key(text), value, zlib.crc32(value), now) for text, value in values.items()]
            with connection:
                connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?, ?)", rows)
            self._evict(connection)

    def size(self) -> int:
        """Bytes in use, 0 where the cache is off."""
        with self._lock, self._guarded():
            connection = self._connect()
            return 0 if connection is None else _bytes(connection)
        return 0

    def close(self) -> None:
        """Let the file go; the next call opens it again."""
        with self._lock:
            if self._connection is not None and self._owner == os.getpid():
                with suppress(sqlite3.Error):
                    self._connection.close()
            self._connection = None

    # -- inside ---------------------------------------------------------------------------------------------------

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Swallows what can go wrong with the file; the call then finds or keeps nothing."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            self._failed(error)

    def _connect(self) -> sqlite3.Connection | None:
        # A connection must not be used on the other side of a fork: the child opens its own.
        if self._connection is not None and self._owner != os.getpid():
            self._connection = None
        if self._connection is None and not self._off:
            self._connection = self._open()
            self._owner = os.getpid()
            self._ids.clear()
        return self._connection

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=60, check_same_thread=False)
        try:
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            connection.execute("PRAGMA journal_mode = WAL")
            # A power cut may lose the last vectors, never the file.
            connection.execute("PRAGMA synchronous = NORMAL")
            (layout,) = connection.execute("PRAGMA user_version").fetchone()
            if layout not in (0, LAYOUT):
                raise sqlite3.DatabaseError(f"layout {layout} of another version")
            with connection:
                connection.execute("CREATE TABLE IF NOT EXISTS encoders (id INTEGER PRIMARY KEY, name TEXT UNIQUE)")
                connection.execute(
                    "CREATE TABLE IF NOT EXISTS vectors (encoder INTEGER, key BLOB, value BLOB, crc INTEGER, used REAL,"
                    " PRIMARY KEY (encoder, key))"
                )
                connection.execute("CREATE INDEX IF NOT EXISTS vectors_used ON vectors (used)")
                connection.execute(f"PRAGMA user_version = {LAYOUT}")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _encoder(self, connection: sqlite3.Connection, name: str) -> int:
        if name not in self._ids:
            with connection:
                connection.execute("INSERT OR IGNORE INTO encoders (name) VALUES (?)", (name,))
            (self._ids[name],) = connection.execute("SELECT id FROM encoders WHERE name = ?", (name,)).fetchone()
        return self._ids[name]

    def _evict(self, connection: sqlite3.Connection) -> None:
        size = _bytes(connection)
        if size <= self.limit:
            return
        (rows,) = connection.execute("SELECT count(*) FROM vectors").fetchone()
        drop = max(1, int(rows * (1 - 0.8 * self.limit / size)))
        with connection:
            connection.execute(
                "DELETE FROM vectors WHERE rowid IN (SELECT rowid FROM vectors ORDER BY used, rowid LIMIT ?)", (drop,)
            )
        connection.execute("PRAGMA incremental_vacuum").fetchall()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _failed(self, error: Exception) -> None:
        """Decide what a failure means: skip this portion, rebuild the file, or go on without it."""
        self.close()
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if code in _BUSY:
            _log.warning("the vector cache %s is busy; this portion is not kept", self.path)
            return
        if isinstance(error, OSError) or code in _PLACE:
            self._off = True
            _log.warning("no vector cache at %s (%s); going on without it", self.path, error)
            return
        _log.warning("the vector cache %s was damaged (%s); it is rebuilt", self.path, error)
        try:
            for suffix in ("", "-wal", "-shm"):
                Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        except OSError as cannot:
            self._off = True
            _log.warning("no vector cache at %s (%s); going on without it", self.path, cannot)


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _portions(items: list[bytes]) -> Iterator[list[bytes]]:
    for start in range(0, len(items), _PARAMETERS):
        yield items[start : start + _PARAMETERS]


def _bytes(connection: sqlite3.Connection) -> int:
    values = [
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
    ]
    return int((values[0] - values[1]) * values[2])


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
            None if place is None else Store(place / "sentences.sqlite", limit=limit or _limit(SENTENCE_LIMIT))
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
            self._tokens = Store(self._store.path.with_name("tokens.sqlite"), limit=limit or _limit(TOKEN_LIMIT))

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
