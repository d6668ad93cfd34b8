"""Nothing readable is lost: every letter and digit that an independent extraction sees is in a unit of some kind.

An extraction knows nothing of ours; it may see less than we do (a label that a list prints), never more. A format joins
by an extraction of its own in EXTRACTIONS, and its documents by their endings.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from markdown_it import MarkdownIt

from duizhao.corpora import samples
from duizhao.corpora.model import Document
from duizhao.corpora.reading import read

HERE = Path(__file__).resolve().parent
FIXTURES = HERE.parent / "fixtures" / "readers"
TEXTS = HERE / "texts"


def letters(text: str) -> Counter[str]:
    """How often each letter and digit stands in a text, width and style aside."""
    return Counter(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def units_text(document: Document) -> str:
    """All that the units hold: text, label, and what marks carry (the label of a note, an address, deleted text)."""
    return "\n".join(f"{unit.label} {unit.text} {' '.join(m.value for m in unit.marks)}" for unit in document)


def lost(document: Document, seen: str) -> str:
    """The letters and digits of an extraction that no unit holds."""
    return "".join(sorted((letters(seen) - letters(units_text(document))).elements()))


def html_text(source: bytes) -> str:
    """What lxml sees of a page: all text but that of scripts, styles and templates, and what the page hides."""
    root = etree.fromstring(source, etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
    for element in list(root.iter("script", "style", "template", "rp")):
        element.text = None
        for child in list(element):
            element.remove(child)
    return "\n".join(str(piece) for piece in root.itertext())


def markdown_text(source: bytes) -> str:
    """What markdown-it sees of a text, by way of HTML. Comments are no text."""
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(source.decode("utf-8"))
    return html_text(f"<body>{page}</body>".encode())


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What Word does not print: deleted text, the readings of characters, what a program without text boxes shows instead.
_UNPRINTED = frozenset((_W + "del", _W + "moveFrom", _W + "rt", _FALLBACK))


def word_text(path: Path) -> str:
    """The text of a Word document's parts, as their XML holds it; a line of headers and footers that returns once."""
    with zipfile.ZipFile(path) as package:
        names = [n for n in package.namelist() if re.fullmatch(r"word/(?:document|(?:foot|end)notes)\.xml", n)]
        parts = [_printed_text(etree.fromstring(package.read(name))) for name in names]
        main = package.read("word/document.xml").decode("utf-8")
        links = etree.fromstring(package.read("word/_rels/document.xml.rels"))
        running = {
            _printed_text(line)
            for link in links
            if re.search("/(?:header|footer)$", link.get("Type", "")) and f'"{link.get("Id")}"' in main
            for line in etree.fromstring(package.read(f"word/{link.get('Target')}")).iter(_W + "p")
        }
    return "\n".join([*parts, *running])


def _printed_text(root: etree._Element) -> str:
    """The runs of text below an element that Word prints."""
    for gone in [e for e in root.iter(*_UNPRINTED) if e.getparent() is not None]:
        gone.getparent().remove(gone)
    for run in [r for r in root.iter(_W + "r") if r.find(f"{_W}rPr/{_W}vanish") is not None]:
        run.getparent().remove(run)
    return "\n".join(e.text or "" for e in root.iter(_W + "t", _MATH + "t"))


def libreoffice_text(path: Path) -> str:
    """All text in the body of an ODT, but that of comments, tracked deletions and the settings of indexes."""
    with zipfile.ZipFile(path) as package:
        root = etree.fromstring(package.read("content.xml"))
    body = next(e for e in root.iter() if etree.QName(e).localname == "text" and "office" in etree.QName(e).namespace)
    unprinted = (
        "annotation",
        "tracked-changes",
        "table-of-content-source",
        "sequence-decls",
        "ruby-text",
        "title",
        "desc",
    )
    for gone in [e for e in body.iter(etree.Element) if etree.QName(e).localname in unprinted]:
        if gone.tail and gone.getparent() is not None:
            before = gone.getprevious()
            if before is None:
                gone.getparent().text = (gone.getparent().text or "") + gone.tail
            else:
                before.tail = (before.tail or "") + gone.tail
        gone.getparent().remove(gone)
    return "\n".join(map(str, body.itertext()))


EXTRACTIONS: dict[str, Callable[[Path], str]] = {
    ".md": lambda path: markdown_text(path.read_bytes()),
    ".html": lambda path: html_text(path.read_bytes()),
    ".txt": lambda path: path.read_text(encoding="utf-8"),
    ".docx": word_text,
    ".odt": libreoffice_text,
}


def documents(folder: Path) -> list[Path]:
    """The documents of a folder that an extraction can read."""
    return sorted(p for p in folder.rglob("*") if p.suffix in EXTRACTIONS)


def missing(path: Path) -> str:
    """The letters and digits of a document that are in no unit."""
    return lost(read(path), EXTRACTIONS[path.suffix](path))


@pytest.mark.parametrize("path", documents(FIXTURES), ids=lambda p: p.name)
def test_nothing_of_a_fixture_is_lost(path: Path) -> None:
    assert missing(path) == ""


@pytest.mark.parametrize("path", documents(TEXTS), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_nothing_of_a_text_is_lost(path: Path) -> None:
    assert missing(path) == ""


@pytest.mark.parametrize("name", ["en.md", "zh.md", "ports.en.md", "ports.zh.md"])
def test_nothing_of_a_sample_is_lost(name: str) -> None:
    assert missing(samples.path(name)) == ""


@pytest.mark.slow
def test_nothing_of_what_strangers_publish_is_lost(shared: Path) -> None:
    paths = documents(shared / "corpora" / "real")
    assert paths
    assert {str(p): gone for p in paths if (gone := missing(p))} == {}


def test_a_loss_is_seen() -> None:
    path = samples.path("ports.en.md")
    seen = markdown_text(path.read_bytes())
    assert lost(read(path), f"{seen} Zebra") == "Zaber"
