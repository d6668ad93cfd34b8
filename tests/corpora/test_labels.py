"""Labels at the start of a text, and the counting of list items."""

from __future__ import annotations

import pytest

from duizhao.corpora.structure.labels import item_labels, paragraph_label
from duizhao.corpora.structure.list_counter import Items


@pytest.mark.parametrize(
    ("text", "form", "value", "rest"),
    [
        ("29. At the global level", "dot", (29,), "At the global level"),
        ("15.在该联盟的框架内", "dot", (15,), "在该联盟的框架内"),
        ("29．全角句点", "dot", (29,), "全角句点"),
        ("29 . With a gap", "dot", (29,), "With a gap"),
        ("12–15. [Deleted]", "dot", (12,), "[Deleted]"),
        ("(29) In brackets", "bracketed", (29,), "In brackets"),
        ("▲2.3.2 供应商应在三十天内交货", "decimal", (2, 3, 2), "供应商应在三十天内交货"),
        ("★ 4.1 Edges shall be rounded", "decimal", (4, 1), "Edges shall be rounded"),
        ("（29）全角括号", "bracketed", (29,), "全角括号"),
        ("29) Half a bracket", "paren", (29,), "Half a bracket"),
        ("29、顿号", "comma", (29,), "顿号"),
        ("七、二十名学生", "han", (7,), "二十名学生"),
        ("第三条　国家鼓励就业", "article", (3,), "国家鼓励就业"),
        ("第二十条 本法自公布之日起施行", "article", (20,), "本法自公布之日起施行"),
        ("Article 3. Each Member", "article", (3,), "Each Member"),
        ("3.2.1 Samples were taken", "decimal", (3, 2, 1), "Samples were taken"),
        ("29\tAfter a tab", "bare", (29,), "After a tab"),
    ],
)
def test_paragraph_labels(text: str, form: str, value: tuple[int, ...], rest: str) -> None:
    label = paragraph_label(text)
    assert label is not None
    assert (label.form, label.value, text[label.end :]) == (form, value, rest)


@pytest.mark.parametrize(
    "text",
    [
        "七、八月：照常开放",
        "3、4号楼停水",
        "2024.5 million",
        "第三条规定的内容",
        "第三条第二款",
        "第204段",
        "A. Introduction",
        "",
        "29",
        "Articles 3 and 4",
        "二十",
    ],
)
def test_what_is_no_label(text: str) -> None:
    assert paragraph_label(text) is None


def test_a_range_says_where_it_ends() -> None:
    label = paragraph_label("12–15. [Deleted]")
    assert label is not None
    assert label.last == 15


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("(a) notes", [("alphabetic", 1)]),
        ("(i) notes", [("alphabetic", 9), ("roman", 1)]),
        ("(iv) notes", [("roman", 4)]),
        ("(xiv) notes", [("roman", 14)]),
        ("(aa) notes", [("alphabetic", 27)]),
        ("(ab) notes", []),
        ("（三）加强", [("han", 3)]),
        ("（十二）加强", [("han", 12)]),
        ("三、加强", [("han comma", 3)]),
        ("③加强", [("circled", 3)]),
        ("2) second", [("arabic before bracket", 2)]),
        ("（2）第二", [("arabic in brackets", 2)]),
        ("• a mark", [("mark", 0)]),
        ("–5 degrees", []),
        ("(iiii) no numeral", []),
    ],
)
def test_item_labels(text: str, readings: list[tuple[str, int]]) -> None:
    assert [(r.form, r.value) for r in item_labels(text)] == readings


def count(labels: list[str]) -> list[tuple[int, ...]]:
    items = Items()
    return [items.next(item_labels(label + " x"))[0] for label in labels]


@pytest.mark.parametrize(
    ("labels", "numbers"),
    [
        (["-", "-", "-"], [(1,), (2,), (3,)]),
        (["-", "•", "–"], [(1,), (2,), (3,)]),
        (["(a)", "(b)", "(c)"], [(1,), (2,), (3,)]),
        (["(a)", "(i)", "(ii)", "(b)", "(i)"], [(1,), (1, 1), (1, 2), (2,), (2, 1)]),
        (["(g)", "(h)", "(i)", "(j)"], [(7,), (8,), (9,), (10,)]),
        (["(a)", "-", "-", "(b)", "-"], [(1,), (1, 1), (1, 2), (2,), (2, 1)]),
        (["（一）", "①", "②", "（二）"], [(1,), (1, 1), (1, 2), (2,)]),
    ],
)
def test_items_are_counted_by_the_forms_of_their_labels(labels: list[str], numbers: list[tuple[int, ...]]) -> None:
    assert count(labels) == numbers


def test_a_missing_item_is_said() -> None:
    items = Items()
    faults = [items.next(item_labels(f"({c}) x"))[1] for c in "abdc"]
    assert faults[:2] == ["", ""]
    assert "(d)" in faults[2]
    assert "(c)" in faults[3]
