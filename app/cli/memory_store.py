"""What the verbs of `duizhao memory` share: which memory, and which languages."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from duizhao.cli import languages
from duizhao.cli.languages import source_option

if TYPE_CHECKING:
    from duizhao.tmx.store.store import Store

DEFAULT = "memory.db"

store_option = click.option(
    "--store",
    "place",
    metavar="PLACE",
    help=f"A file, or postgresql://user@host/database; DUIZHAO_MEMORY or {DEFAULT} without it.",
)
language_option = source_option("The language of the text; guessed as en or zh without it.", "-l", "--language")
target_option = languages.target_option(
    "The language of the translations wanted. [default: the one that the memory has for the text's]"
)


def open_store(place: str | None, *, create: bool = False) -> Store:
    """The memory at a place, else the one that DUIZHAO_MEMORY names, else `memory.db`."""
    from duizhao.tmx.store.store import Store

    return Store(place or os.environ.get("DUIZHAO_MEMORY") or DEFAULT, create=create)
