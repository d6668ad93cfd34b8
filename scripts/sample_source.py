"""The shape of the sample's source: aligned sentences, from which `build_sample.py` makes both texts and the gold.

A bead is a pair of strings, English and Chinese; `‖` separates the sentences of one side where it has several, and an
empty string is an omission. `⏎` marks where a page break cuts the text on that side, `{1}` where a footnote mark
stands. Everything else is printed as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

Bead = tuple[str, str]


@dataclass(frozen=True)
class Item:
    """A unit of the paper. `number` is the right paragraph number; `printed` overrides it for one language."""

    kind: str
    beads: tuple[Bead, ...] = ()
    number: int | None = None
    level: int = 0
    label: str = ""
    printed: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Paper:
    """One document pair: a symbol for the running header, the items in order, terms and planted variants."""

    name: str
    symbol: str
    items: tuple[Item, ...]
    terms: tuple[tuple[str, str], ...]
    variants: tuple[tuple[str, tuple[str, ...]], ...]


def heading(level: int, en: str, zh: str) -> Item:
    """A heading; level 1 is the highest."""
    return Item("heading", ((en, zh),), level=level)


def front(*beads: Bead) -> Item:
    """A line of the front matter."""
    return Item("front", beads)


def para(number: int, *beads: Bead, **printed: int) -> Item:
    """A numbered paragraph; `zh=22` prints another number on the Chinese side."""
    return Item("para", beads, number=number, printed=printed)


def plain(*beads: Bead) -> Item:
    """An unnumbered paragraph inside a box."""
    return Item("box", beads)


def bullet(*beads: Bead) -> Item:
    """A bullet of the paragraph above it."""
    return Item("bullet", beads)


def note(label: str, *beads: Bead) -> Item:
    """A footnote; it is printed at the foot of the page on which its mark stands in that language."""
    return Item("footnote", beads, label=label)


def page_break(language: str) -> Item:
    """A page break between two units, on one side only."""
    return Item("break", label=language)


def contents() -> Item:
    """Where the contents table stands."""
    return Item("contents")


def sentences(side: str) -> list[str]:
    """The sentences of one side of a bead, as they stand in the text without layout marks."""
    return [part.strip() for part in plain_text(side).split("‖")] if side else []


def plain_text(text: str) -> str:
    """The text without page-break and footnote marks, and without the space before a footnote mark."""
    return re.sub(r" ?\{\d+\}|⏎", "", text)


def cited(items: tuple[Item, ...]) -> Iterator[tuple[Item, int | None]]:
    """Each item with the number of the paragraph it belongs to."""
    number: int | None = None
    for item in items:
        if item.kind == "heading":
            number = number if item.level > 4 else None
        if item.number is not None:
            number = item.number
        yield item, number
