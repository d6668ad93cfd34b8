"""Writing files that hold two languages: a head that names them, then the entries that have both."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import BinaryIO

from duizhao.tmx.model import Entry, Header, Variant, sides

Head = Callable[[str, str], bytes]
Unit = Callable[[int, Entry, Variant, Variant], str]


def write_bilingual(
    stream: BinaryIO, header: Header, entries: Iterable[Entry], target: str, head: Head, unit: Unit
) -> bool:
    """Write `head(source language, target language)`, then `unit(number, entry, source, target)` for each entry that
    has both languages, as UTF-8. Languages are those of the first such entry; where there is none, those that are asked
    for. Numbers are of all entries, from 1. Returns whether an entry was written."""
    began = False
    for number, entry in enumerate(entries, 1):
        both = sides(entry, header.source_language, target)
        if both is None:
            continue
        if not began:
            began = True
            stream.write(head(both[0].language, both[1].language))
        stream.write(unit(number, entry, *both).encode("utf-8"))
    if not began:
        stream.write(head(header.source_language or "en", target or "zh-CN"))
    return began
