"""Which text of a unit is the translation that a search is after: in a memory of six languages, one of five."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence

from duizhao.corpora.language.table import counterparts, primary
from duizhao.tmx.model import answers
from duizhao.tmx.store.found import OTHER_TAG, SOURCE_TAG, Row

_LASTS = 5.0
"""Seconds that a count holds where a database does not say whether anybody has written."""


class Counted:
    """How many texts there are of each language, counted once as long as nobody writes."""

    def __init__(self, count: Callable[[], Mapping[str, int]], version: Callable[[], object]) -> None:
        """`count()` reads the whole table; `version()` changes when somebody has written, None where nobody knows."""
        self._count, self._version = count, version
        self._found: Mapping[str, int] = {}
        self._at: object = None
        self._until = 0.0

    def __call__(self) -> Mapping[str, int]:
        version = self._version()
        if time.monotonic() > self._until if version is None else version != self._at:
            self._found = self._count()
            self._at, self._until = version, time.monotonic() + _LASTS
        return self._found


def usual_target(source: str, spoken: Mapping[str, int]) -> str:
    """The language that texts in `source` are paired with, of those in which a memory has texts (primary subtags, with
    how many); of others than ours the commonest. "" where there is no other.

    >>> usual_target("en-GB", {"en": 9, "fr": 8, "zh": 7}), usual_target("fr", {"fr": 9, "ru": 8, "de": 9})
    ('zh', 'de')
    """
    paired = next((code for code in counterparts(source) if code in spoken), "")
    others = (code for code in sorted(spoken, key=lambda code: (-spoken[code], code)) if code != primary(source))
    return paired or next(others, "")


class WantedLanguage:
    """Chooses among the translations of a text: those in the language asked for, or else in the one that the memory has
    for the text's language. A unit that lacks it has no translation, whatever others it has."""

    def __init__(
        self, target: str, spoken: Callable[[], Mapping[str, int]], tags: Callable[[], Mapping[str, int]]
    ) -> None:
        """`target` is a tag or "". `spoken()` and `tags()` say how many texts the memory has of each language, by
        primary subtags and as they are written; they are asked only where that decides something, see `Counted`."""
        self._target, self._spoken, self._tags = target, spoken, tags

    def choose(self, rows: Sequence[Row]) -> Row | None:
        """Of the rows of one text, one a translation, the one that is meant; None where none is."""
        source = str(rows[0][SOURCE_TAG])
        if len(rows) == 1 and not self._target and primary(str(rows[0][OTHER_TAG])) in counterparts(source)[:1]:
            return rows[0]  # as most are
        others = [row for row in rows if primary(str(row[OTHER_TAG])) != primary(source)] or list(rows)
        if self._target:
            fit = [row for row in others if answers(str(row[OTHER_TAG]), self._target)]
            exact = [row for row in fit if str(row[OTHER_TAG]).lower() == self._target.lower()]
            return self._commonest(exact or fit)
        for code in counterparts(source)[:1]:
            if fit := _in(others, code):
                return self._commonest(fit)
        code = usual_target(source, self._spoken())
        return self._commonest(_in(others, code) if code else others)

    def _commonest(self, rows: Sequence[Row]) -> Row | None:
        """The row whose language, as it is written, the memory has most of."""
        if len({str(row[OTHER_TAG]) for row in rows}) < 2:
            return rows[0] if rows else None
        tags = self._tags()
        return min(rows, key=lambda row: (-tags.get(str(row[OTHER_TAG]), 0), str(row[OTHER_TAG])))


def _in(rows: Iterable[Row], code: str) -> list[Row]:
    return [row for row in rows if primary(str(row[OTHER_TAG])) == code]
