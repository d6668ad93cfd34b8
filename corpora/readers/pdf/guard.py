"""Bounds for a PDF before PDFium opens it: a stream of a megabyte may unpack to a gigabyte."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import say

# A page of dense text is 50 KB of drawing orders; a detailed map may be 50 MB.
MAX_STREAM = 96 * 2**20
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
# Pictures are not unpacked for their text.
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")


def check_streams(data: bytes, path: Path) -> None:
    """Unpack each deflated stream as far as the bound, keeping nothing. Raises InputError for one that is larger."""
    for match in _STREAM.finditer(data):
        about = data[max(0, match.start() - 600) : match.start()]
        about = about[about.rfind(b"obj") :]
        if b"Flate" in about and not _PICTURE.search(about) and _unpacked(data, match.end()) > MAX_STREAM:
            raise InputError(
                say("a part of the PDF unpacks to more than {max_stream} MB", max_stream=MAX_STREAM // 2**20),
                path=path,
                cure="Print it to a new PDF from a viewer; if that is refused too, fewer pages at a time",
            )


def _unpacked(data: bytes, start: int) -> int:
    """How many bytes a deflated stream unpacks to, counted no further than just above the bound."""
    unpacker = zlib.decompressobj()
    total, at = 0, start
    pending = b""
    try:
        while total <= MAX_STREAM and not unpacker.eof and (pending or at < len(data)):
            if not pending:
                pending, at = data[at : at + 65536], at + 65536
            total += len(unpacker.decompress(pending, 2**20))
            pending = unpacker.unconsumed_tail
    except zlib.error:
        # Not deflated after all, encrypted or damaged: PDFium will say.
        pass
    return total
