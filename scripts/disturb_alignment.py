"""Disturb one side of a document pair, reproducibly, and measure what alignment makes of it.

    python -m scripts.disturb_alignment EN ZH GOLD.jsonl --seeds 1 2 3 --side zh --embed none

Disturbances change the file's text, so the reader meets them too: paragraphs deleted, numbers removed or shifted, two
sections exchanged, bullets merged. The gold is a list of units with sentence beads, as `duizhao-gold` files have them:
`{"uid", "kind", "number", "zh", "en", "beads": [[[zh sentences], [en sentences]], ...]}`.

What is counted. Gold beads of a deleted unit are left out. Where a merge (or a lost break) joins two sentences into
one, the gold beads on either side of the joint are joined as well: what is expected is the bead that a translator
would have made of the disturbed file. A pair counts, for precision, when one of its sides lies in the part of the
paper that the gold covers; strict is both texts equal to a gold bead's, white space and markup aside. Omissions are
not counted here: they are what the notices are for. Recall of notices: the share of deleted units whose counterpart
is named as missing or added, of moved units named as moved. Precision: the share of such notices that name a unit
that was deleted or moved."""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from duizhao import alignment, corpora
from duizhao.alignment.pairs import SURE_MERGE
from duizhao.corpora.model import Document, Unit
from scripts.disturb_paper import DISTURBANCES, Disturbed


def plain(text: str) -> str:
    """A text without white space, markup and differences of quotation marks and dashes, for comparison."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"<[^>]+>|[*_]", "", text)
    for found, wanted in ("’'", "‘'", '“"', '”"', "–-", "—-"):
        text = text.replace(found, wanted)
    return re.sub(r"\s+", "", text).lower()


@dataclass(frozen=True)
class GoldUnit:
    """A unit of the gold with its beads, texts plain; sides in the order (en, zh)."""

    uid: str
    texts: tuple[str, str]
    beads: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


def read_gold(path: Path) -> list[GoldUnit]:
    """The gold's units in order."""
    out = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        beads = tuple((tuple(map(plain, en)), tuple(map(plain, zh))) for zh, en in row["beads"])
        out.append(GoldUnit(row["uid"], (plain(row["en"]), plain(row["zh"])), beads))
    return out


def place(units: Sequence[Unit], gold: Sequence[GoldUnit], side: int) -> dict[str, int]:
    """Unit id -> index in the gold, by equal text, in order where a text stands more than once."""
    where: dict[str, list[int]] = {}
    for k, known in enumerate(gold):
        where.setdefault(known.texts[side], []).append(k)
    found: dict[str, int] = {}
    for unit in units:
        text = plain(unit.text)
        # A number that the reader did not take for one (out of order, after an exchange) is still in the text.
        at = where.get(text) or where.get(re.sub(r"^\d{1,3}\.", "", text))
        if at:
            found[unit.id] = at.pop(0)
    return found


def alike(gold: Sequence[GoldUnit]) -> list[int]:
    """For each unit the first that has its text on either side: of several that read alike ("At the global level, the
    ILO will:") it cannot be said which one is gone."""
    first: dict[tuple[int, str], int] = {}
    out = []
    for k, unit in enumerate(gold):
        same = min(first.get((side, unit.texts[side]), k) for side in (0, 1))
        for side in (0, 1):
            first.setdefault((side, unit.texts[side]), same)
        out.append(same)
    return out


@dataclass(frozen=True)
class Measured:
    """F1 over what remains, and what the notices say: how many deleted or moved units were named, how many more as one
    of a merge that may be none, how many notices named others."""

    strict: float
    precision: float
    recall: float
    named: int
    doubted: int
    due: int
    false: tuple[str, ...]
    unnamed: tuple[str, ...]
    wrong: tuple[str, ...]
    seconds: float
    encoded: int

    def __str__(self) -> str:
        return (
            f"strict F1 {self.strict:.4f} (P {self.precision:.4f} R {self.recall:.4f})  "
            f"named {self.named}+{self.doubted}/{self.due}  false notices {len(self.false)}  "
            f"encoded {self.encoded}  {self.seconds:.1f} s"
        )


NAMING = ("alignment.missing", "alignment.added", "alignment.moved")


