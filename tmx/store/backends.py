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
from typing import Any, Protocol

from duizhao.corpora.errors import InputError, MissingExtraError, OutputError, WorkError
from duizhao.tmx.store.address import PostgresAddress, postgres_address
from duizhao.tmx.store.opening import open_file, prepare
from duizhao.tmx.store.pairs import EXISTS, phrase_condition
from duizhao.tmx.store.tables import SIGN, TABLES
from duizhao.tmx.store.versions import VERSION, migrate, version_of

_ASK_VERSION = "SELECT value FROM about WHERE name = 'version'"
# What ends a transaction, and is said by `writing`.
_WRITING = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_BUSY)
CANDIDATES = 300
"""Texts that pg_trgm hands over to be compared exactly."""
TRIGRAM_SIMILARITY = 0.2
"""Below this trigram similarity PostgreSQL does not offer a text."""


class Backend(Protocol):
    """What a store needs of a database."""

    fuzzy_in_memory: bool
    who: str
    """Who writes; "" where nobody asks."""

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement and fetch everything."""

    def many(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        """Run a statement for each of several rows."""

    def run(self, statement: str, values: Sequence[Any] = ()) -> None:
        """Run a statement that gives no rows."""

    def insert(self, statement: str, values: Sequence[Any]) -> int:
        """Insert a row and return its id."""

    def insert_many(self, statement: str, rows: Sequence[Sequence[Any]]) -> list[int]:
        """Insert rows and return their ids, in order."""

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction: all of it or nothing, and on disk when it ends. Raises OutputError where nothing can be
        written."""

    @contextmanager
    def reading(self) -> Iterator[None]:
        """All that is read within it is of one moment, whatever others write meanwhile."""

    def forget(self, number: int, *, unit: bool = False) -> None:
        """Delete the units of a document; with `unit` the texts of the unit of this number, which stays."""

    def phrase(self, terms: str, language: str, limit: int) -> list[int]:
        """The ids of variants that hold the phrase (as `tmx.tokens.terms` writes it), newest first."""

    def near(self, terms: str, language: str) -> list[int]:
        """The ids of variants that may be like a text, from the database's own index."""

    def version(self) -> object:
        """Something that changes when anybody has written."""

    def close(self) -> None:
        """Let go of the database."""


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
                raise InputError(f"not a memory of ours: {error}", path=path) from error
            raise OutputError(f"cannot open the memory: {error}", path=path) from error

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
        version = version_of(_first(self.rows(_ASK_VERSION)), self._path)
        if version < VERSION and not self.rows("PRAGMA query_only")[0][0]:
            # A file that we may not write is read as it is.
            with suppress(OutputError), self.writing():
                migrate(version_of(_first(self.rows(_ASK_VERSION)), self._path), self.rows)

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(statement, values).fetchall()
        except (sqlite3.Error, ValueError) as error:
            if self._connection.in_transaction and getattr(error, "sqlite_errorcode", 0) & 0xFF in _WRITING:
                raise
            raise WorkError(f"the memory cannot be read: {error}", path=self._path) from error

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
            raise OutputError(f"cannot write to the memory: {error}", path=self._path) from error

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

    def version(self) -> object:
        return (self._connection.execute("PRAGMA data_version").fetchone()[0], self._connection.total_changes)

    def close(self) -> None:
        self._connection.close()
        if self._copy is not None:
            with suppress(OSError):
                self._copy.cleanup()


def _first(rows: list[tuple[Any, ...]]) -> str | None:
    return str(rows[0][0]) if rows else None


