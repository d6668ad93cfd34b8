"""Alignments kept between runs: the same outputs from them, and never a wrong one."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from duizhao import alignment, corpora
from duizhao.alignment import AlignSettings
from duizhao.alignment_cache import AlignmentCache, digest
from duizhao.batch import run_one
from duizhao.cli.main import main
from duizhao.corpora.samples import path as sample
from duizhao.inputs import DocumentPair, at_the_door
from duizhao.options import Options
from duizhao.outputs import OUTPUTS, write_outcome
from duizhao.pipeline import run

OPTIONS = Options(align=AlignSettings("none"))
EN = "1. The Office will report in 2025.\n\n2. Three members were absent. They sent a letter.\n"
ZH = "1. 劳工局将于 2025 年提交报告。\n\n2. 三名成员缺席。他们发了一封信。\n"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DUIZHAO_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "en.md", tmp_path / "zh.md"
    for path, text in zip(paths, (EN, ZH), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def test_outputs_are_the_same_bytes(tmp_path: Path) -> None:
    first = run(at_the_door(sample("en.md"), sample("zh.md")), OPTIONS)
    second = run(at_the_door(sample("en.md"), sample("zh.md")), OPTIONS)
    assert (first.kept, second.kept) == (False, True)
    assert second.alignment == first.alignment
    assert second.report == first.report
    for folder, outcome in (("one", first), ("two", second)):
        write_outcome(outcome, tmp_path / folder)
    for name in OUTPUTS:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_changed_text_option_or_term_is_aligned_again(files: tuple[Path, Path], tmp_path: Path) -> None:
    assert not run(at_the_door(*files), OPTIONS).kept
    assert run(at_the_door(*files), OPTIONS).kept
    assert run(at_the_door(*files), replace(OPTIONS, min_confidence=0.5)).kept, "no question of aligning"
    glossary = tmp_path / "terms.tsv"
    glossary.write_text("en\tzh\nmember\t成员\n", encoding="utf-8")
    assert not run(at_the_door(*files), replace(OPTIONS, glossaries=(glossary,))).kept
    assert not run(at_the_door(*files), replace(OPTIONS, caching=False)).kept
    files[1].write_text(ZH.replace("三名", "四名"), encoding="utf-8")
    assert not run(at_the_door(*files), OPTIONS).kept


def test_each_setting_has_a_key_of_its_own(files: tuple[Path, Path]) -> None:
    documents = [corpora.read(path, language=tag) for path, tag in zip(files, ("en", "zh-CN"), strict=True)]
    moved = replace(documents[0], id="other.md")
    keys = [
        digest(documents[0], documents[1], AlignSettings(), "none", []),
        digest(documents[1], documents[0], AlignSettings(), "none", []),
        digest(moved, documents[1], AlignSettings(), "none", []),
        digest(documents[0], documents[1], AlignSettings(embed="all"), "none", []),
        digest(documents[0], documents[1], AlignSettings(), "e5", []),
        digest(documents[0], documents[1], AlignSettings(), "none", [("member", "成员")]),
    ]
    assert len(set(keys)) == len(keys)


def test_a_broken_file_or_folder_is_as_good_as_none(files: tuple[Path, Path], cache: Path) -> None:
    first = run(at_the_door(*files), OPTIONS)
    (kept,) = (cache / "alignments").iterdir()
    whole = kept.read_text(encoding="utf-8")
    for broken in ("", "{}", whole[: len(whole) // 2], whole.replace('"unit_beads"', '"beads"'), "[]\n[]"):
        kept.write_text(broken, encoding="utf-8")
        again = run(at_the_door(*files), OPTIONS)
        assert not again.kept
        assert again.alignment.pairs == first.alignment.pairs
    found = alignment.align(first.source, first.target, settings=AlignSettings("none"))
    nowhere = AlignmentCache(Path("/proc/nowhere"))
    nowhere.put("a", found)
    assert nowhere.get("a") is None


def test_the_folder_stays_small(files: tuple[Path, Path], tmp_path: Path) -> None:
    found = run(at_the_door(*files), OPTIONS).alignment
    keep = AlignmentCache(tmp_path / "few")
    keep.put("first", found)
    size = (tmp_path / "few" / "first.json").stat().st_size
    few = AlignmentCache(tmp_path / "few", limit=3 * size)
    for age, name in enumerate(("second", "third"), 1):
        few.put(name, found)
        os.utime(tmp_path / "few" / f"{name}.json", (1_000_000 + age, 1_000_000 + age))
    os.utime(tmp_path / "few" / "first.json", (1_000_000, 1_000_000))
    assert few.get("first") == found, "used just now, so it stays"
    few.put("fourth", found)
    assert sorted(p.stem for p in (tmp_path / "few").iterdir()) == ["first", "fourth", "third"]


def test_cache_can_be_turned_off(files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = []
    for extra in ([], [], ["--no-cache"]):
        with pytest.raises(SystemExit) as ended:
            main(["align", *map(str, files), "-o", str(tmp_path / "out"), "--embed", "none", "-q", *extra])
        assert ended.value.code == 0
        said.append("aligned before" in capsys.readouterr().out)
    assert said == [False, True, False]


def test_a_batch_can_be_made_again(files: tuple[Path, Path], tmp_path: Path) -> None:
    pair = DocumentPair("paper", at_the_door(*files))
    states = [
        run_one(pair, replace(OPTIONS, caching=on), tmp_path / "out")[0].state for on in (True, True, False, True)
    ]
    assert states == ["done", "unchanged", "done", "unchanged"]
