"""What the verbs of `duizhao memory` share: which memory, and which languages."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from duizhao.tmx.store.store import Store

DEFAULT = "memory.db"

store_option = click.option(
    "--store",
    "place",
    metavar="PLACE",
    help=f"A file, or postgresql://user@host/database; DUIZHAO_MEMORY or {DEFAULT} without it.",
)
language_option = click.option(
    "-l", "--language", default="", metavar="CODE", help="The language of the text; guessed as en or zh without it."
)
target_option = click.option("--target", default="", metavar="CODE", help="The language of the translations wanted.")


def open_store(place: str | None, *, create: bool = False) -> Store:
    """The memory at a place, else the one that DUIZHAO_MEMORY names, else `memory.db`."""
    from duizhao.tmx.store.store import Store

    return Store(place or os.environ.get("DUIZHAO_MEMORY") or DEFAULT, create=create)
