"""Shards and `duizhao gather`: many machines leave what one would have left."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.samples import path as sample
from duizhao.sharding import Shard, parse_shard
from tests.app.running import run

NOTES = {
    "en": "# Notes\n\n1. The harbour opens in 2031.\n\n2. Boats with salt pay 37 dollars.\n",
    "zh": "# 说明\n\n1. 港口将于2031年开放。\n\n2. 运盐的船只缴纳37美元。\n",
}


def pile(folder: Path) -> Path:
    for language in ("en", "zh"):
        (folder / language).mkdir(parents=True)
        shutil.copy(sample(f"ports.{language}.md"), folder / language / "ports.md")
        for name in ("a", "b", "c"):
            (folder / language / f"{name}.md").write_text(NOTES[language], encoding="utf-8")
    (folder / "duizhao.toml").write_text(
        '[[pair]]\nsource = "en/*.md"\ntarget = "zh/*.md"\n[align]\nembed = "none"\n', encoding="utf-8"
    )
    rows = (f"en/{name}.md\tzh/{name}.md" for name in ("a", "b", "c", "ports"))
    (folder / "m.tsv").write_text("\n".join(rows), encoding="utf-8")
    return folder


def files(out: Path) -> dict[str, bytes]:
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def test_seven_shards_and_gather_give_the_bytes_of_one_build(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, parts = pile(tmp_path / "1/papers"), pile(tmp_path / "2/papers")
    assert run("build", whole, "-q") == 0
    for k in (3, 1, 7, 2, 6, 5, 4):
        assert run("build", parts, "--shard", f"{k}/7", "-q") == 0
        assert not (parts / "out/memory.tmx").exists()
    capsys.readouterr()
    assert run("gather", parts, "-q", "--json") == 0
    assert {row["state"] for row in json.loads(capsys.readouterr().out)["documents"]} == {"unchanged"}
    assert files(parts / "out") == files(whole / "out")
    assert "memory.tmx" in files(whole / "out")


def test_gather_says_what_is_missing_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = pile(tmp_path / "p")
    for k in (1, 2):
        run("align", "--manifest", folder / "m.tsv", "-o", folder / "o", "--shard", f"{k}/3", "--embed", "none", "-q")
    capsys.readouterr()
    assert run("gather", "--manifest", folder / "m.tsv", "-o", folder / "o", "-q") == 1
    shown = capsys.readouterr()
    assert "c: it is not aligned" in shown.err
    assert not (folder / "o/memory.tmx").exists()
    run("align", "--manifest", folder / "m.tsv", "-o", folder / "o", "--shard", "3/3", "--embed", "none", "-q")
    run("gather", "--manifest", folder / "m.tsv", "-o", folder / "o", "-q")
    gathered = files(folder / "o")
    assert {"memory.tmx", "glossary.csv", "check.json", "check.html"} <= set(gathered)
    assert b"2031" in gathered["memory.tmx"]


@pytest.mark.parametrize("number", [0, 1, 2, 7, 20])
def test_shards_take_everything_once(number: int) -> None:
    things = tuple(range(number))
    parts = [Shard(k, 7).part(things) for k in range(1, 8)]
    assert sorted(thing for part in parts for thing in part) == list(things)
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


@pytest.mark.parametrize("text", ["", "0/3", "4/3", "1", "1/0", "a/b", "1/2/3", "-1/2", "１/２"])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="shard"):
        parse_shard(text)


@pytest.mark.parametrize(
    "arguments",
    [
        ("align", "a.md", "b.md", "-o", "out", "--shard", "1/2"),
        ("gather", "-o", "out"),
        ("gather", "--manifest", "m.tsv"),
        ("gather", "."),
    ],
)
def test_misuse(arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*arguments) == 2
    assert not list(tmp_path.iterdir())
