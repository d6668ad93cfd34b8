"""The short way through simple units: a regular expression instead of a parser's events.

Most units have two variants, no codes within codes, no comments and no CDATA. Such a unit is cut into its pieces, and
only if it is certain that the parser would make the same of it; everything else goes to the parser. A test holds the
two against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar, cast

from duizhao.tmx.model import NONE, Content, Element, Extra, Note, Prop

T = TypeVar("T")

# Quantifiers are possessive (`*+`): no backtracking, so a hostile text costs no more than its length. The pattern is
# loose, because a loose one is twice as fast; what it found is looked at piece by piece.
# No possessive groups: until Python 3.11.5 one whose content failed half-way went on from there (gh-106052).
EXTRAS = r"(?:<[pn][^>]*+>[^<]*+</[^>]*+>\s*+)*"
"""Properties and notes, or what may be some."""
_SEG = r"<seg>([^<]*+(?:<(?!/seg)[^>]*+>[^<]*+)*)</seg>"
_TUV = rf"<tuv([^>]*+)>\s*+({EXTRAS}){_SEG}\s*+</tuv>\s*+"
UNITS = re.compile(rf"\s*+<tu(?=[\s>])([^>]*+)>\s*+({EXTRAS}){_TUV}{_TUV}</tu>|(?s:.+)", re.ASCII)
"""A simple unit and its eight pieces: attributes and extras of the unit; attributes, extras, segment of each variant.
Else all the rest, without a piece, so that looking for the next one ends where something else stands."""

_CODES = re.compile(r"(<(?:bpt|ept|ph|it|ut)\b[^<>]*+>(?:(?<=/>)|[^<]*+</\w+>))", re.ASCII)
_CODE = re.compile(r"<(\w+)([^<>]*?)(?:/>|>([^<]*+)</(\w+)>)", re.ASCII)
_NOTE = re.compile(r"\s*+<note([^<>]*+)\Z", re.ASCII)
_HEAD = re.compile(r"\s*+<prop([^<>]*+)\Z", re.ASCII)
_NAME = re.compile(r"\s++([A-Za-z_][\w:.-]*+)=\Z", re.ASCII)
_REFERENCE = re.compile("&([^;&]{1,8};)?")
_NUMBER = re.compile(r"#(?:([0-9]+)|x([0-9A-Fa-f]+));", re.ASCII)
_CHARACTERS = {"amp;": "&", "lt;": "<", "gt;": ">", "quot;": '"', "apos;": "'"}
_REFERENCES = ("&lt;", "&gt;", "&quot;", "&apos;", "&amp;")
_NOT_TEXT = ("&", "<", "]]>")
"""What makes of a piece something else than the text it is."""
NOT_PLAIN = "&<\n\t"
"""Characters that an attribute may hold and that do not stand for themselves there."""
_SPACES = str.maketrans("\t\n", "  ")
_REMEMBERED = 20_000
_SHORT = 80  # characters of a property that may come again: documents, clients, kinds; not what is said once
_new = tuple.__new__  # what the constructor of a named tuple calls, without its own overhead

# What no XML may hold, as bytes of UTF-8; lone surrogates fail in decoding.
_CONTROLS = bytes(set(range(32)) - {9, 10, 13})


class NotSimple(Exception):
    """Something is for the parser. `position` says which of several units, where there are several."""

    def __init__(self, position: int = 0) -> None:
        super().__init__(position)
        self.position = position


def clean(data: bytes, text: str) -> bool:
    """Whether neither the bytes nor the text they are part of hold a character that XML forbids."""
    # Deleting and comparing lengths is four times as fast as searching with a regular expression.
    return len(data.translate(None, _CONTROLS)) == len(data) and "\ufffe" not in text and "\uffff" not in text


def _character(found: re.Match[str]) -> str:
    char = _CHARACTERS.get(found[1])
    if char is None:
        number = _NUMBER.match(found[1] or "")
        if number is None:
            raise NotSimple
        code = int(number[1]) if number[1] else int(number[2], 16)
        # XML 1.0 (fifth edition), production 2.
        if not (code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000):
            raise NotSimple
        char = chr(code)
    return char


def read_text(raw: str) -> str:
    """Character data without its references. Raises NotSimple."""
    if "]]>" in raw or "<" in raw:  # the one is not allowed in text, the other no text
        raise NotSimple
    references = raw.count("&")
    if references:
        # Most often all are ampersands.
        if references == raw.count("&amp;"):
            return raw.replace("&amp;", "&")
        # Then markup as text: all of these five, the ampersand last.
        if references == sum(map(raw.count, _REFERENCES)):
            for reference in _REFERENCES:
                raw = raw.replace(reference, _CHARACTERS[reference[1:]])
            return raw
        return _REFERENCE.sub(_character, raw)
    return raw


def first_not_simple(raws: Sequence[str], read: Callable[[str], object]) -> int:
    """The position of the first piece that cannot be read so."""
    for position, raw in enumerate(raws):
        try:
            read(raw)
        except NotSimple:
            return position
    return 0


class _Remembered(dict[str, T]):
    """What was made of a piece; makes what it does not know. Asked many times at once (`map`), it costs a third of a
    question at a time."""

    def __init__(self, make: Callable[[str], T], longest: int = 1 << 30) -> None:
        self._make, self._longest = make, longest

    def __missing__(self, piece: str) -> T:
        made = self._make(piece)
        if len(piece) <= self._longest:
            if len(self) > _REMEMBERED:
                self.clear()
            self[piece] = made
        return made


class Quick:
    """What pieces mean; remembers the shapes of tags, codes and properties, which mostly repeat."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self.known_name = self._names.__getitem__
        self._heads: dict[str, tuple[str, Mapping[str, str]]] = {}
        self._notes: dict[str, Mapping[str, str]] = {}
        self._tag = _Remembered(self._language).__getitem__
        self._code = _Remembered(self._element).__getitem__
        self._prop = _Remembered(self._property, _SHORT).__getitem__

    def languages(self, raws: Sequence[str]) -> Sequence[tuple[str, Mapping[str, str]]]:
        """The language and the other attributes of the tags of variants. Raises NotSimple with the position."""
        try:
            return list(map(self._tag, raws))
        except NotSimple:
            raise NotSimple(first_not_simple(raws, self._language)) from None

    def _language(self, raw: str) -> tuple[str, Mapping[str, str]]:
        found = dict(self.attributes(raw))
        name = "xml:lang" if "xml:lang" in found else "lang"
        if name not in found:
            raise NotSimple
        language = found.pop(name)
        return language, found or NONE

    def content(self, raw: str) -> Content:
        """A segment: text, with codes that hold only text."""
        if "<" not in raw:
            text = read_text(raw)
            return (text,) if text else ()
        parts: list[str | Element] = _CODES.split(raw)  # text, code, text, code, text
        texts = cast("list[str]", parts[::2])
        if any(map("".join(texts).__contains__, _NOT_TEXT)):
            parts[::2] = map(read_text, texts)
        parts[1::2] = map(self._code, cast("list[str]", parts[1::2]))
        return tuple(filter(None, parts))

    def _element(self, raw: str) -> Element:
        found = _CODE.fullmatch(raw)
        if found is None:
            raise NotSimple
        tag, attributes, inner, end = found.groups()
        if end is not None and end != tag:
            raise NotSimple
        fields = self.attributes(attributes) if attributes else NONE
        return Element(tag, fields, (read_text(inner),) if inner else ())

    def extras(self, raw: str) -> Sequence[Extra]:
        """Properties and notes, of one unit or of several in a row."""
        found: list[Extra] = []
        *before, raw = raw.split("</note>")
        for piece in before:
            *props, note = piece.split("</prop>")
            found += map(self._prop, props)
            found.append(self._note(note))
        *props, last = raw.split("</prop>")
        if last and not last.isspace():
            raise NotSimple
        found += map(self._prop, props)
        return found

    def _note(self, piece: str) -> Note:
        """A note without its end tag."""
        head, _, text = piece.partition(">")
        attributes = self._notes.get(head)
        if attributes is None:
            found = _NOTE.match(head)
            if found is None:
                raise NotSimple
            if len(self._notes) > _REMEMBERED:
                self._notes.clear()
            attributes = self._notes[head] = self.attributes(found[1])
        if "&" in text or "<" in text or ">" in text:
            text = read_text(text)
        note: Note = _new(Note, (text, attributes))
        return note

    def _property(self, piece: str) -> Prop:
        """A property without its end tag."""
        head, _, text = piece.partition(">")
        kind = self._heads.get(head) or self._head(head)
        if "&" in text or "<" in text or ">" in text:
            text = read_text(text)
        prop: Prop = _new(Prop, (kind[0], text, kind[1]))
        return prop

    def _head(self, head: str) -> tuple[str, Mapping[str, str]]:
        found = _HEAD.match(head)
        if found is None:
            raise NotSimple
        if len(self._heads) > _REMEMBERED:
            self._heads.clear()
        self._heads[head] = kind = self.typed(found[1])
        return kind

    def typed(self, raw: str) -> tuple[str, Mapping[str, str]]:
        """The type and the other attributes of a property, from the attributes of its tag."""
        attributes = self.attributes(raw)
        if "type" not in attributes:
            raise NotSimple
        rest = {name: value for name, value in attributes.items() if name != "type"}
        return attributes["type"], rest or NONE

    def attributes(self, raw: str) -> Mapping[str, str]:
        """The attributes of a tag."""
        # name="value" name="value": what stands between quotes, in turn.
        parts = raw.split('"')
        values = parts[1::2]
        if any(map(raw.__contains__, NOT_PLAIN)):
            # The tabs and line breaks of a value are spaces, those that are written as references are not.
            values = [read_text(value.translate(_SPACES)) for value in values]
        last = parts.pop()
        names = parts[::2]
        known = self._names
        try:
            found = {known[name]: value for name, value in zip(names, values, strict=False)}
        except KeyError:
            found = dict(zip(map(self._name, names), values, strict=False))
        # An odd quote, a name twice, or something after the last value.
        if len(parts) & 1 or len(found) != len(names) or (last and not last.isspace()):
            raise NotSimple
        return found or NONE

    def _name(self, piece: str) -> str:
        """The name of an attribute, from what stands before its value."""
        found = _NAME.match(piece)
        if found is None:
            raise NotSimple
        if len(self._names) > _REMEMBERED:
            self._names.clear()
        self._names[piece] = found[1]
        return found[1]
