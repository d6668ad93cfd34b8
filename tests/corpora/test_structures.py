"""Structures of institutional papers whole: articles on lines of their own, inserted paragraphs, the outline of a
Chinese report, lists that are interrupted. Each paper is short and its units are listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from duizhao.corpora.assembly import assemble
from duizhao.corpora.model import Document, Origin
from duizhao.corpora.readers.office import docx
from tests.corpora.builders import by_id, checks, from_markdown, from_text, rows
from tests.corpora.test_readers_docx import level, lists, p, package


def ids(document: Document) -> list[tuple[str, str]]:
    return [(u.id, u.text) for u in document]


def test_paragraphs_put_in_between_two_numbers() -> None:
    source = "1. The rule is old.\n\n2. It applies.\n\n2 bis. It was put in.\n\n2 ter. So was this.\n\n3. It ends."
    document = from_markdown(source)
    assert [(u.id, u.number, u.cite) for u in document] == [
        ("p001", (1,), "§1"), ("p002", (2,), "§2"), ("p002bis", None, "§2bis"), ("p002ter", None, "§2ter"),
        ("p003", (3,), "§3"),
    ]  # fmt: skip
    assert checks(document) == []


@pytest.mark.parametrize("printed", ["2之二. ", "2 之二．"])
def test_the_same_in_chinese(printed: str) -> None:
    document = from_text(
        f"1. 本规则适用于各委员会。\n\n2. 委员会由十人组成。\n\n{printed}主席缺席时由副主席代行。\n\n3. 会议公开。"
    )
    assert [u.id for u in document] == ["p001", "p002", "p002bis", "p003"]


def test_a_letter_behind_the_number() -> None:
    document = from_markdown("1. The group meets.\n\n1A. It has a chair.\n\n1B. It has rules.\n\n2. It reports.")
    assert [u.id for u in document] == ["p001", "p001A", "p001B", "p002"]


def test_articles_of_a_chinese_convention_on_lines_of_their_own() -> None:
    source = """第一章  定义

第一条

一、就本公约而言：

（一）“港口”系指海港；

（二）“安静”系指低声。

二、第一款比照适用。

第二条

本公约适用于所有港口。

第二条之二

成员国可排除渔港。

第三条

一、须实施法律。

二、处罚须充分。"""
    assert ids(from_text(source)) == [
        ("h01", "第一章 定义"),
        ("h02", "第一条"), ("p001.1", "就本公约而言："), ("p001.1.01", "“港口”系指海港；"),
        ("p001.1.02", "“安静”系指低声。"),
        ("p001.2", "第一款比照适用。"),
        ("p002", "本公约适用于所有港口。"), ("p002bis", "成员国可排除渔港。"),
        ("h03", "第三条"), ("p003.1", "须实施法律。"), ("p003.2", "处罚须充分。"),
    ]  # fmt: skip
    assert checks(from_text(source)) == []


def test_numbered_paragraphs_of_an_inserted_article() -> None:
    source = (
        "# Article 1\n\n1. One.\n\n2. Two.\n\n# Article 1 bis\n\n1. Put in.\n\n2. This too.\n\n# Article 2\n\n1. Last."
    )
    document = from_markdown(source)
    assert [u.id for u in document if u.kind == "paragraph"] == ["p001.1", "p001.2", "p001bis.1", "p001bis.2", "p002.1"]
    assert by_id(document, "p001bis.2").cite == "§1bis.2"


def test_articles_whose_titles_stand_behind_the_number() -> None:
    source = "Article 1 - Scope\n\nThis law applies to all lamps.\n\nArticle 2 - Keepers\n\nEvery lamp has a keeper."
    assert rows(from_text(source)) == [
        ("heading", None, "Article 1 - Scope"), ("paragraph", (1,), "This law applies to all lamps."),
        ("heading", None, "Article 2 - Keepers"), ("paragraph", (2,), "Every lamp has a keeper."),
    ]  # fmt: skip


def test_numbers_that_begin_again_in_every_section_of_a_chinese_report() -> None:
    source = """一、总体情况

（一）背景

1. 灯塔始建于1857年。

2. 数量有所减少。

（1）北部减少12座；

（2）南部减少3座。

（二）问题

1. 经费不足。

2. 人员老化，表现在：

① 年龄偏高；

② 培训少。

二、下一步工作

（一）加强领导

