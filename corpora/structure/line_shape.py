"""Lines of a text file with their places, and the joining of hard-wrapped lines to paragraphs.

A text file says little: it may keep a paragraph on one line of a thousand characters or wrap it at column 72. Which of
the two it does is judged once for the whole file.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from duizhao.corpora.language.scripts import HAN, is_han
from duizhao.corpora.model import Span
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.marked_text import Marked, join_all, wide


class TextLine(NamedTuple):
    """A line without its end: the text, where it starts in the file, its 1-based number, and whether the line before
    it was blank (or it is the first)."""

    text: str
    start: int
    number: int
    blank_before: bool


# Not str.splitlines(): it also breaks at U+0085, U+2028 and at control characters, which would shift line numbers.
_LINE_END = re.compile(r"\r\n|\r|\n")
# Within a line as editors count them: a form feed, and the line and paragraph separators of Unicode.
_PIECE_END = re.compile("(\f)|[\u0085\u2028\u2029]")


def split(text: str) -> list[TextLine]:
    """The lines of a file that are not blank; a form feed stands as a line of its own."""
    lines: list[TextLine] = []
    start, number, blank = 0, 1, True
    for end in [*(_LINE_END.finditer(text)), None]:
        stop = end.start() if end else len(text)
        raw = text[start:stop]
        offset = start
        at = 0
        for match in [*_PIECE_END.finditer(raw), None]:
            piece = raw[at : match.start() if match else len(raw)]
            if piece.strip():
                lines.append(TextLine(piece, offset + at, number, blank))
                blank = False
            if match and match[1]:
                lines.append(TextLine("\f", offset + match.start(), number, blank))
                blank = False
            # An end of a paragraph is like a blank line.
            blank = blank or bool(match and match[0] == "\u2029")
            at = match.end() if match else at
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


# A text that ends in one of these was cut: something always follows.
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:Nos?|Arts?|arts?|paras?|pp?|[Vv]ols?|cf|e\.g|i\.e|Mr|Mrs|Ms|Dr|Prof)\.$")


def finished(text: str) -> bool:
    """Whether the text ends as sentences and list items do."""
    tail = text.rstrip()[-16:]
    return bool(_TERMINAL.search(tail)) and not abbreviated(tail)


def abbreviated(text: str) -> bool:
    """Whether the text ends in an abbreviation that always has something behind it (`No.`)."""
    return bool(_ABBREVIATION.search(text[-16:]))


# Words in small letters: `AN ACT TO` is a line of a title.
_HANGS = re.compile(r"[a-z,)\d]\s(?:of|and|or|the|a|an|to|in|for|with|by|at|on|from|under)$")


def hangs(text: str) -> bool:
    """Whether the text ends in a small word that something must follow.

    >>> hangs("under section 80 of the"), hangs("AN ACT TO")
    (True, False)
    """
    return bool(_HANGS.search(text[-16:]))


# No program wraps lines wider than this; what is wider is a paragraph on one line.
_MOST_COLUMNS = 140


def is_wrapped(blocks: Sequence[Block]) -> bool:
    """Whether the file breaks paragraphs into lines: no line that another follows is wider than 140 columns, and most
    of them do not end a sentence. A paragraph on one line of its own says nothing of the others."""
    pairs = [a for a, b in pairwise(blocks) if _follows(a, b)]
    if len(pairs) < 2 or max(width(a.text) for a in pairs) > _MOST_COLUMNS:
        return False
    broken = sum(not finished(a.text) for a in pairs)
    # Short lines are a title page or an address, whatever they end with.
    widest = _widest(blocks)
    full = sum(width(a.text) >= 0.7 * widest for a in pairs)
    return broken >= 0.5 * len(pairs) and full >= 0.5 * len(pairs)


def _widest(blocks: Sequence[Block]) -> int:
    """The columns of the widest line, of those that may be wrapped ones."""
    widths = [width(b.text) for b in blocks if b.role in (Role.TEXT, Role.ITEM)]
    return max((w for w in widths if w <= _MOST_COLUMNS), default=0)


def _follows(a: Block, b: Block) -> bool:
    return (
        a.role in (Role.TEXT, Role.ITEM, Role.FOOTNOTE, Role.BOX)
        and b.role is Role.TEXT
        and not b.blank_before
        and not b.label
    )


# How a paragraph or an item may begin; at the start of a wrapped line it is only a possibility, and numbering decides.
_OPENING = re.compile(
    r"\s*(?:[(（]?(?:\d{1,3}|[a-z]|[ivxlc]{1,6}|[一二三四五六七八九十]{1,3})[)）.．、]|第\s?[\d一二三四五六七八九十百]{1,4}\s?[条條章节節]"
    r"|[①-⒛㈠-㈩]|Article\s\d)"
)


def unwrap(blocks: Sequence[Block], *, indents: Sequence[int], flowing: bool = False) -> list[Block]:
    """Join lines to paragraphs where the file is wrapped, and indented continuation lines to their list item.

    `indents` are the columns of white space before each block's line. A line that may begin a paragraph of its own
    (a number, a bullet) is not joined; `blank_before` is then False, and assembling may still join it. `flowing`: lines
    end where their writer liked (Markdown), so that one in the midst of a sentence may be short.
    """
    wrapped = is_wrapped(blocks)
    widest = _widest(blocks)
    margin = _margin(blocks, indents) if wrapped and not flowing else 0
    # A line that comes again but for its figures may be the page's, between parts of a sentence: judged later.
    again = Counter(_outline(block.text) for block in blocks) if flowing else Counter[str]()
    paragraphs: list[list[Block]] = []
    begun = 0  # the indent of the paragraph that is being read
    for i, block in enumerate(blocks):
        if paragraphs and not _OPENING.match(block.text):
            first, line = paragraphs[-1][0], paragraphs[-1][-1]
            broken = (
                flowing
                and 1 == again[_outline(block.text)] == again[_outline(line.text)]
                and _breaks_off(line, blocks[i:])
            )
            left = _has_room(line.text, indents[i - 1], block.text, margin)
            short = left or _set_short(line, block, widest)
            ended = (finished(line.text) and width(line.text) < 0.75 * widest) or short
            under = indents[i] >= max(2, begun + 2) and not finished(line.text)
            item = under and (first.role is Role.ITEM or bool(_OPENING.match(first.text)))
            if _follows(first, block) and ((wrapped and not ended) or item or broken):
                paragraphs[-1].append(block)
                continue
            if (
                first.role is Role.FOOTNOTE
                and block.role is Role.TEXT
                and indents[i] >= (4 if block.blank_before else 2)
            ):
                # What is indented under a note belongs to it.
                paragraphs[-1].append(block)
                continue
            if wrapped and not flowing and short and _half_and_text(line, block):
                block = replace(block, settled=True)
        paragraphs.append([block])
        begun = indents[i]
    return [_as_one(lines) for lines in paragraphs]


def _half_and_text(line: Block, following: Block) -> bool:
    """Whether both are texts, and the first has no end: what else could be joined later."""
    return line.role in (Role.TEXT, Role.ITEM) and following.role is Role.TEXT and not finished(line.text)


def _set_short(line: Block, following: Block, widest: int) -> bool:
    """Whether a line has so much room left that the next was begun on purpose: the lines of a title page."""
    word = first_word(following.text)
    return width(line.text) + width(word) < 0.55 * widest and not following.text[:1].islower()


# What a line cannot be broken before: a character of Chinese with the marks behind it, else all up to a blank.
_WORD = re.compile(rf"[{HAN}][，。、；：！？）》」』”’…]{{0,3}}|[^\s{HAN}]{{1,80}}")


def first_word(text: str) -> str:
    """What a line cannot be broken within: a word, or a character of Chinese with the marks behind it.

    >>> first_word("the keys"), first_word("他说，好"), first_word("》。")
    ('the', '他', '》。')
    """
    match = _WORD.match(text)
    return match[0] if match else text[:1]


def _columns(text: str) -> int:
    """Columns as editors count them, in which the marks of Chinese take two as well."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _fills(line: str, columns: int, following: str, margin: int) -> bool:
    """Whether the first word of the next line would have gone past the margin. A mark that may not begin a line takes a
    character of Chinese with it."""
    blank, more = (0, 2) if is_han(following[0]) else (1, 0)
    return columns + _columns(line) + blank + _columns(first_word(following)) + more > margin


