"""Commands do what their names say, refuse what makes no sense, and can all be taken back."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from duizhao.corpora.errors import InputError
from duizhao.review import (
    Base,
    Confirm,
    ConfirmAll,
    Correct,
    Exclude,
    Give,
    Merge,
    OneSided,
    Patch,
    Remark,
    ReviewSheet,
    Session,
    Split,
    Swap,
    Unconfirm,
    read_journal,
    replay,
)
from tests.review.conftest import small_base
from tests.review.walking import any_command


def shown(session: Session) -> list[tuple[str, str]]:
    return [session.base.shown(row) for row in session.sheet.rows]


def test_merge_and_split_at_the_caret(session: Session) -> None:
    before = shown(session)
    session.do(Merge(0))
    assert shown(session)[0] == (
        "The Council met in Ghent. It opened at 9.15 a.m.",
        "理事会在根特举行会议。会议于上午九时十五分开始。",
    )
    session.do(Split(0, source=26))
    assert shown(session) == before
    assert session.sheet.rows[0].sure == session.base.rows[0].sure  # as the aligner had it, as sure as it was


def test_split_inside_a_sentence_at_both_carets(session: Session) -> None:
    session.do(Split(6, source=16, target=6))
    assert shown(session)[6:8] == [("Nobody objected;", "没有人反对；"), ("nobody spoke.", "没有人发言。")]
    assert len(session.sheet) == 9
    session.do(Merge(6))
    assert session.sheet.rows[6].key == session.base.rows[6].key


def test_split_without_a_caret_on_one_side_takes_the_nearest_border(session: Session) -> None:
    assert shown(session)[3] == ("They said so twice. Members agreed.", "他们说了两次。成员同意。")
    session.do(Split(3, target=7))
    assert shown(session)[3:5] == [("They said so twice.", "他们说了两次。"), ("Members agreed.", "成员同意。")]


def test_a_sentence_goes_to_a_neighbour(session: Session) -> None:
    session.do(Give(3, 1, "first", 2))
    assert shown(session)[2:4] == [
        ("Members agreed.", "成员同意。他们说了两次。"),
        ("They said so twice. Members agreed.", "成员同意。"),
    ]


def test_two_leftovers_become_a_pair(session: Session) -> None:
    session.do(Give(5, 1, "all", 4))
    assert shown(session)[4] == ("Costs grew by 1.5 per cent.", "费用增加了百分之一点五。")
    assert len(session.sheet) == 7


def test_a_unit_moves_far_away(session: Session) -> None:
    session.do(Give(0, 1, "unit", 7))
    assert shown(session)[0] == ("The Council met in Ghent.", "")
    assert shown(session)[7] == ("The sitting closed.", "理事会在根特举行会议。会议结束。")


def test_left_out_stands_alone_and_is_confirmed(session: Session) -> None:
    session.do(OneSided(0, 0))
    rows = session.sheet.rows
    assert shown(session)[:2] == [("The Council met in Ghent.", ""), ("", "理事会在根特举行会议。")]
    assert [row.mark for row in rows[:2]] == ["confirmed", ""]
    session.do(OneSided(1, 1))
    assert session.sheet.rows[1].mark == "confirmed"


def test_swap(session: Session) -> None:
    session.do(Swap(0))
    assert shown(session)[:2] == [
        ("The Council met in Ghent.", "会议于上午九时十五分开始。"),
        ("It opened at 9.15 a.m.", "理事会在根特举行会议。"),
    ]


def test_what_is_said_of_a_pair(session: Session) -> None:
    session.do(Confirm(0))
    session.do(Correct(0, 1, " 理事会 在根特开会。 "))
    session.do(Remark(0, "ask"))
    session.do(Exclude(0))
    row = session.sheet.rows[0]
    assert (row.mark, row.edit, row.note, row.excluded) == ("confirmed", (None, "理事会 在根特开会。"), "ask", True)
    assert (row.who, row.when) == ("Liu", "2030-03-04T09:15:00Z")
    pair = session.base.pair(row)
    assert (pair.target, pair.confidence) == ("理事会 在根特开会。", 1.0)
    session.do(Correct(0, 1, "理事会在根特举行会议。"))  # what the document says is no correction
    assert session.sheet.rows[0].edit == (None, None)
    session.do(Unconfirm(0))
    assert session.sheet.rows[0].mark == ""


def test_confirm_all_takes_complete_pairs_of_that_confidence(session: Session) -> None:
    session.do(ConfirmAll(0.6))
    assert [i for i, row in enumerate(session.sheet.rows) if row.confirmed] == [2, 3, 6, 7]


@pytest.mark.parametrize(
    "command",
    [
        Merge(0, -1),
        Merge(7),
        Merge(9),
        Split(0),
        Split(0, source=0),
        Split(0, source=999),
        Unconfirm(0),
        ConfirmAll(1.0),
        Give(4, 1, "first", 3),
        Give(0, 0, "some", 1),
        Give(0, 0, "all", 0),
        OneSided(4, 1),
        Correct(4, 1, "x"),
        Correct(0, 0, "  "),
        Exclude(0, False),
        Remark(0, ""),
    ],
    ids=repr,
)
def test_nonsense_is_refused_and_changes_nothing(session: Session, command: Merge) -> None:
    before = list(session.sheet.rows)
    with pytest.raises(InputError):
        session.do(command)
    assert session.sheet.rows == before
    assert not session.path.exists()


def test_a_corrected_text_is_not_divided_and_merges_as_corrected(session: Session) -> None:
    session.do(Correct(0, 1, "甲。"))
    with pytest.raises(InputError, match="corrected"):
        session.do(Split(0, source=5))
    session.do(Merge(0))
    assert shown(session)[0][1] == "甲。会议于上午九时十五分开始。"


def test_a_patch_that_loses_text_is_refused(session: Session) -> None:
    rows = session.sheet.rows
    with pytest.raises(InputError, match="lose or invent"):
        session.do(Patch("mine", (rows[0], rows[1]), (rows[0],)))
    with pytest.raises(InputError, match="changed since"):
        session.do(Patch("mine", (rows[0].signed("x", "y"),), (rows[0],)))


def everything(sheet: ReviewSheet) -> tuple[Counter[str], ...]:
    """The letters of both sides: no command may lose or double one."""
    return tuple(
        Counter(char for row in sheet.rows for char in sheet.base.text(row.sides[side], side) if not char.isspace())
        for side in (0, 1)
    )


@pytest.mark.usefixtures("no_waiting_for_the_disk")
@given(seed=st.integers(0, 2**32))
@hypothesis_settings(max_examples=4)
def test_a_walk_of_300_commands_can_be_undone_and_done_again(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    base = small_base()
    folder = tmp_path_factory.mktemp("walk")
    session = Session(base, folder / "review.jsonl", who="Liu", clock=lambda: "2030-03-04T09:15:00Z")
    pick = random.Random(seed)
    states = [list(session.sheet.rows)]
    letters = everything(session.sheet)
    while len(states) <= 300:
        try:
            session.do(any_command(session.sheet, pick))
        except InputError:
            continue
        states.append(list(session.sheet.rows))
    assert everything(session.sheet) == letters
    assert replay(base, read_journal(session.path)).sheet.rows == states[-1]
    for state in states[-2::-1]:
        session.undo()
        assert session.sheet.rows == state
    assert session.sheet.rows == list(base.rows)
    for state in states[1:]:
        session.redo()
        assert session.sheet.rows == state
    again = Session(base, folder / "review.jsonl")
    assert again.sheet.rows == states[-1]
    assert len(again.done) == 300


def test_pairs_of_untouched_rows_are_the_aligners(base: Base) -> None:
    assert tuple(map(base.pair, ReviewSheet(base).rows)) == base.pairs
