"""Structure as evidence: borders, kinds, corresponding units and texts that stand on both sides; and what is left over
on both sides of a gap."""

from __future__ import annotations

import numpy as np
import pytest

from duizhao import alignment
from duizhao.alignment import AlignSettings, Bead, Range
from duizhao.alignment.layout import LONG, lay
from duizhao.alignment.leftovers import alike_in_length, with_leftovers, with_literal
from duizhao.alignment.search import INDEX, SHAPES, Band
from duizhao.alignment.structure import Habits, Likely, Structure, Twins, add, kind_of
from duizhao.alignment.unit_beads import unit_beads
from duizhao.alignment.unit_scores import UnitBead
from duizhao.alignment.units import Matched
from duizhao.corpora.model import DOUBTFUL, Document, Kind, Origin, Segment, Span, Unit

SETTINGS = AlignSettings(embed="none")
PARAGRAPH = kind_of(Unit("p", Kind.PARAGRAPH, None, "", ""))
HEADING = kind_of(Unit("h", Kind.HEADING, None, "", "", level=2))


def structure(source: list[int], target: list[int], likely: tuple[tuple[int, int, float], ...] = ()) -> Structure:
    kinds = [np.full(len(side), PARAGRAPH) for side in (source, target)]
    return Structure((np.array(source), np.array(target)), (kinds[0], kinds[1]), Likely.of(likely))


def one_to_one(count: int) -> list[Bead]:
    return [Bead(Range(k, k + 1), Range(k, k + 1)) for k in range(count)]


def scores(found: Structure, n: int, m: int, beads: list[Bead] | None = None) -> np.ndarray:
    band = Band.full(n, m)
    table = np.zeros((n + 1, m + 1, len(SHAPES)), dtype=np.float32)
    add(table, band, found, beads or ())
    return table


def test_borders_are_worth_what_they_are_worth_here() -> None:
    alike = structure([0, 0, 1, 1, 2, 2] * 10, [0, 0, 1, 1, 2, 2] * 10)
    agreeing = Habits.of(alike, one_to_one(60))
    assert agreeing.ends[1, 1] > 0 > agreeing.ends[1, 0]
    assert agreeing.inside.max() < 0
    # The same beads where the target's borders lie elsewhere: a border of one side says nothing of the other.
    shifted = structure([0, 0, 1, 1, 2, 2] * 10, [0, 1, 1, 2, 2, 3] * 10)
    other = Habits.of(shifted, one_to_one(60))
    assert other.ends[1, 0] > agreeing.ends[1, 0]
    assert other.ends[1, 1] < agreeing.ends[1, 1]


def test_a_bead_across_a_border_has_that_against_it() -> None:
    table = scores(structure([0, 0, 1, 1], [0, 0, 1, 1]), 4, 4)
    inside, across = table[0, 0, INDEX[2, 2]], table[1, 1, INDEX[2, 2]]
    assert across < inside


@pytest.mark.parametrize("side", [0, 1], ids=["source", "target"])
def test_the_end_of_a_paragraph_left_out_is_held_against_it_once(side: int) -> None:
    # One text has four sentences and then two, the other one of the first paragraph and both of the second.
    long, short = [0, 0, 0, 0, 1, 1], [0, 1, 1]
    one, lone = ((1, 0), INDEX[1, 0]) if side == 0 else ((0, 1), INDEX[0, 1])
    table = scores(structure(*((long, short) if side == 0 else (short, long))), *((6, 3) if side == 0 else (3, 6)))

    def omitted(at: int, beside: int) -> float:
        return float(table[at, beside, lone] if side == 0 else table[beside, at, lone])

    # The pair that ends one paragraph inside the other is told; what follows of it only stays away.
    assert table[0, 0, INDEX[1, 1]] < table[4 * one[0] + (1 - one[0]), 4 * one[1] + (1 - one[1]), INDEX[1, 1]]
    assert [omitted(at, 1) for at in (1, 2, 3)] == [0.0, 0.0, 0.0]
    # Left out before the pair, so are they; but what ends its paragraph inside another parts it.
    assert [omitted(at, 0) for at in (0, 1, 2)] == [0.0, 0.0, 0.0]
    assert omitted(3, 2) < -1


