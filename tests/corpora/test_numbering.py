"""Paragraph numbers accepted because they fit the sequence; faults named with both neighbours."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.corpora.model import Document
from tests.corpora.builders import by_id, checks, from_markdown, from_text, rows


def numbers(document: Document) -> list[tuple[int, ...]]:
    return [u.number for u in document if u.kind == "paragraph" and u.number]


SENTENCE = "The Committee met and took note of the report of the Office."


@pytest.mark.parametrize(
    "form", ["{n}. ", "({n}) ", "{n}) ", "**{n}.** ", "- **{n}.** ", "  {n}. ", "- {n}.** ", "{n}.\t"]
)
def test_every_form_of_number(form: str) -> None:
    document = from_markdown("\n\n".join(form.format(n=n) + SENTENCE for n in range(1, 6)))
    assert numbers(document) == [(n,) for n in range(1, 6)]
    assert {u.text for u in document} == {SENTENCE}


def test_forms_may_be_mixed_in_one_paper() -> None:
    document = from_markdown("1. 甲。\n\n**2.** 乙。\n\n- **3.** 丙。\n\n4.丁。\n\n  5. 戊。\n\n- 6.** 己。")
    assert numbers(document) == [(n,) for n in range(1, 7)]


@pytest.mark.parametrize(
    "stray",
    [
        "2023 was a dry year, and nothing moved on the river for months.",
        "204. It was adopted without a vote, and nobody objected at all.",
        "1998. A convention of that year was not ratified by anybody.",
    ],
)
def test_digits_at_the_start_of_a_line_are_no_number(stray: str) -> None:
    source = "\n\n".join([f"1. {SENTENCE}", f"2. {SENTENCE}", stray, f"3. {SENTENCE}", f"4. {SENTENCE}"])
    assert numbers(from_text(source)) == [(1,), (2,), (3,), (4,)]


def test_a_cited_paragraph_that_a_line_end_put_first_stays_in_its_sentence() -> None:
    source = f"1. {SENTENCE}\n\n2. The decision stands in paragraph\n\n204. It was adopted.\n\n3. {SENTENCE}"
    document = from_text(source)
    assert numbers(document) == [(1,), (2,), (3,)]
    assert by_id(document, "p002").text == "The decision stands in paragraph 204. It was adopted."


def test_years_alone_number_nothing() -> None:
    assert numbers(from_text("2023. A year.\n\n2024. Another year.\n\n2026. One more.")) == []


def test_a_list_with_numbers_inside_a_paragraph() -> None:
    source = """1. The plan is:

1. one thing;

2. another;

3. a third.

2. The second.

3. The third.

4. The fourth."""
    document = from_text(source)
    assert numbers(document) == [(1,), (2,), (3,), (4,)]
    assert [u.number for u in document if u.kind == "bullet"] == [(1, 1), (1, 2), (1, 3)]


def test_an_extract_may_begin_anywhere() -> None:
    assert numbers(from_text(f"112. {SENTENCE}\n\n113. {SENTENCE}\n\n114. {SENTENCE}")) == [(112,), (113,), (114,)]


def test_numbering_begins_again_in_an_annex() -> None:
    document = from_text(
        f"1. {SENTENCE}\n\n2. {SENTENCE}\n\n3. {SENTENCE}\n\nAnnex I\n\n1. {SENTENCE}\n\n2. {SENTENCE}"
    )
    assert numbers(document) == [(1,), (2,), (3,), (1,), (2,)]
    assert [u.id for u in document if u.kind == "paragraph"] == ["p001", "p002", "p003", "p001-2", "p002-2"]
    assert document.notices == ()


def test_paragraphs_of_articles_are_cited_with_their_article() -> None:
    document = from_text(
        "Article 1\n\n1. First.\n\n2. Second.\n\nArticle 2\n\n1. Third.\n\n2. Fourth.\n\nArticle 3\n\n1. Fifth."
    )
    assert numbers(document) == [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1)]


def test_articles_of_a_law() -> None:
    document = from_text(
        "第一章 总则\n\n第一条 制定本法。\n\n第二条 适用于：\n\n（一）企业；\n\n（二）机关。\n\n第三条 施行。"
    )
    assert numbers(document) == [(1,), (2,), (3,)]
    assert [(u.number, u.label) for u in document if u.kind == "bullet"] == [((2, 1), "（一）"), ((2, 2), "（二）")]
    assert by_id(document, "h01").text == "第一章 总则"


def test_an_article_with_one_paragraph_that_has_no_number() -> None:
    document = from_text("第 1 条\n\n1. 甲。\n\n2. 乙。\n\n第 2 条\n\n丙。\n\n第 3 条\n\n1. 丁。\n\n2. 戊。")
    assert numbers(document) == [(1, 1), (1, 2), (2,), (3, 1), (3, 2)]


@pytest.mark.parametrize(
    ("recital", "operative"),
    [
        ("Noting the report,", ["Takes note of it;", "Asks for more;", "Decides to stop."]),
        ("回顾其报告，", ["表示注意；", "请求续报；", "决定停止。"]),
    ],
)
def test_a_resolution_whose_paragraphs_end_in_semicolons(recital: str, operative: list[str]) -> None:
    source = "\n\n".join([recital, *(f"{n}. {text}" for n, text in enumerate(operative, 1))])
    document = from_text(source)
    assert numbers(document) == [(1,), (2,), (3,)]
    assert document.units[0].kind == "front matter"


def test_numbered_headings_are_no_paragraph_numbers() -> None:
    source = "1. Introduction\n\nThe river was closed.\n\n2. Method\n\nWe counted.\n\n3. Results\n\nThere were twelve."
    document = from_text(source)
    assert [(str(u.kind), u.number) for u in document] == [("heading", None), ("paragraph", None)] * 3


def test_decimal_numbers_and_a_figure_that_looks_like_one() -> None:
    source = """3.1 The scope is wide.

