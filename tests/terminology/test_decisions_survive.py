"""Random decisions of several reviewers, through every format that can hold them: none is lost, none comes twice."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duizhao.terminology import Concept, Glossary, Link, Status, Term, read_glossary, write_glossary
from duizhao.terminology.formats.delimited import read_table
from duizhao.terminology.formats.rows import ReviewRow, to_rows
from duizhao.terminology.formats.workbook import read_workbook
from duizhao.terminology.review.merge_review import MergedReview, merge_review

Rows = list[ReviewRow]
NOTES = ("not in titles", "=a note", "甲；乙", "two words | more", "“quoted”, with a comma")


def base() -> Glossary:
    """Eight concepts, some with variants and a second source term, some with evidence, one decided."""
    concepts = []
    for n, (sources, targets) in enumerate((
        ("hive", "蜂箱 蜂房"), ("frame", "巢框 框架 机架"), ("sluice|sluice gate", "水闸 闸门"), ("swarm", "分蜂"),
        ("queen cell|cell", "王台 蜂王台"), ("haul rope", "牵引索"), ("sheave", "索轮 滑轮"),
        ("log book", "日志 运行日志"),
    )):  # fmt: skip
        english, chinese = sources.split("|"), targets.split()
        terms = [Term(t, "en", Status.ADMITTED if i else Status.PREFERRED, "noun") for i, t in enumerate(english)]
        terms += [Term(t, "zh-CN", Status.ADMITTED if i else Status.PREFERRED, "noun") for i, t in enumerate(chinese)]
        links = [Link(english[0], t, 9 - i, 1, 0.5, by_document=(("a.tmx", 9 - i),)) for i, t in enumerate(chinese)]
        links += [Link(t, chinese[0], 1, 1, 0.4, by_document=(("a.tmx", 1),)) for t in english[1:]]
        concepts.append(
            Concept(f"c-{english[0].replace(' ', '-')}", tuple(terms), tuple(links), "ropes" if n > 4 else "")
        )
    return Glossary(tuple(concepts))


def decide(rows: Rows, dice: random.Random, who: str, share: float = 0.4) -> Rows:
    """A reviewer's sheet: cells of some rows changed. No two terms of a side become preferred, and nobody deprecates
    what stands in two rows."""
    out = []
    raised: set[str] = set()
    sourced: set[str] = set()
    own: set[str] = set()
    facts: dict[str, dict[str, str]] = {}
    for row in rows:
        second = row.target_term in own  # it is there for its source term
        own.add(row.target_term)
        if second or dice.random() > share:
            out.append(row)
            continue
        cells: dict[str, str] = {}
        kind = dice.choice(["status", "note", "speech", "sign", "fact", "preferred", "source status"])
        if kind == "status" and row.status != "preferred":
            cells["status"] = dice.choice(["admitted", "deprecated", "superseded", "proposed"])
        elif kind == "preferred" and row.concept_id not in raised:
            raised.add(row.concept_id)
            cells["status"] = "preferred"
        elif kind == "source status" and row.concept_id not in sourced:
            sourced.add(row.concept_id)
            cells["source_status"] = dice.choice(["admitted", "deprecated"])
        elif kind == "note":
            cells["note"] = f"{dice.choice(NOTES)} {dice.randrange(99)}"
        elif kind == "speech":
            cells["part_of_speech"] = dice.choice(["verb", "adjective", "adverb", "proper noun"])
        elif kind == "sign" and row.concept_id not in raised:
            raised.add(row.concept_id)
            cells |= {"reviewer": who, "date": f"2026-12-{dice.randrange(1, 29):02}"}
        elif kind == "fact" and row.concept_id not in facts:
            facts[row.concept_id] = {}
            name = dice.choice(["domain", "definition", "concept_note"])
            cells[name] = f"{name} {dice.randrange(99)}"
            if name == "definition":
                cells["definition_source"] = f"Rules, art. {dice.randrange(9)}"
        changes: dict[str, Any] = cells
        out.append(replace(row, **changes))
    return out


def numbered(rows: Rows) -> Rows:
    return [replace(row, line=i) for i, row in enumerate(rows, 2)]


def bring(glossary: Glossary, rows: Rows, who: str = "me", day: str = "2026-12-30") -> MergedReview:
    return merge_review(glossary, numbered(rows), reviewer=who, today=day)


def state(glossary: Glossary, *, sources_signed: bool = False) -> dict[str, Any]:
    """What was decided, by concept: terms with status, and of targets note, part of speech, reviewer and day; facts."""
    return {
        c.id: (
            sorted(
                (t.language, t.text, str(t.status))
                + ((t.note, t.part_of_speech, t.reviewer, t.date) if t.language != "en" or sources_signed else ())
                for t in c.terms
            ),
            (c.domain, c.definition, c.definition_source, c.note),
        )
        for c in glossary
    }


def through(path: Path) -> Callable[[Glossary], Glossary]:
    def round_trip(glossary: Glossary) -> Glossary:
        write_glossary(glossary, path)
        return read_glossary(path)

    return round_trip


@pytest.mark.parametrize("suffix", ["csv", "tsv", "xlsx", "json", "tbx"])
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(seed=st.integers(0, 2**32))
def test_rounds_of_decisions(tmp_path: Path, suffix: str, seed: int) -> None:
    """The glossary is kept in a file of one format; every round a sheet goes out as a table and comes back."""
    dice = random.Random(seed)
    glossary = base()
    keep = through(tmp_path / f"kept.{suffix}")
    for _ in range(3):
        sheet = tmp_path / f"sheet.{dice.choice(['csv', 'xlsx'])}"
        rows = decide(to_rows(glossary), dice, "Liu")
        result = bring(glossary, rows)
        assert not result.conflicts
        said = {(r.concept_id, r.target_term): r for r in reversed(rows)}
        before = {(r.concept_id, r.target_term): r for r in reversed(to_rows(glossary))}
        for concept in result.glossary:
            for term in concept.terms_in("zh"):
                row = said.get((concept.id, term.text))
                old = before[concept.id, term.text]
                if row and row.status != old.status:
                    assert str(term.status) == row.status
                if row and row.note != old.note:
                    assert term.note == row.note
        kept = keep(result.glossary)
        assert state(kept) == state(result.glossary)
        write_glossary(kept, sheet)
        read, faults = (read_workbook if sheet.suffix == ".xlsx" else read_table)(sheet)
        again = merge_review(kept, read, faults)
        assert (again.decisions, again.conflicts, again.missing) == ((), (), 0)
        glossary = kept


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_the_same_sheet_twice_decides_nothing_more(seed: int) -> None:
    dice = random.Random(seed)
    rows = decide(to_rows(base()), dice, "Liu")
    once = bring(base(), rows)
    assert not once.conflicts
    twice = bring(once.glossary, rows)
    assert (twice.decisions, twice.conflicts) == ((), ())
    assert twice.glossary == once.glossary


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_two_reviewers_of_different_rows_do_not_meet(seed: int) -> None:
    """Both had the same sheet, and each changed other concepts: the order in which they come back does not matter, and
    nobody's untouched rows undo what the other decided."""
    dice = random.Random(seed)
    rows = to_rows(base())
    hers = {c.id for c in base() if dice.random() < 0.5}
    changed = decide(rows, dice, "Liu", 0.7)
    first = [a if a.concept_id in hers else b for a, b in zip(changed, rows, strict=True)]
    second = [b if a.concept_id in hers else a for a, b in zip(changed, rows, strict=True)]
    dice.shuffle(second)
    one = bring(bring(base(), first, "Liu").glossary, second, "Wang")
    other = bring(bring(base(), second, "Wang").glossary, first, "Liu")
    assert (one.conflicts, other.conflicts) == ((), ())
    assert state(one.glossary, sources_signed=True) == state(other.glossary, sources_signed=True)


