"""Tables in PDF: cells where rules are drawn around them, lines of text where they are not."""

from __future__ import annotations

from itertools import groupby, pairwise
from pathlib import Path

import pytest

from duizhao.corpora.readers.pdf.opening import read_pages
from duizhao.corpora.readers.pdf.tables import take_tables
from duizhao.corpora.structure.blocks import Block, Role
from tests.corpora.test_readers_pdf import BODY, T, lines, read, run, write

XS, YS = (60.0, 220.0, 380.0, 540.0), (600.0, 570.0, 540.0, 510.0)
Rules = list[tuple[float, float, float, float]]


def grid(xs: tuple[float, ...] = XS, ys: tuple[float, ...] = YS) -> Rules:
    """Every edge of every cell, as browsers draw them."""
    level = [(a, y, b, y) for y in ys for a, b in pairwise(xs)]
    return level + [(x, a, x, b) for x in xs for a, b in pairwise(ys)]


def whole(xs: tuple[float, ...] = XS, ys: tuple[float, ...] = YS) -> Rules:
    """Rules from end to end, as word processors draw them."""
    return [(xs[0], y, xs[-1], y) for y in ys] + [(x, ys[0], x, ys[-1]) for x in xs]


def page(rules: Rules, runs: list[T], *, filled: bool = False) -> str:
    """A page of rules and runs of text; rules are strokes, or thin filled rectangles."""
    drawn = []
    for x0, y0, x1, y1 in rules:
        if filled:
            drawn.append(f"{x0} {min(y0, y1)} {max(x1 - x0, 0.5)} {max(abs(y1 - y0), 0.5)} re f")
        else:
            drawn.append(f"0.5 w {x0} {y0} m {x1} {y1} l S")
    return "\n".join([*drawn, *map(run, runs)])


def filling(xs: tuple[float, ...] = XS, ys: tuple[float, ...] = YS) -> list[T]:
    return [T(x + 4, y - 18, f"{i}{'abcdef'[j]}") for i, y in enumerate(ys[:-1], 1) for j, x in enumerate(xs[:-1])]


def cells(content: str) -> dict[tuple[int, int, int], str]:
    return {b.cell: b.text for b in read(write(content)).blocks if b.cell}


def ruled(content: str) -> int:
    """How many tables the rules of a page show, whatever its words show."""
    pages, _ = read_pages(write(content), Path("in.pdf"))
    return len(take_tables(pages[0]))


FULL = {(1, i, j): f"{i}{'abc'[j - 1]}" for i in (1, 2, 3) for j in (1, 2, 3)}


@pytest.mark.parametrize("rules", [grid(), whole()])
@pytest.mark.parametrize("filled", [False, True])
def test_a_ruled_table_is_read_cell_by_cell(rules: Rules, filled: bool) -> None:
    assert cells(page(rules, filling(), filled=filled)) == FULL


def test_a_table_stands_between_its_paragraphs() -> None:
    runs = [*lines(60, 760, BODY), *filling(), T(60, 480, "After it.")]
    blocks = [b for b in read(write(page(whole(), runs))).blocks if b.text]
    kinds = [b.role for b in blocks]
    assert kinds == [Role.TEXT, *[Role.CELL] * 9, Role.TEXT]
    assert blocks[0].text.startswith("The Organization")
    assert blocks[-1].text == "After it."


def test_merged_cells_are_cited_by_their_corner() -> None:
    across = [r for r in grid() if r != (220.0, 600.0, 220.0, 570.0)]
    found = cells(page(across, [T(64, 582, "over two columns"), T(384, 582, "1c"), *filling(ys=YS[1:])]))
    assert found[1, 1, 1] == "over two columns"
    assert (1, 1, 2) not in found
    assert found[1, 1, 3] == "1c"
    down = [r for r in grid() if r != (60.0, 570.0, 220.0, 570.0)]
    found = cells(page(down, [t for t in filling() if t.text != "2a"]))
    assert found == {key: text for key, text in FULL.items() if text != "2a"}


def test_lines_of_a_cell_are_one_text_and_empty_cells_none() -> None:
    runs = [T(64, 590, "two words", 8), T(64, 580, "and more", 8), T(384, 520, "last")]
    assert cells(page(whole(), runs)) == {(1, 1, 1): "two words and more", (1, 3, 3): "last"}


def test_two_tables_are_counted() -> None:
    low = tuple(y - 200 for y in YS)
    found = cells(page([*whole(), *whole(ys=low)], [*filling(), *filling(ys=low)]))
    assert len(found) == 18
    assert found[2, 3, 3] == "3c"


