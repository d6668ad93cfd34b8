"""What works for the desk out of sight: alignments and their queue, piles, checks, and where the command goes first.

At a real desk all of this runs in processes that end by a kill; here it runs in this one.
"""

from __future__ import annotations

import io
import json
import pickle
import shutil
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from duizhao import children
from duizhao.corpora.errors import InputError, WorkError
from duizhao.desk import checking, jobs, work
from duizhao.desk.checking import Checker
from duizhao.desk.jobs import DeskJob, Jobs
from duizhao.desk.piles import sort_out
from duizhao.outcome import STRANGERS_WARNING
from duizhao.review import Confirm, Correct
from duizhao.review.lock import locked
from duizhao.review_folder import Folder
from tests.app.desk_running import EN, ZH, make_paper
from tests.app.running import invoke, run


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_paper(tmp_path_factory.mktemp("paper 文件"))


@pytest.fixture
def out(paper: Path, tmp_path: Path) -> Path:
    shutil.copytree(paper.parent, tmp_path / "copy")
    return tmp_path / "copy" / "out"


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No encoder, and nothing that ends this process when another one does."""
    monkeypatch.setattr("duizhao.alignment.encoders.default_encoder", lambda: None)
    monkeypatch.setattr(work, "end_with", lambda desk: None)
    monkeypatch.setattr(checking, "end_with", lambda desk: None)


# -- the queue of alignments --


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Have the jobs' processes be a few lines of Python."""
    real = subprocess.Popen

    def set_to(code: str) -> None:
        def begin(command: list[str], **kept: Any) -> Any:
            assert command[1:3] == ["-m", "duizhao.desk.work"]
            return real([sys.executable, "-S", "-c", code], **kept)

        monkeypatch.setattr(children.subprocess, "Popen", begin)

    return set_to


def until(true: Callable[[], bool]) -> None:
    for _ in range(2000):
        if true():
            return
        time.sleep(0.005)
    raise AssertionError("it did not come to that")


def ended(*made: DeskJob) -> list[str]:
    until(lambda: all(job.state not in ("waiting", "running") for job in made))
    return [job.state for job in made]


@pytest.fixture
def queue() -> Iterator[Jobs]:
    found = Jobs()
    yield found
    found.close()


def test_a_job_tells_how_far_it_is_and_what_it_found(says: Callable[[str], None]) -> None:
    says(
        'print(\'{"stage": "Aligning", "done": 3, "total": 9}\', flush=True); print("no JSON");'
        'print(\'{"finished": "out", "warnings": ["read as Windows-1252"]}\')'
    )
    seen: list[tuple[str, str]] = []
    queue = Jobs(lambda job: seen.append((job.title, job.state)))
    job = queue.add("Report", [Path("en.md"), Path("zh.md")], Path("out"))
    assert ended(job) == ["done"]
    # Whoever waits for it finds what it leads to.
    assert seen == [("Report", "running")]
    assert job.as_data() == {
        "id": "1", "title": "Report", "folder": "out", "state": "done", "stage": "Aligning", "done": 0, "total": 0,
        "unit": "sentences", "error": "", "cure": "", "warnings": ["read as Windows-1252"],
    }  # fmt: skip
    queue.close()


@pytest.mark.parametrize(
    ("code", "error", "cure"),
    [
        (
            'print(\'{"error": "no text in it", "cure": "Save it anew", "file": "bad.pdf"}\'); raise SystemExit(1)',
            "bad.pdf: no text in it",
            "Save it anew",
        ),
        ("raise MemoryError('all is gone')", "MemoryError: all is gone", "Try it on the command line: duizhao align"),
        ("raise SystemExit(3)", "it ended without a word", "Try it on the command line: duizhao align"),
    ],
)
def test_a_job_that_fails_says_why_and_what_to_do(
    says: Callable[[str], None], queue: Jobs, code: str, error: str, cure: str
) -> None:
    says(code)
    job = queue.add("Report", [Path("bad.pdf")], Path("out"))
    assert ended(job) == ["failed"]
    assert (job.error, job.cure) == (error, cure)


