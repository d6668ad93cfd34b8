"""No rendering is in use that the glossary has given up."""

from __future__ import annotations

from collections.abc import Iterator

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.saying import say
from duizhao.quality.checking import as_check
from duizhao.quality.checks._terms import term_finding
from duizhao.quality.context import Context
from duizhao.quality.evidence.renderings import Renderings
from duizhao.quality.report import Finding


@as_check(
    "term.deprecated",
    Severity.WARNING,
    Topic.TERMS,
    title="Renderings that were given up",
    summary="A rendering that the glossary has given up",
)
def term_deprecated(context: Context) -> Iterator[Finding]:
    """A rendering that the glossary has given up, with all the places where it stands."""
    for found in context.renderings:
        usable = {i for t, at in found.pairs.items() if found.terms[t].status.usable for i in at}
        usable = {i for i in usable if _enough(found, i, context)}
        bad = {t: at for t, at in found.pairs.items() if not found.terms[t].status.usable}
        bad = {t: own for t, at in bad.items() if (own := [i for i in at if i not in usable])}
        good = {t: at for t, at in found.pairs.items() if found.terms[t].status.usable}
        wanted = found.concept.preferred(context.target_language)
        for text, at in bad.items():
            status = found.terms[text].status
            others = ", ".join(f"{t} ({len(p)})" for t, p in sorted(good.items(), key=lambda x: (-len(x[1]), x[0])))
            said = say(
                "“{source}” is rendered by {text} ({at}), which the glossary marks as {status}{more}",
                source=found.source,
                text=text,
                at=len(at),
                status=say(status.value),
                more=say("; elsewhere {others}", others=others) if others else "",
            )
            yield term_finding(
                "term.deprecated",
                said,
                f"{found.concept.id} {text}",
                say("Use {usual}", usual=wanted.text) if wanted else say("Use another term"),
                {text: at, **good},
                text,
                found,
                context,
            )


def _enough(found: Renderings, pair: int, context: Context) -> bool:
    """Whether a pair has as many renderings that may be used as its source has the term: then what was given up stands
    for something else. One of two may not be given up."""
    source, target = context.complete[pair].source.casefold(), context.complete[pair].target
    for text in sorted(found.terms, key=len, reverse=True):
        if not found.terms[text].status.usable:
            target = target.replace(text, " ")  # 过滤网 is no 滤网
    said = sum(target.count(text) for text, term in found.terms.items() if term.status.usable)
    return said >= source.count(found.source.casefold())
