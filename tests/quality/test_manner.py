"""What rests on words alone weighs less in talk and tales than in laws and manuals; figures weigh the same in both."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from duizhao import quality
from duizhao.corpora.model import Kind, Locator, Pair
from duizhao.quality import Finding, Severity
from duizhao.quality.evidence.manner import free_pairs, speaks
from duizhao.quality.verdict.policy import Policy

TALK = (
    ("“You're late,” she said.", "“你来晚了。”她说。"),
    ("“I know,” he said.", "“我知道。”他说。"),
    ("What else could he do?", "他还能怎么办？"),
    ("The rain had not let up since the morning.", "雨从早上起就没停过。"),
    ("They sat down by the stove and waited.", "他们在炉子边坐下来等。"),
)
LAW = (
    ("Article 1 This Act governs the use of public water.", "第一条 本法规范公共用水。"),
    ("Article 2 A permit is required for every well.", "第二条 凡打井均须取得许可证。"),
    ("Article 3 The authority shall keep a register.", "第三条 主管机关应当设立登记簿。"),
    ("Article 4 The register is open to the public.", "第四条 登记簿应当公开。"),
    ("Article 5 No fee may be charged for consultation.", "第五条 查阅不得收费。"),
)
# A pair, the check that tells it, and whether it rests on words alone.
FAULTS = (
    ("The owner has thirty days to reply.", "业主可以答复。", "number.differs", True),
    ("The owner has 30 days to reply.", "业主可以答复。", "number.differs", False),
    ("The owner has thirty days to reply.", "业主有四十天时间答复。", "number.differs", False),
    ("The owner has 30 days to reply.", "业主有20天时间答复。", "number.differs", False),
    ("Two million litres may be taken.", "可以取用这些水。", "number.differs", False),
    ("Tell the owner not to fill the well.", "叫业主把井填上。", "text.negation", True),
    ("The owner may not fill the well without a permit.", "业主可以把井填上，须有许可证。", "text.negation", False),
    ("The owner has to fill the well.", "业主业主必须把井填上。", "text.doubled", True),
    ("The owner has to fill the well.", "业主的的井必须填上。", "text.doubled", False),
)


def pairs(rows: Sequence[tuple[str, str]]) -> list[Pair]:
    return [
        Pair(en, zh, *(Locator(f"{side}.md", f"u{n}", None, Kind.PARAGRAPH) for side in ("en", "zh")))
        for n, (en, zh) in enumerate(rows)
    ]


def told(rows: Sequence[tuple[str, str]], check: str) -> list[Finding]:
    report = quality.check(pairs(rows), source_language="en", target_language="zh-CN")
    return [finding for finding in report.findings if finding.check == check]


def voices(rows: Sequence[Pair]) -> list[bool]:
    return [speaks(row) for row in rows]


@pytest.mark.parametrize(("source", "target", "check", "in_words"), FAULTS)
def test_words_weigh_less_in_talk_and_figures_the_same(source: str, target: str, check: str, in_words: bool) -> None:
    [of_law] = told([*LAW, (source, target)], check)
    [of_talk] = told([*TALK, (source, target)], check)
    assert of_law.severity is not Severity.NOTE
    assert (of_talk.severity is Severity.NOTE) is in_words
    assert of_law.fingerprint == of_talk.fingerprint


def test_a_few_quotations_do_not_make_a_law_a_tale() -> None:
    law = pairs([*LAW * 4, *TALK[:2]])
    assert free_pairs(voices(law), ["law"] * len(law)) == (False,) * 20 + (True, True)
    assert all(free_pairs(voices(pairs(TALK)), ["tale"] * len(TALK)))


def test_a_text_whose_words_go_unsaid_is_free() -> None:
    law = pairs(LAW * 3)
    names = ["law"] * len(law)
    assert not any(free_pairs(voices(law), names, [(6, 10)] * len(law)))
    assert all(free_pairs(voices(law), names, [(4, 10)] * len(law)))
    assert not any(free_pairs(voices(law[:5]), names[:5], [(4, 10)] * 5))  # too few words to say so


def test_a_policy_raises_no_note_that_rests_on_slight_evidence() -> None:
    [slight] = told([*TALK, (FAULTS[0][0], FAULTS[0][1])], "number.differs")
    [firm] = told([*TALK, (FAULTS[1][0], FAULTS[1][1])], "number.differs")
    policy = Policy(severity={"number.*": Severity.ERROR})
    assert [policy.severity_of(one) for one in (slight, firm)] == [Severity.NOTE, Severity.ERROR]
    off = Policy(severity={"number.*": None})
    assert [off.severity_of(one) for one in (slight, firm)] == [None, None]


def test_a_note_does_not_hide_what_is_more_than_that() -> None:
    long = "The thirty people by the stove waited for the doctor, who was late, and talked about the weather."
    usual = [
        (
            f"They waited for the {n} and talked about the weather for a while, said he.",
            f"他们等着{z}，聊了好一会儿天气，他说。",
        )
        for n, z in (("bus", "车"), ("mail", "信"), ("king", "王"))
    ]
    rows = [*TALK, *usual * 7, (long, "炉子边的人")]
    [number] = told(rows, "number.differs")
    [short] = told(rows, "text.short")
    assert number.severity is Severity.NOTE
    assert short.severity is Severity.WARNING


def test_what_is_told_as_a_note_costs_no_score() -> None:
    report = quality.check(pairs([*TALK, (FAULTS[0][0], FAULTS[0][1])]), source_language="en", target_language="zh-CN")
    assert report.index == 100.0
    report = quality.check(pairs([*TALK, (FAULTS[1][0], FAULTS[1][1])]), source_language="en", target_language="zh-CN")
    assert report.index is not None
    assert report.index < 100.0
