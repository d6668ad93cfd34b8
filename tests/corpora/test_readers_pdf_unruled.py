"""Tables in PDF that no rules frame: rows of short texts in common columns, and what only looks like them."""

from __future__ import annotations

import pytest

from duizhao.corpora.structure.blocks import Role
from tests.corpora.test_readers_pdf import BODY, T, lines, read, write
from tests.corpora.test_readers_pdf_tables import cells, page

Row = tuple[tuple[float, str], ...]


def rows(top: float, step: float, *texts: Row) -> list[T]:
    return [T(x, top - i * step, text) for i, row in enumerate(texts) for x, text in row]


RANGE: list[Row] = [
    ((60, "Lamp"), (200, "Colour"), (340, "Range")),
    ((60, "North mole"), (200, "white"), (340, "12 miles")),
    ((60, "South mole"), (200, "red"), (340, "9 miles")),
    ((60, "Slipway"), (200, "green"), (340, "3 miles")),
]


def test_rows_in_common_columns_are_a_table_between_its_paragraphs() -> None:
    content = page([], [*lines(60, 760, BODY), *rows(600, 16, *RANGE), T(60, 500, "After the table.")])
    assert cells(content) == {(1, i, j): t for i, row in enumerate(RANGE, 1) for j, (_, t) in enumerate(row, 1)}
    kinds = [b.role for b in read(write(content)).blocks if b.text]
    assert kinds[0] is Role.TEXT
    assert kinds[-1] is Role.TEXT


def test_two_rows_are_a_table_where_another_has_the_same_columns() -> None:
    two = [((60, "Harbour lights"), (200, "blue"), (340, "2 miles")), ((60, "Bridge"), (200, "red"), (340, "1 mile"))]
    content = [*rows(600, 16, *RANGE), T(60, 480, "Since then these were added to them:"), *rows(440, 16, *two)]
    assert len(cells(page([], content))) == 18
    assert cells(page([], rows(440, 16, *two))) == {}


def test_titles_of_columns_that_stand_closer_than_the_columns_are_cells() -> None:
    head = [T(60, 616, "Kind"), T(140, 616, "Number of boats"), T(228, 616, "Loss in all")]
    found = cells(page([], [*head, *rows(600, 16, *(((60, a), (150, b), (240, c)) for a, b, c in FIGURES))]))
    assert [found[1, 1, j] for j in (1, 2, 3)] == ["Kind", "Number of boats", "Loss in all"]
    assert found[1, 4, 3] == "8.5"


FIGURES = (("Spring tides", "12", "4.7"), ("Fixed hours", "19", "10.9"), ("All of them", "31", "8.5"))


def test_texts_of_several_lines_stay_in_their_cells() -> None:
    texts = [
        T(60, 600, "The pump does not"), T(200, 600, "The fuse has blown."), T(340, 600, "Replace the fuse by"),
        T(60, 588, "run."), T(340, 588, "one of the same kind."),
        T(60, 566, "The pump does not"), T(200, 566, "The float is caught"), T(340, 566, "Free the float."),
        T(60, 554, "stop."), T(200, 554, "under a plank."),
        T(60, 532, "The pump hums."), T(200, 532, "It is blocked."), T(340, 532, "Clean the strainer."),
    ]  # fmt: skip
    assert cells(page([], texts)) == {
        (1, 1, 1): "The pump does not run.", (1, 1, 2): "The fuse has blown.",
        (1, 1, 3): "Replace the fuse by one of the same kind.",
        (1, 2, 1): "The pump does not stop.", (1, 2, 2): "The float is caught under a plank.",
        (1, 2, 3): "Free the float.",
        (1, 3, 1): "The pump hums.", (1, 3, 2): "It is blocked.", (1, 3, 3): "Clean the strainer.",
    }  # fmt: skip


def test_lines_that_hang_in_the_first_column_belong_to_the_row_whose_figure_stands_behind_the_last() -> None:
    texts = [T(60, 600, "Trade and money"), T(360, 600, "200"), T(60, 588, "The crafts"), T(360, 588, "200")]
    texts += [
        T(60, 576, "Members of the council,"),
        T(80, 564, "representatives of the piers and"),
        T(80, 552, "isles"),
    ]
    found = cells(page([], [*texts, T(360, 552, "400"), T(60, 540, "The schools"), T(360, 540, "100")]))
    assert found[1, 3, 1] == "Members of the council, representatives of the piers and isles"
    assert found[1, 3, 2] == "400"
    assert found[1, 4, 1] == "The schools"