@pytest.mark.parametrize(
    "rules",
    [
        [],
        # Three rules and no upright ones: a table as journals set it.
        [(60, y, 540, y) for y in (600.0, 570.0, 510.0)],
        # A frame, and one with a single row or column.
        whole(xs=(60, 540), ys=(600, 510)),
        whole(xs=XS, ys=(600, 510)),
        whole(xs=(60, 540), ys=YS),
        # Open on the right.
        [r for r in grid() if r[0] < 540 or r[2] != r[0]],
        # An edge inside that ends halfway: no rectangle.
        [r for r in grid() if r not in ((220.0, 600.0, 220.0, 570.0), (60.0, 570.0, 220.0, 570.0))],
        # Strokes of a drawing.
        [(60 + 7 * i, 500, 60 + 7 * i, 500 + 3 * i) for i in range(4, 60)],
    ],
)
def test_what_is_no_full_grid_stays_text(rules: Rules) -> None:
    assert ruled(page(rules, filling())) == 0
    blocks: list[Block] = list(read(write(page(rules, filling()))).blocks)
    text = " ".join(b.text for b in blocks)
    assert all(piece in text for piece in FULL.values())


def test_an_underlined_word_and_a_footnote_rule_do_not_disturb() -> None:
    rules = [*whole(), (230.0, 549.0, 250.0, 549.0), (60.0, 120.0, 200.0, 120.0)]
    assert cells(page(rules, filling())) == FULL


def test_text_beside_a_table_stays_outside() -> None:
    narrow = (60.0, 150.0, 240.0)
    runs = [*filling(xs=narrow), T(300, 582, "Beside it.")]
    blocks = read(write(page(whole(xs=narrow), runs))).blocks
    assert [b.text for b in blocks if b.role is Role.TEXT] == ["Beside it."]
    assert len([b for b in blocks if b.cell]) == 6


def test_a_table_within_one_of_two_columns_is_read_in_its_place() -> None:
    narrow = (320.0, 390.0, 460.0, 530.0)
    left = lines(60, 780, [line[:40] for line in BODY * 4])
    right = lines(320, 780, [line[:40] for line in BODY * 2])
    after = lines(320, 480, [line[:40] for line in BODY])
    rules = grid(narrow, YS)
    blocks = [b for b in read(write(page(rules, [*left, *right, *filling(narrow, YS), *after]))).blocks if b.text]
    assert [role for role, _ in groupby(b.role for b in blocks)] == [Role.TEXT, Role.CELL, Role.TEXT]
    assert {b.cell: b.text for b in blocks if b.cell} == FULL


def test_a_rule_that_sticks_out_and_a_cell_round_a_corner_are_no_grid() -> None:
    out = [*whole(), (30.0, 540.0, 60.0, 540.0)]
    # The middle cell and the one above it lack the rule between, and the one to its left is open to it too.
    corner = [r for r in grid() if r not in ((220.0, 570.0, 380.0, 570.0), (220.0, 570.0, 220.0, 540.0))]
    for rules in (out, corner):
        assert ruled(page(rules, filling())) == 0


def test_rules_that_miss_each_other_by_their_thickness_still_meet() -> None:
    near = [(x0 + 1.5, y0 - 1, x1 - 1.5, y1 - 1) if y0 == y1 else (x0, y0 - 1, x1, y1 + 1) for x0, y0, x1, y1 in grid()]
    assert cells(page(near, filling())) == FULL


def test_a_table_of_two_rows_and_one_of_all_cells_merged_but_three() -> None:
    assert len(cells(page(whole(ys=YS[:3]), filling(ys=YS[:3])))) == 6
    # Nothing is ruled in the upper two rows: they are one cell, and one row.
    inside = [(220.0, 600.0, 220.0, 570.0), (380.0, 600.0, 380.0, 570.0), (220.0, 570.0, 220.0, 540.0)]
    inside += [(380.0, 570.0, 380.0, 540.0), (60.0, 570.0, 220.0, 570.0), (220.0, 570.0, 380.0, 570.0)]
    inside += [(380.0, 570.0, 540.0, 570.0)]
    rules = [r for r in grid() if r not in inside]
    found = cells(page(rules, [T(64, 582, "head"), *filling(ys=YS[2:])]))
    assert found == {(1, 1, 1): "head", (1, 2, 1): "1a", (1, 2, 2): "1b", (1, 2, 3): "1c"}


def pieces(xs: tuple[float, ...], ys: tuple[float, ...]) -> Rules:
    """Rules between columns alone, drawn row by row."""
    return [(x, low, x, high) for x in xs for high, low in pairwise(ys)]


UNEVEN = (600.0, 560.0, 534.0, 480.0)
WRAPPED = [
    T(70, 586, "Testing of"), T(230, 586, "PO.5 and PW.1"), T(70, 572, "what is built"),
    T(70, 546, "Review"), T(230, 546, "PW.2"),
    T(70, 520, "Scanning and"), T(230, 520, "RV.1 and what"), T(70, 506, "hardening of"), T(230, 506, "comes of it"),
    T(70, 492, "pictures"),
]  # fmt: skip
UNFRAMED = {
    (1, 1, 1): "Testing of what is built", (1, 1, 2): "PO.5 and PW.1",
    (1, 2, 1): "Review", (1, 2, 2): "PW.2",
    (1, 3, 1): "Scanning and hardening of pictures", (1, 3, 2): "RV.1 and what comes of it",
}  # fmt: skip


