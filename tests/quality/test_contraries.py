"""Above and below, more and less, first and last sentence: what says the contrary is told, what says it otherwise is
not. In either direction; the sentences are ours."""

from __future__ import annotations

import pytest

from duizhao import quality
from duizhao.corpora.model import Pair
from duizhao.quality import Severity
from tests.quality.samples import sample_pairs

WRONG = [
    ("Close the sluice if the level is above 70 per cent.", "水位低于70%时关闭水闸。"),
    ("The channel must be at least 12 metres wide.", "水道宽度不得超过12米。"),
    ("The channel must be no more than 12 metres wide.", "水道宽度不得小于12米。"),
    ("Boats of 15 metres or more pay a toll.", "15米以下的船只须缴费。"),
    ("A fine of up to 800 crowns is due.", "处以不少于800克朗的罚款。"),
    ("The new lock is higher than the old one.", "新船闸比旧的更低。"),
    ("The thinner rope goes to the bow.", "更粗的缆绳系在船头。"),
    ("The tool runs on Go 1.19 or later.", "该工具需在Go 1.19或更低版本上运行。"),
    ("The hedge shall stand not more than six metres from the road.", "树篱距道路不小于六米。"),
    ("Come back no sooner than five weeks after the cast is off.", "请在拆石膏至多五周后复诊。"),
    ("Its mean output is not higher than 91 per cent of the rated one.", "平均产量不低于额定产量的91%。"),
    ("Fewer boats passed in spring, and that was the least of it.", "春天过闸的船更多。"),
]
RIGHT = [
    ("Close the sluice if the level is above 70 per cent.", "水位高于70%时关闭水闸。"),
    ("It is never more than 40 pages a week.", "每周不超过40页。"),
    ("You will not be liable for more than 35 crowns.", "您承担的损失不超过35克朗。"),
    ("No rise exceeds 5 per cent a year.", "每年涨幅不超过5%。"),
    ("The rate shall not be more than 3 per cent.", "比率不应大于3%。"),
    ("No loan may exceed £120,000 or run for longer than nine years.", "贷款不得超过12万英镑，期限不得超过九年。"),
    ("The tool runs on Go 1.19 or later.", "该工具需在Go 1.19或更高版本上运行。"),
    ("The hedge shall stand not less than six metres from the road.", "树篱距道路不小于六米。"),
    ("Its mean output is not lower than 91 per cent of the rated one.", "平均产量不低于额定产量的91%。"),
    ("They look only if it is overdue by more than 36 hours.", "逾期未还超过36小时的，方可查看。"),
    ("Boats under 15 metres are free, those of 15 metres or more pay.", "15米以下的船只免费，15米以上的缴费。"),
    ("Open from at least 8 a.m. on weekdays.", "工作日最晚8时开门。"),
    ("The lock is not higher than the old one.", "船闸并不比旧的更低。"),
    ("The higher gate is older than the lower one.", "较高的闸门比较低的更旧。"),
]


def told(en: str, zh: str, check: str) -> list[bool]:
    """The findings of a check in both directions: whether each is more than a note."""
    found = []
    for pair, tags in ((Pair(en, zh), ("en", "zh-CN")), (Pair(zh, en), ("zh-CN", "en"))):
        report = quality.check([pair], source_language=tags[0], target_language=tags[1], only=check)
        found += [f.severity is not Severity.NOTE for f in report.findings]
    return found


@pytest.mark.parametrize(("en", "zh"), WRONG)
def test_the_contrary_is_told(en: str, zh: str) -> None:
    assert told(en, zh, "text.contrary") == [True, True]


@pytest.mark.parametrize(("en", "zh"), RIGHT)
def test_what_says_the_same_is_believed(en: str, zh: str) -> None:
    assert told(en, zh, "text.contrary") == []


STEPS = [
    ("The bell rings at noon.", "中午钟声响起。"),
    ("Then the bakers open their shops.", "随后面包师打开店门。"),
    ("Children run home across the bridge.", "孩子们跑过大桥回家。"),
]


def test_sentences_in_another_order_are_told() -> None:
    en = " ".join(one for one, _ in STEPS)
    zh = [other for _, other in STEPS]
    assert told(en, "".join(zh), "text.order") == []
    assert told(en, "".join([*zh[2:], *zh[:2]]), "text.order") == [True, True]
    assert told(en, "".join([*zh[1:], *zh[:1]]), "text.order") == [True, True]
    assert told(en, zh[2], "text.order") == []
    assert told(STEPS[0][0], zh[1] + zh[0], "text.order") == []


def test_the_sample_has_its_sentences_in_order_and_no_contraries() -> None:
    pairs = sample_pairs()
    joined = [
        Pair(f"{a.source} {b.source}", a.target + b.target) for a, b in zip(pairs[::2], pairs[1::2], strict=False)
    ]
    report = quality.check(
        [*pairs, *joined], source_language="en", target_language="zh-CN", only=("text.order", "text.contrary")
    )
    assert report.findings == ()
    turned = [
        Pair(f"{a.source} {b.source}", b.target + a.target) for a, b in zip(pairs[::2], pairs[1::2], strict=False)
    ]
    long = [pair for pair in turned if len(pair.source) > 120]
    report = quality.check(long, source_language="en", target_language="zh-CN", only="text.order")
    assert len(report.findings) >= 0.5 * len(long)


DENIED = [
    ("Zeng had always meant to be a carpenter.", "曾守明原本没想当木匠。", True),
    ("Any part of the contract may be subcontracted.", "合同不得分包给他人。", True),
    ("You may walk under the crane while it is at work.", "起重机作业时，您不可在其下行走。", True),
    ("Include the important papers; you may add others.", "请附重要文件，不可另加其他文件。", True),
    ("You may walk there unharmed.", "在那里行走不会被伤到，不可多得。", False),
    ("List your medicines, even one that you no longer take.", "请列出所用药物，已经停药的也要列。", False),
    ("The key of the lock never leaves the keeper.", "闸门钥匙始终留在看守人手里。", False),
    ("Passed with 31 votes for and none against.", "表决：31票赞成，0票反对，通过。", False),
    ("Zeng did not mean to be a carpenter.", "曾守明原本没想当木匠。", False),
    ("A party affected by force majeure shall notify the other.", "受不可抗力影响的一方应通知对方。", False),
    ("Support for the old lock ends in May.", "五月起不再支持旧船闸。", False),
    ("The water came up within minutes.", "没几分钟，水就上来了。", False),
    ("Do you have a boat?", "你有没有船？", False),
]


@pytest.mark.parametrize(("en", "zh", "wrong"), DENIED)
def test_a_negation_that_one_side_adds_is_told(en: str, zh: str, wrong: bool) -> None:
    assert bool(told(en, zh, "text.negation")) is wrong
