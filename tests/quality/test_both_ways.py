"""What was made for an English original holds for a Chinese one too, and figures that only look different are none."""

from __future__ import annotations

import pytest

from duizhao import quality
from duizhao.corpora.model import Kind, Locator, Pair
from duizhao.quality import Finding, Severity
from tests.quality.samples import pairs


def found(source: str, target: str) -> list[Finding]:
    return list(quality.check(pairs([(source, target)])).findings)


def checks(source: str, target: str) -> list[str]:
    return [one.check for one in found(source, target)]


@pytest.mark.parametrize(
    ("source", "target", "check"),
    [
        ("大坝长七点二公里。", "The dam is 7.2 miles long.", "number.unit"),
        ("中标金额为90万元人民币。", "The contract was awarded at 900,000 US dollars.", "number.unit"),
        ("考生不得携带手机入场。", "Candidates may carry mobile phones into the hall.", "text.negation"),
        ("该证书在境外有效。", "The certificate is not valid abroad.", "text.negation"),
        (
            "图书馆周一闭馆整理图书。",
            "The library is closed on Mondays for shelving. Parking permits are issued by the county treasurer.",
            "coverage.swallowed",
        ),
    ],
)
def test_a_chinese_original_is_read_too(source: str, target: str, check: str) -> None:
    (one,) = found(source, target)
    assert one.check == check
    assert (one.source, one.target) == (source, target)


def test_a_finding_is_told_of_the_sides_as_they_are() -> None:
    (one,) = found("考生不得携带手机入场。", "Candidates may carry mobile phones into the hall.")
    assert one.message == "不得 of the source denies, the target does not"
    assert one.source[slice(*one.source_marks[0])] == "不得"
    assert not one.target_marks


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("咨询电话：0755-26001234", "Enquiries: 0755-2600 1234"),
        ("Hotline 400 650 7788", "热线4006507788"),
        ("（四）运动器材", "2.4 Sports equipment"),
        ("(c) Travel costs", "三、差旅费"),
        ("iv) Insurance", "（四）保险"),
        ("次品率不超过万分之三。", "No more than three parts in 10,000 are defective."),
        ("每批抽检千分之五。", "Of each batch five in every thousand are tested."),
        ("谁给我2个亿，我就卖。", "Whoever gives me 200 million gets it."),
        ("编号", "No."),
        ("请将表格交给校学生会会长。", "Please hand the form to the president of the students' union."),
        ("水利部部长和省长出席了开工仪式。", "The Minister of Water Resources and the governor attended the ceremony."),
        ("Article 9. Withdrawal, Accession and Languages", "第九条 退出、加入及文本"),
    ],
)
def test_what_only_looks_different_is_no_finding(source: str, target: str) -> None:
    assert checks(source, target) == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("咨询电话：0755-26001234", "Enquiries: 0755-2600 1284"),
        ("（四）运动器材", "2.5 Sports equipment"),
        ("次品率不超过万分之三。", "No more than five parts in 10,000 are defective."),
        ("谁给我2个亿，我就卖。", "Whoever gives me 200,000 gets it."),
    ],
)
def test_what_is_different_is_told(source: str, target: str) -> None:
    assert checks(source, target) == ["number.differs"]


def cells(rows: list[list[tuple[str, str]]]) -> list[Pair]:
    out = []
    for r, row in enumerate(rows, 1):
        for c, (source, target) in enumerate(row, 1):
            unit = f"t1.r{r}.c{c}"
            out.append(
                Pair(source, target, Locator("zh.md", unit, kind=Kind.CELL), Locator("en.md", unit, kind=Kind.CELL))
            )
    return out


HEAD = [("项目", "Item"), ("2021年", "2021"), ("2022年", "2022"), ("2023年", "2023")]


def test_the_head_of_a_row_says_its_unit() -> None:
    rows = [HEAD, [("出口额（亿元）", "Exports (RMB million)"), ("7.42", "742"), ("8", "800"), ("9.1", "910")]]
    assert quality.check(cells(rows)).findings == ()
    rows[1][2] = ("8", "8,000")
    (one,) = quality.check(cells(rows)).findings
    assert (one.check, one.source, one.severity) == ("number.differs", "8", Severity.ERROR)


def test_a_row_without_a_unit_has_one_ratio() -> None:
    rows = [HEAD, [("出口", "Exports"), ("7.42", "742"), ("8.13", "813"), ("9.1", "910")]]
    assert quality.check(cells(rows)).findings == ()
    rows[1][3] = ("9.1", "9,100")
    assert len(quality.check(cells(rows)).findings) == 3


def test_a_list_inside_another_keeps_its_own_numbers() -> None:
    def at(document: str, *number: int) -> Locator:
        return Locator(document, "p" + ".".join(map(str, number)), number, Kind.PARAGRAPH)

    text = "The lower reaches of the river.", "河流下游。"
    assert quality.check([Pair(*text, at("en.md", 3), at("zh.md", 1, 3))]).findings == ()
    (one,) = quality.check([Pair(*text, at("en.md", 2), at("zh.md", 1, 3))]).findings
    assert one.check == "numbering.differs"
