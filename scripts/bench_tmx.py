"""Read, write, filter and convert a large memory, beside translate-toolkit and hypomnema; look up in a large store.

    python scripts/bench_tmx.py --units 1000000 --peer PYTHON --peer PYTHON

The memory is generated (a fixed seed, no text from elsewhere) in a temporary folder and deleted afterwards. Every task
runs in a process of its own; its seconds (wall and processor) and its largest memory are what the system says of it.
Each --peer is a Python in whose environment translate-toolkit or hypomnema is installed.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duizhao.tmx.store.store import Store

ROOT = Path(__file__).resolve().parent.parent

OURS = {
    "read": "from duizhao.tmx import Reader\nwith Reader(SRC) as r:\n"
    "    for e in r: e.variants[0].text, e.variants[1].text; n += 1",
    "read and write": "from duizhao.tmx import Reader, write_to\nwith Reader(SRC) as r, write_to(OUT, r.header) as w:\n"
    "    for e in r: w.add(e); n += 1",
    "stats": "main(['tmx', 'stats', SRC])",
    "filter": "main(['tmx', 'filter', SRC, '--min-confidence', '0.9', '-o', OUT])",
    "dedupe": "main(['tmx', 'dedupe', SRC, '-o', OUT])",
    "dedupe, newest": "main(['tmx', 'dedupe', SRC, '--keep', 'newest', '-o', OUT])",
    "convert to TMX": "main(['tmx', 'convert', SRC, OUT, '--to', 'tmx'])",
    "convert to TSV": "main(['tmx', 'convert', SRC, OUT, '--to', 'tsv'])",
    "convert to JSONL": "main(['tmx', 'convert', SRC, OUT, '--to', 'jsonl'])",
    "validate": "main(['tmx', 'validate', SRC])",
}
PEERS = {
    "translate-toolkit": {
        "read": "from translate.storage.tmx import tmxfile\n"
        "for u in tmxfile.parsefile(SRC).units: u.source, u.target; n += 1",
        "read and write": "from translate.storage.tmx import tmxfile\nf = tmxfile.parsefile(SRC)\n"
        "for u in f.units: u.source, u.target; n += 1\nf.savefile(OUT)",
    },
    "hypomnema": {
        "read": "import hypomnema\nfor u in hypomnema.load(SRC, filter='tu'):\n"
        "    u.variants[0].content, u.variants[1].content; n += 1",
    },
}
FRAME = "import sys\nSRC, OUT = sys.argv[1:3]\nn = 0\n"
MAIN = "from duizhao.cli.main import main\n"

# Three thousand words and as many Chinese ones, the first far more frequent than the last, as in any text.
_STEMS = "labour protect employ finance program migrat standard govern social organiz regulat transform".split()
_MIDDLES = ["", *"al er iv ati ment ist abil ific".split()]
_ENDS = ["", *"s ed ing ion ly ness ity able ism".split()]
ENGLISH = ["the", "of", "and", "in", "to", "for"]
ENGLISH += [
    stem + middle + end + str(n or "") for n in range(3) for end in _ENDS for middle in _MIDDLES for stem in _STEMS
]
CHINESE = [chr(0x4E00 + 7 * i) + chr(0x5E00 + 5 * i % 3000) for i in range(3000)]


def word(rng: random.Random, words: list[str]) -> str:
    """A word, the n-th about n times as rare as the first (Zipf)."""
    return words[min(int(len(words) ** rng.random()) - 1, len(words) - 1)]


def sentences(rng: random.Random) -> tuple[str, str]:
    """A sentence of seven to twelve words, and a Chinese one of about as much."""
    english = f"The {' '.join(word(rng, ENGLISH) for _ in range(rng.randint(6, 10)))} {rng.randint(1, 9999)}."
    chinese = "".join(word(rng, CHINESE) for _ in range(rng.randint(4, 8))) + f"{rng.randint(1, 9999)}。"
    return english, chinese


HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n<header creationtool="bench" '
    'creationtoolversion="1" segtype="sentence" o-tmf="bench" adminlang="en" srclang="en-GB" '
    'datatype="plaintext"/>\n<body>\n'
)
TAIL = "</body>\n</tmx>\n"


def generate(path: Path, units: int) -> None:
    """A memory as CAT tools export it: one unit in twenty has inline codes, one in fifty is a double."""
    rng = random.Random(20250101)
    with path.open("w", encoding="utf-8") as stream:
        stream.write(HEAD)
        old = sentences(rng)
        for number in range(units):
            english, chinese = old if rng.random() < 0.02 else sentences(rng)
            old = (english, chinese)
            if number % 20 == 7:
                english = f'<bpt i="1" x="1">&lt;b&gt;</bpt>{english}<ept i="1">&lt;/b&gt;</ept>'
                chinese = f'<bpt i="1" x="1">&lt;b&gt;</bpt>{chinese}<ept i="1">&lt;/b&gt;</ept>'
            date = f"2024{rng.randint(1, 12):02}{rng.randint(1, 28):02}T120000Z"
            stream.write(
                f'<tu tuid="{number}" creationdate="{date}" creationid="u{number % 7}">\n'
                f'<prop type="x-document">d{number // 500}</prop>'
                f'<prop type="x-confidence">{rng.random():.2f}</prop>\n'
                f'<tuv xml:lang="en-GB"><seg>{english}</seg></tuv>\n'
                f'<tuv xml:lang="zh-CN"><seg>{chinese}</seg></tuv>\n</tu>\n'
            )
        stream.write(TAIL)


_ATTRIBUTES = (
    ("creationdate", "20240101T120000Z"),
    ("creationid", "u"),
    ("changedate", "20240301T120000Z"),
    ("changeid", "v"),
    ("usagecount", "3"),
    ("datatype", "plaintext"),
)
_PROPERTIES = "x-document x-confidence x-unit x-kind client domain project x-file x-line x-sentence".split()


def generate_varied(path: Path, units: int) -> None:
    """A memory in which no two units are written alike: any attributes and properties in any order, white space of four
    kinds, one unit in five with a note, one in six of the texts with inline codes."""
    rng = random.Random(5)
    with path.open("w", encoding="utf-8") as stream:
        stream.write(HEAD)
        for number in range(units):
            stream.write(varied(rng, number))
        stream.write(TAIL)


def varied(rng: random.Random, number: int) -> str:
    """One such unit."""
    space = rng.choice(["\n", "\n  ", "", " \n\t"])
    given = [(n, v) for n, v in (("tuid", str(number)), *_ATTRIBUTES) if rng.random() < 0.6]
    props = [f'<prop type="{name}">v{rng.randrange(50)}</prop>' for name in _PROPERTIES if rng.random() < 0.5]
    rng.shuffle(given)
    rng.shuffle(props)
    notes = [f"<note>remark {number}</note>"] if rng.random() < 0.2 else []
    made = "<tu" + "".join(f' {name}="{value}"' for name, value in given) + ">"
    made += "".join(space + extra for extra in (*notes, *props))
    for language, text in zip(("en-GB", "zh-CN"), sentences(rng), strict=True):
        own = [f' xml:lang="{language}"', rng.choice(["", ' creationid="q"', ' changedate="20240301T120000Z"'])]
        rng.shuffle(own)
        if rng.random() < 0.1:
            text = text.replace(" ", " &amp; ", 1)
        if rng.random() < 0.15:
            text = f'<bpt i="1" x="1">&lt;b&gt;</bpt>{text}<ept i="1">&lt;/b&gt;</ept>'
        context = f'<prop type="ctx">{rng.randrange(9)}</prop>' if rng.random() < 0.2 else ""
        made += f"{space}<tuv{''.join(own)}>{context}<seg>{text}</seg></tuv>"
    return f"{made}{space}</tu>\n"


def _path() -> str:
    """Where our processes look for modules: where this one was told to look first, so that they run the same code."""
    return os.pathsep.join([*filter(None, [os.environ.get("PYTHONPATH")]), str(ROOT)])


def run(python: str, code: str, source: Path, out: Path) -> tuple[float, float, float] | None:
    """Wall seconds, processor seconds and megabytes of a task; None where it failed."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        [python, "-c", code, str(source), str(out)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": _path()} if python == sys.executable else dict(os.environ),
    )
    assert process.stderr
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    if os.waitstatus_to_exitcode(status) not in (0, 1) or "Traceback" in said:
        print("  failed:", said.strip().splitlines()[-1:] or status, file=sys.stderr)
        return None
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


