"""Merge memories into one, with a rule for sources that have several translations.

The result does not depend on the order of the files where they do not contradict each other, and merging again changes
nothing. Units wait on disk, so memory stays small.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import Literal

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.saying import say
from duizhao.corpora.version import VERSION
from duizhao.tmx.model import Entry, Extra, Header, confidence, same_language
from duizhao.tmx.operations.dedupe import entry_key
from duizhao.tmx.xml.unit_xml import entry_xml

Rule = Literal["all", "newest", "confidence", "first", "last"]
RULES = ("all", "newest", "confidence", "first", "last")


def merge_headers(headers: Sequence[Header]) -> Header:
    """One header for several memories: what they have in common, and all their props and notes once.

    Raises SettingsError where their source languages differ.
    """
    named = [h for h in headers if h.source_language and h.source_language != "*all*"]
    for header in named[1:]:
        if not same_language(header.source_language, named[0].source_language):
            raise SettingsError(
                say(
                    "the memories have different source languages: {language}, {other}",
                    language=named[0].source_language,
                    other=header.source_language,
                ),
                cure="Merge them by source language",
            )
    if all(header == headers[0] for header in headers):
        return headers[0]
    common = {
        name: value
        for name, value in headers[0].attributes.items()
        if all(h.attributes.get(name) == value for h in headers)
    }
    languages = sorted({h.source_language for h in named})
    fields = {"segtype": "sentence", "o-tmf": "duizhao", "adminlang": "en", "datatype": "plaintext", **common}
    fields["creationtool"], fields["creationtoolversion"] = "duizhao", VERSION
    # Of several codes for one language (en, en-GB) the plainest finds the variants of all.
    fields["srclang"] = min(languages, key=lambda tag: (len(tag), tag)) if languages else "*all*"
    extras: dict[str, Extra] = {}
    for header in headers:
        for extra in header.extras:
            extras.setdefault(repr(extra), extra)
    return Header(fields, tuple(extras[key] for key in sorted(extras)))


def merge(
    memories: Iterable[Iterable[Entry]],
    source_language: str = "",
    *,
    conflicts: Rule = "all",
    counts: Counter[str] | None = None,
) -> Iterator[Entry]:
    """The units of several memories in one, each once.

    Units with the same texts (codes included) are one; the newest of them is kept, then the surest. Of several
    translations of one source, `conflicts` keeps all, the newest, the surest (by confidence), or the first or last in
    the order given. Units keep their place in their document; documents follow each other by name. Raises
    SettingsError for an unknown rule.

    `counts` is told how many sources had several translations (`conflicts`), and of how many of them the newest have
    one date or none (`undated`), so that the surest was kept instead.
    """
    if conflicts not in RULES:
        raise SettingsError(
            say("unknown rule '{conflicts}'", conflicts=conflicts),
            cure=say("Known rules: {rules}", rules=", ".join(RULES)),
        )
    # An empty name is a temporary database that goes to disk when it outgrows its cache.
    with closing(sqlite3.connect("", isolation_level=None)) as store:
        store.execute(
            "CREATE TABLE unit (pair BLOB PRIMARY KEY, source BLOB, document TEXT, position INTEGER, first INTEGER, "
            "last INTEGER, date TEXT, confidence REAL, xml TEXT, entry BLOB) WITHOUT ROWID"
        )
        store.execute("BEGIN")
        for file, entries in enumerate(memories):
            for position, entry in enumerate(entries):
                _add(store, entry, file, position, source_language)
        if conflicts != "all":
            store.execute("CREATE INDEX by_source ON unit (source)")
            if counts is not None:
                counts.update(_conflicts(store))
            _resolve(store, conflicts)
        for (data,) in store.execute("SELECT entry FROM unit ORDER BY document, position, xml"):
            yield pickle.loads(data)  # written by ourselves a moment ago, into a file nobody else can open


def _add(store: sqlite3.Connection, entry: Entry, file: int, position: int, source_language: str) -> None:
    value = confidence(entry)
    place = (file << 40) + position
    row = (
        entry_key(entry, source_language),
        entry_key(entry, source_language, by="source"),
        entry.prop("x-document") or "",
        position,
        place,
        place,
        entry.date,
        # A unit without confidence was written by a person.
        2.0 if value is None else value,
        entry_xml(entry),
        pickle.dumps(entry, protocol=pickle.HIGHEST_PROTOCOL),
    )
    old = store.execute("SELECT date, confidence, xml FROM unit WHERE pair = ?", (row[0],)).fetchone()
    if old is None:
        store.execute("INSERT INTO unit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        return
    # The greater text decides between equals, so that the order of files does not; the place is the earliest.
    if row[6:9] > old:
        store.execute(
            "UPDATE unit SET document = ?, date = ?, confidence = ?, xml = ?, entry = ? WHERE pair = ?",
            (row[2], *row[6:], row[0]),
        )
    store.execute(
        "UPDATE unit SET position = min(position, ?), first = min(first, ?), last = max(last, ?) WHERE pair = ?",
        (position, place, place, row[0]),
    )


_BETTER = {
    "newest": "date DESC, confidence DESC, xml DESC",
    "confidence": "confidence DESC, date DESC, xml DESC",
    "first": "first",
    "last": "last DESC",
}


def _conflicts(store: sqlite3.Connection) -> dict[str, int]:
    several = "SELECT max(date) AS newest, source FROM unit GROUP BY source HAVING count(*) > 1"
    (number,) = store.execute(f"SELECT count(*) FROM ({several})").fetchone()
    (undated,) = store.execute(
        f"SELECT count(*) FROM ({several}) AS s WHERE "
        "(SELECT count(*) FROM unit WHERE unit.source = s.source AND unit.date = s.newest) > 1"
    ).fetchone()
    return {"conflicts": number, "undated": undated}


def _resolve(store: sqlite3.Connection, conflicts: str) -> None:
    store.execute(
        "DELETE FROM unit WHERE pair NOT IN (SELECT pair FROM (SELECT pair, row_number() OVER "
        f"(PARTITION BY source ORDER BY {_BETTER[conflicts]}) AS place FROM unit) WHERE place = 1)"
    )
