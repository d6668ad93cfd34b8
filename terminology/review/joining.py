"""Rows that a reviewer or another list brings: which concept of ours they join, and which are new ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from duizhao.corpora.saying import say
from duizhao.terminology.formats.rows import ReviewRow, from_rows
from duizhao.terminology.glossary import Concept, Glossary, concept_id, fold
from duizhao.terminology.review.finding import PairFinder, Place
from duizhao.terminology.review.work import DecidedRows, Signature, Work
from duizhao.terminology.variation.naming import name_key


class RowJoiner:
    """Finds the concept of ours that a row without key and id belongs to, by its terms and its domain."""

    def __init__(self, base: Glossary, works: Mapping[str, Work], outcome: DecidedRows) -> None:
        self._base, self._works, self._outcome = base, works, outcome
        self._finder = PairFinder(base)
        self._by_source: dict[str, list[str]] = defaultdict(list)
        for concept in base:
            for name in dict.fromkeys(self._source(t.text) for t in concept.terms_in(base.source_language)):
                self._by_source[name].append(concept.id)

    def join(self, row: ReviewRow) -> tuple[ReviewRow, Place | None] | None:
        """The row as one of the concept that its source term names, the term in the number that it has there; as it is
        where no concept of ours is meant; None where it cannot be told which of several is, which is refused.

        Of homonyms the one with the row's translation is meant, else the one of its domain. A row with another domain
        and another translation is a homonym itself.
        """
        if not row.source_term:
            return row, None
        name = self._source(row.source_term)
        options = [key for key in self._by_source.get(name, ()) if self._calls_it(key, name)]
        shared = [key for key in options if self._has_target(key, row.target_term)]
        same = [key for key in options if fold(self._works[key].concept.domain) == fold(row.domain)]
        open_ = [key for key in options if not (row.domain and self._works[key].concept.domain)]
        meant = shared or same or open_
        if not meant:
            if options:
                beside = ", ".join(f"{key} ({self._works[key].concept.domain})" for key in options)
                said = say(
                    "{term} ({domain}) is a concept beside {beside}; write its id to join it",
                    term=row.source_term,
                    domain=row.domain,
                    beside=beside,
                )
                self._outcome.remarked(row.line, options[0], said)
                row = replace(row, concept_id=concept_id(f"{row.source_term} {row.domain}"))
            return row, None
        if len(meant) > 1:
            named = say("{first} or {second}", first=", ".join(meant[:-1]), second=meant[-1])
            why = say("'{term}' is in {named}; write one into concept_id", term=row.source_term, named=named)
            self._outcome.refused(row.line, meant[0], why)
            return None
        ours = [t for (_, t) in self._works[meant[0]].terms if self._source(t) == name]
        if ours and not any(fold(t) == fold(row.source_term) for t in ours):
            beside = say("{term} stands beside {ours}: one concept", term=row.source_term, ours=ours[0])
            self._outcome.remarked(row.line, meant[0], beside)
            row = replace(row, source_term=ours[0])
        row = replace(row, concept_id=meant[0])
        return row, self._finder.by_terms(row)

    def ours_first(self, row: ReviewRow, concept: str) -> ReviewRow:
        """A row of a list that is not ours, without what contradicts our concept: that is told and not taken over."""
        ours = self._works[concept].concept
        term = next((t for t in ours.terms_in(self._base.target_language) if self._is(t.text, row.target_term)), None)
        if term is not None and not term.status.usable and row.status not in ("deprecated", "superseded"):
            stays = say("{term} is {status} here and stays so", term=term.text, status=term.status)
            self._outcome.remarked(row.line, concept, stays)
            row = replace(row, status=str(term.status))
        kept = {}
        for name in ("domain", "definition"):
            mine, theirs = getattr(ours, name), getattr(row, name)
            if mine and theirs and theirs != mine:
                stays = say("{name} '{theirs}' is not ours; '{ours}' stays", name=name, theirs=theirs, ours=mine)
                self._outcome.remarked(row.line, concept, stays)
            kept[name] = mine or theirs
        origin = ours.definition_source if ours.definition else row.definition_source
        return replace(row, **kept, definition_source=origin)

    def _calls_it(self, key: str, name: str) -> bool:
        """Whether a concept has a source term of this name that no row writes otherwise."""
        work, language = self._works[key], self._base.source_language
        kept = (t for t in work.concept.terms_in(language) if (t.language, t.text) not in work.spelt)
        return any(self._source(t.text) == name for t in kept)

    def _source(self, text: str) -> str:
        return name_key(text, self._base.source_language)

    def _is(self, ours: str, text: str) -> bool:
        language = self._base.target_language
        return bool(text) and name_key(ours, language) == name_key(text, language)

    def _has_target(self, key: str, text: str) -> bool:
        return any(self._is(t.text, text) for t in self._works[key].concept.terms_in(self._base.target_language))


def new_concepts(
    rows: Sequence[ReviewRow], known: Iterable[Concept], base: Glossary, outcome: DecidedRows, signature: Signature
) -> list[Concept]:
    """Concepts from rows that belong to none: a reviewer wrote them."""
    taken = {c.id for c in known}
    fresh = from_rows(
        [replace(r, row="") for r in rows if r.source_term or r.target_term], base.source_language, base.target_language
    )
    concepts = []
    for concept in fresh:
        texts = {term.text for term in concept.terms}
        line = next(r.line for r in rows if r.source_term in texts or r.target_term in texts)
        key = concept.id if concept.id not in taken else concept_id(concept.id.removeprefix("c-"), taken)
        taken.add(key)
        signed = tuple(replace(term, **signature.of(term)) for term in concept.terms)
        said = say("new concept: {terms}", terms=" = ".join(t.text for t in concept.terms))
        concepts.append(replace(concept, id=key, terms=signed, history=(*concept.history, signature.line(said))))
        outcome.decided(line, key, said)
    return concepts
