"""How well texts of two languages fit each other by their words and lengths: a text and one that was paired with
nothing, a text and a part of the partner of the pair beside it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from operator import or_

from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.language.words import words
from duizhao.quality.evidence.length import size
from duizhao.quality.evidence.lexical import chinese, english, glosses, ratio

Stems = frozenset[str]

GAIN = 2.5  # log likelihood ratio by which a pair must fit better with a text than without it, for its new words
LONGER = 0.4  # share of the length of the text by which the partner is longer than its own text asks for; where it is
GAIN_ALL = 5.0  # not, or where the words are not new, this is asked
SAID = 0.36  # share of the words of a text that a text left over on the other side must say
SAID_APART = 0.6  # the same of one that was set apart
MOST_WORDS = 400  # of a partner: what is longer is no sentence
KNOWN = 3  # words that must be said where there are so many, or all
# What is written alike in both languages and stands in few sentences: addresses, codes, numbers of three figures.
CODE = re.compile(
    r"(?a)(?=[\w@-]{0,60}[@.:/#_\d]\w|[\w-]{0,60}://)[\w@][\w@.:/#?&=%+-]{9,}\w|[$€£]?(?<!\d)(?<!\d[,.])\d[\d,.]*\d\d"
)


@dataclass(frozen=True, slots=True)
class Resemblance:
    """Compares texts where one side (0 or 1) is English and the other Chinese. `usual` is how many characters of
    Chinese stand for a letter of English."""

    english_side: int
    usual: float

    def alike(self, letters: float, characters: float, slack: float) -> bool:
        """Whether an English and a Chinese text may be each other's by their lengths."""
        usual = letters * self.usual
        return usual <= slack * characters + 2 and characters <= slack * usual + 2

    def fits(self, text: str, other: str, side: int, share: float = SAID) -> bool:
        """Whether a text of a side and one of the other say the same: most words of each, and their lengths."""
        one, two = (text, other) if side == self.english_side else (other, text)
        (one, codes, long), (two, theirs, wide) = _without_codes(one), _without_codes(two)
        if not self.alike(long, wide, 2.0):
            return False
        same = codes & theirs
        stems, known = _stems(one), _known(two)
        said = len(stems & frozenset().union(*known)) + len(same)
        if said < max(share * len(stems), min(KNOWN, len(stems)), 2):
            return False
        # The other way round: what it says of other things speaks against it.
        mine = sum(bool(each & stems) for each in known) + len(same)
        return mine >= share * len(known)

    def merged(self, text: str, pair: tuple[str, str], side: int, first: bool) -> bool:
        """Whether a pair, which stands right behind (`first`) or before a text of one side, holds its counterpart at
        its near end."""
        own, partner = pair[side], pair[1 - side]
        new, every, longer = self._gain(text, own, partner, side, first)
        if longer < LONGER:
            return new >= GAIN_ALL
        return new >= GAIN or (new >= 0 and every >= GAIN_ALL)

    def _gain(self, text: str, own: str, partner: str, side: int, first: bool) -> tuple[float, float, float]:
        """How much better a pair, and a text beside it, are explained when the near end of the partner is the text's:
        by the words that the pair's own text does not say as well, and by all; and by how much of the length of the
        text the partner is longer than its own text asks for."""
        nothing = (-math.inf, -math.inf, 0.0)
        if side == self.english_side:
            lost, mine = english(text), english(own)
            new = lost - mine
            pieces = [(word, glosses(word)) for word in words(comparable(partner), "zh")]
        else:
            lost, mine = all_glosses(text), all_glosses(own)
            new = lost
            pieces = [(word, english(word)) for word in words(partner, "en")]
        if not 2 <= len(pieces) <= MOST_WORDS or not lost:
            return nothing
        if not first:
            pieces.reverse()
        heads, tails = heads_and_tails([stems for _, stems in pieces])
        lengths = list(accumulate(size(word) for word, _ in pieces))
        best = nothing
        known = self._likely(mine, heads[-1], side)
        rate = 1 / self.usual if side == self.english_side else self.usual
        long, wide = size(text), size(own)
        longer = (lengths[-1] * rate - wide) / max(long, 1)
        for cut in range(1, len(pieces)):
            if self._lengths(long, wide, lengths[cut - 1], lengths[-1] - lengths[cut - 1], side):
                own_part = self._likely(mine, tails[cut], side) - known
                one, every = (self._likely(some, heads[cut - 1], side) + own_part for some in (new, lost))
                best = max(best, (one, every, longer))
        return best

    def _lengths(self, text: float, own: float, near: float, far: float, side: int) -> bool:
        """Whether the lengths of a text and its pair's own go with those of the two parts of the partner."""
        if side == self.english_side:
            return self.alike(text, near, 2.0) and self.alike(own, far, 1.6)
        return self.alike(near, text, 2.0) and self.alike(far, own, 1.6)

    def _likely(self, one: Stems, other: Stems, side: int) -> float:
        stems, said = (one, other) if side == self.english_side else (other, one)
        return ratio(len(stems), len(stems & said))

    def whole(self, text: str, partner: str, side: int) -> float:
        """The log likelihood ratio that a text of a side and the partner of a pair are each other's translations."""
        one, two = (text, partner) if side == self.english_side else (partner, text)
        stems = english(one)
        return ratio(len(stems), len(stems & all_glosses(two)))


@lru_cache(maxsize=1 << 14)
def _without_codes(text: str) -> tuple[str, frozenset[str], float]:
    """A text without its codes, the codes, and the length of the rest."""
    rest = CODE.sub(" ", text)
    return rest, frozenset(CODE.findall(text)), size(rest)


def heads_and_tails(stems: Sequence[Stems]) -> tuple[list[Stems], list[Stems]]:
    """What all pieces up to each one say together, and what each one and all behind it do."""
    return list(accumulate(stems, or_)), list(accumulate(reversed(stems), or_))[::-1]


@lru_cache(maxsize=1 << 14)
def _known(text: str) -> tuple[Stems, ...]:
    """What each word of a Chinese text may stand for; the words that a dictionary has."""
    return tuple(filter(None, map(glosses, chinese(text))))


@lru_cache(maxsize=1 << 14)
def _stems(text: str) -> Stems:
    return english(text)


@lru_cache(maxsize=1 << 12)  # of a text left over, and of the pairs beside it
def all_glosses(text: str) -> Stems:
    """All English stems that the words of a Chinese text may stand for."""
    return frozenset().union(*map(glosses, chinese(text)))
