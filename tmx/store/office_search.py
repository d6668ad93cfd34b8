"""Concordances of an office's store: narrowed to documents, symbols and years, and by regular expressions.

A regular expression comes from somebody whom we do not know, and runs over texts of others. So it is RE2's, whose time
grows with the text alone, whatever the expression, and which refuses what would need much memory; and a search looks
through the newest texts only as long as it has seconds.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

from duizhao.corpora.errors import MissingExtraError, SettingsError
from duizhao.corpora.language.table import primary
from duizhao.corpora.saying import say
from duizhao.tmx.store.found import ConcordanceLine, MemoryMatch, Row, fields
from duizhao.tmx.store.office import OfficeStore
from duizhao.tmx.store.searching import holds, phrase_terms
from duizhao.tmx.store.tokens import terms

SECONDS = 2.0
"""How long a regular expression may look through texts."""
_MOST = 500
"""Characters of a regular expression."""
_MEMORY = 2**20
"""Bytes that RE2 may take for a compiled expression."""
_READ = 2000
"""Texts that are read at once."""
_PLACES = 50_000
"""Places of a phrase, the newest, that are looked through for a document, a symbol or a year."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class Narrowing(NamedTuple):
    """Which units are asked about; empty fields narrow nothing. `document` is its whole name; `symbol` stands in its
    name, whatever the case (`GB.340` also finds `gb.340/ins/4`); `year` is the first that its name holds, else the one
    in which the unit was changed last."""

    document: str = ""
    symbol: str = ""
    year: str = ""

    def takes(self, document: str, changed: str) -> bool:
        """Whether a unit of this document, changed at this time (as TMX writes it), is asked about."""
        if (self.document and document != self.document) or self.symbol.casefold() not in document.casefold():
            return False
        return not self.year or self.year == year_of(document, changed)


class Concordance(NamedTuple):
    """The lines of a concordance, whether these are all, and how many texts a pattern was tried on (0 for phrases)."""

    lines: list[ConcordanceLine]
    complete: bool
    looked: int = 0


class CompiledPattern(Protocol):
    """A compiled regular expression."""

    def search(self, text: str) -> Any:
        """Where it first fits, else None."""

    def finditer(self, text: str) -> Iterator[Any]:
        """Where it fits; `span()` of each is the place in code points."""


def year_of(document: str, changed: str) -> str:
    """The year of a unit, "" where nothing says it.

    >>> year_of("A/RES/70/1 (2015)", "20240131T120000Z"), year_of("GB.340", "20240131T120000Z")
    ('2015', '2024')
    """
    named = _YEAR.search(document)
    return named[0] if named else changed[:4]


def pattern(text: str) -> CompiledPattern:
    """A regular expression in RE2's syntax, whatever the case. Raises SettingsError for one that it does not know or
    that is too large, MissingExtraError where RE2 is not installed."""
    try:
        import re2
    except ImportError:
        raise MissingExtraError(
            "regular expressions are not installed", cure="Install them: pip install google-re2"
        ) from None
    if len(text) > _MOST:
        raise SettingsError("the regular expression is too long", cure=say("At most {most} characters", most=_MOST))
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.never_capture = True
    options.max_mem = _MEMORY
    try:
        found: CompiledPattern = re2.compile(text, options)
    except (re2.error, ValueError) as error:
        said = error.args[0] if error.args else ""
        said = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        raise SettingsError(
            say("not a regular expression: {said}", said=said), cure=r"Write it as RE2 does: no \1 and no (?=…)"
        ) from None
    if found.search("") is not None:
        raise SettingsError("this regular expression fits everywhere", cure="Let it ask for at least one character")
    return found


