"""Scores of a translation, 0..100, each with the recipe that made it. Formulas: docs/scores.md."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from duizhao.corpora.model import Kind, Pair, Recipe
from duizhao.quality.evidence.labels import is_label
from duizhao.quality.evidence.left_out import LeftOut
from duizhao.quality.evidence.wanted_terms import lacking_uses, uses_by_term

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from duizhao.quality.context import Context


@dataclass(frozen=True, slots=True)
class Score:
    """A measured value, 0..100, higher is better (TER excepted). `n` is the size of the sample, `of` what it counts.

    `scope` is empty for the whole, a document's id, or `document#heading` for a section. `interval` is the 95 %
    bootstrap interval, where the sample is small. `signature` is the line that makes the figure reproducible.
    """

    name: str
    value: float
    n: int
    of: str = ""
    scope: str = ""
    interval: tuple[float, float] | None = None
    signature: str = ""


RESAMPLES, SEED = 1000, 12345
SMALL = 2000  # sentence pairs below which an interval is given
CHRF = "chrF2|nc:6|nw:0|space:no|eff:yes|both-directions"


class _Tally(NamedTuple):
    """What one sentence pair adds to a score: so much right, of so much."""

    right: float
    of: float


Tallies = Sequence[_Tally]


def measure(context: Context) -> tuple[Score, ...]:
    """The scores of the whole, of each document where there are several, and of each section that a heading opens.

    A score with nothing to measure in a scope is left out; so are coverage and paragraphs where nobody knows what was
    left out.
    """
    known = context.knows_omissions
    left = context.given.left_out or LeftOut()
    tallies: dict[str, tuple[str, Tallies]] = {
        "terms": ("uses of terms", _terms(context)),
        "numbers": ("numbers and references", _numbers(context)),
    }
    sentences = _coverage(context)
    # Where a memory says how many sentences were left out it does not say of which section.
    in_parts = known and context.given.left_out is None
    odd = _odd(context)
    found: list[Score] = []
    for scope, indices in _scopes(context):
        missing = [_Tally(0, 1)] * (0 if scope else left.sentences)
        here = [_ratio(name, [all_[i] for i in indices], of, scope) for name, (of, all_) in tallies.items()]
        if in_parts or (known and not scope):
            covered = [sentences[i] for i in indices] + missing
            here.append(_ratio("coverage", covered, "sentences of the source", scope))
        scores = [score for score in here if score is not None]
        if "#" not in scope:
            again = _repetitions(context, indices, scope)
            scores += [again] if again else []
        if not scope and known:
            paragraphs = _paragraphs(context, left.units)
            scores += [paragraphs] if paragraphs else []
        points = [_points(sentences[i], tallies["numbers"][1][i], tallies["terms"][1][i], odd[i]) for i in indices]
        whole = index([*points, *missing], scope)
        found += [whole, *scores] if whole else scores
    return tuple(found)


HALF = 0.5  # of a sentence's point: what a term or a repetition that departs from the usual costs


def _points(covered: _Tally, numbers: _Tally, terms: _Tally, odd: bool) -> _Tally:
    """The points of a pair: one a sentence of the source; none where it is not translated, one less where a number
    differs, half a point less where a term, and where a repeated sentence, is not rendered as usual."""
    lost = (numbers.right < numbers.of) + HALF * (terms.right < terms.of) + HALF * odd
    return _Tally(max(0.0, covered.right - lost) if covered.right else 0.0, covered.of)


def _odd(context: Context) -> list[bool]:
    """For each pair whether its source stands elsewhere too and is mostly translated otherwise."""
    ways: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for source, target in context.plain:
        ways[source][target] += 1
    usual = {source: min(found, key=lambda t: (-found[t], t)) for source, found in ways.items()}
    plain = context.plain
    return [at is not None and plain[at][1] != usual[plain[at][0]] for at in context.complete_index]


def index(points: Sequence[_Tally], scope: str = "") -> Score | None:
    """The overall index: the share of their points that the sentences of the source keep, with one decimal, rounded
    down, so that 100.0 says that none lost any; None without a sentence."""
    total = sum(point.of for point in points)
    if not total:
        return None
    value = math.floor(1000 * sum(point.right for point in points) / total + 1e-9) / 10
    recipe = Recipe("score-index", settings={"number": "1", "term": str(HALF), "repetition": str(HALF)})
    return Score("index", value, round(total), "sentences of the source", scope, None, str(recipe))


def _rounded(value: float) -> float:
    # Four decimals: more than anyone reads, and the same on machines whose last bits differ.
    return round(value, 4) + 0.0


def _scopes(context: Context) -> Iterator[tuple[str, list[int]]]:
    """Scopes with the indices of their pairs: the whole, documents, sections."""
    yield "", list(range(len(context.pairs)))
    documents: dict[str, list[int]] = defaultdict(list)
    sections: dict[str, list[int]] = {}
    heading = ""
    for i, pair in enumerate(context.pairs):
        name = pair.source_at.document or pair.target_at.document
        if name not in documents:
            heading = ""
        documents[name].append(i)
        if pair.source_at.kind is Kind.HEADING and pair.source:
            heading = f"{name}#{pair.source}"
        if heading:
            sections.setdefault(heading, []).append(i)
    if len(documents) > 1:
        yield from sorted(documents.items())
    yield from sections.items()


def _ratio(name: str, tallies: Tallies, of: str, scope: str) -> Score | None:
    total = sum(t.of for t in tallies)
    if not total:
        return None
    value = 100 * sum(t.right for t in tallies) / total
    counted = [t for t in tallies if t.of]
    small = len(counted) < SMALL and "#" not in scope
    settings = {"bootstrap": f"{RESAMPLES},seed={SEED},by=pair"} if small else {}
    return Score(
        name,
        _rounded(value),
        round(total),
        of,
        scope,
        _interval(counted) if small else None,
        str(Recipe(f"score-{name}", settings=settings)),
    )


def _interval(tallies: Tallies) -> tuple[float, float]:
    """The 2.5th and 97.5th percentile of the ratio over samples of the pairs drawn with replacement (Efron 1979)."""
    import numpy as np

    if all(t.right == t.of for t in tallies):
        return 100.0, 100.0
    draws = _draws(len(tallies))
    right, of = (np.array([getattr(t, f) for t in tallies], dtype=np.float64) for f in ("right", "of"))
    values = right[draws].sum(axis=1) / of[draws].sum(axis=1)
    low, high = np.percentile(values, [2.5, 97.5], method="nearest")
    return _rounded(100 * float(low)), _rounded(100 * float(high))


@lru_cache(maxsize=2)  # the scores of a document, and documents of one length, have the same
def _draws(n: int) -> npt.NDArray[np.int32]:
    """Which of n tallies each sample draws: integers of a fixed generator, the same digits everywhere."""
    import numpy as np

    return np.random.Generator(np.random.PCG64(SEED)).integers(0, n, (RESAMPLES, n), dtype=np.int32)


def _spread(context: Context, found: Mapping[int, _Tally]) -> Tallies:
    """Tallies by index of complete pair as tallies by index of pair."""
    none = _Tally(0, 0)
    return [none if at is None else found.get(at, none) for at in context.complete_index]


def _terms(context: Context) -> Tallies:
    """Each use of a term in a pair counts one, and is right when it is the term's dominant rendering in the project.

    Terms are the glossary's, or where there is none those discovered. A term in one pair only says nothing. What lacks
    a rendering that the glossary asks for is wrong.
    """
    uses: dict[str, list[tuple[int, str]]] = defaultdict(list)
    if context.glossary is not None:
        for use in context.uses:
            for concept, text, _ in use.targets:
                uses[f"{concept} {use.term_of(concept)}"].append((use.pair, text))
    else:
        for seen in context.discovered:
            for text, pairs in seen.renderings:
                uses[seen.source] += [(i, text) for i in pairs]
    right: dict[int, int] = defaultdict(int)
    of: dict[int, int] = defaultdict(int)
    for _, here in sorted(uses.items()):
        if len({i for i, _ in here}) < 2:
            continue
        counts: dict[str, int] = defaultdict(int)
        for _, text in here:
            counts[text] += 1
        dominant = min(counts, key=lambda t: (-counts[t], t))
        for i, text in here:
            of[i] += 1
            right[i] += text == dominant
    for i in _unfollowed(context):
        of[i] += 1
    return _spread(context, {i: _Tally(right[i], of[i]) for i in of})


def _unfollowed(context: Context) -> Iterator[int]:
    """The complete pairs, by index, that lack a rendering which the glossary asks for; once a term."""
    glossary = context.glossary
    for (concept_id, source), here in uses_by_term(context.uses).items() if glossary else ():
        concept = glossary.get(concept_id) if glossary else None
        if concept is not None and not concept.keeps(context.target_language):
            languages = context.source_language, context.target_language
            yield from {use.pair for use in lacking_uses(concept, source, here, context.complete, languages)}


def _numbers(context: Context) -> Tallies:
    """Each number of either side that is in digits counts one, and is right when the other side has it."""
    return _spread(context, {i: _Tally(right, of) for i, (right, of) in enumerate(context.numbers)})


def _coverage(context: Context) -> Tallies:
    """Each sentence of the source counts one, and is right when it has a translation."""
    out = []
    for pair in context.pairs:
        span = pair.source_at.sentences
        n = (span[1] - span[0] + 1 if span else 1) if pair.source.strip() else 0
        if not pair.target.strip() and is_label(pair.source):
            n = 0  # printed with the text that it belongs to, on the other side
        out.append(_Tally(n if pair.target.strip() else 0, n))
    return out


def _paragraphs(context: Context, left: int) -> Score | None:
    """Share of the source's units that have a translation, in part at least."""
    units: dict[tuple[str, str], bool] = {}
    for pair in context.pairs:
        if pair.source.strip() and pair.source_at.unit and (pair.target.strip() or not is_label(pair.source)):
            key = (pair.source_at.document, pair.source_at.unit)
            units[key] = units.get(key, False) or bool(pair.target.strip())
    if not units:
        return None
    total = len(units) + left
    value = _rounded(100 * sum(units.values()) / total)
    return Score("paragraphs", value, total, "units of the source", "", None, str(Recipe("score-paragraphs")))


