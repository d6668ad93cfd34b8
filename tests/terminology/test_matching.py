"""Finding terms in text: the longest wins, inflection and width do not matter, words and abbreviations are whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.corpora.errors import SettingsError
from duizhao.terminology import Concept, Glossary, Match, Matcher, Term
from duizhao.terminology.glossary import concept_id
from duizhao.terminology.variation import plural_key, word_key

PAIRS = [
    ("decent work", "体面劳动"),
    ("work", "劳动"),
    ("ILO", "劳工组织"),
    ("International Labour Organization", "国际劳工组织"),
    ("China", "中国"),
    ("micro, small and medium-sized enterprises", "中小微企业"),
    ("Occupational Safety and Health Convention, 1981 (No. 155)", "《1981年职业安全与卫生公约》（第155号）"),
    ("the Office", "劳工局"),
    ("human-centred", "以人为本"),
    ("IT", "信息技术"),
    ("meeting", "会议"),
    ("SDG indicator", "SDG指标"),
]


def glossary() -> Glossary:
    return Glossary(
        tuple(Concept(f"{concept_id(en)}-{i}", (Term(en, "en"), Term(zh, "zh-CN"))) for i, (en, zh) in enumerate(PAIRS))
    )


ENGLISH = Matcher(glossary(), "en")
CHINESE = Matcher(glossary(), "zh-CN")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Decent work for all", ["Decent work"]),
        ("the International Labor Organisation", ["International Labor Organisation"]),
        ("ILO’s office and the Office", ["ILO’s", "Office"]),
        ("micro, small and medium‑sized enterprise", ["micro, small and medium‑sized enterprise"]),
        (
            "the Occupational Safety and Health Convention, 1981 (No. 155), applies",
            ["Occupational Safety and Health Convention, 1981 (No. 155)"],
        ),
        ("it is decent. Work is", ["Work"]),
        ("human centred approaches", ["human centred"]),
        ("two meetings, one meet", ["meetings"]),
        ("a philosophy", []),
        ("decent\nwork", ["decent\nwork"]),
        ("decentwork", []),
        ("", []),
        ("…—()", []),
    ],
)
def test_english(text: str, found: list[str]) -> None:
    assert [m.text for m in ENGLISH.find(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("国际劳工组织促进体面劳动", ["国际劳工组织", "体面劳动"]),
        ("劳工组织的劳动", ["劳工组织", "劳动"]),
        ("中 小\n微企业", ["中 小\n微企业"]),
        ("《1981 年职业安全与卫生公约》(第 155 号)", ["1981 年职业安全与卫生公约》(第 155 号)"]),
        ("１９８１年职业安全与卫生公约（第１５５号）", ["１９８１年职业安全与卫生公约（第１５５号）"]),
        ("ＳＤＧ指标和sdg指标", ["ＳＤＧ指标", "sdg指标"]),
        ("发展中国家", []),
        ("中国和发展中国家", ["中国"]),
        ("MYSDG指标", []),
        ("", []),
        ("，。《》", []),
    ],
)
def test_chinese(text: str, found: list[str]) -> None:
    assert [m.text for m in CHINESE.find(text)] == found


def test_nested_terms_on_request() -> None:
    found = [m.text for m in CHINESE.find("国际劳工组织", nested=True)]
    assert found == ["国际劳工组织", "劳工组织"]


def test_homographs_are_all_named() -> None:
    twice = Glossary(
        (Concept("c-a", (Term("office", "en"),)), Concept("c-b", (Term("offices", "en"), Term("办事处", "zh-CN"))))
    )
    (match,) = Matcher(twice, "en").find("two offices")
    assert [c.id for c in match.concepts] == ["c-a", "c-b"]


def test_a_verb_is_found_inflected_and_a_noun_is_not() -> None:
    verb = [(Concept("c", ()), Term("mainstream", "en", part_of_speech="verb"))]
    noun = [(Concept("c", ()), Term("work", "en", part_of_speech="noun"))]
    assert [m.text for m in Matcher(verb, "en").find("mainstreaming gender")] == ["mainstreaming"]
    assert Matcher(noun, "en").find("working") == ()


def test_a_language_without_rules_is_refused() -> None:
    with pytest.raises(SettingsError, match="fr"):
        Matcher(glossary(), "fr")


@pytest.mark.parametrize(
    ("words", "same"),
    [
        (("organisations", "Organization"), True),
        (("labor", "labour"), True),
        (("programmes", "program"), True),
        (("centres", "center"), True),
        (("policies", "policy"), True),
        (("worker", "work"), False),
    ],
)
def test_word_keys(words: tuple[str, str], same: bool) -> None:
    assert (word_key(words[0]) == word_key(words[1])) is same


@pytest.mark.parametrize(
    ("words", "same"),
    [(("meetings", "meeting"), True), (("workers’", "worker"), True), (("worked", "work"), False)],
)
def test_plural_keys(words: tuple[str, str], same: bool) -> None:
    assert (plural_key(words[0]) == plural_key(words[1])) is same


PIECES = st.sampled_from(
    [
        *(en for en, _ in PAIRS),
        *(zh for _, zh in PAIRS),
        " ",
        ", ",
        "和",
        "。",
        "the ",
        "的",
        "s ",
        "\n",
        "（",
        "x",
        "2024",
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join), st.sampled_from(["en", "zh"]))
def test_spans_are_right_and_do_not_overlap(text: str, tag: str) -> None:
    matcher = ENGLISH if tag == "en" else CHINESE
    found = matcher.find(text)
    end = 0
    for match in found:
        assert match.span.start >= end
        assert text[match.span.start : match.span.end] == match.text
        assert match.hits
        end = match.span.end
    every = matcher.find(text, nested=True)
    assert {m.span for m in found} <= {m.span for m in every}
    assert all(_beaten(m, found) for m in every)


def _beaten(match: Match, chosen: tuple[Match, ...]) -> bool:
    """A term that was not chosen overlaps a chosen one that is as long or longer."""
    length = match.span.end - match.span.start
    return any(
        c.span.start < match.span.end and match.span.start < c.span.end and c.span.end - c.span.start >= length
        for c in chosen
    )


@given(st.text(max_size=60))
def test_no_text_is_too_strange(text: str) -> None:
    for matcher in (ENGLISH, CHINESE):
        assert all(text[m.span.start : m.span.end] == m.text for m in matcher.find(text))
