"""The number of a part (`2. Term`) in front of its paragraphs (2.1, 2.2) is no item of a list."""

from __future__ import annotations

import pytest

from tests.corpora.builders import from_text

ENGLISH = """{0}Use

1.1 The hall is lent for one evening.

1.2 It is lent only for:

(a) dancing; and

(b) meals.

{1}Price

2.1 The price is nine hundred yuan.

{2}Keys

3.1 The keys are kept by the porter, as clause 1.2 says.
"""
CHINESE = """{0}用途

1.1 本厅借用一晚。

1.2 仅可用于：

（a）跳舞；以及

（b）用餐。

{1}价格

2.1 价格为九百元。

{2}钥匙

3.1 钥匙按第1.2条所述由门房保管。
"""
CITED = ["", "1.1", "1.2", "1.2.1", "1.2.2", "", "2.1", "", "3.1"]


@pytest.mark.parametrize("paper", [ENGLISH, CHINESE])
@pytest.mark.parametrize("form", ["{}. ", "{}、", "{}　 "])
def test_titles_of_parts_are_headings(paper: str, form: str) -> None:
    document = from_text(paper.format(*(form.format(n) for n in (1, 2, 3))))
    assert [".".join(map(str, u.number or ())) for u in document] == CITED
    assert [u.kind for u in document if not u.number] == ["heading"] * 3


def test_a_part_that_is_a_sentence_is_a_paragraph_of_its_own() -> None:
    parts = ["The hall is lent as it stands.", "The price is paid before the keys are given."]
    text = "\n\n".join(f"{n}. {part}\n\n{n}.1 It is so.\n\n{n}.2 It stays so." for n, part in enumerate(parts, start=1))
    assert [u.number for u in from_text(text)] == [(1,), (1, 1), (1, 2), (2,), (2, 1), (2, 2)]


def test_a_list_under_a_paragraph_stays_a_list() -> None:
    text = (
        "1.1 The keys open:\n\n1. the hall;\n\n2. the kitchen.\n\n2.1 The price is low.\n\n2.2 It is paid once.\n\n"
        "3.1 The porter is kind.\n\n3.2 He sleeps early."
    )
    document = from_text(text)
    assert [u.number for u in document] == [(1, 1), (1, 1, 1), (1, 1, 2), (2, 1), (2, 2), (3, 1), (3, 2)]
