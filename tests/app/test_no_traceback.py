"""Bad bytes, numbers without end and odd names end in one line and a code, never in a traceback."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from duizhao.terminology.formats.cells import number
from tests.app.running import printed, run

TMX = (
    '<tmx version="1.4"><header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" '
    'srclang="en" datatype="plaintext"/><body><tu><tuv xml:lang="en"><seg>The port opens in 5 years</seg></tuv>'
    '<tuv xml:lang="zh-CN"><seg>港口将在 6 年后开放</seg></tuv></tu></body></tmx>'
)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def one_line(*args: str, code: int = 2, says: str = "") -> None:
    """The command says what is wrong on one line, with this in it (faults of ours are raised in tests)."""
    output = printed(*args)
    assert len(output.splitlines()) == 1, output
    assert says in output
    assert run(*args) == code


@pytest.mark.parametrize("text", ["har\\ud800bour", "\\udfff", "a \\udc80"])
@pytest.mark.parametrize("to", ["csv", "tsv", "xlsx", "tmx", "jsonl", "po", "xliff"])
def test_half_a_character(text: str, to: str) -> None:
    variants = f'[{{"language": "en", "content": "{text}"}}, {{"language": "zh-CN", "content": "港口"}}]'
    Path("m.jsonl").write_text(f'{{"variants": {variants}}}\n', encoding="utf-8")
    one_line("tmx", "convert", "m.jsonl", f"o.{to}", says="m.jsonl:1: the text holds U+D")
    one_line("memory", "add", "m.jsonl", "--store", "m.db", "-q", says="m.jsonl:1: the text holds U+D")
    assert not Path(f"o.{to}").exists()


def test_two_halves_are_a_character() -> None:
    row = {"variants": [{"language": "en", "content": "port 😀"}, {"language": "zh-CN", "content": "港口"}]}
    Path("m.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert "\\ud83d" in Path("m.jsonl").read_text(encoding="utf-8")
    assert run("tmx", "convert", "m.jsonl", "o.csv", "-q") == 0
    assert "port 😀" in Path("o.csv").read_text(encoding="utf-8")


def _xliff(version: str, unit: str) -> str:
    languages = 'srcLang="en" trgLang="zh-CN"' if version == "2.0" else ""
    return f'<xliff version="{version}" xmlns="urn:oasis:names:tc:xliff:document:{version}" {languages}>{unit}</xliff>'


_TEXTS = "<source>The port &e;</source><target>港口</target>"
_FILE = 'original="x" source-language="en" target-language="zh-CN" datatype="plaintext"'
WITH_ENTITIES = {
    "m.xliff": _xliff("2.0", f'<file id="f"><unit id="u"><segment>{_TEXTS}</segment></unit></file>'),
    "m.xlf": _xliff("1.2", f'<file {_FILE}><body><trans-unit id="1">{_TEXTS}</trans-unit></body></file>'),
    "m.tmx": TMX.replace("The port", "The &e; port"),
}


@pytest.mark.parametrize("name", WITH_ENTITIES)
def test_an_entity_is_opened_by_nobody_and_its_place_is_told(name: str) -> None:
    Path("secret.txt").write_text("geheim", encoding="utf-8")
    where = Path("secret.txt").resolve().as_uri()
    literal = [] if name == "m.tmx" else ['[<!ENTITY e "eee">]']  # one that can do no harm is expanded there
    for declared in (f'[<!ENTITY e SYSTEM "{where}">]', f'SYSTEM "{where}"', *literal):
        Path(name).write_text(f"<!DOCTYPE x {declared}>\n{WITH_ENTITIES[name]}", encoding="utf-8")
        one_line("tmx", "convert", name, "o.jsonl", says="entity")
        assert not Path("o.jsonl").exists()


@pytest.mark.parametrize("char", ["\x1b", "\x00", "\x0b"])
def test_controls_in_a_workbook(char: str) -> None:
    Path("m.csv").write_text(f"en,zh-CN\nport {char}[2J,港口\n", encoding="utf-8")
    one_line("tmx", "convert", "m.csv", "o.xlsx", says=f"control character U+{ord(char):04X}")
    assert not Path("o.xlsx").exists()


@pytest.mark.parametrize(
    "count", ["1e999", "-1e999", "nan", "inf", "9" * 5000, "1e300", "９e９９９", "1" + "0" * 400 + "%"]
)
def test_counts_without_end(count: str) -> None:
    assert number(count) is None
    Path("g.csv").write_text(f"source_term,target_term,count,confidence\nport,港口,{count},0.5\n", encoding="utf-8")
    one_line("glossary", "convert", "g.csv", "o.tbx", says="g.csv:2: count")
    one_line("glossary", "convert", "g.csv", "o.csv", says="g.csv:2: count")


@pytest.mark.parametrize("count", ["1e999", "9" * 5000, "[" * 20_000, '"x"'])
def test_numbers_without_end_in_our_own_json(count: str) -> None:
    concept = f'{{"id": "c1", "terms": [{{"text": "port", "language": "en", "count": {count}}}]}}'
    text = f'{{"format": "duizhao glossary", "version": 1, "concepts": [{concept}]}}'
    Path("g.json").write_text(text, encoding="utf-8")
    assert run("glossary", "lookup", "port", "-g", "g.json", "--no-seed") in (0, 2)
    Path("h.jsonl").write_text(f'{{"label": "a", "scores": {{"index": {count}}}, "counts": {{}}}}\n', encoding="utf-8")
    Path("m.tmx").write_text(TMX, encoding="utf-8")
    assert run("check", "m.tmx", "--history", "h.jsonl", "--no-cache", "-q") in (1, 2)
    Path("b.json").write_text(f'{{"format": "duizhao-baseline", "version": {count}}}\n', encoding="utf-8")
    assert run("check", "m.tmx", "--baseline", "b.json", "--no-cache", "-q") == 2


@pytest.mark.parametrize("value", ["1e999", "9" * 5000, "-1", "nan", "inf", "1e400", "0x" + "f" * 5000])
def test_numbers_without_end_in_settings(value: str) -> None:
    Path("m.tmx").write_text(TMX, encoding="utf-8")
    Path("a.md").write_text("# Port\n\nThe port opens.\n", encoding="utf-8")
    Path("b.md").write_text("# 港口\n\n港口开放了。\n", encoding="utf-8")
    for table in (
        "[align]\nmin_confidence = {}",
        "[check]\nfail_on = {}",
        "[check.scores]\nindex = {}",
        "[drift]\nmax_days = {}",
    ):
        pair = '[[pair]]\nsource = "a.md"\ntarget = "b.md"\n'
        Path("duizhao.toml").write_text(pair + table.format(value) + "\n", encoding="utf-8")
        assert run("build", ".", "-q") in (0, 1, 2)
    for option in (["align", "a.md", "b.md", "-o", "o", "--min-confidence"], ["memory", "lookup", "x", "--min-score"]):
        assert run(*option, value) == 2
    for command in (["split", "m.tmx"], ["filter", "m.tmx"]):
        assert run("tmx", *command, "--min-confidence", value) == 2


@pytest.mark.parametrize("label", ["a\u2028b", "a\x85b", "a\x0cb", "a\x1db", "a\rb", "a\nb", "\ud800"])
def test_labels_with_line_breaks_of_others(label: str) -> None:
    Path("m.tmx").write_text(TMX, encoding="utf-8")
    for _ in range(3):
        assert run("check", "m.tmx", "--history", "h.jsonl", "--label", label, "--no-cache", "-q") == 1
    rows = [json.loads(line) for line in Path("h.jsonl").read_bytes().decode().split("\n") if line]
    assert [row["label"] for row in rows] == [label] * 3


def test_a_baseline_with_a_line_break_of_others_in_a_message() -> None:
    strange = TMX.replace("5 years", "5\u2028 million \u0085 years").replace("6 年", "600 万\u2028年")
    Path("m.tmx").write_text(strange, encoding="utf-8")
    assert run("check", "m.tmx", "--baseline", "b", "--update-baseline", "--no-cache", "-q") == 0
    assert run("check", "m.tmx", "--baseline", "b", "--no-cache", "-q") == 0


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="file names are UTF-8 there")
def test_names_that_are_not_utf8() -> None:
    name = os.fsdecode(b"caf\xe9.en.md")
    Path(name).write_text("# Port\n\nThe port opens in 2030.\n", encoding="utf-8")
    Path("b.md").write_text("# 港口\n\n港口将于 2030 年开放。\n", encoding="utf-8")
    assert "port opens" in printed("segment", name)
    told = printed("align", name, "b.md", "-o", "o", "--embed", "none")
    assert "caf<0xE9>" in told or Path("o/memory.tmx").exists()
    told = printed("check", "o/memory.tmx", "--format", "json", "--no-cache", "-q") if Path("o").exists() else ""
    assert "Traceback" not in told
