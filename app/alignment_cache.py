"""Alignments of documents that have not changed, kept on disk between runs.

An alignment is kept as JSON under a digest of all it depends on: both documents, term pairs, settings, encoder, our
version and code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duizhao import alignment_json
from duizhao.corpora.errors import DuizhaoError
from duizhao.corpora.storage.disk_cache import LIMIT, Shelf
from duizhao.corpora.storage.files import digest_of
from duizhao.corpora.version import VERSION

if TYPE_CHECKING:
    from duizhao.alignment import Alignment, AlignSettings
    from duizhao.corpora.model import Document

SCHEMA = 1


class AlignmentCache:
    """Alignments in a folder of at most about `limit` bytes. A paper of 100 pages takes 1 MB."""

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self._shelf = Shelf(folder, limit)

    def get(self, key: str) -> Alignment | None:
        """The alignment under a key; None where there is none that can be read."""
        text = self._shelf.get(key)
        if text is None:
            return None
        first, _, rest = text.partition("\n")
        try:
            return _alignment(json.loads(first), alignment_json.parse(rest, self._shelf.folder / key))
        except (ValueError, KeyError, TypeError, DuizhaoError):
            return None

    def put(self, key: str, found: Alignment) -> None:
        """Keep an alignment."""
        head = {
            "beads": [[bead.source, bead.target, bead.confidence, bead.moved] for bead in found.unit_beads],
            "recipe": asdict(found.recipe),
            "stats": asdict(found.stats),
        }
        text = json.dumps(head, ensure_ascii=False, separators=(",", ":")) + "\n"
        self._shelf.put(key, text + alignment_json.dump(found.pairs, found.notices, str(found.recipe)))


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
        # By its fields: what a document is called in a notebook says nothing of its text.
        fields = (document.id, document.language, document.units, document.origin, document.notices)
        found.update(repr(fields).encode("utf-8", "surrogatepass"))
    return found.hexdigest()


@cache
def _code() -> str:
    """A digest of the code and data of reading and aligning, so that a changed aligner does not give yesterday's
    alignment."""
    from duizhao import alignment, corpora

    # Each room where it is: in a checkout the rooms do not lie below the package.
    return digest_of([Path(*room.__path__) for room in (corpora, alignment)], (".py", ".json"))


def _alignment(head: dict[str, Any], body: alignment_json.Aligned) -> Alignment:
    from duizhao.alignment import Alignment, AlignStats, UnitBead
    from duizhao.corpora.model import Recipe

    beads = [UnitBead(tuple(source), tuple(target), sure, moved) for source, target, sure, moved in head["beads"]]
    return Alignment(body.pairs, tuple(beads), Recipe(**head["recipe"]), body.notices, AlignStats(**head["stats"]))
