"""Write a memory as TMX 1.4: the same entries give the same bytes, and a file is written whole or not at all."""

from __future__ import annotations

import gzip
import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, cast

from duizhao.corpora.errors import OutputError, SettingsError
from duizhao.corpora.storage.files import writing
from duizhao.tmx.model import (
    CODE_TAGS,
    ILLEGAL,
    Comment,
    Content,
    Element,
    Entry,
    Extra,
    Header,
    Note,
    Prop,
    Variant,
    plain,
)
from duizhao.tmx.xml.fast.columns import Batch, Segments, TagColumn, Units, filled, picked
from duizhao.tmx.xml.fast.template import Tag, TagTemplate
from duizhao.tmx.xml.prefixes import declared, may_have_prefixes

# Attributes in the order of the TMX 1.4 DTD; unknown ones follow by name. A fixed order makes equal memories equal
# byte for byte, whatever order their files had.
_NAMES = (
    "tuid creationtool creationtoolversion segtype o-tmf adminlang srclang datatype o-encoding usagecount "
    "lastusagedate creationdate creationid changedate changeid type xml:lang lang name "
    "base unicode code ent subst i x pos assoc"
)
_ORDER = {name: position for position, name in enumerate(_NAMES.split())}
HEADER_DEFAULTS = {
    "creationtool": "unknown",
    "creationtoolversion": "unknown",
    "segtype": "sentence",
    "o-tmf": "unknown",
    "adminlang": "en",
    "datatype": "plaintext",
}
"""What a header without them is given: the document type wants them, and OmegaT from 6.1 refuses a memory without."""
_NAME = re.compile(r"[A-Za-z_:\u00b7-\uffef][\w:.\u00b7-]*\Z")
_TEXT = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_VALUE = re.compile('[&<>"\t\n\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]')
_SHORT = 80  # characters of a property that may come again: documents, clients, kinds; not what is said once
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


def _escape(found: re.Match[str]) -> str:
    char = found[0]
    if char not in _ESCAPES:
        raise OutputError(
            f"the character U+{ord(char):04X} cannot stand in XML", cure="Remove it; `duizhao tmx clean` does so"
        )
    return _ESCAPES[char]


def text_xml(text: str) -> str:
    """Text as XML content. Raises OutputError for a character that XML cannot hold."""
    # Nothing that is printable is forbidden, and asking so is three times as fast as looking for what is not.
    if text.isprintable() and "&" not in text and "<" not in text and ">" not in text:
        return text
    return _TEXT.sub(_escape, text) if _TEXT.search(text) else text


def attribute_xml(text: str) -> str:
    """Text as the value of an XML attribute, in double quotes. Raises OutputError as `text_xml`."""
    return text if text.isalnum() or not _VALUE.search(text) else _VALUE.sub(_escape, text)


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: (_ORDER.get(name, 99), name)))


