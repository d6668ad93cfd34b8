"""Bytes of a memory, whatever it is packed in: a file, a pipe, gzip, zip; UTF-8, UTF-16 or an older encoding.

What leaves here is UTF-8 in chunks, so that the parser need not know any of that.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, BinaryIO, cast

from duizhao.corpora.errors import InputError, unreadable
from duizhao.corpora.saying import say

CHUNK = 1 << 15
"""Bytes at a time. Four times as much reads a tenth slower: what is made of them then outgrows the nearest caches."""

Told = Callable[[int, int], None]
watching: ContextVar[Told | None] = ContextVar("watching", default=None)
"""Told how many bytes of how many have been read of each file that is opened (not of a pipe)."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
# GB 18030 holds all of GB 2312 and GBK, and files that declare those often hold more than they declare.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "iso8859-1": "cp1252"}


@contextmanager
def opened(path: str | Path) -> Iterator[BinaryIO]:
    """Open a memory for reading: `-` is stdin; gzip and zip are opened by their first bytes, not by their name.

    Raises InputError where the file is missing, unreadable or empty, or a zip does not hold exactly one `.tmx`.
    """
    with ExitStack() as stack:
        try:
            raw = sys.stdin.buffer if str(path) == "-" else stack.enter_context(_file(path))
        except OSError as error:
            raise unreadable(error, path) from error
        # Standard input is sometimes a plain stream of bytes (under a test runner, in a notebook).
        buffered = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, raw))
        head = _peek(buffered, path)
        if not head:
            raise InputError("the file is empty", path=display_name(path))
        if head.startswith(b"\x1f\x8b"):
            yield cast(BinaryIO, stack.enter_context(gzip.GzipFile(fileobj=buffered)))
        elif head.startswith(b"PK\x03\x04"):
            yield _member(stack, buffered, path)
        else:
            yield buffered


def _file(path: str | Path) -> BinaryIO:
    told = watching.get()
    if told is None:
        return open(path, "rb")
    return cast(BinaryIO, io.BufferedReader(_Watched(open(path, "rb", buffering=0), told), 8 * CHUNK))


class _Watched(io.RawIOBase):
    """A file that tells how far it has been read."""

    def __init__(self, raw: io.FileIO, told: Told) -> None:
        self._raw, self._told = raw, told
        self._size = raw.seek(0, io.SEEK_END)
        raw.seek(0)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        count = self._raw.readinto(buffer)
        self._told(self._raw.tell(), self._size)
        return count

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        return self._raw.tell()

    def close(self) -> None:
        self._raw.close()
        super().close()


def display_name(path: str | Path) -> str:
    """How messages name a path: `-` is standard input."""
    return "standard input" if str(path) == "-" else str(path)


def _peek(stream: io.BufferedReader, path: str | Path) -> bytes:
    try:
        return stream.peek(8)[:8]
    except OSError as error:
        raise unreadable(error, display_name(path)) from error


_ENDINGS = {
    ".po": say("This is PO: `duizhao tmx convert FILE memory.tmx` makes a memory of it"),
    ".docx": say("`duizhao align` pairs a document with its translation"),
}


def _office(names: set[str]) -> str:
    """What kind of office document an archive with these members is; "" where it is none."""
    kinds = {
        "word/document.xml": "a Word document",
        "xl/workbook.xml": "an Excel workbook",
        "ppt/presentation.xml": "a PowerPoint presentation",
        "META-INF/container.xml": "an e-book (EPUB)",
        "content.xml": "an OpenDocument file",
    }
    return next((kind for member, kind in kinds.items() if member in names), "")


