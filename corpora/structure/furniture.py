"""Telling the text of a paper from what the page added: running headers, page numbers, rules, contents tables.

Nothing is thrown away: a block that is no text gets the role of what it is, and becomes a unit that is not translated.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from duizhao.corpora.language.scripts import comparable, is_han
from duizhao.corpora.model import Mark, Span
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.characters import SUPERSCRIPTS
from duizhao.corpora.structure.line_shape import abbreviated, finished, is_contents_entry, width
from duizhao.corpora.structure.marked_text import Edit, Marked, edit, in_order

#: Roles that are no text of the paper.
FURNITURE = frozenset((Role.HEADER, Role.FOOTER, Role.RULE, Role.PAGE_BREAK))

# 8 · - 8 - · Page 8 of 52 · 第 8 页 · 8/52 · viii · [8]
_PAGE_NUMBER = re.compile(
    r"(?:[-–—\[|]\s*)?(?:page|p\.|pg\.?|第)?\s*(?:\d{1,4}|[ivxlc]{1,6})\s*(?:页|頁)?"
    r"(?:\s*(?:/|of|共|，共)\s*\d{1,4}\s*(?:页|頁)?)?\s*(?:[-–—\]|])?",
    re.IGNORECASE,
)
# The symbol of a document of the UN family, alone on its line: GB.346/PFA/1, A/RES/70/1, E/CN.4/1999/SR.1
_SYMBOL = re.compile(r"[A-Z]{1,12}(?:[./-][A-Z0-9()]{1,14}){1,7}\.?(?:\s*\([A-Za-z. ]{1,12}\))?")
_CONTENTS_TITLE = re.compile(r"(?:table of )?contents|目\s*[录錄次]|内容提要目录", re.IGNORECASE)
# How far apart a heading over the page column may stand: "Page", "页次", "Paragraphs".
_CONTENTS_HEAD = re.compile(
    r"(?:page|pages|paragraphs?|页次|頁次|页码|頁碼|段次|段落)(?:\s+(?:page|页次|段次))?", re.IGNORECASE
)

# Half of a sentence that page breaks happened to cut twice in the same place: `60. At the country level,`
_HALF = re.compile(r"^[(（]?\d{1,4}\s?[.．、)）]\s*\S|^[a-z]{2,}\s|[,;:，；：、]$")
# A note under a text that refers to it with a sign: it may stand on several pages, word for word.
_SIGNED = re.compile(r"[*†‡@#^]{1,3}\s?[^\W\d_].*(?:[.。)）]|.{24}\w)$")
# A page number beside other words, where it says that it is one: `Board paper – page 12`, `第 12 页`
_NUMBERED = re.compile(r"\b[Pp](?:age|g|\.)\s?\d{1,4}\b|第\s?\d+\s?[页頁]")
# A running header is short; a paragraph that repeats is text.
_MAX_HEADER = 160


def is_symbol(text: str) -> bool:
    """Whether the text is nothing but the symbol of a document."""
    return bool(_SYMBOL.fullmatch(text.strip())) and any(c.isdecimal() for c in text)


def is_contents_title(text: str) -> bool:
    """Whether the text is what stands over a list of contents, and no more."""
    return bool(_CONTENTS_TITLE.fullmatch(text.strip()))


def key(text: str) -> str:
    """A text for comparing: no white space, no ornament, letters in lower case, characters simplified."""
    return comparable(re.sub(r"[\s▶►▸■◆●.…·]+", "", text).lower())


def set_apart(blocks: Sequence[Block]) -> list[Block]:
    """The same blocks with furniture and contents lines given their roles."""
    marked = _notes(_page_numbers(list(blocks)))
    marked = _running_headers(marked)
    return _contents(marked)


# A note under a rule at the foot of a page: `1 See also GB.1/2.`, `¹ 见上文。`
_NOTE = re.compile(r"(\d{1,2}|[¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹]?)\s+(?=[^\W\d_]|[“《(（])|([¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹]?)(?=\S)")


def _notes(blocks: list[Block]) -> list[Block]:
    """Footnotes that the format did not mark: under a rule, numbered on from the note before."""
    result: list[Block] = []
    last = 0
    for block in blocks:
        before = result[-1].role if result else None
        match = _NOTE.match(block.text) if block.role is Role.TEXT and not block.label else None
        if match and before in (Role.RULE, Role.FOOTNOTE):
            label = (match[1] or match[2]).translate(SUPERSCRIPTS)
            if int(label) == last + 1 or label != match[0].strip():
                last = int(label)
                rest = edit(Marked(block.text, block.marks), [Edit(0, match.end())])
                block = replace(block, text=rest.text, marks=rest.marks, role=Role.FOOTNOTE, label=label)
                _take_mark(result, label)
        elif block.role is Role.FOOTNOTE and block.label.isdecimal():
            last = int(block.label)
        result.append(block)
    return result


def _take_mark(blocks: list[Block], label: str) -> None:
    """Take the mark of a note out of the text before it, where a conversion left the figure bare: `the report;1`. A
    figure within a word, a number or a Chinese sentence is none."""
    pattern = re.compile(
        rf"(?:[a-z]{{3}}[,;:”’\")]?|\)[,;:]?|[。；”》）]){label}(?=\s|$)|[a-z)][”’\")]?\.[”’\")]?{label}(?=\s+[A-Z“\"(]|$)"
    )
    for i in range(len(blocks) - 1, max(-1, len(blocks) - 60), -1):
        block = blocks[i]
        if block.role not in (Role.TEXT, Role.ITEM):
            continue
        found = [m for m in pattern.finditer(block.text) if not abbreviated(block.text[: m.end() - len(label)])]
        if found:
            at = found[-1].end() - len(label)
            clean = edit(Marked(block.text, block.marks), [Edit(at, at + len(label))])
            marks = in_order((*clean.marks, Mark("footnote", Span(at, at), label)))
            blocks[i] = replace(block, text=clean.text, marks=marks)
            return


def _page_numbers(blocks: list[Block]) -> list[Block]:
    """A line of its own with nothing but a number is a page number; so is one joined to a document symbol."""
    result = []
    for block in blocks:
        if block.role is Role.TEXT and not block.label:
            text = block.text.strip()
            bare = _PAGE_NUMBER.fullmatch(text)
            # A lone Roman numeral in capitals may number a chapter.
            if bare and (any(c.isdecimal() for c in text) or text.islower()):
                block = replace(block, role=Role.FOOTER)
        result.append(block)
    return result


def _pattern(text: str) -> str:
    """What stays the same in a running header when the page number changes."""
    return re.sub(r"\d+", "0", key(text))


def _running_headers(blocks: list[Block]) -> list[Block]:
    """Short lines that return at page ends: the same but for numbers, beside a page number, rule or page break, or in
    the middle of a sentence. A title that returns (`Strategy` in every chapter) does neither."""
    groups: dict[str, list[int]] = defaultdict(list)
    for i, block in enumerate(blocks):
        text = block.text.strip()
        if _SIGNED.match(text) or _HALF.search(text):
            continue
        if block.role in (Role.TEXT, Role.HEADING) and 0 < len(text) <= _MAX_HEADER:
            groups[_pattern(text)].append(i)
    furniture: set[int] = set()
    for members in groups.values():
        text = blocks[members[0]].text
        symbol = is_symbol(text)
        numbered = len(members) == 1 and bool(_NUMBERED.search(text)) and not finished(text)
        if len(members) < 2 and not symbol and not numbered:
            continue
        if any(blocks[i].role is Role.HEADING for i in members) and not symbol:
            continue
        # A full sentence that returns is text, wherever pages end; only one that cuts sentences in two is furniture.
        whole = finished(text) and not symbol
        own = Counter(key(blocks[i].text) for i in members)
        once = {i for i in members if len(own) > 1 and own[key(blocks[i].text)] == 1}
        at_page = [
            i
            for i in members
            if not whole and _beside_page_end(blocks, i, rule=symbol) and not (i in once and _counts_itself(blocks, i))
        ]
        broken = [i for i in members if _inside_sentence(blocks, i)]
        evidence = len(set(at_page) | set(broken))
        if numbered:
            furniture.update(broken)
        elif evidence >= max(1 if symbol else 2, 0.5 * len(members)):
            # The first may be the title itself, from which the running header was taken: where no page has ended yet.
            ends = next((j for j, b in enumerate(blocks) if b.role in FURNITURE), len(blocks))
            sure = {*at_page, *broken}
            furniture.update(i for i in members if i in sure or (len(members) >= 3 and i > ends))
    return [replace(b, role=Role.HEADER) if i in furniture else b for i, b in enumerate(blocks)]


def _beside_page_end(blocks: Sequence[Block], i: int, *, rule: bool) -> bool:
    """Whether a neighbour is a page number or a page break, or a rule where `rule` says that this is enough."""
    ends = (Role.FOOTER, Role.PAGE_BREAK, Role.RULE) if rule else (Role.FOOTER, Role.PAGE_BREAK)
    return any(blocks[j].role in ends for j in (i - 1, i + 1) if 0 <= j < len(blocks))


def _counts_itself(blocks: Sequence[Block], i: int) -> bool:
    """Whether a line that returns with other figures has the page number beside it, and figures that are not it:
    `Notice 2` over `Notice 3` counts notices."""
    near = [i - 1, i + 1]
    if i > 1 and blocks[i - 1].role is Role.PAGE_BREAK:
        # The number of the page that ended above.
        near.append(i - 2)
    beside = [blocks[j].text for j in near if 0 <= j < len(blocks) and blocks[j].role is Role.FOOTER]
    pages = {n for text in beside for n in re.findall(r"\d+", text)}
    return bool(pages) and not pages & set(re.findall(r"\d+", blocks[i].text))


def _inside_sentence(blocks: Sequence[Block], i: int) -> bool:
    """Whether the text before breaks off and the text after goes on."""
    before = next((b for b in reversed(blocks[max(0, i - 6) : i]) if b.role not in FURNITURE), None)
    after = next((b for b in blocks[i + 1 : i + 7] if b.role not in FURNITURE), None)
    if before is None or after is None or before.role not in (Role.TEXT, Role.ITEM) or after.role is not Role.TEXT:
        return False
    start = after.text.lstrip()[:1]
    goes_on = start.islower() or (bool(start) and is_han(start))
    return goes_on and width(before.text) > 20 and not finished(before.text)


def _contents(blocks: list[Block]) -> list[Block]:
    """The lines of a contents table: with dot leaders anywhere; between a title `Contents` and the first text, any
    line that ends in a page number, and the heading over the page column."""
    result: list[Block] = []
    inside = False
    for i, block in enumerate(blocks):
        text = block.text.strip()
        if block.role is Role.CONTENTS or (
            _CONTENTS_TITLE.fullmatch(key(text)) and block.role in (Role.HEADING, Role.TEXT)
        ):
            inside = True
        elif inside and block.role in (Role.TEXT, Role.ITEM, Role.CELL):
            if _CONTENTS_HEAD.fullmatch(text) or _ends_in_page(text) or _wrapped_entry(blocks, i):
                block = replace(block, role=Role.CONTENTS)
            else:
                inside = False
        elif block.role is Role.HEADING:
            inside = False
        if _CONTENTS_HEAD.fullmatch(text) and block.role is Role.TEXT and _next_role(blocks, i) is Role.CONTENTS:
            block = replace(block, role=Role.CONTENTS)
        result.append(block)
    return result


def _ends_in_page(text: str) -> bool:
    """Whether a short line ends in what may be its page: `Draft decision 52`, but not `… of 7 October 2022`."""
    match = re.search(r"\D\s*(\d{1,3})$", text)
    return bool(match) and len(text) <= _MAX_HEADER and not finished(text) and int(match[1] if match else 0) > 0


def _wrapped_entry(blocks: Sequence[Block], i: int) -> bool:
    """Whether the line is the first half of an entry that goes on in the next line."""
    if i + 1 >= len(blocks):
        return False
    following = blocks[i + 1]
    return (
        not following.blank_before
        and (following.role is Role.CONTENTS or is_contents_entry(following.text))
        and len(blocks[i].text) <= _MAX_HEADER
        and not finished(blocks[i].text)
    )


def _next_role(blocks: Sequence[Block], i: int) -> Role | None:
    return blocks[i + 1].role if i + 1 < len(blocks) else None


def entry_title(text: str) -> str:
    """The title in a contents entry, without leaders and page: for comparing it with headings."""
    return re.sub(r"(?:[\s.…·_-]{2,}|\t)\s*(?:\d{1,4}|[ivxlc]{1,6})?\s*$", "", text).strip()
