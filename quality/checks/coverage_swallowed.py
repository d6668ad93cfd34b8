"""Is every sentence, and every clause, of the source in the target?"""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.model import Pair, Span
from duizhao.corpora.saying import say
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.checks._both_ways import both_ways
from duizhao.quality.checks._wording import finding_on, slight
from duizhao.quality.context import Context
from duizhao.quality.evidence.clauses import LIKELY, unsaid, usual
from duizhao.quality.evidence.labels import is_label
from duizhao.quality.evidence.lexical import LOST, MIN_WORDS, akin_likelihood, english, is_less_likely
from duizhao.quality.report import Finding

LOST_SHORT = -0.5  # the same where the target is short too:
SHORT = -0.3  # logarithm of its length, over the source's, against the middle of the document (spread: 0.13)
SHORT_TALE = -0.6  # the same where translators are free: little more than half of the usual length
_BETWEEN = re.compile(r"(?<=[.!?;])\s+(?=[A-Z“(])")
# A clause by itself says little, so it must be strange and the target much too short. Lengths of short sentences vary
# more, so the bound is -4.5 over the root of the letters: of 2,600 clauses of the ILO paper and of ten others none is
# under both, and translations that lack a clause are.
LOST_CLAUSE, SHORT_CLAUSE, SHORT_ROOT, MIN_CLAUSE = -2.5, -0.4, -4.5, 3
_CLAUSES = re.compile(
    r"(?<!\s)(?:(?<=[,;:])\s++|\s++(?=(?:unless|provided that|except|but|which|who|whereas|while|"
    r"and (?:does|do|shall|is|are|was|were|calls?|encourages?|requests?|urges?|to|that|will|should|has|have))\b))"
)


@as_check(
    "coverage.swallowed",
    Severity.WARNING,
    Topic.SENSE,
    title="A sentence or clause of the source seems to be missing from the target",
    summary="A sentence or clause of the source seems to be missing from the target",
    scope=Scope.DOCUMENT,
)
@both_ways
def coverage_swallowed(context: Context) -> Iterator[Finding]:
    """A sentence, one of several, that the target does not seem to hold: the aligner put it with its neighbour; or a
    clause, where the target is much too short as well."""
    sizes = context.sizes
    ratios = [math.log((b + 1) / (a + 1)) for a, b in sizes]
    middle = statistics.median(ratios) if len(ratios) >= 20 else None
    expected = usual(context.complete, sizes)
    rows = zip(context.complete, context.content, sizes, ratios, context.free, strict=True)
    for pair, (_, target), both, ratio, free in rows:
        letters = both[0]
        short = 0.0 if middle is None else ratio - middle
        limit = LOST_SHORT if short < SHORT else LOST
        sought = partial(_lost, pair.source, target, _BETWEEN, MIN_WORDS, limit)
        lost = context.once("lost", (pair.source, pair.target, limit), sought)
        what = say("sentence")
        if not lost and short < min(SHORT_CLAUSE, SHORT_ROOT / math.sqrt(letters + 1)):
            lost, what = _lost(pair.source, target, _CLAUSES, MIN_CLAUSE, LOST_CLAUSE), say("clause")
        if not lost and expected is not None:
            yield from _clause(pair, target, both, expected, context, free)
        for start, end in lost:
            cure = "Translate it, or see where its content stands"
            yield slight(_missing(pair, what, Span(start, end), 0, cure), free and short >= SHORT_TALE)


def _clause(
    pair: Pair, target: tuple[str, ...], sizes: tuple[float, float], middle: float, context: Context, free: bool
) -> Iterator[Finding]:
    """The clause of either side that words and length together say to be missing from the other."""
    asked = partial(unsaid, pair, target, sizes, middle)
    found = context.once("unsaid", (pair.source, pair.target, round(middle, 6)), asked)
    if found is None:
        return
    cure = "Compare the two; add what was left out, or take out what was added"
    what = say("sentence") if found.whole else say("clause")
    one = _missing(pair, what, Span(found.start, found.end), found.side, cure)
    # Who translates freely leaves a clause to the reader, and a sentence only on purpose.
    sure = found.whole and found.score >= LIKELY
    yield slight(one, free and not sure) if found.over >= 0 else replace(one, severity=Severity.NOTE)


def _missing(pair: Pair, what: str, at: Span, side: int, cure: str) -> Finding:
    """A sentence or clause of a side that the other one does not seem to have."""
    piece = (pair.source, pair.target)[side][at.start : at.end]
    message = (
        say("a {what} of the target does not seem to be in the source: {short}", what=what, short=_short(piece))
        if side
        else say("a {what} of the source does not seem to be in the target: {short}", what=what, short=_short(piece))
    )
    return finding_on("coverage.swallowed", message, pair, [at], cure, side, "".join(piece.split())[:60])


def _lost(source: str, target: tuple[str, ...], between: re.Pattern[str], least: int, limit: float) -> list[Span]:
    """The pieces of a source of several that a target, as words, does not seem to hold."""
    found: list[Span] = []
    at = 0
    pieces = between.split(source)
    if len(pieces) < 2:
        return found
    # Article 7. Entry into Force: a heading has no sentence besides its title.
    several = sum(not is_label(piece) for piece in pieces) > 1
    for piece in pieces if several else ():
        start = source.index(piece, at)
        at = start + len(piece)
        words = english(piece)
        if piece.startswith("(") and piece.rstrip(" .").endswith(")"):
            continue  # a remark in brackets: short, and often moved
        strange = len(piece) < len(source) and len(words) >= least and is_less_likely(words, target, limit)
        # Of a clause, which says little, the words of a family count as well: statistically, 统计学.
        if strange and (between is _BETWEEN or akin_likelihood(words, target) < limit):
            found.append(Span(start, at))
    return found


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
