"""Names: a capitalised Latin word that reads as the pinyin of characters on the Chinese side
(Chen Qingyang, 陈清扬)."""

from __future__ import annotations

import re
from functools import cache
from itertools import product

from alignment.sides import Side
from alignment.signals.links import Links
from corpora.languages import is_han
from corpora.lexicon import lexicon

_CAPITALISED = re.compile(r"\b[A-Z][a-z]+(?:[-'’]?[a-z]+)*\b")
LONGEST = 3


@cache
def _syllables() -> frozenset[str]:
    dictionary = lexicon()
    found: set[str] = set()
    for headword in dictionary:
        if len(headword) == 1:
            found |= dictionary.readings(headword)
    return frozenset(found | {s.replace("v", "u") for s in found})


@cache
def _readings(character: str) -> frozenset[str]:
    found = lexicon().readings(character) if is_han(character) else frozenset()
    return found | {s.replace("v", "u") for s in found}


def spellings(word: str) -> set[tuple[str, ...]]:
    """The ways to read a Latin word as one to three pinyin syllables.

    >>> sorted(spellings("Qingyang"))
    [('qing', 'yang')]
    """
    letters = re.sub(r"[^a-z]", "", word.lower())
    known = _syllables()
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


def links(source: Side, target: Side) -> Links:
    """Links between capitalised pinyin words of the spaced side and the characters they spell on the other.

    A word that the text also writes without a capital is no name ("He" is 何, and is not).
    """
    if source.spaced == target.spaced:
        return Links()
    if not source.spaced:
        return links(target, source).swapped()
    small = {w for line in source.words for w in line if w.islower()}
    wanted: dict[tuple[str, ...], set[str]] = {}
    tokens: list[tuple[int, str]] = []
    for i, text in enumerate(source.texts):
        for word in _CAPITALISED.findall(text):
            name = re.sub(r"[^a-z]", "", word.lower())
            if name in small or len(name) < 2:
                continue
            ways = spellings(word)
            if ways:
                tokens.append((i, "name:" + name))
                for way in ways:
                    wanted.setdefault(way, set()).add("name:" + name)
    first = {way[0] for way in wanted}
    found: list[tuple[int, str]] = []
    pairs: dict[tuple[str, str], float] = {}
    for j, text in enumerate(target.texts):
        for at, character in enumerate(text):
            if not (_readings(character) & first):
                continue
            for size in range(1, LONGEST + 1):
                piece = text[at : at + size]
                if len(piece) < size or not all(map(is_han, piece)):
                    break
                for way in product(*(_readings(c) for c in piece)):
                    for name in wanted.get(way, ()):
                        key = "name:" + piece
                        found.append((j, key))
                        pairs[name, key] = 1.0
    # Where no characters spell it, the word is a foreign name and no evidence against anything.
    spelt = {name for name, _ in pairs}
    return Links(tuple(t for t in tokens if t[1] in spelt), tuple(found), pairs)
