"""How collections show themselves: a line as `repr`, and a table in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import islice
from typing import Protocol

SHOWN = 20
"""Rows of a table in a notebook; the rest is counted."""


class TextPair(Protocol):
    """What a row of a table of pairs shows."""

    @property
    def source(self) -> str: ...

    @property
    def target(self) -> str: ...

    @property
    def confidence(self) -> float | None: ...


def table_html(caption: str, header: Sequence[str], rows: Iterable[Sequence[object]], count: int) -> str:
    """An HTML table of the first rows, of `count` in all. Every text is escaped: it comes from documents."""
    head = "".join(f"<th>{escape(name)}</th>" for name in header)
    body = "".join(
        "<tr>" + "".join(f'<td style="text-align:left">{escape(str(cell))}</td>' for cell in row) + "</tr>"
        for row in islice(rows, SHOWN)
    )
    more = f"<p>… and {count - SHOWN} more</p>" if count > SHOWN else ""
    return f"<table><caption>{escape(caption)}</caption><tr>{head}</tr>{body}</table>{more}"


def pairs_html(caption: str, pairs: Sequence[TextPair]) -> str:
    """Pairs as a table: both texts and the confidence, where it is known."""
    rows = (("" if p.confidence is None else f"{p.confidence:.2f}", p.source, p.target) for p in pairs)
    return table_html(caption, ("confidence", "source", "target"), rows, len(pairs))


def short(text: str, limit: int = 40) -> str:
    """A text on one line, of at most `limit` characters."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
