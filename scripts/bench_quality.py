"""Measure `duizhao check`: recall on planted faults end to end, and time and memory on a large project.

    python -m scripts.bench_quality write FOLDER --documents 200 --pairs 1000     # for `duizhao check FOLDER`
    python -m scripts.bench_quality speed --documents 200 --pairs 1000
    python -m scripts.bench_quality save --documents 200 --pairs 20      # an editor's save
    python -m scripts.bench_quality recall --rounds 4

`recall` plants faults into the sample paper, writes both sides as Markdown, aligns the files again and checks what
comes out: the whole way that a fault takes in practice. `scripts/plant_faults.py` measures the checks alone.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from duizhao import alignment, corpora, quality, terminology
from duizhao.corpora.model import Kind, Locator, Pair
from duizhao.live import LiveProject
from duizhao.quality import FactCache, Finding, Severity
from duizhao.tmx import Memory
from scripts.plant_faults import EXPECTED, Fault, clean_sample, plant, sample_glossary

SEED = 20


def large_project(documents: int, pairs: int) -> list[Pair]:
    """Documents of sentence pairs made of the samples': figures differ from sentence to sentence, so that few are the
    same, and one in fifty has a wrong one."""
    rng = random.Random(SEED)
    base = [pair for pair in clean_sample()[0] if len(pair.source) > 40]
    found = []
    for d in range(documents):
        for i in range(pairs):
            one, two = rng.choice(base), rng.choice(base)
            n = rng.randrange(3000, 10**6)
            wrong = n + 1 if rng.random() < 0.02 else n
            at = Locator(
                f"en/{d:03}.md", f"p{i // 4}", (i // 4 + 1,), Kind.PARAGRAPH, (i % 4 + 1,) * 2, f"en/{d:03}.md", i + 1
            )
            there = replace(at, document=f"zh/{d:03}.md", path=f"zh/{d:03}.md")
            found.append(
                Pair(
                    f"{one.source} See also {n}: {two.source}",
                    f"{one.target}另见 {wrong}：{two.target}",
                    at,
                    there,
                    0.9,
                )
                if i % 5 == 0
                else Pair(f"In {n} cases, {one.source}", f"在 {wrong} 个案件中，{one.target}", at, there, 0.9)
            )
    return found


def write(folder: Path, documents: int, pairs: int) -> None:
    """Write the large project as memories, one a document."""
    folder.mkdir(parents=True, exist_ok=True)
    material = large_project(documents, pairs)
    for d in range(documents):
        Memory.from_pairs(material[d * pairs : (d + 1) * pairs]).write(folder / f"{d:03}.tmx")


def speed(documents: int, pairs: int, jobs: int) -> None:
    """Print wall and processor time and peak memory of a check of a large project, first and then from the cache."""
    material = large_project(documents, pairs)
    letters = sum(len(p.source) for p in material) / len(material)
    print(f"{documents} documents, {len(material)} pairs, {letters:.0f} letters a source, {jobs or 'all'} processes")
    with tempfile.TemporaryDirectory() as folder:
        cache = FactCache(Path(folder))
        for name in ("first run", "from the cache"):
            wall, cpu = time.perf_counter(), _cpu()
            report = quality.check(material, glossary=terminology.seed(), jobs=jobs, cache=cache)
            print(
                f"{name}: {time.perf_counter() - wall:.0f} s, processor {_cpu() - cpu:.0f} s, "
                f"{len(report.findings)} findings, index {report.index}"
            )
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    print(f"peak memory {own:.2f} GB, of the largest worker {child:.2f} GB")


def save(documents: int, pairs: int) -> None:
    """Print the processor time of the first look at a project of Markdown documents, and of a look after a save of one
    of them; and whether what a look from nothing finds is the same."""
    material = large_project(documents, pairs)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        rows = []
        for d in range(documents):
            here = material[d * pairs : (d + 1) * pairs]
            for side, tag in enumerate(("en", "zh")):
                (folder / f"{d:03}.{tag}.md").write_text(as_markdown(here, side), encoding="utf-8")
            rows.append(f'[[pair]]\nsource = "{d:03}.en.md"\ntarget = "{d:03}.zh.md"\n')
        (folder / "duizhao.toml").write_text("".join(rows), encoding="utf-8")
        live = LiveProject(folder / "duizhao.toml")
        for n in range(6):
            cpu = _cpu()
            found = live.look([]).report
            print(
                f"{f'save {n}' if n else 'first look'}: processor {_cpu() - cpu:.2f} s, {len(found.findings)} findings"
            )
            saved = folder / f"{7 * n % documents:03}.zh.md"
            saved.write_text(f"{saved.read_text(encoding='utf-8')}\n另有{n + 3}项的的工作。\n", encoding="utf-8")
        same = live.look([]).report == LiveProject(folder / "duizhao.toml").look([]).report
        print(f"{len(found.findings)} findings on {documents} documents; from nothing the same: {same}")


def _cpu() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, kinds))


def as_markdown(pairs: Sequence[Pair], side: int) -> str:
    """One side of pairs as a Markdown paper: headings, numbered paragraphs, bullets."""
    units: dict[str, tuple[Pair, list[str]]] = {}
    for pair in pairs:
        text = (pair.source, pair.target)[side]
        units.setdefault(pair.source_at.unit, (pair, []))[1].append(text)
    lines = []
    for pair, texts in units.values():
        text = ("", " ")[side == 0].join(filter(None, texts))
        at = pair.source_at
        if not text:
            continue
        if at.kind is Kind.HEADING:
            lines.append(f"## {text}")
        elif at.kind is Kind.BULLET:
            lines.append(f"- {text}")
        elif at.kind is Kind.PARAGRAPH and at.number:
            lines.append(f"{at.number[0]}. {text}")
        else:
            lines.append(text)
    return "\n\n".join(lines) + "\n"


def check_files(pairs: Sequence[Pair], folder: Path) -> tuple[quality.Report, Sequence[Pair]]:
    """Write both sides, read, align and check them; what is found, and the pairs it was found in."""
    documents = []
    for side, (name, language) in enumerate((("en.md", "en"), ("zh.md", "zh-CN"))):
        path = folder / name
        path.write_text(as_markdown(pairs, side), encoding="utf-8")
        documents.append(corpora.read(path, language=language))
    aligned = alignment.align(*documents, settings=alignment.AlignSettings(embed="none"))
    report = quality.check(aligned.pairs, glossary=sample_glossary(), documents=documents, notices=aligned.notices)
    return report, aligned.pairs


def recall(faults: int, rounds: int) -> None:
    """Print how many of the planted faults are found after reading, aligning and checking the files."""
    pairs, variants = clean_sample()
    pairs = [p for p in pairs if p.source_at.document.startswith("preview")]
    planted: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clean, _ = check_files(pairs, folder)
        known = {f.fingerprint for f in clean.findings}
        for n in range(rounds):
            faulty, done = plant(pairs, faults // rounds, SEED + n, variants)
            report, aligned = check_files(faulty, folder)
            new = [f for f in report.findings if f.fingerprint not in known]
            for fault in done:
                planted[fault.kind] += 1
                # Units have other names in the files: a fault is found when a finding of its kind quotes its text.
                if any(_quotes(finding, fault, pairs, aligned) for finding in new):
                    hit[fault.kind] += 1
    for kind in planted:
        print(f"{kind:32} {hit[kind]:3} of {planted[kind]:3}")
    real = [f for f in clean.findings if f.severity is not Severity.NOTE]
    print(f"recall {hit.total() / planted.total():.3f} of {planted.total()}; clean: {len(real)} errors and warnings")
    for finding in real:
        print(f"  clean: {finding.check} {finding.at.cite}: {finding.message}")


def _quotes(finding: Finding, fault: Fault, pairs: Sequence[Pair], aligned: Sequence[Pair]) -> bool:
    """Whether a finding of a fault's kind is about it: it quotes its source, or one of its places does. A fault that
    stands in many places is told once, with all of them."""
    if not any(finding.check == n or finding.check.startswith(f"{n}.") for n in EXPECTED[fault.kind]):
        return False
    units = {at.unit for at in fault.places}
    sources = {"".join(p.source.split())[:30] for p in pairs if p.source_at.unit in units and p.source.strip()}
    places = {finding.at, finding.source_at, *finding.places, *(at for v in finding.variants for at in v.places)}
    where = {(at.document, at.unit) for at in places if at.unit}
    there = (p.source for p in aligned for at in (p.source_at, p.target_at) if (at.document, at.unit) in where)
    said = ["".join(text.split()) for text in (finding.source, *there)]
    return any(source in text for source in sources for text in said)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["speed", "recall", "write", "save"])
    parser.add_argument("folder", type=Path, nargs="?", help="where `write` puts the memories")
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--pairs", type=int, default=1000, help="pairs a document")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--faults", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=4)
    given = parser.parse_args()
    if given.what == "write":
        if given.folder is None:
            parser.error("write needs a folder")
        write(given.folder, given.documents, given.pairs)
    elif given.what == "save":
        save(given.documents, given.pairs)
    elif given.what == "speed":
        speed(given.documents, given.pairs, given.jobs)
    else:
        recall(given.faults, given.rounds)


if __name__ == "__main__":
    main()
