"""Check of content: does the target say what the source says, as far as a dictionary can tell?"""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Iterator, Sequence

from duizhao.corpora.language.table import english_to_chinese
from duizhao.corpora.model import Pair, Span
from duizhao.quality.context import Context
from duizhao.quality.evidence.lexical import english, likelihood
from duizhao.quality.report import Finding

MIN_WORDS = 4  # content words: shorter sentences say too little
DOUBT = -2.2  # log likelihood ratio below which another sentence that fits is looked for
STRANGE = -7.0  # below this the target is strange even when nothing fits
BETTER = 6.0  # how much better another target must fit
FITS = 1.0


def unrelated(context: Context) -> Iterator[Finding]:
    """A target that does not go with its source: another sentence's translation, or something else altogether."""
    if not english_to_chinese(context.source_language, context.target_language):
        return
    pairs = context.complete
    content = context.content
    scores = [likelihood(a, b) for a, b in content]
    doubtful = [i for i, (a, _) in enumerate(content) if len(a) >= MIN_WORDS and scores[i] < DOUBT]
    for i in doubtful:
        other = _fitting(i, scores[i], pairs, content)
        if other is None and scores[i] >= STRANGE:
            continue
        message = "the target says something else than the source"
        if other is not None:
            message += f"; it may belong with the target of {pairs[other].target_at.cite or 'another pair'}"
        yield Finding(
            "text.unrelated",
            message,
            "".join(pairs[i].source.split())[:60],
            cure="Compare with the source; see whether two translations were exchanged",
            source_at=pairs[i].source_at,
            target_at=pairs[i].target_at,
            source=pairs[i].source,
            target=pairs[i].target,
        )


def _fitting(
    i: int, score: float, pairs: Sequence[Pair], content: Sequence[tuple[frozenset[str], tuple[str, ...]]]
) -> int | None:
    """The pair of the same document whose target fits the source of pair `i` far better than its own does, while its
    own source does not claim it."""
    source = content[i][0]
    best, found = max(score + BETTER, FITS), None
    for j, pair in enumerate(pairs):
        if j == i or pair.source_at.document != pairs[i].source_at.document:
            continue
        fit = likelihood(source, content[j][1])
        if fit > best and fit > likelihood(*content[j]):
            best, found = fit, j
    return found


LOST = -2.5  # log likelihood ratio of one sentence of several: none of 226 merged pairs of the ILO paper lies below it
LOST_SHORT = -0.5  # the same where the target is short too:
SHORT = -0.3  # logarithm of its length, over the source's, against the middle of the document (spread: 0.13)
_BETWEEN = re.compile(r"(?<=[.!?;])\s+(?=[A-Z“(])")
# A clause by itself says little, so it must be strange and the target much too short. Lengths of short sentences vary
# more, so the bound is -4.5 over the root of the letters: of 2,600 clauses of the ILO paper and of ten others none is
# under both, and translations that lack a clause are.
LOST_CLAUSE, SHORT_CLAUSE, SHORT_ROOT, MIN_CLAUSE = -1.2, -0.4, -4.5, 3
_CLAUSES = re.compile(
    r"(?<=[,;:])\s+|\s+(?=(?:unless|provided that|except|but|which|who|whereas|while|"
    r"and (?:does|do|shall|is|are|was|were|calls?|encourages?|requests?|urges?|to|that|will|should|has|have))\b)"
)


def swallowed(context: Context) -> Iterator[Finding]:
    """A sentence, one of several, that the target does not seem to hold: the aligner put it with its neighbour; or a
    clause, where the target is much too short as well."""
    if not english_to_chinese(context.source_language, context.target_language):
        return
    sizes = context.sizes
    ratios = [math.log((b + 1) / (a + 1)) for a, b in sizes]
    middle = statistics.median(ratios) if len(ratios) >= 20 else None
    for pair, (_, target), (letters, _), ratio in zip(context.complete, context.content, sizes, ratios, strict=True):
        short = 0.0 if middle is None else ratio - middle
        lost = _lost(pair.source, target, _BETWEEN, MIN_WORDS, LOST_SHORT if short < SHORT else LOST)
        what = "sentence"
        if not lost and short < min(SHORT_CLAUSE, SHORT_ROOT / math.sqrt(letters + 1)):
            lost, what = _lost(pair.source, target, _CLAUSES, MIN_CLAUSE, LOST_CLAUSE), "clause"
        for start, end in lost:
            piece = pair.source[start:end]
            yield Finding(
                "coverage.swallowed",
                f"a {what} of the source does not seem to be in the target: {_short(piece)}",
                "".join(piece.split())[:60],
                cure="Translate it, or see where its content stands",
                source_at=pair.source_at,
                target_at=pair.target_at,
                source=pair.source,
                target=pair.target,
                source_marks=(Span(start, end),),
            )


def _lost(source: str, target: tuple[str, ...], between: re.Pattern[str], least: int, limit: float) -> list[Span]:
    """The pieces of a source of several that a target, as words, does not seem to hold."""
    found = []
    at = 0
    for piece in between.split(source):
        start = source.index(piece, at)
        at = start + len(piece)
        words = english(piece)
        if len(piece) < len(source) and len(words) >= least and likelihood(words, target) < limit:
            found.append(Span(start, at))
    return found


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
