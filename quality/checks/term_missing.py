"""A rendering that stands nearly everywhere stands here too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.language.scripts import comparable, has_han
from duizhao.corpora.model import Span
from duizhao.corpora.saying import say
from duizhao.quality.checking import as_check
from duizhao.quality.checks._terms import marks_of
from duizhao.quality.context import Context
from duizhao.quality.evidence.term_occurrences import Use
from duizhao.quality.evidence.wanted_terms import lacking_uses, rendered, uses_by_term
from duizhao.quality.report import Finding, Written
from duizhao.terminology import Concept, Status
from duizhao.terminology.variation import Discovery, is_phrase, is_whole_phrase


@as_check(
    "term.missing",
    Severity.WARNING,
    Topic.TERMS,
    title="Terms without their rendering",
    summary="A term whose usual rendering is missing in a few places",
)
def term_missing(context: Context) -> Iterator[Finding]:
    """A term whose rendering stands in most other places and not here, in no form: not even pulled apart
    or shortened (国家一级 in 国家、区域和全球各级); with a glossary that people made, any term of several words
    without its rendering, and one of one word that never has it."""
    languages = context.source_language, context.target_language
    for (concept_id, source), here in sorted(uses_by_term(context.uses).items()):
        concept = _concept(context, concept_id)
        if concept.keeps(context.target_language):
            yield from _translated(concept, source, here, context)
            continue
        sure = [use for use in here if use.pair not in context.doubtful]
        if lacking := lacking_uses(concept, source, sure, context.complete, languages):
            yield _missing(concept, source, lacking, len(sure), context)

    if context.glossary is None:
        yield from _departures(context)


def _translated(concept: Concept, source: str, uses: Sequence[Use], context: Context) -> Iterator[Finding]:
    """A term that is not to be translated, in the places whose target does not keep it. A name in capitals is no word
    in small letters: Rust is kept, rust is 锈."""
    uses = [use for use in uses if source.islower() or not use.source_text[:1].islower()]
    kept = [t.text.casefold() for t in concept.terms_in(context.target_language) if t.status is Status.KEPT]
    lost = [use for use in uses if not any(name in context.complete[use.pair].target.casefold() for name in kept)]
    if lost:
        pairs = list(dict.fromkeys(use.pair for use in lost))
        finding = _lacking(source, source, f"{concept.id} {source}", pairs, (lost[0].source_span,), len(uses), context)
        places = (
            say("in its one place")
            if len(uses) == 1
            else say("in {count} of {total} places", count=len(pairs), total=len(uses))
        )
        yield replace(
            finding,
            message=say(
                "“{source}” is not to be translated, and does not stand in the target {places}",
                source=source,
                places=places,
            ),
            cure=say("Write {source} as the source does, or give it another status in the glossary", source=source),
        )


STEADY_USES, STEADY = 5, 0.8  # the same for terms that are discovered, which must be surer


def _departures(context: Context) -> Iterator[Finding]:
    """Without a glossary: a discovered term with one rendering nearly everywhere, and a place without it."""
    for seen in context.discovered:
        text = seen.renderings[0][0]
        if len(seen.renderings) > 1 or len(seen.pairs) < STEADY_USES or len(text) < 4:
            continue
        pairs = [i for i in seen.pairs if i not in context.doubtful]
        lacking = [i for i in pairs if not _stands(text, seen.source, context.complete[i].target)]
        if lacking and len(lacking) <= (1 - STEADY) * len(pairs) and _is_term(seen, context):
            marks = marks_of(context.complete[lacking[0]].source, seen.source)
            subject = f"term {seen.source.casefold()}"
            yield _lacking(text, seen.source, subject, lacking, marks, len(pairs), context)


def _stands(text: str, source: str, target: str) -> bool:
    """Whether a target has a rendering in some form, or keeps the term as it is in the source (a title, a name)."""
    return source.casefold() in target.casefold() or not has_han(target) or rendered(text, target)


def _is_term(seen: Discovery, context: Context) -> bool:
    sources = [context.complete[i].source for i in seen.pairs]
    rendering = comparable(seen.renderings[0][0])
    # 改变或者撤销: an alternative that the term does not have belongs to the sentence.
    alternative = "或" in rendering and not re.search(r"\bor\b", seen.source, re.I)
    return is_phrase(rendering) and not alternative and is_whole_phrase(seen.source, sources)


def _concept(context: Context, concept_id: str) -> Concept:
    assert context.glossary is not None, "uses come from a glossary"
    concept = context.glossary.get(concept_id)
    assert concept is not None, concept_id
    return concept


def _missing(concept: Concept, source: str, lacking: Sequence[Use], total: int, context: Context) -> Finding:
    wanted = concept.preferred(context.target_language)
    name = wanted.text if wanted else ""
    marks = (lacking[0].source_span,)
    return _lacking(name, source, f"{concept.id} {source}", [use.pair for use in lacking], marks, total, context)


def _other(n: int) -> str:
    return say("this one") if n == 1 else say("the other {n}", n=n)


def _said(source: str, name: str, total: int, lacking: int) -> str:
    if lacking == total:
        places = say("its one place") if total == 1 else say("any of its {total} places", total=total)
        return say(
            "“{source}” is not {name} in {places}, as the glossary has it", source=source, name=name, places=places
        )
    return say(
        "“{source}” is {name} in {more} of {total} places, and not in {other}",
        source=source,
        name=name,
        more=total - lacking,
        total=total,
        other=_other(lacking),
    )


def _lacking(
    name: str,
    source: str,
    subject: str,
    lacking: Sequence[int],
    marks: tuple[Span, ...],
    total: int,
    context: Context,
) -> Finding:
    pair = context.complete[lacking[0]]
    places = tuple(context.complete[i].target_at for i in lacking)
    return Finding(
        "term.missing",
        _said(source, name, total, len(lacking)),
        subject,
        cure=say("See whether {name} was lost or said otherwise", name=name),
        source_at=pair.source_at,
        target_at=pair.target_at,
        source=pair.source,
        target=pair.target,
        source_marks=marks,
        variants=(Written(say("without {name}", name=name), len(lacking), places),) if len(lacking) > 1 else (),
        count=len(lacking),
    )
