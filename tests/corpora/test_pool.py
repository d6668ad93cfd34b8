"""Several processes on one kind of work: who dies costs little, and nobody is left."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError
from duizhao.corpora.processes.pool import in_processes
from duizhao.corpora.processes.workers import Died
from tests.running_processes import running

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")

PATIENCE = 300  # seconds: what ends does so at once, but a machine that has much to do may let it wait
_factor = 1


def _start(factor: int) -> None:
    global _factor
    _factor = factor


def _double(number: int) -> int:
    return 2 * number * _factor


def _pid(number: int) -> int:
    time.sleep(0.05)
    return os.getpid()


def _die_of_three(path: str) -> str:
    """Work that kills its process: always for a name with `always`, the first time for one with `once`."""
    mark = Path(path)
    if "always" in mark.name or ("once" in mark.name and not mark.exists()):
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(60)
    return f"{mark.name} {os.getpid()}"


def _refuse(number: int) -> int:
    if number == 3:
        raise InputError("no such thing", path="a.md", line=3, cure="Do it")
    return number


def _unsendable(number: int) -> object:
    return lambda: number


def _sleep(number: int) -> None:
    time.sleep(60)


def test_everything_is_done_once() -> None:
    found = dict(in_processes(_double, range(40), 3))
    assert found == {number: 2 * number for number in range(40)}
    assert dict(in_processes(_double, range(3), 8, start=_start, given=(5,))) == {0: 0, 1: 10, 2: 20}
    assert len(set(dict(in_processes(_pid, range(8), 2)).values())) == 2
    assert not list(in_processes(_double, [], 2))


def test_who_dies_once_costs_nothing(tmp_path: Path) -> None:
    things = [str(tmp_path / name) for name in ("a", "once b", "c", "once d", "e", "f")]
    found = dict(in_processes(_die_of_three, things, 2))
    assert [str(found[place]).rpartition(" ")[0] for place in range(6)] == ["a", "once b", "c", "once d", "e", "f"]


def test_a_death_says_how() -> None:
    assert [str(Died(-signal.SIGKILL)), str(Died(-signal.SIGTERM)), str(Died(3))] == [
        "SIGKILL",
        "SIGTERM",
        "exit code 3",
    ]


@pytest.mark.slow
def test_who_dies_twice_costs_one(tmp_path: Path) -> None:
    things = [str(tmp_path / name) for name in ("a", "always b", "c", "always d", "e")]
    ended = list(in_processes(_die_of_three, things, 2))
    # tried again when all others are done
    assert {place for place, _ in ended[:3]} == {0, 2, 4}
    assert [(place, str(found)) for place, found in ended[3:]] == [(1, "SIGKILL"), (3, "SIGKILL")]
    assert all(isinstance(found, Died) for _, found in ended[3:])


def test_what_is_raised_comes_back_as_it_was() -> None:
    with pytest.raises(InputError, match=r"^a\.md:3: no such thing\. Do it$"):
        list(in_processes(_refuse, range(6), 2))
    with pytest.raises(Exception, match=r"pickle"):
        list(in_processes(_unsendable, range(2), 2))


def test_nobody_is_left_when_the_work_is_given_up() -> None:
    with closing(in_processes(_pid, range(100), 2)) as some:
        pids = {next(some)[1] for _ in range(4)}
    assert not [pid for pid in pids if running(int(str(pid)))]


@pytest.mark.parametrize("asked", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nobody_is_left_when_the_one_that_began_them_ends(asked: signal.Signals, tmp_path: Path) -> None:
    code = (
        "import os, sys, time, signal\n"
        "from duizhao.corpora.processes.pool import in_processes\n"
        "from duizhao.corpora.processes.signals import end_politely\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "end_politely()\n"
        "def work(n):\n"
        # One write, which a pipe keeps whole: `print` may make two of it, and the other worker's come between.
        "    os.write(1, b'%d\\n' % os.getpid())\n"
        "    time.sleep(1000)\n"
        "list(in_processes(work, range(2), 2))\n"
    )
    said = tmp_path / "said"
    with said.open("wb") as errors:
        parent = subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=errors, start_new_session=True
        )
    assert parent.stdout is not None
    with parent.stdout as workers:
        lines = [workers.readline() for _ in range(2)]
        assert all(line.strip().isdigit() for line in lines), said.read_text(errors="replace")
        parent.send_signal(asked)
        # The pipe ends when the last process that holds it is gone: no numbers that another may have by now, no clock
        # but for a worker that would stay.
        gone = bool(select.select([workers], [], [], PATIENCE)[0]) and workers.readline() == b""
    if not gone:
        with suppress(ProcessLookupError):
            os.killpg(parent.pid, signal.SIGKILL)
    parent.wait()
    assert gone, f"left behind after {asked.name}: {lines}"


def test_who_is_asked_to_end_before_it_has_begun_says_nothing() -> None:
    """A process that takes the place of one that died is asked to end while it starts: it has still the answer to
    signals of the one that began it."""
    code = (
        "import signal\n"
        "from duizhao.corpora.processes.pool import _Worker\n"
        "import threading\n"
        "def end(number, frame):\n"
        "    raise RuntimeError('asked')\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "for _ in range(40):\n"
        "    worker = _Worker(print, None, (), threading.Lock())\n"
        "    worker.ask_to_end()\n"
        "    worker.end()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (done.returncode, done.stderr) == (0, "")
