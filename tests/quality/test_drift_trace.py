"""Sentences followed from one version of a text to the next: edited, moved, rewritten, gone, new."""

from __future__ import annotations

import pytest

from duizhao.quality.drift.trace import Trace, plain, trace

A = "The harbour opens at six in the morning."
B = "Every boat pays twelve francs a day."
C = "Nobody lights a fire on the quay."
D = "The keeper has the list of all boats."


@pytest.mark.parametrize(
    ("old", "new", "older", "moved"),
    [
        ([A, B, C], [A, B, C], (0, 1, 2), set()),
        # Quotes, dashes and spaces are the same sentence.
        (["“So” – he said."], ['"So" -  he said.'], (0,), set()),
        ([A, B, C], [A, C], (0, 2), set()),
        ([A, C], [A, B, C], (0, None, 1), set()),
        # Edited in its place, between others that stayed.
        ([A, B, C], [A, B.replace("twelve", "fifteen"), C], (0, 1, 2), set()),
        ([A, B], [A.replace("six", "seven"), B.replace("twelve", "fifteen")], (0, 1), set()),
        # Moved as it is, and moved with a word changed.
        ([A, B, C], [B, C, A], (1, 2, 0), {2}),
        ([A, B, C], [B, C, A.replace("six", "five")], (1, 2, 0), {2}),
        # Moved with much changed: gone, and new.
        ([A, B, C], [B, C, "Our harbour opens early each morning."], (1, 2, None), set()),
        # One removed, another in its place that has nothing of it.
        ([A, B, C], [A, "Dogs stay outside.", C], (0, None, 2), set()),
        # Rewritten in its place, with the same content words.
        (
            [A, B, C],
            [A, "A daily fee of twelve francs, which each boat has to pay, is collected.", C],
            (0, 1, 2),
            set(),
        ),
        # Said twice: each keeps its own.
        ([B, A, B], [B, C, B], (0, None, 2), set()),
        ([], [A, B], (None, None), set()),
        ([A, B], [], (), set()),
    ],
)
def test_sentences_are_followed(old: list[str], new: list[str], older: tuple[int | None, ...], moved: set[int]) -> None:
    found = trace(old, new)
    assert found.older == older
    assert found.moved == moved
    assert found.newer == {o: n for n, o in enumerate(older) if o is not None}


def test_short_phrases_do_not_move() -> None:
    # "No." stands in many places, and by itself says nothing of where it came from.
    assert trace(["No.", A, B], [A, B, "No."]).older == (1, 2, None)
    assert trace(["Never.", A, B], [A, B, "Never."]) == Trace((1, 2, 0), frozenset({2}))


def test_only_the_same_sentences_where_likeness_does_not_count() -> None:
    new = [B, A.replace("six", "five"), C, D]
    assert trace([A, B, C, D], new).older[1] is not None
    strict = trace([A, B, C, D], new, alike=2.0)
    assert strict.older == (1, None, 2, 3)
    # Moved as it is, it is the same.
    assert trace([A, B], [B, A], alike=2.0).older == (1, 0)


def test_of_two_alike_the_more_alike_is_the_one() -> None:
    old = ["The gate opens at nine on Mondays.", "The gate opens at ten on Sundays and closes at noon."]
    new = ["The gate opens at eleven on Sundays and closes at noon."]
    assert trace(old, new).older == (1,)
    assert trace(new, old).older == (None, 0)


def test_plain() -> None:
    assert plain("  ‘Ａ’ —\u00a0b\n c ") == "'A' - b c"
