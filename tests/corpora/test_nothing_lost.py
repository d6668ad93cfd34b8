"""Nothing readable is lost: every letter and digit that an independent extraction sees is in a unit of some kind.

An extraction knows nothing of ours; it may see less than we do (a label that a list prints), never more. A format joins
by an extraction of its own in EXTRACTIONS, and its documents by their endings.
"""

from __future__ import annotations

import unicodedata
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


EXTRACTIONS: dict[str, Callable[[Path], str]] = {
    ".md": lambda path: markdown_text(path.read_bytes()),
    ".html": lambda path: html_text(path.read_bytes()),
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


def test_nothing_of_what_strangers_publish_is_lost(shared: Path) -> None:
    paths = documents(shared / "corpora" / "real")
    assert paths
    assert {str(p): gone for p in paths if (gone := missing(p))} == {}


def test_a_loss_is_seen() -> None:
    path = samples.path("ports.en.md")
    seen = markdown_text(path.read_bytes())
    assert lost(read(path), f"{seen} Zebra") == "Zaber"
