"""From lines to paragraphs, headings and list items: by spacing, indents, and whether a line was broken of need."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from duizhao.corpora.language.scripts import is_han
from duizhao.corpora.readers.pdf.lines import Line
from duizhao.corpora.readers.pdf.listing import listed_lines
from duizhao.corpora.structure.line_shape import finished, hangs, is_contents_entry
from duizhao.corpora.structure.marked_text import wide

# How a paragraph or an item may begin.
_START = re.compile(
    r"(?:\d{1,4}(?:\.\d{1,3})*[.．)）、]|[(（](?:\d{1,3}|[a-zA-Z]|[ivxlc]{1,6}|[一二三四五六七八九十]{1,3})[)）]|[①-⒛㈠-㈩]"
    r"|[一二三四五六七八九十]{1,3}[、.．]|第\s?[一二三四五六七八九十百\d]+\s?[条條章节節部]|[a-z][.)]\s|Article\s\d+|[IVXLC]{1,5}\.\s"
    r"|[•‣▪▫◦●○➢➤✓❖⇨➔►▶■□◆◇◻❑☐☑★✔∙⁃]|[-–—o]\s)"
)
_NUMBER = re.compile(
    r"\d{1,4}(?:\.\d{1,3})*[.．、]|第\s?[一二三四五六七八九十百\d]+\s?[条條]|[•‣▪▫◦●○➢➤✓❖⇨➔►▶■□◆◇◻❑☐☑★✔∙⁃]|[-–—o]\s"
)
_FULL_STOP = re.compile(r"[.!?。！？:：;；][\"”’»)）]*$")
# The letter o is Word's hollow bullet.
BULLET = re.compile(r"([•‣▪▫◦●○➢➤✓❖⇨➔►▶■□◆◇◻❑☐☑★✔∙⁃]|[-–—o](?=\s))\s*(?=\S)")
# How an item of a list promises another one, and how the last but one does.
_LAST_BUT_ONE = re.compile(
    r"[;；]\s*(?:and|or|and/or|以及|和|或|或者|及|与|與|而?且|并且?|並且?)(?:\s?[/／]\s?[或和及])?[;；,，]?\s*$"
)
_PROMISES = re.compile(rf"[;；]\s*$|{_LAST_BUT_ONE.pattern}")
# An address on a line of its own begins small wherever it stands.
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_MAX_HEADING = 220
# So many lines in turn at one distance, and none closer, say how wide their page is set.
_WIDE_LINES = 4
# Lines around one middle miss it by so many points at most, both edges added up.
_CENTRED = 3.0
# What has its title on the next line, set alike.
_DIVISION = re.compile(
    r"第\s?[一二三四五六七八九十百\d]+\s?[章节節编編篇]|(?:chapter|part|annex|appendix|schedule)\s+(?:\d{1,3}|[ivxlc]{1,6}|[a-z])[.:]?",
    re.IGNORECASE,
)
# So many em of room for the next word leave no doubt that a line was ended, whatever could not be parted from the word.
_PLENTY = 4.0
# The first line of a paragraph may be indented by two characters or so; further in stands another kind of text.
_INDENT = 5.0
# What stands in a column of figures, behind a gap: how many, or how much.
_AMOUNT = re.compile(r"\t\W?\d[\d,.]{0,11}\s?\S{0,2}$")


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together; `apart` says whether white space set the first apart from the line before, `settled`
    whether the line before had room for its first word, `listed` whether it is a line of a list without marks."""

    lines: list[Line]
    apart: bool = True
    settled: bool = False
    entry: bool = False
    listed: bool = False

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def last(self) -> Line:
        return self.lines[-1]

    @property
    def length(self) -> int:
        return sum(len(line.text) for line in self.lines)


