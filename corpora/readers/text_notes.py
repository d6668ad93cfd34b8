"""Footnotes in plain text: `[1]` in a sentence, and `[1] See …` as a paragraph of its own further down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from duizhao.corpora.model import Mark, Span
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.marked_text import Edit, Marked, drop_start, edit, in_order

_NOTE = re.compile(r"\[(\d{1,3})\]\s+(?=\S)")
_MARK = re.compile(r"(?<=\S)\s?\[(\d{1,3})\]")


def with_notes(blocks: Sequence[Block]) -> list[Block]:
    """The same blocks with notes told from text, and their marks taken out of the sentences and remembered.

    A bracketed number is a mark only where a paragraph begins with the same number after it; others stay text.
    """
    notes: dict[str, int] = {}
    for i, block in enumerate(blocks):
        match = _NOTE.match(block.text)
        if match and block.role is Role.TEXT:
            notes.setdefault(match[1], i)
    cited: dict[str, int] = {}
    for i, block in enumerate(blocks):
        for match in _MARK.finditer(block.text):
            if match[1] in notes and i < notes[match[1]]:
                cited.setdefault(match[1], i)
    result = []
    for i, block in enumerate(blocks):
        marked = Marked(block.text, block.marks)
        own = _NOTE.match(block.text)
        if own and own[1] in cited and notes[own[1]] == i:
            marked = drop_start(marked, own.end())
            spans = block.spans[:1] and (Span(block.spans[0].start + own.end(), block.spans[0].end), *block.spans[1:])
            block = replace(block, role=Role.FOOTNOTE, label=own[1], spans=spans)
        for match in reversed([m for m in _MARK.finditer(block.text) if cited.get(m[1], -1) >= 0 and i < notes[m[1]]]):
            marked = edit(marked, [Edit(match.start(), match.end())])
            mark = Mark("footnote", Span(match.start(), match.start()), match[1])
            marked = Marked(marked.text, in_order((*marked.marks, mark)))
        result.append(replace(block, text=marked.text, marks=marked.marks))
    return result
