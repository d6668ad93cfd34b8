"""Cross-references inside sentences: 第 204 段 and `paragraph 204` mean paragraph 204; 第 10 至 12 段 means 10 to 12.

A reference is never a label; it says which unit is meant. Whether it means this document's or another's (`paragraph 4
of document GB.345/INS/2`, 《章程》第 24 条) is told by what stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from duizhao.corpora.language.table import is_chinese
from duizhao.corpora.model import Document, Kind, Span
from duizhao.corpora.numerals.characters import number as chinese_number


@dataclass(frozen=True, slots=True)
class Reference:
    """What a place in a text refers to.

    `kind` is `paragraph`, `article` or `section`; `first` and `last` are the numbers (equal for one); `item` a sub-item
    as printed (`b` in 29 (b)), or what tells 29 bis (29之二) from 29: `bis`. `own` says that nothing beside it names
    another text.
    """

    kind: str
    first: tuple[int, ...]
    last: tuple[int, ...]
    text: str
    span: Span
    item: str = ""
    own: bool = True


_DASH = r"[-–—~～]"
_N = r"\d{1,4}(?:\.\d{1,3}){0,3}"
_LATER = ("bis", "ter", "quater", "quinquies", "sexies")
_ITEM = rf"(?:\s?\(([a-z]{{1,2}}|[ivx]{{1,5}})\)|\s?({'|'.join(_LATER)})\b)"
_ENGLISH = re.compile(
    rf"\b(?P<word>paragraphs?|paras?\.?|articles?|arts?\.|sections?|sects?\.)\s+(?P<list>{_N}(?:{_ITEM})?"
    rf"(?:(?:\s*,\s*(?:and\s+)?|\s+(?:and|or|to)\s+|\s*{_DASH}\s*){_N}(?:{_ITEM})?)*)",
    re.IGNORECASE,
)
_HAN_N = r"(?:\d{1,4}(?:\.\d{1,3}){0,3}|[〇零一二三四五六七八九十百]{1,6})"
_CHINESE = re.compile(
    rf"(?P<list>第\s?{_HAN_N}(?:\s?(?:[至到、和及与與或]|{_DASH})\s?(?:第\s?)?{_HAN_N})*)\s?(?P<word>段(?!落)|[条條](?![线線])|节|節)"
    r"(?:\s?之(?P<later>[二三四五六](?![之类類十])))?(?:\s?[(（](?P<item>[a-z]{1,2}|[ivx]{1,5}|[一二三四五六七八九十]{1,2})[)）])?"
)
_KINDS = {"p": "paragraph", "a": "article", "s": "section", "段": "paragraph", "条": "article", "條": "article"}
# What says that the reference is to another text.
_OTHERS_EN = re.compile(
    r"\s*+(?:,\s*+)?(?:of|in|to)\s+(?:the\s+|its\s+|that\s+)?(?:document|doc\.|Convention|Recommendation|Protocol"
    r"|Constitution|resolution|Charter|Statute|Covenant|Rules|Standing Orders|[A-Z]{1,6}[./])"
)
_OTHERS_ZH = re.compile(
    r"(?:》|公约|公約|议定书|議定書|建议书|建議書|章程|宪章|憲章|决议|決議|文件\s?[A-Z./\d]*)(?:的|之)?\s*$"
)


def references(text: str, language: str) -> tuple[Reference, ...]:
    """The cross-references in a text, in order.

    >>> [(r.first, r.last, r.text) for r in references("见第 204 段和第10至12段", "zh")]
    [((204,), (204,), '第 204 段'), ((10,), (12,), '第10至12段')]
    >>> found = references("paragraph 29(b) and Article 24 of the Constitution", "en")
    >>> [(r.kind, r.first, r.item, r.own) for r in found]
    [('paragraph', (29,), 'b', True), ('article', (24,), '', False)]
    """
    return tuple(_chinese(text) if is_chinese(language) else _english(text))


def _english(text: str) -> Iterator[Reference]:
    for match in _ENGLISH.finditer(text):
        kind = _KINDS[match["word"][0].lower()]
        own = not _OTHERS_EN.match(text, match.end())
        for first, last, start, end, item in _members(match["list"], match.start("list")):
            # The word belongs to the first of its numbers.
            start = match.start() if start == match.start("list") else start
            yield Reference(kind, first, last, text[start:end], Span(start, end), item, own)


def _chinese(text: str) -> Iterator[Reference]:
    for match in _CHINESE.finditer(text):
        kind = _KINDS.get(match["word"], "section")
        own = not _OTHERS_ZH.search(text[max(0, match.start() - 16) : match.start()])
        members = list(_members(match["list"], match.start("list")))
        for i, (first, last, start, end, _) in enumerate(members):
            final = i == len(members) - 1
            end = match.end() if final else end
            item = (match["item"] or _inserted(match["later"])) if final else ""
            yield Reference(kind, first, last, text[start:end], Span(start, end), item, own)


def _inserted(han: str | None) -> str:
    """The Latin name of 之二, 之三…; "" for none."""
    return _LATER["二三四五六".index(han)] if han else ""


_MEMBER = re.compile(rf"(?:第\s?)?(?P<n>{_HAN_N})(?:{_ITEM})?")
_RANGE = re.compile(rf"\s*(?:{_DASH}|至|到|to)\s*(?:第\s?)?$")


def _members(found: str, offset: int) -> Iterator[tuple[tuple[int, ...], tuple[int, ...], int, int, str]]:
    """The numbers of a list such as `10 to 12 and 14`, ranges as one: first, last, start, end, sub-item."""
    members: list[tuple[tuple[int, ...], tuple[int, ...], int, int, str]] = []
    at = 0
    for match in _MEMBER.finditer(found):
        value = _value(match["n"])
        if value is None:
            continue
        start, end = match.start() + offset, match.end() + offset
        if members and _RANGE.fullmatch(found[at : match.start()]):
            first, _, begun, _, item = members.pop()
            members.append((first, value, begun, end, item))
        else:
            members.append((value, value, start, end, match[2] or match[3] or ""))
        at = match.end()
    yield from members


def _value(text: str) -> tuple[int, ...] | None:
    if text[0].isdecimal():
        return tuple(int(part) for part in text.split("."))
    number = chinese_number(text)
    return None if number is None else (number,)


def links(document: Document) -> Iterator[tuple[str, Reference, str]]:
    """The references of a document to its own paragraphs: unit that refers, reference, id of the unit meant ("" where
    the document has no such paragraph)."""
    targets = {u.number: u.id for u in reversed(document.units) if u.number and u.kind is Kind.PARAGRAPH}
    ids = {u.id for u in document.units}
    for unit in document.translatable:
        for reference in references(unit.text, document.language):
            if reference.own and reference.kind == "paragraph":
                inserted = f"p{reference.first[0]:03d}{reference.item}"
                known = inserted if inserted in ids else ""
                yield unit.id, reference, known if reference.item in _LATER else targets.get(reference.first, "")
