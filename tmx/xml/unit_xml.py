"""A unit of a memory as XML, and the pieces it is made of: equal units give equal text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from operator import itemgetter

from duizhao.corpora.errors import OutputError
from duizhao.corpora.saying import say
from duizhao.tmx.model import (
    CODE_TAGS,
    ILLEGAL,
    Comment,
    Content,
    Element,
    Entry,
    Extra,
    Note,
    Prop,
    Variant,
    plain,
)

# Attributes in the order of the TMX 1.4 DTD; unknown ones follow by name. A fixed order makes equal memories equal
# byte for byte, whatever order their files had.
_NAMES = (
    "tuid creationtool creationtoolversion segtype o-tmf adminlang srclang datatype o-encoding usagecount "
    "lastusagedate creationdate creationid changedate changeid type xml:lang lang name "
    "base unicode code ent subst i x pos assoc"
)
_ORDER = {name: position for position, name in enumerate(_NAMES.split())}
_NAME = re.compile(r"[A-Za-z_:\u00b7-\uffef][\w:.\u00b7-]*\Z")
_TEXT = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_VALUE = re.compile('[&<>"\t\n\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]')
_SHORT = 80  # characters of a property that may come again: documents, clients, kinds; not what is said once
ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


def _escape(found: re.Match[str]) -> str:
    char = found[0]
    if char not in ESCAPES:
        raise OutputError(
            say("the character U+{ord:04X} cannot stand in XML", ord=ord(char)),
            cure="Remove it; `duizhao tmx clean` does so",
        )
    return ESCAPES[char]


def text_xml(text: str) -> str:
    """Text as XML content. Raises OutputError for a character that XML cannot hold."""
    # Nothing that is printable is forbidden, and asking so is three times as fast as looking for what is not.
    if text.isprintable() and "&" not in text and "<" not in text and ">" not in text:
        return text
    return _TEXT.sub(_escape, text) if _TEXT.search(text) else text


def attribute_xml(text: str) -> str:
    """Text as the value of an XML attribute, in double quotes. Raises OutputError as `text_xml`."""
    return text if text.isalnum() or not _VALUE.search(text) else _VALUE.sub(_escape, text)


def sorted_names(names: Iterable[str]) -> tuple[str, ...]:
    """Names of attributes in the order in which they are written."""
    return tuple(sorted(names, key=lambda name: (_ORDER.get(name, 99), name)))


@lru_cache(maxsize=20_000)
def _layout(given: frozenset[str]) -> tuple[str, Callable[[Mapping[str, str]], str | tuple[str, ...]]]:
    """How attributes of these names are written, with a %s for each value, and what gives the values in that order (the
    value itself where there is one)."""
    names = sorted_names(given)
    for name in names:
        if name not in _ORDER and not _NAME.match(name):
            raise OutputError(say("'{name}' cannot be the name of an XML attribute", name=name))
    return "".join(f' {name}="%s"' for name in names), itemgetter(*names)


def attributes_xml(attributes: Mapping[str, str]) -> str:
    """Attributes in their order, each with a space before it. Raises OutputError for what XML cannot hold."""
    if not attributes:
        return ""
    pattern, given = _layout(frozenset(attributes))
    values = given(attributes)
    joined = "".join(values)
    if not joined.isalnum() and _VALUE.search(joined):
        values = attribute_xml(values) if isinstance(values, str) else tuple(map(attribute_xml, values))
    return pattern % values


_written: dict[int, tuple[Element, str]] = {}


def _element(element: Element) -> str:
    # A reader gives the same object for a code that comes again. It is kept, so that nothing else can have its number.
    known = _written.get(id(element))
    if known is not None:
        return known[1]
    tag = element.tag
    if tag not in CODE_TAGS and not _NAME.match(tag):
        raise OutputError(say("'{tag}' cannot be the name of an XML element", tag=tag))
    inner = content_xml(element.content)
    start = f"<{tag}{attributes_xml(element.attributes)}"
    xml = f"{start}>{inner}</{tag}>" if inner else f"{start}/>"
    if len(_written) >= 1000:
        _written.clear()
    _written[id(element)] = element, xml
    return xml


def content_xml(parts: Content) -> str:
    """Mixed content as XML."""
    return "".join([text_xml(part) if isinstance(part, str) else _element(part) for part in parts])


def comment_xml(text: str) -> str:
    """A comment. Raises OutputError for what none can hold."""
    if "--" in text or text.endswith("-") or ILLEGAL.search(text):
        raise OutputError("a comment with '--' in it cannot be written as XML")
    # A bare carriage return would come back as a line feed, and a comment has no escapes.
    return f"<!--{text.replace(chr(13), chr(10))}-->"


@lru_cache(maxsize=20_000)
def _prop(type_: str, text: str) -> str:
    return f'<prop type="{attribute_xml(type_)}">{text_xml(text)}</prop>'


@lru_cache(maxsize=1000)
def language_xml(language: str) -> str:
    """A language as an attribute with a space before it; "" for none."""
    return f' xml:lang="{attribute_xml(language)}"' if language else ""


def extra_xml(extra: Extra) -> str:
    """A property, a note or whatever else stands before texts. Raises OutputError for what XML cannot hold."""
    if isinstance(extra, Prop):
        type_, text, attributes = extra
        if not attributes and len(text) <= _SHORT:
            return _prop(type_, text)
        return f'<prop type="{attribute_xml(type_)}"{attributes_xml(attributes)}>{text_xml(text)}</prop>'
    if isinstance(extra, Note):
        return f"<note{attributes_xml(extra.attributes)}>{text_xml(extra.text)}</note>"
    if isinstance(extra, Comment):
        return comment_xml(extra.text)
    return _element(extra)


def _variant(variant: Variant, level: int) -> str:
    language, parts, attributes, extras = variant
    tag = language_xml(language)
    if attributes:
        tag += attributes_xml(attributes)
    before = "".join([f"        {extra_xml(extra)}\n" for extra in extras]) if extras else ""
    if len(parts) == 1 and isinstance(parts[0], str):
        inner = text_xml(parts[0])
    else:
        inner = content_xml(parts) if level == 2 else text_xml(plain(parts))
    return f"      <tuv{tag}>\n{before}        <seg>{inner}</seg>\n      </tuv>\n"


def entry_xml(entry: Entry, *, level: int = 2) -> str:
    """An entry as an indented `tu` with its comments. Level 2 writes inline codes, level 1 only the text.

    Raises OutputError for what XML cannot hold.
    """
    variants, attributes, extras, before = entry
    comments = "".join([f"    {comment_xml(text)}\n" for text in before]) if before else ""
    inner = "".join([f"      {extra_xml(extra)}\n" for extra in extras]) if extras else ""
    inner += "".join([_variant(variant, level) for variant in variants])
    return f"{comments}    <tu{attributes_xml(attributes)}>\n{inner}    </tu>\n"
