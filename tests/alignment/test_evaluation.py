"""Beads on disk and their scores, with hand-worked numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.alignment import evaluation
from duizhao.alignment.beads import Bead, Range, beads_of, check_cover
from duizhao.corpora.errors import InputError


def test_scores_of_a_worked_example() -> None:
    gold = [((0,), (0,)), ((1, 2), (1,)), ((3,), (2,)), ((), (3,))]
    found = [((0,), (0,)), ((1,), (1,)), ((2, 3), (2,)), ((), (3,))]
    score = evaluation.score([(gold, found)])
    # Strict precision counts the omission: 2 of 4. Recall leaves it out: 1 of 3 gold beads.
    assert (score.strict_precision, score.strict_recall) == (0.5, pytest.approx(1 / 3))
    # Laxly every full bead shares a source and a target with a gold one.
    assert (score.lax_precision, score.lax_recall) == (1.0, 1.0)
    assert score.by_type["2-1"] == (1, 0)
    assert score.strict == pytest.approx(0.4)


def test_nothing_found_scores_nothing() -> None:
    score = evaluation.score([([((0,), (0,))], [])])
    assert (score.strict, score.lax) == (0.0, 0.0)
    assert evaluation.score([]).strict == 0.0


def test_disagreements_are_cut_at_shared_corners() -> None:
    gold = [((0,), (0,)), ((1, 2), (1,)), ((3,), (2,)), ((4,), (3,))]
    found = [((0,), (0,)), ((1,), (1,)), ((2, 3), (2,)), ((4,), (3,))]
    assert evaluation.disagreements(gold, found) == [(gold[1:3], found[1:3])]
    assert evaluation.disagreements(gold, gold) == []


shapes = st.lists(st.sampled_from([(0, 1), (1, 0), (1, 1), (2, 1), (1, 3)]), max_size=30)


@settings(max_examples=15)
@given(shapes)
def test_written_beads_read_back(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int]]) -> None:
    corners = [(0, 0)]
    for a, b in steps:
        corners.append((corners[-1][0] + a, corners[-1][1] + b))
    beads = beads_of(corners)
    path = tmp_path_factory.mktemp("beads") / "a.beads"
    evaluation.write_beads(path, beads)
    assert evaluation.read_beads(path) == evaluation.indices(beads)
    check_cover(beads, *corners[-1])


@pytest.mark.parametrize("line", ["[0]", "[0]:[x]", "0:1", "[-1]:[0]", "[0.5]:[1]", "[True]:[0]", "[0:[1]"])
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "b.beads"
    path.write_text(f"# comment\n[0]:[0]:0.1\n\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        evaluation.read_beads(path)
    assert error.value.line == 4


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        evaluation.read_beads(tmp_path / "none")


def test_gaps_and_overlaps_are_refused() -> None:
    with pytest.raises(InputError):
        check_cover([Bead(Range(0, 1), Range(0, 1)), Bead(Range(2, 3), Range(1, 2))], 3, 2)
    with pytest.raises(InputError):
        check_cover([Bead(Range(0, 1), Range(0, 1))], 2, 1)


def test_tsv_joins_chinese_without_a_space() -> None:
    bead = Bead(Range(0, 2), Range(0, 2), 0.0, 0.5)
    assert evaluation.format_tsv([bead], ["One.", "Two."], ["一。", "二。"]) == "One. Two.\t一。二。\t0.5000\n"
