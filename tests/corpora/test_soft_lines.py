"""Lines ended by hand within a paragraph: what is one text and what are paragraphs of their own."""

from __future__ import annotations

import pytest

from duizhao.corpora.model import Mark, Span
from duizhao.corpora.structure.marked_text import Marked
from duizhao.corpora.structure.soft_lines import HARD_BREAK, paragraphs


def lines(*texts: str, labelled: bool = False) -> list[str]:
    return [p.text for p in paragraphs(Marked(HARD_BREAK.join(texts)), labelled=labelled)]


@pytest.mark.parametrize(
    "texts",
    [
        ["　　第一章 总则", "　　本规则适用于码头", "　　夜间照样适用"],
        ["出租方：北山水厂", "承租方：东港渔行", "电话：12345"],
        ["Lender: North Mill", "Borrower: East Quay"],
        ["The clerk shall:", "(a) ring the bell;", "(b) close the shutters."],
        ["（一）清点渔网", "（二）修补船帆"],
        ["第一条 船只应当编号。", "第二条 编号漆在船头。"],
        ["1. Fees", "The fee is paid in spring", "2. Fines", "Fines are paid at once"],
        ["附录", "本规则自公布之日起施行，原规则同时废止。"],
        ["附则", "本守则自今日起施行。"],
        ["Closing words", "The rules of the quay begin on the first day of spring."],
        ["The bell rings at six.", "The gate is shut at seven."],
        ["① 点灯", "② 关门"],
    ],
)
def test_paragraphs_of_their_own(texts: list[str]) -> None:
    assert lines(*texts) == [text.strip("　") for text in texts]


@pytest.mark.parametrize(
    ("texts", "joined"),
    [
        (["关于码头夜间照明的", "若干规定"], "关于码头夜间照明的若干规定"),
        (["Rules on the lighting of", "the quay at night"], "Rules on the lighting of the quay at night"),
        (["Harbour Street 4", "Northport"], "Harbour Street 4 Northport"),
        (["码头上的灯每天日落时点亮，日出时熄灭，由值班的", "守夜人负责。"], None),
        (["The lamps of the quay are lit at sunset and put out at", "sunrise by the keeper."], None),
        (["北山水厂与东港", "渔行负责。"], None),
        (["潮水来时，", "船都回了港。"], "潮水来时，船都回了港。"),
    ],
)
def test_one_text(texts: list[str], joined: str | None) -> None:
    join = "" if ord(texts[0][0]) > 0x2E80 else " "
    assert lines(*texts) == [joined or join.join(texts)]


def test_two_breaks_part_whatever_stands_around() -> None:
    assert lines("the first", "", "second") == ["the first", "second"]
    assert lines("", " ") == [""]


def test_an_item_keeps_its_sentences_together() -> None:
    assert lines("The first is paid.", "The second is not.", labelled=True) == ["The first is paid. The second is not."]
    assert len(lines("The keeper pays:", "(a) rent;", "(b) wages.", labelled=True)) == 3


def test_marks_stay_on_their_lines() -> None:
    text = f"甲：好{HARD_BREAK}乙：走"
    marks = (Mark("bold", Span(0, len(text))), Mark("footnote", Span(3, 3), "1"), Mark("italic", Span(6, 7)))
    first, second = paragraphs(Marked(text, marks))
    assert first == Marked("甲：好", (Mark("bold", Span(0, 3)), Mark("footnote", Span(3, 3), "1")))
    assert second == Marked("乙：走", (Mark("bold", Span(0, 3)), Mark("italic", Span(2, 3))))
