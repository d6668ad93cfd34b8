"""One index in memory for everybody who looks things up in a store at the same time, kept up as the store grows.

A variant never changes: a correction deletes it and adds another under a higher number. So what is new since an
index was made is what has a higher number, and what is gone is seen when its text is asked for. New texts go into
small indices beside the large one, which are joined as they grow (each at least four times as large as the next), so
that a correction costs milliseconds however large the memory is.
"""

from __future__ import annotations

import heapq
import threading
from collections.abc import Sequence

from duizhao.tmx.store.backends import Backend
from duizhao.tmx.store.fuzzy import FuzzyIndex, Hit

_RATIO = 4
_PATIENCE = 0.25
"""Seconds that a search waits for another that reads what is new; then it goes by what was known."""


class _Growing:
    """The indices of one language, from the large to the small, and the highest number that was seen."""

    def __init__(self) -> None:
        self.parts: tuple[FuzzyIndex, ...] = ()
        self.seen = -1
        self.lock = threading.Lock()


class SharedIndex:
    """The texts of a store by language, ready to be searched by several threads, each with its own connection."""

    def __init__(self) -> None:
        self._languages: dict[str, _Growing] = {}
        self._lock = threading.Lock()

    def search(
        self, database: Backend, language: str, tokens: Sequence[str], *, limit: int, minimum: float
    ) -> list[Hit]:
        """The texts most like the tokens, best first, as `FuzzyIndex.search`; some may have been deleted since."""
        found = (part.search(tokens, limit=limit, minimum=minimum) for part in self._fresh(database, language))
        return heapq.nsmallest(
            limit, (hit for hits in found for hit in hits), key=lambda hit: (-hit.similarity, hit.number)
        )

    def warm(self, database: Backend, language: str) -> int:
        """Read what is new; returns how many texts there are."""
        return sum(map(len, self._fresh(database, language)))

    def _fresh(self, database: Backend, language: str) -> tuple[FuzzyIndex, ...]:
        with self._lock:
            growing = self._languages.setdefault(language, _Growing())
        newest = int(database.rows("SELECT coalesce(max(id), 0) FROM variant")[0][0])
        if newest == growing.seen:
            return growing.parts
        # The first of all has nothing to go by.
        if growing.lock.acquire(timeout=_PATIENCE if growing.seen >= 0 else -1):
            try:
                if newest > growing.seen or not newest:
                    self._read(database, language, growing, newest)
            finally:
                growing.lock.release()
        return growing.parts

    def _read(self, database: Backend, language: str, growing: _Growing, newest: int) -> None:
        rows = database.rows(
            "SELECT id, tokens FROM variant WHERE id > ? AND id <= ? AND language = ? ORDER BY id",
            (growing.seen, newest, language),
        )
        if rows:
            parts = [*growing.parts, FuzzyIndex((int(id_), bytes(packed)) for id_, packed in rows)]
            while len(parts) > 1 and len(parts[-1]) * _RATIO >= len(parts[-2]):
                parts[-2:] = [FuzzyIndex.joined(parts[-2:])]
            parts[-1].prepare()
            growing.parts = tuple(parts)
        growing.seen = newest
