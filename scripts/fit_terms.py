"""Fit the weights of term extraction on documents with term lists, and print how they carry over to others.

    python -m scripts.fit_terms FOLDER OUT [--paper MEMORY TERMS GOLD] [--write]

FOLDER holds a folder a document pair with `gold.jsonl` (beads) and `terms.tsv` (zh, en) of a stretch; OUT/NAME holds
its memory.tmx. A proposal counts where both sides stand in one bead of the gold: it is right if the list has the pair.
Every document weighs the same. `--write` puts the weights into terminology/extraction/weights.json.
"""

from __future__ import annotations

import argparse
import csv
import json
import pickle
import random
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from duizhao.corpora.language.scripts import comparable
from duizhao.terminology.extraction.propose import options_of
from duizhao.terminology.extraction.scoring import WEIGHED, widened
from duizhao.terminology.extraction.termhood import TermhoodSettings, described

_RIDGE = 1.0
_TRUST = 0.1  # probability without an encoder from which one is asked
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Sample:
    """The proposals of a document that a list can judge: numbers (n, features), right ones (n,), and what they are."""

    name: str
    numbers: Floats
    right: NDArray[np.bool_]
    rows: list[tuple[str, str]]


def english(text: str) -> str:
    """English without case, plural, articles and punctuation."""
    text = unicodedata.normalize("NFKC", text).lower().replace("’", "'").replace("–", "-")
    words = re.findall(r"[a-z0-9']+", re.sub(r"\(.*?\)", " ", text))

    def base(w: str) -> str:
        if w.endswith("ies") and len(w) > 4:
            return w[:-3] + "y"
        return w[:-1] if w.endswith("s") and not w.endswith("ss") and len(w) > 3 else w

    return " ".join(base(w.replace("'s", "").strip("'")) for w in words if w not in ("the", "a", "an"))


def chinese(text: str) -> str:
    """Chinese without spaces, brackets and quotation marks, in simplified characters."""
    return comparable(re.sub(r"[\s《》“”\"()（）]", "", unicodedata.normalize("NFKC", text)))


def sample(name: str, memory: Path, terms: Path, gold: Path) -> Sample:
    """The judged proposals of one document."""
    from duizhao.alignment.encoders import default_encoder
    from duizhao.tmx.formats.convert import read_memory

    read, _ = read_memory(memory)
    code = next(v.language for e in read for v in e.variants if v.language.startswith("zh"))
    pairs = [(p.source, comparable(p.target)) for p in read.pairs("en", code) if p.complete]
    want: dict[str, set[str]] = {}
    for row in csv.DictReader(terms.open(encoding="utf-8"), delimiter="\t"):
        for side in re.split(r" ?/ ?", row["en"]):
            want.setdefault(chinese(row["zh"]), set()).add(english(side))
    beads = []
    for line in gold.read_text("utf-8").splitlines():
        unit = json.loads(line)
        for zh, en in unit["beads"] if "beads" in unit else [(unit["zh"], unit["en"])]:
            beads.append((chinese("".join(zh)), f" {english(' '.join(en))} "))
    encoder = default_encoder()
    open_ = options_of(pairs, 2, 200, None, lambda stage: None, encoder.encode if encoder else None)
    # Only what stands in the gold's stretch can be judged, and encoding costs most.
    inside = [p for p in open_.proposals if any(_within((q.chinese, q.english), beads) for q in (p, *p.others))]
    options = described(inside, open_.evidence, encoder.encode if encoder else None, 0.0)
    rows, numbers, right = [], [], []
    for group in options:
        for p, described_ in group:
            z, e = chinese(p.chinese), english(p.english)
            if _within((z, e), beads):
                rows.append((z, e))
                numbers.append(described_)
                right.append(e in want.get(z, ()))
    return Sample(name, widened(np.array(numbers)), np.array(right), rows)


def _within(pair: tuple[str, str], beads: list[tuple[str, str]]) -> bool:
    z, e = chinese(pair[0]), english(pair[1])
    return any(z in bz and f" {e} " in be for bz, be in beads)


