"""Clauses that one side of a pair leaves out: words and length together say so."""

from __future__ import annotations

import pytest

from duizhao import quality
from duizhao.corpora.model import Pair
from duizhao.quality import Finding, Severity
from tests.quality.samples import pairs

# Two dozen faithful pairs, by which the usual ratio of lengths is known.
FAITHFUL = (
    ("The museum is open every day except Monday.", "博物馆除星期一外每天开放。"),
    ("Visitors may leave their coats and bags in the cloakroom.", "参观者可将外套和背包存放在衣帽间。"),
    ("The garden behind the main building was laid out by a monk.", "主楼后面的花园由一位僧人设计。"),
    ("Please do not touch the paintings or the furniture.", "请勿触摸画作和家具。"),
    ("Photographs may be taken without flash.", "可以拍照，但不得使用闪光灯。"),
    ("The collection was given to the city by a merchant's widow.", "藏品由一位商人的遗孀捐赠给本市。"),
    ("Guided tours in English start at the ticket office.", "英语导览从售票处出发。"),
    ("The library on the upper floor holds old maps and letters.", "楼上的图书馆收藏着古老的地图和书信。"),
    ("Researchers need a letter from their university.", "研究人员须持所在大学的介绍信。"),
    ("Children must be accompanied by an adult at all times.", "儿童须始终由成人陪同。"),
    ("The restaurant serves simple dishes from the region.", "餐厅供应当地的简单菜肴。"),
    ("A lift takes wheelchairs to every floor of the building.", "电梯可将轮椅送至大楼各层。"),
    ("The tower offers a wide view over the old town and the river.", "塔上可俯瞰老城与河流的广阔景色。"),
    ("Dogs are welcome in the park but not in the buildings.", "公园欢迎携犬，但楼内不得携犬进入。"),
    ("The roof was repaired after a heavy storm.", "一场大风暴之后，屋顶得到了修缮。"),
    ("Concerts are held in the courtyard during the summer.", "夏季在庭院举办音乐会。"),
    ("The shop sells books, prints and postcards.", "商店出售书籍、版画和明信片。"),
    ("School groups should book their visit in advance.", "学校团体应提前预约参观。"),
    ("The workshop shows how paper was made by hand.", "工坊展示手工造纸的过程。"),
    ("Parking is available beside the northern gate.", "北门旁边可以停车。"),
    ("Friends of the museum receive a monthly newsletter.", "博物馆之友每月收到一份通讯。"),
    ("The fountain in the square is older than the church.", "广场上的喷泉比教堂更古老。"),
)
ENGLISH = (
    "The archive lends photographs to schools, unless the original negatives have been damaged by moisture, "
    "and charges a small fee."
)
CHINESE = "档案馆向学校出借照片，但原始底片因受潮而损坏的除外，并收取少量费用。"
CUT_ENGLISH = "The archive lends photographs to schools and charges a small fee."
CUT_CHINESE = "档案馆向学校出借照片，并收取少量费用。"


def found(source: str, target: str, *, chinese_first: bool = False) -> list[Finding]:
    rows: list[Pair] = pairs([*FAITHFUL, (source, target)])
    if chinese_first:
        rows = [Pair(p.target, p.source, p.target_at, p.source_at) for p in rows]
    return list(quality.check(rows).findings)


def test_faithful_pairs_have_no_findings() -> None:
    assert found(ENGLISH, CHINESE) == []
    assert found(ENGLISH, CHINESE, chinese_first=True) == []


@pytest.mark.parametrize(
    ("source", "target", "chinese_first", "message"),
    [
        (ENGLISH, CUT_CHINESE, False, "of the source does not seem to be in the target"),
        (CUT_ENGLISH, CHINESE, False, "of the target does not seem to be in the source"),
        (CUT_ENGLISH, CHINESE, True, "of the source does not seem to be in the target"),
        (ENGLISH, CUT_CHINESE, True, "of the target does not seem to be in the source"),
    ],
)
def test_a_clause_left_out_or_added_is_told(source: str, target: str, chinese_first: bool, message: str) -> None:
    (one,) = found(source, target, chinese_first=chinese_first)
    assert one.check == "coverage.swallowed"
    assert message in one.message
    marked = (one.source, one.target)[not one.source_marks]
    mark = (one.source_marks or one.target_marks)[0]
    assert {"unless", "除外"} & {w for w in ("unless", "除外") if w in marked[slice(*mark)]}


def test_a_short_list_word_is_not_judged() -> None:
    assert found("The shop sells books, prints, maps and postcards.", "商店出售书籍、地图和明信片。") == []


def test_little_evidence_is_a_note() -> None:
    source = "The cellar is closed in winter, because the stairs freeze."
    severities = {one.severity for one in found(source, "地下室冬季关闭。") if one.check == "coverage.swallowed"}
    assert severities <= {Severity.NOTE, Severity.WARNING}
    assert severities


TWO = (
    "The bakery beside the harbour opens at dawn. In winter its bread is sold to students and tourists as well.",
    "港口旁边的面包店黎明开门。冬天，面包也卖给学生和游客。",
)


@pytest.mark.parametrize("chinese_original", [False, True])
@pytest.mark.parametrize(
    ("english", "chinese", "told"),
    [
        (TWO[0].partition(". ")[0] + ".", TWO[1], "面包也卖给学生和游客"),
        (TWO[0].partition(". ")[2], TWO[1], "面包店黎明开门"),
        (TWO[0], TWO[1].partition("。")[0] + "。", "In winter its bread"),
        (TWO[0], TWO[1].partition("。")[2], "The bakery beside"),
        (*TWO, ""),
        # Two sentences that the other side says in one.
        ("The tower is closed in winter. The steps are icy then.", "冬天台阶结冰，塔楼因此关闭。", ""),
    ],
)
def test_a_whole_sentence_left_out_of_either_side(
    english: str, chinese: str, told: str, chinese_original: bool
) -> None:
    both = [*FAITHFUL, (english, chinese)]
    texts = pairs([(zh, en) for en, zh in both]) if chinese_original else pairs(both)
    found = [f for f in quality.check(texts).findings if f.check == "coverage.swallowed"]
    strong = [f.message for f in found if f.severity is not Severity.NOTE]
    assert (len(strong) == 1 and told in strong[0]) if told else not strong
