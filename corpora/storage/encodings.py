"""Bytes to text, with the encoding said and never guessed on weak evidence.

Order of evidence: what the user says, a byte order mark, UTF-8 (which a text in another encoding cannot satisfy by
chance beyond a few characters), then the legacy Chinese encodings and UTF-16 without a mark. The last step has two
witnesses: our own count of the commonest Chinese characters, and charset-normalizer's opinion where the count is weak.
A doubtful file is refused, because a wrong guess turns a whole memory into mojibake.
"""

from __future__ import annotations

import codecs
import os
import re
from pathlib import Path
from typing import NamedTuple

from duizhao.corpora.errors import InputError, SettingsError, unreadable
from duizhao.corpora.saying import say

# A paper of 200 pages is 0.5 MB of text and the Bible 4 MB; beyond this a file is a data dump or a mistake, and reading
# it would need several times its size in memory.
MAX_BYTES = 64 * 2**20
# PDF and office files carry pictures, of which nothing is unpacked.
MAX_BYTES_WITH_PICTURES = 256 * 2**20

# Enough to decide by: 128 KB are about 60,000 Chinese characters.
_SAMPLE = 128 * 2**10

_BOMS = (
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)

# What users write for what we decode with. GB2312 and GBK are subsets of GB18030.
_ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "hz": "hz", "ascii": "utf-8"}

# Tried in turn: plain Big5, Microsoft's, then with the Hong Kong supplement.
_BIG5 = ("big5", "cp950", "big5hkscs")

KNOWN = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5", "cp950", "big5hkscs", "cp1252", "latin-1")

# The commonest characters of modern Chinese, simplified and traditional, with a few that institutions live by, and the
# punctuation. In running Chinese they are 35 to 60 % of all characters beyond ASCII; in a text decoded with the wrong
# encoding below 8 % (measured on novels and on a 200-paragraph paper).
_COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家"
    "种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日者意无力它与长把机十民"
    "第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月"
    "這個們來為國說時會對於過發後裡種經麼學現當沒動還進樣開從實無與長機關點業將兩間問並應戰頭體見產員條約組織際議"
    "社劳动项及各标准织际议员条约勞項標準，。、：；？！（）《》〈〉【】“”‘’「」『』—…·"
)


class Decoded(NamedTuple):
    """A text and the name of the encoding it was in (`utf-8`, `utf-8-sig`, `utf-16-le`, `gb18030`, `big5`…)."""

    text: str
    encoding: str


class FileSignature(NamedTuple):
    """What the first bytes of a file say it is: a format's name and the extensions it goes by, first the usual one."""

    name: str
    extensions: tuple[str, ...]

    def __str__(self) -> str:
        """With its article: `a PDF document`, `an RTF document`."""
        return f"{'an' if self.name[0] in 'AEIOaeio' or self.name.startswith('RTF') else 'a'} {self.name}"


_PDF = FileSignature("PDF document", (".pdf",))
_CUT_PDF = FileSignature(say("PDF document that is cut off or damaged"), (".pdf",))
_PDF_HEADER = re.compile(rb"(?:\xef\xbb\xbf)?\s*%PDF-\d\.\d\s")
_ZIPPED = FileSignature("ZIP archive", (".zip", ".docx", ".odt", ".xlsx", ".ods", ".epub"))
_SIGNATURES = (
    (b"PK\x03\x04", _ZIPPED),
    (b"PK\x05\x06", _ZIPPED),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileSignature(say("old or encrypted Office file"), (".doc", ".xls"))),
    (b"{\\rtf", FileSignature("RTF document", (".rtf",))),
    (b"\x1f\x8b", FileSignature("gzip archive", (".gz",))),
    (b"7z\xbc\xaf\x27\x1c", FileSignature("7-Zip archive", (".7z",))),
    (b"Rar!\x1a\x07", FileSignature("RAR archive", (".rar",))),
    (b"\x89PNG\r\n", FileSignature("PNG image", (".png",))),
    (b"\xff\xd8\xff", FileSignature("JPEG image", (".jpg",))),
    (b"GIF8", FileSignature("GIF image", (".gif",))),
    (b"II*\x00", FileSignature("TIFF image", (".tif",))),
    (b"MM\x00*", FileSignature("TIFF image", (".tif",))),
)


