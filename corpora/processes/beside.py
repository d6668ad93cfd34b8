"""Work that a copy of this process does while this one goes on: the second core is not left to wait."""

from __future__ import annotations

import gc
import os
import pickle
import select
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Generic, TypeVar

from duizhao.corpora.processes.cores import cores
from duizhao.corpora.processes.helper import close_all, fork, may_fork
from duizhao.corpora.processes.watch import end_with_parent
from duizhao.corpora.processes.workers import Raised

T = TypeVar("T")


class GoneError(Exception):
    """The copy ended without an answer: the system had no memory for it, or somebody killed it."""


class Beside(Generic[T]):
    """Work in a copy of this process, begun at once. `take` waits for what it gives; `drop` ends it.

    The copy has all that this process has loaded, and hands over what it makes of that by pickle: it is for our own
    work. A library that a stranger's file may take over is for `helper`.
    """

    def __init__(self, work: Callable[[], T]) -> None:
        parent = os.getpid()
        self._answer, theirs = os.pipe()
        self._pid = fork()
        if not self._pid:
            try:
                os.close(self._answer)
                _do(work, theirs, parent)
            finally:
                # Nothing of what the copied process would do at its end is ours to do.
                os._exit(0)
        os.close(theirs)

    def ready(self) -> bool:
        """Whether there is something to be taken, or nothing to wait for."""
        return bool(select.select([self._answer], [], [], 0)[0])

    def take(self) -> T:
        """What the work gives. Raises what it raises, and GoneError where the copy died over it. To be called once."""
        try:
            with os.fdopen(os.dup(self._answer), "rb") as stream:
                data = stream.read()
        finally:
            self.drop()
        try:
            found: Any = pickle.loads(data)
        except (EOFError, pickle.UnpicklingError):  # what it had said when it died
            raise GoneError from None
        if isinstance(found, Raised):
            raise found.error
        made: T = found
        return made

    def drop(self) -> None:
        """End the work, if it has not ended."""
        if self._pid:
            pid, self._pid = self._pid, 0
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)
            os.close(self._answer)


def _do(work: Callable[[], T], answer: int, parent: int) -> None:
    """The copy's life."""
    end_with_parent(parent=parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who began us decides what Ctrl-C means
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    # What the copy has of its parent stays shared as long as nothing writes to it, as the collector would.
    gc.freeze()
    try:
        found: Any = work()
    except Exception as error:
        found = Raised(error)
    close_all(kill=True)
    with suppress(BrokenPipeError), os.fdopen(answer, "wb") as stream:
        stream.write(pickle.dumps(found, pickle.HIGHEST_PROTOCOL))


def beside(work: Callable[[], T]) -> Beside[T] | None:
    """The work in a copy of this process; None where there is no second core, or a copy cannot be trusted."""
    if sys.platform != "linux" or cores() < 2 or not may_fork():
        return None
    return Beside(work)
