"""How well and how fast each format is read, against the same paper as Markdown.

    python -m scripts.build_reader_fixtures --paper PAPER.md --out FOLDER
    python -m scripts.bench_readers PAPER.md FOLDER

Prints a row a file: units that agree in kind, number and text (white space aside; contents lines and furniture are not
counted), F1, how many paragraph numbers were found, seconds and the most memory in MB. Each file is read in a process
of its own.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from pathlib import Path

from duizhao.cli.common import table
from duizhao.corpora.model import Document, Kind
from duizhao.corpora.reading import document_formats, read

Key = tuple[str, tuple[int, ...] | None, str]


def keys(document: Document) -> Counter[Key]:
    """The units of a document, as they are compared."""
    return Counter(
        (u.kind.value, u.number, re.sub(r"\s+", "", unicodedata.normalize("NFKC", u.text)))
        for u in document.translatable
    )


def measure(path: Path, gold: Path) -> dict[str, float]:
    """Read one file and compare it with the Markdown."""
    want = keys(read(gold))
    start = time.perf_counter()
    document = read(path)
    seconds = time.perf_counter() - start
    have = keys(document)
    numbers = {u.number for u in document if u.kind is Kind.PARAGRAPH and u.number}
    return {
        "units": have.total(),
        "f1": 2 * (want & have).total() / (want.total() + have.total()),
        "numbers": len(numbers),
        "seconds": seconds,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> None:
    """Measure every conversion of a paper in a folder."""
    parser = argparse.ArgumentParser(description="how well and how fast each format is read")
    parser.add_argument("paper", type=Path, help="the paper as Markdown")
    parser.add_argument("folder", type=Path, help="its conversions: files that begin with the paper's name")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, options.paper)))
        return
    endings = document_formats.suffixes()
    rows = []
    for path in sorted(options.folder.glob(f"{options.paper.stem}.*")):
        if path.suffix not in endings:
            continue
        command = [
            sys.executable,
            "-m",
            "scripts.bench_readers",
            str(options.paper),
            str(options.folder),
            "--one",
            str(path),
        ]
        row = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        size = f"{path.stat().st_size / 1024:,.0f}"
        figures = (f"{row['f1']:.4f}", row["numbers"], f"{row['seconds']:.2f}", f"{row['megabytes']:.0f}")
        rows.append((path.name, size, row["units"], *figures))
    header = ("file", "KB", "units", "F1", "numbers", "seconds", "MB")
    print(table(header, rows, right=(1, 2, 3, 4, 5, 6)))


if __name__ == "__main__":
    main()
