"""Markdown, as authors write it and as converters leave it.

Own scanner instead of a CommonMark parser, because what reaches a translator is seldom CommonMark: paragraph numbers
that a parser takes for lists (and renumbers), list marks lost or doubled by page breaks, `- 112.**`, rules and running
headers between the halves of a sentence. Each line becomes a block; what belongs together is decided in assembling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from duizhao.corpora.model import Span
from duizhao.corpora.readers.markdown_html import take_html
from duizhao.corpora.readers.markdown_parts import BORDER, PART, Parts, take_parts
from duizhao.corpora.readers.markup import parse
from duizhao.corpora.readers.protocol import Reading
from duizhao.corpora.storage.encodings import decode
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.line_shape import (
    TextLine,
    indent,
    is_contents_entry,
    settle_entries,
    split,
    unwrap,
    width,
)
from duizhao.corpora.structure.marked_text import Marked, tidy
from duizhao.corpora.structure.number_formats import bullet
from duizhao.corpora.structure.soft_lines import HARD_BREAK, paragraphs

# Attributes as Pandoc writes them, `{#top .wide}`, and its `{-}` (no number) are no part of a title.
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?(?:[ \t]*\{(?:[#.][^{}]*|-)\})?[ \t]*$")
_DEFINITION = re.compile(
    r" {0,3}\[(?!\^)([^\[\]]{1,80})\]:[ \t]*<?((?:[a-z][a-z+.-]*:|[/#.])[^\s>]*)>?(?:[ \t]+[\"'(].*)?$", re.I
)
_RULE = re.compile(r"([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_SETEXT = re.compile(r"(=+|-+)[ \t]*$")
# A dash on either side of a number is a page number.
# The letter o is Word's hollow bullet as text; the private use area holds those of its symbol fonts.
_ITEM = re.compile(r"(?![-–—]\s*\d{1,4}\s*[-–—]$)([-*+•‣▪▫◦●○·–—➢➤✓❖o\uf020-\uf0ff])[ \t\u3000\u00a0]+(?=\S)")
_NOTE = re.compile(r"\[\^([^\]\s]{1,20})\]:[ \t]*|<sup>\s*([^<]{1,6}?)\s*</sup>[ \t]*(?=\S)")
# What an item of a list of tasks begins with: `[ ]`, and `[x]` where it is done.
_TASK = re.compile(r"\[([ xX])\][ \t]+(?=\S)")
_PICTURE = re.compile(r"!\[[^\[\]]*\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])(?:\{[^{}]*\})?")
# The definition of the term that the line before it is, as Pandoc, MyST and PHP Markdown Extra write it.
_MEANING = re.compile(r"[:~][ \t]+(?=\S)")
_ROW = re.compile(r"\|.*\|[ \t]*$")
_DELIMITER = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")


class Source(NamedTuple):
    """What a file defines for its inline markup: addresses by name, and the labels of its notes."""

    links: Mapping[str, str]
    notes: frozenset[str]

    @classmethod
    def of(cls, lines: Sequence[TextLine]) -> Source:
        """What the lines of a file define."""
        links = {m[1].lower(): m[2] for line in lines if (m := _DEFINITION.match(line.text))}
        return cls(links, frozenset(m[1] or m[2] for line in lines if (m := _NOTE.match(line.text.strip()))))

    def parse(self, text: str) -> Marked:
        """The text without its markup; a `<br>` is a HARD_BREAK."""
        return parse(text, self.links, self.notes)

    def read(self, text: str) -> Marked:
        """The text of one paragraph."""
        return tidy(self.parse(text))


def read_blocks(data: bytes, *, path: Path, encoding: str | None = None) -> Reading:
    """The blocks of a Markdown file: a line is a block, except that wrapped lines are joined.

    Raises InputError where the bytes are not text.
    """
    text, found = decode(data, encoding=encoding, path=path)
    return Reading(tuple(blocks_of(text)), found)


def blocks_of(text: str) -> list[Block]:
    """The blocks of a Markdown text; spans are offsets in it."""
    parts = take_parts(text)
    take_html(parts)
    pairs = list(_scan(parts))
    blocks, indents = settle_entries([block for block, _ in pairs]), [columns for _, columns in pairs]
    return unwrap(blocks, indents=indents, flowing=True)


def _scan(parts: Parts) -> Iterator[tuple[Block, int]]:
    """Each line as a block, with the columns of its indent."""
    table = row = 0
    source, meanings = Source.of(lines := _lines(parts.text)), _meanings(lines)
    previous: TextLine | None = None
    for i, line in enumerate(lines):
        body = line.text.strip()
        columns = indent(line.text)
        start = line.start + len(line.text) - len(line.text.lstrip())
        plain = Block(body, spans=(Span(start, start + len(body)),), line=line.number, blank_before=line.blank_before)
        border = replace(plain, text="", role=Role.MARKUP)  # no sentence goes on over it
        if line.text == BORDER:
            row = 0
            yield border, columns
            continue
        if line.text == PART:
            row, before = 0, table
            for block in parts.blocks.get(line.start, ()):
                if block.cell:
                    table = max(table, before + block.cell[0])
                    block = replace(block, cell=(before + block.cell[0], *block.cell[1:]))
                yield block, columns
            continue
        if _DEFINITION.match(line.text):
            yield replace(plain, role=Role.MARKUP), columns
            continue
        if body == "\f" or line.text == "\f":
            yield replace(plain, text="", role=Role.PAGE_BREAK), columns
            continue
        if _ROW.match(body):
            if _DELIMITER.match(body):
                continue
            fresh = row == 0 or line.blank_before
            table, row = (table + 1, 1) if fresh else (table, row + 1)
            for block in _cells(body, start, table, row, line, source):
                yield block, columns
            continue
        row = 0
        following = lines[i + 1] if i + 1 < len(lines) else None
        underlined = _underlined(line, following, columns)
        if _SETEXT.match(body) and previous is not None and _underlined(previous, line, indent(previous.text)):
            previous = line
            continue
        previous = line
        if underlined:
            marked = source.read(body)
            level = 1 if following is not None and following.text.strip()[0] == "=" else 2
            yield replace(plain, text=marked.text, role=Role.HEADING, level=level, marks=marked.marks), columns
            continue
        if following is not None and _hard_break(line, following):
            lines[i + 1] = following._replace(blank_before=True)
        if i in meanings:
            # What a term means is a text of its own.
            yield border, columns
            body, start = body[meanings[i] :], start + meanings[i]
        found = list(_blocks(body, columns, start, line, source))
        if line.blank_before and (following is None or following.blank_before) and _PICTURE.fullmatch(body):
            # The words for a picture that stands alone are a text of their own.
            found = [border, *found, border]
        yield from ((block, columns) for block in found)


def _lines(text: str) -> list[TextLine]:
    """The lines of the file, cut where parts were taken out; a part stands as a line of its own."""
    lines: list[TextLine] = []
    border = False
    for line in split(text):
        at, border = line.start, border or line.blank_before
        for piece in re.split(f"([{PART}{BORDER}])", line.text):
            if piece in (PART, BORDER) or piece.strip(" \t"):
                lines.append(TextLine(piece, at, line.number, border))
                border = piece in (PART, BORDER)
            at += len(piece)
    return lines


def _meanings(lines: Sequence[TextLine]) -> Mapping[int, int]:
    """The lines, by index, that define a term, with the length of the sign before the text: the term is a line that
    stands alone before it. Behind several lines of a paragraph a colon goes on with their sentence."""
    found: dict[int, int] = {}
    defined = False
    for i, (before, line) in enumerate(pairwise(lines), 1):
        alone = before.blank_before and before.text not in (PART, BORDER) and not _special(before.text.strip())
        sign = _MEANING.match(line.text.strip()) if (alone or defined) and indent(line.text) < 4 else None
        if sign:
            found[i] = sign.end()
        defined = sign is not None or (defined and not line.blank_before)
    return found


def _special(body: str) -> bool:
    """Whether a line is more than text by the signs that it begins with."""
    return any(sign.match(body) for sign in (_HEADING, _RULE, _ITEM, _ROW))


def _underlined(line: TextLine, following: TextLine | None, columns: int) -> bool:
    """Whether a line is a heading underlined with === or ---: short, alone, and not the end of a sentence."""
    if following is None or following.blank_before or not _SETEXT.match(following.text.strip()):
        return False
    body = line.text.strip()
    equals = following.text.strip()[0] == "="
    return (
        line.blank_before
        and columns < 4
        and not _special(body)
        and width(body) <= 80
        and not re.match(r"[(（]?\d{1,4}\s?[.．、)）]", body)
        and (equals or (len(following.text.strip()) >= 3 and not re.search(r"[.。；;,，]$", body)))
    )


def _cells(body: str, start: int, table: int, row: int, line: TextLine, source: Source) -> Iterator[Block]:
    """The cells of a table row; a `|` behind a backslash is text."""
    at = 1
    for column, cell in enumerate(re.findall(r"((?:\\.|[^|\\])*)\|", body[1:]), start=1):
        lead = len(cell) - len(cell.lstrip())
        span = Span(start + at + lead, start + at + lead + len(cell.strip()))
        at += len(cell) + 1
        # In inline code, too, where nothing else is behind a backslash.
        marked = source.read(cell.replace("\\|", "|"))
        if marked.text:
            yield Block(
                marked.text,
                Role.CELL,
                spans=(span,),
                line=line.number,
                marks=marked.marks,
                cell=(table, row, column),
                blank_before=line.blank_before,
            )


def _hard_break(line: TextLine, following: TextLine) -> bool:
    """Whether Markdown ends the line here, and the next begins another paragraph."""
    ended = line.text.endswith("  ") or re.search(r"[^\\]\\$", line.text.rstrip()) is not None
    pair = line.text.rstrip().removesuffix("\\") + HARD_BREAK + following.text
    return ended and not following.blank_before and len(paragraphs(Marked(pair))) > 1


def _blocks(body: str, columns: int, start: int, line: TextLine, source: Source) -> Iterator[Block]:
    """One line as a block, or as several where `<br>` ends paragraphs in it. What a quotation (`>`) holds is a block as
    well, of role BOX where it is plain text."""
    if re.search(r"[^\\]\\$", body):
        # How Markdown ends a line within a paragraph.
        body = body[:-1].rstrip()
    quoted = re.match(r"(?:>[ \t]?)+", body)
    role = Role.TEXT
    if quoted:
        start += quoted.end()
        body = body[quoted.end() :]
        role = Role.BOX
    label, level, content = "", 0, body
    heading, item, note = _HEADING.match(body), _ITEM.match(body), _NOTE.match(body)
    if heading:
        role, level, content = Role.HEADING, len(heading[1]), heading[2] or ""
    elif _RULE.match(body):
        role, content = Role.RULE, body
    elif note:
        role, label, content = Role.FOOTNOTE, note[1] or note[2], body[note.end() :]
    elif item:
        role, label, level, content = Role.ITEM, bullet(item[1]), min(columns // 2, 8), body[item.end() :]
        task = _TASK.match(content)
        if task:
            label, content = "☐" if task[1] == " " else "☑", content[task.end() :]
    elif is_contents_entry(body):
        role = Role.CONTENTS
    lead = body.find(content) if content else 0
    span = Span(start + max(lead, 0), start + len(body))
    first = Block("", role, spans=(span,), line=line.number, level=level, label=label, blank_before=line.blank_before)
    if role is Role.RULE:
        yield replace(first, text=body)
        return
    pieces = [source.read(content)]
    if "<br" in content and role in (Role.TEXT, Role.BOX, Role.ITEM):
        pieces = paragraphs(source.parse(content), labelled=bool(label))
    pieces = [piece for piece in pieces if piece.text]
    if not pieces:
        # A heading that a program writes (`## {{% heading "whatsnext" %}}`), or an empty one: nothing to read.
        yield replace(first, role=Role.MARKUP, text=body) if content.strip() else replace(first, role=Role.RULE)
    for i, piece in enumerate(pieces):
        block = replace(first, text=piece.text, marks=piece.marks)
        if i:
            block = replace(block, role=Role.TEXT if role is Role.ITEM else role, label="", spans=(), blank_before=True)
        yield block