def fit(samples: list[Sample], columns: NDArray[np.bool_], ridge: float = _RIDGE) -> tuple[float, Floats]:
    """Intercept and weights by penalised logistic regression (Newton's method); columns not named stay at 0."""
    x = np.concatenate([s.numbers for s in samples])[:, columns]
    y = np.concatenate([s.right for s in samples]).astype(float)
    share = np.concatenate([np.full(len(s.right), 1.0 / len(s.right)) for s in samples])
    share *= len(y) / share.sum()
    x = np.column_stack([np.ones(len(x)), x])
    penalty = np.full(x.shape[1], ridge)
    penalty[0] = 1e-6
    w = np.zeros(x.shape[1])
    for _ in range(40):
        p = 1.0 / (1.0 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (share * (p - y)) + penalty * w
        hessian = (x * (share * p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        w -= step
        if np.abs(step).max() < 1e-8:
            break
    full = np.zeros(len(columns))
    full[columns] = w[1:]
    return float(w[0]), full


def predict(model: tuple[float, Floats], numbers: Floats) -> Floats:
    """Probabilities, shape (n,)."""
    result: Floats = 1.0 / (1.0 + np.exp(-np.clip(numbers @ model[1] + model[0], -30, 30)))
    return result


def quality(p: Floats, right: NDArray[np.bool_]) -> str:
    """How well probabilities tell right from wrong: area, and share right and found at cuts."""
    order = np.argsort(p)
    ranks = np.empty(len(p))
    ranks[order] = np.arange(1, len(p) + 1)
    n, m = right.sum(), (~right).sum()
    area = (ranks[right].sum() - n * (n + 1) / 2) / max(n * m, 1)
    cuts = []
    for cut in (0.2, 0.3, 0.4, 0.5, 0.7, 0.9):
        kept = p >= cut
        cuts.append(
            f"{cut}: {right[kept].mean() if kept.any() else 0:.2f} of {kept.sum()}, {right[kept].sum() / n:.2f}"
        )
    return f"area {area:.3f}  " + "  ".join(cuts)


def figures(samples: list[Sample], models: list[tuple[float, Floats]]) -> str:
    """What would be listed, as means over documents: of each Chinese candidate its most probable English, if it is
    probable enough. The share of it that the list has, and of the listed pairs that were proposed the share found."""
    listed, found = [], []
    for s, model in zip(samples, models, strict=True):
        p = predict(model, s.numbers)
        best: dict[str, int] = {}
        for i, (chinese_, _) in enumerate(s.rows):
            if p[i] >= TermhoodSettings().sure and p[i] > p[best.get(chinese_, i)] - (chinese_ not in best):
                best[chinese_] = i
        right = s.right[list(best.values())]
        listed.append(right.mean() if len(right) else 0.0)
        found.append(right.sum() / max(s.right.sum(), 1))
    return f"listed {np.mean(listed):.3f} recall of what is proposed {np.mean(found):.3f}"


def main() -> None:
    """Read, fit, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--paper", nargs=3, type=Path, metavar=("MEMORY", "TERMS", "GOLD"))
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--keep", type=Path, help="a file to keep the described proposals in")
    given = parser.parse_args()
    if given.keep and given.keep.exists():
        samples = pickle.loads(given.keep.read_bytes())
    else:
        samples = []
        for d in sorted(p for p in given.folder.iterdir() if (p / "terms.tsv").exists()):
            samples.append(sample(d.name, given.out / d.name / "memory.tmx", d / "terms.tsv", d / "gold.jsonl"))
            print(d.name, samples[-1].numbers.shape, int(samples[-1].right.sum()), flush=True)
        if given.paper:
            samples.append(sample("paper", *given.paper))
        if given.keep:
            given.keep.write_bytes(pickle.dumps(samples))
    every = np.ones(len(WEIGHED), dtype=bool)
    plain = every & np.array([f not in ("like", "unlike") for f in WEIGHED])
    for name, columns in (("plain", plain), ("encoder", every)):
        print(name, "made on all:", figures(samples, [fit(samples, columns)] * len(samples)))
        print(name, "made on all:", quality(*_together(samples, [fit(samples, columns)] * len(samples))))
        for seed in range(3):
            shuffled = list(samples)
            random.Random(seed).shuffle(shuffled)
            cut = round(len(shuffled) * 5 / 8)
            model = fit(shuffled[:cut], columns)
            away = shuffled[cut:]
            every_ = fit(samples, columns)
            print(f"  left out {', '.join(s.name for s in away)}: {figures(away, [model] * len(away))}", end="; ")
            print(f"made on all: {figures(away, [every_] * len(away))}")
            print(f"  left out {', '.join(s.name for s in away)}:", quality(*_together(away, [model] * len(away))))
    if given.write:
        table = {}
        for name, columns in (("plain", plain), ("encoder", every)):
            intercept, weights = fit(samples, columns)
            table[name] = {
                "intercept": round(intercept, 4),
                "weights": {f: round(float(w), 4) for f, w in zip(WEIGHED, weights, strict=True)},
            }
        path = Path(__file__).parent.parent / "terminology/extraction/weights.json"
        path.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


def _together(samples: list[Sample], models: list[tuple[float, Floats]]) -> tuple[Floats, NDArray[np.bool_]]:
    p = np.concatenate([predict(m, s.numbers) for s, m in zip(samples, models, strict=True)])
    return p, np.concatenate([s.right for s in samples])


if __name__ == "__main__":
    main()