@pytest.mark.parametrize("filled", [False, True])
def test_a_rule_between_columns_that_is_drawn_row_by_row_says_where_rows_end(filled: bool) -> None:
    around = [*lines(60, 760, BODY), T(60, 440, "After it.")]
    content = page(pieces((220.0,), UNEVEN), [*around, *WRAPPED], filled=filled)
    assert cells(content) == UNFRAMED
    blocks = [b for b in read(write(content)).blocks if b.text]
    assert [role for role, _ in groupby(b.role for b in blocks)] == [Role.TEXT, Role.CELL, Role.TEXT]


def test_three_columns_between_two_such_rules_and_a_line_under_a_word() -> None:
    third = [T(400, y, text) for y, text in ((586, "yes"), (546, "no"), (520, "in part"))]
    rules = [*pieces((220.0, 390.0), UNEVEN), (70, 544, 104, 544)]
    found = cells(page(rules, [*WRAPPED, *third]))
    assert found == UNFRAMED | {(1, 1, 3): "yes", (1, 2, 3): "no", (1, 3, 3): "in part"}


def test_a_row_of_one_cell_leaves_the_other_empty() -> None:
    ys = (626.0, *UNEVEN)
    found = cells(page(pieces((220.0,), ys), [T(70, 612, "Develop"), *WRAPPED]))
    assert found[1, 1, 1] == "Develop"
    assert (1, 1, 2) not in found
    assert len(found) == 7


COLUMN = [line[:24] for line in BODY * 4]


@pytest.mark.parametrize(
    ("rules", "runs"),
    [
        # One rule between two columns of text, whole or in pieces that care for no line.
        ([(300.0, 500.0, 300.0, 720.0)], [*lines(60, 710, COLUMN), *lines(320, 710, COLUMN)]),
        (pieces((300.0,), (720, 657, 581, 500)), [*lines(60, 710, COLUMN), *lines(320, 710, COLUMN)]),
        # Bars beside what was changed: nothing stands at their left.
        (pieces((50.0,), UNEVEN), WRAPPED),
        # Two strokes; pieces with a gap; pieces of two rules that end at different heights.
        (pieces((220.0,), UNEVEN[:3]), WRAPPED),
        ([(220, 560, 220, 600), (220, 534, 220, 550), (220, 480, 220, 534)], WRAPPED),
        (pieces((220.0,), UNEVEN) + pieces((390.0,), (600, 570, 540, 480)), WRAPPED),
        # A level rule meets them: the strokes of a drawing.
        ([*pieces((220.0,), UNEVEN), (220, 560, 300, 560)], WRAPPED),
        # Text runs across the rule.
        (pieces((220.0,), UNEVEN), [*WRAPPED[:3], T(70, 546, "Review of what stands on both sides"), *WRAPPED[5:]]),
        # The rows do not begin at one distance from the pieces' ends.
        (pieces((220.0,), (600, 570, 534, 480)), WRAPPED),
    ],
)
def test_pieces_of_a_rule_that_are_no_rows_make_no_table(rules: Rules, runs: list[T]) -> None:
    assert ruled(page(rules, runs)) == 0
    blocks = read(write(page(rules, runs))).blocks
    assert "".join(sorted(" ".join(b.text for b in blocks).replace(" ", ""))) == "".join(
        sorted("".join(t.text for t in runs).replace(" ", ""))
    )


def test_a_list_with_hanging_labels_beside_a_whole_rule_stays_a_list() -> None:
    runs = [T(64, 586, "(a)"), T(90, 586, "the first matter;"), T(64, 566, "(b)"), T(90, 566, "the second matter.")]
    assert cells(page([(84.0, 480.0, 84.0, 600.0)], runs)) == {}


def test_a_table_between_pieces_within_one_of_two_columns_leaves_the_other_alone() -> None:
    left = lines(40, 780, [line[:26] for line in BODY * 6])
    right = lines(320, 780, [line[:26] for line in BODY * 2])
    inside = [T(320 + (t.x - 70) * 0.75, t.y, t.text, 8) for t in WRAPPED]
    found = cells(page(pieces((430.0,), UNEVEN), [*left, *right, *inside]))
    assert found == UNFRAMED


def test_what_stands_over_a_table_that_ends_a_page_is_not_joined_to_what_stands_behind_it() -> None:
    low = tuple(y - 400 for y in UNEVEN)
    table = [t._replace(y=t.y - 400) for t in WRAPPED]
    head = T(60, 240, "A line that reaches as far to the right as the others of the page and the")
    first = page(pieces((220.0,), low), [*lines(60, 780, BODY * 4), head, *table])
    blocks = [b for b in read(write(first, page([], lines(60, 780, ["References", *BODY])))).blocks if b.text]
    assert not [b for b in blocks if head.text in b.text and "References" in b.text]
    # A paragraph of several lines that the table cut in two is one.
    first = page(pieces((220.0,), low), [*lines(60, 780, BODY[:1] * 20), *lines(60, 254, BODY[:1] * 2), *table])
    blocks = [b for b in read(write(first, page([], lines(60, 780, BODY)))).blocks if b.role is Role.TEXT]
    assert [b.text for b in blocks if b.text.endswith(" ".join([*BODY[:1] * 2, *BODY]))]
