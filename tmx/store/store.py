"""A memory on disk for looking up: exact and fuzzy matches, concordances, documents that can be updated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.language.table import counterparts, primary
from duizhao.tmx.formats.jsonl import kept_entry
from duizhao.tmx.model import Entry
from duizhao.tmx.store.backends import Backend, connect
from duizhao.tmx.store.fragments import RARE, MemoryFragment, part, runs
from duizhao.tmx.store.fuzzy import FuzzyIndex
from duizhao.tmx.store.legal import legal_entry
from duizhao.tmx.store.spool import Spool, SpooledUnit
from duizhao.tmx.store.tokens import key, pack, percent, score, terms, tokens

MINIMUM = 70
"""Percent from which on a fuzzy match is offered, as CAT tools do by default."""


_TOGETHER = 500
"""Units that are handed to the database at once."""


class MemoryMatch(NamedTuple):
    """A unit found for a text. `score` is 0..100 (see `tmx.tokens.score`); `number` is the paragraph's, else the unit's
    id in its document."""

    score: int
    source: str
    target: str
    source_language: str
    target_language: str
    document: str
    number: str
    changed: str
    confidence: float | None
    unit: int


class ConcordanceLine(NamedTuple):
    """A line of a concordance: the unit found, with the texts before and after it in its document."""

    source: str
    target: str
    source_language: str
    target_language: str
    document: str
    number: str
    before: str
    after: str
    unit: int


class Store:
    """A memory in a SQLite file or a PostgreSQL database.

    Use it in a `with`. Texts of every language are looked up alike, so a store serves both directions. Raises
    InputError where there is no store (and `create` does not ask for one), OutputError where it cannot be written.
    """

    def __init__(self, place: str | Path, *, create: bool = False) -> None:
        self._db: Backend = connect(place, create=create)
        self._indices: dict[str, FuzzyIndex] = {}
        self._seen: object = None
        self.repaired: list[tuple[str, int, int]] = []
        """Of the units that were added so far: document, unit (from 1) and how many characters were left out of it
        because XML cannot hold them."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._db.close()

    # Writing ----------------------------------------------------------------------------------------------------

    def add(self, entries: Iterable[Entry], document: str = "") -> Iterator[tuple[str, int, bool]]:
        """Add entries; a document that is there already is replaced by what comes now.

        Entries belong to the document their property `x-document` names, or to `document` where they name none, and may
        come in any order: all are read before the first document is written. Yields (document, units, whether it was
        there) as soon as a document is safe on disk. One that is there unit for unit is not written again, so that an
        addition that was cut off goes on where it stopped. Raises SettingsError where an entry names no document and
        none is given, OutputError.
        """
        with Spool() as spool:
            try:
                spool.take(entries, document)
            finally:
                self.repaired += spool.repaired
            for name in spool.documents():
                yield self._add(name, spool)

    def _add(self, name: str, spool: Spool) -> tuple[str, int, bool]:
        count = 0
        with self._db.writing():
            found = self._db.rows("SELECT id FROM document WHERE name = ?", (name,))
            now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
            if found:
                document = int(found[0][0])
                if (same := self._same(document, spool.rows(name))) is not None:
                    return name, same, True
                self._db.forget(document)
                self._db.rows("UPDATE document SET added = ? WHERE id = ? RETURNING id", (now, document))
            else:
                document = self._db.insert("INSERT INTO document (name, added) VALUES (?, ?)", (name, now))
            for rows in spool.rows(name):
                for start in range(0, len(rows), _TOGETHER):
                    some = rows[start : start + _TOGETHER]
                    self._insert(document, count + 1, some)
                    count += len(some)
        self._indices.clear()
        return name, count, bool(found)

    def _same(self, document: int, new: Iterable[list[SpooledUnit]]) -> int | None:
        """How many units a document has, where they are those that come now; None where one differs."""
        count = 0
        for rows in new:
            old = self._db.rows(
                "SELECT entry FROM unit WHERE document = ? AND position > ? ORDER BY position LIMIT ?",
                (document, count, len(rows)),
            )
            if [row.entry for row in rows] != [text for (text,) in old]:
                return None
            count += len(rows)
        there = self._db.rows("SELECT count(*) FROM unit WHERE document = ?", (document,))
        return count if int(there[0][0]) == count else None

    def _insert(self, document: int, position: int, rows: Sequence[SpooledUnit]) -> None:
        """Insert rows, the first of them at this position."""
        units = self._db.insert_many(
            "INSERT INTO unit (document, position, number, changed, confidence, entry) VALUES (?, ?, ?, ?, ?, ?)",
            [(document, place, *row[:4]) for place, row in enumerate(rows, position)],
        )
        self._db.many(
            "INSERT INTO variant (unit, language, tag, body, key, terms, tokens) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (unit, primary(tag), tag, text, key(text), terms(text), pack(tokens(text, tag)))
                for unit, row in zip(units, rows, strict=True)
                for tag, text in row.texts
                if text.strip()
            ],
        )

    def remove(self, document: str) -> bool:
        """Remove a document; False where there is none of this name."""
        found = self._db.rows("SELECT id FROM document WHERE name = ?", (document,))
        if not found:
            return False
        with self._db.writing():
            self._db.forget(int(found[0][0]))
            self._db.rows("DELETE FROM document WHERE id = ? RETURNING id", (found[0][0],))
        self._indices.clear()
        return True

    # Reading ----------------------------------------------------------------------------------------------------

    def documents(self) -> list[tuple[str, int, str]]:
        """Name, number of units, and when it was added last, by name."""
        return [
            (str(name), int(units), str(added))
            for name, units, added in self._db.rows(
                "SELECT d.name, count(u.id), d.added FROM document d LEFT JOIN unit u ON u.document = d.id "
                "GROUP BY d.name, d.added ORDER BY d.name"
            )
        ]

    def languages(self) -> dict[str, int]:
        """How many texts there are in each language (primary subtags)."""
        return {
            str(language): int(number)
            for language, number in self._db.rows(
                "SELECT language, count(*) FROM variant GROUP BY language ORDER BY 2 DESC, 1"
            )
        }

    def entries(self, document: str = "") -> Iterator[Entry]:
        """The units as they were added, by document and place, one by one."""
        last = ("", 0)
        with self._db.reading():
            while True:
                rows = self._db.rows(
                    "SELECT d.name, u.position, u.entry FROM unit u JOIN document d ON d.id = u.document "
                    "WHERE (d.name > ? OR (d.name = ? AND u.position > ?)) AND (? = '' OR d.name = ?) "
                    "ORDER BY d.name, u.position LIMIT 1000",
                    (last[0], last[0], last[1], document, document),
                )
                for _, _, text in rows:
                    # A memory of an older version that cannot be written may hold what XML cannot.
                    yield legal_entry(kept_entry(text))[0]
                if len(rows) < 1000:
                    return
                last = (str(rows[-1][0]), int(rows[-1][1]))

    def lookup(
        self, text: str, language: str, target: str = "", *, minimum: int = MINIMUM, limit: int = 5
    ) -> list[MemoryMatch]:
        """The units whose text in `language` is most like `text`, best first; equals by date, the newest first.

        `target` chooses the language of the translation, else the first other one. `minimum` is 0..100. Of equal
        translations of equal texts only one is given. Raises SettingsError for a minimum or limit that makes no sense.
        """
        if not 0 <= minimum <= 100 or limit < 1:
            raise SettingsError("the minimum has to be 0 to 100, the limit at least 1")
        with self._db.reading():
            return self._lookup(text, primary(language), target, minimum, limit)

    def _lookup(self, text: str, language: str, target: str, minimum: int, limit: int) -> list[MemoryMatch]:
        exact = self._db.rows("SELECT id FROM variant WHERE key = ? AND language = ?", (key(text), language))
        ids: dict[int, int] = dict.fromkeys((int(row[0]) for row in exact), 100)
        if len(ids) < limit and minimum < 100:
            # Several units may hold one text: ask for more than are wanted.
            for id_, likeness in self._near(text, language, minimum, limit * 4):
                ids.setdefault(id_, likeness)
        found = self._matches(ids, text, language, target)
        unique: dict[tuple[str, str], MemoryMatch] = {}
        for match in sorted(found, key=lambda m: (-m.score, _descending(m.changed), m.unit)):
            if match.score >= minimum:
                unique.setdefault((match.source, match.target), match)
        return list(unique.values())[:limit]

    def _near(self, text: str, language: str, minimum: int, limit: int) -> Iterator[tuple[int, int]]:
        if self._db.fuzzy_in_memory:
            for hit in self._index(language).search(tokens(text, language), limit=limit, minimum=minimum / 100):
                yield hit.number, min(99, percent(hit.similarity))
        else:
            for id_ in self._db.near(terms(text), language):
                yield id_, 99  # what they really are is seen when their text is there

    def _index(self, language: str) -> FuzzyIndex:
        version = self._db.version()
        if version != self._seen:
            self._indices.clear()
            self._seen = version
        if language not in self._indices:
            rows = self._db.rows("SELECT id, tokens FROM variant WHERE language = ? ORDER BY id", (language,))
            self._indices[language] = FuzzyIndex((int(row[0]), bytes(row[1])) for row in rows)
        return self._indices[language]

    def _matches(self, ids: dict[int, int], text: str, language: str, target: str) -> Iterator[MemoryMatch]:
        for row in self._texts(list(ids), target):
            id_, body = int(row[0]), str(row[1])
            likeness = ids[id_]
            if likeness == 100 and body.strip() != text.strip():
                continue  # another text with the same hash
            if likeness < 100:
                likeness = score(text, body, language)
            yield MemoryMatch(likeness, body, *_fields(row))

    def _texts(self, ids: list[int], target: str) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = []
        for start in range(0, len(ids), 500):
            part = ids[start : start + 500]
            chosen = "AND o.language = ? " if target else ""
            rows += self._db.rows(
                "SELECT v.id, v.body, o.body, v.tag, o.tag, d.name, u.number, u.changed, u.confidence, u.id, "
                "u.document, u.position FROM variant v JOIN unit u ON u.id = v.unit "
                f"JOIN document d ON d.id = u.document JOIN variant o ON o.unit = v.unit AND o.id <> v.id {chosen}"
                f"WHERE v.id IN ({','.join('?' * len(part))}) ORDER BY v.id, o.id",
                ((primary(target), *part) if target else part),
            )
        first: dict[int, tuple[Any, ...]] = {}
        for row in rows:
            before = first.setdefault(int(row[0]), row)
            # Of several translations the one in the language that this one's is paired with.
            paired = counterparts(str(row[3]))
            if before is not row and primary(str(before[4])) not in paired and primary(str(row[4])) in paired:
                first[int(row[0])] = row
        return list(first.values())

    def concordance(self, phrase: str, language: str = "", *, limit: int = 20) -> list[ConcordanceLine]:
        """Where a phrase stands, in either language, the newest first, with the text before and after it.

        A phrase is words or characters in a row; case, width and marks do not count. A last word may end with `*`.
        Without `language` Chinese characters mean Chinese, and other words are looked for in every language.
        """
        wanted = terms(phrase.rstrip("*")).strip()
        if not wanted:
            raise SettingsError("there is no word or character to look for")
        if phrase.rstrip().endswith("*"):
            wanted += "*"
        languages = [primary(language)] if language else list(self.languages())
        lines: list[ConcordanceLine] = []
        for one in languages:
            for row in self._texts(self._db.phrase(wanted, one, limit), ""):
                match = MemoryMatch(0, str(row[1]), *_fields(row))
                before, after = self._neighbours(int(row[10]), int(row[11]), one)
                lines.append(ConcordanceLine(*match[1:7], before, after, match.unit))
        lines.sort(key=lambda line: -line.unit)
        return lines[:limit]

    def fragments(self, text: str, language: str, target: str = "", *, limit: int = 5) -> list[MemoryFragment]:
        """The longest runs of words (characters) of a text that stand in units with other texts, from left to right,
        each in its newest unit, with the part of the translation that they most likely are. See `tmx.store.fragments`.
        """
        code = primary(language)

        def holding(words: str, translated: bool) -> list[tuple[str, str]]:
            ids = self._db.phrase(words, other if translated else code, RARE)
            return [(str(row[1]), str(row[2])) for row in self._texts(ids, code if translated else target)]

        def held(words: str) -> bool:
            return bool(self._db.phrase(words, code, 1))

        other = ""
        found: list[MemoryFragment] = []
        whole = terms(text).strip()
        with self._db.reading():
            for run in runs(text, code, held):
                rows = self._texts(self._db.phrase(run.terms, code, 20), target)
                rows = [row for row in rows if terms(str(row[1])).strip() != whole]
                if rows:
                    row = max(rows, key=lambda r: (str(r[7]), int(r[0])))
                    source, translation = str(row[1]), str(row[2])
                    other = primary(str(row[4]))
                    likely = part(source, translation, run.terms, holding)
                    document, number, changed, _, unit = _fields(row)[3:]
                    place = (text[run.start : run.end], run.start, run.end, likely, source, translation)
                    found.append(MemoryFragment(*place, str(row[3]), str(row[4]), document, number, changed, unit))
        return found[:limit]

    def _neighbours(self, document: int, position: int, language: str) -> tuple[str, str]:
        found = {
            int(place): str(body)
            for place, body in self._db.rows(
                "SELECT u.position, v.body FROM unit u JOIN variant v ON v.unit = u.id AND v.language = ? "
                "WHERE u.document = ? AND u.position IN (?, ?)",
                (language, document, position - 1, position + 1),
            )
        }
        return found.get(position - 1, ""), found.get(position + 1, "")


def _fields(row: tuple[Any, ...]) -> tuple[str, str, str, str, str, str, float | None, int]:
    _, _, other, tag, other_tag, document, number, changed, sure, unit = row[:10]
    return other, tag, other_tag, document, number, changed, None if sure is None else float(sure), int(unit)


def _descending(text: str) -> tuple[int, ...]:
    """Sorts texts from the last to the first."""
    return tuple(-ord(char) for char in text)
