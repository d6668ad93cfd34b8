"""Who may do what: tokens and the audit log, in tables of the first memory's database.

A token is 256 random bits. What is kept is its SHA-256: with so much chance in it nobody can try them out, so that
no slow hash is needed, and a stolen database opens nothing.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.saying import say
from duizhao.server.settings import SCOPES
from duizhao.tmx.store.backends import Backend, Postgres

PREFIX = "dz_"
_NAME = re.compile(r"[^\W_][\w .@-]{0,63}")
_TABLES = (
    "CREATE TABLE IF NOT EXISTS token (id {serial}, name TEXT NOT NULL, digest TEXT NOT NULL UNIQUE, "
    "scope TEXT NOT NULL, memory TEXT NOT NULL, made TEXT NOT NULL, expires TEXT NOT NULL, revoked TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS audit (id {serial}, at TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, "
    "memory TEXT NOT NULL, detail TEXT NOT NULL)",
)


class Caller(NamedTuple):
    """Who asks: a name, what it may do (one of SCOPES, "" for nothing), and in which memory ("" for all)."""

    name: str
    scope: str
    memory: str = ""

    def may(self, scope: str, memory: str | None = None) -> bool:
        """Whether a scope, and a memory where one is named, is allowed."""
        enough = self.scope in SCOPES and SCOPES.index(self.scope) >= SCOPES.index(scope)
        return enough and (memory is None or self.memory in ("", memory))


NOBODY = Caller("", "")


class KnownToken(NamedTuple):
    """A token as it is listed: never itself. Times are UTC, ISO 8601; "" where there is none."""

    number: int
    name: str
    scope: str
    memory: str
    made: str
    expires: str
    revoked: str


class AuditLine(NamedTuple):
    """What somebody did: changes, imports, exports, tokens, refusals."""

    at: str
    who: str
    what: str
    memory: str
    detail: str


class People:
    """The tokens and the audit log in a database."""

    def __init__(self, database: Backend) -> None:
        self._db = database

    def prepare(self) -> None:
        """Make the tables where they are missing. Raises OutputError."""
        serial = "BIGSERIAL PRIMARY KEY" if isinstance(self._db, Postgres) else "INTEGER PRIMARY KEY"
        with self._db.writing():
            for table in _TABLES:
                self._db.run(table.format(serial=serial))

    def add(self, name: str, scope: str, memory: str = "", days: int | None = None) -> str:
        """A new token, which is not kept and cannot be shown again. Raises SettingsError."""
        if not _NAME.fullmatch(name):
            raise SettingsError(
                say("'{name}' is no name for a token", name=name),
                cure="Letters, digits, blanks and . @ _ -, at most 64, a letter first",
            )
        if scope not in SCOPES:
            raise SettingsError(
                say("unknown scope '{scope}'", scope=scope), cure=say("Known: {scopes}", scopes=", ".join(SCOPES))
            )
        token = PREFIX + secrets.token_urlsafe(32)
        expires = "" if days is None else _time(datetime.now(UTC) + timedelta(days=days))
        with self._db.writing():
            self._db.insert(
                "INSERT INTO token (name, digest, scope, memory, made, expires, revoked) VALUES (?, ?, ?, ?, ?, ?, '')",
                (name, _digest(token), scope, memory, now(), expires),
            )
            self._note(name, "token add", memory, scope)
        return token

    def tokens(self) -> list[KnownToken]:
        """All tokens, the oldest first."""
        rows = self._db.rows("SELECT id, name, scope, memory, made, expires, revoked FROM token ORDER BY id")
        return [KnownToken(int(row[0]), *map(str, row[1:])) for row in rows]

    def revoke(self, which: str) -> list[KnownToken]:
        """Revoke the tokens of a name, or the one of a number; returns them. Raises SettingsError for none."""
        found = [t for t in self.tokens() if not t.revoked and which in (t.name, str(t.number))]
        if not found:
            raise SettingsError(say("no token '{which}' that is in use", which=which), cure="See: duizhao token list")
        with self._db.writing():
            for token in found:
                self._db.run("UPDATE token SET revoked = ? WHERE id = ?", (now(), token.number))
                self._note(token.name, "token revoke", token.memory, str(token.number))
        return found

    def caller(self, token: str) -> Caller | None:
        """Who a token stands for; None for one that is unknown, revoked or has expired."""
        rows = self._db.rows(
            "SELECT name, scope, memory, expires, revoked FROM token WHERE digest = ?", (_digest(token),)
        )
        if not rows or rows[0][4] or (rows[0][3] and rows[0][3] <= now()):
            return None
        return Caller(str(rows[0][0]), str(rows[0][1]), str(rows[0][2]))

    def note(self, who: str, what: str, memory: str, detail: str) -> None:
        """Write a line of the audit log."""
        with self._db.writing():
            self._note(who, what, memory, detail)

    def _note(self, who: str, what: str, memory: str, detail: str) -> None:
        values = (now(), who, what, memory, detail[:500])
        self._db.run("INSERT INTO audit (at, who, what, memory, detail) VALUES (?, ?, ?, ?, ?)", values)

    def audit(self, limit: int = 100) -> list[AuditLine]:
        """The last lines of the audit log, the last first."""
        rows = self._db.rows("SELECT at, who, what, memory, detail FROM audit ORDER BY id DESC LIMIT ?", (limit,))
        return [AuditLine(*map(str, row)) for row in rows]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def now() -> str:
    """The time, UTC, as it is kept."""
    return _time(datetime.now(UTC))
