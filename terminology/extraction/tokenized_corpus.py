"""The sentence pairs of a memory as tokens, with what is known of every word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from duizhao.terminology.extraction.candidates import Flags, chinese_flags, english_flags
from duizhao.terminology.extraction.proposal import Key
from duizhao.terminology.extraction.tokens import (
    Ints,
    TokenizedSide,
    chinese_tag,
    chinese_tokens,
    compact,
    english_tokens,
    is_said,
    is_verb,
    is_word,
    key_names,
    keys,
    side,
)

_HYPHENS = frozenset("-‑")
# Parts of speech that stand beside whole terms, and words that do not in spite of theirs.
_COMPANY = frozenset("x p c uj ul uv uz ud ug u y e o k r q f d ad zg t m".split())
_HOSTS = frozenset("可 第 基于 非 不 无 有".split())
_JOINING = frozenset("和 与 及 、 或 以及".split())


def _accompanies(word: str) -> bool:
    tag = chinese_tag(word)
    return tag in _COMPANY or (tag in ("v", "vd") and is_verb(word))


@dataclass(frozen=True)
class TokenizedCorpus:
    """The sentence pairs as tokens, with what is known of every word. Chinese tokens index compact texts."""

    english_texts: Sequence[str]
    chinese_texts: Sequence[str]
    english: TokenizedSide
    chinese: TokenizedSide

    @classmethod
    def of(cls, texts: Sequence[tuple[str, str]]) -> TokenizedCorpus:
        """Tokenize (English, Chinese) sentence pairs."""
        first = [e for e, _ in texts]
        second = [compact(z) for _, z in texts]
        return cls(first, second, side(first, english_tokens), side(second, chinese_tokens))

    @cached_property
    def _keys(self) -> tuple[Ints, tuple[str, ...]]:
        return keys(self.english.vocabulary)

    @property
    def numbers(self) -> Ints:
        """For each English surface the number of its key."""
        return self._keys[0]

    @property
    def key_names(self) -> tuple[str, ...]:
        """The English keys by number."""
        return self._keys[1]

    @cached_property
    def key_table(self) -> dict[str, int]:
        """The number of each English key."""
        return {name: number for number, name in enumerate(self.key_names)}

    @cached_property
    def unsaid(self) -> frozenset[int]:
        """The English surfaces that do not count in a key: articles and hyphens."""
        return frozenset(i for i, w in enumerate(self.english.vocabulary) if not is_said(w))

    @cached_property
    def english_flags(self) -> Flags:
        """What English words may do."""
        return english_flags(self.english.vocabulary)

    @cached_property
    def chinese_flags(self) -> Flags:
        """What Chinese words may do."""
        return chinese_flags(self.chinese.vocabulary)

    @cached_property
    def hosting(self) -> list[bool]:
        """Which Chinese words beside a candidate make it suspect of being a piece of something longer."""
        return [
            bool(inside) and is_word(word) and (not _accompanies(word) or word in _HOSTS)
            for word, inside in zip(self.chinese.vocabulary, self.chinese_flags.inside.tolist(), strict=True)
        ]

    @cached_property
    def joining(self) -> list[bool]:
        """Which Chinese words join two others."""
        return [word in _JOINING for word in self.chinese.vocabulary]

    def key(self, ids: Iterable[int]) -> Key:
        """The key of an English stretch: its word keys without articles and hyphens."""
        return tuple(int(self.numbers[t]) for t in ids if t not in self.unsaid)

    def key_of(self, text: str) -> Key:
        """The key of an English text in this memory, empty where a word of it is not in the texts."""
        key = [self.key_table.get(name) for name in key_names(text)]
        return tuple(number for number in key if number is not None) if None not in key else ()

    def english_words(self, s: int) -> list[str]:
        """The English tokens of a sentence."""
        return [self.english.vocabulary[t] for t in self.english.sentence(s).tolist()]

    def chinese_words(self, s: int) -> list[str]:
        """The Chinese tokens of a sentence."""
        return [self.chinese.vocabulary[t] for t in self.chinese.sentence(s).tolist()]

    def english_edges(self, s: int) -> list[tuple[bool, bool, bool]]:
        """For each English word of a sentence whether it may stand inside a term, begin it, end it. "based" ends none
        by itself, but evidence-based is one."""
        e, flags = self.english.sentence(s), self.english_flags
        right = flags.right[e]
        right[1:] |= self._hyphens[e[:-1]] & flags.content[e[1:]]
        return list(zip(flags.inside[e].tolist(), flags.left[e].tolist(), right.tolist(), strict=True))

    @cached_property
    def _hyphens(self) -> NDArray[np.bool_]:
        return np.array([word in _HYPHENS for word in self.english.vocabulary], dtype=bool)

    def splits_compound(self, s: int, low: int, high: int) -> bool:
        """Whether an English stretch begins or ends inside a hyphenated word: `agency` in `inter-agency`."""
        line = self.english.sentence(s)
        starts, ends = self.english.spans(s)
        words = self.english.vocabulary
        before = low > 1 and words[line[low - 1]] in _HYPHENS and ends[low - 1] == starts[low]
        after = high < len(line) - 1 and words[line[high]] in _HYPHENS and starts[high] == ends[high - 1]
        return bool(
            (before and starts[low - 1] == ends[low - 2])
            or (after and high + 1 < len(line) and ends[high] == starts[high + 1])
        )

    @cached_property
    def _said(self) -> dict[int, tuple[list[int], list[int]]]:
        return {}

    def said(self, s: int) -> tuple[list[int], list[int]]:
        """The keys of an English sentence without articles and hyphens, and the tokens they are of."""
        known = self._said.get(s)
        if known is None:
            line = self.english.sentence(s)
            places = [i for i, t in enumerate(line.tolist()) if t not in self.unsaid]
            known = self._said[s] = (self.numbers[line[places]].tolist(), places)
        return known

    def occurrences_of(self, s: int, key: Key) -> list[tuple[int, int]]:
        """The English token spans of a key in a sentence."""
        said, places = self.said(s)
        n, first = len(key), key[0]
        return [
            (places[i], places[i + n - 1] + 1)
            for i, number in enumerate(said[: len(said) - n + 1])
            if number == first and tuple(said[i : i + n]) == key
        ]

    def surface(self, s: int, low: int, high: int) -> str:
        """An English stretch as it stands in its sentence, without a possessive at its end."""
        starts, ends = self.english.spans(s)
        text = self.english_texts[s][starts[low] : ends[high - 1]]
        return re.sub(r"['’]s$", "", text)
