"""Lines that a writer ended by hand within a paragraph (`<br>`, a soft return): one text, or paragraphs of their own?

Chinese pages and Word files write whole documents so; others break a title or an address. What is read from: empty
lines and indents, labels, how a line ends, and how much room it left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from duizhao.corpora.model import Mark, Span
from duizhao.corpora.structure.labels import item_labels, paragraph_label
from duizhao.corpora.structure.line_shape import finished, first_word, width
from duizhao.corpora.structure.marked_text import Marked, join_all, tidy

#: How readers write such a line end: the line separator of Unicode, which texts may hold themselves.
HARD_BREAK = "\u2028"

# What a Chinese paragraph begins with: two ideographic spaces, or as many blanks that no program takes out.
_INDENT = re.compile(r"[\s]*?(?:\u3000{1,4}|\u00a0{3,8})(?=\S)")
# `甲方：`, `Address:` before what fills it.
_FIELD = re.compile(r"[^\s：:，,。.；;][^：:，,。；;]{0,23}[：:]\s*\S")
# A title has no mark inside it that parts a sentence, and does not end in what needs something behind it.
_PARTED = re.compile(r"[，。；！？]|[,.;!?](?:\s|$)")
_DANGLES = re.compile(r"(?:[、,，(（—–-]|\b(?:of|and|or|the|a|an|to|in|for|with|by|at|on|from))$")
# The date under a signature, or over a letter.
_DATE = re.compile(
    r"\d{1,2}\s[A-Z][a-z]+\s\d{4}|[A-Z][a-z]+\s\d{1,2},\s\d{4}|[〇零○一二三四五六七八九\d]{4}\s?年\s?[\d一二三四五六七八九十]{1,3}\s?月"
    r"\s?[\d一二三四五六七八九十]{1,3}\s?日"
)
# A title leaves at least this share of the widest line free.
_SHORT = 0.6


@dataclass(frozen=True, slots=True)
class _Line:
    """A line: its text with marks, tidied; whether it is indented; where the text behind its label begins (0 without
    one)."""

    marked: Marked
    indented: bool
    behind: int

    @property
    def text(self) -> str:
        return self.marked.text

    @property
    def labelled(self) -> bool:
        return self.behind > 0


def paragraphs(marked: Marked, *, labelled: bool = False) -> list[Marked]:
    """The paragraphs of a text with HARD_BREAKs in it, tidied; never empty, though its one member may be.

    `labelled` says that the format gives the text a number or a mark of its own: what follows a finished line in it is
    part of the same item.
    """
    if HARD_BREAK not in marked.text:
        return [tidy(marked)]
    lines = [_line(piece) for piece in _pieces(marked)]
    full = [line for line in lines if line.text]
    if not full:
        return [tidy(marked)]
    labels = sum(line.labelled for line in full)
    fields = sum(bool(_FIELD.match(line.text)) for line in full)
    widest = max(width(line.text) for line in full)
    groups: list[list[Marked]] = []
    before: _Line | None = None
    blank = False
    for i, line in enumerate(lines):
        if not line.text:
            blank = blank or before is not None
            continue
        many = labels + labelled > 1
        if before is None or blank or _parts(before, lines[i:], many=many, fields=fields, widest=widest, item=labelled):
            groups.append([])
        groups[-1].append(line.marked)
        before, blank = line, False
    return [join_all(group) for group in groups]


def _parts(before: _Line, rest: Sequence[_Line], *, many: bool, fields: int, widest: int, item: bool) -> bool:
    """Whether a paragraph ends between a line and the next, the first of `rest`."""
    a, b = before.text, rest[0].text
    if rest[0].indented or (rest[0].labelled and (many or finished(a))):
        return True
    if fields > 1 and _FIELD.match(b):
        return True
    if _DATE.fullmatch(a) or _DATE.fullmatch(b):
        return True
    if finished(a):
        return not item or bool(rest[0].labelled)
    if b[:1].islower() or _PARTED.search(a, before.behind) or _DANGLES.search(a):
        return False
    # A title of its own: it left room for more, and what comes under it is a sentence, or belongs to its number.
    room = width(a) + min(width(first_word(b)), 10) < _SHORT * widest
    return room and (finished(_run(rest)) or (before.labelled and many))


def _run(lines: Sequence[_Line]) -> str:
    """How the text that begins with the first line ends: before a blank, an indented or a labelled line."""
    last = lines[0].text
    for line in lines[1:]:
        if finished(last) or not line.text or line.indented or line.labelled:
            break
        last = line.text
    return last


def _line(piece: Marked) -> _Line:
    clean = tidy(piece)
    label = paragraph_label(clean.text)
    ends = [item.end for item in item_labels(clean.text)]
    if label is not None and label.form not in ("bare", "decimal"):
        ends.append(label.end)
    return _Line(clean, bool(_INDENT.match(piece.text)), max(ends, default=0))


def _pieces(marked: Marked) -> Iterator[Marked]:
    """The lines with the marks on them; a mark over several lines is on each."""
    start = 0
    for piece in marked.text.split(HARD_BREAK):
        end = start + len(piece)
        marks = []
        for mark in marked.marks:
            a, b = max(mark.span.start, start), min(mark.span.end, end)
            empty = mark.span.start == mark.span.end
            if a < b or (empty and a == b and (start < a <= end or a == start == 0)):
                marks.append(Mark(mark.kind, Span(a - start, b - start), mark.value))
        yield Marked(piece, tuple(marks))
        start = end + 1
