"""Office files as archives of XML, opened with bounds: a file from a stranger may be a bomb, cut short or locked.

Nothing is unpacked to disk, no entity is expanded, no DTD or schema is fetched.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import say

# The text of a 1,000-page report is 20 MB of XML. lxml needs about eight times that while it is read.
MAX_PART = 48 * 2**20
MAX_TOTAL = 160 * 2**20
# Office files have tens of parts, an illustrated book a few thousand.
MAX_PARTS = 20_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError, KeyError)


class Archive:
    """The parts of a ZIP file by name, each read at most once and within bounds."""

    def __init__(self, data: bytes, *, path: str | Path, program: str = say("the program that wrote it")) -> None:
        """Open an archive. Raises InputError where it is no ZIP, cut short, encrypted or a bomb by its own account."""
        self.path, self.program, self._read = path, program, 0
        if data.startswith(_OLE):
            raise self._legacy(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except _BROKEN as error:
            raise self.broken(say("the archive cannot be opened ({error})", error=error)) from error
        if len(infos) > MAX_PARTS:
            raise self.broken(say("the archive holds {infos} parts, more than a document can have", infos=len(infos)))
        # The first part of a name counts, as in Word; a doubled name is how one program is shown another text.
        self._parts: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            self._parts.setdefault(info.filename.replace("\\", "/").lstrip("/"), info)

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts, in the archive's order."""
        return tuple(self._parts)

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raises InputError where it is missing, damaged, encrypted or too large."""
        info = self._parts.get(name)
        if info is None:
            raise self.broken(f"the part {name} is missing")
        if info.flag_bits & 0x1:
            raise InputError(
                "the archive is encrypted with a password", path=self.path, cure="Save it without a password"
            )
        if info.file_size > MAX_PART:
            raise self._bomb(name, info.file_size)
        try:
            with self._zip.open(info) as stream:
                # The declared size may lie: what is read counts.
                data = stream.read(MAX_PART + 1)
        except RuntimeError as error:
            raise InputError(
                say("the archive is encrypted ({error})", error=error),
                path=self.path,
                cure="Save it without a password",
            ) from error
        except _BROKEN as error:
            raise self.broken(f"the part {name} is damaged ({error})") from error
        self._read += len(data)
        if len(data) > MAX_PART or self._read > MAX_TOTAL:
            raise self._bomb(name, len(data))
        return data

    def xml(self, name: str) -> etree._Element:
        """The root element of an XML part. Raises InputError as `read` and `parse` do."""
        return parse(self.read(name), path=self.path, part=name, program=self.program)

    def broken(self, what: str) -> InputError:
        """The error for an archive that is not whole."""
        return InputError(
            what,
            path=self.path,
            cure=say("Fetch it again, or open it in {program} and save it anew", program=self.program),
        )

    def _bomb(self, name: str, size: int) -> InputError:
        return InputError(
            say(
                "the part {name} unpacks to {size} MB or more; at most {max_part} MB is read",
                name=name,
                size=size // 2**20,
                max_part=MAX_PART // 2**20,
            ),
            path=self.path,
            cure=say(
                "Open it in {program}, look what fills it, and save it anew, or in several files", program=self.program
            ),
        )

    def _legacy(self, data: bytes) -> InputError:
        if "EncryptedPackage".encode("utf-16-le") in data:
            what: str = "the document is encrypted with a password"
            cure: str = say("Save it without a password in {program}", program=self.program)
        else:
            what, cure = "this is a file of the old binary Office format", "Save it as .docx, .xlsx or .odt"
        return InputError(what, path=self.path, cure=cure)


def _broken(error: etree.XMLSyntaxError | ValueError, where: str, path: str | Path, cure: str) -> InputError:
    """What to say of XML that the parser refuses."""
    line = error.lineno if isinstance(error, etree.XMLSyntaxError) else None
    detail = str(error).split(", line")[0]
    what = say("{where}the XML is broken ({detail})", where=where, detail=detail)
    return InputError(what, path=path, line=line or None, cure=cure)


def parse(
    data: bytes, *, path: str | Path, part: str = "", program: str = say("the program that wrote it")
) -> etree._Element:
    """The root of an XML file, with entities, DTDs and the network off and depth and sizes bounded by libxml2.

    Raises InputError for XML that is not well formed or that carries a document type: office formats have none, and
    a DTD is how a file reaches for others or grows without end.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
    where = f"{part}: " if part else ""
    cure = say("Open it in {program} and save it anew", program=program)
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:4096]:
        raise InputError(say("{where}the XML declares a document type or entities", where=where), path=path, cure=cure)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _broken(error, where, path, cure) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise InputError(say("{where}the XML declares a document type", where=where), path=path, cure=cure)
    return root


def stream(
    data: bytes,
    depth: int,
    *,
    path: str | Path,
    part: str = "",
    program: str = say("the program that wrote it"),
    within: str = "",
) -> Iterator[tuple[etree._Element, etree._Element]]:
    """The elements at a depth (the root is at 1) of an XML file, each whole and with its parent, and forgotten when the
    next is asked for: a text of a thousand pages takes as much memory as its longest paragraph. `within` is the tag of
    the only parents that are meant; what stands elsewhere stays in the tree. Otherwise as `parse`.
    """
    where = f"{part}: " if part else ""
    cure = say("Open it in {program} and save it anew", program=program)
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:4096]:
        raise InputError(say("{where}the XML declares a document type or entities", where=where), path=path, cure=cure)
    level = 0
    try:
        parsing = etree.iterparse(
            io.BytesIO(data), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
            huge_tree=False, remove_pis=True,
        )  # fmt: skip
        for event, element in parsing:
            if event == "start":
                if not level and element.getroottree().docinfo.internalDTD is not None:
                    raise InputError(say("{where}the XML declares a document type", where=where), path=path, cure=cure)
                level += 1
                continue
            if level == depth:
                parent = element.getparent()
                assert parent is not None
                if not within or parent.tag == within:
                    yield element, parent
                    parent.remove(element)
            level -= 1
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _broken(error, where, path, cure) from error
