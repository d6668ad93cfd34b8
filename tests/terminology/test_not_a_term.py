""" "Not a term" is a decision like others: it stays through extraction and tables, and goes to no translator."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from duizhao.terminology import Concept, Glossary, Link, Matcher, Status, Term, read_glossary, write_glossary
from duizhao.terminology.formats.rows import to_rows
from duizhao.terminology.review.carry_over import keep_decisions, news
from duizhao.terminology.review.merge_review import merge_review

MORNING = Concept(
    "c-morning", (Term("morning", "en"), Term("早晨", "zh-CN")), (Link("morning", "早晨", 3, by_document=(("a", 3),)),)
)
SLUICE = Concept("c-sluice", (Term("sluice", "en"), Term("水闸", "zh-CN")), (Link("sluice", "水闸", 5),))
BOTH = Glossary((MORNING, SLUICE))


def reviewed() -> Glossary:
    """The glossary after somebody wrote "not a term" into the row of a translation."""
    rows = [replace(r, line=n) for n, r in enumerate(to_rows(BOTH), 2)]
    rows = [replace(r, status="not a term") if r.target_term == "早晨" else r for r in rows]
    return merge_review(BOTH, rows, reviewer="Liu", today="2026-03-01").glossary


def test_the_source_goes_with_its_only_translation() -> None:
    concept = reviewed().get("c-morning")
    assert concept is not None
    assert concept.rejected
    assert all((t.reviewer, t.date) == ("Liu", "2026-03-01") for t in concept.terms)


def test_it_stays_when_texts_are_extracted_again() -> None:
    again = keep_decisions(reviewed(), Glossary((MORNING, SLUICE)))
    concept = again.get("c-morning")
    assert concept is not None
    assert concept.rejected
    more = Concept("c-morning", (Term("morning", "en"), Term("上午", "zh-CN")), (Link("morning", "上午", 2),))
    again = keep_decisions(reviewed(), Glossary((more,)))
    concept = again.get("c-morning")
    assert concept is not None
    assert concept.rejected
    assert len(concept.terms) == 3
    assert len(news(reviewed(), again)) == 0


@pytest.mark.parametrize("name", ["g.csv", "g.tsv", "g.xlsx", "g.json"])
def test_tables_keep_it(tmp_path: Path, name: str) -> None:
    write_glossary(reviewed(), tmp_path / name)
    concept = read_glossary(tmp_path / name).get("c-morning")
    assert concept is not None
    assert concept.rejected


@pytest.mark.parametrize("name", ["g.tbx", "g.utx", "g.txt"])
def test_other_tools_are_not_told(tmp_path: Path, name: str) -> None:
    write_glossary(reviewed(), tmp_path / name)
    text = (tmp_path / name).read_text("utf-8")
    assert "水闸" in text
    assert "morning" not in text


def test_it_is_looked_for_nowhere() -> None:
    assert [m.span for m in Matcher(reviewed(), "en").find("The sluice opens in the morning")] == [(4, 10)]


@pytest.mark.parametrize("word", ["not a term", "Not a term", "非术语", "no term"])
def test_it_is_read_in_words(word: str) -> None:
    assert Status.parse(word) is Status.REJECTED
