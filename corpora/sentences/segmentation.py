"""Sentences: by our rules, or a translator's own SRX rules.

Where a sentence ends is decided by `corpora.sentences.rules`, not by a model, so the cuts are the same on every machine
and can be written as SRX. `pipeline` gives the same sentences as spaCy documents, which other tools expect; that alone
needs spaCy, an extra: it takes a second to load and 200 MB of disk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duizhao.corpora.errors import MissingExtraError, SettingsError
from duizhao.corpora.language.table import language as language_facts
from duizhao.corpora.language.table import primary
from duizhao.corpora.model import Document, Kind, Segment, Span, Unit
from duizhao.corpora.sentences.rules import BreakRule, directed, rules_for

if TYPE_CHECKING:
    from duizhao.corpora.sentences.srx import Srx

# How much of the text before a place a rule may look at, in code points; the longest abbreviation needs 20.
_LOOK_BACK = 64
_SPACE = re.compile(r"\s")


class Cutter:
    """An ordered rule table, compiled. `cuts(text)` gives the places, in order, where a text is cut.

    `straight` says whether straight quotation marks are given a direction first, for languages whose marks have one.
    """

    def __init__(self, rules: Sequence[BreakRule], *, straight: bool = False) -> None:
        self._straight = straight
        self._rules = [(rule.breaks, re.compile(f"(?:{rule.before})\\Z"), re.compile(rule.after)) for rule in rules]
        # Every place where some breaking rule could apply. A rule whose `before` can match in several ways (with or
        # without the closing quote) offers each of its ends.
        self._places = [re.compile(rule.before) for rule in rules if rule.breaks]

    def cuts(self, text: str) -> list[int]:
        """Offsets where a sentence ends and another begins, white space going to the one before."""
        text = directed(text) if self._straight else text
        found: set[int] = set()
        for pattern in self._places:
            for match in pattern.finditer(text):
                found.add(match.end())
        cuts = []
        first = len(text) - len(text.lstrip())
        for place in sorted(found):
            if self._breaks(text, place):
                while place < len(text) and text[place].isspace():
                    place += 1
                if first < place < len(text):
                    cuts.append(place)
        return cuts

    def _breaks(self, text: str, place: int) -> bool:
        for breaks, before, after in self._rules:
            if after.match(text, place) and before.search(text, max(0, place - _LOOK_BACK), place):
                return breaks
        return False


@cache
def cutter(tag: str) -> Cutter:
    """The cutter of a language (`en`, `zh` or any tag of theirs)."""
    facts = language_facts(tag)
    # Where words are not spaced, nothing but the mark itself says which end of a quotation it is.
    return Cutter(rules_for(facts.code), straight=not facts.spaced)


@cache
def pipeline(tag: str) -> Any:
    """A blank spaCy pipeline for the language whose `doc.sents` are our sentences.

    The result is a `spacy.Language`; components may be added to it. Raises SettingsError for an unknown language and
    MissingExtraError where spaCy is not installed.
    """
    try:
        import spacy
    except ImportError as error:
        raise MissingExtraError("spaCy is not installed", cure="pip install 'duizhao[spacy]'") from error

    nlp = spacy.blank(language_facts(tag).code)
    # A unit is a paragraph; the limit is for parsers, which we do not run.
    nlp.max_length = 100_000_000
    nlp.tokenizer = _Tokenizer(nlp.vocab, tag)
    return nlp


class _Tokenizer:
    """Makes spaCy documents with our sentence starts: characters in Chinese, words between white space in English.

    spaCy's own English tokenizer and its setting of sentence starts one token at a time take time with the square of
    the length; a damaged file can hold a line of 100,000 brackets.
    """

    def __init__(self, vocab: Any, tag: str) -> None:
        self._vocab = vocab
        self._tag = tag
        self._spaced = language_facts(tag).spaced

    def __call__(self, text: str) -> Any:
        from spacy.tokens import Doc

        words = re.findall(r"\s|\S+", text) if self._spaced else list(text)
        starts, flags, at = set(_starts(text, self._tag)), [], 0
        for word in words:
            flags.append(at in starts)
            at += len(word)
        return Doc(self._vocab, words=words, spaces=[False] * len(words), sent_starts=flags)


def _starts(text: str, tag: str) -> list[int]:
    """Where the sentences of a text begin, in order. Of a spaced language none begins within a word: a place there
    waits for the word's end."""
    if not text:
        return []
    starts = [0, *cutter(tag).cuts(text)]
    if not language_facts(tag).spaced:
        return starts
    found = [-1]
    for start in starts:
        if start > found[-1]:
            found.append(_between_words(text, start))
    return [at for at in found[1:] if at < len(text)]


def _between_words(text: str, place: int) -> int:
    """The first place from this one on that is within no word."""
    if not place or text[place - 1].isspace():
        return place
    space = _SPACE.search(text, place)
    return space.start() if space else len(text)


def segment(
    what: Document | Unit, *, language: str | None = None, srx: Srx | str | Path | None = None
) -> tuple[Segment, ...]:
    """The sentences of a document (all its units, in reading order) or of a unit.

    A unit does not know its language, so it must be given. `srx` is a rule file, or one already read; without it our
    own rules are used. The spans of a unit's segments tile its text; their texts are stripped and never empty.
    Raises SettingsError for an unknown or missing language, InputError for a rule file that cannot be read.
    """
    if isinstance(what, Document):
        tag = language or what.language
        units: tuple[Unit, ...] = what.units
    elif language is None:
        raise SettingsError("a unit does not say its language", cure='Give language="en" or language="zh"')
    else:
        tag, units = language, (what,)
    texts = [unit.text for unit in units]
    sentences = _by_srx(texts, tag, srx) if srx is not None else _by_rules(texts, tag)
    return tuple(
        piece
        for unit, spans in zip(units, sentences, strict=True)
        # A block of code is one piece: its points and exclamation marks end nothing.
        for piece in _segments(unit.id, unit.text, [Span(0, len(unit.text))] if unit.kind is Kind.CODE else spans)
    )


def sentences(text: str, language: str) -> list[str]:
    """The sentences of a text by our rules, without white space around them.

    >>> sentences("See Art. 3 and No. 155. It is in force.", "en")
    ['See Art. 3 and No. 155.', 'It is in force.']
    """
    (spans,) = _by_rules([text], language)
    return [piece.text for piece in _segments("", text, spans)]


def _by_rules(texts: Sequence[str], tag: str) -> Iterator[list[Span]]:
    language = primary(tag) if language_facts(tag) else tag
    for text in texts:
        starts = _starts(text, language)
        yield [Span(start, end) for start, end in pairwise((*starts, len(text)))]


def _by_srx(texts: Sequence[str], tag: str, srx: Srx | str | Path) -> Iterator[list[Span]]:
    from duizhao.corpora.sentences.srx import Srx, read_srx

    rules = srx if isinstance(srx, Srx) else read_srx(srx)
    for text in texts:
        yield rules.spans(text, tag)


def _segments(unit: str, text: str, spans: Sequence[Span]) -> Iterator[Segment]:
    """Segments that tile the text: what a span leaves out (white space) goes to the one before."""
    starts = [span.start for span in spans if text[span.start : span.end].strip()]
    if not starts:
        return
    starts[0] = 0
    for index, start in enumerate(starts):
        end = starts[index + 1] if index + 1 < len(starts) else len(text)
        yield Segment(unit, index, text[start:end].strip(), Span(start, end))
