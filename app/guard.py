"""A limit of memory and time for each document pair: a worker that goes beyond it ends itself, and says why.

What takes too much cannot be stopped from inside; its process can, and another takes its place. The note that it leaves
in the output folder tells why, whichever engine began it.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.processes.watch import Meter
from duizhao.corpora.saying import say

_LOOK = 0.1  # seconds between two looks
_STOPPED = 67  # exit code of a worker that ended itself


@dataclass(frozen=True, slots=True)
class PairLimits:
    """The most that one document pair may take: megabytes beyond what its worker takes by itself, and seconds; None
    sets no limit. On Windows memory is not measured."""

    memory_mb: int | None = None
    seconds: int | None = None

    def __post_init__(self) -> None:
        for name, value in (("--pair-memory", self.memory_mb), ("--pair-seconds", self.seconds)):
            if value is not None and value < 1:
                raise SettingsError(
                    say("{name} {value}", name=name, value=value), cure="Give a number from 1, or leave it out"
                )

    def __bool__(self) -> bool:
        return self.memory_mb is not None or self.seconds is not None


def _note(folder: Path, name: str) -> Path:
    return folder / f".stopped-{hashlib.sha256(name.encode()).hexdigest()[:24]}"


@contextmanager
def guarded(limits: PairLimits, folder: Path, name: str) -> Iterator[None]:
    """End this process, whatever it is doing, when what happens inside takes more than it may; `why_stopped` of the
    same folder and name then says so. Without limits nothing is done."""
    if not limits:
        yield
        return
    over = threading.Event()
    meter = Meter()
    meter.begin(None if limits.memory_mb is None else limits.memory_mb * 2**20)
    ends = None if limits.seconds is None else time.monotonic() + limits.seconds

    def look() -> None:
        while not over.wait(_LOOK):
            why = ""
            if meter.passed():
                why = say(
                    "it takes more than {memory_mb} MB of memory, the limit for one pair", memory_mb=limits.memory_mb
                )
            elif ends is not None and time.monotonic() > ends:
                why = say("it takes longer than {seconds} seconds, the limit for one pair", seconds=limits.seconds)
            if why and not over.is_set():
                with suppress(OSError):
                    _note(folder, name).write_text(why, encoding="utf-8")
                os._exit(_STOPPED)

    watcher = threading.Thread(target=look, name="guard", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def why_stopped(folder: Path, name: str) -> str:
    """What the guard of a worker that is gone had to say; "" where it did not end it. It is said once."""
    path = _note(folder, name)
    try:
        why = path.read_text(encoding="utf-8")
        path.unlink(missing_ok=True)
    except (OSError, UnicodeDecodeError):
        return ""
    return why