@dataclass(slots=True)
class Shape:
    """What the whole document says of its setting: size of the text, distance of lines by size, right edges."""

    size: float
    leading: dict[int, float] = field(default_factory=dict)
    right: dict[tuple[int, int], float] = field(default_factory=dict)
    group_right: dict[int, float] = field(default_factory=dict)
    wider: dict[tuple[int, int], float] = field(default_factory=dict)
    loose: set[int] = field(default_factory=set)

    def distance(self, size: float, page: int = 0) -> float:
        """The usual distance of baselines in type of a size, on a page where it is known to be wider there."""
        return self.wider.get((page, round(size))) or self.leading.get(round(size), 1.3 * size)


def measure(pages: Iterable[Sequence[Line]], size: float) -> Shape:
    """The shape of a document from its body lines, page by page."""
    shape = Shape(size)
    pages = [list(page) for page in pages]
    gaps: dict[int, Counter[float]] = defaultdict(Counter)
    for page in pages:
        here: dict[int, Counter[float]] = defaultdict(Counter)
        for a, b in pairwise(page):
            gap = a.y - b.y
            if a.column == b.column and abs(a.size - b.size) < 0.6 and 0.8 * a.size < gap < 2.2 * a.size:
                here[round(a.size)][round(gap * 2) / 2] += 1
        for key, found in here.items():
            gaps[key] += found
            usual, count = found.most_common(1)[0]
            if count >= _WIDE_LINES and min(found) > usual - 1:
                # A decree, a dedication: set wider than the rest.
                shape.wider[page[0].page, key] = usual
    for key, found in gaps.items():
        most = max(found.values())
        # The smallest distance that is common: in lists of short items the larger one may be commoner.
        shape.leading[key] = min(gap for gap, count in found.items() if count >= max(2, 0.25 * most) or count == most)
    for page in pages:
        for line in page:
            edge = (line.page, line.column)
            shape.right[edge] = max(shape.right.get(edge, 0.0), line.x1)
        _group_edges(page, shape)
    return shape


def _group_edges(page: Sequence[Line], shape: Shape) -> None:
    """The right edge of each run of lines without a gap: no more than the true edge of their column."""
    group: list[Line] = []
    for line in (*page, None):
        if line is not None and group and _same_group(group[-1], line, shape):
            group.append(line)
            continue
        edge = max((member.x1 for member in group), default=0.0)
        for member in group:
            shape.group_right[id(member)] = edge
        if _is_loose(group):
            shape.loose.update(map(id, group))
        group = [line] if line is not None else []


# Names under a contract, an address: so many lines, one of which leaves this share of the widest free.
_LOOSE_LINES, _LEFT_FREE = range(3, 9), 0.3


def _is_loose(group: Sequence[Line]) -> bool:
    """Whether lines without a gap are no running text but each its own: none ends a sentence, none begins small, and
    one within them stops far from where another ends."""
    if len(group) not in _LOOSE_LINES or any(finished(a.text) or a.text[:1].islower() for a in group):
        return False
    edge = max(line.x1 for line in group)
    return any(edge - a.x1 - b.first_word > _LEFT_FREE * (edge - a.x0) for a, b in pairwise(group[:-1]))


def _same_group(a: Line, b: Line, shape: Shape) -> bool:
    return (
        a.column == b.column
        and abs(a.size - b.size) < 0.08 * max(a.size, b.size)
        and 0 < a.y - b.y <= 1.3 * shape.distance(a.size, a.page)
    )


