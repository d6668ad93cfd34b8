"""What two copies of a sentence share, whatever typesetting, conversion and punctuation did to them."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# Kept of punctuation: what changes what a sentence says.
_KEPT = frozenset("%‰?!")
_BETWEEN_DIGITS = frozenset(".,:/")
_MINUS = frozenset("-−–")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Letters, digits and signs of a text, in one case and width. Marks inside numbers, minus signs, per cent,
    question and exclamation marks stay, since they change what is said; other punctuation and all white space go.

    >>> fold("It grew by 1.5 %, the “Office” said.") == fold("It grew by 1.5%, the 'office' said")
    True
    >>> fold("1.5") == fold("15"), fold("You agree?") == fold("You agree.")
    (False, False)
    """
    return folded(text)[0]


def folded(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in the text that it came from."""
    plain: list[tuple[str, int]] = []
    for at, raw in enumerate(text):
        plain += [(char, at) for char in unicodedata.normalize("NFKC", raw).casefold()]
    out: list[str] = []
    places: list[int] = []
    for k, (char, at) in enumerate(plain):
        before, after = (plain[j][0] if 0 <= j < len(plain) else " " for j in (k - 1, k + 1))
        if char in _MINUS:
            kept, char = after.isdigit() and not before.isalnum(), "-"
        elif char in _BETWEEN_DIGITS:
            kept = before.isdigit() and after.isdigit()
        else:
            kept = char in _KEPT or unicodedata.category(char)[0] in "LNMS"
        if kept:
            out.append(char)
            places.append(at)
    return "".join(out), places


def key_of(text: str) -> str:
    """A sentence's key: what it says, folded; a sentence of marks alone is its own key."""
    return fold(text) or text.strip()


def digest(sides: Sequence[Sequence[str]]) -> str:
    """A name for two texts, cut as they are: sixteen hex digits."""
    found = hashlib.sha256()
    for side in sides:
        for text in side:
            found.update(text.encode("utf-8", "surrogatepass") + b"\0")
        found.update(b"\1")
    return found.hexdigest()[:16]
