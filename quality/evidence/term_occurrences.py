"""Where the terms of a glossary stand in the pairs, and by what they are rendered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from duizhao.corpora.model import Pair, Span
from duizhao.quality.evidence.technical import without_technical
from duizhao.terminology import Glossary, Matcher

_MAY_BE_TECHNICAL = re.compile(r"[`@\\/_$<(]|\w\.\w|-[A-Za-z-]")


@dataclass(frozen=True, slots=True)
class Use:
    """A source term in a pair. `pair` is its index; `hits` are the concepts it may name, by id, each with its source
    term (homographs have several); `targets` are the target terms of these concepts that stand in the pair, each once.

    Concepts are named by id and terms by their text, so that uses are small and can be kept.
    """

    pair: int
    source_span: Span
    source_text: str
    hits: tuple[tuple[str, str], ...]
    targets: tuple[tuple[str, str, Span], ...]

    def __reduce__(self) -> tuple[type[Use], tuple[object, ...]]:
        return Use, (self.pair, self.source_span, self.source_text, self.hits, self.targets)

    def term_of(self, concept: str) -> str:
        """The source term of a concept that stands here."""
        for owner, term in self.hits:
            if owner == concept:
                return term
        raise KeyError(concept)

    def moved(self, by: int) -> Use:
        """The same use where `by` pairs stand before its own: dataclasses.replace takes three times as long."""
        return Use(self.pair + by, self.source_span, self.source_text, self.hits, self.targets)


def uses_in(glossary: Glossary, source_language: str, target_language: str) -> Callable[[Pair], Iterator[Use]]:
    """What gives the uses of a glossary's terms in a pair, as those of pair 0. The longest term wins on both sides: a
    hit inside a longer term is no hit, so that "decent work" is not found in "Decent Work Country Programme" when that
    is a term."""
    return partial(_pair_uses, sources=_matcher(glossary, source_language), targets=_matcher(glossary, target_language))


_matchers: dict[tuple[int, str], tuple[Glossary, Matcher]] = {}


def _matcher(glossary: Glossary, tag: str) -> Matcher:
    """The matcher of a glossary, made once a process: documents by the hundred share it."""
    key = (id(glossary), tag)
    if key not in _matchers or _matchers[key][0] is not glossary:
        _matchers.clear() if len(_matchers) > 8 else None
        _matchers[key] = (glossary, Matcher(glossary, tag))
    return _matchers[key][1]


def _pair_uses(pair: Pair, sources: Matcher, targets: Matcher) -> Iterator[Use]:
    matches = sources.find(pair.source)
    if matches and _MAY_BE_TECHNICAL.search(pair.source):
        # "terms" in terms.xlsx, --terms and `terms` is part of a name that stays as it is.
        said = without_technical(pair.source)
        matches = tuple(m for m in matches if not said[m.span.start : m.span.end].isspace())
    if not matches:
        return
    there: dict[str, list[tuple[str, Span]]] = {}
    for match in targets.find(pair.target):
        for concept, term in match.hits:
            there.setdefault(concept.id, []).append((term.text, match.span))
    for match in matches:
        found: dict[tuple[str, str], Span] = {}
        for concept in match.concepts:
            for text, span in there.get(concept.id, ()):
                found.setdefault((concept.id, text), span)
        hits = tuple((concept.id, term.text) for concept, term in match.hits)
        targets_ = tuple((concept_id, text, span) for (concept_id, text), span in found.items())
        yield Use(0, match.span, match.text, hits, targets_)