def _member(stack: ExitStack, stream: io.BufferedReader, path: str | Path) -> BinaryIO:
    """The one `.tmx` of a zip. A zip is read from its end, so one that comes through a pipe is set aside first."""
    seekable: BinaryIO = stream
    if not stream.seekable():
        spool = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
        seekable = cast(BinaryIO, spool)
        while chunk := stream.read(CHUNK):
            seekable.write(chunk)
        seekable.seek(0)
    try:
        archive = stack.enter_context(zipfile.ZipFile(seekable))
        names = [name for name in archive.namelist() if name.lower().endswith(".tmx")]
        if not names and (what := _office(set(archive.namelist()))):
            raise InputError(
                say("not a TMX file: {what}", what=what),
                path=display_name(path),
                cure="`duizhao align` pairs it with its translation, `duizhao segment` shows what is read of it",
            )
        if len(names) != 1:
            raise InputError(
                say(
                    "the zip holds {names} .tmx files{which}",
                    names=len(names),
                    which=(say(" ({names})", names=", ".join(names[:5])) if names else ""),
                ),
                path=display_name(path),
                cure="Unpack it and name the file to read",
            )
        return cast(BinaryIO, stack.enter_context(archive.open(names[0])))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise InputError(say("not a zip we can open: {error}", error=error), path=display_name(path)) from error


def detect(head: bytes) -> tuple[str, int]:
    """The encoding of an XML file from its first bytes, as a Python codec, and the length of its byte order mark.

    Byte order mark first, then the pattern of zeros around `<`, then the XML declaration, then UTF-8 (XML 1.0,
    appendix F). Raises InputError for an encoding nobody knows, or one that the bytes contradict.
    """
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, len(mark)
    if head[:2] == b"<\x00":
        return "utf-16-le", 0
    if head[:2] == b"\x00<":
        return "utf-16-be", 0
    found = _DECLARED.match(head[:1000])
    if not found:
        return "utf-8", 0
    declared = found[1].decode("ascii")
    try:
        info = codecs.lookup(declared)
        "".encode(info.name)
    except (LookupError, UnicodeError) as error:
        raise InputError(
            say("unknown encoding '{declared}'", declared=declared),
            line=1,
            cure="Save the file as UTF-8 and say so in its first line",
        ) from error
    if info.name.startswith(("utf-16", "utf-32")):
        raise InputError(
            say("the first line says {declared}, the bytes do not", declared=declared),
            line=1,
            cure='If the file is UTF-8, change the first line to encoding="UTF-8"',
        )
    return _WIDER.get(info.name, info.name), 0


def _zero(error: UnicodeError) -> tuple[str, int]:
    """For recovery: bytes that cannot be decoded become U+0000, on which the parser stops in the unit they stand in."""
    assert isinstance(error, UnicodeDecodeError)
    return "\x00", error.end


codecs.register_error("tmx-zero", _zero)


def utf8_chunks(stream: BinaryIO, path: str | Path, *, recover: bool = False) -> Iterator[bytes]:
    """The stream as UTF-8 in chunks of whole characters, without byte order mark, every line ended by a line feed (XML
    1.0, 2.11).

    The XML declaration is left as it is. Raises InputError where the bytes are not what the encoding says, with the
    line. With `recover` a packed file that ends too early just ends, and bytes that cannot be decoded become U+0000
    (which no XML may hold).
    """
    held = b""
    for chunk in _decoded(stream, path, recover=recover):
        data = held + chunk if held else chunk
        held = b""
        if b"\r" in data:
            if data.endswith(b"\r"):  # its line feed may be in the next chunk
                data, held = data[:-1], b"\r"
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if not held and (cut := _cut(data)):
            data, held = data[:-cut], data[-cut:]
        if data:
            yield data
    if held:
        yield b"\n" if held == b"\r" else held


def _cut(data: bytes) -> int:
    """How many bytes at the end are the beginning of a character that goes on in the next chunk."""
    for back in range(1, min(4, len(data) + 1)):
        byte = data[-back]
        if byte < 0x80:
            return 0
        if byte >= 0xC0:
            return back if back < (2 if byte < 0xE0 else 3 if byte < 0xF0 else 4) else 0
    return 0


