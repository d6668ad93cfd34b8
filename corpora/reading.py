"""`read`: any document as numbered units, whatever its format."""

from __future__ import annotations

import hashlib
import importlib
from pathlib import Path

from duizhao.corpora.assembly import assemble
from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.model import Document, Origin
from duizhao.corpora.readers.protocol import Reader
from duizhao.corpora.storage.encodings import MAX_BYTES, MAX_BYTES_WITH_PICTURES, load, signature

# Format: (reader module, extensions). A reader is imported when a file of its format is first read.
FORMATS: dict[str, tuple[str, tuple[str, ...]]] = {
    "markdown": ("duizhao.corpora.readers.markdown", (".md", ".markdown", ".mdown", ".mkd")),
    "text": ("duizhao.corpora.readers.text", (".txt", ".text")),
    "docx": ("duizhao.corpora.readers.office.docx", (".docx", ".docm")),
    "pdf": ("duizhao.corpora.readers.pdf.reader", (".pdf",)),
    "html": ("duizhao.corpora.readers.html", (".html", ".htm", ".xhtml")),
    "odt": ("duizhao.corpora.readers.office.odt", (".odt",)),
    "xlsx": ("duizhao.corpora.readers.office.sheet", (".xlsx", ".xlsm")),
    "ods": ("duizhao.corpora.readers.office.sheet", (".ods",)),
    "csv": ("duizhao.corpora.readers.office.sheet", (".csv", ".tsv", ".tab")),
}
_BINARY = frozenset(("docx", "pdf", "odt", "xlsx", "ods"))


def read(
    path: str | Path,
    *,
    language: str | None = None,
    encoding: str | None = None,
    format: str | None = None,
    id: str | None = None,
) -> Document:
    """Read a document and cut it into numbered units.

    `language` (BCP 47) is checked against the text, and guessed when None. `encoding` is for text formats whose
    encoding is in doubt. `format` is one of FORMATS, by default as the extension says. `id` is by default the file's
    name. Raises InputError for a file that is missing, empty, broken, of another format or of another language;
    SettingsError for an unknown format or language.
    """
    path = Path(path)
    pictures = any(path.suffix.lower() in FORMATS[binary][1] for binary in _BINARY)
    data = load(path, limit=MAX_BYTES_WITH_PICTURES if pictures else MAX_BYTES)
    name = format_of(path, data, format)
    reading = _reader(name)(data, path=path, encoding=encoding)
    origin = Origin(str(path), name, reading.encoding, hashlib.sha256(data).hexdigest())
    return assemble(reading.blocks, id=id or path.name, origin=origin, language=language, notices=reading.notices)


def format_of(path: Path, data: bytes, format: str | None = None) -> str:
    """The format of a file: as asked, or by its extension; and the bytes must not say otherwise."""
    if format is not None:
        if format not in FORMATS:
            raise SettingsError(f"unknown format '{format}'", cure=f"Known formats: {', '.join(FORMATS)}")
        return format
    extension = path.suffix.lower()
    found = signature(data)
    for name, (_, extensions) in FORMATS.items():
        if extension in extensions:
            _check_name(path, data, extensions, binary=name in _BINARY)
            return name
    if found is not None:
        for name, (_, extensions) in FORMATS.items():
            if found.extensions[0] in extensions:
                return name
        raise InputError(f"this is {found}, which is not read", path=path, cure=_save_as(found.extensions[0]))
    raise InputError(
        f"unknown kind of file '{extension or path.name}'",
        path=path,
        cure=f"Known: {' '.join(sorted(_known()))}; or say --format",
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
        known = found.extensions[0] in _known()
        raise InputError(
            f"the file is called {extension} but is {found}",
            path=path,
            cure=f"Rename it to {path.stem}{found.extensions[0]}" if known else _save_as(found.extensions[0]),
        )
    if found is None and binary and not data.startswith(b"%PDF") and b"\0" not in data[:4096]:
        head = data[:4096].decode("utf-8", "replace")
        # A character may be cut at the end of the piece.
        if head.strip() and "\ufffd" not in head[:-1]:
            markup = data.lstrip()[:1] == b"<"
            raise InputError(
                f"the file is called {extension} but is plain text",
                path=path,
                cure=f"Rename it to {path.stem}{'.html' if markup else '.md'} or {path.stem}.txt",
            )


def _save_as(extension: str) -> str:
    """What to do about a format that we do not read."""
    if extension in (".doc", ".rtf"):
        return "Save it as .docx in Word or LibreOffice"
    return "Unpack it first" if extension in (".gz", ".7z", ".rar", ".zip") else "Give a document with text in it"


def _known() -> set[str]:
    return {extension for _, extensions in FORMATS.values() for extension in extensions}


def _reader(name: str) -> Reader:
    try:
        module = importlib.import_module(FORMATS[name][0])
    except ModuleNotFoundError as error:
        raise SettingsError(f"this installation cannot read {name}", cure="Install duizhao again") from error
    reader: Reader = module.read_blocks
    return reader
