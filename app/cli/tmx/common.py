"""What the verbs of `duizhao tmx` share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from duizhao.cli import common
from duizhao.cli.common import progress
from duizhao.tmx.model import Entry, Header


def columns(ctx: click.Context, parameter: click.Parameter, value: str | None) -> tuple[tuple[str, str], ...]:
    """Two columns with their languages, `en=B,zh-CN=D`, as (language, column)."""
    from duizhao.inputs import parse_columns

    found = parse_columns(value) if value else ()
    if len(found) not in (0, 2):
        raise click.BadParameter("two languages with their columns are wanted: --columns en=B,zh-CN=D")
    return found


columns_option = click.option(
    "--columns",
    callback=columns,
    metavar="en=B,zh-CN=D",
    help="For a table: the columns of source and target, by heading, letter or number.",
)
output_option = common.output_option(" .gz compresses.")
file_argument = click.argument("file", metavar="FILE", type=click.Path())


def languages(ctx: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    """A list of language codes with commas between them."""
    return tuple(tag.strip() for tag in value.split(",") if tag.strip()) if value else ()


@contextmanager
def opened(path: str) -> Iterator[tuple[Header, Callable[[], Iterable[Entry]]]]:
    """A memory's header and a function that reads its entries, as often as wanted: a pipe is kept on disk for that."""
    import shutil
    import sys
    import tempfile

    from duizhao.tmx.xml.reader import Entries, Reader

    with ExitStack() as stack:
        if path == "-":
            # A file in a folder of its own: Windows does not let a temporary file that is open be opened again.
            path = str(Path(stack.enter_context(tempfile.TemporaryDirectory()), "standard input.tmx"))
            with open(path, "wb") as spool:
                shutil.copyfileobj(sys.stdin.buffer, spool)
        with Reader(path) as reader:
            header = reader.header
        yield header, lambda: Entries(path)


LARGE = 20 * 2**20  # bytes of a memory from which reading it takes a second or more


@contextmanager
def reading_shown() -> Iterator[None]:
    """Shows how far a large memory has been read, on stderr where that is a terminal; gone when it has been read."""
    import sys

    from duizhao.tmx.xml.byte_stream import watching

    if not sys.stderr.isatty():
        yield
        return
    shown = ExitStack()
    advance: list[Callable[[int, int], None]] = []

    def told(done: int, total: int) -> None:
        context = click.get_current_context(silent=True)
        if total < LARGE or (context is not None and context.params.get("quiet")):
            return
        if not advance and done < total:
            advance.append(shown.enter_context(progress("reading, MB")))
        if advance:
            advance[0](done >> 20, total >> 20)
        if done >= total:
            shown.close()
            advance.clear()

    before = watching.set(told)
    try:
        with shown:
            yield
    finally:
        watching.reset(before)
