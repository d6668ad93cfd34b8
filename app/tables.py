"""Bilingual tables: both documents in one sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao.corpora.errors import SettingsError
from duizhao.options import Options, name_in

if TYPE_CHECKING:
    from duizhao.corpora.readers.office.sheet import Parallel


def is_table(path: Path) -> bool:
    """Whether the file's name is that of a table."""
    from duizhao.corpora.readers.office.sheet import EXTENSIONS

    return path.suffix.lower() in EXTENSIONS


def parse_columns(text: str) -> dict[str, str]:
    """`en=B,zh=C` as {language: column}; a column is a letter, a number or a heading. Raises SettingsError.

    >>> parse_columns("en=English text,zh=C")
    {'en': 'English text', 'zh': 'C'}
    """
    found: dict[str, str] = {}
    for part in text.split(","):
        tag, equals, column = (piece.strip() for piece in part.partition("="))
        if not equals or not tag or not column or tag in found:
            raise SettingsError(f"--columns {text}", cure="Write a language and its column for both: en=B,zh=C")
        found[tag] = column
    return found


def read_table(path: Path, options: Options, columns: Mapping[str, str] | None = None) -> Parallel:
    """The table with its two columns as documents named after it. Raises InputError, SettingsError."""
    from duizhao.corpora.readers.office.sheet import read_parallel

    chosen = columns or (parse_columns(options.columns) if options.columns else None)
    table = read_parallel(
        path,
        source=options.source_language,
        target=options.target_language,
        columns=chosen,
        sheet=options.sheet,
        encoding=options.encoding,
    )
    if options.root is None:
        return table
    name = name_in(path, options.root)
    source, target = (replace(d, id=f"{name}#{d.language}") for d in (table.source, table.target))
    return replace(table, source=source, target=target)