BASE = "translate-toolkit"
SLOW = {"hypomnema": 100_000}
"""Peers that read only so many units, because the whole would take hours."""


def tasks(peers: list[str], only: list[str]) -> Iterator[tuple[str, str, str, str]]:
    """Who, what, with which Python, by which code; `only` these tasks where it names some."""
    for who, task, python, code in every_task(peers):
        if not only or task in only:
            yield who, task, python, code


def has(python: str, peer: str) -> bool:
    """Whether a peer is installed there."""
    module = {"translate-toolkit": "translate.storage.tmx"}.get(peer, peer)
    return subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False).returncode == 0


def compare(seconds: dict[tuple[str, str], list[float]]) -> None:
    """How many times as fast as the mere reading of the base each task of ours is, in processor seconds."""
    if (BASE, "read") in seconds:
        base = statistics.mean(seconds[BASE, "read"])
        print(f"\ntimes as fast as {BASE} reads ({base:.1f} s of the processor)")
        for (who, task), found in seconds.items():
            if who == "duizhao":
                print(f"{task:18} {base / statistics.mean(found):5.1f}")


def every_task(peers: list[str]) -> Iterator[tuple[str, str, str, str]]:
    """All tasks."""
    # Ours and theirs in turn, so that what else the machine does touches both.
    for python in peers:
        for name, codes in PEERS.items():
            if has(python, name):
                for task, code in codes.items():
                    yield name, task, python, FRAME + code
                    if task == "read":
                        yield "duizhao", "read", sys.executable, FRAME + OURS["read"]
    for task, code in OURS.items():
        yield "duizhao", task, sys.executable, FRAME + (MAIN + code if code.startswith("main") else code)
    # Once more, because what else the machine does changes: ours are compared with the mean of both.
    for python in peers:
        if has(python, BASE):
            yield BASE, "read", python, FRAME + PEERS[BASE]["read"]


