"""A small run of scripts/kill_test.py, and that it finds what it is there to find."""

from __future__ import annotations

import os

import pytest

from scripts import kill_test

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here"),
]


@pytest.mark.parametrize("name", ["align", "align-jobs", "tmx-split", "memory-add", "check-history"])
def test_killed_commands_tear_and_lose_nothing(name: str) -> None:
    found = kill_test.run([name], kills=3, step=20, seed=2)
    assert found["kills"] > 0
    assert {key: found[key] for key in kill_test.KEYS[1:]} == {"torn": 0, "lost": 0, "orphans": 0, "leftovers": 0}


def test_what_is_torn_or_lost_is_counted() -> None:
    old = {"a": b"1", "b": b"1", "m.db": {"x": ["1"], "y": ["1"]}}
    new = {"a": b"2", "b": b"1", "m.db": {"x": ["2"], "y": ["1"]}}
    assert not +kill_test.faults(old, old, new)
    assert not +kill_test.faults({**old, "a": b"2"}, old, new)
    assert +kill_test.faults({**old, "a": b"12"}, old, new) == {"torn": 1}
    assert +kill_test.faults({"a": b"1", "m.db": {"x": ["2"]}}, old, new) == {"lost": 2}
    assert +kill_test.faults({**old, "m.db": {"x": ["1", "2"], "y": ["1"]}}, old, new) == {"torn": 1}
    assert +kill_test.faults({**old, "m.db": "malformed"}, old, new) == {"torn": 1}
