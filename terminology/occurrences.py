"""Which terms of a glossary stand where in a new document, with the translation to use: what one reads first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from duizhao.corpora.language.table import primary
from duizhao.corpora.model import Span
from duizhao.terminology.glossary import Concept, Glossary, Status, Term
from duizhao.terminology.matching import Matcher


@dataclass(frozen=True, slots=True)
class Place:
    """Where a term stands: the unit, its text, and the code points of the term in it."""

    unit: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class FoundTerm:
    """A term of a document: how it is written there, its concept, its status, the translation to use (None where the
    glossary has none that may be used), others that may be used, its places in order, and translations that must not
    be used."""

    text: str
    concept: Concept
    term: Term
    translation: Term | None
    others: tuple[Term, ...]
    places: tuple[Place, ...]
    forbidden: tuple[Term, ...] = ()


def find_terms(glossary: Glossary, units: Iterable[tuple[str, str]], language: str) -> tuple[FoundTerm, ...]:
    """The glossary's terms in the (id, text) units of a document in `language`, one of the glossary's two.

    Those without a usable translation come first, then the more frequent, then the earlier. A place that several
    concepts may name is given for each. Raises SettingsError for a language that is not known.
    """
    matcher = Matcher(glossary, language)
    places: dict[tuple[str, str], list[Place]] = {}
    spelt: dict[tuple[str, str], tuple[Concept, Term]] = {}
    for unit, text in units:
        for match in matcher.find(text):
            for concept, term in match.hits:
                key = (concept.id, term.text)
                spelt.setdefault(key, (concept, term))
                places.setdefault(key, []).append(Place(unit, text, match.span))
    there = (
        glossary.target_language if primary(language) == primary(glossary.source_language) else glossary.source_language
    )
    found = [_found(*spelt[key], there, at) for key, at in places.items()]
    return tuple(sorted(found, key=lambda x: (x.translation is not None, -len(x.places))))


def _found(concept: Concept, term: Term, there: str, places: Sequence[Place]) -> FoundTerm:
    terms = concept.terms_in(there)
    usable = [t for t in terms if t.status.usable]
    forbidden = tuple(t for t in terms if not t.status.usable and t.status is not Status.REJECTED)
    first = usable[0] if usable else None
    return FoundTerm(term.text, concept, term, first, tuple(usable[1:]), tuple(places), forbidden)
