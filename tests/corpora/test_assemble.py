"""Furniture set apart, halves re-joined, bullets given to their paragraph; nothing lost."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.corpora.errors import InputError, SettingsError
from duizhao.corpora.model import Kind
from tests.corpora.builders import by_id, from_markdown, from_text, rows

PAPER = """# 理 事 会

第 12 届会议

## 目录

页次
I. 导言.....2
II. 计划.....3

## ▶ I. 导言

---

1. 本组织成立于 1974 年。它有 83 个成员国，其中一半在内

GB.12/1
2

陆。<sup>1</sup>
2. 本文件旨在：
  - 说明计划；
- 征求意见，包括

---

<sup>1</sup> 见 GB.11/1。

---

书面意见。

### ▶ 一个专栏

专栏的文字如下：

- 第一；
- 第二。

**3.** 会议结束。
"""


def test_a_small_paper() -> None:
    assert rows(from_markdown(PAPER)) == [
        ("heading", None, "理事会"),
        ("front matter", None, "第 12 届会议"),
        ("heading", None, "目录"),
        ("contents", None, "页次"),
        ("contents", None, "I. 导言.....2"),
        ("contents", None, "II. 计划.....3"),
        ("heading", None, "I. 导言"),
        ("paragraph", (1,), "本组织成立于 1974 年。它有 83 个成员国，其中一半在内陆。"),
        ("furniture", None, "GB.12/1"),
        ("furniture", None, "2"),
        ("paragraph", (2,), "本文件旨在："),
        ("bullet", (2, 1), "说明计划；"),
        ("bullet", (2, 2), "征求意见，包括书面意见。"),
        ("footnote", None, "见 GB.11/1。"),
        ("heading", None, "一个专栏"),
        ("box", (2,), "专栏的文字如下："),
        ("bullet", (2, 3), "第一；"),
        ("bullet", (2, 4), "第二。"),
        ("paragraph", (3,), "会议结束。"),
    ]


def test_ids_spans_lines_and_marks() -> None:
    document = from_markdown(PAPER)
    first = by_id(document, "p001")
    assert [PAPER[s.start : s.end] for s in first.spans] == [
        "1. 本组织成立于 1974 年。它有 83 个成员国，其中一半在内",
        "陆。<sup>1</sup>",
    ]
    assert (first.line, first.label) == (15, "1.")
    assert [(m.kind, m.span.start, m.value) for m in first.marks] == [("footnote", len(first.text), "1")]
    assert [m.value for m in by_id(document, "h01").marks] == ["理 事 会"]
    assert by_id(document, "p002.02").cite == "§2(2)"
    spans = sorted(span for unit in document for span in unit.spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


def test_footnotes_of_a_plain_text() -> None:
    source = (
        "1. A coalition for justice¹ was formed on 5 km² of land.\n\n-----\n"
        "1 See also GB.1/2.\n2 See GB.1/3.\n-----\n\n"
        "2. 本组织成立了联盟。² 联盟很大。\n"
    )
    document = from_text(source)
    assert rows(document) == [
        ("paragraph", (1,), "A coalition for justice was formed on 5 km² of land."),
        ("footnote", None, "See also GB.1/2."),
        ("footnote", None, "See GB.1/3."),
        ("paragraph", (2,), "本组织成立了联盟。联盟很大。"),
    ]
    assert [m.value for u in document for m in u.marks] == ["1", "2"]


def test_the_same_in_english_joins_with_a_space() -> None:
    source = "1. The plan was adopted by the Board of the\n\nGB.12/1\n2\n\nOrganization. It is short.\n\n2. It ends."
    assert rows(from_markdown(source)) == [
        ("paragraph", (1,), "The plan was adopted by the Board of the Organization. It is short."),
        ("furniture", None, "GB.12/1"),
        ("furniture", None, "2"),
        ("paragraph", (2,), "It ends."),
    ]


def test_a_title_that_returns_in_every_chapter_is_no_running_header() -> None:
    source = "\n\n".join(f"Strategy\n\n{n}. The text of this paragraph is long enough to be one." for n in range(1, 6))
    assert sum(u.kind is Kind.HEADING for u in from_text(source)) >= 4
    assert not any(u.kind is Kind.FURNITURE for u in from_text(source))


def test_a_list_that_lost_its_marks() -> None:
    rest = "It will then rest, and nothing more will be done by anybody in the course of this long year."
    source = f"1. The Office will:\npublish the report;\ntranslate it; and\nsend it out.\n2. {rest} {rest}"
    assert [u.number for u in from_markdown(source)] == [(1,), (1, 1), (1, 2), (1, 3), (2,)]


def test_unnumbered_text_has_paragraphs_without_numbers() -> None:
    document = from_markdown(
        "# A title\n\nThe first paragraph is here.\n\nThe second one follows.\n\n- a bullet\n- another\n"
    )
    assert [(str(u.kind), u.number) for u in document] == [
        ("heading", None),
        ("paragraph", None),
        ("paragraph", None),
        ("bullet", None),
        ("bullet", None),
    ]


def test_tables_are_cells_with_their_place() -> None:
    document = from_markdown("1. A table follows:\n\n| Name | Sum |\n|---|---|\n| Ardenia | 5 |\n\n2. It is done now.")
    assert [u.id for u in document if u.kind is Kind.CELL] == ["t1.r1.c1", "t1.r1.c2", "t1.r2.c1", "t1.r2.c2"]


def test_wrapped_lines_are_one_paragraph() -> None:
    source = (
        "1. The Governing Body met in its three hundred and forty-sixth\n"
        "session and adopted the programme of work for the\n"
        "year 2024. It also noted the report of the Director-General\n"
        "without discussion.\n\n"
        "2. The next session of the Governing Body will be held in the\nmonth of March 2025 in Geneva.\n"
    )
    assert [len(u.text) > 60 for u in from_text(source)] == [True, True]
    assert [u.number for u in from_text(source)] == [(1,), (2,)]


def test_chinese_lines_join_without_a_space() -> None:
    line = "本组织成立于一九七四年旨在使在河流湖泊和运河上谋生的人能够安全而有尊严地工作"
    document = from_text(f"1. {line}\n{line}\n{line}。\n\n2. {line}\n{line}。\n")
    assert by_id(document, "p001").text == line * 3 + "。"


def test_traditional_chinese() -> None:
    document = from_text(
        "目錄\n\n一、導言.....1\n\n一、導言\n\n1. 國際勞工組織成立於一九一九年。\n\n"
        "2. 本文件旨在：\n\n• 說明計劃；\n\n• 徵求意見。"
    )
    assert document.language == "zh-Hant"
    assert [u.number for u in document if u.number] == [(1,), (2,), (2, 1), (2, 2)]
    assert sum(u.kind is Kind.CONTENTS for u in document) == 1


@pytest.mark.parametrize(("text", "language"), [("The cat sat on the mat.", "zh"), ("猫坐在垫子上。", "en-GB")])
def test_the_wrong_language_is_refused(text: str, language: str) -> None:
    with pytest.raises(InputError, match="declared as"):
        from_markdown(text, language=language)


def test_a_declared_tag_is_kept() -> None:
    assert from_markdown("猫坐在垫子上。", language="zh-CN").language == "zh-CN"
    with pytest.raises(SettingsError, match="not supported"):
        from_markdown("猫坐在垫子上。", language="fr")


@pytest.mark.parametrize("text", ["", "\n\n", "123\n\n456", "---\n\n---", "🙂"])
def test_no_text_is_an_error(text: str) -> None:
    with pytest.raises(InputError, match="no text"):
        from_markdown(text)


_PIECES = st.sampled_from(
    ["1. First text.", "2. Second text;", "- a bullet", "  - deeper", "# Title", "---", "GB.1/2", "12", "and more text",
     "目录", "I. 导言.....5", "(a) item;", "（一）项目。", "中文一句。", "<sup>1</sup> A note.", "|a|b|",
     "> quoted", "", "**bold**", "3.", "\f"]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(_PIECES, max_size=14))
def test_no_readable_character_is_lost_and_none_is_invented(pieces: list[str]) -> None:
    source = "Some text. 文字。\n\n" + "\n".join(pieces)
    document = from_markdown(source)
    read = Counter(c for u in document for c in u.label + u.text if c.isalnum())
    notes = Counter(m.value for u in document for m in u.marks if m.kind == "footnote")
    there = Counter(c for c in source.replace("<sup>", "").replace("</sup>", "") if c.isalnum())
    assert there - read - notes == Counter()
    assert read - there == Counter()
    assert len({u.id for u in document}) == len(document.units)
