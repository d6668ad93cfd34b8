"""Quotes and brackets that have no other half."""

from __future__ import annotations

import re
from collections import Counter

_OPENING = {
    "(": "bracket",
    "（": "bracket",
    "[": "square bracket",
    "［": "square bracket",
    "【": "lenticular bracket",
    "〔": "tortoise-shell bracket",
    "{": "brace",
    "《": "title mark",
    "〈": "angle bracket",
    "「": "corner bracket",
    "『": "white corner bracket",
    "“": "quotation mark",
    "‘": "single quotation mark",
    "«": "guillemet",
}
_CLOSING = {
    ")": "bracket",
    "）": "bracket",
    "]": "square bracket",
    "］": "square bracket",
    "】": "lenticular bracket",
    "〕": "tortoise-shell bracket",
    "}": "brace",
    "》": "title mark",
    "〉": "angle bracket",
    "」": "corner bracket",
    "』": "white corner bracket",
    "”": "quotation mark",
    "’": "single quotation mark",
    "»": "guillemet",
}
# `a)`, `iv)`, `3)`: the label of an item inside a sentence has a closing bracket only.
_LABEL = re.compile(r"(?:^|[\s;；,，:：、。])(?:\d{1,3}|[a-z]|[ivx]{1,5}|[一二三四五六七八九十]{1,3})$")


def unpaired(text: str, *, chinese: bool) -> list[tuple[int, str]]:
    """Places of quotes and brackets without their other half, each with what it is. Full and half width pair with each
    other (the mixture is a matter of style); an apostrophe is no quote.

    >>> unpaired("他说：“好（对。", chinese=True)
    [(3, 'quotation mark “ is not closed'), (5, 'bracket （ is not closed')]
    """
    open_: list[tuple[int, str]] = []
    count: Counter[str] = Counter()
    faults: list[tuple[int, str]] = []
    for i, char in enumerate(text):
        if char == "’" and _is_apostrophe(text, i, open_=bool(count["single quotation mark"]), chinese=chinese):
            continue
        if char in _OPENING:
            open_.append((i, _OPENING[char]))
            count[_OPENING[char]] += 1
        elif char in _CLOSING:
            kind = _CLOSING[char]
            if count[kind]:
                # What was opened inside and not closed is at fault.
                while open_[-1][1] != kind:
                    place, inner = open_.pop()
                    count[inner] -= 1
                    faults.append((place, _open_message(text, place, inner)))
                open_.pop()
                count[kind] -= 1
            elif not (kind == "bracket" and _LABEL.search(text[max(0, i - 8) : i])):
                faults.append((i, f"{kind} {char} was not opened"))
    # A quotation of several paragraphs opens each and closes only the last: a quotation mark that opens the text and
    # is never closed may be one.
    faults += [(place, _open_message(text, place, k)) for place, k in open_ if not (place == 0 and text[0] in "“‘「")]
    return sorted(faults)


def _open_message(text: str, place: int, kind: str) -> str:
    return f"{kind} {text[place]} is not closed"


def _is_apostrophe(text: str, i: int, *, open_: bool, chinese: bool) -> bool:
    """Whether a right single quotation mark is an apostrophe: in a word, behind the s of a plural, before the figures
    of a year; where no single quotation is open it cannot close one in English."""
    before, after = text[max(0, i - 1) : i], text[i + 1 : i + 2]
    if before.isalpha() and after.isalpha() and before.isascii():
        return True
    return not chinese and not open_
