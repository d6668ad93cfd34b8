"""Two glossaries side by side: where they agree, where they differ, what one lacks, what contradicts a decision.

The first is ours. Concepts meet by a source term (singular and plural being one); of several that share it, by a target
term. `combine` brings what the other knows into ours as proposals, and never overrules a decision.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.language.table import primary
from duizhao.corpora.saying import say
from duizhao.terminology.glossary import Concept, Glossary, Link, Status, Term, concept_id, fold
from duizhao.terminology.variation.naming import name_key


class Relation(StrEnum):
    """How two concepts compare. AGREE: the same preferred translation, or theirs is one that we admit. DIFFER: another
    translation. CONTRADICT: what one says to use the other forbids. OURS, THEIRS: only in that one."""

    CONTRADICT = "contradicts"
    DIFFER = "differs"
    THEIRS = "missing in ours"
    OURS = "missing in theirs"
    AGREE = "agrees"

    @property
    def said(self) -> str:
        """How they compare in words, to be said in the active language."""
        return _SAID[self]


_SAID = {
    Relation.CONTRADICT: say("contradicts"),
    Relation.DIFFER: say("differs"),
    Relation.THEIRS: say("missing in ours"),
    Relation.OURS: say("missing in theirs"),
    Relation.AGREE: say("agrees"),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A concept of ours and one of theirs (None where a side has none), how they compare, and why in words."""

    kind: Relation
    ours: Concept | None
    theirs: Concept | None
    why: str = ""

    def name(self, language: str) -> str:
        """What the concept is called in a language: by ours, where we have it; by a term that is none if need be."""
        concept = self.ours or self.theirs
        terms = concept.terms_in(language) if concept else ()
        return terms[0].text if terms else ""


def compare(ours: Glossary, theirs: Glossary) -> list[Comparison]:
    """All concepts of both, contradictions first, then differences, then what is missing. Raises SettingsError where
    the languages are not the same two."""
    theirs = _same_direction(ours, theirs)
    by_source = _by_source(ours)
    met: set[str] = set()
    found: list[Comparison] = []
    for concept in theirs:
        mine = _counterpart(concept, by_source, ours)
        if mine is None:
            found.append(Comparison(Relation.THEIRS, None, concept))
            continue
        met.add(mine.id)
        kind, why = _judge(mine, concept, ours)
        found.append(Comparison(kind, mine, concept, why))
    found += [Comparison(Relation.OURS, concept, None) for concept in ours if concept.id not in met]
    order = list(Relation)
    return sorted(found, key=lambda c: order.index(c.kind))


def combine(ours: Glossary, theirs: Glossary, name: str = "", day: str = "") -> tuple[Glossary, list[Comparison]]:
    """Ours with what theirs adds, and the comparisons that a person has to decide.

    Concepts that we lack come as they are, and so do homonyms: the same source term in another domain with another
    translation, of which a person decides whether the two are one. Terms that theirs has of a concept of ours come as
    PROPOSED, those that it forbids as they are; statuses, notes and facts of ours stay; an empty domain or definition
    is filled. What came from where stands in the history.
    """
    theirs = _same_direction(ours, theirs)
    compared = compare(ours, theirs)
    said = " ".join(filter(None, (day, name or theirs.name)))
    coming: dict[str, list[Concept]] = defaultdict(list)
    for one in compared:
        if one.ours and one.theirs and not _homonyms(one.ours, one.theirs, ours):
            coming[one.ours.id].append(one.theirs)
    concepts = [_with(concept, coming[concept.id], said) if concept.id in coming else concept for concept in ours]
    taken = {c.id for c in concepts}
    for one in compared:
        apart = one.ours is None or (one.theirs and _homonyms(one.ours, one.theirs, ours))
        if one.theirs and apart:
            key = one.theirs.id if one.theirs.id not in taken else concept_id(one.theirs.id.removeprefix("c-"), taken)
            taken.add(key)
            history = (
                *one.theirs.history,
                say("{said}: came with it", said=said) if said else say("came with another glossary"),
            )
            concepts.append(replace(one.theirs, id=key, history=history))
    return ours.with_concepts(concepts), [c for c in compared if c.kind in (Relation.CONTRADICT, Relation.DIFFER)]


def _same_direction(ours: Glossary, theirs: Glossary) -> Glossary:
    mine = (primary(ours.source_language), primary(ours.target_language))
    other = (primary(theirs.source_language), primary(theirs.target_language))
    if other == mine[::-1]:
        links = {c.id: tuple(replace(x, source=x.target, target=x.source) for x in c.links) for c in theirs}
        turned = theirs.with_concepts(replace(c, links=links[c.id]) for c in theirs)
        return replace(turned, source_language=theirs.target_language, target_language=theirs.source_language)
    if other != mine:
        raise SettingsError(
            say("one glossary is {mine}, the other {other}", mine="–".join(mine), other="–".join(other)),
            cure="Compare two of the same languages",
        )
    return theirs


