"""Rows that a person put together: kept as they are, with the aligner's opinion of each."""

from __future__ import annotations

from pathlib import Path

from duizhao.alignment import AlignSettings
from duizhao.alignment.results import Alignment
from duizhao.alignment.rows import AGREED, DISPUTED, align_rows
from duizhao.corpora.readers.office.sheet import read_parallel
from tests.fakes import FakeEncoder

EN = [
    "The council met in Geneva in 2022.",
    "It discussed social protection for 17 migrant workers.",
    "The railway opened a station. Trains run every day.",
    "Farmers planted wheat on the northern fields.",
    "The hospital bought two ambulances.",
    "A fire destroyed the paper factory.",
]
ZH = [
    "理事会2022年在日内瓦开会。",
    "会议讨论了17名移民工人的社会保护。",
    "铁路开设了一个车站。火车每天运行。",
    "农民在北方的田地里种植小麦。",
    "医院购买了两辆救护车。",
    "大火烧毁了造纸厂。",
]
MEANINGS = {text: str(number) for side in (EN, ZH) for number, text in enumerate(side)}


def aligned(folder: Path, rows: list[tuple[str, str]]) -> Alignment:
    """What is made of a table of these rows below a line of headings."""
    path = folder / "table.tsv"
    path.write_text("\n".join(map("\t".join, [("en", "zh-CN"), *rows])), encoding="utf-8")
    return align_rows(read_parallel(path), encoder=FakeEncoder(MEANINGS), settings=AlignSettings())


def test_every_row_is_a_pair_in_its_place(tmp_path: Path) -> None:
    found = aligned(tmp_path, list(zip(EN, ZH, strict=True)))
    assert [(pair.source, pair.target) for pair in found.pairs] == list(zip(EN, ZH, strict=True))
    assert [pair.source_at.line for pair in found.pairs] == [2, 3, 4, 5, 6, 7]
    assert [pair.source_at.sentences for pair in found.pairs] == [(1, 1), (1, 1), (1, 2), (1, 1), (1, 1), (1, 1)]
    assert [len(pair.target_segments) for pair in found.pairs] == [1, 1, 2, 1, 1, 1]
    assert [(bead.source, bead.target) for bead in found.unit_beads] == [((i,), (i,)) for i in range(6)]
    assert all(pair.confidence is not None and pair.confidence >= AGREED for pair in found.pairs)
    assert found.recipe.settings["rows"] == "given"
    assert found.notices == ()


def test_an_empty_cell_is_an_omission_for_certain(tmp_path: Path) -> None:
    rows = [(EN[0], ZH[0]), (EN[1], ""), ("", ZH[2]), *zip(EN[3:], ZH[3:], strict=True)]
    found = aligned(tmp_path, rows)
    assert [(pair.source, pair.target) for pair in found.pairs] == rows
    assert [pair.confidence for pair in found.pairs[1:3]] == [1.0, 1.0]
    # Units are counted on each side by itself, so what follows is one off and back again.
    assert [(bead.source, bead.target) for bead in found.unit_beads] == [
        ((0,), (0,)), ((1,), ()), ((), (1,)), ((2,), (2,)), ((3,), (3,)), ((4,), (4,))
    ]  # fmt: skip
    # The empty side has the line of its row, and no unit.
    assert (found.pairs[1].target_at.line, found.pairs[1].target_at.unit) == (3, "")
    assert (found.pairs[2].source_at.line, found.pairs[2].target_at.unit) == (4, "r0004")
    assert found.notices == ()


def test_shifted_rows_are_kept_doubted_and_told_once_a_run(tmp_path: Path) -> None:
    # The Chinese of rows 3 to 5 stands one row too high; an empty cell above moves what the aligner counts.
    rows = [("", "没有原文的一行。"), (EN[0], ZH[0]), (EN[1], ZH[2]), (EN[2], ZH[3]), (EN[3], ZH[1]), (EN[4], ZH[4])]
    found = aligned(tmp_path, rows)
    assert [(pair.source, pair.target) for pair in found.pairs] == rows
    doubted = [pair.source_at.line for pair in found.pairs if pair.confidence == DISPUTED]
    assert doubted == [4, 5, 6]
    (notice,) = found.notices
    assert (notice.check, notice.unit, notice.line) == ("alignment.row", "r0004", 4)
    assert "row 4 may not belong together: by its text the source " in notice.message


def test_each_run_of_doubt_has_its_notice(tmp_path: Path) -> None:
    rows = [(EN[0], ZH[1]), (EN[1], ZH[2]), (EN[2], ZH[0]), (EN[3], ZH[3]), (EN[4], ZH[5]), (EN[5], "")]
    found = aligned(tmp_path, rows)
    assert [pair.source_at.line for pair in found.pairs if pair.confidence == DISPUTED] == [2, 3, 4, 6]
    assert found.pairs[3].confidence is not None
    assert found.pairs[3].confidence >= AGREED
    assert [notice.line for notice in found.notices] == [2, 6]