class Postgres:
    """A store in a PostgreSQL database with the extension pg_trgm."""

    fuzzy_in_memory = False
    who = ""
    paired = False
    _writes = False

    def __init__(self, address: PostgresAddress, *, create: bool) -> None:
        try:
            import psycopg
        except ImportError as error:
            raise MissingExtraError(
                "a memory on PostgreSQL needs psycopg", cure="pip install 'duizhao[postgres]'"
            ) from error
        self._error = psycopg.Error
        # Messages name the server without the password that the address may hold.
        self._address, self._where = address, address.where
        try:
            self._connection = psycopg.connect(**{"connect_timeout": "10", **address.parameters}, autocommit=True)  # type: ignore[arg-type]
            self._set_up(create)
        except (psycopg.Error, ValueError) as error:
            # Not with the driver's error as its cause, which may quote what it was given.
            raise InputError(f"cannot use the PostgreSQL database: {self._said(error)}", path=self._where) from None

    def _set_up(self, create: bool) -> None:
        run = self._connection.execute
        found = run("SELECT to_regclass('variant') IS NOT NULL").fetchone()
        if not (found and found[0]):
            if not create:
                raise InputError(
                    "there is no memory in this database", path=self._where, cure="Make one: duizhao memory add FILE"
                )
            with self._connection.transaction():
                run("SELECT pg_advisory_xact_lock(7254261)")  # two first writers at once
                run("CREATE EXTENSION IF NOT EXISTS pg_trgm")
                self._see_trigrams()
                for table in TABLES:
                    run(
                        table.format(
                            serial="BIGSERIAL PRIMARY KEY", reference="BIGINT", real="DOUBLE PRECISION", blob="BYTEA"
                        )
                    )
                run("CREATE INDEX IF NOT EXISTS variant_terms ON variant USING gin (terms gin_trgm_ops)")
                run("INSERT INTO about VALUES ('version', %s) ON CONFLICT DO NOTHING", (str(VERSION),))
        self._see_trigrams()
        known = run("SELECT cardinality(show_trgm('体'))").fetchone()
        if not (known and known[0]):
            raise InputError(
                "this database takes Chinese characters for punctuation (its locale is C)",
                path=self._where,
                cure="Create it with: createdb --locale=C.UTF-8 --template=template0 NAME",
            )
        run(f"SET pg_trgm.similarity_threshold = {TRIGRAM_SIMILARITY}")
        self.paired = bool(self.rows(EXISTS)[0][0])
        version = version_of(_first(self.rows(_ASK_VERSION)), self._where)
        if version < VERSION:
            with suppress(OutputError), self.writing():  # one that we may not write is read as it is
                migrate(version_of(_first(self.rows(_ASK_VERSION)), self._where), self.rows)

    def _see_trigrams(self) -> None:
        """Put the schema that pg_trgm lies in behind those that were asked for: a memory in a schema of its own shares
        the one extension of its database."""
        self._connection.execute(
            "SELECT set_config('search_path', current_setting('search_path') || ', ' || quote_ident(n.nspname), false) "
            "FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace "
            "WHERE e.extname = 'pg_trgm' AND n.nspname <> ALL (current_schemas(false))"
        )

    def _said(self, error: Exception) -> str:
        """The server's message on one line."""
        return self._address.message(error) or type(error).__name__

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(statement.replace("?", "%s"), values).fetchall()
        except self._error as error:
            if self._connection.info.transaction_status and self._writes:
                raise
            raise WorkError(f"the memory cannot be read: {self._said(error)}", path=self._where) from error

    def many(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(statement.replace("?", "%s"), values)

    def run(self, statement: str, values: Sequence[Any] = ()) -> None:
        self._connection.execute(statement.replace("?", "%s") if values else statement, values or None)

    def insert(self, statement: str, values: Sequence[Any]) -> int:
        row = self._connection.execute(f"{statement.replace('?', '%s')} RETURNING id", values).fetchone()
        assert row is not None
        return int(row[0])

    def insert_many(self, statement: str, rows: Sequence[Sequence[Any]]) -> list[int]:
        # All go out before the first answer is waited for: a server down the corridor takes milliseconds to answer.
        ids = []
        with self._connection.cursor() as cursor:
            cursor.executemany(f"{statement.replace('?', '%s')} RETURNING id", rows, returning=True)
            more = bool(rows)
            while more:
                row = cursor.fetchone()
                assert row is not None
                ids.append(int(row[0]))
                more = bool(cursor.nextset())
        return ids

    @contextmanager
    def reading(self) -> Iterator[None]:
        if self._connection.info.transaction_status:
            yield
            return
        try:
            with self._connection.transaction():
                self._connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                yield
        except self._error as error:
            raise WorkError(f"the memory cannot be read: {self._said(error)}", path=self._where) from error

    @contextmanager
    def writing(self) -> Iterator[None]:
        self._writes = True
        try:
            with self._connection.transaction():
                # One writer at a time, as in a file: two that add one document would otherwise both find it missing.
                self._connection.execute("SELECT pg_advisory_xact_lock(7254261)")
                with signed(self):
                    yield
        except self._error as error:
            raise OutputError(f"cannot write to the memory: {self._said(error)}", path=self._where) from error
        finally:
            self._writes = False

    def forget(self, number: int, *, unit: bool = False) -> None:
        where = "variant WHERE unit" if unit else "unit WHERE document"
        self._connection.execute(f"DELETE FROM {where} = %s", (number,))

    def phrase(self, terms: str, language: str, limit: int) -> list[int]:
        condition, values = phrase_condition(terms, paired=self.paired)
        found = self.rows(
            f"SELECT id FROM variant WHERE {condition} AND language = ? ORDER BY id DESC LIMIT ?",
            (*values, language, limit),
        )
        return [row[0] for row in found]

    def near(self, terms: str, language: str) -> list[int]:
        found = self.rows(
            "SELECT id FROM variant WHERE terms %% ? AND language = ? ORDER BY similarity(terms, ?) DESC, id LIMIT ?",
            (terms, language, terms, CANDIDATES),
        )
        return [row[0] for row in found]

    def version(self) -> object:
        return None

    def close(self) -> None:
        self._connection.close()


@contextmanager
def signed(database: Backend) -> Iterator[None]:
    """Within a transaction: what is written is of `database.who`."""
    if database.who:
        database.run(SIGN, (database.who,))
    yield
    if database.who:
        database.run(SIGN, ("",))


def connect(place: str | Path, *, create: bool) -> Backend:
    """The backend for a path or a `postgresql://` address. Raises InputError, OutputError, MissingExtraError."""
    address = postgres_address(place) if isinstance(place, str) else None
    if address is not None:
        return Postgres(address, create=create)
    return Sqlite(Path(place), create=create)