def test_two_reviewers_of_one_row_contradict_each_other() -> None:
    rows = to_rows(base())
    at = next(i for i, r in enumerate(rows) if r.target_term == "蜂房")
    first, second = list(rows), list(rows)
    first[at] = replace(rows[at], status="deprecated")
    second[at] = replace(rows[at], status="superseded", note="an old word")
    once = bring(base(), first, "Liu")
    twice = bring(once.glossary, second, "Wang")
    assert [c.text.split(";")[0] for c in twice.conflicts] == ["'蜂房' was decided deprecated by Liu 2026-12-30"]
    assert twice.glossary == once.glossary
    # A later date, or a sheet that shows what Liu decided, overrules.
    dated = [*second[:at], replace(second[at], reviewer="Wang", date="2026-12-31"), *second[at + 1 :]]
    assert not bring(once.glossary, dated).conflicts
    fresh = to_rows(once.glossary)
    shown = [replace(r, status="admitted") if r.target_term == "蜂房" else r for r in fresh]
    result = bring(once.glossary, shown, "Wang", "2026-12-30")
    decided = next(t for t in result.glossary.concepts[0].terms if t.text == "蜂房")
    assert (result.conflicts, str(decided.status), decided.reviewer) == ((), "admitted", "Wang")


def test_two_preferred_terms_of_two_reviewers() -> None:
    rows = to_rows(base())
    first = [replace(r, status="preferred") if r.target_term == "框架" else r for r in rows]
    second = [replace(r, status="preferred") if r.target_term == "机架" else r for r in rows]
    once = bring(base(), first, "Liu")
    twice = bring(once.glossary, second, "Wang")
    assert ["'框架' was decided preferred by Liu" in c.text for c in twice.conflicts] == [True]
    assert state(twice.glossary) == state(once.glossary)


def test_a_sheet_from_before_a_merge_and_a_split_does_not_undo_them() -> None:
    rows = to_rows(base())
    moved = [
        replace(r, concept_id="c-swarm") if r.concept_id == "c-hive"
        else replace(r, concept_id="c-frame-rope", domain="Ropeways", status="preferred") if r.target_term == "框架"
        else r
        for r in rows
    ]  # fmt: skip
    once = bring(base(), moved, "Liu")
    old = [replace(r, note="seen") if r.target_term in ("蜂箱", "框架") else r for r in rows]
    twice = bring(once.glossary, old, "Wang")
    assert not twice.conflicts
    assert [c.id for c in twice.glossary] == [c.id for c in once.glossary]
    assert {t.text: t.note for c in twice.glossary for t in c.terms if t.note} == {"蜂箱": "seen", "框架": "seen"}
