"""Reading in a process of its own: what runs away is stopped, and what comes back is data."""

from __future__ import annotations

import faulthandler
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from duizhao.corpora import read, reading
from duizhao.corpora.errors import InputError, SettingsError, WorkError
from duizhao.corpora.processes import helper, watch
from duizhao.corpora.processes.helper import Asked, Faulty, Helper, ask, close_all, idle, prepare
from duizhao.corpora.processes.limits import Limits, limits
from duizhao.corpora.readers.pdf.reader import read_blocks
from duizhao.corpora.readers.protocol import DocumentFormat, read_apart
from tests.running_processes import running

PDF = Path(__file__).resolve().parents[1] / "fixtures" / "readers" / "paper.zh.libreoffice.pdf"
# A process that is begun anew takes half a second to load; on Linux that is the rarer way.
WAYS = [True, pytest.param(False, marks=pytest.mark.slow)] if sys.platform == "linux" else [False]
SMALL = Limits(memory_mb=64, seconds=60)


@pytest.fixture(params=WAYS, ids=lambda forked: "forked" if forked else "spawned")
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[bool]:
    """Helpers begun in one way or the other, none of an earlier test."""
    close_all()
    monkeypatch.setattr(helper, "may_fork", lambda: request.param)
    yield request.param
    close_all()


# -- what the helpers of these tests do (looked up by name in the other process) ---------------------------------------


def length(request: dict[str, Any], data: bytes) -> Any:
    return {"pid": os.getpid(), "length": len(data), "more": request["more"]}


def swell(request: dict[str, Any], data: bytes) -> Any:
    kept = []
    while True:
        kept.append(bytearray(b"x" * 2**20))


def swell_earning(request: dict[str, Any], data: bytes) -> Any:
    kept = []
    for _ in range(200):
        kept.append(bytearray(b"x" * 2**20))
        watch.allow_more()
        time.sleep(0.001)
    return len(kept)


def sleep(request: dict[str, Any], data: bytes) -> Any:
    time.sleep(60)


def crash(request: dict[str, Any], data: bytes) -> Any:
    faulthandler.disable()
    os.kill(os.getpid(), signal.SIGSEGV)
    time.sleep(60)


def refuse(request: dict[str, Any], data: bytes) -> Any:
    raise SettingsError("no such thing", path="a.pdf", line=3, cure="Do 这个")


def bug(request: dict[str, Any], data: bytes) -> Any:
    raise ZeroDivisionError("told as it is")


def chatter(request: dict[str, Any], data: bytes) -> Any:
    os.write(1, b"not an answer")
    return "answered"


