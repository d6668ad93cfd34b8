"""Lines of a PDF page in reading order: columns under full lines, names from right to left; set glyph by glyph."""

from __future__ import annotations

from duizhao.corpora.readers.pdf.lines import read_lines
from duizhao.corpora.readers.pdf.page import Glyph, Page


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
