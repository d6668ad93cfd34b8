"""A small run of scripts/kill_test.py, and that it finds what it is there to find."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from duizhao.cli.main import cli
from scripts import kill_commands, kill_desk, kill_server, kill_test
from scripts.kill_inputs import make_inputs
from scripts.killed_command import NEW, OLD, KilledCommand, here

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


def _asked(commands: tuple[KilledCommand, ...]) -> set[str]:
    return {question for command in commands for question in command.asks}


def test_every_question_of_the_desk_is_killed_or_writes_nothing() -> None:
    from duizhao.desk.desk import questions

    asked = _asked(kill_desk.DESK)
    assert asked | kill_desk.READING == set(questions())
    assert not asked & kill_desk.READING


def test_every_route_of_the_server_is_killed_or_writes_nothing(tmp_path: Path) -> None:
    pytest.importorskip("fastapi", reason="the extra `server` is not installed")
    from duizhao.server.application import application
    from duizhao.server.settings import ServerSettings
    from duizhao.tmx.store.office import OfficeStore

    with OfficeStore(tmp_path / "m.db", create=True):
        pass
    app: Any = application(ServerSettings({"m": str(tmp_path / "m.db")}, frozenset()), warm=False)
    while not hasattr(app, "openapi"):  # what it is wrapped in
        app = app.app
    paths = app.openapi()["paths"]
    routes = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods if method != "get"}
    asked = _asked(kill_server.SERVER)
    assert asked | kill_server.READING == routes
    assert not asked & kill_server.READING


def test_pages_of_the_server_are_only_to_be_got() -> None:
    pytest.importorskip("fastapi", reason="the extra `server` is not installed")
    from duizhao.server import pages

    routes: list[Any] = pages.router.routes
    assert {method for route in routes for method in route.methods} == {"GET"}


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of both inputs."""
    folder = tmp_path_factory.mktemp("inputs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUIZHAO_CACHE", "off")
        make_inputs(folder / OLD, 0.12)
        make_inputs(folder / NEW, 0.25)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("command", [*kill_desk.DESK, *kill_server.SERVER], ids=lambda command: command.name)
def test_commands_ask_what_they_say(command: KilledCommand, inputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fastapi.testclient import TestClient

    from duizhao.desk.desk import Desk

    place = inputs / command.name
    place.mkdir()
    monkeypatch.chdir(place)
    for name, value in (("DUIZHAO_CACHE", "off"), *command.settings):
        monkeypatch.setenv(name, value)
    for line in command.before:
        here(line, OLD)
    asked: set[str] = set()
    ask, request = Desk.ask, TestClient.request

    def asking(desk: Desk, question: str, said: Any) -> Any:
        asked.add(question)
        return ask(desk, question, said)

    def requesting(client: TestClient, method: str, url: Any, **given: Any) -> Any:
        answered = request(client, method, url, **given)
        assert answered.status_code < 300, answered.text
        asked.update(name for name in command.asks if _is_of(f"{method} {url}", name))
        return answered

    monkeypatch.setattr(Desk, "ask", asking)
    monkeypatch.setattr(TestClient, "request", requesting)
    for which in (OLD, NEW):
        assert command.run(which) in command.codes
    assert asked - kill_desk.READING == set(command.asks)


def _is_of(asked: str, route: str) -> bool:
    return re.fullmatch(re.sub(r"\\{\w+\\}", "[^ ]+", re.escape(route)), asked) is not None


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
