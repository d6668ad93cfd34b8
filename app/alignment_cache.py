"""Alignments of documents that have not changed, kept on disk between runs.

An alignment is kept as JSON under a digest of all it depends on: both documents, term pairs, settings, encoder, our
version and code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao.corpora.codec import noun, plain
from duizhao.corpora.errors import DuizhaoError
from duizhao.corpora.storage.disk_cache import LIMIT, Shelf
from duizhao.corpora.storage.files import digest_of
from duizhao.corpora.version import VERSION

if TYPE_CHECKING:
    from duizhao.alignment import Alignment, AlignSettings
    from duizhao.corpora.model import Document

SCHEMA = 2


class AlignmentCache:
    """Alignments in a folder of at most about `limit` bytes. A paper of 100 pages takes 1 MB."""

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self._shelf = Shelf(folder, limit)

    def get(self, key: str) -> Alignment | None:
        """The alignment under a key; None where there is none that can be read."""
        from duizhao.alignment import Alignment

        text = self._shelf.get(key)
        try:
            return None if text is None else noun(Alignment, json.loads(text))
        except (ValueError, KeyError, TypeError, DuizhaoError):
            return None

    def put(self, key: str, found: Alignment) -> None:
        """Keep an alignment."""
        self._shelf.put(key, json.dumps(plain(found), ensure_ascii=False, separators=(",", ":")))


def digest(
    source: Document,
    target: Document,
    settings: AlignSettings,
    encoder: str,
    terms: Sequence[tuple[str, str]],
) -> str:
    """The key of an alignment: a digest of everything that can change it."""
    found = hashlib.sha256(repr((SCHEMA, VERSION, _code(), settings, encoder, list(terms))).encode())
    for document in (source, target):
        # By all that it holds: what a document is called in a notebook says nothing of its text.
        found.update(json.dumps(plain(document), ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return found.hexdigest()


@cache
def _code() -> str:
    """A digest of the code and data of reading and aligning, so that a changed aligner does not give yesterday's
    alignment."""
    from duizhao import alignment, corpora

    # Each room where it is: in a checkout the rooms do not lie below the package.
    return digest_of([Path(*room.__path__) for room in (corpora, alignment)], (".py", ".json"))
