"""What of a document its translation has too: values, symbols, numbers of paragraphs, names, words by the dictionary.

A profile is made when a document is read and is all that is kept of it: some ten kilobytes, whatever its size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import product
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.signals.dictionary import translations
from duizhao.alignment.text_side import spelling
from duizhao.corpora.language.lexicon import STOP, lexicon, parts
from duizhao.corpora.language.pinyin import LONGEST, readings, spellings
from duizhao.corpora.language.scripts import count_han, is_han
from duizhao.corpora.language.table import is_chinese
from duizhao.corpora.language.words import words
from duizhao.corpora.model import Document, Kind
from duizhao.corpora.numerals import QuantityKind, quantities

# The kinds of keys. A key is the kind in the upper, a digest of what it says in the lower 32 bits.
KINDS = WORD, VALUE, DATE, SYMBOL, NUMBER, NAME, OWN = range(7)
# Where a document says what it is called: the characters at its beginning.
_HEAD = 1500
# What is kept of its text for an encoder: a few sentences' worth, from all over it.
_SAMPLES, _SAMPLE = 12, 200
# A word of the dictionary may have thirty translations, of which one stands in the other text.
_MOST_STEMS = 12


@dataclass(frozen=True, eq=False)
class Profile:
    """What is kept of a document. `keys` (K,) int64 ascend, `counts` (K,) float32 say how often each was met, `places`
    (K,) float32 where on average (0 the beginning, 1 the end); `size` is in characters without white space; `digest` is
    the same for two files that say the same, whatever their format; `symbol` is the one that its head names ("" for
    none); `headings` is their number."""

    name: str
    language: str
    size: int
    keys: NDArray[np.int64]
    counts: NDArray[np.float32]
    places: NDArray[np.float32]
    digest: str
    symbol: str = ""
    headings: int = 0
    samples: tuple[str, ...] = ()

    @property
    def chinese(self) -> bool:
        """Whether it is written in Chinese."""
        return is_chinese(self.language)


def profile(document: Document, name: str) -> Profile:
    """The profile of a document; `name` is what it is called in what comes of it, a path as a rule."""
    texts = [unit.text for unit in document.translatable]
    found = _Found(sum(map(len, texts)))
    at = 0
    for unit in document.translatable:
        if unit.number and unit.kind in (Kind.PARAGRAPH, Kind.HEADING):
            found.add(NUMBER, ".".join(map(str, unit.number)), 1, at)
        at += len(unit.text)
    symbol = _values(texts, document.language, found)
    if symbol:
        found.add(OWN, symbol, 1, 0)
    (_chinese_words if is_chinese(document.language) else _english_words)(texts, document.language, found)
    keys, counts, places = found.arrays()
    letters = "".join(c for text in texts for c in text if c.isalnum())
    return Profile(
        name,
        document.language,
        sum(len(text) - text.count(" ") for text in texts),
        keys,
        counts,
        places,
        blake2b(letters.encode("utf-8", "replace"), digest_size=16).hexdigest(),
        symbol,
        sum(unit.kind is Kind.HEADING for unit in document.units),
        _samples(texts),
    )


class _Found:
    """Keys that are met in a document of so many characters, how often and where."""

    def __init__(self, length: int) -> None:
        self._length = max(length, 1)
        self._met: dict[tuple[int, str], list[float]] = {}

    def add(self, kind: int, text: str, count: float, where: float) -> None:
        """A key is met `count` times, at places (characters from the beginning) of that sum."""
        known = self._met.get((kind, text))
        if known is None:
            self._met[kind, text] = [count, where]
        else:
            known[0] += count
            known[1] += where

    def arrays(self) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float32]]:
        """Keys, counts and places as a profile has them."""
        keys = np.array([kind << 32 | crc32(text.encode("utf-8", "replace")) for kind, text in self._met], np.int64)
        met = np.array(list(self._met.values()), np.float64).reshape(-1, 2)
        order = np.argsort(keys, kind="stable")
        counts = met[order, 0]
        places = met[order, 1] / counts / self._length
        return keys[order], counts.astype(np.float32), places.astype(np.float32)


def _values(texts: list[str], tag: str, found: _Found) -> str:
    """Count values, dates and symbols; returns the first symbol of the document's head, "" where there is none."""
    own, seen = "", 0
    for text in texts:
        for quantity in quantities(text, tag):
            at = seen + quantity.span[0]
            if quantity.kind is QuantityKind.SYMBOL:
                found.add(SYMBOL, str(quantity.value), 1, at)
                if not own and at < _HEAD:
                    own = str(quantity.value)
            elif quantity.firm:
                if quantity.kind is QuantityKind.DATE:
                    found.add(DATE, str(quantity.value), 1, at)
                for part in quantity.parts:
                    found.add(VALUE, str(part), 1, at)
        seen += len(text)
    return own


