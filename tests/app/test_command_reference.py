"""Every command and option is documented: the reference is generated, the help is complete."""

from __future__ import annotations

import importlib.util
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from duizhao.cli.main import VERBS, cli

ROOT = Path(__file__).resolve().parent.parent.parent


def commands() -> Iterator[tuple[str, click.Command]]:
    def walk(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
        yield name, command
        if isinstance(command, click.Group):
            ctx = click.Context(command)
            for sub in command.list_commands(ctx):
                below = command.get_command(ctx, sub)
                assert below is not None
                yield from walk(below, f"{name} {sub}")

    return walk(cli, "duizhao")


def test_reference_is_current() -> None:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "scripts" / "make_command_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == module.reference(), "run `make docs`"


def test_everything_has_help() -> None:
    for name, command in commands():
        assert command.help, f"{name} has no help"
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.hidden:
                assert parameter.help, f"{name}: option {parameter.opts} has no help"


@pytest.mark.parametrize("verb", VERBS)
def test_listed_help_is_the_verbs_own(verb: str) -> None:
    command = cli.get_command(click.Context(cli), verb)
    assert command is not None
    assert inspect.cleandoc(command.help or "").splitlines()[0] == VERBS[verb][1]


def test_shells_complete_file_names() -> None:
    for name, parameter in ((n, parameter) for n, command in commands() for parameter in command.params):
        places = re.match(r"FILE|FOLDER|PATH|INPUT$|OUTPUT$|OLD$|NEW", parameter.metavar or "")
        assert not places or isinstance(parameter.type, click.Path), f"{name}: {parameter.name} is no click.Path"
