"""One index in memory for everybody who looks things up in a store at the same time, kept up as the store grows.

A variant never changes: a correction deletes it and adds another under a higher number. So what is new since an
index was made is what has a higher number, and what is gone is seen when its text is asked for. New texts go into
small indices beside the large one, which are joined as they grow (each at least four times as large as the next), so
that a correction costs milliseconds however large the memory is. The largest is kept in a file, which other processes
map as well; it is made anew, without what is gone, by a thread that nobody waits for. So are thousands of texts read
that come at once: until that is done, searches go by what was known.
"""

from __future__ import annotations

import heapq
import os
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from duizhao.corpora.errors import DuizhaoError, WorkError
from duizhao.corpora.language.table import spaced
from duizhao.tmx.store.backends import Backend, connect
from duizhao.tmx.store.fuzzy import Hit
from duizhao.tmx.store.index_file import index_folder, read_index, write_index
from duizhao.tmx.store.pair_index import PairIndex

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows, where one process serves
    fcntl = None  # type: ignore[assignment]

_RATIO = 4
_PATIENCE = 0.25
"""Seconds that a search waits for another that reads what is new; then it goes by what was known."""
_FIRST_PATIENCE = 10.0
"""Seconds that a search waits for the first index, without which nothing is found."""
_MANY = 2_000
"""Texts from which on those that are new are read by a thread of its own."""
_LARGE = 20_000
"""Texts from which on an index is kept in a file, and joined by a thread of its own."""
_AT_ONCE = 50_000
"""Rows that are read from the database at once."""
_SAMPLE = 64


class _Growing:
    """The indices of one language, from the large to the small, and the highest number that was seen."""

    def __init__(self) -> None:
        self.parts: tuple[PairIndex, ...] = ()
        self.seen = -1
        self.kept = -1
        """Up to which number the file knows the texts that the first index was made of or kept in."""
        self.lock = threading.Lock()
        self.tidying: threading.Thread | None = None
        self.reading: threading.Thread | None = None


