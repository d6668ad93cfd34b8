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
