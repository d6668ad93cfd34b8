"""A memory on disk for looking up: exact and fuzzy matches, concordances, documents that can be updated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.language.table import primary
from duizhao.tmx.formats.jsonl import kept_entry
from duizhao.tmx.model import Entry
from duizhao.tmx.store.backends import Backend, connect
from duizhao.tmx.store.found import TRANSLATIONS, ConcordanceLine, MemoryMatch, fields
from duizhao.tmx.store.fragments import RARE, MemoryFragment, part, runs
from duizhao.tmx.store.fuzzy import FuzzyIndex
from duizhao.tmx.store.legal import legal_entry
from duizhao.tmx.store.spool import Spool, SpooledUnit
from duizhao.tmx.store.tokens import indexed, key, percent, score, terms, tokens
from duizhao.tmx.store.wanted import Counted, WantedLanguage

MINIMUM = 70
"""Percent from which on a fuzzy match is offered, as CAT tools do by default."""


_TOGETHER = 500
"""Units that are handed to the database at once."""


class Store:
    """A memory in a SQLite file or a PostgreSQL database.

    Use it in a `with`. Texts of every language are looked up alike, so a store serves both directions. Raises
    InputError where there is no store (and `create` does not ask for one), OutputError where it cannot be written.
    """

    def __init__(self, place: str | Path, *, create: bool = False) -> None:
        self._db: Backend = connect(place, create=create)
        self._indices: dict[str, FuzzyIndex] = {}
        self._seen: object = None
        self._spoken: Callable[[], Mapping[str, int]] = Counted(self.languages, self._db.version)
        self._tags: Callable[[], Mapping[str, int]] = Counted(self._count_tags, self._db.version)
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
                (unit, primary(tag), tag, text, *indexed(text, tag))
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
        self,
        text: str,
        language: str,
        target: str = "",
        *,
        minimum: int = MINIMUM,
        limit: int = 5,
        lacking: set[int] | None = None,
    ) -> list[MemoryMatch]:
        """The units whose text in `language` is most like `text`, best first; equals by date, the newest first.

        `target` chooses the language of the translation (`zh-TW` is not answered by `zh-CN`), else it is the one that
        the memory has for `language`: Chinese for English. Units that lack it are left out, and added to `lacking`.
        `minimum` is 0..100. Of equal translations of equal texts only one is given. Raises SettingsError for a minimum
        or limit that makes no sense.
        """
        if not 0 <= minimum <= 100 or limit < 1:
            raise SettingsError("the minimum has to be 0 to 100, the limit at least 1")
        without: set[int] = set()
        with self._db.reading():
            found = self._lookup(text, primary(language), target, minimum, limit, without)
        if lacking is not None:
            lacking |= without
        return found

    def _lookup(
        self, text: str, language: str, target: str, minimum: int, limit: int, lacking: set[int]
    ) -> list[MemoryMatch]:
        exact = self._db.rows("SELECT id FROM variant WHERE key = ? AND language = ?", (key(text), language))
        ids: dict[int, int] = dict.fromkeys((int(row[0]) for row in exact), 100)
        found = self._matches(ids, text, language, target, minimum, lacking)
        # Several units may hold one text: ask for more than are wanted; and for more again where some have no
        # translation in the language that is wanted.
        asked = limit * 4
        while minimum < 100 and len(found) < limit:
            near = {i: s for i, s in self._near(text, language, minimum, asked) if i not in ids}
            before = len(lacking)
            found += self._matches(near, text, language, target, minimum, lacking)
            ids |= near
            if len(lacking) == before or len(near) == 0:
                break
            asked *= 4
        unique: dict[tuple[str, str], MemoryMatch] = {}
        for match in sorted(found, key=newest_first):
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

    def _matches(
        self, ids: dict[int, int], text: str, language: str, target: str, minimum: int, lacking: set[int]
    ) -> list[MemoryMatch]:
        found = []
        for rows in self._translations(list(ids)):
            row = rows[0]
            id_, body = int(row[0]), str(row[1])
            likeness = ids[id_]
            if likeness == 100 and body.strip() != text.strip():
                continue  # another text with the same hash
            if likeness < 100:
                likeness = score(text, body, language)
            if likeness < minimum:
                continue
            chosen = self._wanted(target).choose(rows)
            if chosen is None:
                lacking.add(int(row[9]))
            else:
                found.append(MemoryMatch(likeness, body, *fields(chosen)))
        return found

    def _wanted(self, target: str) -> WantedLanguage:
        return WantedLanguage(target, self._spoken, self._tags)

    def _count_tags(self) -> dict[str, int]:
        rows = self._db.rows("SELECT tag, count(*) FROM variant GROUP BY tag", ())
        return {str(tag): int(number) for tag, number in rows}

    def _translations(self, ids: list[int]) -> Iterator[list[tuple[Any, ...]]]:
        """For each of these texts that has some, its translations: a row each."""
        for start in range(0, len(ids), 500):
            part = ids[start : start + 500]
            rows = self._db.rows(
                f"{TRANSLATIONS} WHERE v.id IN ({','.join('?' * len(part))}) ORDER BY v.id, o.id",
                part,
            )
            for _, group in groupby(rows, key=lambda row: row[0]):
                yield list(group)

    def _texts(
        self, ids: list[int], target: str, lacking: set[int] | None = None, *, every: bool = False
    ) -> list[tuple[Any, ...]]:
        """A row for each of these texts: with the translation that is wanted. Those of units without it are left out,
        and the units added to `lacking`; with `every` they come with another."""
        wanted, found = self._wanted(target), []
        for rows in self._translations(ids):
            if (row := wanted.choose(rows)) is not None:
                found.append(row)
            elif every:
                found.append(rows[0])
            elif lacking is not None:
                lacking.add(int(rows[0][9]))
        return found

    def concordance(
        self, phrase: str, language: str = "", target: str = "", *, limit: int = 20, lacking: set[int] | None = None
    ) -> list[ConcordanceLine]:
        """Where a phrase stands, in either language, the newest first, with the text before and after it.

        A phrase is words or characters in a row; case, width and marks do not count. A last word may end with `*`.
        Without `language` Chinese characters mean Chinese, and other words are looked for in every language. `target`
        and `lacking` are as for `lookup`.
        """
        wanted = terms(phrase.rstrip("*")).strip()
        if not wanted:
            raise SettingsError("there is no word or character to look for")
        if phrase.rstrip().endswith("*"):
            wanted += "*"
        languages = [primary(language)] if language else list(self._spoken())
        if target and not language:
            languages = [one for one in languages if one != primary(target)]
        without: set[int] = set()
        lines: list[ConcordanceLine] = []
        for one in languages:
            for row in self._holding(wanted, one, target, limit, without):
                match = MemoryMatch(0, str(row[1]), *fields(row))
                before, after = self._neighbours(int(row[10]), int(row[11]), one)
                lines.append(ConcordanceLine(*match[1:7], before, after, match.unit))
        lines.sort(key=lambda line: -line.unit)
        if lacking is not None:
            lacking |= without
        return lines[:limit]

    def _holding(self, wanted: str, language: str, target: str, limit: int, lacking: set[int]) -> list[tuple[Any, ...]]:
        """The newest texts that hold a phrase, with their translations, `limit` of them where there are as many."""
        asked = limit
        while True:
            ids = self._db.phrase(wanted, language, asked)
            rows = self._texts(ids, target, lacking)
            if len(rows) >= limit or len(ids) < asked:
                return rows[:limit]
            asked *= 4

    def fragments(self, text: str, language: str, target: str = "", *, limit: int = 5) -> list[MemoryFragment]:
        """The longest runs of words (characters) of a text that stand in units with other texts, from left to right,
        each in its newest unit, with the part of the translation that they most likely are. See `tmx.store.fragments`.
        """
        code = primary(language)

        def holding(words: str, translated: bool) -> list[tuple[str, str]]:
            ids = self._db.phrase(words, other if translated else code, RARE)
            return [(str(row[1]), str(row[2])) for row in self._texts(ids, code if translated else target)]

        def held(words: str) -> bool:
            # Where every unit has the same two languages, one that holds the words has their translation.
            return bool(self._holding(words, code, target, 1, set()) if several else self._db.phrase(words, code, 1))

        other = ""
        found: list[MemoryFragment] = []
        whole = terms(text).strip()
        with self._db.reading():
            several = len(self._spoken()) > 2
            for run in runs(text, code, held):
                rows = self._holding(run.terms, code, target, 20, set())
                rows = [row for row in rows if terms(str(row[1])).strip() != whole]
                if rows:
                    row = max(rows, key=lambda r: (str(r[7]), int(r[0])))
                    source, translation = str(row[1]), str(row[2])
                    other = primary(str(row[4]))
                    likely = part(source, translation, run.terms, holding)
                    document, number, changed, _, unit = fields(row)[3:]
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


def newest_first(match: MemoryMatch) -> tuple[int, tuple[int, ...], int]:
    """Sorts matches: the best first, of equals the newest."""
    return -match.score, tuple(-ord(char) for char in match.changed), match.unit
