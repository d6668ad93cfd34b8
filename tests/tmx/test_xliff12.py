"""XLIFF 1.2 and what Trados, memoQ and Phrase make of it: segments, codes, states, comments, and back again."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError
from duizhao.tmx import Element, Entry, Header, Memory, Note, Prop, Variant
from duizhao.tmx.formats.convert import read_memory, reading, writing_to
from duizhao.tmx.formats.rows import table_header
from duizhao.tmx.formats.sifted import left_out
from duizhao.tmx.model import NONE

SDL = 'xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0"'
MEMOQ = 'xmlns:mq="MQXliff"'
PHRASE = 'xmlns:m="http://www.memsource.com/mxlf/2.0"'


def write(path: Path, units: str, *, spaces: str = "", before: str = "", header: str = "") -> Path:
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2" '
        f'xmlns="urn:oasis:names:tc:xliff:document:1.2" {spaces}>{before}'
        f'<file original="C:\\papers\\mill.docx" source-language="en-GB" target-language="zh-CN" datatype="x-docx">'
        f"{header}<body>{units}</body></file></xliff>",
        encoding="utf-8",
    )
    return path


def read(path: Path) -> tuple[list[Entry], str]:
    with reading(path) as (header, entries):
        assert header.source_language == "en-GB"
        return list(entries), left_out(entries)


def texts(entries: list[Entry]) -> list[tuple[str, str]]:
    return [(entry.variants[0].text, entry.variants[1].text) for entry in entries]


def unit(source: str, target: str, *, fields: str = "", more: str = "") -> str:
    return f'<trans-unit id="7" {fields}><source>{source}</source><target>{target}</target>{more}</trans-unit>'


def test_a_unit_says_where_it_is_and_what_state_it_has(tmp_path: Path) -> None:
    done = '<trans-unit id="7" approved="yes"><source>Wind.</source><target state="final">风。</target></trans-unit>'
    (entry,), _ = read(write(tmp_path / "a.xlf", done))
    assert entry.props == {"x-document": "mill.docx", "x-unit": "7", "x-state": "final", "x-approved": "yes"}
    assert [v.language for v in entry.variants] == ["en-GB", "zh-CN"]


@pytest.mark.parametrize(
    ("units", "told"),
    [
        ("<trans-unit id='1'><source>Wait.</source></trans-unit>", "1 without translation"),
        (unit("Wait.", " "), "1 without translation"),
        ('<trans-unit id="1"><source>A</source><target state="new">A</target></trans-unit>', "1 without translation"),
        (unit("Wait.", "等。", fields='translate="no"'), "1 not to be translated"),
    ],
)
def test_what_is_not_translated_is_left_out_and_told(units: str, told: str, tmp_path: Path) -> None:
    found, said = read(write(tmp_path / "a.xlf", units + unit("Go.", "走。")))
    assert texts(found) == [("Go.", "走。")]
    assert said == told


def test_a_name_that_stays_is_a_translation(tmp_path: Path) -> None:
    done = '<trans-unit id="7"><source>OmegaT</source><target state="final">OmegaT</target></trans-unit>'
    assert texts(read(write(tmp_path / "a.xlf", done))[0]) == [("OmegaT", "OmegaT")]


def test_segments_are_paired_by_their_mark_wherever_codes_nest(tmp_path: Path) -> None:
    cut = (
        '<trans-unit id="7"><source>One. Two. Three.</source>'
        '<seg-source><g id="9"><mrk mtype="seg" mid="1">One.</mrk> <mrk mtype="seg" mid="2">Two.</mrk></g>'
        ' <mrk mtype="seg" mid="3">Three.</mrk></seg-source>'
        '<target><mrk mtype="seg" mid="2">二。</mrk><g id="9"><mrk mtype="seg" mid="1">一。</mrk></g></target>'
        "</trans-unit>"
    )
    found, said = read(write(tmp_path / "a.xlf", cut))
    assert texts(found) == [("One.", "一。"), ("Two.", "二。")]
    assert [entry.prop("x-sentence") for entry in found] == ["1", "2"]
    assert said == "1 without translation"


def test_alternatives_and_earlier_versions_are_not_the_translation(tmp_path: Path) -> None:
    more = (
        '<alt-trans match-quality="80"><source>Old.</source><target>旧。</target></alt-trans>'
        "<mq:minorversions><mq:historical-unit><source>Older.</source><target>更旧。</target></mq:historical-unit>"
        "</mq:minorversions>"
    )
    found, _ = read(write(tmp_path / "a.mqxliff", unit("New.", "新。", more=more), spaces=MEMOQ))
    assert texts(found) == [("New.", "新。")]
    within = "<mq:minorversions>" + unit("Older.", "更旧。") + "</mq:minorversions>"
    found, _ = read(
        write(tmp_path / "b.mqxliff", unit("New.", "新。", more=within) + unit("Last.", "末。"), spaces=MEMOQ)
    )
    assert texts(found) == [("New.", "新。"), ("Last.", "末。")]


@pytest.mark.parametrize(
    ("inline", "expected"),
    [
        (
            'a <g id="4" ctype="bold">b</g>',
            ("a ", Element("bpt", {"i": "4", "x": "4", "type": "bold"}), "b", Element("ept", {"i": "4"})),
        ),
        (
            'a<bx id="b"/>b<ex id="b"/>',
            ("a", Element("bpt", {"i": "1", "x": "1"}), "b", Element("ept", {"i": "1"})),
        ),
        (
            '<bpt id="1" rid="3">&lt;i></bpt>b<ept id="2" rid="3">&lt;/i></ept>',
            (Element("bpt", {"i": "3", "x": "3"}, ("<i>",)), "b", Element("ept", {"i": "3"}, ("</i>",))),
        ),
        ('a<x id="5" equiv-text="[img]"/>', ("a", Element("ph", {"x": "5"}, ("[img]",)))),
        ('a<ph id="5">&lt;br/><sub>inner</sub></ph>', ("a", Element("ph", {"x": "5"}, ("<br/>inner",)))),
        ('<it id="2" pos="close">&lt;/u></it>a', (Element("it", {"pos": "end", "x": "2"}, ("</u>",)), "a")),
        ('a <mrk mtype="term">weir</mrk>', ("a ", Element("hi", {"type": "term"}, ("weir",)))),
        ('a <mrk mtype="x-note">weir</mrk><!-- no --> b', ("a weir b",)),
    ],
)
def test_inline_codes(inline: str, expected: tuple[object, ...], tmp_path: Path) -> None:
    (entry,), _ = read(write(tmp_path / "a.xlf", unit(inline, "甲")))
    assert entry.variants[0].content == expected


def test_codes_of_one_id_share_a_number_on_both_sides(tmp_path: Path) -> None:
    (entry,), _ = read(write(tmp_path / "a.xlf", unit('<x id="q"/>A<g id="k">b</g>', '<g id="k">乙</g><x id="q"/>')))
    numbers = [[part.attributes["x"] for part in v.content if isinstance(part, Element) and part.tag != "ept"]
               for v in entry.variants]  # fmt: skip
    assert numbers == [["1", "2"], ["2", "1"]]


def test_trados(tmp_path: Path) -> None:
    """Levels of confirmation, locks, users and dates, codes that are defined in the head, comments, tracked changes."""
    before = (
        '<doc-info xmlns="http://sdl.com/FileTypes/SdlXliff/1.0"><cmt-defs><cmt-def id="c1"><Comments>'
        '<Comment severity="Low" user="Lin">Ask the miller.</Comment></Comments></cmt-def></cmt-defs></doc-info>'
    )
    header = (
        "<header><reference><internal-file form='base64'>QUJD</internal-file></reference>"
        '<sdl:tag-defs><sdl:tag id="2"><sdl:bpt name="b">&lt;b&gt;</sdl:bpt><sdl:ept>&lt;/b&gt;</sdl:ept></sdl:tag>'
        "</sdl:tag-defs></header>"
    )
    cut = (
        '<trans-unit id="u1"><source>x</source><seg-source><mrk mtype="seg" mid="1">Oil the <g id="2">hinge</g>.</mrk>'
        '<mrk mtype="seg" mid="2">Shut it.</mrk><mrk mtype="seg" mid="3">Wait.</mrk></seg-source>'
        '<target><mrk mtype="seg" mid="1">给<g id="2">合页</g>上<mrk mtype="x-sdl-added" sdl:revid="r1">机</mrk>油'
        '<mrk mtype="x-sdl-deleted" sdl:revid="r2">。。</mrk>。</mrk>'
        '<mrk mtype="seg" mid="2"><mrk mtype="x-sdl-comment" sdl:cid="c1">关上</mrk>。</mrk>'
        '<mrk mtype="seg" mid="3">Wait.</mrk></target>'
        '<sdl:seg-defs><sdl:seg id="1" conf="ApprovedTranslation" locked="true" origin="tm" percent="87">'
        '<sdl:value key="last_modified_by">Wu</sdl:value><sdl:value key="modified_on">02/28/2031 14:03:59</sdl:value>'
        '</sdl:seg><sdl:seg id="2" conf="Draft"/><sdl:seg id="3"/></sdl:seg-defs></trans-unit>'
    )
    path = write(tmp_path / "磨 坊.sdlxliff", cut, spaces=SDL, before=before, header=header)
    (first, second), said = read(path)
    assert texts([first, second]) == [("Oil the hinge.", "给合页上机油。"), ("Shut it.", "关上。")]
    assert first.variants[0].content[1] == Element("bpt", {"i": "2", "x": "2"}, ("<b>",))
    assert first.attributes == {"changedate": "20310228T140359Z", "changeid": "Wu"}
    assert {"x-state": "ApprovedTranslation", "x-locked": "yes", "x-origin": "tm", "x-match": "87"}.items() <= (
        first.props.items()
    )
    assert second.notes == ("Ask the miller. (Lin)",)
    assert said == "1 with deleted text (tracked changes were accepted); 1 without translation"


def test_memoq(tmp_path: Path) -> None:
    fields = (
        'mq:status="ManuallyConfirmed" mq:percent="92" mq:locked="locked" mq:lastchanginguser="navi" '
        'mq:lastchangedtimestamp="2031-07-25T16:28:28Z"'
    )
    comments = '<mq:comments><mq:comment creatoruser="Lin">Plural?</mq:comment></mq:comments>'
    never = 'mq:status="NotStarted" mq:lastchangedtimestamp="0001-01-01T00:00:00Z"'
    units = unit("Oil.", "油。", fields=fields, more=comments) + unit("Wait.", "Wait.", fields=never)
    (entry,), said = read(write(tmp_path / "a.mqxliff", units, spaces=MEMOQ))
    assert entry.attributes == {"changedate": "20310725T162828Z", "changeid": "navi"}
    assert (entry.prop("x-state"), entry.prop("x-locked"), entry.notes) == (
        "ManuallyConfirmed",
        "yes",
        ("Plural? (Lin)",),
    )
    assert said == "1 without translation"


def test_phrase_keeps_its_codes_in_the_text(tmp_path: Path) -> None:
    fields = 'm:confirmed="1" m:locked="false" m:score="0.9" m:modified-at="1927296208000" m:modified-by="wu"'
    (entry,), _ = read(
        write(tmp_path / "a.mxliff", unit("Turn {1>it&lt;1}.", "转{1>它&lt;1}。", fields=fields), spaces=PHRASE)
    )
    assert texts([entry]) == [("Turn {1>it<1}.", "转{1>它<1}。")]
    assert entry.attributes == {"changedate": "20310127T160328Z", "changeid": "wu"}
    assert entry.prop("x-state") == "confirmed"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<xliff version='1.2'><file source-language='en'><body/></file></xliff>", "does not say its target-language"),
        ("<xliff version='1.2'></xliff>", "no <file>"),
        ("<xliff version='1.2'><file source-language='en' target-language='zh'><body>", "not well-formed"),
    ],
)
def test_a_damaged_file_is_one_clear_error(text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "a.xlf").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says), reading(tmp_path / "a.xlf") as (_, entries):
        list(entries)


CODED = (
    "Turn ",
    Element("bpt", {"i": "1", "x": "1", "type": "bold"}, ("<b>",)),
    "it",
    Element("ept", {"i": "1"}, ("</b>",)),
    Element("ph", {"x": "2", "type": "odd kind"}, ("<br/>",)),
    Element("it", {"pos": "begin", "x": "3"}, ("<i>",)),
    Element("hi", {"type": "term"}, ("off",)),
    Element("hi", NONE, (" & on",)),
    Element("ut", NONE, ("{x}",)),
)


def test_what_is_written_as_12_comes_back(tmp_path: Path) -> None:
    made = [
        Entry(
            (Variant("en", CODED), Variant("zh-CN", CODED)),
            {"tuid": "t<1>", "changedate": "20310725T162828Z", "changeid": "吴"},
            (Note("Ask."), Prop("x-document", "a.md"), Prop("x-paragraph", "29"), Prop("x-confidence", "0.9300")),
        ),
        Entry((Variant("en", ("Two.",)), Variant("zh-CN", ("二。",))), NONE, (Prop("x-confidence", "0.3000"),)),
    ]
    writing_to(tmp_path / "m.xlf", table_header(("en", "zh-CN")), made, "xliff12")
    with reading(tmp_path / "m.xlf") as (_, entries):
        assert list(entries) == made
    written = (tmp_path / "m.xlf").read_text(encoding="utf-8")
    assert '<note from="duizhao">a.md, §29 · confidence 0.93</note>' in written
    assert written.count('state="translated"') == written.count('state="needs-review-translation"') == 1


def test_a_reviewer_s_text_and_state_come_back(tmp_path: Path) -> None:
    made = [Entry((Variant("en", ("Two.",)), Variant("zh-CN", ("二",))), NONE, (Prop("x-confidence", "0.3000"),))]
    for name, old, new in (
        ("xliff12", 'state="needs-review-translation">二', 'state="final">二。'),
        ("xliff", 'state="initial" subState="duizhao:doubtful"><source xml:space="preserve">Two.</source>'
                  '<target xml:space="preserve">二', 'state="final"><source>Two.</source><target>二。'),
    ):  # fmt: skip
        writing_to(tmp_path / "m.xlf", table_header(("en", "zh-CN")), made, name)
        text = (tmp_path / "m.xlf").read_text(encoding="utf-8")
        assert old in text
        (tmp_path / "m.xlf").write_text(text.replace(old, new), encoding="utf-8")
        memory, _ = read_memory(tmp_path / "m.xlf")
        assert [(e.variants[1].text, e.prop("x-state"), e.prop("x-confidence")) for e in memory] == [
            ("二。", "final", "0.3000")
        ]


def test_a_memory_of_a_translator_s_file_knows_what_is_missing(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlf", unit("Go.", "走。") + "<trans-unit id='2'><source>Wait.</source></trans-unit>")
    memory, said = read_memory(path)
    assert (memory.left_out, said) == ((1, 1), "1 without translation")


@pytest.mark.parametrize(
    ("name", "text", "cure"),
    [
        ("a.tmx", "<xliff version='1.2'/>", "tmx convert"),
        ("a.tmx", "<martif/>", "glossary convert"),
        ("a.po", 'msgid ""\n', "tmx convert"),
    ],
)
def test_other_files_name_the_command_that_helps(name: str, text: str, cure: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Memory.read(tmp_path / name)
    assert cure in (caught.value.cure or "")


@pytest.mark.parametrize("space", [' xmlns=""', ""])
def test_comments_of_trados_are_found_whatever_name_space_they_have(space: str, tmp_path: Path) -> None:
    path = tmp_path / "a.sdlxliff"
    path.write_text(
        '<xliff xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0" xmlns="urn:oasis:names:tc:xliff:document:1.2" '
        'version="1.2"><doc-info xmlns="http://sdl.com/FileTypes/SdlXliff/1.0"><cmt-defs><cmt-def id="c1">'
        f'<Comments{space}><Comment user="Ada">Mind the tide</Comment></Comments></cmt-def></cmt-defs></doc-info>'
        '<file original="a" source-language="en-gb" target-language="zh_cn" datatype="x"><body><trans-unit id="u">'
        '<source>Row.</source><seg-source><mrk mtype="seg" mid="1">Row.</mrk></seg-source><target>'
        '<mrk mtype="seg" mid="1"><mrk mtype="x-sdl-comment" sdl:cid="c1">划船。</mrk></mrk></target><sdl:seg-defs>'
        '<sdl:seg id="1" conf="Draft"/></sdl:seg-defs></trans-unit></body></file></xliff>',
        encoding="utf-8",
    )
    with reading(path) as (header, entries):
        (entry,) = entries
    assert entry.notes == ("Mind the tide (Ada)",)
    assert [variant.language for variant in entry.variants] == ["en-GB", "zh-CN"]
    assert header.source_language == "en-GB"


@pytest.mark.parametrize(
    ("fields", "sure"),
    [
        ({"x-state": "Draft"}, False),
        ({"x-state": "RejectedTranslation"}, False),
        ({"x-state": "Pretranslated"}, False),
        ({"x-state": "unconfirmed"}, False),
        ({"x-fuzzy": "yes"}, False),
        ({"x-state": "ApprovedSignOff"}, True),
        ({"x-state": "ManuallyConfirmed"}, True),
    ],
)
@pytest.mark.parametrize(("format_", "said"), [("xliff12", "needs-review-translation"), ("xliff", "initial")])
def test_what_nobody_confirmed_is_not_translated(
    fields: dict[str, str], sure: bool, format_: str, said: str, tmp_path: Path
) -> None:
    header = Header({"srclang": "en"})
    for texts in (("Row.", "划船。"), ("ISO 9001", "ISO 9001")):
        entry = Entry(
            tuple(Variant(tag, (text,)) for tag, text in zip(("en", "zh-CN"), texts, strict=True)),
            NONE,
            tuple(Prop(*field) for field in fields.items()),
        )
        writing_to(tmp_path / "m.xlf", header, [entry], format_)
        assert (f'state="{said}"' not in (tmp_path / "m.xlf").read_text(encoding="utf-8")) == sure
        with reading(tmp_path / "m.xlf") as (_, entries):
            (again,) = entries
        assert {name: again.props.get(name) for name in fields} == fields
