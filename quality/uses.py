"""Where the terms of a glossary stand in the pairs, and by what they are rendered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpora.model import Pair, Span
from terminology import Concept, Glossary, Matcher, Term


@dataclass(frozen=True, slots=True)
class Use:
    """A source term in a pair. `pair` is its index; `hits` are the concepts it may name, each with its source term
    (homographs have several); `targets` are the target terms of these concepts that stand in the pair, each once."""

    pair: int
    source_span: Span
    source_text: str
    hits: tuple[tuple[Concept, Term], ...]
    targets: tuple[tuple[Concept, Term, Span], ...]

    def term_of(self, concept: Concept) -> str:
        """The source term of a concept that stands here."""
        return next(term.text for owner, term in self.hits if owner.id == concept.id)


def term_uses(pairs: Sequence[Pair], glossary: Glossary, source_language: str, target_language: str) -> tuple[Use, ...]:
    """The uses of a glossary's terms, pair by pair. The longest term wins on both sides: a hit inside a longer term is
    no hit, so that "decent work" is not found in "Decent Work Country Programme" when that is a term."""
    sources, targets = Matcher(glossary, source_language), Matcher(glossary, target_language)
    return tuple(use for i, pair in enumerate(pairs) for use in _pair_uses(i, pair, sources, targets))


def _pair_uses(index: int, pair: Pair, sources: Matcher, targets: Matcher) -> Iterator[Use]:
    matches = sources.find(pair.source)
    if not matches:
        return
    there: dict[str, list[tuple[Concept, Term, Span]]] = {}
    for match in targets.find(pair.target):
        for concept, term in match.hits:
            there.setdefault(concept.id, []).append((concept, term, match.span))
    for match in matches:
        found: list[tuple[Concept, Term, Span]] = []
        seen: set[tuple[str, str]] = set()
        for concept in match.concepts:
            for _, term, span in there.get(concept.id, ()):
                if (concept.id, term.text) not in seen:
                    seen.add((concept.id, term.text))
                    found.append((concept, term, span))
        yield Use(index, match.span, match.text, match.hits, tuple(found))
