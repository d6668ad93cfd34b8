"""What failed in a pile: grouped, listed, and found again by whoever gathers."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.batch import BatchRow
from duizhao.cli.pile import print_batch
from duizhao.failures import cause, grouped, read_lists, write_list
from tests.app.running import run


def _failed(name: str, reason: str, why: str = "") -> BatchRow:
    return BatchRow(name, "failed", reason=reason, cause=why)


ROWS = [
    BatchRow("fine", "unchanged"),
    _failed("a", "a.md: no such file. Check the path", "no such file"),
    _failed("=b", "b.md: no such file.\n Check\tthe path", "no such file"),
    _failed("c", "it takes more than 500 MB of memory"),
]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("it takes more than 500 MB", "it takes more than 1024 MB"),
        ("there is no language 'xx'", "there is no language '中文 a'"),
    ],
)
def test_what_is_a_files_own_parts_no_causes(one: str, other: str) -> None:
    assert cause(one) == cause(other)
    assert cause(one) != cause("no such file")


def test_groups_are_by_cause_the_greatest_first() -> None:
    assert [(group.ids, group.cause) for group in grouped(ROWS)] == [
        (("a", "=b"), "no such file"),
        (("c",), "it takes more than … MB of memory"),
    ]


def test_a_list_is_read_back_and_goes_when_nothing_fails(tmp_path: Path) -> None:
    path = write_list(ROWS, tmp_path)
    assert path == tmp_path / "failed.tsv"
    assert write_list(ROWS[3:], tmp_path, (2, 7)) == tmp_path / "failed.2-of-7.tsv"
    # a cell that a spreadsheet would run is none
    assert "\t=b" not in f"\t{path.read_text()}".replace("\n", "\t")
    found = read_lists(tmp_path)
    assert found["=b"] == ("no such file", "b.md: no such file. Check the path")
    assert set(found) == {"a", "=b", "c"}
    assert write_list(ROWS[:1], tmp_path) is None
    assert set(read_lists(tmp_path)) == {"c"}
    (tmp_path / "failed.notes.tsv").write_bytes(b"\xff\xfe\x00")
    assert set(read_lists(tmp_path)) == {"c"}


def test_many_failures_are_told_by_cause(capsys: pytest.CaptureFixture[str]) -> None:
    print_batch([_failed(f"n{k}", f"n{k}.md: no such file", "no such file") for k in range(30)], as_json=False)
    said = capsys.readouterr().err
    assert said.splitlines() == ["30 pairs failed:", "30 times: n0.md: no such file (n0, n1, n2 and 27 more)"]


def test_gather_says_why_a_shard_left_a_pair_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.md").write_text("1. The harbour opens in 2031.\n", encoding="utf-8")
    (tmp_path / "m.tsv").write_text("a.md\tgone.md\tx\n", encoding="utf-8")
    out = tmp_path / "o"
    assert run("align", "--manifest", tmp_path / "m.tsv", "-o", out, "--shard", "1/1", "--embed", "none") == 1
    assert "what failed, and why:" in capsys.readouterr().err
    assert (out / "failed.1-of-1.tsv").is_file()
    assert run("gather", "--manifest", tmp_path / "m.tsv", "-o", out, "-q") == 1
    assert "gone.md: no such file" in capsys.readouterr().err
