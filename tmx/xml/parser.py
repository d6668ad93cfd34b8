"""Expat's events to entries.

The parser is expat with everything dangerous off: nothing outside the file is ever opened, entities that could expand
without end are refused, and nesting has a limit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from xml.parsers import expat

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import say
from duizhao.tmx.model import NONE, Comment, Content, Element, Entry, Extra, Header, Note, Prop, Variant, content
from duizhao.tmx.xml.dtd import Schema

MAX_DEPTH = 100
"""Elements within elements; the deepest honest file we met has 9."""


class Oddity(NamedTuple):
    """Something the reader took that is not quite TMX: for the preflight."""

    check: str
    message: str
    line: int
    unit: int


class Broken(Exception):
    """A fault found by a handler; becomes an InputError with line and unit."""


class NotTmx(Broken):
    """A file of another kind, told by its root element: there is nothing to recover."""

    def __init__(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        super().__init__(say("not a TMX file: its root element is '{name}'", name=name))
        self.cure = OTHERS.get(name.lower(), "")


class Foreign(InputError):
    """A file of another kind than TMX, which no recovery makes one."""


_CONVERT = say("`duizhao tmx convert FILE memory.tmx` makes a memory of it")
OTHERS = {
    "xliff": f"This is XLIFF: {_CONVERT}",
    "martif": say("This is a TBX glossary: see `duizhao glossary convert`"),
    "tbx": say("This is a TBX glossary: see `duizhao glossary convert`"),
    "html": say("This is a web page: `duizhao align` and `duizhao segment` read it"),
    "document": say("This is a part of a Word document: give the .docx to `duizhao align`"),
    "srx": say("These are rules of segmentation, not texts"),
}
"""Root elements of files that people take for memories, and what to do with them."""


class Parser:
    """Expat's events to entries. One instance reads one well-formed stretch of a file."""

    def __init__(self, watch: Callable[[Oddity], None] | None = None) -> None:
        self.header: Header | None = None
        self.entries: list[Entry] = []
        self.lines: list[int] = []
        self.trailer: list[str] = []
        self.unit = 0
        self.unit_start: int | None = None
        self.after = 0
        self.line_base = 0
        self.declarations = False
        self._unit_line = 0
        self._watch = watch
        self._stack: list[tuple[str, dict[str, str], list[Any]]] = []
        self._root: dict[str, str] = {}
        self._version = ""
        self._comments: list[str] = []
        self._header: tuple[dict[str, str], tuple[Extra, ...]] | None = None
        self._in_text = 0
        self._unit_depth = 2
        self._schema = Schema(self._odd) if watch else None
        self._seen_body = False
        self.expat = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.buffer_size = 1 << 16
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CommentHandler = self._comment
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped
        parser.ExternalEntityRefHandler = self._external
        if watch:
            parser.CharacterDataHandler = self._stray

    def resume(self) -> None:
        """Say that this parser goes on in the middle of a file whose header has been seen."""
        if self._schema:
            self._schema.seen("header")

    # Handlers ---------------------------------------------------------------------------------------------------

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        stack = self._stack
        depth = len(stack)
        if tag == "tu" and self.unit_start is not None:
            raise Broken(say("a <tu> within a <tu>: the one before is not closed"))
        if depth >= MAX_DEPTH:
            raise Broken(say("elements nested more than {max_depth} deep", max_depth=MAX_DEPTH))
        if tag == "tu" and (depth == 1 or (depth == 2 and stack[1][0] == "body")):
            if depth == 1 and self.header is None:  # some tools forget the body
                self._body()
            self.unit += 1
            self._unit_depth = depth
            self.unit_start = self.expat.CurrentByteIndex
            self._unit_line = self.line_base + self.expat.CurrentLineNumber
        if self._schema:
            self._schema.start(tag, attributes)
        if depth < 2 and tag != "tu":
            self._open(depth, tag, attributes)
        stack.append((tag, attributes, []))
        # Text counts in seg, prop, note and whatever is unknown; white space between tu and tuv does not.
        if self._in_text:
            self._in_text += 1
        elif depth > 0 and tag not in ("header", "body", "tu", "tuv"):
            self._in_text = 1
            self.expat.CharacterDataHandler = self._data

    def _open(self, depth: int, tag: str, attributes: dict[str, str]) -> None:
        if depth == 0:
            if tag.lower() != "tmx":
                raise NotTmx(tag)
            self._version = attributes.pop("version", "")
            self._root = attributes
        elif tag == "body":
            self._body()

    def _body(self) -> None:
        self._seen_body = True
        fields, extras = self._header or ({}, ())
        if self._header is None:
            self._odd("header.missing", say("there is no header before the units"))
        if self.header is None:
            self.header = Header(fields, extras, self._root, tuple(self._comments), self._version)
        self._comments = []

    def _data(self, text: str) -> None:
        self._stack[-1][2].append(text)

    def _stray(self, text: str) -> None:
        if not text.isspace():
            self._odd("dtd.text", say("text outside a segment: {text}", text=repr(text.strip()[:40])))

    def _comment(self, text: str) -> None:
        depth = len(self._stack)
        if depth <= 2 and not (depth == 2 and self._stack[1][0] == "header"):
            (self.trailer if depth < 2 and self._seen_body else self._comments).append(text)
        elif not self._in_text:
            owner = self._stack[-1]
            owner[2].append(Comment(text))

    def _doctype(self, name: str, system: str | None, public: str | None, has_internal_subset: int) -> None:
        # Declarations may give attributes defaults and entities names.
        self.declarations = bool(has_internal_subset)

    def _entity(
        self,
        name: str,
        is_parameter: int,
        value: str | None,
        base: str | None,
        system: str | None,
        public: str | None,
        notation: str | None,
    ) -> None:
        # A literal replacement can do no harm; anything that points outside or holds further references can.
        if value is None or is_parameter or len(value) > 1000 or "&" in value.replace("&#", "") or "%" in value:
            raise Broken(
                say(
                    "the file declares the entity '{name}', which could expand without end or point elsewhere",
                    name=name,
                )
            )

    def _skipped(self, name: str, is_parameter: int) -> None:
        if not is_parameter:
            raise Broken(f"undefined entity '&{name};'")

    def _external(self, context: str, base: str | None, system: str | None, public: str | None) -> int:
        raise Broken(say("reference to an external entity ({system})", system=system))

    def _end(self, tag: str) -> None:
        if self._schema:
            self._schema.end()
        _, attributes, children = self._stack.pop()
        if self._in_text:
            self._in_text -= 1
            if self._in_text:
                self._stack[-1][2].append(Element(tag, attributes or NONE, _normal(children)))
                return
            self.expat.CharacterDataHandler = self._stray if self._watch else None
            if tag == "seg":
                self._stack[-1][2].append(_Seg(_normal(children)))
            elif len(self._stack) == 1 or self._stack[-1][0] == "body":
                pass  # unknown, and outside every unit: the schema has said so
            elif tag == "prop" and "type" in attributes and not any(isinstance(c, Element) for c in children):
                type_ = attributes.pop("type")
                self._stack[-1][2].append(Prop(type_, "".join(children), attributes or NONE))
            elif tag == "note" and not any(isinstance(c, Element) for c in children):
                self._stack[-1][2].append(Note("".join(children), attributes or NONE))
            else:
                if tag == "prop" and "type" not in attributes and self.unit_start is not None:
                    self._odd("prop.type", say("a prop without type"))
                if tag == "ude":  # only elements may stand in it: what is between them is indentation
                    children = [child for child in children if not isinstance(child, str) or child.strip()]
                self._stack[-1][2].append(Element(tag, attributes or NONE, _normal(children)))
        elif tag == "tuv":
            self._stack[-1][2].append(self._variant(attributes, children))
        elif tag == "tu" and self.unit_start is not None and len(self._stack) == self._unit_depth:
            self._unit(attributes, children)
        elif tag == "header":
            self._header = self._header or (attributes, tuple(_loose(children)))
        elif tag == "body":
            self.trailer.extend(self._comments)
            self._comments = []

    # Building ---------------------------------------------------------------------------------------------------

    def _variant(self, attributes: dict[str, str], children: list[Any]) -> Variant:
        language = attributes.pop("xml:lang", None)
        if language is None:
            language = attributes.pop("lang", None)
            if language is None:
                self._odd("language.missing", say("a tuv without xml:lang"))
                language = ""
            else:
                self._odd("language.old", say("lang where xml:lang should be"))
        if len(children) == 1 and type(children[0]) is _Seg:
            return Variant(language, children[0].content, attributes or NONE)
        segment: Content | None = None
        extras: list[Extra] = []
        for child in children:
            if isinstance(child, _Seg):
                if segment is None:
                    segment = child.content
                    continue
                child = Element("seg", NONE, child.content)
            extras.append(child)
        if segment is None:
            self._odd("segment.missing", say("a tuv without seg"))
        return Variant(language, segment or (), attributes or NONE, tuple(_loose(extras)))

    def _unit(self, attributes: dict[str, str], children: list[Any]) -> None:
        variants: list[Variant] = []
        extras: list[Extra] = []
        for child in children:
            if type(child) is Variant:
                variants.append(child)
            else:
                extras.append(child)
        before: tuple[str, ...] = ()
        if self._comments:
            before, self._comments = tuple(self._comments), []
        self.entries.append(Entry(tuple(variants), attributes or NONE, tuple(_loose(extras)), before))
        self.lines.append(self._unit_line)
        self.unit_start = None
        self.after = self.expat.CurrentByteIndex + len("</tu>")

    def _odd(self, check: str, message: str) -> None:
        if self._watch:
            line = self.line_base + self.expat.CurrentLineNumber
            self._watch(Oddity(check, message, line, self.unit if self.unit_start else 0))


class _Seg(NamedTuple):
    content: Content


def _normal(children: list[Any]) -> Content:
    if len(children) < 2:
        return tuple(children)
    return content(*children)


def _loose(children: list[Any]) -> list[Extra]:
    """Children that may stand among props and notes; a seg or tuv out of place is kept as a plain element."""
    return [
        Element("seg", NONE, child.content)
        if isinstance(child, _Seg)
        else Element("tuv", {**child.attributes, "xml:lang": child.language}, child.content)
        if isinstance(child, Variant)
        else child
        for child in children
    ]