def _margin(blocks: Sequence[Block], indents: Sequence[int]) -> int:
    """The column at which a program broke the lines: each took as many words as it could. 0 where lines end where their
    writer liked, as most lines must show that another goes on with; capitals may begin what was begun on purpose, and
    Chinese has none, so that titles count among its lines."""
    within = [
        (a.text, columns, b.text)
        for a, b, columns in zip(blocks, blocks[1:], indents, strict=False)
        if _follows(a, b) and not b.text[0].isupper() and not finished(a.text)
    ]
    margin = max((columns + _columns(line) for line, columns, _ in within), default=0)
    full = sum(_fills(*line, margin) for line in within)
    chinese = sum(is_han(following[0]) for _, _, following in within) > len(within) / 2
    sure = full >= 3 and full >= 0.5 * len(within) if chinese else full >= 2 and full >= 0.9 * len(within)
    return margin if sure else 0


def _has_room(line: str, columns: int, following: str, margin: int) -> bool:
    """Whether a line without an end left room for the next word, where no other does: a title over its text. A page's
    break has no text, and is neither."""
    if not (margin and line and following) or finished(line) or hangs(line):
        return False
    if line[-1] in "-,，、" or following[0].islower():
        return False
    return not _fills(line, columns, following, margin - 2)


def _outline(text: str) -> str:
    """A text without white space, its figures alike: 6 and 7, GB.1/2 page 8 and GB.1/2 page 9."""
    return _FIGURE.sub("0", "".join(text.split()))


