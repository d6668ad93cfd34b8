"""A memory format: Wordfast Classic's text, a unit a line with tabs between its seven columns."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from duizhao.corpora import InputError
from duizhao.tmx import Entry, Header, Keeps, MemoryFormat, Variant, content, sides

_BREAK = "\\n"  # how it writes a line break within a text


def read(stream: BinaryIO, languages: Sequence[str], path: object) -> tuple[Header, Iterator[Entry]]:
    """The header, and the units one by one. Raises InputError for a file that does not begin as Wordfast's do."""
    lines = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="\n")
    first = lines.readline().rstrip("\r\n").split("\t")
    if len(first) < 6 or not all(cell.startswith("%") for cell in first[:6]):
        raise InputError("this is not a memory of Wordfast", path=str(path), line=1, cure="Export it as TMX")
    source, target = languages or (first[3].removeprefix("%"), first[5].removeprefix("%"))

    def entries() -> Iterator[Entry]:
        for number, line in enumerate(lines, 2):
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) < 7:
                raise InputError(f"{len(cells)} columns where seven are due", path=str(path), line=number)
            texts = (cells[4].replace(_BREAK, "\n"), cells[6].replace(_BREAK, "\n"))
            yield Entry(tuple(Variant(tag, content(text)) for tag, text in zip((source, target), texts, strict=True)))

    return Header({"srclang": source, "o-tmf": "Wordfast"}), entries()


def write(stream: BinaryIO, header: Header, entries: Iterable[Entry], *, target: str = "") -> None:
    """The units that have both languages; a date of zeros, since TMX may have none."""
    begun = False
    for entry in entries:
        both = sides(entry, header.source_language, target)
        if both is None:
            continue
        tags = [variant.language.upper() for variant in both]
        if not begun:
            head = ["%20000101~000000", "%User ID", "%TU=00000000", f"%{tags[0]}", "%Wordfast TM v.5", f"%{tags[1]}"]
            stream.write(("\t".join((*head, "%-----------")) + "\r\n").encode())
            begun = True
        texts = [" ".join(variant.text.split("\t")).replace("\n", _BREAK) for variant in both]
        cells = ["20000101~000000", "duizhao", "0", tags[0], texts[0], tags[1], texts[1]]
        stream.write(("\t".join(cells) + "\r\n").encode())


WORDFAST = MemoryFormat((".txt",), read, write, Keeps(), "Wordfast Classic's text")
