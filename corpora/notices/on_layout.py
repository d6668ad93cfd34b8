"""What is noticed about the layout of a document: what pages cut, repeat and add, whatever format it was read from."""

from __future__ import annotations

from duizhao.corpora.catalogue import CatalogueEntry, Severity

_NOTE = Severity.NOTE

ENTRIES = (
    CatalogueEntry(
        "layout.cut",
        _NOTE,
        "Paragraphs put together again",
        "A paragraph was cut by a page break or a blank line and is joined again",
        """
A page break, a footnote or a blank line stood inside a sentence. Both pieces are one unit; the notice shows where
they meet.

## Cure

Nothing, if the joined sentence reads well. If two paragraphs were joined that are two, end the first with its
punctuation.
""",
    ),
    CatalogueEntry(
        "layout.number_style",
        _NOTE,
        "Paragraph numbers set otherwise",
        "Some paragraph numbers are bold where most are plain, or the other way round",
        """
It says nothing about the text; it may tell where text from another source was put in.

## Cure

Set the numbers alike, if the document is to be published.
""",
    ),
    CatalogueEntry(
        "layout.number_in_list",
        _NOTE,
        "Paragraph numbers behind a list mark",
        "A paragraph number stands behind the mark of a list",
        """
The conversion made a list item of a numbered paragraph (`- 14. The Office …`). It is read as the paragraph.

## Cure

Remove the mark of the list.
""",
    ),
    CatalogueEntry(
        "layout.furniture",
        _NOTE,
        "Headers and footers that are set apart",
        "Lines that pages repeat are kept as furniture and not aligned",
        """
Running headers, footers and page numbers are no part of the text. What is taken for one repeats at the ends of pages,
cuts sentences in two, or says that it is a page number; the notice counts the lines and shows them. A whole sentence is
never set apart for standing at a page's end. Of a web page it is what holds no sentence and stands outside `main` or in
`nav`, `header` and `footer`, and lists of links before the first or behind the last sentence; class names say nothing.

## Cure

Nothing, if the lines shown are what the pages add. A line of the text among them is told from a header by an end of its
sentence, or by standing away from page numbers.
""",
    ),
    CatalogueEntry(
        "layout.markup",
        _NOTE,
        "Lines for a program",
        "Lines that a site generator reads are kept apart from the text",
        """
Front matter (but for titles and descriptions, which are text), shortcodes, directives, imports and definitions of links
are for the program that makes the page. They are kept as furniture, which is not aligned. The notice counts the lines.

## Cure

Nothing.
""",
    ),
    CatalogueEntry(
        "layout.contents",
        _NOTE,
        "Contents tables that are set apart",
        "The lines of a contents table are kept and not aligned",
        """
The entries of a table of contents repeat headings. What is taken for one is said to be one by the format, stands under
a title such as Contents, or leads to a page by dots; the notice counts the lines and shows the first.

## Cure

Nothing, if it is a contents table.
""",
    ),
)
