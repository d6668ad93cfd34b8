"""The other half of a paragraph that was cut: every branch of the judgement, one by one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from duizhao.corpora import read
from duizhao.corpora.model import Kind
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.continuation import WalkState, is_label, is_title
from duizhao.corpora.structure.draft import Draft
from duizhao.corpora.structure.marked_text import Marked

LONG = "The members of the council who had come from far away by boat"
SHORT = "The members"


def draft(text: str, kind: Kind = Kind.PARAGRAPH, *, number: tuple[int, ...] | None = (4,), label: str = "4.") -> Draft:
    return Draft(kind, "p004", number, label, [Marked(text)], [], None, 0)


def goes_on(
    before: Draft | None, text: str, *, blank: bool = True, sure: bool = False, cuts: bool = True, page: bool = False,
    heading: bool = False, loose: bool = False, role: Role = Role.TEXT,
) -> bool:  # fmt: skip
    context = WalkState(cuts, current=before, page_between=page, heading_since=heading, loose_items=loose)
    return context.goes_on(Block(text, role, blank_before=blank), Marked(text), sure=sure)


def test_nothing_goes_on_with_nothing_or_over_a_heading() -> None:
    assert not goes_on(None, "went home.")
    assert not goes_on(draft(LONG), "went home.", heading=True)
    assert goes_on(draft(LONG, Kind.BULLET), "went home.", heading=True)
    assert goes_on(draft(LONG, Kind.BOX), "went home.", heading=True)


def test_a_number_alone_takes_the_next_text() -> None:
    assert goes_on(draft(""), "The council meets.")
    assert not goes_on(draft(""), "The council meets.", role=Role.ITEM)


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        (LONG, "went home.", True),
        (LONG, "Went home.", False),
        (f"{LONG},", "went home.", False),
        (LONG, "（回家）", False),
        # Lines of a list, short lines and names begin small.
        (LONG, "apples and pears", False),
        (SHORT, "went home.", False),
        (LONG, "iPads were given to all.", False),
        # What hangs goes on, however short, and what is long need not end.
        (f"{SHORT} of the", "council of the port", True),
        (LONG, LONG.lower(), True),
    ],
)
def test_formats_that_know_their_paragraphs_mend_a_broken_sentence_only(before: str, text: str, expected: bool) -> None:
    assert goes_on(draft(before), text, cuts=False) is expected
    assert not goes_on(draft(before), text, cuts=False, sure=True)


@pytest.mark.parametrize("text", ["went home.", "，回家了。", ") and left."])
@pytest.mark.parametrize("sure", [True, False])
def test_a_small_letter_or_a_mark_goes_on_with_what_has_not_ended(text: str, sure: bool) -> None:
    assert goes_on(draft(SHORT), text, sure=sure)
    assert not goes_on(draft(f"{SHORT}."), text, sure=True)


def test_recitals_begin_small() -> None:
    recital = draft("Recalling its decision,", Kind.FRONT, number=None)
    assert not goes_on(recital, "adopts the rules.")
    assert goes_on(recital, "adopts the rules.", page=True)
    assert goes_on(recital, "adopts the rules.", blank=False)


@pytest.mark.parametrize(
    ("width", "blank", "page", "expected"),
    [
        (61, True, True, True),
        (59, True, True, False),
        (61, False, False, True),
        (119, True, False, False),
        (121, True, False, True),
    ],
)
def test_lines_of_a_title_page(width: int, blank: bool, page: bool, expected: bool) -> None:
    front = draft("A" * width, Kind.FRONT, number=None)
    assert goes_on(front, "The council met.", blank=blank, page=page) is expected
    assert not goes_on(front, "The council", blank=blank, page=page)


@pytest.mark.parametrize(
    ("before", "text", "blank", "page", "expected"),
    [
        (LONG, "Geneva met them.", True, False, True),
        (LONG, "Geneva", True, False, False),
        (LONG, "Geneva", False, False, True),
        (LONG, "Geneva", True, True, True),
        (SHORT, "Geneva met them.", True, False, False),
        (SHORT, "Geneva met them.", False, False, True),
        (SHORT, "Geneva", False, False, False),
        (SHORT, "12. Geneva met them.", True, False, True),
        (f"{LONG};", "Geneva met them.", True, False, True),
        (f"{LONG}.", "Geneva", True, False, False),
    ],
)
def test_a_long_line_without_an_end_is_no_title(
    before: str, text: str, blank: bool, page: bool, expected: bool
) -> None:
    assert goes_on(draft(before), text, blank=blank, page=page) is expected
    assert not goes_on(draft(before), text, blank=blank, page=page, sure=True)


def test_what_stands_in_brackets_of_its_own_is_whole() -> None:
    aside = draft("[Waves break on the shore for 20 seconds or so]", number=None)
    assert not goes_on(aside, "Geneva met them.")
    assert goes_on(replace(aside, pieces=[Marked(f"{LONG} [for 20 seconds]")]), "Geneva met them.", blank=False)


def test_behind_the_last_of_several_numbers_without_ends_a_text_begins(tmp_path: Path) -> None:
    lines = [f"{n}. The date that the keeper of the {what} wrote down" for n, what in enumerate(("log", "lamp"), 1)]
    rest = "A date is not taken if it lies in the future."
    (tmp_path / "several.md").write_text("\n".join(lines) + f"\n\n{rest}\n", encoding="utf-8")
    units = read(tmp_path / "several.md").units
    assert [unit.text for unit in units][-2:] == [lines[1][3:], rest]
    (tmp_path / "one.md").write_text(f"1. The council met.\n\n{lines[1]}\n\n{rest}\n", encoding="utf-8")
    assert read(tmp_path / "one.md").units[-1].text == f"{lines[1][3:]} {rest}"


def test_items() -> None:
    item = draft("请秘书编写", Kind.BULLET, number=(4, 2), label="（b）")
    assert goes_on(item, "新计划。")
    assert goes_on(item, "新计划；以及", blank=False)
    assert not goes_on(item, "新计划；以及")
    assert not goes_on(item, "新计划。", loose=True)
    whole = draft("新计划。", Kind.BULLET, number=(4, 2), label="（b）")
    assert goes_on(whole, "再议。", page=True)
    assert not goes_on(whole, "再议。")
    assert not goes_on(replace(whole, label=""), "再议。", page=True)
    assert goes_on(draft("和解；", Kind.BULLET, number=(4, 2)), "以及审计。", page=True)


def test_a_second_paragraph_under_a_number() -> None:
    assert goes_on(draft("One met."), "Two met.")
    assert not goes_on(draft("One met."), "Two met", page=True)
    assert not goes_on(draft("One met.", number=None), "Two met.", page=True)
    assert not goes_on(draft("One met.", Kind.HEADING), "Two met.", page=True)
    assert not goes_on(draft("One met:"), "Two met.")
    assert goes_on(draft("One met:"), "Two met.", page=True)
    assert not goes_on(draft("One met."), "Two met.", page=True, role=Role.BOX)
    assert not goes_on(draft("One met.", Kind.BOX), "Two met.")
    assert goes_on(draft("One met.", Kind.BOX), "Two met.", page=True)


def test_lines_of_a_list_without_marks() -> None:
    lead = draft("They do this:", number=None)
    context = WalkState(True, current=lead)

    def is_line(text: str, *, blank: bool = True) -> bool:
        return context.is_list_line(Block(text, blank_before=blank), Marked(text))

    assert is_line("feed the bees;")
    assert not is_line("feed the bees;", blank=False)
    assert not is_line("They feed the bees.")
    context.current = replace(lead, pieces=[Marked("feed the bees; and")], listed=True)
    assert is_line("lock the gate.")
    context.current = replace(lead, pieces=[Marked("lock the gate.")], listed=True)
    assert not is_line("and so on.")
    context.current = draft("They do this:")
    assert not is_line("feed the bees;")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Reasons:", True),
        ("Proof of delivery:", True),
        ("Verification Material(s):", True),
        ("说明（一）：", True),
        ("证明材料:", True),
        ("The clerk must:", False),
        ("Members decided that:", False),
        ("委员会决定：", False),
        ("内容如下：", False),
        ("Reasons", False),
        ("reasons:", False),
        ("Reasons: none were given:", False),
        ("This is a label that has too many words:", False),
    ],
)
def test_labels(text: str, expected: bool) -> None:
    assert is_label(Marked(text)) is expected


@pytest.mark.parametrize(
    ("text", "numbered", "expected"),
    [
        ("Annex II", False, True),
        ("Bees", True, True),
        ("Bees", False, False),
        ("bees", True, False),
        ("Bees, wasps", True, True),
        ("蜜蜂，黄蜂", True, False),
        ("The rules of the", True, False),
        ("12 May 2030", True, False),
        ("The end.", True, False),
    ],
)
def test_titles(text: str, numbered: bool, expected: bool) -> None:
    assert is_title(Block(text), Marked(text), numbered=numbered) is expected


@pytest.mark.parametrize("last", ["；且", "；而且", "；或者", "；以及", "，并且", "; and", "; and/or"])
def test_what_joins_the_last_items_of_a_list(last: str, tmp_path: Path) -> None:
    english = last.startswith(";")
    head = "Boats shall:" if english else "船只应当："
    items = ["show a lamp", "carry a rope", "keep to the right"] if english else ["挂灯", "带缆绳", "靠右行驶"]
    lines = [head, f"{items[0]}{'; ' if english else '；'}".strip(), f"{items[1]}{last}", f"{items[2]}."]
    path = tmp_path / "list.txt"
    path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    document = read(path, language="en" if english else "zh-CN")
    assert [unit.text for unit in document.translatable] == lines


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("* See what is said of", False),
        ("†Read with", False),
        ("Note: this rests on what is said of", False),
        ("注：这里依据", False),
        ("Notebooks are lent to", True),
    ],
)
def test_a_note_under_a_text_is_over_with_its_last_line(start: str, expected: bool) -> None:
    note = f"{start} {LONG} (see Part 24)"
    assert goes_on(draft(note), "Another paragraph stands on the next page.", page=True) is expected
    assert goes_on(draft(note), "and goes on small.", page=True)


def test_a_line_before_the_numbers_that_hangs_on_a_small_word_goes_on() -> None:
    made = draft("(Made by the keeper of the", Kind.FRONT)
    assert goes_on(made, "Wells Ordinance)", blank=False)
    assert not goes_on(made, "Wells Ordinance)", blank=True)
    assert not goes_on(draft("AN ACT OF", Kind.FRONT), "THE WELLS", blank=False)
    assert not goes_on(draft("The wells of the north", Kind.FRONT), "A History", blank=False)


def test_a_line_with_a_name_in_front_is_not_the_rest_of_another() -> None:
    before = draft("Keeper: the Office of Wells of the Northern Hills", number=None, label="")
    assert not goes_on(before, "Agent of the keeper: Hill & Sons Ltd.")
    assert not goes_on(before, "Agent of the keeper: Hill & Sons Ltd.", page=True)
    assert goes_on(before, "Agents of the keeper are Hill & Sons Ltd.", blank=False)
    assert goes_on(before, "and of its ports: the Northern Office.")
    # A colon with nothing behind it, or far into a sentence, names nothing.
    assert goes_on(before, "Two Things Are Done By Them each spring: they clean the wells.", blank=False)
    chinese = draft("保管人：北方山区水井事务与港口事务联合管理办公室暨下属各工作站点", number=None, label="")
    assert not goes_on(chinese, "代理人：山丘父子有限公司。")
    assert goes_on(chinese, "山丘父子有限公司是代理人。", blank=False)


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        ("Staying in the north as a member of the family of a keeper", "You ask the office in the town.", False),
        ("关于以看守人家属身份在北方居留和从事工作的办法说明", "您应向镇里的办公室提出申请。", False),
        ("Seven ways of the council and the keepers", "7 ways were tried.", False),
        # A comma or a full stop inside, a small word at the end, a small letter behind it: a sentence that was cut.
        ("关于看守人的居留，由北方山区水井事务与港口事务联合管理", "办公室决定。", True),
        ("The keeper left. The office of the town then wrote to him", "Geneva was closed.", True),
        ("All that is written in the book goes every spring to the", "Geneva office of the wells.", True),
        (LONG, "went home.", True),
        # Longer than any title.
        (f"{LONG} {LONG}", "Geneva met them.", True),
    ],
)
def test_a_title_that_nothing_numbers_is_not_joined_to_its_text(before: str, text: str, expected: bool) -> None:
    assert goes_on(draft(before, number=None, label=""), text) is expected
    # Behind the end of a page, and under a number, it may well be the first half of a sentence.
    assert goes_on(draft(before, number=None, label=""), text, page=True)
    assert goes_on(draft(before), text)


def test_what_recitals_lead_to_begins_anew() -> None:
    recital = draft("Mindful that nothing in this text keeps them from closing a well,", number=None, label="")
    assert not goes_on(recital, "Have agreed as follows:")
    assert not goes_on(recital, "HAVE DECIDED:")
    # Behind the end of a page, or right under it, it may be the rest of the same sentence.
    assert goes_on(recital, "Have agreed as follows:", page=True)
    assert goes_on(recital, "Wells Office and all who drink there. They close it in these cases:")
    chinese = draft("铭记本文的任何规定均不妨碍各方为公众的利益而关闭其境内的水井和渡口的权利，", number=None, label="")
    assert not goes_on(chinese, "议定如下：")
    assert not goes_on(chinese, "兹通过下列条款：")
