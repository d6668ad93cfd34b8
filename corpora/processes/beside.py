"""Work that a copy of this process does while this one goes on: the second core is not left to wait."""

from __future__ import annotations

import gc
import os
import pickle
import select
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, BinaryIO

from duizhao.corpora.processes.cores import cores
from duizhao.corpora.processes.helper import close_all, fork, may_fork
from duizhao.corpora.processes.watch import end_with_parent
from duizhao.corpora.processes.workers import Raised

_SIZE = 8  # bytes of a length
_ROOM = 2**20  # bytes that wait to be taken: as many as Linux lets anybody have


class GoneError(Exception):
    """The copy ended without an answer: the system had no memory for it, or somebody killed it."""


class Beside:
    """Work in a copy of this process, begun at once, which gives one thing or several. `take` waits for the next of
    them; `drop` ends the work.

    The copy has all that this process has loaded, and hands over what it makes of that by pickle: it is for our own
    work. A library that a stranger's file may take over is for `helper`.
    """

    def __init__(self, work: Callable[[], Iterable[Any]]) -> None:
        parent = os.getpid()
        answers, theirs = os.pipe()
        _widen(theirs)
        self._pid = fork()
        if not self._pid:
            try:
                os.close(answers)
                _do(work, theirs, parent)
            finally:
                # Nothing of what the copied process would do at its end is ours to do.
                os._exit(0)
        os.close(theirs)
        self._answers = os.fdopen(answers, "rb")

    def ready(self) -> bool:
        """Whether there is something to be taken, or nothing to wait for."""
        return bool(select.select([self._answers], [], [], 0)[0])

    def take(self) -> Any:
        """The next of what the work gives. Raises what the work raises, and GoneError where there is no more, or the
        copy died over it."""
        if not self._pid:
            raise GoneError
        size = int.from_bytes(self._answers.read(_SIZE), "big")
        data = self._answers.read(size)
        if not size or len(data) < size:
            raise GoneError
        found = pickle.loads(data)
        if isinstance(found, Raised):
            raise found.error
        return found

    def drop(self) -> None:
        """End the work, if it has not ended."""
        if self._pid:
            pid, self._pid = self._pid, 0
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)
            self._answers.close()


def _widen(pipe: int) -> None:
    """Let the copy go on to the next thing while nobody has taken the first."""
    if sys.platform == "linux":
        import fcntl

        with suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _ROOM)


def _do(work: Callable[[], Iterable[Any]], answers: int, parent: int) -> None:
    """The copy's life."""
    end_with_parent(parent=parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who began us decides what Ctrl-C means
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    # What the copy has of its parent stays shared as long as nothing writes to it, as the collector would.
    gc.freeze()
    with suppress(BrokenPipeError), os.fdopen(answers, "wb") as stream:
        try:
            for found in work():
                _send(stream, found)
        except BrokenPipeError:
            raise
        except Exception as error:
            _send(stream, Raised(error))
        close_all(kill=True)


def _send(stream: BinaryIO, found: Any) -> None:
    data = pickle.dumps(found, pickle.HIGHEST_PROTOCOL)
    stream.write(len(data).to_bytes(_SIZE, "big") + data)
    stream.flush()


def beside(work: Callable[[], Iterable[Any]]) -> Beside | None:
    """The work in a copy of this process; None where there is no second core, or a copy cannot be trusted."""
    if sys.platform != "linux" or cores() < 2 or not may_fork():
        return None
    return Beside(work)
