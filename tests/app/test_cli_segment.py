"""`duizhao segment`: three formats, SRX in and out, misuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app import running

PAPER = "# 标题\n\n1. 甲说：“好。”乙同意。\n2. 内容如下：\n- 第一；\n- 第二。\n\n4. 完。\n"


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "paper.md"
    path.write_text(PAPER, encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = running.run("segment", *arguments)
    return code, *capsys.readouterr()


def test_jsonl_is_a_unit_a_line(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, str(paper), "--format", "jsonl")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [(r["id"], r["kind"], r["number"]) for r in rows] == [
        ("h01", "heading", None),
        ("p001", "paragraph", [1]),
        ("p002", "paragraph", [2]),
        ("p002.01", "bullet", [2, 1]),
        ("p002.02", "bullet", [2, 2]),
        ("p004", "paragraph", [4]),
    ]
    assert rows[1]["sentences"] == ["甲说：“好。”", "乙同意。"]
    assert rows[1]["label"] == "1."
    assert rows[1]["line"] == 3
    assert "no paragraph 3 between §2 and §4" in err


def test_many_notices_of_a_kind_are_summed_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "scars.md"
    path.write_text("\n\n".join(f"{n}. 国家 and 全球。" for n in range(1, 7)), encoding="utf-8")
    _, _, short = run(capsys, str(path))
    _, _, full = run(capsys, str(path), "--notices")
    assert short.count("text.foreign_word") == 1
    assert "and 5 more like this" in short
    assert full.count("text.foreign_word") == 6


def test_tsv_is_a_sentence_a_line(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, str(paper), "--format", "tsv", "-q")
    assert code == 0
    assert out.splitlines()[2:4] == ["p001\tparagraph\t1\t1\t3\t甲说：“好。”", "p001\tparagraph\t1\t2\t3\t乙同意。"]


def test_text_is_for_reading(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, str(paper), "-q", "--sentences")
    assert code == 0
    assert "§2(1)  第一；" in out
    assert "乙同意。" in [line.strip() for line in out.splitlines()]


def test_srx_in_and_out(paper: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, plain, _ = run(capsys, str(paper), "--format", "tsv", "-q")
    code, exported, _ = run(capsys, "--export-srx")
    assert code == 0
    rules = tmp_path / "ours.srx"
    rules.write_text(exported, encoding="utf-8")
    code, cut, _ = run(capsys, str(paper), "--format", "tsv", "-q", "--srx", str(rules))
    assert code == 0
    assert cut == plain


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none.md"], "no such file"),
        ([], "FILE"),
        (["{paper}", "--language", "en"], "declared as English"),
        (["{paper}", "--language", "xx"], "not supported"),
        (["{paper}", "--input-format", "latex"], "unknown format"),
        (["{paper}", "--encoding", "morse"], "encoding"),
        (["{paper}", "--srx", "{paper}"], "XML"),
        (["{paper}", "--format", "xml"], "--format"),
    ],
)
def test_misuse_is_one_clear_line_and_exit_2(
    paper: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    code, out, err = run(capsys, *(a.format(paper=paper) for a in arguments))
    assert code == 2
    assert out == ""
    assert message in err
    assert "Traceback" not in err