def test_cancel_ends_what_runs_and_what_waits_and_the_next_begins(says: Callable[[str], None], queue: Jobs) -> None:
    says('import time; print(\'{"stage": "Reading"}\', flush=True); time.sleep(60)')
    running, waiting, last = (queue.add(name, [Path("a")], Path("out")) for name in ("one", "two", "three"))
    until(lambda: running.stage == "Reading")
    assert [job.state for job in queue.all] == ["running", "waiting", "waiting"]
    queue.cancel(waiting.id)
    queue.cancel("no such job")
    says("print('{}')")
    queue.cancel(running.id)
    assert ended(running, waiting, last) == ["cancelled", "cancelled", "done"]
    queue.cancel(last.id)
    assert last.state == "done"


def test_a_desk_that_closes_ends_what_runs(says: Callable[[str], None]) -> None:
    says('import time; print(\'{"stage": "Reading"}\', flush=True); time.sleep(60)')
    queue = Jobs()
    made = [queue.add(name, [Path("a")], Path("out")) for name in ("one", "two")]
    until(lambda: made[0].stage == "Reading")
    queue.close()
    assert ended(*made) == ["cancelled", "cancelled"]


# -- what such a process does --


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_pair_is_read_aligned_checked_and_written(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(out.parent / name) for name in ("en.md", "zh.md")]
    target = out.parent / "结果 folder"
    assert work.main(["0", str(target), *files]) == 0
    said = told(capsys)
    assert list(dict.fromkeys(line["stage"] for line in said[:-1])) == ["Reading", "Aligning", "Checking", "Writing"]
    assert {"stage": "Aligning", "names": ["en.md", "zh.md"]} in said
    assert said[-1]["finished"] == str(target)
    assert {"memory.tmx", "pairs.tsv", "report.html", "alignment.json"} <= {path.name for path in target.iterdir()}
    # Aligned again, what people decided is not lost.
    session = Folder.open(target).session("Liu")
    session.do(Confirm(1))
    assert work.main(["0", str(target), *files]) == 0
    assert told(capsys)[-1]["finished"]
    assert json.loads(invoke("review", "status", str(target), "--json").output)["confirmed"] == 1


def test_a_chinese_original_is_aligned_as_it_is_named(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = out.parent / "reverse"
    assert work.main(["0", str(target), *(str(out.parent / name) for name in ("zh.md", "en.md"))]) == 0
    last = told(capsys)[-1]
    assert last["finished"] == str(target)
    assert "zh.md is in Chinese" in last["warnings"][-1]
    found = Folder.open(target)
    assert found.languages[1].startswith("en")
    assert ("贸易停止。", "Trade stopped.") in [(pair.source, pair.target) for pair in found.found.pairs]
    (told_of,) = {f.check for f in found.check(found.reviewed(found.session("Liu").sheet)).findings} & {
        "number.differs"
    }
    assert told_of


def test_two_papers_on_other_matters_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "en.md").write_text(EN, encoding="utf-8")
    instruments = "琵琶", "二胡", "古筝", "笛子", "唢呐", "扬琴"
    other = "\n\n".join(f"{name}是一种乐器，{name}的声音很动听。" for name in instruments)
    (tmp_path / "zh.md").write_text(other, encoding="utf-8")
    assert work.main(["0", str(tmp_path / "out"), str(tmp_path / "en.md"), str(tmp_path / "zh.md")]) == 0
    assert STRANGERS_WARNING in told(capsys)[-1]["warnings"]


def test_a_pair_that_cannot_be_read_is_told_with_its_cure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    (tmp_path / "zh.md").write_text(ZH, encoding="utf-8")
    assert work.main(["0", str(tmp_path / "out"), str(tmp_path / "bad.pdf"), str(tmp_path / "zh.md")]) == 1
    said = told(capsys)[-1]
    assert said["file"] == "bad.pdf"
    assert said["error"]
    assert said["cure"]
    assert not (tmp_path / "out").exists()


