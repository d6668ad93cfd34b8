"""Text with its marks: cut, join and tidy a text while the remembered markup keeps pointing at the same characters."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from duizhao.corpora.language.scripts import is_han
from duizhao.corpora.model import Mark, Span


class Marked(NamedTuple):
    """A text and the marks on it, in order of their start."""

    text: str
    marks: tuple[Mark, ...] = ()


class Edit(NamedTuple):
    """Replace text[start:end] by `new`."""

    start: int
    end: int
    new: str = ""


def edit(marked: Marked, edits: Sequence[Edit]) -> Marked:
    """Apply edits, which are in order and do not overlap, and move the marks with their text.

    A mark whose text was deleted stays as an empty one only if it was empty before (a footnote mark).
    """
    if not edits:
        return marked
    parts: list[str] = []
    at = 0
    # After each edit: old offset, and what to add to an old offset from there on.
    ends: list[int] = []
    shifts: list[int] = []
    shift = 0
    for start, end, new in edits:
        parts += [marked.text[at:start], new]
        at = end
        shift += len(new) - (end - start)
        ends.append(end)
        shifts.append(shift)
    parts.append(marked.text[at:])
    starts = [e.start for e in edits]

    def moved(offset: int) -> int:
        i = bisect_right(ends, offset)
        before = shifts[i - 1] if i else 0
        if i < len(starts) and starts[i] < offset:
            # Inside a replaced piece: its start, which is where the next text begins.
            return starts[i] + before
        return offset + before

    marks = []
    for mark in marked.marks:
        span = Span(moved(mark.span.start), moved(mark.span.end))
        if span.start < span.end or mark.span.start == mark.span.end:
            marks.append(Mark(mark.kind, span, mark.value))
    return Marked("".join(parts), tuple(marks))


def drop_start(marked: Marked, length: int) -> Marked:
    """The text without its first `length` characters."""
    return edit(marked, [Edit(0, length)]) if length else marked


_SPACE = re.compile(
    r"[^\S\n\u0085\u2028\u2029]*[\n\u0085\u2028\u2029]\s*|[ \t\r\f\u00a0\u2000-\u200a\u202f\u205f\u3000]+"
)
_BREAK = re.compile("[\n\u0085\u2028\u2029]")


def tidy(marked: Marked) -> Marked:
    """One blank for every run of white space (none between Chinese characters where a line broke), none at the ends."""
    text = marked.text
    edits = []
    for match in _SPACE.finditer(text):
        start, end = match.span()
        if start == 0 or end == len(text):
            new = ""
        elif _BREAK.search(match[0]):
            new = joiner(text[:start], text[end:])
        elif match[0].strip("\u00a0") == "" and _beside_full_width(text[start - 1], text[end]):
            # A no-break space holds a line together; beside a full-width mark, which has its own room, it is no blank.
            new = ""
        else:
            new = " "
        if new != match[0]:
            edits.append(Edit(start, end, new))
    return edit(marked, edits)


_CJK_PUNCTUATION = frozenset("，。、；：？！（）《》〈〉【】〔〕「」『』“”‘’—…·％")
_FULL_WIDTH = frozenset("，。、；：？！（）《》〈〉【】〔〕「」『』％")


@cache
def wide(char: str) -> bool:
    """Whether a line may be broken beside this character without a space: an ideograph or full-width punctuation."""
    return is_han(char) or char in _FULL_WIDTH or 0x3000 <= ord(char) <= 0x30FF or 0xFF01 <= ord(char) <= 0xFF60


def _beside_full_width(before: str, after: str) -> bool:
    """Whether two characters are Chinese and one is a full-width mark."""
    return wide(before) and wide(after) and (before in _FULL_WIDTH or after in _FULL_WIDTH)


# 5(2) at the end of a line and (b) at the start of the next are one citation.
_CITED = re.compile(r"\d(?:\(\w{1,4}\))+$")
_CITED_ON = re.compile(r"\(\w{1,4}\)")


def joiner(left: str, right: str) -> str:
    """What stands between two pieces of one sentence: nothing beside Chinese characters, else a space.

    After a hyphen that ends the left piece there is none either: `cross-` + `border`; nor within `5(2)(b)`.
    """
    left, right = left.rstrip(), right.lstrip()
    if not left or not right or wide(left[-1]) or wide(right[0]):
        return ""
    if (left[-1] in _CJK_PUNCTUATION and is_han(right[0])) or (is_han(left[-1]) and right[0] in _CJK_PUNCTUATION):
        return ""
    if left[-1] == "-" and len(left) > 1 and left[-2].isalpha() and right[0].islower():
        return ""
    if left[-1] == ")" and right[0] == "(" and _CITED.search(left[-16:]) and _CITED_ON.match(right[:8]):
        return ""
    return " "


def join_all(pieces: Sequence[Marked]) -> Marked:
    """The pieces of one paragraph as one text."""
    parts: list[str] = []
    marks: list[Mark] = []
    at = 0
    for i, piece in enumerate(pieces):
        if i:
            between = joiner(pieces[i - 1].text[-16:], piece.text[:8])
            parts.append(between)
            at += len(between)
        parts.append(piece.text)
        marks += (Mark(m.kind, Span(m.span.start + at, m.span.end + at), m.value) for m in piece.marks)
        at += len(piece.text)
    return Marked("".join(parts), tuple(marks))


def concatenated(left: Marked, right: Marked) -> Marked:
    """Two pieces of one word as one text."""
    by = len(left.text)
    moved = (Mark(m.kind, Span(m.span.start + by, m.span.end + by), m.value) for m in right.marks)
    return Marked(left.text + right.text, (*left.marks, *moved))


def join(left: Marked, right: Marked) -> Marked:
    """Two pieces of one paragraph as one text."""
    return join_all((left, right))


def covered(marked: Marked, kind: str) -> int:
    """How many characters of the text carry a mark of this kind."""
    return sum(m.span.end - m.span.start for m in marked.marks if m.kind == kind)


def in_order(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Marks by start, the longer first."""
    return tuple(sorted(marks, key=lambda m: (m.span.start, -m.span.end, m.kind)))
