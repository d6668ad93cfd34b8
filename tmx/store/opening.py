"""A store's SQLite file, opened as it can be: to be written, or only read where nothing can be written beside it."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import suppress
from pathlib import Path

# What is written is on disk when its transaction ends. The keys of a document's texts lie all over their index: its
# pages are held (64 MB), and go from the log (32 MB) into the file when several documents have changed them.
_TO_WRITE = ("synchronous = FULL", "cache_size = -65536", "wal_autocheckpoint = 8000")
_UNWRITABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM)


def open_file(path: Path) -> tuple[sqlite3.Connection, tempfile.TemporaryDirectory[str] | None]:
    """A connection, and a folder to be cleaned up when it is closed.

    SQLite keeps the write-ahead log of a file beside it and wants to make one even to read. Where it cannot (another's
    folder, a read-only medium), the file is read as one that nobody changes; and one that was left with a log, which
    would not be read then, is copied with it to where it can be. Raises sqlite3.Error, OSError.
    """
    connection = _connected(str(path), uri=False)
    try:
        _try(connection)
        return connection, None
    except sqlite3.Error as error:
        connection.close()
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _UNWRITABLE or not path.is_file():
            raise
    log = path.with_name(f"{path.name}-wal")
    folder = None
    if log.is_file() and log.stat().st_size:
        folder = tempfile.TemporaryDirectory(prefix="duizhao-")
        for part in (path, log):
            shutil.copyfile(part, Path(folder.name) / part.name)
        connection = _connected(str(Path(folder.name) / path.name), uri=False)
    else:
        connection = _connected(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        _try(connection)
    except BaseException:
        connection.close()
        if folder is not None:
            with suppress(OSError):
                folder.cleanup()
        raise
    # Whatever lies elsewhere or cannot be kept must not seem to be written.
    connection.execute("PRAGMA query_only = ON")
    return connection, folder


def prepare(connection: sqlite3.Connection) -> None:
    """Make a connection ready for a transaction that writes."""
    for setting in _TO_WRITE:
        connection.execute(f"PRAGMA {setting}")


def _connected(place: str, *, uri: bool) -> sqlite3.Connection:
    return sqlite3.connect(place, timeout=60, isolation_level=None, uri=uri)


def _try(connection: sqlite3.Connection) -> None:
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
