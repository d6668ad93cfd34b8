"""Check of content: does the target say what the source says, as far as a dictionary can tell?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpora.languages import primary
from corpora.model import Pair
from quality.context import Context
from quality.evidence import likelihood
from quality.report import Finding

MIN_WORDS = 4  # content words: shorter sentences say too little
DOUBT = -2.2  # log likelihood ratio below which another sentence that fits is looked for
STRANGE = -7.0  # below this the target is strange even when nothing fits
BETTER = 6.0  # how much better another target must fit
FITS = 1.0


def unrelated(context: Context) -> Iterator[Finding]:
    """A target that does not go with its source: another sentence's translation, or something else altogether."""
    if primary(context.source_language) != "en" or primary(context.target_language) != "zh":
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
    i: int, score: float, pairs: Sequence[Pair], content: Sequence[tuple[frozenset[str], frozenset[str]]]
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
