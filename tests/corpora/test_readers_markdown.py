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
