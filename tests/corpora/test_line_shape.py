"""Lines of text files: their places, what is wrapped and what is not, hanging items, entries of contents; and lists
counted by the forms of their labels."""

from __future__ import annotations

import textwrap
from dataclasses import replace

import pytest

from duizhao.corpora.model import Span
from duizhao.corpora.readers.text import blocks_of
from duizhao.corpora.structure.blocks import Block, Role
from duizhao.corpora.structure.labels import item_labels
from duizhao.corpora.structure.line_shape import (
    abbreviated,
    finished,
    indent,
    is_contents_entry,
    is_wrapped,
    settle_entries,
    split,
    unwrap,
    width,
)
from duizhao.corpora.structure.list_counter import Items
from duizhao.corpora.structure.raised import raised

WRAPPED = [
    "The keeper of the harbour writes down every boat that comes in,",
    "with its name and the name of its owner, and hands the list to",
    "the council at the end of the month, whether or not any boats",
    "came in.",
]


def lines(*texts: str, role: Role = Role.TEXT) -> list[Block]:
    """Blocks of lines that follow each other, the first of them after a blank one."""
    return [Block(text, role=role, blank_before=not i) for i, text in enumerate(texts)]


def joined(blocks: list[Block], *indents: int) -> list[str]:
    return [block.text for block in unwrap(blocks, indents=indents or [0] * len(blocks))]


def test_lines_know_their_places() -> None:
    text = "one\r\ntwo\r\rfour\n \u3000\nsix"
    found = split(text)
    assert [(line.text, line.number, line.blank_before) for line in found] == [
        ("one", 1, True), ("two", 2, False), ("four", 4, True), ("six", 6, True)
    ]  # fmt: skip
    assert all(text[line.start :].startswith(line.text) for line in found)
    assert split("") == split("\n\n") == []


def test_ends_within_a_line_count_no_line() -> None:
    found = split("a\u2028b\u2029c\x0cd\ne")
    assert [(line.text, line.number, line.blank_before) for line in found] == [
        ("a", 1, True), ("b", 1, False), ("c", 1, True), ("\f", 1, False), ("d", 1, False), ("e", 2, False)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "is_finished"),
    [
        ("It ends.", True), ("它结束。", True), ("He said: “No.”", True), ("as follows:", True), ("(it ends.)", True),
        ("*Done.*", True), ("It goes on", False), ("a comma,", False), ("See Convention No.", False), ("e.g.", False),
        ("Say no.", True), ("of Mr.", False), ("", False), ("Ends…  ", True),
    ],
)  # fmt: skip
def test_what_ends_as_sentences_do(text: str, is_finished: bool) -> None:
    assert finished(text) is is_finished
    assert abbreviated(text) is (text in ("See Convention No.", "e.g.", "of Mr."))


@pytest.mark.parametrize(
    ("line", "columns"), [("  a", 2), ("\ta", 4), ("\u3000\u3000a", 4), ("\u00a0 a", 2), ("a  ", 0), ("", 0)]
)
def test_indents_in_columns(line: str, columns: int) -> None:
    assert indent(line) == columns


def test_a_chinese_character_has_the_width_of_two() -> None:
    assert (width("ab"), width("体面"), width("a，")) == (2, 4, 3)


def test_whether_a_file_is_wrapped_is_judged_once() -> None:
    assert is_wrapped(lines(*WRAPPED))
    # A sentence a line; two lines; lines wider than any program wraps; a title page.
    assert not is_wrapped(lines("The gate opens.", "The ferry leaves.", "Nobody swims."))
    assert not is_wrapped(lines(*WRAPPED[:2]))
    assert not is_wrapped(lines(*WRAPPED, "word " * 29 + "word", "and the last"))
    assert not is_wrapped(lines(WRAPPED[0], "Harbour", "Council", "North", "Quay"))


def test_wrapped_lines_become_paragraphs_with_their_places() -> None:
    blocks = [Block(text, spans=(Span(100 * i, 100 * i + len(text)),), blank_before=not i)
              for i, text in enumerate(WRAPPED)]  # fmt: skip
    (one,) = unwrap(blocks, indents=[0] * 4)
    assert one.text == " ".join(WRAPPED)
    assert one.spans == (Span(0, 300 + len(WRAPPED[3])),)
    # After a blank line, after a short line that ends a sentence, before a number: a new paragraph.
    assert joined([*lines(*WRAPPED), *lines(*WRAPPED)]) == [" ".join(WRAPPED)] * 2
    assert joined(lines(*WRAPPED, *WRAPPED)) == [" ".join(WRAPPED)] * 2
    assert joined(lines(*WRAPPED[:3], "(a) boats;")) == [" ".join(WRAPPED[:3]), "(a) boats;"]


def test_a_file_that_is_not_wrapped_keeps_its_lines() -> None:
    texts = ["The gate opens.", "The ferry leaves.", "Nobody swims."]
    assert joined(lines(*texts)) == texts