_FIGURE = re.compile(r"\d+")
# A line of so many columns is rather the beginning of a sentence than a title.
_LEAST_BROKEN = 20


def _breaks_off(line: Block, rest: Sequence[Block]) -> bool:
    """Whether a line stops within a sentence that ends further down in the same run of lines."""
    if finished(line.text) or width(line.text) < _LEAST_BROKEN:
        return False
    last = rest[0]
    for block in rest[1:]:
        if finished(last.text) or not _follows(last, block):
            break
        last = block
    return finished(last.text)


def _as_one(lines: Sequence[Block]) -> Block:
    """The lines of a paragraph as one block."""
    if len(lines) == 1:
        return lines[0]
    marked = join_all([Marked(line.text, line.marks) for line in lines])
    spans = lines[0].spans
    if spans and lines[-1].spans:
        # Only line ends lie between them.
        spans = (Span(spans[0].start, lines[-1].spans[-1].end),)
    return replace(lines[0], text=marked.text, marks=marked.marks, spans=spans)


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


# An entry of a contents table ends in a page number behind dot leaders, or behind a tab (so do rows of tables).
_LEADERS = re.compile(
    r"(?:(?<!\.)\.{3,}+|(?<!…)…++|(?<!\s\.)(?:\s\.){3,}+|(?<!·)·{3,}+|(?<!_)_{4,}+|(?<!-)-{4,}+)"
    r"\s*+(?:\d{1,4}|[ivxlc]{1,6})?\s*$"
)
_CONTENTS = re.compile(r"(?:table of )?contents|目\s*[录錄次]", re.IGNORECASE)


def is_contents_entry(text: str) -> bool:
    """Whether the line is laid out as an entry of a table of contents."""
    return _page_behind_tab(text) or (_led(text) and any(c.isalpha() or is_han(c) for c in text))


def _led(text: str) -> bool:
    """Whether the line ends in leaders, with or without a page; none are longer than a line."""
    return bool(_LEADERS.search(text[-400:]))


def _page_behind_tab(text: str) -> bool:
    """Whether the last tab of the line has a title before and a number behind it."""
    title, tab, page = text.rstrip().rpartition("\t")
    title = title.rstrip().rpartition("\t")[2]
    return bool(tab) and len(page.strip()) <= 4 and page.strip().isdecimal() and any(map(str.isalpha, title))


def settle_entries(blocks: Sequence[Block]) -> list[Block]:
    """The same blocks, with those that look like entries of a contents table by a tab or dots alone as text: rows of a
    table, sentences that trail off. No leaders to a page and no title `Contents` near, fewer than three, or numbers
    that fall."""
    result: list[Block] = []
    run: list[Block] = []
    for block in (*blocks, None):
        if block is not None and block.role is Role.CONTENTS:
            run.append(block)
            continue
        if run:
            titled = any(_CONTENTS.fullmatch(b.text.strip()) for b in result[-3:])
            # Dots without a page may be a sentence that trails off, or a form to fill in.
            led = any(_led(b.text) and b.text.rstrip()[-1:].isalnum() for b in run)
            pages = [int(match[0]) for b in run if (match := re.search(r"\d{1,4}$", b.text.rstrip()))]
            rising = len(pages) > 2 and pages == sorted(pages) and pages[0] < pages[-1]
            sure = titled or led or (len(run) > 2 and rising)
            result += run if sure else (replace(b, role=Role.TEXT) for b in run)
            run = []
        if block is not None:
            result.append(block)
    return result
