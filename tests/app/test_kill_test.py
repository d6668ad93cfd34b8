"""A small run of scripts/kill_test.py, and that it finds what it is there to find."""

from __future__ import annotations

import os

import pytest

from duizhao.cli.main import cli
from scripts import kill_commands, kill_test

forked = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")
# Options that name something to be written.
WRITING = {"-o", "--output", "--write", "--page", "--history", "--update-baseline", "--accept", "--fix"}


def test_every_command_is_killed_or_writes_nothing() -> None:
    killed = {command.of for command in kill_commands.COMMANDS}
    assert killed | kill_commands.READING == kill_commands.catalogue(cli).keys()
    assert not killed & kill_commands.READING


def test_commands_that_write_nothing_have_no_option_to_write() -> None:
    known = kill_commands.catalogue(cli)
    for name in kill_commands.READING:
        assert not WRITING & {word for parameter in known[name].params for word in parameter.opts}, name


@forked
@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["align", "align-jobs", "tmx-split", "memory-add", "check-history", "review-apply", "desk-decide", "desk-drop"],
)
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


def test_a_journal_may_be_on_its_way() -> None:
    old, new = {"review.jsonl": b"1\n"}, {"review.jsonl": b"1\n2\n3\n"}
    for found in (b"1\n", b"1\n2\n", b"1\n2\n3", b"1\n2\n3\n"):
        assert not +kill_test.faults({"review.jsonl": found}, old, new)
    for found in (b"", b"2\n", b"1\n3\n", b"1\n2\n3\n4\n"):
        assert +kill_test.faults({"review.jsonl": found}, old, new) == {"torn": 1}
