"""Markdown, as authors write it and as converters leave it.

Own scanner instead of a CommonMark parser, because what reaches a translator is seldom CommonMark: paragraph numbers
that a parser takes for lists (and renumbers), list marks lost or doubled by page breaks, `- 112.**`, rules and running
headers between the halves of a sentence. Each line becomes a block; what belongs together is decided in assembling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from duizhao.corpora.model import Span
from duizhao.corpora.readers.markup import parse
from duizhao.corpora.readers.protocol import Reading
from duizhao.corpora.storage.encodings import decode
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.line_shape import Line, indent, is_contents_entry, settle_entries, split, unwrap, width
from duizhao.corpora.structure.marked_text import Marked, tidy
from duizhao.corpora.structure.number_formats import bullet

# Attributes as Pandoc writes them, `{#top .wide}`, are no part of a title.
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?(?:[ \t]*\{[#.][^{}]*\})?[ \t]*$")
_DEFINITION = re.compile(
    r" {0,3}\[(?!\^)([^\[\]]{1,80})\]:[ \t]+<?((?:[a-z][a-z+.-]*:|[/#.])[^\s>]*)>?(?:[ \t]+[\"'(].*)?$", re.I
)
_RULE = re.compile(r"([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_SETEXT = re.compile(r"(=+|-+)[ \t]*$")
# A dash on either side of a number is a page number.
# The letter o is Word's hollow bullet as text; the private use area holds those of its symbol fonts.
_ITEM = re.compile(r"(?![-–—]\s*\d{1,4}\s*[-–—]$)([-*+•‣▪▫◦●○·–—➢➤✓❖o\uf020-\uf0ff])[ \t\u3000\u00a0]+(?=\S)")
_NOTE = re.compile(r"\[\^([^\]\s]{1,20})\]:[ \t]*|<sup>\s*([^<]{1,6}?)\s*</sup>[ \t]*(?=\S)")
_FENCE = re.compile(r"(`{3,}|~{3,})[^`]*$")
_ROW = re.compile(r"\|.*\|[ \t]*$")
_DELIMITER = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_PAGE_COMMENT = re.compile(r"page|页|頁", re.IGNORECASE)


def read_blocks(data: bytes, *, path: Path, encoding: str | None = None) -> Reading:
    """The blocks of a Markdown file: a line is a block, except that wrapped lines are joined.

    Raises InputError where the bytes are not text.
    """
    text, found = decode(data, encoding=encoding, path=path)
    return Reading(tuple(blocks_of(text)), found)


def blocks_of(text: str) -> list[Block]:
    """The blocks of a Markdown text; spans are offsets in it."""
    pairs = list(_scan(text))
    return unwrap(settle_entries([block for block, _ in pairs]), indents=[columns for _, columns in pairs])


def _scan(text: str) -> Iterator[tuple[Block, int]]:
    """Each line as a block, with the columns of its indent."""
    # Comments keep their length, so that offsets stay; their line ends stay too.
    text = _COMMENT.sub(lambda m: _blank(m[0]) if not _PAGE_COMMENT.search(m[1]) else "\f" + _blank(m[0])[1:], text)
    fence = ""
    table = row = 0
    lines = split(text)
    links = {m[1].lower(): m[2] for line in lines if (m := _DEFINITION.match(line.text))}
    skip_to = _metadata(lines)
    previous: Line | None = None
    for i, line in enumerate(lines):
        body = line.text.strip()
        columns = indent(line.text)
        start = line.start + len(line.text) - len(line.text.lstrip())
        span = Span(start, start + len(body))
        plain = Block(body, spans=(span,), line=line.number, blank_before=line.blank_before)
        if fence:
            fence = "" if body.startswith(fence) and not body.strip(fence[0]) else fence
            if fence:
                yield plain, columns
            continue
        if i < skip_to or _DEFINITION.match(line.text):
            yield replace(plain, role=Role.HEADER), columns
            continue
        if body == "\f" or line.text == "\f":
            yield replace(plain, text="", role=Role.PAGE_BREAK), columns
            continue
        opening = _FENCE.match(body)
        if opening:
            fence = opening[1]
            continue
        if _ROW.match(body):
            if _DELIMITER.match(body):
                continue
            fresh = row == 0 or line.blank_before
            table, row = (table + 1, 1) if fresh else (table, row + 1)
            for block in _cells(body, start, table, row, line, links):
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
            marked = tidy(parse(body, links))
            level = 1 if following is not None and following.text.strip()[0] == "=" else 2
            yield replace(plain, text=marked.text, role=Role.HEADING, level=level, marks=marked.marks), columns
            continue
        yield _block(body, columns, start, line, links), columns


def _blank(comment: str) -> str:
    return re.sub(r"[^\n]", " ", comment)


def _metadata(lines: list[Line]) -> int:
    """How many lines at the start are a YAML block (title, author…): what a program reads and nobody translates."""
    if lines and lines[0].text.rstrip() == "---" and lines[0].number == 1:
        for i, line in enumerate(lines[1:40], start=1):
            if line.text.rstrip() in ("---", "..."):
                return i + 1
            if line.blank_before or not re.match(r"\s|#|-\s|[\w-]+:", line.text):
                break
    return 0


def _underlined(line: Line, following: Line | None, columns: int) -> bool:
    """Whether a line is a heading underlined with === or ---: short, alone, and not the end of a sentence."""
    if following is None or following.blank_before or not _SETEXT.match(following.text.strip()):
        return False
    body = line.text.strip()
    special = _HEADING.match(body) or _RULE.match(body) or _ITEM.match(body) or _ROW.match(body)
    equals = following.text.strip()[0] == "="
    return (
        line.blank_before
        and columns < 4
        and not special
        and width(body) <= 80
        and not re.match(r"[(（]?\d{1,4}\s?[.．、)）]", body)
        and (equals or (len(following.text.strip()) >= 3 and not re.search(r"[.。；;,，]$", body)))
    )


def _cells(body: str, start: int, table: int, row: int, line: Line, links: Mapping[str, str]) -> Iterator[Block]:
    """The cells of a table row; a `|` behind a backslash is text."""
    at = 1
    for column, cell in enumerate(re.findall(r"((?:\\.|[^|\\])*)\|", body[1:]), start=1):
        lead = len(cell) - len(cell.lstrip())
        span = Span(start + at + lead, start + at + lead + len(cell.strip()))
        at += len(cell) + 1
        marked = tidy(parse(cell, links))
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


def _block(body: str, columns: int, start: int, line: Line, links: Mapping[str, str]) -> Block:
    """One line as a block. What a quotation (`>`) holds is a block as well, of role BOX where it is plain text."""
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
    elif is_contents_entry(body):
        role = Role.CONTENTS
    lead = body.find(content) if content else 0
    marked = tidy(parse(content, links)) if role is not Role.RULE else Marked(body)
    if not marked.text and role is not Role.RULE:
        # An empty heading or a line of nothing but markup: nothing to read, kept as the rule it looks like.
        role = Role.RULE
    span = Span(start + max(lead, 0), start + len(body))
    return Block(
        marked.text,
        role,
        spans=(span,),
        line=line.number,
        level=level,
        label=label,
        marks=marked.marks,
        blank_before=line.blank_before,
    )
