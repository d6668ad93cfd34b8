"""The two sides of a memory as columns of tokens: what extraction counts and aligns.

A memory of 200,000 units has ten million tokens, so a side is a few flat arrays and one vocabulary, never objects.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from duizhao.corpora.language.scripts import comparable, is_han
from duizhao.corpora.language.words import jieba_module, tokenizer
from duizhao.terminology.variation import word_key

Ints = NDArray[np.int64]

_ENGLISH = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,]\d+)*|[^\w\s]")
# A run of blanks is tried once, at its start; one at the end goes whole, whatever blanks it is made of.
_SPACE = re.compile(r"(?<=[^\x00-\x7f])\s+|(?<!\s)(?:\s+$|\s+(?=[^\x00-\x7f]))|^[\s▶•●○■◆*-]+(?=\S)")
# jieba splits "8.8.2"; numbers are one token each, but 2024-2025 is two, as in English.
# The number of a list's item is none of the word behind it: 7.DEBUG.
_UNSAID = frozenset(("the", "a", "an", "-", "–", "‑"))
_CODE = re.compile(r"(?!\d+\.[A-Za-z])[A-Za-z0-9]+(?:[.,][A-Za-z0-9]+)*%?|\d+")
# What hardly any word begins or ends with: where the segmenter guessed a word (云是, 或子) it guessed too much.
_LEADING = frozenset("或和与及的不在对各本该其将被把为是等从向按并但若如且于使让已而")
_TRAILING = frozenset("不时中上后前内的了着等及和或与被将为是在可于并则应有")

_POINTING = frozenset("本该各")
_LOCATING = frozenset("上里内")


@dataclass(frozen=True, slots=True)
class TokenizedSide:
    """One language of a memory. Token t of sentence s is `ids[bounds[s] + t]`; `starts` and `ends` are its code point
    offsets in `compact(text)` (Chinese) or in the text (English); `vocabulary[id]` is its surface."""

    ids: Ints
    starts: Ints
    ends: Ints
    bounds: Ints
    vocabulary: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def sentence(self, s: int) -> Ints:
        """The token ids of a sentence, shape (n,)."""
        return self.ids[self.bounds[s] : self.bounds[s + 1]]

    def spans(self, s: int) -> tuple[Ints, Ints]:
        """The offsets of a sentence's tokens, shapes (n,) and (n,)."""
        here = slice(self.bounds[s], self.bounds[s + 1])
        return self.starts[here], self.ends[here]


def compact(text: str) -> str:
    """Chinese text without the white space that layout left in it: `成果目标 7 的` and `成果目标7的` are one.

    >>> compact("理 事 会 第 346 届 ILO Governing Body")
    '理事会第346届ILO Governing Body'
    """
    return _SPACE.sub("", text)


def origins(text: str) -> list[int]:
    """For each character of `compact(text)` its offset in `text`."""
    kept: list[int] = []
    at = 0
    for gap in _SPACE.finditer(text):
        kept.extend(range(at, gap.start()))
        at = gap.end()
    kept.extend(range(at, len(text)))
    return kept


def english_tokens(text: str) -> list[tuple[str, int, int]]:
    """Words, numbers and punctuation marks with their offsets; hyphens separate words."""
    return [(m[0], m.start(), m.end()) for m in _ENGLISH.finditer(text)]


def chinese_tokens(text: str) -> list[tuple[str, int, int]]:
    """jieba's words of a compact text with their offsets; numbers and document symbols are kept whole. Traditional text
    is cut where its simplified form would be."""
    out = []
    at = 0
    simple = comparable(text)
    for code in [*_CODE.finditer(text), None]:
        end = code.start() if code else len(text)
        if end > at:
            place = at
            for word in _unmade(tokenizer().lcut(simple[at:end])):
                for piece in unguessed(word):
                    out.append((text[place : place + len(piece)], place, place + len(piece)))
                    place += len(piece)
        if code:
            out.append((code[0], code.start(), code.end()))
            at = code.end()
    return out


def _unmade(words: Sequence[str]) -> list[str]:
    """Words with the adjective given back that 不可 took to pieces: 不可, 变 is 不, 可变 (immutable)."""
    out = list(words)
    for i, word in enumerate(words[:-1]):
        adjective = "可" + words[i + 1]
        if word == "不可" and len(adjective) == 2 and is_known(adjective):
            out[i : i + 2] = ["不", adjective]
    return out


