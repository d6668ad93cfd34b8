"""EPUB: chapters in the order of the spine, contents apart, notes in a file of their own; files that are no book."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError
from duizhao.corpora.model import Document, Kind
from duizhao.corpora.reading import read
from duizhao.corpora.storage.zips import packed

CONTAINER = (
    '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
XHTML = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
    'xmlns:epub="http://www.idpf.org/2007/ops"><head><title/></head><body>{}</body></html>'
)
PARTS = {
    "nav.xhtml": '<nav epub:type="toc"><h1>Contents</h1><ol><li><a href="one.xhtml">The mill</a></li></ol></nav>',
    "cover.xhtml": '<img src="c.png"/>',
    "one.xhtml": (
        '<h1><a id="top"/>The mill</h1><p>The sluice is shut<a epub:type="noteref" id="r1" href="text/notes.xhtml#n1">'
        "<sup>1</sup></a> at night.</p><table><tr><td>Gate</td><td>Open</td></tr></table>"
    ),
    "text/two chapters.xhtml": (
        '<h1>The river</h1><p>Tides<a epub:type="noteref" href="#in"><sup>2</sup></a> turn. See '
        '<a href="../one.xhtml#top">the mill</a>.</p><table><tr><td>Low</td><td>Six</td></tr></table>'
        '<aside epub:type="footnote" id="in"><p>2. At six.</p></aside>'
    ),
    "text/notes.xhtml": '<h1>Notes</h1><p id="n1"><a href="../one.xhtml#r1">1</a> By the keeper.</p>',
}
ORDER = ("cover.xhtml", "nav.xhtml", "one.xhtml", "text/two chapters.xhtml", "text/notes.xhtml")


def parts(order: tuple[str, ...] = ORDER, **changed: str) -> dict[str, str]:
    """The parts of a book; `changed` takes the place of chapters, by the first word of their names."""
    items = "".join(
        f'<item id="i{n}" href="{name.replace(" ", "%20")}" media-type="application/xhtml+xml"'
        f"{' properties=' + chr(34) + 'nav' + chr(34) if name == 'nav.xhtml' else ''}/>"
        for n, name in enumerate(PARTS)
    )
    spine = "".join(f'<itemref idref="i{list(PARTS).index(name)}"/>' for name in order)
    package = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:language>en-GB</dc:language></metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    chapters = {f"OEBPS/{name}": XHTML.format(changed.get(name.split(".")[0], body)) for name, body in PARTS.items()}
    return {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": package,
        **chapters,
    }


def book(tmp_path: Path, made: dict[str, str]) -> Document:
    path = tmp_path / "book.epub"
    path.write_bytes(packed(made))
    return read(path)


def test_chapters_in_the_order_of_the_spine(tmp_path: Path) -> None:
    document = book(tmp_path, parts())
    assert [(u.kind, u.text) for u in document if u.kind is not Kind.FURNITURE] == [
        (Kind.CONTENTS, "Contents"),
        (Kind.CONTENTS, "The mill"),
        (Kind.HEADING, "The mill"),
        (Kind.PARAGRAPH, "The sluice is shut at night."),
        (Kind.CELL, "Gate"),
        (Kind.CELL, "Open"),
        (Kind.HEADING, "The river"),
        (Kind.PARAGRAPH, "Tides turn. See the mill."),
        (Kind.CELL, "Low"),
        (Kind.CELL, "Six"),
        (Kind.FOOTNOTE, "At six."),
        (Kind.HEADING, "Notes"),
        (Kind.FOOTNOTE, "By the keeper."),
    ]
    assert {mark.value for unit in document for mark in unit.marks if mark.kind == "footnote"} == {"1", "2"}
    assert [unit.id for unit in document if unit.kind is Kind.CELL] == ["t1.r1.c1", "t1.r1.c2", "t2.r1.c1", "t2.r1.c2"]
    assert len({unit.id for unit in document}) == len(document)
    assert all(unit.line is None for unit in document)


def test_the_spine_says_what_is_read_and_when(tmp_path: Path) -> None:
    document = book(tmp_path, parts(("text/two chapters.xhtml", "one.xhtml")))
    assert [unit.text for unit in document if unit.kind is Kind.HEADING] == ["The river", "The mill"]


def test_no_sentence_goes_on_in_the_next_chapter(tmp_path: Path) -> None:
    document = book(tmp_path, parts(one="<p>The sluice is shut</p>", text="<p>x</p>"))
    texts = [unit.text for unit in document.translatable]
    assert texts[0] == "The sluice is shut"


def test_old_books(tmp_path: Path) -> None:
    made = parts()
    made["OEBPS/book.opf"] = (
        made["OEBPS/book.opf"]
        .replace("<?xml version=\"1.0\"?>", '<?xml version="1.0"?><!DOCTYPE package PUBLIC "+//x//DTD OEB" "http://x/oeb.dtd">')
        .replace(' properties="nav"', "")
        .replace("</spine>", '</spine><guide><reference type="toc" href="nav.xhtml"/></guide>')
    )  # fmt: skip
    assert [unit.text for unit in book(tmp_path, made) if unit.kind is Kind.CONTENTS] == ["Contents", "The mill"]


def test_a_link_in_the_contents_is_no_mark(tmp_path: Path) -> None:
    nav = '<p>Contents</p><p><a href="one.xhtml#top">1</a> The mill</p>'
    document = book(tmp_path, parts(nav=nav))
    assert [u.text for u in document if u.kind is Kind.FOOTNOTE] == ["At six.", "By the keeper."]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"META-INF/container.xml": None}, "container.xml is missing"),
        ({"META-INF/container.xml": "<container/>"}, "names no package file"),
        ({"OEBPS/book.opf": None}, "book.opf is missing"),
        ({"OEBPS/one.xhtml": None}, "one.xhtml is missing"),
        ({"OEBPS/book.opf": "<package><spine/></package>"}, "no chapter in its spine"),
        ({"OEBPS/book.opf": "<package"}, "the XML is broken"),
        ({"OEBPS/book.opf": '<!DOCTYPE p [<!ENTITY a "b">]><p>&a;</p>'}, "document type"),
        (
            {"META-INF/encryption.xml": '<e><CipherReference URI="OEBPS/one.xhtml"/></e>'},
            "encrypted by its seller",
        ),
        ({f"OEBPS/{name}": XHTML.format("<img src='a.png'/>") for name in PARTS}, "the book holds no text"),
        ({"OEBPS/one.xhtml": XHTML.format("<b>" * 3000 + "x" + "</b>" * 3000)}, "nested too deep"),
    ],
)
def test_what_is_no_book_is_told(change: dict[str, str | None], says: str, tmp_path: Path) -> None:
    made = {name: text for name, text in {**parts(), **change}.items() if text is not None}
    with pytest.raises(InputError, match=says) as told:
        book(tmp_path, made)
    assert len(str(told.value).splitlines()) == 1


def test_scrambled_fonts_and_a_compressed_first_part_harm_nothing(tmp_path: Path) -> None:
    made = {**parts(), "META-INF/encryption.xml": '<e><CipherReference URI="OEBPS/font.otf"/></e>'}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in reversed(made.items()):
            archive.writestr(name, text)
    path = tmp_path / "书 book.epub"
    path.write_bytes(stream.getvalue())
    assert read(path).translatable


def test_a_bomb_and_a_book_cut_short(tmp_path: Path) -> None:
    data = packed(parts(one="<p>" + "a" * (49 * 2**20) + "</p>"))
    path = tmp_path / "bomb.epub"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"unpacks to 4\d MB or more"):
        read(path)
    path.write_bytes(packed(parts())[:900])
    with pytest.raises(InputError, match="cannot be opened"):
        read(path)
