"""What of a document its translation has too: values, symbols, numbers of paragraphs, names, words by the dictionary.

A profile is made when a document is read and is all that is kept of it: some ten kilobytes, whatever its size.
"""

from __future__ import annotations

import re
from collections import Counter
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
    """What is kept of a document. `keys` (K,) int64 ascend, `counts` (K,) float32 say how often each was met; `size` is
    in characters without white space; `digest` is the same for two files that say the same, whatever their format;
    `symbol` is the one that its head names ("" for none); `headings` is their number."""

    name: str
    language: str
    size: int
    keys: NDArray[np.int64]
    counts: NDArray[np.float32]
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
    found: Counter[tuple[int, str]] = Counter()
    for unit in document.translatable:
        if unit.number and unit.kind in (Kind.PARAGRAPH, Kind.HEADING):
            found[NUMBER, ".".join(map(str, unit.number))] += 1
    symbol = _values(texts, document.language, found)
    if symbol:
        found[OWN, symbol] += 1
    (_chinese_words if is_chinese(document.language) else _english_words)(texts, document.language, found)
    keys = np.array([kind << 32 | crc32(text.encode("utf-8", "replace")) for kind, text in found], dtype=np.int64)
    counts = np.fromiter(found.values(), dtype=np.float32, count=len(found))
    order = np.argsort(keys, kind="stable")
    letters = "".join(c for text in texts for c in text if c.isalnum())
    return Profile(
        name,
        document.language,
        sum(len(text) - text.count(" ") for text in texts),
        keys[order],
        counts[order],
        blake2b(letters.encode("utf-8", "replace"), digest_size=16).hexdigest(),
        symbol,
        sum(unit.kind is Kind.HEADING for unit in document.units),
        _samples(texts),
    )


def _values(texts: list[str], tag: str, found: Counter[tuple[int, str]]) -> str:
    """Count values, dates and symbols; returns the first symbol of the document's head, "" where there is none."""
    own, seen = "", 0
    for text in texts:
        for quantity in quantities(text, tag):
            if quantity.kind is QuantityKind.SYMBOL:
                found[SYMBOL, str(quantity.value)] += 1
                if not own and seen + quantity.span[0] < _HEAD:
                    own = str(quantity.value)
            elif quantity.firm:
                if quantity.kind is QuantityKind.DATE:
                    found[DATE, str(quantity.value)] += 1
                for part in quantity.parts:
                    found[VALUE, str(part)] += 1
        seen += len(text)
    return own


def _english_words(texts: list[str], tag: str, found: Counter[tuple[int, str]]) -> None:
    counted = Counter(word for text in texts for word in words(text, tag))
    small = {word for word in counted if word.islower()}
    for word, count in counted.items():
        for part in parts(word):
            if part not in STOP and not part.isdigit():
                found[WORD, spelling(part)] += count
        low = word.lower()
        if word[0].isupper() and low not in small and _is_pinyin(low):
            found[NAME, re.sub("[^a-z]", "", low)] += count


@lru_cache(maxsize=1 << 16)
def _is_pinyin(word: str) -> bool:
    """Whether a word may be a name from China: pinyin of two syllables at least, for one is too often no name."""
    return len(word) > 3 and any(len(way) > 1 for way in spellings(word))


def _chinese_words(texts: list[str], tag: str, found: Counter[tuple[int, str]]) -> None:
    counted = Counter(word for text in texts for word in words(text, tag))
    for word, count in counted.items():
        if word.isascii():
            for part in parts(word):
                if part.isalpha() and part not in STOP:
                    found[WORD, spelling(part)] += count
            continue
        for stem, weight in _stems(word):
            found[WORD, stem] += count * weight  # type: ignore[assignment]
        for name in _names(word):
            found[NAME, name] += count


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
