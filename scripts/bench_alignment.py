"""The benchmark of alignment: our aligner and those of PyPI on the same files with the same encoder in one run, and how
our search grows.

    python scripts/bench_alignment.py [--chapters FOLDER] [--growth SMALL LARGE] [--peers PYTHON] [--write]

FOLDER holds hand-aligned chapters (NNN.en, NNN.zh, a sentence a line, and NNN.gold); SMALL and LARGE are paths without
.en, .zh and .verses. PYTHON is the interpreter of an environment with `bertalign` (and torch) and `galechurch`; a peer
that is not installed there is named with the reason. Bertalign gets the vectors of our default encoder for exactly the
texts that it asks for: they are worked out here, timed, and handed to it.

Prints the section "Alignment beside other aligners" of docs/benchmarks.md, or with --write puts it there.
"""

from __future__ import annotations

import argparse
import ast
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from duizhao.alignment.evaluation import Indices, read_beads, score
from duizhao.corpora.storage.files import writing

EMBED = ("none", "auto", "all")
# How often the first lines of the smaller text stand in its repeated form, and which part of it they are.
REPEATS, PART = 10, 40
DOCS = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
TITLE = "## Alignment beside other aligners"
INTRODUCTION = """\
Written by `python scripts/bench_alignment.py --chapters FOLDER --growth SMALL LARGE --peers PYTHON --write`; 2 cores,
x86-64, shared with other work: `s` is wall clock, `s of work` processor seconds of all threads, and the second is what
compares."""
CHAPTERS = """\
Novels and their translations, hand-aligned. Every aligner in a process of its own; nothing cached; dictionaries and
compilers warm. Bertalign gets our default encoder's vectors for the texts it asks for (every run of one to four
sentences), `galechurch` the texts' own ratio of lengths. Our encoding includes the token vectors that the last round
compares; our peak memory includes the encoder, the peers' does not. Our weights were fitted on these chapters: what new
texts give stands above, under leaving one out."""
GROWTH = """\
How the search grows: a Bible, whose beads are right when they lie within one verse; all but the encoding (words,
dictionary, numbers, every round). The vectors are stand-ins that say nothing: what they cost the search is the same."""


def read_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")[:-1]


