"""`duizhao tmx` as a translator meets it: pipes, exit codes, one line for every mistake."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from corpora.model import Locator, Pair
from duizhao.cli.main import main
from tests.duizhao.running import invoke
from tests.tmx.variants import document
from tmx import Memory

run = partial(invoke, "tmx")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def pair(source: str, target: str, confidence: float, number: int) -> Pair:
        return Pair(source, target, Locator("a.md", f"p{number}", (number,)), Locator("a.zh.md"), confidence)

    pairs = [
        pair("Decent work for all.", "人人享有体面劳动。", 0.95, 1),
        pair("The Office reports.", "劳工局提交报告。", 0.4, 2),
        pair("Decent work for all.", "人人享有体面劳动。", 0.9, 3),
    ]
    Memory.from_pairs(pairs, "en-GB", "zh-CN").write(tmp_path / "m.tmx")
    Memory.from_pairs(pairs[:2], "en", "zh-CN").write(tmp_path / "short.tmx")
    pairs[1] = pair("The Office reports.", "劳工局作报告。", 0.4, 2)
    Memory.from_pairs(pairs, "en-GB", "zh-CN").write(tmp_path / "n.tmx")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_validate_says_what_will_happen(folder: Path) -> None:
    assert "NO" not in run("validate", "m.tmx").stdout
    result = run("validate", "short.tmx", code=1)
    assert 'short.tmx:1: srclang="en" has no region (language.region; Trados skips' in result.stdout
    run("validate", "short.tmx", "--for", "omegat")
    found = json.loads(run("validate", "short.tmx", "--json", code=1).stdout)
    assert found["loads"] == {"omegat": True, "omegat-6.1": True, "trados": True, "memoq": True}
    assert found["problems"][0]["cure"].startswith("Give the region")


def test_validate_fixes(folder: Path) -> None:
    run("validate", "short.tmx", "--fix", "--languages", "en-US,zh-CN")
    assert Memory.read("short.fixed.tmx").source_language == "en-US"
    assert not Path("short.fixed.dropped.txt").exists()
    Path("bad.tmx").write_bytes(document("crossed tags", 1))
    result = run("validate", "bad.tmx", "--fix", "-o", "good.tmx")
    assert "bad.tmx:5: cannot be parsed" in result.stdout
    assert "甲句" in Path("good.dropped.txt").read_text(encoding="utf-8")
    assert len(Memory.read("good.tmx")) == 1


def test_stats(folder: Path) -> None:
    assert "unique sources" in run("stats", "m.tmx").stdout
    assert json.loads(run("stats", "m.tmx", "--json").stdout)["repeated"] == 1


def test_filter_dedupe_and_convert_in_a_pipe(folder: Path) -> None:
    sure = run("filter", "m.tmx", "--min-confidence", "0.9")
    assert "2 of 3 units kept" in sure.stderr
    single = run("dedupe", "-", stdin=sure.stdout_bytes)
    assert "1 of 2 units kept" in single.stderr
    table = run("convert", "-", "-", "--to", "tsv", stdin=single.stdout_bytes)
    assert table.stdout.splitlines()[1].startswith("Decent work for all.\t人人享有体面劳动。\ta.md\t1\tp1\t\t0.9500\t")
    back = run("convert", "-", "-", "--from", "tsv", stdin=table.stdout_bytes)
    assert run("stats", "-", "--json", stdin=back.stdout_bytes).exit_code == 0


def test_dedupe_by_similarity(folder: Path) -> None:
    assert "2 of 3 units kept" in run("dedupe", "m.tmx", "--similar", "90", "-o", "d.tmx").stderr


def test_merge_split_and_diff(folder: Path) -> None:
    assert "3 units from 6 in 2 files" in run("merge", "m.tmx", "n.tmx", "-o", "all.tmx").stderr
    run("merge", "n.tmx", "m.tmx", "-o", "again.tmx")
    assert Path("all.tmx").read_bytes() == Path("again.tmx").read_bytes()
    assert "2 units" in run("merge", "m.tmx", "n.tmx", "--conflicts", "last", "-o", "one.tmx").stderr
    parts = run("split", "m.tmx", "-o", "parts", "--threshold", "0.5").stdout
    assert parts == "parts/m.tmx\t2\nparts/m.unreviewed.tmx\t1\n"
    result = run("diff", "m.tmx", "n.tmx", code=1)
    assert result.stdout == "~ §2 The Office reports.\n~   劳工局[-提交-]{+作+}报告。\n"
    assert result.stderr == "1 changed, 0 added, 0 removed, 2 same\n"
    run("diff", "m.tmx", "m.tmx")
    run("diff", "m.tmx", "n.tmx", "--format", "html", "-o", "d.html", code=1)
    assert "<ins>作</ins>" in Path("d.html").read_text(encoding="utf-8")
    run("diff", "m.tmx", "n.tmx", "--format", "tmx", "-o", "d.tmx", code=1)
    assert len(Memory.read("d.tmx")) == 1


def test_clean_recovers(folder: Path) -> None:
    Path("bad.tmx").write_bytes(document("U+000B", 1) + b"tail")
    result = run("clean", "bad.tmx", "--recover", "--side", "lost.txt", "-o", "good.tmx")
    assert "U+000B" in result.stderr
    assert len(Memory.read("good.tmx")) == 2
    assert "tail" in Path("lost.txt").read_text(encoding="utf-8")
    assert "nothing to clean" in run("clean", "good.tmx", "-o", "x.tmx").stderr


def test_paragraphs(folder: Path) -> None:
    def pair(source: str, target: str, sentence: int) -> Pair:
        return Pair(
            source, target, Locator("a", "p1", (1,), sentences=(sentence, sentence)), Locator("b", "p1", (1,)), 0.9
        )

    Memory.from_pairs([pair("One.", "一。", 1), pair("Two.", "二。", 2)], "en-GB").write("s.tmx")
    assert "1 paragraphs from 2 sentences" in run("paragraphs", "s.tmx", "-o", "p.tmx").stderr
    made = Memory.read("p.tmx")
    assert [(p.source, p.target) for p in made.pairs()] == [("One. Two.", "一。二。")]
    assert made.header.attributes["segtype"] == "paragraph"
    assert made.source_language == "en-GB"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["stats", "none.tmx"], "none.tmx: cannot read: No such file"),
        (["filter", "m.tmx"], "no condition to filter by"),
        (["filter", "m.tmx", "--grep", "("], "not a regular expression"),
        (["convert", "m.tmx", "m.docx"], "no format ends like"),
        (["convert", "m.tmx", "m.csv", "--languages", "en"], "takes two codes"),
        (["validate", "m.tmx", "--for", "wordfast"], "Known tools: omegat, trados, memoq"),
        (["merge", "-", "-"], "standard input can be only one"),
        (["dedupe", "m.tmx", "--similar", "90", "--near"], "--similar goes with none"),
        (["split", "m.tmx"], "would replace the file itself"),
        (["clean", "m.tmx", "--side", "x"], "--side needs --recover"),
        (["convert", "m.tmx", "no/such/folder/m.csv"], "cannot write"),
        (["diff", "-", "-"], "cannot come from standard input"),
    ],
)
def test_a_mistake_is_one_line_and_exit_2(
    args: list[str], says: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["tmx", *args])
    assert caught.value.code == 2
    err = capsys.readouterr().err
    assert says in err
    assert err.count("\n") == 1
    assert err.startswith("duizhao: ")


def test_a_broken_memory_leaves_no_half_written_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = Path("m.tmx").read_bytes()
    Path("cut.tmx").write_bytes(data[: len(data) // 2])
    before = sorted(Path().iterdir())
    for args in (["convert", "cut.tmx", "x.csv"], ["filter", "cut.tmx", "--different", "-o", "x.tmx"]):
        with pytest.raises(SystemExit) as caught:
            main(["tmx", *args])
        assert caught.value.code == 2
        assert "cut.tmx:" in capsys.readouterr().err
    assert sorted(Path().iterdir()) == before


def test_a_pipe_that_closes_early_is_no_error(folder: Path) -> None:
    script = "from duizhao.cli.main import main; main(['tmx', 'convert', 'm.tmx', '-', '--to', 'jsonl'])"
    done = subprocess.run(
        f'{sys.executable} -c "{script}" | head -c 10', shell=True, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
