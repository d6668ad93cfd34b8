"""Plain text: no markup at all, so every hint counts: bullets, rules, form feeds, dot leaders, underlined titles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from duizhao.corpora.model import Span
from duizhao.corpora.readers.protocol import Reading
from duizhao.corpora.readers.text_notes import with_notes
from duizhao.corpora.storage.encodings import decode
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.line_shape import indent, is_contents_entry, settle_entries, split, unwrap
from duizhao.corpora.structure.marked_text import Marked, tidy
from duizhao.corpora.structure.number_formats import bullet

_RULE = re.compile(r"([-=_*~─—＿])(?:[ \t]*\1){2,}[ \t]*$")
_UNDERLINE = re.compile(r"(=+|-+|~+)$")
# A dash on either side of a number is a page number.
# The letter o is Word's hollow bullet as text; the private use area holds those of its symbol fonts.
_ITEM = re.compile(
    r"(?![-–—]\s*\d{1,4}\s*[-–—]$)([-*+•‣▪▫◦●○·–—➢➤✓✔✗❖❑☐☑□⇨⇒➔➜▹◇o\uf020-\uf0ff]|§(?!\s*\d))[ \t\u3000\u00a0]+(?=\S)"
)


def read_blocks(data: bytes, *, path: Path, encoding: str | None = None) -> Reading:
    """The blocks of a plain text file.

    Raises InputError where the bytes are not text.
    """
    text, found = decode(data, encoding=encoding, path=path)
    return Reading(tuple(blocks_of(text)), found)


def blocks_of(text: str) -> list[Block]:
    """The blocks of a plain text; spans are offsets in it."""
    pairs = list(_scan(text))
    return with_notes(unwrap(settle_entries([block for block, _ in pairs]), indents=[columns for _, columns in pairs]))


def _scan(text: str) -> Iterator[tuple[Block, int]]:
    """Each line as a block, with the columns of its indent."""
    lines = split(text)
    underlines: set[int] = set()
    for i, line in enumerate(lines):
        if i in underlines:
            continue
        body = line.text.strip()
        columns = indent(line.text)
        start = line.start + len(line.text) - len(line.text.lstrip())
        role, label, level, lead = Role.TEXT, "", 0, 0
        following = lines[i + 1] if i + 1 < len(lines) else None
        item = _ITEM.match(body)
        if line.text == "\f":
            role, body = Role.PAGE_BREAK, ""
        elif _RULE.match(body):
            role = Role.RULE
        elif following and not following.blank_before and _underlines(body, following.text.strip()):
            role, level = Role.HEADING, 1 if following.text.strip()[0] == "=" else 2
            underlines.add(i + 1)
        elif item:
            role, label, level, lead = Role.ITEM, bullet(item[1]), min(columns // 2, 8), item.end()
        elif is_contents_entry(body):
            role = Role.CONTENTS
        marked = tidy(Marked(body[lead:]))
        span = Span(start + lead, start + len(body))
        yield (
            Block(
                marked.text,
                role,
                spans=(span,),
                line=line.number,
                level=level,
                label=label,
                blank_before=line.blank_before,
            ),
            columns,
        )


def _underlines(body: str, below: str) -> bool:
    """Whether the line below underlines this one: about as long, and nothing but the underline."""
    columns = sum(2 if ord(char) > 0x2E80 else 1 for char in body)
    return bool(_UNDERLINE.fullmatch(below)) and len(below) >= 3 and 0.5 <= len(below) / max(columns, 1) <= 1.5