def ask(python: str, name: str, *arguments: Any) -> dict[str, Any]:
    """What the function of that name in aligners.py answers in a process of its own. Raises RuntimeError with its last
    line of error."""
    with TemporaryDirectory() as folder:
        job, answer = Path(folder) / "job.json", Path(folder) / "answer.json"
        job.write_text(json.dumps({"name": name, "arguments": arguments, "answer": str(answer)}), encoding="utf-8")
        script = Path(__file__).with_name("aligners.py")
        done = subprocess.run([python, str(script), str(job)], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError((done.stderr.strip().splitlines() or ["no message"])[-1])
        answered: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
        return answered


def bertalign(peers: str, pairs: Sequence[tuple[list[str], list[str]]]) -> dict[str, Any]:
    wanted = ask(peers, "bertalign_overlaps", pairs)
    with TemporaryDirectory() as folder:
        vectors = str(Path(folder) / "vectors.npy")
        spent = ask(sys.executable, "vectors_of", wanted["texts"], vectors)
        found = ask(peers, "bertalign_search", pairs, wanted["texts"], vectors)
    return {**found, "encode": spent["encode"], "encoded": wanted["asked"]}


def chapters(folder: Path, peers: str | None) -> list[str]:
    """The table of all aligners on a folder of hand-aligned chapters."""
    names = sorted(path.stem for path in folder.glob("*.gold"))
    pairs = [(read_lines(folder / f"{name}.en"), read_lines(folder / f"{name}.zh")) for name in names]
    gold = [read_beads(folder / f"{name}.gold") for name in names]
    sentences = sum(len(side) for pair in pairs for side in pair)
    runs: dict[str, Callable[[], dict[str, Any]]] = {
        f"duizhao --embed {embed}": lambda embed=embed: ask(sys.executable, "ours", pairs, embed)  # type: ignore[misc]
        for embed in EMBED
    }
    skipped = []
    if peers is None:
        skipped.append("bertalign, galechurch: no --peers PYTHON given")
    else:
        runs["bertalign, same encoder"] = lambda: bertalign(peers, pairs)
        runs["galechurch"] = lambda: ask(peers, "galechurch", pairs)
    out = [
        f"{len(names)} chapters, {sentences:,} sentences, {sum(map(len, gold)):,} gold beads:",
        "",
        "| aligner | strict F1 | lax F1 | texts encoded a sentence | encoding, s of work | search, s of work "
        "| both, s of work | both, s | peak memory, MB |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for title, run in runs.items():
        try:
            found = run()
        except RuntimeError as error:
            skipped.append(f"{title}: {error}")
            continue
        out.append(row(title, gold, found, sentences))
        print(out[-1], file=sys.stderr, flush=True)
    return [*out, *(line for reason in skipped for line in ("", f"Not run: {reason}."))]


def row(title: str, gold: Sequence[list[Indices]], found: dict[str, Any], sentences: int) -> str:
    """A line of the table from an aligner's answer."""
    beads = [[(tuple(s), tuple(t)) for s, t in each] for each in found["beads"]]
    result = score(list(zip(gold, beads, strict=True)))
    encode, search = found.get("encode", [0.0, 0.0]), found["search"]
    return (
        f"| {title} | {result.strict:.4f} | {result.lax:.4f} | {found.get('encoded', 0) / sentences:.2f} "
        f"| {encode[1]:.1f} | {search[1]:.1f} | {encode[1] + search[1]:.1f} | {encode[0] + search[0]:.1f} "
        f"| {found['memory']:.0f} |"
    )


def growth(small: Path, large: Path) -> list[str]:
    """The table of our search on two sizes of text, with a stretch of the small one repeated word for word, and with
    vectors that cost nothing."""
    sides = {name: (read_lines(Path(f"{name}.en")), read_lines(Path(f"{name}.zh"))) for name in (small, large)}
    en, zh = sides[small]
    cut = len(en) // PART, len(zh) // PART
    repeated = en[: cut[0]] * REPEATS + en[cut[0] :], zh[: cut[1]] * REPEATS + zh[cut[1] :]
    out = [
        "| text | sentences | beads within a verse | search, s | search, s of work | ms of work a sentence "
        "| peak memory, MB |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for title, pair, embed, verses in (
        ("small", sides[small], "none", small),
        (f"small, its first {cut[0]} lines {REPEATS} times", repeated, "none", None),
        ("large", sides[large], "none", large),
        ("small, with vectors", sides[small], "all", None),
        ("large, with vectors", sides[large], "all", None),
    ):
        found = ask(sys.executable, "ours", [pair], embed, True)
        count = len(pair[0]) + len(pair[1])
        share = "" if verses is None else f"{within(found['beads'][0], read_lines(Path(f'{verses}.verses'))):.4f}"
        seconds, work = found["search"]
        out.append(
            f"| {title} | {len(pair[0]):,} × {len(pair[1]):,} | {share} | {seconds:.1f} | {work:.1f} "
            f"| {1000 * work / count:.2f} | {found['memory']:.0f} |"
        )
        print(out[-1], file=sys.stderr, flush=True)
    return out


def within(beads: Sequence[tuple[Sequence[int], Sequence[int]]], verses: Sequence[str]) -> float:
    """The share of beads all of whose sentences are of one verse; `verses` are lines `[en indices]:[zh indices]`."""
    of: tuple[dict[int, int], dict[int, int]] = ({}, {})
    for number, line in enumerate(verses):
        for side, part in zip(of, line.split(":"), strict=False):
            side.update(dict.fromkeys(ast.literal_eval(part), number))
    inside = sum(len({of[0].get(i) for i in source} | {of[1].get(j) for j in target}) == 1 for source, target in beads)
    return inside / max(len(beads), 1)


def section(chapter_lines: Sequence[str], growth_lines: Sequence[str]) -> str:
    """The section of docs/benchmarks.md."""
    parts = [TITLE, INTRODUCTION]
    if chapter_lines:
        parts += [CHAPTERS, "\n".join(chapter_lines)]
    if growth_lines:
        parts += [GROWTH, "\n".join(growth_lines)]
    return "\n\n".join(parts) + "\n"


def put(text: str, path: Path = DOCS, title: str = TITLE) -> None:
    """Replace the section of that title in the document, or add it at the end."""
    page = path.read_text(encoding="utf-8")
    before, found, after = page.partition(title + "\n")
    _, another, rest = after.partition("\n## ") if found else ("", "", "")
    new = before.rstrip("\n") + "\n\n" + text + (another + rest if another else "")
    with writing(path) as stream:
        stream.write(new.encode("utf-8"))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--chapters", type=Path, metavar="FOLDER")
    parser.add_argument("--growth", type=Path, nargs=2, metavar=("SMALL", "LARGE"))
    parser.add_argument("--peers", metavar="PYTHON", help="Python of an environment with bertalign and galechurch")
    parser.add_argument("--write", action="store_true", help="put the section into docs/benchmarks.md")
    given = parser.parse_args()
    if not given.chapters and not given.growth:
        parser.error("give --chapters, --growth or both")
    text = section(
        chapters(given.chapters, given.peers) if given.chapters else (), growth(*given.growth) if given.growth else ()
    )
    if given.write:
        put(text)
    else:
        print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
