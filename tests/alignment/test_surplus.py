"""Surplus: a sentence that adds nothing to its bead is left over; one that holds anything there, or that people put
there, stays."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from duizhao import corpora
from duizhao.alignment import AlignSettings, align
from duizhao.alignment.beads import Bead, Range, check_cover
from duizhao.alignment.encoders import default_encoder
from duizhao.alignment.signals.tokens import TokenTable
from duizhao.alignment.surplus import End, by_tokens, by_words, ends, without_surplus
from duizhao.alignment.text_side import Side


def bead(a: int, b: int, c: int, d: int) -> Bead:
    return Bead(Range(a, b), Range(c, d), confidence=0.9)


def test_ends_are_the_outer_sentences_of_sides_that_have_several() -> None:
    assert ends(bead(0, 1, 0, 1)) == ends(bead(0, 2, 3, 3)) == ()
    last, first = ends(bead(4, 5, 7, 10))
    assert (last.side, last.at, last.rest, last.other) == (1, 9, Range(7, 9), Range(4, 5))
    assert (first.side, first.at, first.rest, first.other) == (1, 7, Range(8, 10), Range(4, 5))
    assert [end.side for end in ends(bead(0, 2, 0, 2))] == [0, 0, 1, 1]


def test_what_is_left_over_is_told_where_it_stood() -> None:
    given = [bead(0, 1, 0, 1), bead(1, 3, 1, 4), bead(3, 5, 4, 5)]
    gone = {(1, 1), (1, 3), (0, 2), (0, 4)}
    found = without_surplus(given, lambda end: (end.side, end.at) in gone)
    check_cover(found, 5, 5)
    assert [each.shape for each in found] == [(1, 1), (0, 1), (1, 1), (0, 1), (1, 0), (1, 1), (1, 0)]
    assert all(each.confidence == 0.9 for each in found)


def test_a_bead_keeps_its_last_sentence_a_side() -> None:
    found = without_surplus([bead(0, 3, 0, 2)], lambda end: True)
    check_cover(found, 3, 2)
    assert sorted(each.shape for each in found) == [(0, 1), (1, 0), (1, 0), (1, 1)]


def test_what_people_put_together_stays_together() -> None:
    given = [bead(0, 1, 0, 2), bead(1, 2, 2, 4)]
    found = without_surplus(given, lambda end: True, [(0, 0), (1, 2)])
    assert [each.shape for each in found] == [(1, 2), (1, 1), (0, 1)]


SOURCE = ["Records are the basis of every decision.", "The keeper opens the gate at dawn, and the guard closes it."]
TARGET = ["记录是每项决定的依据。", "没有记录，就需要发掘新的记录。", "看守人黎明开门。", "警卫关门。"]


@pytest.mark.parametrize("swapped", [False, True], ids=["in the target", "in the source"])
def test_words_let_go_what_only_repeats_them(swapped: bool) -> None:
    sides = Side.of(SOURCE, "en"), Side.of(TARGET, "zh-CN")
    beads = [bead(0, 1, 0, 2), bead(1, 2, 2, 4)]
    if swapped:
        sides, beads = sides[::-1], [each.swapped() for each in beads]
    idle = by_words(beads, *sides)
    found = {(1 - end.side if swapped else end.side, end.at): idle(end) for each in beads for end in ends(each)}
    # `records` stands in both halves; `guard` and `closes` in the last sentence alone.
    assert found == {(1, 1): True, (1, 0): False, (1, 3): False, (1, 2): False}


def test_words_say_nothing_of_beads_they_were_not_asked_of() -> None:
    idle = by_words([bead(0, 1, 0, 1)], Side.of(SOURCE, "en"), Side.of(TARGET, "zh-CN"))
    assert not idle(End(1, 1, Range(0, 1), Range(0, 1)))


def tokens(*sentences: str) -> TokenTable:
    """Sentences whose tokens are letters, one direction a letter."""
    sentence = np.repeat(np.arange(len(sentences)), [len(each) for each in sentences])
    letters = [ord(letter) - ord("a") for each in sentences for letter in each]
    ones = np.ones(len(letters))
    start = np.concatenate([[0], np.cumsum([len(each) for each in sentences])])
    vectors = np.eye(26)[letters].astype(np.float16)
    return TokenTable(sentence, sentence, ones.astype(np.float32), ones.astype(np.int64), vectors, start)


@pytest.mark.parametrize("side", [0, 1], ids=["source", "target"])
@pytest.mark.parametrize(
    ("added", "left"),
    [("wxyz", True), ("abxyz", True), ("adxyz", False), ("d", False), ("", False)],
    ids=["nothing", "what its neighbour has", "a word of its own", "that alone", "not known"],
)
def test_tokens_leave_over_what_holds_nothing(added: str, left: bool, side: int) -> None:
    one, several = tokens("abcd"), tokens("abc", added)
    idle = by_tokens((one, several) if side else (several, one))
    assert idle(End(side, 1, Range(0, 1), Range(0, 1))) is left
    # Nor may the one before go, whatever stands behind it.
    assert not idle(End(side, 0, Range(1, 2), Range(0, 1)))


@pytest.mark.slow
def test_the_sentence_that_the_sample_leaves_out_is_found() -> None:
    encoder = default_encoder()
    if encoder is None:
        pytest.skip("no encoder is installed")
    folder = Path(corpora.__file__).parent / "samples"
    documents = corpora.read(folder / "en.md", language="en"), corpora.read(folder / "zh.md", language="zh-CN")
    found = {}
    for embed in ("none", "auto"):
        pairs = align(*documents, encoder=encoder, settings=AlignSettings(embed=embed)).pairs
        found[embed] = {(pair.source, pair.target) for pair in pairs}
    planted = json.loads((folder / "planted.json").read_text(encoding="utf-8"))
    gone = "The other three came from neighbouring countries that had been invited to attend."
    assert gone in json.dumps(planted)
    assert found["auto"] - found["none"] >= {(gone, "")}
    # It is all that vectors change of a paper that words know already.
    assert len(found["none"] - found["auto"]) == 1
