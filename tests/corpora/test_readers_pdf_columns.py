"""Lines of a PDF page in reading order: columns under full lines, names from right to left; set glyph by glyph."""

from __future__ import annotations

from duizhao.corpora.readers.pdf.folds import FIRST_PANEL, panel_at
from duizhao.corpora.readers.pdf.initials import take_initials
from duizhao.corpora.readers.pdf.lines import read_lines, usual_folds
from duizhao.corpora.readers.pdf.page import Glyph, Page
from duizhao.corpora.readers.pdf.paragraphs import measure, paragraphs


def put(text: str, x: float, y: float, *, size: float = 10.0, step: float = 0.5) -> list[Glyph]:
    """Glyphs of one width each, as they stand on the page from the left."""
    width = step * size
    return [Glyph(c, x + i * width, x + (i + 1) * width, y, size, False, False) for i, c in enumerate(text)]


def page(*runs: list[Glyph]) -> Page:
    return Page(1, 600.0, 800.0, [glyph for run in runs for glyph in run])


def found(*runs: list[Glyph]) -> list[str]:
    return [line.text for line in read_lines(page(*runs))]


FULL = "a line over the whole width of the page goes from the left to the right of all of it and on to here"
HALF = "a line in a column of running text that has"


def test_names_from_right_to_left_are_read_from_the_right() -> None:
    # As it is drawn, from the left: Ms. nehoc haras of it, with Hebrew letters.
    drawn = "Ms. \u05df\u05d4\u05db \u05d4\u05e8\u05e9 of it"
    assert found(put(drawn, 50, 700)) == ["Ms. \u05e9\u05e8\u05d4 \u05db\u05d4\u05df of it"]
    assert found(put(drawn[:-6], 50, 700)) == ["Ms. \u05e9\u05e8\u05d4 \u05db\u05d4\u05df"]


def test_columns_under_full_lines_are_read_one_after_the_other() -> None:
    runs = [put(f"{FULL} {i}", 50, 780 - 12 * i) for i in range(20)]
    runs += [put(f"left {i} {HALF}", 50, 500 - 12 * i) for i in range(8)]
    runs += [put(f"right {i} {HALF}", 320, 500 - 12 * i) for i in range(8)]
    runs += [put(f"{FULL} end {i}", 50, 390 - 12 * i) for i in range(3)]
    order = [line.split()[0] for line in found(*runs)]
    assert order == ["a"] * 20 + ["left"] * 8 + ["right"] * 8 + ["a"] * 3


def test_a_number_before_a_full_line_stays_on_its_line() -> None:
    runs = [put("1.", 50, 600), put(FULL[:90], 90, 600)]
    runs += [put(f"left {i} {HALF}", 50, 500 - 12 * i) for i in range(8)]
    runs += [put(f"right {i} {HALF}", 320, 500 - 12 * i) for i in range(8)]
    assert found(*runs)[0].startswith("1.\ta line over")


def test_a_short_heading_below_two_columns_comes_after_both() -> None:
    runs = [put(f"left {i} {HALF}", 50, 500 - 12 * i) for i in range(8)]
    runs += [put(f"right {i} {HALF}", 320, 500 - 12 * i) for i in range(8)]
    runs += [put("Conclusions", 50, 380), put(FULL, 50, 360)]
    assert [line.split()[0] for line in found(*runs)] == ["left"] * 8 + ["right"] * 8 + ["Conclusions", "a"]


def test_a_name_in_larger_type_stays_on_a_full_line_above_two_columns() -> None:
    line = put(FULL[:60], 50, 600)
    name = put("NAME", line[-1].x1 + 4, 600, size=12)
    rest = put(FULL[:10], name[-1].x1 + 4, 600)
    runs = [line, name, rest]
    runs += [put(f"left {i} {HALF}", 50, 500 - 12 * i) for i in range(8)]
    runs += [put(f"right {i} {HALF}", 320, 500 - 12 * i) for i in range(8)]
    assert "NAME" in found(*runs)[0]