def _repetitions(context: Context, indices: Sequence[int], scope: str) -> Score | None:
    """Mean chrF between the translations of equal sources, over all pairs of translations."""
    groups: dict[str, list[str]] = defaultdict(list)
    for i in indices:
        at = context.complete_index[i]
        if at is not None:
            source, target = context.plain[at]
            groups[source].append(target)
    total = 0.0
    n = 0
    for _, targets in sorted(groups.items()):
        if len(targets) > 1:
            value, compared = _agreement(targets)
            total, n = total + value * compared, n + compared
    if not n:
        return None
    signature = str(Recipe("score-repetitions", settings={"chrf": CHRF}))
    return Score("repetitions", _rounded(total / n), n, "pairs of translations", scope, None, signature)


def _agreement(targets: Sequence[str]) -> tuple[float, int]:
    """Mean chrF over all pairs of texts, in both directions, and how many pairs there are."""
    counts: dict[str, int] = defaultdict(int)
    for target in targets:
        counts[target] += 1
    kinds = sorted(counts)
    total = sum(100.0 * n * (n - 1) / 2 for n in counts.values())
    if len(kinds) > 1:
        score = _chrf()
        for i, one in enumerate(kinds):
            for other in kinds[i + 1 :]:
                total += (score(one, other) + score(other, one)) / 2 * counts[one] * counts[other]
    n = len(targets) * (len(targets) - 1) // 2
    return total / n, n


