"""Units: what corresponds when numbers are missing or shifted, bullets merged, blocks moved and notes elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao import corpora
from duizhao.alignment.evidence import evidence
from duizhao.alignment.text_side import Side
from duizhao.alignment.unit_scores import UnitBead
from duizhao.alignment.units import match_units
from duizhao.corpora.model import Kind, Unit

# Twelve paragraphs that share few words with each other.
TEXTS = (
    ("The river flooded three villages in the spring.", "春天，河水淹没了三个村庄。"),
    ("Teachers received new books for the library.", "教师们收到了图书馆的新书。"),
    ("The hospital bought two ambulances.", "医院购买了两辆救护车。"),
    ("Farmers planted wheat and rice on the northern fields.", "农民在北方的田地里种植小麦和水稻。"),
    ("The bridge will be repaired before winter.", "这座桥将在冬天之前修复。"),
    ("Children learn music and painting on Saturdays.", "孩子们星期六学习音乐和绘画。"),
    ("The bank lowered the interest on small loans.", "银行降低了小额贷款的利息。"),
    ("Fishermen repaired their boats and nets.", "渔民修理了船只和渔网。"),
    ("The museum shows old coins and weapons.", "博物馆展出古代钱币和武器。"),
    ("A fire destroyed the paper factory.", "大火烧毁了造纸厂。"),
    ("Doctors warned about the contaminated water.", "医生警告说水受到污染。"),
    ("The railway opened a station near the airport.", "铁路在机场附近开设了一个车站。"),
)


def _unit(k: int, text: str, kind: Kind = Kind.PARAGRAPH, number: int | None = None) -> Unit:
    return Unit(f"u{k}", kind, None if number is None else (number,), "", text)


def _side(side: int, order: list[int], numbers: list[int | None] | None = None) -> list[Unit]:
    given = [k + 1 for k in order] if numbers is None else numbers
    return [_unit(k, TEXTS[k][side], number=number) for k, number in zip(order, given, strict=True)]


def _match(source: list[Unit], target: list[Unit]) -> list[UnitBead]:
    known = evidence(Side.of([u.text for u in source], "en"), Side.of([u.text for u in target], "zh-CN"))
    beads = match_units(source, target, known).beads
    assert sorted(i for bead in beads for i in bead.source) == list(range(len(source)))
    assert sorted(j for bead in beads for j in bead.target) == list(range(len(target)))
    assert all(0 <= bead.confidence <= 1 for bead in beads)
    return beads


def _named(beads: list[UnitBead], source: list[Unit], target: list[Unit]) -> set[tuple[str, str]]:
    return {("".join(source[i].id for i in b.source), "".join(target[j].id for j in b.target)) for b in beads}


ALL = list(range(12))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (_side(0, ALL), _side(1, ALL)),
        (_side(0, ALL), _side(1, ALL, [None] * 12)),
        (_side(0, ALL, [None] * 12), _side(1, ALL, [None] * 12)),
        (_side(0, ALL), _side(1, ALL, [k + 1 + (k > 5) for k in ALL])),
        (_side(0, ALL), _side(1, ALL, [1] * 12)),
    ],
    ids=["numbered", "one side without numbers", "no numbers", "shifted from the middle", "all numbers misread"],
)
def test_numbers_are_evidence_and_never_law(source: list[Unit], target: list[Unit]) -> None:
    assert _named(_match(source, target), source, target) == {(f"u{k}", f"u{k}") for k in ALL}


@pytest.mark.parametrize("gone", [[0], [11], [4], [3, 4, 5], [1, 6, 10]])
@pytest.mark.parametrize("numbered", [True, False])
def test_a_missing_paragraph_is_an_omission(gone: list[int], numbered: bool) -> None:
    kept = [k for k in ALL if k not in gone]
    source, target = _side(0, ALL), _side(1, kept, None if numbered else [None] * len(kept))
    expected = {(f"u{k}", f"u{k}") for k in kept} | {(f"u{k}", "") for k in gone}
    assert _named(_match(source, target), source, target) == expected
    expected = {(there, here) for here, there in expected}
    source, target = _side(0, kept, None if numbered else [None] * len(kept)), _side(1, ALL)
    assert _named(_match(source, target), source, target) == expected


def test_a_block_that_moved_is_found_and_said_to_have_moved() -> None:
    source, target = _side(0, ALL), _side(1, [*range(8, 11), *range(8), 11], [None] * 12)
    beads = _match(source, target)
    assert _named(beads, source, target) == {(f"u{k}", f"u{k}") for k in ALL}
    assert {source[b.source[0]].id for b in beads if b.moved} == {"u8", "u9", "u10"}


def test_bullets_that_were_run_together_are_one_bead() -> None:
    source = _side(0, ALL, [None] * 12)
    target = [_unit(k, TEXTS[k][1] + (TEXTS[5][1] if k == 4 else "")) for k in ALL if k != 5]
    assert ("u4u5", "u4") in _named(_match(source, target), source, target)


def test_notes_correspond_in_their_own_order_wherever_they_stand() -> None:
    notes = [("See the report on ships, table 4.", "见关于船舶的报告，表 4。"), ("Data from 1998.", "1998 年的数据。")]

    def document(side: int, places: list[int]) -> list[Unit]:
        units = _side(side, ALL)
        for n, place in reversed(list(enumerate(places))):
            units.insert(place, Unit(f"n{n}", Kind.FOOTNOTE, None, str(n + 1), notes[n][side]))
        return units

    source, target = document(0, [2, 9]), document(1, [6, 6])
    beads = _match(source, target)
    assert {("n0", "n0"), ("n1", "n1")} <= _named(beads, source, target)
    assert not any(bead.moved for bead in beads)


@pytest.mark.parametrize(("n", "m"), [(0, 0), (0, 3), (3, 0), (1, 1), (1, 12)])
def test_sizes_at_the_edge(n: int, m: int) -> None:
    beads = _match(_side(0, ALL[:n]), _side(1, ALL[:m]))
    assert len(beads) >= max(n, m) - 2


def test_unrelated_texts_are_not_said_to_have_moved() -> None:
    source, target = _side(0, ALL[:6]), _side(1, ALL[6:])
    assert not any(bead.moved for bead in _match(source, target))


def test_units_without_any_word_have_a_place() -> None:
    source = [_unit(0, "* * *"), *_side(0, [1, 2])]
    target = [_unit(0, "———"), *_side(1, [1, 2])]
    assert {("u1", "u1"), ("u2", "u2")} <= _named(_match(source, target), source, target)


@pytest.mark.parametrize("before", ["## ▶ 背景", "### 组成部分 1"])
def test_a_heading_and_its_paragraph_that_moved_are_not_called_missing(before: str, tmp_path: Path) -> None:
    # Both share words with most of the paper, so their own score is low: that nothing else is as near decides.
    folder = Path(corpora.__file__).parent / "samples"
    text = (folder / "ports.zh.md").read_text(encoding="utf-8")
    start = text.index("## 困难")
    section = text[start : text.index("14. ", start)]
    rest = text.replace(section, "")
    at = rest.index(before)
    (tmp_path / "zh.md").write_text(rest[:at] + section.rstrip() + "\n\n" + rest[at:], encoding="utf-8")
    source = corpora.read(folder / "ports.en.md", language="en").translatable
    target = corpora.read(tmp_path / "zh.md", language="zh-CN").translatable
    moved = {target[b.target[0]].text[:2] for b in _match(list(source), list(target)) if b.moved}
    assert "困难" in moved
    assert len(moved) == 2
