"""What begins or ends no term in any style, and words that only looked as if they could not: texts of a beekeeper."""

from __future__ import annotations

import pytest

from duizhao.terminology.extraction.candidates import chinese_flags
from duizhao.terminology.extraction.concepts import renderings_beside
from duizhao.terminology.extraction.proposal import Proposal
from duizhao.terminology.extraction.scoring import impossible, impossible_english
from duizhao.terminology.extraction.tokens import chinese_tokens
from tests.terminology.test_boundaries import found


def pair(chinese: str, english: str) -> Proposal:
    return Proposal(chinese, (chinese,), english, (1,), 2, 2, 2, [0, 1], 2, [], [])


@pytest.mark.parametrize("english", ["March", "1 June 1998", "30 September", "May to August", "Sunday"])
def test_a_date_is_no_term(english: str) -> None:
    assert impossible_english(english)


@pytest.mark.parametrize(
    "english", ["march of the drones", "September harvest", "May Day", "Sunday market", "1998 harvest"]
)
def test_what_only_holds_a_date_may_be_one(english: str) -> None:
    assert not impossible_english(english)


@pytest.mark.parametrize(
    "english", ["please see the hive", "smoke instead", "queens thereafter", "attacks be prevented", "tomorrow"]
)
def test_words_of_a_sentence_are_no_edge(english: str) -> None:
    assert impossible_english(english)


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("第三条第二款和第七条", "paragraph 2, article 3 and article 7"),
        ("3.2.蜂箱的清洁", "3.2. cleaning of hives"),
        ("第四编蜂群登记", "Part IV Register of colonies"),
        ("毫克", "mg"),
        ("当你们打开蜂箱", "hive"),
        ("如何喂养蜂群", "feeding"),
    ],
)
def test_places_headings_and_sentences_are_no_terms(chinese: str, english: str) -> None:
    assert impossible(pair(chinese, english))


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("我们的蜂群", "Our Bees"),
        ("第三方", "third party"),
        ("2.4GHz天线", "2.4 GHz antenna"),
        ("第九号蜂箱", "ninth hive"),
    ],
)
def test_their_like_may_be_terms(chinese: str, english: str) -> None:
    assert not impossible(pair(chinese, english))


def test_words_that_open_a_sentence_open_no_term() -> None:
    words = ("是", "如", "见", "更", "请参阅", "存在", "蜂箱")
    assert chinese_flags(words).left.tolist() == [False] * 6 + [True]


def test_a_noun_that_a_table_calls_a_conjunction_is_one() -> None:
    flags = chinese_flags(("所有者", "接管", "如果", "或者"))
    assert flags.left.tolist() == flags.content.tolist() == [True, True, False, False]
    terms = found(
        ("The hive owner shall be named.", "应指明蜂箱所有者。"),
        ("A hive owner keeps the register.", "蜂箱所有者保存登记册。"),
        ("Neighbours may ask the hive owner.", "邻居可询问蜂箱所有者。"),
    )
    assert ("hive owner", "蜂箱所有者") in terms


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("不可变的蜂房", ["不", "可变", "的", "蜂房"]),
        ("不可或缺", ["不可或缺"]),
        ("不可在夜间", ["不可", "在", "夜间"]),
    ],
)
def test_an_adjective_that_is_denied_stays_whole(text: str, words: list[str]) -> None:
    assert [word for word, _, _ in chinese_tokens(text)] == words


@pytest.mark.parametrize(("probability", "listed"), [(0.6, True), (0.4, False), (None, False)])
def test_another_rendering_is_listed_where_it_is_probable(probability: float | None, listed: bool) -> None:
    plan = Proposal("喂养计划", ("喂养", "计划"), "feeding plan", (1, 2), 5, 5, 4, [0, 1, 2, 3], 4, [], [])
    schedule = Proposal("喂养计划", ("喂养", "计划"), "feeding schedule", (1, 3), 5, 5, 1, [4], 1, [], [])
    piece = Proposal("喂养计划", ("喂养", "计划"), "plan", (2,), 5, 5, 1, [4], 4, [], [], probability=0.9)
    schedule.probability = probability
    plan.others = [schedule, piece]
    assert renderings_beside(plan) == ([schedule] if listed else [])


@pytest.mark.parametrize(
    ("chinese", "english"),
    [("二十一日", "twenty-one days"), ("周", "week"), ("三个月内", "three months"), ("厘米", "centimetres")],
)
def test_a_quantity_is_no_term(chinese: str, english: str) -> None:
    assert impossible(pair(chinese, english))


@pytest.mark.parametrize(
    ("chinese", "english"),
    [("工时", "hours"), ("工作日", "working days"), ("财政年度", "fiscal year"), ("流蜜期", "flow")],
)
def test_what_only_sounds_like_a_measure_may_be_one(chinese: str, english: str) -> None:
    assert not impossible(pair(chinese, english))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("镇上", ["镇", "上"]),
        ("工作日内", ["工作日", "内"]),
        ("室内", ["室内"]),
        ("街上", ["街上"]),
        ("体内", ["体内"]),
    ],
)
def test_a_place_is_no_part_of_a_word_that_the_dictionary_lacks(text: str, words: list[str]) -> None:
    assert [word for word, _, _ in chinese_tokens(text)] == words


def test_what_says_where_which_and_how_many_is_no_edge_of_a_term() -> None:
    words = ["内", "里", "经", "患", "这艘", "一箱", "本法", "每批", "三方", "二十一日", "第三方", "蜂箱", "本金"]
    flags = chinese_flags(words)
    right = [w for w, edge in zip(words, flags.right.tolist(), strict=True) if edge]
    left = [w for w, edge in zip(words, flags.left.tolist(), strict=True) if edge]
    assert right == ["经", "患", "第三方", "蜂箱", "本金"]
    assert left == ["内", "三方", "二十一日", "第三方", "蜂箱", "本金"]


@pytest.mark.parametrize(
    ("words", "english", "out"),
    [
        (("三方", "成员"), "three members", True),
        (("三方", "成员"), "constituents", False),
        (("两年", "期"), "two-year term", True),
        (("两年", "期"), "biennium", False),
        (("第三方", "成员"), "three members", False),
    ],
)
def test_a_number_in_both_languages_is_a_quantity(words: tuple[str, ...], english: str, out: bool) -> None:
    assert impossible(Proposal("".join(words), words, english, (1,), 2, 2, 2, [0, 1], 2, [], [])) is out


@pytest.mark.parametrize(
    ("words", "english", "out"),
    [
        (("釉烧", "时"), "glaze firing", True),
        (("运行", "时"), "runtime", False),
        (("保温", "时"), "holding times", False),
    ],
)
def test_when_something_is_done_is_no_term(words: tuple[str, ...], english: str, out: bool) -> None:
    assert impossible(Proposal("".join(words), words, english, (1,), 2, 2, 2, [0, 1], 2, [], [])) is out


def test_a_term_is_not_its_time() -> None:
    terms = found(
        ("The swarm season is short.", "分蜂季节很短。"),
        ("During the swarm season hives are watched.", "分蜂季节期间要看蜂箱。"),
        ("During the swarm season ladders are ready.", "分蜂季节期间要备梯子。"),
        ("A swarm season brings work.", "分蜂季节带来工作。"),
        ("Keepers love the swarm season.", "养蜂人喜爱分蜂季节。"),
    )
    assert ("swarm season", "分蜂季节") in terms
    assert not any(chinese.endswith("期间") for _, chinese in terms)
