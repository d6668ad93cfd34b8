"""Concepts that a reviewer merged or split by writing other ids into the rows: terms move, evidence goes with them.

A row whose terms stand in one concept and whose `concept_id` names another is moved there. A concept of which every
row was moved is merged into the others; an id that no concept has yet makes a new concept of the rows that name it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from duizhao.corpora.saying import say
from duizhao.terminology.formats.rows import ReviewRow, cover
from duizhao.terminology.glossary import Concept, Glossary, Link, Status, Term
from duizhao.terminology.review.finding import FoundRow
from duizhao.terminology.review.work import FACTS, DecidedRows, Signature

_ID = re.compile(r"[A-Za-z_][\w.-]*")


@dataclass(frozen=True, slots=True)
class Move:
    """A row whose pair of terms goes from one concept to another."""

    row: ReviewRow
    link: Link
    origin: str
    goal: str


def regroup(
    base: Glossary, moves: Sequence[Move], outcome: DecidedRows, signature: Signature
) -> tuple[Glossary, dict[int, ReviewRow]]:
    """The glossary after the moves, and the moved rows by line as they are to be read on: with the status that their
    terms have in the new concept where the row only repeated the old one. Ids that cannot be ids are refused."""
    fit = []
    for move in moves:
        if _ID.fullmatch(move.goal):
            fit.append(move)
        else:
            outcome.refused(
                move.row.line, move.origin, say("'{goal}' cannot be an id: begin it with a letter", goal=move.goal)
            )
    if not fit:
        return base, {}
    gone: dict[str, list[Link]] = {}
    come: dict[str, list[Move]] = {}
    for move in fit:
        gone.setdefault(move.origin, []).append(move.link)
        come.setdefault(move.goal, []).append(move)
    known = {concept.id: concept for concept in base}
    kept: dict[str, Concept] = {}
    for concept in base:
        rest = _without(concept, gone[concept.id], base) if concept.id in gone else concept
        if rest is not None:
            kept[concept.id] = rest
    for goal, arrivals in come.items():
        if goal not in kept:
            first = known[arrivals[0].origin]
            kept[goal] = Concept(goal, (), domain=first.domain, history=first.history)
        for move in arrivals:
            kept[goal] = _with(kept[goal], known[move.origin], move.link, base)
        for origin in dict.fromkeys(move.origin for move in arrivals):
            line = next(move.row.line for move in arrivals if move.origin == origin)
            what = (
                say("{origin} is merged into it", origin=origin)
                if origin not in kept
                else say("split from {origin}", origin=origin)
            )
            if origin not in kept:
                kept[goal] = inheriting(kept[goal], known[origin])
            outcome.decided(line, goal, f"{goal}: {what}")
            history = (*kept[goal].history, signature.line(what))
            kept[goal] = replace(kept[goal], history=history)
    for name in dict.fromkeys((*come, *gone)):
        if name in kept:
            line = next(move.row.line for move in fit if name in (move.origin, move.goal))
            kept[name] = _with_a_first(kept[name], outcome, signature, line)
    read_on = {move.row.line: _as_moved(move, kept[move.goal], known[move.origin], base) for move in fit}
    return base.with_concepts(kept.values()), read_on


def _with_a_first(concept: Concept, outcome: DecidedRows, signature: Signature, line: int) -> Concept:
    """A concept in which the only term of a language that may be used is the preferred one, unless somebody decided on
    it: it was admitted beside another one, before the rows moved."""
    for language in dict.fromkeys(t.language for t in concept.terms):
        usable = [t for t in concept.terms_in(language) if t.status.usable]
        if len(usable) == 1 and usable[0].status is Status.ADMITTED and not usable[0].decided:
            (alone,) = usable
            terms = (replace(t, status=Status.PREFERRED) if t is alone else t for t in concept.terms)
            said = say("{term}: admitted -> preferred, it is the only one of its concept", term=alone.text)
            outcome.decided(line, concept.id, said)
            concept = replace(concept, terms=tuple(terms), history=(*concept.history, signature.line(said)))
    return concept


def _without(concept: Concept, links: Sequence[Link], base: Glossary) -> Concept | None:
    """A concept without the pairs that were moved; None where none is left."""
    taken = {(x.source, x.target) for x in links}
    left = [x for x in cover(concept, base) if (x.source, x.target) not in taken]
    if not left:
        return None
    texts = {text for x in left for text in (x.source, x.target)}
    terms = tuple(t for t in concept.terms if t.text in texts)
    return replace(
        concept, terms=terms, links=tuple(x for x in concept.links if x.source in texts and x.target in texts)
    )


def _with(concept: Concept, origin: Concept, link: Link, base: Glossary) -> Concept:
    """A concept with the two terms of a moved pair and its evidence. Of two preferred terms the one that was there
    stays so."""
    terms = list(concept.terms)
    for language, text in ((base.source_language, link.source), (base.target_language, link.target)):
        if not text or any(t.text == text and t.language == language for t in terms):
            continue
        old = next(t for t in origin.terms if t.text == text)
        taken = any(t.language == old.language and t.status is Status.PREFERRED for t in terms)
        demoted = taken and old.status is Status.PREFERRED
        terms.append(replace(old, status=Status.ADMITTED) if demoted else old)
    known = {(x.source, x.target) for x in concept.links}
    paired = bool(link.source and link.target) and (link.source, link.target) not in known
    more = (origin.link(link.source, link.target) or Link(link.source, link.target),) if paired else ()
    return replace(concept, terms=tuple(terms), links=(*concept.links, *more))


def inheriting(concept: Concept, gone: Concept) -> Concept:
    """A concept with what was written of one that went up in it; where both have a definition or a domain, that of the
    one that is gone stands in the history."""
    told = [
        say("{name} of {concept} was: {text}", name=name, concept=gone.id, text=theirs)
        for name, ours, theirs in (
            ("domain", concept.domain, gone.domain),
            ("definition", concept.definition, " — ".join(filter(None, (gone.definition, gone.definition_source)))),
        )
        if ours and theirs and not theirs.startswith(ours)
    ]
    return replace(
        concept,
        domain=concept.domain or gone.domain,
        definition=concept.definition or gone.definition,
        definition_source=concept.definition_source if concept.definition else gone.definition_source,
        note="; ".join(dict.fromkeys(filter(None, (concept.note, gone.note)))),
        history=(*concept.history, *(x for x in (*gone.history, *told) if x not in concept.history)),
    )


def _as_moved(move: Move, goal: Concept, origin: Concept, base: Glossary) -> ReviewRow:
    def status(said: str, text: str, language: str) -> str:
        old, new = _term(origin, text, language), _term(goal, text, language)
        return str(new.status) if old and new and said == str(old.status) else said

    row = replace(move.row, row="")
    # What is said of the concept that the row comes from is said of the other only where it was written anew.
    left: dict[str, Any] = {cell: "" for cell, name in FACTS.items() if getattr(row, cell) == getattr(origin, name)}
    return replace(
        row,
        **left,
        source_status=status(row.source_status, move.link.source, base.source_language),
        status=status(row.status, move.link.target, base.target_language),
    )


def _term(concept: Concept, text: str, language: str) -> Term | None:
    return next((t for t in concept.terms if t.text == text and t.language == language), None)


def moves_of(rows: Iterable[FoundRow]) -> list[Move]:
    """The rows found in the concept that owns their terms whose id names another one."""
    return [
        Move(each.row, each.place[1], each.place[0], each.row.concept_id)
        for each in rows
        if each.place and each.row.concept_id and each.row.concept_id != each.place[0]
    ]
