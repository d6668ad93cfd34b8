"""What the main job makes of two documents, and the figures that are shown of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from duizhao.corpora.model import DOUBTFUL
from duizhao.corpora.saying import say
from duizhao.options import Options
from duizhao.outputs import wordless

if TYPE_CHECKING:
    from duizhao.alignment import Alignment
    from duizhao.corpora.model import Document, Pair
    from duizhao.quality import Report
    from duizhao.reviewed import Reviewed
    from duizhao.terminology import Glossary

# Share of the text in pairs that are not doubtful: above 0.8 in a paper and its translation, even where one of them is
# an excerpt, and below 0.1 in two papers on other matters, which may share a masthead.
STRANGERS = 0.25

STRANGERS_WARNING = say("hardly anything in the two texts matches: are they the same paper?")


class Aligned(NamedTuple):
    """Two documents, or both columns of a table, with their alignment and what it was made with."""

    source: Document
    target: Document
    alignment: Alignment
    glossary: Glossary | None
    warnings: tuple[str, ...]
    kept: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """Two documents, their alignment and what people made of it: all but what a check finds in it."""

    source: Document
    target: Document
    alignment: Alignment
    options: Options
    reviewed: Reviewed | None = None

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The pairs as people left them, where they reviewed them, else as the aligner made them."""
        return self.alignment.pairs if self.reviewed is None else self.reviewed.pairs


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the main job made of two documents; `kept` says that the alignment is an earlier run's,
    `reviewed` what people made of it."""

    source: Document
    target: Document
    alignment: Alignment
    report: Report
    glossary: Glossary | None = None
    options: Options = field(default_factory=Options)
    warnings: tuple[str, ...] = ()
    kept: bool = False
    reviewed: Reviewed | None = None

    @property
    def decided(self) -> Decided:
        """The same without what the check found."""
        return Decided(self.source, self.target, self.alignment, self.options, self.reviewed)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The pairs as people left them, where they reviewed them, else as the aligner made them."""
        return self.decided.pairs

    @property
    def summary(self) -> Summary:
        """The figures that the terminal, the batch table and JSON show."""
        return summarize(self)


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of one outcome. Confidences are means over complete pairs; `wordless` counts those that are
    kept out of the memory because they have no word."""

    units: int
    pairs: int
    one_to_one: int
    untranslated: int
    added: int
    doubtful: int
    confidence: float
    sentences: int
    encoded: int
    findings: int
    index: float | None
    recipe: str
    wordless: int = 0


def summarize(outcome: Outcome) -> Summary:
    """The figures that the terminal, the batch table and JSON show of an outcome."""
    pairs = outcome.pairs
    whole = [pair for pair in pairs if pair.source and pair.target]
    confidences = [pair.confidence for pair in whole if pair.confidence is not None]
    return Summary(
        units=len(outcome.source.translatable),
        pairs=len(whole),
        one_to_one=sum(pair.type == "1-1" for pair in whole),
        untranslated=sum(bool(pair.source) and not pair.target for pair in pairs),
        added=sum(bool(pair.target) and not pair.source for pair in pairs),
        doubtful=sum(c < DOUBTFUL for c in confidences),
        confidence=round(sum(confidences) / len(confidences), 4) if confidences else 0.0,
        sentences=outcome.alignment.stats.sentences,
        encoded=outcome.alignment.stats.encoded,
        findings=len(outcome.report.findings),
        index=outcome.report.index,
        recipe=str(outcome.alignment.recipe),
        wordless=0 if outcome.options.keep_wordless else sum(map(wordless, pairs)),
    )


def matched_share(pairs: Sequence[Pair]) -> float:
    """The share (0..1) of characters in pairs that are not doubtful, of the side where it is greater."""
    texts = [(pair.source, pair.target) for pair in pairs]
    sure = [
        (pair.source, pair.target)
        for pair in pairs
        if pair.source and pair.target and (pair.confidence or 0) >= DOUBTFUL
    ]
    return max(sum(len(t[k]) for t in sure) / max(sum(len(t[k]) for t in texts), 1) for k in (0, 1))
