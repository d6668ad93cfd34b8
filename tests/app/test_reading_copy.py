"""Reading copies: a row a paragraph, numbers beside it, in three formats."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

import pytest

from duizhao.corpora.model import Kind, Locator, Pair, Segment, Span
from duizhao.desk.reading import ReadingRow, as_docx, as_epub, as_page, blocks

TAGS = ("en", "zh-CN")


def pair(source: str, target: str, units: tuple[str, str], number: int = 0, kind: Kind = Kind.PARAGRAPH) -> Pair:
    places = [Locator("a.md", unit, (number,) if number else (), kind) if unit else Locator() for unit in units]
    segments = [
        (Segment(unit, 0, text, Span(0, len(text))),) if text else ()
        for unit, text in zip(units, (source, target), strict=True)
    ]
    return Pair(source, target, places[0], places[1], 0.9, segments[0], segments[1])


def test_sentences_of_a_paragraph_are_one_row_and_what_is_left_out_stays_in_it() -> None:
    pairs = [
        pair("Report", "报告", ("h1", "h1"), kind=Kind.HEADING),
        pair("One.", "一。", ("p1", "p1"), 1),
        pair("Two.", "", ("p1", ""), 1),
        pair("Three.", "三。", ("p1", "p1"), 1),
        pair("Four.", "四。", ("p2", "p2"), 2),
        pair("", "五。", ("", "p3"), 3),
    ]
    assert list(blocks(pairs, TAGS)) == [
        ReadingRow(("", ""), ("Report", "报告"), True),
        ReadingRow(("1", "1"), ("One. Two. Three.", "一。三。")),
        ReadingRow(("2", "2"), ("Four.", "四。")),
        ReadingRow(("", "3"), ("", "五。")),
    ]


def test_a_paragraph_that_the_translation_cut_in_two_is_one_row() -> None:
    pairs = [pair("One.", "一。", ("p1", "p1"), 1), pair("Two.", "二。", ("p1", "p2"), 1)]
    assert [block.texts for block in blocks(pairs, TAGS)] == [("One. Two.", "一。二。")]


@pytest.mark.parametrize("text", ["a < b & c", "\x00\x0b控制", "\ud800 torn", '"quoted"'])
def test_any_text_gives_files_that_open(text: str) -> None:
    found = [ReadingRow(("1", "1"), (text, f"甲{text}"))] * 3
    assert as_page(found, TAGS, text).decode("utf-8")
    for data in (as_docx(found, TAGS, text), as_epub(found, TAGS, text)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                if not name.endswith(("mimetype", ".css")):
                    ElementTree.fromstring(archive.read(name))


def test_an_epub_begins_with_its_kind_and_names_every_chapter() -> None:
    heads = {k: ReadingRow(("", ""), (f"Part {k}", f"第 {k} 部分"), True) for k in range(0, 200, 60)}
    found = [heads.get(k, ReadingRow(("1", "1"), ("a", "甲"))) for k in range(200)]
    with zipfile.ZipFile(io.BytesIO(as_epub(found, TAGS, "报告"))) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        book = archive.read("book.opf").decode("utf-8")
        nav = archive.read("nav.xhtml").decode("utf-8")
        names = [name for name in archive.namelist() if name.startswith("text")]
        assert len(names) == 4
        assert all(f'href="{name}"' in book and f'href="{name}"' in nav for name in names)
        assert "Part 120" in nav
    assert as_epub(found, TAGS, "报告") == as_epub(found, TAGS, "报告")
    assert as_epub([], TAGS, "empty")
