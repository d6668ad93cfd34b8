"""What speaks for a target being the translation of a source: words that the dictionary gives for each other.

Of n content words of an English sentence, k are glosses of some Chinese word of its translation. In translations about
55 % of them are (ILO paper and our samples), in sentences put together at random about 8 %; the logarithm of the
likelihood ratio of the two says which it is, and grows with the length of the sentence.
"""

from __future__ import annotations

import math
from functools import lru_cache

from duizhao.corpora.language.lexicon import STOP, lexicon, parts
from duizhao.corpora.language.scripts import comparable, has_han
from duizhao.corpora.language.words import words

MATCHED, CHANCE = 0.55, 0.08
MIN_WORDS = 4  # content words: shorter sentences say too little
LOST = -2.5  # log likelihood ratio of one sentence of several: none of 226 merged pairs of the ILO paper lies below it
_CLOCK = frozenset(("a.m", "p.m", "a.m.", "p.m."))
_GAIN, _LOSS = math.log(MATCHED / CHANCE), math.log((1 - MATCHED) / (1 - CHANCE))
MOST = _GAIN  # what a content word adds to the log likelihood ratio when the target says it


def load_dictionaries() -> None:
    """Load what words are told by, which else the first word that is asked for does (a second or two)."""
    lexicon()
    words("中", "zh")


@lru_cache(maxsize=1 << 13)  # the texts of a document and their clauses
def english(text: str) -> frozenset[str]:
    """The stems of the content words of an English text."""
    return frozenset().union(*map(_stems, words(text, "en")))


@lru_cache(maxsize=1 << 16)  # more words than a project has, but not all the figures of a large one
def _stems(word: str) -> tuple[str, ...]:
    # A time of day is written otherwise on the other side: 4.30 p.m., 16:30.
    return tuple(s for s in parts(word) if s not in STOP and len(s) > 1 and s not in _CLOCK)


@lru_cache(maxsize=1 << 13)
def chinese(text: str) -> tuple[str, ...]:
    """The words of a Chinese text in simplified characters, each once."""
    return tuple(dict.fromkeys(words(comparable(text), "zh")))


@lru_cache(maxsize=1 << 16)
def glosses(word: str) -> frozenset[str]:
    """The English stems that a word of a Chinese text may stand for; a Latin word's or a number's own."""
    dictionary = lexicon()
    if word in dictionary:
        return frozenset(dictionary[word])
    if word.isdecimal():
        return frozenset(parts(word))
    if not has_han(word):
        return frozenset(s for w in words(word, "en") for s in parts(w))
    # A compound that the dictionary lacks: the words it begins and ends with.
    pieces = {word[:2], word[2:], word[-2:], word[:-2]} if len(word) > 2 else set(word)
    return frozenset(s for piece in pieces if piece in dictionary for s in dictionary[piece])


@lru_cache(maxsize=1 << 10)  # each clause of a source is asked for against the same target, by one check after another
def _said(target: tuple[str, ...]) -> frozenset[str]:
    """The English stems that the words of a target may stand for."""
    return frozenset().union(*map(glosses, target))


def likelihood(source: frozenset[str], target: tuple[str, ...]) -> float:
    """Log likelihood ratio that a source, as stems, and a target, as words, are translations of each other rather than
    chance company; above 0 it speaks for a translation."""
    return ratio(len(source), len(source & _said(target)))


def is_less_likely(source: frozenset[str], target: tuple[str, ...], limit: float) -> bool:
    """Whether `likelihood` is below a limit; what the target says is counted until it is not."""
    unsaid = source
    for meant in map(glosses, target):
        if not unsaid.isdisjoint(meant):
            unsaid = unsaid - meant
            if ratio(len(source), len(source) - len(unsaid)) >= limit:
                return False
    return ratio(len(source), len(source) - len(unsaid)) < limit


def said_of(source: frozenset[str], target: tuple[str, ...]) -> int:
    """How many of the stems of a source the words of a target stand for."""
    # Taking away word by word is quicker, for a target that is asked once, than gathering all that it may say.
    unsaid = source
    for meant in map(glosses, target):
        if not unsaid.isdisjoint(meant):
            unsaid = unsaid - meant
    return len(source) - len(unsaid)


AKIN = 6  # letters that words of one family share: statistical, statistics; develop, development


def akin_likelihood(source: frozenset[str], target: tuple[str, ...]) -> float:
    """The same as `likelihood`, where a stem is also said by a word of its family: what is to be called lost must be
    strange by this as well."""
    families = {stem[:AKIN] for stem in _said(target) if len(stem) >= AKIN}
    said = sum(stem in _said(target) or stem[:AKIN] in families for stem in source)
    return ratio(len(source), said)


def ratio(stems: int, said: int) -> float:
    """The log likelihood ratio of so many stems of which a target says so many."""
    return said * _GAIN + (stems - said) * _LOSS