@pytest.fixture
def found_there(monkeypatch: pytest.MonkeyPatch) -> str:
    """The module of these functions, where a process that is begun anew finds it too."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    return Path(__file__).stem


def test_bytes_go_there_and_data_come_back(way: bool, found_there: str) -> None:
    data = os.urandom(3_000_000)
    found = ask(f"{found_there}:length", {"more": "理事会 \ud800"}, data, SMALL, Path("a"))
    assert found["length"] == len(data)
    assert found["more"] == "理事会 \ud800"
    assert found["pid"] != os.getpid()
    # the same process serves the next file
    assert ask(f"{found_there}:length", {"more": ""}, b"", SMALL, Path("b"))["pid"] == found["pid"]


def test_too_much_memory_names_the_limit(way: bool, found_there: str) -> None:
    with pytest.raises(InputError, match=r"a\.pdf: .*more than 64 MB.*DUIZHAO_READ_MEMORY_MB") as refused:
        ask(f"{found_there}:swell", {}, b"", SMALL, Path("a.pdf"))
    assert refused.value.exit_code == 2
    assert ask(f"{found_there}:length", {"more": 1}, b"xy", SMALL, Path("b"))["length"] == 2


def test_what_is_done_earns_memory(way: bool, found_there: str) -> None:
    assert ask(f"{found_there}:swell_earning", {}, b"", SMALL, Path("a.pdf")) == 200


def test_too_much_time_names_the_limit(way: bool, found_there: str) -> None:
    with pytest.raises(InputError, match=r"longer than 1 seconds.*DUIZHAO_READ_SECONDS"):
        ask(f"{found_there}:sleep", {}, b"", Limits(seconds=1), Path("a.pdf"))


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_a_crash_is_one_line(way: bool, found_there: str) -> None:
    with pytest.raises(InputError, match=r"ended by the system \(SIGSEGV\)"):
        ask(f"{found_there}:crash", {}, b"", SMALL, Path("a.pdf"))


def test_errors_come_back_as_they_were(way: bool, found_there: str) -> None:
    with pytest.raises(SettingsError) as refused:
        ask(f"{found_there}:refuse", {}, b"", SMALL, Path("a.pdf"))
    assert str(refused.value) == "a.pdf:3: no such thing. Do 这个"
    with pytest.raises(Faulty, match="ZeroDivisionError: told as it is"):
        ask(f"{found_there}:bug", {}, b"", SMALL, Path("a.pdf"))


def test_one_that_is_begun_anew_reads_and_what_is_printed_there_is_no_answer(
    found_there: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    close_all()
    monkeypatch.setattr(helper, "may_fork", lambda: False)
    assert ask(f"{found_there}:chatter", {}, b"", SMALL, Path("a.pdf")) == "answered"
    form = DocumentFormat("duizhao.corpora.readers.pdf.reader:read_blocks", apart=True)
    assert form.read(PDF.read_bytes(), path=PDF) == read_blocks(PDF.read_bytes(), path=PDF)
    close_all()


def test_one_that_was_ended_while_idle_is_not_asked(way: bool, found_there: str) -> None:
    first = ask(f"{found_there}:length", {"more": 1}, b"", SMALL, Path("a"))["pid"]
    os.kill(first, signal.SIGTERM)
    time.sleep(0.2)
    assert ask(f"{found_there}:length", {"more": 1}, b"", SMALL, Path("a"))["pid"] != first


@pytest.mark.slow
def test_threads_have_a_process_each(found_there: str) -> None:
    pids: list[int] = []

    def work() -> None:
        pids.append(ask(f"{found_there}:length", {"more": 1}, b"", SMALL, Path("a"))["pid"])

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(pids) == 2
    close_all()


def test_nonsense_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for nonsense in ({"blocks": 3}, [], {"blocks": [{"text": 1}]}, {"blocks": [], "system": "rm"}):
        monkeypatch.setattr("duizhao.corpora.readers.protocol.ask", lambda *_, found=nonsense: found)
        with pytest.raises(WorkError, match="nonsense"):
            read_apart("a:b", b"", path=Path("a.pdf"), encoding=None, limits=SMALL)


# -- PDF ---------------------------------------------------------------------------------------------------------------


def runaway(form: bytes, page: bytes = b"/X Do ") -> bytes:
    """A PDF whose form X is drawn by itself, or as `form` says."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 6 0 R"
        b"/Resources<</Font<</F1 5 0 R>>/XObject<</X 4 0 R>>>>>>",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R/Y 7 0 R>>/Font<</F1 5 0 R>>>>"
        b"/Length %d>>stream\n%s\nendstream" % (len(form), form),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page),
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>/Length 12>>stream\n"
        b"/X Do /X Do \nendstream",
    ]
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(b"/X Do /X Do ", id="itself"),
        pytest.param(b"/Y Do /Y Do ", id="by way of another"),
        pytest.param(b"BT /F1 9 Tf (Port) Tj ET /X Do /X Do /X Do ", id="with text"),
        pytest.param(b"q /X Do Q q 1 0 0 1 1 1 cm /X Do Q ", id="in a place of its own"),
    ],
)
def test_a_form_that_draws_itself_is_stopped(tmp_path: Path, form: bytes) -> None:
    path = tmp_path / "form 表.pdf"
    path.write_bytes(runaway(form))
    with pytest.raises(InputError, match=r"more than 96 MB of memory, the limit for one file"):
        read(path, language="en", limits=Limits(memory_mb=96, seconds=120))


def test_a_pdf_is_read_apart_as_it_is_read_here(way: bool) -> None:
    data = PDF.read_bytes()
    form = DocumentFormat("duizhao.corpora.readers.pdf.reader:read_blocks", apart=True)
    assert form.read(data, path=PDF) == read_blocks(data, path=PDF)


