"""The benchmark of real documents: duizhao beside pipelines that a competent user would build, in one run.

    python -m scripts.bench_real FOLDER SCORER --peers PYTHON [--only NAME,…] [--write]

FOLDER holds a folder a document pair with en.*, zh.* and gold.jsonl; SCORER is a Python program that prints `right 0.97
lax 0.99 lost 0.00 …` for PAIRS.tsv and GOLD.jsonl (columns `source` and `target`). PYTHON is the interpreter of an
environment with `docx2python`, `trafilatura`, `pysbd` and `galechurch`, and `bertalign` where it is to be compared. The
pipelines read text with pdftotext, docx2python, trafilatura, or as it is (Markdown), cut it with pysbd, and align
sentences by Gale and Church's lengths, by Bertalign with our default encoder's vectors, or by our own aligner of lines:
the last shows what reading and units are worth. A pipeline that cannot run is named with the reason.

Prints the section "Real documents" of docs/benchmarks.md, or with --write puts it there.
"""

from __future__ import annotations

import argparse
import csv
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scripts.bench_alignment import ask, bertalign, put

TITLE = "## Real documents beside other pipelines"
INTRODUCTION = """\
Written by `python -m scripts.bench_real FOLDER SCORER --peers PYTHON --write`. Eleven documents by real producers with
hand-made sentence pairs of a stretch of each: the share of gold pairs that come out right, neither cut, merged with
others, paired wrongly nor lost. Pipelines: pdftotext, docx2python, trafilatura or the Markdown itself; pysbd; an
aligner. Our rules of reading and what evidence is worth were worked on with these documents in sight, the peers were
not. In brackets the share that is right or merged with a neighbour, and what is lost."""
_SHARES = re.compile(r"right ([\d.]+) lax ([\d.]+) lost ([\d.]+)")

Sides = tuple[list[str], list[str]]
# Shares (0..1) of gold pairs: right; right or merged with a neighbour; lost.
Shares = tuple[float, float, float]


def files(folder: Path) -> tuple[Path, Path]:
    """The English and the Chinese file of a document pair; of several the first by name."""
    found = [sorted(folder.glob(f"{side}.*"))[0] for side in ("en", "zh")]
    return found[0], found[1]


def duizhao(folder: Path, out: Path, embed: str) -> Path:
    """Our own pairs of a document pair."""
    command = [sys.executable, "-m", "duizhao", "align", *map(str, files(folder)), "-o", str(out), "--embed", embed]
    subprocess.run([*command, "--no-cache", "-q"], capture_output=True, check=True)
    return out / "pairs.tsv"


