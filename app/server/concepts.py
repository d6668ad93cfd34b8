"""The office's glossary in a database: concepts, who changed them, and back again.

It lies beside the first memory. Every change is kept with the concept before and after it, as JSON that
`corpora.codec` makes of the noun.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from duizhao.corpora.codec import noun, plain
from duizhao.corpora.errors import SettingsError
from duizhao.corpora.language.table import primary
from duizhao.corpora.saying import say
from duizhao.server.tokens import now
from duizhao.terminology.glossary import Concept, Glossary, Status, concept_id
from duizhao.terminology.review.signing import signed
from duizhao.terminology.review.work import Signature
from duizhao.terminology.variation.naming import name_key
from duizhao.tmx.model import ILLEGAL
from duizhao.tmx.store.backends import Backend, Postgres

_TABLES = (
    "CREATE TABLE IF NOT EXISTS concept (id TEXT PRIMARY KEY, place {number} NOT NULL, revision {number} NOT NULL, "
    "data TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS concept_change (id {serial}, concept TEXT NOT NULL, at TEXT NOT NULL, "
    "who TEXT NOT NULL, what TEXT NOT NULL, before TEXT, after TEXT)",
    "CREATE INDEX IF NOT EXISTS concept_place ON concept (place)",
    "CREATE INDEX IF NOT EXISTS concept_change_concept ON concept_change (concept)",
)


class ConceptChange(NamedTuple):
    """What somebody did to a concept: `what` is add, change, delete or revert; None where it was not there."""

    change: int
    concept: str
    at: str
    who: str
    what: str
    before: Concept | None
    after: Concept | None


class StoredConcept(NamedTuple):
    """A concept; `revision` is the number of its last change; `joined`: it was there already when it was added."""

    concept: Concept
    revision: int
    joined: bool = False


class ConceptChangedError(SettingsError):
    """Somebody else has changed the concept since it was read."""


class ConceptMissingError(SettingsError):
    """There is no such concept or change."""


class Concepts:
    """The concepts in a database."""

    def __init__(self, database: Backend) -> None:
        self._db = database

    def prepare(self) -> None:
        """Make the tables where they are missing. Raises OutputError."""
        postgres = isinstance(self._db, Postgres)
        serial = "BIGSERIAL PRIMARY KEY" if postgres else "INTEGER PRIMARY KEY"
        with self._db.writing():
            for statement in _TABLES:
                self._db.run(statement.format(serial=serial, number="BIGINT" if postgres else "INTEGER"))

    def version(self) -> int:
        """A number that grows with every change."""
        return int(self._db.rows("SELECT coalesce(max(id), 0) FROM concept_change")[0][0])

    def glossary(self) -> Glossary:
        """All concepts, in the order in which they came."""
        rows = self._db.rows("SELECT data FROM concept ORDER BY place, id")
        return Glossary(tuple(_kept(str(row[0])) for row in rows))

    def get(self, number: str) -> StoredConcept:
        """The concept of an id. Raises ConceptMissingError."""
        rows = self._db.rows("SELECT data, revision FROM concept WHERE id = ?", (number,))
        if not rows:
            raise ConceptMissingError(
                f"there is no concept '{number}'", cure="It may have been deleted: see its history"
            )
        return StoredConcept(_kept(str(rows[0][0])), int(rows[0][1]))

    def add(self, concept: Concept, who: str, *, apart: bool = True) -> StoredConcept:
        """Add a concept; one without an id gets one of its first term, and joins the concept that has all of its terms:
        two people add one term at the same time.

        Raises ConceptChangedError where the id is taken; where another concept has the same terms and says otherwise
        whether they may be used; and, not `apart`, where one has the first term without the others.
        """
        with self._db.writing():
            rows = [(str(row[0]), str(row[1])) for row in self._db.rows("SELECT id, data FROM concept")]
            taken = {number for number, _ in rows}
            if concept.id in taken:
                raise ConceptChangedError(
                    f"there is a concept '{concept.id}'", cure="Change that one, or leave the id out"
                )
            if not concept.id and (other := self._like(concept, rows, apart=apart)):
                self._join(concept, other, who)
                return self.get(other.id)._replace(joined=True)
            named = concept.id or concept_id(concept.terms[0].text, taken)
            self._put(signed(None, replace(concept, id=named), who, now()[:10]), None, who, "add")
        return self.get(named)

    def _like(self, concept: Concept, rows: Iterable[tuple[str, str]], *, apart: bool) -> Concept | None:
        """The concept that has all terms of another. Raises ConceptChangedError for one that has but the first of
        them, unless the other is to be `apart`."""
        first, *others = (_named(term.language, term.text) for term in concept.terms)
        there = None
        for number, data in rows:
            known = json.loads(data)["terms"]
            terms = [(term["language"], term["text"]) for term in known]
            # The names of all terms of a large glossary take as long as a person notices.
            if any(_may_be(text, first[1]) and _named(tag, text) == first for tag, text in terms):
                if {_named(tag, text) for tag, text in terms}.issuperset(others):
                    return self.get(number).concept
                # What is none in another translation may be a term in this one.
                if any(term.get("status") != Status.REJECTED for term in known):
                    there = there or number
        if there and not apart:
            raise ConceptChangedError(
                f"the concept '{there}' has '{concept.terms[0].text}' with another translation",
                cure="Change that one, or say that this is a concept apart",
            )
        return None

    def _join(self, concept: Concept, other: Concept, who: str) -> None:
        """Note that somebody else says the same. Raises ConceptChangedError where they do not."""
        for term in concept.terms:
            name = _named(term.language, term.text)
            ours = next(t for t in other.terms if _named(t.language, t.text) == name)
            if ours.status.usable != term.status.usable:
                raise ConceptChangedError(
                    f"'{ours.text}' is {ours.status} in the concept '{other.id}'", cure="Change that one"
                )
        said = Signature(who, now()[:10]).line(
            say("added, too: {terms}", terms=" = ".join(t.text for t in concept.terms))
        )
        self._put(replace(other, history=(*other.history, said)), other, who, "change")

    def change(
        self, number: str, made: Callable[[Concept], Concept], who: str, revision: int | None = None
    ) -> StoredConcept:
        """Make of a concept what `made` makes of it; who decided what goes into it and its history.

        Raises ConceptMissingError, ConceptChangedError where `revision` is not its last one.
        """
        with self._db.writing():
            old = self.get(number)
            if revision is not None and revision != old.revision:
                raise ConceptChangedError(f"the concept '{number}' was changed meanwhile", cure="Read it again")
            new = signed(old.concept, made(old.concept), who, now()[:10])
            if _text(new) != _text(old.concept):
                self._put(new, old.concept, who, "change")
        return self.get(number)

    def delete(self, number: str, who: str) -> None:
        """Delete a concept; its history stays. Raises ConceptMissingError."""
        with self._db.writing():
            old = self.get(number).concept
            self._db.run("DELETE FROM concept WHERE id = ?", (number,))
            self._note(number, who, "delete", old, None)

    def take(self, glossary: Iterable[Concept], who: str) -> tuple[int, int, int]:
        """Bring in the concepts of a file: those that are there are replaced, others stay. How many were added,
        changed, and were there as they are."""
        added = changed = same = 0
        with self._db.writing():
            there = {str(row[0]): str(row[1]) for row in self._db.rows("SELECT id, data FROM concept")}
            for concept in glossary:
                before = there.get(concept.id)
                if before == _text(concept):
                    same += 1
                    continue
                self._put(concept, None if before is None else _kept(before), who, "change" if before else "add")
                added, changed = added + (before is None), changed + (before is not None)
        return added, changed, same

    def revert(self, change: int, who: str) -> StoredConcept | None:
        """Make a concept what it was before a change of it; None where it was not there then. Raises
        ConceptMissingError."""
        with self._db.writing():
            found = self._changes("WHERE id = ?", (change,))
            if not found:
                raise ConceptMissingError(f"there is no change {change}", cure="See the history of the concept")
            number, before = found[0].concept, found[0].before
            try:
                there: Concept | None = self.get(number).concept
            except ConceptMissingError:
                there = None
            if before is not None:
                self._put(before, there, who, "revert")
            elif there is not None:
                self._db.run("DELETE FROM concept WHERE id = ?", (number,))
                self._note(number, who, "delete", there, None)
        return None if before is None else self.get(number)

    def history(self, number: str) -> list[ConceptChange]:
        """What was done to a concept, the last first; at most 200 changes. Raises ConceptMissingError for one that
        never was."""
        found = self._changes("WHERE concept = ? ORDER BY id DESC LIMIT 200", (number,))
        if not found:
            self.get(number)
        return found

    def changes(self, limit: int) -> list[ConceptChange]:
        """The last changes of all concepts, the last first."""
        return self._changes("ORDER BY id DESC LIMIT ?", (limit,))

    def _changes(self, where: str, values: tuple[object, ...]) -> list[ConceptChange]:
        rows = self._db.rows(f"SELECT id, concept, at, who, what, before, after FROM concept_change {where}", values)
        return [_change(row) for row in rows]

    def _put(self, concept: Concept, old: Concept | None, who: str, what: str) -> None:
        change = self._note(concept.id, who, what, old, concept)
        if old is None:
            place = int(self._db.rows("SELECT coalesce(max(place), 0) FROM concept")[0][0]) + 1
            self._db.run("INSERT INTO concept VALUES (?, ?, ?, ?)", (concept.id, place, change, _text(concept)))
        else:
            self._db.run("UPDATE concept SET revision = ?, data = ? WHERE id = ?", (change, _text(concept), concept.id))

    def _note(self, number: str, who: str, what: str, before: Concept | None, after: Concept | None) -> int:
        texts = (None if concept is None else _text(concept) for concept in (before, after))
        return self._db.insert(
            "INSERT INTO concept_change (concept, at, who, what, before, after) VALUES (?, ?, ?, ?, ?, ?)",
            (number, now(), who, what, *texts),
        )


def _may_be(text: str, name: str) -> bool:
    """Whether a text may have a name, as far as its first letter tells."""
    begin = text[:1].casefold()
    return begin == name[:1].casefold() or not (begin.isascii() and begin.isalnum())


def _named(language: str, text: str) -> tuple[str, str]:
    return primary(language), name_key(text, language)


def _change(row: tuple[Any, ...]) -> ConceptChange:
    number, concept, at, who, what, before, after = row
    states = (None if text is None else _kept(str(text)) for text in (before, after))
    return ConceptChange(int(number), str(concept), str(at), str(who), str(what), *states)


def _text(concept: Concept) -> str:
    # What XML cannot hold could not be given back as TBX; escaped as JSON does it, it would come through.
    return json.dumps(_legal(plain(concept, brief=True)), ensure_ascii=False)


def _legal(value: object) -> object:
    if isinstance(value, str):
        return ILLEGAL.sub("", value)
    if isinstance(value, list):
        return [_legal(item) for item in value]
    if isinstance(value, dict):
        return {key: _legal(item) for key, item in value.items()}
    return value


def _kept(text: str) -> Concept:
    return noun(Concept, json.loads(text))