def paragraphs(
    page: Sequence[Line], shape: Shape, before: Paragraph | None = None, *, apart: bool = False
) -> list[Paragraph]:
    """The paragraphs of a page (or of its notes). `before` is the last paragraph of the page before: where the first
    line plainly continues its sentence, it is added there and begins no paragraph. `apart`: whether a table stands
    between them; over it goes a paragraph of several lines, or a sentence that goes on small, but no lone line."""
    if apart and before is not None and page and len(before.lines) < 2 and not page[0].text[:1].islower():
        before = None
    result: list[Paragraph] = []
    current = before
    entries = contents_entries(page, shape, goes_on=before is not None and before.entry)
    listed = listed_lines(page, shape.right)
    for i, line in enumerate(page):
        apart, settled = True, False
        if i in entries:
            if entries[i] == i:
                result.append(Paragraph([], entry=True))
            current = result[-1]
            current.lines.append(line)
            continue
        if current is not None:
            last = current.last
            if (last.page, last.column) != (line.page, line.column):
                if _goes_on_across(current, line, shape):
                    current.lines.append(line)
                    continue
                settled = _ended_short(current, line, shape)
            elif i not in listed and not _begins(current, line, shape, result):
                current.lines.append(line)
                current.entry = current.entry or is_contents_entry(line.text)
                continue
            else:
                apart = last.y - line.y > 1.3 * shape.distance(line.size, line.page) or last.y <= line.y
                roomy = _room(last, line, shape) > _PLENTY * line.size
                item = _next_item(current, line, result) or _same_mark(current.first, line)
                settled = last.y > line.y and (roomy or item or id(last) in shape.loose)
        current = Paragraph([line], apart, settled, is_contents_entry(line.text), i in listed)
        result.append(current)
    return result


# An entry of a table of contents has so many lines at most, and a page that lists them so many of them at least.
_ENTRY_LINES, _LEAST_ENTRIES = 12, 3
_LED_TO_PAGE = re.compile(r"(?:(?<!\.)\.{3,}+|(?<!…)…++|(?<!\s\.)(?:\s\.){3,}+|(?<!·)·{3,}+)\s*+\d{1,4}\s*$")


def contents_entries(page: Sequence[Line], shape: Shape, *, goes_on: bool) -> dict[int, int]:
    """Of each line in a table of contents, the first line of its entry: leaders to a page end an entry, and the lines
    above belong to it as far as they hang under its first one, or stand flush with it behind another entry. `goes_on`:
    the page before ended in one."""
    ends = [i for i, line in enumerate(page) if _LED_TO_PAGE.search(line.text)]
    found: dict[int, int] = {}
    for end in ends if goes_on or len(ends) >= _LEAST_ENTRIES else ():
        start = end
        while start > 0 and end - start < _ENTRY_LINES and not _LED_TO_PAGE.search(page[start - 1].text):
            above, line = page[start - 1], page[start]
            step, em = above.y - line.y, line.size
            tight = above.column == line.column and 0 < step <= 1.3 * shape.distance(em)
            if (
                not tight
                or abs(above.size - em) > 0.08 * em
                or above.bold > 0.9 > 0.1 > line.bold
                or line.x0 < above.x0 - 2
            ):
                break
            start -= 1
            if line.x0 > above.x0 + 0.8 * em:
                break
        hangs = start < end and page[end].x0 > page[start].x0 + 0.8 * page[end].size
        if start < end and not hangs and start > 0 and start - 1 not in found:
            # Flush lines begin where the entry before ended; else a title may stand over them.
            start = end if end - start > 1 else start
        found.update((i, start) for i in range(start, end + 1))
    return found


