"""What the aligner notices, and the comparison of a sheet's rows with what the texts say."""

from __future__ import annotations

from duizhao.corpora.catalogue import CatalogueEntry, Severity

_NOTE = Severity.NOTE

ENTRIES = (
    CatalogueEntry(
        "alignment.missing",
        _NOTE,
        "Units without a translation",
        "A paragraph, heading or bullet of the source has no counterpart in the target",
        """
None of its sentences was matched with anything. `duizhao check` tells it as `coverage.paragraph`, an error; here the
aligner says which unit it is.

## Cure

Translate it, or see on the review page whether the aligner lost it.
""",
    ),
    CatalogueEntry(
        "alignment.added",
        _NOTE,
        "Units without an original",
        "A paragraph, heading or bullet of the target has no counterpart in the source",
        """
None of its sentences was matched with anything. `duizhao check` tells it as `coverage.paragraph`, an error; here the
aligner says which unit it is.

## Cure

See where it comes from: another version of the original, or a note of the translator.
""",
    ),
    CatalogueEntry(
        "alignment.moved",
        _NOTE,
        "Units that stand elsewhere",
        "A paragraph, heading or bullet stands elsewhere in the other document",
        """
Its counterpart was found by content, out of the order of the rest: a section that was moved in one of the documents,
or a box or table that the conversion put elsewhere. The pair is right; its neighbours differ.

## Cure

Nothing where the page was only laid out otherwise. Else put the section where the original has it.
""",
    ),
    CatalogueEntry(
        "alignment.footnote",
        _NOTE,
        "Footnotes that stand elsewhere",
        "A footnote stands in another order in the other document",
        """
Notes stand where a page ended, so conversions of one text have them in different places. Told apart from
`alignment.moved`, because it seldom means anything.

## Cure

Compare the two notes where their order matters; else nothing.
""",
    ),
    CatalogueEntry(
        "alignment.merged",
        _NOTE,
        "Units that were merged",
        "Several units of one document correspond to one of the other",
        """
A paragraph was divided or two were put together in translation, or the conversion cut one of them. Where the aligner
is less sure, it adds that one of them may have no counterpart.

## Cure

See whether all of it is translated; divide the paragraph as the original does where numbers are to agree.
""",
    ),
    CatalogueEntry(
        "alignment.number",
        _NOTE,
        "Units with another number",
        "Corresponding paragraphs have different numbers",
        """
The aligner matched them by content although their numbers differ. `duizhao check` tells it as `numbering.differs`.

## Cure

Number the target as the source, or see which of them is wrong.
""",
    ),
    CatalogueEntry(
        "alignment.sentence_missing",
        _NOTE,
        "Sentences without a translation",
        "A sentence of a matched paragraph has no counterpart in it",
        """
The paragraph is translated, this sentence of it was not found. `duizhao check` tells it as `coverage.sentence`, an
error.

## Cure

Translate it, or see whether its content stands in the sentence before or after.
""",
        aliases=("alignment.sentence-missing",),
    ),
    CatalogueEntry(
        "alignment.sentence_added",
        _NOTE,
        "Sentences without an original",
        "A sentence of a matched paragraph of the target has no original in it",
        """
The paragraph has an original, this sentence of it was not found there. `duizhao check` tells it as
`coverage.sentence`, an error.

## Cure

See where it comes from, or whether its content stands in the sentence before or after.
""",
        aliases=("alignment.sentence-added",),
    ),
    CatalogueEntry(
        "alignment.row",
        _NOTE,
        "Rows that may not belong together",
        "The texts of a row of a sheet may not belong together",
        """
A sheet with the original and the translation in columns says itself which texts belong together, and its rows are
taken as they are. Where the texts by themselves would be matched otherwise, so that a cell seems to have slipped a
row, the first row of each such stretch is named.

## Cure

Compare the row with the rows around it, and mend the sheet.
""",
    ),
)
