"""Paths through two texts, and the small laws around them: priors, corners, leftovers by length, confidence, notes."""

from __future__ import annotations

import numpy as np
import pytest

from duizhao.alignment.beads import Bead, Range, beads_of, check_cover
from duizhao.alignment.coarse import Sketch, coarse_path
from duizhao.alignment.coverage import Windows
from duizhao.alignment.evidence import evidence
from duizhao.alignment.layout import finer
from duizhao.alignment.leftovers import alike_in_length
from duizhao.alignment.path import distance, path_of, turned, within
from duizhao.alignment.results import LineAlignment
from duizhao.alignment.search import Band
from duizhao.alignment.support import DOCUMENTS, in_documents
from duizhao.alignment.text_side import Side
from duizhao.corpora.errors import InputError
from duizhao.corpora.model import Kind, Recipe, Segment, Span, Unit


def bead(i: int, k: int, j: int, h: int, confidence: float = 0.9) -> Bead:
    return Bead(Range(i, k), Range(j, h), confidence=confidence)


def test_a_path_runs_along_the_diagonal_of_each_bead() -> None:
    beads = [bead(0, 1, 0, 1), bead(1, 3, 1, 2), bead(3, 4, 2, 5)]
    assert np.allclose(path_of(beads, 4), [0, 1, 1.5, 2, 5], atol=1e-4)
    # An omission of the source stands still; one of the target is leapt over.
    assert np.allclose(path_of([bead(0, 2, 0, 0), bead(2, 3, 0, 1)], 3), [0, 0, 0, 1], atol=1e-4)
    assert np.allclose(path_of([], 2), [0, 0, 0])


def test_a_turned_path_is_that_of_the_other_side() -> None:
    path = np.array([0.0, 2.0, 2.0, 4.0])
    back = turned(path, 4)
    assert back.shape == (5,)
    # Where the path stands still, its first boundary is the one.
    assert np.allclose(back, [0, 0.5, 1, 2.5, 3], atol=1e-4)
    assert np.allclose(turned(turned(np.array([0.0, 3.0, 6.0]), 6), 2), [0, 3, 6], atol=1e-4)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (["The boat is in the harbour."] * 900, ["船在港口。"] * 900),
        ([f"zzz{i} qqq." for i in range(900)], ["船在港口。"] * 600),
        (["- a"] * 900, ["- a"] * 900),
    ],
)
def test_where_nothing_tells_the_path_is_straight(source: list[str], target: list[str]) -> None:
    """Along the edge it would cost a band as wide as the text, and memory by the square of its length."""
    n, m = len(source), len(target)
    path = coarse_path(Sketch(evidence(Side.of(source, "en"), Side.of(target, "zh-CN")).postings()[0], n, m))
    assert np.abs(path - np.linspace(0, m, n + 1)).max() <= 2
    assert Band.around(path, m, 10).width < 40


def test_a_path_is_kept_within_sure_corners() -> None:
    path = np.array([0.0, 4.0, 5.0, 6.0, 6.5, 8.0])
    corners = [(0, 0), (2, 2), (5, 8)]
    # Small rectangles are crossed by their diagonal, large ones as the path goes where that is inside.
    assert np.allclose(within(path, corners, small=2), [0, 1, 2, 6, 6.5, 8])
    assert np.allclose(within(path, corners, small=6), [0, 1, 2, 4, 6, 8])
    assert np.allclose(within(path, corners, small=0), [0, 2, 2, 6, 6.5, 8])
    outside = np.array([0.0, 0.0, 0.0, 0.0, 0.0, 8.0])
    assert np.allclose(within(outside, corners, small=0), [0, 0, 2, 2, 2, 8])


def test_what_is_far_from_the_path_is_less_likely() -> None:
    view = Windows(np.array([0, 1]), 4)
    prior = distance(np.array([0.0, 1.0, 3.0]), view, scale=2.0)
    assert prior.shape == (2, 4)
    # Away from the path by 0, 0.5, 1.5 and 2.5 sentences.
    assert np.allclose(prior[0], [1, 1 / (1 + 0.25**2), 1 / (1 + 0.75**2), 1 / (1 + 1.25**2)])
    assert np.allclose(prior[1], [1, 1, 1 / (1 + 0.25**2), 1 / (1 + 0.75**2)])


