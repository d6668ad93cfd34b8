"""Names of persons and places that one side of a pair changes: a foreign name whose characters sound like no name of
the other side, and a Chinese name in pinyin that no characters spell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import takewhile
from typing import NamedTuple

from duizhao.corpora.language.dictionary_sets import of_dictionary
from duizhao.corpora.language.lexicon import STOP, is_common_word, lexicon
from duizhao.corpora.language.pinyin import readings, reads, spellings, surnames
from duizhao.corpora.language.scripts import HAN, comparable, is_han
from duizhao.corpora.language.words import stem
from duizhao.corpora.model import Pair
from duizhao.corpora.numerals.english import DAY_NAMES, MONTH_NAMES
from duizhao.quality.evidence.sounds import FAR, unlike
from duizhao.quality.evidence.transliterations import DOTS, SPELLING, TITLES

_DOTTED = re.compile(rf"[{HAN}]{{1,12}}(?:[{DOTS}][{HAN}]{{1,12}})+")
_ANY_DOT = re.compile(f"[{DOTS}]")
_CAPITAL = re.compile(r"\b[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]+(?:['’][^\W\d_]+)?")
_INITIAL = re.compile(r"\b[A-Z]\.")  # T. S. Eliot: a name that is not written out sounds like nothing
# A family name behind a title that is given to nobody else: Mr Lu.
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Captain|Director|Professor|Teacher|Uncle|Auntie)\.? ([A-Z][a-z]{1,6})"
    r"(?![\w-]|['’](?!s\b)| [A-Z])"
)
_CALENDAR = frozenset(map(str.lower, (*MONTH_NAMES, *DAY_NAMES)))
_TABLE = frozenset(SPELLING)
# A family name and a given name, in no longer row of capitals; a name of a place before what it is.
_FULL = re.compile(r"(?<![\w'’-])([A-Z][a-z]{1,6}) ([A-Z][a-z]{1,12})(?![\w-]|['’](?!s\b)| [A-Z])")
_PLACE = re.compile(
    r"(?<![\w'’-])([A-Z][a-z]{3,15}) (?:Road|Street|Avenue|Lane|River|Lake|Bay|Bridge|District|County|Town|Village|"
    r"Island|Mountain|Harbour|Port)\b"
)
# A capital behind a word with a capital, which each of them is or has behind its title.
_TWO_CAPITALS = re.compile(r"[A-Z][a-z]+\.? [A-Z][a-z]")
_PEOPLE = re.compile(r"\b([A-Z][a-z]+) (?:\(language|language|person|people|nationality|ethnic)")
LOOSE, LONGEST = 2, 8  # characters at its end that may be the sentence's, or the name's; characters of a part of a name
PART = 0.6  # how little a part of a name may sound like the word that it stands for
NEAR = 0.2  # how little characters sound like a word that looks like pinyin, if it is a foreign name
ECHO = 0.12  # a name whose characters sound so like a word is that word


class Changed(NamedTuple):
    """A name of one side (0 the English, 1 the Chinese) that the other side does not have, where it stands, and the
    name that the other has instead, where that is known."""

    side: int
    start: int
    end: int
    instead: str


def strange_spellings(pair: Pair) -> Iterator[Changed]:
    """The foreign names in the Chinese of an English-Chinese pair that sound like no name of its English, where that
    has a name which none of the Chinese ones sounds like. They are known by the dot between their parts."""
    if not _ANY_DOT.search(pair.target) or _INITIAL.search(pair.source):
        return
    words = [word for word in _CAPITAL.findall(pair.source) if stem(word.lower()) not in STOP]
    runs = [list(_parts(m)) for m in _DOTTED.finditer(comparable(pair.target))]
    strange = [run for run in runs if run and _mean([part for _, part in run], words) > FAR]
    if not strange:
        return
    parts = [part for run in runs for _, part in run]
    unsaid = next((w for w in words if _is_name(w) and not _said(w, parts, pair.target)), "")
    if unsaid:
        first, last = strange[0][0], strange[0][-1]
        yield Changed(1, first[0], last[0] + len(last[1][0]), unsaid)


def _is_name(word: str) -> bool:
    return len(word) > 3 and not is_common_word(word)


def _said(word: str, parts: Sequence[Sequence[str]], text: str) -> bool:
    """Whether a name of the English sounds like a part of a Chinese name, or like characters anywhere."""
    return min(_far(part, word) for part in parts) <= PART or _echoes([word], text, ECHO)


def _mean(parts: Sequence[Sequence[str]], words: Sequence[str]) -> float:
    """How little the parts of a name sound like words in their order, on the average: 0 where each sounds like its
    own, 1 where none sounds like any."""
    row = [0.0] * (len(words) + 1)
    for part in parts:
        before, row = row, [row[0] + 1.0]
        for j, word in enumerate(words, 1):
            row.append(min(before[j] + 1.0, row[-1], before[j - 1] + _far(part, word)))
    return row[-1] / len(parts)


def _parts(run: re.Match[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The parts of a name with dots, each with where it begins and the ways to read it: what stands before the first
    and behind the last may belong to the sentence (负责人卡特琳·奥尔德斯博士), and between two names the sentence
    itself (欧文·特里哈恩先生和护士长梅芙·奎尔)."""
    pieces = re.split(rf"[{DOTS}]", run[0])
    at = run.start()
    for n, piece in enumerate(pieces):
        text = TITLES.sub(lambda m: " " * len(m[0]), piece)
        first, last = len(_spelt(text)), len(_spelt(text[::-1]))
        if n and first > 1:
            yield at, tuple(text[:k].strip() for k in _lengths(first, len(text)))
        if n < len(pieces) - 1 and last > 1 and (n == 0 or last < len(text)):
            yield at + len(piece) - last, tuple(text[-k:].strip() for k in _lengths(last, len(text)))
        at += len(piece) + 1


