"""`duizhao memory` from the outside: add, look up, price, export."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
from functools import partial
from pathlib import Path

import pytest

from duizhao.cli.main import main
from duizhao.corpora.model import Locator, Pair
from duizhao.tmx import Memory
from tests.app.running import invoke

run = partial(invoke, "memory")

OLD = [
    ("The Governing Body takes note of the report of the Office.", "理事会注意到劳工局的报告。"),
    ("Decent work is the goal of all member States.", "体面劳动是所有成员国的目标。"),
    ("The budget for the next two years is set out below.", "今后两年的预算如下。"),
]
NEW = """# Report of the Office

1. Decent work is the goal of all member States. The Governing Body took note of the report of the Office.

2. Decent work is the goal of all member States. Quite new things happen in the field of statistics.

3. Quite new things happen in the field of statistics.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    pairs = [Pair(s, t, Locator("old.md", f"p{i}", (i,)), Locator("old.zh.md")) for i, (s, t) in enumerate(OLD, 1)]
    Memory.from_pairs(pairs).write(tmp_path / "old.tmx")
    (tmp_path / "new.md").write_text(NEW, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DUIZHAO_MEMORY", raising=False)
    run("add", "old.tmx")
    return tmp_path


def test_add_list_update_remove(folder: Path) -> None:
    assert run("add", "old.tmx").stdout == "old.md\t3\tupdated\n"
    assert "old.md" in run("list").stdout
    assert json.loads(run("list", "--json").stdout)["texts"] == {"en": 3, "zh": 3}
    Path("t.csv").write_text("en,zh-CN\nStaff regulations,工作人员条例\n", encoding="utf-8")
    assert run("add", "t.csv").stdout == "t.csv\t1\tadded\n"
    assert run("add", "t.csv", "-q").stdout == ""
    run("remove", "t.csv")
    assert "t.csv" not in run("list").stdout


def test_lookup_exact_fuzzy_and_from_a_pipe(folder: Path) -> None:
    assert run("lookup", OLD[1][0]).stdout.startswith(f"100 %  {OLD[1][0]}\n       {OLD[1][1]}\n       old.md §2\n")
    assert run("lookup", "体面劳动是全体成员国的目标。").stdout.startswith(
        " 85 %  体面劳动是所有成员国的目标。\n       Decent"
    )
    assert "no unit is 70 % like it" in run("lookup", "Nothing like it anywhere", code=1).stderr
    found = run("lookup", "-", "--json", stdin=f"{OLD[0][0]}\n".encode())
    assert json.loads(found.stdout)["matches"][0]["score"] == 100


def test_lookup_shows_parts_apart(folder: Path) -> None:
    text = "Today the goal of all member States is another one."
    found = run("lookup", text)
    assert (
        found.stdout
        == f"part   … the goal of all member States …\n       … {OLD[1][1]} …\n       old.md §2: {OLD[1][0]}\n"
    )
    said = json.loads(run("lookup", "-", "--json", stdin=f"{text}\n".encode()).stdout)
    assert not said["matches"]
    assert [part["start"] for part in said["fragments"]] == [6]
    assert "part " not in run("lookup", OLD[1][0]).stdout


def test_concordance(folder: Path) -> None:
    assert "old.md §2" in run("concordance", "体面劳动").stdout
    found = json.loads(run("concordance", "governing bod*", "--json").stdout)
    assert found[0]["after"] == OLD[1][0]
    assert "[ ]" in run("concordance", "decent work", "--context").stdout
    assert "nowhere in the memory" in run("concordance", "xylophone", code=1).stderr


def test_leverage_in_every_form(folder: Path) -> None:
    table = {row[0]: row[1:] for row in csv.reader(io.StringIO(run("leverage", "new.md", "--format", "csv").stdout))}
    assert table["match"] == ["segments", "words", "characters", "percent of words"]
    assert {name: int(row[0]) for name, row in table.items() if name != "match"} == {
        "100 %": 2,  # a sentence that the memory has is no repetition
        "95–99 %": 0,
        "85–94 %": 1,
        "75–84 %": 0,
        "repeated": 1,
        "fragments": 0,
        "new": 2,
        "total": 6,
    }
    assert [int(table[name][1]) for name in ("100 %", "85–94 %", "repeated", "new", "total")] == [18, 11, 9, 13, 51]
    assert "85–94 %" in run("leverage", "new.md").stdout
    sentences = json.loads(run("leverage", "new.md", "--format", "json").stdout)["sentences"]
    assert [s["place"] for s in sentences][1:] == ["§1", "§1", "§2", "§2", "§3"]
    assert sentences[2]["translation"] == OLD[0][1]
    run("leverage", "new.md", "--format", "html", "-o", "l.html")
    page = Path("l.html").read_text(encoding="utf-8")
    assert "<ins>took</ins>" in page
    assert "http" not in page
    run("leverage", "new.md", "--format", "csv", "-o", "l.csv")
    assert Path("l.csv").read_bytes().startswith(b"\xef\xbb\xbfmatch,")


def test_leverage_of_a_chinese_document_counts_characters(folder: Path) -> None:
    Path("new.zh.md").write_text("1. 体面劳动是所有成员国的目标。这是一个全新的句子。\n", encoding="utf-8")
    table = {row[0]: row[1:] for row in csv.reader(io.StringIO(run("leverage", "new.zh.md", "--format", "csv").stdout))}
    assert [table[name][1] for name in ("100 %", "new")] == ["14", "10"]


def test_export(folder: Path) -> None:
    run("export", "all.tmx")
    assert Memory.read("all.tmx").entries == Memory.read("old.tmx").entries
    run("export", "all.csv", "--document", "old.md")
    assert len(Path("all.csv").read_text(encoding="utf-8-sig").splitlines()) == 4


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["lookup", "x", "--store", "none.db"], "there is no memory here"),
        (["lookup", "123"], "cannot tell the language"),
        (["remove", "x"], "no document 'x'"),
        (["add", "none.tmx"], "no such file"),
        (["leverage", "none.md"], "none.md"),
        (["list", "--store", "new.md"], "not a memory"),
        (["concordance", "!"], "no word or character"),
    ],
)
def test_a_mistake_is_one_line_and_exit_2(
    args: list[str], says: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["memory", *args])
    assert caught.value.code == 2
    err = capsys.readouterr().err
    assert says in err
    assert err.count("\n") == 1


