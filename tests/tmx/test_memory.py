"""Memories made from pairs: what is written, what comes back, and what real consumers say of it."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError, OutputError, SettingsError
from duizhao.corpora.model import Kind, Locator, Pair, Recipe, Segment, Span
from duizhao.tmx import Element, Entry, Memory, Variant, paragraph_pairs, read_entries
from duizhao.tmx.formats.rows import table_header
from duizhao.tmx.model import Header, content, sides


def segments(unit: str, *texts: str) -> tuple[Segment, ...]:
    return tuple(Segment(unit, i, text, Span(0, len(text))) for i, text in enumerate(texts))


def pairs() -> list[Pair]:
    def at(document: str, unit: str, number: tuple[int, ...] | None, kind: Kind, sentences: tuple[int, int]) -> Locator:
        return Locator(document, unit, number, kind, sentences, f"{document}.md", 12)

    return [
        Pair(
            "Decent work & a fair share.",
            "体面劳动和公平份额。",
            at("en", "p29", (29,), Kind.PARAGRAPH, (1, 1)),
            at("zh", "p29", (29,), Kind.PARAGRAPH, (1, 1)),
            0.9876,
            segments("p29", "Decent work & a fair share."),
            segments("p29", "体面劳动和公平份额。"),
        ),
        Pair("Left out.", "", at("en", "p29", (29,), Kind.PARAGRAPH, (2, 2)), Locator("zh"), 0.5),
        Pair(
            "One. Two <b>.",
            "一和二。",
            at("en", "b2", (29, 2), Kind.BULLET, (1, 2)),
            at("zh", "b2", (29, 2), Kind.BULLET, (1, 1)),
            0.5,
            segments("b2", "One.", "Two <b>."),
            segments("b2", "一和二。"),
        ),
        Pair("Unnumbered\r\nheading", "标题", Locator("en", "h1"), Locator("zh", "h1")),
    ]


@pytest.fixture
def memory() -> Memory:
    return Memory.from_pairs(pairs(), "en", "zh-CN", recipe=Recipe("align", encoder="none"))


def test_locators_confidence_and_texts_survive_writing_and_reading(memory: Memory, tmp_path: Path) -> None:
    memory.write(tmp_path / "m.tmx")
    back = Memory.read(tmp_path / "m.tmx")
    assert back == memory
    want = [pair for pair in pairs() if pair.target]
    got = back.pairs()
    assert [(p.source, p.target, p.source_at, p.target_at, p.confidence) for p in got] == [
        (p.source, p.target, p.source_at, p.target_at, p.confidence) for p in want
    ]
    assert [entry.prop("x-alignment") for entry in back] == ["1-1", "2-1", "1-1"]


def test_an_omission_is_counted_and_not_written(memory: Memory) -> None:
    assert len(memory) == 3
    assert memory.omissions == 1


def test_header_says_how_it_was_made(memory: Memory) -> None:
    assert memory.header.prop("x-recipe") == str(Recipe("align", encoder="none"))
    assert memory.header.attributes["creationtool"] == "duizhao"
    assert memory.source_language == "en"


def test_context_is_the_neighbouring_source_text_also_of_an_omission(memory: Memory) -> None:
    first, second, third = memory
    assert first.variants[0].prop("x-context-pre") is None
    assert first.variants[0].prop("x-context-post") == "<seg>Left out.</seg>"
    assert second.variants[0].prop("x-context-pre") == "<seg>Left out.</seg>"
    assert third.variants[0].prop("x-context-pre") == "<seg>One. Two &lt;b&gt;.</seg>"


def test_the_same_pairs_give_the_same_bytes(memory: Memory, tmp_path: Path) -> None:
    for name in ("a.tmx", "b.tmx", "a.tmx.gz", "b.tmx.gz"):
        Memory.from_pairs(pairs(), "en", "zh-CN", recipe=Recipe("align", encoder="none")).write(tmp_path / name)
    assert (tmp_path / "a.tmx").read_bytes() == (tmp_path / "b.tmx").read_bytes()
    assert (tmp_path / "a.tmx.gz").read_bytes() == (tmp_path / "b.tmx.gz").read_bytes()
    assert gzip.decompress((tmp_path / "a.tmx.gz").read_bytes()) == (tmp_path / "a.tmx").read_bytes()
    assert Memory.read(tmp_path / "a.tmx.gz") == memory


def test_dates_and_user_on_request() -> None:
    moment = datetime(2025, 1, 31, 12, 0, tzinfo=UTC)
    memory = Memory.from_pairs(pairs(), date=moment, user="wang")
    entry = memory.entries[0]
    assert entry.date == "20250131T120000Z"
    assert entry.attributes["creationid"] == "wang"


@pytest.mark.parametrize("tag", ["zh_CN", "zho", "eng", "cmn-Hans", "", "english", "zh-cn"])
def test_a_code_that_cat_tools_refuse_is_refused(tag: str) -> None:
    with pytest.raises(SettingsError, match="not a language code"):
        Memory.from_pairs([], "en", tag)


def test_unknown_segment_type_names_the_known_ones() -> None:
    with pytest.raises(SettingsError, match="sentence, paragraph"):
        Memory.from_pairs([], segment_type="word")


def test_characters_that_xml_cannot_hold_are_removed_and_said() -> None:
    memory = Memory.from_pairs([Pair("a\x0bb", "甲\ud800乙", Locator("en", "u1"), Locator("zh", "u1"))])
    assert [v.text for v in memory.entries[0].variants] == ["ab", "甲乙"]
    assert [n.message.split(",")[0] for n in memory.notices] == ["removed U+000B", "removed U+D800"]


def test_split_keeps_what_people_wrote_with_the_reviewed(memory: Memory) -> None:
    sure, rest = memory.split(0.9)
    assert [e.variants[0].text for e in sure] == ["Decent work & a fair share.", "Unnumbered\r\nheading"]
    assert [e.variants[0].text for e in rest] == ["One. Two <b>."]


def test_an_empty_memory_is_a_memory(tmp_path: Path) -> None:
    Memory.from_pairs([]).write(tmp_path / "m.tmx")
    assert Memory.read(tmp_path / "m.tmx").entries == ()


def test_nothing_half_written_when_a_text_cannot_be(memory: Memory, tmp_path: Path) -> None:
    entry = memory.entries[0]
    bad = entry._replace(variants=(entry.variants[0]._replace(content=("a\x00b",)), entry.variants[1]))
    (tmp_path / "m.tmx").write_text("old")
    with pytest.raises(OutputError, match=r"unit 2.*U\+0000"):
        Memory(memory.header, (entry, bad)).write(tmp_path / "m.tmx")
    assert [p.name for p in tmp_path.iterdir()] == ["m.tmx"]
    assert (tmp_path / "m.tmx").read_text() == "old"


def test_missing_file_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        list(read_entries(tmp_path / "none.tmx"))


def test_xmllint_accepts_what_we_write(memory: Memory, shared: Path, tmp_path: Path) -> None:
    if not shutil.which("xmllint"):
        pytest.skip("xmllint is not installed")
    memory.write(tmp_path / "m.tmx")
    dtd = shared / "interop/schema/omegat/tmx14.dtd"
    command = ["xmllint", "--noout", "--nonet", "--dtdvalid", str(dtd), str(tmp_path / "m.tmx")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.slow
@pytest.mark.parametrize(("source", "target"), [("en", "zh-CN"), ("en-GB", "zh-CN"), ("en", "zh"), ("en", "zh-Hans")])
def test_omegat_fills_from_what_we_write(source: str, target: str, shared: Path, tmp_path: Path) -> None:
    if not Path("/usr/share/omegat/OmegaT.jar").exists():
        pytest.skip("OmegaT is not installed")
    wanted = [p for p in pairs() if p.target][:2]
    Memory.from_pairs(wanted, source, target).write(tmp_path / "m.tmx")
    (tmp_path / "s.txt").write_text("\n\n".join(p.source for p in wanted), encoding="utf-8")
    command = [str(shared / "interop/bin/omegat_check.sh"), "--strict", "--all", "--no-split"]
    result = subprocess.run([*command, "m.tmx", "s.txt"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_sentences_joined_to_paragraphs() -> None:
    def pair(source: str, target: str, units: tuple[str, str], sentence: int, confidence: float | None = 0.9) -> Pair:
        return Pair(
            source,
            target,
            Locator("a", units[0], sentences=(sentence, sentence)),
            Locator("b", units[1], sentences=(sentence, sentence)),
            confidence,
        )

    made = list(
        paragraph_pairs(
            [
                pair("One.", "一。", ("p1", "p1"), 1),
                pair("Left out.", "", ("p1", ""), 2, 0.4),
                pair("Two.", "二。", ("p1", "p1"), 3, 0.8),
                pair("Cut here.", "到此。", ("p2", "p2"), 1),
                pair("On it goes.", "继续。", ("p2", "p3"), 2),
                pair("Alone.", "单独。", ("", ""), 1, None),
                pair("Alone too.", "也单独。", ("", ""), 1, None),
            ]
        )
    )
    assert [(p.source, p.target, p.confidence) for p in made] == [
        ("One. Left out. Two.", "一。二。", 0.4),
        ("Cut here. On it goes.", "到此。继续。", 0.9),
        ("Alone.", "单独。", None),
        ("Alone too.", "也单独。", None),
    ]
    assert [p.source_at.sentences for p in made] == [(1, 3), (1, 2), (1, 1), (1, 1)]
    assert [p.target_at.sentences for p in made] == [(1, 3), None, (1, 1), (1, 1)]
    assert list(paragraph_pairs([])) == []


@pytest.mark.slow
def test_omegat_fills_inline_codes_at_level_2(shared: Path, tmp_path: Path) -> None:
    if not Path("/usr/share/omegat/OmegaT.jar").exists():
        pytest.skip("OmegaT is not installed")

    def bold(before: str, text: str, after: str) -> tuple[str | Element, ...]:
        codes = Element("bpt", {"i": "1", "x": "1"}, ("<b>",)), Element("ept", {"i": "1"}, ("</b>",))
        return content(before, codes[0], text, codes[1], after)

    variants = (
        Variant("en", bold("The ", "decent work", " agenda.")),
        Variant("zh-CN", bold("", "体面劳动", "议程。")),
    )
    Memory(Memory.from_pairs([]).header, (Entry(variants),)).write(tmp_path / "m.tmx")
    (tmp_path / "s.html").write_text("<html><body><p>The <b>decent work</b> agenda.</p></body></html>")
    command = [str(shared / "interop/bin/omegat_check.sh"), "--strict", "--all", "--no-split", "--level2"]
    result = subprocess.run([*command, "m.tmx", "s.html"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


SIX = (
    Variant("ar", ("البئر عميق",)),
    Variant("en-GB", ("The well is deep.",)),
    Variant("es", ("El pozo es hondo.",)),
    Variant("fr", ("Le puits est profond.",)),
    Variant("ru", ("Колодец глубок.",)),
    Variant("zh-CN", ("水井很深。",)),
)


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("*all*", "", ("en-GB", "zh-CN")),
        ("en", "", ("en-GB", "zh-CN")),
        ("zh", "", ("zh-CN", "en-GB")),
        ("fr", "", ("fr", "en-GB")),
        ("fr", "ru", ("fr", "ru")),
        ("", "", ("en-GB", "zh-CN")),
    ],
)
def test_of_six_languages_the_pair_that_is_meant(source: str, target: str, expected: tuple[str, str]) -> None:
    for turned in (SIX, SIX[::-1]):
        both = sides(Entry(turned), source, target)
        assert both is not None
        assert tuple(variant.language for variant in both) == expected


def test_languages_that_are_not_compared_are_known() -> None:
    header = Header({"srclang": "en"})
    assert Memory(header, (Entry(SIX), Entry(SIX[1:2] + SIX[-1:]))).further_languages() == ("ar", "es", "fr", "ru")
    assert Memory(header, (Entry(SIX[1:2] + SIX[-1:]),)).further_languages() == ()


def test_two_languages_neither_of_them_ours_stay_as_they_stand() -> None:
    both = sides(Entry((Variant("fr", ("a",)), Variant("ru", ("b",)))), "")
    assert both is not None
    assert [v.language for v in both] == ["fr", "ru"]


def test_further_languages_count_where_units_are_compared(tmp_path: Path) -> None:
    from duizhao.tmx.operations.dedupe import dedupe
    from duizhao.tmx.operations.diff import differences, text_lines
    from duizhao.tmx.operations.split import split

    pair = Entry((SIX[1], SIX[-1]))
    three = Entry((SIX[1], SIX[3], SIX[-1]))
    other = Entry((SIX[1], Variant("fr", ("Le puits est très profond.",)), SIX[-1]))
    assert list(dedupe(lambda: [pair, three, other, three, pair], "en-GB")) == [pair, three, other]
    (found,) = differences([three], [other], "en-GB")
    assert found.kind == "changed"
    assert text_lines(found, "en-GB")[1] == "~   fr: Le puits est {+très +}profond."
    header = table_header(("en-GB", "zh-CN"))
    parts = split([Entry(SIX), pair], header, tmp_path, by="languages", name="m")
    assert {path.name: number for path, number in parts.items()} == {
        "m.en-GB-ar.tmx": 1,
        "m.en-GB-es.tmx": 1,
        "m.en-GB-fr.tmx": 1,
        "m.en-GB-ru.tmx": 1,
        "m.en-GB-zh-CN.tmx": 2,
    }
    for path in parts:
        assert all(len(entry.variants) == 2 for entry in Memory.read(path))
