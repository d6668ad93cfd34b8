"""What is found on a pair of which the aligner itself is not sure says more of the pair than of its translation."""

from __future__ import annotations

from collections.abc import Iterator

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.saying import say
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.context import Context
from duizhao.quality.evidence.elsewhere import How
from duizhao.quality.report import Finding

HOLDS_MORE = say("this pair holds what a text without a partner says")
AKIN = "though its words belong together"  # then a figure that differs was changed, and may be why nobody is sure
_MIXED = {How.BESIDE: HOLDS_MORE, How.SWAPPED: say("the target seems to belong to a text that was paired with nothing")}


@as_check(
    "pair.doubtful",
    Severity.NOTE,
    Topic.SENSE,
    title="Pairs that may be put together wrongly",
    summary="A difference on a pair of which the aligner is not sure",
    scope=Scope.DOCUMENT,
)
def pair_doubtful(context: Context) -> Iterator[Finding]:
    """A pair of little confidence. It is told only where something else was found on it, which it then explains."""
    for i in sorted(context.doubtful):
        pair = context.complete[i]
        unsure = say(
            "the aligner is not sure of this pair (confidence {confidence:.2f}){akin}",
            confidence=(pair.confidence or 0),
            akin=say(", {what}", what=say(AKIN)) if context.akin(i) else "",
        )
        yield Finding(
            "pair.doubtful",
            _MIXED[context.mixed[i]] if i in context.mixed else unsure,
            "".join(pair.source.split())[:60],
            cure="See whether the two texts belong together (duizhao review) before the translation is changed",
            source_at=pair.source_at,
            target_at=pair.target_at,
            source=pair.source,
            target=pair.target,
            pattern="doubtful",
        )
