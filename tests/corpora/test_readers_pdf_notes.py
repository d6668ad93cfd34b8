"""PDF: notes with signs at the foot of a page, and what the end of a page says of paragraphs and lists."""

from __future__ import annotations

import pytest

from duizhao.corpora.structure.blocks import Role
from tests.corpora.test_readers_pdf import BODY, T, lines, read, texts, write


def signed_page(under: list[T], start: str = "*The Organization") -> list[T]:
    text = lines(72, 700, [BODY[0].replace("The Organization", start), *BODY[1:3]])
    return [*text, *under, T(290, 30, "61", 10)]


SIGNED = [
    T(72, 110, "Note:", 8),
    T(72, 100, "* See the reading of the second paragraph by the Council", 8),
    T(80, 90, "(adopted on 26 August 2011) (see Instrument 24)", 8),
    T(72, 80, "# For amendments, please see", 8),
    T(72, 70, "a. the decision of 4 April;", 8),
    T(72, 60, "b. the decision of 28 June.", 8),
    T(72, 50, "@ See also the record of the meeting (see Instrument 26)", 8),
]


@pytest.mark.parametrize("start", ["*The Organization", "The Organization*", "Of (*) old, the* Organization"])
def test_notes_with_signs_at_the_foot_are_notes(start: str) -> None:
    first = signed_page([*lines(72, 658, ["by #@law of the"]), *SIGNED], start)
    blocks = read(write(first, [*lines(72, 700, ["parties to it, and in others too."]), T(290, 30, "62", 10)])).blocks
    assert [(b.label, b.text) for b in blocks if b.role is Role.FOOTNOTE] == [
        ("", "Note:"),
        ("*", "See the reading of the second paragraph by the Council (adopted on 26 August 2011) (see Instrument 24)"),
        ("#", "For amendments, please see"),
        ("", "a. the decision of 4 April;"),
        ("", "b. the decision of 28 June."),
        ("@", "See also the record of the meeting (see Instrument 26)"),
    ]
    body = [b.text for b in blocks if b.role is Role.TEXT]
    assert not [text for text in body if "Instrument" in text or "Note" in text]


@pytest.mark.parametrize(
    ("start", "under"),
    [
        # No sign in the text; a list in small type with stars, and none that touches a word; small type further up.
        ("The Organization", SIGNED),
        ("* The Organization", SIGNED[1:3]),
        ("*The Organization", [T(72, 100, "Source: the Council.", 8)]),
        # An address, not a note.
        ("@council is the Organization", [T(72, 100, "@council on the network", 8)]),
    ],
)
def test_small_type_at_the_foot_without_a_sign_in_the_text_stays_text(start: str, under: list[T]) -> None:
    blocks = read(write(signed_page(under, start))).blocks
    assert not [b for b in blocks if b.role is Role.FOOTNOTE]
    assert all(any(t.text.strip("*@ ") in b.text for b in blocks) for t in under)


@pytest.mark.parametrize(("short", "settled"), [(True, True), (False, False)])
def test_a_paragraph_that_ended_short_on_the_page_before_is_over(short: bool, settled: bool) -> None:
    last = "and ended there." if short else f"{BODY[0].rsplit(' ', 1)[0]} to end."
    first = [*lines(72, 700, [*BODY[:3], last]), T(290, 30, "1", 10)]
    second = [*lines(72, 700, ["Another text begins on this page, and is one of", *BODY[:3]]), T(290, 30, "2", 10)]
    block = next(b for b in read(write(first, second)).blocks if b.text.startswith("Another"))
    assert block.settled is settled


@pytest.mark.parametrize(
    "items",
    [
        ["the keeper counts the carts that come over the bridge at night; and", "the guard counts those that leave."],
        [
            "the keeper counts the carts;",
            "the guard counts those that leave by the gate of the mill; or",
            "no one does.",
        ],
        [
            "the carts;",
            "the keeper counts the carts that come over it;",
            "the bells that are rung in the town at night.",
        ],
    ],
)
def test_items_without_marks_that_promise_another_are_each_a_text(items: list[str]) -> None:
    page = [*lines(72, 700, BODY), *lines(90, 620, items), *lines(72, 540, BODY)]
    assert texts(page)[1:-1] == items
    assert all(block.settled for block in read(write(page)).blocks if block.text in items[1:])


def test_a_line_of_running_text_that_ends_in_a_semicolon_promises_nothing() -> None:
    page = lines(72, 700, [f"{BODY[0]} for all;", *BODY[1:]])
    assert len(texts(page)) == 1
