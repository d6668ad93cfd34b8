"""Habits of pages, books and tenders that strangers publish: each was met in a document of a kind not read before."""

from __future__ import annotations

from duizhao.corpora.model import Document, Kind
from duizhao.corpora.readers.tables import Grid, cell_blocks
from duizhao.corpora.sentences.segmentation import sentences
from duizhao.corpora.structure.blocks import Block, Role
from tests.corpora.builders import from_html, from_markdown


def texts(document: Document, kind: Kind) -> list[str]:
    return [unit.text for unit in document if unit.kind is kind]


def test_a_script_within_a_page_is_no_text() -> None:
    page = from_markdown("Before it.\n\n<script setup>\nimport a from 'b'\nconst n = ref(0)\n</script>\n\nBehind it.\n")
    assert [unit.text for unit in page.translatable] == ["Before it.", "Behind it."]
    assert "const n" in texts(page, Kind.FURNITURE)[0]


def test_a_script_that_never_ends_hides_nothing() -> None:
    page = from_markdown("<script setup>\n\nThe bees are calm.\n")
    assert "The bees are calm." in [unit.text for unit in page.translatable]


def test_a_line_that_puts_a_file_in_is_no_text() -> None:
    page = from_markdown("Before it.\n\n@[code{1-3}](./a.js)\n\n<<< @/snippets/b.js{2}\n\nWrite to me@[home].\n")
    assert [unit.text for unit in page.translatable] == ["Before it.", "Write to me@[home]."]


def test_the_words_for_a_picture_that_stands_alone_are_a_text_of_their_own() -> None:
    page = from_markdown("The hive has\n\n![the finished hive](./hive.png)\n\nfour walls.\n")
    assert [unit.text for unit in page.translatable] == ["The hive has", "the finished hive", "four walls."]
    inline = from_markdown("Press ![the key](k.png) and wait.\n")
    assert [unit.text for unit in inline.translatable] == ["Press the key and wait."]


def test_the_box_of_a_task_is_its_label() -> None:
    page = from_markdown("- [ ] 确认蜂王在场。\n- [x] 盖上盖子。\n- [a] is a letter.\n")
    assert texts(page, Kind.BULLET) == ["确认蜂王在场。", "盖上盖子。", "[a] is a letter."]
    assert [unit.label for unit in page][:2] == ["☐", "☑"]


def test_a_note_of_an_e_book_is_a_note() -> None:
    page = from_html(
        '<p>“Who is there?” she called.<a epub:type="noteref" href="#n1">*</a> Nobody answered.</p>'
        '<aside epub:type="footnote" id="n1"><p>* She whispered.</p></aside>'
    )
    assert texts(page, Kind.FOOTNOTE) == ["She whispered."]
    assert texts(page, Kind.PARAGRAPH) == ["“Who is there?” she called. Nobody answered."]


def test_the_title_over_a_list_of_contents_is_contents_in_both_languages() -> None:
    for title in ("Table of Contents", "目录"):
        entries = "".join(f'<dt><a href="#s{i}">4.{i}. 仓库</a></dt>' for i in range(1, 4))
        page = from_html(
            f'<h1>Store</h1><div class="t"><p><strong>{title}</strong></p><dl>{entries}</dl></div>'
            "<p>This chapter tells how a store is kept in order and mounted.</p>"
        )
        assert texts(page, Kind.CONTENTS)[0] == title


def test_a_citation_in_raised_brackets_ends_its_sentence() -> None:
    assert sentences("每天饮水2升。⁽¹⁾然后休息。", "zh") == ["每天饮水2升。⁽¹⁾", "然后休息。"]
    assert sentences("Drink water.⁽¹⁾ Then rest.", "en") == ["Drink water.⁽¹⁾", "Then rest."]


def grid(*cells: tuple[int, int, list[Block]]) -> list[tuple[str, Role]]:
    made = Grid(1)
    for row, column, blocks in cells:
        made.add(row, column, blocks)
    return [(block.text, block.role) for block in cell_blocks(made)]


INNER = [Block("Height", Role.CELL, cell=(2, 1, 1)), Block("72 cm", Role.CELL, cell=(2, 1, 2))]


def test_a_small_table_in_a_cell_leaves_the_table_around_it_one_of_data() -> None:
    found = grid(
        (1, 1, [Block("Item")]),
        (1, 2, [Block("Description")]),
        (1, 3, [Block("Quantity")]),
        (2, 1, [Block("1")]),
        (2, 2, [Block("Desk, oak"), *INNER]),
        (2, 3, [Block("340")]),
    )
    # Figures alone in a cell are no numbers of pages.
    assert [text for text, _ in found] == [
        "Item",
        "Description",
        "Quantity",
        "1",
        "Desk, oak",
        "Height",
        "72 cm",
        "340",
    ]
    assert {role for _, role in found} == {Role.CELL}


def test_a_table_around_the_parts_of_a_page_is_still_its_layout() -> None:
    found = grid((1, 1, [Block("Garden news")]), (2, 1, [Block("Dear members,"), *INNER]), (3, 1, [Block("Yours")]))
    assert {("Dear members,", Role.TEXT), ("Yours", Role.TEXT)} <= set(found)
