"""What a memory holds that another format cannot say: counted while it is written, so that it can be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from operator import or_
from typing import NamedTuple, cast

from duizhao.corpora.saying import say, say_joined
from duizhao.tmx.formats.rows import PROPS
from duizhao.tmx.model import Entry, Header, Note, Prop, Variant, plain, sides
from duizhao.tmx.xml.fast.by_column import Columns
from duizhao.tmx.xml.fast.columns import Batch, Units
from duizhao.tmx.xml.fast.mixed import Mixed
from duizhao.tmx.xml.fast.unit import NotSimple

_USED = frozenset(("tuid", "creationdate", "changedate", "creationid", "changeid"))
_BOTH_USERS = frozenset(("creationid", "changeid"))
_SHOWN = 3


class Keeps(NamedTuple):
    """What a format keeps of a unit besides its two texts. `props`: these types, or all (None) that begin so.
    `one_user`: who changed a unit last, and who made it only where nobody changed it."""

    codes: bool = False
    notes: bool = False
    props: frozenset[str] | None = frozenset()
    attributes: frozenset[str] = frozenset()
    beginning: str = ""
    one_user: bool = False


TABLE = Keeps(notes=True, props=frozenset(f"x-{name}" for name in PROPS), attributes=_USED, one_user=True)
"""What the columns of a table hold."""
XLIFF = Keeps(codes=True, notes=True, props=None, attributes=_USED)
PO = Keeps(notes=True, props=None, beginning="x-")
SDLTM = Keeps(notes=True, props=None, attributes=frozenset(("creationdate", "changedate", "creationid", "changeid")))
TEXTS = Keeps()
"""The two texts and nothing else."""


class Losses:
    """Counts what writing to a format leaves out that keeps what `keeps` says (None: everything); `str()` says it on
    one line, "" where nothing is lost."""

    def __init__(self, keeps: Keeps | None, header: Header, target: str = "") -> None:
        self._keeps = keeps
        self._source, self._target = header.source_language, target
        self._header = bool(header.extras)
        self.left_out = self.codes = self.further = self.inner = self.notes = 0
        self.props: Counter[str] = Counter()
        self.attributes: Counter[str] = Counter()

    def watch(self, units: Iterable[Units]) -> Iterator[Units]:
        """The same units, counted as they pass."""
        for some in units:
            if self._keeps is not None:
                try:
                    self._batch(some)
                except NotSimple:
                    for entry in some.entries():
                        self._entry(entry)
            yield some

    def _batch(self, batch: Units) -> None:
        """By columns. Raises NotSimple where each entry has to be asked."""
        if not isinstance(batch, Columns):
            raise NotSimple
        number = len(batch)
        if batch.order(self._source, self._target) is None:
            self.left_out += number
            return
        self.codes += len(set().union(*(segments.coded() for segments in batch.segments)))
        if isinstance(batch, Mixed):
            self._mixed(batch)
        else:
            self._alike(cast(Batch, batch), number)

    def _mixed(self, mixed: Mixed) -> None:
        """What such units hold besides their texts."""
        kinds = Counter([extra[0] if extra.__class__ is Prop else None for extra in chain.from_iterable(mixed.extras)])
        for names, times in Counter(map(frozenset, mixed.attributes)).items():
            self._extras((), names, times)
        self._extras(kinds.items(), (), 0)
        one, two = ([bool(a or b) for a, b in zip(side.attributes, side.extras, strict=True)] for side in mixed.sides)
        self.inner += sum(map(or_, one, two))

    def _alike(self, batch: Batch, number: int) -> None:
        """What units of one mould hold besides their texts."""
        unit = batch.unit
        kinds = zip(unit.tag.extras, unit.given, strict=True)
        self._extras(((kind.type, number if g is None else sum(g)) for kind, g in kinds), unit.tag.names, number)
        self.inner += number * any(column.tag.extras or column.tag.names for column in batch.tags)

    def _entry(self, entry: Entry) -> None:
        both = sides(entry, self._source, self._target)
        if both is None:
            self.left_out += 1
            return
        kinds = ((None if isinstance(extra, Note) else getattr(extra, "type", ""), 1) for extra in entry.extras)
        self._extras(kinds, entry.attributes, 1)
        self.further += len(entry.variants) > 2
        self.inner += any(variant.attributes or variant.extras for variant in both)
        self.codes += any(map(_coded, both))

    def _extras(self, kinds: Iterable[tuple[str | None, int]], names: Collection[str], number: int) -> None:
        keeps = self._keeps
        assert keeps is not None
        for kind, times in kinds:
            if kind is None:
                self.notes += 0 if keeps.notes else times
            elif kind not in keeps.props if keeps.props is not None else not kind.startswith(keeps.beginning):
                self.props[kind] += times
        for name in names:
            if name not in keeps.attributes:
                self.attributes[name] += number
        if keeps.one_user and _BOTH_USERS.issubset(names):
            self.attributes["creationid beside changeid"] += number

    def __str__(self) -> str:
        keeps = self._keeps
        if keeps is None:
            return ""
        parts: list[str] = []
        if self.left_out:
            parts.append(say("{left_out} units without both languages", left_out=self.left_out))
        if self.further:
            parts.append(say("further languages of {further} units", further=self.further))
        if self.codes and not keeps.codes:
            parts.append(say("inline codes of {codes} units", codes=self.codes))
        if self.props:
            parts.append(say("the properties {names}", names=_listed(self.props)))
        if self.attributes:
            parts.append(say("the attributes {names}", names=_listed(self.attributes)))
        if self.notes:
            parts.append(say("{count} notes", count=self.notes))
        if self.inner:
            parts.append(say("what stands on single texts of {inner} units, such as their context", inner=self.inner))
        if self._header:
            parts.append(say("the properties of the header"))
        return say_joined("; ", parts)


def _listed(names: Counter[str]) -> str:
    shown = ", ".join(list(names)[:_SHOWN])
    return say("{names} and {more} more", names=shown, more=len(names) - _SHOWN) if len(names) > _SHOWN else shown


def _coded(variant: Variant) -> bool:
    return variant.content != (plain(variant.content),) and bool(variant.content)
