"""Review and back: decisions are kept whatever happened to the table, contradictions change nothing and are named."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duizhao.corpora.harmless import cell
from duizhao.terminology import Concept, Glossary, Link, Status, Term, write_glossary
from duizhao.terminology.formats.delimited import read_table
from duizhao.terminology.formats.rows import COLUMNS, ReviewRow, to_rows
from duizhao.terminology.review.merge_review import MergedReview, merge_review
from tests.terminology.strategies import glossaries, rich

TODAY = "2026-02-01"


def review(glossary: Glossary, rows: list[ReviewRow]) -> MergedReview:
    return merge_review(glossary, [replace(r, line=i) for i, r in enumerate(rows, 2)], reviewer="me", today=TODAY)


def edit(glossary: Glossary, target: str, **cells: str) -> list[ReviewRow]:
    """The rows of a glossary with the row of a target term changed."""
    rows = to_rows(glossary)
    assert any(r.target_term == target for r in rows)
    return [replace(r, **cells) if r.target_term == target else r for r in rows]  # type: ignore[arg-type]


def term(glossary: Glossary, text: str) -> Term:
    return next(t for c in glossary for t in c.terms if t.text == text)


def test_an_unchanged_table_decides_nothing() -> None:
    result = review(rich(), to_rows(rich()))
    assert (result.decisions, result.conflicts, result.missing) == ((), (), 0)
    assert result.glossary == rich()


def test_a_status_is_a_decision_with_a_name_and_a_day() -> None:
    result = review(rich(), edit(rich(), "正义过渡", status="deprecated"))
    decided = term(result.glossary, "正义过渡")
    assert (decided.status, decided.reviewer, decided.date) == (Status.DEPRECATED, "me", TODAY)
    assert [d.text for d in result.decisions] == ["正义过渡: proposed -> deprecated"]


def test_a_new_preferred_term_steps_before_the_proposed_one() -> None:
    glossary = Glossary((Concept("c-a", (Term("a", "en"), Term("甲", "zh-CN"), Term("乙", "zh-CN", Status.ADMITTED))),))
    result = review(glossary, edit(glossary, "乙", status="preferred"))
    assert not result.conflicts
    assert (term(result.glossary, "乙").status, term(result.glossary, "甲").status) == ("preferred", "admitted")


def test_a_confirmed_row_is_decided() -> None:
    glossary = Glossary((Concept("c-a", (Term("a", "en"), Term("甲", "zh-CN"))),))
    result = review(glossary, edit(glossary, "甲", reviewer="Li"))
    assert term(result.glossary, "甲").reviewer == "Li"
    assert "confirmed" in result.decisions[0].text


def test_facts_of_the_concept() -> None:
    result = review(rich(), edit(rich(), "中小微企业", domain="enterprises", definition="Firms.", concept_note="n"))
    concept = result.glossary.get("c-msmes")
    assert concept is not None
    assert (concept.domain, concept.definition, concept.note) == ("enterprises", "Firms.", "n")


def test_a_term_written_over_another() -> None:
    result = review(rich(), edit(rich(), "正义过渡", target_term="公平转型", status="admitted"))
    assert term(result.glossary, "公平转型").reviewer == "me"
    assert term(result.glossary, "正义过渡").status is Status.SUPERSEDED


def test_a_term_that_was_written_over_is_not_confirmed() -> None:
    result = review(rich(), edit(rich(), "正义过渡", target_term="公平转型", status="admitted", reviewer="Li"))
    assert [d.text for d in result.decisions if d.text.startswith("正义过渡")] == [
        "正义过渡: superseded, the reviewer wrote another term over it"
    ]


def test_another_spelling_is_no_new_term() -> None:
    glossary = Glossary((Concept("c-a", (Term("Decent work", "en"), Term("体面劳动", "zh-CN"))),))
    result = review(glossary, edit(glossary, "体面劳动", source_term="decent work"))
    assert [t.text for t in result.glossary.concepts[0].terms] == ["decent work", "体面劳动"]


def test_new_rows() -> None:
    rows = [*to_rows(rich()), ReviewRow(source_term="decent work", target_term="体面劳动", status="preferred")]
    rows.append(ReviewRow(concept_id="c-msmes", source_term="MSMEs", target_term="微小中型企业", status="admitted"))
    result = review(rich(), rows)
    assert [c.id for c in result.glossary] == ["c-just-transition", "c-msmes", "c-decent-work"]
    assert term(result.glossary, "微小中型企业").status is Status.ADMITTED
    assert not result.conflicts


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"target_term": ""}, "is empty"),
        ({"target_term": "2024-02-01"}, "spreadsheet made of"),
        ({"target_term": "TRUE"}, "spreadsheet made of"),
        ({"target_term": "1.2E+5"}, "spreadsheet made of"),
    ],
)
def test_a_mangled_term_is_kept_and_reported(cells: dict[str, str], why: str) -> None:
    result = review(rich(), edit(rich(), "公正过渡", **cells))
    assert [why in c.text for c in result.conflicts] == [True]
    assert term(result.glossary, "公正过渡").status is Status.DEPRECATED
    assert len(result.glossary.concepts[0].terms) == 4


def test_two_rows_that_contradict_each_other() -> None:
    rows = [*edit(rich(), "正义过渡", status="deprecated"), *edit(rich(), "正义过渡", status="admitted")]
    result = review(rich(), [r for r in rows if r.target_term == "正义过渡"])
    assert len(result.conflicts) == 2
    assert term(result.glossary, "正义过渡").status is Status.PROPOSED
    assert "deprecated" in result.conflicts[0].text
    assert "admitted" in result.conflicts[0].text


def test_two_preferred_terms() -> None:
    rows = [replace(r, status="preferred") if r.target_term in ("公正过渡", "正义过渡") else r for r in to_rows(rich())]
    result = review(rich(), rows)
    assert any("both preferred" in c.text for c in result.conflicts)


def test_an_older_decision_does_not_undo_a_newer_one() -> None:
    rows = edit(rich(), "公正转型", status="deprecated", reviewer="Wang", date="2025-12-31")
    result = review(rich(), rows)
    assert term(result.glossary, "公正转型").status is Status.PREFERRED
    assert "not newer" in result.conflicts[0].text
    newer = review(rich(), edit(rich(), "公正转型", status="deprecated", reviewer="Wang", date="2026-03-01"))
    assert term(newer.glossary, "公正转型").status is Status.DEPRECATED


def test_two_definitions() -> None:
    rows = [replace(r, definition=f"d{i}") for i, r in enumerate(to_rows(rich()))]
    result = review(rich(), rows)
    assert any("definition is different" in c.text for c in result.conflicts)
    assert result.glossary.concepts[0].definition == rich().concepts[0].definition


def test_missing_rows_stay() -> None:
    result = review(rich(), to_rows(rich())[:1])
    assert result.missing == len(to_rows(rich())) - 1
    assert result.glossary == rich()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    glossaries(),
    st.integers(0, 2**32),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.floats(0, 0.9),
    st.booleans(),
)
def test_no_habit_of_a_spreadsheet_loses_a_decision(
    tmp_path: Path,
    glossary: Glossary,
    seed: int,
    separator: str,
    encoding: str,
    quoting: int,
    dropped: float,
    keyless: bool,
) -> None:
    """Rows shuffled and dropped, columns reordered, re-encoded, re-quoted, without our keys: each row that is still
    there and was decided is a decision in the glossary, every other term is as it was."""
    dice = random.Random(seed)
    rows = to_rows(glossary)
    wanted: dict[tuple[str, str], str] = {}
    decided = []
    for row in rows:
        status = dice.choice(["admitted", "deprecated", "superseded"])
        key = (row.concept_id, row.target_term)
        # A target beside two sources has two rows: one of them is decided.
        if dice.random() < 0.5 and row.target_term and status != row.status and key not in wanted:
            row = replace(row, status=status, reviewer="Li", date="1/31/2026")
            wanted[key] = status
        decided.append(replace(row, row="" if keyless else row.row))
    dice.shuffle(decided)
    kept = [r for r in decided if dice.random() >= dropped]
    order = list(range(len(COLUMNS)))
    dice.shuffle(order)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow([COLUMNS[i] for i in order])
    writer.writerows([[cell(getattr(r, COLUMNS[i])) for i in order] for r in kept])
    path = tmp_path / "reviewed.csv"
    path.write_bytes(stream.getvalue().encode(encoding))
    read, faults = read_table(path)
    assert not faults
    result = merge_review(glossary, read, faults, today=TODAY)
    assert not result.conflicts
    here = {(r.concept_id, r.target_term) for r in kept if r.reviewer == "Li"}
    for before, after in zip(glossary, result.glossary, strict=True):
        for old, new in zip(before.terms, after.terms, strict=True):
            key = (before.id, old.text)
            if old.language == "zh-CN" and key in wanted and key in here:
                assert (new.status, new.reviewer, new.date) == (wanted[key], "Li", "2026-01-31")
            else:
                assert new == old


def test_a_file_that_was_not_touched(tmp_path: Path) -> None:
    write_glossary(rich(), tmp_path / "g.csv")
    rows, faults = read_table(tmp_path / "g.csv")
    assert merge_review(rich(), rows, faults).glossary == rich()


# A concept with everything that a decision can meet: two terms a side, one decided, links, facts.
CARE = Glossary(
    (
        Concept(
            "c-care",
            (
                Term("care", "en", Status.PREFERRED, "noun"),
                Term("caring", "en"),
                Term("照护", "zh-CN", Status.PREFERRED, reviewer="Li", date="2026-01-15"),
                Term("护理", "zh-CN", Status.ADMITTED, note="clinical"),
            ),
            (Link("care", "照护", 5), Link("care", "护理", 3), Link("caring", "照护", 1)),
            "social",
        ),
    )
)


def changed(rows: list[ReviewRow], **cells: str) -> list[ReviewRow]:
    """The row care – 护理 with other cells, and the rest of the table."""
    return [replace(r, **cells) if (r.source_term, r.target_term) == ("care", "护理") else r for r in rows]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cells", "decided", "refused"),
    [
        ({"note": "nursing"}, ["护理: admitted confirmed, note: nursing"], []),
        ({"part_of_speech": "verb"}, ["护理: admitted confirmed, part of speech: verb"], []),
        ({"note": "", "status": "deprecated"}, ["护理: admitted -> deprecated"], []),
        # Who signs without saying anything new confirms.
        ({"reviewer": "Wang"}, ["护理: admitted confirmed"], []),
        ({"date": "2026-01-20"}, ["护理: admitted confirmed"], []),
        # A spelling is taken over in the term and in its links.
        ({"target_term": "护 理"}, ["护理: written 护 理"], []),
        ({"source_term": "Care"}, ["care: written Care"], []),
        # Another term over one, on either side.
        ({"target_term": "看护"},
         ["看护: new, admitted", "护理: superseded, the reviewer wrote another term over it"], []),
        ({"target_term": ""}, [], ["target_term is empty; '护理' is kept"]),
        ({"source_term": ""}, [], ["source_term is empty; 'care' is kept"]),
        ({"target_term": "#REF!"}, [], []),
        ({"target_term": "1.5"}, [], ["target_term '1.5' looks like what a spreadsheet made of '护理', which is kept"]),
        ({"domain": "health", "definition": "x", "concept_note": "y"},
         ["domain: health", "definition: x", "concept_note: y"], []),
        ({"domain": ""}, [], []),
        # The proposed preferred term of its language steps back; a decision of its own would not.
        (
            {"status": "preferred"},
            ["护理: admitted -> preferred", "照护: preferred -> admitted, 护理 is preferred now"],
            [],
        ),
    ],
)  # fmt: skip
def test_what_a_row_says(cells: dict[str, str], decided: list[str], refused: list[str]) -> None:
    result = review(CARE, changed(to_rows(CARE), **cells))
    assert [d.text for d in result.decisions] == decided
    assert [c.text for c in result.conflicts] == refused


def test_a_spelling_is_taken_over_in_the_links() -> None:
    result = review(CARE, changed(to_rows(CARE), source_term="Care"))
    (concept,) = result.glossary
    assert [link.source for link in concept.links] == ["Care", "Care", "caring"]
    respelt = term(result.glossary, "Care")
    assert (respelt.status, respelt.reviewer, respelt.date) == ("preferred", "me", TODAY)
    result = review(CARE, changed(to_rows(CARE), target_term="护 理"))
    (concept,) = result.glossary
    assert [link.target for link in concept.links] == ["照护", "护 理", "照护"]


def test_a_decision_of_another_day_and_person() -> None:
    def say(**cells: str) -> list[str]:
        rows = to_rows(CARE)
        at = next(i for i, r in enumerate(rows) if (r.source_term, r.target_term) == ("care", "照护"))
        rows[at] = replace(rows[at], **cells)  # type: ignore[arg-type]
        return [c.text for c in review(CARE, rows).conflicts]

    older = (
        "'照护' was decided preferred by Li 2026-01-15; 'rejected' is not newer "
        "(sign the row with a later date to overrule)"
    )
    assert say(status="deprecated", reviewer="Wang", date="2026-01-10") == [older.replace("rejected", "deprecated")]
    # The same day is not newer; no day at all is not either, unless the sheet showed the decision that it changes.
    assert say(status="deprecated", reviewer="Wang", date="2026-01-15") == [older.replace("rejected", "deprecated")]
    assert say(status="deprecated", reviewer="Wang", date="", row="") == [older.replace("rejected", "deprecated")]
    assert say(status="deprecated", reviewer="Wang", date="") == []
    assert say(status="deprecated", reviewer="Wang", date="2026-01-16") == []
    # One's own decision one may change without a day.
    assert say(status="deprecated", reviewer="Li", date="2026-01-10") == []


def test_a_term_that_is_voted_preferred_beside_a_new_one() -> None:
    rows = changed(to_rows(CARE), status="preferred")
    rows.append(ReviewRow(concept_id="c-care", source_term="care", target_term="照料", status="preferred"))
    result = review(CARE, rows)
    assert [c.text for c in result.conflicts] == ["'护理' and '照料' are both preferred; keep one"] * 2
    # Nothing is changed, and the new term waits for a person to choose.
    said = [str(term(result.glossary, text).status) for text in ("护理", "照料", "照护")]
    assert said == ["admitted", "proposed", "preferred"]


def test_a_new_pair_gets_a_link_and_a_new_term_of_a_concept_none_twice() -> None:
    rows = [*to_rows(CARE), ReviewRow(concept_id="c-care", source_term="care", target_term="照料", reviewer="Wang")]
    (concept,) = review(CARE, rows).glossary
    assert (concept.links[-1].source, concept.links[-1].target) == ("care", "照料")
    new = concept.terms[-1]
    assert (new.text, new.status, new.reviewer) == ("照料", "admitted", "Wang")
    (concept,) = review(CARE, [*rows, rows[-1]]).glossary
    assert [t.text for t in concept.terms].count("照料") == 1
    assert len(concept.links) == 4
