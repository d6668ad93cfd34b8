"""The short way through a simple unit: a regular expression instead of a parser's events.

Most units have two variants, no codes within codes, no comments and no CDATA. Such a unit is matched whole, and only
if it is certain that the parser would make the same of it; everything else goes to the parser. A test holds the two
against each other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tmx.model import NONE, Content, Element, Entry, Note, Prop, Variant

# Quantifiers are possessive (`*+`): no backtracking, so a hostile text costs no more than its length. The pattern is
# loose, because a loose one is twice as fast; what it found is looked at piece by piece, and most pieces are known.
_EXTRAS = r"(?:<[pn][^>]*+>[^<]*+</[^>]*+>\s*+)*+"
_SEG = r"<seg>([^<]*+(?:<(?!/seg)[^>]*+>[^<]*+)*+)</seg>"
_TUV = rf"<tuv([^>]*+)>\s*+({_EXTRAS}){_SEG}\s*+</tuv>\s*+"
_UNIT = rf"\s*+<tu(?=[\s>])([^>]*+)>\s*+({_EXTRAS}){_TUV}{_TUV}</tu>"
UNITS = re.compile(rf"({_UNIT})|(?s:.++)", re.ASCII)
"""With findall: the simple units from a place on, each with its groups, and empty groups for what is left."""
_INLINE = re.compile(r"<(bpt|ept|ph|it|ut)\b([^<>]*?)(?:/>|>([^<]*+)</(\w+)>)", re.ASCII)
_EXTRA = re.compile(r"\s*+<(prop|note)([^<>]*+)>([^<]*+)</\1>\Z", re.ASCII)
_EXTRA_END = re.compile("(?<=</prop>)|(?<=</note>)")
_NAME = re.compile(r"\s++([A-Za-z_][\w:.-]*+)=\Z", re.ASCII)
_REFERENCE = re.compile("&([^;]{1,8};)?")
_CHARACTERS = {"amp;": "&", "lt;": "<", "gt;": ">", "quot;": '"', "apos;": "'"}
_REMEMBERED = 20_000
_new = tuple.__new__  # what the constructor of a named tuple calls, without its own overhead

# What no XML may hold, as bytes of UTF-8; lone surrogates fail in decoding.
_CONTROLS = bytes(set(range(32)) - {9, 10, 13})


class NotSimple(Exception):
    """The unit is for the parser."""


def clean(data: bytes, text: str) -> bool:
    """Whether neither the bytes nor the text they are part of hold a character that XML forbids."""
    # Deleting and comparing lengths is four times as fast as searching with a regular expression.
    return len(data.translate(None, _CONTROLS)) == len(data) and "\ufffe" not in text and "\uffff" not in text


def _character(found: re.Match[str]) -> str:
    char = _CHARACTERS.get(found[1])
    if char is None:
        raise NotSimple
    return char


def _text(raw: str) -> str:
    if "]]>" in raw or "<" in raw:  # the one is not allowed in text, the other no text
        raise NotSimple
    references = raw.count("&")
    if references:
        # Most often all are ampersands.
        if references == raw.count("&amp;"):
            return raw.replace("&amp;", "&")
        return _REFERENCE.sub(_character, raw)
    return raw


class Quick:
    """Entries from rows of UNITS; remembers languages and properties, which mostly repeat."""

    def __init__(self) -> None:
        self._shapes: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._tuv: dict[str, tuple[str, Mapping[str, str]]] = {}
        self._extras: dict[str, Prop | Note] = {}

    def entry(self, row: tuple[str, ...]) -> Entry:
        """The entry of a row of UNITS. Raises NotSimple where the parser has to look."""
        _, attributes, extras, first, first_extras, one, second, second_extras, two = row
        tuv = self._tuv
        language, rest = tuv.get(first) or self._language(first)
        kept = self._several(first_extras) if first_extras else ()
        source = _new(Variant, (language, self._segment(one), rest, kept))
        language, rest = tuv.get(second) or self._language(second)
        kept = self._several(second_extras) if second_extras else ()
        target = _new(Variant, (language, self._segment(two), rest, kept))
        return _new(
            Entry,
            (
                (source, target),
                self._attributes(attributes) if attributes else NONE,
                self._several(extras) if extras else (),
                (),
            ),
        )

    def _segment(self, raw: str) -> Content:
        if "<" in raw:
            return self._inline(raw)
        if "&" in raw or "]" in raw:
            raw = _text(raw)
        return (raw,) if raw else ()

    def _inline(self, raw: str) -> Content:
        """Text with codes that hold only text."""
        parts: list[str | Element] = []
        at = 0
        for found in _INLINE.finditer(raw):
            tag, attributes, inner, end = found.groups()
            if end is not None and end != tag:
                raise NotSimple
            if text := raw[at : found.start()]:
                parts.append(_text(text))
            at = found.end()
            parts.append(
                Element(tag, self._attributes(attributes) if attributes else NONE, (_text(inner),) if inner else ())
            )
        if text := raw[at:]:
            parts.append(_text(text))
        return tuple(parts)

    def _several(self, raw: str) -> tuple[Prop | Note, ...]:
        known = self._extras
        if "</note>" in raw:
            return tuple([self._extra(piece) for piece in _EXTRA_END.split(raw)[:-1]])
        pieces = raw.split("</prop>")
        pieces.pop()
        try:
            return tuple([known[piece] for piece in pieces])
        except KeyError:
            pass
        return tuple([known.get(piece) or self._extra(piece + "</prop>") for piece in pieces])

    def _extra(self, piece: str) -> Prop | Note:
        found = _EXTRA.match(piece)
        if found is None:
            raise NotSimple
        tag, raw, text = found.groups()
        attributes = self._attributes(raw)
        text = _text(text)
        extra: Prop | Note
        if tag == "prop":
            if "type" not in attributes:
                raise NotSimple
            rest = {name: value for name, value in attributes.items() if name != "type"}
            extra = Prop(attributes["type"], text, rest or NONE)
        else:
            extra = Note(text, attributes)
        if len(self._extras) > _REMEMBERED:
            self._extras.clear()
        if tag == "prop":
            self._extras[piece.removesuffix("</prop>")] = extra
        return extra

    def _language(self, raw: str) -> tuple[str, Mapping[str, str]]:
        found = dict(self._attributes(raw))
        if "xml:lang" in found:
            language = found.pop("xml:lang")
        elif "lang" in found:
            language = found.pop("lang")
        else:
            raise NotSimple
        if len(self._tuv) > _REMEMBERED:
            self._tuv.clear()
        self._tuv[raw] = (language, found or NONE)
        return language, found or NONE

    def _attributes(self, raw: str) -> Mapping[str, str]:
        # name="value" name="value": what stands between quotes, in turn. References, and the tabs and line breaks that
        # a parser turns into spaces, are for the parser.
        parts = raw.split('"')
        shape = tuple(parts[::2])
        names = self._shapes.get(shape)
        if names is None:
            names = self._shape(shape)
        values = parts[1::2]
        if len(values) != len(names):  # an odd quote
            raise NotSimple
        if "&" in raw or "<" in raw or (("\n" in raw or "\t" in raw) and any("\n" in v or "\t" in v for v in values)):
            raise NotSimple
        return dict(zip(names, values, strict=False)) if values else NONE

    def _shape(self, shape: tuple[str, ...]) -> tuple[str, ...]:
        """The names in a tag of which everything but the values is given."""
        found = [_NAME.match(piece) for piece in shape[:-1]]
        names = tuple([name[1] for name in found if name])
        # Something that is no name, a name twice, or something after the last value.
        if len(set(names)) != len(found) or (shape[-1] and not shape[-1].isspace()):
            raise NotSimple
        if len(self._shapes) > _REMEMBERED:
            self._shapes.clear()
        self._shapes[shape] = names
        return names
