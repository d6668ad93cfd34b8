"""What works for the desk ends with the desk, whatever it is doing."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.running_processes import running

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux ends a process with the thread that began it"
)

# What works for the desk, in a library that lets no other thread go on (as one that loads a model may).
WORK = """
import ctypes, os, sys
from duizhao.children import end_with
end_with(int(sys.argv[1]))
os.write(1, f"{os.getpid()}\\n".encode())
ctypes.PyDLL(None).sleep(60)
"""
# The desk: one thread begins it and follows it to its end.
DESK = """
import threading
from duizhao.children import begin
thread = threading.Thread(target=lambda: begin("busy").wait())
thread.start()
thread.join()
"""
# What checks for the desk: it answers one question, and is in such a library with the next.
CHECK = """
import ctypes, os, sys
from duizhao import answering
from duizhao.children import end_with
end_with(int(sys.argv[1]))
answering._receive(sys.stdin.buffer)
answering._send(sys.stdout.buffer, b"{%d}" % os.getpid())
ctypes.PyDLL(None).sleep(60)
"""
# The desk: a thread asks, and ends as soon as it has its answer.
ASKING_DESK = """
import threading, time
from pathlib import Path
from duizhao.desk import checking
checking.MODULE = "busy"
checker = checking.Checker()
def ask():
    print(checker.check(Path("a"), Path("b")).decode().strip("{}"), flush=True)
thread = threading.Thread(target=ask)
thread.start()
thread.join()
time.sleep(60)
"""


@contextmanager
def desk_with(work: str, code: str, folder: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A desk that has begun such work, and the number of the process that does it."""
    (folder / "busy.py").write_text(work, encoding="utf-8")
    path = os.pathsep.join([str(folder), *sys.path])
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path}
    ) as desk:
        assert desk.stdout is not None
        try:
            yield desk, int(desk.stdout.readline())
        finally:
            desk.kill()


@pytest.mark.parametrize(("work", "code"), [(WORK, DESK), (CHECK, ASKING_DESK)], ids=["alignment", "check"])
def test_work_ends_with_the_desk_while_a_library_lets_nothing_else_go_on(work: str, code: str, tmp_path: Path) -> None:
    with desk_with(work, code, tmp_path) as (desk, worker):
        time.sleep(0.2)
        assert running(worker)  # though the thread that asked for a check has ended
        desk.kill()
        desk.wait()
        until = time.monotonic() + 30
        while running(worker) and time.monotonic() < until:
            time.sleep(0.02)
        left = running(worker)
        if left:
            os.kill(worker, 9)
    assert not left