def _lengths(usual: int, most: int) -> list[int]:
    """How many characters a name may have that has so many as a rule; the usual first."""
    return [usual, *(k for k in range(max(2, usual - LOOSE), min(usual + LOOSE, most) + 1) if k != usual)]


def _spelt(text: str) -> str:
    """What a text begins with in characters that names are spelt with."""
    return "".join(takewhile(_spelling().__contains__, text))[:LONGEST]


@cache
def _spelling() -> frozenset[str]:
    """The characters that foreign names are spelt with: those of the news agency's table, and those of the names in
    the dictionary, which has other traditions too (托拜亞斯)."""
    named = {c for word in lexicon() if "·" in word for c in comparable(word)}
    return frozenset(named - {"·"}) | _TABLE


def _far(ways: Sequence[str], word: str) -> float:
    """How little a word sounds like the likest of the ways to read a part of a name."""
    return min((unlike(text, word) for text in ways), default=1.0)


def unspelt(pairs: Sequence[Pair]) -> Iterator[tuple[int, Changed]]:
    """The Chinese names in the English of English-Chinese pairs, in pinyin, that the Chinese does not spell, each with
    the index of its pair. Where a name is spelt elsewhere in the document a pronoun may stand for it here; but not
    where its place is taken by another name that the document knows."""
    found: dict[str, list[tuple[int, Changed]]] = {}
    spelt: dict[str, str] = {}
    for i, pair in enumerate(pairs):
        for name, words, start in _romanized(pair.source):
            if meant := _mistyped(words, pair.target):
                yield i, Changed(0, start, start + len(name), meant)
            elif any(reads(word, pair.target) or word in pair.target for word in words) or _echoes(
                words, pair.target, NEAR
            ):
                spelt.setdefault(name, _characters(words, pair.target))
            else:
                found.setdefault(name, []).append((i, Changed(0, start, start + len(name), "")))
    for name, places in found.items():
        for i, changed in places:
            pair = pairs[i]
            if name not in spelt:
                yield i, changed
            for other, zh in spelt.items() if name in spelt else ():
                if zh and zh in comparable(pair.target) and not any(word in pair.source for word in other.split()):
                    yield i, changed._replace(instead=other)
                    break


def _mistyped(words: Sequence[str], text: str) -> str:
    """The Chinese name that a family name and a given name in pinyin almost spell: the family name and one syllable of
    the given one are read as they are written, the other is a letter or two away. None where the text spells the name
    as it is written, or nothing like it."""
    if len(words) < 2 or reads("".join(words), text):
        return ""
    plain = comparable(text)
    for way in spellings(words[1]):
        for match in re.finditer(rf"(?=([{HAN}]{{{GIVEN + 1}}}))", plain) if len(way) == GIVEN else ():
            name = match[1]
            if not reads(words[0], name[0]) or name[:2] in lexicon() or name[1:] in lexicon():
                continue
            wrong = [k for k in range(GIVEN) if not reads(way[k], name[k + 1])]
            if len(wrong) == 1 and any(_slip(way[wrong[0]], one) for one in readings(name[wrong[0] + 1])):
                return name
    return ""


GIVEN = 2  # characters of a given name that can be told: beside one alone any word may sound alike


def _slip(one: str, other: str) -> bool:
    """Whether a syllable is another one with a letter or two mistyped, its first letter excepted."""
    apart = abs(len(one) - len(other)) + sum(a != b for a, b in zip(one, other, strict=False))
    return one[0] == other[0] and 0 < apart <= 2


def _characters(words: Sequence[str], text: str) -> str:
    """The characters of a Chinese text that spell a family name and a given name; none where they cannot be told."""
    plain = comparable(text)
    for way in spellings("".join(words)) if len(words) > 1 else ():
        for i in range(len(plain) - len(way) + 1):
            if reads("".join(words), plain[i : i + len(way)]):
                return plain[i : i + len(way)]
    return ""


