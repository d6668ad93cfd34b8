"""Simple units in a row that are not written alike: other attributes and properties in each, in any order.

No mould takes them, so each is cut and looked at for itself (`unit.py`); but what is made of them is made column by
column, as in a batch, which costs half as much as a unit at a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate, chain, islice, pairwise, repeat
from typing import TypeVar

from duizhao.tmx.model import Entry, Extra, Note, Prop, Variant
from duizhao.tmx.xml.fast.by_column import Columns
from duizhao.tmx.xml.fast.columns import Segments
from duizhao.tmx.xml.fast.unit import NOT_PLAIN, NotSimple, Quick, first_not_simple

T = TypeVar("T")
_new = tuple.__new__  # what the constructor of a named tuple calls, without its own overhead


class MixedVariants:
    """A variant of each unit: its language, its other attributes, its properties and notes, its segment."""

    __slots__ = ("attributes", "extras", "languages", "segments", "tags")

    def __init__(self, tags: Sequence[str], extras: Sequence[str], segments: Sequence[str], quick: Quick) -> None:
        self.tags = tags  # as they stand
        found = quick.languages(tags)
        self.languages, self.attributes = map(tuple, zip(*found, strict=True))
        self.extras = _extras(extras, quick)
        self.segments = Segments(segments, quick)

    def variants(self) -> Iterable[Variant]:
        """The variants."""
        columns = zip(self.languages, self.segments.contents(), self.attributes, self.extras, strict=True)
        return map(_new, repeat(Variant), columns)


class Mixed(Columns):
    """Units that stand side by side: `attributes` and `extras` are theirs, `sides` their two variants.

    `found` are the matches of UNITS, `place` the text they stand in, where they begin in it, and on what line that is.
    Raises NotSimple with the position of a unit that is for the parser.
    """

    __slots__ = ("_found", "_place", "_props", "attributes", "extras", "segments", "sides")

    def __init__(self, found: Sequence[re.Match[str]], quick: Quick, place: tuple[str, int, int]) -> None:
        self._found, self._place = found, place
        self._props: Sequence[Mapping[str, str]] | None = None
        attributes, extras, tag1, extras1, segment1, tag2, extras2, segment2 = zip(
            *[one.groups() for one in found], strict=True
        )
        self.attributes = _attributes(attributes, quick)
        self.extras = _extras(extras, quick)
        self.sides = (
            MixedVariants(tag1, extras1, segment1, quick),
            MixedVariants(tag2, extras2, segment2, quick),
        )
        self.segments = [side.segments for side in self.sides]

    def __len__(self) -> int:
        return len(self.attributes)

    def line(self, position: int) -> int:
        """The line on which the entry at this position (from 0) begins."""
        text, start, line = self._place
        return line + text.count("\n", start, self._found[position].start(1))

    def entries(self) -> list[Entry]:
        """The entries."""
        one, two = self.sides
        variants = zip(one.variants(), two.variants(), strict=True)
        return list(map(_new, repeat(Entry), zip(variants, self.attributes, self.extras, repeat(()))))

    def languages(self) -> Sequence[str]:
        """The language of each variant. Raises NotSimple where that differs from unit to unit."""
        one, two = (set(side.languages) for side in self.sides)
        if len(one) > 1 or len(two) > 1:
            raise NotSimple
        return [*one, *two]

    def names_sources(self) -> bool:
        """Whether a unit names the language of its source."""
        return any("srclang" in attributes for attributes in self.attributes)

    def prop(self, type_: str) -> Sequence[str]:
        """The text of the first property of this type of each unit, "" for one that has none."""
        if self._props is None:
            # From the last to the first, so that of several of a type the first stays.
            self._props = [{e[0]: e[1] for e in some[::-1] if e.__class__ is Prop} for some in self.extras]
        return [props.get(type_, "") for props in self._props]

    def every(self, *types: str) -> Mapping[str, Sequence[str]]:
        """The texts of all properties of these types."""
        found: dict[str, list[str]] = {type_: [] for type_ in types}
        for extra in chain.from_iterable(self.extras):
            if extra[0] in found and extra.__class__ is Prop:
                found[extra[0]].append(extra[1])
        return found

    def attribute(self, name: str) -> Sequence[str]:
        """An attribute of each unit itself, "" for one that has none."""
        return [fields.get(name, "") for fields in self.attributes]

    def noted(self) -> bool:
        """Whether a unit has notes."""
        return any(extra.__class__ is Note for extra in chain.from_iterable(self.extras))

    def notes(self) -> Sequence[str] | None:
        """The texts of the notes of each unit, a line each; None where none has."""
        if not self.noted():
            return None
        return ["\n".join([e[0] for e in some if e.__class__ is Note]) for some in self.extras]

    def dates(self) -> Sequence[str]:
        """When each unit was last changed, else made, as `Entry.date`; "" where unknown."""
        changed, made = self._latest("changedate"), self._latest("creationdate")
        return [one or other for one, other in zip(changed, made, strict=True)]

    def _latest(self, name: str) -> Sequence[str]:
        columns = [self.attributes, *(side.attributes for side in self.sides)]
        return list(map(max, *([fields.get(name, "") if fields else "" for fields in column] for column in columns)))

    def users(self) -> Sequence[str]:
        """Who last changed each unit, else made it; "" where unknown."""
        return [fields.get("changeid") or fields.get("creationid", "") for fields in self.attributes]


def _attributes(raws: Sequence[str], quick: Quick) -> Sequence[Mapping[str, str]]:
    """The attributes of each tag, all cut at once where that is as good as one by one."""
    joined = "".join(raws)
    if any(map(joined.__contains__, NOT_PLAIN)):
        return _each(raws, quick.attributes)
    # Each tag begins with white space, so no name goes over from one to the next; an odd quote would let a value do so,
    # and leave a name over.
    counts = [raw.count('"') for raw in raws]
    *parts, last = joined.split('"')
    try:
        pairs = zip(map(quick.known_name, parts[::2]), parts[1::2], strict=True)
        found = [dict(islice(pairs, count >> 1)) for count in counts]
    except (KeyError, ValueError):
        return _each(raws, quick.attributes)
    if 2 * sum(map(len, found)) != len(parts) or (last and not last.isspace()):
        return _each(raws, quick.attributes)
    return found


def _extras(raws: Sequence[str], quick: Quick) -> Sequence[tuple[Extra, ...]]:
    """The properties and notes of each unit or variant, all cut at once where that is as good as one by one."""
    joined = "".join(raws)
    if not joined:
        return [()] * len(raws)
    try:
        found = quick.extras(joined)
    except NotSimple:
        return _each(raws, lambda raw: tuple(quick.extras(raw)))
    # Each ends within its own unit (EXTRAS sees to that), and only its end tag has these two characters.
    ends = accumulate([raw.count("</") for raw in raws], initial=0)
    return [tuple(found[start:end]) if end > start else () for start, end in pairwise(ends)]


def _each(raws: Sequence[str], make: Callable[[str], T]) -> Sequence[T]:
    """Piece by piece. Raises NotSimple with the position of the piece."""
    try:
        return [make(raw) for raw in raws]
    except NotSimple:
        raise NotSimple(first_not_simple(raws, make)) from None
