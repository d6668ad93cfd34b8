"""How far a pile is, and when it will end: by what documents of its kinds have cost so far, not by their number.

The largest come first, so that a count of documents would promise an end far too late, and one of bytes would take a
scan for a novel. A document's cost is taken for `overhead + rate * bytes`, with a rate for each kind of file.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from duizhao.inputs import DocumentPair


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a pile is: documents that have ended, those among them that failed, all; `share` (0..1) of the work, and
    the `seconds` that are left, None where nothing has been done yet from which that could be told."""

    done: int
    failed: int
    total: int
    share: float
    seconds: float | None


@dataclass(slots=True)
class _Seen:
    """Sums over documents that were worked on: how many, bytes, seconds, and products of them."""

    n: int = 0
    bytes: float = 0.0
    seconds: float = 0.0
    squares: float = 0.0
    products: float = 0.0
    least: float = float("inf")

    def add(self, size: int, seconds: float) -> None:
        self.n += 1
        self.bytes += size
        self.seconds += seconds
        self.squares += size * size
        self.products += size * seconds
        self.least = min(self.least, seconds)

    def line(self) -> tuple[float, float]:
        """Overhead and rate by least squares; neither is negative, and an overhead is no more than the least that a
        document has cost."""
        spread = self.squares - self.bytes**2 / self.n
        slope = (self.products - self.bytes * self.seconds / self.n) / spread if spread > 0 else 0.0
        overhead = min(max((self.seconds - slope * self.bytes) / self.n, 0.0), self.least)
        return overhead, (self.seconds - overhead * self.n) / max(self.bytes, 1.0)


class Pace:
    """Reckons with what documents of a pile cost. `sizes` are (kind, bytes) of each; `clock` gives seconds."""

    def __init__(self, sizes: Sequence[tuple[str, int]], clock: Callable[[], float] = time.monotonic) -> None:
        self._sizes, self._clock = sizes, clock
        self._began = float("inf")
        # When each worker was last seen to end something: how many there are is told by what was done side by side.
        self._workers: list[float] = []
        self._seen: dict[str, _Seen] = {}
        self._all = _Seen()
        # By kind how many are left, and their bytes.
        self._left: dict[str, tuple[int, int]] = {}
        for kind, size in sizes:
            number, before = self._left.get(kind, (0, 0))
            self._left[kind] = number + 1, before + size
        self._done = self._failed = 0

    def ended(self, place: int, seconds: float, *, failed: bool = False, idle: bool = False) -> None:
        """A document has ended after so many seconds of a worker; `idle` where nothing had to be done for it."""
        kind, size = self._sizes[place]
        number, before = self._left[kind]
        self._left[kind] = number - 1, before - size
        self._done += 1
        self._failed += failed
        # What failed at once says nothing of what others cost.
        if not idle and not failed:
            self._seen.setdefault(kind, _Seen()).add(size, seconds)
            self._all.add(size, seconds)
            self._seen_working(self._clock(), seconds)

    def _seen_working(self, now: float, seconds: float) -> None:
        start = now - seconds
        self._began = min(self._began, start)
        free = [worker for worker, end in enumerate(self._workers) if end <= start + 1e-3 + 0.01 * seconds]
        if free:
            self._workers[max(free, key=self._workers.__getitem__)] = now
        else:
            self._workers.append(now)

    def standing(self) -> Standing:
        """How far it is now."""
        if not self._all.n:
            share = 1.0 if self._done == len(self._sizes) else 0.0
            return Standing(self._done, self._failed, len(self._sizes), share, None)
        ahead = 0.0
        for kind, (number, size) in self._left.items():
            overhead, rate = self._seen.get(kind, self._all).line()
            ahead += overhead * number + rate * size
        workers = len(self._workers)
        # What is in hand is partly done.
        in_hand = workers * (self._clock() - self._began) - self._all.seconds
        ahead -= min(max(in_hand, 0.0), 0.9 * ahead)
        share = self._all.seconds / max(self._all.seconds + ahead, 1e-9)
        return Standing(self._done, self._failed, len(self._sizes), share, ahead / workers)


def sizes_of(pairs: Iterable[DocumentPair]) -> list[tuple[str, int]]:
    """The kind (ending of the source's name) and the bytes of both files of each pair; what is not there has none."""
    found = []
    for pair in pairs:
        size = 0
        for path in set(pair.given.files):
            try:
                size += path.stat().st_size
            except OSError:
                continue  # it will be told when its turn comes
        found.append((pair.given.files[0].suffix.lower(), size))
    return found
