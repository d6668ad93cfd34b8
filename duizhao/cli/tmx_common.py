"""What the verbs of `duizhao tmx` share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from tmx.model import Entry, Header

F = TypeVar("F", bound=Callable[..., Any])

output_option = click.option(
    "-o", "--output", default="-", metavar="FILE", help="Where to write; standard output without it. .gz compresses."
)
file_argument = click.argument("file", metavar="FILE")


def languages(ctx: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    """A list of language codes with commas between them."""
    return tuple(tag.strip() for tag in value.split(",") if tag.strip()) if value else ()


@contextmanager
def opened(path: str) -> Iterator[tuple[Header, Callable[[], Iterable[Entry]]]]:
    """A memory's header and a function that reads its entries, as often as wanted: a pipe is kept on disk for that."""
    import shutil
    import sys
    import tempfile

    from tmx.reader import Entries, Reader

    with ExitStack() as stack:
        if path == "-":
            spool = stack.enter_context(tempfile.NamedTemporaryFile(suffix=".tmx"))
            shutil.copyfileobj(sys.stdin.buffer, spool)
            spool.flush()
            path = spool.name
        with Reader(path) as reader:
            header = reader.header
        yield header, lambda: Entries(path)


def same_file(first: str, second: str) -> bool:
    """Whether two paths are one file."""
    return "-" not in (first, second) and Path(first).resolve() == Path(second).resolve()
