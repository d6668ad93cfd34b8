"""How well two papers are aligned when one of them was damaged: paragraphs deleted, numbers removed or shifted,
sections exchanged, bullets merged.

usage: python scripts/bench_robustness.py EN ZH GOLD.jsonl [--embed none|auto|all] [--seeds 3] [--side zh|en]

GOLD has a unit a line: {"zh", "en", "beads": [[[zh sentences], [en sentences]], ...]}. Each disturbance is done to
one document's units after reading. Printed: strict F1 over the gold beads whose units remain, and how many of the
deleted or moved units the alignment's notices name.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import alignment
import corpora
from alignment.encoders import default_encoder
from corpora.languages import language
from corpora.model import Document, Kind, Unit

Damage = tuple[Document, set[str], set[str]]


def norm(text: str) -> str:
    """What two printings of one sentence share."""
    text = unicodedata.normalize("NFKC", re.sub(r"<[^>]+>|[*_]{2,3}", "", text))
    return re.sub(r"\s+", "", text.translate(str.maketrans("’‘“”–—", "''\"\"--"))).lower()


def delete(document: Document, rng: random.Random) -> Damage:
    """10 % of paragraphs (and bullets) deleted."""
    body = [u for u in document.translatable if u.kind in (Kind.PARAGRAPH, Kind.BULLET)]
    gone = {u.id for u in rng.sample(body, len(body) // 10)}
    return replace(document, units=tuple(u for u in document.units if u.id not in gone)), gone, set()


def unnumber(document: Document, rng: random.Random) -> Damage:
    """All numbers removed."""
    return replace(document, units=tuple(replace(u, number=None, label="") for u in document.units)), set(), set()


def shift(document: Document, rng: random.Random) -> Damage:
    """Numbers one higher from the middle."""
    numbers = [u.number[0] for u in document.units if u.kind is Kind.PARAGRAPH and u.number]
    middle = numbers[len(numbers) // 2]

    def moved(u: Unit) -> Unit:
        if u.number and u.kind in (Kind.PARAGRAPH, Kind.BULLET) and u.number[0] >= middle:
            return replace(u, number=(u.number[0] + 1, *u.number[1:]))
        return u

    return replace(document, units=tuple(map(moved, document.units))), set(), set()


def exchange(document: Document, rng: random.Random) -> Damage:
    """Two sections of 10 to 30 units exchanged."""
    units = list(document.units)
    heads = [i for i, u in enumerate(units) if u.kind is Kind.HEADING]
    sections = [(a, b) for a, b in itertools.pairwise(heads) if 10 <= b - a <= 30]
    pairs = [(x, y) for x in sections for y in sections if y[0] > x[1]]
    x, y = rng.choice(pairs)
    order = [*units[: x[0]], *units[y[0] : y[1]], *units[x[1] : y[0]], *units[x[0] : x[1]], *units[y[1] :]]
    # Exchanging moves both sections, or all between them: an alignment may see either as what stayed.
    return replace(document, units=tuple(order)), set(), {u.id for u in units[x[0] : x[1]] + units[y[0] : y[1]]}


def merge(document: Document, rng: random.Random) -> Damage:
    """Every third bullet merged into the bullet before it."""
    joiner = language(document.language).joiner
    out: list[Unit] = []
    count = 0
    for u in document.units:
        if u.kind is Kind.BULLET:
            count += 1
            if count % 3 == 0 and out and out[-1].kind is Kind.BULLET:
                out[-1] = replace(out[-1], text=out[-1].text + joiner + u.text)
                continue
        out.append(u)
    return replace(document, units=tuple(out)), set(), set()


DAMAGES: dict[str, Callable[[Document, random.Random], Damage]] = {
    "10 % of paragraphs deleted": delete,
    "numbering removed": unnumber,
    "numbering shifted from the middle": shift,
    "two sections exchanged": exchange,
    "every third bullet merged": merge,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("en", type=Path)
    parser.add_argument("zh", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--embed", default="auto", choices=["none", "auto", "all"])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--only", default="", help="words of the disturbances to try")
    parser.add_argument("--side", default="zh", choices=["zh", "en"])
    given = parser.parse_args()
    en, zh = corpora.read(given.en, language="en"), corpora.read(given.zh, language="zh-CN")
    gold = [json.loads(line) for line in given.gold.open(encoding="utf-8")]
    encoder = None if given.embed == "none" else default_encoder()
    print("| disturbance | side | F1 | named |\n|---|---|---:|---:|")
    for name, damage in DAMAGES.items():
        if given.only not in name:
            continue
        for seed in range(given.seeds if damage in (delete, exchange) else 1):
            whole = zh if given.side == "zh" else en
            damaged, gone, moved = damage(whole, random.Random(seed))
            other = en if given.side == "zh" else zh
            sides = (other, damaged) if given.side == "zh" else (damaged, other)
            found = alignment.align(*sides, encoder=encoder, settings=alignment.AlignSettings(embed=given.embed))
            lost = {norm(u.text) for u in whole.units if u.id in gone}
            want, region = set(), set()
            for unit in gold:
                texts = {"zh": norm(unit["zh"]), "en": norm(unit["en"])}
                if texts[given.side] in lost:
                    region.add(texts["en" if given.side == "zh" else "zh"])
                    continue
                region |= set(texts.values())
                want |= {(norm("".join(z)), norm(" ".join(e))) for z, e in unit["beads"]}
            text = "\n".join(region)
            got = {(norm(p.target), norm(p.source)) for p in found.pairs if p.source and p.target}
            got = {pair for pair in got if pair[0] in text or pair[1] in text}
            right = len(got & want)
            f1 = 2 * right / max(len(got) + len(want), 1)
            named = _named(found, whole, other, gone, moved, given.side)
            print(f"| {name}, seed {seed} | {given.side} | {f1:.4f} | {named} |", flush=True)
    return 0


def _named(
    found: alignment.Alignment, whole: Document, other: Document, gone: set[str], moved: set[str], side: str
) -> str:
    """Of the units that are gone, those whose counterpart a notice names; of those that moved, those that a notice
    names."""
    notices = {n.unit for n in found.notices if n.check in ("alignment.missing", "alignment.added", "alignment.moved")}
    if gone:
        # The counterpart is found by aligning the whole documents.
        sides = (other, whole) if side == "zh" else (whole, other)
        full = alignment.align(*sides, settings=alignment.AlignSettings(embed="none"))
        named = total = 0
        for pair in full.pairs:
            mine, theirs = (pair.target_at, pair.source_at) if side == "zh" else (pair.source_at, pair.target_at)
            if mine.unit in gone:
                total += 1
                named += theirs.unit in notices
        return f"{named} of {total} sentences of {len(gone)} deleted units; {len(notices)} notices"
    if moved:
        texts = {n.message for n in found.notices if n.check == "alignment.moved"}
        return f"{len(texts)} notices of moves for {len(moved)} units in the two sections"
    return f"{len(notices)} notices"


if __name__ == "__main__":
    sys.exit(main())
