"""Terms that are translated in several ways, found without a glossary; and what is none, though it looks so."""

from __future__ import annotations

import pytest

from duizhao.terminology.variation import discover

VERBS = [("met", "开会"), ("wrote", "来信"), ("paid", "付款"), ("left", "离开"), ("agreed", "同意"), ("waited", "等待"),
         ("called", "来电"), ("slept", "入睡")]  # fmt: skip


def said(term: str, renderings: list[str]) -> list[tuple[str, str]]:
    """A sentence a rendering, each about something else."""
    return [(f"The {term} {en}.", f"{zh_term}{zh}。") for zh_term, (en, zh) in zip(renderings, VERBS, strict=False)]


# So that no phrase is special to a term by being the only one.
NOISE = [
    ("Ships left harbours.", "船只离港。"),
    ("Rain fell early.", "早上下雨。"),
    ("Prices rose again.", "物价又涨。"),
] * 2


def renderings(pairs: list[tuple[str, str]], term: str) -> list[tuple[str, int]]:
    return [(text, len(at)) for one in discover(pairs) if one.source == term for text, at in one.renderings]


def test_two_renderings_that_differ_in_one_place() -> None:
    pairs = NOISE + said("decent work agenda", ["体面劳动议程"] * 4 + ["体面工作议程"] * 3)
    assert renderings(pairs, "decent work agenda") == [("体面劳动议程", 4), ("体面工作议程", 3)]
    (one,) = (one for one in discover(pairs) if one.source == "decent work agenda")
    assert one.pairs == tuple(range(6, 13))
    assert one.where == frozenset(range(6, 13))


def test_a_third_stands_where_the_two_do_not() -> None:
    pairs = NOISE + said("social protection floor", ["社会保护底线"] * 4 + ["社会保障底线"] * 2 + ["社会防护底线"] * 2)
    assert renderings(pairs, "social protection floor") == [
        ("社会保护底线", 4),
        ("社会保障底线", 2),
        ("社会防护底线", 2),
    ]


def test_an_abbreviation_counts_even_once() -> None:
    pairs = NOISE + said("social protection floor", ["社会保护底线"] * 4 + ["社保底线"])
    assert renderings(pairs, "social protection floor") == [("社会保护底线", 4), ("社保底线", 1)]


def test_one_rendering_of_several_words_is_what_consistency_is_measured_against() -> None:
    pairs = NOISE + said("harbour safety board", ["港口安全局"] * 5)
    (found,) = renderings(pairs, "harbour safety board")
    assert found[1] == 5


def test_another_word_beside_the_term_explains_the_other_rendering() -> None:
    # 区域 is "regional", 多边 "multilateral": these are two terms and not two translations of one.
    regional = [(f"The regional development banks {en}.", f"区域开发银行{zh}。") for en, zh in VERBS[:4]]
    multilateral = [(f"The multilateral development banks {en}.", f"多边开发银行{zh}。") for en, zh in VERBS[4:]]
    assert len(renderings(NOISE + regional + multilateral, "development banks")) < 2


@pytest.mark.parametrize(
    "pairs",
    [
        # Both in most pairs: they are two things, and not two words for one.
        said("decent work agenda", ["体面劳动议程、体面工作议程"] * 6),
        # Nothing in common.
        said("decent work agenda", ["体面劳动议程"] * 3 + ["良好职业日程"] * 3),
        # One inside the other.
        said("decent work agenda", ["体面劳动议程"] * 3 + ["劳动议程"] * 3),
        # A light word more or less.
        said("decent work agenda", ["体面劳动新议程"] * 3 + ["体面劳动议程"] * 3),
    ],
)
def test_what_is_no_variation(pairs: list[tuple[str, str]]) -> None:
    assert len(renderings(NOISE + pairs, "decent work agenda")) < 2


@pytest.mark.parametrize(("together", "found"), [(0, 2), (1, 2), (2, 1), (3, 1)])
def test_two_that_stand_together_in_more_than_a_third_are_no_variation(together: int, found: int) -> None:
    # So many of the pairs of the rarer one have both.
    both = ["体面劳动议程、体面工作议程"] * together
    pairs = NOISE + said("decent work agenda", ["体面劳动议程"] * 4 + ["体面工作议程"] * (4 - together) + both)
    assert len(renderings(pairs, "decent work agenda")) == found


@pytest.mark.parametrize(("others", "varies"), [(0, True), (1, True), (2, False), (4, False)])
def test_two_that_explain_less_than_three_quarters_are_no_variation(others: int, varies: bool) -> None:
    odd = ["船务", "海关", "粮仓", "灯塔"][:others]
    three = ["体面劳动议程"] * 2 + ["体面工作议程"] * 2
    pairs = NOISE + said("decent work agenda", [*three, *odd])
    assert (len(renderings(pairs, "decent work agenda")) == 2) is varies


def test_traditional_and_simplified_are_one_rendering_named_as_printed() -> None:
    pairs = NOISE + said("decent work agenda", ["體面勞動議程"] * 4 + ["体面劳动议程", "體面工作議程", "體面工作議程"])
    assert renderings(pairs, "decent work agenda") == [("體面勞動議程", 5), ("體面工作議程", 2)]


def test_a_sample_is_looked_at_and_everything_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = NOISE + said("decent work agenda", ["体面劳动议程"] * 4 + ["体面工作议程"] * 4)
    whole = renderings(pairs, "decent work agenda")
    assert whole == [("体面劳动议程", 4), ("体面工作议程", 4)]
    monkeypatch.setattr("duizhao.terminology.variation.discovery.MAX_TEXTS", len(pairs) - 2)
    assert renderings(pairs, "decent work agenda") == whole


def test_empty_texts() -> None:
    assert discover([]) == ()
    assert discover([("", ""), ("A", "")]) == ()
