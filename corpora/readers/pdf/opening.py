"""A PDF opened and read page by page, with what was seen in it and not read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from duizhao.corpora.errors import InputError
from duizhao.corpora.model import Notice
from duizhao.corpora.readers.pdf.page import Page
from duizhao.corpora.readers.pdf.pdfium import read_page
from duizhao.corpora.structure.characters import radicals_notice

# A report of the UN has at most some hundred pages; beyond this the file is a bound volume, and is read in part.
MAX_PAGES = 2000


def read_pages(data: bytes, path: Path) -> tuple[list[Page], list[Notice]]:
    """All pages, each read and let go."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError(
                "the PDF is encrypted with a password",
                path=path,
                cure="Save it without one: qpdf --decrypt in.pdf out.pdf",
            ) from error
        raise InputError(
            f"the PDF is damaged or cut short ({error})",
            path=path,
            cure="Fetch it again, or repair it: qpdf in.pdf out.pdf",
        ) from error
    notices: list[Notice] = []
    pages: list[Page] = []
    try:
        count = len(document)
        if count > MAX_PAGES:
            notices.append(Notice("pdf.pages", f"only the first {MAX_PAGES} of {count} pages are read"))
        for number in range(1, min(count, MAX_PAGES) + 1):
            pages.append(_page(document, number, notices))
    finally:
        document.close()
    return pages, notices


def _page(document: Any, number: int, notices: list[Notice]) -> Page:
    """One page; an empty one with a notice where it is damaged."""
    import pypdfium2

    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError as error:
        notices.append(Notice("pdf.page", f"page {number} is damaged and left out ({error})", line=number))
        return Page(number, 0.0, 0.0)
    try:
        return read_page(page, number)
    except pypdfium2.PdfiumError as error:
        notices.append(Notice("pdf.page", f"page {number} is damaged and left out ({error})", line=number))
        return Page(number, 0.0, 0.0)
    finally:
        page.close()


def remarks(pages: Sequence[Page]) -> Iterator[Notice]:
    """What was seen and not read."""
    scans = [page.number for page in pages if page.pictures and not page.glyphs]
    if scans:
        listed = ", ".join(map(str, scans[:10])) + (" …" if len(scans) > 10 else "")
        yield Notice(
            "pdf.scanned", f"{len(scans)} pages are pictures without text and are left out: {listed}", line=scans[0]
        )
    for check, name, text in (
        ("pdf.turned", "turned", "characters that run up or down the page (watermarks, table heads) are left out"),
        ("pdf.unmapped", "unmapped", "characters are left out, because their font does not say which they are"),
    ):
        total = sum(getattr(page, name) for page in pages)
        if total:
            first = next(page.number for page in pages if getattr(page, name))
            yield Notice(check, f"{total} {text}", line=first)
    at = next((page.number for page in pages if page.radicals), None)
    yield from radicals_notice("".join(page.radicals for page in pages), at)
    for page in pages:
        if page.cut:
            yield Notice(
                "pdf.cut", f"page {page.number} holds too many characters and is read in part", line=page.number
            )
