"""What a store needs of a database, and what all databases of ours have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from duizhao.tmx.store.tables import SIGN

ASK_VERSION = "SELECT value FROM about WHERE name = 'version'"


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

    def among(self, numbers: Sequence[int]) -> tuple[str, list[Any]]:
        """A SELECT of these numbers with its values: one statement, however many they are."""

    def either(self, numbers: Sequence[int], select: str) -> tuple[str, list[Any]]:
        """What makes a condition of a column: to be one of these numbers, or of those that a SELECT gives, whose values
        come behind the ones returned."""

    def neighbours(self, places: Sequence[tuple[int, int]], language: str) -> dict[tuple[int, int], str]:
        """The texts in a language that stand at these places (document, position), where there are some."""

    def version(self) -> object:
        """Something that changes when anybody has written."""

    def close(self) -> None:
        """Let go of the database."""


@contextmanager
def signed(database: Backend) -> Iterator[None]:
    """Within a transaction: what is written is of `database.who`."""
    if database.who:
        database.run(SIGN, (database.who,))
    yield
    if database.who:
        database.run(SIGN, ("",))


def first(rows: list[tuple[Any, ...]]) -> str | None:
    """The first field of the first row as text; None where there is none."""
    return str(rows[0][0]) if rows else None
