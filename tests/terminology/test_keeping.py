"""A later extraction: decisions stay, evidence is renewed, what is new is shown."""

from __future__ import annotations

from dataclasses import replace

from duizhao.terminology import Concept, Glossary, Link, Status, Term
from duizhao.terminology.review.carry_over import keep_decisions, news
from tests.terminology.strategies import rich


def fresh() -> Glossary:
    """What a later extraction might find: another majority, a new variant, a new concept, one concept gone."""
    return Glossary(
        (
            Concept(
                "c-just-transitions",
                (
                    Term("Just Transition", "en", count=50),
                    Term("公正过渡", "zh-CN", count=40),
                    Term("公正转型", "zh-CN", Status.ADMITTED, count=12),
                    Term("公平过渡", "zh-CN", Status.ADMITTED, count=2),
                ),
                (Link("Just Transition", "公正过渡", 40), Link("Just Transition", "公平过渡", 2)),
            ),
            Concept(
                "c-msmes",
                (Term("social partners", "en"), Term("社会伙伴", "zh-CN")),
                (Link("social partners", "社会伙伴", 5),),
            ),
        )
    )


def test_decisions_stay_and_figures_are_new() -> None:
    merged = keep_decisions(rich(), fresh())
    just = merged.get("c-just-transition")
    assert just is not None
    by_text = {t.text: t for t in just.terms}
    assert (by_text["公正转型"].status, by_text["公正转型"].reviewer, by_text["公正转型"].count) == (
        "preferred",
        "Li Wen",
        12,
    )
    assert (by_text["公正过渡"].status, by_text["公正过渡"].count) == ("deprecated", 40)
    assert by_text["just transition"].count == 50
    assert "Just Transition" not in by_text
    link = just.link("just transition", "公正过渡")
    assert link is not None
    assert link.count == 40
    assert (just.domain, just.definition) == (rich().concepts[0].domain, rich().concepts[0].definition)


def test_a_new_variant_of_a_reviewed_concept_waits_for_a_decision() -> None:
    merged = keep_decisions(rich(), fresh())
    variant = next(t for c in merged for t in c.terms if t.text == "公平过渡")
    assert variant.status is Status.PROPOSED


def test_a_new_variant_of_an_open_concept_does_not_take_the_lead() -> None:
    known = Glossary((Concept("c-a", (Term("a", "en"), Term("甲", "zh-CN"))),))
    later = Glossary((Concept("c-a", (Term("a", "en"), Term("乙", "zh-CN"), Term("甲", "zh-CN", Status.ADMITTED))),))
    (concept,) = keep_decisions(known, later)
    assert {t.text: str(t.status) for t in concept.terms} == {"a": "preferred", "甲": "preferred", "乙": "admitted"}


def test_ids_never_mean_two_things() -> None:
    merged = keep_decisions(rich(), fresh())
    assert [c.id for c in merged] == ["c-just-transition", "c-msmes", "c-msmes-2"]
    assert merged.concepts[1] == rich().concepts[1]


def test_news_are_what_was_not_known() -> None:
    merged = keep_decisions(rich(), fresh())
    assert [c.id for c in news(rich(), merged)] == ["c-just-transition", "c-msmes-2"]
    assert len(news(merged, keep_decisions(merged, fresh()))) == 0


def test_nothing_new_changes_nothing_that_was_decided() -> None:
    merged = keep_decisions(rich(), replace(fresh(), concepts=()))
    assert merged.concepts == rich().concepts
