"""What the readers of single formats notice: what a file holds that is not read, or is read otherwise than it looks."""

from __future__ import annotations

from duizhao.corpora.catalogue import CatalogueEntry, Severity

_WARNING, _NOTE = Severity.WARNING, Severity.NOTE

_REVISIONS = """
The text is read as if every change had been accepted: insertions are in it, deletions are not. The notice counts both.

## Cure

Accept or reject the changes in the document, so that source and target are the versions that were meant.
"""
_COMMENTS = """
Comments of reviewers are no part of what is translated. They stay in the document and are not read.

## Cure

Nothing. Look through them if they hold instructions for the translator.
"""
_CYCLE = """ The document says that a style is based on itself, directly or by way of others; word processors ignore
it, and so do we. What the style would have inherited (that it is a heading, its numbers) is not known.

## Cure

Nothing where the headings are found; else set the style's base anew.
"""
_WORD = (
    CatalogueEntry(
        "docx.revisions",
        _NOTE,
        "Tracked changes",
        "Tracked changes of a Word document are read as accepted",
        _REVISIONS,
    ),
    CatalogueEntry("docx.comments", _NOTE, "Comments", "Comments of a Word document are not read", _COMMENTS),
    CatalogueEntry(
        "docx.hidden",
        _NOTE,
        "Hidden text",
        "Hidden text of a Word document is left out",
        """
Runs that are formatted as hidden do not show on paper, and are not read. The notice counts them.

## Cure

Nothing if it was meant to be hidden; else take the format away (Ctrl+D in Word).
""",
    ),
    CatalogueEntry(
        "docx.placeholders",
        _NOTE,
        "Empty form fields",
        "Empty form fields of a Word document are left out",
        """
Fields that show only a prompt (“Click here to enter text”) hold nothing that somebody wrote.

## Cure

Nothing; fill the fields in if something should stand there.
""",
    ),
    CatalogueEntry(
        "docx.drawings",
        _NOTE,
        "Charts and diagrams",
        "Charts or diagrams of a Word document may hold text, which is not read",
        """
The text of charts and SmartArt diagrams lies outside the running text. It is in no unit, and so in no memory.

## Cure

Translate it apart, or write what matters into the text.
""",
    ),
    CatalogueEntry(
        "docx.embedded",
        _NOTE,
        "Embedded documents",
        "A document embedded in a Word document is not read",
        """
The file holds another file (altChunk) whose text Word would put in when it opens it.

## Cure

Open the document in Word and save it: the text is then its own.
""",
    ),
    CatalogueEntry(
        "docx.cyclic_style",
        _NOTE,
        "Styles based on themselves",
        "A style of a Word document is based on itself",
        _CYCLE,
    ),
    CatalogueEntry(
        "docx.number_format",
        _NOTE,
        "Unknown number formats",
        "A number format of a Word document is not known, and its numbers are read as decimal",
        """
Automatic numbers are worked out as Word would print them; this format is not among those that we know. The count is
right, its form (letters, Roman, Chinese numerals) may not be.

## Cure

Compare the labels of the list with the printed paper.
""",
    ),
    CatalogueEntry(
        "docx.note_missing",
        _NOTE,
        "Notes that are not in the file",
        "A note of a Word document is cited and is not in the file",
        """
The text has a note's mark, and the part of the file that holds the notes has no such note. The mark is kept, its text
is lost.

## Cure

Look for the note in another copy of the document.
""",
    ),
    CatalogueEntry(
        "docx.layout_table",
        _NOTE,
        "Tables that lay out text",
        "A table of a Word document lays out running text and is read as such",
        """
The table has no rows and columns of data: it sets paragraphs beside or below each other. Its cells are read as
paragraphs, one after another.

## Cure

Nothing, if the order of the paragraphs is right.
""",
    ),
)
_OPEN_DOCUMENT = (
    CatalogueEntry(
        "odt.revisions",
        _NOTE,
        "Tracked changes",
        "Tracked changes of an OpenDocument text are read as accepted",
        _REVISIONS,
    ),
    CatalogueEntry("odt.comments", _NOTE, "Comments", "Comments of an OpenDocument text are not read", _COMMENTS),
    CatalogueEntry(
        "odt.cyclic_style",
        _NOTE,
        "Styles based on themselves",
        "A style of an OpenDocument text is based on itself",
        _CYCLE,
    ),
)
_HTML = (
    CatalogueEntry(
        "html.hidden",
        _NOTE,
        "Hidden elements",
        "Hidden elements of a web page are left out",
        """
Elements that the page itself hides (`hidden`, `display: none`) are not read. Menus and dialogues that scripts open are
among them; so may be a tab or a folded section that readers do see after a click.

## Cure

Compare with the page in a browser; save it with the section opened if it belongs to the text.
""",
    ),
)
_SHEET = (
    CatalogueEntry(
        "sheet.others",
        _NOTE,
        "Sheets that are not read",
        "Only one sheet of a workbook is read",
        """
The first, unless another is named. The notice names them all.

## Cure

Name the sheet: `--sheet NAME`.
""",
    ),
    CatalogueEntry(
        "sheet.rows",
        _NOTE,
        "Very long sheets",
        "Only the first rows of a very long sheet are read",
        """
What a file from strangers may cost is bounded.

## Cure

Divide the sheet.
""",
    ),
    CatalogueEntry(
        "sheet.formula",
        _NOTE,
        "Formulas without a result",
        "Formulas of a workbook have no stored result and count as empty",
        """
A program wrote the file without working the formulas out. The notice names the first of the cells.

## Cure

Open the workbook in Excel or LibreOffice and save it.
""",
    ),
    CatalogueEntry(
        "sheet.title",
        _NOTE,
        "Titles over both columns",
        "A row of a sheet is one cell over both columns and is not aligned",
        """
A title of a section has one text where other rows have an original and a translation.

## Cure

Nothing; divide the cell if it holds both languages.
""",
    ),
)
_OTHERS = (
    CatalogueEntry(
        "srx.rule",
        _NOTE,
        "Segmentation rules left out",
        "A segmentation rule cannot be used and is left out",
        """
The rule's expression cannot be understood. The other rules count as before.

## Cure

Correct the rule in the SRX file; the notice quotes it with what is wrong.
""",
    ),
    CatalogueEntry(
        "tmx.character",
        _WARNING,
        "Characters that a memory cannot hold",
        "Characters that TMX cannot hold were left out of a memory",
        """
XML 1.0 has no way to write most control characters. They are removed from the pair; the notice says which, and where.

## Cure

Nothing; remove them from the document if other tools are to find the sentence.
""",
    ),
)

ENTRIES = (*_WORD, *_OPEN_DOCUMENT, *_HTML, *_SHEET, *_OTHERS)
