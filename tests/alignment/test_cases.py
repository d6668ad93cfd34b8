"""The small inputs of kinds of faults that were found in real documents: every row comes out in whole pairs, under the
same numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao import alignment, corpora
from duizhao.alignment import AlignSettings
from duizhao.corpora.model import Pair


def pairs(folder: Path) -> tuple[Pair, ...]:
    en, zh = next(folder.glob("en.*")), next(folder.glob("zh.*"))
    documents = corpora.read(en, language="en"), corpora.read(zh, language="zh-CN")
    return alignment.align(*documents, settings=AlignSettings(embed="none")).pairs


@pytest.mark.parametrize(
    ("case", "numbers"),
    [
        ("one-left-on-each-side", [None] * 5),
        ("paragraph-against-heading-in-a-gap", [None, 50, None, 51]),
        ("article-heading-against-label", [None, 1, 2, 2]),
        ("article-guard-shifts-pairs", [None, 1, 1, 2, 2, 3, 3, 4]),
        ("straight-quotes-pair", [None] * 2),
        ("br-paragraphs-pair", [None, 1, 2, None, None]),
        ("list-items-pair", [None] * 5),
    ],
)
def test_a_case_comes_out_in_whole_pairs(shared: Path, case: str, numbers: list[int | None]) -> None:
    found = pairs(shared / "cases" / "alignment" / case)
    assert [pair.type for pair in found] == ["1-1"] * len(numbers)
    for side in ("source_at", "target_at"):
        told = [getattr(pair, side).number for pair in found]
        assert [number and number[0] for number in told] == numbers
    assert not any("Article" in pair.source or "第" in pair.target[:1] for pair in found if pair.source_at.number)


# The same kinds, written for this test: (English and its file, Chinese and its file, the numbers of the pairs).
OWN: dict[str, tuple[tuple[str, str], tuple[str, str], list[int | None]]] = {
    "one left on each side": (
        ("en.txt", "Well rules\n\nThe rope is hung up at night.\n\nNo bucket that somebody else has brought to the "
         "well may ever be taken home by the one who finds it there.\n\nThe keeper then "
         "does this:\n\nHe locks the lid.\n"),
        ("zh.txt", "水井守则\n\n绳索夜间挂起。\n\n勿取他人之桶。\n\n看守人随后这样做：\n\n他锁上井盖。\n"),
        [None] * 5,
    ),
    "a paragraph against a heading in a gap": (
        ("en.txt", "Pump manual\n\nArticle 7 Open the valve by hand.\n\nRemark\n\nArticle 8 Start the motor.\n"),
        ("zh.html", "<h1>水泵手册</h1><p>第七条 用手打开阀门。</p><h2>备注</h2><p>第八条 启动电机。</p>"),
        [None, 7, None, 8],
    ),
    "an article's heading against a label": (
        ("en.txt", "The Well Act\n\nArticle 1\n\nThe well belongs to the village.\n\nArticle 2\n\nAnyone may draw "
         "water. The keeper counts the buckets.\n"),
        ("zh.txt", "水井法\n\n第一条 水井归村所有。\n\n第二条 任何人均可取水。看守人清点水桶。\n"),
        [None, 1, 2, 2],
    ),
    "articles before words that a citation goes on with": (
        ("en.md", "# Chapter I Wells\n\nArticle 1 Zhongqiao has a well. The well stays open.\n\nArticle 2 Heping Lane "
         "is closed to carts.\n\nArticle 3 Each year the well is cleaned at least once.\n"),
        ("zh.md", "# 第一章 水井\n\n第一条 中桥有一口水井。水井保持开放。\n\n第二条 和平巷禁止车辆通行。"
         "\n\n第三条 至少每年清洗水井一次。\n"),
        [None, 1, 1, 2, 3],
    ),
    "straight quotation marks": (
        ("en.txt", 'The keeper said: "We dig."\n\nThe mason cried: "Stop!"\n'),
        ("zh.txt", '看守人说："开挖。"\n\n石匠喊道："停！"\n'),
        [None] * 2,
    ),
    "paragraphs of single line breaks": (
        ("en.html", "<p>Rules for the well<br>Article 1 These rules hold for all buckets.<br>Article 2 A bucket has a "
         "mark.</p><p>Last rule<br>The rules start today.</p>"),
        ("zh.html", "<p>水井守则<br>第一条 本守则适用于所有水桶。<br>第二条 水桶应当有标记。</p>"
         "<p>附则<br>本守则自今日起施行。</p>"),
        [None, 1, 2, None, None],
    ),
    "items of a list set apart by blank lines": (
        ("en.txt", "The mason will do three things:\n\nclean the well;\n\nmend the wall; and\n\nlock the lid.\n"),
        ("zh.txt", "石匠要做三件事：\n\n清洗水井；\n\n修补井壁；以及\n\n锁上井盖。\n"),
        [None] * 4,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", OWN)
def test_a_kind_comes_out_in_whole_pairs(kind: str, tmp_path: Path) -> None:
    *files, numbers = OWN[kind]
    for name, text in files:
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = pairs(tmp_path)
    assert [pair.type for pair in found] == ["1-1"] * len(numbers)
    for side in ("source_at", "target_at"):
        told = [getattr(pair, side).number for pair in found]
        assert [number and number[0] for number in told] == numbers
    assert not any("Article" in pair.source or pair.target.startswith("第") for pair in found if pair.source_at.number)
