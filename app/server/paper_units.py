"""What people confirm in a paper is a unit of the memory at once, under the paper's name; what they take back is gone
from it."""

from __future__ import annotations

from typing import NamedTuple

from duizhao.options import Options
from duizhao.outputs import for_memory_with_rows
from duizhao.page.review_data import key_of
from duizhao.review.base import Base
from duizhao.review.model import Patch, Row
from duizhao.server.papers import OfficePaper, Papers
from duizhao.tmx import Memory
from duizhao.tmx.model import Entry, Prop
from duizhao.tmx.store.office import OfficeStore, StoredUnit, UnitMissingError

DOCUMENT = "x-document"


class UnitKept(NamedTuple):
    """A unit that somebody changed in the memory itself after the paper had written it: it stays as it is there."""

    unit: int
    who: str


def units_after(store: OfficeStore, base: Base, paper: OfficePaper, patch: Patch, who: str) -> tuple[UnitKept, ...]:
    """Bring the memory up to date with a patch, within the transaction that it is written in; units that stayed as
    others had made them."""
    papers = Papers(store.database)
    kept: list[UnitKept] = []
    wanted = {key_of(row): entry for row in patch.after if (entry := unit_of(base, row, paper.name)) is not None}
    places = {key_of(row): base.home(row) + 1 for row in patch.after}
    for key in dict.fromkeys((*map(key_of, patch.before), *wanted)):
        known = papers.unit(paper.paper, key)
        entry = wanted.get(key)
        old = None if known is None else _there(store, known[0])
        if known is not None and old is not None and old.revision != known[1]:
            if entry is None or not _same(old.entry, entry):
                kept.append(UnitKept(old.unit, old.entry.attributes.get("changeid", "")))
            if entry is None:
                papers.drop_unit(paper.paper, key)
            continue
        if entry is None:
            if old is not None:
                store.remove_unit(old.unit)
            if known is not None:
                papers.drop_unit(paper.paper, key)
            continue
        if old is None:
            number = store.insert_unit(entry, paper.name, who, places[key])
        else:
            number = old.unit
            if _same(old.entry, entry):
                continue
            store.exchange_unit(old, entry, who)
        papers.put_unit(paper.paper, key, number, store.unit(number).revision)
    return tuple(kept)


def _there(store: OfficeStore, number: int) -> StoredUnit | None:
    try:
        return store.unit(number)
    except UnitMissingError:
        return None


def _same(one: Entry, other: Entry) -> bool:
    """Whether two entries have the same texts."""
    return [(v.language, v.text) for v in one.variants] == [(v.language, v.text) for v in other.variants]


def unit_of(base: Base, row: Row, document: str) -> Entry | None:
    """The unit that a row is in a memory; None for one that nobody confirmed, that has one side or no word, or that is
    kept out of it."""
    if not row.confirmed or not for_memory_with_rows([pair := base.pair(row)], [row], Options()):
        return None
    made = Memory.from_pairs([pair], *base.languages, context=False, signatures=[(row.who, row.when)])
    if not made.entries:
        return None
    entry = made.entries[0]
    others = tuple(one for one in entry.extras if not (isinstance(one, Prop) and one.type == DOCUMENT))
    return entry._replace(extras=(Prop(DOCUMENT, document), *others))