def test_merges_are_as_rare_as_the_round_before_found_them() -> None:
    found = structure([0] * 200, [0] * 200)
    rare, known = Habits.of(found, one_to_one(200)), Habits.of(found)
    assert rare.several < known.several == 0
    merged = [Bead(Range(2 * k, 2 * k + 2), Range(k, k + 1)) for k in range(100)]
    assert Habits.of(found, merged).several == 0
    # In a text that leaves sentences out, one of them may hide in every merge.
    left = [*merged[:90], *(Bead(Range(k, k + 1), Range(90, 90)) for k in range(180, 200))]
    assert Habits.of(found, left).several < -1


def test_kinds_that_were_paired_speak_for_each_other() -> None:
    kinds = np.array([HEADING, PARAGRAPH] * 20), np.array([PARAGRAPH, PARAGRAPH] * 20)
    headed = Structure((np.arange(40), np.arange(40)), kinds, Likely.of(()))
    before, after = Habits.of(headed), Habits.of(headed, one_to_one(40))
    assert after.kinds[HEADING, PARAGRAPH] > before.kinds[HEADING, PARAGRAPH]


def test_what_corresponds_may_have_no_sentences() -> None:
    # The last units of a document may be without any, as a picture's is: what is said of them says nothing here.
    known = ((0, 0, 0.9), (1, 1, 0.9))
    plain, beyond = (
        structure([0, 1], [0, 1], likely) for likely in (known, (*known, (1, 2, 0.8), (2, 1, 0.8), (2, 2, 1.0)))
    )
    assert beyond.apart(0, 1)
    assert not beyond.apart(1, 1)
    for i, j in ((0, 0), (0, 1), (1, 0)):
        assert beyond.apart(i, j) == plain.apart(i, j)


def test_sentences_of_units_that_correspond_to_others_are_apart() -> None:
    found = structure([0, 1, 2], [0, 1, 2], ((0, 0, 0.9), (1, 1, 0.9)))
    assert found.apart(0, 1)
    assert not found.apart(0, 0)
    assert not found.apart(2, 2)
    table = scores(found, 3, 3)
    assert table[0, 0, INDEX[1, 1]] > table[0, 1, INDEX[1, 1]]
    turned = found.swapped()
    assert turned.apart(1, 0)
    assert not turned.apart(1, 1)


def test_short_twins_are_for_a_pair_and_long_ones_may_stand_beside_their_translation() -> None:
    left = "A sentence that was left in English stands here."
    twins = Twins.of(["319", left, "one", "✓"], ["3 19", left, "二", "✓"])
    table = np.zeros((5, 5, len(SHAPES)), dtype=np.float32)
    twins.add(table, Band.full(4, 4))
    assert [np.sign(table[k, k, INDEX[1, 1]]) for k in range(4)] == [1, 0, 0, 1]
    assert np.sign(table[0, :, INDEX[0, 1]]).tolist()[:4] == [0, 1, 0, 0]
    assert not table[:, :, INDEX[1, 0]].any()


