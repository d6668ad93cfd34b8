"""More is not less."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.saying import say
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.checks._both_ways import both_ways
from duizhao.quality.context import Context
from duizhao.quality.evidence.contraries import contraries
from duizhao.quality.report import Finding


@as_check(
    "text.contrary",
    Severity.WARNING,
    Topic.SENSE,
    title="The contrary of what the source says",
    summary="The target says less for more, below for above",
    scope=Scope.DOCUMENT,
)
@both_ways
def text_contrary(context: Context) -> Iterator[Finding]:
    """A number that is a lower bound on one side and an upper one on the other; a comparative and its contrary."""
    tags = context.source_language, context.target_language
    for pair in context.complete:
        found = context.once("contrary", (pair.source, pair.target), partial(contraries, pair, tags))
        for one in found:
            said = pair.source[one.source.start : one.source.end]
            other = pair.target[one.target.start : one.target.end]
            yield Finding(
                "text.contrary",
                say("the target may say the contrary: “{said}” and “{other}”", said=said, other=other),
                f"{said} {other}",
                cure="Compare with the source: above or below, more or less",
                source_at=pair.source_at,
                target_at=pair.target_at,
                source=pair.source,
                target=pair.target,
                source_marks=(one.source,),
                target_marks=(one.target,),
            )
