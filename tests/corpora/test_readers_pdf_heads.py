"""Pages of booklets: running heads that change with the chapter, contents whose entries run over lines."""

from __future__ import annotations

import pytest

from duizhao.corpora.structure.blocks import Role
from tests.corpora.test_readers_pdf import BODY, T, lines, read, texts, write

CHAPTERS = ("Chapter I", "Of the lamps"), ("Chapter II", "Of the piers")


def chapter(name: str, title: str) -> list[list[T]]:
    """The first page of a chapter with its title, and a page with the title as running head."""
    first = [T(60, 740, name, 16, bold=True), T(60, 720, title, 16, bold=True), *lines(60, 680, BODY)]
    return [first, [T(60, 800, name + title, 9), *lines(60, 740, BODY)]]


def test_a_running_head_that_names_the_chapter_is_furniture() -> None:
    pages = [page for name, title in CHAPTERS for page in chapter(name, title)]
    blocks = read(write(*pages, [T(60, 800, "Chapter IIOf the piers", 9), *lines(60, 740, BODY)])).blocks
    assert [b.text for b in blocks if b.role is Role.HEADER] == [
        "Chapter IOf the lamps", *["Chapter IIOf the piers"] * 2,
    ]  # fmt: skip
    titles = " ".join(b.text for b in blocks if b.role is Role.HEADING)
    assert titles == "Chapter I Of the lamps Chapter II Of the piers"


def test_a_short_line_at_the_head_of_one_page_is_text() -> None:
    title = T(60, 740, "Of the lamps", 16, bold=True)
    blocks = read(write([title, *lines(60, 700, BODY)], [T(60, 800, "Of the lamps", 9), *lines(60, 740, BODY)])).blocks
    assert not [b for b in blocks if b.role is Role.HEADER]


def test_pieces_of_a_head_on_one_line_are_one_whatever_columns_the_page_has() -> None:
    head = [T(40, 815, "11/30/26", 8), T(400, 815, "Lamps and piers", 8)]
    left, right = (lines(x, 760, [line[:34] for line in BODY * 5]) for x in (40, 320))
    single = lines(40, 760, [*BODY, "The pier is long."])
    blocks = read(write([*head, *left, *right], [*head, *single])).blocks
    assert "".join(b.text for b in blocks if b.role is Role.HEADER).count("Lamps and piers") == 2
    assert not [b for b in blocks if b.role is not Role.HEADER and "11/30" in b.text]


def test_lines_at_the_head_that_count_the_parts_of_a_document_are_text_and_those_that_count_pages_are_not() -> None:
    pages = []
    for number, part in enumerate(["Part 1", "", "", "Part 2", "Part 3", "", "Part 4", "Part 5"], 1):
        head = [T(400, 780, part)] if part else []
        pages.append([*head, *lines(60, 740, BODY), T(280, 40, f"Rules, page {number}", 9)])
    blocks = read(write(*pages)).blocks
    assert sum(b.text.startswith("Part") for b in blocks if b.role not in (Role.HEADER, Role.FOOTER)) == 5
    assert sum(b.text.startswith("Rules") for b in blocks if b.role is Role.FOOTER) == 8


LEADER = "." * 20
ENTRIES = [
    T(60, 700, f"Lamps {LEADER} 3"), T(60, 676, "Decision 1"), T(140, 676, "On the lighting of the"),
    T(140, 663, "lamps of all piers (made by"), T(140, 650, f"the council in 1961) {LEADER} 12"),
    T(60, 626, "Decision 2"), T(140, 626, "On the"), T(140, 613, f"gulls {LEADER} 15"),
    T(60, 589, "The drawings of the old pier and"), T(60, 576, f"of the new one {LEADER} 20"),
]  # fmt: skip


def test_an_entry_of_contents_may_run_over_lines() -> None:
    found = texts([T(60, 760, "Contents", 16), *ENTRIES], role=Role.CONTENTS)
    assert [text.split(" .")[0].split("...")[0].strip() for text in found] == [
        "Lamps",
        "Decision 1 On the lighting of the lamps of all piers (made by the council in 1961)",
        "Decision 2 On the gulls",
        "The drawings of the old pier and of the new one",
    ]


def test_a_title_over_flush_entries_is_no_part_of_them() -> None:
    page = [T(60, 713, "Part one"), *(T(60, 700 - 13 * i, f"Lamp {i} {LEADER} {i}") for i in range(1, 5))]
    assert len(texts(page, role=Role.CONTENTS)) == 4


@pytest.mark.parametrize("hyphen", ["-", "\u2010"])
def test_a_word_broken_by_the_hyphen_of_unicode_is_whole(hyphen: str) -> None:
    from duizhao.corpora.readers.pdf.codes import meanings

    assert meanings([ord(hyphen)]) == ["-"]


def test_a_page_set_wider_than_the_rest_has_paragraphs() -> None:
    wide = [*[BODY[1][:60]] * 5, "and that is all."]
    narrow = [*[BODY[0][:60]] * 5, "and no more than that."]
    pages = [T(60, 700 - 26 * i, line, 12.5) for i, line in enumerate(wide)], lines(60, 640, narrow)
    found = [b.text for b in read(write(*pages, lines(60, 700, BODY * 4), lines(60, 700, BODY * 4))).blocks]
    assert " ".join(wide) in found
    assert " ".join(narrow) in found
