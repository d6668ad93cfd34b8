"""A concept that a person changed, signed: who decided on which term when, and a line of its history for each thing
that is otherwise than before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from duizhao.corpora.saying import say, say_joined
from duizhao.terminology.glossary import Concept, Term
from duizhao.terminology.review.work import Signature, TermKey

_FACTS = ("domain", "definition", "definition_source", "note")


def signed(before: Concept | None, after: Concept, who: str, day: str) -> Concept:
    """What a person made of a concept (None where it is new): terms that are new or otherwise carry who decided and on
    which ISO day, and its history tells each change in a line. Nothing else is changed."""
    signature = Signature(who, day)
    if before is None:
        terms = tuple(replace(term, reviewer=who, date=day) for term in after.terms)
        made = say("new concept: {terms}", terms=" = ".join(term.text for term in after.terms))
        return replace(after, terms=terms, history=(*after.history, signature.line(made)))
    old = _by_key(before)
    terms = tuple(
        term if _alike(old.get((term.language, term.text)), term) else replace(term, reviewer=who, date=day)
        for term in after.terms
    )
    after = replace(after, terms=terms)
    lines = tuple(signature.line(text) for text in _changes(before, after))
    return replace(after, history=(*after.history, *lines))


def said_of_term(old: Term, new: Term) -> str:
    """What was decided on a term, in words: its status, and note and part of speech where they are new."""
    status = say(new.status.value)
    parts: list[str] = [
        say("{old} -> {new}", old=say(old.status.value), new=status)
        if old.status is not new.status
        else say("{status} confirmed", status=status)
    ]
    if new.note != old.note:
        parts.append(say("note: {note}", note=new.note))
    if new.part_of_speech != old.part_of_speech:
        parts.append(say("part of speech: {part_of_speech}", part_of_speech=new.part_of_speech))
    return say("{term}: {decisions}", term=old.text, decisions=say_joined(", ", parts))


def _changes(before: Concept, after: Concept) -> Iterator[str]:
    old, new = _by_key(before), _by_key(after)
    written = _written_otherwise(before, after)
    for key, term in new.items():
        if key in written:
            yield say("{term}: written {text}", term=written[key], text=term.text)
        elif key not in old:
            yield say("{term}: new, {status}", term=term.text, status=say(term.status.value))
        elif not _alike(old[key], term):
            yield said_of_term(old[key], term)
    for key in old:
        if key not in new and key[1] not in written.values():
            yield say("{term}: taken out", term=key[1])
    confirmed = [t.text for key, t in new.items() if key in old and _alike(old[key], t) and _signed_anew(old[key], t)]
    if confirmed:
        yield say("confirmed: {terms}", terms=", ".join(confirmed))
    for name in _FACTS:
        value = getattr(after, name)
        if value != getattr(before, name):
            yield f"{name}: {value}" if value else say("{name}: taken out", name=name)


def _by_key(concept: Concept) -> dict[TermKey, Term]:
    return {(term.language, term.text): term for term in concept.terms}


def _alike(old: Term | None, new: Term) -> bool:
    """Whether a person says the same of a term as before."""
    if old is None:
        return False
    return (old.status, old.note, old.part_of_speech, old.form) == (new.status, new.note, new.part_of_speech, new.form)


def _signed_anew(old: Term, new: Term) -> bool:
    return new.decided and (old.reviewer, old.date) != (new.reviewer, new.date)


def _written_otherwise(before: Concept, after: Concept) -> dict[TermKey, str]:
    """Terms that stand where one of their language stood which is gone, with the text of that."""
    if len(before.terms) != len(after.terms):
        return {}
    old, new = _by_key(before), _by_key(after)
    return {
        (now.language, now.text): was.text
        for was, now in zip(before.terms, after.terms, strict=True)
        if was.language == now.language and (now.language, now.text) not in old and (was.language, was.text) not in new
    }
