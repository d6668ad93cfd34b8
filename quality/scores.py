"""Scores of a translation, 0..100, each with the recipe that made it. Formulas: docs/scores.md."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpora.model import Pair

if TYPE_CHECKING:
    from quality.context import Context


@dataclass(frozen=True, slots=True)
class Score:
    """A measured value, 0..100, higher is better. `n` is the size of the sample, `of` what it counts.


    `scope` is a document or a section; empty for the whole. `interval` is the 95 % bootstrap interval, `signature`
    the line that makes the figure reproducible.
    """

    name: str
    value: float
    n: int
    of: str = ""
    scope: str = ""
    interval: tuple[float, float] | None = None
    signature: str = ""


# What each score weighs in the index. Numbers and omissions mislead a reader, terms and repetitions disturb him.
WEIGHTS = {"terms": 0.3, "repetitions": 0.1, "numbers": 0.3, "coverage": 0.3}


def measure(context: Context) -> tuple[Score, ...]:
    """The scores of the whole material; a score with nothing to measure is left out."""
    found = [s for s in (_terms(context), _repetitions(context), _numbers(context), _coverage(context)) if s]
    if found:
        found.append(index(found))
    return tuple(found)


def index(scores: Sequence[Score]) -> Score:
    """The overall index: the weighted geometric mean of the scores at hand, so that one bad score shows."""
    weight = sum(WEIGHTS[s.name] for s in scores)
    total = sum(WEIGHTS[s.name] * math.log(max(s.value, 1e-9)) for s in scores)
    said = ",".join(f"{s.name}={WEIGHTS[s.name]}" for s in scores)
    return Score(
        "index", round(math.exp(total / weight), 4), sum(s.n for s in scores), "measurements", signature=f"geo:{said}"
    )


def _terms(context: Context) -> Score | None:
    """Share of the dominant rendering, over the concepts that stand in two or more pairs, weighted by those pairs."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for use in context.uses:
        for concept, term, _ in use.targets:
            counts[concept.id][term.text] += 1
    dominant = total = 0
    for by_term in counts.values():
        if sum(by_term.values()) > 1:
            dominant += max(by_term.values())
            total += sum(by_term.values())
    return Score("terms", round(100 * dominant / total, 4), total, "uses of terms") if total else None


def _repetitions(context: Context) -> Score | None:
    """Mean pairwise chrF between the translations of equal sources, weighted by the number of pairs of translations."""
    from quality.checks.repeats import plain

    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in context.complete:
        groups[plain(pair.source)].append(pair)
    total = 0.0
    n = 0
    for _, pairs in sorted(groups.items()):
        if len(pairs) > 1:
            value, compared = _agreement([plain(p.target) for p in pairs])
            total, n = total + value * compared, n + compared
    return Score("repetitions", round(total / n, 4), n, "pairs of translations", signature=CHRF) if n else None


CHRF = "chrF2|nc:6|nw:0|eff:yes|space:no"


def _agreement(targets: Sequence[str]) -> tuple[float, int]:
    """Mean chrF over all pairs of texts, in both directions, and how many pairs."""
    from sacrebleu.metrics import CHRF as Metric

    metric = Metric()
    counts: dict[str, int] = defaultdict(int)
    for target in targets:
        counts[target] += 1
    total = 0.0
    kinds = sorted(counts)
    for i, one in enumerate(kinds):
        total += 100.0 * counts[one] * (counts[one] - 1) / 2
        for other in kinds[i + 1 :]:
            both = metric.sentence_score(one, [other]).score + metric.sentence_score(other, [one]).score
            total += both / 2 * counts[one] * counts[other]
    n = len(targets) * (len(targets) - 1) // 2
    return round(total / n, 4), n


def _numbers(context: Context) -> Score | None:
    """Share of the numbers of both sides that have their counterpart."""
    from quality.checks.numbers import compare

    matched = total = 0
    for pair in context.complete:
        found = compare(pair, context.source_language, context.target_language)
        lost = sum(q.firm for q in (*found.source, *found.target))
        matched, total = matched + found.matched, total + found.matched + lost
    return Score("numbers", round(100 * matched / total, 4), total, "numbers and references") if total else None


def _coverage(context: Context) -> Score | None:
    """Share of the source's sentences that have a translation, by characters."""
    have = sum(len(pair.source) for pair in context.complete)
    total = sum(len(pair.source) for pair in context.pairs)
    return Score("coverage", round(100 * have / total, 4), total, "characters of the source") if total else None


def rows(scores: Sequence[Score]) -> Iterator[tuple[str, str, str]]:
    """Name, value with one decimal, sample, for printing."""
    for score in scores:
        yield score.name, f"{score.value:.1f}", f"{score.n} {score.of}".strip()
