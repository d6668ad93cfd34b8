"""Alignments of documents that have not changed, kept on disk between runs.

A file holds one alignment as JSON; its name is a digest of all it depends on: both documents, term pairs, settings,
encoder, our version and code. A file that cannot be read is as good as none, and the folder may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpora.errors import DuizhaoError
from corpora.files import digest_of, make_folder, write_text
from corpora.version import VERSION
from duizhao import interchange

if TYPE_CHECKING:
    from alignment import Alignment, AlignSettings
    from corpora.model import Document

SCHEMA = 1
# A paper of 100 pages takes 1 MB. When the folder is larger, what was not used for longest goes.
LIMIT = 256 * 2**20
_ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class AlignmentCache:
    """Alignments in a folder of at most about `limit` bytes."""

    folder: Path
    limit: int = LIMIT

    def get(self, key: str) -> Alignment | None:
        """The alignment under a key; None where there is none that can be read."""
        path = self._path(key)
        try:
            first, _, rest = path.read_text(encoding="utf-8").partition("\n")
            found = _alignment(json.loads(first), interchange.parse(rest, path))
        except (OSError, ValueError, KeyError, TypeError, DuizhaoError):
            return None
        with suppress(OSError):
            os.utime(path)  # what was used last is dropped last
        return found

    def put(self, key: str, found: Alignment) -> None:
        """Keep an alignment. A folder that cannot be written is no fault of the alignment: nothing is kept then."""
        head = {
            "beads": [[bead.source, bead.target, bead.confidence, bead.moved] for bead in found.unit_beads],
            "recipe": asdict(found.recipe),
            "stats": asdict(found.stats),
        }
        text = json.dumps(head, ensure_ascii=False, separators=(",", ":")) + "\n"
        try:
            make_folder(self.folder)
            write_text(self._path(key), text + interchange.dump(found.pairs, found.notices, str(found.recipe)))
            self._trim()
        except (DuizhaoError, OSError):
            return

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.json"

    def _trim(self) -> None:
        """Drop what was not used for longest until the folder is small enough."""
        files = sorted(((p.stat().st_mtime, p.stat().st_size, p) for p in self.folder.glob("*.json")), reverse=True)
        total = 0
        for _, size, path in files:
            total += size
            if total > self.limit:
                path.unlink(missing_ok=True)


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
        found.update(repr(document).encode("utf-8", "surrogatepass"))
    return found.hexdigest()


@cache
def _code() -> str:
    """A digest of the code and data of reading and aligning, so that a changed aligner does not give yesterday's
    alignment."""
    return digest_of((_ROOT / "corpora", _ROOT / "alignment"), (".py", ".json"))


def _alignment(head: dict[str, Any], body: interchange.Aligned) -> Alignment:
    from alignment import Alignment, Stats, UnitBead
    from corpora.model import Recipe

    beads = [UnitBead(tuple(source), tuple(target), sure, moved) for source, target, sure, moved in head["beads"]]
    return Alignment(body.pairs, tuple(beads), Recipe(**head["recipe"]), body.notices, Stats(**head["stats"]))
