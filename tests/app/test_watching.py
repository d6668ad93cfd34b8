"""--watch: the same work whenever a document changes, and a clean end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError
from duizhao.watching import again, watched_files
from tests.app.running import run
from tests.app.test_cli_drift import CHINESE, ENGLISH


def interrupted_after(steps: list[Callable[[], None]]) -> Callable[[float], None]:
    """A pause in which somebody edits, and at last presses Ctrl-C."""

    def pause(_: float) -> None:
        if not steps:
            raise KeyboardInterrupt
        steps.pop(0)()

    return pause


def test_again_when_a_file_changes_comes_or_goes(tmp_path: Path) -> None:
    one, other = tmp_path / "a.md", tmp_path / "b.md"
    one.write_text("a", encoding="utf-8")
    codes, said = iter((1, 0, 1, 0)), list[str]()
    steps: list[Callable[[], None]] = [
        lambda: None,
        lambda: one.write_text("aa", encoding="utf-8") and None,
        lambda: other.write_text("b", encoding="utf-8") and None,
        one.unlink,
    ]
    worked: list[int] = []

    def work() -> int:
        worked.append(next(codes))
        return worked[-1]

    assert again(work, lambda: [one, other], said.append, pause=interrupted_after(steps)) == 0
    assert worked == [1, 0, 1, 0]
    assert said.count("waiting for a change; Ctrl-C ends") == 4


def test_an_error_waits_to_be_mended(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    said: list[str] = []

    def work() -> int:
        if not file.exists():
            raise InputError("no such file", path=file)
        return 0

    written: list[Callable[[], None]] = [lambda: file.write_text("a", encoding="utf-8") and None]
    assert again(work, lambda: [file], said.append, pause=interrupted_after(written)) == 0
    assert "no such file" in said[0]


def test_what_is_watched(tmp_path: Path) -> None:
    for side, content in (("en", ENGLISH), ("zh", CHINESE)):
        (tmp_path / side).mkdir()
        (tmp_path / side / "a.md").write_text(content, encoding="utf-8")
    names = {path.relative_to(tmp_path).as_posix() for path in watched_files([tmp_path])}
    assert {"en/a.md", "zh/a.md", "duizhao.toml", "duizhao.accepted"} <= names
    assert tmp_path / "gone.md" not in watched_files([tmp_path / "gone.md"])


def test_watching_records_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("drift", "--watch", "--accept") == 2
    assert run("check", "--watch", "--update-baseline", "--baseline", "b") == 2
    assert "--watch only looks" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix" or shutil.which("git") is None, reason="signals and Git of a POSIX system")
def test_ctrl_c_ends_it_cleanly(tmp_path: Path) -> None:
    for name, content in (("en.md", ENGLISH), ("was.md", ENGLISH), ("zh.md", CHINESE)):
        (tmp_path / name).write_text(content, encoding="utf-8")
    code = "from duizhao.cli.main import main; main()"
    command = [sys.executable, "-c", code, "drift", "en.md", "zh.md", "--was", "was.md", "--watch"]
    out = (tmp_path / "out").open("w+", encoding="utf-8")
    with subprocess.Popen(command, cwd=tmp_path, stdout=out, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        while "waiting" not in running.stderr.readline():
            assert running.poll() is None
        (tmp_path / "en.md").write_text(ENGLISH.replace("six", "seven"), encoding="utf-8")
        while "waiting" not in running.stderr.readline():
            assert running.poll() is None
        running.send_signal(signal.SIGINT)
        deadline = time.monotonic() + 60
        while running.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert running.returncode == 1
        assert "Traceback" not in running.stderr.read()
    out.seek(0)
    shown = out.read()
    out.close()
    assert shown.index("UP TO DATE") < shown.index("six → seven")


def test_a_save_aligns_the_saved_pair_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from duizhao import check_inputs
    from duizhao.kept_alignments import KeptAlignments

    for name in ("a", "b"):
        (tmp_path / f"{name}.en.md").write_text("# Boats\n\nBoats waited for 12 days.\n", encoding="utf-8")
        (tmp_path / f"{name}.zh.md").write_text("# 船\n\n船只等候了 12 天。\n", encoding="utf-8")
    project = tmp_path / "duizhao.toml"
    rows = [f'[[pair]]\nsource = "{name}.en.md"\ntarget = "{name}.zh.md"\n' for name in ("a", "b")]
    project.write_text("".join(rows), encoding="utf-8")
    aligned: list[str] = []
    align_one = check_inputs.align_one
    monkeypatch.setattr(
        check_inputs, "align_one", lambda pair, options: aligned.append(pair.id) or align_one(pair, options)
    )
    kept = KeptAlignments()
    first = check_inputs.gather([project], kept=kept).pairs
    assert len(aligned) == 2
    assert check_inputs.gather([project], kept=kept).pairs == first
    assert len(aligned) == 2
    (tmp_path / "b.zh.md").write_text("# 船\n\n船只等候了 13 天。\n", encoding="utf-8")
    again_ = check_inputs.gather([project], kept=kept).pairs
    assert aligned[2:] == [aligned[1]]
    assert [pair.target for pair in again_] == ["船", "船只等候了 12 天。", "船", "船只等候了 13 天。"]
    # Other settings are another alignment, whatever the files are.
    project.write_text("[align]\nmin_confidence = 0.9\n" + "".join(rows), encoding="utf-8")
    check_inputs.gather([project], kept=kept)
    assert len(aligned) == 5
