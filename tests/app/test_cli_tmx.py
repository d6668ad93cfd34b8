"""`duizhao tmx` as a translator meets it: pipes, exit codes, one line for every mistake."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from duizhao.cli.main import main
from duizhao.corpora.model import Locator, Pair
from duizhao.tmx import Memory
from tests.app.running import invoke
from tests.tmx.variants import document

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
    assert "2 of 3 units kept" in run("dedupe", "m.tmx", "--min-similarity", "90", "-o", "d.tmx").stderr


def test_merge_split_and_diff(folder: Path) -> None:
    assert "3 units from 6 in 2 files" in run("merge", "m.tmx", "n.tmx", "-o", "all.tmx").stderr
    run("merge", "n.tmx", "m.tmx", "-o", "again.tmx")
    assert Path("all.tmx").read_bytes() == Path("again.tmx").read_bytes()
    assert "2 units" in run("merge", "m.tmx", "n.tmx", "--conflicts", "last", "-o", "one.tmx").stderr
    parts = run("split", "m.tmx", "-o", "parts", "--min-confidence", "0.5").stdout
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
        (["stats", "none.tmx"], "none.tmx: no such file. Check the path"),
        (["filter", "m.tmx"], "no condition to filter by"),
        (["filter", "m.tmx", "--grep", "("], "not a regular expression"),
        (["convert", "m.tmx", "m.odt"], "no memory format ends in '.odt'"),
        (["convert", "m.tmx", "m.csv", "--languages", "en"], "takes two codes"),
        (["validate", "m.tmx", "--for", "nosuchtool"], "Known: omegat, trados, memoq"),
        (["merge", "-", "-"], "standard input can be only one"),
        (["dedupe", "m.tmx", "--min-similarity", "90", "--near"], "--min-similarity goes with none"),
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


def test_validate_counts_units_and_not_faults(folder: Path) -> None:
    """Two units, each with a tuv that lacks a region, and a header that does: Trados leaves out two."""
    found = json.loads(run("validate", "short.tmx", "--json", code=1).stdout)
    assert found["units"] == 2
    assert found["left_out"] == {"omegat": 0, "omegat-6.1": 0, "trados": 2, "memoq": 0}
    assert found["doubtful"]["memoq"] == 2
    rows = run("validate", "short.tmx", code=1).stdout.splitlines()
    assert [row.split() for row in rows if row.startswith("Trados")] == [["Trados", "yes", "2", "0"]]


def test_units_of_another_language_pair_are_counted(folder: Path) -> None:
    text = Path("m.tmx").read_text(encoding="utf-8").replace('xml:lang="zh-CN"', 'xml:lang="fr-FR"', 1)
    Path("several.tmx").write_text(text, encoding="utf-8")
    found = json.loads(run("validate", "several.tmx", "--json", code=1).stdout)
    assert (found["units"], found["left_out"]["memoq"]) == (3, 1)


def test_a_change_that_every_unit_needs_is_one_line(folder: Path) -> None:
    result = run("validate", "short.tmx", "--fix", "--languages", "en-US,zh-CN")
    changes = [line for line in result.stdout.splitlines() if "language code" in line]
    assert changes == [
        "short.tmx:1: language code: srclang en is now en-US",
        "short.tmx:7 [unit 1]: language code: en is now en-US (and in 1 more)",
    ]
    listed = json.loads(run("validate", "short.tmx", "--fix", "--languages", "en-US,zh-CN", "--json").stdout)
    assert len(listed["changes"]) == 3


def test_a_long_recipe_does_not_widen_the_columns_of_stats(folder: Path) -> None:
    recipe = "duizhao:0.1.0|" + "x" * 100
    Memory.from_pairs(Memory.read("m.tmx").pairs(), "en", "zh-CN", recipe=recipe).write("r.tmx")
    lines = run("stats", "r.tmx").stdout.splitlines()
    assert lines[-1] == f"made by {recipe}"
    assert max(map(len, lines[:-1])) < 50


@pytest.mark.parametrize("date", ["2024-13", "2024-00-10", "2024-01-32", "20245", "24"])
def test_no_such_date(folder: Path, date: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["tmx", "filter", "m.tmx", "--since", date])
    assert caught.value.code == 2
    assert f"not a date: {date}" in capsys.readouterr().err


def test_filter_says_that_undated_units_have_no_date(folder: Path) -> None:
    assert "say no date" in run("filter", "m.tmx", "--since", "2024", "-o", "x.tmx").stderr
    assert "say no date" not in run("filter", "m.tmx", "--min-confidence", "1", "-o", "x.tmx").stderr


def test_merge_says_where_dates_do_not_decide(folder: Path) -> None:
    said = run("merge", "m.tmx", "n.tmx", "--conflicts", "newest", "-o", "x.tmx").stderr
    assert "1 sources had several translations, one of each was kept; dates do not decide 1" in said
    assert "dates" not in run("merge", "m.tmx", "n.tmx", "--conflicts", "last", "-o", "x.tmx").stderr


@pytest.mark.parametrize(
    ("name", "lost"),
    [
        ("m.csv", "not kept: the properties x-target-document; what stands on single texts of 3 units"),
        ("m.xlf", "not kept: what stands on single texts of 3 units"),
        ("m.jsonl", ""),
    ],
)
def test_convert_says_what_the_format_cannot_hold(folder: Path, name: str, lost: str) -> None:
    said = run("convert", "m.tmx", name).stderr
    assert lost in said
    assert ("not kept" in said) == bool(lost)


def test_convert_counts_units_without_both_languages_apart(folder: Path) -> None:
    text = Path("m.tmx").read_text(encoding="utf-8").replace('xml:lang="zh-CN"', 'xml:lang="fr-FR"', 1)
    Path("several.tmx").write_text(text, encoding="utf-8")
    assert (
        "2 units\nleft out: 1 without en-GB and zh-CN"
        in run("convert", "several.tmx", "m.po", "--languages", "en-GB,zh-CN").stderr
    )
    assert "2 units\nnot kept: 1 units without both languages" in run("convert", "several.tmx", "m.po").stderr


def test_diff_says_where_for_machines(folder: Path) -> None:
    found = [json.loads(line) for line in run("diff", "m.tmx", "n.tmx", "--format", "json", code=1).stdout.splitlines()]
    assert [one["at"] for one in found] == [{"document": "a.md", "paragraph": "2", "unit": "p2"}]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("verb", [["stats"], ["dedupe"], ["convert", "--to", "csv"], ["convert", "--to", "xlsx"]])
def test_results_that_cannot_be_written_are_one_line(folder: Path, verb: list[str]) -> None:
    arguments = [verb[0], "m.tmx", *(["-"] if verb[0] == "convert" else []), *verb[1:]]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "duizhao", "tmx", *arguments], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 2
    assert done.stderr.strip().splitlines()[-1].startswith("duizhao: No space left")
    assert "Traceback" not in done.stderr


def test_a_wrong_source_language_in_the_header_is_the_headers_fault(folder: Path) -> None:
    """OmegaT goes by its project's languages and leaves nothing out; Trados leaves out everything."""
    text = Path("m.tmx").read_text(encoding="utf-8").replace('srclang="en-GB"', 'srclang="de-DE"', 1)
    Path("other.tmx").write_text(text, encoding="utf-8")
    found = json.loads(run("validate", "other.tmx", "--json", code=1).stdout)
    assert (found["left_out"]["omegat"], found["left_out"]["trados"]) == (0, 3)


def test_recovery_says_what_an_undeclared_encoding_needs(folder: Path) -> None:
    data = Path("m.tmx").read_text(encoding="utf-8").encode("gb18030")
    Path("gb.tmx").write_bytes(data)
    said = run("clean", "gb.tmx", "--recover", "-o", "x.tmx").stderr
    assert "If it is GB 18030 or Big5, let its first line say so" in said
    Path("gb.tmx").write_bytes(data.replace(b"UTF-8", b"GB18030", 1))
    assert run("clean", "gb.tmx", "--recover", "-o", "x.tmx").stderr.startswith("3 of 3 units written")
