"""How well a paper's units survive damage: F1 of the units of a damaged paper against those of the paper itself.

    python scripts/bench_units.py FILE.md… --seeds 50

A unit is right when its text (white space aside) and, for paragraphs and bullets, its paragraph number are those of the
undamaged paper. Furniture and contents lines are in neither.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from statistics import mean

sys.path.insert(0, str(Path(__file__).resolve().parent))

from disturb import DISTURBANCES, disturb

from duizhao.corpora.assembly import assemble
from duizhao.corpora.model import Document, Kind, Origin
from duizhao.corpora.readers.markdown import blocks_of

Key = tuple[int | None, str]


def read(text: str, name: str) -> Document:
    """A Markdown text as a document."""
    return assemble(blocks_of(text), id=name, origin=Origin(name, "markdown"), pages=True)


def keys(document: Document, numbered: set[str] | None = None) -> Counter[Key]:
    """What is compared of each unit. `numbered`: the texts whose number counts; None for those that have one here."""
    found: Counter[Key] = Counter()
    for unit in document.translatable:
        text = "".join(unit.text.split())
        counts = unit.kind in (Kind.PARAGRAPH, Kind.BULLET) if numbered is None else text in numbered
        found[(unit.number[0] if unit.number and counts else None, text)] += 1
    return found


def f1(gold: Document, found: Document) -> float:
    """F1 (0..1) of the units of `found`."""
    want = keys(gold)
    numbered = {
        "".join(u.text.split()) for u in gold.translatable if u.kind in (Kind.PARAGRAPH, Kind.BULLET) and u.number
    }
    got = keys(found, numbered)
    hit = sum((want & got).values())
    return 2 * hit / (sum(want.values()) + sum(got.values()))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("-v", "--verbose", action="store_true", help="every seed")
    arguments = parser.parse_args()
    for path in arguments.files:
        text = path.read_text(encoding="utf-8")
        gold = read(text, path.name)
        scores = []
        alone: dict[str, list[float]] = {name: [] for name in DISTURBANCES}
        for seed in range(arguments.seeds):
            damaged, names = disturb(text, seed)
            score = f1(gold, read(damaged, path.name))
            scores.append(score)
            for name in names:
                alone[name].append(score)
            if arguments.verbose:
                print(f"  seed {seed:3d}  {score:.4f}  {', '.join(names)}")
        print(f"{path}: {len(gold.units)} units, {arguments.seeds} seeds", end="")
        print(f": F1 mean {mean(scores):.4f}, least {min(scores):.4f}")
        for name, found in alone.items():
            if found:
                print(f"    with {name:18s} {len(found):3d} seeds  mean {mean(found):.4f}  least {min(found):.4f}")


if __name__ == "__main__":
    main()