def _begins(paragraph: Paragraph, line: Line, shape: Shape, so_far: Sequence[Paragraph]) -> bool:
    """Whether a line of the same column begins a paragraph."""
    last, em = paragraph.last, line.size
    gap = last.y - line.y
    if gap <= 0 or line.bullet or abs(last.size - line.size) > 0.08 * max(last.size, line.size):
        return True
    if gap > 1.3 * shape.distance(line.size, line.page) or _same_mark(paragraph.first, line):
        return True
    if is_contents_entry(line.text):
        # Unless it is the second line of an entry that was too long for one.
        earlier = so_far[-2] if len(so_far) > 1 and so_far[-1] is paragraph else None
        return paragraph.entry or earlier is None or not earlier.entry or len(paragraph.lines) > 2
    if paragraph.entry or (_AMOUNT.search(last.text) and _AMOUNT.search(line.text)):
        return True
    if _next_item(paragraph, line, so_far):
        return True
    fits = _would_have_fitted(last, line, shape)
    if last.bold > 0.9 > 0.1 > line.bold or (line.bold > 0.9 > 0.1 > last.bold and (fits or finished(last.text))):
        return True
    if _is_title(paragraph, shape) and line.bold >= 0.9 * last.bold:
        off, step = abs((last.x0 + last.x1) - (line.x0 + line.x1)), abs(last.x0 - line.x0)
        centred = (off < 2 * em and step > em) or (off <= _CENTRED and step > _CENTRED / 2)
        if len(paragraph.lines) == 1 and _DIVISION.fullmatch(last.text.strip()):
            return False
        if line.text[:1].islower() and hangs(last.text):
            return False
        return bool(_START.match(line.text)) or (fits and not centred)
    if fits:
        return True
    return _indent_begins(paragraph, line)


def _same_mark(first: Line, line: Line) -> bool:
    """Whether two lines begin with one bullet at one place: then both begin an item, however long the one before is."""
    marks = [BULLET.match(text) for text in (first.text, line.text)]
    if marks[0] is None or marks[1] is None or abs(first.x0 - line.x0) > 0.3 * line.size:
        return False
    return marks[0][1] == marks[1][1]


def _next_item(paragraph: Paragraph, line: Line, so_far: Sequence[Paragraph]) -> bool:
    """Whether a line is the next item of a list without marks, each item a line: the one before promises it with ; or
    `; and`, and a neighbour on one of both sides does so too. In running text no two lines in turn end like that."""
    last = paragraph.last
    if len(paragraph.lines) > 1 or abs(last.x0 - line.x0) > 1 or not _PROMISES.search(last.text):
        return False
    before = so_far[-2] if len(so_far) > 1 and so_far[-1] is paragraph else None
    listed = before is not None and abs(before.last.x0 - line.x0) <= 1 and bool(_PROMISES.search(before.last.text))
    return listed or bool(_LAST_BUT_ONE.search(last.text)) or bool(_LAST_BUT_ONE.search(line.text))


def _indent_begins(paragraph: Paragraph, line: Line) -> bool:
    """What indents say, where the line before is full."""
    first, last, em = paragraph.first, paragraph.last, line.size
    starts = bool(_START.match(line.text))
    if len(paragraph.lines) > 1:
        follow = paragraph.lines[1].x0 if paragraph.lines[1].page == line.page else last.x0
        if line.x0 < follow - 0.8 * em:
            return True
        if line.x0 > follow + 0.8 * em:
            return finished(last.text) or starts
        # In text without hanging indents (ii) at the start of a line may stand in the middle of a sentence.
        flush = first.x0 >= follow - 0.8 * em
        return flush and bool(_NUMBER.match(line.text)) and bool(_FULL_STOP.search(last.text))
    labelled = bool(_START.match(first.text)) or bool(first.bullet)
    if starts and finished(last.text) and line.x0 <= first.x0 + 0.8 * em:
        return True
    if line.x0 > first.x0 + 0.8 * em and not labelled:
        return finished(last.text)
    return line.x0 < first.x0 - _INDENT * em


def _would_have_fitted(last: Line, line: Line, shape: Shape) -> bool:
    """Whether the line's first word had room at the end of the line before, so that the break was meant."""
    if last.text.endswith(("/", "–")) or (
        last.text[-2:-1].isalpha() and last.text[-1] == "-" and line.text[0].islower()
    ):
        # Broken within a word: a document symbol, a web address, a range, a compound.
        return False
    em = line.size
    edge = shape.group_right.get(id(last), last.x1)
    chinese = wide(last.text[-1]) and wide(line.text[0])
    if _room(last, line, shape) > (1.2 if chinese else 0.5) * em:
        return True
    # Two or three short lines with nothing longer around them: an address, a date, a list of names.
    column = shape.right.get((last.page, last.column), last.x1)
    if id(last) in shape.loose and last.x1 + line.first_word + em < column:
        return True
    goes_on = line.text[:1].islower() and not finished(last.text) and not _ADDRESS.fullmatch(line.text.strip())
    return edge < last.x0 + 0.6 * (column - last.x0) and not goes_on