def _key(term: Term) -> str:
    return f"{primary(term.language)} {name_key(term.text, term.language)}"


def _by_source(glossary: Glossary) -> dict[str, list[Concept]]:
    found: dict[str, list[Concept]] = defaultdict(list)
    for concept in glossary:
        for key in dict.fromkeys(map(_key, concept.terms_in(glossary.source_language))):
            found[key].append(concept)
    return found


def _counterpart(concept: Concept, by_source: dict[str, list[Concept]], ours: Glossary) -> Concept | None:
    """Our concept for one of theirs: the one that shares most terms, of equals the first."""
    keys = {_key(t) for t in concept.terms}
    options = {c.id: c for t in concept.terms_in(ours.source_language) for c in by_source.get(_key(t), ())}

    def fit(mine: Concept) -> tuple[int, bool]:
        same_domain = bool(mine.domain) and fold(mine.domain) == fold(concept.domain)
        return len(keys & {_key(t) for t in mine.terms}), same_domain

    return max(options.values(), key=fit, default=None)


def _homonyms(mine: Concept, other: Concept, ours: Glossary) -> bool:
    """Whether two concepts with one source term are of different domains and have no translation in common."""
    if not mine.domain or not other.domain or fold(mine.domain) == fold(other.domain):
        return False
    language = ours.target_language
    targets, theirs = ({_key(t) for t in c.terms_in(language)} for c in (mine, other))
    return bool(targets and theirs) and not targets & theirs


def _judge(mine: Concept, other: Concept, glossary: Glossary) -> tuple[Relation, str]:
    language = glossary.target_language
    if _homonyms(mine, other, glossary):
        first, second = mine.preferred(language), other.preferred(language)
        return Relation.DIFFER, say(
            "another domain: {ours} ({domain}) here, {theirs} ({other}) there",
            ours=first.text if first else "-",
            domain=mine.domain,
            theirs=second.text if second else "-",
            other=other.domain,
        )
    ours, theirs = ({_key(t): t for t in c.terms} for c in (mine, other))
    # What is said of a translation comes before what is said of its source.
    for key in sorted(ours.keys() & theirs.keys(), key=lambda key: key.startswith(primary(glossary.source_language))):
        a, b = ours[key], theirs[key]
        if Status.REJECTED in (a.status, b.status) and a.status is not b.status:
            return Relation.CONTRADICT, say(
                "{term} is {status} here and {other} there", term=a.text, status=a.status, other=b.status
            )
        if a.status.usable != b.status.usable:
            return Relation.CONTRADICT, say(
                "{term} is {status} here and {other} there", term=a.text, status=a.status, other=b.status
            )
    first, second = mine.preferred(language), other.preferred(language)
    if first is None or second is None:
        lacking = say("ours") if first is None else say("theirs")
        return (
            (Relation.AGREE, "")
            if first is second
            else (Relation.DIFFER, say("{lacking} has no translation", lacking=lacking))
        )
    if _key(first) == _key(second):
        return Relation.AGREE, ""
    if _key(second) in ours:
        return Relation.AGREE, say("{term} is {status} here", term=second.text, status=ours[_key(second)].status)
    return Relation.DIFFER, say("{ours} here, {theirs} there", ours=first.text, theirs=second.text)


def _with(concept: Concept, others: Iterable[Concept], said: str) -> Concept:
    terms = list(concept.terms)
    links = list(concept.links)
    domain, definition, origin = concept.domain, concept.definition, concept.definition_source
    came: list[str] = []
    for other in others:
        names = {_key(t): t.text for t in terms}
        for term in other.terms:
            if _key(term) in names:
                continue
            status = term.status if not term.status.usable else Status.PROPOSED
            terms.append(replace(term, status=status))
            names[_key(term)] = term.text
            came.append(f"{term.text} ({status})")
        links += _new_links(links, other, names)
        domain = domain or other.domain
        if not definition:
            definition, origin = other.definition, other.definition_source
    history = (*concept.history, f"{said}: {', '.join(came)}" if said else ", ".join(came)) if came else concept.history
    return replace(
        concept,
        terms=tuple(terms),
        links=tuple(links),
        domain=domain,
        definition=definition,
        history=history,
        definition_source=origin,
    )


def _new_links(known: Sequence[Link], other: Concept, names: dict[str, str]) -> list[Link]:
    """Their links between the names that the terms have with us."""
    spelt = {t.text: names[_key(t)] for t in other.terms if _key(t) in names}
    pairs = {(x.source, x.target) for x in known}
    moved = [
        replace(x, source=spelt.get(x.source, x.source), target=spelt.get(x.target, x.target)) for x in other.links
    ]
    return [x for x in moved if (x.source, x.target) not in pairs]
