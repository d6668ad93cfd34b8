"""The bounded folder of texts: round trip, damage, the limit, two processes at once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.corpora.storage.disk_cache import STALE, Shelf
from tests.conftest import ROOT


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_a_text_comes_back_as_it_was(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    shelf = Shelf(tmp_path_factory.mktemp("shelf"))
    shelf.put("one", text)
    assert shelf.get("one") == text
    assert shelf.get("other") is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-3],
        lambda data: data.replace(b"1.5", b"1.6"),
        lambda data: data + b"x",
        lambda data: b"\xff\xfe" + data,
        lambda data: data.split(b"\n", 1)[1],
    ],
)
def test_what_was_damaged_is_a_miss_and_is_mended_by_the_next(damage, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    shelf = Shelf(tmp_path)
    shelf.put("one", '{"score": 1.5}')
    (path,) = tmp_path.iterdir()
    path.write_bytes(damage(path.read_bytes()))
    assert shelf.get("one") is None
    shelf.put("one", '{"score": 1.5}')
    assert shelf.get("one") == '{"score": 1.5}'


def test_a_text_under_the_name_of_another_is_a_miss(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("one", "1")
    (tmp_path / "one.json").rename(tmp_path / "two.json")
    assert shelf.get("two") is None


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, limit=350)
    for n, key in enumerate("abc"):
        shelf.put(key, "x" * 90)
        os.utime(tmp_path / f"{key}.json", (n, n))
    assert shelf.get("a")  # used now, so it is not the oldest any more
    shelf.put("d", "x" * 90)
    assert [key for key in "abcd" if shelf.get(key)] == ["a", "c", "d"]


def test_a_text_larger_than_the_limit_is_not_kept(tmp_path: Path) -> None:
    Shelf(tmp_path, limit=100).put("one", "x" * 1000)
    assert list(tmp_path.iterdir()) == []


def test_unfinished_files_go_when_nobody_can_be_writing_them(tmp_path: Path) -> None:
    for name, age in ((".old.json.x.part", 2 * STALE), (".new.json.y.part", 0.0)):
        (tmp_path / name).write_text("", encoding="utf-8")
        os.utime(tmp_path / name, (time.time() - age, time.time() - age))
    Shelf(tmp_path).put("one", "x")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".new.json.y.part", "one.json"]


def test_a_place_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for folder in (tmp_path / "file", Path("/proc/nowhere")):
        shelf = Shelf(folder)
        shelf.put("one", "x")
        assert shelf.get("one") is None


WRITER = """
import sys
from pathlib import Path
from duizhao.corpora.storage.disk_cache import Shelf
shelf = Shelf(Path(sys.argv[1]), limit=40_000)
wrong = 0
for turn in range(150):
    key = f"k{turn % 12}"
    text = key * 2000
    shelf.put(key, text)
    for k in range(12):
        wrong += shelf.get(f"k{k}") not in (None, f"k{k}" * 2000)
print(wrong)
"""


def test_two_processes_write_read_and_drop_at_once(tmp_path: Path) -> None:
    both = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    assert [process.communicate(timeout=120) for process in both] == [(b"0\n", b""), (b"0\n", b"")]
    Shelf(tmp_path, limit=40_000).put("last", "x")
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 40_000
