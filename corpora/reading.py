"""`read`: any document as numbered units, whatever its format."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from duizhao.corpora import bilingual
from duizhao.corpora.assembly import assemble
from duizhao.corpora.errors import DuizhaoError, InputError
from duizhao.corpora.language.table import language as language_facts
from duizhao.corpora.language.table import primary
from duizhao.corpora.model import Document, Origin
from duizhao.corpora.processes import helper
from duizhao.corpora.processes.helper import Asked
from duizhao.corpora.processes.limits import Limits
from duizhao.corpora.processes.limits import limits as limits_now
from duizhao.corpora.readers.protocol import DocumentFormat, Reading, reading_of
from duizhao.corpora.registry import BUILT_IN, Registered, Registry
from duizhao.corpora.saying import say
from duizhao.corpora.storage.encodings import FETCH_AGAIN, MAX_BYTES, MAX_BYTES_WITH_PICTURES, is_cut, load, signature
from duizhao.corpora.storage.names import on_one_line

_READERS = "duizhao.corpora.readers."
document_formats: Registry[DocumentFormat] = Registry(
    "duizhao.readers",
    "format",
    DocumentFormat,
    {
        "markdown": DocumentFormat(
            f"{_READERS}markdown:read_blocks", (".md", ".markdown", ".mdown", ".mkd", ".mdx"), "Markdown", pages=True
        ),
        "text": DocumentFormat(f"{_READERS}text:read_blocks", (".txt", ".text"), "plain text", pages=True),
        "docx": DocumentFormat(
            f"{_READERS}office.docx:read_blocks", (".docx", ".docm"), "Word since 2007", binary=True
        ),
        "pdf": DocumentFormat(
            f"{_READERS}pdf.reader:read_blocks", (".pdf",), say("PDF with a text layer"), True, True, apart=True
        ),
        "html": DocumentFormat(f"{_READERS}html:read_blocks", (".html", ".htm", ".xhtml"), "web pages"),
        "odt": DocumentFormat(f"{_READERS}office.odt:read_blocks", (".odt",), "OpenDocument text", binary=True),
        "xlsx": DocumentFormat(
            f"{_READERS}office.sheet:read_blocks", (".xlsx", ".xlsm"), "Excel workbooks", binary=True
        ),
        "ods": DocumentFormat(f"{_READERS}office.sheet:read_blocks", (".ods",), "OpenDocument sheets", binary=True),
        "csv": DocumentFormat(f"{_READERS}office.sheet:read_blocks", (".csv", ".tsv", ".tab"), say("tables as text")),
        "rst": DocumentFormat(
            f"{_READERS}restructured:read_blocks", (".rst", ".rest"), "reStructuredText; needs duizhao[rst]"
        ),
        "epub": DocumentFormat(f"{_READERS}office.epub:read_blocks", (".epub",), "EPUB books", binary=True),
        "subtitles": DocumentFormat(f"{_READERS}subtitles:read_blocks", (".srt", ".vtt"), "subtitles: SRT, WebVTT"),
    },
)
"""Every format that `read` takes, by name. A reader is imported when a file of its format is first read."""


def read(
    path: str | Path,
    *,
    language: str | None = None,
    encoding: str | None = None,
    format: str | None = None,
    id: str | None = None,
    limits: Limits | None = None,
    begun: Begun | ReadOnce | None = None,
) -> Document:
    """Read a document and cut it into numbered units.

    `language` (BCP 47) is checked against the text, and guessed when None. `encoding` is for text formats whose
    encoding is in doubt. `format` is a name in `document_formats`, by default as the extension says. `id` is by
    default the file's name. `limits` are those of memory and time for a format that is read apart (PDF), unless the
    environment sets others. `begun` is the reading of this very file, where it was begun before (`begin`) or is asked
    for again (`ReadOnce`). Raises InputError for a file that is missing, empty, broken, of another format or of
    another language; SettingsError for an unknown format or language.
    """
    path = Path(path)
    origin, reading, found = begun.finish() if begun else _read(path, encoding, format, limits)
    return assemble(
        reading.blocks,
        id=id or on_one_line(path.name),
        origin=origin,
        language=language,
        notices=(*reading.notices, *bilingual.notice(reading.blocks)),
        pages=found.pages,
    )


def read_both(
    path: str | Path,
    *,
    source: str = "en",
    target: str = "zh-CN",
    encoding: str | None = None,
    format: str | None = None,
    limits: Limits | None = None,
) -> tuple[Document, Document]:
    """Read a document that says everything in two languages as two documents, in whatever way they are arranged:
    paragraph by paragraph, side by side in a table or in columns, or one after the other.

    `source` and `target` are the languages (BCP 47); the rest is as for `read`. The documents are called after the
    file and their language: `paper.docx#en`. Raises what `read` raises, and InputError where one of the languages is
    not there.
    """
    path = Path(path)
    for tag in (source, target):
        language_facts(tag)
    origin, reading, found = _read(path, encoding, format, limits)
    sides = bilingual.split(reading.blocks, source, target)
    # Where versions alternate, a text has each paragraph whole; a PDF is cut into lines all the same.
    pages = found.pages and (found.binary or not sides.alternating)
    documents, name = [], on_one_line(path.name)
    for blocks, tag in ((sides.source, source), (sides.target, target)):
        if not any(bilingual.written_in(block.text) == primary(tag) for block in blocks):
            what = say("there is no text in {name} in this document", name=language_facts(tag).name)
            cure = "Name its translation too: duizhao align SOURCE TARGET -o FOLDER"
            raise InputError(what, path=path, cure=cure)
        made = assemble(blocks, id=name, origin=origin, language=tag, notices=reading.notices, pages=pages)
        documents.append(replace(made, id=f"{name}#{made.language}"))
    return documents[0], documents[1]


def prepare(paths: Iterable[Path]) -> None:
    """Begin what will read these files apart, if any of them is of such a format. It is cheaper before threads are
    begun, as those of a progress bar."""
    likely = [document_formats.ending(path) for path in set(paths)]
    apart = sum(found is not None and found.value.apart for found in likely)
    if apart:
        helper.prepare(apart)


@dataclass(frozen=True, slots=True)
class Begun:
    """A file that another process reads while this one goes on. `finish` waits for it; `drop` ends it."""

    path: Path
    found: Registered[DocumentFormat]
    digest: str
    asked: Asked

    def finish(self) -> tuple[Origin, Reading, DocumentFormat]:
        """What the reader finds in it, and where it came from. Raises what `read` raises."""
        reading = reading_of(self.asked.answer(), self.path)
        return _origin(self.path, self.found.name, reading, self.digest), reading, self.found.value

    def drop(self) -> None:
        """End the reading, if it has not ended."""
        self.asked.drop()


class ReadOnce:
    """A file that is read when it is first asked for, and then is at hand for another language. The arguments are those
    of `read`."""

    def __init__(
        self, path: str | Path, *, encoding: str | None = None, format: str | None = None, limits: Limits | None = None
    ) -> None:
        self._asked = Path(path), encoding, format, limits

    @cached_property
    def _found(self) -> tuple[Origin, Reading, DocumentFormat]:
        return _read(*self._asked)

    def finish(self) -> tuple[Origin, Reading, DocumentFormat]:
        """As `Begun.finish`."""
        return self._found


def begin(
    path: str | Path, *, encoding: str | None = None, format: str | None = None, limits: Limits | None = None
) -> Begun | None:
    """Begin to read a file beside another that is read meanwhile; the arguments are those of `read`. None where that
    gains nothing: a format that is not read apart, no second process at hand (`prepare`), and a file that is refused,
    as `read` will say in its turn."""
    path = Path(path)
    if helper.idle() < 2:
        return None
    try:
        data, found = _loaded(path, format)
        allowed = limits_now(limits)
    except DuizhaoError:
        return None
    if not found.value.apart or not (allowed.memory_mb or allowed.seconds):
        return None
    asked = found.value.begin(data, path=path, encoding=encoding, limits=limits)
    return Begun(path, found, hashlib.sha256(data).hexdigest(), asked)


def _read(
    path: Path, encoding: str | None, format: str | None, limits: Limits | None
) -> tuple[Origin, Reading, DocumentFormat]:
    """What the reader of a file's format finds in it, and where it came from."""
    data, found = _loaded(path, format)
    reading = found.value.read(data, path=path, encoding=encoding, limits=limits)
    return _origin(path, found.name, reading, hashlib.sha256(data).hexdigest()), reading, found.value