def test_dates_and_places_are_written_for_people(folder: Path) -> None:
    assert re.search(r" \d{4}-\d\d-\d\d \d\d:\d\d$", run("list").stdout.splitlines()[1])


def test_other_formats_go_through_pipes(folder: Path) -> None:
    lines = run("export", "-", "--to", "jsonl").stdout_bytes
    assert len(lines.splitlines()) == 4
    run("add", "-", "--from", "jsonl", "--store", "other.db", stdin=lines)
    assert run("list", "--store", "other.db").stdout.splitlines()[1].split()[:2] == ["old.md", "3"]


def test_pretranslate(folder: Path) -> None:
    Path("g.csv").write_text("source_term,target_term\nmember States,成员国\n", encoding="utf-8")
    said = run("pretranslate", "new.md", "-o", "new.xlf", "-g", "g.csv").stderr
    assert said == "new.xlf: 6 sentences: 2 translated, 1 with similar ones, 3 new; 2 repeat others\n"
    text = Path("new.xlf").read_text(encoding="utf-8")
    assert "member States = 成员国" in text
    assert 'version="1.2"' in text
    run("pretranslate", "new.md", "-o", "21.xlf", "--to", "xliff", "--fill", "60", "-q")
    assert 'version="2.1"' in Path("21.xlf").read_text(encoding="utf-8")
    # What comes back goes into the memory, with its places.
    run("add", "new.xlf", "--store", "back.db")
    match = json.loads(run("lookup", OLD[1][0], "--store", "back.db", "--json").stdout)["matches"][0]
    assert (match["target"], match["document"], match["number"]) == (OLD[1][1], "new.md", "1")
    with pytest.raises(SystemExit, match="2"):
        main(["memory", "pretranslate", "none.md", "-o", "x.xlf"])
    assert not Path("x.xlf").exists()


@pytest.mark.slow
def test_omegat_fills_from_a_pretranslated_project(folder: Path) -> None:
    jar = Path("/usr/share/omegat/OmegaT.jar")
    if not jar.exists():
        pytest.skip("OmegaT is not installed")
    Path("new.html").write_text(
        f"<html><body><h1>Report</h1><p>{OLD[1][0]} Quite new things happen.</p><p>{OLD[2][0]}</p></body></html>",
        encoding="utf-8",
    )
    for document in ("new.md", "new.html"):
        project = f"项目 {document}"
        run("pretranslate", document, "-o", project)
        home = Path("home").resolve()
        options = ["--no-team", "--disable-project-locking", "--mode=console-translate", f"--config-dir={home}"]
        subprocess.run(
            ["java", "-Djava.awt.headless=true", f"-Duser.home={home}", "-Dfile.encoding=UTF-8",
             "-Dsun.jnu.encoding=UTF-8", "-jar", str(jar), project, *options],
            check=True, capture_output=True, timeout=120, env={**os.environ, "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        (translated,) = Path(project, "target").iterdir()
        text = translated.read_text(encoding="utf-8")
        assert OLD[1][1] in text
        assert OLD[1][0] not in text
        assert (OLD[2][1] in text) == (document == "new.html")
        assert "Quite new things happen" in text


def test_translate_toolkit_reads_what_pretranslate_writes(folder: Path) -> None:
    xliff = pytest.importorskip("translate.storage.xliff", reason="translate-toolkit is not installed")
    xliff2 = pytest.importorskip("translate.storage.xliff2", reason="this translate-toolkit reads no XLIFF 2")
    for to, module in (("xliff12", xliff.xlifffile), ("xliff", xliff2.Xliff2File)):
        run("pretranslate", "new.md", "-o", f"{to}.xlf", "--to", to, "-q")
        units = [unit for unit in module.parsefile(f"{to}.xlf").units if unit.istranslatable()]
        texts = [(str(unit.source), str(unit.target or "")) for unit in units]
        assert (OLD[1][0], OLD[1][1]) in texts
        assert len(texts) == 6
        if to == "xliff12":
            (offered,) = [unit for unit in units if list(unit.getalttrans())]
            assert str(offered.getalttrans()[0].target) == OLD[0][1]


def test_leverage_and_align_take_xliff(folder: Path) -> None:
    run("pretranslate", "new.md", "-o", "new.xlf", "-q")
    counted = run("leverage", "new.md", "--format", "csv").stdout
    assert run("leverage", "new.xlf", "--format", "csv").stdout == counted
    assert json.loads(run("leverage", "new.xlf", "--format", "json").stdout)["sentences"][1]["place"] == "§1 s.1"
    run("leverage", "new.xlf", "--formats", "csv,html", "-o", "offer", "-q")
    assert sorted(path.name for path in Path("offer").iterdir()) == ["leverage.csv", "leverage.html"]
    assert Path("offer/leverage.csv").read_text(encoding="utf-8-sig").split() == counted.split()
    # What the translator left empty has no counterpart.
    invoke("align", "new.xlf", "-o", "out", "--embed", "none", "-q")
    pairs = [(pair.source, pair.target) for pair in Memory.read("out/memory.tmx").pairs()]
    assert pairs == [(OLD[1][0], OLD[1][1])] * 2
