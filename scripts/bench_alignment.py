"""Align hand-aligned chapters with us and with peers from PyPI, on the same files and vectors, and print a table for
docs/benchmarks.md.

usage: python scripts/bench_alignment.py FOLDER [--peers] [--scale EN ZH VERSES]

FOLDER holds NNN.en, NNN.zh (a sentence a line) and NNN.gold. `--peers` also runs `galechurch` and `bertalign` where
they are installed; bertalign gets our encoder's vectors, so that only the aligners differ. `--scale` aligns one long
text without an encoder and prints the seconds of each stage, the peak memory and how many beads lie within one verse.
"""

from __future__ import annotations

import argparse
import ast
import importlib.util
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from alignment import AlignSettings, align_lines, evaluation
from alignment.encoders import default_encoder
from alignment.encoders.protocol import Encoder

Aligner = Callable[[list[str], list[str]], tuple[list[evaluation.Indices], int]]


def ours(embed: str) -> Aligner:
    """Our aligner with a setting of `embed`; the encoder works without its disk cache, so that seconds are of real
    work."""

    def run(source: list[str], target: list[str]) -> tuple[list[evaluation.Indices], int]:
        encoder = None if embed == "none" else default_encoder(cache=False)
        found = align_lines(source, target, encoder=encoder, settings=AlignSettings(embed=embed))
        return evaluation.indices(found.beads), found.stats.encoded

    return run


def galechurch(source: list[str], target: list[str]) -> tuple[list[evaluation.Indices], int]:
    """Gale and Church (1993) by lengths in characters: PyPI `galechurch`."""
    import galechurch as peer

    lines = (line.split(":") for line in peer.align(source, target).to_pharaoh_lines())
    return [(tuple(ast.literal_eval(a)), tuple(ast.literal_eval(b))) for a, b, *_ in lines], 0


class _Shared:
    """Our encoder behind the interface that bertalign asks of its own."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder, self.count = encoder, 0

    def transform(self, sentences: Sequence[str], num_overlaps: int) -> tuple[np.ndarray, np.ndarray]:
        """Vectors (num_overlaps, n, d) of each run of 1 to num_overlaps sentences, and their lengths in bytes."""
        rows, lengths = [], []
        for size in range(1, num_overlaps + 1):
            texts = ["PAD"] * min(size - 1, len(sentences))
            texts += [" ".join(sentences[i : i + size])[:10_000] for i in range(len(sentences) - size + 1)]
            self.count += len(texts)
            rows.append(self.encoder.encode(texts))
            lengths.append([len(text.encode()) for text in texts])
        return np.stack(rows), np.array(lengths)


def bertalign(encoder: Encoder) -> Aligner:
    """Bertalign (Liu and Zhu 2022) with our vectors: PyPI `bertalign`."""
    import bertalign as package
    from bertalign import aligner as peer

    def run(source: list[str], target: list[str]) -> tuple[list[evaluation.Indices], int]:
        shared: Any = _Shared(encoder)
        peer.model = shared
        package.model = shared
        task = package.Bertalign("\n".join(source), "\n".join(target), is_split=True)
        task.align_sents()
        return [(tuple(int(i) for i in a), tuple(int(j) for j in b)) for a, b in task.result], shared.count

    return run


def chapters(folder: Path, aligners: dict[str, Aligner]) -> None:
    """Print a row of scores and costs for each aligner."""
    names = sorted(path.stem for path in folder.glob("*.gold"))
    print("| aligner | strict F1 | lax F1 | texts encoded | seconds |\n|---|---:|---:|---:|---:|")
    for label, run in aligners.items():
        started, encoded, pairs = time.perf_counter(), 0, []
        for name in names:
            sides = [(folder / f"{name}.{tag}").read_text("utf-8").splitlines() for tag in ("en", "zh")]
            try:
                found, count = run(*sides)
            except Exception as error:  # a peer's failure is a result, not the end of the table
                print(f"| {label} | failed on {name}: {type(error).__name__}: {str(error)[:80]} | | | |")
                break
            encoded += count
            pairs.append((evaluation.read_beads(folder / f"{name}.gold"), found))
        else:
            score = evaluation.score(pairs)
            seconds = time.perf_counter() - started
            print(f"| {label} | {score.strict:.4f} | {score.lax:.4f} | {encoded} | {seconds:.1f} |", flush=True)


def scale(english: Path, chinese: Path, verses: Path) -> None:
    """Print the seconds of a long alignment without an encoder, its peak memory, and how many beads lie within a
    verse."""
    sides = [path.read_text("utf-8").splitlines() for path in (english, chinese)]
    started, cpu = time.perf_counter(), time.process_time()
    found = align_lines(*sides, settings=AlignSettings(embed="none"))
    seconds, work = time.perf_counter() - started, time.process_time() - cpu
    of: list[dict[int, int]] = [{}, {}]
    for number, line in enumerate(verses.read_text("utf-8").splitlines()):
        for side, part in enumerate(line.split(":")[:2]):
            of[side] |= dict.fromkeys(ast.literal_eval(part), number)
    inside = sum(
        len({of[0].get(i) for i in range(*b.source)} | {of[1].get(j) for j in range(*b.target)}) == 1
        for b in found.beads
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        "| sentences | beads | within a verse | seconds | seconds of work | peak memory, GB |\n"
        "|---|---:|---:|---:|---:|---:|"
    )
    print(
        f"| {len(sides[0])} × {len(sides[1])} | {len(found.beads)} | {inside / len(found.beads):.4f} | {seconds:.1f} | "
        f"{work:.1f} | {peak:.2f} |"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--scale", type=Path, nargs=3, metavar=("EN", "ZH", "VERSES"))
    given = parser.parse_args()
    if given.folder:
        aligners: dict[str, Aligner] = {f"duizhao --embed {embed}": ours(embed) for embed in ("none", "auto", "all")}
        if given.peers and importlib.util.find_spec("galechurch"):
            aligners["galechurch"] = galechurch
        encoder = default_encoder(cache=False)
        if given.peers and importlib.util.find_spec("bertalign") and encoder is not None:
            aligners["bertalign, same vectors"] = bertalign(encoder)
        chapters(given.folder, aligners)
    if given.scale:
        scale(*given.scale)
    return 0


if __name__ == "__main__":
    sys.exit(main())
