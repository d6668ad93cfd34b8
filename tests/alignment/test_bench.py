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


@pytest.mark.slow
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


def test_pipelines_of_real_documents_are_scored_in_one_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from scripts import bench_real as real

    folder = tmp_path / "paper"
    folder.mkdir()
    (folder / "en.md").write_text("The council met.\n\nIt left.\n", encoding="utf-8")
    (folder / "zh.md").write_text("理事会开会。\n\n它离开了。\n", encoding="utf-8")
    (folder / "gold.jsonl").write_text("", encoding="utf-8")
    scorer = tmp_path / "scorer.py"
    scorer.write_text(
        "import sys\nrows = open(sys.argv[1], encoding='utf-8').read().splitlines()\n"
        "print(f'right {(len(rows) - 1) / 4:.2f} lax 0.90 lost 0.10  right:1')\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(
        real, "plain", lambda folder, peers: (["The council met.", "It left."], ["理事会开会。", "它离开了。"])
    )
    monkeypatch.setattr(
        real,
        "aligners",
        lambda peers: {"lengths": lambda sides: [[[0], [0]], [[1], [1]]], "none": lambda sides: real.ask("no", "x")},
    )
    monkeypatch.setattr(real, "ask", _absent)
    monkeypatch.setattr(real, "duizhao", lambda folder, out, embed: real.table((["a"], ["甲"]), [[[0], [0]]], out))
    text = real.section(["paper"], *real.measure([folder], scorer, "python"))
    assert "| lengths | 0.50 | **0.500** (0.900, 0.100) |" in text
    assert "| duizhao --embed auto | 0.25 | **0.250** (0.900, 0.100) |" in text
    assert "Not run: none: not installed." in text
    assert real.files(folder) == (folder / "en.md", folder / "zh.md")


def _absent(*_: object) -> None:
    raise RuntimeError("not installed")


def test_plain_text_is_a_paragraph_a_line(tmp_path: Path) -> None:
    from scripts.aligners import plain_text

    path = tmp_path / "zh.md"
    path.write_text("理事会\n开会。\n\nIt met\nin Geneva.\n", encoding="utf-8")
    assert plain_text(path) == ["理事会开会。", "It met in Geneva."]