class SharedIndex:
    """The texts of a store by language, ready to be searched by several threads, each with its own connection."""

    def __init__(self, place: str = "") -> None:
        """`place` is the store's, where what was read is to be kept in a file between runs and for other processes."""
        self._place = place
        self._folder = index_folder(place) if place else None
        self._languages: dict[str, _Growing] = {}
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, str]] = Counter()
        self._counted = 0
        self._counting = threading.Lock()

    def spoken(self, database: Backend) -> dict[str, int]:
        """How many texts there are in each language (primary subtags), the commonest first; those that were deleted
        since the first question count as well."""
        found: Counter[str] = Counter()
        for (language, _), count in self._count(database):
            found[language] += count
        return dict(found.most_common())

    def tags(self, database: Backend) -> dict[str, int]:
        """The same by languages as they are written."""
        found: Counter[str] = Counter()
        for (_, tag), count in self._count(database):
            found[tag] += count
        return dict(found.most_common())

    def _count(self, database: Backend) -> list[tuple[tuple[str, str], int]]:
        highest = newest(database)
        # Who comes while somebody counts goes by what was known, but for the first.
        if highest > self._counted and self._counting.acquire(blocking=not self._counted):
            try:
                if highest > self._counted:
                    rows = database.rows(
                        "SELECT language, tag, count(*) FROM variant WHERE id > ? AND id <= ? GROUP BY language, tag",
                        (self._counted, highest),
                    )
                    new = Counter({(str(language), str(tag)): int(count) for language, tag, count in rows})
                    self._counts, self._counted = self._counts + new, highest
            finally:
                self._counting.release()
        return sorted(self._counts.items())

    def search(
        self, database: Backend, language: str, tokens: Sequence[str], *, limit: int, minimum: float
    ) -> list[Hit]:
        """The texts most like the tokens, best first, as `PairIndex.search`; some may have been deleted since, and some
        added, see `catch_up`."""
        found: list[Hit] = []
        for part in self._known(database, language):
            enough = found[limit - 1].similarity if len(found) >= limit else minimum
            more = part.search(tokens, limit=limit, minimum=enough)
            found = heapq.nsmallest(limit, [*found, *more], key=lambda hit: (-hit.similarity, -hit.number))
        return found

    def phrase(self, database: Backend, language: str, characters: Sequence[str]) -> Iterator[NDArray[np.int64]]:
        """The numbers of texts that may hold a phrase, as `PairIndex.phrase`, in groups from the newest."""
        for part in reversed(self._known(database, language)):
            yield from part.phrase(characters)

    def warm(self, database: Backend, language: str) -> int:
        """Read what is new, however much it is; returns how many texts there are."""
        growing, highest = self._of(language), newest(database)
        with growing.lock:
            if highest > growing.seen:
                self._read(database, language, growing, highest)
        return sum(map(len, growing.parts))

    def catch_up(self, database: Backend, language: str, highest: int) -> bool:
        """Read the texts with numbers up to `highest` that are not known yet; whether all are known then. Where
        somebody else is reading them, a while is waited; for many, which a thread of its own reads, nobody waits."""
        growing = self._of(language)
        if highest <= growing.seen:
            return True
        # The first of all has nothing to go by.
        first = growing.seen < 0
        if not first and self._place and (highest - growing.seen > _MANY or _is_alive(growing.reading)):
            self._read_later(language, growing)
            return False
        if not growing.lock.acquire(timeout=_FIRST_PATIENCE if first else _PATIENCE):
            if first:
                raise WorkError("the memory is still being read", cure="Ask again in a moment")
            return False
        try:
            if highest > growing.seen:
                self._read(database, language, growing, highest)
        finally:
            growing.lock.release()
        return True

    def tidied(self) -> None:
        """Wait until no thread reads, joins indices or keeps them."""
        for growing in list(self._languages.values()):
            for thread in (growing.reading, growing.tidying):
                if thread:
                    thread.join()

    def seen(self, language: str) -> int:
        """Up to which number the texts are known; -1 before the first search."""
        return self._of(language).seen

    def _of(self, language: str) -> _Growing:
        with self._lock:
            return self._languages.setdefault(language, _Growing())

    def _known(self, database: Backend, language: str) -> tuple[PairIndex, ...]:
        growing = self._of(language)
        if growing.seen < 0:
            self.catch_up(database, language, newest(database))
        return growing.parts

    def _read_later(self, language: str, growing: _Growing) -> None:
        with self._lock:
            if not _is_alive(growing.reading):
                growing.reading = threading.Thread(
                    target=self._read_many, args=(language, growing), name=f"new {language}", daemon=True
                )
                growing.reading.start()

    def _read_many(self, language: str, growing: _Growing) -> None:
        """Read what is new, and what comes meanwhile, until only few are left, which the next search reads."""
        with suppress(DuizhaoError), closing(connect(self._place, create=False)) as database:
            while (highest := newest(database)) - growing.seen > _MANY:
                with growing.lock:
                    self._read(database, language, growing, highest)

    def _read(self, database: Backend, language: str, growing: _Growing, highest: int) -> None:
        if growing.seen < 0 and (kept := self._from_file(database, language)):
            growing.parts, growing.seen = (kept[0],), kept[1]
            growing.kept = growing.seen
        texts = _texts(database, language, growing.seen, highest)
        part = PairIndex.of(texts, phrases=not spaced(language))
        if len(part):
            most = _LARGE if self._place else sys.maxsize
            growing.parts = _small_joined((*growing.parts, part), most, phrases=not spaced(language))
        growing.seen = max(growing.seen, highest)
        self._tidy_later(language, growing)

    # The large index ---------------------------------------------------------------------------------------------

    def _path(self, language: str) -> Path | None:
        safe = language.isascii() and language.isalnum()
        return self._folder / f"{language}.pairs" if self._folder and safe else None

    def _from_file(self, database: Backend, language: str) -> tuple[PairIndex, int] | None:
        path = self._path(language)
        found = read_index(path) if path else None
        return found if found and _is_of(found[0], database) else None

    def _tidy_later(self, language: str, growing: _Growing) -> None:
        if not self._place or not _untidy(growing) or _is_alive(growing.tidying):
            return
        growing.tidying = threading.Thread(
            target=self._tidy, args=(language, growing), name=f"index {language}", daemon=True
        )
        growing.tidying.start()

    def _tidy(self, language: str, growing: _Growing) -> None:
        """Join the large indices into one without what is gone, and keep it in a file, or take the file that another
        process has made meanwhile."""
        path = self._path(language)
        with suppress(DuizhaoError), _alone(path) as alone:
            database = connect(self._place, create=False)
            try:
                if path and (found := read_index(path)) and found[1] > growing.kept and _is_of(found[0], database):
                    self._take(language, growing, *found)
                if not alone or not _untidy(growing):
                    return
                parts = growing.parts
                upto = max(int(part.numbers.max()) for part in parts)
                whole = parts[0]
                if len(parts) > 1:
                    there = _there(database, language, upto)
                    whole = PairIndex.joined(parts, phrases=not spaced(language), there=there)
                    del there
                if path and write_index(path, whole, upto) and (found := read_index(path)):
                    whole = found[0]
                self._take(language, growing, whole, upto)
            finally:
                database.close()

    def _take(self, language: str, growing: _Growing, whole: PairIndex, upto: int) -> None:
        """Put an index of all texts up to a number in the place of those that are known."""
        with growing.lock:
            rest = [part for part in growing.parts if len(part) and part.numbers.max() > upto]
            for place, part in enumerate(rest):
                behind = part.numbers[part.numbers > upto]
                if len(behind) < len(part):
                    rest[place] = PairIndex.joined([part], phrases=not spaced(language), there=behind)
            growing.parts = (whole, *rest)
            growing.kept, growing.seen = upto, max(growing.seen, upto)


