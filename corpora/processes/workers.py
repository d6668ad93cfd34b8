"""The port that work on many things goes through, whoever does it: processes here, a cluster elsewhere.

`Workers` is what an engine has to offer; `each_once` is how it is used, alike for all of them: the next thing is handed
over when somebody can take it and not before, so that memory does not grow with the pile, and a thing whose worker died
is tried once more, alone. Who works where is the engine's own affair.
"""

from __future__ import annotations

import signal
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")
T_contra = TypeVar("T_contra", contravariant=True)
_LOSSES = 5  # times that a thing may lose the machine it is worked on before it is taken for the cause


@dataclass(frozen=True, slots=True)
class Died:
    """Instead of a result: the process that worked on it died, and so did the one that tried it again, alone. `how`
    says it where there is no status of a process of ours."""

    status: int
    how: str = ""

    def __str__(self) -> str:
        """How it ended: `SIGKILL`, `exit code 1`."""
        if self.how:
            return self.how
        try:
            return signal.Signals(-self.status).name
        except ValueError:
            return f"exit code {self.status}"


@dataclass(slots=True)
class Raised:
    """Instead of a result: what the work raised."""

    error: BaseException


class Workers(Protocol[T_contra]):
    """Who does the work. Used by one thread; things are named by their place in the pile."""

    def free(self) -> int:
        """How many things would be taken now. A few more than are worked on at once may be, so that nobody waits."""
        ...

    def submit(self, place: int, thing: T_contra) -> None:
        """Hand over a thing. Only where something is free."""
        ...

    def ended(self) -> Sequence[tuple[int, Any]]:
        """Wait until something has ended, or someone has become free. What has ended: a result, a `Died` or a
        `Raised`."""
        ...

    def lost(self, place: int) -> bool:
        """Whether a thing's worker died because its machine is gone: then the thing is not to blame."""
        ...

    def alone(self) -> None:
        """From now on one thing is worked on at a time, with all the memory that can be had for it."""
        ...

    def close(self) -> None:
        """Give up what is in hand, and leave nobody behind."""
        ...


class _Pile(Generic[T, R]):
    """Things that are handed to workers."""

    def __init__(self, workers: Workers[T], things: Sequence[T], meanwhile: Callable[[], object] | None) -> None:
        self._workers, self._things, self._meanwhile = workers, things, meanwhile
        self._losses: Counter[int] = Counter()

    def through(self, places: Iterable[int], died: dict[int, Died]) -> Generator[tuple[int, R], None, None]:
        """The results of the things at these places, as they end; those whose worker died are put into `died`."""
        waiting = deque(places)
        out = 0
        while waiting or out:
            while waiting and self._workers.free() > 0:
                place = waiting.popleft()
                self._workers.submit(place, self._things[place])
                out += 1
            self.begun()
            done = self._workers.ended()
            out -= len(done)
            for place, found in done:
                if isinstance(found, Raised):
                    raise found.error
                if isinstance(found, Died):
                    died[place] = found
                else:
                    yield place, found

    def begun(self) -> None:
        """Do what is to be done here beside the work, once."""
        meanwhile, self._meanwhile = self._meanwhile, None
        if meanwhile is not None:
            meanwhile()

    def innocent(self, died: Iterable[int]) -> list[int]:
        """Those of which the machine is gone, and not too often."""
        found = [place for place in sorted(died) if self._losses[place] < _LOSSES and self._workers.lost(place)]
        self._losses.update(found)
        return found


def each_once(
    workers: Workers[T],
    things: Sequence[T],
    order: Sequence[int] | None = None,
    *,
    meanwhile: Callable[[], object] | None = None,
) -> Generator[tuple[int, R | Died], None, None]:
    """What workers make of each thing, with the thing's place, as they end; taken in `order` (places), by default as
    they stand. `meanwhile` is called once, when the first have been handed over.

    A thing whose worker dies is tried once more, when all others are done and by itself, and is a `Died` then; one
    whose machine is gone is tried as if for the first time. What the work raises is raised here and ends all of it.
    However this ends, `workers` is closed.
    """
    pile: _Pile[T, R] = _Pile(workers, things, meanwhile)
    try:
        todo: Sequence[int] = range(len(things)) if order is None else order
        died: dict[int, Died] = {}
        while todo:
            yield from pile.through(todo, died)
            todo = pile.innocent(died)
            for place in todo:
                del died[place]
        pile.begun()  # where there was nothing to hand over
        for place in sorted(died):
            with suppress(OSError):
                workers.alone()
            last: dict[int, Died] = {}
            yield from pile.through([place], last)
            yield from last.items()
    finally:
        workers.close()