各级部门应高度重视。"""
    assert [(u.id, u.number, u.text) for u in from_text(source)] == [
        ("h01", None, "一、总体情况"),
        ("s1.1", (1, 1), "背景"), ("s1.1.1", (1, 1, 1), "灯塔始建于1857年。"), ("s1.1.2", (1, 1, 2), "数量有所减少。"),
        ("s1.1.2.1", (1, 1, 2, 1), "北部减少12座；"), ("s1.1.2.2", (1, 1, 2, 2), "南部减少3座。"),
        ("s1.2", (1, 2), "问题"), ("s1.2.1", (1, 2, 1), "经费不足。"), ("s1.2.2", (1, 2, 2), "人员老化，表现在："),
        ("s1.2.2.1", (1, 2, 2, 1), "年龄偏高；"), ("s1.2.2.2", (1, 2, 2, 2), "培训少。"),
        ("h02", None, "二、下一步工作"), ("s2.1", (2, 1), "加强领导"), ("x01", None, "各级部门应高度重视。"),
    ]  # fmt: skip


def test_headings_numbered_as_the_united_nations_do_in_chinese() -> None:
    source = "一. 导言\n\n1. 会议召开。\n\n二. 讨论\n\n2. 委员会审议了报告。"
    assert [(u.kind, u.text) for u in from_text(source) if not u.number] == [
        ("heading", "一. 导言"),
        ("heading", "二. 讨论"),
    ]


def test_paragraph_numbers_that_go_on_under_chinese_headings_stay_paragraph_numbers() -> None:
    source = "一、导言\n\n1. 会议召开。\n\n2. 会议通过议程。\n\n二、讨论\n\n3. 委员会审议了报告。\n\n4. 会议结束。"
    assert [u.number for u in from_text(source) if u.kind == "paragraph"] == [(1,), (2,), (3,), (4,)]


def test_decimals_of_three_members_count_whatever_follows() -> None:
    source = "3.3. The Board:\n\n3.3.1. took note of the report;\n\n3.3.2. asked for more.\n\n3.4. It closed."
    assert [u.number for u in from_text(source)] == [(3, 3), (3, 3, 1), (3, 3, 2), (3, 4)]


def test_a_list_goes_on_after_a_text_without_a_number() -> None:
    numbering = lists(level(0, "%1.") + level(1, "(%2)", "lowerLetter"))
    body = p("States shall:", num="1", level=0) + p("light lamps;", num="1", level=1)
    body += (
        p("This text interrupts the list.") + p("keep them lit.", num="1", level=1) + p("The end.", num="1", level=0)
    )
    document = from_docx(package(body, numbering=numbering))
    assert [u.id for u in document] == ["p001", "p001.01", "x01", "p001.02", "p002"]
    assert checks(document) == []
    flat = "1. States shall:\n\n(a) light lamps;\n\nThis text interrupts the list.\n\n(b) keep them lit.\n\n2. The end."
    assert [u.id for u in from_markdown(flat)][-2:] == ["p001.02", "p002"]


def test_labels_without_brackets_tell_the_levels_of_a_list() -> None:
    numbering = lists(level(0, "%1.") + level(1, "%2)", "lowerLetter") + level(2, "%3.", "lowerRoman"))
    depths = [0, 1, 1, 2, 2, 1, 0]
    body = "".join(p("types of lamp", num="1", level=depth) for depth in depths)
    assert [u.id for u in from_docx(package(body, numbering=numbering))] == [
        "p001", "p001.01", "p001.02", "p001.02.1", "p001.02.2", "p001.03", "p002",
    ]  # fmt: skip


def test_items_without_an_end_are_items_all_the_same() -> None:
    document = from_markdown("1. They come in types:\n\na) small\n\nb) large, of which\n\nc) medium\n\n2. The end.")
    assert [u.id for u in document] == ["p001", "p001.01", "p001.02", "p001.03", "p002"]


def test_recitals_are_not_joined_and_no_cut_is_told() -> None:
    source = (
        "The Conference,\n\nHaving met on 2 June 2031,\n\nadopts the following:\n\n1. Lamps shall be lit.\n\n2. Always."
    )
    document = from_markdown(source)
    assert [u.text for u in document][:3] == ["The Conference,", "Having met on 2 June 2031,", "adopts the following:"]
    assert checks(document) == []


def test_the_lines_of_a_title_page_stay_apart_in_a_wrapped_file() -> None:
    text = "The General Assembly takes note of the report of the Secretary-General and"
    source = (
        f"United Nations\nGeneral Assembly\n\n1. {text}\nwelcomes it.\n\n2. {text}\nasks for more.\n\n3. {text}\nends."
    )
    assert [u.text for u in from_text(source)][:3] == ["United Nations", "General Assembly", f"{text} welcomes it."]


def test_a_line_that_ends_in_an_abbreviation_is_no_title() -> None:
    source = "1. The first.\n\n155 States have ratified Convention No.\n155. It is the most ratified.\n\n2. The second."
    assert [u.text for u in from_markdown(source)][1] == (
        "155 States have ratified Convention No. 155. It is the most ratified."
    )


def test_sections_numbered_without_a_point_are_headings() -> None:
    source = "1 Introduction\n\nLamps are old.\n\n1.1 Scope\n\nThe report covers three regions.\n\n2 Findings\n\nNone."
    assert [u.text for u in from_markdown(source) if u.kind == "heading"] == [
        "1 Introduction",
        "1.1 Scope",
        "2 Findings",
    ]


@pytest.mark.parametrize("mark", ["o ", "o\t", "\uf0a7 "])
def test_the_bullets_of_word_as_text(mark: str) -> None:
    source = f"1. The list is:\n\n{mark}one;\n\n{mark}two.\n\n2. The end."
    for document in (from_markdown(source), from_text(source)):
        assert [u.text for u in document if u.kind == "bullet"] == ["one;", "two."]


def from_docx(data: bytes) -> Document:
    blocks = docx.read_blocks(data, path=Path("x.docx")).blocks
    return assemble(blocks, id="x.docx", origin=Origin("x.docx", "docx"))


def test_a_note_under_a_rule_takes_its_bare_mark_out_of_the_text() -> None:
    text = "Lamps on 5 km2 are lit, says the report;1 it is long."
    source = f"1. {text}\n\n2. See para.1 of it. The council agreed.2 It met.\n\n_____\n1 A/99/258.\n2 A/99/259."
    document = from_text(source)
    assert [u.text for u in document][:2] == [text.replace(";1", ";"), "See para.1 of it. The council agreed. It met."]
    assert [(m.kind, m.value, m.span.start) for u in document for m in u.marks] == [
        ("footnote", "1", text.index(";1") + 1),
        ("footnote", "2", 37),
    ]


def test_rows_of_a_table_set_with_tabs_are_no_contents_lines() -> None:
    table = "1. The table:\n\nNorth\t12\t4\n\nSouth\t3\t9\n\nWest\t7\n\nEast\t2\n\n2. The end is near."
    assert not [u for u in from_text(table) if u.kind == "contents"]
    contents = "Contents\n\nLamps\t2\n\nHarbours\t7\n\n1. The first is long.\n\n2. The second is short."
    assert [u.text for u in from_text(contents) if u.kind == "contents"] == ["Lamps 2", "Harbours 7"]


def test_a_citation_broken_at_a_line_end_has_no_blank() -> None:
    source = (
        "1. The workflow of the keepers and of their chiefs, as defined in Art. 5(2)\n(b), was found to be sound by the"
    )
    source += "\nmeeting of the whole committee and by the council.\n\n2. The end."
    assert "Art. 5(2)(b), was" in by_id(from_text(source), "p001").text


def test_hyphens_of_the_typesetter_are_hyphens() -> None:
    assert [u.text for u in from_text("1. It is non\u2011binding.\n\n2. Well\u2010being.")] == [
        "It is non-binding.", "Well-being.",
    ]  # fmt: skip


def test_characters_of_one_font_only_are_told() -> None:
    assert checks(from_text("1. The alpha \uf061 is lost.\n\n2. The end.")) == [("text.mojibake", "p001")]


@pytest.mark.parametrize(
    ("printed", "labels"),
    [
        (["１．", "２．", "３．"], ["１．", "２．", "３．"]),
        (["⒈", "⒉", "⒊"], ["⒈", "⒉", "⒊"]),
        (["1．", "２、", "3．"], ["1．", "２、", "3．"]),
        (["1. ", "2. ", "3、"], ["1.", "2.", "3、"]),
    ],
)
def test_numbers_as_chinese_typists_set_them(printed: list[str], labels: list[str]) -> None:
    document = from_text("\n\n".join(f"{label}各单位应予遵守本规定。" for label in printed))
    assert [(u.number, u.label) for u in document] == [((n,), label) for n, label in enumerate(labels, 1)]


def test_items_as_chinese_typists_set_them() -> None:
    source = "1. 应当：\n\n（１）点灯；\n\n⑵记录；\n\n2. 其中：\n\n㈠每日一次；\n\n㈡夜间两次。\n\n3. 见第２段。"
    assert [u.id for u in from_text(source)] == ["p001", "p001.01", "p001.02", "p002", "p002.01", "p002.02", "p003"]


def test_a_second_paragraph_under_a_number_is_no_cut() -> None:
    document = from_text("1. It was decided so.\n\nThe meeting rose at 1 p.m.\n\n2. It met again.")
    assert checks(document) == []


def test_a_line_that_goes_on_below_is_no_title() -> None:
    assert [(u.kind, u.text) for u in from_markdown("1. One.\n\nThe lamp\nis lit.\n\n2. Two.")][1] == (
        "paragraph", "The lamp is lit.",
    )  # fmt: skip


@pytest.mark.parametrize("date", ["19 December 2024", "2024年12月19日", "二〇二四年十二月十九日"])
def test_a_date_under_the_last_paragraph_is_no_heading(date: str) -> None:
    source = f"1. 会议召开。\n\n2. 会议结束。\n\n{date}" if "年" in date else f"1. It met.\n\n2. It rose.\n\n{date}"
    assert from_text(source).units[-1].kind == "paragraph"
