"""A bounded map from texts to bytes in one SQLite file, which several processes may read and write at once.

It never fails its user: a damaged file is rebuilt with a warning, and where the place cannot be written the calls find
and keep nothing.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
import threading
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

_log = logging.getLogger(__name__)

# Raised when the meaning of a stored row changes; a file of another layout is rebuilt.
LAYOUT = 2
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


class _OtherLayoutError(sqlite3.DatabaseError):
    """The file is whole, and another version of the program keeps its vectors in another way."""


class VectorStore:
    """A bounded map from (encoder name, text) to bytes, in one SQLite file.

    `limit` is in bytes of the file; when it is passed, the rows not used for longest are dropped until four fifths
    are left. Each row carries a CRC-32 of its encoder's name, its key and its value: a row that does not match is a
    miss and is written anew.
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
                    if isinstance(key, bytes) and isinstance(value, bytes) and _check(name, key, value) == crc:
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
            keyed = [(_key(text), value) for text, value in values.items()]
            rows = [(encoder, key, value, _check(name, key, value), now) for key, value in keyed]
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
        except Exception as error:  # what a garbled file makes of us has no common base: UnicodeDecodeError, TypeError…
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
                raise _OtherLayoutError(f"its layout {layout} is of another version")
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
        if isinstance(error, _OtherLayoutError):
            _log.warning("the vector cache %s is made anew: %s", self.path, error)
        else:
            _log.warning("the vector cache %s was damaged (%s); it is rebuilt", self.path, error)
        try:
            for suffix in ("", "-wal", "-shm"):
                Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        except OSError as cannot:
            self._off = True
            _log.warning("no vector cache at %s (%s); going on without it", self.path, cannot)


def _check(name: str, key: bytes, value: bytes) -> int:
    return zlib.crc32(value, zlib.crc32(key, zlib.crc32(name.encode("utf-8", "surrogatepass"))))


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
