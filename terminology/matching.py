"""Find the terms of a glossary in running text: the longest term wins, and a term inside a longer one is not reported.

English is matched by words: plural and spelling (labour/labor, -ise/-ize) do not matter, hyphens equal spaces, an
abbreviation keeps its capitals. Chinese is matched by characters after NFKC: simplified and traditional, full and half
width are one, white space and 《》 do not count, and a term of one or two characters must not cut a word that the
dictionary knows (中国 is not in 发展中国家).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple

from duizhao.corpora.language.scripts import comparable, is_han
from duizhao.corpora.language.table import language, primary
from duizhao.corpora.model import Span
from duizhao.terminology.glossary import Concept, Glossary, Status, Term
from duizhao.terminology.variation.inflection import plural_key, word_key

_WORD = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,]\d+)*")
# Between two words of one match these may stand only if the term itself has them.
_HARD = re.compile(r"[;:!?()\[\]/,]|\.\s")
_IGNORED = frozenset('《》〈〉“”"「」『』')


@dataclass(frozen=True, slots=True)
class Match:
    """A term in a text: `span` in code points of the text as given, `text` that piece, and every (concept, term) of
    the glossary that is written so (homographs have several)."""

    span: Span
    text: str
    hits: tuple[tuple[Concept, Term], ...]

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """The concepts that this may name."""
        return tuple(concept for concept, _ in self.hits)


class _Tokens(NamedTuple):
    """The tokens of a text: what each is looked up by, how it is written, where it stands. Lists side by side, as most
    tokens begin no term and are worth no object of their own."""

    keys: Sequence[str]
    texts: Sequence[str]
    spans: Sequence[tuple[int, int]]


def _english(text: str) -> _Tokens:
    found = list(_WORD.finditer(text))
    texts = [match[0] for match in found]
    return _Tokens([*map(word_key, texts)], texts, [match.span() for match in found])


def _chinese(text: str) -> _Tokens:
    """One token a character of the simplified, NFKC, lower-case text; each points at the character of `text` it came
    from."""
    keys: list[str] = []
    spans: list[tuple[int, int]] = []
    for i, char in enumerate(comparable(text)):
        for key in _KEYS[char]:
            keys.append(key)
            spans.append((i, i + 1))
    return _Tokens(keys, keys, spans)


class _Keys(dict[str, tuple[str, ...]]):
    """What each character is looked up by: nothing where it does not count."""

    def __missing__(self, char: str) -> tuple[str, ...]:
        counts = not char.isspace() and char not in _IGNORED
        folded = unicodedata.normalize("NFKC", char).casefold() if counts else ""
        found = self[char] = tuple(c for c in folded if not c.isspace())
        return found


_KEYS = _Keys()


@cache
def _shouted(word: str) -> bool:
    letters = [c for c in word if c.isalpha()]
    return sum(c.isupper() for c in letters) >= 2 and sum(c.isupper() for c in letters) * 2 >= len(letters)


class Matcher:
    """The terms of one language of a glossary (or of any (concept, term) list), ready to be found.

    Building takes time in proportion to the terms, `find` in proportion to the text.
    """

    def __init__(self, terms: Glossary | Iterable[tuple[Concept, Term]], tag: str) -> None:
        code = primary(tag)
        language(tag)
        if isinstance(terms, Glossary):
            terms = [(c, t) for c in terms for t in c.terms if t.status is not Status.REJECTED]
        self._spaced = language(tag).spaced
        self._tokens = _english if self._spaced else _chinese
        self._trie: dict[str, Any] = {}
        for concept, term in terms:
            keys, texts, _ = self._tokens(term.text if primary(term.language) == code else "")
            # "the Office" is found as "Office": the article belongs to the sentence.
            if self._spaced and len(keys) > 1 and keys[0] in ("the", "a", "an"):
                keys, texts = keys[1:], texts[1:]
            if keys:
                node = self._trie
                for key in keys:
                    node = node.setdefault(key, {})
                # The empty key holds what ends here: no token has it.
                node.setdefault("", []).append((concept, term, texts))

    def find(self, text: str, *, nested: bool = False) -> tuple[Match, ...]:
        """The terms in `text`, left to right. Of overlapping ones the longest stands, of equally long ones the first;
        with `nested` every one is reported."""
        found = list(self._all(text, self._tokens(text)))
        if nested:
            return tuple(sorted(found, key=lambda m: (m.span.start, -m.span.end)))
        taken = bytearray(len(text))
        chosen = []
        for match in sorted(found, key=lambda m: (m.span.start - m.span.end, m.span.start)):
            start, end = match.span
            if not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                chosen.append(match)
        return tuple(sorted(chosen, key=lambda m: m.span.start))

    def _all(self, text: str, tokens: _Tokens) -> Iterator[Match]:
        cuts: frozenset[int] | None = None
        keys, texts, spans = tokens
        begin, total = self._trie.get, len(keys)
        for i, first in enumerate(keys):
            node = begin(first)
            if node is None:
                continue  # most words begin no term
            j = i
            while node is not None:
                if "" in node:
                    span = Span(spans[i][0], spans[j][1])
                    if self._spaced:
                        between = text[spans[i][1] : spans[j][0]]
                        hits = [(c, t) for c, t, made in node[""] if _agrees(t, made, texts[i : j + 1], between)]
                        span = _closed(text, span)
                    else:
                        hits = [(c, t) for c, t, _ in node[""]] if _whole(tokens, i, j) else []
                        if hits and j - i < 2 and is_han(first):
                            cuts = _word_cuts(text) if cuts is None else cuts
                            hits = hits if {span.start, span.end} <= cuts else []
                    if hits:
                        yield Match(span, text[span.start : span.end], tuple(hits))
                j += 1
                node = node.get(keys[j]) if j < total else None


def _agrees(term: Term, made: Sequence[str], here: Sequence[str], between: str) -> bool:
    """Whether an English match by keys is one by sense: capitals, inflection, punctuation between the words."""
    for wanted, got in zip(made, here, strict=True):
        if _shouted(wanted) and not _shouted(got):
            return False
    # A single capitalized word is a name: the Office is not an office.
    if len(made) == 1 and made[0][0].isupper() and not here[0][0].isupper():
        return False
    # "social work" is not "social working": the last word varies in number only (a lone word too), unless it is a verb.
    if term.part_of_speech != "verb" and plural_key(made[-1]) != plural_key(here[-1]):
        return False
    hard = _HARD.findall(between) if len(here) > 1 else []
    return not hard or set(hard) <= set(_HARD.findall(term.text))


def _closed(text: str, span: Span) -> Span:
    """The span with the bracket that closes one opened inside it: `Convention, 1981 (No. 155)`."""
    start, end = span
    inside = text[start:end]
    return Span(start, end + 1) if text[end : end + 1] == ")" and inside.count("(") > inside.count(")") else span


def _whole(tokens: _Tokens, first: int, last: int) -> bool:
    """In Chinese text, letters and digits are whole words: ILO is not found in PHILO, 第155号 not in 2第155号."""

    keys, _, spans = tokens
    if not keys[first].isascii() and not keys[last].isascii():
        return True

    def joined(a: int, b: int) -> bool:
        if a < 0 or b >= len(keys) or spans[a][1] != spans[b][0]:
            return False
        return all(keys[x].isascii() and keys[x].isalnum() for x in (a, b))

    return not joined(first - 1, first) and not joined(last, last + 1)


def _word_cuts(text: str) -> frozenset[int]:
    """The offsets where a dictionary word begins or ends."""
    from duizhao.corpora.language.words import known_words

    return frozenset(accumulate(map(len, known_words(text)), initial=0))
