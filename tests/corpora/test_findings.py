"""Scars reported where they are, and only there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from duizhao.corpora.model import Document, Kind, Notice, Unit
from duizhao.corpora.notices.brackets import unpaired
from duizhao.corpora.notices.contents import layout_findings
from duizhao.corpora.notices.text import text_findings
from duizhao.corpora.reading import read
from tests.corpora.builders import from_markdown


def found(text: str, language: str = "zh", kind: Kind = Kind.PARAGRAPH) -> list[tuple[str, str]]:
    """Check and the text in its span, for a unit of its own."""
    notices = text_findings([Unit("u", kind, None, "", text)], language)
    return [(n.check, text[n.span.start : n.span.end] if n.span else "") for n in notices]


@pytest.mark.parametrize(
    ("text", "check", "shown"),
    [
        ("在国家 and 全球决策中", "text.foreign_word", "and"),
        ("经验and专业知识", "text.foreign_word", "and"),
        ("多种形式的的不平等", "text.doubled", "的的"),
        ("同意，，反对", "text.doubled", "，，"),
        ("工作文件,以加强知识", "text.half_width", ","),
        ("创新网络”,并促进", "text.half_width", ","),
        ("成果目标 5: 劳动保护", "text.half_width", ":"),
        ("真的吗?是的", "text.half_width", "?"),
        ("第２届会议", "text.full_width", "２"),
        ("使用ＩＴ系统", "text.full_width", "ＩＴ"),
        ("性别 平等", "text.gap", " "),
        ("他说：“好。", "text.unpaired", "“"),
        ("成员（共三名", "text.unpaired", "（"),
        ("《章程规定", "text.unpaired", "《"),
        ("成员）共三名", "text.unpaired", "）"),
        ("Ã©tude 的结果", "text.mojibake", "Ã©"),
        ("锟斤拷的报告", "text.mojibake", "锟斤拷"),
        ("结果\ufffd如下", "text.mojibake", "\ufffd"),
        ("2024-2025 年计划", "text.year_hyphen", "2024-2025"),
    ],
)
def test_scars_of_chinese_text(text: str, check: str, shown: str) -> None:
    assert (check, shown) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "这一目的的实现",
        "标的的价值",
        "的的确确如此",
        "全长 12 km 的河道",
        "由 SharePoint 和 Teams 支持",
        "（LGBTIQ+）群体",
        "指标 8.8.2 和 1,204 个工地，上午 10:30 开始",
        "文件 GB.346/PFA/1 和 www.example.org",
        "天天向上，人人享有",
        "“促进公正转型”和《百年宣言》（2019 年）",
        "措施包括：(一)修订；(二)加强",
        "a) 修订；b) 加强",
        "2024–2025 年和 2026–2027 年",
        "项目 2024-2 号",
        "第346/PFA号文件",
    ],
)
def test_what_is_no_scar(text: str) -> None:
    assert [pair for pair in found(text) if pair[0] != "text.half_width_brackets"] == []


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("to the the Office", "text.doubled"),
        ("the Office (see para. 5 agreed", "text.unpaired"),
        ("“It is so, he said.", None),
        ("Workers’ and employers’ groups met; it’s done.", None),
        ("in 2024–25 and 2026-27", "text.year_range"),
        ("that that is is not wrong", "text.doubled"),
        ("an item a) and an item (b)", None),
        ("an out of of-date rule", None),
        ("The cafÃ© is open", "text.mojibake"),
        ("It wasn’t the workersâ€™ fault", "text.mojibake"),
    ],
)
def test_scars_of_english_text(text: str, check: str | None) -> None:
    assert [name for name, _ in found(text, "en")] == ([check] if check else [])


@pytest.mark.parametrize(("count", "places"), [(5, "§6, §7, §8, §9, §10"), (6, "§7, §8, §9, §10, §11 …")])
def test_a_mixture_of_scripts_is_told_once_with_its_first_places(count: int, places: str) -> None:
    texts = ["会议讨论劳动权利和国际标准。"] * count + ["會議討論勞動權利。"] * count
    units = [Unit(f"u{i}", Kind.PARAGRAPH, (i,), "", text) for i, text in enumerate(texts, 1)]
    (notice,) = [n for n in text_findings(units, "zh") if n.check == "text.script"]
    assert notice.message.endswith(f" in {places}")
    assert "characters are mixed" in notice.message
    assert notice.unit == f"u{count + 1}"


def test_half_width_brackets_are_told_once_where_they_are_the_rule() -> None:
    units = [Unit(f"u{i}", Kind.PARAGRAPH, (i,), "", "成员(共三名)同意。") for i in range(1, 9)]
    (notice,) = [n for n in text_findings(units, "zh") if n.check == "text.half_width_brackets"]
    assert notice.message.endswith("8 times in 8 units (§1, §2, §3, §4, §5 …)")
    assert (notice.unit, notice.span) == ("u1", (2, 7))


@pytest.mark.parametrize(
    ("half", "full", "says"),
    [
        (["甲(乙)丙(丁)。", "(戊)"], [], "3 times in 2 units (§1, §2)"),
        (["甲(乙)。"] * 5, ["甲（乙）。"] * 3, "5 times in 5 units (§1, §2, §3, §4, §5); full-width ones 3 times"),
        # As many of each: neither is the rule.
        (["甲(乙)。"] * 2, ["甲（乙）丙（丁）。"], "2 times in 2 units (§1, §2); full-width ones 2 times"),
        # Brackets of Latin letters are half-width by right, and are not counted.
        (["甲(乙)。", "(丙)", "of (ab) it", "甲 (ab) 乙"], ["x（y）z"], "2 times in 2 units (§1, §2)"),
    ],
)
def test_both_widths_of_brackets_are_counted(half: list[str], full: list[str], says: str) -> None:
    units = [Unit(f"u{i}", Kind.PARAGRAPH, (i,), "", text) for i, text in enumerate(half + full, 1)]
    (notice,) = [n for n in text_findings(units, "zh") if n.check == "text.half_width_brackets"]
    assert notice.message == f"half-width brackets beside Chinese words {says}"


def test_half_width_brackets_are_told_each_where_they_are_the_exception() -> None:
    units = [Unit(f"u{i}", Kind.PARAGRAPH, (i,), "", "成员（共三名）同意。") for i in range(1, 9)]
    units.append(Unit("odd", Kind.PARAGRAPH, (9,), "", "成员(共三名)同意。"))
    assert [n.unit for n in text_findings(units, "zh")] == ["odd"]


CONTENTS = """## 目录

