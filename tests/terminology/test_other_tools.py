"""Glossaries as other tools write them, and what other tools get: nothing forbidden comes out approved."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.terminology import Concept, Glossary, Status, Term, read_glossary, write_glossary


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