@cache
def unguessed(word: str) -> tuple[str, ...]:
    """The pieces of a word that the segmenter guessed: function characters at its edges stand by themselves.

    >>> unguessed("云是"), unguessed("或子"), unguessed("为例")
    (('云', '是'), ('或', '子'), ('为例',))
    """
    from duizhao.corpora.language.lexicon import lexicon

    if len(word) < 2 or not is_han(word[0]) or word in lexicon():
        return (word,)
    # jieba knows 本手册 (this manual), 镇上 (in town) and 工作日内 (within a working day).
    if word[-1] in _LOCATING and is_known(word) and (word[:-1] in lexicon() or is_known(word[:-1])):
        return (word[:-1], word[-1])
    if is_known(word) and not (len(word) > 2 and word[0] in _POINTING and word[1:] in lexicon()):
        return (word,)
    if word[0] in _LEADING:
        return (word[0], *unguessed(word[1:]))
    if word[-1] in _TRAILING:
        return (*unguessed(word[:-1]), word[-1])
    return (word,)


def side(texts: Iterable[str], tokenize: Callable[[str], list[tuple[str, int, int]]]) -> TokenizedSide:
    """Tokenize the sentences of one language into columns."""
    vocabulary: dict[str, int] = {}
    # array keeps ten million numbers in 80 MB where a list would take 400.
    ids, starts, ends, bounds = array("q"), array("q"), array("q"), array("q", [0])
    for text in texts:
        for word, start, end in tokenize(text):
            ids.append(vocabulary.setdefault(word, len(vocabulary)))
            starts.append(start)
            ends.append(end)
        bounds.append(len(ids))
    a, b, c, d = (np.array(column, dtype=np.int64) for column in (ids, starts, ends, bounds))
    return TokenizedSide(a, b, c, d, tuple(vocabulary))


def parts(word: str) -> list[str]:
    """The dictionary words inside a longer one."""
    if len(word) <= 2:
        return []
    simple = comparable(word)
    found = [(w, simple.find(w)) for w in tokenizer().cut_for_search(simple) if w != simple]
    return [word[at : at + len(w)] for w, at in found]


@cache
def _tags() -> dict[str, str]:
    table: dict[str, str] = jieba_module("jieba.posseg").dt.word_tag_tab
    return table


@cache
def chinese_tag(word: str) -> str:
    """jieba's part of speech of a word (ICTCLAS letters: n noun, v verb, vn verbal noun, uj 的…); `x` for punctuation,
    `m` for numbers, `eng` for Latin words, `n` for words that its dictionary lacks."""
    if not any(c.isalnum() for c in word):
        return "x"
    if word.isascii():
        return "m" if word[0].isdigit() and not any(c.isalpha() for c in word) else "eng"
    return str(_tags().get(comparable(word), "n" if len(word) > 1 else "x"))


@cache
def is_verb(word: str) -> bool:
    """Whether a Chinese word is used as a verb: jieba says so and the dictionary does not deny it (to jieba 知识,
    knowledge, is one), or the dictionary knows it as nothing else (转型, to transform)."""
    from duizhao.corpora.language.lexicon import lexicon

    dictionary = lexicon()
    glosses = [g.strip() for g in dictionary.glosses(word)] if word in dictionary else []
    verbal = [gloss.startswith("to ") for gloss in glosses]
    if chinese_tag(word)[:1] == "v":
        return any(verbal) or not glosses
    return bool(glosses) and all(verbal)


def chinese_frequency(word: str) -> float:
    """Relative frequency of a word in general Chinese (the corpus behind jieba's dictionary, 60 million words), at
    least that of half an occurrence."""
    jieba = tokenizer()
    return float(max(jieba.FREQ.get(comparable(word)) or 0, 0.5)) / float(jieba.total)


@cache
def is_known(word: str) -> bool:
    """Whether jieba's dictionary has the word; others are its guess (对性 in 对性剥削)."""
    return bool(tokenizer().FREQ.get(comparable(word)))


def keys(vocabulary: Sequence[str]) -> tuple[Ints, tuple[str, ...]]:
    """For each English surface the number of its key, and the keys: forms of one word share theirs."""
    table: dict[str, int] = {}
    numbers = [table.setdefault(_key_name(w), len(table)) for w in vocabulary]
    return np.array(numbers, dtype=np.int64), tuple(table)


def key_names(text: str) -> tuple[str, ...]:
    """The keys of an English text's words, without articles and hyphens.

    >>> key_names("the Non-Discrimination Policies")
    ('non', 'discrimination', 'policy')
    """
    return tuple(_key_name(word) for word, _, _ in english_tokens(text) if is_said(word))


def is_said(word: str) -> bool:
    """Whether an English word counts in a key: no article, no hyphen."""
    return word.lower() not in _UNSAID


def _key_name(word: str) -> str:
    return word_key(word) if word[0].isalpha() else word


def is_word(token: str) -> bool:
    """Whether a token has a letter or a digit."""
    return any(c.isalnum() for c in token)


def han_length(text: str) -> int:
    """How many Chinese characters a text has."""
    return sum(map(is_han, text))
