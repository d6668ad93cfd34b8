"""Texts as translate5 writes them, a piece of XLIFF, and as a memory keeps them, with TMX's inline codes.

`x` is TMX's `ph`; `bx` and `ex` are its `bpt` and `ept`, and so are the two ends of a `g`. A number or the like that
translate5 protects (`t5:n`) is the text that it stands for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree

from duizhao.corpora.errors import SettingsError
from duizhao.tmx.model import Content, Element, codes, content, plain
from duizhao.tmx.xml.unit_xml import attribute_xml, text_xml

FAULTY = "Error in xml in source or target!"
"""What t5memory says of such a text, word for word: translate5 knows it."""
_NUMBER = "{urn:t5}n"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
Key = tuple[str, str]
"""A code by what it is (`ph`, `bpt`, `ept`) and its number."""


class AskedText(NamedTuple):
    """A text that somebody asks about: its content, and its codes in order as they wrote them."""

    content: Content
    tags: tuple[tuple[Key, str], ...]

    @property
    def text(self) -> str:
        """Without codes."""
        return plain(self.content)


def read_text(text: str) -> AskedText:
    """A text that translate5 sends. Raises SettingsError where it is no piece of XML."""
    try:
        root = etree.fromstring(f'<seg xmlns:t5="urn:t5">{text}</seg>'.encode("utf-8", "surrogatepass"), _PARSER)
        tags: list[tuple[Key, str]] = []
        return AskedText(content(*_parts(root, tags)), tuple(tags))
    except (etree.XMLSyntaxError, ValueError, RecursionError):
        raise SettingsError(FAULTY, cure="Send a text with its <, > and & escaped") from None


def _parts(element: Any, tags: list[tuple[Key, str]]) -> Iterator[str | Element]:
    if element.text:
        yield element.text
    for child in element:
        yield from _code(child, tags)
        if child.tail:
            yield child.tail


def _code(child: Any, tags: list[tuple[Key, str]]) -> Iterator[str | Element]:
    if not isinstance(child.tag, str):  # a comment, or an entity that nobody declared
        return
    name = etree.QName(child).localname
    if child.tag == _NUMBER:
        yield child.get("n", "")
        return
    written = "".join(f' {key}="{attribute_xml(value)}"' for key, value in child.attrib.items())
    own = child.get("x") or child.get("id") or child.get("i") or str(len(tags) + 1)
    pair = child.get("i") or child.get("rid") or own
    if name == "g":
        tags.append((("bpt", own), f"<g{written}>"))
        yield Element("bpt", {"i": own, "x": own})
        yield from _parts(child, tags)
        tags.append((("ept", own), "</g>"))
        yield Element("ept", {"i": own})
    elif name in ("bx", "bpt"):
        tags.append((("bpt", pair), f"<{name}{written}/>"))
        yield Element("bpt", {"i": pair, "x": own})
    elif name in ("ex", "ept"):
        tags.append((("ept", pair), f"<{name}{written}/>"))
        yield Element("ept", {"i": pair})
    else:
        tags.append((("ph", own), f"<{name}{written}/>"))
        yield Element("ph", {"x": own})


def _keys(parts: Content) -> list[Key]:
    """The codes of a text in order; of those without a number each has one of its own."""
    return [_key(code, place) for place, code in enumerate(codes(parts), 1) if code.tag not in ("hi", "sub")]


def _key(code: Element, place: int) -> Key:
    if code.tag in ("bpt", "ept"):
        return code.tag, code.attributes.get("i", str(place))
    return "ph", code.attributes.get("x", str(place))


def written(parts: Content, known: dict[Key, str] | None = None) -> str:
    """A text of a memory as translate5 reads it; codes that are `known` as they are written there."""
    known = known or {}
    place = 0

    def one(part: str | Element) -> str:
        nonlocal place
        if isinstance(part, str):
            return text_xml(part)
        place += 1
        if part.tag in ("hi", "sub"):
            return "".join(map(one, part.content))
        key = _key(part, place)
        if key in known:
            return known[key]
        number = attribute_xml(key[1])
        if key[0] == "ph":
            return f'<x id="{number}"/>'
        own = attribute_xml(part.attributes.get("x", key[1]))
        return f'<{"bx" if key[0] == "bpt" else "ex"} id="{own}" rid="{number}"/>'

    return "".join(map(one, parts))


def answered(asked: AskedText, source: Content, target: Content) -> tuple[str, str, bool]:
    """A match with the codes of the question where it has the same in the same order, so that translate5 knows them
    again; and whether it has as many."""
    keys = _keys(source)
    same = [key[0] for key in keys] == [key[0] for key, _ in asked.tags]
    known = {key: tag for key, (_, tag) in zip(keys, asked.tags, strict=True)} if same else {}
    return written(source, known), written(target, known), len(keys) == len(asked.tags)
