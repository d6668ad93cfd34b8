"""Lines of a text file with their places, and the joining of hard-wrapped lines to paragraphs.

A text file says little: it may keep a paragraph on one line of a thousand characters or wrap it at column 72. Which of
the two it does is judged once for the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from corpora.blocks import Block, Role
from corpora.languages import is_han
from corpora.marked import Marked, join, wide
from corpora.model import Span


class Line(NamedTuple):
    """A line without its end: the text, where it starts in the file, its 1-based number, and whether the line before
    it was blank (or it is the first)."""

    text: str
    start: int
    number: int
    blank_before: bool


# Not str.splitlines(): it also breaks at U+0085, U+2028 and at control characters, which would shift line numbers.
_LINE_END = re.compile(r"\r\n|\r|\n")


def split(text: str) -> list[Line]:
    """The lines of a file that are not blank; a form feed stands as a line of its own."""
    lines: list[Line] = []
    start, number, blank = 0, 1, True
    for end in [*(_LINE_END.finditer(text)), None]:
        stop = end.start() if end else len(text)
        raw = text[start:stop]
        offset = start
        for piece in re.split(r"(\f)", raw):
            if piece == "\f" or piece.strip():
                lines.append(Line(piece, offset, number, blank))
                blank = False
            offset += len(piece)
        if not raw.strip(" \t\u3000\u00a0"):
            blank = True
        if end is None:
            break
        start, number = end.end(), number + 1
    return lines


def width(text: str) -> int:
    """Columns of a text in a terminal or a typewriter: a Chinese character takes two."""
    return sum(2 if wide(char) else 1 for char in text)


_TERMINAL = re.compile(r"[.!?。！？；;：:…][\"'”’»)）\]】」』》*_]*$")


def finished(text: str) -> bool:
    """Whether the text ends as sentences and list items do."""
    return bool(_TERMINAL.search(text.rstrip()))


def is_wrapped(blocks: Sequence[Block]) -> bool:
    """Whether the file breaks paragraphs into lines: no line is wider than 140 columns, and most neighbouring lines
    of text do not end a sentence."""
    texts = [b for b in blocks if b.role in (Role.TEXT, Role.ITEM)]
    if not texts or max(width(b.text) for b in texts) > 140:
        return False
    pairs = [a for a, b in pairwise(blocks) if _follows(a, b)]
    broken = sum(not finished(a.text) for a in pairs)
    # Short lines are a title page or an address, whatever they end with.
    widest = max(width(b.text) for b in texts)
    full = sum(width(a.text) >= 0.7 * widest for a in pairs)
    return len(pairs) >= 2 and broken >= 0.5 * len(pairs) and full >= 0.5 * len(pairs)


def _follows(a: Block, b: Block) -> bool:
    return (
        a.role in (Role.TEXT, Role.ITEM, Role.FOOTNOTE, Role.BOX)
        and b.role is Role.TEXT
        and not b.blank_before
        and not b.label
    )


# How a paragraph or an item may begin; at the start of a wrapped line it is only a possibility, and numbering decides.
_OPENING = re.compile(
    r"\s*(?:[(（]?(?:\d{1,4}|[a-z]|[ivxlc]{1,6}|[一二三四五六七八九十]{1,3})[)）.．、]|第\s?[\d一二三四五六七八九十百]{1,4}\s?[条條章节節]"
    r"|[①-⑳]|Article\s\d)"
)


def unwrap(blocks: Sequence[Block], *, indents: Sequence[int]) -> list[Block]:
    """Join lines to paragraphs where the file is wrapped, and indented continuation lines to their list item.

    `indents` are the columns of white space before each block's line. A line that may begin a paragraph of its own
    (a number, a bullet) is not joined; `blank_before` is then False, and assembling may still join it.
    """
    wrapped = is_wrapped(blocks)
    widest = max((width(b.text) for b in blocks if b.role in (Role.TEXT, Role.ITEM)), default=0)
    result: list[Block] = []
    last = -1
    for i, block in enumerate(blocks):
        before = result[-1] if result else None
        if before is not None and last >= 0 and _follows(before, block) and not _OPENING.match(block.text):
            line = blocks[last]
            ended = finished(line.text) and width(line.text) < 0.75 * widest
            item = before.role is Role.ITEM and indents[i] >= 2 and not finished(before.text)
            if (wrapped and not ended) or item:
                marked = join(Marked(before.text, before.marks), Marked(block.text, block.marks))
                spans = _joined(before.spans, block.spans)
                result[-1] = replace(before, text=marked.text, marks=marked.marks, spans=spans)
                last = i
                continue
        result.append(block)
        last = i
    return result


def _joined(a: tuple[Span, ...], b: tuple[Span, ...]) -> tuple[Span, ...]:
    """Spans of neighbouring lines as one: only a line end lies between them."""
    return (*a[:-1], Span(a[-1].start, b[0].end), *b[1:]) if a and b else a + b


def indent(line: str) -> int:
    """Columns of white space at the start of a line; a tab counts four, an ideographic space two."""
    columns = 0
    for char in line:
        if char == "\t":
            columns += 4
        elif char == "\u3000":
            columns += 2
        elif char in " \u00a0":
            columns += 1
        else:
            break
    return columns


# An entry of a contents table ends in a page number behind dot leaders or a tab.
_LEADERS = re.compile(
    r"(?:\.{3,}|…{1,}|(?:\s\.){3,}|·{3,}|_{4,}|-{4,})\s*(?:\d{1,4}|[ivxlc]{1,6})?\s*$|\S\t+\s*\d{1,4}\s*$"
)


def is_contents_entry(text: str) -> bool:
    """Whether the line is laid out as an entry of a table of contents."""
    return bool(_LEADERS.search(text)) and any(c.isalpha() or is_han(c) for c in text)