class SearchedStore(OfficeStore):
    """An office's store with concordances that can be narrowed."""

    def find(
        self,
        phrase: str,
        other: str = "",
        narrowing: Narrowing = Narrowing(),  # noqa: B008
        *,
        regular: bool = False,
        language: str = "",
        limit: int = 20,
        seconds: float = SECONDS,
    ) -> Concordance:
        """Where a phrase stands, with `other` in the text on the other side, in the units that are asked about; the
        newest first, with the texts before and after. With `regular` both are regular expressions, which look through
        the newest texts for as long as there are `seconds`.

        Raises SettingsError where there is nothing to look for, and as `pattern` does.
        """
        if regular:
            return self._fitting(
                pattern(phrase), pattern(other) if other else None, narrowing, language, limit, seconds
            )
        if not any(narrowing):
            return Concordance(*self.search(phrase, other, language=language, limit=limit))
        wanted = phrase_terms(phrase)
        beside = phrase_terms(other) if other.strip() else ""
        end = time.monotonic() + seconds
        lines: list[ConcordanceLine] = []
        complete = True
        for one in self._searched(language, wanted):
            rows, all_ = self._narrowed(wanted, one, beside, narrowing, limit, end)
            complete = complete and all_
            lines += self._lines(sorted(rows, key=lambda row: -int(row[9]))[:limit], one)
        lines.sort(key=lambda line: -line.unit)
        return Concordance(lines[:limit], complete and len(lines) <= limit)

    def _narrowed(
        self, wanted: str, language: str, beside: str, narrowing: Narrowing, limit: int, end: float
    ) -> tuple[list[Row], bool]:
        """The newest texts that hold a phrase in the units that are asked about, and whether these are all."""
        ids = self._db.phrase(wanted, language, _PLACES)
        rows: list[Row] = []
        for start in range(0, len(ids), _READ):
            if time.monotonic() > end:
                return rows, False
            among, values = self._db.among(ids[start : start + _READ])
            here = self._db.rows(
                "SELECT v.id, d.name, u.changed FROM variant v JOIN unit u ON u.id = v.unit "
                f"JOIN document d ON d.id = u.document WHERE v.id IN ({among})",
                values,
            )
            taken = [int(id_) for id_, name, changed in here if narrowing.takes(str(name), str(changed))]
            texts = self._texts(taken, "", every=True)
            rows += [row for row in texts if not beside or holds(terms(str(row[2])), beside)]
            if len(rows) > limit:
                return rows, False
        return rows, len(ids) < _PLACES

    def _fitting(
        self,
        first: CompiledPattern,
        second: CompiledPattern | None,
        narrowing: Narrowing,
        language: str,
        limit: int,
        seconds: float,
    ) -> Concordance:
        end = time.monotonic() + seconds
        lines: list[ConcordanceLine] = []
        units: set[int] = set()
        looked, last = 0, 2**62
        while True:
            texts = self._newest(last, narrowing.document, language)
            for id_, text in texts:
                if time.monotonic() > end:
                    return Concordance(lines, False, looked)
                looked += 1
                if first.search(str(text)) is None:
                    continue
                for row in self._taken([int(id_)], second, narrowing):
                    if int(row[9]) in units:
                        continue  # it fits on both sides
                    if len(lines) == limit:
                        return Concordance(lines, False, looked)
                    units.add(int(row[9]))
                    lines.append(self._line(row, primary(str(row[3]))))
            if len(texts) < _READ:
                return Concordance(lines, True, looked)
            last = int(texts[-1][0])

    def _newest(self, before: int, document: str, language: str) -> list[tuple[Any, ...]]:
        """The newest texts with a number under `before`."""
        joined, narrowed = "", ""
        values: list[object] = [before]
        if document:
            joined = "JOIN unit u ON u.id = v.unit JOIN document d ON d.id = u.document"
            narrowed, values = " AND d.name = ?", [before, document]
        if language:
            narrowed, values = f"{narrowed} AND v.language = ?", [*values, primary(language)]
        return self._db.rows(
            f"SELECT v.id, v.body FROM variant v {joined} WHERE v.id < ?{narrowed} ORDER BY v.id DESC LIMIT {_READ}",
            values,
        )

    def _taken(self, ids: list[int], second: CompiledPattern | None, narrowing: Narrowing) -> list[Row]:
        rows = [
            row
            for row in self._texts(ids, "", every=True)
            if narrowing.takes(str(row[5]), str(row[7])) and (second is None or second.search(str(row[2])) is not None)
        ]
        return sorted(rows, key=lambda row: -int(row[0]))

    def _line(self, row: Row, language: str) -> ConcordanceLine:
        match = MemoryMatch(0, str(row[1]), *fields(row))
        before, after = self._neighbours(int(row[10]), int(row[11]), language)
        return ConcordanceLine(*match[1:7], before, after, match.unit)


def places(found: CompiledPattern, text: str) -> list[tuple[int, int]]:
    """Where a pattern fits in a text, one after the other: half-open spans of code points, none of them empty."""
    spans = (match.span() for match in found.finditer(text))
    return [(start, end) for start, end in spans if end > start]
