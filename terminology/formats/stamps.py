"""What a row said when it was written, told from the row itself: so a cell that nobody touched is known as such.

Behind the eight digits that find a row again stand four letters for every cell that a person may change (a hyphen for
an empty one). A reviewer's sheet that comes back after another one's then decides only what this reviewer changed.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from contextlib import suppress

from duizhao.corpora.errors import SettingsError
from duizhao.terminology.formats.cells import iso_date, part_of_speech
from duizhao.terminology.glossary import Status

STAMPED = (
    "concept_id", "source_term", "target_term", "status", "source_status", "note", "reviewer", "date",
    "part_of_speech", "domain", "definition", "definition_source", "concept_note",
)  # fmt: skip
_LETTERS = 4


def row_id(concept: str, source: str, target: str) -> str:
    """The key of a row: eight hexadecimal digits of a SHA-256 behind an `r`, which no spreadsheet reads as a number."""
    digest = hashlib.sha256("\t".join((concept, source, target)).encode()).hexdigest()
    return f"r{digest[:8]}"


def stamped(key: str, cells: Mapping[str, str]) -> str:
    """The key of a row with what its cells say now.

    >>> stamped("r1a2b3c4d", {"source_term": "sluice", "status": "preferred"})
    'r1a2b3c4d.-e5k3-fpzd---------'
    """
    return f"{key}.{''.join(_stamp(name, cells.get(name, '')) for name in STAMPED)}"


def key_of(row: str) -> str:
    """The key in a cell of the column `row`, without what stands behind it."""
    return row.partition(".")[0]


def stamps_of(row: str) -> dict[str, str]:
    """What the cells of a row said when it was written, a stamp a column; {} where the row does not tell."""
    text = row.partition(".")[2]
    found = {}
    for name in STAMPED:
        size = 1 if text[:1] == "-" else _LETTERS
        found[name], text = text[:size], text[size:]
    return {} if text or not all(found.values()) else found


def untouched(name: str, text: str, stamps: Mapping[str, str]) -> bool:
    """Whether a cell says what it said when the row was written; False where the row does not tell."""
    return name in stamps and stamps[name] == _stamp(name, text)


def _stamp(name: str, text: str) -> str:
    """Four letters for what a cell says, whatever a spreadsheet makes of its white space and of the look of a day."""
    text = " ".join(text.split())
    if name == "date":
        text = iso_date(text) or text
    elif name == "part_of_speech":
        text = part_of_speech(text)
    elif name in ("status", "source_status") and text:
        with suppress(SettingsError):
            text = str(Status.parse(text))
    if not text:
        return "-"
    return base64.b32encode(hashlib.sha256(f"{name}\t{text}".encode()).digest())[:_LETTERS].decode().lower()
