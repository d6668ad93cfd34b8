"""Reading, writing and scoring alignments the way the aligners' papers do."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from duizhao.alignment.beads import Bead
from duizhao.corpora.errors import InputError, unreadable
from duizhao.corpora.harmless import cell
from duizhao.corpora.language.table import guess, language
from duizhao.corpora.saying import say
from duizhao.corpora.storage.files import write_text

Indices = tuple[tuple[int, ...], tuple[int, ...]]


def indices(beads: Iterable[Bead]) -> list[Indices]:
    """Each bead as (source indices, target indices), 0-based."""
    return [(tuple(range(*bead.source)), tuple(range(*bead.target))) for bead in beads]


def read_beads(path: str | Path) -> list[Indices]:
    """Read `[0, 1]:[0]` lines: 0-based sentence indices, an empty list for an omission; whatever follows a second colon
    is ignored, and so are empty lines and lines that begin with #. Raises InputError with the line."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise unreadable(error, path) from error
    except UnicodeDecodeError as error:
        raise InputError(say("cannot be read as beads: {error}", error=error), path=path) from error
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            source, target = (_side(part) for part in line.strip().split(":")[:2])
        except (ValueError, SyntaxError) as error:
            raise InputError(
                say("'{line}' is not a bead", line=line.strip()[:60]),
                path=path,
                line=number,
                cure="Write [0, 1]:[0], indices from 0",
            ) from error
        found.append((source, target))
    return found


def _side(text: str) -> tuple[int, ...]:
    value = ast.literal_eval(text.strip())
    if not isinstance(value, list | tuple) or not all(type(v) is int and v >= 0 for v in value):
        raise ValueError(text)
    return tuple(value)


def format_beads(beads: Iterable[Bead]) -> str:
    """`[0, 1]:[0]:0.1234` lines; the number is the cost that the aligners' scorers expect there (1 - confidence)."""
    return "".join(
        f"{list(range(*bead.source))}:{list(range(*bead.target))}:{1 - bead.confidence:.4f}\n" for bead in beads
    )


def write_beads(path: str | Path, beads: Iterable[Bead]) -> None:
    """Write beads as `format_beads` has them, whole or not at all."""
    write_text(path, format_beads(beads))


@dataclass(frozen=True, slots=True)
class AlignmentScore:
    """Precision, recall and F1 (0..1), strict and lax, with what they were counted from.

    `by_type` has, for each gold bead type such as `2-1`, (how many, how many found strictly).
    """

    strict_precision: float
    strict_recall: float
    lax_precision: float
    lax_recall: float
    beads: int
    gold: int
    by_type: dict[str, tuple[int, int]]

    @property
    def strict(self) -> float:
        return _f1(self.strict_precision, self.strict_recall)

    @property
    def lax(self) -> float:
        return _f1(self.lax_precision, self.lax_recall)

    def __str__(self) -> str:
        return (
            f"strict P {self.strict_precision:.4f} R {self.strict_recall:.4f} F1 {self.strict:.4f}  "
            f"lax P {self.lax_precision:.4f} R {self.lax_recall:.4f} F1 {self.lax:.4f}  "
            f"beads {self.beads} gold {self.gold}"
        )


def _f1(p: float, r: float) -> float:
    return 2 * p * r / (p + r) if p + r else 0.0


def _hits(found: set[Indices], truth: set[Indices]) -> tuple[int, int]:
    linked: dict[int, set[int]] = {}
    for source, target in truth:
        for i in source:
            linked.setdefault(i, set()).update(target)
    strict = len(found & truth)
    lax = sum(bead in truth or any(linked.get(i, set()) & set(bead[1]) for i in bead[0]) for bead in found)
    return strict, lax


def score(pairs: Sequence[tuple[Iterable[Indices], Iterable[Indices]]]) -> AlignmentScore:
    """Score (gold, found) pairs of bead lists, pooled.

    Strict: the bead is in the gold as it stands. Lax: it shares a source and a target sentence with one gold bead. As
    in Vecalign's scorer (Thompson and Koehn 2019), found omissions count in precision, and omissions are left out of
    recall.
    """
    ps = pl = p = rs = rl = r = 0
    of_type: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for gold_beads, found_beads in pairs:
        gold, found = set(gold_beads), set(found_beads)
        full_gold, full_found = ({b for b in beads if b[0] and b[1]} for beads in (gold, found))
        strict, lax = _hits(found, gold)
        ps, pl, p = ps + strict, pl + lax, p + len(found)
        strict, lax = _hits(full_gold, full_found)
        rs, rl, r = rs + strict, rl + lax, r + len(full_gold)
        for bead in gold:
            of_type[f"{len(bead[0])}-{len(bead[1])}"] += 1
            right[f"{len(bead[0])}-{len(bead[1])}"] += bead in found
    by_type = {name: (count, right[name]) for name, count in of_type.most_common()}
    return AlignmentScore(ps / max(p, 1), rs / max(r, 1), pl / max(p, 1), rl / max(r, 1), p, r, by_type)


def disagreements(gold: Iterable[Indices], found: Iterable[Indices]) -> list[tuple[list[Indices], list[Indices]]]:
    """The stretches where two alignments differ, as (gold beads, found beads), the longest first.

    A stretch runs between two places where both have a bead boundary at the same source and target sentence.
    """
    sides = [sorted(set(beads)) for beads in (gold, found)]
    marks = []
    for beads in sides:
        i = j = 0
        ends: dict[tuple[int, int], None] = {}
        ordered = sorted(beads, key=lambda b: (min(b[0], default=-1), min(b[1], default=-1)))
        for bead in _in_order(ordered):
            i, j = max([i, *(x + 1 for x in bead[0])]), max([j, *(x + 1 for x in bead[1])])
            ends[(i, j)] = None
        marks.append(ends)
    shared = sorted(set(marks[0]) & set(marks[1]))
    out, last = [], (0, 0)
    for corner in shared:
        parts = [[b for b in beads if _within(b, last, corner)] for beads in sides]
        if set(parts[0]) != set(parts[1]):
            out.append((parts[0], parts[1]))
        last = corner
    return sorted(out, key=lambda pair: -len(pair[0]) - len(pair[1]))


def _in_order(beads: Sequence[Indices]) -> list[Indices]:
    """Monotone order: an omission on the source side has no source index and goes where its target index says."""
    placed = [b for b in beads if b[0] and b[1]]
    placed.sort()
    for bead in beads:
        if bead[0] and bead[1]:
            continue
        side = 0 if bead[0] else 1
        at = next((k for k, b in enumerate(placed) if b[side] and b[side][0] > bead[side][0]), len(placed))
        placed.insert(at, bead)
    return placed


def _within(bead: Indices, first: tuple[int, int], last: tuple[int, int]) -> bool:
    return all(first[s] <= x < last[s] for s in (0, 1) for x in bead[s])


def format_tsv(beads: Iterable[Bead], source: Sequence[str], target: Sequence[str]) -> str:
    """`source TAB target TAB confidence` lines; the sentences of a bead are joined by a space or, in Chinese, by
    nothing."""
    lines = []
    for bead in beads:
        sides = [join(side[slice(*span)]) for side, span in ((source, bead.source), (target, bead.target))]
        lines.append("\t".join((*(cell(" ".join(side.split())) for side in sides), f"{bead.confidence:.4f}")) + "\n")
    return "".join(lines)


def join(sentences: Sequence[str]) -> str:
    """Sentences as one text, with the joiner of the language they are in."""
    tag = guess("".join(sentences)) or "en"
    return language(tag).joiner.join(sentences)
