"""ZIP archives: written so that the same parts give the same bytes; and those that unpack to more than anybody meant,
told by what they say of themselves, before a library opens them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import say

# XML of tables packs to a tenth, of equal rows to a hundredth, a bomb to a thousandth. Small parts pack as they like.
_FREE, _MOST_RATIO = 64 * 2**20, 200
# The first day that a ZIP can name, for all parts.
_DATE = (1980, 1, 1, 0, 0, 0)


def packed(parts: Mapping[str, str]) -> bytes:
    """An archive of texts by their names, the same bytes for the same parts. A part `mimetype` is not compressed, as
    EPUB asks of its first."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, text)
    return stream.getvalue()


def refuse_swollen(file: Path | IO[bytes], path: object) -> None:
    """Raise InputError for an archive of which a part would unpack to far more than it is; what is no archive is for
    others to tell. `zipfile` reads no more of a part than it declares."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return
    for part in parts:
        if part.file_size > _FREE and part.file_size > _MOST_RATIO * max(part.compress_size, 1):
            raise InputError(
                say(
                    "the part {filename} unpacks from {compress_size:,} to {file_size:,} bytes",
                    filename=part.filename,
                    compress_size=part.compress_size,
                    file_size=part.file_size,
                ),
                path=str(path),
                cure="Look what fills it, and save it anew",
            )