def test_errors_of_the_reader_are_the_same(way: bool, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(PDF.read_bytes()[:2000])
    with pytest.raises(InputError, match="damaged or cut short"):
        read(path)


# -- settings ----------------------------------------------------------------------------------------------------------


def test_the_environment_has_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits() == Limits()
    assert limits(Limits(memory_mb=9)) == Limits(memory_mb=9)
    monkeypatch.setenv("DUIZHAO_READ_MEMORY_MB", " 512 ")
    monkeypatch.setenv("DUIZHAO_READ_SECONDS", "off")
    assert limits(Limits(memory_mb=9, seconds=9)) == Limits(memory_mb=512, seconds=None)


@pytest.mark.parametrize("text", ["much", "-5", "1e9", "²", "9" * 5000])
def test_a_limit_that_is_no_number_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("DUIZHAO_READ_MEMORY_MB", text)
    with pytest.raises(SettingsError, match="DUIZHAO_READ_MEMORY_MB is"):
        limits()


# -- life --------------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
@pytest.mark.parametrize("forked", WAYS)
def test_a_helper_ends_with_who_began_it(forked: bool, found_there: str) -> None:
    code = (
        "import sys; sys.path[:0] = sys.argv[1:]\n"
        "from pathlib import Path\n"
        "from duizhao.corpora.processes import helper\n"
        "from duizhao.corpora.processes.limits import Limits\n"
        f"helper.may_fork = lambda: {forked}\n"
        f"print(helper.ask('{found_there}:length', {{'more': 1}}, b'', Limits(), Path('a'))['pid'], flush=True)\n"
        f"helper.ask('{found_there}:sleep', {{}}, b'', Limits(), Path('a'))\n"
    )
    places = [str(place) for place in Path(__file__).parents[:3:2]]
    parent = subprocess.Popen([sys.executable, "-c", code, *places], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    for _ in range(100):
        if not running(child):
            return
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    pytest.fail("the helper outlived the process that it worked for")


def test_a_closed_helper_is_gone(way: bool) -> None:
    one = Helper()
    assert one.alive()
    one.close()
    assert not one.alive()


def test_one_that_was_gone_before_it_could_be_asked_for_is_missed() -> None:
    # A process that is killed while the one it began still loads.
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    watching = (
        "import time\nfrom duizhao.corpora.processes.watch import watch\nwatch(parent={})\ntime.sleep({})\nprint('on')"
    )
    for parent, pause, code, said in ((gone.pid, 60, 1, ""), (os.getpid(), 0.5, 0, "on\n")):
        command = [sys.executable, "-c", watching.format(parent, pause)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=50)
        assert (done.returncode, done.stdout) == (code, said), done.stderr


# -- two files side by side --------------------------------------------------------------------------------------------


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch, found_there: str) -> Iterator[None]:
    """Two helpers that wait for work."""
    close_all()
    monkeypatch.setattr(helper, "_cores", lambda: 2)
    monkeypatch.setattr(helper, "may_fork", lambda: sys.platform == "linux")
    if prepare(2) < 2:
        pytest.skip("a second helper is begun where it is a fork")
    yield
    close_all()


def test_work_goes_on_while_this_process_does_something_else(two: None, found_there: str) -> None:
    asked = Asked(f"{found_there}:length", {"more": 1}, b"12345", SMALL, PDF)
    here = ask(f"{found_there}:length", {"more": 2}, b"123", SMALL, PDF)
    there = asked.answer()
    assert (here["length"], there["length"]) == (3, 5)
    assert here["pid"] != there["pid"]
    assert idle() == 2, "both are kept for the next file"


def test_prepared_helpers_end_in_whatever_order(two: None) -> None:
    # a helper that kept the pipes of the other one would wait for ever
    for chosen in (0, -1):
        helpers = [helper._idle.pop(chosen), helper._idle.pop()]
        for one in helpers:
            one.close()
        assert not any(one.alive() for one in helpers)
        assert prepare(2) == 2


def test_dropped_work_is_ended(two: None, found_there: str) -> None:
    asked = Asked(f"{found_there}:sleep", {}, b"", SMALL, PDF)
    asked.drop()
    assert not asked._helper.alive()
    assert idle() == 1


def test_errors_are_raised_where_the_answer_is_waited_for(two: None, found_there: str) -> None:
    asked = Asked(f"{found_there}:refuse", {}, b"", SMALL, PDF)
    with pytest.raises(SettingsError, match="no such thing"):
        asked.answer()
    assert idle() == 2, "one that refused a file reads the next"


def test_a_document_that_was_begun_is_the_one_that_is_read(two: None) -> None:
    begun = reading.begin(PDF)
    assert begun is not None
    assert read(PDF, begun=begun) == read(PDF)


def test_what_is_not_worth_beginning_is_not_begun(two: None, tmp_path: Path) -> None:
    text = tmp_path / "a.md"
    text.write_text("# One", encoding="utf-8")
    assert reading.begin(text) is None
    assert reading.begin(tmp_path / "missing.pdf") is None
    close_all()
    assert reading.begin(PDF) is None
