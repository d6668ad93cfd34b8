"""Does the target say what the source says, as far as a dictionary can tell?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.language.table import english_to_chinese
from duizhao.corpora.model import Pair
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.context import Context
from duizhao.quality.evidence.lexical import MIN_WORDS, likelihood
from duizhao.quality.report import Finding

DOUBT = -2.2  # log likelihood ratio below which another sentence that fits is looked for
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
