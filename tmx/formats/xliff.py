"""Memories as XLIFF 2.1 and back, inline codes included.

`bpt` and `ept` become `sc` and `ec`, `ph`, `it` and `ut` become `ph`, `hi` becomes `mrk`; what the codes held stands in
`originalData`. Properties are notes with a category.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from duizhao.corpora.errors import InputError
from duizhao.tmx.formats.rows import heading_languages, table_header
from duizhao.tmx.model import NONE, Content, Element, Entry, Extra, Header, Note, Prop, Variant, content, sides
from duizhao.tmx.xml.writer import text_xml

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
_Q = f"{{{NAMESPACE}}}"


def _attribute(value: str) -> str:
    return text_xml(value).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


class _Side:
    """Writes one text and collects the data of its codes."""

    def __init__(self, prefix: str, data: dict[str, str]) -> None:
        self.prefix, self.data = prefix, data
        self.number = 0

    def xml(self, parts: Content) -> str:
        return "".join(text_xml(part) if isinstance(part, str) else self._code(part) for part in parts)

    def _code(self, code: Element) -> str:
        self.number += 1
        id_ = f"{self.prefix}{self.number}"
        kind = f' subType="tmx:{_attribute(code.tag)}"' if code.tag in ("it", "ut") else ""
        pos = code.attributes.get("pos")
        equiv = f' equiv="{pos}"' if pos else ""
        type_ = f' disp="{_attribute(code.attributes["type"])}"' if "type" in code.attributes else ""
        if code.tag == "hi":
            # The type of a mark has to be one of XLIFF's or have a prefix.
            value = f' value="{_attribute(code.attributes["type"])}"' if "type" in code.attributes else ""
            return f'<mrk id="{id_}" type="tmx:hi"{value}>{self.xml(code.content)}</mrk>'
        reference = self._reference(_raw(code.content))
        if code.tag == "bpt":
            return f'<sc id="{self.prefix}p{_attribute(code.attributes.get("i", id_))}"{type_}{reference}/>'
        if code.tag == "ept":
            return f'<ec startRef="{self.prefix}p{_attribute(code.attributes.get("i", id_))}"{reference}/>'
        return f'<ph id="{id_}"{kind and f" type={chr(34)}other{chr(34)}{kind}"}{equiv}{type_}{reference}/>'

    def _reference(self, text: str) -> str:
        if not text:
            return ""
        for name, known in self.data.items():
            if known == text:
                return f' dataRef="{name}"'
        name = f"d{len(self.data) + 1}"
        self.data[name] = text
        return f' dataRef="{name}"'


def _raw(parts: Content) -> str:
    return "".join(part if isinstance(part, str) else _raw(part.content) for part in parts)


def write_xliff(stream: BinaryIO, header: Header, entries: Iterable[Entry], *, target: str = "") -> None:
    """XLIFF 2.1, a unit for each entry that has both languages."""
    began = False
    for number, entry in enumerate(entries, 1):
        both = sides(entry, header.source_language, target)
        if both is None:
            continue
        if not began:
            began = True
            stream.write(_head(both[0].language, both[1].language))
        stream.write(_unit(number, entry, *both).encode("utf-8"))
    if not began:
        stream.write(_head(header.source_language or "en", target or "zh-CN"))
        # A file needs a unit; one that is not to be translated and empty says so.
        stream.write(b'<unit id="u0" translate="no"><segment><source/></segment></unit>\n')
    stream.write(b"</file>\n</xliff>\n")


def _head(source: str, target: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xliff xmlns="{NAMESPACE}" version="2.1" srcLang="{_attribute(source)}" trgLang="{_attribute(target)}">\n'
        '<file id="f1">\n'
    ).encode()


def _unit(number: int, entry: Entry, source: Variant, target: Variant) -> str:
    data: dict[str, str] = {}
    texts = [_Side("s", data).xml(source.content), _Side("t", data).xml(target.content)]
    notes = [f"<note>{text_xml(e.text)}</note>" for e in entry.extras if isinstance(e, Note)]
    notes += [
        f'<note category="{_attribute(e.type)}">{text_xml(e.text)}</note>' for e in entry.extras if isinstance(e, Prop)
    ]
    fields = {
        k: v for k, v in entry.attributes.items() if k in ("creationdate", "changedate", "creationid", "changeid")
    }
    notes += [f'<note category="tmx:{name}">{text_xml(value)}</note>' for name, value in sorted(fields.items())]
    name = entry.attributes.get("tuid")
    listed = f' name="{_attribute(name)}"' if name is not None else ""
    held = "".join(f'<data id="{key}">{text_xml(text)}</data>' for key, text in data.items())
    return (
        f'<unit id="u{number}"{listed}>'
        + (f"<notes>{''.join(notes)}</notes>" if notes else "")
        + (f"<originalData>{held}</originalData>" if held else "")
        + f'<segment state="translated"><source xml:space="preserve">{texts[0]}</source>'
        + f'<target xml:space="preserve">{texts[1]}</target></segment></unit>\n'
    )


def read_xliff(stream: BinaryIO, languages: Sequence[str], path: object) -> tuple[Header, Iterator[Entry]]:
    """The translated segments of an XLIFF 2.x file. Raises InputError where it is not one, with the line."""
    from lxml import etree

    events = etree.iterparse(stream, events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=False)

    def walk() -> Iterator[tuple[str, Any]]:
        try:
            yield from events
        except etree.XMLSyntaxError as error:
            raise InputError(f"not well-formed XML: {error.msg}", path=str(path), line=error.lineno) from error

    steps = walk()
    _, root = next(steps, ("", None))
    if root is None or root.tag != f"{_Q}xliff":
        raise InputError("not XLIFF 2", path=str(path), line=1, cure="Only XLIFF 2.0 and 2.1 are read")
    codes = heading_languages((root.get("srcLang", ""), root.get("trgLang", "")), languages, path)

    def entries() -> Iterator[Entry]:
        for event, element in steps:
            if event == "end" and element.tag == f"{_Q}unit":
                yield from _entries(element, codes)
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]

    return table_header(codes, {"o-tmf": "XLIFF"}), entries()


def _entries(unit: Any, codes: tuple[str, str]) -> Iterator[Entry]:
    data = {one.get("id"): "".join(one.itertext()) for one in unit.iter(f"{_Q}data")}
    extras: list[Extra] = []
    fields: dict[str, str] = {}
    for note in unit.iterfind(f"{_Q}notes/{_Q}note"):
        category, text = note.get("category"), "".join(note.itertext())
        if category and category.startswith("tmx:"):
            fields[category[4:]] = text
        else:
            extras.append(Prop(category, text) if category else Note(text))
    if unit.get("name") is not None:
        fields["tuid"] = unit.get("name")
    for segment in unit.iter(f"{_Q}segment"):
        source, target = segment.find(f"{_Q}source"), segment.find(f"{_Q}target")
        if source is None or target is None:
            continue
        variants = [Variant(code, _content(side, data)) for code, side in zip(codes, (source, target), strict=True)]
        if all(variant.content for variant in variants):
            yield Entry(tuple(variants), fields or NONE, tuple(extras))


def _content(parent: Any, data: dict[str, str]) -> Content:
    parts: list[str | Element] = [parent.text or ""]
    for child in parent:
        name = child.tag.removeprefix(_Q) if isinstance(child.tag, str) else ""
        native = (data[child.get("dataRef")],) if child.get("dataRef") in data else ()
        type_ = {"type": child.get("disp")} if child.get("disp") else {}
        if name == "mrk":
            value = {"type": child.get("value")} if child.get("value") else {}
            parts.append(Element("hi", value or NONE, _content(child, data)))
        elif name == "sc":
            parts.append(Element("bpt", {"i": _number(child.get("id")), **type_}, native))
        elif name == "ec":
            parts.append(Element("ept", {"i": _number(child.get("startRef") or child.get("id"))}, native))
        elif name == "pc":
            number = _number(child.get("id"))
            start, end = child.get("dataRefStart"), child.get("dataRefEnd")
            parts.append(Element("bpt", {"i": number, **type_}, (data[start],) if start in data else ()))
            parts.extend(_content(child, data))
            parts.append(Element("ept", {"i": number}, (data[end],) if end in data else ()))
        elif name == "ph":
            tag = (child.get("subType") or "").removeprefix("tmx:") or "ph"
            fields = {"pos": child.get("equiv")} if tag == "it" and child.get("equiv") else {}
            parts.append(Element(tag if tag in ("it", "ut") else "ph", {**fields, **type_} or NONE, native))
        elif name == "cp":
            parts.append("")  # a character that XML cannot hold, and TMX neither
        parts.append(child.tail or "")
    return content(*parts)


def _number(id_: str | None) -> str:
    """The number that pairs two halves: what we wrote as s-p1 or t-p1 is 1."""
    text = id_ or "1"
    return text[2:] if text[:2] in ("sp", "tp") else text
