"""How long a text is, for comparing with its translation."""

from __future__ import annotations

import re
from functools import lru_cache

from duizhao.corpora.language.scripts import count_han

LETTER = 0.26  # what a Latin letter in Chinese text weighs: a Chinese character stands for about four letters
_LETTERS = re.compile(r"[A-Za-zÀ-ɏ]+")
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())


@lru_cache(maxsize=1 << 13)  # one check after another asks for the texts of a document, and for their clauses
def size(text: str) -> float:
    """The length of the words of a text: figures and signs are the same in both languages and do not count."""
    if text.isascii():
        return len(text.encode("ascii").translate(None, _NO_LETTERS))
    han = count_han(text)
    letters = sum(map(len, _LETTERS.findall(text)))
    return han + LETTER * letters if han else letters
