"""Comments on units and concepts, by everybody with a name: also by those who may not change what they speak of."""

from __future__ import annotations

from typing import NamedTuple

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.saying import say
from duizhao.server.tokens import now
from duizhao.tmx.model import ILLEGAL
from duizhao.tmx.store.backends import Backend, Postgres

MOST = 200
"""Comments on one thing."""
_TABLE = (
    "CREATE TABLE IF NOT EXISTS comment (id {serial}, kind TEXT NOT NULL, about TEXT NOT NULL, at TEXT NOT NULL, "
    "who TEXT NOT NULL, body TEXT NOT NULL, settled TEXT NOT NULL, settled_by TEXT NOT NULL)"
)
_INDEX = "CREATE INDEX IF NOT EXISTS comment_about ON comment (kind, about)"
_COLUMNS = "id, kind, about, at, who, body, settled, settled_by"


class OfficeComment(NamedTuple):
    """What somebody said: `kind` is unit or concept, `about` its number or id. `settled` is when somebody said that it
    is dealt with, "" before. Times are UTC, ISO 8601."""

    number: int
    kind: str
    about: str
    at: str
    who: str
    text: str
    settled: str
    settled_by: str


class CommentMissingError(SettingsError):
    """There is no such comment."""


class Comments:
    """The comments in a database."""

    def __init__(self, database: Backend) -> None:
        self._db = database

    def prepare(self) -> None:
        """Make the table where it is missing. Raises OutputError."""
        serial = "BIGSERIAL PRIMARY KEY" if isinstance(self._db, Postgres) else "INTEGER PRIMARY KEY"
        with self._db.writing():
            self._db.run(_TABLE.format(serial=serial))
            self._db.run(_INDEX)

    def add(self, kind: str, about: str, who: str, text: str) -> OfficeComment:
        """Say something about a unit or a concept. Raises SettingsError for an empty text and where too many wait."""
        kept = ILLEGAL.sub("", text).strip()
        if not kept:
            raise SettingsError("a comment has to say something", cure="Write a text")
        with self._db.writing():
            if len(self.of(kind, about)) >= MOST:
                raise SettingsError(
                    say("there are {most} comments on this already", most=MOST), cure="Settle what is dealt with"
                )
            number = self._db.insert(
                "INSERT INTO comment (kind, about, at, who, body, settled, settled_by) VALUES (?, ?, ?, ?, ?, '', '')",
                (kind, about, now(), who, kept),
            )
        return self.get(number)

    def get(self, number: int) -> OfficeComment:
        """The comment of a number. Raises CommentMissingError."""
        found = self._found("WHERE id = ?", (number,))
        if not found:
            raise CommentMissingError(f"there is no comment {number}", cure="See the comments of the unit or concept")
        return found[0]

    def of(self, kind: str, about: str) -> list[OfficeComment]:
        """The comments on a unit or a concept, the first first."""
        return self._found("WHERE kind = ? AND about = ? ORDER BY id", (kind, about))

    def waiting(self, kind: str, limit: int) -> list[OfficeComment]:
        """The comments on units, or on concepts, that are not settled, the last first."""
        return self._found("WHERE kind = ? AND settled = '' ORDER BY id DESC LIMIT ?", (kind, limit))

    def settle(self, number: int, who: str) -> OfficeComment:
        """Say that a comment is dealt with. Raises CommentMissingError."""
        with self._db.writing():
            if not self.get(number).settled:
                self._db.run("UPDATE comment SET settled = ?, settled_by = ? WHERE id = ?", (now(), who, number))
        return self.get(number)

    def _found(self, where: str, values: tuple[object, ...]) -> list[OfficeComment]:
        rows = self._db.rows(f"SELECT {_COLUMNS} FROM comment {where}", values)
        return [OfficeComment(int(row[0]), *map(str, row[1:])) for row in rows]
