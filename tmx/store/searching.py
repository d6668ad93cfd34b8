"""A store that many look things up in at once: by one index in memory for all of them, and few questions to the
database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.language.scripts import is_han
from duizhao.corpora.language.table import guess, primary, spaced
from duizhao.tmx.store.found import TRANSLATIONS_NOW, ConcordanceLine, MemoryMatch, Row, fields
from duizhao.tmx.store.shared_index import SharedIndex, newest
from duizhao.tmx.store.store import MINIMUM, Store, newest_first
from duizhao.tmx.store.tokens import key, percent, terms, tokens

SEARCHED = 2000
"""Places of a phrase, the newest, that are looked through for a second phrase or a document."""
_EQUAL = 200
"""Units of one text, the newest, that are looked through at first for their translations."""
_TRIES = 3
"""How often what others wrote meanwhile makes a search begin anew."""


class SearchingStore(Store):
    """A store with one index for all who look things up."""

    def __init__(self, place: str | Path, index: SharedIndex | None = None, *, create: bool = False) -> None:
        super().__init__(place, create=create)
        self._shared = index or SharedIndex()
        # To count them anew is to read the whole table.
        self._spoken = lambda: self._shared.spoken(self._db)
        self._tags = lambda: self._shared.tags(self._db)

    def warm(self) -> None:
        """Make the indices of all languages."""
        for language in self._spoken():
            self._shared.warm(self._db, language)

    # Matches -----------------------------------------------------------------------------------------------------

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
        """As `Store.lookup`. Of a text that hundreds of units have, the newest are looked through for translations, and
        more where these do not give enough."""
        if not 0 <= minimum <= 100 or limit < 1:
            raise SettingsError("the minimum has to be 0 to 100, the limit at least 1")
        code = primary(language)
        wanted = tokens(text, code)
        asked, equal = limit * 4, _EQUAL
        for _ in range(_TRIES):
            without: set[int] = set()
            seen = self._shared.seen(code)
            found, more, highest = self._matched(text, wanted, code, target, minimum, asked, equal, without)
            while len(found) < limit and more:
                asked, equal = asked * 4, equal * 4
                found, more, highest = self._matched(text, wanted, code, target, minimum, asked, equal, without)
            if not self._anew(code, seen, highest):
                break
        if lacking is not None:
            lacking |= without
        return found[:limit]

    def _matched(
        self, text: str, wanted: list[str], language: str, target: str, minimum: int, asked: int, equal: int,
        without: set[int],
    ) -> tuple[list[MemoryMatch], bool, int]:  # fmt: skip
        """Matches, best first; whether asking for more may give others; and the highest number of a text then."""
        hits = self._shared.search(self._db, language, wanted, limit=asked, minimum=minimum / 100)
        # What the index does not know yet the database finds, where it is the same text.
        if not hits and self._shared.seen(language) >= (highest := newest(self._db)):
            return [], False, highest
        condition, values = self._db.either(
            [hit.number for hit in hits],
            "SELECT id FROM (SELECT id FROM variant WHERE key = ? AND language = ? ORDER BY id DESC LIMIT ?) same",
        )
        rows = self._db.rows(
            f"{TRANSLATIONS_NOW} WHERE v.id {condition} ORDER BY v.id, o.id", (*values, key(text), language, equal)
        )
        highest = int(rows[0][-1]) if rows else newest(self._db)
        likeness = {hit.number: min(99, percent(hit.similarity)) for hit in hits}
        found, same, there, lacked = [], 0, 0, len(without)
        chooser, tidy = self._wanted(target), text.strip()
        for number, group in groupby(rows, key=lambda row: int(row[0])):
            its = list(group)
            there += 1
            body = str(its[0][1])
            value = 100 if body.strip() == tidy else likeness.get(number, 0)
            same += value == 100
            if value < minimum or not value:
                continue
            chosen = chooser.choose(its)
            if chosen is None:
                without.add(int(its[0][9]))
            else:
                found.append(MemoryMatch(value, body, *fields(chosen)))
        # What has no such translation, or was deleted, takes the places of others.
        full = len(hits) >= asked or same >= equal
        return _unique(found), full and (len(without) > lacked or there * 2 < len(hits)), highest

    # Phrases -----------------------------------------------------------------------------------------------------

    def search(
        self, phrase: str, other: str = "", *, language: str = "", document: str = "", limit: int = 20
    ) -> tuple[list[ConcordanceLine], bool]:
        """Where a phrase stands, with `other` in the text on the other side and in `document` where they are given; the
        newest first, with the texts before and after. Whether these are all that are asked for: of a phrase that stands
        in more than SEARCHED texts, only the newest of them are looked through.

        Raises SettingsError where there is nothing to look for.
        """
        wanted = phrase_terms(phrase)
        beside = phrase_terms(other) if other.strip() else ""
        narrow = bool(beside or document)
        lines: list[ConcordanceLine] = []
        complete = True
        for one in self._searched(language, wanted):
            most = SEARCHED if narrow else limit + 1
            rows = self._places(wanted, one, most)
            complete = complete and len(rows) < most
            rows = [
                row
                for row in rows
                if (not document or row[5] == document) and (not beside or holds(terms(str(row[2])), beside))
            ]
            rows.sort(key=lambda row: -int(row[9]))
            complete = complete and len(rows) <= limit
            lines += self._lines(rows[:limit], one)
        lines.sort(key=lambda line: -line.unit)
        return lines[:limit], complete and len(lines) <= limit

    def _lines(self, rows: Sequence[Row], language: str) -> Iterator[ConcordanceLine]:
        places = [(int(row[10]), int(row[11])) for row in rows]
        around = [(document, position + step) for document, position in places for step in (-1, 1)]
        texts = self._db.neighbours(around, language) if around else {}
        for row, (document, position) in zip(rows, places, strict=True):
            match = MemoryMatch(0, str(row[1]), *fields(row))
            before, after = (texts.get((document, position + step), "") for step in (-1, 1))
            yield ConcordanceLine(*match[1:7], before, after, match.unit)

    def _places(self, wanted: str, language: str, most: int) -> list[Row]:
        """The newest texts that hold a phrase, each with one of its translations."""
        characters = wanted.split()
        if len(characters) < 2 or spaced(language) or not all(len(one) == 1 and is_han(one) for one in characters):
            return self._texts(self._db.phrase(wanted, language, most), "", every=True)
        for _ in range(_TRIES):
            seen = self._shared.seen(language)
            found, highest = self._by_characters(characters, wanted, language, most)
            if not self._anew(language, seen, highest):
                break
        return found

    def _anew(self, language: str, seen: int, highest: int) -> bool:
        """Whether a search that knew the texts up to `seen` is to begin anew, as there are some up to `highest`."""
        return 0 <= seen < highest and self._shared.catch_up(self._db, language, highest)

    def _by_characters(self, characters: Sequence[str], wanted: str, language: str, most: int) -> tuple[list[Row], int]:
        """The same by the index in memory, and the highest number of a text then."""
        found: list[Row] = []
        highest = -1
        for numbers in self._shared.phrase(self._db, language, characters):
            start = 0
            while start < len(numbers) and len(found) < most:
                some = numbers[start : start + max(most - len(found), 16)].tolist()
                start += len(some)
                among, values = self._db.among(some)
                rows = self._db.rows(f"{TRANSLATIONS_NOW} WHERE v.id IN ({among}) ORDER BY v.id DESC, o.id", values)
                for _, group in groupby(rows, key=lambda row: row[0]):
                    its = list(group)
                    # Pairs that stand apart, one hash of two pairs: the text itself decides.
                    if "".join(characters) in str(its[0][1]) or holds(terms(str(its[0][1])), wanted):
                        found.append(self._wanted("").choose(its) or its[0])
                highest = max(highest, int(rows[0][-1]) if rows else -1)
            if len(found) >= most:
                break  # before older ones are put in order
        return found[:most], highest if highest >= 0 else newest(self._db)

    def _searched(self, language: str, wanted: str) -> list[str]:
        """The languages to look for a phrase in: Chinese characters mean Chinese, other words stand in any."""
        guessed = guess(wanted) or ""
        if language or not spaced(guessed):
            return [primary(language or guessed)]
        return list(self._spoken())


def _unique(found: list[MemoryMatch]) -> list[MemoryMatch]:
    """The best first; of equal translations of equal texts one."""
    unique: dict[tuple[str, str], MemoryMatch] = {}
    for match in sorted(found, key=newest_first):
        unique.setdefault((match.source, match.target), match)
    return list(unique.values())


def phrase_terms(text: str) -> str:
    """A phrase as `tokens.terms` writes it, with the `*` of a last word that has one. Raises SettingsError where there
    is nothing to look for."""
    wanted = terms(text.rstrip("* ")).strip()
    if not wanted:
        raise SettingsError("there is no word or character to look for", cure="Give a word or a character")
    return f"{wanted}*" if text.rstrip().endswith("*") else wanted


def holds(text: str, wanted: str) -> bool:
    """Whether a text, as `tokens.terms` writes it, holds a phrase as `phrase_terms` writes it."""
    return f" {wanted[:-1]}" in text if wanted.endswith("*") else f" {wanted} " in text
