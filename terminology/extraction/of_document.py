"""Terms without a translation as a glossary: those of one document, and those of a memory that pairing left over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from duizhao.corpora.errors import InputError
from duizhao.corpora.model import Locator, Pair, Recipe, Span
from duizhao.terminology.extraction.choosing import stop_key
from duizhao.terminology.extraction.monolingual import LoneTerm, lone_terms, uncovered
from duizhao.terminology.glossary import Concept, Example, Glossary, Link, Term, concept_id


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and where it stands."""

    text: str
    at: Locator


def terms_of_document(
    sentences: Sequence[Sentence],
    language: str,
    other: str,
    *,
    least: int = 2,
    most: int = 0,
    stop: frozenset[str] = frozenset(),
) -> Glossary:
    """The terms of one document in `language` (English or Chinese) as a glossary whose targets in `other` are yet to be
    written, best first: each stands in `least` sentences or more; `most` of them at most (0: all). Raises InputError
    where there is no text, SettingsError for another language."""
    if not any(s.text.strip() for s in sentences):
        raise InputError("there is no text in it", cure="See what is read of it with `duizhao segment`")
    found = lone_terms([s.text for s in sentences], language, least)
    concepts = list(_concepts(found, sentences, language, True, stop))
    shown = {"least": str(least), "sentences": str(len(sentences))}
    return Glossary(tuple(concepts[: most or None]), language, other, recipe=Recipe("terminology", "none", shown))


def untranslated(
    glossary: Glossary, pairs: Iterable[Pair], *, least: int = 2, stop: frozenset[str] = frozenset()
) -> Glossary:
    """The terms of a memory's two sides that the glossary extracted from it has not, each alone in its concept: what a
    terminologist has to look for by eye."""
    both = [p for p in pairs if p.complete]
    taken: set[str] = set()
    concepts: list[Concept] = []
    for is_source, language, texts in (
        (True, glossary.source_language, [Sentence(p.source, p.source_at) for p in both]),
        (False, glossary.target_language, [Sentence(p.target, p.target_at) for p in both]),
    ):
        known = [t.text for c in glossary for t in c.terms_in(language)]
        lone = uncovered(lone_terms([s.text for s in texts], language, least), known, language)
        concepts += _concepts(lone, texts, language, is_source, stop, taken)
    return replace(glossary, concepts=tuple(concepts))


def _concepts(
    found: Iterable[LoneTerm],
    sentences: Sequence[Sentence],
    language: str,
    is_source: bool,
    stop: frozenset[str] = frozenset(),
    taken: set[str] | None = None,
) -> Iterable[Concept]:
    taken = set() if taken is None else taken
    for term in found:
        if stop_key(term.text) in stop:
            continue
        key = concept_id(term.text, taken)
        taken.add(key)
        documents = len({sentences[s].at.document for s, _ in term.places})
        shown = min(term.places, key=lambda place: (len(sentences[place[0]].text), place[0]))
        first = sentences[shown[0]]
        here, nothing = (first.text, shown[1], first.at), ("", Span(0, 0), Locator())
        (source, span, at), (target, target_span, target_at) = (here, nothing) if is_source else (nothing, here)
        example = Example(source, target, span, target_span, at, target_at)
        names = (term.text, "") if is_source else ("", term.text)
        place = sentences[term.places[0][0]].at
        link = Link(*names, term.count, documents, term.termhood, place, (example,))
        yield Concept(key, (Term(term.text, language, count=term.count, documents=documents),), (link,))