@pytest.mark.parametrize(
    ("shapes", "fits", "expected"),
    [
        ([(1, 1), (1, 0), (0, 1), (1, 1)], True, [(1, 1)] * 3),
        ([(1, 1), (0, 1), (1, 0), (1, 1)], True, [(1, 1)] * 3),
        ([(1, 1), (1, 0), (0, 1), (1, 1)], False, [(1, 1), (1, 0), (0, 1), (1, 1)]),
        ([(1, 1), (1, 0), (1, 0), (0, 1), (1, 1)], True, [(1, 1), (1, 0), (1, 0), (0, 1), (1, 1)]),
        ([(1, 0), (1, 1), (0, 1)], True, [(1, 0), (1, 1), (0, 1)]),
        ([], True, []),
    ],
)
def test_one_left_on_each_side_of_a_gap_is_a_pair(
    shapes: list[tuple[int, int]], fits: bool, expected: list[tuple[int, int]]
) -> None:
    beads, i, j = [], 0, 0
    for a, b in shapes:
        beads.append(Bead(Range(i, i + a), Range(j, j + b), confidence=0.9))
        i, j = i + a, j + b
    band = Band.full(i, j)
    probability = np.full((i + 1, j + 1, len(SHAPES)), 0.25, dtype=np.float32)
    found = with_leftovers(beads, band, probability, lambda *_: fits)
    assert [bead.shape for bead in found] == expected
    alignment.beads.check_cover(found, i, j)
    if len(expected) < len(shapes):
        assert found[1].confidence == 0.25


def test_lengths_say_what_cannot_be_a_translation() -> None:
    assert alike_in_length(100, 8, 3.2)
    assert not alike_in_length(600, 4, 3.2)
    assert not alike_in_length(3, 120, 3.2)


def _document(language: str, *texts: str | tuple[Kind, str]) -> Document:
    units = []
    for k, text in enumerate(texts):
        kind, words = text if isinstance(text, tuple) else (Kind.PARAGRAPH, text)
        units.append(Unit(f"{language}{k}", kind, None, "", words, level=1 if kind is Kind.HEADING else 0))
    return Document(f"{language}.md", language, tuple(units), Origin("x", "md"))


def test_a_leftover_of_a_document_is_a_pair() -> None:
    en = _document(
        "en",
        "House rules",
        "Lost umbrellas are handed to the porter.",
        "Whatever was said at table stays in the house, and nobody will hear of it from the staff.",
        "The guest must leave at noon.",
    )
    zh = _document("zh-CN", "屋规", "丢失的雨伞应交给门房。", "门房须守口如瓶。", "客人必须在中午离开。")
    found = alignment.align(en, zh, settings=SETTINGS)
    assert [pair.type for pair in found.pairs] == ["1-1"] * 4
    assert found.pairs[2].confidence is not None
    assert found.pairs[2].confidence < DOUBTFUL < min(p.confidence or 0 for p in found.pairs if p is not found.pairs[2])
    assert not found.notices


def test_papers_on_other_matters_have_nothing_sure() -> None:
    en = _document("en", "Teachers received new books.", "The hospital bought two ambulances.", "The bank is closed.")
    zh = _document("zh-CN", "河水淹没了三个村庄。", "农民种植小麦和水稻。", "这座桥将在冬天之前修复。")
    found = alignment.align(en, zh, settings=SETTINGS)
    assert all(not pair.source or not pair.target or (pair.confidence or 0) < DOUBTFUL for pair in found.pairs)


def test_a_paragraph_that_one_side_reads_as_many_is_no_wall() -> None:
    pairs = [
        ("The river flooded three villages.", "河水淹没了三个村庄。"),
        ("Teachers received new books.", "教师们收到了新书。"),
        ("The hospital bought two ambulances.", "医院购买了两辆救护车。"),
        ("Farmers planted wheat and rice.", "农民种植小麦和水稻。"),
        ("The bridge will be repaired before winter.", "这座桥将在冬天之前修复。"),
        ("Children learn music on Saturdays.", "孩子们星期六学习音乐。"),
        ("The bank lowered the interest on loans.", "银行降低了贷款的利息。"),
    ]
    en = _document("en", *(source for source, _ in pairs))
    zh = _document("zh-CN", "".join(target for _, target in pairs))
    found = alignment.align(en, zh, settings=SETTINGS)
    assert [(pair.source, pair.target) for pair in found.pairs] == pairs
    assert [(bead.source, bead.target) for bead in found.unit_beads] == [(tuple(range(7)), (0,))]


def _segments(units: list[Unit], sentences: int) -> list[list[Segment]]:
    return [[Segment(unit.id, k, unit.text, Span(0, 1)) for k in range(sentences)] for unit in units]


