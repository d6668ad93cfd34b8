"""Which words of the sources their targets keep as they are (names of tools, packages, products), and which not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from duizhao.corpora.language.scripts import has_han
from duizhao.corpora.model import Pair
from duizhao.quality.evidence.technical import technical

_WORD = re.compile(r"[A-Za-z]+")
ALWAYS = 3  # pairs in which a word stands on both sides, and none in which it does not, that make it a name


class Words:
    """The words of pairs, counted when they are first asked for: few texts need it."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self._pairs = pairs

    def is_name(self, word: str) -> bool:
        """Whether every Chinese target keeps a word that its source has, in three pairs or more."""
        there, kept = self._counted
        return there[word] >= ALWAYS and kept[word] == there[word]

    def is_translated(self, word: str) -> bool:
        """Whether the sources have a word in small letters, of four letters or more, and no Chinese target keeps it."""
        there, kept = self._counted
        word = word.lower()
        return len(word) > 3 and there[word] > 0 and not kept[word]

    def is_technical(self, word: str) -> bool:
        """Whether a word is part of an address, a path or a command of the sources."""
        return word.lower() in self._technical

    @cached_property
    def _technical(self) -> frozenset[str]:
        return frozenset(word.lower() for pair in self._pairs for word in _WORD.findall(technical(pair.source)))

    @cached_property
    def _counted(self) -> tuple[Counter[str], Counter[str]]:
        there: Counter[str] = Counter()
        kept: Counter[str] = Counter()
        for pair in self._pairs:
            if has_han(pair.target):
                words = set(_WORD.findall(pair.source))
                there.update(words)
                kept.update(words & set(_WORD.findall(pair.target)))
        return there, kept
