"""Many units at once: what the reader hands on where a command can work on columns instead of entries.

In most files most units are written alike: the same attributes in the same order, the same properties, the same white
space. A `Mould` (template.py) is a regular expression that takes all that are written like one unit; a `Batch` holds
such units that stand side by side, column by column. What is in a batch has been checked, and is what the parser would
make of it; a test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, compress, islice, repeat
from typing import Protocol, TypeAlias, TypeVar, cast

from duizhao.tmx.model import NONE, Content, Element, Entry, Extra, Note, Prop, Variant, plain
from duizhao.tmx.xml.dtd import right
from duizhao.tmx.xml.fast.by_column import Columns
from duizhao.tmx.xml.fast.template import Mould, Tag
from duizhao.tmx.xml.fast.unit import NotSimple, Quick, read_text

T = TypeVar("T")
_MARK = "\x00"  # which no XML can hold
_new = tuple.__new__  # what the constructor of a named tuple calls, without its own overhead


class Units(Protocol):
    """Some entries in a row, with the lines (from 1) on which they begin."""

    def __len__(self) -> int: ...
    def entries(self) -> list[Entry]:
        """The entries."""

    def line(self, position: int) -> int:
        """The line on which the entry at this position (from 0) begins."""


class Parsed:
    """Entries that were made one by one."""

    __slots__ = ("_entries", "_lines")

    def __init__(self, entries: list[Entry], lines: Sequence[int] = ()) -> None:
        self._entries, self._lines = entries, lines

    def __len__(self) -> int:
        return len(self._entries)

    def entries(self) -> list[Entry]:
        """The entries."""
        return self._entries

    def line(self, position: int) -> int:
        """The line on which the entry at this position (from 0) begins."""
        return self._lines[position]


def batches(entries: Iterable[Entry]) -> Iterator[Units]:
    """Entries in batches, where they come from something that has them so (a Reader); else one by one."""
    read = getattr(entries, "batches", None)
    if read is not None:
        yield from read()
    else:
        for entry in entries:
            yield Parsed([entry])


class InBatches:
    """Entries that come in batches; `count` says how many have come."""

    def __init__(self, units: Iterable[Units]) -> None:
        self._units = units
        self.count = 0

    def __iter__(self) -> Iterator[Entry]:
        for units in self._units:
            for entry in units.entries():
                self.count += 1
                yield entry

    def batches(self) -> Iterator[Units]:
        """The same in batches."""
        for units in self._units:
            self.count += len(units)
            yield units


Chosen: TypeAlias = "tuple[Units, Sequence[int] | None]"
"""Some units, and which of them were chosen (positions from 0); None for all."""


def picked(units: Units, positions: Sequence[int] | None) -> Sequence[Entry]:
    """The chosen entries of some units."""
    if positions is None:
        return units.entries()
    if isinstance(units, Batch) and 2 * len(positions) < len(units):
        return units.pick(positions).entries() if positions else []
    entries = units.entries()
    return [entries[i] for i in positions]


def filled(literals: Sequence[str], columns: Sequence[Sequence[str]], positions: Sequence[int] | None = None) -> bytes:
    """Rows written out as UTF-8: the values of each between the literals, of which there is one more than columns."""
    # Python encodes ASCII by copying it, and all else a character at a time: so what is ASCII is kept apart.
    made: list[Iterable[bytes]] = []
    run: list[Iterable[str]] = []
    number = len(columns[0])
    for literal, column in zip(literals, columns, strict=False):
        run.append(repeat(literal, number))
        joined = _MARK.join(column)
        if joined.isascii():
            run.append(column)
        else:
            made.append(_joined(literal, run))
            made.append(joined.encode("utf-8").split(b"\x00"))
            run = []
    run.append(repeat(literals[-1], number))
    made.append(_joined(literals[-1], run))
    rows: Iterable[tuple[bytes, ...]] = zip(*made, strict=False)
    if positions is not None:
        rows = map(list(rows).__getitem__, positions)
    return b"".join(chain.from_iterable(rows))


def _joined(literal: str, run: Sequence[Iterable[str]]) -> Iterable[bytes]:
    if len(run) == 1:
        return repeat(literal.encode("utf-8"))
    return [text.encode("utf-8") for text in map("".join, zip(*run, strict=True))]


def _each(raws: Sequence[str], make: Callable[[str], T]) -> list[T]:
    """Piece by piece. Raises NotSimple with the position of the piece."""
    made = []
    for position, raw in enumerate(raws):
        try:
            made.append(make(raw))
        except NotSimple:
            raise NotSimple(position) from None
    return made


def _values(raws: Sequence[str]) -> Sequence[str]:
    joined = _MARK.join(raws)
    if "&" not in joined:
        return raws
    try:
        # No reference stands for the mark, so what holds of each piece holds of all of them.
        return read_text(joined).split(_MARK)
    except NotSimple:
        return _each(raws, read_text)  # names the piece


def _there(given: bool, extra: Extra) -> Extra | None:
    return extra if given else None


class TagColumn:
    """A tag of each unit: the values of its attributes, and its properties and notes.

    `texts` are those of the properties and notes, "" for a unit that has none; `given` says of an optional one which
    units have it (None where all do).
    """

    __slots__ = ("given", "tag", "texts", "values")

    def __init__(self, tag: Tag, raws: Sequence[Sequence[str | None]]) -> None:
        self.tag = tag
        number = len(tag.names)
        self.values = [_values(raw) for raw in cast("Sequence[Sequence[str]]", raws[:number])]
        self.given: list[Sequence[bool] | None] = []
        self.texts: list[Sequence[str]] = []
        for kind, raw in zip(tag.extras, raws[number:], strict=True):
            self.given.append([text is not None for text in raw] if kind.optional else None)
            self.texts.append(_values([text or "" for text in raw] if kind.optional else cast("Sequence[str]", raw)))

    def attribute(self, name: str) -> Sequence[str] | None:
        """An attribute of each unit; None where they have none of this name."""
        return self.values[self.tag.names.index(name)] if name in self.tag.names else None

    def prop(self, type_: str) -> Sequence[str] | None:
        """The text of the first property of this type of each unit; None where they have none."""
        return next((t for kind, t in zip(self.tag.extras, self.texts, strict=True) if kind.type == type_), None)

    def mappings(self) -> Iterable[Mapping[str, str]]:
        """The attributes of each unit, without end where there are none."""
        if not self.values:
            return repeat(NONE)
        return map(dict, map(zip, repeat(self.tag.names), zip(*self.values, strict=True)))

    def extras(self) -> Iterable[tuple[Extra, ...]]:
        """The properties and notes of each unit, without end where there are none."""
        if not self.texts:
            return repeat(())
        made: list[Iterable[Extra | None]] = []
        for kind, texts, given in zip(self.tag.extras, self.texts, self.given, strict=True):
            extras: Iterable[Extra] = (
                map(_new, repeat(Note), zip(texts, repeat(kind.attributes)))
                if kind.type is None
                else map(_new, repeat(Prop), zip(repeat(kind.type), texts, repeat(kind.attributes)))
            )
            made.append(extras if given is None else map(_there, given, extras))
        if any(given is not None for given in self.given):
            return map(tuple, map(filter, repeat(None), zip(*made, strict=True)))
        return cast("Iterable[tuple[Extra, ...]]", zip(*made, strict=True))


class Segments:
    """The segments of a column of variants: `raws` as they stand, `special` those with references or codes, read."""

    __slots__ = ("_written", "joined", "raws", "special")

    def __init__(self, raws: Sequence[str], quick: Quick) -> None:
        self.raws = raws
        self.joined = joined = _MARK.join(raws)
        self.special: dict[int, Content] = {}
        self._written: dict[int, str] | None = None
        if "]]>" in joined:
            raise NotSimple(next(position for position, raw in enumerate(raws) if "]]>" in raw))
        if "<" in joined or "&" in joined:
            places = [position for position, raw in enumerate(raws) if "<" in raw or "&" in raw]
            try:
                for position in places:
                    self.special[position] = quick.content(raws[position])
            except NotSimple:
                raise NotSimple(position) from None

    def contents(self) -> Sequence[Content]:
        """What each segment holds."""
        found: list[Content] = list(zip(self.raws)) if "" not in self.raws else [(s,) if s else () for s in self.raws]
        for position, parts in self.special.items():
            found[position] = parts
        return found

    def texts(self) -> Sequence[str]:
        """The text of each segment without codes."""
        if not self.special:
            return self.raws
        found = list(self.raws)
        for position, parts in self.special.items():
            found[position] = plain(parts)
        return found

    def written(self, write: Callable[[Content], str]) -> dict[int, str]:
        """The special ones as XML, made once by the given function."""
        if self._written is None:
            self._written = {position: write(parts) for position, parts in self.special.items()}
        return self._written

    def check_codes(self) -> None:
        """Raises NotSimple with the position of a segment with a code that may not be right by the document type."""
        for position, parts in self.special.items():
            for part in parts:
                if isinstance(part, Element) and not right(part.tag, part.attributes):
                    raise NotSimple(position)

    def coded(self) -> set[int]:
        """Where the segments with codes are."""
        return {position for position in self.special if "<" in self.raws[position]}


class Batch(Columns):
    """Units of one mould that stand side by side: `unit`, `tags` and `segments` are their columns.

    `columns` are what the mould's groups took, `place` the text they stand in, where they begin in it, and on what line
    that is. Raises NotSimple with the position of a unit that is for the parser.
    """

    __slots__ = ("_columns", "_place", "_quick", "mould", "segments", "tags", "unit")

    def __init__(
        self, mould: Mould, columns: Sequence[Sequence[str | None]], quick: Quick, place: tuple[str, int, int]
    ) -> None:
        self.mould, self._columns, self._quick, self._place = mould, columns, quick, place
        at = 0
        made = []
        segments = []
        for number, tag in enumerate(mould.tags):
            size = len(tag.names) + len(tag.extras)
            made.append(TagColumn(tag, columns[at : at + size]))
            at += size
            if number:
                segments.append(Segments(cast("Sequence[str]", columns[at]), quick))
                at += 1
        self.unit, *self.tags = made
        self.segments = segments

    def __len__(self) -> int:
        return len(self._columns[-1])

    def line(self, position: int) -> int:
        """The line on which the entry at this position (from 0) begins."""
        text, start, line = self._place
        found = next(islice(self.mould.pattern.finditer(text, start), position, None))
        return line + text.count("\n", start, text.find("<", found.start()))

    def pick(self, positions: Sequence[int]) -> Batch:
        """The units at these positions."""
        columns = [[column[i] for i in positions] for column in self._columns]
        return Batch(self.mould, columns, self._quick, ("", 0, 0))

    def entries(self) -> list[Entry]:
        """The entries."""
        variants = [
            map(_new, repeat(Variant), zip(repeat(tag.tag.language), segments.contents(), tag.mappings(), tag.extras()))
            for tag, segments in zip(self.tags, self.segments, strict=True)
        ]
        rows = zip(zip(*variants, strict=True), self.unit.mappings(), self.unit.extras(), repeat(()))
        return list(map(_new, repeat(Entry), rows))

    def dates(self) -> Sequence[str]:
        """When each unit was last changed, else made, as `Entry.date`; "" where unknown."""
        changed, made = (self._latest(name) for name in ("changedate", "creationdate"))
        if changed is None or made is None:
            return changed or made or [""] * len(self)
        return [one or other for one, other in zip(changed, made, strict=True)]

    def _latest(self, name: str) -> Sequence[str] | None:
        columns = [column for tag in (self.unit, *self.tags) if (column := tag.attribute(name)) is not None]
        return list(map(max, *columns)) if len(columns) > 1 else columns[0] if columns else None

    def users(self) -> Sequence[str]:
        """Who last changed each unit, else made it; "" where unknown."""
        changed, made = self.unit.attribute("changeid"), self.unit.attribute("creationid")
        if changed is None or made is None:
            return changed or made or [""] * len(self)
        return [one or other for one, other in zip(changed, made, strict=True)]

    def languages(self) -> Sequence[str]:
        """The language of each variant."""
        return [column.tag.language for column in self.tags]

    def names_sources(self) -> bool:
        """Whether the units name the language of their sources."""
        return "srclang" in self.unit.tag.names

    def prop(self, type_: str) -> Sequence[str] | None:
        """The text of the first property of this type of each unit; None where they have none."""
        return self.unit.prop(type_)

    def every(self, *types: str) -> Mapping[str, Sequence[str]]:
        """The texts of all properties of these types."""
        found: dict[str, list[str]] = {type_: [] for type_ in types}
        for kind, texts, given in zip(self.unit.tag.extras, self.unit.texts, self.unit.given, strict=True):
            if kind.type in found:
                found[kind.type] += texts if given is None else compress(texts, given)
        return found

    def attribute(self, name: str) -> Sequence[str] | None:
        """An attribute of each unit; None where they have none of this name."""
        return self.unit.attribute(name)

    def noted(self) -> bool:
        """Whether a unit may have notes."""
        return any(kind.type is None for kind in self.unit.tag.extras)

    def notes(self) -> Sequence[str] | None:
        """The texts of the notes of each unit, a line each. Raises NotSimple where only some have one."""
        kinds = self.unit.tag.extras
        if any(kind.type is None and kind.optional for kind in kinds):
            raise NotSimple
        notes = [texts for kind, texts in zip(kinds, self.unit.texts, strict=True) if kind.type is None]
        return list(map("\n".join, zip(*notes, strict=True))) if notes else None
