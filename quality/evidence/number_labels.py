"""Numbers that are labels and no part of what is said: of an item, a heading, a list inside a sentence, the page of a
line of contents, the next item that a reader left behind this one."""

from __future__ import annotations

import re

from duizhao.corpora.language.scripts import HAN
from duizhao.corpora.model import Locator, Pair
from duizhao.corpora.numerals.characters import number

# 6. Click, (2) Program, 5) Registers, 3.1.2.1 A list, 36. Feedback; not 5 days, 3.5 million, 1. 5.
_FIRST = re.compile(
    rf"\s*(?:[(（]\d{{1,3}}[)）]|\d{{1,3}}(?:[)）、]|\.(?=\s*[A-Z“\"{HAN}a-z]))|\d{{1,3}}(?:\.\d{{1,3}}){{2,}}\.?(?=\s)"
    rf"|\d{{1,3}}\.\d{{1,3}}(?=\s+[A-Z]))"
)
_ANY = re.compile(r"\s*(?:[(（]?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5}|[一二三四五六七八九十]{1,3})[)）.、]|\d+(?:\.\d+)+)")
_BEFORE = r"(?:^|(?<=[\s:：;；,，。(（]))"
_FIGURES = re.compile(rf"{_BEFORE}(\d{{1,2}})[)）]")
_LETTERS = re.compile(rf"{_BEFORE}(?:[ivx]{{1,4}}|[a-z])[)）]")
# Page numbers stand behind a leader of dots and differ between editions; a note's mark is written [^3] in Markdown.
_PAGE = re.compile(r"(?<![.…·．。⋯])(?<![.…·．。⋯]\s)(?:\s?[.…·．。⋯]){4,}\s*\d{1,4}\s*$")
_NOTE = re.compile(r"\[\^[\w-]{1,24}\]")
# Note: (1) Open the lid: the label of a list of one, behind the word that opens it.
_BEHIND = re.compile(r"^.{1,24}?[:：]\s*([(（]\d{1,2}[)）])")
# Figure 3, 示例 4-6：, at the beginning of a caption; the notice of copyright at the foot of a page.
_CAPTION = re.compile(
    r"\s*(?:Figure|Fig\.|Table|Listing|Example|Box|图|圖|表|示例|清单|清單|图表|圖表|代码清单)\s*"
    r"\d{1,3}(?:[-–.]\d{1,3}){0,2}\s*[:：.．]"
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|Copyright\b)[^。;；\n]{0,60}?(?:19|20)\d\d", re.IGNORECASE)
# The mark of a note that one reader told from the text and the other did not: … as they occur [^10], …整合 8。
_RAISED = re.compile(rf"(?<=[{HAN}])\s?\d{{1,3}}(?=\s*[。.]?\s*$)|(?<=[a-z,.)])\d{{1,3}}(?=\.?\s*$)")
_END = re.compile(r"\d\.")
_NEXT = re.compile(r"(?<=\s)(\d{1,3})\.\s*$")
_PLACE = re.compile(r"\.0?(\d{1,3})$")  # of an item in its list, as units are named: x11.03


def without_labels(source: str, target: str) -> tuple[str, str]:
    """Both texts with their labels blanked out where only one of them prints it (the other's reader took it off, or the
    translator left it out), or where one counts by figures and the other by letters: i) … ii), 1) … 2).

    >>> without_labels("6. Click download", "点击下载。")
    ('   Click download', '点击下载。')
    >>> without_labels("6. Click download", "7. 点击下载。")
    ('6. Click download', '7. 点击下载。')
    """
    source, target = _without_printed(source, target)
    one, other = _FIRST.match(source), _FIRST.match(target)
    if bool(one) != bool(other) and _same_place(source, target):
        if one:
            source = _blank(source, *one.span())
        elif other:
            target = _blank(target, *other.span())
    elif one and not _ANY.match(target):
        source = _blank(source, *one.span())
    elif other and not _ANY.match(source):
        target = _blank(target, *other.span())
    elif not one and not other:
        one, other = _BEHIND.match(source), _BEHIND.match(target)
        if one and not other and not _FIGURES.search(target) and not _LETTERS.search(target):
            source = _blank(source, *one.span(1))
        elif other and not one and not _FIGURES.search(source) and not _LETTERS.search(source):
            target = _blank(target, *other.span(1))
    if not any(mark in text for text in (source, target) for mark in ")）"):
        return source, target
    if _LETTERS.search(source) and _counted(target, source):
        target = _FIGURES.sub(lambda m: " " * len(m[0]), target)
    elif _LETTERS.search(target) and _counted(source, target):
        source = _FIGURES.sub(lambda m: " " * len(m[0]), source)
    return source, target