@pytest.fixture
def pile(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "pile"
    folder.mkdir()
    for name, text in (
        ("one.md", EN),
        ("eins.md", ZH),
        ("one again.md", EN),
        ("minutes_EN.md", "The sitting closed at noon and nobody spoke."),
        ("minutes_中文.md", "会议于中午结束，没有人发言。"),
        ("letter.md", "Dear members, the budget has been agreed upon."),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "torn.pdf").write_bytes(b"%PDF-1.4 nothing")
    return sorted(folder.iterdir())


def test_a_pile_is_sorted_by_what_files_say_then_by_their_names(pile: list[Path]) -> None:
    seen: list[tuple[int, int]] = []
    found = sort_out(pile, lambda done, total: seen.append((done, total)))
    names = [(title, [path.name for path in files]) for title, files in found.pairs]
    assert ("minutes_EN", ["minutes_EN.md", "minutes_中文.md"]) in names
    (whole,) = (files for title, files in names if title.startswith("one"))
    assert whole[1] == "eins.md"
    alone = dict(found.alone)
    assert alone["letter.md"].startswith("there is no counterpart for it")
    assert "torn.pdf" in alone
    # Of two copies one has the translation, and the other is said to be a copy.
    (copy,) = {"one.md", "one again.md"} - {whole[0]}
    assert alone[copy] == f"duplicate of {whole[0]}"
    assert seen[-1][0] == seen[-1][1] == len(pile)


def test_a_pile_is_told_as_pairs_and_what_is_left(pile: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert work.main(["0", work.PAIR, *map(str, pile)]) == 0
    said = told(capsys)
    assert said[0] == {"stage": "Reading", "unit": "files"}
    assert {title for title, *_ in said[-1]["pairs"]} >= {"minutes_EN"}
    assert all(Path(name).is_file() for _, *files in said[-1]["pairs"] for name in files)
    assert any(words.startswith("letter.md: ") and words.endswith(".") for words in said[-1]["warnings"])
    alone = [str(path) for path in pile if path.name in ("letter.md", "torn.pdf")]
    assert work.main(["0", work.PAIR, *alone]) == 1
    last = told(capsys)[-1]
    assert last["error"].startswith("no pair among these files: ")
    assert "letter.md" in last["error"]
    assert last["cure"] == "Drop originals and their translations"


def test_work_ends_with_its_desk() -> None:
    # A desk of another number is not the one that began this process.
    code = (
        "import time; from duizhao.children import end_with; import os, sys;"
        "end_with(os.getppid() + (sys.argv[1] == 'gone')); time.sleep(0.3); print('still there')"
    )
    for desk, wanted in (("here", b"still there\n"), ("gone", b"")):
        found = subprocess.run([sys.executable, "-c", code, desk], stdout=subprocess.PIPE, check=False, timeout=60)
        assert found.stdout.replace(b"\r", b"") == wanted


# -- checking in a process of its own --


def asked(
    monkeypatch: pytest.MonkeyPatch, *questions: tuple[str, str, str], between: Callable[[], None]
) -> list[bytes]:
    """What the checking process answers; `between` happens after the first question."""

    class Asking(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() == first:
                between()
            return super().read(size)

    framed = [struct.pack("<Q", len(data)) + data for data in map(pickle.dumps, questions)]
    first = len(framed[0])
    answers = io.BytesIO()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=Asking(b"".join(framed))))
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", SimpleNamespace(buffer=answers))
        checking.main(0)
    data, found = answers.getvalue(), []
    while data:
        (length,) = struct.unpack("<Q", data[:8])
        found.append(data[8 : 8 + length])
        data = data[8 + length :]
    return found


def test_the_checking_process_follows_the_journal(
    out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = str(out.parent / "duizhao.toml")

    def correct() -> None:
        session = Folder.open(out).session("Liu")
        row = next(n for n, row in enumerate(session.sheet.rows) if "1,800" in session.base.shown(row)[1])
        session.do(Correct(row, 1, "理事会在体面工作方面花费了 1,700 万美元。"))

    here, nowhere = (str(out), policy, "en"), (str(out.parent / "gone"), policy, "en")
    answers = asked(monkeypatch, here, here, nowhere, here, between=correct)
    before, after, last = (json.loads(answers[k])["findings"] for k in (0, 1, 3))
    numbers = [[f["message"] for f in found if f["check"] == "number.differs"] for found in (before, after)]
    assert any("17 million" in words for words in numbers[0])
    assert numbers[1] == [words for words in numbers[0] if "17 million" not in words]
    assert last == after
    # A folder that is gone is told in words, and the next question is answered.
    assert answers[2].startswith(b"InputError: ")
    assert b"no such folder" in answers[2]


def test_a_check_that_ended_is_told_and_the_next_begins_anew(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = subprocess.Popen
    answer = b'{"findings":[]}'
    frame = struct.pack("<Q", len(answer)) + answer
    codes = [
        "pass",
        "import sys; sys.stdout.buffer.write(b'1234')",
        f"import sys; sys.stdout.buffer.write({frame!r}); sys.stdout.flush(); sys.stdin.read()",
    ]

    def begin(command: list[str], **kept: Any) -> Any:
        return real([sys.executable, "-S", "-c", codes.pop(0)], **kept)

    monkeypatch.setattr(children.subprocess, "Popen", begin)
    checker = Checker()
    for _ in range(2):
        with pytest.raises(WorkError, match="the check ended before it was done") as raised:
            checker.check(out, out.parent / "duizhao.toml")
        assert raised.value.cure == "It begins again with the next step"
        until(lambda: checker._process is None or checker._process.poll() is not None)
    assert checker.check(out, out.parent / "duizhao.toml") == answer
    checker.close()
    assert not codes
    with pytest.raises(WorkError):
        checker.check(out, out.parent / "duizhao.toml")


# -- where `duizhao desk` goes first --


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[dict[str, Any]]:
    """What the start page would know, each time a desk is served; nothing is served nor aligned."""
    from duizhao.desk.desk import Desk

    made: list[Desk] = []
    seen: list[dict[str, Any]] = []

    class Noted(Desk):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            made.append(self)

    monkeypatch.setattr("duizhao.desk.desk.Desk", Noted)
    monkeypatch.setattr("duizhao.cli.desk._serve", lambda app, listening: seen.append(made[-1].state({})))
    monkeypatch.setattr("webbrowser.open", lambda address: seen.append({"browser": address}))
    monkeypatch.setattr(jobs.Jobs, "_run", lambda self: None)
    monkeypatch.setenv("DUIZHAO_DESK", str(tmp_path / "workspace"))
    return seen


def test_a_folder_is_opened_and_let_go_of(out: Path, shown: list[dict[str, Any]]) -> None:
    pytest.importorskip("starlette", reason="the extra `desk` is not installed")
    printed = invoke("desk", str(out), "--reviewer", "Liu").output
    browser, state = shown
    assert browser["browser"] == printed.splitlines()[0]
    assert browser["browser"].startswith("http://127.0.0.1:")
    assert "#" in browser["browser"]
    assert (state["who"], state["open"], state["board"]) == ("Liu", str(out), False)
    assert Folder.open(out).session("Wang").who == "Wang"
    assert not (out / "review.lock").exists()


def test_two_documents_are_aligned_first(out: Path, shown: list[dict[str, Any]]) -> None:
    pytest.importorskip("starlette", reason="the extra `desk` is not installed")
    invoke("desk", str(out.parent / "en.md"), str(out.parent / "zh.md"), "--no-browser", "-q")
    (state,) = shown
    assert [(job["title"], job["state"]) for job in state["jobs"]] == [("en", "waiting")]
    assert (state["open"], state["start"]) == ("", "")


def test_a_folder_of_many_and_a_project_are_boards(
    out: Path, shown: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("starlette", reason="the extra `desk` is not installed")
    invoke("desk", str(out.parent), "--no-browser")
    (out.parent / "duizhao.toml").write_text("", encoding="utf-8")
    monkeypatch.chdir(out.parent)
    invoke("desk", "--no-browser")
    monkeypatch.chdir(out.parent.parent)
    invoke("desk", "--no-browser")
    assert [(state["board"], state["open"]) for state in shown] == [(True, ""), (True, ""), (False, "")]


def test_what_the_desk_cannot_open_is_said_before_it_is_served(
    out: Path, shown: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("starlette", reason="the extra `desk` is not installed")
    with pytest.raises(InputError, match="no such file or folder"):
        invoke("desk", str(out / "none.docx"))
    assert run("desk", "a", "b", "c") == 2
    assert "at most two documents" in capsys.readouterr().err
    empty = out.parent / "empty"
    empty.mkdir()
    assert run("desk", str(empty), "--no-browser") == 2
    assert "no alignment.json in this folder" in capsys.readouterr().err
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert run("desk", "--port", str(taken.getsockname()[1]), "--no-browser") == 2
    assert "Leave it out, or name another" in capsys.readouterr().err
    with locked(out):
        assert run("desk", str(out), "--no-browser") == 1
    assert "Close the other desk first" in capsys.readouterr().err
    assert not shown
