"""Being asked to end: SIGTERM and SIGHUP put away what is half-made, as Ctrl-C does."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# Windows has no hang-ups.
ASKING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


def end_politely() -> None:
    """From now on let SIGTERM and SIGHUP end this process by way of SystemExit, with the exit code that a shell gives
    for the signal. The first one alone: what is put away then is not to be disturbed. For a main thread."""
    for number in ASKING:
        signal.signal(number, _end)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ASKING)


@contextmanager
def unasked() -> Iterator[None]:
    """What asks to end waits meanwhile, in this thread and in a process that is begun in it, until that one calls
    `end_politely`: asked before, it would end by what we do when we are asked, and print where it stood."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ASKING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end(number: int, frame: FrameType | None) -> None:
    for other in ASKING:
        signal.signal(other, signal.SIG_IGN)
    raise SystemExit(128 + number)
