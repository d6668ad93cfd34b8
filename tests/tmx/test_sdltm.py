"""SDLTM: a file built by the schema that is publicly described."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError
from duizhao.tmx import Element, Entry, Header, Note, Prop, Variant
from duizhao.tmx.formats.convert import reading, writing_to
from duizhao.tmx.formats.sifted import left_out


def segment(inner: str, code: str) -> str:
    return (
        '<Segment xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><Elements>'
        f"{inner}</Elements><CultureName>{code}</CultureName></Segment>"
    )


def text(value: str) -> str:
    return f"<Text><Value>{value}</Value></Text>"


def tag(kind: str, anchor: int) -> str:
    return f"<Tag><Type>{kind}</Type><Anchor>{anchor}</Anchor><TagID>pt{anchor}</TagID></Tag>"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "磨坊 1.sdltm"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE translation_memories (id, name, source_language, target_language)")
        connection.execute("INSERT INTO translation_memories VALUES (1, 'mill', 'en-GB', 'zh-CN')")
        connection.execute(
            "CREATE TABLE translation_units (id INTEGER PRIMARY KEY, source_segment, target_segment, creation_date, "
            "creation_user, change_date, change_user)"
        )
        rows = [
            (text("Shut the ") + tag("Start", 1) + text("sluice &amp; gate") + tag("End", 1) + tag("Standalone", 2),
             text("关上") + tag("Start", 1) + text("水闸") + tag("End", 1) + tag("Standalone", 2)),
            (text("Oil the hinge."), ""),
        ]  # fmt: skip
        for source, target in rows:
            connection.execute(
                "INSERT INTO translation_units (source_segment, target_segment, creation_date, creation_user, "
                "change_date, change_user) VALUES (?, ?, '2020-09-25 14:03:59', 'li', 'never', 'wang')",
                (segment(source, "en-GB"), segment(target, "zh-CN")),
            )
    connection.close()
    return path


def test_units_codes_dates_and_what_is_left_out(path: Path) -> None:
    before = path.read_bytes()
    with reading(path) as (header, entries):
        (entry,) = entries
        assert left_out(entries) == "1 without translation"
    assert header.source_language == "en-GB"
    texts = [(one.language, one.text) for one in entry.variants]
    assert texts == [("en-GB", "Shut the sluice & gate"), ("zh-CN", "关上水闸")]
    assert entry.attributes == {"creationdate": "20200925T140359Z", "creationid": "li", "changeid": "wang"}
    codes = [[(c.tag, c.attributes) for c in one.content if isinstance(c, Element)] for one in entry.variants]
    assert codes[0] == codes[1] == [("bpt", {"i": "1", "x": "1"}), ("ept", {"i": "1"}), ("ph", {"x": "2"})]
    assert [other.name for other in path.parent.iterdir()] == [path.name]
    assert path.read_bytes() == before


def test_what_is_no_sdltm_is_refused(path: Path) -> None:
    whole = path.read_bytes()
    other = path.with_name("other.sdltm")
    for data, says in ((b"PK", "no SQLite file"), (whole[:5000], "SDLTM"), (b"", "SDLTM")):
        other.write_bytes(data)
        with pytest.raises(InputError, match=says), reading(other) as (_, entries):
            list(entries)
    other.unlink()
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE document (id)")
    connection.close()
    with pytest.raises(InputError, match="no table of translation units"), reading(other):
        pass


HEADER = Header({"srclang": "en-GB"})
BOLD = (Element("bpt", {"i": "1", "x": "1"}), "sluice & <gate>", Element("ept", {"i": "1"}), Element("ph", {"x": "2"}))
UNITS = [
    Entry(
        (Variant("en-GB", ("Shut the ", *BOLD)), Variant("zh-CN", ("关上", *BOLD, "\u3000。"))),
        {
            "creationdate": "20200925T140359Z",
            "creationid": "李 li",
            "changedate": "20210101T000000Z",
            "changeid": "wang",
        },
        (Note("of a mill"), Prop("x-document", "mill.md"), Prop("x-paragraph", "29.2"), Note("and a second")),
    ),
    Entry((Variant("en-GB", ("Oil the hinge.\n Twice.",)), Variant("zh-CN", ("给合页上油。",)))),
]


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "磨坊 2.sdltm"
    number, losses = writing_to(path, HEADER, UNITS)
    assert number == 2
    assert "inline codes of 1 units" in str(losses)  # what they stood for; the tags are there
    with reading(path) as (header, entries):
        back = list(entries)
    assert header.source_language == "en-GB"
    assert [one.variants for one in back] == [one.variants for one in UNITS]
    assert [one.attributes for one in back] == [one.attributes for one in UNITS]
    assert [one.extras[1:] for one in back] == [one.extras for one in UNITS]
    again = tmp_path / "again.sdltm"
    writing_to(again, header, back)
    assert again.read_bytes() == path.read_bytes()


def test_the_tables_are_whole_and_refer_to_each_other(tmp_path: Path) -> None:
    path = tmp_path / "m.sdltm"
    writing_to(path, HEADER, UNITS)
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        said = connection.execute("SELECT source_language, target_language FROM translation_memories").fetchall()
        hashes = connection.execute("SELECT source_hash, target_hash FROM translation_units").fetchall()
    connection.close()
    assert said == [("en-GB", "zh-CN")]
    assert len({number for row in hashes for number in row}) == 4


def test_fields_of_a_list_are_read(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "CREATE TABLE attributes (id, name, type); INSERT INTO attributes VALUES (7, 'Client', 4), (8, 'Job', 1);"
            "CREATE TABLE picklist_values (id, attribute_id, value); INSERT INTO picklist_values VALUES (3, 7, '船厂');"
            "CREATE TABLE picklist_attributes (translation_unit_id, picklist_value_id);"
            "INSERT INTO picklist_attributes VALUES (1, 3);"
            "CREATE TABLE string_attributes (translation_unit_id, attribute_id, value);"
            "INSERT INTO string_attributes VALUES (1, 8, '2031/4');"
        )
    connection.close()
    with reading(path) as (_, entries):
        (entry,) = entries
    assert entry.props == {"x-origin": "SDLTM", "Client": "船厂", "Job": "2031/4"}
