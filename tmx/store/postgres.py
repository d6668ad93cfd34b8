"""A store in a PostgreSQL database that several people share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from duizhao.corpora.errors import InputError, MissingExtraError, OutputError, WorkError
from duizhao.corpora.saying import say
from duizhao.tmx.store.address import PostgresAddress
from duizhao.tmx.store.database import ASK_VERSION, first, signed
from duizhao.tmx.store.pairs import EXISTS, phrase_condition
from duizhao.tmx.store.tables import TABLES
from duizhao.tmx.store.versions import VERSION, migrate, version_of

CANDIDATES = 300
"""Texts that pg_trgm hands over to be compared exactly."""
TRIGRAM_SIMILARITY = 0.2
"""Below this trigram similarity PostgreSQL does not offer a text."""


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
            raise InputError(
                say("cannot use the PostgreSQL database: {said}", said=self._said(error)), path=self._where
            ) from None

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
        version = version_of(first(self.rows(ASK_VERSION)), self._where)
        if version < VERSION:
            with suppress(OutputError), self.writing():  # one that we may not write is read as it is
                migrate(version_of(first(self.rows(ASK_VERSION)), self._where), self.rows)

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
            return self._connection.execute(statement.replace("?", "%s"), values, binary=True).fetchall()
        except self._error as error:
            if self._connection.info.transaction_status and self._writes:
                raise
            raise WorkError(
                say("the memory cannot be read: {said}", said=self._said(error)), path=self._where
            ) from error

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
            raise WorkError(
                say("the memory cannot be read: {said}", said=self._said(error)), path=self._where
            ) from error

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
            raise OutputError(
                say("cannot write to the memory: {said}", said=self._said(error)), path=self._where
            ) from error
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

    def among(self, numbers: Sequence[int]) -> tuple[str, list[Any]]:
        return "SELECT unnest(?::bigint[])", [_array(numbers)]

    def either(self, numbers: Sequence[int], select: str) -> tuple[str, list[Any]]:
        # As one array: of the union of two selects it would count on so many rows that each question is planned anew.
        return f"= ANY (?::bigint[] || ARRAY({select}))", [_array(numbers)]

    def neighbours(self, places: Sequence[tuple[int, int]], language: str) -> dict[tuple[int, int], str]:
        rows = self.rows(
            "SELECT w.document, w.position, v.body FROM unnest(?::bigint[], ?::integer[]) AS w (document, position) "
            "JOIN unit u ON u.document = w.document AND u.position = w.position "
            "JOIN variant v ON v.unit = u.id AND v.language = ?",
            (_array([document for document, _ in places]), _array([position for _, position in places]), language),
        )
        return {(int(document), int(position)): str(body) for document, position, body in rows}

    def version(self) -> object:
        return None

    def close(self) -> None:
        self._connection.close()


def _array(numbers: Sequence[int]) -> str:
    """Numbers as PostgreSQL writes an array of them: psycopg, given a list, looks at each of them several times."""
    return f"{{{','.join(map(str, numbers))}}}"
