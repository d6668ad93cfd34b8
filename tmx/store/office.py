"""A store that many people change: unit by unit, with who did it, and back again.

What is added, corrected or deleted lies in the table `change`, with the unit before and after. Deletions are written
by a trigger of the database, so that they are kept whoever deletes: also the units that a new version of a document
replaces.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NamedTuple

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.language.table import primary
from duizhao.corpora.saying import say
from duizhao.tmx.formats.jsonl import entry_text, kept_entry
from duizhao.tmx.model import Entry, confidence, content
from duizhao.tmx.store.backends import Backend, Postgres
from duizhao.tmx.store.legal import legal_entry
from duizhao.tmx.store.pairs import FUNCTION, INDEX
from duizhao.tmx.store.searching import SearchingStore
from duizhao.tmx.store.tokens import indexed

_CHANGE = (
    "CREATE TABLE IF NOT EXISTS change (id {serial}, unit {reference} NOT NULL, document TEXT NOT NULL, "
    "position INTEGER NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, before TEXT, after TEXT)"
)
_CHANGE_UNIT = "CREATE INDEX IF NOT EXISTS change_unit ON change (unit)"
_VALUES = (
    "OLD.id, coalesce((SELECT name FROM document WHERE id = OLD.document), ''), OLD.position, {now}, "
    "coalesce((SELECT value FROM about WHERE name = 'who'), ''), 'delete', OLD.entry, NULL"
)
_INTO = "INSERT INTO change (unit, document, position, at, who, what, before, after)"
_SQLITE_NOW = "strftime('%Y%m%dT%H%M%SZ', 'now')"
_POSTGRES_NOW = "to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYYMMDD\"T\"HH24MISS\"Z\"')"
_SQLITE_TRIGGER = (
    f"CREATE TRIGGER IF NOT EXISTS unit_gone BEFORE DELETE ON unit BEGIN {_INTO} "
    f"VALUES ({_VALUES.format(now=_SQLITE_NOW)}); END"
)
_POSTGRES_TRIGGER = (
    "CREATE OR REPLACE FUNCTION duizhao_unit_gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"{_INTO} VALUES ({_VALUES.format(now=_POSTGRES_NOW)}); RETURN OLD; END $$",
    "DROP TRIGGER IF EXISTS unit_gone ON unit",
    "CREATE TRIGGER unit_gone BEFORE DELETE ON unit FOR EACH ROW EXECUTE FUNCTION duizhao_unit_gone()",
)


class StoredUnit(NamedTuple):
    """A unit of a store; `revision` is the number of its last change, 0 where there was none."""

    unit: int
    document: str
    position: int
    entry: Entry
    revision: int


class UnitChange(NamedTuple):
    """What somebody did to a unit: `what` is add, correct, delete or revert. `who` is "" for those who work on the
    store directly. `before` and `after` are None where the unit was not there."""

    change: int
    unit: int
    document: str
    position: int
    at: str
    who: str
    what: str
    before: Entry | None
    after: Entry | None


class UnitChangedError(SettingsError):
    """Somebody else has changed the unit since it was read."""


class UnitMissingError(SettingsError):
    """There is no such unit or change."""


class OfficeStore(SearchingStore):
    """A store with one index for all who look things up, and changes of units under their authors' names."""

    @property
    def database(self) -> Backend:
        """The database, for what an office keeps beside its units."""
        return self._db

    def prepare(self) -> None:
        """Make the tables and indices that an office needs beside a store's own, where they are missing.

        Raises OutputError where the store cannot be written.
        """
        postgres = isinstance(self._db, Postgres)
        with self._db.writing():
            serial, reference = ("BIGSERIAL PRIMARY KEY", "BIGINT") if postgres else ("INTEGER PRIMARY KEY", "INTEGER")
            for statement in (_CHANGE, _CHANGE_UNIT):
                self._db.run(statement.format(serial=serial, reference=reference))
            for statement in (*_POSTGRES_TRIGGER, FUNCTION, INDEX) if postgres else (_SQLITE_TRIGGER,):
                self._db.run(statement)
        if isinstance(self._db, Postgres):
            self._db.paired = True
            self._db.run("ANALYZE variant")

    def ping(self) -> None:
        """Raises WorkError where the database does not answer."""
        self._db.rows("SELECT 1")

    # Units ------------------------------------------------------------------------------------------------------

    @contextmanager
    def by(self, who: str) -> Iterator[None]:
        """What is deleted within this block is kept as deleted by `who`."""
        self._db.who = who
        try:
            yield
        finally:
            self._db.who = ""

    def unit(self, number: int) -> StoredUnit:
        """The unit of this number. Raises UnitMissingError."""
        found = self._db.rows(
            "SELECT u.id, d.name, u.position, u.entry, "
            "coalesce((SELECT max(c.id) FROM change c WHERE c.unit = u.id), 0) "
            "FROM unit u JOIN document d ON d.id = u.document WHERE u.id = ?",
            (number,),
        )
        if not found:
            raise UnitMissingError(
                say("there is no unit {number}", number=number), cure=say("It may have been deleted: see its history")
            )
        id_, document, position, text, revision = found[0]
        return StoredUnit(int(id_), str(document), int(position), kept_entry(text), int(revision))

    def begin(self, document: str) -> bool:
        """Make a document without units; False where there is one of this name."""
        with self._db.writing():
            if self._db.rows("SELECT id FROM document WHERE name = ?", (document,)):
                return False
            self._db.insert("INSERT INTO document (name, added) VALUES (?, ?)", (document, _now()))
        return True

    def add_unit(self, entry: Entry, document: str, who: str) -> StoredUnit:
        """Add a unit behind the others of a document, which is made where it is missing."""
        with self._db.writing():
            number = self.insert_unit(entry, document, who)
        return self.unit(number)

    def correct_unit(self, number: int, texts: Mapping[str, str], who: str, revision: int | None = None) -> StoredUnit:
        """Give a unit other texts, by language. Inline codes of a text that changes are lost.

        Raises UnitMissingError, UnitChangedError where `revision` is not its last one, SettingsError for a language
        that it has no text in.
        """
        with self._db.writing():
            old = self.unit(number)
            if revision is not None and revision != old.revision:
                raise UnitChangedError(
                    say("unit {number} was changed meanwhile", number=number), cure=say("Read it again")
                )
            variants = list(old.entry.variants)
            for language, text in texts.items():
                found = old.entry.variant(language)
                if found is None:
                    known = ", ".join(variant.language for variant in variants)
                    raise SettingsError(
                        say("unit {number} has no text in '{language}'", number=number, language=language),
                        cure=say("Its languages: {known}", known=known),
                    )
                if text != found.text:
                    variants[old.entry.variants.index(found)] = found._replace(content=content(text))
            self.exchange_unit(old, old.entry._replace(variants=tuple(variants)), who)
        return self.unit(number)

    def delete_unit(self, number: int, who: str) -> None:
        """Delete a unit; its history stays. Raises UnitMissingError."""
        with self.by(who), self._db.writing():
            self.unit(number)
            self.remove_unit(number)

    # The same as parts of a larger transaction, which who calls them has begun (`database.writing`).

    def insert_unit(self, entry: Entry, document: str, who: str, position: int | None = None) -> int:
        """Add a unit to a document, at a place of its own or behind the others; returns its number."""
        now = _now()
        entry, _ = legal_entry(_signed(entry, who, now, made=True))
        owner = self._document(document, now)
        if position is None:
            last = self._db.rows("SELECT coalesce(max(position), 0) FROM unit WHERE document = ?", (owner,))
            position = int(last[0][0]) + 1
        number = self._db.insert(
            "INSERT INTO unit (document, position, number, changed, confidence, entry) VALUES (?, ?, ?, ?, ?, ?)",
            (owner, position, *_row(entry)),
        )
        self._put_texts(number, entry)
        self._note(number, document, position, now, who, "add", None, entry)
        return number

    def exchange_unit(self, old: StoredUnit, entry: Entry, who: str) -> None:
        """Put another entry in the place of a unit's."""
        now = _now()
        entry, _ = legal_entry(_signed(entry, who, now))
        self._replace(old.unit, entry)
        self._note(old.unit, old.document, old.position, now, who, "correct", old.entry, entry)

    def remove_unit(self, number: int) -> None:
        """Delete a unit, as who writes in this transaction (`by`)."""
        self._db.forget(number, unit=True)
        self._db.run("DELETE FROM unit WHERE id = ?", (number,))

    def revert(self, change: int, who: str) -> StoredUnit | None:
        """Make a unit what it was before a change of it; None where it was not there then.

        A unit that was deleted comes back under its number, at its place in its document. Raises UnitMissingError.
        """
        now = _now()
        with self.by(who), self._db.writing():
            found = self._changes("WHERE id = ?", (change,))
            if not found:
                raise UnitMissingError(
                    say("there is no change {change}", change=change), cure=say("See the history of the unit")
                )
            number, before = found[0].unit, found[0].before
            try:
                now_there: StoredUnit | None = self.unit(number)
            except UnitMissingError:
                now_there = None
            if before is None:
                if now_there is not None:
                    self.remove_unit(number)
                return None
            entry, _ = legal_entry(_signed(before, who, now))
            if now_there is None:
                self._bring_back(found[0], entry, now)
            else:
                self._replace(number, entry)
            there = now_there.entry if now_there else None
            self._note(number, found[0].document, found[0].position, now, who, "revert", there, entry)
        return self.unit(number)

    def history(self, number: int) -> list[UnitChange]:
        """What was done to a unit, the last first. Raises UnitMissingError for one that never was."""
        found = self._changes("WHERE unit = ? ORDER BY id DESC LIMIT 200", (number,))
        if not found:
            self.unit(number)
        return found

    def changes(self, document: str = "", limit: int = 100) -> list[UnitChange]:
        """The last changes of the store or of a document, the last first."""
        return self._changes("WHERE (? = '' OR document = ?) ORDER BY id DESC LIMIT ?", (document, document, limit))

    def _changes(self, where: str, values: tuple[object, ...]) -> list[UnitChange]:
        rows = self._db.rows(
            f"SELECT id, unit, document, position, at, who, what, before, after FROM change {where}", values
        )
        return [
            UnitChange(
                int(row[0]), int(row[1]), str(row[2]), int(row[3]), str(row[4]), str(row[5]), str(row[6]),
                *(None if text is None else kept_entry(text) for text in row[7:9]),
            )
            for row in rows
        ]  # fmt: skip

    def _replace(self, number: int, entry: Entry) -> None:
        self._db.forget(number, unit=True)
        self._db.run(
            "UPDATE unit SET number = ?, changed = ?, confidence = ?, entry = ? WHERE id = ?", (*_row(entry), number)
        )
        self._put_texts(number, entry)

    def _bring_back(self, gone: UnitChange, entry: Entry, now: str) -> None:
        owner = self._document(gone.document, now)
        self._db.insert(
            "INSERT INTO unit (id, document, position, number, changed, confidence, entry) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (gone.unit, owner, gone.position, *_row(entry)),
        )
        self._put_texts(gone.unit, entry)

    def _document(self, name: str, now: str) -> int:
        """The number of a document, which is made where it is missing."""
        found = self._db.rows("SELECT id FROM document WHERE name = ?", (name,))
        if found:
            return int(found[0][0])
        return self._db.insert("INSERT INTO document (name, added) VALUES (?, ?)", (name, now))

    def _put_texts(self, number: int, entry: Entry) -> None:
        self._db.many(
            "INSERT INTO variant (unit, language, tag, body, key, terms, tokens) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (number, primary(tag), tag, text, *indexed(text, tag))
                for tag, text in ((variant.language, variant.text) for variant in entry.variants)
                if text.strip()
            ],
        )

    def _note(
        self, unit: int, document: str, position: int, at: str, who: str, what: str, before: Entry | None, after: Entry
    ) -> None:
        texts = (None if entry is None else entry_text(entry) for entry in (before, after))
        self._db.run(f"{_INTO} VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (unit, document, position, at, who, what, *texts))


def _now() -> str:
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")


def _signed(entry: Entry, who: str, now: str, *, made: bool = False) -> Entry:
    """An entry with who changed (or made) it and when, as TMX says it."""
    names = ("creationdate", "creationid", "changedate", "changeid") if made else ("changedate", "changeid")
    return entry._replace(attributes={**entry.attributes, **dict(zip(names, (now, who) * 2, strict=False))})


def _row(entry: Entry) -> tuple[str, str, float | None, str]:
    number = entry.prop("x-paragraph") or entry.prop("x-unit") or ""
    return number, entry.date, confidence(entry), entry_text(entry)
