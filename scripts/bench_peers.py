"""Our aligner and those of PyPI on the same files, with the same encoder, in one run; and how our search grows.

    python scripts/bench_peers.py lines FOLDER --peers PYTHON      # NNN.en, NNN.zh, NNN.gold: a table
    python scripts/bench_peers.py growth SMALL LARGE               # paths without .en, .zh, .verses

PYTHON is the interpreter of an environment with `bertalign` (and torch) or `galechurch`; a peer that is not
installed there is skipped with the reason. Bertalign gets the vectors of our default encoder for exactly the texts
that it asks for: they are worked out here, timed, and handed to it, so its encoder is ours. Every aligner runs in a
process of its own; seconds are wall clock; its search is timed at a second call, when its just-in-time compiler has
done its work. Encoding starts from an empty cache. Peak memory is that of the aligner's process (ours includes the
encoder, the peers' does not)."""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

EMBED = ("none", "auto", "all")
REPEATS = 10


def peak() -> float:
    """Peak memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def read_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")[:-1]


# In the process of an aligner. What runs in the peers' environment imports nothing of ours.


def bertalign_overlaps(pairs: Sequence[tuple[list[str], list[str]]]) -> dict[str, Any]:
    """Every text that Bertalign would encode."""
    from bertalign.utils import clean_text, yield_overlaps  # type: ignore[import-not-found]

    texts: dict[str, None] = {}
    asked = 0
    for pair in pairs:
        for side in pair:
            found = list(yield_overlaps(clean_text("\n".join(side)).splitlines(), 4))
            asked += len(found)
            texts |= dict.fromkeys(found)
    return {"texts": list(texts), "asked": asked}


def bertalign_search(pairs: Sequence[tuple[list[str], list[str]]], texts: list[str], vectors: str) -> dict[str, Any]:
    """Beads of each pair, with vectors that were worked out before."""
    import bertalign  # type: ignore[import-not-found]
    import numpy as np

    matrix = np.load(vectors)
    index = {text: k for k, text in enumerate(texts)}

    class Given:
        """Stands where Bertalign has a sentence-transformers model."""

        def encode(self, wanted: Sequence[str]) -> Any:
            return matrix[[index[text] for text in wanted]]

    encoder = bertalign.Encoder.__new__(bertalign.Encoder)
    encoder.model, encoder.model_name = Given(), "given"
    beads: list[Any] = []
    seconds = 0.0
    for repeat in (0, 1):
        beads, seconds = [], 0.0
        for source, target in pairs if repeat else pairs[:1]:
            aligner = bertalign.Bertalign("\n".join(source), "\n".join(target), is_split=True, model=encoder)
            started = time.perf_counter()
            beads.append([[list(map(int, s)), list(map(int, t))] for s, t in aligner.align_sents()])
            seconds += time.perf_counter() - started
    return {"beads": beads, "search": seconds, "memory": peak()}


def galechurch(pairs: Sequence[tuple[list[str], list[str]]]) -> dict[str, Any]:
    """Beads of each pair by lengths alone, with the pairs' own ratio of lengths."""
    import galechurch as peer  # type: ignore[import-not-found]

    # Its mean_xy is characters of the source to one of the target.
    ratio = sum(len(x) for s, _ in pairs for x in s) / sum(len(x) for _, t in pairs for x in t)
    started = time.perf_counter()
    found = [peer.align(s, t, mean_xy=ratio) for s, t in pairs]
    seconds = time.perf_counter() - started
    beads = [[[json.loads(side) for side in line.split(":")] for line in each.to_pharaoh_lines()] for each in found]
    return {"beads": beads, "search": seconds, "memory": peak()}


def ours(pairs: Sequence[tuple[list[str], list[str]]], embed: str) -> dict[str, Any]:
    """Beads of each pair; seconds in the encoder and in the rest."""
    import alignment
    from alignment.encoders import default_encoder
    from alignment.evaluation import indices

    inner = default_encoder(cache=False) if embed != "none" else None
    spent = {"encode": 0.0}
    if inner is not None:
        inner.encode(["warm"])
        for name in ("encode", "encode_both", "encode_tokens"):
            if hasattr(inner, name):
                setattr(inner, name, _timed(getattr(inner, name), spent))
    # Dictionaries are read once a process, whatever is aligned.
    alignment.align_lines(["A man."], ["一个人。"], settings=alignment.AlignSettings(embed="none"))
    settings = alignment.AlignSettings(embed=embed)
    started = time.perf_counter()
    found = [alignment.align_lines(s, t, encoder=inner, settings=settings) for s, t in pairs]
    total = time.perf_counter() - started
    return {
        "beads": [indices(each.beads) for each in found],
        "search": total - spent["encode"],
        "encode": spent["encode"],
        "encoded": sum(each.stats.encoded for each in found),
        "memory": peak(),
    }


def _timed(function: Any, spent: dict[str, float]) -> Any:
    def call(*given: Any, **named: Any) -> Any:
        started = time.perf_counter()
        try:
            return function(*given, **named)
        finally:
            spent["encode"] += time.perf_counter() - started

    return call


def vectors_of(texts: list[str], out: str) -> dict[str, Any]:
    """The default encoder's vectors of the texts into a file."""
    import numpy as np

    from alignment.encoders import default_encoder

    encoder = default_encoder(cache=False)
    if encoder is None:
        raise SystemExit("no encoder is installed")
    encoder.encode(["warm"])
    started = time.perf_counter()
    matrix = encoder.encode(texts)
    seconds = time.perf_counter() - started
    np.save(out, matrix)
    return {"encode": seconds}


