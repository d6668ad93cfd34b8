"""Write docs/commands.md from the commands' own help, so that the reference cannot disagree with the program.

usage: python scripts/make_command_reference.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from duizhao.cli.main import VERBS, cli

TARGET = Path(__file__).resolve().parent.parent / "docs" / "commands.md"
WIDTH = 100


def walk(command: click.Command, path: list[str], parent: click.Context | None) -> Iterator[tuple[str, str]]:
    """(name as typed, help text) of a command and everything below it, in the order the help lists them."""
    # A context made by hand does not take the command's own settings, such as the names of the help option.
    settings = {**command.context_settings, "max_content_width": WIDTH, "terminal_width": WIDTH}
    ctx = click.Context(command, info_name=path[-1], parent=parent, **settings)
    yield " ".join(path), command.get_help(ctx)
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            below = command.get_command(ctx, name)
            if below is not None:
                yield from walk(below, [*path, name], ctx)


def reference() -> str:
    """The whole command reference as Markdown."""
    parts = [
        "# Commands\n\nWritten by `make docs` from the commands' own help; do not edit by hand.\n\n"
        "Results go to stdout or to the `-o` path, commentary and progress to stderr. Exit codes: 0 clean, 1 findings "
        "or failure, 2 misuse, 130 interrupted, 141 where the reader of a pipe has gone.\n"
    ]
    parts += [f"## `{name}`\n\n```text\n{text}\n```\n" for name, text in walk(cli, ["duizhao"], None)]
    return "\n".join(parts)


def main() -> int:
    text = reference()
    if "--check" in sys.argv:
        return int(not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text)
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(text, encoding="utf-8")
    print(f"{TARGET.name}: {len(VERBS)} verbs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