@lru_cache(maxsize=20_000)
def _layout(given: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """How attributes of these names are written, with a %s for each value, and in which order."""
    names = _sorted(given)
    for name in names:
        if name not in _ORDER and not _NAME.match(name):
            raise OutputError(f"'{name}' cannot be the name of an XML attribute")
    return "".join(f' {name}="%s"' for name in names), names


def _attributes(attributes: Mapping[str, str]) -> str:
    if not attributes:
        return ""
    pattern, names = _layout(tuple(attributes))
    values = [attributes[name] for name in names]
    joined = "".join(values)
    if not joined.isalnum() and _VALUE.search(joined):
        values = [attribute_xml(value) for value in values]
    return pattern % tuple(values)


_written: dict[int, tuple[Element, str]] = {}


def _element(element: Element) -> str:
    # A reader gives the same object for a code that comes again. It is kept, so that nothing else can have its number.
    known = _written.get(id(element))
    if known is not None:
        return known[1]
    tag = element.tag
    if tag not in CODE_TAGS and not _NAME.match(tag):
        raise OutputError(f"'{tag}' cannot be the name of an XML element")
    inner = content_xml(element.content)
    start = f"<{tag}{_attributes(element.attributes)}"
    xml = f"{start}>{inner}</{tag}>" if inner else f"{start}/>"
    if len(_written) >= 1000:
        _written.clear()
    _written[id(element)] = element, xml
    return xml


def content_xml(parts: Content) -> str:
    """Mixed content as XML."""
    return "".join([text_xml(part) if isinstance(part, str) else _element(part) for part in parts])


def _comment(text: str) -> str:
    if "--" in text or text.endswith("-") or ILLEGAL.search(text):
        raise OutputError("a comment with '--' in it cannot be written as XML")
    # A bare carriage return would come back as a line feed, and a comment has no escapes.
    return f"<!--{text.replace(chr(13), chr(10))}-->"


@lru_cache(maxsize=20_000)
def _prop(type_: str, text: str) -> str:
    return f'<prop type="{attribute_xml(type_)}">{text_xml(text)}</prop>'


@lru_cache(maxsize=1000)
def _language(language: str) -> str:
    return f' xml:lang="{attribute_xml(language)}"' if language else ""


def _extra(extra: Extra) -> str:
    if isinstance(extra, Prop):
        type_, text, attributes = extra
        if not attributes and len(text) <= _SHORT:
            return _prop(type_, text)
        return f'<prop type="{attribute_xml(type_)}"{_attributes(attributes)}>{text_xml(text)}</prop>'
    if isinstance(extra, Note):
        return f"<note{_attributes(extra.attributes)}>{text_xml(extra.text)}</note>"
    if isinstance(extra, Comment):
        return _comment(extra.text)
    return _element(extra)


def _variant(variant: Variant, level: int) -> str:
    language, parts, attributes, extras = variant
    tag = _language(language)
    if attributes:
        tag += _attributes(attributes)
    before = "".join([f"        {_extra(extra)}\n" for extra in extras]) if extras else ""
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
    comments = "".join([f"    {_comment(text)}\n" for text in before]) if before else ""
    inner = "".join([f"      {_extra(extra)}\n" for extra in extras]) if extras else ""
    inner += "".join([_variant(variant, level) for variant in variants])
    return f"{comments}    <tu{_attributes(attributes)}>\n{inner}    </tu>\n"


def batch_xml(batch: Batch, *, level: int = 2, positions: Sequence[int] | None = None) -> bytes:
    """What `entry_xml` gives of each unit of a batch, or of those at the positions (from 0), as UTF-8."""
    literals = batch.mould.literals.get("xml")
    if literals is None:
        literals = batch.mould.literals["xml"] = _literals(batch)
    columns: list[Sequence[str]] = []
    for number, tag in enumerate((batch.unit, *batch.tags)):
        columns += [_column(tag.values[tag.tag.names.index(name)], attribute_xml) for name in _sorted(tag.tag.names)]
        columns += _extras_columns(tag, "        " if number else "      ")
        if number:
            columns.append(_segments(batch.segments[number - 1], level))
    return filled(literals, columns, positions)


def _extras_columns(column: TagColumn, indent: str) -> Iterator[Sequence[str]]:
    """The texts of properties and notes; of those that some units lack the whole line, or nothing."""
    for kind, texts, given in zip(column.tag.extras, column.texts, column.given, strict=True):
        written = _column(texts, text_xml)
        if given is None:
            yield written
        else:
            before, after = _around(kind, indent)
            yield [f"{before}{text}{after}" if there else "" for text, there in zip(written, given, strict=True)]


def _around(kind: TagTemplate, indent: str) -> tuple[str, str]:
    extra = _extra(Note("", kind.attributes) if kind.type is None else Prop(kind.type, "", kind.attributes))
    before, _, after = extra.rpartition("</")
    return f"{indent}{before}", f"</{after}\n"


def _column(values: Sequence[str], escape: Callable[[str], str]) -> Sequence[str]:
    joined = "".join(values)
    return list(map(escape, values)) if any(char in joined for char in _ESCAPES) else values


def _segments(segments: Segments, level: int) -> Sequence[str]:
    made = list(segments.raws)
    if ">" in segments.joined:
        made = [raw.replace(">", "&gt;") for raw in made]
    for position, xml in segments.written(content_xml).items():
        made[position] = xml if level == 2 else text_xml(plain(segments.special[position]))
    return made


def _literals(batch: Batch) -> list[str]:
    """What is written before, between and after the values of each unit."""
    mark = "\x00"  # which no XML can hold

    def start(tag: Tag) -> str:
        return _language(tag.language) + "".join(f' {name}="{mark}"' for name in _sorted(tag.names))

    def inside(tag: Tag, indent: str) -> str:
        return "".join(mark if kind.optional else mark.join(_around(kind, indent)) for kind in tag.extras)

    unit, *tags = (column.tag for column in (batch.unit, *batch.tags))
    variants = [
        f"      <tuv{start(tag)}>\n{inside(tag, '        ')}        <seg>{mark}</seg>\n      </tuv>\n" for tag in tags
    ]
    return f"    <tu{start(unit)}>\n{inside(unit, '      ')}{''.join(variants)}    </tu>\n".split(mark)


def completed(header: Header, language: str = "") -> Header:
    """A header with every attribute that the document type wants; its source language is `language` where it names
    none, that of the first text."""
    fields = header.attributes
    missing = {name: value for name, value in HEADER_DEFAULTS.items() if name not in fields}
    if not fields.get("srclang"):
        missing["srclang"] = language or "*all*"
    return replace(header, attributes={**fields, **missing}) if missing else header


def header_xml(header: Header, language: str = "") -> str:
    """All that stands before the first entry, whose first text is in `language`."""
    # No DOCTYPE: it is optional, and naming a DTD makes some consumers look for a file or a server that is not there.
    lines = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    lines += [f"{_comment(text)}\n" for text in header.preamble]
    fields = completed(header, language).attributes
    lines.append(f'<tmx version="1.4"{_attributes(header.root)}>\n  <header{_attributes(fields)}')
    if header.extras:
        lines.append(">\n")
        lines += [f"    {_extra(extra)}\n" for extra in header.extras]
        lines.append("  </header>\n")
    else:
        lines.append("/>\n")
    lines.append("  <body>\n")
    return "".join(lines)


class Writer:
    """Entries to an open binary stream; `close` writes the end. `written` counts the entries.

    Raises OutputError with the unit for what XML cannot hold.
    """

    def __init__(self, stream: BinaryIO, header: Header, *, level: int = 2) -> None:
        if level not in (1, 2):
            raise SettingsError(f"TMX level {level} does not exist", cure="Known levels: 1 (text), 2 (inline codes)")
        self._stream, self._level = stream, level
        self.written = 0
        self._header: Header | None = header
        self._root = header.root
        self._lines: list[str] = []

    def _begin(self, language: str = "") -> None:
        """Write the header, for which the first entry is waited for."""
        if self._header is not None:
            self._lines.append(header_xml(self._header, language))
            self._header = None

    def add(self, entry: Entry) -> None:
        """Write an entry."""
        self.written += 1
        if self._header is not None:
            self._begin(entry.variants[0].language if entry.variants else "")
        try:
            xml = entry_xml(entry, level=self._level)
            if may_have_prefixes(xml):
                xml = entry_xml(declared(entry, self._root), level=self._level)
            self._lines.append(xml)
        except OutputError as error:
            raise OutputError(error.what, unit=f"unit {self.written}", cure=error.cure) from error
        if len(self._lines) > 500:
            self._flush()

    def take(self, units: Units, positions: Sequence[int] | None = None) -> None:
        """Write many entries: those at the positions (from 0), or all."""
        if not isinstance(units, Batch):
            for entry in picked(units, positions):
                self.add(entry)
            return
        if positions is not None and 2 * len(positions) < len(units):
            if not positions:
                return
            units, positions = units.pick(positions), None
        self._begin(units.tags[0].tag.language if units.tags else "")
        self._flush()
        data = batch_xml(units, level=self._level, positions=positions)
        if any(segments.special for segments in units.segments) and may_have_prefixes(data.decode()):
            for entry in picked(units, positions):
                self.add(entry)
            return
        self._stream.write(data)
        self.written += len(units if positions is None else positions)

    def close(self, trailer: Iterable[str] = ()) -> None:
        """Write the end of the file, with comments before it."""
        self._begin()
        self._lines += [f"    {_comment(text)}\n" for text in trailer]
        self._lines.append("  </body>\n</tmx>\n")
        self._flush()

    def _flush(self) -> None:
        self._stream.write("".join(self._lines).encode("utf-8"))
        self._lines = []


@contextmanager
def output(path: str | Path) -> Iterator[BinaryIO]:
    """A binary stream that becomes `path` when all went well: `-` is stdout; a name ending in .gz is compressed."""
    if str(path) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with writing(path) as stream:
        if str(path).lower().endswith(".gz"):
            # No name and no time in the gzip header: the same memory gives the same bytes.
            with gzip.GzipFile(filename="", mode="wb", fileobj=stream, mtime=0) as packed:
                yield cast(BinaryIO, packed)
        else:
            yield stream


@contextmanager
def write_to(path: str | Path, header: Header, *, level: int = 2) -> Iterator[Writer]:
    """A Writer on a file that appears whole when the block ends well, or not at all; `-` is stdout.

    Raises OutputError where the place cannot be written.
    """
    with output(path) as stream:
        writer = Writer(stream, header, level=level)
        yield writer
        writer.close()


def to_bytes(header: Header, entries: Iterable[Entry], *, level: int = 2) -> bytes:
    """A whole memory in one piece, for tests and small files."""
    stream = io.BytesIO()
    writer = Writer(stream, header, level=level)
    for entry in entries:
        writer.add(entry)
    writer.close()
    return stream.getvalue()
