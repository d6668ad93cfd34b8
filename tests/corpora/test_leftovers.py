"""What killed runs left unfinished goes with the next run that writes there; nothing else does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from duizhao.corpora.storage import leftovers
from duizhao.corpora.storage.files import make_folder, write_text, writing
from duizhao.corpora.storage.leftovers import begin_folder, sweep

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="locks are POSIX's")

KILLED = {
    "within a file": "with writing(path) as stream:\n    stream.write(b'half')\n    stop()",
    "before its name": "with writing(path) as stream:\n    stream.write(b'whole')\n    stream.flush()\n    stop()",
    "within several": "with writing(path) as a, writing(path.with_name('b.tmx')) as b:\n    stop()",
    "within a folder": "begin_folder(path)\nstop()",
}


@pytest.fixture(autouse=True)
def nothing_swept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "_swept", set())


@pytest.mark.parametrize("where", KILLED)
def test_what_a_killed_run_left_goes(tmp_path: Path, where: str) -> None:
    path = tmp_path / "译文 memory.tmx"
    write_text(path, "old")
    code = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "from duizhao.corpora.storage.files import writing\n"
        "from duizhao.corpora.storage.leftovers import begin_folder\n"
        "path = Path(sys.argv[1])\n"
        f"stop = lambda: os.kill(os.getpid(), signal.SIGKILL)\n{KILLED[where]}\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert [p for p in tmp_path.iterdir() if p.name.endswith(".part")]
    assert path.read_text() == "old"
    leftovers._swept.clear()
    write_text(tmp_path / "other.csv", "new")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["other.csv", path.name]


def test_what_is_being_written_stays(tmp_path: Path) -> None:
    with writing(tmp_path / "a.tmx") as stream:
        stream.write(b"mine")
        assert sweep(tmp_path) == []
    held, name = begin_folder(tmp_path / "model")
    assert sweep(tmp_path) == []
    assert held is not None
    os.close(held)
    assert sweep(tmp_path) == [Path(name).name]
    assert (tmp_path / "a.tmx").read_bytes() == b"mine"


@pytest.mark.parametrize(
    "name",
    [
        "film.mkv.part",
        ".film.abcdefgh.part.txt",
        ".a.short.part",
        ".a.ABCDEFGH.part",
        "a.abcdefgh.part",
        ".abcdefgh.part",
    ],
)
def test_files_of_others_stay(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    assert sweep(tmp_path) == []
    assert (tmp_path / name).exists()


def test_links_are_not_followed(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").touch()
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / ".a.abcdefgh.part").symlink_to(kept)
    (folder / ".b.abcdefgh.part").symlink_to(kept / "file")
    os.mkfifo(folder / ".c.abcdefgh.part")
    assert sweep(folder) == []
    assert (kept / "file").exists()


def test_a_folder_is_looked_over_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Path] = []
    monkeypatch.setattr(leftovers, "sweep", looked.append)
    make_folder(tmp_path / "new")
    for name in "abc":
        write_text(tmp_path / "new" / name, name)
    assert len(looked) == 1
    assert sorted(os.listdir(tmp_path / "new")) == ["a", "b", "c"]
