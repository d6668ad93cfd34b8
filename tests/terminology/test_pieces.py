"""The pieces of extraction: tokens, recurring stretches, names, abbreviations, how English words are used."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.terminology.extraction.abbreviations import chinese_definitions, english_definitions
from duizhao.terminology.extraction.candidates import Flags, recurring
from duizhao.terminology.extraction.english_usage import EnglishUse
from duizhao.terminology.extraction.named_bodies import runs, titles, with_number
from duizhao.terminology.extraction.tokens import (
    chinese_tag,
    chinese_tokens,
    compact,
    english_tokens,
    is_word,
    origins,
    side,
)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("理 事 会", "理事会"),
        ("成果目标 7 的", "成果目标7的"),
        ("▶ 决定草案", "决定草案"),
        ("- 促进", "促进"),
        ("ILO Governing Body", "ILO Governing Body"),
        ("", ""),
    ],
)
def test_compact(text: str, short: str) -> None:
    assert compact(text) == short


@given(st.text("中 文\na1，b▶-", max_size=30))
def test_each_character_knows_where_it_came_from(text: str) -> None:
    assert "".join(text[i] for i in origins(text)) == compact(text)


@given(st.text("中国体面劳动a1.，《》 B-", max_size=30))
def test_tokens_tile_their_text(text: str) -> None:
    short = compact(text)
    tokens = chinese_tokens(short)
    assert "".join(word for word, _, _ in tokens) == short
    assert all(short[start:end] == word for word, start, end in tokens)
    assert all(text[start:end] == word for word, start, end in english_tokens(text))


@pytest.mark.parametrize(("word", "tag"), [("，", "x"), ("8.7", "m"), ("ILO", "eng"), ("促进", "v"), ("龘龘龘龘", "n")])
def test_tags(word: str, tag: str) -> None:
    assert chinese_tag(word) == tag


def test_recurring_stretches_stay_in_their_sentence() -> None:
    texts = ["a b c", "a b", "c a b"]
    made = side(texts, lambda text: [(w, 0, 1) for w in text.split()])
    yes = np.ones(len(made.vocabulary), dtype=bool)
    flags = Flags(yes, yes, yes, yes, ~yes)
    found = {
        tuple(made.vocabulary[t] for t in made.ids[at : at + n]): int((names == name).sum())
        for n, places, names in recurring(made, flags, 2)
        for at, name in zip(places.tolist(), names.tolist(), strict=True)
    }
    assert found == {("a",): 3, ("b",): 3, ("c",): 2, ("a", "b"): 3}


def test_titles_and_numbered_instruments() -> None:
    text = "根据《2030年议程》和《1981年公约》（第155号）以及第87号和第98号公约、第1号"
    assert [text[a:b] for a, b in titles(text)] == ["《2030年议程》", "《1981年公约》（第155号）", "第87号和第98号公约"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("under the ILO Declaration on Social Justice (2008) and", ["ILO Declaration on Social Justice (2008)"]),
        ("the Employment Policy Convention, 1964 (No. 122), is", ["Employment Policy Convention, 1964 (No. 122)"]),
        ("no names here", []),
        ("Guided by the Bruges Declaration", ["Bruges Declaration"]),
    ],
)
def test_name_runs(text: str, found: list[str]) -> None:
    tokens = english_tokens(text)
    words = [w for w, _, _ in tokens]
    assert [text[tokens[a][1] : tokens[b - 1][2]] for a, b in runs(words)] == found


def test_a_name_takes_its_number_along() -> None:
    words = [w for w, _, _ in english_tokens("Convention, 1981 (No. 155), applies")]
    assert words[: with_number(words, 1)] == ["Convention", ",", "1981", "(", "No", ".", "155", ")"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the Sustainable Development Goals (SDGs)", {"SDGs": "Sustainable Development Goals"}),
        ("micro, small and medium-sized enterprises (MSMEs)", {"MSMEs": "micro, small and medium-sized enterprises"}),
        ("a meeting (see below) in Geneva (IV)", {}),
        ("the Council (PAR)", {}),
        ("", {}),
    ],
)
def test_english_abbreviations(text: str, found: dict[str, str]) -> None:
    assert english_definitions([text]) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("经济合作与发展组织(经合组织)", {"经合组织": "经济合作与发展组织"}),
        ("国际劳工组织（以下简称“劳工组织”）", {}),
        ("三方成员(见下文)", {}),
    ],
)
def test_chinese_short_forms(text: str, found: dict[str, str]) -> None:
    assert {k: v for k, v in chinese_definitions([text]).items() if k != "劳工组织"} == found


def test_verbs_show_themselves() -> None:
    texts = [
        "to promote the policy",
        "will promote its growth",
        "promoting the policy",
        "the training of workers",
        "a training policy",
        "the training is good",
    ]
    use = EnglishUse(side(texts, english_tokens))
    assert use.verb("promote") > 0.5
    assert use.verb("training") < 0.2
    assert use.verb("policy") < 0.2
    assert use.is_adverb("effectively")
    assert not use.is_adverb("family")


def test_words() -> None:
    assert is_word("8.7")
    assert not is_word("，")
