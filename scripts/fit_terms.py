"""Fit the model of term extraction on documents with term lists, and print how it carries over to others.

    python -m scripts.fit_terms FOLDER OUT [--paper MEMORY TERMS GOLD] [--texts FOLDER] [--write]

FOLDER holds a folder a document pair with `gold.jsonl` (beads) and `terms.tsv` (zh, en) of a stretch; OUT/NAME holds
its memory.tmx. Each folder of `--texts` holds `pairs.tsv` (English, Chinese a line) and `terms.tsv` (English, Chinese),
complete for it. A proposal counts where both sides stand in one bead of the gold: it is right if the list has the pair.
First come the directions of `votes.json`, by which words in their sentences vote for terms, each document weighing the
same; then three models, each half a logistic regression, half boosted trees: of what is seen without an encoder, of
what is seen when pairs are compared by their vectors, and of all that; there the paper weighs as much as three others.
`--write` puts them into
terminology/extraction/votes.json and weights.json.
"""

from __future__ import annotations

import argparse
import csv
import json
import pickle
import random
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from duizhao.corpora.language.scripts import comparable
from duizhao.terminology.extraction.model import from_json
from duizhao.terminology.extraction.propose import options_of
from duizhao.terminology.extraction.scoring import COMPARED, IN_CONTEXT, WEIGHED, widened
from duizhao.terminology.extraction.similarity import MOST
from duizhao.terminology.extraction.termhood import TermhoodSettings, compare, described
from scripts.boosting import boost
from scripts.fitting_votes import directions, out_of_fold, with_votes, words_of, written

if TYPE_CHECKING:
    from duizhao.alignment.encoders.protocol import TokenEncoder

_RIDGE = 1.0
Floats = NDArray[np.float64]


# What each model must not see.
KINDS = {"plain": (*COMPARED, *IN_CONTEXT), "compared": IN_CONTEXT, "context": ()}


@dataclass(frozen=True)
class Sample:
    """The proposals of a document that a list can judge: numbers (n, features), the vectors of their words in their
    sentences (n, 10, d), right ones (n,), and what they are."""

    name: str
    numbers: Floats
    words: NDArray[np.float16]
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


@dataclass(frozen=True)
class Listed:
    """A document: sentence pairs (English, Chinese), what its list has (Chinese -> English), and the stretch that the
    list is of, as beads (Chinese, English)."""

    pairs: list[tuple[str, str]]
    want: dict[str, set[str]]
    beads: list[tuple[str, str]]


def of_memory(memory: Path, terms: Path, gold: Path) -> Listed:
    """A document whose list is of a stretch."""
    from duizhao.tmx.formats.convert import read_memory

    read, _ = read_memory(memory)
    code = next(v.language for e in read for v in e.variants if v.language.startswith("zh"))
    pairs = [(p.source, comparable(p.target)) for p in read.pairs("en", code) if p.complete]
    rows = [(row["zh"], row["en"]) for row in csv.DictReader(terms.open(encoding="utf-8"), delimiter="\t")]
    beads = []
    for line in gold.read_text("utf-8").splitlines():
        unit = json.loads(line)
        for zh, en in unit["beads"] if "beads" in unit else [(unit["zh"], unit["en"])]:
            beads.append((chinese("".join(zh)), f" {english(' '.join(en))} "))
    return Listed(pairs, _wanted(rows), beads)


def of_text(folder: Path) -> Listed:
    """A text whose list is complete."""

    def rows(name: str) -> list[tuple[str, str]]:
        lines = (line.split("\t") for line in (folder / name).read_text("utf-8").splitlines() if "\t" in line)
        return [(row[0], row[1]) for row in lines]

    pairs = [(en, comparable(zh)) for en, zh in rows("pairs.tsv")]
    want = _wanted([(zh, en) for en, zh in rows("terms.tsv")])
    return Listed(pairs, want, [(chinese(zh), f" {english(en)} ") for en, zh in pairs])