def _room(last: Line, line: Line, shape: Shape) -> float:
    """How much room there was at the end of a line behind the first word of the next, in points."""
    return shape.group_right.get(id(last), last.x1) - last.x1 - line.first_word


def _ended_short(paragraph: Paragraph, line: Line, shape: Shape) -> bool:
    """Whether a paragraph ended with its sentence and with much room left in its column, so that what stands at the top
    of the next begins anew, however the two are numbered."""
    last = paragraph.last
    edge = shape.right.get((last.page, last.column), last.x1)
    room = edge - last.x1 - line.first_word
    return len(paragraph.lines) > 1 and finished(last.text) and room > _PLENTY * line.size


def _goes_on_across(paragraph: Paragraph, line: Line, shape: Shape) -> bool:
    """Whether a paragraph goes on at the top of the next column or page."""
    last = paragraph.last
    if paragraph.entry or line.bullet or BULLET.match(line.text) or _is_title(paragraph, shape):
        return False
    if abs(last.size - line.size) > 0.08 * last.size or (last.bold > 0.9) != (line.bold > 0.9):
        return False
    edge = shape.right.get((last.page, last.column), last.x1)
    full = last.x1 + line.first_word > edge - 2 * line.size
    if full and last.column == line.column and _hangs(paragraph, line):
        return True
    if finished(last.text) or _START.match(line.text):
        return False
    start = line.text[0]
    # The lines under a first line that is indented begin further left.
    left = last.x0 - (_INDENT * line.size if len(paragraph.lines) == 1 else 2)
    return full and (start.islower() or wide(start) or is_han(last.text[-1]) or line.x0 >= left)


def _hangs(paragraph: Paragraph, line: Line) -> bool:
    """Whether the line stands where the lines under a hanging number do: what begins anew begins further left."""
    if len(paragraph.lines) < 2 or not _START.match(paragraph.first.text):
        return False
    follow = paragraph.lines[1].x0
    return follow > paragraph.first.x0 + 0.8 * line.size and abs(line.x0 - follow) < 2


def _is_title(paragraph: Paragraph, shape: Shape) -> bool:
    """Whether the lines are set as a heading: larger than the text, or bold from end to end."""
    larger = paragraph.first.size >= 1.07 * shape.size
    bold = all(line.bold > 0.9 for line in paragraph.lines) and paragraph.first.size >= 0.85 * shape.size
    return (larger or bold) and len(paragraph.lines) <= 4


def is_heading(paragraph: Paragraph, shape: Shape) -> bool:
    """Whether a paragraph is a heading: set as one, short, and no sentence unless it is larger than the text."""
    if not _is_title(paragraph, shape) or paragraph.length > _MAX_HEADING or paragraph.entry or paragraph.first.bullet:
        return False
    larger = paragraph.first.size >= 1.07 * shape.size
    text = paragraph.last.text
    return larger or not (finished(text) and not text.endswith((":", "：")))


def heading_levels(headings: Iterable[Paragraph]) -> dict[tuple[float, bool], int]:
    """Levels (1 is highest) of the looks that headings have: the larger before the smaller, bold before plain."""
    looks = {look(heading) for heading in headings}
    return {key: min(level, 9) for level, key in enumerate(sorted(looks, key=lambda k: (-k[0], not k[1])), 1)}


def look(paragraph: Paragraph) -> tuple[float, bool]:
    """Size to half a point, and whether bold."""
    return round(paragraph.first.size * 2) / 2, paragraph.first.bold > 0.5
