"""Two people's reviews of one paper."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from duizhao.corpora.errors import InputError, WorkError
from duizhao.review import Base, Confirm, Correct, Exclude, Merge, Remark, Session, Split, read_journal
from duizhao.review.exchange import bring, export, open_conflicts, parse_review, read_review
from duizhao.review.lock import locked


@pytest.fixture
def other(base: Base, tmp_path: Path) -> Session:
    folder = tmp_path / "wang"
    folder.mkdir()
    return Session(base, folder / "review.jsonl", who="Wang", clock=lambda: "2030-03-05T00:00:00Z")


def test_what_only_one_decided_is_taken_and_agreement_noted(session: Session, other: Session) -> None:
    session.do(Confirm(0))
    other.do(Confirm(0))
    other.do(Merge(6))
    found = bring(session, other.journal)
    assert (len(found.taken), found.agreed, found.conflicts, found.lost) == (1, 1, (), ())
    assert session.sheet.rows[6].who == "Wang"
    assert len(session.sheet) == 7
    session.undo()
    assert len(session.sheet) == 8


def test_words_on_one_pair_that_do_not_contradict_are_joined(session: Session, other: Session) -> None:
    session.do(Confirm(0))
    other.do(Remark(0, "ask"))
    other.do(Correct(0, 1, "根特会议。"))
    assert not bring(session, other.journal).conflicts
    row = session.sheet.rows[0]
    assert (row.mark, row.note, row.edit) == ("confirmed", "ask", (None, "根特会议。"))


def test_a_contradiction_is_shown_and_settled_by_the_next_decision(session: Session, other: Session) -> None:
    session.do(Correct(0, 1, "甲。"))
    other.do(Correct(0, 1, "乙。"))
    session.do(Confirm(6))
    other.do(Merge(6))
    found = bring(session, other.journal)
    assert [c.theirs.who for c in found.conflicts] == ["Wang", "Wang"]
    assert session.sheet.rows[0].edit[1] == "甲。"
    assert len(session.sheet) == 8
    again = read_journal(session.path)
    assert len(open_conflicts(session.base, again)) == 2
    session.do(Remark(0, "settled"))
    assert [c.theirs.edit for c in open_conflicts(session.base, session.journal)] == [(None, None)]


def test_theirs_may_win(session: Session, other: Session) -> None:
    session.do(Correct(0, 1, "甲。"))
    other.do(Correct(0, 1, "乙。"))
    assert not bring(session, other.journal, theirs=True).conflicts
    assert session.sheet.rows[0].edit[1] == "乙。"


def test_who_went_on_from_my_review_is_newer(session: Session, base: Base, tmp_path: Path) -> None:
    session.do(Confirm(0))
    session.do(Confirm(1))
    path = tmp_path / "copy.jsonl"
    path.write_bytes(session.path.read_bytes())
    copy = Session(base, path, who="Wang")
    copy.do(Exclude(0))
    session.do(Remark(1, "mine"))
    found = bring(session, copy.journal)
    assert not found.conflicts
    assert session.sheet.rows[0].excluded
    assert session.sheet.rows[1].note == "mine"
    assert not bring(session, copy.journal).taken  # a second time nothing is new


def test_a_review_as_a_file(session: Session, other: Session, tmp_path: Path) -> None:
    other.do(Split(6, source=16, target=6))
    other.do(Confirm(0))
    other.undo()
    path = tmp_path / "paper.review.json"
    path.write_text(export(other.journal, "paper"), encoding="utf-8")
    assert read_review(path).effective == other.journal.effective
    assert len(bring(session, read_review(path)).taken) == 2
    assert read_review(other.path).effective == other.journal.effective


@pytest.mark.parametrize(
    "spoil", [lambda d: d[:300], lambda d: b"{}", lambda d: b"", lambda d: b"\xff\xfe", lambda d: b"[1]"]
)
def test_a_broken_file_is_refused(other: Session, spoil: object) -> None:
    other.do(Confirm(0))
    data = export(other.journal, "paper").encode()
    with pytest.raises(InputError, match="review"):
        parse_review(spoil(data))  # type: ignore[operator]


def test_entries_that_make_no_sense_are_counted(session: Session, other: Session) -> None:
    other.do(Confirm(0))
    other.do(Confirm(1))
    data = json.loads(export(other.journal, "paper"))
    data["entries"][0]["do"]["after"][0]["s"] = [[0, 0, 3]]
    found = bring(session, parse_review(json.dumps(data).encode()))
    assert (len(found.taken), found.damaged) == (1, 1)
    data["schema"] = 99
    with pytest.raises(InputError, match="schema 99"):
        parse_review(json.dumps(data).encode())


def test_a_review_of_another_document_is_refused(session: Session, other: Session) -> None:
    other.do(Confirm(0))
    data = json.loads(export(other.journal, "paper"))
    for sides in data["texts"].values():
        sides[:] = [[f"x{k} {text}" for k, text in enumerate(side)] for side in sides]
    data["entries"] = []
    strange = parse_review(json.dumps(data).encode())
    with pytest.raises(InputError, match="another document"):
        bring(session, strange)


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(WorkError, match="somebody else"), locked(tmp_path):
        raise AssertionError("two writers")
    with locked(tmp_path):
        pass
    assert not list(tmp_path.iterdir())
