"""Texts as tokens for looking up: words and marks where words are spaced, characters in Chinese."""

from __future__ import annotations

import re
import unicodedata
import zlib
from array import array
from functools import lru_cache
from hashlib import blake2b

from duizhao.corpora.language.scripts import HAN
from duizhao.corpora.language.table import spaced

# A word with inner apostrophes and hyphens; marks only where a text has nothing else.
_WORDS = re.compile(r"\w+(?:['’-]\w+)*")
_MARKS = re.compile(r"\S")
# The same where every ideograph is a word by itself.
_TERMS = re.compile(rf"[^\W{HAN}]+(?:['’-][^\W{HAN}]+)*|(?=\w)[{HAN}]")
# Every ideograph and mark by itself; runs of Latin letters or digits together, as editors count them.
_CHARACTERS = re.compile(r"[a-z0-9\u00c0-\u024f]+(?:[.'’-][a-z0-9\u00c0-\u024f]+)*|\S")


def tokens(text: str, language: str) -> list[str]:
    """The tokens that matches are counted in, without case and width.

    >>> tokens("Decent work, for all.", "en"), tokens("体面劳动（ILO）", "zh-CN")
    (['decent', 'work', 'for', 'all'], ['体', '面', '劳', '动', '(', 'ilo', ')'])
    """
    folded = _folded(text)
    if not spaced(language):
        return _CHARACTERS.findall(folded)
    return _WORDS.findall(folded) or _MARKS.findall(folded)


def _folded(text: str) -> str:
    """A text without case and width."""
    return unicodedata.normalize("NFKC", text).casefold()


def pack(found: list[str]) -> bytes:
    """Tokens as 32-bit numbers (CRC-32), little-endian: what the store keeps beside a text."""
    numbers = array("I", map(_number, found))
    if numbers.itemsize != 4:  # pragma: no cover - no platform we know
        numbers = array("L", numbers)
    return numbers.tobytes()


@lru_cache(maxsize=1 << 16)
def _number(token: str) -> int:
    return zlib.crc32(token.encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=1)
def mark_numbers() -> frozenset[int]:
    """The numbers (as `pack` makes them) of the tokens that are marks: single characters that are neither letter, digit
    nor space, and which concordances do not see."""
    marks = (chr(code) for code in range(0x20000) if not 0xD800 <= code < 0xE000)
    return frozenset(
        zlib.crc32(char.encode()) for char in marks if not (char.isalnum() or char == "_" or char.isspace())
    )


def terms(text: str) -> str:
    """A text for concordances: words and ideographs without case, width and marks, a space around each.

    >>> terms("The ILO’s 体面劳动!")
    ' the ilo’s 体 面 劳 动 '
    """
    return _joined(_TERMS.findall(_folded(text)))


def _joined(words: list[str]) -> str:
    return f" {' '.join(words)} " if words else ""


def key(text: str) -> int:
    """A signed 64-bit hash of a text without the white space around it: the same on every machine."""
    return int.from_bytes(
        blake2b(text.strip().encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True
    )


def indexed(text: str, language: str) -> tuple[int, str, bytes]:
    """What a store keeps beside a text to find it by: its `key`, its `terms` and its `tokens` packed. Made together,
    they cost half: the words of an English text are both.

    >>> indexed("Decent work!", "en") == (key("Decent work!"), " decent work ", pack(["decent", "work"]))
    True
    """
    folded = _folded(text)
    words = _TERMS.findall(folded)
    if not spaced(language):
        found = _CHARACTERS.findall(folded)
    else:
        # Without ideographs the two expressions say the same.
        found = (words if folded.isascii() else _WORDS.findall(folded)) or _MARKS.findall(folded)
    return key(text), _joined(words), pack(found)


def score(one: str, other: str, language: str) -> int:
    """How alike two texts are, 0..100, as CAT tools count it.

    100 x (1 - edit distance / longer length) in tokens, rounded down; 100 only for equal texts (white space around them
    aside): where only case, width, spacing or marks differ it is 99.
    """
    from rapidfuzz.distance import Levenshtein

    if one.strip() == other.strip():
        return 100
    return min(99, percent(Levenshtein.normalized_similarity(tokens(one, language), tokens(other, language))))


def percent(similarity: float) -> int:
    """A similarity of 0..1 as whole percents, rounded down (and 0.95 is 95, whatever floats say)."""
    return int(similarity * 100 + 1e-9)
