"""Facts of documents that have not changed, kept on disk between runs, and the terms found in a whole project.

The facts of a document are kept as JSON under a digest of all they depend on: our version and code, the languages, the
glossary, the pairs with their places.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from duizhao.corpora.codec import noun, plain
from duizhao.corpora.errors import DuizhaoError
from duizhao.corpora.model import Pair
from duizhao.corpora.storage.disk_cache import LIMIT, Shelf
from duizhao.corpora.storage.files import digest_of
from duizhao.corpora.version import VERSION
from duizhao.quality.run.per_document import Facts
from duizhao.terminology import Glossary
from duizhao.terminology.variation import Discovery

SCHEMA = 5
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class KeptTerms:
    """Terms as they are kept."""

    terms: tuple[Discovery, ...]


class FactCache:
    """Facts and terms in a folder of at most about `limit` bytes."""

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self._shelf = Shelf(folder, limit)

    def get(self, key: str) -> Facts | None:
        """The facts under a key; None where there are none that can be read."""
        return self._read(key, Facts)

    def put(self, key: str, facts: Facts) -> None:
        """Keep facts."""
        self._write(key, plain(facts, brief=True))

    def terms(self, key: str) -> tuple[Discovery, ...] | None:
        """The terms found in pairs under a key; None where there are none that can be read."""
        found = self._read(key, KeptTerms)
        return None if found is None else found.terms

    def put_terms(self, key: str, found: Sequence[Discovery]) -> None:
        """Keep terms that were found."""
        self._write(key, plain(KeptTerms(tuple(found)), brief=True))

    def _read(self, key: str, kind: type[T]) -> T | None:
        text = self._shelf.get(key)
        try:
            return None if text is None else noun(kind, json.loads(text))
        except (ValueError, KeyError, TypeError, RecursionError, DuizhaoError):
            return None

    def _write(self, key: str, data: Any) -> None:
        self._shelf.put(key, json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def digest(pairs: Sequence[Pair], glossary: Glossary | None, source_language: str, target_language: str) -> str:
    """The key of a document's facts."""
    found = hashlib.sha256(repr((SCHEMA, VERSION, _code(), source_language, target_language)).encode())
    found.update(glossary_digest(glossary))
    for pair in pairs:
        # A locator says in its repr all that it is made of, and ten times as fast as the codec.
        found.update(repr((pair.source, pair.target, pair.source_at, pair.target_at, pair.confidence)).encode())
    return found.hexdigest()


def digest_texts(pairs: Iterable[Pair], source_language: str, target_language: str) -> str:
    """The key of the terms found in pairs, which depend on the texts and their order alone."""
    found = hashlib.sha256(repr((SCHEMA, VERSION, _code(), source_language, target_language, "terms")).encode())
    for pair in pairs:
        found.update(f"{pair.source}\0{pair.target}\0".encode("utf-8", "surrogatepass"))
    return found.hexdigest()


@cache
def _code() -> str:
    """A digest of the checks' own code, so that a changed check does not answer from yesterday's facts."""
    # Each room where it is: in a checkout the rooms do not lie below one folder of the package.
    rooms = [find_spec(f"duizhao.{room}") for room in ("quality", "corpora", "terminology")]
    return digest_of([Path(place) for room in rooms if room for place in room.submodule_search_locations or ()])


_digests: dict[int, tuple[Glossary | None, bytes]] = {}


def glossary_digest(glossary: Glossary | None) -> bytes:
    """A digest of all that a glossary says to a check; made once, as every document of a project asks for it."""
    if id(glossary) not in _digests or _digests[id(glossary)][0] is not glossary:
        _digests.clear()
        _digests[id(glossary)] = (glossary, _glossary_digest(glossary))
    return _digests[id(glossary)][1]


def _glossary_digest(glossary: Glossary | None) -> bytes:
    concepts = () if glossary is None else glossary.concepts
    rows = [(c.id, [(t.text, t.language, t.status, t.part_of_speech) for t in c.terms]) for c in concepts]
    return hashlib.sha256(repr(rows).encode()).digest()
