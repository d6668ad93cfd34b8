"""What is right and was once told, by kinds; and faults beside it that must stay found. The sentences are ours."""

from __future__ import annotations

import pytest

from duizhao import quality
from duizhao.corpora.notices.brackets import unpaired
from duizhao.terminology.variation import sound_variants
from tests.quality.samples import pairs

RIGHT: list[tuple[str, str]] = [
    # labels of items inside a sentence, and other closing brackets that close nothing
    ("It must a) be clear and b) be short.", "它必须a）清楚，b）简短。"),
    ("Make sure that i) the gate is shut and ii) the lamp is out.", "请确保i) 门已关好，ii) 灯已熄灭。"),
    ("The sheds are 1) dry and 2) warm.", "棚子1）干燥，2）暖和。"),
    ("The range (−1, 5] holds them all.", "区间(−1, 5]包含所有的值。"),
    ("The keeper laughed ;-) and left.", "看守人笑了笑 ;-) 就走了。"),
    ("The plank is 5” wide.", "木板宽5”。"),
    # what is written alike in every language
    ("clerk@quay.example", "clerk@quay.example"),
    ("See https://quay.example/tides for more.", "详见https://quay.example/tides。"),
    (r"D:\lamps\hours.txt", r"D:\lamps\hours.txt"),
    ("/etc/lamp/oil.conf", "/etc/lamp/oil.conf"),
    ("wick trim --all --slowly", "wick trim --all --slowly"),
    ("Anna van den Berg", "Anna van den Berg"),
    ("A Short Guide to the Harbours of the North", "A Short Guide to the Harbours of the North"),
    ("Use sortpots and rootwax with care.", "请谨慎使用 sortpots 和 rootwax。"),
    ("Run an if statement in a for loop.", "在 for 循环中执行 if 语句。"),
    ("The lamp is lit before boot.", "灯由 systemd 在启动前点亮。"),
    # negations said otherwise
    ("The care of bees is not limited to winter.", "照看蜜蜂不仅限于冬天。"),
    ("It is not the hive alone that counts, but the place.", "重要的不仅仅是蜂箱，还有地点。"),
    ("She is no longer a member of the board.", "她丧失了理事资格。"),
    ("The members may leave at any time.", "成员可随时退出。"),
    ("Only members may enter the vault.", "非成员不得进入金库。"),
    ("Members must always wear a helmet.", "成员任何时候都不得不戴头盔。"),
    ("You have a say in what others may do with it.", "没有您的同意，他人不得使用。"),
    ("It will inevitably be late.", "迟到是不可避免的。"),
    # characters that end one word and begin the next
    ("Ask questions at any time.", "随时可以问问题。"),
    ("You may answer in any form.", "你可以以任何形式回答。"),
    ("One term of office lasts two years.", "每一任任期两年。"),
    ("The map of the administrative region is new.", "香港特别行政区行政区域图是新的。"),
    ("They decide on war and peace.", "他们决定战争和和平的问题。"),
    # names that the translator adds
    ("The specification is short.", "本OpenWharf规范很短。"),
    ("Weaknesses are listed.", "CWE列出了弱点。"),
    ("Trade between businesses grows.", "企业间的B2B贸易在增长。"),
    # labels that one side prints, figures in a word with their unit
    ("6. Click download", "点击下载。"),
    ("(2) The running lamp", "运行灯"),
    ("3.1.2.1 A list of roles.", "一份角色清单。"),
    ("To ensure: i) oil is bought and ii) wicks are cut.", "确保：1) 买油；2) 剪灯芯。"),
    ("64bit lamps", "64 位灯"),
    ("Reviewed: 16 May 2022, Release: 2.0", "Reviewed: 16 May 2022, Release: 2.0"),
    ("Chapter 2. System needs", "第 2 章 系统需求"),
]

WRONG: list[tuple[str, str, str]] = [
    ("mark.bracket", "The shed (the old one is dry.", "棚子（旧的很干燥。"),
    ("mark.bracket", "The shed is dry.", "棚子很干燥）。"),
    ("mark.bracket", "There are 5 of them.", "它们共有5）个。"),
    ("text.untranslated", "The lamp at https://quay.example is lit.", "The lamp at https://quay.example is lit."),
    ("text.untranslated", "four eyes principle of keepers", "four eyes principle of keepers"),
    ("text.foreign", "The keeper and the clerk.", "看守人 and 文书。"),
    ("text.negation", "If you are tired, you don't have to row today.", "如果你累了，今天你要划船。"),
    ("text.negation", "You needn't pay the fee.", "您要缴费。"),
    ("text.negation", "Cats are very likely allowed on the ferry.", "猫不可能被允许上渡船。"),
    ("text.negation", "Visitors may enter the tower.", "游客禁止进入灯塔。"),
    ("text.doubled", "Officials were trained.", "许多官官员受了培训。"),
    ("text.doubled", "The region is new.", "新的行政区行政区。"),
    ("name.differs", "UNICEF will take part.", "UNECIF 将参加。"),
    ("name.differs", "Harborlog is free.", "Harborlg是免费的。"),
    ("name.differs", "The WTO was heard.", "听取了WHO的意见。"),
    # faults that real documents hold
    ("number.differs", "A billion keys are made each year.", "每年制造许多钥匙。"),
    ("number.differs", "Set the umask to 002 before the copy.", "复制之前将 umask 设为 022。"),
    ("number.differs", "It holds 40,000 bricks.", "它能装 4,000 块砖。"),
    ("number.differs", "Answer within 5 days.", "请及时答复。"),
    ("number.differs", "The lag grows for Day 2 operations.", "运维方面的滞后会扩大。"),
    ("number.differs", "6. Click download", "7. 点击下载。"),
    ("number.differs", "5 days are left.", "还剩几天。"),
]