@pytest.mark.parametrize(
    ("source", "target", "alike"),
    [
        (100, 30, True),
        (30, 30, True),
        (400, 30, True),
        (1000, 30, False),
        (30, 400, False),
        # Short texts differ by chance: a word may stand for a clause.
        (3, 12, True),
        (0, 3, True),
        (0, 60, False),
    ],
)
def test_lengths_that_cannot_be_a_translation(source: float, target: float, alike: bool) -> None:
    ratio = 3.0
    assert alike_in_length(source, target, ratio) is alike
    # The other way round it is the same question.
    assert alike_in_length(target, source, 1 / ratio) is alike


def test_the_confidence_of_a_document_is_corrected_and_rises() -> None:
    given = np.linspace(0, 1, 101)
    found = [in_documents(bead(0, 1, 0, 1, float(x))).confidence for x in given]
    assert found == sorted(found)
    assert (found[0], found[-1]) == (0.0, DOCUMENTS[-1][1])
    assert in_documents(bead(0, 1, 0, 1, 0.75)).confidence == pytest.approx((0.35 + 0.43) / 2)
    # An omission is no pair, and keeps what the search says.
    for one in (bead(0, 1, 0, 0, 0.75), bead(0, 0, 0, 1, 0.75)):
        assert in_documents(one) == one


def cut(text: str, *ends: int) -> list[tuple[int, str]]:
    """A unit cut at its sentences' ends and then finer: index and text."""
    unit = Unit("p001", Kind.PARAGRAPH, (1,), "1.", text)
    spans = [Span(a, b) for a, b in zip((0, *ends), (*ends, len(text)), strict=True)]
    segments = [Segment("p001", k, text[s.start : s.end].strip(), s) for k, s in enumerate(spans)]
    found = finer(unit, segments)
    assert "".join(text[s.span.start : s.span.end] for s in found) == text
    return [(s.index, s.text) for s in found]


def test_semicolons_cut_and_the_pieces_tile_the_unit() -> None:
    assert cut("一；二；三。") == [(0, "一；"), (1, "二；"), (2, "三。")]
    assert cut("One; two. Three.", 10) == [(0, "One;"), (1, "two."), (2, "Three.")]
    # Nothing but white space is no piece.
    assert cut("One;  ") == [(0, "One;")]
    assert cut("One") == [(0, "One")]
    assert finer(Unit("p001", Kind.PARAGRAPH, None, "", ""), []) == ()


@pytest.mark.parametrize(
    ("beads", "says"),
    [
        ([bead(0, 1, 0, 1)], "the beads end at 1:1, the texts at 2:2"),
        ([bead(0, 1, 0, 1), bead(1, 3, 1, 2)], "the beads end at 3:2, the texts at 2:2"),
        ([bead(0, 1, 0, 1), bead(0, 2, 1, 2)], "bead 1 begins at 0:1 where 1:1 was due"),
        ([bead(0, 1, 0, 0), bead(1, 2, 1, 2)], "bead 1 begins at 1:1 where 1:0 was due"),
        ([bead(0, 2, 0, 2), bead(2, 1, 2, 2)], "bead 1 begins at 2:2 where 2:2 was due"),
    ],
)
def test_beads_that_do_not_cover_are_named(beads: list[Bead], says: str) -> None:
    with pytest.raises(InputError, match=says):
        check_cover(beads, 2, 2)


def test_beads_of_a_path_cover_it() -> None:
    beads = beads_of([(0, 0), (1, 2), (2, 2), (2, 3)])
    check_cover(beads, 2, 3)
    assert [one.omission for one in beads] == [False, True, True]
    assert beads_of([(0, 0)]) == ()


def test_lines_as_pairs_say_where_they_stand() -> None:
    source, target = ("One.", "", "Two.", "Three."), ("一。", "二。", "三。")
    beads = (bead(0, 3, 0, 2, 0.8), bead(3, 4, 2, 2, 0.7), bead(4, 4, 2, 3, 0.6))
    found = LineAlignment(beads, Recipe("align"), source=source, target=target)
    assert [(pair.source, pair.target, pair.confidence) for pair in found] == [
        ("One. Two.", "一。二。", 0.8),
        ("Three.", "", 0.7),
        ("", "三。", 0.6),
    ]
    assert [(pair.source_at.line, pair.target_at.line) for pair in found] == [(1, 1), (4, None), (None, 3)]
    assert len(found) == 3
    assert repr(found) == "<LineAlignment: 4 + 3 lines, 3 beads>"
    assert "One. Two." in found._repr_html_()
