"""What a memory knows of each sentence of a new document."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from duizhao.corpora.language.table import counterparts, is_chinese
from duizhao.corpora.model import DOUBTFUL, Document, Locator, Segment, Unit
from duizhao.tmx.store.found import Finder, MemoryMatch

MINIMUM = 75
"""The lowest score (0..100) of a match that is offered, as in the classes of leverage."""


class TermHint(NamedTuple):
    """A term that stands in a sentence: as it is written there, what may be used for it (the best first), and what must
    not be used."""

    term: str
    translations: tuple[str, ...]
    avoid: tuple[str, ...] = ()

    def __str__(self) -> str:
        said = " / ".join(self.translations) or "?"
        return f"{self.term} = {said}" + (f" (not {', '.join(self.avoid)})" if self.avoid else "")


class Readiness(StrEnum):
    """How far a sentence is translated, and by what."""

    EXACT = "exact"
    UNSURE = "unsure"
    """The memory has the text, but its pair is doubtful, or it was translated in several ways."""
    FILLED = "fuzzy"
    """A match below 100 stands as the translation because it was asked for."""
    OFFERED = "offered"
    """Matches below 100 are offered, and the translation is empty."""
    NEW = "new"


@dataclass(frozen=True, slots=True)
class PretranslatedSegment:
    """A sentence with its place, its matches (the best first), the number (from 1) of the sentence it repeats word for
    word (0: of none), and the terms in it. `target` is "" where a person has to write it."""

    text: str
    before: str
    at: Locator
    matches: tuple[MemoryMatch, ...]
    target: str
    readiness: Readiness
    repeats: int = 0
    terms: tuple[TermHint, ...] = ()

    @property
    def offered(self) -> tuple[MemoryMatch, ...]:
        """The matches beside the one that stands as the translation."""
        filled = [match for match in self.matches if match.target == self.target]
        return tuple(match for match in self.matches if not filled or match is not filled[0])


@dataclass(frozen=True, slots=True)
class Pretranslation:
    """A document as units (paragraphs), each with its sentences; `language` and `target` as files name them."""

    name: str
    language: str
    target: str
    units: tuple[tuple[Unit, tuple[PretranslatedSegment, ...]], ...]
    lacking: frozenset[int] = frozenset()
    """Units of the memory that would match and have no text in the language wanted."""

    def segments(self) -> Iterable[PretranslatedSegment]:
        """All sentences in order."""
        return (segment for _, segments in self.units for segment in segments)


class _Work:
    """The sentences that were looked up already, so that one that comes again costs nothing."""

    def __init__(self, memory: Finder, document: Document, target: str, minimum: int, fill: int, limit: int) -> None:
        self.memory, self.document, self.target = memory, document, target
        self.minimum, self.fill, self.limit = minimum, fill, limit
        self.seen: dict[str, tuple[int, tuple[MemoryMatch, ...]]] = {}
        self.number = 0
        self.lacking: set[int] = set()

    def segment(self, piece: Segment, unit: Unit, before: str, terms: tuple[TermHint, ...]) -> PretranslatedSegment:
        self.number += 1
        text = piece.text
        tidy = " ".join(text.split())
        first, matches = self.seen.get(tidy, (0, ()))
        if not first:
            if any(char.isalnum() for char in tidy):
                found = self.memory.lookup(
                    tidy,
                    self.document.language,
                    self.target,
                    minimum=self.minimum,
                    limit=max(self.limit, 2),
                    lacking=self.lacking,
                )
                matches = tuple(found)
            self.seen[tidy] = (self.number, matches)
        readiness = _readiness(matches, self.fill)
        target = matches[0].target if readiness in (Readiness.EXACT, Readiness.UNSURE, Readiness.FILLED) else ""
        sentence = piece.index + 1
        at = Locator(self.document.id, unit.id, unit.number, unit.kind, (sentence, sentence), line=unit.line)
        return PretranslatedSegment(text, before, at, matches, target, readiness, first, terms)


def _readiness(matches: tuple[MemoryMatch, ...], fill: int) -> Readiness:
    if not matches:
        return Readiness.NEW
    whole = [match for match in matches if match.score == 100]
    if not whole:
        return Readiness.FILLED if matches[0].score >= fill else Readiness.OFFERED
    sure = whole[0].confidence is None or whole[0].confidence >= DOUBTFUL
    return Readiness.EXACT if sure and len({match.target for match in whole}) == 1 else Readiness.UNSURE


def pretranslate(
    memory: Finder,
    document: Document,
    segments: Iterable[Segment],
    target: str = "",
    *,
    minimum: int = MINIMUM,
    fill: int = 100,
    limit: int = 3,
    terms: Callable[[str], tuple[TermHint, ...]] = lambda _: (),
) -> Pretranslation:
    """Look every sentence of a document up.

    A text that the memory has gets its translation; where that is doubtful (a confidence below DOUBTFUL, or several
    translations) it is marked so. Of others up to `limit` matches from `minimum` (0..100) on are offered; from `fill`
    on the best one stands as the translation, marked as a guess. `terms` gives the terms of a sentence.
    """
    work = _Work(memory, document, target, minimum, fill, limit)
    by_unit = {key: list(group) for key, group in groupby(segments, key=lambda segment: segment.unit)}
    units = []
    for unit in document.translatable:
        made, end = [], 0
        for piece in by_unit.get(unit.id, ()):
            start = unit.text.find(piece.text, end)
            before = unit.text[end:start] if start >= 0 else ""
            end = start + len(piece.text) if start >= 0 else end
            made.append(work.segment(piece, unit, before, terms(piece.text)))
        if made:
            units.append((unit, tuple(made)))
    spoken = _tag(units, document.language, target)
    return Pretranslation(document.id, document.language, spoken, tuple(units), frozenset(work.lacking))


def _tag(units: Iterable[tuple[Unit, tuple[PretranslatedSegment, ...]]], source: str, target: str) -> str:
    """The target language as the memory's matches name it, else as it was asked for, else as the usual one."""
    if target:
        return target
    found = (match.target_language for _, segments in units for segment in segments for match in segment.matches)
    usual = next(iter(counterparts(source)), "en")
    return next(found, "") or ("zh-CN" if is_chinese(usual) else usual)
