"""Make a pile of documents with known counterparts, and measure how `duizhao pair` finds them.

    python scripts/bench_pairing.py SHARED [--seeds 1 2 3] [--documents 400] [--half judge|tune] [--fit] [--kept FOLDER]
    python scripts/bench_pairing.py SHARED --grow 1000 2000 4000

SHARED is a folder of aligned texts as the tests use it (`corpora/` in it). Sources are divided into two halves that
share no text: what is fitted (--fit prints the weights of alignment/pairing/confidence.py and twins.py) is fitted on
one and judged on the other. A pile is made of parts of one to twenty pages (3,000 characters of English) that begin and
end at the same place in both languages; one in ten lacks its counterpart; one in ten has a near twin, in which a
twentieth of the text is left out and the digits of a tenth of its lines are others. Names are random. Real pairs are
aligned first, without an encoder; `--kept` keeps that.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path

import numpy as np

from duizhao.alignment.pairing import Profile, Settings, pair_up
from duizhao.alignment.pairing.confidence import features
from duizhao.alignment.pairing.index import edges, vectors
from duizhao.alignment.pairing.pairs import matches
from duizhao.alignment.pairing.twins import NearTwins
from duizhao.alignment.settings import AlignSettings
from duizhao.corpora.samples import __file__ as samples
from duizhao.inputs import TwoFiles
from duizhao.options import Options
from duizhao.pairing import _profiles
from duizhao.pipeline import run

PAGE = 3000
Block = tuple[str, str]
# Texts by half: real pairs by folder, chapters and lines by name.
TUNE = ("asvs", "cncf-md", "covenant", "installguide", "osg-legal", "sample", "001", "002", "003")
JUDGE = ("basiclaw", "boardmanual", "iso5230", "openchain", "rustbook", "ports", "004", "005", "006")


@dataclass(frozen=True)
class Pile:
    """Files, and for each its counterpart's name ("" for none)."""

    files: tuple[Path, ...]
    truth: dict[str, str]


def sources(shared: Path, half: str, kept: Path | None) -> dict[str, list[Block]]:
    """The texts of a half as blocks in both languages."""
    corpora, found = shared / "corpora", {}
    for name in TUNE if half == "tune" else JUDGE:
        found[name] = _known(corpora, name, kept)
    paper = _aligned(corpora / "ilo-gb346-pfa1/en.md", corpora / "ilo-gb346-pfa1/zh.md", "ilo", kept)
    middle = len(paper) // 2
    found["ilo"] = paper[:middle] if half == "tune" else paper[middle:]
    verses = list(_lines(corpora / "bible", "large", (corpora / "bible/large.verses").read_text()))
    middle = len(verses) // 2
    found["bible"] = verses[:middle] if half == "tune" else verses[middle:]
    return found


def _known(corpora: Path, name: str, kept: Path | None) -> list[Block]:
    if name.isdigit():
        return list(_lines(corpora / "mac-dev", name, (corpora / f"mac-dev/{name}.gold").read_text()))
    if name in ("sample", "ports"):
        file = Path(samples).parent / ("gold.jsonl" if name == "sample" else "ports.gold.jsonl")
        rows = map(json.loads, file.read_text("utf-8").splitlines())
        return [(_labelled(r["number"], r["en"]), _labelled(r["number"], r["zh"])) for r in rows]
    folder = corpora / "real" / name
    return _aligned(*(next(iter(sorted(folder.glob(f"{tag}.*")))) for tag in ("en", "zh")), name, kept)


def _labelled(number: object, text: str) -> str:
    label = ".".join(map(str, number)) if isinstance(number, (list, tuple)) else ("" if number is None else str(number))
    return f"{label}. {text}" if label and "." not in label else f"{label} {text}" if label else text


