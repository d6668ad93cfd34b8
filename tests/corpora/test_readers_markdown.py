"""Markdown as programs write it: what is markup, and what belongs together by its indent."""

from __future__ import annotations

from tests.corpora.builders import from_markdown, rows


def test_definitions_and_attributes_are_no_text() -> None:
    document = from_markdown('# Lamps {#top}\n\nSee [the annex][a].\n\n[a]: https://example.org "Annex"\n')
    assert rows(document) == [
        ("heading", None, "Lamps"), ("paragraph", None, "See the annex."),
        ("furniture", None, '[a]: https://example.org "Annex"'),
    ]  # fmt: skip


def test_what_is_indented_under_an_item_or_a_note_belongs_to_it() -> None:
    source = "1. First item\n   with a second line.\n2. Second.[^b]\n\n"
    source += "[^b]: A note, which is long\n    and goes on.\n\n    Twice."
    assert rows(from_markdown(source)) == [
        ("paragraph", (1,), "First item with a second line."), ("paragraph", (2,), "Second."),
        ("footnote", None, "A note, which is long and goes on. Twice."),
    ]  # fmt: skip


def test_a_backslash_at_the_end_of_a_line_breaks_it() -> None:
    source = "The first line of it\\\nand the second."
    assert [u.text for u in from_markdown(source)] == ["The first line of it and the second."]


def test_the_words_for_a_picture_are_no_heading() -> None:
    assert rows(from_markdown("1. One.\n\n![A lamp](lamp.png)\n\n2. Two."))[1][0] != "heading"


def test_attributes_behind_a_picture_or_a_link_and_a_title_without_a_number_leave_their_words() -> None:
    source = "# Thanks {-}\n\n![Map of the wells.](map.png){#m width=80%}\n\nSee [the map](m.md){.wide} (left){x}."
    assert rows(from_markdown(source)) == [
        ("heading", None, "Thanks"), ("paragraph", None, "Map of the wells."),
        ("paragraph", None, "See the map (left){x}."),
    ]  # fmt: skip


def test_a_formula_that_stands_alone_is_code() -> None:
    source = "The load is:\n\n$$ Q = a b^{2} $$ {#eq:load}\n\nwhere $a$ is known.\n\n$$\nx = 1,\n$$\n\n\\[ y = 2 \\]\n"
    source += "\n$$ was all he wrote, and nothing closed it.\n\nThe end."
    assert rows(from_markdown(source)) == [
        ("paragraph", None, "The load is:"), ("code", None, "$$ Q = a b^{2} $$ {#eq:load}"),
        ("paragraph", None, "where $a$ is known."), ("code", None, "$$\nx = 1,\n$$"), ("code", None, "\\[ y = 2 \\]"),
        ("paragraph", None, "$$ was all he wrote, and nothing closed it."), ("paragraph", None, "The end."),
    ]  # fmt: skip


def test_chinese_lines_of_a_description_are_joined_without_a_space() -> None:
    source = "---\nabstract: |\n  水坝改变了河流，\n  鱼也走了。\n  The dam\n  stays.\n---\n\n正文。"
    assert [u.text for u in from_markdown(source)][2] == "水坝改变了河流，鱼也走了。The dam stays."


def test_what_a_term_means_is_a_text_of_its_own() -> None:
    source = "Wick\n: The part that burns.\n: A street.\n\nOil\n\n:   What feeds it,\n    drop by drop.\n\n"
    source += "Shade *(old)*\n~ A hood."
    assert [u.text for u in from_markdown(source)] == [
        "Wick", "The part that burns.", "A street.", "Oil", "What feeds it, drop by drop.", "Shade (old)", "A hood.",
    ]  # fmt: skip


def test_a_colon_goes_on_with_a_sentence_of_several_lines_and_with_an_item() -> None:
    source = "The hours of the lamp and of\nthe bell were these\n: noon and night.\n\n- oil\n: none"
    assert [u.text for u in from_markdown(source)] == [
        "The hours of the lamp and of the bell were these : noon and night.", "oil : none",
    ]  # fmt: skip


def test_a_bar_behind_a_backslash_is_text_in_code_too() -> None:
    source = "| Option | Use |\n|---|---|\n| `--wick` | `on \\| off`, or a \\| b |\n"
    assert [u.text for u in from_markdown(source)][3] == "on | off, or a | b"