def lookups(folder: Path, units: int, number: int) -> None:
    """Fuzzy lookup in a store of many units, beside a scan over everything."""
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.process import extractOne

    from duizhao.tmx import Entry, Prop, Variant
    from duizhao.tmx.store.store import Store
    from duizhao.tmx.store.tokens import tokens

    rng = random.Random(7)
    made = [sentences(rng) for _ in range(units)]
    with Store(folder / "memory.db", create=True) as store:
        begin = time.perf_counter()
        document = (Prop("x-document", "d"),)
        entries = (Entry((Variant("en", (e,)), Variant("zh-CN", (c,))), {}, document) for e, c in made)
        assert sum(n for _, n, _ in store.add(entries)) == units
        print(f"\nstore of {units:,} units: added in {time.perf_counter() - begin:.1f} s")
        for side, language in enumerate(("en", "zh")):
            numbers: dict[str, str] = {}
            texts = [
                "".join(numbers.setdefault(t, chr(0x100 + len(numbers))) for t in tokens(pair[side], language))
                for pair in made
            ]
            store.lookup("x", language)
            queries = [disturbed(rng, made[rng.randrange(units)][side], side) for _ in range(number)]
            # What a scan over everything gives: a character for each distinct token, which rapidfuzz compares fastest.
            scan = []
            for query in queries:
                wanted = "".join(numbers.setdefault(t, chr(0x100 + len(numbers))) for t in tokens(query, language))
                scan.append(extractOne(wanted, texts, scorer=Levenshtein.normalized_similarity)[1])
            for minimum in (70, 30):
                look(store, language, queries, scan, minimum)


