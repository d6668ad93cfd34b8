"""A later extraction meets a glossary that was worked on: decisions stay, evidence is renewed, news is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from duizhao.terminology.glossary import Concept, Glossary, Link, Status, Term, concept_id, fold


def keep_decisions(known: Glossary, fresh: Glossary) -> Glossary:
    """The known glossary with the evidence of a fresh extraction, and after it the concepts that are new.

    A fresh concept meets the known one that shares a pair of terms with it, else one that shares its preferred source
    term. Ids, statuses, notes and everything a person wrote stay; counts and sentences of documents that were not known
    are added, those of a document that was are renewed; a term that is new to a reviewed concept is PROPOSED.
    """
    owners = _owners(known)
    met: dict[str, list[Concept]] = {}
    new: list[Concept] = []
    for concept in fresh:
        owner = _owner(concept, owners, fresh)
        if owner is None:
            new.append(concept)
        else:
            met.setdefault(owner, []).append(concept)
    merged = [_renew(c, met[c.id], known) if c.id in met else c for c in known]
    taken = {c.id for c in known}
    for concept in new:
        key = concept.id if concept.id not in taken else concept_id(concept.id.removeprefix("c-"), taken)
        taken.add(key)
        merged.append(replace(concept, id=key))
    return replace(fresh, concepts=tuple(merged), name=known.name)


def news(known: Glossary, merged: Glossary) -> Glossary:
    """What a merged glossary has that the known one had not: whole concepts, or concepts with a proposed term."""
    before = {c.id: {(t.language, fold(t.text)) for t in c.terms} for c in known}
    return merged.with_concepts(
        c
        for c in merged
        if not c.rejected and any((t.language, fold(t.text)) not in before.get(c.id, set()) for t in c.terms)
    )


def _owners(known: Glossary) -> dict[tuple[str, ...], str]:
    owners: dict[tuple[str, ...], str] = {}
    for concept in known:
        sources = [fold(t.text) for t in concept.terms_in(known.source_language)]
        targets = [fold(t.text) for t in concept.terms_in(known.target_language)]
        for source in sources:
            owners.setdefault((source,), concept.id)
            for target in targets:
                owners.setdefault((source, target), concept.id)
    return owners


def _owner(concept: Concept, owners: dict[tuple[str, ...], str], fresh: Glossary) -> str | None:
    for link in concept.links:
        if found := owners.get((fold(link.source), fold(link.target))):
            return found
    first = concept.preferred(fresh.source_language)
    return owners.get((fold(first.text),)) if first else None


def _renew(concept: Concept, fresh: Iterable[Concept], known: Glossary) -> Concept:
    terms = {(t.language, fold(t.text)): t for t in concept.terms}
    spelling = {key: t.text for key, t in terms.items()}
    before = {(x.source, x.target): x for x in concept.links}
    links: list[Link] = []
    for other in fresh:
        again = _again(concept.links, other.links)
        for term in other.terms:
            key = (term.language, fold(term.text))
            if key in terms:
                old = terms[key]
                kept = max(0, old.count - again) if again is not None else 0
                count = max(kept + term.count, term.count)
                terms[key] = replace(old, count=count, documents=_documents(old, term, again))
            else:
                status = Status.PROPOSED if concept.decided else _lower(term, terms.values())
                # What is no term is none in another translation either.
                status = Status.REJECTED if concept.rejected else status
                terms[key] = replace(term, status=status)
                spelling[key] = term.text
        for link in other.links:
            source = spelling.get((known.source_language, fold(link.source)), link.source)
            target = spelling.get((known.target_language, fold(link.target)), link.target)
            links.append(_added(before.get((source, target)), replace(link, source=source, target=target)))
    seen = {(x.source, x.target) for x in links}
    links += [x for x in concept.links if (x.source, x.target) not in seen]
    return replace(concept, terms=tuple(terms.values()), links=tuple(links))


def _added(old: Link | None, new: Link) -> Link:
    """The evidence of two links of the same terms: documents add up, one that both have counts as the newer says.
    Evidence without documents (of a table of another tool) is renewed."""
    if old is None or not old.by_document:
        return new
    where = dict(old.by_document) | dict(new.by_document)
    shown = {(x.source, x.target): x for x in (*new.examples, *old.examples)}
    return replace(
        new,
        count=sum(where.values()),
        documents=len(where),
        first=old.first or new.first,
        examples=tuple(shown.values())[: max(len(new.examples), len(old.examples))],
        by_document=tuple(sorted(where.items())),
    )


def _again(old: Iterable[Link], new: Iterable[Link]) -> int | None:
    """How many of the sentence pairs of a concept are of documents that are counted again; None where the older
    evidence names no documents, so that nobody can tell."""
    known = [dict(x.by_document) for x in old if x.by_document]
    if not known:
        return None
    fresh = {name for x in new for name, _ in x.by_document}
    return sum(n for table in known for name, n in table.items() if name in fresh)


def _documents(old: Term, new: Term, again: int | None) -> int:
    """In how many documents a term stands: those of both where no document is counted again, else the larger."""
    return old.documents + new.documents if again == 0 else max(old.documents, new.documents)


def _lower(term: Term, others: Iterable[Term]) -> Status:
    """The status of a new term: preferred only where nothing else is."""
    taken = any(t.language == term.language and t.status is Status.PREFERRED for t in others)
    return Status.ADMITTED if taken and term.status is Status.PREFERRED else term.status
