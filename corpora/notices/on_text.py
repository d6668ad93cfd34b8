"""What is noticed about a document's text and its numbers, whatever format it was read from."""

from __future__ import annotations

from duizhao.corpora.catalogue import CatalogueEntry, Severity, Topic

_WARNING, _NOTE = Severity.WARNING, Severity.NOTE
_WORDING = Topic.WORDING

_NUMBERING = (
    CatalogueEntry(
        "numbering.missing",
        _WARNING,
        "Paragraph numbers that are missing",
        "A paragraph number is missing between two others",
        """
The numbers rise by one, and here they leave some out: a paragraph was lost, or its number was not recognised or was
mistyped. The notice names both neighbours.

    no paragraph 14 between §13 and §15

## Cure

See in the printed paper whether the paragraph is there; if only its number is lost, put it back in front of the text.
""",
        _WORDING,
    ),
    CatalogueEntry(
        "numbering.doubled",
        _WARNING,
        "Paragraph numbers that stand twice",
        "A paragraph number stands on a second paragraph",
        """
Two paragraphs carry one number. Often the second was meant to be the next one; a number that is missing right behind
it is the same fault and not told again.

## Cure

Correct the number; compare with the original.
""",
        _WORDING,
    ),
    CatalogueEntry(
        "numbering.order",
        _WARNING,
        "Paragraph numbers out of order",
        "Paragraph numbers come after higher ones",
        """
A paragraph, or a whole section of them, stands behind paragraphs with higher numbers: the conversion took columns or
pages in another order, or the number is wrong. A section that stands elsewhere is told once.

## Cure

Put the section where its numbers belong, or correct the number.
""",
        _WORDING,
    ),
    CatalogueEntry(
        "numbering.item",
        _WARNING,
        "Items of a list that miscount",
        "The items of a list skip or repeat a letter or number",
        """
The labels of a paragraph's items, (a), (b), (c) or 1), 2), 3), should follow one another; one is skipped, repeated or
out of order.

## Cure

Correct the label, or see whether an item was lost.
""",
        _WORDING,
    ),
    CatalogueEntry(
        "contents.differs",
        _WARNING,
        "Contents table and headings",
        "A line of the contents table says something else than its heading",
        """
The entries of the contents table and the headings come in the same order, so an entry that fits no heading is
compared with those between its neighbours.

    the contents say “导言”, the heading says “引言” (h03)

## Cure

Make the contents table anew, or correct the heading.
""",
    ),
    CatalogueEntry(
        "contents.no_heading",
        _WARNING,
        "Contents lines without a heading",
        "A line of the contents table names a heading that the text does not have",
        """
No heading of the text says what the line says, nor anything like it: the section was left out or renamed, or its
heading was read as an ordinary paragraph.

## Cure

See whether the section is there; make the contents table anew.
""",
    ),
)
_WORDS = (
    CatalogueEntry(
        "text.language",
        _NOTE,
        "Another script than was said",
        "The text is not in the script that it was said to be in",
        """
The text was said to be Chinese in simplified characters and is written in traditional ones, or the other way round.
It is taken as what it is written in.

## Cure

Name the language as `zh-Hant` or `zh-CN`, or leave it out.
""",
        _WORDING,
    ),
    CatalogueEntry(
        "text.two_languages",
        _NOTE,
        "Two languages in one document",
        "The document says everything in two languages",
        """
Paragraphs of two languages alternate, stand side by side in a table, or follow each other as halves. The units of such
a document are no text to align with another.

## Cure

Give the file alone: `duizhao align both.docx -o out/` takes the languages apart and pairs them.
""",
        _WORDING,
    ),
    CatalogueEntry(
        "text.script",
        _WARNING,
        "Characters of the other script",
        "Traditional characters stand in a simplified text, or simplified ones in a traditional text",
        """
Characters that are written otherwise in the script of the rest of the document. In a document that mixes both
throughout it is told once, with counts.

## Cure

Write them in the document's own script; names may be right as they are.
""",
        _WORDING,
    ),
    CatalogueEntry(
        "text.mojibake",
        _WARNING,
        "Garbled characters",
        "Characters were garbled when the file was saved or converted",
        """
The text was once read in the wrong encoding (`Ã©` for é, 锟斤拷), holds characters that were lost for good,
or characters that only one font shows.

## Cure

Convert the original anew, with the right encoding; else correct the place by the printed text.
""",
        _WORDING,
    ),
    CatalogueEntry(
        "text.control",
        _WARNING,
        "Control characters",
        "Control characters were left out of the text",
        """
Characters that no text should hold: controls such as U+000B, marks that turn the direction of writing, a byte order
mark inside the text. Most of them neither XML nor a memory can hold. They are left out; the notice says which.

## Cure

Nothing; save the document anew if other programs are to read it.
""",
        _WORDING,
    ),
    CatalogueEntry(
        "text.radicals",
        _NOTE,
        "Radicals in place of characters",
        "Radicals of dictionaries are read as the characters they stand for",
        """
Some programs write ⼈ (U+2F08, a radical) where 人 is meant: they look alike, and no search finds one by the other. PDF
files are full of them. The notice counts them and shows the first few.

## Cure

Nothing; the text has the characters.
""",
        _WORDING,
        aliases=("pdf.radicals",),
    ),
    CatalogueEntry(
        "text.deleted",
        _NOTE,
        "Deleted text",
        "Text that is marked as deleted is left out",
        """
`<del>` of a web page marks what the page no longer says; what is inserted in its place is read. The unit remembers the
words that are left out, and the notice shows them.

## Cure

Nothing; take the deletions out of the document if they are in the way.
""",
        _WORDING,
    ),
    CatalogueEntry(
        "text.letter_spaced",
        _NOTE,
        "Letter-spaced titles",
        "A title is set with spaces between its letters",
        """
理 事 会, or A G E N D A: the spaces belong to the setting. The text is read without them.

## Cure

Nothing; in the document, set the spacing as a property of the font.
""",
        _WORDING,
    ),
    CatalogueEntry(
        "text.foreign_word",
        _WARNING,
        "Words of the other language, as the reader saw them",
        "An English word stands inside a Chinese sentence",
        """
A word in small letters between Chinese characters (国家 and 全球). `duizhao check` tells it as `text.foreign`.

## Cure

Translate or remove it.
""",
        _WORDING,
    ),
    # The check of this id finds it in pairs, where a memory is all there is; the readers' notices are the same fault.
    CatalogueEntry(
        "text.doubled",
        _WARNING,
        "Words that stand twice",
        "A word or mark printed twice in a row",
        """
A word or a mark stands twice: 的的 (but not 目的的), ，，, a Chinese word of two or more characters twice in a row, one
character beside a word that begins or ends with it (官官员, but not 成员员额), "the the".
Words that are noun and verb at once (劳工组织组织的活动) are left alone. Both sides are looked at.

## Example

    target  多种形式的的不平等

## Cure

Remove one of them.
""",
        _WORDING,
    ),
    CatalogueEntry(
        "text.half_width",
        _WARNING,
        "Half-width punctuation, as the reader saw it",
        "Half-width punctuation stands between Chinese words",
        """
A comma, semicolon, colon, question or exclamation mark of English width between Chinese words. `duizhao check` tells
it as
`mark.width`, once a mark and document.

## Cure

Write the full-width mark.
""",
        _WORDING,
    ),
    CatalogueEntry(
        "text.half_width_brackets",
        _WARNING,
        "Half-width brackets, as the reader saw them",
        "Half-width brackets stand around or beside Chinese words",
        """
Each where they are the exception in the document; where they are the rule, or the only form, once for the document with
counts. `duizhao check` tells a mixture as `mark.style`.

## Cure

Write （ ）, or leave it where the house style wants ( ).
""",
        _WORDING,
    ),
    CatalogueEntry(
        "text.full_width",
        _WARNING,
        "Full-width letters or digits",
        "Letters or digits are set in full width",
        """
第２届会议, ＩＴ系统: searches, memories and number checks of other tools do not find them.

## Cure

Write them in half width.
""",
        _WORDING,
    ),
    CatalogueEntry(
        "text.gap",
        _WARNING,
        "Spaces inside Chinese text",
        "A space stands inside Chinese text",
        """
A space between Chinese characters, or beside Chinese punctuation, left over from a line end or from setting. In pairs
`duizhao check` tells it as `mark.spacing`.

## Cure

Remove it.
""",
        _WORDING,
    ),
    CatalogueEntry(
        "text.unpaired",
        _WARNING,
        "Brackets and quotation marks without a partner",
        "A bracket or quotation mark is not closed, or was not opened",
        """
Looked for in one paragraph. A quotation of several paragraphs, which opens each and closes only the last, is not
told, nor are labels such as a). In pairs `duizhao check` tells it as `mark.bracket`.

## Cure

Add the missing mark or remove this one.
""",
        _WORDING,
    ),
    CatalogueEntry(
        "text.year_range",
        _WARNING,
        "Ranges of years written in several ways",
        "Ranges of years are written in several ways",
        """
2024–25 here and 2024-2025 there. One notice for each of the rarer ways, which names the places of both.

## Cure

Choose one and use it everywhere.
""",
        _WORDING,
    ),
    CatalogueEntry(
        "text.year_hyphen",
        _NOTE,
        "Ranges of years with a hyphen",
        "Ranges of years have a hyphen where a dash belongs",
        """
2024-25 for 2024–25, throughout the document. Told once.

## Cure

Write a dash (–), if the house style wants it.
""",
        _WORDING,
    ),
)

ENTRIES = (*_NUMBERING, *_WORDS)
