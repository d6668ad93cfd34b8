"""The process that aligns for the desk ends with the desk, whatever it is doing."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

# What works for the desk, in a library that lets no other thread go on (as one that loads a model may).
WORK = """
import ctypes, os, sys
from duizhao.desk.work import end_with
end_with(int(sys.argv[1]))
os.write(1, f"{os.getpid()}\\n".encode())
ctypes.PyDLL(None).sleep(60)
"""
# The desk: one thread begins it and follows it to its end.
DESK = """
import os, subprocess, sys, threading
def follow():
    subprocess.Popen([sys.executable, "-c", sys.argv[1], str(os.getpid())]).wait()
thread = threading.Thread(target=follow)
thread.start()
thread.join()
"""


def running(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stream:
            return stream.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with the thread that began it")
def test_work_ends_with_the_desk_while_a_library_lets_nothing_else_go_on() -> None:
    with subprocess.Popen([sys.executable, "-c", DESK, WORK], stdout=subprocess.PIPE, text=True) as desk:
        assert desk.stdout is not None
        work = int(desk.stdout.readline())
        assert running(work)
        desk.kill()
        desk.wait()
        until = time.monotonic() + 30
        while running(work) and time.monotonic() < until:
            time.sleep(0.02)
        left = running(work)
        if left:
            os.kill(work, 9)
    assert not left