@pytest.mark.parametrize(
    ("indents", "together"),
    [
        ((0, 2), True),
        ((0, 4), True),
        ((0, 1), False),
        ((0, 0), False),
        # As far in as its item: another one.
        ((4, 4), False),
        ((4, 5), False),
        ((4, 6), True),
        ((6, 2), False),
    ],
)
def test_what_hangs_under_an_item_belongs_to_it(indents: tuple[int, int], together: bool) -> None:
    for first in (Block("boats of any size", role=Role.ITEM, label="-"), Block("(a) boats of any size")):
        found = joined([first, Block("and their owners", blank_before=False)], *indents)
        assert (len(found) == 1) is together
    # Text that is no item has nothing hanging under it.
    assert len(joined(lines("boats of any size", "and their owners"), *indents)) == 2


def test_an_item_that_ended_has_nothing_hanging_under_it() -> None:
    item = Block("boats of any size.", role=Role.ITEM, label="-")
    assert len(joined([item, Block("Another text", blank_before=False)], 0, 4)) == 2


@pytest.mark.parametrize(("blank", "columns", "together"), [(True, 4, True), (True, 3, False), (False, 2, True),
                                                            (False, 1, False)])  # fmt: skip
def test_what_is_indented_under_a_note_belongs_to_it(blank: bool, columns: int, together: bool) -> None:
    note = Block("The first of the note.", role=Role.FOOTNOTE)
    found = joined([note, Block("Its second paragraph.", blank_before=blank)], 0, columns)
    assert (len(found) == 1) is together


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("Introduction ..... 3", True), ("引言……………3", True), ("Annex . . . . iv", True), ("Scope\t12", True),
        ("1.\tScope\t12", True), ("Scope\t12345", False), ("Scope\tof use", False), ("12\t13", False),
        ("Name: ____", True), ("..... 3", False), ("It trails off...", True), ("It ends.", False),
    ],
)  # fmt: skip
def test_lines_of_contents(text: str, entry: bool) -> None:
    assert is_contents_entry(text) is entry


def settled(*texts: str, before: tuple[str, ...] = ()) -> list[Role]:
    blocks = [*lines(*before), *lines(*texts, role=Role.CONTENTS), Block("Text.")]
    return [block.role for block in settle_entries(blocks)][len(before) : -1]


@pytest.mark.parametrize(
    ("texts", "before", "contents"),
    [
        # Leaders to a page say it by themselves; by a tab, three or more that rise do.
        (["Scope ..... 3"], (), True),
        (["One\t3", "Two\t5", "Three\t5"], (), True),
        (["One\t3", "Two\t5"], (), False),
        (["One\t3", "Two\t9", "Three\t5"], (), False),
        (["One\t3"], ("Contents",), True),
        (["One\t3"], ("目 录", "x", "y"), True),
        (["One\t3"], ("Contents", "x", "y", "z"), False),
        (["It trails off..."], (), False),
        (["Name: ______", "Place: ______"], (), False),
    ],
)
def test_a_run_of_entries_needs_evidence(texts: list[str], before: tuple[str, ...], contents: bool) -> None:
    assert settled(*texts, before=before) == [Role.CONTENTS if contents else Role.TEXT] * len(texts)


def counted(*labels: str) -> list[tuple[tuple[int, ...], str]]:
    items = Items()
    return [items.next(item_labels(label + " text")) for label in labels]


def test_lists_are_counted_by_the_form_of_their_labels() -> None:
    assert [number for number, _ in counted("(a)", "(i)", "(ii)", "(b)", "•", "•", "(c)")] == [
        (1,), (1, 1), (1, 2), (2,), (2, 1), (2, 2), (3,)
    ]  # fmt: skip
    # (i) after (h) is a letter.
    assert [number for number, _ in counted("(g)", "(h)", "(i)", "(j)")] == [(7,), (8,), (9,), (10,)]


def test_what_is_wrong_with_a_number_is_told() -> None:
    numbers, faults = zip(*counted("(a)", "(b)", "(d)", "(c)"), strict=True)
    assert numbers[:3] == ((1,), (2,), (4,))
    assert faults[:2] == ("", "")
    assert faults[2].startswith("no item between the 2. and ")
    assert faults[3].endswith("does not come after the 4. item")


def test_whether_a_label_goes_on() -> None:
    items = Items()
    items.next(item_labels("(a) text"))
    assert items.go_on(item_labels("(b) text"))
    assert not items.go_on(item_labels("(c) text"))
    assert not items.go_on(item_labels("(a) text"))
    assert not Items().go_on(item_labels("(b) text"))


