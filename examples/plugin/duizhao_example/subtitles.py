"""A reader: SubRip subtitles, each of them a paragraph."""

from __future__ import annotations

import re
from pathlib import Path

from duizhao.corpora import Block, DocumentFormat, InputError, Reading
from duizhao.corpora.storage.encodings import decode

_TIMES = re.compile(r"\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}")
_MARKUP = re.compile(r"</?[bius]>|</?font[^>]*>|\{\\an\d\}")


def read_blocks(data: bytes, *, path: Path, encoding: str | None = None) -> Reading:
    """The subtitles in order, without their numbers, times and markup. Raises InputError where there are none."""
    text, found = decode(data, encoding=encoding, path=path)
    blocks = []
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if _TIMES.match(line):
            said = []
            for following in lines[number:]:
                if not following.strip():
                    break
                said.append(_MARKUP.sub("", following).strip())
            blocks.append(Block(" ".join(said), line=number + 1))
    if not blocks:
        raise InputError("there are no subtitles in it", path=path, cure="Give a SubRip file (.srt)")
    return Reading(tuple(blocks), found)


SUBTITLES = DocumentFormat(read_blocks, suffixes=(".srt",), about="SubRip subtitles")
