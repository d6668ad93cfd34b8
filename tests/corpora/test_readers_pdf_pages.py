"""PDF: pages that cannot be read, or only in part, are told, and the rest of the document is read."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest

from duizhao.corpora.readers.pdf import opening
from duizhao.corpora.readers.pdf.page import Page
from duizhao.corpora.structure.blocks import Role
from tests.corpora.test_readers_pdf import BODY, lines, read, write


def text(data: bytes) -> list[str]:
    return [b.text for b in read(data).blocks if b.role is Role.TEXT]


@pytest.mark.parametrize("step", ["with_annotations", "read_page"])
def test_a_damaged_page_is_left_out_and_told(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    works, calls = getattr(opening, step), []

    def fails(*given: Any) -> Any:
        calls.append(given)
        if len(calls) == 2:
            raise pypdfium2.PdfiumError("broken tree")
        return works(*given)

    monkeypatch.setattr(opening, step, fails)
    data = write(lines(72, 700, BODY), lines(72, 700, ["Nobody sees this line."]), lines(72, 700, ["The last page."]))
    found = read(data)
    assert [(n.check, n.line) for n in found.notices] == [("pdf.page", 2)]
    assert found.notices[0].message == "page 2 is damaged and left out (broken tree)"
    assert len(calls) == 3
    shown = [(b.text, b.line) for b in found.blocks if b.role is Role.TEXT]
    assert shown == [(" ".join(BODY), 1), ("The last page.", 3)]


def test_no_more_pages_than_the_most_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [lines(72, 700, [f"This is the text of page {name}."]) for name in ("one", "two", "three")]
    monkeypatch.setattr(opening, "MAX_PAGES", 2)
    found = read(write(*pages))
    assert [n.message for n in found.notices] == ["only the first 2 of 3 pages are read"]
    assert "three" not in " ".join(b.text for b in found.blocks)
    monkeypatch.setattr(opening, "MAX_PAGES", 3)
    assert read(write(*pages)).notices == ()
    assert "three" in " ".join(text(write(*pages)))


def page(number: int, **seen: Any) -> Page:
    found = Page(number, 595.0, 842.0)
    for name, value in seen.items():
        setattr(found, name, value)
    return found


def told(*pages: Page) -> list[tuple[str, int | None, str]]:
    return [(n.check, n.line, n.message) for n in opening.remarks(pages)]


def test_pages_that_are_pictures_are_listed_up_to_ten() -> None:
    assert told(page(1), page(2)) == []
    (few,) = told(page(1), *(page(n, pictures=1) for n in range(2, 12)))
    assert few[:2] == ("pdf.scanned", 2)
    assert few[2].endswith("10 pages are pictures without text and are left out: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11")
    (many,) = told(*(page(n, pictures=2) for n in range(1, 12)))
    assert many[2].endswith(": 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 …")


def test_what_is_not_mapped_vertical_or_cut_is_told() -> None:
    assert told(page(1), page(2, unmapped=3), page(4, unmapped=2))[0] == (
        "pdf.unmapped", 2, "5 characters are left out, because their font does not say which they are"
    )  # fmt: skip
    (one,) = told(page(1), page(3, vertical=True))
    assert one[:2] == ("pdf.vertical", 3)
    assert one[2].startswith("1 page is set vertically")
    (two,) = told(page(2, vertical=True), page(3, vertical=True))
    assert two[2].startswith("2 pages are set vertically")
    assert [row[:2] for row in told(page(1, cut=True), page(2), page(3, cut=True))] == [("pdf.cut", 1), ("pdf.cut", 3)]
