"""What was cut is refused or mended; traditional characters count as simplified ones; figures count nothing twice."""

from __future__ import annotations

import pytest

from duizhao.corpora.model import Locator, Pair
from duizhao.terminology import Concept, Link, Term, extract
from duizhao.terminology.extraction.english_usage import EnglishUse
from duizhao.terminology.extraction.evidence import counted
from duizhao.terminology.extraction.nominal import is_nominal
from duizhao.terminology.extraction.tokens import english_tokens, is_verb, side
from tests.terminology.test_extraction import pairs


def made(*texts: tuple[str, str]) -> list[Pair]:
    return [Pair(e, z, Locator("en", str(i)), Locator("zh", str(i)), 1.0) for i, (e, z) in enumerate(texts)]


def found(*texts: tuple[str, str]) -> set[tuple[str, str]]:
    """The terms of some pairs among those of the sample paper, which the word alignment learns from."""
    return {(x.source, x.target) for c in extract([*pairs(), *made(*texts)]) for x in c.links}


@pytest.fixture(scope="module")
def terms() -> set[tuple[str, str]]:
    return found(
        ("The skills mismatches are a problem.", "技能不匹配是一个问题。"),
        ("Mismatches between supply and demand grow.", "供求之间的不匹配正在增长。"),
        ("Address mismatches in the labour market.", "解决劳动力市场的不匹配。"),
        ("We measured the employment impact of trade.", "我们衡量了贸易对就业的影响。"),
        ("The employment impact of policies is unknown.", "政策对就业的影响尚不清楚。"),
        ("Report on the employment impact.", "报告对就业的影响。"),
        ("Work in crisis and post-crisis situations continues.", "危机后局势中的工作仍在继续。"),
        ("Peace in crisis and post-crisis situations matters.", "危机后局势中的和平很重要。"),
        ("The results achieved are reported.", "报告了取得成果。"),
        ("The results achieved will be measured.", "将衡量取得成果。"),
        ("The plan for 2024–25 of the network is ready.", "网络2024-2025年规划已就绪。"),
        ("The plan for 2024–25 of the network is good.", "网络2024-2025年规划很好。"),
    )


def test_a_negation_comes_back(terms: set[tuple[str, str]]) -> None:
    targets = {z for e, z in terms if "mismatch" in e.lower()}
    assert targets
    assert all("不" in z for z in targets)


def test_a_preposition_comes_back(terms: set[tuple[str, str]]) -> None:
    assert {z for e, z in terms if e == "employment impact"} <= {"对就业的影响"}


def test_an_english_list_is_not_one_chinese_thing(terms: set[tuple[str, str]]) -> None:
    assert not [e for e, _ in terms if e.startswith("crisis and")]


def test_participles_are_no_terms(terms: set[tuple[str, str]]) -> None:
    assert not [e for e, _ in terms if e.endswith("achieved")]


def test_a_number_is_not_cut(terms: set[tuple[str, str]]) -> None:
    assert not [z for _, z in terms if z.startswith("2025")]


def test_no_term_has_numbers_that_its_translation_lacks(terms: set[tuple[str, str]]) -> None:
    for english, chinese in terms:
        theirs, ours = ("".join(c if c.isdigit() else " " for c in text).split() for text in (english, chinese))
        assert bool(theirs) >= bool(ours), (english, chinese)


@pytest.mark.parametrize(
    ("english", "names"),
    [
        ("amended", False),
        ("results achieved", False),
        ("left behind", False),
        ("hardest hit", False),
        ("conducive to growth", False),
        ("lessons learned", True),
        ("training needs", True),
        ("evidence-based", True),
        ("women-led", True),
    ],
)
def test_what_names_something(english: str, names: bool) -> None:
    from duizhao.terminology.extraction.proposal import Proposal

    use = EnglishUse(side([f"The {english} of it."], english_tokens))
    p = Proposal("词语", ("词语",), english, (1,), 5, 5, 5, [1], 5, [], [])
    assert is_nominal(p, use) is names


@pytest.mark.parametrize(
    ("word", "verb"), [("促进", True), ("转型", True), ("知识", False), ("公约", False), ("龘龘", False), ("", False)]
)
def test_verbs(word: str, verb: bool) -> None:
    assert is_verb(word) is verb


def test_nested_variants_are_counted_once() -> None:
    """Three variants inside each other: no occurrence is taken off twice."""
    names = ("计划", "计划和预算", "两年期计划和预算")
    concept = Concept(
        "c-p",
        (Term("programme", "en"), *(Term(name, "zh-CN") for name in names)),
        tuple(Link("programme", name) for name in names),
    )
    texts = made(
        ("programme", "两年期计划和预算"), ("programme", "两年期计划和预算"), ("programme", "计划和预算"), ("a", "计划")
    )
    (out,) = counted([concept], texts, True)
    assert {t.text: t.count for t in out.terms} == {
        "programme": 3,
        "计划": 1,
        "计划和预算": 1,
        "两年期计划和预算": 2,
    }


def test_traditional_characters_are_the_same_term() -> None:
    """A third of the texts in traditional characters: the same concepts and figures, named as mostly printed."""
    from opencc import OpenCC

    convert = OpenCC("s2hk").convert
    plain = {c.id: [t.count for t in c.terms] for c in extract(pairs())}
    third = [
        Pair(p.source, convert(p.target) if i % 3 == 0 else p.target, p.source_at, p.target_at, p.confidence)
        for i, p in enumerate(pairs())
    ]
    mixed = extract(third)
    assert {c.id: [t.count for t in c.terms] for c in mixed} == plain
    whole = [Pair(p.source, convert(p.target), p.source_at, p.target_at, p.confidence) for p in pairs()]
    printed = extract(whole, target_language="zh-Hant")
    assert {c.id: [t.count for t in c.terms] for c in printed} == plain
    just = next(c for c in printed if c.id == "c-just-transition")
    assert {t.text for t in just.terms_in("zh")} == {"公正轉型", "公正過渡"}
    assert {t.language for t in just.terms} == {"en", "zh-Hant"}
    for link in just.links:
        for example in link.examples:
            start, end = example.target_span
            assert "".join(example.target[start:end].split()) == link.target