def test_rules_under_rows_part_them() -> None:
    texts = [T(60, y, a) for y, a in ((600, "Fault"), (580, "The pump does"), (568, "not run"), (548, "It hums"))]
    texts += [T(300, y, a) for y, a in ((600, "Remedy"), (580, "Replace the fuse,"), (568, "then try"), (548, "Wait"))]
    rules = [(60.0, y, 480.0, y) for y in (594, 562, 542)]
    found = cells(page(rules, texts))
    assert found[1, 2, 1] == "The pump does not run"
    assert found[1, 2, 2] == "Replace the fuse, then try"
    assert found[1, 3, 2] == "Wait"


def test_a_block_of_signatures_is_read_field_by_field() -> None:
    fields = [((60, "Name: A. Quill"), (320, "Name: P. Halvorsen")), ((60, "Title: Director"), (320, "Title: Master"))]
    found = cells(page([], rows(300, 20, *fields, ((60, "Date: 3 March"), (320, "Date: 4 March")))))
    assert found[1, 1, 2] == "Name: P. Halvorsen"
    assert found[1, 3, 1] == "Date: 3 March"


@pytest.mark.parametrize(
    "texts",
    [
        # Numbered paragraphs and lists, whose labels hang.
        rows(600, 16, *(((60, f"{i}."), (90, f"The keeper looks at the lamp of pier {i}.")) for i in range(1, 6))),
        rows(600, 16, *(((60, f"({c})"), (90, f"the lamp of pier {c};")) for c in "abcd")),
        rows(600, 16, ((60, "1.1"), (90, "The keeper")), ((60, "1.2"), (90, "The lamp")), ((60, "1.3"), (90, "Oil"))),
        # Contents without leaders.
        rows(600, 16, *(((60, t), (500, f"{n}")) for n, t in ((3, "Safety"), (4, "Mounting"), (6, "Use"), (9, "Oil")))),
        # Two lines under each other with a gap in both.
        rows(600, 16, ((60, "To the harbour"), (300, "By hand")), ((60, "Lenne"), (300, "Urgent"))),
        # Two columns of running text.
        [*lines(60, 710, [line[:24] for line in BODY * 4]), *lines(320, 710, [line[:24] for line in BODY * 4])],
    ],
)  # fmt: skip
def test_what_only_has_gaps_in_its_lines_is_no_table(texts: list[T]) -> None:
    assert cells(page([], texts)) == {}


def test_what_returns_at_the_head_of_every_page_is_no_table() -> None:
    head = rows(
        800, 14, ((60, "Harbour"), (400, "Doc. 7")), ((60, "Section"), (400, "Rev. 2")), ((60, "On"), (400, "May"))
    )
    blocks = read(write(*(page([], [*head, *lines(60, 700, [*BODY, f"and so on {n}."])]) for n in range(3)))).blocks
    assert not [b for b in blocks if b.cell]


def test_a_table_across_two_columns_is_read_between_what_is_above_and_below() -> None:
    left, right = [line[:34] for line in BODY * 3], [line[:34].upper() for line in BODY * 3]
    above = [*lines(40, 800, left), *lines(320, 800, right)]
    below = [*lines(40, 340, left), *lines(320, 340, right)]
    rules = [(40.0, y, 560.0, y) for y in (520, 490, 460)] + [(x, 460, x, 520) for x in (40.0, 200.0, 380.0, 560.0)]
    table = [T(x + 4, y - 18, f"{x:.0f} {y:.0f}") for y in (520, 490) for x in (40, 200, 380)]
    blocks = [b for b in read(write(page(rules, [*above, *table, *below]))).blocks if b.text]
    cell = [i for i, b in enumerate(blocks) if b.cell]
    assert len(cell) == 6
    before, after = (" ".join(b.text for b in part) for part in (blocks[: cell[0]], blocks[cell[-1] + 1 :]))
    for text in (before, after):
        assert text.index(left[0]) < text.index(right[0])
