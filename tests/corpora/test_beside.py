"""Work in a copy of this process: its result or its error, and nobody left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from duizhao.corpora.errors import InputError
from duizhao.corpora.processes import beside as module
from duizhao.corpora.processes.beside import Beside, GoneError, beside
from tests.conftest import ROOT
from tests.running_processes import running

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a process is copied on Linux alone")
LARGE = b"x" * 2**20  # more than a pipe holds


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "cores", lambda: 2)
    monkeypatch.setattr(module, "may_fork", lambda: True)


def begun(work: Callable[[], Any]) -> Beside:
    found = beside(lambda: (work(),))
    assert found is not None
    return found


def counted() -> Iterator[object]:
    yield 1
    yield LARGE
    raise InputError("no third")


@pytest.mark.parametrize("made", [None, ["文", 1.5], LARGE])
def test_what_the_copy_makes_is_taken(made: Any) -> None:
    assert begun(lambda: made).take() == made


def test_it_is_made_by_another_process() -> None:
    work = begun(os.getpid)
    pid = work.take()
    assert pid != os.getpid()
    work.drop()
    assert not running(pid)


def test_one_thing_after_the_other_is_taken_and_nothing_more() -> None:
    work = Beside(counted)
    assert [work.take(), work.take()] == [1, LARGE]
    with pytest.raises(InputError, match="no third"):
        work.take()
    with pytest.raises(GoneError):
        work.take()
    work.drop()
    with pytest.raises(GoneError):
        work.take()


def test_an_error_is_raised_where_it_is_taken_as_it_was() -> None:
    def refuse() -> None:
        raise InputError("nothing in it", path="a.docx", line=3, cure="Give another")

    work = begun(refuse)
    with pytest.raises(InputError) as raised:
        work.take()
    error = raised.value
    assert (error.what, str(error.path), error.line, error.cure) == ("nothing in it", "a.docx", 3, "Give another")
    assert str(error) == "a.docx:3: nothing in it. Give another"


def test_a_copy_that_is_killed_gives_nothing() -> None:
    work = begun(lambda: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(GoneError):
        work.take()


def test_what_cannot_be_handed_over_is_an_error() -> None:
    with pytest.raises(AttributeError, match="pickle"):
        begun(lambda: lambda: None).take()


def test_dropped_work_is_ended_and_may_be_dropped_again() -> None:
    work = begun(lambda: time.sleep(60))
    pid = work._pid
    assert not work.ready()
    work.drop()
    work.drop()
    assert not running(pid)


def test_it_is_ready_when_there_is_something_to_take() -> None:
    work = begun(lambda: 1)
    for _ in range(1000):
        if work.ready():
            break
        time.sleep(0.01)
    assert work.ready()
    assert work.take() == 1


def test_without_a_second_core_or_beside_other_threads_nothing_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "cores", lambda: 1)
    assert beside(tuple) is None
    monkeypatch.setattr(module, "cores", lambda: 2)
    monkeypatch.setattr(module, "may_fork", lambda: False)
    assert beside(tuple) is None


def test_the_copy_ends_with_the_process_that_it_is_a_copy_of() -> None:
    code = (
        "import time; from duizhao.corpora.processes.beside import Beside;"
        "print(Beside(lambda: (time.sleep(60),))._pid, flush=True); time.sleep(60)"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "build" / "links"), *sys.path])}
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=env) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        assert running(pid)
        process.kill()
        process.wait()
        for _ in range(1000):
            if not running(pid):
                break
            time.sleep(0.01)
        assert not running(pid)
