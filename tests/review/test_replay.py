"""Decisions are found again in other versions of the documents, and never put on other sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from duizhao.corpora.model import Pair
from duizhao.review import Base, Confirm, Correct, Give, Merge, OneSided, Remark, Session, Split, read_journal, replay
from duizhao.review.replaying import ANSWERED, DIVIDED, GONE
from tests.review.conftest import SHAPES, SOURCE, TARGET, pairs_of, segments

Units = Sequence[tuple[str, Sequence[str]]]


def base_of(source: Units, target: Units, shapes: Sequence[tuple[int, int]]) -> Base:
    units = [tuple((unit, tuple(texts)) for unit, texts in side) for side in (source, target)]
    return Base.of(pairs_of(segments(units[0], " "), segments(units[1], ""), list(shapes)))


def again(session: Session, base: Base) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
    """What a journal makes of another base: texts and notes of decided rows, and what was lost with the reason."""
    found = replay(base, read_journal(session.path))
    rows = [(*base.shown(row), row.note) for row in found.decisions]
    return rows, [(" | ".join(lost.texts), lost.why) for lost in found.lost]


def test_a_paragraph_was_put_in_before(session: Session) -> None:
    session.do(Confirm(1))
    session.do(Remark(1, "n"))
    new = base_of([("p000", ["New."]), *SOURCE], [("p000", ["新的。"]), *TARGET], [(1, 1), *SHAPES])
    assert again(session, new) == ([("It opened at 9.15 a.m.", "会议于上午九时十五分开始。", "n")], [])


def test_the_right_one_of_two_alike_is_found_and_an_uncertain_one_is_not(session: Session) -> None:
    session.do(Confirm(2))  # the first "Members agreed."
    moved = [SOURCE[1], SOURCE[0], *SOURCE[2:]], [TARGET[1], TARGET[0], *TARGET[2:]]
    shapes = [(1, 1), (2, 2), (1, 1), (1, 1), *SHAPES[4:]]
    found = replay(base_of(*moved, shapes), read_journal(session.path))
    assert [row.source[0].sentence for row in found.decisions] in ([0], [])
    one_more = (
        [*SOURCE[:2], ("p009", ["Members agreed."]), *SOURCE[2:]],
        [*TARGET[:2], ("p009", ["成员同意。"]), *TARGET[2:]],
    )
    found = replay(base_of(*one_more, [*SHAPES[:4], (1, 1), *SHAPES[4:]]), read_journal(session.path))
    assert all(row.source[0].sentence == 2 for row in found.decisions)


def test_typography_does_not_matter_and_words_and_numbers_do(session: Session) -> None:
    session.do(Give(5, 1, "all", 4))
    session.do(Confirm(4))
    curly = [(u, [t.replace(".", "．") if u != "p003" else t for t in texts]) for u, texts in SOURCE]
    assert again(session, base_of(curly, TARGET, SHAPES))[1] == []
    other = [(u, [t.replace("1.5", "15") for t in texts]) for u, texts in SOURCE]
    rows, lost = again(session, base_of(other, TARGET, SHAPES))
    assert rows == []
    assert [why for _, why in lost] == [GONE]


def test_sentences_cut_otherwise(session: Session) -> None:
    session.do(Confirm(6))
    session.do(Merge(0))
    finer = [(u, [p for t in texts for p in t.replace("; ", ";|").split("|")]) for u, texts in SOURCE]
    coarser = [("p001", ["".join(TARGET[0][1])]), *TARGET[1:]]
    shapes = [(2, 1), (1, 1), (2, 2), (1, 0), (0, 1), (2, 1), (1, 1)]
    rows, lost = again(session, base_of(finer, coarser, shapes))
    assert lost == []
    assert [row[0] for row in rows] == [
        "The Council met in Ghent. It opened at 9.15 a.m.",
        "Nobody objected; nobody spoke.",
    ]


def test_a_part_of_a_sentence_is_found_in_another_copy(session: Session) -> None:
    session.do(Split(6, source=16, target=6))
    session.do(Confirm(7))
    wide = [(u, [t.replace("; ", ";  ").replace("Nobody", "Ｎobody") for t in texts]) for u, texts in SOURCE]
    rows, lost = again(session, base_of(wide, TARGET, SHAPES))
    assert [row[1] for row in rows] == ["没有人反对；", "没有人发言。"]
    assert lost == []


def test_what_was_reworded_is_listed_with_its_texts_and_comes_back_with_them(session: Session, base: Base) -> None:
    session.do(Correct(7, 1, "散会。"))
    other = [*SOURCE[:3], ("p004", [SOURCE[3][1][0], "The sitting was adjourned."])]
    new = base_of(other, TARGET, SHAPES)
    assert again(session, new) == ([], [("The sitting closed. | 会议结束。", GONE)])
    onward = Session(new, session.path)
    onward.do(Remark(0, "later"))
    assert len(onward.lost) == 1
    back = Session(base, session.path)
    assert back.lost == ()
    assert [back.base.shown(row)[1] for row in (back.sheet.rows[0], back.sheet.rows[7])] == [
        "理事会在根特举行会议。",
        "散会。",
    ]


def test_a_sentence_between_merged_ones_is_a_reason_to_look(session: Session) -> None:
    session.do(Merge(0))
    other = [("p001", [SOURCE[0][1][0], "It was warm.", SOURCE[0][1][1]]), *SOURCE[1:]]
    assert again(session, base_of(other, TARGET, [(1, 1), (1, 0), *SHAPES[1:]]))[1][0][1] == DIVIDED


def test_what_was_left_out_has_been_translated_since(session: Session) -> None:
    session.do(OneSided(4, 0))
    other = [*TARGET[:2], ("p003", ["成本上升了百分之一点五。"]), TARGET[3]]
    shapes = [*SHAPES[:4], (1, 1), *SHAPES[6:]]
    assert again(session, base_of(SOURCE, other, shapes))[1][0][1] == ANSWERED


def test_another_alignment_of_the_same_texts(session: Session) -> None:
    session.do(Give(5, 1, "all", 4))
    session.do(Confirm(4))
    shapes = [(1, 1), (1, 1), (1, 1), (1, 1), (1, 1), (1, 1), (1, 1), (1, 1)]
    new = base_of(SOURCE, TARGET, shapes)
    assert again(session, new) == ([("Costs grew by 1.5 per cent.", "费用增加了百分之一点五。", "")], [])
    onward = Session(new, session.path)
    onward.do(Confirm(3))
    onward.undo()
    onward.undo()
    onward.undo()
    assert onward.sheet.rows == list(new.rows)
    for _ in range(3):
        onward.redo()
    assert [row.mark for row in Session(new, session.path).sheet.rows[3:6]] == ["confirmed", "", "confirmed"]


def test_nothing_of_another_document_is_applied(session: Session) -> None:
    session.do(Confirm(0))
    session.do(Confirm(4))
    strange = base_of([("p001", ["Rivers rise."])], [("p001", ["河水上涨。"])], [(1, 1)])
    rows, lost = again(session, strange)
    assert rows == []
    assert len(lost) == 2


SLOW = ("paragraphs added", "reworded, a fifth", "cut otherwise", "converted from pages")


@pytest.mark.parametrize("kind", ["paragraphs moved", *(pytest.param(kind, marks=pytest.mark.slow) for kind in SLOW)])
def test_of_papers_that_changed_nearly_all_is_found_and_nothing_wrong(kind: str) -> None:
    from scripts.bench_review import CHANGES, run

    (found,) = run(3, changes=[change for change in CHANGES if change[0] == kind]).values()
    assert found.unchanged > 80
    assert found.found >= 0.95 * found.unchanged
    assert found.wrong == 0


def test_pairs_without_sentences_are_no_base(tmp_path: Path) -> None:
    from duizhao.corpora.errors import InputError

    with pytest.raises(InputError, match="no sentences"):
        Base.of([replace(Pair("A.", "甲。"))])
