"""What the writers of reader fixtures need of a paper: its units, its notes, its texts in pieces between note signs."""

from __future__ import annotations

from collections.abc import Iterator

from duizhao.corpora.model import Document, Kind, Unit


class Paper:
    """What the writers need of a document: its units without furniture, and the footnotes by label."""

    def __init__(self, document: Document, symbol: str) -> None:
        self.language, self.symbol = document.language, symbol
        self.notes = {u.label: u for u in document if u.kind is Kind.FOOTNOTE}
        self.units = [u for u in document if u.kind not in (Kind.FURNITURE, Kind.FOOTNOTE)]

    def pieces(self, unit: Unit) -> Iterator[tuple[str, str]]:
        """The text of a unit in pieces: ("text", …) and ("note", label)."""
        at = 0
        for mark in sorted((m for m in unit.marks if m.kind == "footnote"), key=lambda m: m.span):
            yield "text", unit.text[at : mark.span.start].rstrip()
            yield "note", mark.value
            at = mark.span.start
        yield "text", unit.text[at:]


def entry(unit: Unit) -> tuple[str, str]:
    """A contents entry as title and page."""
    title, _, page = unit.text.rpartition(" ")
    return (title.rstrip(" .…\t"), page) if page.isdigit() else (unit.text, "")


# -- DOCX, as Word writes it -------------------------------------------------------------------------------------
