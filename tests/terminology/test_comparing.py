"""Two glossaries side by side: agreements, differences, contradictions; and ours with what the other adds."""

from __future__ import annotations

import pytest

from duizhao.corpora.errors import SettingsError
from duizhao.terminology.comparing import Relation, combine, compare
from duizhao.terminology.glossary import Concept, Glossary, Link, Status, Term


def concept(key: str, english: str, *chinese: str, domain: str = "", history: tuple[str, ...] = ()) -> Concept:
    """A concept; `!` before a Chinese term says deprecated, `-` not a term."""
    marks = {"!": Status.DEPRECATED, "-": Status.REJECTED}
    terms = [Term(english, "en")]
    for rank, text in enumerate(chinese):
        status = marks.get(text[0], Status.ADMITTED if rank else Status.PREFERRED)
        terms.append(Term(text.lstrip("!-"), "zh-CN", status))
    links = tuple(Link(english, t.text, 1) for t in terms[1:])
    return Concept(key, tuple(terms), links, domain=domain, history=history)


OURS = Glossary(
    (
        concept("c-sluice", "sluice", "水闸", "!水门"),
        concept("c-hives", "hives", "蜂箱"),
        concept("c-weir", "weir", "堰", "拦河堰"),
        concept("c-quay", "quay", "码头"),
        concept("c-morning", "morning", "-早晨"),
    )
)
THEIRS = Glossary(
    (
        concept("t1", "sluice", "水门"),
        concept("t2", "hive", "蜂箱", domain="bees"),
        concept("t3", "weir", "攔河堰"),
        concept("t4", "quay", "岸壁"),
        concept("t5", "lock", "船闸"),
        concept("t6", "morning", "早晨"),
    )
)


def test_every_concept_is_compared_once() -> None:
    found = {
        (c.ours or c.theirs).id: (c.kind, c.why)  # type: ignore[union-attr]
        for c in compare(OURS, THEIRS)
    }
    assert found["c-sluice"] == (Relation.CONTRADICT, "水门 is deprecated here and preferred there")
    assert found["c-hives"] == (Relation.AGREE, "")
    assert found["c-weir"] == (Relation.AGREE, "攔河堰 is admitted here")
    assert found["c-quay"] == (Relation.DIFFER, "码头 here, 岸壁 there")
    assert found["t5"] == (Relation.THEIRS, "")
    assert found["c-morning"] == (Relation.CONTRADICT, "早晨 is not a term here and preferred there")
    assert len(found) == len(compare(OURS, THEIRS))


def test_a_concept_that_only_we_have_is_told() -> None:
    (only,) = compare(Glossary((concept("c-a", "sluice", "水闸"),)), Glossary())
    assert only.kind is Relation.OURS
    assert only.theirs is None


def test_of_two_concepts_with_one_name_the_one_with_the_translation_is_met() -> None:
    ours = Glossary((concept("c-lock", "lock", "锁"), concept("c-lock-2", "lock", "船闸")))
    (met,) = [c for c in compare(ours, Glossary((concept("t", "locks", "船闸"),))) if c.theirs]
    assert met.ours is not None
    assert met.ours.id == "c-lock-2"
    assert met.kind is Relation.AGREE


def test_a_glossary_the_other_way_round_is_turned() -> None:
    other = Glossary(THEIRS.concepts, "zh-CN", "en")
    assert [c.kind for c in compare(OURS, other)] == [c.kind for c in compare(OURS, THEIRS)]


def test_other_languages_are_refused() -> None:
    with pytest.raises(SettingsError, match="en–fr"):
        compare(OURS, Glossary((), "en", "fr"))


def test_combining_adds_and_overrules_nothing() -> None:
    merged, open_ = combine(OURS, THEIRS, "unterm.tbx", "2026-03-01")
    by_id = {c.id: c for c in merged}
    assert {t.text: str(t.status) for t in by_id["c-sluice"].terms_in("zh")} == {
        "水闸": "preferred",
        "水门": "deprecated",
    }
    quay = by_id["c-quay"]
    assert [(t.text, str(t.status)) for t in quay.terms_in("zh")] == [("码头", "preferred"), ("岸壁", "proposed")]
    assert quay.history == ("2026-03-01 unterm.tbx: 岸壁 (proposed)",)
    assert quay.link("quay", "岸壁") is not None
    assert by_id["c-hives"].domain == "bees"
    assert len(by_id["c-hives"].terms) == 2
    assert by_id["t5"].preferred("zh") == Term("船闸", "zh-CN")
    assert [t.status for t in by_id["c-morning"].terms_in("zh")] == [Status.REJECTED]
    assert sorted(c.kind for c in open_) == [Relation.CONTRADICT, Relation.CONTRADICT, Relation.DIFFER]


def test_combining_twice_changes_nothing_more() -> None:
    once, _ = combine(OURS, THEIRS, "unterm.tbx")
    twice, _ = combine(once, THEIRS, "unterm.tbx")
    assert twice == once


def test_what_theirs_forbids_comes_as_forbidden() -> None:
    theirs = Glossary((concept("t", "sluice", "水闸", "!老闸"),))
    merged, open_ = combine(Glossary((concept("c", "sluice", "水闸"),)), theirs)
    assert {t.text: t.status for t in merged.concepts[0].terms_in("zh")}["老闸"] is Status.DEPRECATED
    assert not open_


@pytest.mark.parametrize(("theirs", "met"), [("SDGs", True), ("SDG", True), ("sdg", False), ("program", False)])
def test_a_word_in_capitals_is_an_abbreviation(theirs: str, met: bool) -> None:
    ours = Glossary((concept("c-sdg", "SDG", "可持续发展目标"), concept("c-prog", "PROGRAM", "规划司")))
    (found,) = [c for c in compare(ours, Glossary((concept("t", theirs, "可持续发展目标"),))) if c.theirs]
    assert (found.ours is not None) is met


def test_a_comparison_is_named_by_a_term_that_is_none_if_there_is_no_other() -> None:
    none = Concept("c-1", (Term("morning", "en", Status.REJECTED), Term("早晨", "zh-CN", Status.REJECTED)))
    (found,) = compare(Glossary((none,)), Glossary((concept("t6", "morning", "早晨"),)))
    assert (found.kind, found.name("en")) == (Relation.CONTRADICT, "morning")
    # Of two that contradict the translation is told, whatever order a set has.
    assert found.why == "早晨 is not a term here and preferred there"
