"""What a process of ours sees of itself: how much memory it takes, and whether the one that began it is still there."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
_STATM = Path("/proc/self/statm")
# A page that runs away was seen to take 400 MB a second: 8 MB between two looks.
_LOOK = 0.02


def memory() -> int:
    """Bytes of memory that this process takes; where only the most so far can be had (macOS), that; 0 on Windows, where
    the system itself holds the limit (`hold_memory`)."""
    if sys.platform == "win32":
        return 0
    import resource

    with contextlib.suppress(OSError):
        return int(_STATM.read_bytes().split()[1]) * resource.getpagesize()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


_earned = 0


def allow_more(more: int = 2**20) -> None:
    """Let the work in hand take so many bytes more: a page is done, and what was read of it is kept."""
    global _earned
    _earned += more


class Meter:
    """How far a process may grow while it does one piece of work: `most` bytes and what `allow_more` adds."""

    def __init__(self) -> None:
        self._base, self._most, self._first = 0, 0, _earned

    def begin(self, most: int | None) -> None:
        """Measure from here; None measures nothing."""
        self._base, self._first = memory(), _earned
        self._most = most or 0

    def end(self) -> None:
        """Measure no more."""
        self._most = 0

    def passed(self) -> bool:
        """Whether the work in hand has taken more than it may."""
        most = self._most
        return bool(most) and memory() - self._base > most + _earned - self._first


def watch(meter: Meter | None = None, stop: Callable[[], None] = lambda: None, *, parent: int | None = None) -> None:
    """End this process when the one that began it is gone, whatever it is doing; and `stop` when the meter says so,
    which is asked fifty times a second. A library that runs away lets other threads go on, as everything that is called
    by way of ctypes does. `parent` as for `parent_gone`."""
    orphaned = parent_gone(parent)

    def look() -> None:
        looks = 0
        while True:
            time.sleep(_LOOK if meter is not None else 10 * _LOOK)
            looks += 1
            if meter is not None and meter.passed():
                stop()
            if (meter is None or looks % 10 == 0) and orphaned():
                os._exit(1)

    threading.Thread(target=look, name="watch", daemon=True).start()


def parent_gone(parent: int | None = None) -> Callable[[], bool]:
    """A question that can be asked at any time: is the process that began this one gone? `parent` is its number, which
    a process that nothing else tells has to be given: it may have been gone before we could ask for it."""
    parent = os.getppid() if parent is None else parent
    if sys.platform != "win32":
        return lambda: os.getppid() != parent
    synchronize, signalled = 0x100000, 0  # winnt.h, synchapi.h
    kernel = ctypes.WinDLL("kernel32")
    kernel.OpenProcess.restype = ctypes.c_void_p
    kernel.WaitForSingleObject.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
    handle = kernel.OpenProcess(synchronize, False, parent)
    return lambda: not handle or kernel.WaitForSingleObject(handle, 0) == signalled


def end_with_parent(*, main_thread: bool = True, parent: int | None = None) -> None:
    """Ask Linux to end this process as soon as the thread that began it ends, whatever this one is doing then. Only for
    a process that was begun by a main thread: another may end long before its process. `parent` as for
    `parent_gone`."""
    if sys.platform == "linux" and main_thread:
        parent = os.getppid() if parent is None else parent
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it was gone before we asked
            os._exit(1)


def hold_memory(most: int) -> None:
    """Let the system refuse this process what goes far beyond `most` bytes more than it takes now: for what grows so
    fast that `watch` does not see it in time."""
    if sys.platform == "win32":
        _hold_windows(most)
    elif sys.platform == "linux":
        import resource

        # Pages that were only set apart are not counted: PDFium and OpenBLAS set apart gigabytes.
        taken = next(
            (int(line.split()[1]) * 1024 for line in _status() if line.startswith("VmData")),
            0,
        )
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = taken + 2 * most + 2**30
        if taken and (hard == resource.RLIM_INFINITY or wanted < hard):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))


def _status() -> list[str]:
    with contextlib.suppress(OSError):
        return Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    return []


def _hold_windows(most: int) -> None:  # pragma: no cover - on Windows only
    """Put this process into a job of its own that may commit so much, and that ends with it."""
    if sys.platform != "win32":
        return
    from ctypes import wintypes

    class Basic(ctypes.Structure):
        # JOBOBJECT_BASIC_LIMIT_INFORMATION of winnt.h
        _fields_ = [
            ("PerProcessUserTimeLimit", wintypes.LARGE_INTEGER),
            ("PerJobUserTimeLimit", wintypes.LARGE_INTEGER),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        ]

    class Extended(ctypes.Structure):
        # JOBOBJECT_EXTENDED_LIMIT_INFORMATION; IoInfo is six 64-bit counters
        _fields_ = [
            ("Basic", Basic),
            ("IoInfo", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        ]

    process_memory, die_on_exception, extended_limits = 0x100, 0x400, 9
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = wintypes.HANDLE
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    kernel.SetInformationJobObject.argtypes = [wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD]
    kernel.AssignProcessToJobObject.argtypes = [wintypes.HANDLE, wintypes.HANDLE]
    job = kernel.CreateJobObjectW(None, None)
    given = Extended()
    given.Basic.LimitFlags = process_memory | die_on_exception
    # What is committed by then is the interpreter with its packages, some 150 MB.
    given.ProcessMemoryLimit = most + 256 * 2**20
    if job and kernel.SetInformationJobObject(job, extended_limits, ctypes.byref(given), ctypes.sizeof(given)):
        kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
