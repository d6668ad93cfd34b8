"""PDF: lists without marks, rows of amounts, sentences and titles that go on in the next line or on the next page."""

from __future__ import annotations

import pytest

from tests.corpora.test_readers_pdf import BODY, T, lines, read, write
from tests.corpora.test_readers_pdf_habits import document

POSTS = ["a warden,", "two deputy wardens,", "a clerk, and", "keepers."]


def units(page: list[T], *more: list[T]) -> list[tuple[str, str]]:
    return [(unit.kind.value, unit.text) for unit in document(write(page, *more)).units]


def test_posts_on_lines_of_their_own_are_items() -> None:
    page = lines(72, 700, [*BODY[:2], "The office is made up of:", *POSTS, *BODY])
    found = units(page)
    assert [text for kind, text in found if kind == "bullet"] == POSTS
    # Their full stop ends the list.
    assert found[-1] == ("paragraph", " ".join(BODY))


@pytest.mark.parametrize(
    "items",
    [
        POSTS[:1] + POSTS[3:],
        ["a warden,", "two deputy wardens", "who watch,", "and keepers."],
        ["a warden who shall have been a keeper for ten years or,", *POSTS[1:]],
        ["a warden,", "two deputy wardens,", "keepers"],
    ],
    ids=["two of them", "a line without a comma", "a line that is full", "no end"],
)
def test_lines_that_do_not_say_so_are_no_items(items: list[str]) -> None:
    page = lines(72, 700, [*BODY[:2], "The office is made up of:", *items])
    assert "bullet" not in [kind for kind, _ in units(page)]


def test_lines_that_nothing_announces_are_no_items() -> None:
    assert "bullet" not in [kind for kind, _ in units(lines(72, 700, [*BODY, "The office is this.", *POSTS]))]


def test_rows_that_end_in_an_amount_are_lines_of_their_own() -> None:
    rows = [("Seats of the guilds", "35"), ("Seats of the wards", "40")]
    page = lines(72, 700, BODY)
    for i, (name, seats) in enumerate(rows):
        page += [T(72, 640 - 14 * i, name), T(300, 640 - 14 * i, seats)]
    texts = [text for _, text in units(page)]
    assert not any("35" in text and "wards" in text for text in texts)


@pytest.mark.parametrize(("indent", "joined"), [(18, True), (90, False)])
def test_a_first_line_at_the_foot_goes_on_at_the_margin_of_the_next_page(indent: int, joined: bool) -> None:
    above = lines(72, 700, BODY)
    first = "The keeper shall lock all of the doors that are named in the Harbour"
    foot = T(72 + indent, 120, first)
    rest = lines(72, 760, ["Rules before the sun is down, and he shall write it in the book of the", "day."])
    found = [text for _, text in units([*above, foot], rest)]
    assert any(text.startswith(f"{first} Rules") for text in found) is joined


def test_a_title_that_hangs_on_a_small_word_goes_on() -> None:
    titles = [T(72, 700, "President of", 11, True), T(72, 686, "the Harbour Council", 11, True)]
    found = [b.text for b in read(write([*titles, *lines(72, 650, BODY)])).blocks]
    assert found[0] == "President of the Harbour Council"


BLOCKS = {
    "names": ["Minister of Ports of the Republic of Hale", "Ida Brook", "Minister of Roads of the Kingdom", "Tom Hill"],
    "an address": ["Yours sincerely,", "Ida Brook", "Director of Ports, Office of Wells", "Old Quay, Hale"],
    "numbers": ["1. Find the gate by the number on it", "2. Open it", "3. Lock it by the key of the office", "4. Go"],
}  # fmt: skip


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
@pytest.mark.parametrize("left", [72, 250])
def test_short_lines_without_an_end_are_each_their_own(block: list[str], left: int) -> None:
    wide = "The gates are opened by the keepers of the harbour at the hour that is written in the book of gates and"
    page = [*lines(72, 700, [wide, "closed by them in the evening."]), *lines(left, 600, block)]
    found = [text for _, text in units(page)]
    assert [text.split(". ")[-1] for text in found[-len(block) :]] == [text.split(". ")[-1] for text in block]


@pytest.mark.parametrize(
    "block",
    [
        # A title over narrow text, which ends in a sentence; and text that goes on small.
        ["Gates", "The gates of the harbour are opened by Ida", "Brook and Tom Hill at the hour that is written."],
        ["Ida Brook", "The office of the harbour and of all its", "gates", "Tom Hill"],
    ],
)
def test_lines_of_narrow_text_go_on(block: list[str]) -> None:
    wide = "The gates are opened by the keepers of the harbour at the hour that is written in the book of gates and"
    page = [*lines(72, 700, [wide, "closed by them in the evening."]), *lines(250, 600, block)]
    assert f"{block[1]} {block[2]}" in [text for _, text in units(page)]
