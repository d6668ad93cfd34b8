"""Write a memory as TMX 1.4: the same entries give the same bytes, and a file is written whole or not at all."""

from __future__ import annotations

import gzip
import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, cast

from duizhao.corpora.errors import OutputError, SettingsError
from duizhao.corpora.saying import say
from duizhao.corpora.storage.files import writing
from duizhao.tmx.model import Entry, Header
from duizhao.tmx.xml.columns_xml import MixedXml, batch_xml
from duizhao.tmx.xml.fast.columns import Batch, Units, picked
from duizhao.tmx.xml.fast.mixed import Mixed
from duizhao.tmx.xml.prefixes import declared, may_have_prefixes
from duizhao.tmx.xml.unit_xml import attributes_xml, comment_xml, entry_xml, extra_xml

HEADER_DEFAULTS = {
    "creationtool": "unknown",
    "creationtoolversion": "unknown",
    "segtype": "sentence",
    "o-tmf": "unknown",
    "adminlang": "en",
    "datatype": "plaintext",
}
"""What a header without them is given: the document type wants them, and OmegaT from 6.1 refuses a memory without."""


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
    lines += [f"{comment_xml(text)}\n" for text in header.preamble]
    fields = completed(header, language).attributes
    lines.append(f'<tmx version="1.4"{attributes_xml(header.root)}>\n  <header{attributes_xml(fields)}')
    if header.extras:
        lines.append(">\n")
        lines += [f"    {extra_xml(extra)}\n" for extra in header.extras]
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
            raise SettingsError(
                say("TMX level {level} does not exist", level=level), cure="Known levels: 1 (text), 2 (inline codes)"
            )
        self._stream, self._level = stream, level
        self._mixed = MixedXml(level)
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
        if isinstance(units, Mixed) and self._take_mixed(units, positions):
            return
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

    def _take_mixed(self, units: Mixed, positions: Sequence[int] | None) -> bool:
        """Write such units; False where each has to be looked at."""
        chosen = range(len(units)) if positions is None else positions
        if not chosen:
            return True
        try:
            data = self._mixed(units, positions)
        except OutputError:  # which is to name the unit
            return False
        if may_have_prefixes(data):
            return False
        self._begin(units.sides[0].languages[chosen[0]])
        self._lines.append(data)
        self._flush()
        self.written += len(chosen)
        return True

    def close(self, trailer: Iterable[str] = ()) -> None:
        """Write the end of the file, with comments before it."""
        self._begin()
        self._lines += [f"    {comment_xml(text)}\n" for text in trailer]
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
