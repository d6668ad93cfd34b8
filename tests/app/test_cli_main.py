"""What holds for every verb: the encoding of output, closed pipes, full disks, the versions for a bug report."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from duizhao.corpora.samples import path as sample
from duizhao.corpora.version import VERSION
from tests.app.running import run

COMMAND = (sys.executable, "-c", "from duizhao.cli.main import main; main()")


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def printed(monkeypatch: pytest.MonkeyPatch, kind: type[io.TextIOWrapper], encoding: str, file: Path) -> bytes:
    """What `duizhao segment FILE` writes where Python gave stdout this encoding."""
    raw = io.BytesIO()
    stream = kind(raw, encoding=encoding)
    monkeypatch.setattr("sys.stdout", stream)
    assert run("segment", file, "-q") == 0
    stream.flush()
    return raw.getvalue()


@pytest.fixture
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    path = tmp_path / "paper.md"
    path.write_text("# 标题\n\n1. 体面劳动。\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "gb18030", "ascii", "utf-8"])
def test_files_and_pipes_get_utf8_on_every_system(monkeypatch: pytest.MonkeyPatch, paper: Path, encoding: str) -> None:
    assert "体面劳动。" in printed(monkeypatch, io.TextIOWrapper, encoding, paper).decode("utf-8")


def test_a_terminal_keeps_its_encoding(monkeypatch: pytest.MonkeyPatch, paper: Path) -> None:
    assert "体面劳动。" in printed(monkeypatch, Terminal, "gb18030", paper).decode("gb18030")
    # what it cannot show is an escape, not a traceback
    assert rb"\u4f53\u9762" in printed(monkeypatch, Terminal, "cp1252", paper)


def test_an_encoding_that_was_asked_for_is_kept(monkeypatch: pytest.MonkeyPatch, paper: Path) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "gb18030")
    assert "体面劳动。" in printed(monkeypatch, io.TextIOWrapper, "gb18030", paper).decode("gb18030")


def test_a_pipe_that_was_closed_is_neither_clean_nor_findings(tmp_path: Path) -> None:
    big = tmp_path / "big.md"
    big.write_text("".join(f"{n}. 第{n}段有一个句子，相当长的一个句子。\n\n" for n in range(1, 1500)), encoding="utf-8")
    with subprocess.Popen([*COMMAND, "segment", big, "-q"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no /dev/full on this system")
def test_a_full_disk_is_one_line() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*COMMAND, "segment", sample("zh.md"), "-q"], stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == ["duizhao: No space left on device"]


def test_version_tells_what_a_bug_report_needs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--version") == 0
    first, second, *rest = capsys.readouterr().out.splitlines()
    assert first == f"duizhao, version {VERSION}"
    assert second.startswith(f"Python {sys.version.split()[0]}, ")
    packages = " ".join(rest)
    assert "numpy " in packages
    assert "onnxruntime" in packages
    assert "pytest" not in packages
