"""Decisions made concept by concept: who decided on what, and the lines of history that tell it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from duizhao.corpora.saying import speaking, translated
from duizhao.terminology.glossary import Concept, Status, Term
from duizhao.terminology.review.signing import signed
from duizhao.terminology.review.telling import history_sentence

KILN = Concept(
    "c-kiln",
    (
        Term("kiln", "en", part_of_speech="noun"),
        Term("窑炉", "zh-CN", count=4, reviewer="Ma", date="2026-01-02"),
        Term("窑", "zh-CN", Status.ADMITTED),
    ),
    definition="A chamber",
    definition_source="ISO 1",
    history=("2026-01-02 Ma: 窑炉: preferred confirmed",),
)


def with_term(at: int, **changes: object) -> Concept:
    terms = list(KILN.terms)
    terms[at] = replace(terms[at], **changes)  # type: ignore[arg-type]
    return replace(KILN, terms=tuple(terms))


@pytest.mark.parametrize(
    ("after", "lines"),
    [
        (KILN, []),
        (with_term(2, status=Status.DEPRECATED), ["窑: admitted -> deprecated"]),
        (
            with_term(2, note="旧词", part_of_speech="noun"),
            ["窑: admitted confirmed, note: 旧词, part of speech: noun"],
        ),
        (with_term(2, text="炉窑"), ["窑: written 炉窑"]),
        (with_term(2, reviewer="Liu", date="2026-02-03"), ["confirmed: 窑"]),
        (replace(KILN, terms=KILN.terms[:2]), ["窑: taken out"]),
        (replace(KILN, terms=(*KILN.terms, Term("炉", "zh-CN", Status.PROPOSED))), ["炉: new, proposed"]),
        (replace(KILN, domain="firing", definition_source=""), ["domain: firing", "definition_source: taken out"]),
    ],
)
def test_each_change_is_a_line_of_history(after: Concept, lines: list[str]) -> None:
    found = signed(KILN, after, "Liu", "2026-02-03")
    assert found.history == (*KILN.history, *(f"2026-02-03 Liu: {line}" for line in lines))
    assert replace(found, history=KILN.history, terms=()) == replace(after, terms=())


def test_only_terms_that_were_changed_are_signed() -> None:
    found = signed(KILN, with_term(2, status=Status.DEPRECATED), "Liu", "2026-02-03")
    assert [(t.reviewer, t.date) for t in found.terms] == [("", ""), ("Ma", "2026-01-02"), ("Liu", "2026-02-03")]
    assert found.terms[1].count == 4


def test_a_new_concept_is_signed_whole() -> None:
    found = signed(None, replace(KILN, history=()), "Liu", "2026-02-03")
    assert {t.reviewer for t in found.terms} == {"Liu"}
    assert found.history == ("2026-02-03 Liu: new concept: kiln = 窑炉 = 窑",)


@pytest.mark.parametrize(
    ("line", "chinese"),
    [
        ("2026-02-03 Liu: 窑: admitted -> deprecated", "2026-02-03 Liu：窑：允许 -> 弃用"),
        ("2026-02-03: 窑: new, proposed", "2026-02-03：窑：新增，提议"),
        ("confirmed: kiln, 窑", "已确认：kiln, 窑"),
        ("2026-02-03 Liu: domain: firing", "2026-02-03 Liu：领域：firing"),
        ("2026-02-03 Liu: definition: taken out", "2026-02-03 Liu：定义：已删除"),
        ("2026-02-03 Liu: c-oven is merged into it", "2026-02-03 Liu：c-oven 并入其中"),
        ("Somebody wrote: this", "Somebody wrote: this"),
    ],
)
def test_a_line_of_history_is_told_in_chinese(line: str, chinese: str) -> None:
    with speaking("zh-Hans"):
        assert translated(history_sentence(line)) == chinese
    assert history_sentence(line) == line


def test_every_line_that_is_signed_can_be_told() -> None:
    after = with_term(2, status=Status.DEPRECATED, note="旧词, part", part_of_speech="noun")
    after = replace(after, terms=(*after.terms, Term("炉", "zh-CN")), domain="firing", definition="")
    lines = signed(KILN, after, "Liu", "2026-02-03").history
    assert len(lines) == 5
    for line in lines:
        assert history_sentence(line) == line
        with speaking("zh-Hans"):
            assert translated(history_sentence(line)) != line
