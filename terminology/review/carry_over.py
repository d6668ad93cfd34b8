"""A later extraction meets a glossary that was worked on: decisions stay, evidence is renewed, news is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from duizhao.corpora.language.table import primary
from duizhao.terminology.glossary import Concept, Glossary, Link, Status, Term, concept_id
from duizhao.terminology.variation.naming import name_key

# Language and name of a term, whatever its number, script and case.
_Name = tuple[str, str]


def keep_decisions(known: Glossary, fresh: Glossary) -> Glossary:
    """The known glossary with the evidence of a fresh extraction, and after it the concepts that are new.

    A pair of terms goes to the known concept that has it, so that what a person merged or split stays so; the other
    terms of a fresh concept go with its first pair, or to the concept of its preferred source term. Singular and
    plural, traditional and simplified characters are one term. Ids, statuses, notes and everything a person wrote stay;
    counts and sentences of documents that were not known are added, those of a document that was are renewed; a term
    that is new to a reviewed concept is PROPOSED.
    """
    owners = _owners(known)
    met: dict[str, list[Concept]] = {}
    new: list[Concept] = []
    for concept in fresh:
        for owner, part in _parts(concept, owners, fresh):
            if owner:
                met.setdefault(owner, []).append(part)
            else:
                new.append(part)
    merged = [_renew(c, met[c.id], known) if c.id in met else c for c in known]
    taken = {c.id for c in known}
    for concept in new:
        key = concept.id if concept.id not in taken else concept_id(concept.id.removeprefix("c-"), taken)
        taken.add(key)
        merged.append(replace(concept, id=key))
    return replace(fresh, concepts=tuple(merged), name=known.name)


def news(known: Glossary, merged: Glossary) -> Glossary:
    """What a merged glossary has that the known one had not: whole concepts, or concepts with a proposed term."""
    before = {c.id: {_name(t) for t in c.terms} for c in known}
    return merged.with_concepts(
        c for c in merged if not c.rejected and any(_name(t) not in before.get(c.id, set()) for t in c.terms)
    )


def _name(term: Term) -> _Name:
    return primary(term.language), name_key(term.text, term.language)


def _owners(known: Glossary) -> dict[tuple[str, ...], str]:
    """The concept of each source term, and of each pair of terms: of a linked one first, then of any two of one
    concept."""
    source, target = known.source_language, known.target_language
    owners: dict[tuple[str, ...], str] = {}
    for concept in known:
        for link in concept.links:
            owners.setdefault((name_key(link.source, source), name_key(link.target, target)), concept.id)
    for concept in known:
        sources = [name_key(t.text, source) for t in concept.terms_in(source)]
        targets = [name_key(t.text, target) for t in concept.terms_in(target)]
        for name in sources:
            owners.setdefault((name,), concept.id)
            for other in targets:
                owners.setdefault((name, other), concept.id)
    return owners


def _parts(
    concept: Concept, owners: Mapping[tuple[str, ...], str], fresh: Glossary
) -> Iterator[tuple[str | None, Concept]]:
    """A fresh concept by the known concepts that its pairs belong to; None for one that nobody has."""
    held: dict[Link, str] = {}
    for link in concept.links:
        key = name_key(link.source, fresh.source_language), name_key(link.target, fresh.target_language)
        if owner := owners.get(key):
            held[link] = owner
    first = concept.preferred(fresh.source_language)
    rest = next(iter(held.values()), None)
    if rest is None and first:
        rest = owners.get((name_key(first.text, first.language),))
    if len(set(held.values())) < 2:
        yield rest, concept
        return
    groups: dict[str | None, list[Link]] = defaultdict(list)
    for link in concept.links:
        groups[held.get(link, rest)].append(link)
    linked = {text for link in concept.links for text in (link.source, link.target)}
    for part, links in groups.items():
        texts = {text for link in links for text in (link.source, link.target)}
        terms = tuple(t for t in concept.terms if t.text in texts or (part == rest and t.text not in linked))
        yield part, replace(concept, terms=terms, links=tuple(links))


def _renew(concept: Concept, fresh: Iterable[Concept], known: Glossary) -> Concept:
    """A known concept with the evidence of fresh ones that meet it."""
    terms = {(t.language, t.text): t for t in concept.terms}
    spelt: dict[tuple[str, str], str] = {}  # how we write what the fresh concepts call so
    counted: dict[tuple[str, str], list[Term]] = defaultdict(list)
    parts = list(fresh)
    for term in (t for part in parts for t in part.terms):
        ours = _ours(term, terms)
        if ours is None:
            status = Status.PROPOSED if concept.decided else _lower(term, terms.values())
            # What is no term is none in another translation either.
            status = Status.REJECTED if concept.rejected else status
            ours = (term.language, term.text)
            terms[ours] = replace(term, status=status)
        else:
            counted[ours].append(term)
        spelt[primary(term.language), term.text] = ours[1]
    source, target = primary(known.source_language), primary(known.target_language)
    links: dict[tuple[str, str], Link] = {}
    for link in (x for part in parts for x in part.links):
        pair = spelt.get((source, link.source), link.source), spelt.get((target, link.target), link.target)
        named = replace(link, source=pair[0], target=pair[1])
        links[pair] = _added(links[pair], named, both=True) if pair in links else named
    before = {(x.source, x.target): x for x in concept.links}
    renewed = [_added(before.get(pair), link) for pair, link in links.items()]
    for key, found in counted.items():
        old = [x for x in concept.links if key[1] in (x.source, x.target)] or list(concept.links)
        new = [x for x in links.values() if key[1] in (x.source, x.target)] or list(links.values())
        terms[key] = _counted(terms[key], found, old, new)
    renewed += [x for pair, x in before.items() if pair not in links]
    return replace(concept, terms=tuple(terms.values()), links=tuple(renewed))


def _ours(term: Term, terms: Mapping[tuple[str, str], Term]) -> tuple[str, str] | None:
    """The key of our term for a fresh one: written the same, else of the same name."""
    if (term.language, term.text) in terms:
        return term.language, term.text
    name = _name(term)
    return next((key for key, ours in terms.items() if _name(ours) == name), None)


def _added(old: Link | None, new: Link, *, both: bool = False) -> Link:
    """The evidence of two links of the same terms: documents add up, one that both have counts as the newer says, or
    adds up too where `both` are of one extraction. Evidence without documents (of a table of another tool) is renewed.
    """
    if old is None or not (old.by_document or both):
        return new
    where = dict(old.by_document)
    for name, n in new.by_document:
        where[name] = where.get(name, 0) + n if both else n
    shown = {(x.source, x.target): x for x in (*new.examples, *old.examples)}
    return replace(
        new,
        count=sum(where.values()) if where else old.count + new.count,
        documents=len(where) or max(old.documents, new.documents),
        confidence=max((c for c in (old.confidence, new.confidence) if c is not None), default=None)
        if both
        else new.confidence,
        first=old.first or new.first,
        examples=tuple(shown.values())[: max(len(new.examples), len(old.examples))],
        by_document=tuple(sorted(where.items())),
    )


def _counted(term: Term, found: Iterable[Term], old: Iterable[Link], new: Iterable[Link]) -> Term:
    """A term with the counts of fresh ones: of its own what the documents that are not counted again had, as far as the
    links tell; nothing where they name no documents, so that nobody can tell."""
    had: dict[str, int] = defaultdict(int)
    for name, n in (x for link in old for x in link.by_document):
        had[name] += n
    again = {name for link in new for name, _ in link.by_document}
    left = sum(n for name, n in had.items() if name not in again)
    kept = round(term.count * left / sum(had.values())) if sum(had.values()) else 0
    fresh = list(found)
    documents = max(max(t.documents for t in fresh), len(had.keys() | again) if had else term.documents)
    return replace(term, count=kept + sum(t.count for t in fresh), documents=documents)


def _lower(term: Term, others: Iterable[Term]) -> Status:
    """The status of a new term: preferred only where nothing else is."""
    taken = any(t.language == term.language and t.status is Status.PREFERRED for t in others)
    return Status.ADMITTED if taken and term.status is Status.PREFERRED else term.status