def test_chinese_points_that_hang_over_the_edge_of_a_column_do_not_join_it_to_the_next() -> None:
    text = "委员会于春季举行会议审议了秘书处关于灯塔保养的报"
    runs = [put(f"{text}{'告' if i % 6 else '。'}", 50, 700 - 14 * i, step=1.0) for i in range(10)]
    for run in runs[::6]:
        # Its last point hangs out.
        last = run[-1]
        run[-1] = last._replace(x0=last.x0 + 6, x1=last.x1 + 6)
    runs += [put(f"{text}告", 316, 700 - 14 * i, step=1.0) for i in range(10)]
    lines = found(*runs)
    assert len(lines) == 20
    assert all(len(line) == 25 for line in lines)


PANEL = "text of a panel that goes on"


def sheet() -> list[list[Glyph]]:
    """Three panels 190 points apart: a title with an address, and text at distances of its own in the two others."""
    runs = [put("The well", 20, 700, size=20), put("of the village", 20, 660), put("and who keeps it", 20, 646)]
    runs += [put(f"{i} {PANEL}", 210, 700 - 12 * i) for i in range(5)]
    runs += [put("Ropes", 400, 700)] + [put(f"{i} {PANEL}", 400, 681 - 12 * i) for i in range(6)]
    return runs


def test_the_panels_of_a_folded_sheet_are_read_one_after_the_other() -> None:
    lines = read_lines(page(*sheet()))
    assert [line.column for line in lines] == [3] * 3 + [4] * 5 + [5] * 7
    assert [line.text for line in lines][:3] == ["The well", "of the village", "and who keeps it"]
    assert [line.text[0] for line in lines[3:]] == [*"01234", "R", *"012345"]


def test_the_other_side_of_a_folded_sheet_is_known_by_its_edges() -> None:
    folds = usual_folds([read_lines(page(*sheet()))])
    assert folds == (20.0, 210.0, 400.0)
    assert [panel_at(x, folds) for x in (10.0, 30.0, 209.0, 405.0)] == [
        FIRST_PANEL, FIRST_PANEL, FIRST_PANEL + 1, FIRST_PANEL + 2,
    ]  # fmt: skip
    back = page(*(put(f"{x} {i}", x, 700 - 12 * i) for x in (20, 210, 400) for i in range(4)))
    assert read_lines(back)[0].text == "20 0\t210 0\t400 0"
    assert [line.text for line in read_lines(back, folds=folds)][:5] == ["20 0", "20 1", "20 2", "20 3", "210 0"]


def test_a_table_of_equal_columns_is_no_folded_sheet() -> None:
    # Cells of several lines, which keep to the baselines of their row.
    runs = [put(f"{i} {PANEL}", x, 700 - 12 * i) for x in (20, 210, 400) for i in range(9)]
    assert all(line.column < FIRST_PANEL for line in read_lines(page(*runs)))


def test_each_line_with_the_bullet_of_the_first_is_an_item_however_long_the_one_before() -> None:
    items = [
        "• Why",
        "• What was found in the north",
        "• Who pays",
        "• Which ropes the keeper of the well takes",
        "• When",
    ]
    lines = read_lines(page(*(put(text, 50, 600 - 14 * i) for i, text in enumerate(items))))
    found = paragraphs(lines, measure([lines], 10.0))
    assert [[line.text for line in paragraph.lines] for paragraph in found] == [[item] for item in items]
    assert all(paragraph.settled for paragraph in found[1:])


def wrapped(name: str, x: float, top: float, count: int, *, step: float = 12.0) -> list[list[Glyph]]:
    """Lines of running text that break off within a sentence."""
    return [put(f"{name} {i} {HALF}", x, top - step * i) for i in range(count)]


def test_a_column_of_short_things_is_read_apart_from_running_text() -> None:
    right = [put("beside text of one sentence in two lines that", 320, 505), put("ends here.", 320, 493)]
    right += [put("Heading", 320, 470), put("North Quay 184", 320, 452), put("Fish Quay 96", 320, 440)]
    order = [line.split()[0] for line in found(*wrapped("left", 50, 500, 9, step=13), *right)]
    assert order == ["left"] * 9 + ["beside", "ends", "Heading", "North", "Fish"]