def _is_alive(thread: threading.Thread | None) -> bool:
    return thread is not None and thread.is_alive()


def newest(database: Backend) -> int:
    """The highest number of a text."""
    return int(database.rows("SELECT coalesce(max(id), 0) FROM variant")[0][0])


def _texts(database: Backend, language: str, after: int, upto: int) -> Iterator[tuple[int, bytes]]:
    while True:
        rows = database.rows(
            "SELECT id, tokens FROM variant WHERE id > ? AND id <= ? AND language = ? ORDER BY id LIMIT ?",
            (after, upto, language, _AT_ONCE),
        )
        for number, packed in rows:
            yield int(number), bytes(packed)
        if len(rows) < _AT_ONCE:
            return
        after = int(rows[-1][0])


def _there(database: Backend, language: str, upto: int) -> NDArray[np.int64]:
    rows = database.rows("SELECT id FROM variant WHERE id <= ? AND language = ? ORDER BY id", (upto, language))
    return np.fromiter((int(row[0]) for row in rows), dtype=np.int64, count=len(rows))


def _small_joined(parts: tuple[PairIndex, ...], most: int, *, phrases: bool) -> tuple[PairIndex, ...]:
    """Parts of which none is more than a quarter of the one before it, unless that has `most` texts or more."""
    joined = list(parts)
    while len(joined) > 1 and len(joined[-1]) * _RATIO >= len(joined[-2]) and len(joined[-2]) < most:
        joined[-2:] = [PairIndex.joined(joined[-2:], phrases=phrases)]
    return tuple(joined)


def _untidy(growing: _Growing) -> bool:
    """Whether there is something to join or to keep that is worth a thread's while."""
    sizes = [len(part) for part in growing.parts]
    if sum(sizes) < _LARGE:
        return False
    return growing.kept < 0 or sum(sizes[1:]) * _RATIO >= sizes[0]


def _is_of(index: PairIndex, database: Backend) -> bool:
    """Whether an index is of the texts of this database: one that was brought back from a copy gives the numbers of
    what was lost to other texts. Texts that are gone say nothing, but of the last some have to be there."""
    if not len(index):
        return False
    spread = np.linspace(0, len(index) - 1, _SAMPLE).astype(int)
    last = np.argpartition(index.numbers, -min(_SAMPLE, len(index)))[-_SAMPLE:]
    places = {*spread.tolist(), *last.tolist()}
    wanted = {int(index.numbers[place]): index.packed(place) for place in places}
    marks = ",".join("?" * len(wanted))
    rows = database.rows(f"SELECT id, tokens FROM variant WHERE id IN ({marks})", list(wanted))
    return bool(rows) and all(bytes(packed) == wanted[int(number)] for number, packed in rows)


@contextmanager
def _alone(path: Path | None) -> Iterator[bool]:
    """Whether no other process makes the file at the moment; none begins to while the block runs."""
    if path is None or fcntl is None:
        yield True
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        yield True  # nothing can be kept there
        return
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True
    finally:
        os.close(handle)
