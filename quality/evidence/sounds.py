"""How little a name in Chinese characters sounds like a Latin one.

A foreign name is spelt syllable by syllable with characters that sound like it (林德奎斯特, Lindqvist). Vowels tell
little, as tables and languages differ in them; so the consonants are compared, each with those that a table of
transliteration may have meant. Of 310 names with dots in CC-CEDICT one in a hundred is as far from its own original as
FAR, by the mean of its parts; of names that were exchanged seven in eight are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from duizhao.corpora.language.pinyin import readings

FAR = 0.45  # mean share of the consonants that have no counterpart, from which a name is another's

# What an initial of pinyin may stand for: P (p, b), F (f, v), T (t, d), K (k, g), S (all that hiss), J, H, M, N, L, R,
# W;
_INITIALS = dict(
    part.split(":")
    for part in (
        "b:PF p:P m:M f:FH d:T t:TS n:N l:LR g:KJ k:KX h:HFKWJ j:SJK q:SKJ x:SHXJ zh:SJ ch:SK sh:SJ r:RLSJ z:SX "
        "c:ST s:SX y:JYW w:WFH"
    ).split()
)
# and what a Latin letter may sound like in one language or another.
_LETTERS = dict(
    part.split(":")
    for part in (
        "b:P p:P f:F v:FW w:WF t:T d:T k:K q:K g:KJS c:KST s:S z:ST x:XSK j:JSYH m:M n:N l:L r:R h:H y:YJ "
        "1:SKTHX 2:S 3:TS 4:KFH"
    ).split()
)
# Letters that make one sound, the longest first; figures are signs for sounds that one letter does not have.
_TOGETHER = tuple(
    part.split(":") for part in "tsch:1 sch:2 tch:1 ch:1 sh:2 ph:f th:3 wh:w kn:n ck:k gh:4 qu:kw dge:j ng:n".split()
)
_WEAK = frozenset("hwyr4")  # may be silent
_SYLLABLE = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]?)([a-z]*?)(?:ng|n)?")
_SLIGHT, _WRONG = 0.35, 1.3  # the cost of a sound that may be silent, and of one that is another; 1 of a missing one

Sound = tuple[str, bool]  # what it may stand for, and whether it may be silent


@lru_cache(maxsize=1 << 16)
def unlike(characters: str, word: str) -> float:
    """How little a name in characters sounds like a Latin word: 0 where all consonants agree, 1 where none does."""
    other = _of_word(word)
    return min((_cost(one, other) / max(_weight(one), _weight(other), 1.0) for one in _of(characters)), default=1.0)


def _weight(sounds: tuple[Sound, ...]) -> float:
    return sum(_SLIGHT if weak else 1.0 for _, weak in sounds)


def _of(characters: str) -> list[tuple[Sound, ...]]:
    """The ways in which characters may sound."""
    found: list[tuple[Sound, ...]] = [()]
    for character in characters:
        found = [(*before, *sounds) for before in found for sounds in _of_character(character)][:64]
    return found


@lru_cache(maxsize=1 << 12)
def _of_character(character: str) -> tuple[tuple[Sound, ...], ...]:
    ways: list[tuple[Sound, ...]] = []
    for reading in sorted(readings(character)):
        match = _SYLLABLE.fullmatch(reading)
        if reading in ("er", "r"):
            ways.append((("LR", True),))
        elif match:
            initial = [(_INITIALS[match[1]], match[1] in _WEAK - {"r"})] if match[1] else []
            final = [("NM", False)] if reading.endswith(("n", "ng")) and match[2] else []
            ways.append((*initial, *final))
    return tuple(dict.fromkeys(ways)) or ((),)


@lru_cache(maxsize=1 << 14)
def _of_word(word: str) -> tuple[Sound, ...]:
    folded = unicodedata.normalize("NFKD", word.casefold()).replace("ł", "l").replace("ø", "o")
    letters = re.sub("[^a-z]", "", folded)
    for several, one in _TOGETHER:
        letters = letters.replace(several, one)
    letters = re.sub(r"(.)\1", r"\1", letters)
    return tuple((_LETTERS[letter], letter in _WEAK) for letter in letters if letter in _LETTERS)


def _cost(one: tuple[Sound, ...], other: tuple[Sound, ...]) -> float:
    """The least cost of making the sounds of one the other's."""
    row = [0.0]
    for _, weak in other:
        row.append(row[-1] + (_SLIGHT if weak else 1.0))
    for kinds, weak in one:
        gone = _SLIGHT if weak else 1.0
        before, row = row, [row[0] + gone]
        for j, (theirs, silent) in enumerate(other, 1):
            same = before[j - 1] + (0.0 if set(kinds) & set(theirs) else _WRONG)
            row.append(min(same, before[j] + gone, row[-1] + (_SLIGHT if silent else 1.0)))
    return row[-1]
