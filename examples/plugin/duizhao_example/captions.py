"""A reader: captions as YouTube exports them (SBV), each of them a paragraph."""

from __future__ import annotations

import re
from pathlib import Path

from duizhao.corpora import Block, DocumentFormat, InputError, Reading
from duizhao.corpora.storage.encodings import decode

_TIMES = re.compile(r"\d+:\d\d:\d\d\.\d{3},\d+:\d\d:\d\d\.\d{3}$")


def read_blocks(data: bytes, *, path: Path, encoding: str | None = None) -> Reading:
    """The captions in order, without their times. Raises InputError where there are none."""
    text, found = decode(data, encoding=encoding, path=path)
    blocks = []
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if _TIMES.match(line):
            said = []
            for following in lines[number:]:
                if not following.strip():
                    break
                said.append(following.strip())
            blocks.append(Block(" ".join(said), line=number + 1))
    if not blocks:
        raise InputError("there are no captions in it", path=path, cure="Give a caption file (.sbv)")
    return Reading(tuple(blocks), found)


CAPTIONS = DocumentFormat(read_blocks, suffixes=(".sbv",), about="captions of YouTube")