def _loaded(path: Path, format: str | None) -> tuple[bytes, Registered[DocumentFormat]]:
    """A file's bytes and its format."""
    asked = document_formats.member(format) if format is not None else None
    likely = asked or document_formats.ending(path)
    data = load(path, limit=MAX_BYTES_WITH_PICTURES if likely and likely.value.binary else MAX_BYTES)
    return data, asked or _recognized(path, data, likely)


def _origin(path: Path, format: str, reading: Reading, digest: str) -> Origin:
    return Origin(on_one_line(str(path)), format, reading.encoding, digest)


def _recognized(path: Path, data: bytes, by_name: Registered[DocumentFormat] | None) -> Registered[DocumentFormat]:
    """The format of a file by its name, which the bytes must not contradict, or by its bytes."""
    found = signature(data)
    if by_name is not None:
        # What a plug-in's binary files begin with is for its reader to say.
        if by_name.origin == BUILT_IN or not by_name.value.binary:
            _check_name(path, data, by_name.suffixes, binary=by_name.value.binary)
        return by_name
    if found is not None:
        by_bytes = document_formats.ending(f"file{found.extensions[0]}")
        if by_bytes is not None:
            return by_bytes
        raise InputError(
            say("this is {found}, which is not read", found=found), path=path, cure=_save_as(found.extensions[0])
        )
    raise InputError(
        say("unknown kind of file '{suffix}'", suffix=(path.suffix.lower() or path.name)),
        path=path,
        cure=say(
            "Known: {suffixes}; or say which it is with --input-format", suffixes=" ".join(document_formats.suffixes())
        ),
    )


