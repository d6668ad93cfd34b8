"""The same work on many things, in several processes: one that dies costs the thing it had in hand, and no other.

concurrent.futures gives up everything when a process of its pool is killed, and leaves its processes behind when the
one that began them is.
"""

from __future__ import annotations

import multiprocessing
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Generator, Sequence
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

from duizhao.corpora.processes.helper import may_fork
from duizhao.corpora.processes.signals import end_politely, unasked
from duizhao.corpora.processes.watch import end_with_parent, watch
from duizhao.corpora.processes.workers import Died, Raised, each_once

T = TypeVar("T")
R = TypeVar("R")
_GRACE = 5.0  # seconds in which a process that is asked to end may put away what is half-made


def forks() -> bool:
    """Whether the processes that are begun now are copies of this one: they have its dictionaries, and are there in
    milliseconds."""
    return may_fork() and multiprocessing.get_start_method() == "fork"


class _Unsent(Exception):
    """What a process raised, where that cannot be sent."""


def in_processes(
    work: Callable[[T], R],
    things: Sequence[T],
    jobs: int,
    *,
    start: Callable[..., None] | None = None,
    given: Sequence[Any] = (),
    meanwhile: Callable[[], object] | None = None,
) -> Generator[tuple[int, R | Died], None, None]:
    """What `work` makes of each thing, with the thing's place, as they end, by `jobs` processes.

    Each process calls `start(*given)` first. `meanwhile` is called here when they have begun. A process that is killed
    costs the thing that it had in hand: that is tried once more, when all others are done and by itself, and is a
    `Died` then. What `work` raises is raised here and ends all of it. However this ends, no process is left.
    """
    return each_once(Pool(work, min(jobs, len(things)), start, tuple(given)), things, meanwhile=meanwhile)


class Pool(Generic[T]):
    """`Workers` that are processes of this machine: a thread for each hands it a thing and waits for what is made of
    it. They are begun when the first thing is handed over."""

    def __init__(
        self,
        work: Callable[[T], Any],
        jobs: int,
        start: Callable[..., None] | None = None,
        given: tuple[Any, ...] = (),
    ) -> None:
        self._task, self._jobs = (work, start, given), jobs
        self._waiting: queue.SimpleQueue[tuple[int, T] | None] = queue.SimpleQueue()
        self._ended: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()
        self._making, self._closed, self._out = threading.Lock(), False, 0
        self._workers: list[_Worker] = []
        self._threads: list[threading.Thread] = []

    def free(self) -> int:
        """See `Workers`: as many as there are processes wait for them, so that none waits for us."""
        return 2 * self._jobs - self._out

    def submit(self, place: int, thing: T) -> None:
        """See `Workers`."""
        if not self._threads:
            self._begin()
        self._out += 1
        self._waiting.put((place, thing))

    def _begin(self) -> None:
        # Begun before the first thread: a fork of a process with one thread is the safe one.
        self._workers = [_Worker(*self._task, self._making) for _ in range(self._jobs)]
        self._threads = [
            threading.Thread(target=self._serve, args=(worker,), daemon=True) for worker in list(self._workers)
        ]
        for thread in self._threads:
            thread.start()

    def ended(self) -> list[tuple[int, Any]]:
        """See `Workers`."""
        while True:
            try:
                # A wait without an end cannot be interrupted on Windows.
                found = self._ended.get(timeout=0.5)
            except queue.Empty:
                continue
            self._out -= 1
            return [found]

    def lost(self, place: int) -> bool:
        """See `Workers`: this machine is not gone."""
        return False

    def alone(self) -> None:
        """See `Workers`: all processes that are there end, and one is begun."""
        self._stop_threads()
        for worker in self._workers:
            worker.end()
        self._workers.clear()
        self._jobs, self._waiting = 1, queue.SimpleQueue()

    def _stop_threads(self) -> None:
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join(_GRACE)
        self._threads.clear()

    def _serve(self, worker: _Worker) -> None:
        waiting = self._waiting
        while (given := waiting.get()) is not None and not self._closed:
            place, thing = given
            try:
                found = worker.make(thing)
                if isinstance(found, Died) and not self._closed:
                    worker = self._new()
            except Exception as error:  # no more processes, no more memory
                found = Raised(error)
            self._ended.put((place, found))

    def _new(self) -> _Worker:
        worker = _Worker(*self._task, self._making)
        self._workers.append(worker)
        if self._closed:
            worker.end()
        return worker

    def close(self) -> None:
        """See `Workers`."""
        self._closed = True
        workers = list(self._workers)
        for worker in workers:
            worker.ask_to_end()
        for worker in workers:
            worker.end()
        self._stop_threads()


class _Worker:
    """A process, and the pipe to it."""

    def __init__(
        self,
        work: Callable[[Any], Any],
        start: Callable[..., None] | None,
        given: tuple[Any, ...],
        making: threading.Lock,
    ) -> None:
        main = threading.current_thread() is threading.main_thread()
        # One at a time: a process that is begun meanwhile would keep the other end of our pipe open.
        with making:
            self._pipe, theirs = multiprocessing.Pipe()
            self._process = multiprocessing.Process(target=_serve, args=(theirs, work, start, given, main), daemon=True)
            with unasked():
                self._process.start()
            theirs.close()

    def make(self, thing: Any) -> Any:
        """What the process makes of a thing; Died where it died."""
        try:
            self._pipe.send(thing)
            return self._pipe.recv()
        except (EOFError, OSError):
            self._process.join(_GRACE)
            return Died(self._process.exitcode or 0)

    def ask_to_end(self) -> None:
        """Begin to end it."""
        self._process.terminate()

    def end(self) -> None:
        """End it, at the latest after a grace."""
        self._process.terminate()
        self._process.join(_GRACE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._pipe.close()


def _serve(
    pipe: Connection, work: Callable[[Any], Any], start: Callable[..., None] | None, given: tuple[Any, ...], main: bool
) -> None:
    """A process's life: things in, results out, until the other side is gone."""
    if sys.platform != "win32":
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # who began us decides what Ctrl-C means
    end_politely()
    end_with_parent(main_thread=main)
    watch()
    try:
        if start is not None:
            start(*given)
        while True:
            _answer(pipe, work, pipe.recv())
    except (EOFError, OSError):
        return


def _answer(pipe: Connection, work: Callable[[Any], Any], thing: Any) -> None:
    found: Any
    try:
        found = work(thing)
    except Exception as error:
        found = Raised(error)
    try:
        pipe.send(found)
    except OSError:
        raise
    except Exception:  # what cannot be pickled
        pipe.send(Raised(_Unsent(traceback.format_exc())))