def measure(
    documents: tuple[Document, Document],
    originals: tuple[Document, Document],
    gold: Sequence[GoldUnit],
    changes: Sequence[Disturbed | None],
    settings: alignment.AlignSettings,
    encoder: alignment.encoders.protocol.Encoder | None,
) -> Measured:
    """Align two documents, disturbed or not, and compare with the gold of the undisturbed ones."""
    found = alignment.align(*documents, encoder=encoder, settings=settings)
    places = [place(doc.translatable, gold, side) for side, doc in enumerate(originals)]
    due = [
        places[side][u]
        for side, change in enumerate(changes)
        if change is not None
        for u in change.deleted
        if u in places[side]
    ]
    gone = set(due)
    beads = [(u, b) for u, unit in enumerate(gold) if u not in gone for b in unit.beads]
    want = set(_joined(beads, found))
    # The gold covers the paper from its beginning: pairs behind the last unit of it are not judged.
    region = ["\n".join(unit.texts[side] for unit in gold) for side in (0, 1)]
    sentences = [{s for _, bead in beads for s in bead[side] if len(s) > 8} for side in (0, 1)]
    whole = ["\n".join(plain(unit.text) for unit in doc.translatable) for doc in originals]

    def judged(key: tuple[str, str]) -> bool:
        inside = any(key[s] in region[s] or any(x in key[s] for x in sentences[s]) for s in (0, 1))
        elsewhere = all(whole[s].count(key[s]) > region[s].count(key[s]) for s in (0, 1))
        return all(key) and inside and (key in want or not elsewhere)

    got = {key for pair in found.pairs if judged(key := (plain(pair.source), plain(pair.target)))}
    hits = len(got & want)
    p, r = hits / max(len(got), 1), hits / max(len(want), 1)
    named = _named(found, documents, gold)
    for pair_of_blocks in _exchanged(changes, places):
        # Of two exchanged sections either may pass for the one that stayed.
        due += sorted(max(pair_of_blocks, key=lambda block: len(block & named)))
        gone |= set().union(*pair_of_blocks)
    group = alike(gold)
    groups = {group[u] for u in named}, {group[u] for u in gone}
    hit = [u for u in due if group[u] in groups[0]]
    unsure = {group[u] for u in _doubted(found, documents, gold)} - groups[0]
    wrong = [f"{z}  |  {e}" for e, z in sorted(got - want)]
    return Measured(
        2 * p * r / (p + r) if p + r else 0.0,
        p,
        r,
        len(hit),
        sum(group[u] in unsure for u in due),
        len(due),
        tuple(sorted(gold[u].uid for u in named if group[u] not in groups[1])),
        tuple(gold[u].uid for u in due if group[u] not in groups[0] | unsure),
        tuple(wrong),
        found.stats.seconds,
        found.stats.encoded,
    )


def _exchanged(changes: Sequence[Disturbed | None], places: Sequence[dict[str, int]]) -> list[list[set[int]]]:
    """The blocks that changed places, as units of the gold."""
    return [
        [{places[s][u] for u in block if u in places[s]} for block in change.blocks]
        for s, change in enumerate(changes)
        if change is not None and change.blocks
    ]


def _joined(
    beads: Sequence[tuple[int, tuple[tuple[str, ...], tuple[str, ...]]]], found: alignment.Alignment
) -> list[tuple[str, str]]:
    """The gold's beads as (en, zh) texts, those joined that share a sentence as the documents were segmented."""
    sentences = [
        {plain(segment.text) for pair in found.pairs for segment in pair.source_segments},
        {plain(segment.text) for pair in found.pairs for segment in pair.target_segments},
    ]
    out: list[tuple[str, str]] = []
    run: tuple[str, str] | None = None
    for _, bead in beads:
        texts = "".join(bead[0]), "".join(bead[1])
        # The sentence at the joint is in no document by itself any more, but the two together are.
        if run is not None and any(_crosses(run[s], texts[s], sentences[s], bead[s]) for s in (0, 1)):
            run = run[0] + texts[0], run[1] + texts[1]
            out[-1] = run
        else:
            run = texts
            out.append(run)
    return out


def _crosses(before: str, after: str, sentences: set[str], own: tuple[str, ...]) -> bool:
    """Whether some sentence of the document ends `before` and begins `after`."""
    if not before or not after or own[0] in sentences:
        return False
    return any((before + after).find(s) >= 0 and len(s) > len(own[0]) and s.endswith(own[0]) for s in sentences)


def _named(found: alignment.Alignment, documents: tuple[Document, Document], gold: Sequence[GoldUnit]) -> set[int]:
    """The gold units that a notice names as missing, added or moved."""
    named: set[int] = set()
    places = {doc.id: place(doc.translatable, gold, side) for side, doc in enumerate(documents)}
    for notice in found.notices:
        if notice.check in NAMING:
            at = places[notice.document].get(notice.unit)
            if at is not None:
                named.add(at)
    return named


