"""Read a memory an entry at a time, in constant memory, from anything that is TMX or nearly so.

One tag, one unit and the header have limits, so that a hostile file costs no more than a large one. With `recover`, a
unit that cannot be parsed is set aside and reading goes on at the next `<tu`.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple
from xml.parsers import expat

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import say
from duizhao.tmx.model import Entry, Header
from duizhao.tmx.xml.byte_stream import display_name, opened, utf8_chunks
from duizhao.tmx.xml.fast.columns import Parsed, Units
from duizhao.tmx.xml.fast.scanner import UnitScanner
from duizhao.tmx.xml.fast.unit import clean
from duizhao.tmx.xml.parser import Broken, Foreign, NotTmx, Oddity, Parser
from duizhao.tmx.xml.scrub import scrubbed

MAX_TAG = 4 << 20
"""Bytes of one tag, comment or other piece of markup."""
MAX_UNIT = 16 << 20
"""Bytes of one unit, and of the header."""

# A document type without internal declarations. It is blanked before parsing, lines kept: we never fetch a DTD, and
# without the reference expat treats an undefined entity as the error it is instead of skipping it.
_DOCTYPE = re.compile(
    rb"<!DOCTYPE\s+[\w:.-]+\s*(?:SYSTEM\s*(?:\"[^\"]*\"|'[^']*')|PUBLIC\s*(?:\"[^\"]*\"|'[^']*')\s*"
    rb"(?:\"[^\"]*\"|'[^']*')?)?\s*>"
)
_UNIT = re.compile(rb"<tu[\s>]")
_RESTART = b'<tmx version="1.4"><body>'
_TOKEN = expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN]
NOT_UTF8 = say("bytes that are not UTF-8")
ENCODING = say(
    'If it is GB 18030 or Big5, let its first line say so (<?xml version="1.0" '
    'encoding="GB18030"?>), or save it as UTF-8'
)
_RECOVER = "{cure}`duizhao tmx clean --recover` saves the units that are whole"
_AT_END = {
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}


class Loss(NamedTuple):
    """A stretch of a file that recovery set aside: what was wrong, from which line, how many bytes (as UTF-8)."""

    what: str
    line: int
    size: int


class Reader:
    """A memory opened for reading: `header` at once, then its entries one by one.

    `line` and `unit` are those of the entry last yielded (both from 1). `batches` gives the same entries many at a
    time, for commands that work on columns. Use it in a `with`:

        with Reader(path) as reader:
            for entry in reader: ...

    `watch` is called with every oddity that is not quite TMX. With `recover`, what cannot be parsed is left out, listed
    in `losses` and written to `side`, and reading goes on at the next unit. `scrub` asks for stray ampersands and
    forbidden characters to be mended first, and is told of each (what, line).

    Raises InputError: at once where the file cannot be opened or its header not be read, later where the XML is not
    well-formed or a limit is passed, with the line and the number of the unit.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        watch: Callable[[Oddity], None] | None = None,
        recover: bool = False,
        side: BinaryIO | None = None,
        scrub: Callable[[str, int], None] | None = None,
    ) -> None:
        self.path = path
        self._before = 0
        self._units: Units = Parsed([], [])
        self._iterator: Iterator[Entry] | None = None
        self.losses: list[Loss] = []
        self._watch, self._recover, self._side = watch, recover, side
        self._stack = ExitStack()
        self._parser = Parser(watch)
        self._fed = 0
        # For recovery: the bytes from the unit being read on, where they stand in the file, and on which line.
        self._tail = bytearray()
        self._tail_at, self._tail_line = 0, 1
        self._base = 0
        try:
            self._chunks = utf8_chunks(self._stack.enter_context(opened(path)), path, recover=recover)
            if scrub:
                self._chunks = scrubbed(self._chunks, scrub)
            self._first = True
            while self._parser.header is None and self._feed():
                pass
        except BaseException:
            self._stack.close()
            raise
        if self._parser.header is None:
            self._stack.close()
            raise self._error(say("the file ends before the body of the memory"))
        self.header: Header = self._parser.header

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def unit(self) -> int:
        """The number (from 1) of the entry last yielded; when batches were asked for, of the last of the last one."""
        left = 0 if self._iterator is None else self._iterator.__length_hint__()  # type: ignore[attr-defined]
        return self._before + len(self._units) - int(left)

    @property
    def line(self) -> int:
        """The line (from 1) on which the entry last yielded begins."""
        return self._units.line(self.unit - self._before - 1) if self.unit else 0

    @property
    def trailer(self) -> tuple[str, ...]:
        """The comments after the last entry; known when the entries have been read."""
        return tuple(self._parser.trailer)

    def __iter__(self) -> Iterator[Entry]:
        return chain.from_iterable(self._lists())

    def _lists(self) -> Iterator[Iterator[Entry]]:
        for units in self.batches():
            self._iterator = iter(units.entries())
            yield self._iterator

    def batches(self) -> Iterator[Units]:
        """The entries, simple ones in batches."""
        # Recovery needs the parser to see everything, and only the parser knows what a document type declares.
        slow = self._recover or self._parser.declarations
        for units in self._parsed() if slow else self._quickly():
            self._before += len(self._units)
            self._units, self._iterator = units, None
            yield units

    def _parsed(self) -> Iterator[Units]:
        """Every unit by the parser."""
        more = True
        while more or self._parser.entries:
            yield from self._finished()
            if more:
                more = self._feed()

    def _quickly(self) -> Iterator[Units]:
        """Simple units by regular expression, the others by the parser, which never sees the simple ones."""
        cutter = UnitScanner(right=self._watch is not None)
        decoder = getincrementaldecoder("utf-8")("strict")
        more = simple = True
        rest = ""
        while more:
            # The first chunk has gone to the parser whole, to find the header.
            yield from self._finished()
            data = next(self._chunks, b"")
            more = bool(data)
            try:
                text = rest + decoder.decode(data, final=not more)
            except UnicodeDecodeError:
                # The parser will name the line. What the decoder holds back of a character goes to it, too.
                held = decoder.getstate()[0]
                self._give(rest.encode("utf-8") + held + data, final=False)
                yield from self._parsed()
                return
            # What is left of a chunk with forbidden characters is as suspect as the chunk.
            simple = clean(data, text) and (simple or not rest)
            at = 0
            cutter.begin(text)
            while True:
                parser = self._parser
                while simple and self._between_units():
                    units, end = cutter.take(at, parser.line_base + parser.expat.CurrentLineNumber)
                    if not units:
                        break
                    yield units
                    parser.unit += len(units)
                    parser.line_base += text.count("\n", at, end)
                    at = end
                stop = text.find("</tu>", at)
                if stop < 0:
                    break
                self._give(text[at : stop + 5].encode("utf-8"), final=False)
                at = stop + 5
                yield from self._finished()
            rest = text[at:]
            if not more or len(rest) > MAX_TAG:
                self._give(rest.encode("utf-8"), final=not more)
                rest = ""
        yield from self._finished()

    def _between_units(self) -> bool:
        """Whether the parser stands exactly behind a unit: when the bytes it was given end where its last unit ended.

        Else it stands within a unit or something else it has not seen the end of, and only it may go on.
        """
        return self._parser.after == self._fed - self._base

    def _finished(self) -> Iterator[Units]:
        """The entries that the parser has finished."""
        parser = self._parser
        if parser.entries:
            parsed = Parsed(parser.entries, parser.lines)
            parser.entries, parser.lines = [], []
            yield parsed

    def _give(self, data: bytes, *, final: bool) -> None:
        self._fed += len(data)
        self._parse(data, final=final)

    def _feed(self) -> bool:
        """Parse another chunk; False when the file is at its end."""
        data = next(self._chunks, b"")
        more = bool(data)
        if self._first:
            self._first = False
            data = _blank_doctype(data)
        if self._recover:
            self._tail += data
        self._fed += len(data)
        while True:
            try:
                self._parse(data, final=not more)
                break
            except InputError as error:
                if not self._recover or isinstance(error, Foreign):
                    raise
                rest = self._skip(error)
                if rest is None:
                    return False
                data, more = rest
        if self._recover:
            self._trim()
        return more

    def _parse(self, data: bytes, *, final: bool) -> None:
        parser = self._parser
        try:
            parser.expat.Parse(data, final)
        except expat.ExpatError as error:
            if final and error.code in _AT_END:
                raise self._error(say("the file ends too early")) from error
            what: str = expat.ErrorString(error.code)
            if error.code == _TOKEN:
                if not _is_utf8(data):
                    raise self._error(NOT_UTF8, error.lineno, say("{cure}; ", cure=ENCODING)) from error
                what = say("a stray & or <, or a character that XML forbids")
            raise self._error(say("not well-formed XML: {what}", what=what), error.lineno) from error
        except NotTmx as error:
            if not error.cure:
                raise self._error(str(error)) from error
            line = parser.line_base + parser.expat.CurrentLineNumber
            raise Foreign(str(error), path=display_name(self.path), line=line, cure=error.cure) from error
        except Broken as error:
            raise self._error(str(error)) from error
        fed = self._fed - self._base
        if not final and fed - parser.expat.CurrentByteIndex > MAX_TAG:
            raise self._error(say("a tag or comment of more than {max_tag} MB", max_tag=MAX_TAG >> 20))
        if parser.header is None and fed > MAX_UNIT:
            raise self._error(say("a header of more than {max_unit} MB", max_unit=MAX_UNIT >> 20))
        if parser.unit_start is not None and fed - parser.unit_start > MAX_UNIT:
            raise self._error(say("a unit of more than {max_unit} MB", max_unit=MAX_UNIT >> 20))

    def _error(self, what: str, line: int | None = None, cure: str = "") -> InputError:
        parser = self._parser
        number: str = say("unit {number}", number=parser.unit)
        if parser.unit_start is None:
            number = say("after {unit}", unit=number) if parser.unit else ""
        return InputError(
            what,
            path=display_name(self.path),
            line=parser.line_base + (line or parser.expat.CurrentLineNumber),
            unit=number or None,
            cure=None if self._recover else say(_RECOVER, cure=cure),
        )

    # Recovery ---------------------------------------------------------------------------------------------------

    def _skip(self, error: InputError) -> tuple[bytes, bool] | None:
        """Set the broken stretch aside and make a new parser at the next unit.

        Returns what there is to parse and whether the file goes on; None at its end.
        """
        parser = self._parser
        # The broken stretch begins where its unit began, or after the last unit that was whole.
        start = parser.unit_start if parser.unit_start is not None else parser.after
        offset = max(self._base + start - self._tail_at, 0)
        line = self._tail_line + self._tail.count(b"\n", 0, offset)
        size = 0
        search = offset + (1 if parser.unit_start is not None else max(parser.expat.CurrentByteIndex - start, 0) + 1)
        if self._side:
            self._side.write(f"=== {error}\n".encode())
        more = True
        while True:
            found = _UNIT.search(self._tail, search)
            # Without a unit in sight keep the last three bytes: a `<tu` may be cut between two chunks.
            end = found.start() if found else max(len(self._tail) - (3 if more else 0), offset)
            piece = bytes(self._tail[offset:end])
            size += len(piece)
            if self._side:
                self._side.write(piece)
            self._drop(end)
            if found or not more:
                break
            offset = search = 0
            data = next(self._chunks, b"")
            more = bool(data)
            self._fed += len(data)
            self._tail += data
        if self._side:
            self._side.write(b"\n")
        if size:
            self.losses.append(Loss(str(error), line, size))
        self._restart()
        return (bytes(self._tail), True) if found else None

    def _restart(self) -> None:
        old = self._parser
        self._parser = new = Parser(self._watch)
        new.header = old.header or Header(version="")
        new.entries, new.lines, new.trailer, new.unit = old.entries, old.lines, old.trailer, old.unit
        new.expat.Parse(_RESTART, False)
        new.resume()
        new.header = old.header or Header(version="")
        self._base = self._tail_at - len(_RESTART)
        new.line_base = self._tail_line - 1

    def _trim(self) -> None:
        parser = self._parser
        keep = parser.unit_start if parser.unit_start is not None else parser.after
        self._drop(max(min(self._base + keep - self._tail_at, len(self._tail)), 0))

    def _drop(self, size: int) -> None:
        self._tail_line += self._tail.count(b"\n", 0, size)
        self._tail_at += size
        del self._tail[:size]


def _is_utf8(data: bytes) -> bool:
    """Whether a chunk (which ends with a whole character) is UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _blank_doctype(head: bytes) -> bytes:
    end = head.find(b"<tmx")
    found = _DOCTYPE.search(head, 0, end if end >= 0 else len(head))
    if not found or head.rfind(b"<!--", 0, found.start()) > head.rfind(b"-->", 0, found.start()):
        return head
    blank = re.sub(rb"[^\r\n]", b" ", found[0])
    return head[: found.start()] + blank + head[found.end() :]


class Entries:
    """The entries of a memory, as often as wanted."""

    def __init__(self, path: str | Path) -> None:
        self.path = path

    def __iter__(self) -> Iterator[Entry]:
        with Reader(self.path) as reader:
            yield from reader

    def batches(self) -> Iterator[Units]:
        """The same in batches."""
        with Reader(self.path) as reader:
            yield from reader.batches()


def read_entries(path: str | Path) -> Iterator[Entry]:
    """The entries of a memory, one by one, in constant memory. `-` reads standard input. Raises InputError."""
    with Reader(path) as reader:
        yield from reader