def _lines(folder: Path, name: str, gold: str) -> Iterator[Block]:
    en, zh = ((folder / f"{name}.{tag}").read_text("utf-8").split("\n") for tag in ("en", "zh"))
    for line in gold.splitlines():
        one, other = (json.loads(part) for part in line.split(":")[:2])
        yield " ".join(en[i] for i in one), "".join(zh[j] for j in other)


def _aligned(en: Path, zh: Path, name: str, kept: Path | None) -> list[Block]:
    cache = kept / f"{name}.json" if kept else None
    if cache is not None and cache.is_file():
        return [(a, b) for a, b in json.loads(cache.read_text("utf-8"))]
    outcome = run(TwoFiles(en, zh), Options(align=AlignSettings("none")))
    blocks: list[Block] = []
    before = ("", "")
    for pair in outcome.pairs:
        units = (pair.source_at.unit, pair.target_at.unit)
        texts = [
            _labelled(at.number, text) if at.unit != old and at.number and len(at.number) < 2 else text
            for at, text, old in zip((pair.source_at, pair.target_at), (pair.source, pair.target), before, strict=True)
        ]
        blocks.append((texts[0], texts[1]))
        before = units
    if cache is not None:
        cache.parent.mkdir(parents=True, exist_ok=True)
        cache.write_text(json.dumps(blocks, ensure_ascii=False), "utf-8")
    return blocks


def parts(texts: dict[str, list[Block]], number: int, rng: random.Random) -> list[list[Block]]:
    """Stretches of the texts that do not overlap, of one to twenty pages, small ones more often; fewer where the texts
    give no more."""
    pages = sum(len(b[0]) for blocks in texts.values() for b in blocks) / PAGE
    mean = max(pages / number, 1.0)
    found = []
    for name in sorted(texts):
        blocks, at = texts[name], 0
        while at < len(blocks):
            want = min(20.0, 1 + rng.expovariate(1 / max(min(mean, 20.0) - 0.9, 0.05))) * PAGE
            end, size = at, 0
            while end < len(blocks) and size < want:
                size += len(blocks[end][0])
                end += 1
            if size >= PAGE * 0.7:
                found.append(blocks[at:end])
            at = end
    rng.shuffle(found)
    return found[:number]