3.2 The method.

3.2.1 Samples.

3.2.2 Tests.

4.1 Results

3.5 per cent were lost.

4.2 End."""
    assert numbers(from_text(source)) == [(3, 1), (3, 2), (3, 2, 1), (3, 2, 2), (4, 1), (4, 2)]


def test_a_paper_numbered_by_chinese_outline() -> None:
    document = from_text(
        "一、总体要求\n\n（一）坚持协商。\n\n（二）坚持公平。\n\n二、主要任务\n\n（一）扩大就业。\n\n①增加岗位；\n\n②加强培训。"
    )
    assert [(u.number, u.text) for u in document if u.number] == [
        ((1, 1), "坚持协商。"),
        ((1, 2), "坚持公平。"),
        ((2, 1), "扩大就业。"),
        ((2, 1, 1), "增加岗位；"),
        ((2, 1, 2), "加强培训。"),
    ]


def test_sub_items_of_two_levels() -> None:
    source = """12. The Board:

(a) notes it;

(b) asks the Office:

(i) to print it;

(ii) to send it;

(c) adjourns.

13. It rose."""
    document = from_text(source)
    assert [u.number for u in document] == [(12,), (12, 1), (12, 2), (12, 2, 1), (12, 2, 2), (12, 3), (13,)]


def faulty(values: list[int]) -> Document:
    return from_text("\n\n".join(f"{n}. {SENTENCE}" for n in values))


@pytest.mark.parametrize(
    ("values", "check", "unit", "message"),
    [
        ([1, 2, 3, 5, 6], "numbering.missing", "p005", "no paragraph 4 between §3 and §5"),
        ([1, 2, 3, 7, 8, 9], "numbering.missing", "p007", "no paragraph 4 to 6 between §3 and §7"),
        (
            [1, 2, 2, 3, 4],
            "numbering.doubled",
            "p002-2",
            "the number §2 stands on a second paragraph, after §2, and §3 follows",
        ),
        ([1, 2, 4, 3, 5, 6], "numbering.order", "p003", "the number §3 comes after §4, and §5 follows"),
    ],
)
def test_faults_name_both_neighbours(values: list[int], check: str, unit: str, message: str) -> None:
    document = faulty(values)
    assert numbers(document) == [(n,) for n in values]
    assert [(n.check, n.unit, n.message) for n in document.notices] == [(check, unit, message)]


def test_a_number_printed_twice_for_the_next_is_one_fault() -> None:
    assert checks(faulty([20, 21, 22, 22, 24, 25])) == [("numbering.doubled", "p022-2")]


def test_a_range_of_deleted_paragraphs_leaves_no_gap() -> None:
    document = from_text(f"1. {SENTENCE}\n\n2–4. [Deleted]\n\n5. {SENTENCE}\n\n6. {SENTENCE}")
    assert numbers(document) == [(1,), (2,), (5,), (6,)]
    assert document.notices == ()


def test_a_number_alone_on_its_line_belongs_to_the_next_text() -> None:
    document = from_markdown(f"1. {SENTENCE}\n\n2.\n\n{SENTENCE}\n\n3. {SENTENCE}")
    assert rows(document) == [("paragraph", (n,), SENTENCE) for n in (1, 2, 3)]


@settings(max_examples=40)
@given(st.sets(st.integers(2, 59), max_size=4), st.integers(3, 60))
def test_any_paper_with_some_numbers_lost_keeps_the_others(lost: set[int], last: int) -> None:
    # A number after a long gap is believed when others follow it.
    kept = [n for n in range(1, last + 1) if n not in lost or n > last - 4]
    assert numbers(faulty(kept)) == [(n,) for n in kept]


@pytest.mark.parametrize(
    ("first", "second"),
    [(range(40, 60), range(60, 71)), (range(40, 45), range(45, 70)), (range(40, 42), range(42, 44))],
)
def test_exchanged_sections_keep_their_numbers_and_are_told(first: range, second: range) -> None:
    order = [*range(1, first.start), *second, *first, *range(second.stop, 80)]
    document = from_markdown("\n\n".join(f"{n}. {SENTENCE}" for n in order))
    assert numbers(document) == [(n,) for n in order]
    (notice,) = [n for n in document.notices if n.check.startswith("numbering.")]
    assert notice.check == "numbering.order"
    assert notice.message == (
        f"the numbers §{first.start} to §{first.stop - 1} come after §{second.stop - 1}, and §{second.stop} follows"
    )
    assert notice.unit == f"p{first.start:03d}"


def test_a_list_whose_numbers_the_paper_also_has_stays_a_list() -> None:
    source = [f"{n}. {SENTENCE}" for n in range(1, 8)]
    source[4] += "\n\n1. one thing;\n\n2. another thing;\n\n3. a third thing."
    assert numbers(from_markdown("\n\n".join(source))) == [(n,) for n in range(1, 8)]


def test_without_numbers_a_paragraph_cut_by_a_page_end_is_joined_again() -> None:
    source = (
        f"## Part\n\n{SENTENCE}\n\nThe Office will support constituents in the\n\n---\n\nmember States. {SENTENCE}\n"
    )
    document = from_markdown(source)
    assert [u.text for u in document if u.kind == "paragraph"] == [
        SENTENCE,
        f"The Office will support constituents in the member States. {SENTENCE}",
    ]
    assert [n.check for n in document.notices] == ["layout.cut"]


def test_text_before_the_first_number_is_joined_again_too() -> None:
    long = "The Office will continue to support constituents in the member States through advice, training and"
    source = f"# Paper\n\n{long}\n\n---\n\n{SENTENCE}\n\n" + "\n\n".join(f"{n}. {SENTENCE}" for n in range(7, 12))
    document = from_markdown(source)
    assert f"{long} {SENTENCE}" in [u.text for u in document if u.kind == "front matter"]


def test_a_paragraph_that_moved_by_itself_keeps_its_number() -> None:
    order = [*range(1, 16), *range(17, 21), 16, *range(21, 30)]
    document = from_markdown("\n\n".join(f"{n}. {SENTENCE}" for n in order))
    assert numbers(document) == [(n,) for n in order]
    assert [n.message for n in document.notices] == ["the number §16 comes after §20, and §21 follows"]


def test_what_is_counted_with_the_word_of_articles_is_no_article() -> None:
    """第一条船 is a ship; a lone article has a gap behind its number."""
    document = from_text("夜里起了雾。\n\n第一条船无声地靠上了码头。\n\n没有人说话。\n")
    assert numbers(document) == []
    assert numbers(from_text("第一条　本办法适用于码头。\n")) == [(1,)]
    assert numbers(from_text("第一条本办法适用于码头。\n\n第二条船只应当编号。\n")) == [(1,), (2,)]


def test_numbered_titles_of_which_some_have_no_sentence_under_them_number_their_parts() -> None:
    document = from_text(
        "1. General\n\nThese rules apply to piers\n\n2. Scope\n\nAll lamps of the town are covered.\n\n3. Final\n\n"
        "The rules start tomorrow.\n"
    )
    assert numbers(document) == [(1,), (2,), (3,)]
