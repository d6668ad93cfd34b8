"""Memories for Trados Studio (.sdltm): the tables that are publicly known, filled; read back by `sdltm.py`.

What is known is the schema as it stands in files (any SQLite browser shows it) and the types of fields, which the
developers' documentation of Studio lists. What is not known is how Studio makes `source_hash` and `target_hash`, by
which it finds exact matches, and its indexes for similar ones. Ours are of another make: a Studio that trusts them
finds nothing until it has made its own. Whoever needs the units in Studio today imports TMX.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

from duizhao.tmx.memory import parse_date
from duizhao.tmx.model import ILLEGAL, Content, Element, Entry, Header, Note, Prop, Variant, plain, sides

NOT_KNOWN = "1970-01-01 00:00:00"
"""A date where the unit has none: the tables want one."""
NOTE = "Note"
"""The field that holds notes."""
ORIGIN = "x-origin"
"""The property by which reading says that a unit came from such a file."""
_TEXT_FIELD = 1  # SingleString, of the types of fields that Studio's developers' documentation lists
_VERSION = "8.06"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_XSD = "http://www.w3.org/2001/XMLSchema"
_SPACE = uuid.UUID("5d1c2f0e-6f0b-5c1e-9d0e-4c9c7b0f6a11")
_SCHEMA = """
CREATE TABLE parameters(translation_memory_id INTEGER, name TEXT NOT NULL, value TEXT NOT NULL);
CREATE TABLE translation_memories(id INTEGER PRIMARY KEY AUTOINCREMENT, guid BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE, source_language TEXT NOT NULL, target_language TEXT NOT NULL, copyright TEXT,
  description TEXT, settings INTEGER NOT NULL, creation_user TEXT NOT NULL, creation_date DATETIME NOT NULL,
  expiration_date DATETIME, fuzzy_indexes INTEGER NOT NULL, last_recompute_date DATETIME, last_recompute_size INTEGER);
CREATE TABLE translation_units(id INTEGER PRIMARY KEY AUTOINCREMENT, guid BLOB NOT NULL UNIQUE,
  translation_memory_id INTEGER NOT NULL REFERENCES translation_memories(id) ON DELETE CASCADE,
  source_hash INTEGER NOT NULL, source_segment TEXT, target_hash INTEGER NOT NULL, target_segment TEXT,
  creation_date DATETIME NOT NULL, creation_user TEXT NOT NULL, change_date DATETIME NOT NULL,
  change_user TEXT NOT NULL, last_used_date DATETIME NOT NULL, last_used_user TEXT NOT NULL,
  usage_counter INTEGER NOT NULL DEFAULT 0, flags INTEGER NOT NULL DEFAULT 0);
CREATE INDEX translation_units_hashes ON translation_units(translation_memory_id, source_hash, target_hash);
CREATE TABLE attributes(id INTEGER PRIMARY KEY AUTOINCREMENT, guid BLOB NOT NULL UNIQUE, name TEXT NOT NULL,
  type INTEGER NOT NULL, tm_id INTEGER NOT NULL REFERENCES translation_memories(id) ON DELETE CASCADE);
CREATE TABLE string_attributes(translation_unit_id INTEGER NOT NULL REFERENCES translation_units(id) ON DELETE CASCADE,
  attribute_id INTEGER NOT NULL REFERENCES attributes(id) ON DELETE CASCADE, value TEXT NOT NULL);
CREATE INDEX string_attributes_units ON string_attributes(translation_unit_id);
CREATE TABLE date_attributes(translation_unit_id INTEGER NOT NULL, attribute_id INTEGER NOT NULL,
  value DATETIME NOT NULL);
CREATE TABLE numeric_attributes(translation_unit_id INTEGER NOT NULL, attribute_id INTEGER NOT NULL,
  value INTEGER NOT NULL);
CREATE TABLE picklist_values(id INTEGER PRIMARY KEY AUTOINCREMENT, guid BLOB NOT NULL UNIQUE,
  attribute_id INTEGER NOT NULL, value TEXT NOT NULL);
CREATE TABLE picklist_attributes(translation_unit_id INTEGER NOT NULL, picklist_value_id INTEGER NOT NULL);
CREATE TABLE translation_unit_contexts(translation_unit_id INTEGER NOT NULL, left_source_context INTEGER NOT NULL,
  left_target_context INTEGER NOT NULL);