def exchanged_names(pair: Pair, words: Sequence[str]) -> Iterator[Changed]:
    """The names that the dictionary knows, places mostly, in the Chinese of an English-Chinese pair of which the
    English has another one in its stead: 徐州 and Suzhou. `words` are those of the Chinese, in simplified script."""
    names = {word: found for word in words if len(word) > 1 and not word.isascii() and (found := _named(word))}
    if not names:
        return
    low = pair.source.lower()
    lost = [word for word, those in names.items() if not any(name[:5] in low for name in those)]
    plain = comparable(pair.target)
    lost = [word for word in lost if word in plain]
    if len(lost) != 1 or re.search(rf"[{DOTS}]{lost[0]}|{lost[0]}[{DOTS}]", plain):
        return  # a part of a name with dots is told with the whole of it
    said = frozenset().union(*names.values())
    capitals = [word for word in _CAPITAL.findall(pair.source) if len(word) > 3 and word.isalpha()]
    capitals = [word for word in capitals if word.lower() not in said and not is_common_word(word)]
    strange = [word for word in capitals if word.lower() in _all_names() and not _stands(word, pair)]
    if len(strange) == 1 and _called_by(strange[0].lower()).isdisjoint(plain.replace(lost[0], "")):
        start = plain.index(lost[0])
        yield Changed(1, start, start + len(lost[0]), strange[0])


def _stands(word: str, pair: Pair) -> bool:
    """Whether a name of the English stands in the Chinese in some form."""
    return word in pair.target or reads(word, pair.target) or _echoes([word], pair.target, NEAR)


@lru_cache(maxsize=1 << 10)
def _called_by(name: str) -> frozenset[str]:
    """The characters of what the dictionary calls a name, any of which may stand for it in short: 江, for 长江."""
    return frozenset(
        c
        for word in lexicon()
        if len(word) > 1 and any(gloss.lower().startswith(name) for gloss in lexicon().glosses(word))
        for c in word
    )


@lru_cache(maxsize=1 << 14)
def _named(word: str) -> frozenset[str]:
    """The names that a Chinese word stands for, in small letters, where the dictionary has it as a name and nothing
    else: 徐州, Xuzhou."""
    if not all(is_han(c) for c in word) or word[0] in "一二两三四五六七八九十几" or word not in lexicon():
        return frozenset()
    glosses = [gloss for gloss in lexicon().glosses(word) if not gloss.startswith(("surname", "CL:", "abbr", "see "))]
    heads = [_CAPITAL.match(gloss) for gloss in glosses]
    if not glosses or not all(heads):
        return frozenset()
    names = {name for gloss in glosses for name in _CAPITAL.findall(gloss) if not is_common_word(name)}
    # A name that is spelt (徐州, 马尼拉), and none that is translated (英国, 国务院).
    spelt = any(reads(name, word) or unlike(word, name) <= NEAR for name in names)
    return frozenset(name.lower() for name in names) if spelt else frozenset()


@of_dictionary
def _all_names() -> frozenset[str]:
    """The names that Chinese words of two characters and more begin their glosses with, in small letters."""
    return (
        frozenset(
            match[0].lower()
            for word in lexicon()
            if len(word) > 1
            for gloss in lexicon().glosses(word)
            if (match := _CAPITAL.match(gloss)) and not is_common_word(match[0])
        )
        - _CALENDAR
        - _peoples()
    )


@of_dictionary
def _peoples() -> frozenset[str]:
    """What the dictionary calls languages and peoples by, in small letters: an English merchant is no Mr English."""
    called = (_PEOPLE.findall(gloss) for gloss in lexicon().all_glosses())
    return frozenset(name.lower() for names in called for name in names)


def _romanized(text: str) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """The Chinese names in an English text: as they stand there, their words, and where."""
    if not _TWO_CAPITALS.search(text):
        return
    for m in _FULL.finditer(text):
        family, given = m[1], m[2]
        ways = spellings(given)
        short = any(len(way) <= 2 for way in ways)
        if short and family.lower() in surnames() and not is_common_word(given):
            yield m[0], (family, given), m.start()
    for m in _TITLED.finditer(text):
        if m[1].lower() in surnames() and (m[0].startswith("M") or not is_common_word(m[1])):
            yield m[1], (m[1],), m.start(1)
    for m in _PLACE.finditer(text):
        if not is_common_word(m[1]) and any(len(way) == 2 for way in spellings(m[1])):
            yield m[1], (m[1],), m.start()


def _echoes(words: Sequence[str], text: str, most: float) -> bool:
    """Whether a foreign word that might be pinyin is spelt by what sounds like it: Menai, 梅奈."""
    plain = comparable(text)
    return any(
        unlike(plain[i : i + n], word) <= most
        for word in words
        if len(word) > 3  # what has one sound, much sounds like
        for n in (2, 3, 4)
        for i in range(len(plain) - n + 1)
        if _TABLE.issuperset(plain[i : i + n])
    )
