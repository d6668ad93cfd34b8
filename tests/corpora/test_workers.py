"""The port that work goes through: everything once, in order, and what dies is tried twice; whoever works."""

from __future__ import annotations

import pytest

from duizhao.corpora.errors import InputError
from duizhao.corpora.processes.workers import Died, Raised, each_once


class Fake:
    """Workers that do at once what they are given: `deaths` says how often a thing takes its worker with it, `gone`
    how often that was because the machine went."""

    def __init__(
        self, slots: int = 2, deaths: dict[str, int] | None = None, gone: dict[str, int] | None = None
    ) -> None:
        self.slots, self.deaths, self.gone = slots, dict(deaths or {}), dict(gone or {})
        self.hand: list[tuple[int, str]] = []
        self.taken: list[str] = []
        self.most, self.lonely, self.closed = 0, 0, False
        self.things: dict[int, str] = {}

    def free(self) -> int:
        return self.slots - len(self.hand)

    def submit(self, place: int, thing: str) -> None:
        assert self.free() > 0
        self.things[place] = thing
        self.hand.append((place, thing))
        self.taken.append(thing)
        self.most = max(self.most, len(self.hand))

    def ended(self) -> list[tuple[int, object]]:
        place, thing = self.hand.pop(0)
        if self.deaths.get(thing, 0) > 0:
            self.deaths[thing] -= 1
            return [(place, Died(-9))]
        if thing == "bad":
            return [(place, Raised(InputError("no such thing")))]
        return [(place, thing.upper())]

    def lost(self, place: int) -> bool:
        left = self.gone.get(self.things[place], 0)
        self.gone[self.things[place]] = left - 1
        return left > 0

    def alone(self) -> None:
        self.lonely, self.slots = self.lonely + 1, 1

    def close(self) -> None:
        self.closed = True


def test_everything_once_in_the_order_that_is_asked_for() -> None:
    workers = Fake(3)
    found = list(each_once(workers, "abcdefg", order=[6, 0, 1, 2, 3, 4, 5]))
    assert workers.taken == list("gabcdef")
    assert dict(found) == dict(enumerate("ABCDEFG"))
    assert (workers.most, workers.lonely, workers.closed) == (3, 0, True)
    assert list(each_once(Fake(), "")) == []


def test_what_dies_once_is_done_alone_at_the_end_and_twice_is_set_aside() -> None:
    workers = Fake(2, {"b": 1, "d": 5})
    found = list(each_once(workers, "abcde"))
    assert found[:3] == [(0, "A"), (2, "C"), (4, "E")]
    assert found[3:] == [(1, "B"), (3, Died(-9))]
    assert workers.taken == [*"abcde", "b", "d"]
    assert workers.lonely == 2


def test_a_machine_that_is_gone_is_not_its_things_fault() -> None:
    workers = Fake(2, {"a": 2, "b": 2}, {"a": 2, "b": 2})
    assert dict(each_once(workers, "abc")) == {0: "A", 1: "B", 2: "C"}
    assert workers.lonely == 0
    # …but a thing that loses every machine ends, too
    workers = Fake(2, {"a": 100}, {"a": 100})
    assert dict(each_once(workers, "ab")) == {0: Died(-9), 1: "B"}
    assert workers.taken.count("a") == 7


def test_what_is_raised_ends_it_and_leaves_nobody() -> None:
    workers = Fake()
    with pytest.raises(InputError, match="no such thing"):
        list(each_once(workers, ["a", "bad", "c"]))
    assert workers.closed


def test_an_end_that_has_no_status_says_what_is_known() -> None:
    assert str(Died(0, "out of memory")) == "out of memory"
