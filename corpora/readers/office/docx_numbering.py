"""Automatic numbers of a Word document, computed as Word prints them (ECMA-376 part 1, 17.9).

A paper's paragraph numbers are often not in its text: a paragraph (or its style) points to a `num`, that to an
`abstractNum` with up to nine levels, and the number is whatever the counters say at that place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from duizhao.corpora.readers.office.docx_styles import DocxStyles, W, number, on, value
from duizhao.corpora.structure.number_formats import FORMATS, bullet, formatted


@dataclass(slots=True)
class Level:
    """A level of a list: how it counts and prints. `restart` is the 1-based level after which it starts anew; None
    for any higher one, 0 for never."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    style: str = ""
    legal: bool = False


@dataclass(slots=True)
class _Num:
    abstract: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PrintedLabel:
    """A printed label: `29.`, `(a)`, `•`; its level (0 is outermost); whether it counts (a bullet does not)."""

    text: str
    level: int
    counts: bool


class Numbering:
    """The lists of a document and the state of their counters; ask for labels in reading order."""

    def __init__(self, root: etree._Element | None, styles: DocxStyles) -> None:
        """Read `numbering.xml`; a document without it has no automatic numbers."""
        self._styles = styles
        self._abstract: dict[str, dict[int, Level]] = {}
        self._nums: dict[str, _Num] = {}
        self._links: dict[str, str] = {}
        # Counters are the abstract list's: two nums of one abstract list count on from each other.
        self._counters: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        self.unknown_formats: set[str] = set()
        if root is not None:
            self._read(root)

    def _read(self, root: etree._Element) -> None:
        for element in root.iterchildren(W + "abstractNum"):
            key = element.get(W + "abstractNumId", "")
            self._abstract[key] = {
                level: _level(child)
                for child in element.iterchildren(W + "lvl")
                if (level := number(child.get(W + "ilvl"))) is not None
            }
            link = value(element, "numStyleLink")
            if link:
                self._links[key] = link
        for element in root.iterchildren(W + "num"):
            num = _Num(value(element, "abstractNumId") or "")
            for override in element.iterchildren(W + "lvlOverride"):
                level = number(override.get(W + "ilvl")) or 0
                start = number(value(override, "startOverride"))
                if start is not None:
                    num.starts[level] = start
                redefined = override.find(W + "lvl")
                if redefined is not None:
                    num.levels[level] = _level(redefined)
            self._nums[element.get(W + "numId", "")] = num

    def _abstract_of(self, num: _Num) -> str:
        """The abstract list of a num, through links to list styles; the chain may be broken or circular."""
        key, seen = num.abstract, set()
        while key in self._links and key not in seen:
            seen.add(key)
            linked = self._styles.styles.get(self._links[key])
            target = self._nums.get(linked.num_id or "") if linked else None
            if target is None:
                break
            key = target.abstract
        return key

    def level_of_style(self, num_id: str, style: str) -> int | None:
        """The level of a list that is linked to a paragraph style: Word takes it before the style's own `ilvl`."""
        num = self._nums.get(num_id)
        if num is None:
            return None
        levels = {**self._abstract.get(self._abstract_of(num), {}), **num.levels}
        return next((level for level, row in levels.items() if row.style == style), None)

    def label(self, num_id: str, ilvl: int) -> PrintedLabel | None:
        """Count a paragraph and give its label; None where the list is not defined or prints nothing."""
        num = self._nums.get(num_id)
        if num is None or num_id == "0":
            return None
        key = self._abstract_of(num)
        levels = {**self._abstract.get(key, {}), **num.levels}
        row = levels.get(ilvl)
        if row is None:
            return None
        counters = self._counters.setdefault(key, {})
        if ilvl in num.starts and (num_id, ilvl) not in self._started:
            counters[ilvl] = num.starts[ilvl]
        elif ilvl in counters:
            counters[ilvl] += 1
        else:
            counters[ilvl] = row.start
        self._started.add((num_id, ilvl))
        for deeper in [level for level in counters if level > ilvl]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart and ilvl < restart):
                del counters[deeper]
        text = self._printed(row, levels, counters, num)
        return PrintedLabel(text, ilvl, row.format != "bullet") if text else None

    def _printed(self, row: Level, levels: dict[int, Level], counters: dict[int, int], num: _Num) -> str:
        """The level's text with %1 … %9 replaced by the counters."""
        if row.format == "bullet":
            # A bullet is a picture (no text) or a sign.
            return bullet(row.text).strip() or "•"

        def one(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            level = levels.get(at, Level())
            current = counters.get(at, num.starts.get(at, level.start))
            name = "decimal" if row.legal and level.format not in ("decimal", "decimalZero") else level.format
            if name not in FORMATS:
                self.unknown_formats.add(name)
            return formatted(current, name)

        return re.sub(r"%([1-9])", one, row.text).strip()


def _level(element: etree._Element) -> Level:
    start = number(value(element, "start"))
    level_format = element.find(W + "numFmt")
    # A custom format such as 001 is written as an alternative with the decimal one as fallback.
    if level_format is None:
        level_format = next(element.iter(W + "numFmt"), None)
    return Level(
        start=1 if start is None else start,
        format="decimal" if level_format is None else level_format.get(W + "val", "decimal"),
        text=value(element, "lvlText") or "",
        restart=number(value(element, "lvlRestart")),
        style=value(element, "pStyle") or "",
        legal=bool(on(element, "isLgl")),
    )
