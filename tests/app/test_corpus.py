"""`duizhao corpus`: what is left out and counted, what the files say, and that nobody's folder is lost."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from duizhao import corpus_files
from duizhao.cli.gather import of_manifest
from duizhao.corpora.errors import InputError, OutputError, SettingsError
from duizhao.corpora.model import Pair
from duizhao.corpora.samples import path as sample
from duizhao.corpus import Counts, Sieve, read_about, records
from duizhao.corpus_files import write_corpus
from duizhao.review.commands import Confirm, Exclude
from duizhao.review_folder import Folder
from tests.app.running import run

TAGS = ("en", "zh-CN")


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("The harbour opens in 2031.", "港口将于2031年开放。", ""),
        ("The harbour opens in 2031.", "港口将于2032年开放。", "numbers"),
        ("The harbour opens in 2031.", "", "omission"),
        ("2.1", "2.1", "wordless"),
        ("GitHub Pages", "GitHub  pages", "copy"),
        ("The harbour opens in May.", "The harbour will open in May.", "language"),
        ("港口将于五月开放。", "港口将在五月开放。", "language"),
        ("See GitHub", "参见 GitHub", ""),
        (
            "The harbour, which was closed for some years, opens again in the spring of the next year.",
            "港口开放。",
            "length",
        ),
        ("Ibid.", "同上书，同一页", ""),
        ("Opens.", "港口关闭了若干年之后，将于明年春天重新向所有船只开放，届时将收取新的费用。", "length"),
    ],
)
def test_the_sieve_says_what_it_keeps_out(source: str, target: str, reason: str) -> None:
    assert Sieve().refuses(Pair(source, target), TAGS) == reason
    # from Chinese it is the same pair
    assert Sieve().refuses(Pair(target, source), TAGS[::-1]) == reason
    if reason not in ("", "omission"):
        assert Sieve(off=frozenset({reason})).refuses(Pair(source, target), TAGS) != reason


def test_doubt_and_unknown_filters() -> None:
    pair = Pair("The harbour opens.", "港口开放。", confidence=0.7)
    assert (Sieve(0.7).refuses(pair, TAGS), Sieve(0.71).refuses(pair, TAGS)) == ("", "confidence")
    with pytest.raises(SettingsError, match=r"unknown filter 'lenght'.*length"):
        Sieve(off=frozenset({"lenght"}))


ABOUT = "id\tlicence\tyear\tcollection\na\tCC BY 4.0\t2024\tports\nb\t\tabout 1990\t\n\nother\tMIT\t2001\tx\n"


@pytest.fixture
def pile(tmp_path: Path) -> Path:
    """The small sample, and twice the same short note; one pair more that is not aligned."""
    texts = {"en": "# Notes\n\n1. The harbour opens in 2031.\n", "zh": "# 说明\n\n1. 港口将于2031年开放。\n"}
    for tag, text in texts.items():
        shutil.copy(sample(f"ports.{tag}.md"), tmp_path / f"a.{tag}.md")
        for name in "bc":
            (tmp_path / f"{name}.{tag}.md").write_text(text, encoding="utf-8")
    (tmp_path / "m.tsv").write_text("".join(f"{n}.en.md\t{n}.zh.md\t{n}\n" for n in "abc"), encoding="utf-8")
    assert run("align", "--manifest", tmp_path / "m.tsv", "-o", tmp_path / "out", "--embed", "none", "-q") == 0
    (tmp_path / "m.tsv").write_text("".join(f"{n}.en.md\t{n}.zh.md\t{n}\n" for n in "abcd"), encoding="utf-8")
    (tmp_path / "about.tsv").write_text(ABOUT, encoding="utf-8")
    return tmp_path


def _corpus(pile: Path, out: Path, *more: str) -> int:
    given = ("corpus", "--manifest", pile / "m.tsv", "--aligned", pile / "out", "-o", out, "-q", *more)
    return run(*given)


def test_a_corpus_whole(pile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    out = pile / "语料 1"
    capsys.readouterr()
    given = ("--about", str(pile / "about.tsv"), "--source-language", "en-GB")
    assert _corpus(pile, out, *given, "--rows", "40", "--tmx", "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert said.pop("missing") == ["d"]
    assert said == json.loads((out / "datasheet.json").read_text(encoding="utf-8"))
    rows: list[dict[str, Any]] = pq.read_table(out / "data").to_pylist()
    assert len(rows) == said["pairs"] > 41
    assert said["pairs_before"] == said["pairs"] + sum(said["left_out"].values())
    assert said["left_out"]["duplicate"] == 1
    assert Counter(row["pair"] for row in rows)["c"] == 0
    assert len({(row["source"], row["target"]) for row in rows}) == len(rows)
    first, last = rows[0], rows[-1]
    assert (first["licence"], first["year"], first["collection"]) == ("CC BY 4.0", 2024, "ports")
    assert (last["pair"], last["licence"], last["year"], last["collection"]) == ("b", None, None, None)
    assert last["place"] == "§1 s.1"
    assert (last["document"], last["target_document"]) == ("b.en.md", "b.zh.md")
    assert all(row["recipe"].startswith("duizhao:") and 0.6 <= row["confidence"] <= 1 for row in rows)
    assert said["licences"] == {"CC BY 4.0": len(rows) - 1, "not said": 1}
    assert [name for name in said["files"] if name.startswith("data")] == sorted(
        p.relative_to(out).as_posix() for p in (out / "data").iterdir()
    )
    assert all(pq.read_metadata(path).num_rows <= 40 for path in (out / "data").iterdir())
    assert "| CC BY 4.0 | " in (out / "README.md").read_text(encoding="utf-8")
    # the memories hold the same pairs
    assert [run("tmx", "validate", path) for path in (out / "tmx").iterdir()] == [0, 0]
    units = sum(path.read_text(encoding="utf-8").count("</tu>") for path in (out / "tmx").iterdir())
    assert units == len(rows)


def test_a_corpus_is_replaced_and_nothing_else(pile: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    out = pile / "c"
    assert _corpus(pile, out, "--rows", "1", "--without", "duplicate") == 1
    many = {p.name: p.read_bytes() for p in (out / "data").iterdir()}
    assert _corpus(pile, out) == 1
    assert [p.name for p in (out / "data").iterdir()] == ["train-00000.parquet"]
    assert _corpus(pile, out, "--rows", "1", "--without", "duplicate") == 1
    assert {p.name: p.read_bytes() for p in (out / "data").iterdir()} == many
    foreign = pile / "foreign"
    foreign.mkdir()
    (foreign / "thesis.txt").write_text("years of work")
    assert _corpus(pile, foreign) == 2
    assert [p.name for p in foreign.iterdir()] == ["thesis.txt"]


def test_what_fails_leaves_the_earlier_corpus(pile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    out = pile / "c"
    _corpus(pile, out)
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}

    def full(*given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(corpus_files, "_write_parquet", full)
    with pytest.raises(OutputError, match="No space left"):
        write_corpus([], out, Sieve(), Counts(), more=(), rows=10, tmx=False)
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before
    assert not list(pile.glob(".c.*"))


def test_what_people_confirmed_is_in_and_what_they_left_out_is_out(pile: Path) -> None:
    project = of_manifest(pile / "m.tsv", pile / "out", "en", "zh-CN")
    counts = Counts()
    found = list(records(project, Sieve(min_confidence=1.0), {}, counts))
    assert counts.out["confidence"] > 10
    assert not any(record.reviewed for record in found)
    assert counts.pairs == len(found) + sum(counts.out.values())
    session = Folder.open(pile / "out/c").session("ann")
    session.do(Confirm(0))
    session.do(Exclude(1))
    counts = Counts()
    found = [one for one in records(project, Sieve(min_confidence=1.0), {}, counts) if one.document == "c"]
    assert [(one.pair.source, one.reviewed) for one in found] == [("Notes", True)]
    assert counts.out["excluded"] == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no heading"),
        ("name\tlicence\n", "no heading"),
        ("id\tyear\tyear\n", "no heading"),
        ("id\tyear\na\n", r":2: 1 columns instead of 2"),
        ("id\tyear\na\t1\na\t2\n", r":3: the id 'a' is there twice"),
    ],
)
def test_a_table_of_documents_that_is_none(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "about.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        read_about(path)


def test_misuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "about.tsv").write_text("id\tsource\na\tUN\n", encoding="utf-8")
    (tmp_path / "m.tsv").write_text("a.md\tb.md\ta\n", encoding="utf-8")
    assert run("corpus", "-o", "c", "--aligned", "out") == 2
    assert run("corpus", "-o", "c", "--manifest", "m.tsv") == 2
    assert run("corpus", "-o", "c", "--manifest", "m.tsv", "--aligned", "out", "--about", "about.tsv") == 2
    assert "a column source of its own" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["about.tsv", "m.tsv"]
