"""Align the rest again: what was settled stays."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from duizhao.alignment import AlignSettings
from duizhao.alignment.again import align_between
from duizhao.corpora.errors import InputError
from duizhao.review import Base, Confirm, Merge, ReviewSheet, Session, Swap
from duizhao.review.realign import realigned
from tests.review.conftest import SOURCE, TARGET, pairs_of, segments

Bead = tuple[tuple[int, int], tuple[int, int], float]


def aligner(source: Sequence[str], target: Sequence[str], corners: Sequence[tuple[int, int]]) -> list[Bead]:
    beads = align_between(source, target, corners, settings=AlignSettings(embed="none"))
    return [(tuple(b.source), tuple(b.target), b.confidence) for b in beads]  # type: ignore[misc]


def test_a_confirmed_pair_mends_its_neighbours(session: Session) -> None:
    before = list(session.sheet.rows)
    patch = session.do(realigned(session.sheet, aligner))
    shown = [session.base.shown(row) for row in session.sheet.rows]
    assert ("Costs grew by 1.5 per cent.", "费用增加了百分之一点五。") in shown
    assert patch.name == "align_again"
    session.undo()
    assert session.sheet.rows == before


def test_what_was_settled_stays_even_where_it_is_wrong(session: Session) -> None:
    session.do(Swap(0))
    session.do(Confirm(0))
    session.do(Confirm(1))
    session.do(Merge(6))
    session.do(Confirm(6))
    kept = [row for row in session.sheet.rows if row.confirmed]
    session.do(realigned(session.sheet, aligner))
    assert [row for row in session.sheet.rows if row.confirmed] == kept


def test_nothing_new_is_said_so() -> None:
    base = Base.of(pairs_of(segments(SOURCE, " "), segments(TARGET, ""), [(1, 1)] * 8))
    sheet = ReviewSheet(base)
    with pytest.raises(InputError, match="nothing came out otherwise"):
        realigned(sheet, lambda s, t, c: [((k, k + 1), (k, k + 1), 1.0) for k in range(8)])


def test_the_path_passes_the_corners() -> None:
    source = ["It rained.", "The river rose.", "Boats waited.", "Trade stopped."]
    target = ["下雨了。", "河水上涨。", "船只等候。", "贸易停止。"]
    beads = align_between(source, target, [(1, 2)], settings=AlignSettings(embed="none"))
    assert (1, 2) in {(b.source.stop, b.target.stop) for b in beads}
    with pytest.raises(InputError, match="ascend"):
        align_between(source, target, [(1, 2), (2, 1)])
    with pytest.raises(InputError, match="ascend"):
        align_between(source, target, [(1, 9)])