def _decoded(stream: BinaryIO, path: str | Path, *, recover: bool = False) -> Iterator[bytes]:
    head = _read(stream, path, recover=recover)
    # A pipe may give a few bytes at first; the encoding needs the whole first line, the DOCTYPE some more.
    while 0 < len(head) < 4096 and (more := _read(stream, path, recover=recover)):
        head += more
    if recover:
        head = head.lstrip()  # white space before the XML declaration
    try:
        encoding, skip = detect(head)
    except InputError as error:
        if recover and error.what.endswith("the bytes do not"):
            encoding, skip = "utf-8", 0
        else:
            raise InputError(error.what, path=display_name(path), line=error.line, cure=error.cure) from error
    data = head[skip:]
    if not recover and (other := _no_xml(data, encoding)):
        raise InputError(
            say("not a TMX file: {other}", other=other),
            path=display_name(path),
            cure=_ENDINGS.get(Path(path).suffix.lower(), say("Name a translation memory")),
        )
    if encoding in ("utf-8", "ascii"):
        while data:
            yield data
            data = _read(stream, path, recover=recover)
        return
    decoder = codecs.getincrementaldecoder(encoding)("tmx-zero" if recover else "strict")
    lines = 1
    while True:
        try:
            text = decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            raise InputError(
                say(
                    "bytes that are not {encoding}: {hex}",
                    encoding=encoding,
                    hex=error.object[error.start : error.start + 4].hex(" "),
                ),
                path=display_name(path),
                line=lines + error.object[: error.start].decode(encoding, "ignore").count("\n"),
                cure="Save the file as UTF-8 and say so in its first line",
            ) from error
        lines += text.count("\n")
        if text:
            yield text.encode("utf-8", "surrogatepass")
        if not data:
            return
        data = _read(stream, path, recover=recover)


# What translators have beside their memories, by its first bytes.
_OTHERS = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", say("a document of an old Word or Excel")),
    (b"SQLite format 3\0", "a database"),
)


def _no_xml(head: bytes, encoding: str) -> str:
    """What a file is that does not begin as XML has to; "" where it does."""
    for mark, name in _OTHERS:
        if head.startswith(mark):
            return f"it is {name}"
    text = head[:400].decode(encoding, "replace").lstrip()
    if not text or text.startswith("<"):
        return ""
    begin = text.splitlines()[0][:20]
    return say("it begins with '{begin}'", begin=begin) if begin.isprintable() else say("it is no XML")


def _read(stream: BinaryIO, path: str | Path, *, recover: bool) -> bytes:
    try:
        # read1 gives what there is: of a damaged gzip the whole part, and of a pipe each piece as it comes.
        return cast(io.BufferedReader, stream).read1(CHUNK)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError) as error:
        if recover:
            return b""
        raise InputError(
            say("cannot read on: {error}", error=error), path=display_name(path), cure="The file may be damaged"
        ) from error


def declared_otherwise(path: str | Path) -> str:
    """What is wrong with the encoding that the first line declares although the bytes can be read: UTF-16 that says
    UTF-8 (OmegaT and .NET parsers refuse it); "" where nothing is. Standard input cannot be looked at twice."""
    if str(path) == "-":
        return ""
    with opened(path) as stream:
        head = _read(stream, path, recover=True)[:1000]
    for mark, name in _BOMS[1:]:
        if head.startswith(mark):
            text = head[len(mark) :].decode(name, "ignore").encode("ascii", "ignore")
            found = _DECLARED.match(text)
            if found and not found[1].lower().startswith((b"utf-16", b"utf-32")):
                return say("the first line says {found}, the bytes are {name}", found=found[1].decode(), name=name)
    return ""


def recovered_start(path: str | Path) -> list[str]:
    """What recovery sets right at the start of a file without further ado: an encoding that is declared and not used,
    white space before the XML declaration. Standard input cannot be looked at twice."""
    if str(path) == "-":
        return []
    faults = [other] if (other := declared_otherwise(path)) else []
    with opened(path) as stream:
        head = _read(stream, path, recover=True)[:1000]
    if head != (head := head.lstrip()):
        faults.append(say("white space before the XML declaration"))
    try:
        detect(head)
    except InputError as error:
        faults.append(error.what)
    return faults
