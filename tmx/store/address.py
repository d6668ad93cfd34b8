"""The address of a memory on PostgreSQL: read as people write it, and never spoken of with its password."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from duizhao.corpora.errors import InputError, MissingExtraError, SettingsError
from duizhao.corpora.saying import say

_CURE = "Write postgresql://user@host/database, and of a password @ as %40, / as %2F, ? as %3F, % as %25"
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9.-]*)(?:\+[A-Za-z0-9_.-]*)?(:|;)(.*)", re.DOTALL)
_OURS = ("postgresql", "postgres")
# Near misses, whatever follows: no memory is a file of such a name.
_NEARLY = re.compile(r"(?i)(?:jdbc:)?p?o?s?t?gre|psql|pgsql|postgr?es?")
_QUERY = re.compile(r"\?(?=[A-Za-z_]+=)")
_ESCAPED = re.compile(r"(?:[^%]|%[0-9A-Fa-f]{2})*")
# Words of libpq's own notation, which is no URL.
_WORDS = re.compile(r"(?i)\b(?:host|hostaddr|user|dbname|password|service)\s*=")


@dataclass(frozen=True, slots=True)
class PostgresAddress:
    """What to connect with, and `where`: host, port and database, for messages."""

    parameters: dict[str, str] = field(repr=False)
    where: str

    def message(self, error: Exception) -> str:
        """The driver's words on one line; without them where they quote a secret."""
        said = " ".join(str(error).split())
        secrets = [v for k, v in self.parameters.items() if "password" in k or k == "passfile"]
        held = any(form in said for secret in secrets if secret for form in {secret, quote(secret), unquote(secret)})
        return say("its message quotes the password and is not shown") if held else said


def postgres_address(place: str) -> PostgresAddress | None:
    """The address that a place of a memory is; None for the name of a file.

    The scheme may be in capitals or name a driver (`postgres+psycopg://`), and a password may hold `@` and `%` as they
    are. Raises SettingsError for what is nearly an address, InputError where psycopg cannot read it (neither quotes
    it), and MissingExtraError.
    """
    found = _SCHEME.fullmatch(place)
    if found is None or len(found[1]) < 2:  # C:\memory.db
        if len(_WORDS.findall(place)) > 1 or re.search(r"(?i)\bpassword\s*=", place) or _credentials(place):
            raise SettingsError("this is not an address of a memory", cure=_CURE)
        return None
    scheme, colon, rest = found[1].lower(), found[2], found[3]
    if scheme in _OURS and colon == ":" and rest.startswith("//") and not rest.startswith("///"):
        return _read(rest[2:])
    if _NEARLY.match(scheme) or rest.startswith("//") or _credentials(place):
        raise SettingsError(
            say("this is not an address of a memory: it begins with '{scheme}'", scheme=scheme), cure=_CURE
        )
    return None


def _credentials(place: str) -> bool:
    """Whether a place looks like `user:password@host`."""
    return re.match(r"[^\s:@]*:.*@[\w\[.-]", place) is not None


def _read(rest: str) -> PostgresAddress:
    try:
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict
    except ImportError as error:
        cure = "pip install 'duizhao[postgres]'"
        raise MissingExtraError("a memory on PostgreSQL needs psycopg", cure=cure) from error

    query = _QUERY.search(rest)
    authority = rest[: query.start()] if query else rest
    settings = rest[query.end() :] if query else ""
    before, at, after = authority.rpartition("@")
    user, colon, password = before.partition(":")
    url = f"postgresql://{_escaped(user)}{colon}{_escaped(password)}{at}{after}"
    if settings:
        pairs = (one.partition("=") for one in settings.split("&"))
        url += "?" + "&".join(f"{key}{equals}{_escaped(value)}" for key, equals, value in pairs)
    try:
        known = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    except (ProgrammingError, ValueError):
        known = {}
    where = _where(known)
    if not known or where is None:
        # Not as it was written: a password that was not escaped is cut anywhere.
        raise InputError("the address of the PostgreSQL database cannot be read", cure=_CURE)
    return PostgresAddress(known, where)


def _escaped(text: str) -> str:
    """A part of an address with its signs escaped; one that is escaped already as it is."""
    return quote(unquote(text) if _ESCAPED.fullmatch(text) else text, safe="")


def _where(known: dict[str, str]) -> str | None:
    """Host, port and database; None where they look like pieces of a password that was cut."""
    host, port, database = (known.get(key, "") for key in ("host", "port", "dbname"))
    host = host or known.get("hostaddr", "")
    if (
        not re.fullmatch(r"[\w.,:/\[\]-]*", host)
        or not re.fullmatch(r"[0-9,]*", port)
        or re.search(r"[@:?#]", database)
    ):
        return None
    return f"{host}{f':{port}' if port else ''}/{database}"
