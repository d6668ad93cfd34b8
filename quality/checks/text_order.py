"""The sentences of a paragraph keep their order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.quality.checking import Scope, as_check
from duizhao.quality.checks._both_ways import both_ways
from duizhao.quality.checks._wording import finding_on
from duizhao.quality.context import Context
from duizhao.quality.evidence.order import is_reordered
from duizhao.quality.report import Finding


@as_check(
    "text.order",
    Severity.WARNING,
    Topic.SENSE,
    title="Sentences in another order",
    summary="The sentences of the target stand in another order",
    scope=Scope.DOCUMENT,
)
@both_ways
def text_order(context: Context) -> Iterator[Finding]:
    """A pair of several sentences whose end on one side is the beginning on the other."""
    for pair in context.complete:
        if context.once("order", (pair.source, pair.target), partial(is_reordered, pair)):
            message = "the sentences of the target stand in another order than those of the source"
            cure = "Compare with the source; put them back, or leave them where the order was changed on purpose"
            yield finding_on("text.order", message, pair, [], cure, subject="".join(pair.source.split())[:60])