def _check_name(path: Path, data: bytes, extensions: tuple[str, ...], *, binary: bool) -> None:
    """Raises InputError where the first bytes are those of another format than the extension's."""
    found = signature(data)
    extension = path.suffix.lower()
    # An Office file with a password is an old-style container inside: the reader of the new format knows.
    if (
        found is not None
        and not set(found.extensions) & set(extensions)
        and (not binary or ".doc" not in found.extensions)
    ):
        known = document_formats.ending(f"file{found.extensions[0]}") is not None
        rename = (
            say("Rename it to {path}{extensions}", path=path.stem, extensions=found.extensions[0])
            if known
            else _save_as(found.extensions[0])
        )
        what = say("the file is called {extension} but is {found}", extension=extension, found=found)
        raise InputError(what, path=path, cure=FETCH_AGAIN if is_cut(found) else rename)
    if found is None and binary and not data.startswith(b"%PDF") and b"\0" not in data[:4096]:
        head = data[:4096].decode("utf-8", "replace")
        # A character may be cut at the end of the piece.
        if head.strip() and "\ufffd" not in head[:-1]:
            markup = data.lstrip()[:1] == b"<"
            raise InputError(
                say("the file is called {extension} but is plain text", extension=extension),
                path=path,
                cure=say(
                    "Rename it to {path}{which} or {path}.txt",
                    path=path.stem,
                    which=(".html" if markup else ".md"),
                ),
            )


def _save_as(extension: str) -> str:
    """What to do about a format that we do not read."""
    if extension in (".doc", ".rtf"):
        return say("Save it as .docx in Word or LibreOffice")
    return (
        say("Unpack it first")
        if extension in (".gz", ".7z", ".rar", ".zip")
        else say("Give a document with text in it")
    )
