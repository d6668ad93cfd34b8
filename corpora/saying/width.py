"""How wide a text is in a terminal, where a Chinese character takes two cells."""

from __future__ import annotations

import unicodedata


def cells(text: str) -> int:
    """How many cells of a terminal a text takes.

    >>> cells("段落 a")
    6
    """
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else not unicodedata.combining(c) for c in text)


def padded(text: str, width: int) -> str:
    """The text with blanks behind it, so that it takes at least `width` cells."""
    return text + " " * (width - cells(text))
