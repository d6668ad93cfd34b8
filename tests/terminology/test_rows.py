"""Rows of a table as a glossary: what a link has of its places and example sentences."""

from __future__ import annotations

import pytest

from duizhao.corpora.model import Locator, Span
from duizhao.terminology.formats.rows import MARKS, ReviewRow, from_rows, place, unmark

START, END = MARKS
SOURCE, TARGET = f"All {START}decent work{END} counts.", f"一切{START}体面劳动{END}都重要。"


def row(**cells: str) -> ReviewRow:
    return ReviewRow(source_term="decent work", target_term="体面劳动", count="3", documents="2", **cells)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cells", "at"),
    [
        ({"first": "en.md §2", "best": "en.md §7"}, place("en.md §7")),
        # Without a place of its own the example stands where the term stands first; or nowhere that is known.
        ({"first": "en.md §2"}, place("en.md §2")),
        ({}, Locator("")),
    ],
)
def test_where_an_example_stands(cells: dict[str, str], at: Locator) -> None:
    (concept,) = from_rows([row(source_example=SOURCE, target_example=TARGET, **cells)])
    (link,) = concept.links
    (example,) = link.examples
    assert (example.source, example.target) == ("All decent work counts.", "一切体面劳动都重要。")
    assert (example.source_span, example.target_span) == (Span(4, 15), Span(2, 6))
    assert (example.source_at, example.target_at) == (at, at)
    assert (link.count, link.documents, link.first) == (3, 2, place(cells.get("first", "")))


@pytest.mark.parametrize("cells", [{"source_example": SOURCE}, {"source_example": "All.", "target_example": TARGET}])
def test_an_example_without_both_marks_is_none(cells: dict[str, str]) -> None:
    (concept,) = from_rows([row(**cells)])
    assert concept.links[0].examples == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"a{START}b{END}c", ("abc", Span(1, 2))),
        (f"{START}{END}", ("", Span(0, 0))),
        ("abc", None),
        (f"a{START}b", None),
        (f"a{END}b{START}c", None),
    ],
)
def test_marked_sentences(text: str, found: tuple[str, Span] | None) -> None:
    assert unmark(text) == found
