"""The short way through simple units: a regular expression instead of a parser's events.

Most units have two variants, no codes within codes, no comments and no CDATA. Such a unit is cut into its pieces, and
only if it is certain that the parser would make the same of it; everything else goes to the parser. A test holds the
two against each other. tmx/batch.py does the same for many units at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from duizhao.tmx.model import NONE, Content, Element, Entry, Extra, Note, Prop, Variant

# Quantifiers are possessive (`*+`): no backtracking, so a hostile text costs no more than its length. The pattern is
# loose, because a loose one is twice as fast; what it found is looked at piece by piece.
# No possessive groups: until Python 3.11.5 one whose content failed half-way went on from there (gh-106052).
EXTRAS = r"(?:<[pn][^>]*+>[^<]*+</[^>]*+>\s*+)*"
"""Properties and notes, or what may be some."""
_SEG = r"<seg>([^<]*+(?:<(?!/seg)[^>]*+>[^<]*+)*)</seg>"
_TUV = rf"<tuv([^>]*+)>\s*+({EXTRAS}){_SEG}\s*+</tuv>\s*+"
UNIT = re.compile(rf"\s*+<tu(?=[\s>])([^>]*+)>\s*+({EXTRAS}){_TUV}{_TUV}</tu>", re.ASCII)
"""A simple unit and its eight pieces: attributes and extras of the unit; attributes, extras, segment of each
variant."""

_INLINE = re.compile(r"<(bpt|ept|ph|it|ut)\b([^<>]*?)(?:/>|>([^<]*+)</(\w+)>)", re.ASCII)
_EXTRA = re.compile(r"\s*+<(prop|note)([^<>]*+)>([^<]*+)</\1>\Z", re.ASCII)
_HEAD = re.compile(r"\s*+<prop([^<>]*+)\Z", re.ASCII)
_EXTRA_END = re.compile("(?<=</prop>)|(?<=</note>)")
_NAME = re.compile(r"\s++([A-Za-z_][\w:.-]*+)=\Z", re.ASCII)
_REFERENCE = re.compile("&([^;&]{1,8};)?")
_NUMBER = re.compile(r"#(?:([0-9]+)|x([0-9A-Fa-f]+));", re.ASCII)
_CHARACTERS = {"amp;": "&", "lt;": "<", "gt;": ">", "quot;": '"', "apos;": "'"}
_REFERENCES = ("&lt;", "&gt;", "&quot;", "&apos;", "&amp;")
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


class Quick:
    """What pieces mean; remembers the shapes of tags, codes and properties, which mostly repeat."""

    def __init__(self) -> None:
        self._shapes: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._heads: dict[str, tuple[str, Mapping[str, str]]] = {}
        self._tags: dict[str, tuple[str, Mapping[str, str]]] = {}
        self._codes: dict[str, Element] = {}
        self._props: dict[str, Prop] = {}

    def entry(self, row: Sequence[str]) -> Entry:
        """The entry of a unit's pieces."""
        attributes, extras, first, first_extras, one, second, second_extras, two = row
        variants = self._variant(first, first_extras, one), self._variant(second, second_extras, two)
        fields = self.attributes(attributes) if attributes else NONE
        entry: Entry = _new(Entry, (variants, fields, self.extras(extras) if extras else (), ()))
        return entry

    def _variant(self, raw: str, extras: str, segment: str) -> Variant:
        language, rest = self._tags.get(raw) or self._language(raw)
        variant: Variant = _new(Variant, (language, self.content(segment), rest, self.extras(extras) if extras else ()))
        return variant

    def _language(self, raw: str) -> tuple[str, Mapping[str, str]]:
        found = dict(self.attributes(raw))
        name = "xml:lang" if "xml:lang" in found else "lang"
        if name not in found:
            raise NotSimple
        language = found.pop(name)
        if len(self._tags) > _REMEMBERED:
            self._tags.clear()
        self._tags[raw] = (language, found or NONE)
        return language, found or NONE

    def content(self, raw: str) -> Content:
        """A segment: text, with codes that hold only text."""
        if "<" not in raw:
            text = read_text(raw)
            return (text,) if text else ()
        parts: list[str | Element] = []
        at = 0
        known = self._codes
        for found in _INLINE.finditer(raw):
            start, end = found.span()
            if start > at:
                parts.append(read_text(raw[at:start]))
            at = end
            parts.append(known.get(found[0]) or self._code(found))
        if at < len(raw):
            parts.append(read_text(raw[at:]))
        return tuple(parts)

    def _code(self, found: re.Match[str]) -> Element:
        tag, attributes, inner, end = found.groups()
        if end is not None and end != tag:
            raise NotSimple
        fields = self.attributes(attributes) if attributes else NONE
        element = Element(tag, fields, (read_text(inner),) if inner else ())
        if len(self._codes) > _REMEMBERED:
            self._codes.clear()
        self._codes[found[0]] = element
        return element

    def extras(self, raw: str) -> tuple[Extra, ...]:
        """Properties and notes."""
        if "</note>" in raw:
            split = _EXTRA_END.split(raw)
            last = split.pop()
            found: tuple[Extra, ...] = tuple([self._extra(piece) for piece in split])
        else:
            pieces = raw.split("</prop>")
            last = pieces.pop()
            known = self._props
            found = tuple([known.get(piece) or self._prop(piece) for piece in pieces])
        if last and not last.isspace():
            raise NotSimple
        return found

    def _prop(self, piece: str) -> Prop:
        """A property without its end tag."""
        head, _, text = piece.partition(">")
        kind = self._heads.get(head) or self._head(head)
        if "&" in text or "<" in text or ">" in text:
            text = read_text(text)
        prop: Prop = _new(Prop, (kind[0], text, kind[1]))
        if len(piece) <= _SHORT:
            if len(self._props) > _REMEMBERED:
                self._props.clear()
            self._props[piece] = prop
        return prop

    def _head(self, head: str) -> tuple[str, Mapping[str, str]]:
        found = _HEAD.match(head)
        if found is None:
            raise NotSimple
        if len(self._heads) > _REMEMBERED:
            self._heads.clear()
        self._heads[head] = kind = self.typed(found[1])
        return kind

    def _extra(self, piece: str) -> Prop | Note:
        found = _EXTRA.match(piece)
        if found is None:
            raise NotSimple
        tag, raw, text = found.groups()
        if tag == "note":
            return Note(read_text(text), self.attributes(raw))
        return self._prop(piece.removesuffix("</prop>"))

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
        names = self.names(tuple(parts[::2]))
        values = parts[1::2]
        if len(values) != len(names):  # an odd quote
            raise NotSimple
        if "&" in raw or "<" in raw or "\n" in raw or "\t" in raw:
            # The tabs and line breaks of a value are spaces, those that are written as references are not.
            values = [read_text(value.translate(_SPACES)) for value in values]
        return dict(zip(names, values, strict=False)) if values else NONE

    def names(self, shape: tuple[str, ...]) -> tuple[str, ...]:
        """The names in a tag of which everything but the values is given."""
        names = self._shapes.get(shape)
        if names is None:
            found = [_NAME.match(piece) for piece in shape[:-1]]
            names = tuple([name[1] for name in found if name])
            # Something that is no name, a name twice, or something after the last value.
            if len(set(names)) != len(found) or (shape[-1] and not shape[-1].isspace()):
                raise NotSimple
            if len(self._shapes) > _REMEMBERED:
                self._shapes.clear()
            self._shapes[shape] = names
        return names
