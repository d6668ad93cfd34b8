"""XLIFF 2 of other tools: their inline codes, notes and segments as TMX has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError
from duizhao.tmx import Element, Entry, Note, Prop
from duizhao.tmx.formats.convert import reading
from duizhao.tmx.model import NONE, Content

HEAD = '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="zh-CN"><file id="f">'


def read(folder: Path, *units: str) -> list[Entry]:
    path = folder / "m.xlf"
    path.write_text(HEAD + "".join(units) + "</file></xliff>", encoding="utf-8")
    with reading(path) as (header, entries):
        assert header.source_language == "en"
        return list(entries)


def segment(source: str, target: str) -> str:
    return f"<segment><source>{source}</source><target>{target}</target></segment>"


def source(folder: Path, content: str, data: str = "") -> Content:
    """What becomes of the content of a source."""
    (entry,) = read(folder, f'<unit id="u">{data}{segment(content, "甲")}</unit>')
    return entry.variants[0].content


DATA = '<originalData><data id="d1">&lt;b&gt;</data><data id="d2">&lt;/b&gt;</data></originalData>'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("plain", ("plain",)),
        ("before <ph id='1' dataRef='d1'/> after", ("before ", Element("ph", NONE, ("<b>",)), " after")),
        ("<ph id='1'/>after", (Element("ph", NONE), "after")),
        # A pair in one element is its two halves, which share their number.
        (
            "a <pc id='7' dataRefStart='d1' dataRefEnd='d2' disp='bold'>b</pc>c",
            (
                "a ",
                Element("bpt", {"i": "7", "type": "bold"}, ("<b>",)),
                "b",
                Element("ept", {"i": "7"}, ("</b>",)),
                "c",
            ),
        ),
        # Without the original data the halves are empty.
        (
            "<pc id='7' dataRefStart='none'>b</pc>",
            (Element("bpt", {"i": "7"}), "b", Element("ept", {"i": "7"})),
        ),
        (
            "<sc id='x' dataRef='d1'/>b<ec startRef='x' dataRef='d2'/>",
            (Element("bpt", {"i": "x"}, ("<b>",)), "b", Element("ept", {"i": "x"}, ("</b>",))),
        ),
        # An end whose start is elsewhere has an id of its own.
        ("b<ec id='4' isolated='yes'/>", ("b", Element("ept", {"i": "4"}))),
        ("<mrk id='1' type='term'>b</mrk>", (Element("hi", NONE, ("b",)),)),
        (
            "<mrk id='1' value='term'>b <ph id='2'/></mrk>",
            (Element("hi", {"type": "term"}, ("b ", Element("ph", NONE))),),
        ),
        ("a<cp hex='0001'/>b<!-- note -->c", ("abc",)),
    ],
)
def test_inline_codes(content: str, expected: Content, tmp_path: Path) -> None:
    assert source(tmp_path, content, DATA) == expected


def test_a_unit_of_several_segments_is_an_entry_each(tmp_path: Path) -> None:
    notes = '<notes><note>For all.</note><note category="client">ILO</note></notes>'
    first, second = read(
        tmp_path,
        f'<unit id="1" name="t1">{notes}{segment("One.", "一。")}{segment("Two.", "二。")}</unit>',
    )
    assert [[v.text for v in one.variants] for one in (first, second)] == [["One.", "一。"], ["Two.", "二。"]]
    for one in (first, second):
        assert one.attributes["tuid"] == "t1"
        assert one.extras == (Note("For all."), Prop("client", "ILO"))


@pytest.mark.parametrize(
    "unit",
    [
        "<segment><source>Not translated.</source></segment>",
        segment("", "甲"),
        segment("A", ""),
        "<ignorable><source> </source><target> </target></ignorable>",
    ],
)
def test_what_is_not_translated_is_left_out(unit: str, tmp_path: Path) -> None:
    (entry,) = read(tmp_path, f'<unit id="1">{unit}</unit>', f'<unit id="2">{segment("B", "乙")}</unit>')
    assert entry.variants[0].text == "B"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD + '<unit id="1">', "not well-formed XML"),
        ("<xliff version='1.2'/>", "no <file> in this XLIFF"),
        ("<xliff xmlns='urn:oasis:names:tc:xliff:document:3.0' version='3.0'/>", "1.0 to 1.2 and 2.0 to 2.2 are read"),
        ("<tmx/>", "not XLIFF: its root element is 'tmx'"),
    ],
)
def test_another_file_is_refused_with_its_line(text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "m.xlf").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says) as caught, reading(tmp_path / "m.xlf") as (_, entries):
        list(entries)
    assert caught.value.line == 1
