"""The benchmark of alignment: that it measures what it says, by stand-ins for the peers."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import bench_alignment as bench  # noqa: E402

PEER = """
class Encoder:
    def __init__(self, name):
        raise RuntimeError("would download a model")

class Bertalign:
    def __init__(self, source, target, is_split, model):
        self.sides, self.model = (source.split("\\n"), target.split("\\n")), model

    def align_sents(self):
        for side in self.sides:
            assert self.model.model.encode(side).shape == (len(side), 2)
        return [([k], [k]) for k in range(len(self.sides[0]))]
"""


def test_ours_is_timed_in_a_process_of_its_own() -> None:
    found = bench.ask(sys.executable, "ours", [(["A man.", "Two rivers."], ["一个人。", "两条河。"])], "all", True)
    assert found["beads"] == [[[[0], [0]], [[1], [1]]]]
    assert found["encoded"] == 4
    assert found["memory"] > 10
    assert len(found["search"]) == len(found["encode"]) == 2


def test_bertalign_gets_the_vectors_of_the_texts_it_asks_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy as np

    (tmp_path / "bertalign.py").write_text(PEER, encoding="utf-8")
    np.save(tmp_path / "vectors.npy", np.zeros((3, 2), dtype=np.float32))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    pairs = [(["a"], ["b"]), (["a", "c"], ["b", "c"])]
    found = bench.ask(sys.executable, "bertalign_search", pairs, ["a", "b", "c"], str(tmp_path / "vectors.npy"))
    assert found["beads"] == [[[[0], [0]]], [[[0], [0]], [[1], [1]]]]


def test_a_peer_that_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "")
    with pytest.raises(RuntimeError, match="galechurch"):
        bench.ask(sys.executable, "galechurch", [(["a"], ["b"])])


def test_beads_are_right_within_one_verse() -> None:
    verses = ["[0, 1]:[0]", "[2]:[1, 2]"]
    assert bench.within([([0], []), ([1], [0]), ([2], [1, 2])], verses) == 1.0
    assert bench.within([([0, 1, 2], [0]), ([], [1])], verses) == 0.5


def test_the_section_is_put_in_its_place_again(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# All\n\n{bench.TITLE}\nold\n\n## Next\nkept\n", encoding="utf-8")
    for _ in range(2):
        bench.put(bench.section(["| new |"], []), page)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# All\n")
    assert text.endswith("\n\n## Next\nkept\n")
    assert text.count(bench.TITLE) == text.count("| new |") == 1
    assert "old" not in text
    page.write_text("# All\n", encoding="utf-8")
    bench.put(bench.section([], ["| grown |"]), page)
    assert page.read_text(encoding="utf-8").endswith("| grown |\n")


def test_a_row_scores_the_beads() -> None:
    found = {"beads": [[[[0], [0]], [[1], [1]]]], "search": [1.0, 2.0], "encode": [3.0, 4.0], "encoded": 8, "memory": 5}
    line = bench.row("us", [[((0,), (0,)), ((1,), (1,))]], json.loads(json.dumps(found)), 4)
    assert line == "| us | 1.0000 | 1.0000 | 2.00 | 4.0 | 2.0 | 6.0 | 4.0 | 5 |"