def _counted(texts: list[str], tag: str) -> dict[str, tuple[int, float]]:
    """The words of a document with how often each was met, and the sum of its places."""
    counted: dict[str, tuple[int, float]] = {}
    before = 0.0
    for text in texts:
        here = list(words(text, tag))
        step = len(text) / max(len(here), 1)
        at = before + step / 2
        for word in here:
            count, where = counted.get(word, (0, 0.0))
            counted[word] = count + 1, where + at
            at += step
        before += len(text)
    return counted


def _english_words(texts: list[str], tag: str, found: _Found) -> None:
    counted = _counted(texts, tag)
    small = {word for word in counted if word.islower()}
    for word, (count, where) in counted.items():
        for part in parts(word):
            if part not in STOP and not part.isdigit():
                found.add(WORD, spelling(part), count, where)
        low = word.lower()
        if word[0].isupper() and low not in small and _is_pinyin(low):
            found.add(NAME, re.sub("[^a-z]", "", low), count, where)


@lru_cache(maxsize=1 << 16)
def _is_pinyin(word: str) -> bool:
    """Whether a word may be a name from China: pinyin of two syllables at least, for one is too often no name."""
    return len(word) > 3 and any(len(way) > 1 for way in spellings(word))


def _chinese_words(texts: list[str], tag: str, found: _Found) -> None:
    for word, (count, where) in _counted(texts, tag).items():
        if word.isascii():
            for part in parts(word):
                if part.isalpha() and part not in STOP:
                    found.add(WORD, spelling(part), count, where)
            continue
        for stem, weight in _stems(word):
            found.add(WORD, stem, count * weight, where * weight)
        for name in _names(word):
            found.add(NAME, name, count, where)


@lru_cache(maxsize=1 << 16)
def _stems(word: str) -> tuple[tuple[str, float], ...]:
    """The likeliest translations of a word, with the share of its occurrences that each may stand for."""
    known = sorted(translations(word, lexicon()).items(), key=lambda each: (-each[1], each[0]))[:_MOST_STEMS]
    total = sum(weight for _, weight in known)
    # Half way between sharing a word out and counting it for each: one translation of several is met as a rule.
    return tuple((stem, weight / total**0.5) for stem, weight in known)


@lru_cache(maxsize=1 << 16)
def _names(word: str) -> tuple[str, ...]:
    """How a word of two or three characters that no dictionary has would be written in pinyin, and its given name."""
    if not 2 <= len(word) <= LONGEST or not all(map(is_han, word)) or word in lexicon():
        return ()
    wholes = {word, word[-2:]}
    return tuple(sorted({"".join(way) for piece in wholes for way in product(*map(readings, piece))}))[:8]


def _samples(texts: list[str]) -> tuple[str, ...]:
    long = [text for text in texts if len(text) > 40 or count_han(text) > 12]
    step = max(len(long) // _SAMPLES, 1)
    return tuple(text[:_SAMPLE] for text in long[::step][:_SAMPLES])


def key_text(kind: int, text: str) -> int:
    """The key of something said: for tests, and for who looks into a profile."""
    return kind << 32 | crc32(text.encode("utf-8", "replace"))


def kinds_of(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """The kind of each key."""
    return keys >> 32


def shared(one: Profile, other: Profile, kinds: tuple[int, ...]) -> Iterator[int]:
    """The keys of some kinds that two profiles have in common."""
    common = np.intersect1d(one.keys, other.keys, assume_unique=True)
    return iter(common[np.isin(kinds_of(common), kinds)].tolist())
