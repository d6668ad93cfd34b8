"""The nouns of a PDF page: glyphs at their places, thin rules, and the page that holds them.

Coordinates are PDF points (1/72 inch) with the origin at the lower left of the page as it is shown; y is the baseline.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Glyph(NamedTuple):
    """A character at its place: left and right edge, baseline, size of its type, and how it looks."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    italic: bool


class RuledLine(NamedTuple):
    """A thin straight line, by its edges."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def level(self) -> bool:
        """Whether it runs from left to right, and not up."""
        return self.x1 - self.x0 >= self.y1 - self.y0

    @property
    def x(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        return (self.y0 + self.y1) / 2

    @property
    def at(self) -> float:
        """Where it stands: its height, or its distance from the left."""
        return self.y if self.level else self.x

    @property
    def start(self) -> float:
        return self.x0 if self.level else self.y0

    @property
    def end(self) -> float:
        return self.x1 if self.level else self.y1


class Aside(NamedTuple):
    """Text of a page that is no part of its lines, with the notice that tells of it."""

    check: str
    text: str


@dataclass(slots=True)
class Page:
    """What stands on a page. `dots` are small round or square shapes (left, right, middle height), `rules` thin lines;
    `pictures` counts images; `unmapped` counts characters whose font does not say which they are; `radicals` are those
    that were read as the characters they stand for; `asides` are texts set apart from the lines. On a `vertical` page
    the characters run down in columns from the right; it is read as if it lay on its side, its first column on top.
    `borders` are the heights of tables across the columns, above and below which these are read apart."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    dots: list[tuple[float, float, float]] = field(default_factory=list)
    rules: list[RuledLine] = field(default_factory=list)
    pictures: int = 0
    unmapped: int = 0
    radicals: str = ""
    asides: list[Aside] = field(default_factory=list)
    vertical: bool = False
    borders: list[float] = field(default_factory=list)
    cut: bool = False
