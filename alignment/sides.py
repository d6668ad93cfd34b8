"""A side: the sentences of one text with what every signal asks of them, worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpora.hanzi import comparable
from corpora.languages import language
from corpora.lexicon import parts
from corpora.words import words

# British and American spellings share a stem here: CC-CEDICT writes "labor", UN English "labour".
_SPELLINGS = (
    ("our", "or"),
    ("isation", "ization"),
    ("ise", "ize"),
    ("is", "iz"),
    ("tre", "ter"),
    ("ogue", "og"),
    ("mme", "m"),
)


def spelling(stem: str) -> str:
    """One spelling for British and American stems: labour -> labor, organis -> organiz. For matching only."""
    if len(stem) > 4:
        for british, american in _SPELLINGS:
            if stem.endswith(british):
                return stem[: -len(british)] + american
    return stem


@dataclass(frozen=True)
class Side:
    """The sentences of one text, in order, and their language (BCP 47). Chinese is in simplified characters, whatever
    the print: sides are compared and looked up, never shown."""

    texts: tuple[str, ...]
    language: str

    @staticmethod
    def of(texts: Sequence[str], tag: str) -> Side:
        return Side(tuple(map(comparable, texts)), tag)

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def spaced(self) -> bool:
        return language(self.language).spaced

    @cached_property
    def lengths(self) -> NDArray[np.float64]:
        """(n,) characters without white space, at least 1, so that a bead's length is never zero."""
        return np.array([max(1, sum(not c.isspace() for c in text)) for text in self.texts], dtype=np.float64)

    @cached_property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """The words of each sentence as printed."""
        return tuple(tuple(words(text, self.language)) for text in self.texts)

    @cached_property
    def keys(self) -> tuple[tuple[str, ...], ...]:
        """The words of each sentence in the form that signals match: stems of a spaced language, else words as they are
        with Latin ones stemmed."""
        if self.spaced:
            return tuple(tuple(spelling(s) for w in line for s in parts(w)) for line in self.words)
        return tuple(
            tuple(spelling(parts(w)[0]) if w.isascii() else w for w in line if parts(w)) for line in self.words
        )
