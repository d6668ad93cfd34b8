"""PDF: habits of producers: whole documents in bold, bullets from a font of signs, page numbers in Roman numerals."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.corpora.assembly import assemble
from duizhao.corpora.model import Document, Origin
from duizhao.corpora.structure.blocks import Role
from tests.corpora.test_readers_pdf import BODY, T, lines, read, texts, write


def document(data: bytes) -> Document:
    """A PDF as a document."""
    reading = read(data)
    return assemble(reading.blocks, id="a.pdf", origin=Origin(str(Path("a.pdf")), "pdf"), notices=reading.notices)


def test_where_all_text_is_bold_weight_makes_no_heading() -> None:
    bold = [t._replace(bold=True) for t in lines(72, 700, [*BODY, "A short one", *BODY])]
    found = read(write([T(72, 760, "The title", 18, True), *bold])).blocks
    assert [b.text for b in found if b.role is Role.HEADING] == ["The title"]
    assert "A short one" in [b.text for b in found if b.role is Role.TEXT]
    assert not any(m.kind == "bold" for b in found if b.role is Role.TEXT for m in b.marks)


def test_a_bullet_that_is_a_letter_of_a_font_of_signs() -> None:
    page = "\n".join(
        f"BT /F3 11 Tf 72 {700 - 20 * i} Td (\\247) Tj /F1 11 Tf 18 0 Td ({text}) Tj ET"
        for i, text in enumerate(("name the keeper of the lamp;", "post the rules."))
    )
    data = write(page).replace(b"/BaseFont/Helvetica/ToUnicode", b"/BaseFont/Wingdings/ToUnicode")
    data = data.replace(b"<20> <7E> <0020>", b"<A7> <A7> <00A7>")
    assert [(b.role, b.label, b.text) for b in read(data).blocks] == [
        (Role.ITEM, "▪", "name the keeper of the lamp;"),
        (Role.ITEM, "▪", "post the rules."),
    ]


def test_a_section_sign_of_a_text_font_stays() -> None:
    assert read(write([T(72, 700, "\xa7 5 of the rules is posted at the gate.")])).blocks[0].text.startswith("§ 5 of")


def test_marks_of_lists_that_word_and_designers_use() -> None:
    page = lines(72, 700, ["Bring:", "o a lamp", "o a rope"], leading=30)
    assert [(b.label, b.text) for b in read(write(page)).blocks if b.role is Role.ITEM] == [
        ("◦", "a lamp"), ("◦", "a rope")
    ]  # fmt: skip


def test_running_footers_with_roman_page_numbers_on_either_side() -> None:
    pages = []
    for i, roman in enumerate(("i", "ii", "iii", "iv", "v")):
        name = f"{'abcde'[i] * 3} {BODY[0]}"
        foot = [T(72, 40, roman, 9), T(120, 40, "\xa9 Harbour Office", 9)] if i % 2 else [
            T(72, 40, "\xa9 Harbour Office", 9), T(400, 40, roman, 9)
        ]  # fmt: skip
        pages.append([*lines(72, 700, [name, *BODY[1:]]), *foot])
    blocks = read(write(*pages)).blocks
    assert sum(b.role is Role.FOOTER for b in blocks) == 5
    assert not any("Harbour" in b.text for b in blocks if b.role is Role.TEXT)


def test_a_line_that_had_room_for_more_ends_its_paragraph() -> None:
    page = [
        *lines(72, 700, BODY),
        T(90, 600, "(1) Return: go back to the harbour you came from"),
        T(90, 586, "Slow mode: press once to enter it, and with the other keys it goes on to the next of the"),
        T(90, 572, "harbours."),
        T(90, 558, "(2) Stop: drop the anchor."),
    ]
    texts = [u.text for u in document(write(page))]
    assert "Slow mode: press once to enter it, and with the other keys it goes on to the next of the harbours." in texts


def test_sentences_that_return_at_the_foot_of_pages_are_text() -> None:
    blocks = read(write(*[[T(72, 760, f"Form {'ABCDE'[i]}"), *lines(72, 700, BODY)] for i in range(5)])).blocks
    assert sum("have asked for assistance" in b.text for b in blocks if b.role is Role.TEXT) == 5


def test_exponents_stay_exponents_beside_notes_of_the_same_figure() -> None:
    page = [
        *lines(72, 700, BODY[:1]),
        T(72, 660, "The dam holds 10"), T(158, 664, "1", 7), T(164, 660, "litres, as was told."), T(258, 664, "1", 7),
        T(72, 630, "The gate weighs 5 kg m"), T(189, 634, "-2", 7),
        T(72, 90, "1", 6), T(77, 87, "See the book of the dam.", 8),
    ]  # fmt: skip
    found = read(write(page)).blocks
    text = " ".join(b.text for b in found if b.role is Role.TEXT)
    assert "10¹ litres, as was told." in text
    assert text.endswith("5 kg m⁻²")
    assert [m.value for b in found for m in b.marks if m.kind == "footnote"] == ["1"]


@pytest.mark.parametrize(
    "rows",
    [
        [["1.Mill", "3.Main switch", "5.Bell"], ["2. Cart", "4.Lamp of the gate", "6. Door"]],
        [["A. the mill", "B. the cart", "C. the bell", "D. the door"]],
    ],
)
def test_options_side_by_side_are_each_a_text(rows: list[list[str]]) -> None:
    runs = [T(72 + 120 * j, 600 - 16 * i, text) for i, row in enumerate(rows) for j, text in enumerate(row)]
    around = [*lines(72, 700, BODY), *lines(72, 500, BODY)]
    assert texts([*around, *runs])[1:-1] == [text for row in rows for text in row]


@pytest.mark.parametrize(
    "row",
    [
        ["1. Mill", "see page 4", "3. Bell"],
        ["1. Mill", "2. Cart"],
        ["2. Mill", "4. Cart", "7. Bell"],
        ["1.5", "2.5", "3.5"],
    ],
)
def test_fields_of_a_line_that_are_no_options_stay_one(row: list[str]) -> None:
    runs = [T(72 + 120 * j, 600, text) for j, text in enumerate(row)]
    assert len(texts([*lines(72, 700, BODY), *runs, *lines(72, 500, BODY)])) == 3


def test_an_address_on_a_line_of_its_own_is_no_second_half() -> None:
    page = [T(268, 742, "Version: V1.3"), T(258, 727, "https://mill.example"), *lines(72, 600, BODY * 2)]
    assert texts(page)[:2] == ["Version: V1.3", "https://mill.example"]
