"""How well and how fast each format is read, against the same paper as Markdown.

    python -m scripts.build_reader_fixtures --paper PAPER.md --out FOLDER
    python -m scripts.bench_readers PAPER.md FOLDER
    python -m scripts.bench_readers --pdf FILE.pdf…

The first prints a row a file: units that agree in kind, number and text (white space aside; contents lines and
furniture are not counted), F1, how many paragraph numbers were found, seconds and the most memory in MB. Each file is
read in a process of its own. The second reads PDF files beside two plain extractions, pdfplumber (`pip install
pdfplumber`) and pdftotext (Debian: poppler-utils): seconds of processor time in one run, the least of two for ours, and
the ratios.
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
from collections.abc import Callable, Sequence
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


def measure_pdf(path: Path) -> tuple[float, float, float]:
    """Seconds of processor time for one PDF: our blocks, pdfplumber's text, pdftotext's text."""
    import pdfplumber  # type: ignore[import-not-found,unused-ignore]

    from duizhao.corpora.readers.pdf.reader import read_blocks

    def timed(action: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
        start = clock()
        action()
        return clock() - start

    def plumb() -> None:
        with pdfplumber.open(path) as document:
            for page in document.pages:
                page.extract_text()
                page.close()

    def children() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    data = path.read_bytes()
    ours = min(timed(lambda: read_blocks(data, path=path)) for _ in range(2))
    command = ["pdftotext", str(path), "-"]
    plain = timed(lambda: subprocess.run(command, check=True, capture_output=True), children)
    return ours, timed(plumb), plain


def compare_pdf(paths: Sequence[Path]) -> None:
    """Print how long PDF files take beside plain extractions."""
    rows = []
    for path in paths:
        ours, plumber, plain = measure_pdf(path)
        ratios = f"{ours / plumber:.2f}", f"{ours / plain:.1f}"
        rows.append((f"{path.parent.name}/{path.name}", f"{ours:.2f}", f"{plumber:.2f}", f"{plain:.2f}", *ratios))
    header = ("file", "duizhao", "pdfplumber", "pdftotext", "of pdfplumber", "of pdftotext")
    print(table(header, rows, right=(1, 2, 3, 4, 5)))


def main() -> None:
    """Measure every conversion of a paper in a folder."""
    parser = argparse.ArgumentParser(description="how well and how fast each format is read")
    parser.add_argument("paper", type=Path, nargs="?", help="the paper as Markdown")
    parser.add_argument("folder", type=Path, nargs="?", help="its conversions: files that begin with the paper's name")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--pdf", type=Path, nargs="+", help="time these PDF files beside plain extractions")
    options = parser.parse_args()
    if options.pdf:
        compare_pdf(options.pdf)
        return
    if options.paper is None or options.folder is None:
        parser.error("give a paper and the folder of its conversions, or --pdf FILE…")
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
