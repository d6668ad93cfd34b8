"""XLIFF 1.2 as CAT tools write it, read a unit at a time. What each tool adds: `xliff_dialects.py`.

A unit is an entry; where it is cut into segments (`seg-source`, `mrk mtype="seg"`), each segment is one. A segment is
paired with that of the same `mid`. Inline codes become TMX's: `g` and `bx`/`ex` pairs of `bpt` and `ept`, `x` a `ph`;
codes of one id in source and target share their `x`. Tracked changes are accepted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote, unquote

from duizhao.corpora.errors import InputError
from duizhao.corpora.model import DOUBTFUL
from duizhao.corpora.saying import say
from duizhao.corpora.version import VERSION
from duizhao.tmx.formats.rows import table_header
from duizhao.tmx.formats.sifted import DELETED, LOCKED_OUT, UNTRANSLATED, Sifted
from duizhao.tmx.formats.xliff_dialects import Dialect, SegmentState, dialect_of, unconfirmed
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
    content,
    read_confidence,
)
from duizhao.tmx.xml.unit_xml import attribute_xml, text_xml

NAMESPACES = ("urn:oasis:names:tc:xliff:document:1.2", "urn:oasis:names:tc:xliff:document:1.1", "")
"""Of XLIFF 1.2 and 1.1; 1.0 had none, and some programs leave it out."""

TOOL = "duizhao"
"""The id of the tool that files name as theirs."""
STATES = frozenset(
    (
        "final",
        "needs-adaptation",
        "needs-l10n",
        "needs-review-adaptation",
        "needs-review-l10n",
        "needs-review-translation",
        "needs-translation",
        "new",
        "signed-off",
        "translated",
    )
)
"""XLIFF 1.2, 2.4 "Pre-defined values"."""
_OWN_PROP = "x-duizhao:"  # contexts that hold properties of an entry
_FORMER_PROPS = "{urn:duizhao:xliff:props}props"

HIGHLIGHT = "x-hi"
"""The type of a mark that was a `hi` of a memory without a type that XLIFF knows."""
MARKED = frozenset(("term", "protected", "abbrev"))
"""The types of marks that say something of the words in them."""
OWN_TYPE = "x-duizhao:"
"""Before types of codes of a memory that XLIFF 1.2 does not know."""

_UNTRANSLATED = frozenset(("new", "needs-translation"))
# Codes whose content is native code, not text.
_NATIVE = frozenset(("ph", "it", "bpt", "ept"))


def local(element: Any) -> str:
    """An element's name without its namespace; "" for comments and processing instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child(element: Any, name: str) -> Any:
    """The first child of this name, in whatever namespace of XLIFF; None where there is none. Never a descendant:
    alternatives and earlier versions hold sources and targets of their own."""
    return next((one for one in element if local(one) == name), None)


def read(
    root: Any, steps: Iterator[tuple[str, Any]], languages: Sequence[str], path: object, *, everything: bool = False
) -> tuple[Header, Sifted]:
    """The header and entries of a file whose root has been read; with `everything`, of untranslated segments as well.
    Raises InputError."""
    dialect = dialect_of(root)
    first = _first_file(steps, dialect, path)

    def spoken(file: Any) -> tuple[str, str]:
        return _languages(file, languages, path, everything)

    codes = spoken(first)

    def entries(left_out: Counter[str]) -> Iterator[Entry]:
        for unit in _units(first, codes, spoken, dialect, steps, left_out):
            yield from unit.entries(everything)

    return table_header(codes, {"o-tmf": dialect.name}), Sifted(entries)


def _first_file(steps: Iterator[tuple[str, Any]], dialect: Dialect, path: object) -> Any:
    """The first `file` element; the dialect keeps what stands before it (comments of Trados)."""
    for event, element in steps:
        if event == "start" and local(element) == "file":
            return element
        if event == "end":
            dialect.head(element)
    raise InputError("no <file> in this XLIFF", path=str(path), line=1, cure="Export it again")


def _languages(file: Any, wanted: Sequence[str], path: object, everything: bool) -> tuple[str, str]:
    if len(wanted) == 2:
        return check_language(wanted[0]), check_language(wanted[1])
    source, target = file.get("source-language", ""), file.get("target-language", "")
    if not source or not (target or everything):
        missing = "source-language" if not source else "target-language"
        raise InputError(
            say("the XLIFF does not say its {missing}", missing=missing),
            path=str(path),
            line=file.sourceline,
            cure="Say which languages it holds: --languages en,zh-CN",
        )
    return canonical(source), canonical(target)


