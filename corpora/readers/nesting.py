"""A bound for documents that are trees, as web pages and office files are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from duizhao.corpora.errors import InputError


@contextmanager
def bounded_depth(path: str | Path) -> Iterator[None]:
    """Turn Python's recursion limit into an error of ours: elements nested hundreds deep are no document."""
    try:
        yield
    except RecursionError as error:
        raise InputError(
            "its elements are nested too deep to be a document", path=path, cure="Save it anew in another program"
        ) from error