def _chrf() -> Callable[[str, str], float]:
    from sacrebleu.metrics import CHRF as Metric

    metric = Metric()
    return lambda one, other: float(metric.sentence_score(one, [other]).score)


def against(pairs: Iterable[Pair], reference: Iterable[Pair], language: str) -> tuple[Score, ...]:
    """BLEU, chrF and TER of the targets against a reference translation of the same sources, by sacrebleu with its
    signatures and 95 % intervals. Pairs are matched by their source; empty where no source is in both."""
    import sacrebleu.metrics as metrics

    from duizhao.corpora.language.table import is_chinese
    from duizhao.quality.evidence.same_text import plain

    wanted = {plain(pair.source): pair.target for pair in reference if pair.complete}
    both = [(p.target, wanted[key]) for p in pairs if p.source.strip() and (key := plain(p.source)) in wanted]
    if not both:
        return ()
    texts, references = [t for t, _ in both], [[r for _, r in both]]
    chinese = is_chinese(language)
    found = []
    for name, metric in (
        ("bleu", metrics.BLEU(tokenize="zh" if chinese else "13a")),
        ("chrf", metrics.CHRF()),
        ("ter", metrics.TER(normalized=True, asian_support=chinese)),
    ):
        # One sentence has no spread to draw from.
        score = metric.corpus_score(texts, references, n_bootstrap=RESAMPLES if len(both) > 1 else 1)
        interval = None
        if len(both) > 1:
            interval = (_rounded(score._mean - score._ci), _rounded(score._mean + score._ci))
        value = Score(name, _rounded(score.score), len(both), "sentences with a reference")
        found.append(replace(value, interval=interval, signature=metric.get_signature().format()))
    return tuple(found)
