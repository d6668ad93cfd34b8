"""Processes that work for the desk, and end with it: nobody would see what they make.

It loads nothing of ours. What watches for other processes (corpora/processes/watch.py) does much the same, but whoever
imports it loads the readers, which takes half a second: so long a process that was begun for nothing would stay.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import Any

_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
_LOOK = 0.1  # seconds between two looks


def begin(module: str, *arguments: str, **streams: Any) -> subprocess.Popen[Any]:
    """Begin `python -m module DESK …`, where DESK is the number of this process, for `end_with`. To be called by a
    thread that lasts as long as the child may: Linux ends it with the thread that began it."""
    return subprocess.Popen([sys.executable, "-m", module, str(os.getpid()), *arguments], **streams)


def end_with(desk: int) -> None:
    """End this process when the desk is gone, whatever it is doing then. Called before all else of ours is loaded."""
    if sys.platform == "win32":
        from duizhao.corpora.processes.watch import watch

        watch(parent=desk)
        return
    if sys.platform == "linux":
        # The system does it even while a library loads and lets no thread of ours look.
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)

    def look() -> None:
        while os.getppid() == desk:
            time.sleep(_LOOK)
        os._exit(1)

    threading.Thread(target=look, name="watch", daemon=True).start()
