"""What an encoder's token vectors say of the words of a sentence and of its translation where they stand: how alike
they are, and how much they look like a term.

A small document says of most of its words once or twice what they mean, and counts hardly tell a word's translation
from its neighbour. The vectors of a multilingual encoder's inner layer do (Jalili Sabet et al. 2020, "SimAlign"): they
are of words in their sentences, so that of two "banks" each is near its own translation. They also say what a word is
there for: a noun of the field, an everyday word, a verb, the second half of a name.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from duizhao.terminology.extraction.proposal import Proposal
from duizhao.terminology.extraction.tokenized_corpus import TokenizedCorpus
from duizhao.terminology.extraction.tokens import TokenizedSide
from duizhao.terminology.extraction.votes import ROLES, Directions, in_roles

Likeness = Callable[[int], NDArray[np.float64] | None]
"""For a sentence the cosines of its English and Chinese words, shape (m, n); None where nothing is known of it."""

MOST = 100_000  # words of both languages that are encoded at most: a long document, a minute of one core
_PORTION = 128  # sentences whose vectors are in memory at once
_SAMPLE = 128  # sentences by which the mean of a language is taken
_BEGIN = "▁"  # what a token that begins a word begins with


class Encoded(Protocol):
    """The tokens of a text and a vector for each, shape (tokens, d)."""

    @property
    def tokens(self) -> tuple[str, ...]: ...

    @property
    def vectors(self) -> NDArray[np.float32]: ...


EmbedTokens = Callable[[Sequence[str]], Sequence[Encoded]]


@dataclass(frozen=True)
class WordsInContext:
    """What an encoder knows of the words of each sentence pair where they stand: how alike they are, as hundredths,
    shape (m, n), and what each word says for a term in each role (`votes.ROLES`), shape (m, 5) and (n, 5). None for a
    sentence of which nothing is known, and nothing at all without an encoder."""

    alike: Sequence[NDArray[np.int8] | None] = ()
    english: Sequence[NDArray[np.float32] | None] = ()
    chinese: Sequence[NDArray[np.float32] | None] = ()

    def __call__(self, s: int) -> NDArray[np.float64] | None:
        """The likeness of the words of a sentence pair, cosines, shape (m, n); None where nothing is known of it."""
        found = self.alike[s] if self.alike else None
        return None if found is None else found.astype(np.float64) / 100

    def votes(self, p: Proposal) -> tuple[float, ...]:
        """What the words of a pair and those beside it say for it being a term, in the order of VOTES: all together,
        then the English ones by role and the Chinese ones, each a mean over its places. Zeros if nothing is known."""
        found = []
        for s, a, b, low, high in p.spots[:_LOOKED]:
            ours, theirs = (self.english[s], self.chinese[s]) if self.english and a >= 0 else (None, None)
            if ours is not None and theirs is not None:
                found.append((*np.diagonal(in_roles(ours, low, high)), *np.diagonal(in_roles(theirs, a, b))))
        if not found:
            return (0.0,) * len(VOTES)
        votes: list[float] = np.array(found, dtype=np.float64).mean(0).tolist()
        return (sum(votes), *votes)


def words_in_context(
    texts: TokenizedCorpus, embed: EmbedTokens | None, directions: Directions | None = None, most: int = MOST
) -> WordsInContext:
    """The words of a document of at most `most` words, where there is an encoder that shows token vectors: cosines with
    each language's mean vector subtracted, kept with a precision of 0.01, and what the words say in the `directions`
    that were fitted on vectors of that encoder."""
    if embed is None or not len(texts.english) or len(texts.english.ids) + len(texts.chinese.ids) > most:
        return WordsInContext()
    alike: list[NDArray[np.int8] | None] = []
    english: list[NDArray[np.float32] | None] = []
    chinese: list[NDArray[np.float32] | None] = []
    first = word_vectors(texts.english_texts, texts.english, embed)
    second = word_vectors(texts.chinese_texts, texts.chinese, embed)
    for ours, theirs in zip(first, second, strict=True):
        table = said = heard = None
        if ours is not None and theirs is not None:
            table = np.rint(100 * (ours @ theirs.T)).astype(np.int8)
            if directions is not None and directions.width == ours.shape[1]:
                said, heard = ours @ directions.english.T, theirs @ directions.chinese.T
        alike.append(table)
        english.append(said)
        chinese.append(heard)
    return WordsInContext(alike, english, chinese)


VOTES = ("votes", *(f"english_{role}" for role in ROLES), *(f"chinese_{role}" for role in ROLES))
CONTEXT = ("alike", "alike_least", "english_inside", "chinese_inside")
_LOOKED = 12  # places of a pair whose words are compared


def met_in_context(texts: TokenizedCorpus, likeness: Likeness, p: Proposal) -> tuple[float, ...]:
    """How alike the words of a pair are where the two were aligned, in the order of CONTEXT: the mean over its places
    and the least, and by how much each English word, and each Chinese one, is more like a word of the pair than like
    one outside of it (the least word of each place, -1..1). Zeros where nothing is known."""
    pairs = []
    english, chinese = texts.english_flags.content, texts.chinese_flags.content
    for s, a, b, low, high in p.spots[:_LOOKED]:
        table = likeness(s) if a >= 0 else None
        if table is None:
            continue
        ours, theirs = english[texts.english.sentence(s)], chinese[texts.chinese.sentence(s)]
        rows, columns = np.flatnonzero(ours[low:high]) + low, np.flatnonzero(theirs[a:b]) + a
        if not len(rows) or not len(columns):
            continue
        inside = table[np.ix_(rows, columns)]
        row, column = inside.max(1), inside.max(0)
        theirs[a:b] = ours[low:high] = False
        away = table[rows][:, theirs].max(1, initial=-1.0), table[ours][:, columns].max(0, initial=-1.0)
        pairs.append(((row.mean() + column.mean()) / 2, (row - away[0]).min(), (column - away[1]).min()))
    if not pairs:
        return (0.0,) * len(CONTEXT)
    found = np.array(pairs)
    mean = found.mean(0).tolist()
    return mean[0], float(found[:, 0].min()), mean[1], mean[2]


def word_vectors(texts: Sequence[str], side: TokenizedSide, embed: EmbedTokens) -> Iterator[NDArray[np.float32] | None]:
    """For each sentence a centred unit vector for each of its words, zero for a word without tokens; None for a
    sentence whose tokens are not its text."""
    sample = embed([texts[s] for s in range(0, len(texts), max(1, len(texts) // _SAMPLE))])
    mean = np.concatenate([each.vectors for each in sample]).mean(0)
    for start in range(0, len(texts), _PORTION):
        part = range(start, min(start + _PORTION, len(texts)))
        for s, encoded in zip(part, embed([texts[s] for s in part]), strict=True):
            starts, ends = side.spans(s)
            yield _of_words(texts[s], starts.tolist(), ends.tolist(), encoded, mean)


def _of_words(
    text: str, starts: Sequence[int], ends: Sequence[int], encoded: Encoded, mean: NDArray[np.float32]
) -> NDArray[np.float32] | None:
    spans = token_spans(text, encoded.tokens)
    if spans is None:
        return None
    sums = np.zeros((len(starts), len(mean)), dtype=np.float32)
    for span, vector in zip(spans, encoded.vectors, strict=True):
        if span is None:
            continue
        word = bisect_left(starts, span[1]) - 1
        while word >= 0 and ends[word] > span[0]:
            sums[word] += vector - mean
            word -= 1
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    result: NDArray[np.float32] = sums / np.maximum(lengths, np.float32(1e-6))
    return result


def token_spans(text: str, tokens: Sequence[str]) -> list[tuple[int, int] | None] | None:
    """Where each token stands in the text (code points from and to), None for one of a blank alone; None at all where
    the tokens do not spell the text. Tokenizers normalize: ， is their comma.

    >>> token_spans("泵，on", ["▁", "泵", ",", "on"])
    [None, (0, 1), (1, 2), (2, 4)]
    """
    spelt: list[str] = []
    origin: list[int] = []
    for at, character in enumerate(text):
        for part in unicodedata.normalize("NFKC", character):
            if not part.isspace() and part != _BEGIN:
                spelt.append(part)
                origin.append(at)
    joined, at = "".join(spelt), 0
    spans: list[tuple[int, int] | None] = []
    for token in tokens:
        plain = "".join(token.replace(_BEGIN, "").split())
        if not joined.startswith(plain, at):
            return None
        spans.append((origin[at], origin[at + len(plain) - 1] + 1) if plain else None)
        at += len(plain)
    return spans if at == len(joined) else None
