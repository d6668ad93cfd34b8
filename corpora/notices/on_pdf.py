"""What the reader of PDF notices: what stands on a page and is not read, or is set apart from its text."""

from __future__ import annotations

from duizhao.corpora.catalogue import CatalogueEntry, Severity

_NOTE = Severity.NOTE

ENTRIES = (
    CatalogueEntry(
        "pdf.scanned",
        _NOTE,
        "Pages that are pictures",
        "Pages of a PDF are pictures without text and are left out",
        """
They were scanned. The notice lists their numbers.

## Cure

Run text recognition first, for instance `ocrmypdf --skip-text in.pdf out.pdf`.
""",
    ),
    CatalogueEntry(
        "pdf.page",
        _NOTE,
        "Damaged pages",
        "A page of a PDF is damaged and left out",
        """
The page cannot be read; the pages before and after it are.

## Cure

Fetch the file again, or repair it: `qpdf in.pdf out.pdf`.
""",
    ),
    CatalogueEntry(
        "pdf.pages",
        _NOTE,
        "Very long PDFs",
        "Only the first pages of a very long PDF are read",
        """
What a file from strangers may cost is bounded; the notice says how many pages were read, of how many.

## Cure

Divide the file: `qpdf in.pdf --pages . 1-1000 -- part1.pdf`.
""",
    ),
    CatalogueEntry(
        "pdf.cut",
        _NOTE,
        "Pages with too many characters",
        "A page of a PDF holds too many characters and is read in part",
        """
Far more characters stand on it than a page can show: maps, or text that was hidden below others. What a file from
strangers may cost is bounded.

## Cure

Print the page to a new PDF, and read that.
""",
    ),
    CatalogueEntry(
        "pdf.turned",
        _NOTE,
        "Text that runs up or down",
        "Text that runs up or down a page of a PDF is set apart",
        """
Watermarks, notes along the margin, heads of narrow table columns. They are furniture: `duizhao segment` lists them,
they are not aligned.

## Cure

Nothing for a watermark; heads of columns that matter have to be typed.
""",
    ),
    CatalogueEntry(
        "pdf.outside",
        _NOTE,
        "Text outside the page",
        "Text of a PDF that stands outside the part of the sheet that is shown is set apart",
        """
A cover of which one half is cut off, marks of the printer, notes beside a slide. It is in the file and no reader sees
it: furniture, which `duizhao segment` lists.

## Cure

Nothing. If it belongs to the text, print the file anew without cutting its pages.
""",
    ),
    CatalogueEntry(
        "pdf.watermark",
        _NOTE,
        "Marks behind the text",
        "A large mark over which the text of a PDF is printed is set apart",
        """
DRAFT, 草稿, CONFIDENTIAL: letters at least 1.8 times as large as the text, within whose ink text of the page stands.
The mark is furniture, on every page that bears it in the same place.

## Cure

Nothing, unless a title was printed over by mistake.
""",
    ),
    CatalogueEntry(
        "pdf.line_numbers",
        _NOTE,
        "Numbers of lines",
        "The numbers in the margin of a PDF that count its lines are set apart",
        """
Draft laws and manuscripts number their lines, each or every fifth. Figures that share an edge in a margin of their own
and count the lines are furniture.

## Cure

Nothing. Where they are numbers of paragraphs after all, take the numbers from another format.
""",
    ),
    CatalogueEntry(
        "pdf.form",
        _NOTE,
        "Form fields without a drawing",
        "The text of form fields or notes of a PDF is set apart, because it has no place on the page",
        """
What was filled into a form is usually drawn on the page and is read there. Some programs leave the drawing to the
viewer: then the text is furniture, for where it belongs in the sentence is not known.

## Cure

Open the file in a viewer and print it to a new PDF.
""",
    ),
    CatalogueEntry(
        "pdf.ruby",
        _NOTE,
        "Readings above characters",
        "Pinyin, zhuyin or kana above the characters of a PDF are set apart",
        """
The sound of a character, in half its size above it, is no part of the sentence. It is furniture.

## Cure

Nothing.
""",
    ),
    CatalogueEntry(
        "pdf.vertical",
        _NOTE,
        "Pages set vertically",
        "Pages of a PDF are set vertically",
        """
Their characters run down the page, and their columns from right to left; they are read so.

## Cure

Compare a page with its text: notes and captions between the columns may stand in another place.
""",
    ),
    CatalogueEntry(
        "pdf.unmapped",
        _NOTE,
        "Characters without a name",
        "Characters of a PDF are left out because their font does not say which they are",
        """
The file draws them as shapes only. Copying the text in a viewer gives nothing, or other characters.

## Cure

Ask for the document in another format, or run text recognition over the page: `ocrmypdf --force-ocr in.pdf out.pdf`.
""",
    ),
)