def twin(blocks: Sequence[Block], rng: random.Random) -> list[Block]:
    """Nearly the same text: a run left out, and in a tenth of what has digits, others, alike in both languages."""
    gone = max(len(blocks) // 20, 1)
    at = rng.randrange(max(len(blocks) - gone, 1))
    out = []
    for en, zh in (*blocks[:at], *blocks[at + gone :]):
        if re.search(r"\d", en) and rng.random() < 0.1:
            table = str.maketrans("123456789", "".join(rng.sample("123456789", 9)))
            en, zh = en.translate(table), zh.translate(table)
        out.append((en, zh))
    return out


def make_pile(texts: dict[str, list[Block]], documents: int, folder: Path, rng: random.Random) -> Pile:
    """About so many documents of both languages together."""
    wanted = max(int(documents / 2 / 1.05), 1)
    chosen = parts(texts, int(wanted / 1.1) + 1, rng)
    chosen += [twin(blocks, rng) for blocks in rng.sample(chosen, len(chosen) // 10)]
    return written(chosen, folder, rng)


def written(chosen: Sequence[Sequence[Block]], folder: Path, rng: random.Random) -> Pile:
    """The documents as files, a tenth without counterpart."""
    files: list[Path] = []
    truth: dict[str, str] = {}
    for blocks in chosen:
        names = [str(folder / f"{rng.getrandbits(48):012x}.md") for _ in range(2)]
        alone = rng.randrange(2) if rng.random() < 0.1 else None
        for side in (0, 1):
            if alone != side:
                Path(names[side]).write_text("\n\n".join(b[side] for b in blocks if b[side]) + "\n", "utf-8")
                files.append(Path(names[side]))
                truth[names[side]] = "" if alone is not None else names[1 - side]
    rng.shuffle(files)
    return Pile(tuple(files), truth)


def profiled(pile: Pile, jobs: int) -> tuple[list[Profile], list[Profile]]:
    """The profiles of a pile by language."""
    seen = [p for p in _profiles(pile.files, jobs, None) if isinstance(p, Profile)]
    return [p for p in seen if not p.chinese], [p for p in seen if p.chinese]


def twin_rows(pile: Pile, sides: tuple[list[Profile], list[Profile]]) -> list[tuple[float, ...]]:
    """What tells near twins apart (see alignment/pairing/twins.py), of all that have their translations."""
    both = vectors(*sides)
    links = {(s, t): score for s, t, score in edges(*both) if score > 0}
    place = {p.name: n for n, p in enumerate(sides[1])}
    true = {n: place.get(pile.truth[p.name], -1) for n, p in enumerate(sides[0])}
    partner = {s: t for s, t in true.items() if (s, t) in links}
    twins = NearTwins(both, ([p.size for p in sides[0]], [p.size for p in sides[1]]), links, partner)
    return [twins.differences(mine, rival, side) for side, mine, rival in twins.rivals()]


def told_apart(differences: Sequence[tuple[float, ...]]) -> tuple[float, ...]:
    """Weights of differences that are positive where documents are with their own; the other way round is as good."""
    scale = np.abs(np.array(differences)).mean(axis=0)
    data = [
        (tuple(sign * np.array(d) / scale), sign > 0) for n, d in enumerate(differences) for sign in (1 - n % 2 * 2,)
    ]
    return tuple(float(f"{w:.3g}") for w in fitted(data, ridge=1e-3) / scale)


def rows(
    pile: Pile, sides: tuple[list[Profile], list[Profile]], rng: random.Random
) -> list[tuple[tuple[float, ...], bool]]:
    """Features of matches with whether they are right: of the whole pile, and of small ones taken out of it."""
    found = []
    for size in (len(sides[0]), 100, 30, 30, 10, 10, 10, 3, 3, 3, 3, 1, 1, 1, 1, 1, 1):
        # Of a small pile half of the documents have their counterparts with them.
        some = rng.sample(sides[0], min(size, len(sides[0])))
        names = {pile.truth[p.name] for p in some}
        others = [p for p in sides[1] if p.name in names]
        if size < len(sides[0]):
            others = others[: (len(others) + 1) // 2] if size > 1 or rng.random() < 0.5 else []
            others += rng.sample(sides[1], min(max(size - len(others), 0), len(sides[1])))
            others = list(dict.fromkeys(others))
        else:
            others = sides[1]
        for m in matches(some, others)[0]:
            one, other = some[m.source], others[m.target]
            found.append((features(one, other, m), pile.truth[one.name] == other.name))
    return found


def fitted(data: Sequence[tuple[tuple[float, ...], bool]], ridge: float = 1e-2) -> tuple[float, ...]:
    """Logistic regression by Newton's method."""
    x, y = np.array([f for f, _ in data]), np.array([float(r) for _, r in data])
    w = np.zeros(x.shape[1])
    for _ in range(60):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        step = np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + ridge * np.eye(len(w)), x.T @ (y - p) - ridge * w)
        w += step
    return tuple(round(float(v), 3) for v in w)


def judge(pile: Pile, jobs: int) -> tuple[int, int, int, float, list[str]]:
    """Pairs given, right ones, true ones, and the mean log loss of the confidences."""
    sides = profiled(pile, jobs)
    found = pair_up(*sides, settings=Settings(least=0.0)).pairs
    loss, given, right, wrong = 0.0, 0, 0, []
    for pair in found:
        good = pile.truth[pair.source] == pair.target
        p = min(max(pair.confidence, 1e-6), 1 - 1e-6)
        loss -= log(p if good else 1 - p)
        if pair.confidence >= Settings().least:
            given += 1
            right += good
        if good != (pair.confidence >= Settings().least):
            wrong.append(f"{pair.source} {pair.target} {pair.confidence:.3f} {'right' if good else 'wrong'}")
    true = sum(bool(v) for v in pile.truth.values()) // 2
    return given, right, true, loss / max(len(found), 1), wrong


def grow(texts: dict[str, list[Block]], numbers: Sequence[int], jobs: int) -> None:
    """Time by the size of the pile. Documents of a page or so: lines of the texts put together at random."""
    lines = [b for name in sorted(texts) for b in texts[name] if b[0] and b[1]]
    for number in numbers:
        rng = random.Random(number)
        chosen = []
        for _ in range(number // 2):
            at = [rng.randrange(len(lines) - 12) for _ in range(4)]
            chosen.append([b for a in at for b in lines[a : a + 8]] + [(f"Meeting of {rng.randrange(10**6)}.", "")])
        with tempfile.TemporaryDirectory() as folder:
            pile = written(chosen, Path(folder), rng)
            began = _cpu()
            sides = profiled(pile, jobs)
            read = _cpu() - began
            found = pair_up(*sides).pairs
            paired = _cpu() - began - read
            right = sum(pile.truth[p.source] == p.target for p in found)
            true = sum(bool(v) for v in pile.truth.values()) // 2
        print(
            f"{len(pile.files)} documents: reading {read:.1f} s CPU ({1000 * read / len(pile.files):.1f} ms each), "
            f"pairing {paired:.1f} s ({1000 * paired / len(pile.files):.2f} ms each); "
            f"precision {right / max(len(found), 1):.4f}, recall {right / max(true, 1):.4f}",
            flush=True,
        )


def _cpu() -> float:
    own = time.process_time()
    import resource

    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own + children.ru_utime + children.ru_stime


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--documents", type=int, default=400)
    parser.add_argument("--half", choices=["tune", "judge"], default="judge")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--kept", type=Path)
    parser.add_argument("--grow", type=int, nargs="+")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--wrong", action="store_true", help="list what was told wrongly")
    given = parser.parse_args()
    texts = sources(given.shared, "tune" if given.fit else given.half, given.kept)
    if given.grow:
        grow(texts, given.grow, given.jobs)
        return
    data: list[tuple[tuple[float, ...], bool]] = []
    twins: list[tuple[float, ...]] = []
    for seed in given.seeds:
        rng = random.Random(seed)
        with tempfile.TemporaryDirectory() as folder:
            pile = make_pile(texts, given.documents, Path(folder), rng)
            if given.fit:
                sides = profiled(pile, given.jobs)
                data += rows(pile, sides, rng)
                twins += twin_rows(pile, sides)
                continue
            made, right, true, loss, wrong = judge(pile, given.jobs)
            print(
                f"seed {seed}: {len(pile.files)} documents, {true} true pairs, {made} given: "
                f"precision {right / max(made, 1):.4f}, recall {right / max(true, 1):.4f}, log loss {loss:.4f}",
                flush=True,
            )
            if given.wrong:
                for line in wrong:
                    heads = [Path(n).read_text("utf-8")[:60].replace("\n", " ") for n in line.split()[:2]]
                    print("  ", line, *heads, sep="\n      ")
    if given.fit:
        for size in (3, 2):
            told = [t for t in twins if len(t) == size]
            print(len(told), "times two near twins with", size - 1, "translations; weights", told_apart(told))
        weights = fitted(data)
        print(len(data), "matches,", sum(r for _, r in data), "right; weights", weights)
        for low, high in ((0, 0.3), (0.3, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 0.99), (0.99, 1.01)):
            p = [(1 / (1 + np.exp(-np.dot(f, weights))), r) for f, r in data]
            some = [r for v, r in p if low <= v < high]
            print(f"  {low}..{high}: {len(some)}, right {np.mean(some) if some else 0:.3f}")


if __name__ == "__main__":
    main()