def _units(
    file: Any,
    codes: tuple[str, str],
    spoken: Callable[[Any], tuple[str, str]],
    dialect: Dialect,
    steps: Iterator[tuple[str, Any]],
    left_out: Counter[str],
) -> Iterator[_Unit]:
    """The units of this `file` and of all that follow it. One within another is what a tool keeps of its history."""
    open_units = 0
    for event, element in steps:
        name = local(element)
        if event == "start":
            if name == "file":
                file, codes = element, spoken(element)
            open_units += name == "trans-unit"
            continue
        if name == "trans-unit":
            open_units -= 1
            if open_units:
                continue
            yield _Unit(element, file, codes, dialect, left_out)
            _forget(element)
        elif name == "header":
            dialect.head(element)
            element.clear()
        elif name == "internal-file":
            element.clear()  # the original document itself, in base64


def _forget(element: Any) -> None:
    element.clear()
    while element.getprevious() is not None and local(element.getprevious()) == "trans-unit":
        del element.getparent()[0 if local(element.getparent()[0]) == "trans-unit" else -2]


class _Unit:
    """A `trans-unit` as it is being read."""

    def __init__(self, unit: Any, file: Any, codes: tuple[str, str], dialect: Dialect, left_out: Counter[str]) -> None:
        self.unit, self.file, self.codes, self.dialect = unit, file, codes, dialect
        self.left_out = left_out
        self.numbers: dict[str, str] = {}
        self.deleted = False
        self.comments: list[str] = []

    def entries(self, everything: bool) -> Iterator[Entry]:
        if self.unit.get("translate") == "no":
            self.left_out[LOCKED_OUT] += 1
            return
        target = child(self.unit, "target")
        for mid, source, translated in self._segments(target):
            self.deleted, self.comments = False, []
            said = self.dialect.said(self.unit, mid)
            texts = tuple(self._content(side) if side is not None else () for side in (source, translated))
            variants = tuple(Variant(code, text) for code, text in zip(self.codes, texts, strict=True))
            if not variants[0].text.strip() and not variants[1].text.strip():
                continue
            state = said.state or ("" if target is None else target.get("state", ""))
            copied = variants[0].text == variants[1].text and (state in _UNTRANSLATED or said.untranslated)
            if not variants[0].text.strip() or not variants[1].text.strip() or copied:
                if not everything or not variants[0].text.strip():
                    self.left_out[UNTRANSLATED] += 1
                    continue
                variants = (variants[0], Variant(self.codes[1], ()))
            self.left_out[DELETED] += self.deleted
            own = _own_props(self.unit, self.file)
            fields = {prop.type[4:]: prop.text for prop in own or () if prop.type.startswith("tmx:")} or said.fields
            own = [prop for prop in own if not prop.type.startswith("tmx:")] if own is not None else None
            yield Entry(variants, fields or NONE, tuple(self._extras(said, state, mid, own)))

    def _segments(self, target: Any) -> Iterator[tuple[str, Any, Any]]:
        """(mid, source, target) of each segment; the whole unit where it is not cut. The target may be None."""
        source = child(self.unit, "source")
        cut = child(self.unit, "seg-source")
        parts = _marked(cut if cut is not None else source)
        if not parts:
            yield "", source if source is not None else (), target
            return
        translated = dict(_marked(target)) if target is not None else {}
        if target is not None and not translated:
            # Cut in the source alone: one translation for the whole.
            yield "", source, target
            return
        for mid, part in parts:
            yield mid, part, translated.get(mid)

    def _extras(self, said: SegmentState, state: str, mid: str, own: list[Prop] | None) -> list[Extra]:
        extras: list[Extra] = [Note(text) for text in (*self._notes(), *said.notes, *self.comments)]
        # What the file says of the state now counts, not what was true when it was written.
        derived = own is not None and state == state_of(own)
        extras += [prop for prop in own or () if prop.type != "x-state" or derived]
        have = {extra.type for extra in extras if isinstance(extra, Prop)}
        known = {"x-state": "" if derived else state, **said.props}
        if own is None:
            known["x-document"] = self.file.get("original", "").replace("\\", "/").rpartition("/")[2]
            known["x-unit"] = self.unit.get("resname") or self.unit.get("id", "")
            known["x-sentence"] = mid
            known["x-approved"] = "yes" if self.unit.get("approved") == "yes" else ""
        extras += [Prop(kind, text) for kind, text in known.items() if text and kind not in have]
        return extras

    def _notes(self) -> Iterator[str]:
        for note in self.unit:
            # What we wrote for people to read stands in the properties as well.
            if local(note) == "note" and note.get("from") != "duizhao":
                text = "".join(note.itertext()).strip()
                if text:
                    yield text

    def _number(self, code: Any) -> str:
        """The number of a code: of one id one number, in source and target alike."""
        id_ = code.get("rid") or code.get("id") or ""
        return self.numbers.setdefault(id_, id_ if id_.isdecimal() and int(id_) else str(len(self.numbers) + 1))

    def _content(self, parent: Any) -> Content:
        parts: list[str | Element] = [parent.text or ""]
        for code in parent:
            parts += self._code(code, local(code))
            parts.append(code.tail or "")
        return content(*parts)

    def _code(self, code: Any, name: str) -> list[str | Element]:
        if name == "mrk":
            return self._mark(code)
        if name == "g":
            fields, (start, end) = self._fields(code), self.dialect.native(code)
            return [Element("bpt", {"i": self._number(code), **fields}, start), *self._content(code),
                    Element("ept", {"i": self._number(code)}, end)]  # fmt: skip
        if name in ("bx", "bpt"):
            return [Element("bpt", {"i": self._number(code), **self._fields(code)}, self._native(code, 0))]
        if name in ("ex", "ept"):
            return [Element("ept", {"i": self._number(code)}, self._native(code, 1))]
        if name in ("x", "ph"):
            fields = self._fields(code)
            tag = "ut" if fields.get("type", "").split(":")[0] == "ut" else "ph"
            if tag == "ut":
                fields = {key: value.partition(":")[2] for key, value in fields.items() if key == "type"}
            return [Element(tag, {key: value for key, value in fields.items() if value}, self._native(code, 0))]
        if name == "it":
            pos = "end" if code.get("pos") == "close" else "begin"
            return [Element("it", {"pos": pos, **self._fields(code)}, self._native(code, 0))]
        return list(self._content(code)) if name else []

    def _mark(self, mark: Any) -> list[str | Element]:
        kind = mark.get("mtype", "")
        if kind == "x-sdl-deleted":
            self.deleted = True
            return []
        if kind == "x-sdl-comment":
            self.comments += self.dialect.comment(mark)
        inner = self._content(mark)
        if kind == HIGHLIGHT or kind.startswith(HIGHLIGHT + "-"):
            named = kind[len(HIGHLIGHT) + 1 :]
            return [Element("hi", {"type": named} if named else NONE, inner)]
        return [Element("hi", {"type": kind}, inner)] if kind in MARKED else list(inner)

    def _fields(self, code: Any) -> dict[str, str]:
        kind = code.get("ctype", "").removeprefix(OWN_TYPE)
        return {"x": self._number(code), **({"type": kind} if kind else {})}

    def _native(self, code: Any, end: int) -> tuple[str, ...]:
        """The native code: what stands in the element, else what the tool says of it, else what it is equal to."""
        if local(code) in _NATIVE and (text := "".join(code.itertext())):
            return (text,)
        return self.dialect.native(code)[end]


