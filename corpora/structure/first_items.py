"""`Note: (1) …` with `(2) …` on the next line: what announces a list, and the first of its items, set on one line.

The other language may set the two on lines of their own. That the label is that of a first item, and no citation, is
known by the second, which begins the next text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from duizhao.corpora.model import Mark, Span
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.furniture import FURNITURE
from duizhao.corpora.structure.labels import ListLabel, item_labels
from duizhao.corpora.structure.marked_text import Marked, drop_start

# A colon, and what may be the first label of any form behind it.
_ANNOUNCED = re.compile(r"(?<!\d)[:：]\s{0,3}(?=[(（]\s?[1a-z一][)）]|[1a一][.)．）、]|[①⑴㈠⒈])")


def with_first_items(blocks: Sequence[Block]) -> list[Block]:
    """The same blocks, with the first item of a list that its announcement has on its line as a block of its own."""
    result: list[Block] = []
    for i, block in enumerate(blocks):
        at = _place(block, blocks[i + 1 : i + 4]) if block.role in (Role.TEXT, Role.ITEM) else 0
        result += [block] if not at else _parted(block, at)
    return result


def _place(block: Block, following: Sequence[Block]) -> int:
    """Where the first item begins in a text; 0 where none does."""
    found = _ANNOUNCED.search(block.text)
    first = _readings(block.text[found.end() :], 1) if found else frozenset()
    after = next((b for b in following if b.role not in FURNITURE), None)
    if not found or not first or after is None or after.role is not Role.TEXT or after.label:
        return 0
    return found.end() if first & _readings(after.text, 2) else 0


def _readings(text: str, value: int) -> frozenset[str]:
    """The forms in which a text begins with the label of so many."""
    return frozenset(label.form for label in item_labels(text) if _counts(label, text) and label.value == value)


def _counts(label: ListLabel, text: str) -> bool:
    """Whether a label counts, and has a text behind it."""
    return label.form not in ("mark", "dash") and label.end < len(text)


def _parted(block: Block, at: int) -> list[Block]:
    """A block in two. Places in the file are parted where the text is the file's own; else the first has them."""
    lead = block.text[:at].rstrip()
    kept = [m for m in block.marks if m.span.start < len(lead)]
    marks = tuple(Mark(m.kind, Span(m.span.start, min(m.span.end, len(lead))), m.value) for m in kept)
    item = drop_start(Marked(block.text, block.marks), at)
    own: tuple[Span, ...] = ()
    spans = block.spans
    if len(spans) == 1 and spans[0].end - spans[0].start == len(block.text):
        start = spans[0].start
        spans, own = (Span(start, start + len(lead)),), (Span(start + at, spans[0].end),)
    first = replace(block, text=lead, marks=marks, spans=spans)
    return [
        first,
        replace(block, role=Role.TEXT, label="", text=item.text, marks=item.marks, spans=own, blank_before=False),
    ]
