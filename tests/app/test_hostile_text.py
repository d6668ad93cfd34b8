"""What others wrote, through every command and format: nothing of it acts in a terminal, a log, a page or a sheet."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from duizhao.corpora.harmless import cell, uncell
from duizhao.outputs import PAIR_COLUMNS, pairs_table
from duizhao.tmx import Memory
from duizhao.tmx.formats.rows import table_header
from duizhao.tmx.model import Entry, Prop, Variant, content
from tests.app.running import printed
from tests.hostile import HOSTILE, acts_in_a_terminal, commands

# What XML cannot hold never gets into a memory; tests/tmx looks after that.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
TEXTS = HOSTILE.map(lambda text: _NO_XML.sub("", text).replace("\r", "\n"))
# Without making a failing example smaller: each is a dozen commands.
FEW = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def assert_harmless(output: str) -> None:
    assert not acts_in_a_terminal(output), output
    assert not commands(output), output


def memory_of(path: Path, texts: list[str]) -> None:
    """A memory whose texts, names and places are these, with a number that differs so that there is a finding."""
    one, two, name, place, unit = texts
    props = (
        Prop("x-document", name),
        Prop("x-file", place),
        Prop("x-target-file", place),
        Prop("x-paragraph", unit),
        Prop("x-line", "3"),
        Prop("x-target-line", "3"),
    )
    variants = (
        Variant("en", content(f"{one} {LONG} It costs 5 million. {one}")),
        Variant("zh-CN", content(f"{two} 新港口将耗资600万美元。{two}")),
    )
    Memory(table_header(("en", "zh-CN")), (Entry(variants, {}, tuple(p for p in props if p.text.strip())),)).write(path)


OUR_TAGS = frozenset(
    "doctype html meta title style h1 section table tr th td "
    "details summary small p mark strong ul li b sub code".split()
)

LONG = "The new harbour opens in the spring of next year, and the old one is closed in the summer. " * 3

FIVE = st.lists(TEXTS, min_size=5, max_size=5)


@pytest.mark.parametrize("form", ["text", "json", "junit", "sarif", "markdown", "html", "github"])
@FEW
@given(texts=FIVE)
def test_reports(form: str, texts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        memory_of(path := Path(folder, "m.tmx"), texts)
        output = printed("check", path, "--format", form, "--all", "--no-cache", "-q")
    if form == "github":
        lines = output.split("\n")[:-1]
        assert all(re.match(r"::(error|warning|notice) (file|line|title)=", line) for line in lines)
        output = "".join(f"at {line}\n" for line in lines)
    assert_harmless(output)
    if form in ("json", "sarif"):
        assert json.loads(output)
    if form == "junit":
        assert ElementTree.fromstring(output.encode()) is not None
    if form in ("html", "markdown"):
        tags = set(re.findall(r"<[/!]?([a-z]+[0-9]?)", output, re.IGNORECASE))
        assert tags <= OUR_TAGS


@FEW
@given(texts=FIVE)
def test_memories(texts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        memory_of(path := Path(folder, "m.tmx"), texts)
        memory_of(other := Path(folder, "n.tmx"), [texts[1], texts[0], *texts[2:]])
        store = ("--store", Path(folder, "m.db"))
        said = [printed("memory", "add", path, *store), printed("memory", "list", *store)]
        for json_too in ([], ["--json"]):
            said += [
                printed("memory", "concordance", "港口", "--context", *store, *json_too),
                printed("memory", "lookup", "新港口将耗资600万美元。", "--min-score", "0", *store, *json_too),
                printed("memory", "list", *store, *json_too),
                printed("tmx", "stats", path, *json_too),
                printed("tmx", "validate", path, *json_too),
            ]
        Path(folder, "new.md").write_text(f"{texts[0]} {LONG}\n", encoding="utf-8")
        for form in ("text", "csv", "html", "json"):
            said.append(printed("memory", "leverage", Path(folder, "new.md"), "-l", "en", "--format", form, *store))
        for form in ("text", "html", "json"):
            said.append(printed("tmx", "diff", path, other, "--format", form))
        said.append(printed("tmx", "validate", path, "--fix", "-o", Path(folder, "fixed.tmx")))
        said.append(printed("tmx", "split", path, "--by", "document", "-o", Path(folder, "parts")))
    for output in said:
        assert_harmless(output)


@FEW
@given(texts=FIVE)
def test_tables_of_a_memory_run_nothing_and_read_back(texts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        memory_of(path := Path(folder, "m.tmx"), texts)
        before = [(variant.language, variant.text) for entry in Memory.read(path) for variant in entry.variants]
        for form in ("csv", "tsv", "xlsx", "jsonl"):
            printed("tmx", "convert", path, table := Path(folder, f"m.{form}"), "-q")
            printed("tmx", "convert", table, back := Path(folder, f"{form}.tmx"), "-q")
            assert [(v.language, v.text) for entry in Memory.read(back) for v in entry.variants] == before
            if form in ("csv", "tsv"):
                text = table.read_bytes().decode("utf-8-sig")
                rows = (
                    csv.reader(io.StringIO(text, newline=""))
                    if form == "csv"
                    else (line.split("\t") for line in text.split("\n"))
                )
                # What is there is as `cell` leaves it: nothing that it would have to guard.
                assert all(one == cell(one) or uncell(one) != one for row in rows for one in row)


@FEW
@given(texts=FIVE)
def test_documents(texts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        one, two = Path(folder, "a.en.md"), Path(folder, "a.zh.md")
        for path, parts, words in ((one, texts[:3], "the port opens"), (two, texts[2:], "港口将开放")):
            path.write_text("\n\n".join(f"{part} {words} 7" for part in parts) + "\n", "utf-8", "surrogatepass")
            path.write_bytes(path.read_bytes().decode("utf-8", "replace").encode())
        said = [printed("segment", one, "--language", "en", "--format", form) for form in ("text", "tsv", "jsonl")]
        said.append(printed("segment", two, "--notices", "--language", "zh"))
        said.append(printed("align", "--lines", one, two, "--format", "tsv", "--embed", "none", "-q"))
        said.append(printed("check", one, two, "--embed", "none", "--all", "--no-cache"))
    for output in said:
        assert_harmless(output)


@FEW
@given(texts=FIVE)
def test_glossaries(texts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        table = Path(folder, "g.csv")
        with table.open("w", encoding="utf-8", errors="replace", newline="") as stream:
            rows = csv.writer(stream)
            rows.writerow(["source_term", "target_term", "domain", "note"])
            rows.writerow([cell(f"port {text}") for text in (*texts[:3], "")])
        said = [
            printed("glossary", "lookup", "port", "-g", table, "--no-seed"),
            printed("glossary", "lookup", "port", "-g", table, "--no-seed", "--json"),
            printed("glossary", "convert", table, Path(folder, "g.tsv")),
            printed("glossary", "import", table, "--into", Path(folder, "g.tsv"), "-o", Path(folder, "o.csv")),
        ]
    for output in said:
        assert_harmless(output)


@FEW
@given(name=HOSTILE, verb=st.sampled_from(["check", "segment", "tmx stats", "memory list --store", "build", "drift"]))
def test_errors_about_a_name(name: str, verb: str) -> None:
    # Shells put names of files of others into arguments; no name of these is there.
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        given_ = "x/" + os.fsdecode(name.replace("\x00", "").encode("utf-8", "surrogatepass"))
        output = printed(*verb.split(), given_)
    assert_harmless(output)


def test_pairs_run_nothing_and_read_back() -> None:
    from duizhao.corpora.model import Locator, Pair

    texts = ["=cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "- 港口", "'=1", "＝1", "plain", "\u202e=1"]
    at = Locator("=d.md", unit="p1", number=None)
    table = pairs_table([Pair(text, f"+{text}", at, at) for text in texts])
    rows = list(csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert [uncell(row["source"]) for row in rows] == texts
    assert [uncell(row["target"]) for row in rows] == [f"+{text}" for text in texts]
    assert [row["source"][:1] for row in rows] == ["'", "'", "'", "-", "'", "'", "p", "\u202e"]
    assert {row["document"] for row in rows} == {"'=d.md"}
    assert tuple(rows[0]) == PAIR_COLUMNS


def test_commands_print_by_way_of_one_place() -> None:
    # `put`, `tell` and their like are in common.py; main.py speaks before anything of ours is imported.
    import duizhao.cli

    folder = Path(str(duizhao.cli.__file__)).parent
    raw = re.compile(r"click\.echo\(|(?<![\w.])print\(|sys\.std(?:out|err)\.write|json\.dumps\(")
    found = {path.name for path in folder.rglob("*.py") if raw.search(path.read_text(encoding="utf-8"))}
    assert found == {"common.py", "main.py"}
