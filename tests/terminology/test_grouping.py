"""Abbreviations that the texts spell out belong to the concept of their full form, whichever of the two was found."""

from __future__ import annotations

from duizhao.corpora.model import Locator, Pair
from duizhao.terminology import Concept, extract

# Sentences about something else, so that frequencies mean something.
OTHERS = [
    ("The office reported on lamp oil.", "办事处报告了灯油情况。"),
    ("Members examined the annual budget.", "成员审查了年度预算。"),
    ("Wages rose in the second year.", "第二年工资上涨。"),
    ("The inspector visited three mines.", "检查员走访了三座矿山。"),
    ("Training was offered to young people.", "向青年提供了培训。"),
    ("The report was adopted in March.", "报告于三月通过。"),
]


def concept_of(pairs: list[tuple[str, str]], text: str) -> Concept:
    """The one concept that has a term."""
    located = [Pair(en, zh, Locator("en.md", f"p{i}"), Locator("zh.md", f"p{i}")) for i, (en, zh) in enumerate(pairs)]
    (found,) = (concept for concept in extract(located) if any(term.text == text for term in concept.terms))
    return found


def forms(concept: Concept) -> dict[str, str]:
    return {term.text: term.form for term in concept.terms}


HARBOUR = [
    ("The Harbour Safety Programme (HSP) began in spring.", "港口安全方案于春季启动。"),
    ("Members supported the Harbour Safety Programme.", "成员支持港口安全方案。"),
    ("The HSP needs money.", "港口安全方案需要资金。"),
    ("Funds for the HSP are small.", "用于港口安全方案的资金很少。"),
    ("The Harbour Safety Programme ended.", "港口安全方案结束。"),
    ("Inspectors praised the HSP.", "检查员赞扬港口安全方案。"),
]


def test_an_english_abbreviation_and_its_full_form() -> None:
    concept = concept_of(OTHERS + HARBOUR, "HSP")
    assert forms(concept) == {"HSP": "abbreviation", "Harbour Safety Programme": "fullForm", "港口安全方案": ""}
    assert {(link.source, link.target) for link in concept.links} == {
        ("HSP", "港口安全方案"), ("Harbour Safety Programme", "港口安全方案"),
    }  # fmt: skip


def test_an_abbreviation_that_was_said_only_where_it_was_defined() -> None:
    full = "he Harbour Safety Programme"
    rows = [(en.replace("he HSP", full), zh) for en, zh in HARBOUR]
    concept = concept_of(OTHERS + rows, "Harbour Safety Programme")
    assert forms(concept)["Harbour Safety Programme"] in ("", "fullForm")
    assert "港口安全方案" in forms(concept)


def test_two_chinese_terms_of_which_one_is_short_for_the_other() -> None:
    rows = [
        ("The river transport authority met.", "河流运输管理局（以下简称河运局）开会。"),
        ("The river transport authority agreed.", "河流运输管理局同意。"),
        ("Staff of the river transport authority left.", "河运局的工作人员离开。"),
        ("The river transport authority paid.", "河运局支付。"),
        ("Letters reached the river transport authority.", "信件送达河流运输管理局。"),
        ("The river transport authority wrote.", "河运局来信。"),
    ]
    concept = concept_of(OTHERS + rows, "river transport authority")
    assert forms(concept) == {"river transport authority": "", "河运局": "shortForm", "河流运输管理局": "fullForm"}


def test_short_and_full_forms_of_both_languages_are_one_concept() -> None:
    rows = [
        ("The River Transport Authority (RTA) met.", "河流运输管理局（以下简称河运局）开会。"),
        ("The RTA agreed.", "河运局同意。"),
        ("Staff of the RTA left.", "河运局的工作人员离开。"),
        ("The RTA paid.", "河运局支付。"),
        ("Letters reached the River Transport Authority.", "信件送达河流运输管理局。"),
        ("The River Transport Authority wrote.", "河流运输管理局来信。"),
        ("Ships of the River Transport Authority came.", "河流运输管理局的船只到来。"),
    ]
    concept = concept_of(OTHERS + rows, "RTA")
    assert {"RTA", "River Transport Authority", "河运局", "河流运输管理局"} <= set(forms(concept))
