"""Files are written whole or not at all, and what is no file is left what it is."""

from __future__ import annotations

import errno
import os
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from duizhao.corpora.errors import DiskFullError, OutputError, unreadable
from duizhao.corpora.storage.files import make_folder, write_text, write_together, writing


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "名.txt"
    write_text(path, "old")
    with suppress(ZeroDivisionError), writing(path) as stream:
        stream.write(b"half")
        raise ZeroDivisionError
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_of_files_that_belong_together_all_are_written_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [tmp_path / name for name in ("memory.tmx", "报告.html", "alignment.json")]
    for path in names[:2]:
        path.write_bytes(b"old")
    flushed = []

    def fsync(number: int) -> None:
        flushed.append(number)
        if len(flushed) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", fsync)
        with pytest.raises(DiskFullError, match=r"alignment\.json: cannot write: No space left"):
            write_together(dict.fromkeys(names, b"new"))
    assert sorted(tmp_path.iterdir()) == sorted(names[:2])
    assert [path.read_bytes() for path in names[:2]] == [b"old", b"old"]
    write_together(dict.fromkeys(names, b"new"))
    assert [path.read_bytes() for path in names] == [b"new"] * 3


def test_files_that_belong_together_wait_for_the_disk_once_each_and_before_the_first_is_renamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [tmp_path / name for name in ("memory.tmx", "报告.html", "alignment.json")]
    there: list[int] = []
    sizes: list[int] = []

    def fsync(number: int) -> None:
        there.append(sum(path.exists() for path in names))
        sizes.append(os.fstat(number).st_size)

    monkeypatch.setattr(os, "fsync", fsync)
    write_together({path: bytes(n) for n, path in enumerate(names, 1)})
    assert there == [0, 0, 0]
    assert sizes == [1, 2, 3]
    assert [path.stat().st_size for path in names] == [1, 2, 3]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    real, link = tmp_path / "real" / "memory.tmx", tmp_path / "memory.tmx"
    real.write_text("old", encoding="utf-8")
    link.symlink_to(real)
    write_text(link, "new")
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "new"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text(encoding="utf-8")), daemon=True)
    reader.start()
    write_text(pipe, "through")
    reader.join(10)
    assert got == ["through"]
    assert pipe.is_fifo()


@pytest.mark.parametrize("place", ["", "missing/file.txt"])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, place: str) -> None:
    with pytest.raises(OutputError, match="cannot write") as raised:
        write_text(tmp_path / place, "text")
    assert str(tmp_path / place) in str(raised.value)


def test_a_file_is_no_place_for_results(tmp_path: Path) -> None:
    (tmp_path / "en.md").touch()
    with pytest.raises(OutputError, match="this is a file, not a folder"):
        make_folder(tmp_path / "en.md")


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (FileNotFoundError(2, "No such file or directory"), "a.tmx: no such file. Check the path"),
        (IsADirectoryError(21, "Is a directory"), "a.tmx: this is a folder, not a file. Name the file in it"),
        (PermissionError(13, "Denied"), "a.tmx: cannot be read: Denied. Check the path and its permissions"),
        (OSError("odd"), "a.tmx: cannot be read: odd. Check the path and its permissions"),
    ],
)
def test_every_room_says_alike_what_cannot_be_read(error: OSError, says: str) -> None:
    assert str(unreadable(error, "a.tmx")) == says
