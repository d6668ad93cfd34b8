"""Glossaries as other tools write them, and what other tools get: nothing forbidden comes out approved."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.terminology import Concept, Glossary, Status, Term, read_glossary, write_glossary
from duizhao.terminology.formats.losses import lost


@pytest.mark.parametrize(
    ("table", "deprecated"),
    [
        ("Forbidden,Domain,en-GB,zh-CN\n,Farm,byre,牛棚\nTrue,Farm,cow house,牛房子\n", {"牛房子"}),
        ("term,translatable,forbidden,zh\nbyre,Yes,No,牛棚\ncow house,Yes,Yes,牛房子\n", {"牛房子"}),
        ("en,zh,禁用\nbyre,牛棚,否\ncow house,牛房子,是\n", {"牛房子"}),
        ("en,zh,forbidden,status\nbyre,牛棚,yes,superseded\n", set()),  # a status says more
        ("en,zh\nbyre,牛棚\n", set()),
    ],
)
def test_what_is_forbidden_stays_so(tmp_path: Path, table: str, deprecated: set[str]) -> None:
    (tmp_path / "g.csv").write_text(table, "utf-8")
    terms = [t for concept in read_glossary(tmp_path / "g.csv") for t in concept.terms]
    assert {t.text for t in terms if t.status is Status.DEPRECATED} == deprecated
    assert {t.text for t in terms if t.language.startswith("zh")} >= deprecated


def test_parts_of_speech_of_utx_go_through(tmp_path: Path) -> None:
    text = "#UTX 1.20; en/zh-CN; 2031-05-01; license: CC\n#src\ttgt\tsrc:pos\tterm status\nfeed\t喂\tverb\tapproved\n"
    (tmp_path / "a.utx").write_text(text, "utf-8")
    write_glossary(read_glossary(tmp_path / "a.utx"), tmp_path / "b.utx")
    head, _, line = (tmp_path / "b.utx").read_text("utf-8").splitlines()
    assert line.split("\t")[:4] == ["feed", "喂", "verb", "approved"]
    assert all(": " in part for part in head.split("; ")[2:])


def farm() -> Glossary:
    terms = (
        Term("cow man", "en"),
        Term("牧牛人", "zh-CN", note="of a farm"),
        Term("牛人", "zh-CN", Status.DEPRECATED, note="slang"),
        Term("牛倌", "zh-CN", Status.SUPERSEDED),
    )
    return Glossary((Concept("c1", terms, domain="Farm", note="also of ships"),), "en", "zh-CN")


def test_the_note_of_a_forbidden_term_stays_its_own(tmp_path: Path) -> None:
    write_glossary(farm(), tmp_path / "g.txt")
    assert (tmp_path / "g.txt").read_text("utf-8") == (
        "cow man\t牧牛人\tFarm; also of ships; of a farm; not 牛人 (slang), 牛倌\n"
    )


def test_a_domain_with_a_column_is_not_said_twice(tmp_path: Path) -> None:
    write_glossary(farm(), tmp_path / "g.csv", format="memoq")
    [_, line] = (tmp_path / "g.csv").read_text("utf-8-sig").splitlines()
    assert line.count("Farm") == 1


def test_columns_are_for_tables(tmp_path: Path) -> None:
    (tmp_path / "g.txt").write_text("byre\t牛棚\n", "utf-8")
    with pytest.raises(SettingsError, match="--column is for tables"):
        read_glossary(tmp_path / "g.txt", columns={"x": "source_term"})


def test_a_table_without_headings_says_how_to_read_it(tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_text("byre,牛棚,of a farm\n", "utf-8")
    with pytest.raises(InputError) as told:
        read_glossary(tmp_path / "g.csv")
    assert "--from omegat" in str(told.value.cure)
    assert len(read_glossary(tmp_path / "g.csv", format="omegat")) == 1


@pytest.mark.parametrize("count", ["inf", "-inf", "nan", "1e999"])
def test_a_count_that_is_no_number_is_told_with_its_line(tmp_path: Path, count: str) -> None:
    (tmp_path / "g.csv").write_text(f"source_term,target_term,count\nbyre,牛棚,{count}\n", "utf-8")
    with pytest.raises(InputError, match="not a number") as told:
        read_glossary(tmp_path / "g.csv")
    assert told.value.line == 2


TBX = (
    '<tbx xmlns="urn:iso:std:iso:30042:ed-2" type="TBX-Basic" style="dca"><text><body><conceptEntry id="c1">'
    '<langSec xml:lang="en"><termSec><term>byre</term></termSec></langSec><langSec xml:lang="zh"><termSec>'
    '<term>牛棚</term><termNote type="administrativeStatus">{}</termNote></termSec></langSec></conceptEntry></body>'
    "</text></tbx>"
)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("standardizedTerm-admn-sts", Status.PREFERRED),
        ("legalTerm", Status.PREFERRED),
        ("notRecommended", Status.DEPRECATED),
        ("obsolete", Status.SUPERSEDED),
        ("Do not use", Status.DEPRECATED),
        ("draft", Status.PROPOSED),
    ],
)
def test_words_of_others_for_a_status(tmp_path: Path, word: str, status: Status) -> None:
    (tmp_path / "g.tbx").write_text(TBX.format(word), "utf-8")
    glossary = read_glossary(tmp_path / "g.tbx")
    assert glossary.concepts[0].terms[1].status is status
    assert not glossary.unread


def test_a_status_that_nobody_knows_is_proposed_and_told(tmp_path: Path) -> None:
    (tmp_path / "g.tbx").write_text(TBX.format("cromulent"), "utf-8")
    (tmp_path / "g.utx").write_text(
        "#UTX 1.20; en/zh-CN\n#src\ttgt\tterm status\ttgt:pos\nbyre\t牛棚\tcromulent\tnoun\n", "utf-8"
    )
    for name in ("g.tbx", "g.utx"):
        glossary = read_glossary(tmp_path / name)
        term = glossary.concepts[0].terms[1]
        assert (term.text, term.status) == ("牛棚", Status.PROPOSED)
        assert "cromulent" in term.note
        told = lost(glossary, "json")
        assert told[0] == "the status 'cromulent' (its terms are proposed, the word is in their notes)"
        assert told[1:] == (("the column tgt:pos",) if name == "g.utx" else ())


def test_columns_without_a_place_are_told(tmp_path: Path) -> None:
    table = "term,translatable,forbidden,caseSensitive,empty,zh,fr\nDuckDB,No,No,Yes,,,\nbyre,Yes,No,No,,牛棚,étable\n"
    (tmp_path / "g.csv").write_text(table, "utf-8")
    glossary = read_glossary(tmp_path / "g.csv")
    assert glossary.unread == ("the column caseSensitive", "the column fr")
    # What is not to be translated is its own translation.
    kept = [term for concept in glossary for term in concept.terms if term.status is Status.KEPT]
    assert [term.text for term in kept] == ["DuckDB"]
    write_glossary(glossary, tmp_path / "own.csv")
    write_glossary(glossary, tmp_path / "own.xlsx")
    assert not read_glossary(tmp_path / "own.csv").unread
    assert not read_glossary(tmp_path / "own.xlsx").unread


def read(folder: Path, name: str, text: str) -> Glossary:
    (folder / name).write_text(text, "utf-8")
    return read_glossary(folder / name)


def test_notes_behind_every_language_are_of_the_term_before_them(tmp_path: Path) -> None:
    head = "Forbidden,Domain,Subdomain,Definition,en-GB,Notes,Example of use,fr-FR,Notes,Example of use,zh-CN,Notes"
    row = "no,Farm,Milk,where cows stand,byre,of the north,In the byre.,étable,féminin,,牛棚,口语"
    glossary = read(tmp_path, "g.csv", f"{head}\n{row}\nyes,Farm,,,cow house,,,,,,牛房子,旧\n")
    (byre, house) = glossary
    assert (byre.domain, byre.definition, byre.note) == ("Farm / Milk", "where cows stand", "of the north")
    assert [(t.text, t.note) for t in byre.terms] == [("byre", ""), ("牛棚", "口语")]
    assert [(t.text, t.status, t.note) for t in house.terms][1] == ("牛房子", Status.DEPRECATED, "旧")
    assert {"the column fr-FR", "the column Notes", "the column Example of use"} == set(lost(glossary, "csv"))


def test_a_column_of_the_source_language_beside_the_term_says_it_again(tmp_path: Path) -> None:
    head = "term,description,translatable,casesensitive,abbreviation,forbidden,en,zh"
    rows = (
        "byre,where cows stand,true,false,false,false,byre,牛棚",
        ",no name,t,f,f,f,dung fork,粪叉",
        "MooSoft,a program,false,true,false,false,MooSoft,",
        "NCB,National Cow Board,true,true,true,false,NCB,全国奶牛局",
    )
    glossary = read(tmp_path, "g.csv", "\n".join((head, *rows)))
    assert [c.terms_in("en")[0].text for c in glossary] == ["byre", "dung fork", "MooSoft", "NCB"]
    assert [c.definition for c in glossary][::3] == ["where cows stand", "National Cow Board"]
    assert [c.terms_in("en")[0].form for c in glossary][2:] == ["", "abbreviation"]
    assert glossary.concepts[2].terms_in("zh-CN")[0].status is Status.KEPT
    assert lost(glossary, "csv") == ("the column casesensitive",)
    other = read(tmp_path, "h.csv", f"{head}\nbyre,,true,,,,cow house,牛棚\n")
    assert lost(other, "csv") == ("the column en",)


def test_a_forbidden_source_term_stays_so_in_utx(tmp_path: Path) -> None:
    terms = (
        Term("cow house", "en", Status.DEPRECATED, note="old"),
        Term("byre", "en"),
        Term("牛棚", "zh-CN", note="usual"),
        Term("牛房子", "zh-CN", Status.DEPRECATED),
    )
    write_glossary(Glossary((Concept("c1", terms, note="of farms"),), "en", "zh-CN"), tmp_path / "g.utx")
    (back,) = read_glossary(tmp_path / "g.utx")
    assert {(t.text, t.status, t.note) for t in back.terms} == {
        ("byre", Status.PREFERRED, ""),
        ("cow house", Status.DEPRECATED, "old"),
        ("牛棚", Status.PREFERRED, "usual; of farms"),
        ("牛房子", Status.DEPRECATED, ""),
    }


@pytest.mark.parametrize("format_", ["trados", "memoq", "omegat"])
def test_what_is_not_to_be_translated_comes_back_from_tools(tmp_path: Path, format_: str) -> None:
    terms = (Term("MooSoft", "en"), Term("MooSoft", "zh-CN", Status.KEPT, note="a brand"))
    path = tmp_path / {"trados": "g.xlsx", "memoq": "g.csv", "omegat": "g.txt"}[format_]
    write_glossary(Glossary((Concept("c1", terms),), "en", "zh-CN"), path, format=format_)
    (back,) = read_glossary(path, format=format_)
    assert back.terms_in("zh-CN")[0].status is Status.KEPT
    assert "a brand" in (back.note, back.terms_in("zh-CN")[0].note)


def test_a_decision_on_a_source_term_is_none_on_its_translations(tmp_path: Path) -> None:
    terms = (Term("byre", "en", reviewer="Ann", date="2031-01-02"), Term("牛棚", "zh-CN"))
    glossary = Glossary((Concept("c1", terms),), "en", "zh-CN")
    write_glossary(glossary, tmp_path / "g.csv")
    (back,) = read_glossary(tmp_path / "g.csv")
    assert [t.reviewer for t in back.terms_in("zh-CN")] == [""]
    assert lost(glossary, "csv") == ("who decided on source terms",)


@pytest.mark.parametrize(
    ("format_", "told"),
    [
        ("json", set()),
        ("tbx", set()),
        ("tbx2", {"that terms are only proposed"}),
        ("csv", {"notes of source terms"}),
        ("utx", {"that terms are superseded (they are forbidden)"}),
        (
            "memoq",
            {"that terms are only proposed", "forbidden terms, but for a remark", "forbidden source terms"},
        ),
    ],
)
def test_what_happens_to_statuses_and_notes_is_told(tmp_path: Path, format_: str, told: set[str]) -> None:
    terms = (
        Term("byre", "en", note="of the north"),
        Term("cow house", "en", Status.DEPRECATED),
        Term("牛棚", "zh-CN"),
        Term("牛屋", "zh-CN", Status.PROPOSED),
        Term("牛房子", "zh-CN", Status.SUPERSEDED),
    )
    assert set(lost(Glossary((Concept("c1", terms),), "en", "zh-CN"), format_)) == told
