"""Take sentences, paragraphs and sections out of one document of a pair, or put foreign ones in, and measure what
alignment makes of it.

    python scripts/bench_omissions.py EN ZH [EN ZH …] [--seeds 1 2] [--embed none|auto] [--foreign EN ZH]

What the pair gives undisturbed is taken for right: a complete translation, aligned before a person read it, is wrong in
one pair of a hundred or less. Runs of 1, 3, 8 and 20 sentences are deleted from either side, or runs of foreign
sentences (of --foreign, else of the next pair) inserted, an eighth of the document in all. Counted are
- kept: of the pairs that nothing happened to, the share that comes out again, sentence by sentence;
- found: of the sentences whose counterparts are all gone, and of those inserted, the share told as omissions;
- true: of the sentences told as omissions, the share that are such (or were omissions before).
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from duizhao import alignment, corpora
from duizhao.alignment.encoders import default_encoder
from duizhao.alignment.encoders.protocol import Encoder
from duizhao.corpora.language.table import language
from duizhao.corpora.model import Document, Kind, Pair, Segment, Unit
from duizhao.corpora.sentences.segmentation import segment

RUNS = (1, 3, 8, 20)
# The part of a document that is disturbed.
PART = 1 / 8
Sentence = tuple[int, str]


@dataclass(frozen=True)
class Disturbed:
    """Two documents, one of them disturbed: `gone` are deleted sentences of `side` by unit and index, `new` the texts
    of inserted ones."""

    documents: tuple[Document, Document]
    side: int
    gone: frozenset[tuple[str, int]]
    new: tuple[str, ...]


def plain(text: str) -> str:
    return "".join(text.split())


def deleted(documents: tuple[Document, Document], side: int, run: int, random_: random.Random) -> Disturbed:
    """The documents without some runs of sentences of one side."""
    own = documents[side]
    sentences = [s for unit in own.translatable for s in segment(unit, language=own.language)]
    gone: set[tuple[str, int]] = set()
    for _ in range(_runs(len(sentences), run)):
        start = random_.randrange(max(len(sentences) - run, 1))
        gone |= {(s.unit, s.index) for s in sentences[start : start + run]}
    units = []
    for unit in own.units:
        kept = [s for s in segment(unit, language=own.language) if (s.unit, s.index) not in gone]
        if not unit.kind.translatable or len(kept) == len(list(segment(unit, language=own.language))):
            units.append(unit)
        elif kept:
            text = language(own.language).joiner.join(s.text for s in kept)
            units.append(replace(unit, text=text, marks=()))
    return _with(documents, side, units, frozenset(gone), ())


def inserted(
    documents: tuple[Document, Document], side: int, run: int, foreign: Document, random_: random.Random
) -> Disturbed:
    """The documents with runs of foreign sentences in one side, each run as paragraphs of its own."""
    own = documents[side]
    count = sum(len(list(segment(unit, language=own.language))) for unit in own.translatable)
    texts = [unit.text for unit in foreign.translatable if unit.kind in (Kind.PARAGRAPH, Kind.BULLET)]
    places = Counter(random_.randrange(len(own.units) + 1) for _ in range(_runs(count, run)))
    units: list[Unit] = []
    new: list[str] = []
    for k in range(len(own.units) + 1):
        for _ in range(places[k]):
            at, left = random_.randrange(len(texts)), run
            while left > 0:
                unit = Unit(f"foreign{len(new)}", Kind.PARAGRAPH, None, "", texts[at % len(texts)])
                some = list(segment(unit, language=own.language))[:left]
                joined = language(own.language).joiner.join(s.text for s in some)
                units.append(replace(unit, text=joined))
                new += [plain(s.text) for s in some]
                at, left = at + 1, left - len(some)
        if k < len(own.units):
            units.append(own.units[k])
    return _with(documents, side, units, frozenset(), tuple(new))


def _runs(sentences: int, run: int) -> int:
    return max(1, round(sentences * PART / run))


def _with(
    documents: tuple[Document, Document],
    side: int,
    units: Iterable[Unit],
    gone: frozenset[tuple[str, int]],
    new: tuple[str, ...],
) -> Disturbed:
    changed = replace(documents[side], units=tuple(units))
    pair = (changed, documents[1]) if side == 0 else (documents[0], changed)
    return Disturbed(pair, side, gone, new)


@dataclass
class Tally:
    """Counts of `measure`, to be added up."""

    pairs: int = 0
    kept: int = 0
    due: int = 0
    found: int = 0
    told: int = 0
    true: int = 0

    def __iadd__(self, other: Tally) -> Tally:
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self

    def __str__(self) -> str:
        shares = [(self.kept, self.pairs), (self.found, self.due), (self.true, self.told)]
        return " ".join(
            f"{name} {part / max(whole, 1):.4f} of {whole}"
            for name, (part, whole) in zip(("kept", "found", "true"), shares, strict=True)
        )


def _keys(segments: Sequence[Segment]) -> frozenset[tuple[str, int]]:
    return frozenset((s.unit, s.index) for s in segments)


def measure(before: Sequence[Pair], after: Sequence[Pair], disturbed: Disturbed) -> Tally:
    """What was kept of the pairs before and found of the omissions."""
    side, tally = disturbed.side, Tally()
    out = Counter((plain(p.source), plain(p.target)) for p in after)
    omitted = Counter(
        (k, plain(s.text))
        for p in after
        if not (p.source and p.target)
        for k, some in enumerate((p.source_segments, p.target_segments))
        for s in some
    )
    due: Counter[Sentence] = Counter((side, text) for text in disturbed.new)
    known: Counter[Sentence] = Counter()
    for pair in before:
        segments = (pair.source_segments, pair.target_segments)
        own, other = segments[side], segments[1 - side]
        lost = _keys(own) & disturbed.gone
        if not (pair.source and pair.target):
            known.update((k, plain(s.text)) for k in (0, 1) for s in segments[k] if (s.unit, s.index) not in lost)
        elif not lost:
            tally.pairs += 1
            key = plain(pair.source), plain(pair.target)
            if out[key]:
                tally.kept, out[key] = tally.kept + 1, out[key] - 1
        elif lost == _keys(own):
            due.update((1 - side, plain(s.text)) for s in other)
        else:
            # Part of a pair is gone: what is left may be told either way.
            known.update((k, plain(s.text)) for k in (0, 1) for s in segments[k])
    tally.due, tally.told = due.total(), omitted.total()
    tally.found = (due & omitted).total()
    tally.true = ((due + known) & omitted).total()
    return tally


def experiments(
    documents: tuple[Document, Document], foreign: tuple[Document, Document], seeds: Sequence[int]
) -> Iterable[tuple[str, Disturbed]]:
    """Every disturbance of a pair, with its name."""
    for seed in seeds:
        for run in RUNS:
            for side in (0, 1):
                source = random.Random(f"{seed} {run} {side}")
                yield f"deleted {run}", deleted(documents, side, run, source)
                yield f"inserted {run}", inserted(documents, side, run, foreign[side], source)


def aligned(documents: tuple[Document, Document], encoder: Encoder | None, embed: str) -> Sequence[Pair]:
    settings = alignment.AlignSettings(embed=embed)
    return alignment.align(*documents, encoder=encoder, settings=settings).pairs


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="EN ZH")
    parser.add_argument("--foreign", nargs=2, type=Path, metavar=("EN", "ZH"))
    parser.add_argument("--seeds", nargs="+", type=int, default=[1])
    parser.add_argument("--embed", choices=("none", "auto", "all"), default="none")
    given = parser.parse_args()
    if len(given.files) % 2:
        parser.error("files come in pairs: EN ZH")
    names = [*given.files, *(given.foreign or ())]
    read = [corpora.read(path, language=tag) for path, tag in zip(names, ("en", "zh-CN") * len(names), strict=False)]
    pairs = list(zip(read[::2], read[1::2], strict=True))
    encoder = None if given.embed == "none" else default_encoder()
    totals: dict[str, Tally] = {}
    for k in range(len(given.files) // 2):
        foreign = pairs[-1] if given.foreign else pairs[(k + 1) % len(pairs)]
        before = aligned(pairs[k], encoder, given.embed)
        for name, disturbed in experiments(pairs[k], foreign, given.seeds):
            found = measure(before, aligned(disturbed.documents, encoder, given.embed), disturbed)
            for total in (name, "all"):
                totals.setdefault(total, Tally())
                totals[total] += found
        print(f"{pairs[k][0].id}: {len(before)} pairs", flush=True)
    for name, total in sorted(totals.items()):
        print(f"{name:12} {total}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
