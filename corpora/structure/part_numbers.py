"""`2. Term` in front of 2.1 and 2.2: the number of a part in a paper whose paragraphs are numbered within parts.

By itself `2.` may be an item of a list as well, and behind `(c)` it was counted as one inside it. What makes it the
number of a part is that 2.1 comes next, in most of the parts of the paper.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.labels import Label
from duizhao.corpora.structure.line_shape import finished, width

# The forms in which the number of a part is printed where its paragraphs are 2.1, 2.2.
_FORMS = frozenset(("dot", "comma", "bare"))
# A title has no more than this, in half-width characters.
_TITLE = 80


def part_numbers(blocks: Sequence[Block], label_of: Callable[[Block], Label | None]) -> dict[int, Label]:
    """Blocks that carry the number of a part, with their labels: n with n.1 behind it, in at least two parts and in
    two thirds of all that have a paragraph n.1. `label_of` reads the label of a block."""
    found: dict[int, Label] = {}
    parts = 0
    before: tuple[int, Label] | None = None
    for i, block in enumerate(blocks):
        if block.role not in (Role.TEXT, Role.ITEM, Role.HEADING):
            continue
        label = label_of(block)
        if label is not None and label.form == "decimal" and len(label.value) == 2 and label.value[1] == 1:
            parts += 1
            if before is not None and before[1].value == label.value[:1]:
                found[before[0]] = before[1]
        numbers = label is not None and label.form in _FORMS and not label.suffix and block.role is not Role.HEADING
        before = (i, label) if label is not None and numbers and _text(block, label) else None
    return found if len(found) >= 2 and 3 * len(found) >= 2 * parts else {}


def with_part_titles(blocks: Sequence[Block], label_of: Callable[[Block], Label | None]) -> list[Block]:
    """The same blocks with the titles of numbered parts (`2. Term`) as headings."""
    result = list(blocks)
    for i, label in part_numbers(blocks, label_of).items():
        if is_part_title(blocks[i], label):
            result[i] = replace(blocks[i], role=Role.HEADING)
    return result


def is_part_title(block: Block, label: Label) -> bool:
    """Whether what stands behind a part's number is a title: a few words without an end."""
    text = _text(block, label)
    return not finished(text) and width(text) <= _TITLE


def _text(block: Block, label: Label) -> str:
    return block.text[label.end :].strip()
