"""Patterns of many words, and texts that hold none of them: both are told sooner than by trying every word everywhere.

A regular expression tries the members of an alternative one after another, at each place of a text, and most texts hold
no member at all. So alternatives are written as a tree of their letters, and a text is asked for the pieces of which a
match must hold one before matches are sought.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any


def one_of(words: Iterable[str]) -> str:
    """A pattern that matches one of the words, the longest that the rest of a pattern allows.

    >>> re.findall(one_of(["one", "seven", "seventy"]), "one of seventy-seven")
    ['one', 'seventy', 'seven']
    """
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}  # a word ends here
    return _written(tree)


def _written(node: dict[str, Any]) -> str:
    pieces = [re.escape(letter) + _written(below) for letter, below in sorted(node.items()) if letter]
    if "" in node:
        return f"(?:{'|'.join(pieces)})?" if pieces else ""
    return pieces[0] if len(pieces) == 1 else f"(?:{'|'.join(pieces)})"


def any_case(words: Iterable[str]) -> str:
    """The same in small letters or capitals of ASCII. First letters are asked for by themselves: that costs least, and
    most places have none of them.

    >>> re.findall(any_case(["one", "two"]), "ONE, Two, thrice")
    ['ONE', 'Two']
    """
    words = list(words)
    firsts = sorted({letter for word in words for letter in (word[0].lower(), word[0].upper())})
    return f"(?=[{''.join(map(re.escape, firsts))}])(?ai:{one_of(words)})"


_LETTERS = re.compile("[a-z]+")
# Letters that patterns take for s, k and i where case does not count.
_ODD_CASES = str.maketrans("ſKİı", "skii")


def small(text: str) -> str:
    """The text in small letters, those for which patterns take others too among them: what no piece of a pattern stands
    in, the pattern matches in no case. It is not always as long as the text."""
    return (text if text.isascii() else text.translate(_ODD_CASES)).lower()


@lru_cache(maxsize=1 << 12)  # one check after another asks what words a text holds
def small_words(text: str) -> tuple[str, ...]:
    """The runs of Latin letters of a text in small letters, in order: a pattern of words in any case matches in no text
    that has none of these words.

    >>> small_words("Don’t exceed 5kg")
    ('don', 't', 'exceed', 'kg')
    """
    return tuple(_LETTERS.findall(small(text)))


def found(pattern: re.Pattern[str], text: str, *pieces: str, seen: str = "") -> Iterable[re.Match[str]]:
    """The matches of a pattern in a text, where each match holds one of the pieces; `seen` is the text in the form that
    the pieces have (in small letters), where that is another."""
    where = seen or text
    for piece in pieces:
        if piece in where:
            return pattern.finditer(text)
    return ()
