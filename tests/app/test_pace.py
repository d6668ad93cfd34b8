"""When a pile will end, told by what its documents cost and not by their number."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from duizhao.cli.pile import in_words
from duizhao.inputs import DocumentPair, OneFile, TwoFiles
from duizhao.pace import Pace, Standing, sizes_of

RATE = {".md": 2e-5, ".pdf": 1e-6}


def _pile(seed: int, number: int = 300) -> list[tuple[str, int]]:
    """Documents of two kinds and of all sizes, the largest first."""
    rng = random.Random(seed)
    made = [(rng.choice([".md", ".pdf"]), int(10 ** rng.uniform(3, 6.5))) for _ in range(number)]
    return sorted(made, key=lambda one: -one[1])


def _cost(kind: str, size: int) -> float:
    return 0.2 + RATE[kind] * size


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("workers", [1, 8])
def test_the_end_is_told_honestly_from_early_on(seed: int, workers: int) -> None:
    pile, now = _pile(seed), 0.0
    pace = Pace(pile, clock=lambda: now)
    free, told = [0.0] * workers, []
    ends = []
    for place, (kind, size) in enumerate(pile):
        at = min(range(workers), key=free.__getitem__)
        free[at] += _cost(kind, size)
        ends.append((free[at], place))
    for ended, place in sorted(ends):
        now = ended
        pace.ended(place, _cost(*pile[place]))
        told.append((now, pace.standing()))
    whole = max(free)
    for at, standing in told:
        if 0.35 < standing.share < 0.95:  # every worker has ended something by then
            assert standing.seconds is not None
            assert at + standing.seconds == pytest.approx(whole, rel=0.1)
    assert (told[-1][1].done, told[-1][1].share) == (300, 1.0)
    # half-way a count of documents would have promised far more
    at, half = next((at, standing) for at, standing in told if standing.share >= 0.5)
    assert at / half.done * 300 > 1.5 * whole


def test_what_had_nothing_to_be_done_or_failed_says_nothing_of_the_others() -> None:
    now = 0.0
    pace = Pace([(".md", 100)] * 10, clock=lambda: now)
    for place in range(4):
        pace.ended(place, 0.001, idle=True)
    pace.ended(4, 0.001, failed=True)
    assert pace.standing() == Standing(5, 1, 10, 0.0, None)
    now = 10.0
    pace.ended(5, 10.0)
    standing = pace.standing()
    assert standing.seconds == pytest.approx(40.0)
    assert standing.share == pytest.approx(0.2)


def test_nothing_to_do() -> None:
    assert Pace([]).standing() == Standing(0, 0, 0, 1.0, None)


def test_words() -> None:
    assert in_words(Standing(0, 0, 7, 0.0, None)) == "0 of 7"
    assert in_words(Standing(8, 3, 20, 0.4149, 1500)) == "8 of 20 (3 failed), 41 % of the work, about 25 min left"
    ends = [in_words(Standing(1, 0, 2, 0.5, seconds)).split("about ")[1] for seconds in (0.1, 80, 9000, 400_000)]
    assert ends == ["1 s left", "80 s left", "2.5 h left", "4.6 days left"]


def test_sizes(tmp_path: Path) -> None:
    one, other = tmp_path / "a.MD", tmp_path / "b.md"
    one.write_bytes(b"12345")
    other.write_bytes(b"123")
    pairs = [
        DocumentPair("a", TwoFiles(one, other)),
        DocumentPair("b", OneFile(one)),
        DocumentPair("c", TwoFiles(tmp_path / "gone.pdf", other)),
    ]
    assert sizes_of(pairs) == [(".md", 8), (".md", 5), (".pdf", 3)]