@pytest.mark.parametrize(
    ("before", "text", "written"),
    [
        ("10", "9", "⁹"), ("m", " 2 ", "²"), ("10", "n+1", "ⁿ⁺¹"), ("x", "n", "ⁿ"),
        ("2", "x", "^x"), ("(a+b)", "k", "^k"),
        ("5", "th", "th"), ("1", "st", "st"), ("Word", "TM", "TM"), ("word", "x", "x"), ("10", "−3", "⁻³"),
        ("x", "abcd", "abcd"), ("a", "ij", "ij"), ("", "x", "x"),
    ],
)  # fmt: skip
def test_raised_text(before: str, text: str, written: str) -> None:
    assert raised(before, text) == written


def test_a_line_of_the_page_within_a_sentence_stays_the_pages() -> None:
    things = ["码头和防波堤在冬季的状况", "灯塔和浮标所耗费的油料", "引航员在雾天所做的工作", "渡船和渡口一年的收支"]
    texts = ["港务局的年度报告由港务长在春季提交镇议会审议，并在港口的布告栏上公布，供所有船长和镇民查阅。" * 4]
    for n, thing in enumerate(things, 4):
        texts += [
            f"港务局应在每年的春季逐项说明{thing}，并",
            f"海湾文件 HB.12/3 第 {n} 页",
            f"说明因{thing}而来的费用；",
        ]
    blocks = lines(*texts)
    found = [block.text for block in unwrap(blocks, indents=[0] * len(blocks), flowing=True)]
    assert [text for text in found if "HB.12" in text] == [text for text in texts if "HB.12" in text]
    # A sentence that its writer broke where he liked is one.
    broken = lines("The harbour office writes a report each spring", "to the council, and says what it needs.")
    assert len(unwrap(broken, indents=[0] * 2, flowing=True)) == 1


def _broken(text: str, columns: int) -> list[str]:
    """The lines of a text as a program breaks them: words, or characters of Chinese, which may begin with no mark."""
    if " " in text:
        return textwrap.wrap(text, columns)
    found = [""]
    for char in text:
        if 2 * len(found[-1]) + 2 > columns and char not in "，。、":
            found.append("")
        found[-1] += char
    return found


ENGLISH = "Every lamp of the pier has a number that two of the keepers paint anew as soon as spring has come and gone"
CHINESE = "码头上的每一盏灯都有一个号码，由两名看守人在春天过去以后重新涂写，并把涂写的日期记在门口的簿册里，不得遗漏"


@pytest.mark.parametrize("columns", [60, 66, 72])
@pytest.mark.parametrize("blank", [False, True], ids=["right above", "set apart"])
@pytest.mark.parametrize(
    ("title", "text"),
    [("How the keepers of the pier number its lamps", ENGLISH), ("码头看守人给灯编号的办法和要求", CHINESE)],
)
def test_a_title_over_its_text_ends_before_the_margin(title: str, text: str, blank: bool, columns: int) -> None:
    end = "." if title.isascii() else "。"
    blocks = []
    for _ in range(2):
        blocks += lines(title, *_broken(text + end, columns))
        if blank:
            blocks[-len(_broken(text + end, columns))] = replace(
                blocks[-len(_broken(text + end, columns))], blank_before=True
            )
    found = unwrap(blocks, indents=[0] * len(blocks))
    assert [block.text for block in found] == [title, text + end] * 2
    assert [block.settled for block in found] == [False, True] * 2


def test_lines_that_end_where_their_writer_liked_have_no_margin() -> None:
    # The third could have taken two words more, and so could others: it is no title.
    ragged = """the keepers of the pier have to look
after all the lamps and to write into the book
that lies beside the gate of the
Council what they have seen of the ships that
came in by night and by day""".split("\n")
    assert joined(lines(*ragged)) == [" ".join(ragged)]
    # Broken at a margin, and the word that did not fit is long.
    whole = textwrap.wrap(f"{ENGLISH}, and the office of Unterhaching-Oberammergau-Garmischpartenkirchen does so", 66)
    assert joined(lines(*whole)) == [" ".join(whole)]


@pytest.mark.parametrize("place", [0, 4, 8])
def test_a_page_ends_among_wrapped_lines(place: int) -> None:
    """The break is a block without a text, before, between or behind the lines of two paragraphs that fill a margin."""
    paragraphs = [*lines(*WRAPPED), *lines(*WRAPPED)]
    with_break = [*paragraphs[:place], Block("", role=Role.PAGE_BREAK), *paragraphs[place:]]
    text = " ".join(WRAPPED)
    assert [one for one in joined(with_break) if one] == [text, text]
    assert joined(with_break)[place // 4] == ""


def test_wrapped_pages_of_a_text_file_are_read() -> None:
    page = "\n".join(WRAPPED)
    found = blocks_of(f"\f{page}\n\f{page}\f")
    assert [block.text for block in found if block.text] == [" ".join(WRAPPED)] * 2
    assert sum(block.role is Role.PAGE_BREAK for block in found) == 3
