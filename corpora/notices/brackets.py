"""Quotes and brackets that have no other half."""

from __future__ import annotations

import re
from collections import Counter

from duizhao.corpora.language.scripts import HAN
from duizhao.corpora.saying import say

_OPENING = {
    "(": say("bracket"),
    "（": say("bracket"),
    "[": say("square bracket"),
    "［": say("square bracket"),
    "【": say("lenticular bracket"),
    "〔": say("tortoise-shell bracket"),
    "{": say("brace"),
    "《": say("title mark"),
    "〈": say("angle bracket"),
    "「": say("corner bracket"),
    "『": say("white corner bracket"),
    "“": say("quotation mark"),
    "‘": say("single quotation mark"),
    "«": say("guillemet"),
}
_CLOSING = {
    ")": say("bracket"),
    "）": say("bracket"),
    "]": say("square bracket"),
    "］": say("square bracket"),
    "】": say("lenticular bracket"),
    "〕": say("tortoise-shell bracket"),
    "}": say("brace"),
    "》": say("title mark"),
    "〉": say("angle bracket"),
    "」": say("corner bracket"),
    "』": say("white corner bracket"),
    "”": say("quotation mark"),
    "’": say("single quotation mark"),
    "»": say("guillemet"),
}
_MARKS = re.compile("[" + re.escape("".join((*_OPENING, *_CLOSING))) + "]")
# `a)`, `iv)`, `3)`: the label of an item inside a sentence has a closing bracket only. It stands at the beginning,
# behind punctuation or a space; in Chinese, which sets no spaces, behind a word too where the text has its sibling.
_LABEL = re.compile(r"(?:^|[\s;；,，:：、。])(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5}|[一二三四五六七八九十]{1,3})$")
_INSIDE = re.compile(rf"(?<=[{HAN}])(\d{{1,2}}|[a-zA-Z]|[ivx]{{1,5}})$")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
# Half-open intervals are of two kinds of brackets on purpose: [0, 1), (−∞, 5].
_END = r"[-−–+]?(?:\d+(?:\.\d+)?|∞|[A-Za-z]\w?)"
_INTERVAL = re.compile(rf"[\[(（［]\s*{_END}\s*[,，;；]\s*{_END}\s*[\])）］]")
# Eyes before a bracket that nothing else explains, with nothing behind: :) ;-( :D is no bracket at all.
_SMILEY = re.compile(r"[:;]-?[()](?=\s|$|[^\w(（])")
_PRIME = re.compile(r"\d$")  # 5”, 26.91”: inches, seconds


def unpaired(text: str, *, chinese: bool) -> list[tuple[int, str]]:
    """Places of quotes and brackets without their other half, each with what it is. Full and half width pair with each
    other (the mixture is a matter of style). What only looks like one is left out: apostrophes, the labels of items,
    half-open intervals, smileys, inches and seconds; two single quotation marks close a double one, as in TeX.

    >>> unpaired("他说：“好（对。", chinese=True)
    [(3, 'quotation mark “ is not closed'), (5, 'bracket （ is not closed')]
    >>> unpaired("It must a) be in [0, 1) and b) be short :)", chinese=False)
    []
    """
    if not _MARKS.search(text):
        return []
    found = _Marks(text, chinese)
    for match in _MARKS.finditer(text):
        found.take(match.start(), match[0])
    return found.faults()


class _Marks:
    """The marks that are open while a text is read, and the faults that were seen."""

    def __init__(self, text: str, chinese: bool) -> None:
        self.text = text
        self.chinese = chinese
        self.open: list[tuple[int, str]] = []
        self.count: Counter[str] = Counter()
        self.seen: list[tuple[int, str]] = []
        self.none = {i for m in _INTERVAL.finditer(text) for i in (m.start(), m.end() - 1)}
        self.none |= {m.end() - 1 for m in _SMILEY.finditer(text) if m[0][-1] == "("}

    def take(self, i: int, char: str) -> None:
        """Read the character at place `i`."""
        if i in self.none:
            return
        if char in _OPENING:
            self.open.append((i, _OPENING[char]))
            self.count[_OPENING[char]] += 1
        elif char in _CLOSING and not self._is_apostrophe(i, char):
            kind = self._closed(i, char)
            if kind:
                self._close(kind)
            elif not self._is_harmless(i, char):
                self.seen.append((i, say("{closing} {char} was not opened", closing=_CLOSING[char], char=char)))

    def faults(self) -> list[tuple[int, str]]:
        """All faults in order. A quotation of several paragraphs opens each and closes only the last: a quotation mark
        that opens the text and is never closed may be one."""
        left = [(i, kind) for i, kind in self.open if not (i == 0 and self.text[0] in "“‘「")]
        return sorted([*self.seen, *((i, self._not_closed(i, kind)) for i, kind in left)])

    def _not_closed(self, i: int, kind: str) -> str:
        return say("{kind} {text} is not closed", kind=kind, text=self.text[i])

    def _closed(self, i: int, char: str) -> str:
        """The kind of open mark that a mark closes; none where nothing of the kind is open."""
        kind = _CLOSING[char]
        if self.count[kind]:
            return kind
        if char == "’" and self.text[i - 1 : i + 1] == "’’" and self.count["quotation mark"]:
            return "quotation mark"
        return ""

    def _close(self, kind: str) -> None:
        # What was opened inside and not closed is at fault.
        while self.open[-1][1] != kind:
            i, inner = self.open.pop()
            self.count[inner] -= 1
            self.seen.append((i, self._not_closed(i, inner)))
        self.open.pop()
        self.count[kind] -= 1

    def _is_harmless(self, i: int, char: str) -> bool:
        """Whether a closing mark that nothing opened is none."""
        before = self.text[max(0, i - 8) : i]
        if _CLOSING[char] == "bracket":
            return (
                bool(_LABEL.search(before))
                or before[-1:] in (":", ";")
                or before[-2:] in (":-", ";-")
                or (self._has_sibling(before))
            )
        if char == "’" and self.text[i : i + 2] == "’’" and self.count["quotation mark"]:
            return True  # the first half of a closing ’’
        return char in "”’" and bool(_PRIME.search(before))

    def _has_sibling(self, before: str) -> bool:
        """Whether a label right behind Chinese characters is one of a row: the text has the next or the one before."""
        match = _INSIDE.search(before)
        if not match:
            return False
        near = "|".join(_neighbours(match[1]))
        return bool(near and re.search(rf"(?<![A-Za-z0-9])(?:{near})[)）]", self.text))

    def _is_apostrophe(self, i: int, char: str) -> bool:
        """Whether a right single quotation mark is an apostrophe: in a word, behind the s of a plural, before the
        figures of a year; where no single quotation is open it cannot close one in English."""
        if char != "’":
            return False
        before, after = self.text[max(0, i - 1) : i], self.text[i + 1 : i + 2]
        if before.isalpha() and after.isalpha() and before.isascii():
            return True
        double = "’" in (before, after) and self.count["quotation mark"]
        return not self.chinese and not self.count["single quotation mark"] and not double


def _neighbours(label: str) -> list[str]:
    """The labels before and behind one in its row, as letters, figures or Roman numerals."""
    if label.isdigit():
        return [str(int(label) - 1), str(int(label) + 1)]
    found = []
    if label in _ROMAN:
        at = _ROMAN.index(label)
        found = [*_ROMAN[max(0, at - 1) : at], *_ROMAN[at + 1 : at + 2]]
    if len(label) == 1:
        found += [chr(ord(label) - 1), chr(ord(label) + 1)]
    return [other for other in found if other.isalnum()]
