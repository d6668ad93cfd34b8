"""An index of pairs as a file, which is mapped into memory: quick to open, and shared by the processes that do.

The file may be thrown away: it is made again from the database.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duizhao.corpora.errors import DuizhaoError
from duizhao.corpora.storage.cache_folder import cache_folder
from duizhao.corpora.storage.files import writing
from duizhao.tmx.store.address import postgres_address
from duizhao.tmx.store.pair_index import ARRAYS, NEWEST, PairIndex

_MAGIC = b"duizhao pairs 3\n"
"""To be changed with all that an index is made of, and with how tokens are counted and packed."""
_ALIGNED = 64


def index_folder(place: str) -> Path | None:
    """Where the indices of a memory are kept; None where nothing is kept (DUIZHAO_CACHE=off)."""
    try:
        folder = cache_folder()
        address = postgres_address(place)
    except DuizhaoError:
        return None
    if folder is None:
        return None
    if address is None:
        named = str(Path(place).resolve())
    else:
        # Whoever connects sees the same database, but perhaps another schema of it.
        named = "\n".join(f"{k}={v}" for k, v in sorted(address.parameters.items()) if "pass" not in k)
    return folder / "memories" / hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def write_index(path: Path, index: PairIndex, seen: int) -> bool:
    """Keep an index of the texts with numbers up to `seen`, whole or not at all; False where it cannot be kept."""
    header = json.dumps({"seen": seen, "sizes": {name: len(index.arrays[name]) for name in ARRAYS}}).encode()
    try:
        # It holds no texts, but says which words are in them.
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with writing(path) as file:
            file.write(_MAGIC + len(header).to_bytes(8, "little") + header)
            for name in ARRAYS:
                file.write(b"\0" * (-file.tell() % _ALIGNED))
                file.write(np.ascontiguousarray(index.arrays[name]).data)
    except (DuizhaoError, OSError):
        return False
    return True


def read_index(path: Path) -> tuple[PairIndex, int] | None:
    """The index in a file, mapped, and up to which number it knows the texts; None where none is whole."""
    try:
        data = np.memmap(path, dtype=np.uint8, mode="r")
        at = len(_MAGIC) + 8
        if bytes(data[: len(_MAGIC)]) != _MAGIC:
            return None
        size = int.from_bytes(bytes(data[len(_MAGIC) : at]), "little")
        header = json.loads(bytes(data[at : at + size]))
        at += size
        arrays = {}
        for name, kind in ARRAYS.items():
            at += -at % _ALIGNED
            end = at + int(header["sizes"][name]) * np.dtype(kind).itemsize
            arrays[name] = np.frombuffer(data[at:end].data, dtype=kind)
            at = end
        whole = at == len(data) and _fits(arrays)
        return (PairIndex(arrays), int(header["seen"])) if whole else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _fits(arrays: dict[str, NDArray[Any]]) -> bool:
    """Whether no number leads out of another array."""
    numbers, lengths, flat, keys, begins, postings, many, newest = (arrays[name] for name in ARRAYS)
    return (
        len(numbers) == len(lengths)
        and len(begins) == len(keys) + 1
        and int(lengths.sum(dtype=np.int64)) == len(flat)
        and int(lengths.min(initial=0)) >= 0
        and int(begins[-1]) == len(postings)
        and bool((begins[1:] >= begins[:-1]).all())
        and bool((lengths[1:] >= lengths[:-1]).all())
        and int(postings.max(initial=0)) < max(1, len(numbers))
        and int(many.max(initial=0)) < max(1, len(keys))
        and len(newest) == NEWEST * len(many)
        and int(newest.max(initial=0)) < max(1, len(numbers))
    )
