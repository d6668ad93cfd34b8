"""Time and memory of term extraction: on a memory, or on a large one made by repeating text pairs.

    python scripts/bench_terminology.py [--embed] MEMORY.tmx
    python scripts/bench_terminology.py --units 200000 TEXT.en TEXT.zh TEXT.verses

The second form reads two texts with a sentence a line and a file of lines `[en indices]:[zh indices]` (0-based), takes
each such group as a unit and goes round until there are enough. Prints units, concepts, seconds, processor seconds and
the peak of the resident memory of the process. With --embed the default encoder is asked, without its cache; what it
took stands in the line before.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from duizhao.corpora.model import Locator, Pair


def groups(english: Path, chinese: Path, gold: Path) -> Iterator[Pair]:
    """The units of an aligned text."""
    en = english.read_text("utf-8").splitlines()
    zh = chinese.read_text("utf-8").splitlines()
    for number, line in enumerate(gold.read_text("utf-8").splitlines()):
        left, _, right = line.partition(":")
        source = " ".join(en[i] for i in json.loads(left))
        target = "".join(zh[i] for i in json.loads(right))
        if source and target:
            yield Pair(source, target, Locator("en", f"v{number}"), Locator("zh", f"v{number}"), 1.0)


Embed = Callable[[Sequence[str]], Any]


def _timed_encoder() -> tuple[Embed, Embed | None]:
    """The default encoder without its cache, which prints how many phrases it was given and what they took; and the
    same for its token vectors, if it shows them."""
    from duizhao.alignment.encoders import default_encoder
    from duizhao.alignment.encoders.deferred import made
    from duizhao.alignment.encoders.protocol import token_encoder

    encoder = default_encoder(cache=False)
    if encoder is None:
        sys.exit("no encoder is installed")
    encoder.encode(["loads the model"])

    def embed(texts: Sequence[str]) -> Any:
        start, cpu = time.perf_counter(), time.process_time()
        vectors = encoder.encode(texts)
        wall, processor = time.perf_counter() - start, time.process_time() - cpu
        print(f"  {len(texts)} phrases encoded in {wall:.1f} s ({processor:.1f} processor s)", file=sys.stderr)
        return vectors

    shows_tokens = token_encoder(made(encoder))
    return embed, shows_tokens.encode_tokens if shows_tokens else None


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--units", type=int, default=0)
    parser.add_argument("--embed", action="store_true")
    arguments = parser.parse_args()
    from duizhao.terminology import extract

    if len(arguments.files) == 1:
        from duizhao.tmx import Memory

        pairs = list(Memory.read(arguments.files[0]).pairs())
    else:
        found = list(groups(*arguments.files))
        pairs = list(islice(cycle(found), arguments.units or len(found)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.perf_counter()
    stage, at = "", start

    def progress(name: str) -> None:
        nonlocal stage, at
        now = time.perf_counter()
        if stage:
            print(f"  {stage}: {now - at:.1f} s", file=sys.stderr)
        stage, at = name, now

    embed, embed_tokens = _timed_encoder() if arguments.embed else (None, None)
    start, cpu = time.perf_counter(), time.process_time()
    glossary = extract(pairs, progress=progress, embed=embed, embed_tokens=embed_tokens)
    progress("")
    cpu = time.process_time() - cpu
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(pairs)} units: {len(glossary)} concepts in {seconds:.1f} s ({cpu:.1f} processor s); "
        f"peak memory {peak:.0f} MB ({before:.0f} MB before)"
    )


if __name__ == "__main__":
    main()
