"""Find the pair of terms that a reviewed row is about, and take from the row only what its reviewer changed.

A row that was written from an older state of the glossary says old things in the cells that nobody touched. Its stamps
tell which those are; they are read as what the glossary says now, so that two reviewers' sheets can come back one after
the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from duizhao.corpora.saying import say
from duizhao.terminology.formats.rows import ReviewRow, cover, to_rows
from duizhao.terminology.formats.stamps import STAMPED, key_of, row_id, stamps_of, untouched
from duizhao.terminology.glossary import Glossary, Link, fold
from duizhao.terminology.review.work import DecidedRows
from duizhao.terminology.variation.naming import name_key

# A pair of terms and the concept that has it.
Place = tuple[str, Link]
_SIGNED = ("reviewer", "date")
# What a row says of its leading term besides its text.
_OF_TERM = ("status", "note", "part_of_speech", *_SIGNED)


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A row as it is to be read, and where its pair stands (None in a row that is new). `informed`: whoever wrote it
    saw the decision that the glossary has. `foreign`: it came with neither our key nor our id. `of_source`: it stands
    there for the sake of its source term, as the translation has a row of its own. `came`: the terms that came into
    their concept with the row; `stamped`: it tells which of its cells were touched; `signer`: who
    signs where it names nobody."""

    row: ReviewRow
    place: Place | None
    informed: bool = False
    foreign: bool = False
    of_source: bool = False
    came: frozenset[str] = frozenset()
    stamped: bool = False
    signer: str = ""


class PairFinder:
    """The pairs of a glossary, to be found by the key of a row, or by its terms."""

    def __init__(self, base: Glossary) -> None:
        self._languages = base.source_language, base.target_language
        self._ids = {concept.id for concept in base}
        self._by_row: dict[str, Place] = {}
        self._of_source: set[str] = set()
        self._by_terms: dict[tuple[str, str, str], list[Place]] = defaultdict(list)
        self._by_names: dict[tuple[str, str, str], list[Place]] = defaultdict(list)
        for concept in base:
            own: set[str] = set()
            for link in cover(concept, base):
                place, key = (concept.id, link), row_id(concept.id, link.source, link.target)
                self._by_row[key] = place
                if link.target in own:
                    self._of_source.add(key)
                own.add(link.target)
                for owner in (concept.id, ""):
                    self._by_terms[owner, *_folded(link.source, link.target)].append(place)
                    self._by_names[owner, *self._names(link.source, link.target)].append(place)
        self._now = {key_of(row.row): row for row in to_rows(base)}

    def by_terms(self, row: ReviewRow, *, names: bool = True) -> Place | None:
        """The one place of a pair of terms in the row's concept, else in any; with `names` whatever their number and
        script."""
        for owner in (row.concept_id, ""):
            exact = self._by_terms.get((owner, *_folded(row.source_term, row.target_term)), ())
            alike = self._by_names.get((owner, *self._names(row.source_term, row.target_term)), ()) if names else ()
            for found in (exact, alike):
                if len(found) == 1:
                    return found[0]
        return None

    def holding(self, concept: str, link: Link | None) -> Place | None:
        """The place of a pair of terms in a concept."""
        return self._by_row.get(row_id(concept, link.source, link.target)) if link else None

    def find(self, rows: Sequence[ReviewRow], outcome: DecidedRows) -> list[FoundRow]:
        """Every row with its place, and with what the glossary says now in the cells that nobody touched. Where no row
        has a key or an id of ours, the table is another list, whatever ids it has."""
        own = self._own_lines(rows)
        foreign = not any(row.row or row.concept_id in self._ids for row in rows)
        return [self._find(row, own, outcome, foreign=foreign) for row in rows]

    def _find(self, row: ReviewRow, own: Mapping[str, int], outcome: DecidedRows, *, foreign: bool) -> FoundRow:
        key = key_of(row.row)
        place = self._by_row.get(key)
        if place is not None and not self._same(row, place[1]):
            # The ids were not sorted with the terms, where these are of a pair whose own row is nowhere.
            there = self.by_terms(replace(row, concept_id=""), names=False)
            if there is not None and row_id(there[0], there[1].source, there[1].target) not in own:
                outcome.remarked(row.line, there[0], say("its key and id are those of another row; found by its terms"))
                return FoundRow(replace(row, row="", concept_id=there[0]), there)
        foreign = foreign or (not row.row and not row.concept_id)
        stamps = stamps_of(row.row)
        if place is not None and own.get(key, row.line) != row.line and not self._same(row, place[1]):
            return FoundRow(_as_new(row, stamps), None)
        if foreign:
            there = self.by_terms(replace(row, concept_id=""), names=False)
            return FoundRow(replace(row, concept_id=there[0]) if there else row, there, foreign=True)
        place = place or self.by_terms(row)
        row = replace(row, row=key)
        if place is None:
            return FoundRow(row, None)
        own_key = row_id(place[0], place[1].source, place[1].target)
        of_source = own_key in self._of_source
        if not stamps:
            return FoundRow(row, place, of_source=of_source)
        now = self._now[own_key]
        informed = all(untouched(name, getattr(now, name), stamps) for name in ("status", *_SIGNED))
        return FoundRow(self._as_now(row, now, stamps), place, informed, of_source=of_source, stamped=True)

    def _own_lines(self, rows: Iterable[ReviewRow]) -> dict[str, int]:
        """The line of each key's own row where its terms stand as they were; others with the key are copies of it."""
        own: dict[str, int] = {}
        for row in rows:
            place = self._by_row.get(key_of(row.row))
            if place is not None and self._same(row, place[1]):
                own.setdefault(key_of(row.row), row.line)
        return own

    def _names(self, source: str, target: str) -> tuple[str, str]:
        return name_key(source, self._languages[0]), name_key(target, self._languages[1])

    def _same(self, row: ReviewRow, link: Link) -> bool:
        return self._names(row.source_term, row.target_term) == self._names(link.source, link.target)

    def _as_now(self, row: ReviewRow, now: ReviewRow, stamps: Mapping[str, str]) -> ReviewRow:
        """A row with what the glossary says now in the cells that nobody touched. Where another term was written, what
        is said beside it is said of that one, and an old signature is nobody's."""
        kept = {name for name in STAMPED if untouched(name, getattr(row, name), stamps)}
        leading = 1 if now.target_term else 0
        before = self._names(now.source_term, now.target_term)
        over = [a != b for a, b in zip(self._names(row.source_term, row.target_term), before, strict=True)]
        if over[leading]:
            kept -= {"status", "note", "part_of_speech"}
            row = _with(row, {name: "" for name in _SIGNED if name in kept})
            kept -= set(_SIGNED)
        if over[0]:
            kept.discard("source_status")
        return _with(row, {name: getattr(now, name) for name in kept})


def _with(row: ReviewRow, cells: Mapping[str, str]) -> ReviewRow:
    changes: dict[str, Any] = dict(cells)
    return replace(row, **changes)


def _folded(source: str, target: str) -> tuple[str, str]:
    return fold(source), fold(target)


def _as_new(row: ReviewRow, stamps: Mapping[str, str]) -> ReviewRow:
    """A row that was copied and written anew: what stands beside its terms counts where it was changed."""
    said = {name: "" for name in (*_OF_TERM, "source_status") if untouched(name, getattr(row, name), stamps)}
    said.pop("part_of_speech", None)
    return _with(replace(row, row=""), said)
