"""Work on a stranger's file in a process of its own, with a limit of memory and of time.

What comes back is plain data (JSON): a process that such a file has taken over cannot make this one run anything. One
process serves several files, for it takes half a second to begin one; on Linux, where a fork takes milliseconds, it is
forked as long as this process has a single thread.
"""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import threading
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from duizhao.corpora import errors
from duizhao.corpora.errors import DuizhaoError, InputError, WorkError
from duizhao.corpora.processes.child import TOO_MUCH_MEMORY, receive, send, serve
from duizhao.corpora.processes.limits import MEMORY_VARIABLE, SECONDS_VARIABLE, Limits
from duizhao.corpora.saying import say

_ERRORS: dict[str, type[DuizhaoError]] = {
    name: found for name, found in vars(errors).items() if isinstance(found, type) and issubclass(found, DuizhaoError)
}


class Faulty(RuntimeError):
    """The work failed in a way that is a fault of ours; the text is the other process's traceback."""


def may_fork() -> bool:
    """Whether a fork of this process can be trusted: a second thread may hold a lock that nobody would open again."""
    return sys.platform == "linux" and threading.active_count() == 1


def fork() -> int:
    """A copy of this process (`os.fork`), to be made where `may_fork` says so."""
    with warnings.catch_warnings():
        # Threads of NumPy's are no threads of ours: they hold none of our locks, and care for forks themselves.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


class _Spawned:
    """A process begun as a program of its own."""

    def __init__(self) -> None:
        # Not from the folder that we stand in: a stranger's json.py may lie there.
        path = os.pathsep.join(place for place in sys.path if place and Path(place).is_absolute())
        main = threading.current_thread() is threading.main_thread()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "duizhao.corpora.processes.child", "main" if main else "other"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.requests: BinaryIO = self._process.stdin  # type: ignore[assignment]
        self.answers: BinaryIO = self._process.stdout  # type: ignore[assignment]

    def kill(self) -> None:
        self._process.kill()

    def wait(self) -> int:
        return self._process.wait()

    def alive(self) -> bool:
        return self._process.poll() is None


class _Forked:
    """A process begun as a copy of this one."""

    def __init__(self) -> None:
        theirs, requests = os.pipe()
        answers, out = os.pipe()
        self._pid = fork()
        if not self._pid:
            status = 1
            try:
                os.close(requests)
                os.close(answers)
                with os.fdopen(theirs, "rb") as source, os.fdopen(out, "wb") as target:
                    serve(source, target, from_main_thread=True)
                status = 0
            finally:
                # Nothing of what the copied process would do at its end is ours to do.
                os._exit(status)
        os.close(theirs)
        os.close(out)
        self.requests: BinaryIO = os.fdopen(requests, "wb")
        self.answers: BinaryIO = os.fdopen(answers, "rb")
        self._status: int | None = None

    def kill(self) -> None:
        if self._status is None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)

    def wait(self) -> int:
        if self._status is None:
            try:
                self._status = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
            except ChildProcessError:  # somebody else has waited for it
                self._status = 1
        return self._status

    def alive(self) -> bool:
        if self._status is None:
            with suppress(ChildProcessError):
                pid, status = os.waitpid(self._pid, os.WNOHANG)
                self._status = os.waitstatus_to_exitcode(status) if pid else None
                return not pid
        return False


class Helper:
    """A process that works for this one. `ask` what is to be done; `close` it when it is no longer needed."""

    def __init__(self) -> None:
        self._process: _Forked | _Spawned = _Forked() if may_fork() else _Spawned()
        self.owner, self.usable = os.getpid(), True

    def ask(self, work: str, request: dict[str, Any], data: bytes, limits: Limits, path: Path) -> Any:
        """What the function `work` ("module:function") makes of a request and bytes. Raises the error of ours that it
        raises, InputError naming the limit where it takes too much memory or time, and Faulty for a bug."""
        late = threading.Event()
        timer = None if limits.seconds is None else threading.Timer(limits.seconds, self._too_late, (late,))
        most = None if limits.memory_mb is None else limits.memory_mb * 2**20
        self.usable = False
        try:
            if timer is not None:
                timer.daemon = True
                timer.start()
            send(self._process.requests, {**request, "work": work, "limit": most}, data)
            answer, _ = receive(self._process.answers)
        except (OSError, EOFError, ValueError):
            self.close(kill=True)
            raise _ended(self._process.wait(), late.is_set(), limits, path) from None
        except BaseException:  # Ctrl-C
            self.close(kill=True)
            raise
        finally:
            if timer is not None:
                timer.cancel()
        self.usable = not answer["last"] and not late.is_set()
        if "done" in answer:
            return answer["done"]
        if "fault" in answer:
            raise Faulty(str(answer["fault"]))
        raise _error(answer["error"])

    def alive(self) -> bool:
        """Whether the process is still there."""
        return self._process.alive()

    def _too_late(self, late: threading.Event) -> None:
        late.set()
        self._process.kill()

    def kill(self) -> None:
        """End the process, whatever it is doing: who waits for its answer has an error."""
        self._process.kill()

    def close(self, *, kill: bool = False) -> None:
        """Let the process end; with `kill`, whatever it is doing."""
        self.usable = False
        if kill:
            self._process.kill()
        for stream in (self._process.requests, self._process.answers):
            with suppress(OSError):
                stream.close()
        self._process.wait()


