"""Aligners to be compared, each in a process of its own: `bench_alignment.py` writes a job and asks for it by name.

    PYTHON scripts/aligners.py JOB.json

A job names a function of this file, its arguments, and the file for the answer. What runs in the peers' environment
(`bertalign`, `galechurch`) imports nothing of ours. Seconds come as wall clock and as processor seconds of all threads:
on a machine that does other work too, the second is what compares.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Pairs = Sequence[tuple[list[str], list[str]]]
# Sentences that Bertalign joins at most, and encodes joined.
OVERLAPS = 4
# The dimension of the stand-in vectors: that of the default encoder.
DIMENSION = 384
# Above this variance of lengths Gale and Church's model says nothing any more.
MOST_VARIANCE = 10_000.0


class Clock:
    """Seconds spent inside it, as [wall clock, processor]."""

    def __init__(self) -> None:
        self.spent = [0.0, 0.0]

    def __enter__(self) -> Clock:
        self.begun = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.spent[0] += time.perf_counter() - self.begun[0]
        self.spent[1] += time.process_time() - self.begun[1]

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            with self:
                return function(*given, **named)

        return call


def peak() -> float:
    """Peak memory of this process in MB. (`ru_maxrss` begins with that of the process which started it.)"""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    except (OSError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bertalign_overlaps(pairs: Pairs) -> dict[str, Any]:
    """Every text that Bertalign would encode."""
    from bertalign.utils import clean_text, yield_overlaps  # type: ignore[import-not-found]

    texts: dict[str, None] = {}
    asked = 0
    for pair in pairs:
        for side in pair:
            found = list(yield_overlaps(clean_text("\n".join(side)).splitlines(), OVERLAPS))
            asked += len(found)
            texts |= dict.fromkeys(found)
    return {"texts": list(texts), "asked": asked}


def bertalign_search(pairs: Pairs, texts: list[str], vectors: str) -> dict[str, Any]:
    """Beads of each pair, with vectors that were worked out before. Timed at the second call, when its just-in-time
    compiler has done its work."""
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
    clock = Clock()
    for some in (pairs[:1], pairs):
        beads, clock = [], Clock()
        for source, target in some:
            aligner = bertalign.Bertalign("\n".join(source), "\n".join(target), is_split=True, model=encoder)
            with clock:
                found = aligner.align_sents()
            beads.append([[list(map(int, s)), list(map(int, t))] for s, t in found])
    return {"beads": beads, "search": clock.spent, "memory": peak()}


def galechurch(pairs: Pairs) -> dict[str, Any]:
    """Beads of each pair by lengths alone, with the pairs' own ratio of lengths. Where lengths are so far apart that no
    path has a finite cost the peer gives up and returns nothing: the variance is raised until it does."""
    import galechurch as peer  # type: ignore[import-not-found]

    # Its mean_xy is characters of the source to one of the target.
    ratio = sum(len(x) for s, _ in pairs for x in s) / sum(len(x) for _, t in pairs for x in t)
    with Clock() as clock:
        found = [_by_lengths(peer, s, t, ratio) for s, t in pairs]
    beads = [[[json.loads(side) for side in line.split(":")] for line in each.to_pharaoh_lines()] for each in found]
    return {"beads": beads, "search": clock.spent, "memory": peak()}


def _by_lengths(peer: Any, source: list[str], target: list[str], ratio: float) -> Any:
    variance = float(peer.defaults.DEFAULT_VARIANCE_XY)
    while True:
        found = peer.align(source, target, mean_xy=ratio, variance_xy=variance)
        if found.beads or variance > MOST_VARIANCE:
            return found
        variance *= 2


def ours(pairs: Pairs, embed: str, stand_in: bool = False) -> dict[str, Any]:
    """Beads of each pair; seconds in the encoder and in the rest. A stand-in encoder gives vectors that say nothing,
    at once: the search's work does not depend on what vectors say, and encoding a long text takes half an hour."""
    from duizhao import alignment
    from duizhao.alignment.encoders import default_encoder, made
    from duizhao.alignment.evaluation import indices

    encode = Clock()
    encoder: Any = None
    if embed != "none":
        encoder = StandIn() if stand_in else default_encoder(cache=False)
        if encoder is None:
            raise SystemExit("no encoder is installed")
        encoder = made(encoder)
        encoder.encode(["warm"])
        for name in ("encode", "encode_both", "encode_tokens"):
            if hasattr(encoder, name):
                setattr(encoder, name, encode.around(getattr(encoder, name)))
    # Dictionaries are read once a process, whatever is aligned.
    alignment.align_lines(["A man."], ["一个人。"], settings=alignment.AlignSettings(embed="none"))
    settings = alignment.AlignSettings(embed=embed)
    with Clock() as clock:
        found = [alignment.align_lines(s, t, encoder=encoder, settings=settings) for s, t in pairs]
    return {
        "beads": [indices(each.beads) for each in found],
        "search": [whole - part for whole, part in zip(clock.spent, encode.spent, strict=True)],
        "encode": encode.spent,
        "encoded": sum(each.stats.encoded for each in found),
        "memory": peak(),
    }


