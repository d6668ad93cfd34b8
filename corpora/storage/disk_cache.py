"""A bounded folder of texts by key: what was worked out of a document, kept between runs.

A text is a file, named by its key and written whole or not at all, so several processes may read and write at once
without locks: they have the same text for a key, and a file that another has just dropped is a miss. Plain files, and
no database: the keys are digests of all that the text depends on, so nothing is ever updated or queried, and what is
kept can be looked at and deleted by hand. (diskcache does more, in SQLite with pickles, which run what they contain.)
"""

from __future__ import annotations

import os
import time
import zlib
from contextlib import suppress
from pathlib import Path

from duizhao.corpora.errors import OutputError
from duizhao.corpora.storage.files import make_folder, write_bytes

LIMIT = 256 * 2**20  # bytes: some 250 alignments of 100 pages, or the facts of about 1,500 documents
SHARE = 16  # the folder is measured anew when this part of the limit has been written
STALE = 3600.0  # seconds after which an unfinished file belongs to nobody


class Shelf:
    """Texts in a folder of at most about `limit` bytes; what was not used for longest goes first.

    Nothing in it is ever needed: it may be deleted at any time, and a folder that cannot be written keeps nothing.
    """

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self.folder, self.limit = folder, limit
        self._written = limit  # measured with the first text that is put

    def get(self, key: str) -> str | None:
        """The text under a key; None where there is none, or none as it was written."""
        data = self.get_bytes(key)
        try:
            return None if data is None else data.decode("utf-8")
        except ValueError:
            return None

    def put(self, key: str, text: str) -> None:
        """Keep a text under a key."""
        with suppress(ValueError):
            self.put_bytes(key, text.encode("utf-8"))

    def get_bytes(self, key: str) -> bytes | None:
        """The text under a key as UTF-8, for one that is decoded in parts; None as for `get`."""
        path = self._path(key)
        try:
            check, _, data = path.read_bytes().partition(b"\n")
        except (OSError, ValueError):
            return None
        if check != _checksum(key, data):
            return None
        with suppress(OSError):
            os.utime(path)  # what was used last is dropped last
        return data

    def put_bytes(self, key: str, data: bytes) -> None:
        """Keep a text that is UTF-8 already under a key."""
        try:
            if not self.folder.is_dir():
                make_folder(self.folder)
            write_bytes(self._path(key), _checksum(key, data) + b"\n" + data)
        except (OutputError, OSError, ValueError):
            return
        self._written += len(data)
        if self._written * SHARE >= self.limit:
            self._written = 0
            with suppress(OSError):
                self._trim()

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.json"

    def _trim(self) -> None:
        """Drop what was not used for longest until the folder is small enough, and what was never finished."""
        files = []
        for entry in os.scandir(self.folder):
            with suppress(OSError):  # another process may have dropped it
                found = entry.stat()
                if entry.name.endswith(".json"):
                    files.append((found.st_mtime, found.st_size, entry.path))
                elif entry.name.endswith(".part") and found.st_mtime < time.time() - STALE:
                    os.unlink(entry.path)
        total = 0
        for _, size, path in sorted(files, reverse=True):
            total += size
            if total > self.limit:
                with suppress(OSError):
                    os.unlink(path)


def _checksum(key: str, data: bytes) -> bytes:
    return b"%08x" % zlib.crc32(data, zlib.crc32(key.encode()))
