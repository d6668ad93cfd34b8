"""What a search in a store finds, and the rows that it is made of."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

Row = tuple[Any, ...]

_FIELDS = "v.id, v.body, o.body, v.tag, o.tag, d.name, u.number, u.changed, u.confidence, u.id, u.document, u.position"
_JOINED = (
    "FROM variant v JOIN unit u ON u.id = v.unit JOIN document d ON d.id = u.document "
    "JOIN variant o ON o.unit = v.unit AND o.id <> v.id"
)
TRANSLATIONS = f"SELECT {_FIELDS} {_JOINED}"
"""Texts with each of their translations; to be narrowed."""
TRANSLATIONS_NOW = f"SELECT {_FIELDS}, (SELECT max(id) FROM variant) {_JOINED}"
"""The same, with the highest number of a text as it is then."""
SOURCE_TAG, OTHER_TAG, UNIT = 3, 4, 9
"""Where in such a row the languages of the two texts stand, and the unit."""


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


class Finder(Protocol):
    """What finds the matches of a text: what leverage and pre-translation ask of a store."""

    def lookup(
        self,
        text: str,
        language: str,
        target: str = "",
        *,
        minimum: int = ...,
        limit: int = ...,
        lacking: set[int] | None = ...,
    ) -> list[MemoryMatch]:
        """The best matches of a text; units that lack the language wanted are added to `lacking`."""


def fields(row: Row) -> tuple[str, str, str, str, str, str, float | None, int]:
    """What a row says beside its own text, in the order of `MemoryMatch`."""
    _, _, other, tag, other_tag, document, number, changed, sure, unit = row[:10]
    return other, tag, other_tag, document, number, changed, None if sure is None else float(sure), int(unit)
