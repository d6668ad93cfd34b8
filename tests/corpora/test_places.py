"""How a place is cited: units, and sentences of them, as a reader of the document would write it."""

from __future__ import annotations

import pytest

from duizhao.corpora.model import Kind, Locator, Unit


@pytest.mark.parametrize(
    ("locator", "cited"),
    [
        (Locator("a.md", "p029", (29,), Kind.PARAGRAPH), "a.md §29"),
        (Locator("a.md", "p029.2", (29, 2), Kind.BULLET, (1, 1)), "a.md §29(2) s.1"),
        (Locator("a.md", "p029.2", (29, 2), Kind.BULLET, (2, 3)), "a.md §29(2) s.2-3"),
        (Locator("a.md", "p3.2.1", (3, 2, 1), Kind.HEADING), "a.md §3.2.1"),
        (Locator("a.md", "h004", None, Kind.HEADING, (1, 1)), "a.md h004 s.1"),
        (Locator("a.md", "p029bis"), "a.md §29bis"),
        (Locator("a.md"), "a.md"),
        (Locator("", "p001", (1,)), " §1"),
        (Locator(), ""),
    ],
)
def test_a_locator_is_written_as_document_unit_and_sentences(locator: Locator, cited: str) -> None:
    assert str(locator) == cited
    assert f"{locator.document} {locator.cite}".rstrip() == cited


@pytest.mark.parametrize(
    ("unit", "cited"),
    [
        (Unit("p029", Kind.PARAGRAPH, (29,), "29.", "x"), "§29"),
        (Unit("p029.1.2", Kind.BULLET, (29, 1, 2), "(b)", "x"), "§29(1)(2)"),
        # A list of its own has no paragraph in front of it.
        (Unit("b1", Kind.BULLET, (4,), "4.", "x"), "§4"),
        # What is put in between later, which no tuple of whole numbers can say.
        (Unit("p029bis", Kind.PARAGRAPH, None, "29 bis", "x"), "§29bis"),
        (Unit("p029bis.1", Kind.PARAGRAPH, None, "1.", "x"), "§29bis.1"),
        (Unit("p007A", Kind.PARAGRAPH, None, "7A", "x"), "§7A"),
        # A box counts for itself: its numbers are not the paragraphs'.
        (Unit("box1", Kind.BOX, (1,), "", "x"), "box1"),
        (Unit("h002", Kind.HEADING, None, "", "x"), "h002"),
    ],
)
def test_a_unit_is_cited_as_printed(unit: Unit, cited: str) -> None:
    assert unit.cite == cited


def test_what_is_aligned() -> None:
    assert {kind for kind in Kind if not kind.translatable} == {Kind.CONTENTS, Kind.CODE, Kind.FURNITURE}