@pytest.mark.parametrize(("accounted", "walled"), [(0.2, 1), (0.9, 0)])
def test_a_long_passage_of_one_side_is_not_searched_unless_the_other_accounts_for_it(
    accounted: float, walled: int
) -> None:
    units = [[Unit(f"{side}{k}", Kind.PARAGRAPH, None, "", "text") for k in range(3)] for side in "st"]
    beads = [UnitBead((0,), (0,), 0.9), UnitBead((1,), (), 0.9), UnitBead((2,), (1,), 0.9)]
    shares = np.array([0.9, accounted, 0.9])
    segments = _segments(units[0], LONG), _segments(units[1][:2], LONG)
    found = lay((units[0], units[1][:2]), segments, Matched(beads, [], (shares, shares[:2])))
    assert len(found.walled) == walled
    assert len(found.rows[0]) == (3 - walled) * LONG
    assert found.anchors[-1] == (len(found.rows[0]), 2 * LONG)


def test_units_are_joined_by_what_their_sentences_say() -> None:
    units = [[Unit(f"{side}{k}", Kind.PARAGRAPH, None, "", "text") for k in range(3)] for side in "st"]
    first = [UnitBead((k,), (k,), 0.8) for k in range(3)]
    ones = np.ones(3)
    layout = lay(
        (units[0], units[1]), (_segments(units[0], 1), _segments(units[1], 1)), Matched(first, [], (ones, ones))
    )
    beads = [
        Bead(Range(0, 1), Range(0, 2), confidence=0.5),
        Bead(Range(1, 2), Range(2, 2), confidence=0.7),
        Bead(Range(2, 3), Range(2, 3), confidence=0.9),
    ]
    assert unit_beads(layout, beads, first) == [
        UnitBead((0,), (0, 1), pytest.approx(0.5)),  # type: ignore[arg-type]
        UnitBead((1,), (), 0.5),
        UnitBead((2,), (2,), 0.8),
    ]


def test_what_stands_word_for_word_in_the_pair_beside_is_part_of_it() -> None:
    source = ["The survey is kept under", "harbour.example/survey", "Thanks to all.", "harbour.example/survey"]
    target = ["调查保存在 harbour.example/survey。", "谢谢大家。"]
    beads = [Bead(Range(0, 1), Range(0, 1)), Bead(Range(1, 2), Range(1, 1)), Bead(Range(2, 3), Range(1, 2))]
    lone = Bead(Range(3, 4), Range(2, 2))
    found = with_literal([*beads, lone], source, target, 3.0)
    assert [(bead.source, bead.target) for bead in found] == [((0, 2), (0, 1)), ((2, 3), (1, 2)), ((3, 4), (2, 2))]
    # It comes before its pair, or the pair has it already.
    before = [Bead(Range(0, 1), Range(0, 0)), Bead(Range(1, 2), Range(0, 1))]
    assert [bead.shape for bead in with_literal(before, source[1::-1], target, 3.0)] == [(2, 1)]
    twice = with_literal([Bead(Range(0, 1), Range(0, 1)), Bead(Range(1, 2), Range(1, 1))], [source[1]] * 2, target, 3.0)
    assert [bead.shape for bead in twice] == [(1, 1), (1, 0)]
    # What was left in the language of the original stands beside its translation.
    copy = [Bead(Range(0, 0), Range(0, 1)), Bead(Range(0, 1), Range(1, 2))]
    assert len(with_literal(copy, [source[0]], [source[0], "调查"], 3.0)) == 2
    # The pair has the address alone, and what is said before it was left out; not so what is far too long for the rest.
    rest = [Bead(Range(0, 1), Range(0, 0)), Bead(Range(1, 2), Range(0, 1))]
    assert [bead.shape for bead in with_literal(rest, source, target, 3.0)] == [(2, 1)]
    assert len(with_literal(rest, [source[0] * 20, source[1]], target, 3.0)) == 2
