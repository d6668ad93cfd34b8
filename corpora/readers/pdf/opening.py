"""A PDF opened and read page by page, with what was seen in it and not read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from duizhao.corpora.errors import InputError
from duizhao.corpora.model import Notice
from duizhao.corpora.processes.watch import allow_more
from duizhao.corpora.readers.pdf.page import Page
from duizhao.corpora.readers.pdf.pdfium import read_page, with_annotations
from duizhao.corpora.saying import say
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
            say("the PDF is damaged or cut short ({error})", error=error),
            path=path,
            cure="Fetch it again, or repair it: qpdf in.pdf out.pdf",
        ) from error
    notices: list[Notice] = []
    pages: list[Page] = []
    try:
        count = len(document)
        if count > MAX_PAGES:
            notices.append(
                Notice(
                    "pdf.pages",
                    say("only the first {max_pages} of {count} pages are read", max_pages=MAX_PAGES, count=count),
                )
            )
        for number in range(1, min(count, MAX_PAGES) + 1):
            pages.append(_page(document, number, notices))
            allow_more()
    finally:
        document.close()
    return pages, notices


def _page(document: Any, number: int, notices: list[Notice]) -> Page:
    """One page; an empty one with a notice where it is damaged."""
    import pypdfium2

    try:
        page, asides = with_annotations(document, number - 1)
    except pypdfium2.PdfiumError as error:
        notices.append(
            Notice(
                "pdf.page",
                say("page {number} is damaged and left out ({error})", number=number, error=error),
                line=number,
            )
        )
        return Page(number, 0.0, 0.0)
    try:
        found = read_page(page, number)
        found.asides += asides
        return found
    except pypdfium2.PdfiumError as error:
        notices.append(
            Notice(
                "pdf.page",
                say("page {number} is damaged and left out ({error})", number=number, error=error),
                line=number,
            )
        )
        return Page(number, 0.0, 0.0)
    finally:
        page.close()


_ASIDES = {
    "pdf.turned": say("text that runs up or down the page (watermarks, table heads) is set apart"),
    "pdf.outside": say("text that stands outside the part of the sheet that is shown is set apart"),
    "pdf.watermark": say("a mark behind the text is set apart"),
    "pdf.line_numbers": say("the numbers of lines in the margin are set apart"),
    "pdf.form": say("the text of form fields and notes that have no drawing of their own is set apart"),
    "pdf.ruby": say("readings above characters are set apart"),
}


def _set_apart(pages: Sequence[Page]) -> Iterator[Notice]:
    """The asides of a document, a notice a kind."""
    for check, text in _ASIDES.items():
        found = [(page.number, aside.text) for page in pages for aside in page.asides if aside.check == check]
        if found:
            listed = ", ".join(dict.fromkeys(shown[:30] for _, shown in found[:3])) + (" …" if len(found) > 3 else "")
            count = len({number for number, _ in found})
            where = say("1 page") if count == 1 else say("{count} pages", count=count)
            yield Notice(
                check, say("{text} on {where}: {listed}", text=text, where=where, listed=listed), line=found[0][0]
            )


def remarks(pages: Sequence[Page]) -> Iterator[Notice]:
    """What was seen and not read."""
    scans = [page.number for page in pages if page.pictures and not page.glyphs]
    if scans:
        listed = ", ".join(map(str, scans[:10])) + (" …" if len(scans) > 10 else "")
        yield Notice(
            "pdf.scanned",
            say("{scans} pages are pictures without text and are left out: {listed}", scans=len(scans), listed=listed),
            line=scans[0],
        )
    unmapped = [page for page in pages if page.unmapped]
    if unmapped:
        total = sum(page.unmapped for page in unmapped)
        text = say("characters are left out, because their font does not say which they are")
        yield Notice("pdf.unmapped", say("{total} {text}", total=total, text=text), line=unmapped[0].number)
    yield from _set_apart(pages)
    vertical = [page.number for page in pages if page.vertical]
    if vertical:
        count = say("1 page is") if len(vertical) == 1 else say("{vertical} pages are", vertical=len(vertical))
        text = say("set vertically and read down the columns, from the right")
        yield Notice("pdf.vertical", say("{count} {text}", count=count, text=text), line=vertical[0])
    at = next((page.number for page in pages if page.radicals), None)
    yield from radicals_notice("".join(page.radicals for page in pages), at)
    for page in pages:
        if page.cut:
            yield Notice(
                "pdf.cut",
                say("page {number} holds too many characters and is read in part", number=page.number),
                line=page.number,
            )
