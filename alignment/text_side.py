"""A side: the sentences of one text with what every signal asks of them, worked out once."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from sys import intern

import numpy as np
from numpy.typing import NDArray

from duizhao.corpora.language.lexicon import parts
from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.language.table import language
from duizhao.corpora.language.words import words
from duizhao.corpora.numerals import quantities

Ints = NDArray[np.int32]

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


@cache
def spelling(stem: str) -> str:
    """One spelling for British and American stems: labour -> labor, organis -> organiz. For matching only."""
    if len(stem) > 4:
        for british, american in _SPELLINGS:
            if stem.endswith(british):
                return stem[: -len(british)] + american
    return stem


@dataclass(frozen=True, eq=False)
class Occurrences:
    """Keys where they stand in a text: token t of the text is `names[key[t]]` in sentence `sentence[t]`.

    `sentence` (T,) int32 ascends; `key` (T,) int32. Names are distinct, in the order in which they first occur: of a
    long text every name is held once, every token in eight bytes.
    """

    sentence: Ints
    key: Ints
    names: tuple[str, ...]

    @staticmethod
    def of(tokens: Iterable[tuple[int, str]]) -> Occurrences:
        """Occurrences of (sentence, name) pairs, the sentences ascending."""
        number: dict[str, int] = {}
        sentence, key = array("i"), array("i")
        for place, name in tokens:
            sentence.append(place)
            key.append(number.setdefault(name, len(number)))
        return Occurrences(np.array(sentence, dtype=np.int32), np.array(key, dtype=np.int32), tuple(number))

    def __len__(self) -> int:
        return len(self.key)

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return ((i, self.names[k]) for i, k in zip(self.sentence.tolist(), self.key.tolist(), strict=True))

    def only(self, kept: Callable[[str], bool]) -> Occurrences:
        """The occurrences of the names that are kept."""
        keep = np.fromiter((kept(name) for name in self.names), dtype=bool, count=len(self.names))
        inside = keep[self.key]
        number = (np.cumsum(keep) - 1).astype(np.int32)
        names = tuple(name for name, stays in zip(self.names, keep.tolist(), strict=True) if stays)
        return Occurrences(self.sentence[inside], number[self.key[inside]], names)

    def replaced(self, forms: Callable[[str], Sequence[str]]) -> Occurrences:
        """Each occurrence of a name as occurrences of its forms (none, one or several), in their order."""
        number: dict[str, int] = {}
        found = [[number.setdefault(form, len(number)) for form in forms(name)] for name in self.names]
        size = np.fromiter(map(len, found), dtype=np.int64, count=len(found))
        start = np.cumsum(size) - size
        flat = np.fromiter((k for each in found for k in each), dtype=np.int32, count=int(size.sum()))
        count = size[self.key]
        at = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + np.repeat(start[self.key], count)
        return Occurrences(np.repeat(self.sentence, count), flat[at], tuple(number))


class TextFacts:
    """What is known of texts of one language (BCP 47), worked out once for all the sides that hold them: most
    paragraphs are a sentence, and both are asked for."""

    def __init__(self, tag: str) -> None:
        self.language = tag
        self._words: dict[str, tuple[str, ...]] = {}
        self._values: dict[str, tuple[tuple[str, bool], ...]] = {}

    def words(self, text: str) -> tuple[str, ...]:
        """The words of a text as printed."""
        found = self._words.get(text)
        if found is None:
            found = self._words[text] = tuple(map(intern, words(text, self.language)))
        return found

    def values(self, text: str) -> tuple[tuple[str, bool], ...]:
        """The values of the quantities in a text, and whether each is firm."""
        found = self._values.get(text)
        if found is None:
            found = self._values[text] = tuple(_values(text, self.language))
        return found


def _values(text: str, tag: str) -> Iterator[tuple[str, bool]]:
    return ((f"value:{part}", each.firm) for each in quantities(text, tag) for part in each.parts)


@dataclass(frozen=True)
class Side:
    """The sentences of one text, in order, and their language (BCP 47). Chinese is in simplified characters, whatever
    the print: sides are compared and looked up, never shown. `known` is what other sides of the text know already."""

    texts: tuple[str, ...]
    language: str
    known: TextFacts | None = field(default=None, compare=False, repr=False)

    @staticmethod
    def of(texts: Sequence[str], tag: str, known: TextFacts | None = None) -> Side:
        return Side(tuple(map(comparable, texts)), tag, known)

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def spaced(self) -> bool:
        return language(self.language).spaced

    @cached_property
    def lengths(self) -> NDArray[np.float64]:
        """(n,) characters without white space, at least 1, so that a bead's length is never zero."""
        return np.array([max(1, len("".join(text.split()))) for text in self.texts], dtype=np.float64)

    @cached_property
    def words(self) -> Occurrences:
        """The words of each sentence as printed."""
        find = self.known.words if self.known else lambda text: words(text, self.language)
        return Occurrences.of((i, word) for i, text in enumerate(self.texts) for word in find(text))

    def values(self) -> Iterator[tuple[int, str, bool]]:
        """The values of the quantities in each sentence, and whether each is firm."""
        find = self.known.values if self.known else lambda text: _values(text, self.language)
        return ((i, value, firm) for i, text in enumerate(self.texts) for value, firm in find(text))

    @cached_property
    def keys(self) -> Occurrences:
        """The words of each sentence in the form that signals match: stems of a spaced language, else words as they are
        with Latin ones stemmed."""
        return self.words.replaced(_stems if self.spaced else _forms)


def _stems(word: str) -> list[str]:
    return [spelling(stem) for stem in parts(word)]


def _forms(word: str) -> list[str]:
    if not word.isascii():
        return [word] if parts(word) else []
    # A Latin word in Chinese is cut as the spaced side cuts it: GPLv2 is gplv and 2 on both.
    return [stem for piece in words(word, "en") for stem in _stems(piece)]