"""


def write_sdltm(stream: BinaryIO, header: Header, entries: Iterable[Entry], *, target: str = "") -> None:
    """A memory of Trados Studio. Properties and notes become text fields; inline codes become tags without what they
    stood for. The same entries give the same bytes with the same SQLite."""
    with tempfile.TemporaryDirectory(prefix="duizhao-") as folder:
        path = Path(folder) / "memory.sdltm"
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            connection.executescript(f"PRAGMA journal_mode=OFF;PRAGMA synchronous=OFF;{_SCHEMA}")
            connection.execute("BEGIN")
            _fill(connection, header, entries, target)
            connection.execute("COMMIT")
        finally:
            connection.close()
        with path.open("rb") as made:
            shutil.copyfileobj(made, stream)


def _fill(connection: sqlite3.Connection, header: Header, entries: Iterable[Entry], target: str) -> None:
    made = _date(header.attributes.get("creationdate", ""))
    codes: tuple[str, str] | None = None
    fields: dict[str, int] = {}
    for number, entry in enumerate(entries, 1):
        both = sides(entry, header.source_language, target)
        if both is None:
            continue
        if codes is None:
            codes = both[0].language, both[1].language
        unit = connection.execute(
            "INSERT INTO translation_units(guid, translation_memory_id, source_hash, source_segment, target_hash, "
            "target_segment, creation_date, creation_user, change_date, change_user, last_used_date, last_used_user) "
            "VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (_guid("unit", number), *_texts(both), *_said(entry)),
        ).lastrowid
        for name, value in _fields(entry):
            if name not in fields:
                fields[name] = len(fields) + 1
                row = (fields[name], _guid("field", name), name, _TEXT_FIELD)
                connection.execute("INSERT INTO attributes VALUES (?, ?, ?, ?, 1)", row)
            connection.execute("INSERT INTO string_attributes VALUES (?, ?, ?)", (unit, fields[name], value))
    source, other = codes or (header.source_language or "en", target or "zh-CN")
    name = header.prop("x-name") or "duizhao"
    connection.execute(
        "INSERT INTO translation_memories VALUES (1, ?, ?, ?, ?, NULL, NULL, 0, 'duizhao', ?, NULL, 0, NULL, NULL)",
        (_guid("memory", name), name, source, other, made),
    )
    connection.execute("INSERT INTO parameters VALUES (NULL, 'VERSION', ?)", (_VERSION,))


def _texts(both: tuple[Variant, Variant]) -> Iterator[Any]:
    """Of both sides the hash of the text and the segment."""
    for variant in both:
        digest = hashlib.sha256(plain(variant.content).encode("utf-8", "surrogatepass")).digest()
        yield int.from_bytes(digest[:8], "big", signed=True)
        yield _segment(variant)


def _said(entry: Entry) -> tuple[str, ...]:
    """Dates and users of a unit: made, changed, used."""
    said = entry.attributes
    made, changed, used = (_date(said.get(name, "")) for name in ("creationdate", "changedate", "lastusagedate"))
    return made, said.get("creationid", ""), changed, said.get("changeid", ""), used, ""


def _date(text: str) -> str:
    moment = parse_date(text)
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else NOT_KNOWN


def _guid(*parts: object) -> bytes:
    """The same for the same parts, in the order of bytes in which Windows keeps one."""
    return uuid.uuid5(_SPACE, "\t".join(map(str, parts))).bytes_le


def _fields(entry: Entry) -> Iterator[tuple[str, str]]:
    for extra in entry.extras:
        if isinstance(extra, Prop) and extra.type != ORIGIN:
            yield extra.type, extra.text
        elif isinstance(extra, Note):
            yield NOTE, extra.text


def _segment(variant: Variant) -> str:
    root = etree.Element("Segment", nsmap={"xsi": _XSI, "xsd": _XSD})
    elements = etree.SubElement(root, "Elements")
    _write(elements, variant.content, {})
    etree.SubElement(root, "CultureName").text = variant.language
    return etree.tostring(root, encoding="unicode")


def _write(elements: Any, content: Content, anchors: dict[str, int]) -> None:
    """Texts and tags; `anchors` numbers the codes of a segment, both halves of a pair alike."""
    for part in content:
        if isinstance(part, str):
            etree.SubElement(etree.SubElement(elements, "Text"), "Value").text = ILLEGAL.sub("", part)
        elif part.tag == "hi":
            _write(elements, part.content, anchors)
        else:
            _tag(elements, part, anchors)


def _tag(elements: Any, code: Element, anchors: dict[str, int]) -> None:
    kind = {"bpt": "Start", "ept": "End"}.get(code.tag, "Standalone")
    pair = code.attributes.get("i", "")
    if kind == "End" and pair in anchors:
        anchor = anchors[pair]
    else:
        anchor = anchors[pair if kind == "Start" else f"{kind} {len(anchors)}"] = len(anchors) + 1
    tag = etree.SubElement(elements, "Tag")
    align = code.attributes.get("x") if str(code.attributes.get("x")).isdecimal() else str(anchor)
    values = {"Type": kind, "Anchor": anchor, "AlignmentAnchor": align, "TagID": anchor, "CanHide": "false"}
    for name, value in values.items():
        etree.SubElement(tag, name).text = str(value)