def test_figures_beside_wrapped_names_are_no_column() -> None:
    left = wrapped("seats", 50, 500, 9, step=13)
    figures = [put("200", 420, y) for y in (505, 470, 444, 430, 407)]
    assert {line.column for line in read_lines(page(*left, *figures))} == {0}


def test_a_line_that_breaks_off_at_the_foot_of_a_column_goes_on_in_the_next() -> None:
    left = [*wrapped("left", 50, 500, 8), put(f"low a {HALF}", 50, 380), put(f"low b {HALF} x", 50, 368)]
    order = [line.split()[0] for line in found(*left, *wrapped("right", 320, 500, 8))]
    assert order == ["left"] * 8 + ["low"] * 2 + ["right"] * 8


def test_lists_side_by_side_are_read_one_after_the_other() -> None:
    left = [put("• Quotas need numbers", 50, 300), put("• Nets miss some", 50, 280), put("• Sonar is dear", 50, 260)]
    right = [put("• Planes are dear", 320, 300), put("• Drones are not", 320, 280)]
    foot = [put("Fisheries workshop", 50, 100), put("2", 500, 100)]
    title = put("Why count?", 50, 350, size=20)
    order = [line.split("\t")[0] for line in found(title, *left, *right, *foot)]
    assert [line.split()[1] for line in order[1:6]] == ["Quotas", "Nets", "Sonar", "Planes", "Drones"]
    assert order[6] == "Fisheries workshop"


def initial_page(letter: str, first: str, second: str) -> list[str]:
    sheet = page(
        put(letter, 50, 688, size=30, step=0.9),
        put(first, 80, 700),
        put(second, 80, 688),
        *(put(f"{FULL}", 50, 676 - 12 * i) for i in range(4)),
    )
    take_initials(sheet)
    return [line.text for line in read_lines(sheet)]


def test_a_drop_cap_is_the_first_letter_of_its_paragraph() -> None:
    assert initial_page("W", "hen the storm of that year broke the", "outer wall")[0].startswith("When the storm")
    assert initial_page("山", "里的桥修好了大家都从桥上", "走了一整天")[0].startswith("山里的桥")


def test_a_drop_cap_that_is_a_word_stays_one() -> None:
    assert initial_page("A", "line of boats lay in the", "harbour")[0].startswith("A line of boats")


def test_a_large_figure_beside_one_line_is_no_drop_cap() -> None:
    sheet = page(put("7", 50, 700, size=30), put("boats lay there", 80, 700), put(FULL, 50, 660), put(FULL, 50, 648))
    before = list(sheet.glyphs)
    take_initials(sheet)
    assert sheet.glyphs == before


def test_boxes_side_by_side_are_read_one_after_the_other() -> None:
    boxes = [put("Drone takes", 70, 300), put("pictures", 77.5, 286)]
    boxes += [put("Program counts all", 280, 300), put("shoals", 310, 286)]
    assert found(*boxes) == ["Drone takes", "pictures", "Program counts all", "shoals"]


def test_signatures_side_by_side_are_read_one_after_the_other() -> None:
    names = [put("For the Government of", 50, 300), put("For the Government of", 320, 300)]
    names += [put("the Republic of Hale:", 50, 286), put("the Kingdom of Moor:", 320, 286)]
    assert [line.split()[-1] for line in found(*names)] == ["of", "Hale:", "of", "Moor:"]


def test_rows_of_a_small_table_stay_rows() -> None:
    table = [put("Quay", 50, 300), put("Traffic", 320, 300), put("North", 50, 286), put("184", 320, 286)]
    labels = [
        put("Date:", 50, 260),
        put("7 March", 150, 260),
        put("Place:", 50, 246),
        put("Room 2, Town Hall", 150, 246),
    ]
    assert [line.count("\t") for line in found(*table, *labels)] == [1, 1, 1, 1]