def state_of(props: Iterable[Extra]) -> str:
    """The state that we write: what was said of it before (`x-state`), a translation that nobody confirmed as one to
    review; else by the confidence."""
    held = {one.type: one.text for one in props if isinstance(one, Prop)}
    if (said := held.get("x-state", "")) in STATES:
        return said
    if unconfirmed(said) or held.get("x-fuzzy") == "yes":
        return "needs-review-translation"
    sure = read_confidence(held.get("x-confidence"))
    return "needs-review-translation" if sure is not None and sure < DOUBTFUL else "translated"


def _marked(parent: Any) -> list[tuple[str, Any]]:
    """The segments of a text that is cut: the outermost marks `seg`, with their `mid`."""
    if parent is None:
        return []
    return [
        (mark.get("mid", ""), mark) for mark in parent.iter() if local(mark) == "mrk" and mark.get("mtype") == "seg"
    ]


def tool_xml() -> str:
    """The head of a file that says what wrote it."""
    return f'<header><tool tool-id="{TOOL}" tool-name="{TOOL}" tool-version="{attribute_xml(VERSION)}"/></header>\n'


def props_xml(props: Iterable[tuple[str, str]]) -> str:
    """Properties (type, text) as contexts of a unit, which the schema allows and programs leave alone."""
    held = "".join(
        # No white space may stand in the type.
        f'<context context-type="{attribute_xml(_OWN_PROP + quote(kind, ":-"))}">{text_xml(text)}</context>'
        for kind, text in props
    )
    return f'<context-group purpose="information">{held}</context-group>' if held else ""


def _own_props(unit: Any, file: Any) -> list[Prop] | None:
    """The properties that we wrote; None where it was another program. An older version had a namespace for them."""
    for one in unit:
        if one.tag == _FORMER_PROPS:
            return [Prop(prop.get("type", ""), "".join(prop.itertext())) for prop in one]
        if local(one) != "context-group":
            continue
        kinds = [(context.get("context-type", ""), "".join(context.itertext())) for context in one if local(context)]
        if any(kind.startswith(_OWN_PROP) for kind, _ in kinds):
            return [Prop(unquote(kind.removeprefix(_OWN_PROP)), text) for kind, text in kinds]
    return [] if file.get("tool-id") == TOOL else None
