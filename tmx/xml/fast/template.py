"""What a unit is like: a regular expression made from one that takes all that are written like it.

Everything in it is literal but the values. Properties that only some units have (a heading has no paragraph number, the
first sentence of a document nothing before it) become optional, when a unit turns up that lacks them or has others:
`Mould.wider`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from duizhao.tmx.xml.dtd import right
from duizhao.tmx.xml.fast.unit import EXTRAS, NotSimple, Quick

# A simple unit with everything kept, white space too.
_SEG = r"<seg>([^<]*+(?:<(?!/seg>)[^<]*+)*)"
_TUV = rf"([^>]*+)(>\s*+)({EXTRAS}){_SEG}"
_END = r"(</seg>\s*+</tuv>\s*+{})"
_LEARN = re.compile(
    rf"\s*+<tu(?=[\s>])([^>]*+)(>\s*+)({EXTRAS})<tuv{_TUV}{_END.format('<tuv')}{_TUV}{_END.format('</tu>')}", re.ASCII
)
_EXTRA = re.compile(r"<(prop|note)([^<>]*+)>[^<]*+(</\1>\s*+)", re.ASCII)
# Values: not so wide that a tab or line break, which are spaces there, would have to be looked for.
_VALUE = r'([^"<\t\n]*+)'
_TEXT = "([^<>]*+)"


class TagTemplate(NamedTuple):
    """What is the same in a property or note of each unit: the type of a property (None: a note), its attributes.
    `optional`: some units have none."""

    type: str | None
    attributes: Mapping[str, str]
    optional: bool = False


class Tag(NamedTuple):
    """What is the same in a tag of each unit: the names of its attributes, and what stands before its content."""

    names: tuple[str, ...]
    extras: tuple[TagTemplate, ...]
    language: str = ""


class _Slot(NamedTuple):
    """A property or note as it is written around its text, with the white space behind it."""

    opening: str
    closing: str
    kind: TagTemplate

    @property
    def pattern(self) -> str:
        """A pattern for it; its text is the group."""
        inner = re.escape(self.opening) + _TEXT + re.escape(self.closing)
        return f"(?:{inner})?" if self.kind.optional else inner


class _Start(NamedTuple):
    """A start tag: what stands before it, a pattern for the tag with the white space behind it, names, language, and
    whether the document type knows all its attributes."""

    before: str
    pattern: str
    names: tuple[str, ...]
    language: str
    right: bool


class Mould:
    """A regular expression for all units that are written like the one at a place of a text. Raises NotSimple where
    that one is not simple."""

    def __init__(self, text: str, at: int, quick: Quick) -> None:
        found = _LEARN.match(text, at)
        if found is None:
            raise NotSimple
        unit, open_unit, unit_extras, one, open_one, one_extras, _, between, two, open_two, two_extras, _, end = (
            found.groups()
        )
        self._starts = (
            _start("", unit, open_unit, quick),
            _start("<tuv", one, open_one, quick),
            _start(between, two, open_two, quick),
        )
        self._end = end
        self._fill([_slots(extras, quick) for extras in (unit_extras, one_extras, two_extras)])

    def _fill(self, slots: Sequence[Sequence[_Slot]]) -> None:
        self._slots = slots
        self.tags = [
            Tag(start.names, tuple(slot.kind for slot in inner), start.language)
            for start, inner in zip(self._starts, slots, strict=True)
        ]
        # A piece before the unit, one for each value and segment: what splitting by the pattern gives.
        self.width = len(slots) + sum(len(tag.names) + len(tag.extras) for tag in self.tags)
        self.optional = any(slot.kind.optional for inner in slots for slot in inner)
        # Whether units like this one are right by the document type, whatever the values and the codes in segments.
        self.right = all(start.right for start in self._starts) and all(
            right("note", kind.attributes) if kind.type is None else right("prop", {"type", *kind.attributes})
            for tag in self.tags
            for kind in tag.extras
        )
        self.literals: dict[str, list[str]] = {}  # what others write around the values

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression; its groups are the values. Made when it is needed, because making it is what costs."""
        made = r"\s*+<tu"
        for start, inner in zip(self._starts, self._slots, strict=True):
            made += re.escape(start.before) + start.pattern + "".join(slot.pattern for slot in inner)
            made += _SEG if start.before else ""
        return re.compile(made + re.escape(self._end), re.ASCII)

    def wider(self, text: str, at: int, quick: Quick) -> Mould:
        """A mould that also takes the unit at a place, which differs in the properties it has.

        Raises NotSimple where it differs in anything else, or is no unit for a mould.
        """
        other = Mould(text, at, quick)
        if (other._starts, other._end) != (self._starts, self._end):
            raise NotSimple
        other._fill([_merged(one, two) for one, two in zip(self._slots, other._slots, strict=True)])
        return other


def _start(before: str, raw: str, opened: str, quick: Quick) -> _Start:
    language = _language(raw, quick) if before else None
    names, pattern = _tag(raw, quick, language)
    known = right("tuv" if before else "tu", quick.attributes(raw))
    return _Start(before, pattern + re.escape(opened), names, language or "", known)


def _language(raw: str, quick: Quick) -> str:
    fields = quick.attributes(raw)
    language = fields.get("xml:lang", fields.get("lang"))
    if not language or f'lang="{language}"' not in raw:  # written with a reference
        raise NotSimple
    return language


def _tag(raw: str, quick: Quick, language: str | None) -> tuple[tuple[str, ...], str]:
    """The names of a tag's attributes and a pattern for the tag; a language is literal and not among the names."""
    parts = raw.split('"')
    names = list(quick.attributes(raw))
    literal = "" if language is None else "xml:lang" if "xml:lang" in names else "lang"
    pattern = ""
    for name, before in zip(names, parts[:-1:2], strict=True):
        pattern += re.escape(before) + '"' + (re.escape(language or "") if name == literal else _VALUE) + '"'
    return tuple(name for name in names if name != literal), pattern + re.escape(parts[-1])


def _slots(raw: str, quick: Quick) -> list[_Slot]:
    """The properties and notes of a unit."""
    slots, at = [], 0
    for found in _EXTRA.finditer(raw):
        if found.start() != at:
            raise NotSimple
        tag, attributes, closing = found.groups()
        at = found.end()
        kind = (
            TagTemplate(*quick.typed(attributes)) if tag == "prop" else TagTemplate(None, quick.attributes(attributes))
        )
        slots.append(_Slot(f"<{tag}{attributes}>", closing, kind))
    if at != len(raw):
        raise NotSimple
    return slots


def _merged(one: Sequence[_Slot], two: Sequence[_Slot]) -> list[_Slot]:
    """The slots of both in an order that both keep; optional are those that one of them lacks.

    Raises NotSimple where one of several properties of a type would be optional: which is the first then differs.
    """
    made: list[_Slot] = []
    at = 0
    for slot in two:
        key = slot[:2]
        place = next((i for i in range(at, len(one)) if one[i][:2] == key), None)
        if place is None:
            made.append(_optional(slot))
            continue
        made += map(_optional, islice(one, at, place))
        made.append(one[place])
        at = place + 1
    made += map(_optional, islice(one, at, None))
    types = [slot.kind.type for slot in made]
    if any(slot.kind.optional and types.count(slot.kind.type) > 1 for slot in made):
        raise NotSimple
    return made


def _optional(slot: _Slot) -> _Slot:
    return slot._replace(kind=slot.kind._replace(optional=True))