def load(path: str | Path, *, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a file of at most `limit` bytes.

    Raises InputError where it is missing, a folder, forbidden, empty or too large.
    """
    path = Path(path)
    try:
        with path.open("rb") as stream:
            # Told by its size before it is read; a pipe has none.
            too_large = os.fstat(stream.fileno()).st_size > limit
            data = b"" if too_large else stream.read(limit + 1)
    except OSError as error:
        raise unreadable(error, path) from error
    except ValueError as error:
        raise InputError(say("cannot be read: {error}", error=error), path=path, cure="Check the path") from error
    if not data and not too_large:
        raise InputError("the file is empty", path=path, cure="Give a document with text in it")
    if too_large or len(data) > limit:
        raise InputError(
            say("the file is larger than {limit} MB, the most that is read as one document", limit=limit // 2**20),
            path=path,
            cure="Split it, or give the document without its attachments",
        )
    return data


def signature(data: bytes) -> FileSignature | None:
    """What the bytes are when they are no plain text: a PDF, an archive, an image; None when they may be text."""
    for magic, what in _SIGNATURES:
        if data.startswith(magic):
            if what is _ZIPPED:
                return _inside_zip(data)
            return what
    # Acrobat takes a PDF whose header stands anywhere in the first kilobyte.
    if b"%PDF-" in data[:1024] and b"obj" in data:
        return _PDF
    # Without an object it is one all the same where it begins so: a text about PDF has words before that.
    return _CUT_PDF if _PDF_HEADER.match(data) else None


FETCH_AGAIN = "Fetch it again; what is left of it is no text"


def is_cut(found: FileSignature) -> bool:
    """Whether the bytes are only the beginning of what they were."""
    return found is _CUT_PDF


def _inside_zip(data: bytes) -> FileSignature:
    """Which office format a ZIP archive holds, by the names that stand in clear in its headers."""
    for name, mark, extension in (
        ("Word document", b"word/document", ".docx"),
        ("Excel workbook", b"xl/workbook", ".xlsx"),
        ("OpenDocument text", b"application/vnd.oasis.opendocument.text", ".odt"),
        ("OpenDocument spreadsheet", b"application/vnd.oasis.opendocument.spreadsheet", ".ods"),
        ("EPUB book", b"application/epub+zip", ".epub"),
    ):
        if mark in data:
            return FileSignature(name, (extension,))
    return _ZIPPED


def decode(data: bytes, *, encoding: str | None = None, path: str | Path | None = None) -> Decoded:
    """The text of a plain-text file (Markdown, TXT, HTML, CSV) and its encoding; a byte order mark is taken off.

    `encoding` is the user's word (`--encoding`) and is followed or refused, never second-guessed.
    Raises InputError where the bytes are another format, hold NUL bytes, do not decode, or where the encoding is in
    doubt (the message says which option settles it); SettingsError for an unknown encoding.
    """
    what = signature(data)
    if what is not None:
        raise InputError(
            say("this is {what}, not a text file", what=what),
            path=path,
            cure=FETCH_AGAIN
            if is_cut(what)
            else say("Give it the extension {extensions}", extensions=what.extensions[0])
            if what.extensions[0] in _READ
            else "Export it as text",
        )
    found = _decode_as(data, encoding, path) if encoding else _detect(data, path)
    nul = found.text.find("\0")
    if nul >= 0:
        raise InputError(
            "the file holds NUL bytes: it is not a text file, or not in this encoding",
            path=path,
            line=found.text.count("\n", 0, nul) + 1,
            cure="Save it as UTF-8 text; if it is UTF-16, say --encoding utf-16-le or utf-16-be",
        )
    return found


_READ = {".pdf", ".docx", ".odt", ".xlsx", ".epub"}


def _decode_as(data: bytes, encoding: str, path: str | Path | None) -> Decoded:
    """Decode as the user says."""
    name = encoding.strip().lower().replace("_", "-").replace("gb-", "gb").replace("big-5", "big5")
    try:
        name = _ALIASES.get(name) or _ALIASES.get(codecs.lookup(name).name) or codecs.lookup(name).name
        # codecs such as base64 or rot13 are no encodings of text.
        "".encode(name)
    except (LookupError, ValueError) as error:
        raise SettingsError(
            say("unknown encoding '{encoding}'", encoding=encoding),
            cure=say("Known ones: {known}", known=", ".join(KNOWN)),
        ) from error
    bom = _bom(data)
    for mark, marked in _BOMS:
        if bom == marked and (name in (marked, marked.removesuffix("-sig")) or marked.startswith(name)):
            data, name = data[len(mark) :], marked
            break
    for candidate in _BIG5 if name == "big5" else (name,):
        try:
            return Decoded(data.decode(candidate), candidate)
        except UnicodeError as error:
            failure = error
    raise _undecodable(
        data,
        failure,
        say("is not {encoding}", encoding=encoding),
        path,
        say("Leave --encoding out, or give one of: {known}", known=_known()),
    )


def _detect(data: bytes, path: str | Path | None) -> Decoded:
    """Decode by the evidence of the bytes."""
    bom = _bom(data)
    if bom:
        body = data[len(next(mark for mark, name in _BOMS if name == bom)) :]
        try:
            return Decoded(body.decode(bom.removesuffix("-sig")), bom)
        except UnicodeError as error:
            text: str = say("begins like {bom} and breaks off", bom=bom.removesuffix("-sig"))
            cure = say("Save it again, or say --encoding with one of: {known}", known=_known())
            raise _undecodable(body, error, text, path, cure) from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        failure = error
    else:
        if "\0" not in text:
            return Decoded(text, "utf-8")
        failure = UnicodeDecodeError("utf-8", data, text.encode().find(b"\0"), 1, "NUL byte")
    likely = _candidates(data)
    if len(likely) == 1:
        return likely[0]
    if len(likely) > 1:
        names = " or ".join(found.encoding for found in likely)
        raise InputError(
            say("the encoding is in doubt: {names}", names=names),
            path=path,
            cure=say("Say --encoding {encoding} (or the other)", encoding=likely[0].encoding),
        )
    if b"\0" in data:
        raise InputError(
            "the file holds NUL bytes: it is not a text file",
            path=path,
            line=data.count(b"\n", 0, data.find(b"\0")) + 1,
            cure="Save it as UTF-8 text; if it is UTF-16, say --encoding utf-16-le or utf-16-be",
        )
    for name in ("gb18030", "big5hkscs"):
        if plausibility(data[:_SAMPLE].decode(name, "ignore")) >= 0.25:
            try:
                data.decode(name)
            except UnicodeDecodeError as error:
                mend = say("Mend this place in the program that wrote the file, and save it again as UTF-8")
                what = say("breaks what otherwise looks like {name}", name=name)
                raise _undecodable(data, error, what, path, mend) from error
    raise _undecodable(
        data, failure, say("is not UTF-8, nor is the file surely in a Chinese encoding"), path, _cure(data)
    )


def _cure(data: bytes) -> str:
    """What to do about bytes that are neither UTF-8 nor surely Chinese."""
    beyond = sum(byte > 0x7F for byte in data[:_SAMPLE])
    legible = len(data[:_SAMPLE].decode("utf-8", "ignore").encode()) - (len(data[:_SAMPLE]) - beyond)
    if legible > 0.9 * beyond:
        return say("All else is UTF-8: mend this place and save again")
    # Accented letters stand alone between plain ones; in the Chinese encodings bytes beyond ASCII come in pairs.
    alone = len(re.findall(rb"(?<![\x80-\xff])[\xa0-\xff](?![\x80-\xff])", data[:_SAMPLE]))
    if alone > 0.8 * beyond:
        return say("Save it as UTF-8; if it is Western European, say --encoding cp1252")
    return say("Save it as UTF-8, or say --encoding gb18030, big5 or another that fits")


def _known() -> str:
    return ", ".join(KNOWN)


def _bom(data: bytes) -> str | None:
    return next((name for mark, name in _BOMS if data.startswith(mark)), None)


def plausibility(text: str) -> float:
    """How much a decoded text looks like running Chinese: the share (0..1) of the commonest characters and of Chinese
    punctuation among its characters beyond ASCII. 0 for a text without any."""
    beyond = [char for char in text if char > "\x7f"]
    return sum(char in _COMMON for char in beyond) / len(beyond) if beyond else 0.0


def _candidates(data: bytes) -> list[Decoded]:
    """The encodings that decode the whole file and give plausible text, best first; one where the evidence is clear."""
    scored: list[tuple[float, Decoded]] = []
    for names in (("gb18030",), _BIG5, ("utf-16-le",), ("utf-16-be",)):
        for name in names:
            try:
                text = data.decode(name)
            except UnicodeError:
                continue
            score = _score(text[:_SAMPLE])
            if score > 0:
                scored.append((score, Decoded(text, name)))
            break
    scored.sort(key=lambda item: -item[0])
    if len(scored) > 1 and scored[0][0] >= 3 * scored[1][0]:
        scored = scored[:1]
    if not scored:
        return []
    # The second witness. It knows many encodings and so is often wrong on short texts: it can confirm weak evidence
    # and cannot overrule strong evidence.
    if len(scored) == 1 and (scored[0][0] >= 0.25 or scored[0][1].encoding in _opinion(data)):
        return [scored[0][1]]
    agreed = [found for _, found in scored if found.encoding in _opinion(data)]
    if len(agreed) == 1 and agreed[0] is scored[0][1] and scored[0][0] >= 1.5 * scored[1][0]:
        return agreed
    return [found for _, found in scored] if len(scored) > 1 else []


def _score(text: str) -> float:
    """How plausible a candidate's text is; 0 when it cannot be text (control characters, private use, noise)."""
    # Fewer than four characters beyond ASCII are no evidence for any encoding.
    beyond = [char for char in text if char > "\x7f"]
    strange = sum((char < " " and char not in "\t\n\r\f") or 0xE000 <= ord(char) <= 0xF8FF for char in text)
    if strange > 0.001 * len(text):
        return 0.0
    if len(beyond) < 4:
        # UTF-16 of an English text has no characters beyond ASCII at all, and is legible only one way round.
        letters = sum(char.isascii() and (char.isalnum() or char in " ,.\r\n") for char in text)
        return 0.5 if len(text) > 8 and letters > 0.9 * len(text) else 0.0
    score = plausibility(text)
    return score if score >= 0.1 else 0.0


def _opinion(data: bytes) -> frozenset[str]:
    """charset-normalizer's best guess and the encodings that give the same text."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[: _SAMPLE // 4]).best()
    if best is None:
        return frozenset()
    names = {codecs.lookup(name).name for name in (best.encoding, *best.could_be_from_charset)}
    # What is GB2312 or GBK is GB18030.
    return frozenset(_ALIASES.get(name, name) for name in names)


def _undecodable(data: bytes, failure: UnicodeError, what: str, path: str | Path | None, cure: str) -> InputError:
    """The error for bytes that do not decode: which byte, on which line."""
    start = failure.start if isinstance(failure, UnicodeDecodeError) else 0
    byte = say("byte 0x{data:02X} ", data=data[start]) if start < len(data) else ""
    line = data.count(b"\n", 0, start) + 1
    return InputError(say("{byte}{what}", byte=byte, what=what), path=path, line=line, cure=cure)