def disturbed(rng: random.Random, text: str, side: int) -> str:
    """A text with up to half of its words (in Chinese, characters) replaced, removed or added."""
    parts = text.split() if side == 0 else list(text)
    for _ in range(rng.randint(0, len(parts) // 2)):
        action, at = rng.randrange(3), rng.randrange(len(parts))
        if action == 0:
            parts[at] = word(rng, ENGLISH if side == 0 else CHINESE)
        elif action == 1 and len(parts) > 3:
            del parts[at]
        else:
            parts.insert(at, word(rng, ENGLISH if side == 0 else CHINESE))
    return (" " if side == 0 else "").join(parts)


def look(store: Store, language: str, queries: list[str], scan: list[float], minimum: int) -> None:
    """Time the lookups and compare their best scores with the scan's."""
    seconds, processor, agree = [], [], 0
    for query, best in zip(queries, scan, strict=True):
        begin, used = time.perf_counter(), time.process_time()
        found = store.lookup(query, language, minimum=minimum, limit=1)
        seconds.append(time.perf_counter() - begin)
        processor.append(time.process_time() - used)
        score = int(best * 100 + 1e-9)
        got = found[0].score if found else None
        # 99 where only case or marks differ, which the scan takes for equal.
        agree += got in ((99, 100) if score == 100 else (score,) if score >= minimum else (None,))
    seconds.sort()
    print(
        f"{language}, minimum {minimum}: {len(queries)} lookups, median {1000 * statistics.median(seconds):.1f} ms, "
        f"95 % under {1000 * seconds[int(0.95 * len(queries))]:.1f} ms "
        f"(processor: median {1000 * statistics.median(processor):.1f} ms), "
        f"top score as in a scan over everything: {100 * agree / len(queries):.1f} %",
        flush=True,
    )


def main() -> None:
    """Run everything and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--store", type=int, default=200_000, help="units of the store for lookups; 0 for none")
    parser.add_argument("--varied", action="store_true", help="no two units written alike")
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--peer", action="append", default=[], metavar="PYTHON")
    parser.add_argument("--task", action="append", default=[], help="only this task; several times for several")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-tmx-") as name:
        folder = Path(name)
        source, out = folder / "memory.tmx", folder / "out"
        if options.units:
            make = generate_varied if options.varied else generate
            make(source, options.units)
            part = folder / "part.tmx"
            make(part, min(options.units, min(SLOW.values())))
            print(f"{options.units:,} units, {source.stat().st_size / 1e6:.0f} MB\n")
            print(f"{'':18} {'':18} {'wall s':>8} {'cpu s':>8} {'MB':>7} {'µs/unit':>8}")
            seconds: dict[tuple[str, str], list[float]] = {}
            for who, task, python, code in tasks(options.peer, options.task):
                units = min(options.units, SLOW.get(who, options.units))
                measured = run(python, code, part if who in SLOW else source, out)
                if measured:
                    wall, cpu, size = measured
                    micro = 1e6 * cpu / units
                    seconds.setdefault((who, task), []).append(cpu)
                    task += f" ({units:,})" if who in SLOW else ""
                    print(f"{who:18} {task:18} {wall:8.1f} {cpu:8.1f} {size:7.0f} {micro:8.2f}", flush=True)
                out.unlink(missing_ok=True)
            compare(seconds)
            source.unlink()
        if options.store:
            sys.path.insert(0, str(ROOT))
            lookups(folder, options.store, options.queries)


if __name__ == "__main__":
    main()
