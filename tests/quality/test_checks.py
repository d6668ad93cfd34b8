"""Every check by a table: pairs that must give its finding, and pairs that must not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from duizhao import quality
from duizhao.corpora.model import Kind
from tests.quality.samples import pair, pairs

FOUND: list[tuple[str, str, str]] = [
    # check, source, target
    ("number.differs", "In 2024–25 the budget is 5 million.", "2024-2025 年预算为 600 万。"),
    ("number.differs", "See paragraph 204.", "见第 203 段。"),
    ("number.differs", "See GB.346/INS/4.", "见 GB.346/INS/5。"),
    ("number.differs", "Convention No. 155 was ratified.", "第 156 号公约获得批准。"),
    ("number.differs", "It fell by 20 per cent.", "下降了百分之三十。"),
    ("number.differs", "There are three enablers.", "有四个保障因素。"),
    ("number.differs", "On 7 October 2022.", "2022 年 11 月 7 日。"),
    ("number.unit", "A grant of US$ 5 million was received.", "收到赠款500万欧元。"),
    ("number.unit", "A grant of $5 million was received.", "收到赠款500万欧元。"),
    ("number.unit", "US$ 5 million of the US$ 7 million is left.", "700万美元中，尚余500万欧元。"),
    ("number.unit", "(Thousands of United States dollars)", "（百万美元）"),
    ("text.negation", "The authority shall not grant exemptions.", "主管当局应给予宽限。"),
    ("text.negation", "No new fees are requested.", "要求增加新的会费。"),
    ("text.negation", "It was agreed. He was not convinced.", "这一点已商定，没有异议。他对此深信。"),
    ("text.negation", "They shall not rely on it alone.", "不應只依賴它。".replace("不應", "應")),
    ("text.untranslated", "Recalling its resolution on this matter,", "Recalling 回顾其关于此事的决议，"),
    ("text.untranslated", "The risk of glacial lake floods grows.", "[glacial lake floods]冰湖洪水的风险在增加。"),
    ("text.untranslated", "The Office will report on this.", "The Office will report on this."),
    ("text.untranslated", "Work will go on and will be reported.", "工作 will go on and will be 报告。"),
    ("text.foreign", "National and global policy.", "国家 and 全球政策。"),
    ("text.foreign", "The 劳工局 will act at once.", "劳工局将立即行动。"),
    ("text.doubled", "Many forms of inequality.", "多种形式的的不平等。"),
    ("text.doubled", "Social dialogue is needed.", "需要社会对话社会对话。"),
    ("text.doubled", "It is in the the interest of all.", "符合所有人的利益。"),
    ("text.doubled", "Civil servants were trained.", "对多名官官员进行了培训。"),
    ("mark.width", "Tell the supervisor at once.", "应立即通知主管."),
    ("mark.bracket", "Small firms (MSMEs) grow.", "小企业（中小微企业增长。"),
    ("mark.bracket", "The 2030 Agenda helps.", "《2030 年议程有帮助。"),
    ("mark.bracket", "He said “yes” to it.", "他说“好。"),
    ("mark.width", "Research, reports and papers.", "研究,报告和文件。"),
    ("mark.width", "It will: act.", "它将:行动。"),
    ("mark.spacing", "Governing Body", "理 事 会"),
    ("name.differs", "UNICEF will take part.", "UNECIF 将参加。"),
    ("repeat.target", "The Office shall act at once.", "劳工局应立即采取行动。"),
]

NOT_FOUND: list[tuple[str, str]] = [
    ("In 2024–25 the budget is 1.7 billion dollars.", "2024-2025 年预算为 17 亿美元。"),
    ("Twenty of the 100 firms, or one in five.", "100 家企业中有二十家，即五分之一。"),
    ("Both parties agree.", "双方同意。"),
    ("The tripartite constituents and both sexes.", "三方成员和两性。"),
    ("The COVID-19 crisis goes on.", "新冠危机仍在继续。"),
    ("PFA", "PFA"),
    ("See World Employment and Social Outlook: Trends.", "见（World Employment and Social Outlook: Trends）。"),
    ("This is its goal and also the aim.", "这就是目的的所在。"),
    ("The work of the ILO.", "劳工组织组织的工作。"),
    ("(a) first; (b) second.", "(a) 第一；b) 第二。"),
    ("It rose from 3,500 to 4,000 at 10:30.", "10:30 从 3,500 升至 4,000。"),
    ("An area of 20 km and 5 kg.", "20 km 的面积和 5 kg。"),
    ("The SDGs of the UN.", "联合国的 SDG。"),
    ("The Organisation for Economic Co-operation and Development.", "OECD。"),
    ("Box 1. Example", "框 1. 示例"),
    ("Chapter I. General provisions", "第一章 总则"),
    ("Information for patients and families: Ward 9, Central Hospital", "供病人及家属阅读 中心医院九病区"),
    ("Annex I. Glossary", "附件一 术语表"),
    ("A grant of $5 million, or €4.6 million.", "赠款500万美元，即460万欧元。"),
    ("A grant of HK$5 million.", "赠款500万港元。"),
    ("Not only the members but also others shall report.", "成员和其他各方均须报告。"),
    ("It shall report not later than 31 May.", "至迟应于5月31日提出报告。"),
    ("Convention No. 29 applies here.", "第29号公约在此适用。"),
    ("Recalling [its] resolution,", "回顾[其]决议，"),
    ("Members have posts in every country.", "成员员额遍布各国国内。"),
    ("The “best buys” [as they are called] are cheap.", "“最合算措施”[as they are called]很便宜。"),
]


@pytest.mark.parametrize(("check", "source", "target"), FOUND, ids=[f"{c}-{t[:8]}" for c, _, t in FOUND])
def test_found(check: str, source: str, target: str) -> None:
    rows = [(source, target)]
    if check == "repeat.target":
        rows.append(("The Office shall never act at all.", target))
    found = [
        f
        for f in quality.check(pairs(rows), source_language="en", target_language="zh-CN").findings
        if f.check == check
    ]
    assert found, check
    for finding in found:
        assert finding.message
        assert finding.cure
        for text, marks in ((finding.source, finding.source_marks), (finding.target, finding.target_marks)):
            for start, end in marks:
                assert 0 <= start < end <= len(text)


@pytest.mark.parametrize(("source", "target"), NOT_FOUND, ids=[t[:10] for _, t in NOT_FOUND])
def test_not_found(source: str, target: str) -> None:
    report = quality.check(pairs([(source, target)]), source_language="en", target_language="zh-CN")
    assert [f"{f.check}: {f.message}" for f in report.findings] == []


LONG = (
    "The Office will continue to support constituents in designing policies that promote rural employment.",
    "劳工局将继续支持三方成员制定促进农村地区就业的政策。",
)


def others(n: int) -> list[tuple[str, str]]:
    subjects = [("workers", "工人"), ("employers", "雇主"), ("women", "妇女"), ("rivers", "河流"), ("ports", "港口")]
    verbs = [("protects", "保护"), ("counts", "统计"), ("trains", "培训"), ("visits", "访问"), ("supports", "支持")]
    rows = []
    for i in range(n):
        (a, b), (c, d) = subjects[i % 5], verbs[i // 5 % 5]
        rows.append((f"Every year the Organization {c} a large number of {a} in many countries there {i + 100}.",
                     f"本组织每年都在该区域许多国家{d}大量的{b} {i + 100}。"))  # fmt: skip
    return rows


def test_a_target_without_its_second_half() -> None:
    rows = [*others(30), (LONG[0], LONG[1][:9])]
    assert "text.short" in [f.check for f in quality.check(pairs(rows)).findings]


def test_a_target_far_too_long() -> None:
    rows = [*others(30), (LONG[0], LONG[1] + "此外，还将就所有其他事项开展工作，并向理事会报告。" * 3)]
    assert "text.long" in [f.check for f in quality.check(pairs(rows)).findings]


def test_two_translations_exchanged() -> None:
    one = (
        "Inspectors visited the mines and measured the dust that miners breathe.",
        "监察员访问了矿山，测量了矿工吸入的粉尘。",
    )
    two = ("A new library opened its doors to children from every village.", "一座新图书馆向每个村庄的儿童敞开大门。")
    found = quality.check(pairs([(one[0], two[1]), *others(5), (two[0], one[1])])).findings
    assert [f.check for f in found].count("text.unrelated") == 2
    assert quality.check(pairs([one, *others(5), two])).findings == ()


def test_a_sentence_swallowed_by_its_neighbour() -> None:
    source = (
        "The fund will pay for the training of young inspectors. It will never buy ships or other expensive equipment."
    )
    [found] = quality.check(pairs([(source, "该基金将支付青年监察员的培训费用。")])).findings
    assert found.check == "coverage.swallowed"
    assert found.source[slice(*found.source_marks[0])].startswith("It will never")
    whole = "该基金将支付青年监察员的培训费用，但绝不购买船舶或其他昂贵设备。"
    assert quality.check(pairs([(source, whole)])).findings == ()


def test_a_clause_that_is_not_there() -> None:
    source = (
        "Amendments to the annexes shall be adopted by a majority of two thirds of the votes cast, "
        "provided that at least half of the Members have voted."
    )
    target = "对附件的修正须以所投票数的三分之二多数通过，条件是至少半数成员国参加了表决。"
    assert quality.check(pairs([*others(20), (source, target)])).findings == ()
    [found] = quality.check(
        pairs([*others(20), (source, target.replace("，条件是至少半数成员国参加了表决", ""))])
    ).findings
    assert found.check == "coverage.swallowed"
    assert found.source[slice(*found.source_marks[0])] == "provided that at least half of the Members have voted."


def test_words_of_one_family_say_a_clause() -> None:
    source = "Measure the particles with a calibrated sieve, and report the statistically significant deviations."
    target = "用筛子测量颗粒，报告统计学上的偏差。"
    assert [f for f in quality.check(pairs([*others(20), (source, target)])).findings if "clause" in f.message] == []


def test_a_heading_left_as_it_is() -> None:
    def checks(source: str, target: str, kind: Kind) -> list[str]:
        row = pair(source, target, 1)
        row = replace(row, source_at=replace(row.source_at, kind=kind), target_at=replace(row.target_at, kind=kind))
        return [f.check for f in quality.check([row], source_language="en", target_language="zh-CN").findings]

    assert checks("Air pollution", "Air pollution", Kind.HEADING) == ["text.untranslated"]
    assert checks("Introduction", "Introduction", Kind.HEADING) == ["text.untranslated"]
    assert checks("Better Work", "Better Work", Kind.HEADING) == []
    assert checks("ASYCUDA", "ASYCUDA", Kind.HEADING) == []


def test_a_name_spelt_in_two_ways_in_two_documents() -> None:
    one = pairs(
        [
            ("Mr. Petrović spoke first.", "彼得罗维奇先生首先发言。"),
            ("So did Mr. Petrović.", "彼得罗维奇先生也是如此。"),
        ]
    )
    other = pairs([("Mr. Petrović replied at once.", "彼得洛维奇先生当即作了答复。")], document="2.en.md")
    [found] = quality.check([*other, *one]).findings
    assert (found.check, found.count) == ("name.varies", 1)
    assert found.message == "Petrović is spelt in 2 ways: 彼得罗维奇 (2), 彼得洛维奇 (1)"
    assert found.target[slice(*found.target_marks[0])] == "彼得洛维奇"
    assert "Use 彼得罗维奇" in found.cure


def test_two_names_that_look_alike_are_two_names() -> None:
    rows = [
        ("The Republic of Dominica voted for it.", "多米尼克国投了赞成票。"),
        ("The Dominican Republic abstained.", "多米尼加国弃权。"),
        ("The Czech Republic was absent.", "捷克国缺席。"),
        ("Belarus and the Russian Federation spoke.", "白俄罗斯和俄罗斯联邦发了言。"),
        ("The Russian Federation spoke again.", "俄罗斯联邦再次发言。"),
    ]
    assert [f for f in quality.check(pairs(rows)).findings if f.check == "name.varies"] == []


def test_near_sources_with_far_targets() -> None:
    one = "At the country level, the Office will support its constituents in the following areas of work:"
    two = one.replace("Office", "Bureau")
    rows = [
        (one, "在国家一级，劳工局将在以下工作领域支持三方成员："),
        (two, "本局在各国的工作重点是支持政府、雇主和工人："),
    ]
    assert "repeat.near" in [f.check for f in quality.check(pairs(rows)).findings]
    rows[1] = (two, "在国家一级，本局将在以下工作领域支持三方成员：")
    assert "repeat.near" not in [f.check for f in quality.check(pairs(rows)).findings]


def test_brackets_may_hold_two_sentences_of_a_paragraph() -> None:
    rows = [pair("It ends. (It does.", "结束了。（是的。", 1), pair("Really.)", "真的。）", 1, sentence=2)]
    assert quality.check(rows).findings == ()


def test_style_is_noted_once_a_document_when_both_ways_are_common() -> None:
    rows = [(f"In {1990 + i} it grew.", f"{1990 + i} 年增长。" if i % 2 else f"{1990 + i}年增长。") for i in range(12)]
    found = quality.check(pairs(rows)).findings
    assert [f.check for f in found] == ["mark.style"]
    assert sorted(v.count for v in found[0].variants) == [6, 6]


@pytest.mark.parametrize("text", ["", " ", "。", "(", "1", "a", "理", "🙂", "\u200b", "\x00", "—" * 300])
def test_degenerate_texts_are_no_trouble(text: str) -> None:
    rows = pairs([(text, text), ("A sentence.", text), (text, "一句话。")])
    report = quality.check(rows, source_language="en", target_language="zh-CN")
    assert report.pairs == 3


@pytest.mark.parametrize(
    "denies", ["不可能", "不得", "不应", "不允许", "不准", "不许", "禁止", "严禁", "不能", "不会被"]
)
def test_whatever_forbids_is_looked_at(denies: str) -> None:
    # what no target can deny without is looked for first, and must be in all that it may deny by
    rows = pairs([("Visitors may be admitted to the reading room on Sundays.", f"周日参观者{denies}进入阅览室。")])
    assert "text.negation" in {f.check for f in quality.check(rows).findings}


@pytest.mark.parametrize(
    "denies", ["没有", "没", "并未", "从未", "未曾", "不能", "不愿", "不得", "从不", "决不", "绝不"]
)
def test_whatever_denies_a_word_of_the_source_is_looked_at(denies: str) -> None:
    rows = pairs(
        [
            (
                "The council adopted the amended budget of the library on Monday.",
                f"理事会周一{denies}通过图书馆预算修正案。",
            )
        ]
    )
    assert "text.negation" in {f.check for f in quality.check(rows).findings}