class StandIn:
    """An encoder whose vectors are random, and its own for every call."""

    name = "stand-in"
    dimension = DIMENSION

    def encode(self, texts: Sequence[str]) -> Any:
        import numpy as np

        rows = np.random.default_rng(len(texts)).standard_normal((len(texts), DIMENSION), dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def vectors_of(texts: list[str], out: str) -> dict[str, Any]:
    """The default encoder's vectors of the texts into a file."""
    import numpy as np

    from duizhao.alignment.encoders import default_encoder, made

    encoder = default_encoder(cache=False)
    if encoder is None:
        raise SystemExit("no encoder is installed")
    encoder = made(encoder)
    encoder.encode(["warm"])
    with Clock() as clock:
        matrix = encoder.encode(texts)
    np.save(out, matrix)
    return {"encode": clock.spent}


def plain_sentences(paths: list[str]) -> dict[str, Any]:
    """The sentences of an English and a Chinese file as the usual libraries give them: text by pdftotext, docx2python,
    trafilatura, or as it is, and a paragraph at a time by pysbd."""
    import pysbd  # type: ignore[import-not-found]

    sides = []
    for path, tag in zip(paths, ("en", "zh"), strict=True):
        segmenter = pysbd.Segmenter(language=tag, clean=False)
        found = [each.strip() for line in plain_text(Path(path)) for each in segmenter.segment(line)]
        sides.append([each for each in found if each])
    return {"sides": sides}


def plain_text(path: Path) -> list[str]:
    """The paragraphs of a file: of a PDF what blank lines part, of others a line each."""
    if path.suffix == ".pdf":
        text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
        blocks = [block for page in text.split("\f") for block in page.split("\n\n")]
        return [_unwrapped(block) for block in blocks if block.strip()]
    if path.suffix == ".docx":
        from docx2python import docx2python  # type: ignore[import-not-found]

        with docx2python(path) as read:
            return [line for line in read.text.splitlines() if line.strip()]
    if path.suffix in (".html", ".htm"):
        import trafilatura  # type: ignore[import-not-found]

        text = trafilatura.extract(path.read_text(encoding="utf-8"), favor_recall=True) or ""
        return [line for line in text.splitlines() if line.strip()]
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    return [_unwrapped(block) for block in blocks if block.strip()]


def _unwrapped(block: str) -> str:
    """The lines of a paragraph as one, Chinese ones without a space."""
    out = ""
    for line in block.split("\n"):
        line = line.strip()
        out += (" " if out and line and (out[-1].isascii() or line[0].isascii()) else "") + line
    return out


JOBS: dict[str, Callable[..., dict[str, Any]]] = {
    job.__name__: job for job in (bertalign_overlaps, bertalign_search, galechurch, ours, plain_sentences, vectors_of)
}


def main(job: str) -> None:
    given = json.loads(Path(job).read_text(encoding="utf-8"))
    found = JOBS[given["name"]](*given["arguments"])
    Path(given["answer"]).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