JOBS = {
    "bertalign_overlaps": bertalign_overlaps,
    "bertalign_search": bertalign_search,
    "galechurch": galechurch,
    "ours": ours,
    "vectors_of": vectors_of,
}


def work(job: Path) -> None:
    given = json.loads(job.read_text(encoding="utf-8"))
    found = JOBS[given["name"]](*given["arguments"])  # type: ignore[operator]
    Path(given["answer"]).write_text(json.dumps(found), encoding="utf-8")


# In the process that compares.


def ask(python: str, name: str, *arguments: Any) -> dict[str, Any]:
    """What the function of that name answers in a process of its own. Raises RuntimeError with its last line of
    error."""
    with TemporaryDirectory() as folder:
        job, answer = Path(folder) / "job.json", Path(folder) / "answer.json"
        job.write_text(json.dumps({"name": name, "arguments": arguments, "answer": str(answer)}), encoding="utf-8")
        done = subprocess.run([python, __file__, "work", str(job)], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError((done.stderr.strip().splitlines() or ["no message"])[-1])
        answered: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
        return answered


def lines(folder: Path, peers: str | None, embeds: Sequence[str]) -> None:
    """The table of all aligners on a folder of hand-aligned line files."""
    from alignment.evaluation import read_beads, score

    names = sorted(path.stem for path in folder.glob("*.gold"))
    pairs = [(read_lines(folder / f"{name}.en"), read_lines(folder / f"{name}.zh")) for name in names]
    gold = [read_beads(folder / f"{name}.gold") for name in names]
    rows: list[tuple[str, dict[str, Any]]] = []
    skipped: list[str] = []

    def attempt(title: str, run: Any) -> None:
        try:
            rows.append((title, run()))
        except RuntimeError as error:
            skipped.append(f"{title}: {error}")

    for embed in embeds:
        attempt(f"duizhao --embed {embed}", lambda embed=embed: ask(sys.executable, "ours", pairs, embed))
    if peers is None:
        skipped.append("bertalign, galechurch: no --peers PYTHON given")
    else:
        attempt("bertalign, same encoder", lambda: _bertalign(peers, pairs))
        attempt("galechurch", lambda: ask(peers, "galechurch", pairs))
    sentences = sum(len(side) for pair in pairs for side in pair)
    print(f"{len(names)} files, {sentences} sentences, {sum(map(len, gold))} gold beads\n")
    print("| aligner | strict F1 | lax F1 | texts encoded per sentence | encoding s | search s | total s | peak MB |")
    print("|---|---|---|---|---|---|---|---|")
    for title, found in rows:
        beads = [[(tuple(s), tuple(t)) for s, t in each] for each in found["beads"]]
        result = score(list(zip(gold, beads, strict=True)))
        encode = found.get("encode", 0.0)
        print(
            f"| {title} | {result.strict:.4f} | {result.lax:.4f} | {found.get('encoded', 0) / sentences:.2f} "
            f"| {encode:.1f} | {found['search']:.1f} | {encode + found['search']:.1f} | {found['memory']:.0f} |"
        )
    for reason in skipped:
        print(f"\nskipped {reason}")


def _bertalign(python: str, pairs: Sequence[tuple[list[str], list[str]]]) -> dict[str, Any]:
    wanted = ask(python, "bertalign_overlaps", pairs)
    with TemporaryDirectory() as folder:
        vectors = str(Path(folder) / "vectors.npy")
        spent = ask(sys.executable, "vectors_of", wanted["texts"], vectors)
        found = ask(python, "bertalign_search", pairs, wanted["texts"], vectors)
    return {**found, "encode": spent["encode"], "encoded": wanted["asked"]}


def growth(small: Path, large: Path) -> None:
    """Our search alone on two sizes, and with a stretch of the small text repeated word for word."""
    sides = {name: (read_lines(Path(f"{name}.en")), read_lines(Path(f"{name}.zh"))) for name in (small, large)}
    en, zh = sides[small]
    cut = len(en) // 40, len(zh) // 40
    repeated = en[: cut[0]] * REPEATS + en[cut[0] :], zh[: cut[1]] * REPEATS + zh[cut[1] :]
    print("| text | sentences | search s | s per 1000 sentences | peak MB |")
    print("|---|---|---|---|---|")
    for title, pair in (("small", sides[small]), (f"small, first {cut[0]} lines {REPEATS} times", repeated),
                        ("large", sides[large])):  # fmt: skip
        found = ask(sys.executable, "ours", [pair], "none")
        count = len(pair[0]) + len(pair[1])
        print(
            f"| {title} | {len(pair[0])} + {len(pair[1])} | {found['search']:.1f} "
            f"| {1000 * found['search'] / count:.2f} | {found['memory']:.0f} |",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    one = verbs.add_parser("lines")
    one.add_argument("folder", type=Path)
    one.add_argument("--peers", help="Python of an environment with bertalign or galechurch")
    one.add_argument("--embed", nargs="+", choices=EMBED, default=list(EMBED))
    two = verbs.add_parser("growth")
    two.add_argument("small", type=Path)
    two.add_argument("large", type=Path)
    verbs.add_parser("work").add_argument("job", type=Path)
    given = parser.parse_args()
    if given.verb == "lines":
        lines(given.folder, given.peers, given.embed)
    elif given.verb == "growth":
        growth(given.small, given.large)
    else:
        work(given.job)


if __name__ == "__main__":
    main()
