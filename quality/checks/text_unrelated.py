"""Does the target say what the source says, as far as a dictionary can tell?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.language.scripts import has_han
from duizhao.corpora.language.table import english_to_chinese
from duizhao.corpora.model import Pair
from duizhao.corpora.saying import say
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.checks._wording import slight
from duizhao.quality.context import Context
from duizhao.quality.evidence.lexical import MIN_WORDS, MOST, likelihood, ratio
from duizhao.quality.report import Finding

DOUBT = -2.2  # log likelihood ratio below which another sentence that fits is looked for
EXCHANGED = "it may have been exchanged with the target of"
STRANGE = -7.0  # below this the target is strange even when nothing fits
BETTER = 6.0  # how much better another target must fit
FITS = 1.0


@as_check(
    "text.unrelated",
    Severity.ERROR,
    Topic.SENSE,
    title="Pairs that may not belong together",
    summary="The target says something else than the source",
    scope=Scope.DOCUMENT,
)
def text_unrelated(context: Context) -> Iterator[Finding]:
    """A target that does not go with its source: another sentence's translation, or something else altogether."""
    if not english_to_chinese(context.source_language, context.target_language):
        return
    pairs = context.complete
    content = context.content
    scores = [ratio(len(a), said) for (a, _), said in zip(content, context.said, strict=True)]
    doubtful = [i for i, (a, _) in enumerate(content) if len(a) >= MIN_WORDS and scores[i] < DOUBT]
    # What holds no Chinese at all is a list of names, or was left in English: that is told by itself.
    doubtful = [i for i in doubtful if i not in context.contents and has_han(pairs[i].target)]
    exchanged = _exchanged(scores, context)
    for i in sorted({*doubtful, *exchanged}):
        other = exchanged.get(i)
        if other is None:
            other = _fitting(i, scores[i], pairs, content)
        if other is None and scores[i] >= STRANGE:
            continue
        more = ""
        if other is not None:
            where = pairs[other].target_at.cite or say("another pair")
            maybe = say("; it may belong with the target of {where}", where=where)
            more = say("; {what} {where}", what=say(EXCHANGED), where=where) if i in exchanged else maybe
        message = say("the target says something else than the source{more}", more=more)
        found = Finding(
            "text.unrelated",
            message,
            "".join(pairs[i].source.split())[:60],
            cure="Compare with the source; see whether two translations were exchanged",
            source_at=pairs[i].source_at,
            target_at=pairs[i].target_at,
            source=pairs[i].source,
            target=pairs[i].target,
        )
        yield slight(found, context.free[i] and other is None)


WEAK = 0.35  # of what a text of so many content words would score if each were said
BOTH = 12.0  # how much better two pairs must fit with their targets exchanged


def _exchanged(scores: Sequence[float], context: Context) -> dict[int, int]:
    """Pairs of one document whose targets were exchanged, by index: each source fits the other's target, and both
    together far better than their own, though sentences on one matter share words enough not to look strange."""
    content, pairs = context.content, context.complete
    weak: dict[str, list[int]] = defaultdict(list)
    for i, (words, _) in enumerate(content):
        if len(words) >= MIN_WORDS and scores[i] < WEAK * MOST * len(words) and i not in context.contents:
            weak[pairs[i].source_at.document].append(i)
    found: dict[int, int] = {}
    for here in weak.values():
        for i, j in combinations(here, 2):
            there = likelihood(content[i][0], content[j][1])
            if there < FITS or there <= scores[i]:
                continue
            back = likelihood(content[j][0], content[i][1])
            if back >= FITS and there + back >= scores[i] + scores[j] + BOTH:
                found.setdefault(i, j)
                found.setdefault(j, i)
    return found


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