def _wanted(rows: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    want: dict[str, set[str]] = {}
    for zh, en in rows:
        for side in re.split(r" ?/ ?", en):
            want.setdefault(chinese(zh), set()).add(english(side))
    return want


def sample(name: str, document: Listed, encoder: TokenEncoder) -> Sample:
    """The judged proposals of one document."""
    open_ = options_of(document.pairs, 2, 200, None, lambda stage: None, encoder.encode, encoder.encode_tokens)
    every = [pair for group in described(open_.proposals, open_.evidence, None, 0.0) for pair in group]
    # Only what stands in the gold's stretch can be judged, and encoding costs most.
    inside = [(p, row) for p, row in every if _within((p.chinese, p.english), document.beads)]
    compare(inside, encoder.encode, 10 * MOST)
    rows = [(chinese(p.chinese), english(p.english)) for p, _ in inside]
    right = [e in document.want.get(z, ()) for z, e in rows]
    words = words_of([p for p, _ in inside], open_.texts, encoder.encode_tokens)
    return Sample(name, widened(np.array([row for _, row in inside])), words, np.array(right), rows)


def _within(pair: tuple[str, str], beads: list[tuple[str, str]]) -> bool:
    z, e = chinese(pair[0]), english(pair[1])
    return any(z in bz and f" {e} " in be for bz, be in beads)


def weight(sample: Sample) -> float:
    """How much a document counts: the paper, of the kind that the toolkit is made for, as much as three others."""
    return 3.0 if sample.name == "paper" else 1.0


def fit(samples: list[Sample], numbers: list[Floats], columns: NDArray[np.bool_]) -> dict[str, Any]:
    """A model by its form in weights.json, made of the `numbers` of each sample; columns not named count nothing."""
    x = np.concatenate(numbers)
    y = np.concatenate([s.right for s in samples]).astype(float)
    share = np.concatenate([np.full(len(s.right), weight(s) / len(s.right)) for s in samples])
    share *= len(y) / share.sum()
    weights = np.zeros(x.shape[1] + 1)
    weights[np.append(True, columns)] = regression(x[:, columns], y, share)
    base, trees = boost(x, y, share, columns)
    return {
        "intercept": round(float(weights[0]), 4),
        "weights": {f: round(float(w), 4) for f, w in zip(WEIGHED, weights[1:], strict=True)},
        "base": round(base, 4),
        "features": list(WEIGHED),
        "trees": [
            [[int(n[0]), n[1], int(n[2]), int(n[3])] if len(n) > 1 else [round(n[0], 5)] for n in t] for t in trees
        ],
    }


def regression(x: Floats, y: Floats, share: Floats, ridge: float = _RIDGE) -> Floats:
    """Intercept and weights by penalised logistic regression (Newton's method)."""
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
    return w


def predict(model: dict[str, Any], numbers: Floats) -> Floats:
    """Probabilities, shape (n,)."""
    return from_json(model, WEIGHED)(numbers)


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


def figures(samples: list[Sample], model: dict[str, Any]) -> str:
    """What would be listed, as means over documents: of each Chinese candidate its most probable English, if it is
    probable enough. The share of it that the list has, and of the listed pairs that were proposed the share found."""
    listed, found = [], []
    for s in samples:
        p = predict(model, s.numbers)
        best: dict[str, int] = {}
        for i, (chinese_, _) in enumerate(s.rows):
            if p[i] >= TermhoodSettings().sure and p[i] > p[best.get(chinese_, i)] - (chinese_ not in best):
                best[chinese_] = i
        right = s.right[list(best.values())]
        listed.append(right.mean() if len(right) else 0.0)
        found.append(right.sum() / max(s.right.sum(), 1))
    return f"listed {np.mean(listed):.3f} recall of what is proposed {np.mean(found):.3f}"


@dataclass(frozen=True)
class Made:
    """Directions and models that were made of some documents."""

    found: Floats
    models: dict[str, dict[str, Any]]

    @classmethod
    def of(cls, samples: list[Sample]) -> Made:
        """Made of these documents: the models of votes of directions that do not know the document."""
        numbers = out_of_fold(samples)
        columns = {kind: np.array([f not in unseen for f in WEIGHED]) for kind, unseen in KINDS.items()}
        return cls(directions(samples), {kind: fit(samples, numbers, seen) for kind, seen in columns.items()})

    def figures(self, samples: list[Sample], kind: str) -> str:
        """How well one model does on documents."""
        return figures([replace(s, numbers=with_votes(s, self.found)) for s in samples], self.models[kind])

    def quality(self, samples: list[Sample], kind: str) -> str:
        """How well its probabilities tell right from wrong."""
        p = np.concatenate([predict(self.models[kind], with_votes(s, self.found)) for s in samples])
        return quality(p, np.concatenate([s.right for s in samples]))


def main() -> None:
    """Read, fit, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--paper", nargs=3, type=Path, metavar=("MEMORY", "TERMS", "GOLD"))
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--keep", type=Path, help="a file to keep the described proposals in")
    parser.add_argument("--texts", type=Path, help="a folder of texts whose lists are complete")
    parser.add_argument("--seeds", type=int, default=3, help="how often documents are left out")
    given = parser.parse_args()
    samples = gathered(given)
    made = Made.of(samples)
    for kind in KINDS:
        print(kind, "made on all:", made.figures(samples, kind), made.quality(samples, kind))
    for seed in range(given.seeds):
        shuffled = list(samples)
        random.Random(seed).shuffle(shuffled)
        cut = round(len(shuffled) * 5 / 8)
        of_part, away = Made.of(shuffled[:cut]), shuffled[cut:]
        print("left out", ", ".join(s.name for s in away))
        for kind in KINDS:
            print(f"  {kind}: {of_part.figures(away, kind)}; made on all: {made.figures(away, kind)}")
            print("    their", of_part.quality(away, kind), flush=True)
    if given.write:
        folder = Path(__file__).parent.parent / "terminology/extraction"
        (folder / "weights.json").write_text(_written(made.models), encoding="utf-8")
        (folder / "votes.json").write_text(written(made.found), encoding="utf-8")


def gathered(given: argparse.Namespace) -> list[Sample]:
    """The samples of all documents. Raises SystemExit where no encoder shows token vectors."""
    from duizhao.alignment.encoders import default_encoder
    from duizhao.alignment.encoders.deferred import made
    from duizhao.alignment.encoders.protocol import token_encoder

    if given.keep and given.keep.exists():
        kept: list[Sample] = pickle.loads(given.keep.read_bytes())
        return kept
    documents: dict[str, Listed] = {}
    for d in sorted(p for p in given.folder.iterdir() if (p / "terms.tsv").exists()):
        documents[d.name] = of_memory(given.out / d.name / "memory.tmx", d / "terms.tsv", d / "gold.jsonl")
    if given.paper:
        documents["paper"] = of_memory(*given.paper)
    for d in sorted(given.texts.iterdir()) if given.texts else ():
        documents[d.name] = of_text(d)
    found = default_encoder()
    encoder = token_encoder(made(found) if found else None)
    if encoder is None:
        raise SystemExit("no encoder that shows token vectors: pip install 'duizhao[onnx]'")
    samples = []
    for name, document in documents.items():
        samples.append(one := sample(name, document, encoder))
        print(name, one.numbers.shape, int(one.right.sum()), flush=True)
    if given.keep:
        given.keep.write_bytes(pickle.dumps(samples))
    return samples


def _written(table: dict[str, dict[str, Any]]) -> str:
    """The models as JSON, a tree a line."""
    parts = []
    for name, model in table.items():
        trees = ",\n   ".join(json.dumps(tree, separators=(",", ":")) for tree in model["trees"])
        head = json.dumps({key: value for key, value in model.items() if key != "trees"}, indent=1)
        parts.append(f'"{name}": {head[:-2]},\n "trees": [\n   {trees}\n ]}}')
    return "{" + ",\n".join(parts) + "}\n"


if __name__ == "__main__":
    main()