def _error(found: dict[str, Any]) -> DuizhaoError:
    kind = _ERRORS.get(str(found["kind"]), InputError)
    path = None if found["path"] is None else Path(found["path"])
    return kind(found["what"], path=path, line=found["line"], unit=found["unit"], cure=found["cure"])


def _ended(status: int, late: bool, limits: Limits, path: Path) -> DuizhaoError:
    """What to say of a process that ended without an answer."""
    if late:
        what = say("reading it took longer than {seconds} seconds, the limit for one file", seconds=limits.seconds)
        return InputError(
            what,
            path=path,
            cure=say("Raise it with {seconds_variable} if you trust the file", seconds_variable=SECONDS_VARIABLE),
        )
    raise_memory = say("Raise it with {memory_variable} if you trust the file", memory_variable=MEMORY_VARIABLE)
    # PDFium ends itself where the system gives it no more memory.
    if status == TOO_MUCH_MEMORY:
        what = say(
            "reading it takes more than {memory_mb} MB of memory, the limit for one file", memory_mb=limits.memory_mb
        )
        return InputError(what, path=path, cure=raise_memory)
    if status == -signal.SIGABRT:
        what = say(
            "reading it failed, maybe at the limit of {memory_mb} MB of memory for one file", memory_mb=limits.memory_mb
        )
        return InputError(what, path=path, cure=raise_memory)
    if status < 0 or status >= 128:
        name = _signal_name(status)
        cure = "The file is damaged or hostile: print it to a new PDF from a viewer, or take it from another source"
        return InputError(say("its reader was ended by the system ({name})", name=name), path=path, cure=cure)
    return WorkError(
        say("the process that reads it ended with {status}", status=status), path=path, cure="Try again, or report it"
    )


def _signal_name(status: int) -> str:
    try:
        return signal.Signals(-status).name
    except ValueError:
        return say("status {status}", status=status)


_idle: list[Helper] = []
_lock = threading.Lock()


def ask(work: str, request: dict[str, Any], data: bytes, limits: Limits, path: Path) -> Any:
    """`Helper.ask` of one that is idle, or of a new one; it is kept for the next."""
    helper = _taken() or Helper()
    try:
        return helper.ask(work, request, data, limits, path)
    finally:
        _put_back(helper)


def _taken() -> Helper | None:
    with _lock:
        while _idle:
            helper = _idle.pop()
            # A fork of ours has copies that are not its own; and the system may have ended one since.
            if helper.owner == os.getpid() and helper.alive():
                return helper
    return None


class Asked:
    """Work that a process does while this one goes on: `answer` waits for it, `drop` ends it."""

    def __init__(self, work: str, request: dict[str, Any], data: bytes, limits: Limits, path: Path) -> None:
        self._helper = _taken() or Helper()
        self._found: Any = None
        self._error: BaseException | None = None
        # What the process says is taken from it at once, so that it is not thought to be late because nobody listens.
        self._thread = threading.Thread(target=self._ask, args=(work, request, data, limits, path), daemon=True)
        self._thread.start()

    def _ask(self, *what: Any) -> None:
        try:
            self._found = self._helper.ask(*what)
        except BaseException as error:  # raised where it is waited for
            self._error = error
        finally:
            _put_back(self._helper)

    def answer(self) -> Any:
        """What `Helper.ask` gives; raises what it raises."""
        while self._thread.is_alive():
            self._thread.join(0.5)  # a wait without an end cannot be interrupted on Windows
        if self._error is not None:
            raise self._error
        return self._found

    def drop(self) -> None:
        """End the work, if it has not ended."""
        if self._thread.is_alive():
            self._helper.kill()
        self._thread.join()


def prepare(count: int = 1) -> int:
    """See to it that so many processes are idle, and say how many are: to be called before threads are begun, when it
    is cheap. There is one in any case; more only where they are cheap."""
    ready: list[Helper] = []
    while len(ready) < count and (helper := _taken()):
        ready.append(helper)
    missing = (count if may_fork() and _cores() > 1 else 1) - len(ready)
    # In the list alone while the next is forked, which forgets it: a copy that kept their pipes would keep them alive.
    with _lock:
        _idle.extend(ready)
    ready.clear()
    for _ in range(missing):
        _put_back(Helper())
    return len(_idle)


def idle() -> int:
    """How many processes wait for work."""
    return len(_idle)


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _put_back(helper: Helper) -> None:
    if helper.usable:
        with _lock:
            _idle.append(helper)


def close_all(*, kill: bool = False) -> None:
    """Let every idle process end; with `kill`, without putting away what it has."""
    while helper := _taken():
        helper.close(kill=kill)


atexit.register(close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_idle.clear)
