"""The version of a store: told before anything is read or written, and brought up to ours where it is older."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import say
from duizhao.tmx.formats.jsonl import entry_text, kept_entry
from duizhao.tmx.model import ILLEGAL
from duizhao.tmx.store.legal import legal_entry

VERSION = 2
"""Raised with every change of what a store holds. 1 took characters that XML cannot hold, and could not be exported."""

Rows: TypeAlias = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]


def version_of(text: str | None, path: object) -> int:
    """The version that a store says it is of. Raises InputError for one of a later program, or none."""
    number = int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 6 else 0
    if number > VERSION:
        raise InputError(
            say(
                "this memory is of version {number}; this duizhao knows versions up to {version}",
                number=number,
                version=VERSION,
            ),
            path=str(path),
            cure="Use a newer duizhao: pip install -U duizhao",
        )
    if number < 1:
        raise InputError(
            say("this memory says that it is of version '{text}'", text=text)
            if text is not None
            else "this memory has no version",
            path=str(path),
            cure="It was damaged or changed by hand: make it anew with duizhao memory add",
        )
    return number


def migrate(version: int, rows: Rows) -> None:
    """Bring a store of an older version up to ours, within a transaction that the caller holds."""
    if version < 2:
        _repair(rows)
    rows("UPDATE about SET value = ? WHERE name = 'version' RETURNING value", (str(VERSION),))


def _repair(rows: Rows) -> None:
    """Leave out of every unit what XML cannot hold."""
    last = 0
    while found := rows("SELECT id, entry FROM unit WHERE id > ? ORDER BY id LIMIT 1000", (last,)):
        for id_, text in found:
            entry, repaired = legal_entry(kept_entry(text))
            if repaired:
                rows("UPDATE unit SET entry = ? WHERE id = ? RETURNING id", (entry_text(entry), id_))
                for variant, body in rows("SELECT id, body FROM variant WHERE unit = ?", (id_,)):
                    rows("UPDATE variant SET body = ? WHERE id = ? RETURNING id", (ILLEGAL.sub("", body), variant))
        last = int(found[-1][0])
