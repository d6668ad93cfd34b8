"""The nouns: statuses in other people's words, what two spellings share, ids that spreadsheets leave alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.corpora.errors import SettingsError
from duizhao.corpora.model import Locator, Span
from duizhao.terminology import Concept, Example, Glossary, Link, Status, Term
from duizhao.terminology.glossary import concept_id, fold
from duizhao.terminology.lookup import look_up


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("preferred", Status.PREFERRED),
        ("  Admitted ", Status.ADMITTED),
        ("preferredTerm-admn-sts", Status.PREFERRED),
        ("deprecatedTerm-admn-sts", Status.DEPRECATED),
        ("standardizedTerm-admn-sts", Status.PREFERRED),
        ("non-standard", Status.ADMITTED),
        ("FORBIDDEN", Status.DEPRECATED),
        ("首选", Status.PREFERRED),
        ("provisional", Status.PROPOSED),
    ],
)
def test_statuses_in_other_words(text: str, status: Status) -> None:
    assert Status.parse(text) is status


@pytest.mark.parametrize("text", ["", "perhaps", "preferred admitted"])
def test_an_unknown_status_lists_the_known(text: str) -> None:
    with pytest.raises(SettingsError, match="preferred, do not translate, admitted, deprecated, superseded, proposed"):
        Status.parse(text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("《２０３０ 年议程》", "2030年议程", True),
        ("Decent  Work", "decent work", True),
        ("workers’ rights", "workers' rights", True),
        ("2024–25", "2024-25", True),
        ("理 事 会", "理事会", True),
        ("decent work", "decentwork", False),
        ("体面劳动", "体面工作", False),
    ],
)
def test_what_two_spellings_share(one: str, other: str, same: bool) -> None:
    assert (fold(one) == fold(other)) is same


@given(st.text(max_size=40), st.sets(st.text(max_size=20), max_size=4))
def test_ids_are_new_and_no_spreadsheet_reads_them_as_numbers(text: str, taken: set[str]) -> None:
    made = concept_id(text, taken)
    assert made not in taken
    assert re.fullmatch(r"c-[a-z0-9-]+", made)
    assert concept_id(text, taken) == made
    assert concept_id(text, {*taken, made}) != made


def test_two_concepts_with_one_id_are_refused() -> None:
    with pytest.raises(SettingsError, match="'c-a'"):
        Glossary((Concept("c-a", ()), Concept("c-a", ())))


def test_a_concept_gives_its_terms_by_language_and_status() -> None:
    terms = (
        Term("体面工作", "zh-CN", Status.DEPRECATED),
        Term("decent work", "en"),
        Term("体面劳动", "zh-CN", Status.ADMITTED),
    )
    concept = Concept("c-decent-work", terms, (Link("decent work", "体面劳动", 3),))
    assert [t.text for t in concept.terms_in("zh")] == ["体面劳动", "体面工作"]
    assert concept.preferred("zh") == terms[2]
    assert concept.preferred("fr") is None
    assert concept.link("decent work", "体面劳动") == Link("decent work", "体面劳动", 3)
    assert concept.link("decent work", "体面工作") is None
    assert not concept.decided
    assert Concept("c", (Term("a", "en", reviewer="Li"),)).decided


def test_only_deprecated_terms_means_none_to_use() -> None:
    assert Concept("c", (Term("a", "en", Status.SUPERSEDED),)).preferred("en") is None


def test_an_example_marks_its_terms() -> None:
    at = Locator("d")
    example = Example("We want decent work.", "要体面劳动。", Span(8, 19), Span(1, 5), at, at)
    assert example.marked() == ("We want 【decent work】.", "要【体面劳动】。")
    assert example.marked("<", ">") == ("We want <decent work>.", "要<体面劳动>。")


def test_lookup_shows_the_nearest_term_first() -> None:
    names = ("《1981年职业安全与卫生公约》", "职业安全", "职业安全与卫生")
    glossary = Glossary(tuple(Concept(f"c-{i}", (Term(name, "zh-CN"),)) for i, name in enumerate(names)))
    assert [c.id for c in look_up(glossary, "职业安全")] == ["c-1", "c-2", "c-0"]
