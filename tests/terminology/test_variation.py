"""How terms vary: one place answers for discovery, extraction and the checks."""

from __future__ import annotations

import pytest

from duizhao.terminology.variation import alike, is_phrase, is_whole_phrase, likeness, one_rendering
from duizhao.terminology.variation.renderings import abbreviates, parts, vary


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("劳工组织", "国际劳工组织", True),  # a short name
        ("体面的劳动", "体面劳动", True),
        ("《巴黎协定》", "巴黎协定", True),
        ("技能发展", "发展技能", True),  # another order
        ("勞動", "劳动", True),
        ("环境上可持续", "环境可持续", True),
        ("体面劳动", "体面工作", False),
        ("复原力", "韧性", False),
    ],
)
def test_what_is_one_rendering(one: str, other: str, same: bool) -> None:
    assert one_rendering(one, other) is one_rendering(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "like", "share"),
    [
        ("体面劳动", "体面工作", True, 0.5),
        ("体面劳动", "体面", True, 2 / 3),
        ("照护", "护理", True, 0.5),
        ("复原力", "韧性", False, 0.0),
        ("社会保护底线", "底数", True, 0.25),
        ("人人", "人类", True, 0.5),  # a character counts as often as both have it
    ],
)
def test_likeness(one: str, other: str, like: bool, share: float) -> None:
    assert alike(one, other) is alike(other, one) is like
    assert likeness(one, other) == likeness(other, one) == pytest.approx(share)


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("社会保护底线", "社会保障底线", ("社会保", "护", "障", "底线")),
        ("规范行动", "规范性行动", ("规范", "", "性", "行动")),
        ("劳动", "工作", ("", "劳动", "工作", "")),
        ("人人", "人人人", ("人人", "", "人", "")),  # what is shared counts once
        ("", "词", ("", "", "词", "")),
    ],
)
def test_what_two_phrases_share(one: str, other: str, found: tuple[str, str, str, str]) -> None:
    assert parts(one, other) == found


@pytest.mark.parametrize(
    ("one", "other", "lone", "varies"),
    [
        ("体面劳动", "体面工作", False, True),
        ("规范行动", "规范性行动", False, True),
        ("规范行动", "规范全球行动", False, False),  # a word added is another thing
        ("体面劳动", "体面劳动议程", False, False),
        ("劳动", "工作", False, False),  # nothing shared
        ("新体面劳动", "总体面劳动", False, False),  # light words
        ("国际劳工标准委员会", "国际公平移民劳务委员会", False, False),  # too much differs
        ("照护", "护理", True, True),
        ("进展", "进步", True, False),
        ("照护", "护理员", True, False),
    ],
)
def test_what_may_vary(one: str, other: str, lone: bool, varies: bool) -> None:
    assert vary(one, other, lone) is vary(other, one, lone) is varies


@pytest.mark.parametrize(
    ("one", "other", "short"),
    [
        ("社保底线", "社会保护底线", True),
        ("劳动局", "劳动监察局", False),  # a piece is left out, no word is cut short
        ("社线", "社会保护底线", False),
        ("社保底数", "社会保护底线", False),
        ("保底线", "社会保护底线", False),
    ],
)
def test_abbreviations(one: str, other: str, short: bool) -> None:
    assert abbreviates(one, other) is abbreviates(other, one) is short


@pytest.mark.parametrize(("text", "phrase"), [("职业安全与卫生", True), ("的劳动", False), ("应当依照规定", False)])
def test_phrases(text: str, phrase: bool) -> None:
    assert is_phrase(text) is phrase


def test_a_piece_of_a_term_is_not_whole() -> None:
    pieces = ["the Decent Work Agenda now", "a Decent Work Agenda", "Decent Work Agenda", "no Decent Work Agenda"]
    assert not is_whole_phrase("Decent Work", pieces)
    assert is_whole_phrase(
        "Decent Work", ["Decent Work Agenda", "Decent Work for all", "Decent Work", "Decent Work is"]
    )
    assert is_whole_phrase("Decent Work", pieces[:3]), "three places say nothing"
    assert not is_whole_phrase("shall report", [])
