"""Small memories in the style of other UN bodies: whole terms come out of a few sentences, and no pieces of names."""

from __future__ import annotations

import numpy as np
import pytest

from duizhao.corpora.model import Locator, Pair
from duizhao.terminology import extract
from duizhao.terminology.extraction.abbreviations import english_definitions
from duizhao.terminology.extraction.grouping import drop_pieces
from duizhao.terminology.extraction.proposal import Proposal
from duizhao.terminology.extraction.tokenized_corpus import TokenizedCorpus
from duizhao.terminology.extraction.unithood import Boundaries
from tests.terminology.test_boundaries import found

Terms = set[tuple[str, str]]

CLIMATE = [
    ("Parties shall communicate nationally determined contributions (NDCs).", "各缔约方应通报国家自主贡献。"),
    ("Nationally determined contributions shall be communicated every five years.", "国家自主贡献应每五年通报一次。"),
    ("Developed country Parties shall assist developing country Parties.", "发达国家缔约方应协助发展中国家缔约方。"),
    ("Developing countries require support for adaptation.", "发展中国家需要适应方面的支助。"),
    ("Many developing countries are vulnerable.", "许多发展中国家是脆弱的。"),
    ("Developed countries shall provide financial resources.", "发达国家应提供资金。"),
    ("The Adaptation Fund was established under the Kyoto Protocol.", "适应基金是根据《京都议定书》设立的。"),
    ("The Framework Convention on Tobacco Control (FCTC) entered into force.", "《烟草控制框架公约》生效。"),
    ("The Board of Auditors issued an audit opinion on the accounts.", "审计委员会对账目出具了审计意见。"),
    ("The Board of Auditors recommended that the accounts be closed.", "审计委员会建议结清账目。"),
    ("Extrabudgetary resources are projected at a low level.", "预算外资源预计处于低水平。"),
    ("Costs are charged to extrabudgetary resources.", "费用由预算外资源支付。"),
    ("The crisis has delayed payments to troop-contributing countries.", "危机延误了对部队派遣国的付款。"),
    ("Troop-contributing countries shall be paid for their equipment.", "应向部队派遣国支付装备费用。"),
    ("The High-level Committee on Management (HLCM) met in Rome.", "管理问题高级别委员会在罗马举行了会议。"),
    ("The Independent Audit Advisory Committee examined the plan.", "独立审计咨询委员会审查了计划。"),
]  # fmt: skip


@pytest.fixture(scope="module")
def climate() -> Terms:
    pairs = [Pair(e, z, Locator("en", str(i)), Locator("zh", str(i)), 1.0) for i, (e, z) in enumerate(CLIMATE)]
    return {(x.source.lower(), x.target) for c in extract(pairs) for x in c.links}


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("nationally determined contributions", "国家自主贡献"),
        ("extrabudgetary resources", "预算外资源"),
        ("troop-contributing countries", "部队派遣国"),
        ("adaptation fund", "适应基金"),
        ("independent audit advisory committee", "独立审计咨询委员会"),
        ("framework convention on tobacco control", "《烟草控制框架公约》"),
    ],
)
def test_the_term_is_whole(climate: Terms, english: str, chinese: str) -> None:
    assert (english, chinese) in climate


def test_developing_countries_are_not_developed_ones(climate: Terms) -> None:
    assert not {e for e, z in climate if "发展中" in z and "developed" in e}
    assert not {e for e, z in climate if "发达" in z and "developing" in e}


def test_a_word_of_a_name_is_no_term(climate: Terms) -> None:
    assert not {"board", "independent", "kyoto"} & {e for e, _ in climate}


def test_a_body_is_not_made_of_two() -> None:
    terms = found(
        ("The Committee on Grain and the Grain Storage Committee met.", "粮食委员会和粮食储存委员会举行了会议。"),
    )
    assert not {z for _, z in terms if "委员会和" in z}


def test_a_noun_with_the_last_of_several_modifiers_is_no_term() -> None:
    terms = found(
        ("Policies promote sustainable enterprises.", "政策促进可持续企业。"),
        ("The guide on sustainable enterprises is ready.", "可持续企业指南已就绪。"),
        ("Many sustainable enterprises are small.", "许多可持续企业规模很小。"),
        ("We need resilient, inclusive and sustainable enterprises.", "我们需要复原力、包容性和可持续性企业。"),
    )
    assert ("sustainable enterprises", "可持续企业") in terms
    assert not {z for e, z in terms if "可持续性企业" in z}


def proposal(chinese: str, words: tuple[str, ...], english: str, *spots: tuple[int, int, int, int, int]) -> Proposal:
    places = [spot[:3] for spot in spots]
    return Proposal(chinese, words, english, (1,), 2, 2, 2, [0, 1], 2, places, list(spots))


@pytest.mark.parametrize(
    ("texts", "whole"),
    [
        ("people living with malaria | people living with malaria", False),
        ("effects of malaria | spread of malaria", True),
        ("women with malaria | spread of malaria", True),
    ],
)
def test_a_person_is_not_the_disease(texts: str, whole: bool) -> None:
    english = texts.split(" | ")
    lines = TokenizedCorpus.of([(e, "疟疾感染者") for e in english])
    judge = Boundaries(lines, lambda s: np.ones((len(lines.english.sentence(s)), 2), dtype=bool), {})
    spots = [(s, 0, 2, len(e.split()) - 1, len(e.split())) for s, e in enumerate(english)]
    assert judge._cut_person(proposal("疟疾感染者", ("疟疾", "感染者"), "malaria", *spots)) is not whole


def test_an_abbreviation_is_no_piece_of_its_full_form() -> None:
    short = [proposal(z, (z,), "EPIC") for z in ("同酬", "国际联盟", "同酬联盟")]
    drop_pieces(short, [proposal("同酬国际联盟", ("同酬", "国际", "联盟"), "Equal Pay International Coalition")])
    assert [p.chinese for p in short] == ["国际联盟", "同酬联盟"]


def test_the_full_form_says_whom_it_is_about() -> None:
    text = "the share of young people not in employment, education or training (NEET) grew"
    assert english_definitions([text])["NEET"] == "young people not in employment, education or training"
