"""Help, usage and misuse in the active language. Commands are written in English, as click takes them; what they show
is said in another language where it is laid out."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import click

# As in `align en.md zh.md -- --lang`, nothing is an option behind these.
_END = "--"
_OPTION = "--lang"


def lang_first(args: Sequence[str]) -> list[str]:
    """Arguments with `--lang TAG` before the others, so that it may stand behind a verb too, and is known before
    anything is said.

    >>> lang_first(["check", "a.md", "--lang", "zh", "b.md"])
    ['--lang', 'zh', 'check', 'a.md', 'b.md']
    """
    end = args.index(_END) if _END in args else len(args)
    first, rest, taken = [], [], False
    for arg in args[:end]:
        if taken or arg == _OPTION or arg.startswith(f"{_OPTION}="):
            first.append(arg)
            taken = not taken and arg == _OPTION
        else:
            rest.append(arg)
    return [*first, *rest, *args[end:]] if not taken else [*rest, *first, *args[end:]]


def choose_language(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """Speak the language of --lang or DUIZHAO_LANG; without them the system's. Raises BadParameter for one that is
    unknown."""
    import os

    if value is None and not _may_be_foreign(os.environ):
        return
    from duizhao.corpora.saying import LANGUAGES, from_environment, known_language, say, use_language

    tag = from_environment(os.environ) if value is None else known_language(value)
    if tag is None:
        known = ", ".join(("zh", *LANGUAGES))
        why = say("{value} is none of the languages that are spoken here: {known}", value=value, known=known)
        raise click.BadParameter(why, ctx=ctx, param=param)
    use_language(tag)


# How the names of locales begin that mean a language of ours which is not English.
_FOREIGN = re.compile("zh|chinese", re.IGNORECASE)


def _may_be_foreign(environment: Mapping[str, str]) -> bool:
    """Whether something has to be loaded to find out which language is spoken: `--help` answers at once."""
    if sys.platform == "win32" or "duizhao.corpora.saying" in sys.modules:
        return True
    return any(_FOREIGN.match(environment.get(name, "")) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))


def misuse(error: click.ClickException) -> str:
    """What click says of a misuse, with the usage, in the active language."""
    from duizhao.corpora.saying import recognised, told

    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message() + "\n"
    lines = []
    if isinstance(error, click.UsageError) and error.ctx is not None:
        lines.append(error.ctx.get_usage())
        command = error.ctx.command
        if command.get_help_option(error.ctx) is not None:
            name = max(command.get_help_option_names(error.ctx), key=len)
            lines.append(told("Try '{command} {option}' for help.", command=error.ctx.command_path, option=name))
        lines.append("")
    lines.append(told("Error: {message}", message=recognised(error.format_message())))
    return "\n".join(lines) + "\n"


class SpokenContext(click.Context):
    """A context whose help is laid out in the active language."""

    def make_formatter(self) -> click.HelpFormatter:
        if not _foreign():
            return super().make_formatter()
        return SpokenFormatter(width=self.terminal_width, max_width=self.max_content_width)


def spoken(command: click.Command) -> click.Command:
    """The command; it, and those below it, now show their help in the active language."""
    command.context_class = SpokenContext
    for one in command.commands.values() if isinstance(command, click.Group) else ():
        spoken(one)
    return command


def _foreign() -> bool:
    """Whether another language than English is spoken; loads nothing to find out."""
    saying = sys.modules.get("duizhao.corpora.saying")
    return saying is not None and not saying.speaks_english()


# What stands behind the help of an option: [default: 1; required]
_EXTRA = re.compile(r"  \[([^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\]$")


class SpokenFormatter(click.HelpFormatter):
    """Lays help out in a language whose characters are two cells wide and stand without blanks."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The usage line."""
        from duizhao.corpora.saying import translated

        said = " ".join(translated(word) for word in args.replace("COMMAND [ARGS]", "COMMAND_[ARGS]").split())
        super().write_usage(prog, said.replace("COMMAND_", "COMMAND "), prefix or translated("Usage:"))

    def write_heading(self, heading: str) -> None:
        """The heading of a section."""
        from duizhao.corpora.saying import translated

        self.write(f"{'':>{self.current_indent}}{translated(heading)}：\n")

    def write_text(self, text: str) -> None:
        """Paragraphs, each filled; examples as they are."""
        indent = " " * self.current_indent
        parts = []
        for paragraph in paragraphs(text):
            if paragraph.startswith("\b\n"):
                parts.append("\n".join(indent + line for line in _raw(paragraph[2:])))
            else:
                from duizhao.corpora.saying import recognised

                parts.append(
                    "\n".join(indent + line for line in wrapped(recognised(paragraph), self.width - len(indent)))
                )
        self.write("\n\n".join(parts) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Names, and beside them what they mean."""
        table = [(first, " ".join(help_said(second).split())) for first, second in rows]
        column = min(max((cells(first) for first, _ in table), default=0), col_max) + col_spacing
        margin = " " * self.current_indent
        for first, second in table:
            lines = wrapped(second, max(self.width - column - 2, 10)) or [""]
            if cells(first) <= column - col_spacing:
                self.write(f"{margin}{first}{' ' * (column - cells(first))}{lines.pop(0)}".rstrip() + "\n")
            else:
                self.write(f"{margin}{first}\n")
            for line in lines:
                self.write(f"{margin}{' ' * column}{line}\n")


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a help, filled ones on a line; examples keep their lines, behind the mark that click knows."""
    found = []
    for piece in re.split(r"\n\s*\n", text.strip("\n")):
        stripped = piece.strip("\n ")
        if stripped:
            found.append(stripped if stripped.startswith("\b\n") else " ".join(stripped.split()))
    return found


def help_said(text: str) -> str:
    """The help of an option in the active language, with what click adds in brackets."""
    from duizhao.corpora.saying import recognised

    if "\n" in text:
        text = " ".join(text.split("\n"))
    extra = _EXTRA.search(text)
    if extra is None:
        return recognised(text)
    known = "；".join(recognised(one) for one in extra[1].split("; "))
    return f"{recognised(text[: extra.start()])} [{known}]".strip()


def _raw(block: str) -> Iterator[str]:
    """The lines of a block of examples; its heading is said."""
    from duizhao.corpora.saying import translated

    for line in block.split("\n"):
        heading = line.removesuffix(":")
        yield f"{translated(heading)}：" if line and not line[0].isspace() and heading != line else line


def cells(text: str) -> int:
    """How many cells of a terminal a text takes; what counts them is loaded when they are counted."""
    from duizhao.corpora.saying import cells as counted

    return counted(text)


# What may not begin a line, and what may not end one.
_CLOSING = frozenset("，。、；：？！）》」』”’…·,.;:?!)]}%")
_OPENING = frozenset("（《「『“‘([{")
_WORDS = re.compile(r"\s+|\S+")


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` cells: broken at blanks and between Chinese characters, not before or behind a mark that
    belongs to its neighbour."""
    lines: list[str] = []
    line = ""
    for piece in _bound(text):
        if line and cells(line) + cells(piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line or not piece.isspace() else ""
    return [*lines, line.rstrip()] if line.strip() else lines


def _bound(text: str) -> Iterator[str]:
    """Pieces of a text that stay together on a line."""
    held = ""
    for piece in _pieces(text):
        if held and not (piece[0] in _CLOSING or held[-1] in _OPENING):
            yield held
            held = ""
        held += piece
    if held:
        yield held


def _pieces(text: str) -> Iterator[str]:
    """Blanks, words, and each wide character by itself."""
    for match in _WORDS.finditer(text):
        narrow = ""
        for char in match[0]:
            if cells(char) == 2 or char in _CLOSING | _OPENING:
                yield from (narrow,) if narrow else ()
                yield char
                narrow = ""
            else:
                narrow += char
        yield from (narrow,) if narrow else ()


def _of_click() -> tuple[Any, ...]:
    """What click says of itself, as it is recognised where it is shown."""
    from duizhao.corpora.saying import say

    return (
        say("Usage:"),
        say("Options"),
        say("Commands"),
        say("Positional arguments"),
        say("[OPTIONS]"),
        say("Example"),
        say("Examples"),
        say("Start with"),
        say("required"),
        say("default: {value}"),
        say("env var: {name}"),
        say("Show this message and exit."),
        say("Missing command."),
        say("Missing argument {name}."),
        say("Missing argument {name}. {more}"),
        say("Missing option {name}."),
        say("Missing option {name}. {more}"),
        say("No such option {name}."),
        say("No such option {name}. Did you mean {near}?"),
        say("No such option {name}. (Did you mean one of: {near}?)"),
        say("No such command {name}."),
        say("No such command {name}. Did you mean {near}?"),
        say("No such command {name}. (Did you mean one of: {near}?)"),
        say("Got unexpected extra argument ({name})"),
        say("Got unexpected extra arguments ({names})"),
        say("Option {name} requires an argument."),
        say("Option {name} does not take a value."),
        say("Option {name} requires {count} arguments."),
        say("Invalid value for {name}: {message}"),
        say("Invalid value: {message}"),
        say("{value} is not one of {known}."),
        say("{value} is not a valid integer."),
        say("{value} is not a valid integer range."),
        say("{value} is not a valid float."),
        say("{value} is not a valid float range."),
        say("{value} is not in the range {range}."),
        say("File {path} does not exist."),
        say("Directory {path} does not exist."),
        say("Path {path} does not exist."),
        say("File {path} is a directory."),
        say("Directory {path} is a file."),
        say("Path {path} is not readable."),
        say("File {path} is not readable."),
    )
