"""Changes of one side of a paper's file, each by a seed: paragraphs deleted, numbers taken away or shifted, sections
exchanged, paragraphs merged."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from duizhao.corpora.model import Kind, Unit

SHARE_DELETED = 0.10
_LABEL = re.compile(r"^(\s*(?:[-*•]\s+)?(?:\*\*)?)(\d{1,3})(\.\s*(?:\*\*)?\s*)")
_BULLET = re.compile(r"^\s*[-*•]\s+")


@dataclass
class Disturbed:
    """A text after a disturbance: which units are gone, which stand elsewhere (in blocks; of two exchanged blocks
    one may pass for the one that stayed), and which were joined to the unit before them. Units by id of the
    undisturbed document."""

    text: str
    deleted: list[str] = field(default_factory=list)
    blocks: list[list[str]] = field(default_factory=list)
    joined: list[tuple[str, str]] = field(default_factory=list)


def lines_of(text: str, unit: Unit) -> list[int]:
    """The numbers (from 0) of the lines that a unit stands on."""
    found: set[int] = set()
    for span in unit.spans:
        piece = text[span.start : span.end]
        start = span.start + len(piece) - len(piece.lstrip())
        stop = span.end - (len(piece) - len(piece.rstrip()))
        found |= set(range(text.count("\n", 0, start), text.count("\n", 0, stop) + 1))
    return sorted(found)


def deleted(text: str, units: Sequence[Unit], rng: random.Random) -> Disturbed:
    """A tenth of the paragraphs and bullets gone."""
    candidates = [unit for unit in units if unit.kind in (Kind.PARAGRAPH, Kind.BULLET)]
    chosen = rng.sample(candidates, max(1, round(SHARE_DELETED * len(candidates))))
    gone = {line for unit in chosen for line in lines_of(text, unit)}
    kept = [line for number, line in enumerate(text.split("\n")) if number not in gone]
    return Disturbed("\n".join(kept), deleted=[unit.id for unit in chosen])


def unnumbered(text: str, units: Sequence[Unit], rng: random.Random) -> Disturbed:
    """No paragraph has its number any more. A paragraph keeps a blank line before it, as text without numbers needs."""
    lines = text.split("\n")
    for unit in units:
        if unit.kind is Kind.PARAGRAPH and unit.number:
            first = lines_of(text, unit)[0]
            lines[first] = _LABEL.sub(
                lambda m: "**" if "**" in m[1] and "**" not in m[3] else "", lines[first], count=1
            )
            lines[first] = "\n" + lines[first].lstrip()
    return Disturbed("\n".join(lines))


def shifted(text: str, units: Sequence[Unit], rng: random.Random) -> Disturbed:
    """From a place near the middle on, every paragraph's number is one more."""
    numbered = [unit for unit in units if unit.kind is Kind.PARAGRAPH and unit.number]
    lines = text.split("\n")
    start = len(numbered) // 2 + rng.randint(-len(numbered) // 10, len(numbered) // 10)
    for unit in numbered[start:]:
        first = lines_of(text, unit)[0]
        lines[first] = _LABEL.sub(lambda m: f"{m[1]}{int(m[2]) + 1}{m[3]}", lines[first], count=1)
    return Disturbed("\n".join(lines))


def exchanged(text: str, units: Sequence[Unit], rng: random.Random) -> Disturbed:
    """Two neighbouring sections (a heading and what follows it up to the next) have changed places."""
    heads = [k for k, unit in enumerate(units) if unit.kind is Kind.HEADING]
    # Sections of more than a heading, with footnotes left out of what moves only by name: they move with their lines.
    sections = [(a, b) for a, b in pairwise(heads) if b - a >= 3]
    neighbours = [(x, y) for x, y in pairwise(sections) if x[1] == y[0]]
    (a, b), (_, c) = rng.choice(neighbours)
    lines = text.split("\n")
    first, middle = lines_of(text, units[a])[0], lines_of(text, units[b])[0]
    last = lines_of(text, units[c])[0] if c < len(units) else len(lines)
    moved = lines[:first] + lines[middle:last] + lines[first:middle] + lines[last:]
    # Notes have an order of their own, and stand at another place in every conversion: they do not move.
    blocks = [[u.id for u in units[x:y] if u.kind is not Kind.FOOTNOTE] for x, y in ((a, b), (b, c))]
    return Disturbed("\n".join(moved), blocks=blocks)


def merged(text: str, units: Sequence[Unit], rng: random.Random) -> Disturbed:
    """Every third bullet stands on the line of the bullet before it."""
    lines = text.split("\n")
    joined = []
    bullets = [
        (before, unit)
        for before, unit in pairwise(units)
        if before.kind is Kind.BULLET and unit.kind is Kind.BULLET and len(unit.spans) == 1 == len(before.spans)
    ]
    into: dict[str, int] = {}
    for before, unit in bullets[rng.randrange(3) :: 3]:
        own = lines_of(text, unit)
        # A chain of merges ends on the line of its first bullet.
        at = into.get(before.id, lines_of(text, before)[-1])
        space = "" if re.search(r"[\u3000-\u9fff\uff00-\uffef]\s*$", lines[at]) else " "
        lines[at] = (
            lines[at].rstrip()
            + space
            + " ".join([_BULLET.sub("", lines[own[0]]), *(lines[k].strip() for k in own[1:])])
        )
        for k in own:
            lines[k] = ""
        into[unit.id] = at
        joined.append((before.id, unit.id))
    return Disturbed("\n".join(lines), joined=joined)


Disturbance = Callable[[str, Sequence[Unit], random.Random], Disturbed]
DISTURBANCES: dict[str, Disturbance] = {
    "deleted": deleted,
    "unnumbered": unnumbered,
    "shifted": shifted,
    "exchanged": exchanged,
    "merged": merged,
}
