"""How far a file has been read is told, whatever it is packed in, and changes nothing of what is read."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from duizhao.corpora.model import Locator, Pair
from duizhao.tmx import Memory
from duizhao.tmx.xml.byte_stream import watching


@pytest.mark.parametrize("packed", ["plain", "gzip", "zip"])
def test_the_end_is_told_once_all_is_read(tmp_path: Path, packed: str) -> None:
    at = Locator("en.md", "p1")
    path = tmp_path / "m.tmx"
    memory = Memory.from_pairs([Pair(f"Sentence {i}.", f"第{i}句。", at, at, 0.9) for i in range(4000)])
    memory.write(path)
    if packed == "gzip":
        path.write_bytes(gzip.compress(path.read_bytes()))
    if packed == "zip":
        with zipfile.ZipFile(tmp_path / "m.zip", "w") as archive:
            archive.write(path, "m.tmx")
        path = tmp_path / "m.zip"
    told: list[tuple[int, int]] = []
    before = watching.set(lambda done, total: told.append((done, total)))
    try:
        found = Memory.read(path)
    finally:
        watching.reset(before)
    size = path.stat().st_size
    assert [entry.variants for entry in found] == [entry.variants for entry in memory]
    assert {total for _, total in told} == {size}
    assert max(done for done, _ in told) == size
    count = len(told)
    Memory.read(path)
    assert len(told) == count, "nobody watches any more"