I. 导言.....1
II. 计划.....2
成果目标 1：促进
社会正义.....3
III. 没有的标题.....9

## I. 引言

1. 甲。

## II. 计划

2. 乙。

### 成果目标 1：促进社会正义

3. 丙。
"""


def test_a_contents_entry_that_is_not_the_heading() -> None:
    notices = [n for n in from_markdown(CONTENTS).notices if n.check.startswith("contents.")]
    assert [(n.check, n.unit) for n in notices] == [("contents.differs", "c01"), ("contents.no_heading", "c05")]
    assert "导言" in notices[0].message
    assert "引言" in notices[0].message


def test_a_contents_entry_that_a_numbered_paragraph_says_has_its_heading() -> None:
    def noticed(text: str) -> list[str]:
        units = [
            Unit("c01", Kind.CONTENTS, None, "", "3.1 船只.....2"),
            Unit("c02", Kind.CONTENTS, None, "", "3.1.1 政策.....2"),
            Unit("h01", Kind.HEADING, None, "", "3.1 船只"),
            Unit("p003.1.1", Kind.PARAGRAPH, (3, 1, 1), "3.1.1", text),
        ]
        return [notice.check for notice in layout_findings(units)]

    assert noticed("政策") == []
    assert noticed("码头") == ["contents.no_heading"]


def test_marks_of_conversion_are_reported() -> None:
    source = "# 理 事 会\n\n1. 本组织成立于一九七四年并在此后五十年间\n\n---\n\n不断发展。\n\n"
    source += "- **2.** 它有成员。\n\n3. 会议\x0b结束。\n\n4. 完。"
    assert [(n.check, n.unit) for n in from_markdown(source).notices] == [
        ("text.control", "p003"),
        ("layout.cut", "p001"),
        ("layout.number_in_list", "p002"),
        ("layout.number_style", "p002"),
        ("text.letter_spaced", "h01"),
    ]


def test_control_characters_are_taken_out_of_the_text() -> None:
    assert from_markdown("1. 会议\x0b结束\u200b了。").units[0].text == "会议结束了。"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("“a ‘b’ c”", []),
        ("(a [b] c)", []),
        ("(a [b) c]", [3, 8]),
        ("（半角)", []),
        ("‘tis the workers’ day", []),
        (")", [0]),
        ("((", [0, 1]),
        ("“opens a paragraph of a long quotation", []),
    ],
)
def test_pairs(text: str, places: list[int]) -> None:
    assert [place for place, _ in unpaired(text, chinese=False)] == places


def test_two_forms_of_year_ranges_are_both_named_with_their_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "1. 2024–25 两年期的计划。\n\n2. 2024-2025 年预算。\n\n"
        "3. 2026–27 年和 2028–29 年的计划。\n\n4. 2022-2023 年报告。\n",
        encoding="utf-8",
    )
    (notice,) = [n for n in read(path).notices if n.check.startswith("text.year")]
    assert notice.check == "text.year_range"
    assert notice.unit == "p002"
    assert notice.message == (
        "ranges of years are written as 2024–25 (3 times: §1, §3) and as 2024-2025 (2 times: §2, §4)"
    )


@pytest.fixture(scope="module")
def paper(shared: Path) -> Document:
    """The Chinese text of the type case."""
    return read(shared / "corpora/ilo-gb346-pfa1/zh.md")


def test_every_scar_of_the_type_case_and_no_other(paper: Document) -> None:
    counts = Counter(n.check for n in paper.notices)
    assert counts == {
        "contents.differs": 2,  # 导言/引言, and a half-width colon
        "layout.contents": 1,
        "layout.cut": 10,
        "layout.number_in_list": 47,
        "layout.number_style": 8,
        "text.doubled": 2,
        "text.foreign_word": 3,
        "text.half_width": 28,
        "text.half_width_brackets": 1,
        "text.letter_spaced": 1,
        "text.year_hyphen": 1,
    }
    where: dict[str, list[str]] = {}
    for n in paper.notices:
        where.setdefault(n.check, []).append(n.unit)
    assert where["text.foreign_word"] == ["p014", "p125", "p167"]
    assert where["text.doubled"] == ["p065", "p156.02"]
    assert where["layout.cut"] == "p016 p050 p095 p116 p128 p132 p151 p157 p169.01 p173".split()
    assert all(isinstance(n, Notice) and n.unit for n in paper.notices)


def test_the_english_side_has_only_marks_of_layout(shared: Path) -> None:
    document = read(shared / "corpora/ilo-gb346-pfa1/en.md")
    assert {n.check for n in document.notices} == {
        "layout.contents",
        "layout.cut",
        "layout.furniture",
        "layout.number_style",
    }
