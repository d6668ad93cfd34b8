"""What every reader is: bytes in, blocks out. `corpora.read` finds the reader by the format's name.

A reader module defines `read_blocks(data, *, path, encoding)`; it opens nothing and downloads nothing, and raises only
errors of ours. `path` is for messages.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from duizhao.corpora.model import Notice
from duizhao.corpora.structure.blocks import Block


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found: blocks in reading order, the encoding it read (as detected), and what it noticed.

    `language` is the language the file itself declares (an HTML `lang`, a DOCX default), for checking; "" where it
    declares none.
    """

    blocks: tuple[Block, ...]
    encoding: str = "utf-8"
    notices: tuple[Notice, ...] = ()
    language: str = ""


class Reader(Protocol):
    """The function `read_blocks` of a reader module."""

    def __call__(self, data: bytes, *, path: Path, encoding: str | None = None) -> Reading:
        """Raises InputError, with what is wrong and what to do, for bytes that are not this format."""
        ...
