"""Memories of Trados Studio (.sdltm), which are SQLite files, read. `sdltm_writer.py` writes them.

What is read is what public descriptions and open-source readers of the format agree on: the table
`translation_memories` with both languages, and `translation_units` with a segment in XML on each side (`Segment`,
`Elements`, `Text`, `Value`, `Tag`, `CultureName`), dates and users, and of the fields that a memory defines
(`attributes`) those of text and of a list.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import say
from duizhao.tmx.formats.rows import table_header
from duizhao.tmx.formats.sdltm_writer import NOT_KNOWN, NOTE, ORIGIN
from duizhao.tmx.formats.sifted import UNTRANSLATED, Sifted
from duizhao.tmx.memory import tmx_date
from duizhao.tmx.model import NONE, Content, Element, Entry, Extra, Header, Note, Prop, Variant, content

_MAGIC = b"SQLite format 3\x00"
_TEXTS = "source_segment, target_segment"
_FIELDS = {
    "creation_date": "creationdate",
    "creation_user": "creationid",
    "change_date": "changedate",
    "change_user": "changeid",
}
# What a unit says in the fields that its memory defines: by the tables of both kinds of fields of text.
_SAID = {
    "string_attributes": "SELECT s.translation_unit_id, a.name, s.value FROM string_attributes s "
    "JOIN attributes a ON a.id = s.attribute_id",
    "picklist_attributes": "SELECT p.translation_unit_id, a.name, v.value FROM picklist_attributes p "
    "JOIN picklist_values v ON v.id = p.picklist_value_id JOIN attributes a ON a.id = v.attribute_id",
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
        raise InputError(
            say("a damaged SDLTM: {error}", error=error), path=str(path), cure="Export TMX from Trados Studio"
        ) from error
    except InputError:
        connection.close()
        folder.cleanup()
        raise
    names = [name for name in _FIELDS if name in have]

    def entries(left_out: Counter[str]) -> Iterator[Entry]:
        try:
            rows = connection.execute(f"SELECT {', '.join((_TEXTS, *names, 'id'))} FROM translation_units ORDER BY id")
            said = _fields(connection)
            unit, extras = next(said, _NO_FIELDS)
            for number, row in enumerate(rows, 1):
                while unit < row[-1]:
                    unit, extras = next(said, _NO_FIELDS)
                entry = _entry(row[:-1], names, codes, path, number)
                if entry is None:
                    left_out[UNTRANSLATED] += 1
                else:
                    yield entry._replace(extras=(*entry.extras, *extras)) if unit == row[-1] else entry
        except sqlite3.Error as error:
            raise InputError(
                say("a damaged SDLTM: {error}", error=error), path=str(path), cure="Export TMX from Trados"
            ) from error
        finally:
            connection.close()
            folder.cleanup()

    return table_header(codes, {"o-tmf": "SDLTM"}), Sifted(entries)


_NO_FIELDS: tuple[float, list[Extra]] = (float("inf"), [])


def _fields(connection: sqlite3.Connection) -> Iterator[tuple[float, list[Extra]]]:
    """The fields of units that have some, by the units' ids, in their order."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    found = [query for table, query in _SAID.items() if {table, "attributes"} <= tables]
    if not found:
        return
    rows = connection.execute(f"SELECT * FROM ({' UNION ALL '.join(found)}) ORDER BY 1")
    for unit, group in groupby(rows, itemgetter(0)):
        values = ((str(name), str(value)) for _, name, value in group)
        yield unit, [Note(value) if name == NOTE else Prop(name, value) for name, value in values]


def _languages(connection: sqlite3.Connection, wanted: Sequence[str], path: object) -> tuple[str, str]:
    if len(wanted) == 2:
        return wanted[0], wanted[1]
    row = connection.execute("SELECT source_language, target_language FROM translation_memories").fetchone()
    if row is None or not all(row):
        raise InputError("the SDLTM does not name its languages", path=str(path), cure="Say --languages en,zh-CN")
    return str(row[0]), str(row[1])


def _entry(row: Sequence[Any], names: Sequence[str], codes: tuple[str, str], path: object, number: int) -> Entry | None:
    from lxml import etree

    from duizhao.corpora.storage.entities import without_entities

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    texts: list[Content] = []
    for text in row[:2]:
        try:
            root = etree.fromstring(str(text or "<Segment/>").encode(), parser)
            texts.append(_content(without_entities(root, path, cure="Export TMX from Trados Studio")))
        except etree.XMLSyntaxError as error:
            what = say("unit {number} holds XML that is not well-formed: {msg}", number=number, msg=error.msg)
            raise InputError(what, path=str(path), cure="Export TMX from Trados Studio") from error
    variants = tuple(Variant(code, text) for code, text in zip(codes, texts, strict=True))
    if not all(variant.text.strip() for variant in variants):
        return None
    fields = {_FIELDS[name]: _field(name, value) for name, value in zip(names, row[2:], strict=True) if value}
    return Entry(variants, {name: text for name, text in fields.items() if text} or NONE, (Prop(ORIGIN, "SDLTM"),))


def _field(name: str, value: object) -> str:
    """A user as it is; a date (`2020-09-25 14:03:59`) as TMX writes it, "" for anything else."""
    if not name.endswith("_date"):
        return str(value)
    if value == NOT_KNOWN:
        return ""
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
