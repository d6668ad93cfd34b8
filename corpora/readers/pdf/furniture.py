"""What a PDF page adds to the text: running headers, page numbers; and its footnotes, found by place and size."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from duizhao.corpora.language.scripts import HAN
from duizhao.corpora.readers.pdf.lines import Line
from duizhao.corpora.structure.blocks import Role
from duizhao.corpora.structure.line_shape import finished

# 8 · - 8 - · Page 8 of 52 · 第 8 页 · 8/52 · viii
_PAGE_NUMBER = re.compile(
    r"(?:[-–—|\[]\s*)?(?:page|p\.|第)?\s*(?:\d{1,4}|[ivxlc]{1,6})\s*(?:页|頁)?"
    r"(?:\s*(?:/|of|共)\s*\d{1,4}\s*(?:页|頁)?)?\s*(?:[-–—|\]])?",
    re.IGNORECASE,
)
# How many lines from the edge a header or footer may reach.
_DEPTH = 4
# So great a part of the steps from one page number to the next are those of the pages.
_IN_STEP = 0.7
# A title is set in so many lines at most.
_TITLE_LINES = 5
# Running headers keep their place to within this many points.
_DRIFT = 9.0
NOTE_LABEL = re.compile(
    rf"\s*(?:[\[(（〔]\s*)?(\d{{1,3}}|[*†‡§¶]{{1,3}}|[@#^]{{1,3}}(?=[\s{HAN}])|[①-⑳]|[a-z])(?:\s*[\])）〕])?"
    r"[.．、]?(?:\s+|(?=\D))"
)
# Signs that refer to notes stand close before or behind a word of the text: `*The courts …`, `the report†`, `*^7.`
_SIGN = re.compile(
    r"(?:^|(?<=[\s(（]))[*†‡@#^]{1,4}(?=[^\s*†‡@#^])|(?<=[^\s*†‡@#^])[*†‡^]{1,4}(?=[\s.,;:。，；：)）]|$)"
)
# What may stand over notes.
NOTES_TITLE = re.compile(r"(?:notes?|[注註](?:[释釋解]|[记記])?|附[注註]|[备備][注註])\s?[:：]", re.IGNORECASE)
# 12 km² and 10⁹ are no notes.
_UNIT = re.compile(r"(?<![A-Za-z])[kcdm]?m$")
_POWER = re.compile(r"(?<![\d.])(?:10|2)$")
# Type of notes against that of the text.
_NOTE_SIZE = 0.94


@dataclass(slots=True)
class PageLines:
    """The lines of a page by what they are. `notes` are lists of lines, one list a footnote, with its label."""

    number: int
    headers: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    notes: list[tuple[str, list[Line]]] = field(default_factory=list)
    footers: list[Line] = field(default_factory=list)


def body_size(pages: Sequence[Sequence[Line]]) -> float:
    """The size of most characters of the document, to half a point."""
    weights: Counter[float] = Counter()
    for page in pages:
        for line in page:
            weights[round(line.size * 2) / 2] += len(line.text)
    return weights.most_common(1)[0][0] if weights else 10.0


def split_pages(pages: Sequence[Sequence[Line]]) -> list[PageLines]:
    """Set headers, footers and footnotes apart from the text of each page."""
    roles = _furniture(pages)
    size = body_size(pages)
    sheets = []
    for number, page in enumerate(pages, 1):
        sheet = PageLines(number)
        for i, line in enumerate(page):
            role = roles.get((number, i))
            (sheet.headers if role is Role.HEADER else sheet.footers if role is Role.FOOTER else sheet.body).append(
                line
            )
        sheets.append(sheet)
    marks = {mark for sheet in sheets for line in sheet.body for mark in raised_labels(line)}
    open_note = False
    for sheet in sheets:
        open_note = _notes(sheet, size, marks, open_note)
    return sheets


def raised_labels(line: Line) -> list[str]:
    """The labels that are raised behind text in the line: what may be footnote marks."""
    return [label for start, length in line.raised for label in mark_labels(line, start, length)]


def mark_labels(line: Line, start: int, length: int) -> list[str]:
    """The labels of notes that a raised stretch of a line may be; none for an exponent."""
    label = line.text[start : start + length].strip("[]()（）〔〕 .,，")
    before = line.text[:start].rstrip()
    if not start or (label in ("2", "3") and _UNIT.search(before)) or (label.isdecimal() and _POWER.search(before)):
        return []
    if not re.fullmatch(r"\d{1,3}(?:[,，、]\s?\d{1,3})*|[*†‡§¶]{1,3}|[①-⑳]|[a-z]", label):
        return []
    return re.split(r"[,，、]\s?", label)


# -- running headers and page numbers ------------------------------------------------------------------------------


# The number of a page before or behind a running header, in Roman numerals: `ii\t© Board`.
_ROMAN_PAGE = re.compile(r"^[ivxlc]{1,6}(?=\t| {2})|(?<=\t)[ivxlc]{1,6}$", re.IGNORECASE)


def _pattern(text: str) -> str:
    text = _ROMAN_PAGE.sub("0", text)
    pieces = sorted(re.sub(r"\d+", "0", re.sub(r"\s+", "", piece)).lower() for piece in text.split("\t"))
    # On left and right pages the number stands on the other side.
    return "".join(pieces)


def _edges(page: Sequence[Line]) -> tuple[list[list[int]], list[list[int]]]:
    """Indices of the lines nearest the top and the bottom, outermost first; those of one height together, wherever the
    columns of the page put them."""
    rows: list[list[int]] = []
    for i in sorted(range(len(page)), key=lambda i: (-page[i].y, page[i].x0)):
        if rows and page[rows[-1][0]].y - page[i].y <= 0.3 * page[i].size:
            rows[-1].append(i)
        else:
            rows.append([i])
    return rows[:_DEPTH], rows[::-1][:_DEPTH]


def _furniture(pages: Sequence[Sequence[Line]]) -> dict[tuple[int, int], Role]:
    """(page from 1, line index): HEADER or FOOTER."""
    groups: dict[tuple[Role, str], list[_Edge]] = defaultdict(list)
    edges = [_edges(page) for page in pages]
    for number, (page, rows) in enumerate(zip(pages, edges, strict=True), 1):
        for role, edge in zip((Role.HEADER, Role.FOOTER), rows, strict=True):
            for row in edge:
                text = "\t".join(page[i].text for i in row)
                groups[role, _pattern(text)].append(_Edge(number, row[0], page[row[0]].y, text))
    found: dict[tuple[int, int], Role] = {}
    for (role, _), members in groups.items():
        running = _running(members, len(pages))
        found |= {} if _counts_parts(running) else {(edge.page, edge.line): role for edge in running}
    titles = set(_titles_in_heads(pages, found))
    found |= dict.fromkeys(titles, Role.HEADER)
    result: dict[tuple[int, int], Role] = {}
    for number, (page, rows) in enumerate(zip(pages, edges, strict=True), 1):
        for role, edge in zip((Role.HEADER, Role.FOOTER), rows, strict=True):
            for row in edge:
                lone = (len(pages) > 1 or len(page) > 3) and _stands_apart(page, row)
                number_alone = lone and all(_PAGE_NUMBER.fullmatch(page[i].text.strip()) for i in row)
                titled = role is Role.HEADER and (number, row[0]) in titles
                returns = titled or (found.get((number, row[0])) is role and not any(_in_text(page, i) for i in row))
                if not returns and not number_alone:
                    # What lies further in than a line of text is text.
                    break
                result.update(((number, i), role) for i in row)
    return result


class _Edge(NamedTuple):
    """A row of lines at an edge of a page (from 1): the index of its first line, its height, all its text."""

    page: int
    line: int
    y: float
    text: str


def _running(members: Sequence[_Edge], pages: int) -> list[_Edge]:
    """Those that return at one height on enough of the pages between the first and the last (every second page where
    left and right pages differ). A title that chance put at the top of a few pages does not."""
    best: list[_Edge] = []
    for member in members:
        level = [m for m in members if abs(m.y - member.y) <= _DRIFT]
        if len(level) > len(best):
            best = level
    numbers = sorted({m.page for m in best})
    enough = 2 if pages <= 5 else 3
    if len(numbers) < enough or len(numbers) < 0.4 * (numbers[-1] - numbers[0] + 1):
        return []
    return best


def _counts_parts(running: Sequence[_Edge]) -> bool:
    """Whether lines that return with other figures count what begins on their pages (`Instrument 11`, `Instrument 12`)
    and not the pages: most stand once, and no figure in them goes on as pages do."""
    texts = Counter(edge.text for edge in running)
    again = sum(count for count in texts.values() if count > 1)
    figures = [[int(n) for n in re.findall(r"\d+", edge.text)] for edge in running]
    if 2 * again >= len(running) or not all(figures) or len({len(f) for f in figures}) != 1:
        return False
    for column in zip(*figures, strict=True):
        ahead = Counter(n - edge.page for n, edge in zip(column, running, strict=True))
        steps = [(n - m) == (b.page - a.page) for (m, a), (n, b) in pairwise(zip(column, running, strict=True))]
        if 2 * max(ahead.values()) > len(running) or sum(steps) >= _IN_STEP * len(steps):
            return False
    return True


def _titles_in_heads(
    pages: Sequence[Sequence[Line]], found: Mapping[tuple[int, int], Role]
) -> Iterator[tuple[int, int]]:
    """(page from 1, line index) of running heads that say what chapter it is, and so change with it: the topmost lines
    of a page, apart from the text and no larger, where other pages have theirs, with the words of a title that is
    printed larger elsewhere."""
    size = body_size(pages)
    heads = {n: head for n, page in enumerate(pages, 1) if (head := _head(page))}
    small = {n: head for n, head in heads.items() if pages[n - 1][head[0]].size < 1.02 * size}
    printed = _printed_titles(pages) if len(small) > 2 else {}
    titles = {
        n
        for n, head in small.items()
        if printed.get("".join(_squeezed(pages[n - 1][i].text) for i in head), 0.0) > 1.07 * pages[n - 1][head[0]].size
    }
    for n in titles:
        y = pages[n - 1][heads[n][0]].y
        level = [
            m
            for m, head in heads.items()
            if abs(pages[m - 1][head[0]].y - y) <= _DRIFT and (m in titles or (m, head[0]) in found)
        ]
        if len(level) > 2:
            yield from ((n, i) for i in heads[n])


def _head(page: Sequence[Line]) -> list[int]:
    """The topmost line, or the two topmost, which stand apart from the text; none where they do not."""
    rows = _edges(page)[0]
    for count in (1, 2):
        lines = [i for row in rows[:count] for i in row]
        below = [line.y for i, line in enumerate(page) if i not in lines]
        apart = rows and min(page[i].y for i in lines) - max(below, default=0.0) > 1.5 * page[lines[0]].size
        if apart and len(lines) == count:
            return lines
    return []


def _printed_titles(pages: Sequence[Sequence[Line]]) -> dict[str, float]:
    """What some lines in turn say, without white space, and the size of the smallest of them, at its largest place."""
    found: dict[str, float] = {}
    for page in pages:
        squeezed = [_squeezed(line.text) for line in page]
        for start in range(len(page)):
            text, size = "", math.inf
            for i in range(start, min(start + _TITLE_LINES, len(page))):
                text, size = text + squeezed[i], min(size, page[i].size)
                found[text] = max(size, found.get(text, 0.0))
    return found


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _in_text(page: Sequence[Line], i: int) -> bool:
    """Whether a line is one of running text: at the usual distance from a line of its size, and no title or number. The
    pages of a form, and closing sentences, may end alike."""
    line = page[i]
    close = any(
        0.5 * line.size < abs(other.y - line.y) <= 1.5 * line.size and abs(other.size - line.size) < 0.1
        for other in page
    )
    return close and (finished(line.text) or len(line.text) > 60)


def _stands_apart(page: Sequence[Line], lines: Sequence[int]) -> bool:
    """Whether more than a line's space lies between lines and their neighbours."""
    return all(
        abs(page[i].y - line.y) > 1.5 * line.size for i in lines for j, line in enumerate(page) if j not in lines
    )


