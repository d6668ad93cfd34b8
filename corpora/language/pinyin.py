"""Pinyin: how Chinese characters are read, and Latin words as rows of their syllables."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from duizhao.corpora.language.dictionary_sets import of_dictionary
from duizhao.corpora.language.lexicon import lexicon
from duizhao.corpora.language.scripts import comparable, is_han

LONGEST = 3  # syllables of a name in one word


@of_dictionary
def syllables() -> frozenset[str]:
    """Every syllable of pinyin without tones, ü as v and as u."""
    dictionary = lexicon()
    found: set[str] = set()
    for headword in dictionary:
        if len(headword) == 1:
            found |= dictionary.readings(headword)
    return frozenset(found | {s.replace("v", "u") for s in found})


@cache
def readings(character: str) -> frozenset[str]:
    """The pinyin readings of a character without tones, ü as v and as u; none of what is no Chinese character."""
    found = lexicon().readings(character) if is_han(character) else frozenset()
    return found | {s.replace("v", "u") for s in found}


def spellings(word: str) -> set[tuple[str, ...]]:
    """The ways to read a Latin word as one to three pinyin syllables.

    >>> sorted(spellings("Qingyang"))
    [('qing', 'yang')]
    """
    letters = re.sub(r"[^a-z]", "", word.lower())
    known = syllables()
    out: set[tuple[str, ...]] = set()

    def walk(at: int, done: tuple[str, ...]) -> None:
        if at == len(letters):
            out.add(done)
        elif len(done) < LONGEST:
            for size in range(1, min(6, len(letters) - at) + 1):
                if letters[at : at + size] in known:
                    walk(at + size, (*done, letters[at : at + size]))

    walk(0, ())
    out.discard(())
    return out


@of_dictionary
def surnames() -> frozenset[str]:
    """The family names that the dictionary has, in pinyin and small letters."""
    found = set()
    for word in lexicon():
        if len(word) <= 2:
            for gloss in lexicon().glosses(word):
                match = re.fullmatch(r"(?:also )?(?:two-character )?surname ([A-Z][a-z]+)", gloss.strip())
                if match:
                    found.add(match[1].lower())
    return frozenset(found)


@lru_cache(maxsize=1 << 14)
def reads(word: str, text: str) -> bool:
    """Whether characters in a row of a Chinese text may be read as a Latin word says; n and ng are one, as dialects
    have it.

    >>> reads("Wenbin", "总工程师陆文斌"), reads("Shilong", "总工程师陆文斌")
    (True, False)
    """
    plain = comparable(text)
    return any(
        all(_loose(syllable) in _loosely(plain[i + k]) for k, syllable in enumerate(way))
        for way in spellings(word)
        for i in range(len(plain) - len(way) + 1)
    )


@cache
def _loosely(character: str) -> frozenset[str]:
    return frozenset(map(_loose, readings(character)))


def _loose(syllable: str) -> str:
    return syllable[:-1] if syllable.endswith("ng") else syllable
