"""What every verb shares: options, progress on stderr, tables that line up with Chinese in them."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

if TYPE_CHECKING:
    from pathlib import Path

    from duizhao.corpora.progress import Advance

F = TypeVar("F", bound=Callable[..., Any])

quiet_option = click.option("-q", "--quiet", is_flag=True, help="No progress and no commentary on stderr.")
watch_option = click.option("--watch", is_flag=True, help="Do it again whenever a document changes, until Ctrl-C.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on stdout.")


def jobs_option(what: str) -> Callable[[F], F]:
    """--jobs N, one without it; `what` says what is done side by side."""
    return click.option(
        "--jobs",
        type=click.IntRange(0),
        default=1,
        show_default=True,
        help=f"{what} to align side by side; 0: one a core.",
    )


shard_option = click.option(
    "--shard",
    metavar="K/N",
    help="Do the K-th of N parts, as one of N machines that share the output folder; then: duizhao gather.",
)


def output_option(more: str = "") -> Callable[[F], F]:
    """-o FILE, standard output without it; `more` is added to its help."""
    words = f"Where to write; standard output without it.{more}"
    return click.option("-o", "--output", default="-", metavar="FILE", type=click.Path(), help=words)


def grouped(name: str, noun: Callable[..., Any], *options: Callable[[Any], Any]) -> Callable[[F], F]:
    """Options that a command is handed as one argument, `name`: a `noun` (a dataclass) with a field for each."""
    keys = [field.name for field in fields(noun)]  # type: ignore[arg-type]

    def decorate(function: F) -> F:
        @wraps(function)
        def called(*args: Any, **given: Any) -> Any:
            settings = noun(**{key: given.pop(key) for key in keys})
            return function(*args, **given, **{name: settings})

        decorated: Any = called
        for option in reversed(options):
            decorated = option(decorated)
        return cast(F, decorated)

    return decorate


class Renamed(click.Option):
    """An option that is also understood by names it had before (`was`), which the help does not show."""

    def __init__(self, *args: Any, was: Sequence[str] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        self.was = tuple(was)

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        """Let the parser know all of its names."""
        shown = self.opts
        self.opts = [*shown, *self.was]
        try:
            super().add_to_parser(parser, ctx)
        finally:
            self.opts = shown


def examples(*lines: str, heading: str = "Examples") -> str:
    """The end of a command's help, one example a line as it is typed. A test parses each of them."""
    title = heading if len(lines) > 1 or heading != "Examples" else "Example"
    # \b keeps click from filling the lines
    return "\n".join(("\b", f"{title}:", *(f"  {line}" for line in lines)))


class CommandGroup(click.Group):
    """A group that lists each command with the whole first sentence of its help; click would cut it at 45."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(limit=200)) for name, command in commands if command])


class FiniteRange(click.FloatRange):
    """A number in a range; unlike click's, not `nan`, which is in none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number, or a usage error that names the range."""
        found = super().convert(value, param, ctx)
        if isinstance(found, float) and not math.isfinite(found):
            from duizhao.corpora.saying import say

            why = say("{value} is not in the range {range}.", value=value, range=self._describe_range())
            self.fail(why, param, ctx)
        return found


def tell(text: str, *, quiet: bool = False) -> None:
    """Commentary, one line whatever is in it: to stderr, unless quiet."""
    if not quiet:
        from duizhao.corpora.harmless import line, shown
        from duizhao.corpora.saying import translated
        from duizhao.corpora.secrets import hidden

        click.echo(shown(line(hidden(translated(text)))), err=True)


def _in_language(text: str) -> str:
    from duizhao.corpora.saying import in_language

    return in_language(text)


def put(text: str, *, styled: bool = False, end: str = "\n") -> None:
    """A result for people or logs on stdout, harmless for where it is shown. `styled` lets colours through, for a text
    whose pieces went through `harmless.line`."""
    from duizhao.corpora.harmless import shown

    click.echo(shown(_in_language(text), styled=styled) + end, nl=False)


def put_line(text: str) -> None:
    """A result that is one line whatever is in it, on stdout. Tabs between columns stay."""
    from duizhao.corpora.harmless import line

    put("\t".join(map(line, _in_language(text).split("\t"))))


def put_data(text: str) -> None:
    """A result on stdout in a syntax of its own (XML, commands of a CI system), which its writer made harmless."""
    click.echo(text, nl=False)


def print_json(value: Any) -> None:
    """A result for machines: UTF-8 as it is, keys in the order given."""
    from duizhao.corpora.harmless import json_text

    put_data(json_text(value, indent=2) + "\n")


def watched(work: Callable[[], int], paths: Sequence[Path], quiet: bool, *, records: bool = False) -> int:
    """Do the work of a verb again whenever something that it depends on changes; a terminal is cleared before. Raises
    SettingsError for work that records something: each time would be a change to look at again."""
    if records:
        from duizhao.corpora.errors import SettingsError

        raise SettingsError("--watch only looks", cure="Record without it, once")
    from duizhao.watching import again, watched_files

    def cleared() -> int:
        if sys.stdout.isatty():
            click.clear()
        return work()

    return again(cleared, lambda: watched_files(paths), lambda text: tell(text, quiet=quiet))


def report_targets(writes: Sequence[str], more: Sequence[str] = ()) -> list[tuple[str, Path]]:
    """The formats and files of --write FORMAT=FILE, `more` being formats that a verb has beside those of reports.
    Raises SettingsError, and OutputError where the folder is missing: before the work."""
    from pathlib import Path

    from duizhao.corpora.errors import OutputError, SettingsError

    if not writes:
        return []
    from duizhao.corpora.saying import say
    from duizhao.quality.outputs.formats import report_formats

    found = []
    for write in writes:
        name, equals, path = write.partition("=")
        if not equals or not path:
            cure = say("Write FORMAT=FILE with one of: {formats}", formats=", ".join((*report_formats, *more)))
            raise SettingsError(say("--write {written}", written=write), cure=cure)
        if name not in more:
            report_formats.get(name)
        if not Path(path).parent.is_dir():
            raise OutputError("cannot write: no such folder", path=path, cure="Make the folder, or mend the path")
        found.append((name, Path(path)))
    return found


@contextmanager
def progress(label: str, *, quiet: bool = False) -> Iterator[Advance]:
    """A progress bar on stderr; yields `advance(done, total)`. Silent when quiet or when stderr is no terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        from duizhao.corpora.saying import translated

        task = bar.add_task(translated(label), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def table(header: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[int] = ()) -> str:
    """Plain columns that line up in a terminal: a Chinese character is two cells wide. `right` lists the indices of
    columns that are aligned to the right (numbers). The header is said in the active language, and so are cells that
    are sentences."""
    from rich.cells import cell_len

    from duizhao.corpora.harmless import line
    from duizhao.corpora.saying import translated

    grid = [[line(translated(name)) for name in header]]
    grid += [[line(_in_language(cell) if isinstance(cell, str) else str(cell)) for cell in row] for row in rows]
    widths = [max(cell_len(row[i]) for row in grid) for i in range(len(header))]
    lines = []
    for row in grid:
        cells = []
        for i, cell in enumerate(row):
            pad = " " * (widths[i] - cell_len(cell))
            cells.append(pad + cell if i in right else cell + pad)
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
