"""What a reader of a format hands to cleaning and numbering: the seam between formats and the structure of papers.

A reader knows its format (styles, list labels, positions on the page); `corpora.assemble` knows papers (running
headers, paragraph numbers, contents tables, paragraphs cut by page breaks). A block is a paragraph-like piece as the
format has it, with inline markup already taken out and remembered as marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from duizhao.corpora.model import Mark, Span


class Role(StrEnum):
    """What the format says a block is. TEXT where it says nothing; assembling decides by content and sequence."""

    TEXT = "text"
    HEADING = "heading"
    ITEM = "item"
    FOOTNOTE = "footnote"
    CELL = "cell"
    BOX = "box"
    CUE = "cue"  # of subtitles; its label names it and its time
    CODE = "code"
    FRONT = "front matter"
    MARKUP = "markup"  # a line for the program that makes the page
    CONTENTS = "contents"
    HEADER = "header"
    FOOTER = "footer"
    RULE = "rule"
    PAGE_BREAK = "page break"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph-like piece of a file.

    `label` is a number or bullet mark that the format carries outside the text (Word's automatic numbering, an HTML
    `ol`); a label inside the text stays there, for assembling to judge. `spans` index the decoded file where the
    format has such a thing. `level` is the heading level (1 is highest) or the list depth (0 is outermost). `cell` is
    (table, row, column), from 1, for cells. `blank_before` says whether white space set it apart from the block before.
    `settled` says that the layout shows a new paragraph here: the line before had room for more.
    """

    text: str
    role: Role = Role.TEXT
    spans: tuple[Span, ...] = ()
    line: int | None = None
    level: int = 0
    label: str = ""
    page: int | None = None
    marks: tuple[Mark, ...] = ()
    cell: tuple[int, int, int] | None = None
    blank_before: bool = True
    settled: bool = False
