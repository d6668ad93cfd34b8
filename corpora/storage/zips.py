"""Archives that unpack to more than anybody meant: told by what they say of themselves, before a library opens them."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import IO

from duizhao.corpora.errors import InputError

# XML of tables packs to a tenth, of equal rows to a hundredth, a bomb to a thousandth. Small parts pack as they like.
_FREE, _MOST_RATIO = 64 * 2**20, 200


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
                f"the part {part.filename} unpacks from {part.compress_size:,} to {part.file_size:,} bytes",
                path=str(path),
                cure="Look what fills it, and save it anew",
            )
