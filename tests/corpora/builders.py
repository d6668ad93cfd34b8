"""Shared by this folder's tests: documents from a few lines of text."""

from __future__ import annotations

from pathlib import Path

from duizhao.corpora.assembly import assemble
from duizhao.corpora.model import Document, Origin, Unit
from duizhao.corpora.readers import html, markdown, text


def from_markdown(source: str, *, language: str | None = None) -> Document:
    """A Markdown text as a document."""
    return assemble(
        markdown.blocks_of(source), id="test.md", origin=Origin("test.md", "markdown"), language=language, pages=True
    )


def from_text(source: str, *, language: str | None = None) -> Document:
    """A plain text as a document."""
    return assemble(
        text.blocks_of(source), id="test.txt", origin=Origin("test.txt", "text"), language=language, pages=True
    )


def rows(document: Document) -> list[tuple[str, tuple[int, ...] | None, str]]:
    """Kind, number and text of every unit."""
    return [(str(u.kind), u.number, u.text) for u in document]


def by_id(document: Document, id: str) -> Unit:
    """The unit with this id."""
    return next(u for u in document if u.id == id)


def checks(document: Document) -> list[tuple[str, str]]:
    """Check and unit of every notice."""
    return [(n.check, n.unit) for n in document.notices]


def from_html(source: str, *, language: str | None = None) -> Document:
    """A web page as a document."""
    found = html.read_blocks(source.encode(), path=Path("test.html"))
    origin = Origin("test.html", "html")
    return assemble(found.blocks, id="test.html", origin=origin, language=language, notices=found.notices)
