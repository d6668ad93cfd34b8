"""Memories as XLIFF 1.2, which every CAT tool takes: native codes inline, states that are honest, places as notes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from duizhao.tmx.formats.bilingual import write_bilingual
from duizhao.tmx.formats.xliff2 import native_code
from duizhao.tmx.formats.xliff12 import HIGHLIGHT, MARKED, NAMESPACES, OWN_TYPE, TOOL, props_xml, state_of, tool_xml
from duizhao.tmx.memory import entry_pair
from duizhao.tmx.model import Content, Element, Entry, Header, Note, Prop, Variant, confidence
from duizhao.tmx.xml.unit_xml import attribute_xml, text_xml

# XLIFF 1.2, 2.4 "Pre-defined values": the types of codes that need no prefix.
_CTYPES = frozenset(
    ("image", "pb", "lb", "x-empty-paragraph", "bold", "italic", "underlined", "link", "list", "index", "caption")
)
_FIELDS = ("tuid", "creationdate", "changedate", "creationid", "changeid")


def write_xliff12(stream: BinaryIO, header: Header, entries: Iterable[Entry], *, target: str = "") -> None:
    """XLIFF 1.2 (transitional), a `trans-unit` for each entry that has both languages, under one `file`.

    A pair of a confidence below DOUBTFUL is `needs-review-translation`, others are `translated`, or what `x-state`
    says; `x-approved` makes a unit approved. Place and confidence stand in a note for people, and all properties in a
    group of contexts of our own, which programs that do not know it leave alone.
    """
    write_bilingual(stream, header, entries, target, _head, _unit)
    stream.write(b"</body>\n</file>\n</xliff>\n")


def _head(source: str, target: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xliff xmlns="{NAMESPACES[0]}" version="1.2">\n'
        f'<file original="memory" source-language="{attribute_xml(source)}" target-language="{attribute_xml(target)}" '
        f'datatype="plaintext" tool-id="{TOOL}">\n{tool_xml()}<body>\n'
    ).encode()


def _unit(number: int, entry: Entry, source: Variant, target: Variant) -> str:
    approved = ' approved="yes"' if entry.prop("x-approved") == "yes" else ""
    props = [(e.type, e.text) for e in entry.extras if isinstance(e, Prop)]
    props += [(f"tmx:{name}", entry.attributes[name]) for name in _FIELDS if name in entry.attributes]
    notes = "".join(f"<note>{text_xml(e.text)}</note>" for e in entry.extras if isinstance(e, Note))
    place = _place(entry)
    return (
        f'<trans-unit id="{number}"{approved} xml:space="preserve">'
        f"<source>{_xml(source.content)}</source>"
        f'<target state="{state_of(entry.extras)}">{_xml(target.content)}</target>'
        + notes
        + (f'<note from="duizhao">{text_xml(place)}</note>' if place else "")
        + f"{props_xml(props)}</trans-unit>\n"
    )


def _place(entry: Entry) -> str:
    """Where a pair is from and how sure its alignment is, for people to read."""
    pair = entry_pair(entry, "")
    at = pair.source_at if pair else None
    cited = ", ".join(filter(None, (at.document, at.cite))) if at else ""
    sure = confidence(entry)
    return " · ".join(filter(None, (cited, f"confidence {sure:.2f}" if sure is not None else "")))


def _xml(parts: Content) -> str:
    """A text with its codes. Codes without an `x` are numbered after those of pairs."""
    taken = {code.attributes.get("x", "") for code in _outer(parts)} | {
        code.attributes.get("i", "") for code in _outer(parts)
    }
    free = (str(number) for number in range(1, 1_000_000) if str(number) not in taken)
    return "".join(text_xml(part) if isinstance(part, str) else _code(part, free) for part in parts)


def _outer(parts: Content) -> list[Element]:
    found: list[Element] = []
    for part in parts:
        if isinstance(part, Element):
            found += [part, *(_outer(part.content) if part.tag == "hi" else ())]
    return found


def _code(code: Element, free: Iterable[str]) -> str:
    fields = code.attributes
    kind = fields.get("type", "")
    if code.tag == "hi":
        mark = kind if kind in MARKED else HIGHLIGHT + (f"-{kind}" if kind else "")
        inner = "".join(text_xml(part) if isinstance(part, str) else _code(part, free) for part in code.content)
        return f'<mrk mtype="{attribute_xml(mark)}">{inner}</mrk>'
    id_ = fields.get("x") or (fields.get("i") if code.tag in ("bpt", "ept") else "") or next(iter(free))
    pair = f' rid="{attribute_xml(fields["i"])}"' if code.tag in ("bpt", "ept") and fields.get("i") else ""
    ctype = f' ctype="{attribute_xml(_ctype(code.tag, kind))}"' if kind or code.tag == "ut" else ""
    pos = f' pos="{"close" if fields.get("pos") == "end" else "open"}"' if code.tag == "it" else ""
    tag = "ph" if code.tag == "ut" else code.tag
    return f'<{tag} id="{attribute_xml(id_)}"{pair}{pos}{ctype}>{text_xml(native_code(code.content))}</{tag}>'


def _ctype(tag: str, kind: str) -> str:
    own = f"{tag}:{kind}" if tag == "ut" else kind
    return own if own in _CTYPES or (own.startswith("x-") and tag != "ut") else OWN_TYPE + own