@pytest.mark.parametrize(("source", "target"), RIGHT, ids=[t[:10] for _, t in RIGHT])
def test_what_is_right_is_left_alone(source: str, target: str) -> None:
    found = quality.check(pairs([(source, target)]), source_language="en", target_language="zh-CN").findings
    assert [f"{f.check}: {f.message}" for f in found] == []


@pytest.mark.parametrize(("check", "source", "target"), WRONG, ids=[f"{c}-{t[:8]}" for c, _, t in WRONG])
def test_faults_beside_it_are_found(check: str, source: str, target: str) -> None:
    found = quality.check(pairs([(source, target)]), source_language="en", target_language="zh-CN").findings
    assert check in [f.check for f in found]


@pytest.mark.parametrize(
    ("text", "chinese", "kinds"),
    [
        ("a) one, b) two", False, 0),
        ("见a）一和b）二", True, 0),
        ("“TeX closes a quotation so’’", False, 0),
        ("the boys’ “old’ boat”", False, 0),
        ("[0, 1) and (2, 3]", False, 0),
        ("[0, 1", False, 1),
        ("one) two", False, 1),
        ("：)", True, 1),
        ("“开始“", True, 1),
    ],
)
def test_one_rule_for_readers_and_checks(text: str, chinese: bool, kinds: int) -> None:
    assert len(unpaired(text, chinese=chinese)) == kinds


def test_a_word_that_is_translated_elsewhere_is_told_where_it_is_kept() -> None:
    rows = [(f"The service of keeper {n} is free.", f"看守人{n}的服务免费。") for n in range(11, 20)]
    odd = ("The client calls the service again.", "客户端再次呼叫service的入口。")
    found = quality.check(pairs([*rows, odd])).findings
    assert [(f.check, f.message) for f in found if f.check == "text.foreign"] == [
        ("text.foreign", "“service” inside a Chinese sentence")
    ]
    kept = [(f"Lamp {n} uses cgroups now.", f"第{n}盏灯现在使用 cgroups 功能。") for n in range(11, 20)]
    assert [f.message for f in quality.check(pairs(kept)).findings if f.check == "text.foreign"] == []


def test_what_follows_from_a_fault_is_told_with_it() -> None:
    source = "The fund will pay for 17 inspectors. It will never buy ships or other expensive equipment."
    found = quality.check(pairs([(source, "该基金将支付18名监察员的费用。")])).findings
    assert [f.check for f in found] == ["number.differs"]
    assert "never buy ships" in found[0].message


def test_a_fault_that_repeats_is_one_finding_with_its_places() -> None:
    rows = [(f"Shed {n} is dry.", f"棚子{n}（旧的很干燥。") for n in range(1, 8)]
    [found] = [f for f in quality.check(pairs(rows)).findings if f.check == "mark.bracket"]
    assert found.count == 7
    assert sum(len(v.places) for v in found.variants) == 7
    assert found.message.startswith("7 times, first: “（”")
    few = [f for f in quality.check(pairs(rows[:3])).findings if f.check == "mark.bracket"]
    assert [f.count for f in few] == [1, 1, 1]
    # In two documents they are two findings, and stay what they are when one more comes.
    more = quality.check([*pairs(rows), *pairs(rows, document="2.en.md")]).findings
    assert len({f.fingerprint for f in more if f.check == "mark.bracket"}) == 2
    assert found.fingerprint in {f.fingerprint for f in more}


@pytest.mark.parametrize(
    ("one", "other", "sound"),
    [
        ("职业安全与卫生", "职业安全和卫生", True),
        ("社保底线", "社会保护底线", True),
        ("根源", "根本原因", True),
        ("挑战和机遇", "挑战和机会", True),
        ("环境上可持续", "环境可持续", True),
        ("可持续和有复原力", "可持续和有弹性", True),
        ("第十次会议", "第二十次会议", False),
        ("经济上行", "经济下行", False),
        ("港口管理委员会", "规定管理委员会", False),
    ],
)
def test_variants_of_a_term_and_other_things(one: str, other: str, sound: bool) -> None:
    assert sound_variants(one, other) is sound
