"""What pairs do not hold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many sentences and units of the source have no translation: what a memory cannot hold as pairs."""

    sentences: int = 0
    units: int = 0