def table(sides: Sides, beads: Sequence[Sequence[Sequence[int]]], out: Path) -> Path:
    """Beads of sentences as a table that the scorer reads. Raises RuntimeError where there are none: an aligner that
    gives up says nothing."""
    if not beads:
        raise RuntimeError("it gave no alignment")
    out.mkdir(parents=True, exist_ok=True)
    with (out / "pairs.tsv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter="\t", quoting=csv.QUOTE_NONE, escapechar="\\")
        writer.writerow(["source", "target"])
        for source, target in beads:
            row = " ".join(sides[0][k] for k in source), "".join(sides[1][k] for k in target)
            writer.writerow([" ".join(text.split()) for text in row])
    return out / "pairs.tsv"


def score(scorer: Path, pairs: Path, gold: Path) -> Shares:
    """What the scorer says: right, lax, lost."""
    command = [sys.executable, str(scorer), str(pairs), str(gold)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = _SHARES.search(done.stdout)
    if found is None:
        raise RuntimeError(f"the scorer said: {done.stdout[:200]}")
    return float(found[1]), float(found[2]), float(found[3])


def plain(folder: Path, peers: str) -> Sides:
    """The sentences that text extraction and pysbd give of a document pair."""
    found = ask(peers, "plain_sentences", [str(path) for path in files(folder)])
    return found["sides"][0], found["sides"][1]


def aligners(peers: str) -> dict[str, Callable[[Sides], Any]]:
    """The aligners of sentences, by title: sides to beads."""
    return {
        "plain text, pysbd, Gale–Church": lambda sides: ask(peers, "galechurch", [sides])["beads"][0],
        "plain text, pysbd, Bertalign with our encoder": lambda sides: bertalign(peers, [sides])["beads"][0],
        "plain text, pysbd, duizhao align --lines": lambda sides: ask(sys.executable, "ours", [sides], "auto")["beads"][
            0
        ],
    }


def pipelines(folder: Path, peers: str) -> tuple[dict[str, Callable[[Path], Path]], list[str]]:
    """What makes a table of pairs of a document pair in a folder, by title; and why some cannot."""
    runs: dict[str, Callable[[Path], Path]] = {
        f"duizhao --embed {embed}": lambda out, embed=embed: duizhao(folder, out, embed)  # type: ignore[misc]
        for embed in ("none", "auto")
    }
    try:
        sides = plain(folder, peers)
    except RuntimeError as error:
        return runs, [f"plain text of {folder.name}: {error}"]
    for title, align in aligners(peers).items():
        runs[title] = lambda out, align=align: table(sides, align(sides), out)  # type: ignore[misc]
    return runs, []


def measure(folders: Sequence[Path], scorer: Path, peers: str) -> tuple[dict[str, dict[str, Shares]], list[str]]:
    """What the scorer says of every pipeline, by title and document; and why some is not there."""
    rows: dict[str, dict[str, Shares]] = {}
    failed: list[str] = []
    with TemporaryDirectory() as temporary:
        for folder in folders:
            runs, missing = pipelines(folder, peers)
            failed += missing
            for number, (title, run) in enumerate(runs.items()):
                try:
                    found = score(scorer, run(Path(temporary) / folder.name / str(number)), folder / "gold.jsonl")
                except (RuntimeError, subprocess.CalledProcessError) as error:
                    failed.append(f"{title}: {error}")
                    continue
                rows.setdefault(title, {})[folder.name] = found
                print(folder.name, title, *found, file=sys.stderr, flush=True)
    return rows, failed


def section(names: Sequence[str], rows: dict[str, dict[str, Shares]], failed: Sequence[str]) -> str:
    """The section of docs/benchmarks.md. A mean is given of pipelines that ran on every document."""
    lines = [f"| | {' | '.join(names)} | mean |", f"|---|{'---:|' * (len(names) + 1)}"]
    for title, found in rows.items():
        cells = [f"{found[name][0]:.2f}" if name in found else "" for name in names]
        mean = ""
        if len(found) == len(names):
            right, lax, lost = (sum(each[k] for each in found.values()) / len(found) for k in range(3))
            mean = f"**{right:.3f}** ({lax:.3f}, {lost:.3f})"
        lines.append(f"| {title} | {' | '.join(cells)} | {mean} |")
    notes = "".join(f"\n\nNot run: {reason}." for reason in dict.fromkeys(failed))
    return f"{TITLE}\n\n{INTRODUCTION}\n\n" + "\n".join(lines) + notes + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("scorer", type=Path)
    parser.add_argument("--peers", required=True, metavar="PYTHON")
    parser.add_argument("--only", metavar="NAME,…")
    parser.add_argument("--write", action="store_true", help="put the section into docs/benchmarks.md")
    given = parser.parse_args()
    folders = sorted(path.parent for path in given.folder.glob("*/gold.jsonl"))
    if given.only:
        folders = [folder for folder in folders if folder.name in given.only.split(",")]
    if not folders:
        parser.error(f"no document pair with gold.jsonl in {given.folder}")
    text = section([folder.name for folder in folders], *measure(folders, given.scorer, given.peers))
    if given.write:
        put(text, title=TITLE)
    else:
        print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
