"""Where a store keeps its rows: a SQLite file, or a PostgreSQL database that several people share.

Both have the same tables and answer the same statements, written with `?`. They differ in three things: how a phrase is
found (FTS5, or LIKE on a trigram index), where candidates for a fuzzy match come from (an index in memory, or
pg_trgm), and types.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from duizhao.corpora.errors import InputError, OutputError, WorkError
from duizhao.corpora.saying import say
from duizhao.tmx.store.address import postgres_address
from duizhao.tmx.store.database import ASK_VERSION, Backend, first, signed
from duizhao.tmx.store.opening import open_file, prepare
from duizhao.tmx.store.postgres import Postgres
from duizhao.tmx.store.tables import TABLES
from duizhao.tmx.store.versions import VERSION, migrate, version_of

__all__ = ["Backend", "Postgres", "Sqlite", "connect"]

_PLACES = 200
"""Places that are asked for at once: two values each, of which older versions of SQLite take 999."""
# What ends a transaction, and is said by `writing`.
_WRITING = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_BUSY)


class Sqlite:
    """A store in one file. Readers and one writer work at the same time (write-ahead log)."""

    fuzzy_in_memory = True
    who = ""

    def __init__(self, path: Path, *, create: bool) -> None:
        if not create and not path.exists():
            raise InputError(
                "there is no memory here", path=path, cure="Make one: duizhao memory add FILE --store PATH"
            )
        self._path = path
        try:
            self._connection, self._copy = open_file(path)
            self._set_up(create)
        except (sqlite3.Error, OSError, ValueError) as error:  # ValueError: text that is none, in a garbled schema
            if "not a database" in str(error) or "malformed" in str(error) or isinstance(error, ValueError):
                raise InputError(say("not a memory of ours: {error}", error=error), path=path) from error
            raise OutputError(say("cannot open the memory: {error}", error=error), path=path) from error

    def _set_up(self, create: bool) -> None:
        run = self._connection.execute
        run("PRAGMA foreign_keys = ON")
        tables = {name for (name,) in run("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if tables and "variant" not in tables:
            raise sqlite3.DatabaseError("file is not a database of duizhao (not a database)")
        if tables:
            self._migrate()
            return
        if not create:
            raise sqlite3.DatabaseError("empty (not a database)")
        run("PRAGMA journal_mode = WAL")
        run("BEGIN IMMEDIATE")
        for table in TABLES:
            run(table.format(serial="INTEGER PRIMARY KEY AUTOINCREMENT", reference="INTEGER", real="REAL", blob="BLOB"))
        # The index holds no text of its own: it reads the variants' terms.
        run(
            "CREATE VIRTUAL TABLE IF NOT EXISTS concordance USING fts5 (terms, content='variant', content_rowid='id', "
            "tokenize=\"unicode61 remove_diacritics 0 tokenchars '’-'''\", detail=full)"
        )
        run("INSERT OR REPLACE INTO about VALUES ('version', ?)", (str(VERSION),))
        run("COMMIT")

    def _migrate(self) -> None:
        version = version_of(first(self.rows(ASK_VERSION)), self._path)
        if version < VERSION and not self.rows("PRAGMA query_only")[0][0]:
            # A file that we may not write is read as it is.
            with suppress(OutputError), self.writing():
                migrate(version_of(first(self.rows(ASK_VERSION)), self._path), self.rows)

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(statement, values).fetchall()
        except (sqlite3.Error, ValueError) as error:
            if self._connection.in_transaction and getattr(error, "sqlite_errorcode", 0) & 0xFF in _WRITING:
                raise
            raise WorkError(say("the memory cannot be read: {error}", error=error), path=self._path) from error

    def many(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        self._connection.executemany(statement, values)

    def run(self, statement: str, values: Sequence[Any] = ()) -> None:
        self._connection.execute(statement, values)

    def insert(self, statement: str, values: Sequence[Any]) -> int:
        return int(self._connection.execute(statement, values).lastrowid or 0)

    def insert_many(self, statement: str, rows: Sequence[Sequence[Any]]) -> list[int]:
        self._connection.executemany(statement, rows)
        # AUTOINCREMENT counts on, and nobody else writes within our transaction.
        last = int(self.rows("SELECT last_insert_rowid()")[0][0])
        return list(range(last - len(rows) + 1, last + 1))

    @contextmanager
    def reading(self) -> Iterator[None]:
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("BEGIN")
        try:
            # The moment is that of the first reading.
            self.rows("SELECT count(*) FROM about")
            yield
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[None]:
        if self.rows("PRAGMA query_only")[0][0]:
            raise OutputError("the memory can only be read", path=self._path, cure="Copy it to where you may write")
        try:
            prepare(self._connection)
            self._connection.execute("BEGIN IMMEDIATE")
            first = self._connection.execute("SELECT coalesce(max(id), 0) FROM variant").fetchone()[0]
            try:
                with signed(self):
                    yield
                self._connection.execute(
                    "INSERT INTO concordance (rowid, terms) SELECT id, terms FROM variant WHERE id > ?", (first,)
                )
                self._connection.execute("COMMIT")
            except BaseException:
                # None is left where SQLite ended it by itself (a full disk) or Ctrl-C came when all was on disk.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        except sqlite3.DatabaseError as error:
            raise OutputError(say("cannot write to the memory: {error}", error=error), path=self._path) from error

    def forget(self, number: int, *, unit: bool = False) -> None:
        run = self._connection.execute
        run(
            "INSERT INTO concordance (concordance, rowid, terms) SELECT 'delete', v.id, v.terms "
            f"FROM variant v JOIN unit u ON u.id = v.unit WHERE {'u.id' if unit else 'u.document'} = ?",
            (number,),
        )
        run(f"DELETE FROM {'variant WHERE unit' if unit else 'unit WHERE document'} = ?", (number,))

    def phrase(self, terms: str, language: str, limit: int) -> list[int]:
        words = terms.split()
        prefix = "*" if words and words[-1].endswith("*") else ""
        quoted = " ".join(word.rstrip("*").replace('"', '""') for word in words)
        found = self.rows(
            "SELECT v.id FROM concordance c JOIN variant v ON v.id = c.rowid WHERE c.terms MATCH ? AND v.language = ? "
            "ORDER BY c.rowid DESC LIMIT ?",  # as FTS5 gives them: it stops at the limit
            (f'"{quoted}"{prefix}', language, limit),
        )
        return [row[0] for row in found]

    def near(self, terms: str, language: str) -> list[int]:
        raise NotImplementedError("candidates come from the index in memory")

    def among(self, numbers: Sequence[int]) -> tuple[str, list[Any]]:
        return "SELECT value FROM json_each(?)", [str(list(numbers))]

    def either(self, numbers: Sequence[int], select: str) -> tuple[str, list[Any]]:
        return f"IN (SELECT value FROM json_each(?) UNION {select})", [str(list(numbers))]

    def neighbours(self, places: Sequence[tuple[int, int]], language: str) -> dict[tuple[int, int], str]:
        found = {}
        for start in range(0, len(places), _PLACES):
            some = places[start : start + _PLACES]
            rows = self.rows(
                f"WITH w (document, position) AS (VALUES {','.join(['(?, ?)'] * len(some))}) "
                "SELECT u.document, u.position, v.body FROM w "
                # CROSS JOIN: from the places on, whatever SQLite thinks of them.
                "CROSS JOIN unit u ON u.document = w.document AND u.position = w.position "
                "CROSS JOIN variant v ON v.unit = u.id AND v.language = ?",
                (*(number for place in some for number in place), language),
            )
            found.update({(int(document), int(position)): str(body) for document, position, body in rows})
        return found

    def version(self) -> object:
        return (self._connection.execute("PRAGMA data_version").fetchone()[0], self._connection.total_changes)

    def close(self) -> None:
        self._connection.close()
        if self._copy is not None:
            with suppress(OSError):
                self._copy.cleanup()


def connect(place: str | Path, *, create: bool) -> Backend:
    """The backend for a path or a `postgresql://` address. Raises InputError, OutputError, MissingExtraError."""
    address = postgres_address(place) if isinstance(place, str) else None
    if address is not None:
        return Postgres(address, create=create)
    return Sqlite(Path(place), create=create)
