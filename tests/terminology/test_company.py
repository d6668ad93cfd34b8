"""What stands around a candidate, and which pairs belong to a family."""

from __future__ import annotations

import pytest

from duizhao.terminology.extraction.candidates import collect
from duizhao.terminology.extraction.company import NEIGHBOURS, CompanyKept, Families
from duizhao.terminology.extraction.proposal import Key, Proposal
from duizhao.terminology.extraction.tokenized_corpus import TokenizedCorpus

TEXTS = [
    ("The pump runs.", "运行水泵的电机。"),
    ("Pump and motor stop.", "水泵和电机停止。"),
    ("Two pumps.", "水泵"),
    ("The pump house.", "关闭水泵房屋。"),
]


def test_the_neighbours_of_a_candidate_are_counted() -> None:
    texts = TokenizedCorpus.of(TEXTS)
    candidates, _ = collect(texts.chinese, texts.chinese_flags, 2, 200)
    pump = next(c for c in candidates if c.text == "水泵")
    found = dict(zip(NEIGHBOURS, CompanyKept(texts).of(pump).neighbours, strict=True))
    assert found == {
        "de_before": 0.0,
        "de_after": 0.25,
        "edge": 0.75,  # three edges of sentences at four places
        "verb_before": 0.5,
        "noun_after": 0.25,
        "measured": 0.0,
        "listed": 0.25,
    }


def proposal(words: str, english: str, key: Key) -> Proposal:
    return Proposal(words.replace(" ", ""), tuple(words.split()), english, key, 3, 3, 3, [0, 1, 2], 3, [], [])


def test_heads_and_beginnings_of_longer_pairs_are_known() -> None:
    court, district = proposal("法院", "court", (1,)), proposal("地区 法院", "district court", (2, 1))
    appeal = proposal("上诉 法院", "court of appeal", (1, 3, 4))
    families = Families([[court], [district], [appeal]])
    heads, leads, has_head, has_lead = families.of(court)
    assert heads == pytest.approx(0.366, abs=1e-3)  # of two: ln 3 over 3
    assert (leads, has_head, has_lead) == (0.0, 0.0, 0.0)
    assert families.of(district)[2:] == (1.0, 0.0)
