"""Lines as users bring them: blank ones, and paragraphs where the other text has sentences."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from duizhao.alignment import AlignSettings, align_lines
from duizhao.alignment.beads import Bead, Range, check_cover
from duizhao.alignment.lines import Pieces, cut, together

EN = [
    "The council met in Geneva in 2022.",
    "It discussed social protection for 17 migrant workers.",
    "Sorghum was planted everywhere.",
    "The doctor looked at the telescope, and the students laughed.",
    "Was the bridge broken?",
    "The old woman put the lamp on the table.",
    "The railway opened a station near the airport.",
    "Farmers planted wheat and rice on the northern fields.",
    "The hospital bought two ambulances.",
    "A fire destroyed the paper factory.",
]
ZH = [
    "理事会2022年在日内瓦开会。",
    "会议讨论了17名移民工人的社会保护。",
    "到处都种高粱。",
    "博士看了看望远镜，学生们笑了。",
    "桥坏了吗？",
    "老太太把灯放在桌子上。",
    "铁路在机场附近开设了一个车站。",
    "农民在北方的田地里种植小麦和水稻。",
    "医院购买了两辆救护车。",
    "大火烧毁了造纸厂。",
]
NONE = AlignSettings(embed="none")


def shapes(source: list[str], target: list[str]) -> list[tuple[int, int]]:
    beads = align_lines(source, target, settings=NONE).beads
    check_cover(beads, len(source), len(target))
    return [bead.shape for bead in beads]


def test_blank_lines_change_nothing_else() -> None:
    plain = align_lines(EN, ZH, settings=NONE).beads
    spread = [line for text in ZH for line in ("", text, "  ")]
    beads = align_lines([*EN, ""], ["", *spread], settings=NONE).beads
    check_cover(beads, len(EN) + 1, 1 + len(spread))
    full = [bead for bead in beads if not bead.omission]
    assert [bead.confidence for bead in full] == [bead.confidence for bead in plain]
    assert [spread[bead.target.start - 1] for bead in full] == ZH


def test_a_blank_line_inside_a_bead_belongs_to_it() -> None:
    source = ["The council met in Geneva in 2022, and it discussed social protection for 17 migrant workers.", *EN[2:]]
    assert shapes(source, [ZH[0], "", *ZH[1:]])[0] == (1, 3)


def test_texts_of_blank_lines_are_omissions() -> None:
    assert shapes(["", " "], ["", "\t", ""]) == [(1, 0)] * 2 + [(0, 1)] * 3


def test_a_paragraph_in_a_line_finds_all_its_sentences() -> None:
    # Ten sentences to one line: more than any bead of sentences has.
    assert shapes(EN + EN, ["".join(ZH), *ZH]) == [(10, 1)] + [(1, 1)] * 10
    assert shapes([" ".join(EN), *EN], ZH + ZH) == [(1, 10)] + [(1, 1)] * 10


def test_only_lines_that_are_long_beside_the_other_text_are_cut() -> None:
    paragraphs = cut([" ".join(EN)] * 3, ["".join(ZH)] * 3, ("en", "zh-CN"))
    assert [len(side.texts) for side in paragraphs] == [3, 3]
    long = "The council met in Geneva" + " and in Vienna" * 60 + "."
    assert cut([*EN, long], ZH, ("en", "zh-CN"))[0].texts[-1] == long


def pieces(rng: list[int]) -> Pieces:
    """Lines with so many sentences each; none in a blank one."""
    lines = tuple(k for k, size in enumerate(rng) for _ in range(size))
    return Pieces(tuple("x" for _ in lines), lines, len(rng))


@given(
    st.lists(st.integers(0, 3), max_size=6),
    st.lists(st.integers(0, 3), max_size=6),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=40),
)
def test_beads_of_lines_cover_them_and_cut_none(own: list[int], other: list[int], steps: list[tuple[int, int]]) -> None:
    source, target = pieces(own), pieces(other)
    i = j = 0
    beads = []
    for a, b in [*steps, (99, 99)]:
        k, h = min(i + a, len(source.texts)), min(j + b, len(target.texts))
        if (k, h) != (i, j):
            beads.append(Bead(Range(i, k), Range(j, h), 1.0, 0.5))
        i, j = k, h
    found = list(together(beads, source, target))
    check_cover(found, source.count, target.count)
    assert sum(bead.score for bead in found) == len(beads)