# （一）, 二、, (c), iv) before a heading or an item; 3.2 and 3.2.1, whose last part says the same place in the list.
_STYLED = re.compile(
    r"\s*[(（]?(?:(?P<han>[一二三四五六七八九十]{1,3})|(?P<roman>[ivx]{1,5})|(?P<letter>[a-zA-Z]))[)）.、．]"
)
_LAST = re.compile(r"\s*[(（]?(?:\d{1,3}\.){0,4}(\d{1,3})(?=[)）.、\s])")


def _same_place(one: str, other: str) -> bool:
    """Whether one text is labelled by figures and the other in characters or letters, and both say the same place."""
    for figures, styled in ((_LAST.match(one), _STYLED.match(other)), (_LAST.match(other), _STYLED.match(one))):
        if figures and styled and int(figures[1]) in _places(styled):
            return True
    return False


def _places(label: re.Match[str]) -> tuple[int | None, ...]:
    if label["han"]:
        return (number(label["han"]),)
    if label["roman"]:
        letter = "abcdefghijklmnopqrstuvwxyz".index(label["roman"]) + 1 if len(label["roman"]) == 1 else None
        return (_ROMAN.get(label["roman"]), letter)
    return ("abcdefghijklmnopqrstuvwxyz".index(label["letter"].lower()) + 1,)


_ROMAN = {text: n for n, text in enumerate("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split(), 1)}


def _numbered(text: str) -> bool:
    """Whether a text has figures where a caption has its number: 框 1."""
    return any(c.isdigit() for c in text[:12])


def _without_printed(source: str, target: str) -> tuple[str, str]:
    """Both texts without page numbers, marks of notes, and what only one of them prints: captions, copyright."""
    if _NOTE.search(source) and not _NOTE.search(target):
        target = _RAISED.sub(lambda m: " " * len(m[0]), target)
    elif _NOTE.search(target) and not _NOTE.search(source):
        source = _RAISED.sub(lambda m: " " * len(m[0]), source)
    for find in (_CAPTION.match, _copyright):
        one, other = find(source), find(target)
        if one and not other and not _numbered(target):
            source = _blank(source, *one.span())
        elif other and not one and not _numbered(source):
            target = _blank(target, *other.span())
    return _without_marks(source), _without_marks(target)


def _copyright(text: str) -> re.Match[str] | None:
    lower = text.lower()
    return _COPYRIGHT.search(text) if "©" in lower or "(c)" in lower or "copyright" in lower else None


def _without_marks(text: str) -> str:
    """The text without the page of a line of contents and the marks of notes."""
    if text.rstrip()[-1:].isdigit():
        text = _PAGE.sub(lambda m: " " * len(m[0]), text)
    return _NOTE.sub(lambda m: " " * len(m[0]), text) if "[^" in text else text


def _counted(text: str, other: str) -> bool:
    """Whether a text counts its items from 1 on, as many as the other text letters."""
    figures = [int(m[1]) for m in _FIGURES.finditer(text)]
    return (
        figures == list(range(1, len(figures) + 1))
        and len(figures) == len(_LETTERS.findall(other))
        and not _FIGURES.search(other)
    )


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


def without_next(pair: Pair) -> tuple[str, str]:
    """Both texts without the label of the next item at their end, where the item's own number says that it is one: the
    fourteenth entry of a list that ends in " 15."."""
    led = [_END.search(text.rstrip()[-2:]) is not None for text in (pair.source, pair.target)]
    if not any(led):
        return pair.source, pair.target
    own = {n for at in (pair.source_at, pair.target_at) for n in _own(at)}
    texts = []
    for text, may in zip((pair.source, pair.target), led, strict=True):
        match = _NEXT.search(text) if own and may else None
        texts.append(_blank(text, *match.span()) if match and int(match[1]) - 1 in own else text)
    return texts[0], texts[1]


def _own(at: Locator) -> tuple[int, ...]:
    """The numbers that a unit goes by: the last part of its own, its place in its list."""
    place = _PLACE.search(at.unit)
    return (*(at.number or ())[-1:], *((int(place[1]),) if place else ()))
