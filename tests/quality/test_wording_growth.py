"""What checks ask of a sentence costs no more than the sentence is long."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from duizhao.corpora.model import Locator, Pair
from duizhao.quality.checks._wording import without_technical
from duizhao.quality.evidence.contents import lines_of_contents
from duizhao.quality.evidence.number_labels import without_labels
from duizhao.quality.evidence.same_text import plain

NOWHERE = Locator("")
ASKED: list[Callable[[str], object]] = [
    without_technical,
    plain,
    lambda text: without_labels(text, text),
    lambda text: lines_of_contents([Pair(text, text, NOWHERE, NOWHERE)]),
]


def cost(asked: Callable[[str], object], text: str) -> float:
    """The least processor time of three calls."""
    best = float("inf")
    for _ in range(3):
        before = time.process_time()
        asked(text)
        best = min(best, time.process_time() - before)
    return best


@pytest.mark.parametrize(
    "filler",
    [
        *(". a. a- a-- a_ a+ - _ a a/ / <a a@ a.a- ://a www. 港口. C:\\ $ ( -a").split(),
        " ",
        "a ",
        "\n",
        "…",
        "。",
        ". ",
        "1. ",
        "(1) ",
    ],
)
@pytest.mark.parametrize("asked", ASKED, ids=["technical", "same", "labels", "contents"])
def test_cost_follows_the_length(filler: str, asked: Callable[[str], object]) -> None:
    # At the square four times the length would cost sixteen times as much.
    short, long = (cost(asked, (filler * size)[:size] + " is old") for size in (4000, 16_000))
    assert long < 9 * max(short, 0.002)


def test_technical_pieces_are_found_as_before() -> None:
    text = "see www.a-b.example.org/x or a.b+c@d.example, run foo.bar() on my-file.txt in ./lib/x --now x_y <b> $HOME"
    left = without_technical(text)
    for piece in ("example", "bar()", "my-file", "lib", "--now", "x_y", "<b>", "HOME"):
        assert piece not in left


def test_leaders_and_ends_are_seen_as_before() -> None:
    for text in ("Ports ........ 7", "Ports . . . . . 7", "港口…………7", "a.b.  .... 7"):
        assert "7" not in without_labels(text, "x")[0]
    assert "7" in without_labels("港口……7", "x")[0]
    assert plain("The port opens. …!?") == plain("the port opens")
    led = [Pair(f"Part {i} ....... {i}", f"第{i}部分……{i}", NOWHERE, NOWHERE) for i in range(1, 5)]
    assert lines_of_contents(led) == {0, 1, 2, 3}
