"""Memories of Trados Studio (.sdltm), which are SQLite files. Read only.

What is read is what public descriptions and open-source readers of the format agree on: the table
`translation_memories` with both languages, and `translation_units` with a segment in XML on each side (`Segment`,
`Elements`, `Text`, `Value`, `Tag`, `CultureName`), dates and users. They are not written: Studio finds units by hashes
that it computes itself.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from duizhao.corpora.errors import InputError
from duizhao.tmx.formats.rows import table_header
from duizhao.tmx.formats.sifted import UNTRANSLATED, Sifted
from duizhao.tmx.memory import tmx_date
from duizhao.tmx.model import NONE, Content, Element, Entry, Header, Prop, Variant, content

_MAGIC = b"SQLite format 3\x00"
_TEXTS = "source_segment, target_segment"
_FIELDS = {
    "creation_date": "creationdate",
    "creation_user": "creationid",
    "change_date": "changedate",
    "change_user": "changeid",
}
_PAIRED = {"Start": "bpt", "End": "ept"}


def read_sdltm(stream: BinaryIO, languages: Sequence[str], path: object) -> tuple[Header, Iterator[Entry]]:
    """The units of a memory of Trados Studio; those without one of the texts are counted as left out. Raises InputError
    where it is not such a file."""
    data = stream.read()
    if not data.startswith(_MAGIC):
        raise InputError("not an SDLTM: it is no SQLite file", path=str(path), cure="Export TMX from Trados Studio")
    folder = tempfile.TemporaryDirectory(prefix="duizhao-")
    copy = Path(folder.name) / "memory.sdltm"
    copy.write_bytes(data)
    # A copy, read as one that nobody changes: nothing is written beside the translator's file.
    connection = sqlite3.connect(f"{copy.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        have = {row[1] for row in connection.execute("PRAGMA table_info(translation_units)")}
        if not {"source_segment", "target_segment"} <= have:
            raise InputError(
                "not an SDLTM: it has no table of translation units", path=str(path), cure="Export TMX from Trados"
            )
        codes = _languages(connection, languages, path)
    except sqlite3.Error as error:
        connection.close()
        folder.cleanup()
        raise InputError(f"a damaged SDLTM: {error}", path=str(path), cure="Export TMX from Trados Studio") from error
    except InputError:
        connection.close()
        folder.cleanup()
        raise
    names = [name for name in _FIELDS if name in have]

    def entries(left_out: Counter[str]) -> Iterator[Entry]:
        try:
            rows = connection.execute(f"SELECT {', '.join((_TEXTS, *names))} FROM translation_units ORDER BY id")
            for number, row in enumerate(rows, 1):
                entry = _entry(row, names, codes, path, number)
                if entry is None:
                    left_out[UNTRANSLATED] += 1
                else:
                    yield entry
        except sqlite3.Error as error:
            raise InputError(f"a damaged SDLTM: {error}", path=str(path), cure="Export TMX from Trados") from error
        finally:
            connection.close()
            folder.cleanup()

    return table_header(codes, {"o-tmf": "SDLTM"}), Sifted(entries)


def _languages(connection: sqlite3.Connection, wanted: Sequence[str], path: object) -> tuple[str, str]:
    if len(wanted) == 2:
        return wanted[0], wanted[1]
    row = connection.execute("SELECT source_language, target_language FROM translation_memories").fetchone()
    if row is None or not all(row):
        raise InputError("the SDLTM does not name its languages", path=str(path), cure="Say --languages en,zh-CN")
    return str(row[0]), str(row[1])


def _entry(row: Sequence[Any], names: Sequence[str], codes: tuple[str, str], path: object, number: int) -> Entry | None:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    texts: list[Content] = []
    for text in row[:2]:
        try:
            texts.append(_content(etree.fromstring(str(text or "<Segment/>").encode(), parser)))
        except etree.XMLSyntaxError as error:
            what = f"unit {number} holds XML that is not well-formed: {error.msg}"
            raise InputError(what, path=str(path), cure="Export TMX from Trados Studio") from error
    variants = tuple(Variant(code, text) for code, text in zip(codes, texts, strict=True))
    if not all(variant.text.strip() for variant in variants):
        return None
    fields = {_FIELDS[name]: _field(name, value) for name, value in zip(names, row[2:], strict=True) if value}
    return Entry(variants, {name: text for name, text in fields.items() if text} or NONE, (Prop("x-origin", "SDLTM"),))


def _field(name: str, value: object) -> str:
    """A user as it is; a date (`2020-09-25 14:03:59`) as TMX writes it, "" for anything else."""
    if not name.endswith("_date"):
        return str(value)
    from datetime import datetime

    try:
        return tmx_date(datetime.fromisoformat(str(value).rstrip("Z")))
    except ValueError:
        return ""


def _content(segment: Any) -> Content:
    """The elements of a segment: texts and tags; the two halves of a pair share their anchor."""
    parts: list[str | Element] = []
    for one in segment.iter():
        name = one.tag.rpartition("}")[2] if isinstance(one.tag, str) else ""
        if name == "Text":
            parts += [value.text or "" for value in one if str(value.tag).endswith("Value")]
        elif name == "Tag":
            said = {child.tag.rpartition("}")[2]: child.text or "" for child in one if isinstance(child.tag, str)}
            tag = _PAIRED.get(said.get("Type", ""), "ph")
            anchor = said.get("Anchor", "") or "1"
            fields = {"bpt": {"i": anchor, "x": anchor}, "ept": {"i": anchor}}.get(tag, {"x": anchor})
            parts.append(Element(tag, fields))
    return content(*parts)
