"""Memories as XLIFF 2.1 and back, inline codes included; XLIFF 2.0 to 2.2 is read.

`bpt` and `ept` become `sc` and `ec`, `ph`, `it` and `ut` become `ph`, `hi` becomes `mrk`; what the codes held stands in
`originalData`. A code that stands in both texts (one `x`, or one number of a pair) has one id. Properties are notes
with a category.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from duizhao.corpora.errors import InputError
from duizhao.corpora.model import DOUBTFUL
from duizhao.tmx.formats.bilingual import write_bilingual
from duizhao.tmx.formats.rows import table_header
from duizhao.tmx.formats.sifted import LOCKED_OUT, UNTRANSLATED, Sifted
from duizhao.tmx.formats.xliff_dialects import unconfirmed
from duizhao.tmx.memory import canonical, check_language
from duizhao.tmx.model import (
    NONE,
    Content,
    Element,
    Entry,
    Extra,
    Header,
    Note,
    Prop,
    Variant,
    codes,
    confidence,
    content,
)
from duizhao.tmx.xml.unit_xml import attribute_xml, text_xml

NAMESPACES = ("urn:oasis:names:tc:xliff:document:2.0", "urn:oasis:names:tc:xliff:document:2.2")
"""Of XLIFF 2.0 and 2.1, which share theirs, and of 2.2."""

_STATES = frozenset(("initial", "translated", "reviewed", "final"))
_PAIR = re.compile(r"[st]?p(\d+)\Z")
_SHARED = re.compile(r"x\d+\Z")
OURS = "duizhao:"
"""Begins the category of notes that we write for people to read, and the `subState` of states that we derive from the
confidence, which stands in a property as well."""


class _Side:
    """Writes one text and collects the data of its codes."""

    def __init__(self, prefix: str, data: dict[str, str], pairs: frozenset[str]) -> None:
        """`pairs`: numbers of pairs that stand in both texts."""
        self.prefix, self.data, self.pairs = prefix, data, pairs
        self.number = 0
        self.ids: dict[str, str] = {}

    def xml(self, parts: Content) -> str:
        return "".join(text_xml(part) if isinstance(part, str) else self._code(part) for part in parts)

    def _code(self, code: Element) -> str:
        self.number += 1
        shared = code.attributes.get("x", "")
        id_ = f"x{attribute_xml(shared)}" if shared.isdecimal() else f"{self.prefix}{self.number}"
        kind = f' subType="tmx:{attribute_xml(code.tag)}"' if code.tag in ("it", "ut") else ""
        pos = code.attributes.get("pos")
        equiv = f' equiv="{pos}"' if pos else ""
        type_ = f' disp="{attribute_xml(code.attributes["type"])}"' if "type" in code.attributes else ""
        if code.tag == "hi":
            # The type of a mark has to be one of XLIFF's or have a prefix.
            value = f' value="{attribute_xml(code.attributes["type"])}"' if "type" in code.attributes else ""
            return f'<mrk id="{id_}" type="tmx:hi"{value}>{self.xml(code.content)}</mrk>'
        reference = self._reference(native_code(code.content))
        if code.tag in ("bpt", "ept"):
            number = code.attributes.get("i", id_)
            pair = f"{'' if number in self.pairs else self.prefix}p{attribute_xml(number)}"
            if code.tag == "ept":
                return f'<ec startRef="{pair}"{reference}/>'
            return f'<sc id="{pair}"{type_}{reference}/>'
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


def native_code(parts: Content) -> str:
    """What a code holds, as text; of codes in sub-flows what they hold."""
    return "".join(part if isinstance(part, str) else native_code(part.content) for part in parts)


def write_xliff2(stream: BinaryIO, header: Header, entries: Iterable[Entry], *, target: str = "") -> None:
    """XLIFF 2.1, a unit for each entry that has both languages."""
    if not write_bilingual(stream, header, entries, target, _head, _unit):
        # A file needs a unit; one that is not to be translated and empty says so.
        stream.write(b'<unit id="u0" translate="no"><segment><source/></segment></unit>\n')
    stream.write(b"</file>\n</xliff>\n")


def _head(source: str, target: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xliff xmlns="{NAMESPACES[0]}" version="2.1" srcLang="{attribute_xml(source)}" '
        f'trgLang="{attribute_xml(target)}">\n'
        '<file id="f1">\n'
    ).encode()


def _unit(number: int, entry: Entry, source: Variant, target: Variant) -> str:
    data: dict[str, str] = {}
    pairs = frozenset(_pairs(source) & _pairs(target))
    texts = [_Side("s", data, pairs).xml(source.content), _Side("t", data, pairs).xml(target.content)]
    notes = [f"<note>{text_xml(e.text)}</note>" for e in entry.extras if isinstance(e, Note)]
    notes += [
        f'<note category="{attribute_xml(e.type)}">{text_xml(e.text)}</note>'
        for e in entry.extras
        if isinstance(e, Prop)
    ]
    fields = {
        k: v for k, v in entry.attributes.items() if k in ("creationdate", "changedate", "creationid", "changeid")
    }
    notes += [f'<note category="tmx:{name}">{text_xml(value)}</note>' for name, value in sorted(fields.items())]
    name = entry.attributes.get("tuid")
    listed = f' name="{attribute_xml(name)}"' if name is not None else ""
    held = "".join(f'<data id="{key}">{text_xml(text)}</data>' for key, text in data.items())
    return (
        f'<unit id="u{number}"{listed}>'
        + (f"<notes>{''.join(notes)}</notes>" if notes else "")
        + (f"<originalData>{held}</originalData>" if held else "")
        + f'<segment {_state(entry)}><source xml:space="preserve">{texts[0]}</source>'
        + f'<target xml:space="preserve">{texts[1]}</target></segment></unit>\n'
    )


def _pairs(variant: Variant) -> set[str]:
    """The numbers of the pairs of codes whose start stands in a text."""
    return {code.attributes["i"] for code in codes(variant.content) if code.tag == "bpt" and "i" in code.attributes}


def _state(entry: Entry) -> str:
    """The state of a segment: as a program said it, else by the confidence; a doubtful pair is not `translated`."""
    said = entry.prop("x-state") or ""
    if said in _STATES:
        return f'state="{said}"'
    sure = confidence(entry)
    if unconfirmed(said) or entry.prop("x-fuzzy") == "yes" or (sure is not None and sure < DOUBTFUL):
        return f'state="initial" subState="{OURS}doubtful"'
    return f'state="translated" subState="{OURS}aligned"' if sure is not None else 'state="translated"'


def read(
    root: Any, steps: Iterator[tuple[str, Any]], languages: Sequence[str], path: object, *, everything: bool = False
) -> tuple[Header, Sifted]:
    """The header and the translated segments (with `everything`, all) of a file whose root has been read. Raises
    InputError."""
    tags = _tags(root, languages, path, everything)
    q = root.tag.removesuffix("xliff")

    def entries(left_out: Counter[str]) -> Iterator[Entry]:
        original = ""
        for event, element in steps:
            if event == "start":
                if element.tag == f"{q}file":
                    original = element.get("original", "").replace("\\", "/").rpartition("/")[2]
            elif element.tag == f"{q}unit":
                yield from _Unit(element, q, original, left_out).entries(tags, everything)
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]

    return table_header(tags, {"o-tmf": "XLIFF"}), Sifted(entries)


def _tags(root: Any, wanted: Sequence[str], path: object, everything: bool) -> tuple[str, str]:
    if len(wanted) == 2:
        return check_language(wanted[0]), check_language(wanted[1])
    source, target = root.get("srcLang", ""), root.get("trgLang", "")
    if not target and not everything:
        raise InputError(
            "the XLIFF has no trgLang: it holds no translation",
            path=str(path),
            line=root.sourceline,
            cure="Give the file that came back from the translator, or say --languages en,zh-CN",
        )
    return canonical(source), canonical(target)


class _Unit:
    """A unit as it is being read: what its segments share."""

    def __init__(self, unit: Any, q: str, original: str, left_out: Counter[str]) -> None:
        self.unit, self.q, self.left_out = unit, q, left_out
        self.data = {one.get("id"): "".join(one.itertext()) for one in unit.iter(f"{q}data")}
        self.fields: dict[str, str] = {}
        self.extras: list[Extra] = []
        for note in unit.iterfind(f"{q}notes/{q}note"):
            category, text = note.get("category"), "".join(note.itertext())
            if category and category.startswith("tmx:"):
                self.fields[category[4:]] = text
            elif not (category or "").startswith(OURS):  # those are for people to read
                self.extras.append(Prop(category, text) if category else Note(text))
        have = {extra.type for extra in self.extras if isinstance(extra, Prop)}
        # What we write has no original: its places stand in the properties.
        if original and "x-document" not in have:
            self.extras += [Prop("x-document", original), Prop("x-unit", unit.get("id", ""))]
        if unit.get("name") is not None:
            self.fields["tuid"] = unit.get("name")

    def entries(self, tags: tuple[str, str], everything: bool) -> Iterator[Entry]:
        if self.unit.get("translate") == "no":
            # An empty file of ours has one such unit, because a file needs one.
            self.left_out[LOCKED_OUT] += bool("".join(self.unit.itertext()).strip())
            return
        segments = self.unit.findall(f"{self.q}segment")
        # What a unit says of its place holds for all its segments.
        have = {extra.type for extra in self.extras if isinstance(extra, Prop)}
        several = len(segments) > 1 and "x-document" in have and "x-sentence" not in have
        for number, segment in enumerate(segments, 1):
            source, target = segment.find(f"{self.q}source"), segment.find(f"{self.q}target")
            if source is None or not "".join(source.itertext()).strip():
                continue
            variants = tuple(
                Variant(tag, _content(side, self.data) if side is not None else ())
                for tag, side in zip(tags, (source, target), strict=True)
            )
            state = segment.get("state", "")
            sub = segment.get("subState") or ""
            copied = state == "initial" and not sub.startswith(OURS) and variants[0].content == variants[1].content
            if not variants[1].content or copied:
                if not everything:
                    self.left_out[UNTRANSLATED] += 1
                    continue
                variants = (variants[0], Variant(tags[1], ()))
            extras = self._with_state(state, sub)
            if several:
                extras = (*extras, Prop("x-sentence", str(number)))
            yield Entry(variants, self.fields or NONE, extras)

    def _with_state(self, state: str, sub: str) -> tuple[Extra, ...]:
        """The properties with the state that the file says, in place of one that was written before."""
        said = {"x-state": state, "x-substate": sub} if not sub.startswith(OURS) else {}
        if state == "translated" and not sub:
            said = {}  # what translations are
        kept = [e for e in self.extras if not (isinstance(e, Prop) and e.type in said)]
        return (*kept, *(Prop(kind, text) for kind, text in said.items() if text))


def _content(parent: Any, data: dict[str, str]) -> Content:
    parts: list[str | Element] = [parent.text or ""]
    for child in parent:
        name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
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
            shared = {"x": child.get("id")[1:]} if _SHARED.match(child.get("id") or "") else {}
            parts.append(Element(tag if tag in ("it", "ut") else "ph", {**shared, **fields, **type_} or NONE, native))
        elif name == "cp":
            parts.append("")  # a character that XML cannot hold, and TMX neither
        parts.append(child.tail or "")
    return content(*parts)


def _number(id_: str | None) -> str:
    """The number that pairs two halves: what we wrote as p1, sp1 or tp1 is 1."""
    text = id_ or "1"
    found = _PAIR.match(text)
    return found[1] if found else text
