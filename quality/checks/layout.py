"""Checks of a document by itself: its contents table, and what its layout did to the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpora.model import Document, Kind, Locator, Unit
from quality.checks.repeats import plain
from quality.context import Context
from quality.report import NOWHERE, Finding, Variant

_LEADERS = re.compile(r"[\s.…·]*\d*\s*$")
_ENUMERATOR = re.compile(r"^(?:[IVX]+\.|[一二三四五六七八九十]+、|\d+(?:\.\d+)*\.?|[A-Z]\.)\s*")


def contents(context: Context) -> Iterator[Finding]:
    """A line of the contents table that no heading says so."""
    from rapidfuzz import fuzz

    for document in context.documents:
        headings = {_title(u): u for u in document.units if u.kind is Kind.HEADING}
        lines = [u for u in document.units if u.kind is Kind.CONTENTS and _LEADERS.sub("", u.text)]
        for line in lines:
            said = _title(line)
            if said in headings or not re.search(r"\d\s*$", line.text):
                continue
            near, score = max(((h, fuzz.ratio(said, h)) for h in headings), key=lambda x: x[1], default=("", 0.0))
            if score < 50:
                continue  # a heading that the reader did not take for one
            unit = headings[near]
            yield _finding(
                "layout.contents",
                f"the contents table says “{_shown(line)}”, the heading is “{unit.text}”",
                f"{said}",
                "Make the contents table again",
                document,
                line,
                context,
            )


def cuts(context: Context) -> Iterator[Finding]:
    """Paragraphs that a page break or a footnote cut in two, which the reader put together: one note a document."""
    for document in context.documents:
        cut = [u for u in document.units if len(u.spans) > 1 and u.kind.translatable]
        if cut:
            yield _several(
                "layout.cut",
                f"{len(cut)} paragraph{'s' * (len(cut) > 1)} cut by page breaks or footnotes, put together again",
                "cut",
                "Nothing to do where the text reads on; see that nothing is lost",
                document,
                cut,
                context,
            )


def spaced(context: Context) -> Iterator[Finding]:
    """Words set with spaces between their letters (理 事 会), which the reader closed up: one note a document."""
    for document in context.documents:
        wide = [u for u in document.units if any(m.kind == "letter-spaced" for m in u.marks)]
        if wide:
            yield _several(
                "layout.spaced",
                f"letter-spaced: {', '.join(u.text for u in wide[:3])}",
                "spaced",
                "Set the title without spaces",
                document,
                wide,
                context,
            )


def _title(unit: Unit) -> str:
    text = _LEADERS.sub("", unit.text) if unit.kind is Kind.CONTENTS else unit.text
    return plain(_ENUMERATOR.sub("", text.strip()))


def _shown(unit: Unit) -> str:
    return _ENUMERATOR.sub("", _LEADERS.sub("", unit.text).strip())


def _several(
    check: str, message: str, subject: str, cure: str, document: Document, units: list[Unit], context: Context
) -> Finding:
    from dataclasses import replace

    first = _finding(check, message, subject, cure, document, units[0], context)
    places = tuple(_at(document, unit) for unit in units)
    return replace(first, variants=(Variant(f"in {document.id}", len(units), places),), count=len(units))


def _finding(
    check: str, message: str, subject: str, cure: str, document: Document, unit: Unit, context: Context
) -> Finding:
    source = document.language == context.source_language
    at = _at(document, unit)
    return Finding(
        check,
        message,
        subject,
        cure=cure,
        source_at=at if source else NOWHERE,
        target_at=NOWHERE if source else at,
        source=unit.text if source else "",
        target="" if source else unit.text,
    )


def _at(document: Document, unit: Unit) -> Locator:
    return Locator(document.id, unit.id, unit.number, unit.kind, path=document.origin.path, line=unit.line)