def _doubted(found: alignment.Alignment, documents: tuple[Document, Document], gold: Sequence[GoldUnit]) -> set[int]:
    """The gold units that a notice of a merge says may have no counterpart."""
    out: set[int] = set()
    for bead in found.unit_beads:
        for side, members in enumerate((bead.source, bead.target)):
            if len(members) > 1 and bead.confidence < SURE_MERGE:
                at = place(documents[side].translatable, gold, side)
                out |= {at[unit.id] for k in members if (unit := documents[side].translatable[k]).id in at}
    return out


def run(
    paths: tuple[Path, Path],
    gold: Sequence[GoldUnit],
    names: Sequence[str],
    sides: Sequence[int],
    seed: int,
    settings: alignment.AlignSettings,
    encoder: alignment.encoders.protocol.Encoder | None = None,
    limit: int | None = None,
) -> Measured:
    """Disturb the named sides (0 source, 1 target) with the named disturbances, one after the other, and measure.

    `limit` cuts both documents behind the last unit of the gold when it is 0 (a shorter run); None reads them whole.
    """
    languages = ("en", "zh-CN")
    originals = tuple(corpora.read(path, language=tag) for path, tag in zip(paths, languages, strict=True))
    changes: list[Disturbed | None] = [None, None]
    documents = list(originals)
    with TemporaryDirectory() as folder:
        for side in sides:
            text = paths[side].read_text(encoding="utf-8")
            rng = random.Random(f"{names}{side}{seed}")
            document = originals[side]
            total = Disturbed(text)
            for name in names:
                done = DISTURBANCES[name](total.text, document.translatable[: _covered(document, gold, side)], rng)
                total = Disturbed(
                    done.text, total.deleted + done.deleted, total.blocks + done.blocks, total.joined + done.joined
                )
                path = Path(folder) / paths[side].name
                path.write_text(done.text, encoding="utf-8")
                document = corpora.read(path, language=languages[side])
            documents[side] = document
            changes[side] = total
    if limit is not None:
        documents = [replace(d, units=_head(d, gold, side)) for side, d in enumerate(documents)]
    return measure((documents[0], documents[1]), (originals[0], originals[1]), gold, changes, settings, encoder)


def _covered(document: Document, gold: Sequence[GoldUnit], side: int) -> int:
    """How many translatable units, from the first, the gold covers."""
    found = place(document.translatable, gold, side)
    last = max(
        (k for k, u in enumerate(document.translatable) if u.id in found), default=len(document.translatable) - 1
    )
    return last + 1


def _head(document: Document, gold: Sequence[GoldUnit], side: int) -> tuple[Unit, ...]:
    return document.translatable[: _covered(document, gold, side)]


CASES: tuple[tuple[str, ...], ...] = (
    (), ("deleted",), ("unnumbered",), ("shifted",), ("exchanged",), ("merged",),
    ("deleted", "unnumbered"),
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--sides", nargs="+", choices=["source", "target", "both"], default=["target"])
    parser.add_argument("--only", help="One case: names of disturbances, joined by +")
    parser.add_argument("--embed", choices=("auto", "all", "none"), default="none")
    parser.add_argument("--head", action="store_true", help="Cut the documents behind the part that the gold covers")
    parser.add_argument("-v", "--verbose", action="store_true", help="Show wrong pairs and units")
    given = parser.parse_args()
    gold = read_gold(given.gold)
    encoder = None
    if given.embed != "none":
        from duizhao.alignment.encoders import default_encoder

        encoder = default_encoder()
    settings = alignment.AlignSettings(embed=given.embed)
    cases = CASES if given.only is None else (tuple(filter(None, given.only.split("+"))),)
    worst = 1.0
    for names in cases:
        for chosen in given.sides:
            sides = {"source": (0,), "target": (1,), "both": (0, 1)}[chosen]
            for seed in given.seeds if names else given.seeds[:1]:
                done = run(
                    (given.source, given.target), gold, names, sides, seed, settings, encoder, 0 if given.head else None
                )
                print(f"{'+'.join(names) or 'undisturbed':20} {chosen:6} {seed:3}  {done}", flush=True)
                worst = min(worst, done.strict)
                if given.verbose:
                    for label, rows in (("false", done.false), ("unnamed", done.unnamed), ("wrong", done.wrong)):
                        for row in rows:
                            print(f"    {label}: {row[:220]}")
    sys.exit(0 if worst >= 0.95 else 1)


if __name__ == "__main__":
    main()