# -- footnotes -----------------------------------------------------------------------------------------------------


def _notes(sheet: PageLines, size: float, marks: set[str], open_note: bool) -> bool:
    """Move the footnotes of a page from its body to its notes; whether the last of them goes on on the next page.

    They stand at the foot of their column in small type, and the first begins with a label that is raised somewhere in
    the text, or with a sign that stands beside a word of the page. `Note:` over them goes with them. Small lines above
    continue the last note of the page before, if that was not finished.
    """
    large = [line for line in sheet.body if line.size > _NOTE_SIZE * size]
    found = {sign for line in large for sign in _SIGN.findall(line.text)}
    marks = marks | found | {run[0] for signs in found for run in re.finditer(r"(.)\1*", signs)}
    taken: set[int] = set()
    for column in sorted({line.column for line in sheet.body}):
        indices = [i for i, line in enumerate(sheet.body) if line.column == column]
        foot: list[int] = []
        for i in reversed(indices):
            if sheet.body[i].size > _NOTE_SIZE * size:
                break
            foot.insert(0, i)
        first = next((k for k, i in enumerate(foot) if note_label(sheet.body[i]) in marks), None)
        if first is None:
            continue
        before = len(sheet.notes)
        titled = first > 0 and bool(NOTES_TITLE.fullmatch(sheet.body[foot[first - 1]].text.strip()))
        above = foot[: first - titled]
        if above and open_note:
            sheet.notes.append(("", [sheet.body[i] for i in above]))
            taken.update(above)
        if titled:
            title = sheet.body[foot[first - 1]]
            sheet.notes.append((title.text, [title]))
            taken.add(foot[first - 1])
            before = len(sheet.notes)
        margin = sheet.body[foot[first]].x0
        for i in foot[first:]:
            line = sheet.body[i]
            label = note_label(line)
            begins = label in marks and (line.x0 <= margin + 2 or bool(line.raised and line.raised[0][0] == 0))
            if begins or len(sheet.notes) == before:
                sheet.notes.append((label, [line]))
            else:
                sheet.notes[-1][1].append(line)
            taken.add(i)
        open_note = not finished(sheet.notes[-1][1][-1].text)
    sheet.body = [line for i, line in enumerate(sheet.body) if i not in taken]
    return open_note and bool(taken)


def note_label(line: Line) -> str:
    """The footnote label that a line begins with; "" where it begins with none."""
    match = NOTE_LABEL.match(line.text)
    return match[1] if match else ""


# The items of a list in a note, by their labels in order.
_ITEM = re.compile(r"\s*[(（]?([a-z]|\d{1,2}|[一二三四五六七八九十]{1,2})[)）.．、]")
_LETTERS, _NUMERALS = "abcdefghijklmnopqrstuvwxyz", "一二三四五六七八九十"


def note_parts(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """The lines of a note, cut where the items of a list begin: labels that count on from a, 1 or 一, two at least."""
    for first in (_LETTERS, _NUMERALS, [str(n) for n in range(1, 21)]):
        starts: list[int] = []
        for i, line in enumerate(lines[1:], 1):
            match = _ITEM.match(line.text)
            if match and len(starts) < len(first) and match[1] == first[len(starts)]:
                starts.append(i)
        if len(starts) > 1:
            edges = [0, *starts, len(lines)]
            return [lines[a:b] for a, b in pairwise(edges)]
    return [lines]
