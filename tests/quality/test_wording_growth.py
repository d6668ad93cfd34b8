"""Telling technical pieces from words costs no more than the text is long."""

from __future__ import annotations

import time

import pytest

from duizhao.quality.checks._wording import without_technical


def cost(text: str) -> float:
    """The least processor time of three calls."""
    best = float("inf")
    for _ in range(3):
        before = time.process_time()
        without_technical(text)
        best = min(best, time.process_time() - before)
    return best


@pytest.mark.parametrize(
    "filler", [*(". a. a- a-- a_ a+ - _ a a/ / <a a@ a.a- ://a www. 港口. C:\\ $ ( -a").split(), " ", "a ", "\n"]
)
def test_cost_follows_the_length(filler: str) -> None:
    # At the square four times the length would cost sixteen times as much.
    short, long = (cost((filler * size)[:size]) for size in (4000, 16_000))
    assert long < 9 * max(short, 0.002)


def test_technical_pieces_are_found_as_before() -> None:
    text = "see www.a-b.example.org/x or a.b+c@d.example, run foo.bar() on my-file.txt in ./lib/x --now x_y <b> $HOME"
    left = without_technical(text)
    for piece in ("example", "bar()", "my-file", "lib", "--now", "x_y", "<b>", "HOME"):
        assert piece not in left
