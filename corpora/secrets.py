"""Passwords and keys in addresses: hidden wherever an address may be spoken of.

An error names what it could not open, as it was written, and what was written may be an address with a password in
it: with a typing error in the scheme, in the wrong place, or with characters that should have been escaped. So nothing
here relies on an address being right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

HIDDEN = "…"

# What an address may hold is bounded, so that a long line without any costs no more than it is long.
_START = r"(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]{1,30}"
# scheme:/… up to the last @ before a blank or a quotation mark: a password may hold any other character.
_IN_ADDRESS = re.compile(_START + r"[:;]?/{1,3})([^\s'\"<>]{0,3000})@")
# Of a database, whatever stands in it on the line.
_DATABASE = r"(?i)((?:postgre|pgsql|psql)[\w+]{0,30}(?:[:;]/{0,3}|/{2,3})"
_OF_DATABASE = re.compile(_DATABASE + r"[^\n@/:]{0,200}:)(?!/)[^\n]{0,3000}@")
_IN_DATABASE_QUERY = re.compile(_DATABASE + r"[^\s?]{0,300}\?)[^\n]*")
# name:password@host without a scheme that we know.
_BEFORE_HOST = re.compile(r"(?<![^\s'\"/:=(])([^\s'\"/:@=(]{0,200}):(?!/)([^\s'\"]{0,3000})@(?=[\w\[.-])")
_QUERY = re.compile(_START + r":/{1,3}[^\s'\"?#]{0,1000}\?)[^\s'\"]+")
_NAMED = re.compile(
    r"(?i)(?<![A-Za-z0-9])((?:ssl|pg)?(?:password|passwd|passphrase|pwd)|"
    r"[a-z-]{0,30}(?:api[-_]?key|access[-_]?key|secret|token))"
    r"(\s{0,9}=\s{0,9})('(?:[^'\\]|\\.)*'|\"[^\"]*\"|[^\s'\"]+)"
)


def hidden(text: str, given: Iterable[str] = ()) -> str:
    """A text for people without the passwords and keys of addresses in it. `given` are what the user wrote (arguments,
    settings): where one is an address, nothing of its secret is left, whatever characters it is made of.

    >>> hidden("postgre://liu:pa@ss@db.example/memory: no such file"), hidden("https://x.example/v1?api-key=17 refuses")
    ('postgre://liu:…@db.example/memory: no such file', 'https://x.example/v1?… refuses')
    """
    for one in given:
        for piece in _pieces(one):
            text = text.replace(piece, HIDDEN)
    text = _OF_DATABASE.sub(lambda m: f"{m[1]}{HIDDEN}@", text)
    text = _IN_DATABASE_QUERY.sub(lambda m: f"{m[1]}{HIDDEN}", text)
    text = _IN_ADDRESS.sub(lambda m: f"{m[1]}{_user(m[2])}@", text)
    if "@" in text:
        text = _BEFORE_HOST.sub(lambda m: f"{m[1]}:{HIDDEN}@", text)
    text = _QUERY.sub(lambda m: f"{m[1]}{HIDDEN}", text)
    return _NAMED.sub(lambda m: f"{m[1]}{m[2]}{HIDDEN}", text)


def _user(before_host: str) -> str:
    """What may be said of the part of an address before its host."""
    name, colon, _ = before_host.partition(":")
    return f"{name}:{HIDDEN}" if colon else name


_SCHEME = re.compile(r"(?<!\s)\s*+[A-Za-z][A-Za-z0-9+.-]{0,30}(?:[:;]/{0,3}|/{2,3})")
_WORD = re.compile(r"(?i)(?:password|passwd|pwd|key|secret|token)\s{0,9}=\s{0,9}")


def _pieces(given: str) -> list[str]:
    """The parts of a secret that an error might quote, the whole first: it may be cut at blanks and marks."""
    written = given.partition("=")[2] if given.startswith("--") else given
    _, _, rest = (_SCHEME.sub("", written, count=1)).partition(":")
    secrets = [rest[: rest.rindex("@")]] if "@" in rest else []
    named = _WORD.search(given)
    secrets += [given[named.end() :]] if named else []
    pieces = [piece for secret in secrets for piece in (secret, *re.split(r"[^\w!$*+.~-]+", secret))]
    # Shorter ones stand in ordinary words.
    return sorted({piece for piece in pieces if len(piece) > 3}, key=len, reverse=True)
