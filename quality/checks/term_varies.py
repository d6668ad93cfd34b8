"""One term has one rendering."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from duizhao.corpora.catalogue import Severity, Topic
from duizhao.corpora.language.lexicon import STOP
from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.language.words import stem, words
from duizhao.corpora.saying import say
from duizhao.quality.checking import as_check
from duizhao.quality.checks._terms import marks_of, says_something_else, several, variants_of
from duizhao.quality.context import Context
from duizhao.quality.report import Finding
from duizhao.terminology.variation import Discovery, is_whole_phrase, sound_variants


@as_check(
    "term.varies",
    Severity.WARNING,
    Topic.TERMS,
    title="Terms with several renderings",
    summary="A term rendered in several ways",
)
def term_varies(context: Context) -> Iterator[Finding]:
    """A term that is rendered in several ways: found without a glossary, or in a glossary that nobody has reviewed."""
    # A glossary that a program extracted and nobody has reviewed. A word by itself has senses (实施 and 执行 are both
    # "implementation"): whether it varies is for discovery to tell, which asks for more.
    given = [found for found in context.renderings if found.concept.links and not found.concept.decided]
    given = [found for found in given if len(words(found.source, context.source_language)) > 1]
    told: list[frozenset[str]] = []
    for found in given:
        cure = say("Use {main} everywhere, or admit the others in the glossary")
        finding = several(found, "term.varies", cure, context, in_form=True)
        if finding:
            told.append(frozenset(comparable(v.text) for v in finding.variants))
            yield finding
    known = _settled(context)
    for seen in context.discovered:
        if len(seen.renderings) < 2:
            continue
        names = frozenset(comparable(text) for text, _ in seen.renderings)
        if any(names <= other for other in (*told, *known)):
            continue
        pairs = _sound(seen, context)
        if len(pairs) < 2:
            continue
        varying = _discovered(seen.source, pairs, context)
        if _as_beside(pairs, context) or _in_company(seen.source, pairs, context):
            cure = say("{cure}; a note only, as each goes with what stands beside it", cure=varying.cure)
            varying = replace(varying, severity=Severity.NOTE, cure=cure)
        yield varying


# What stands for a term once it is known who is meant, as "both" and "the other" do: 双方 for the Contracting Parties.
_STANDS_IN = re.compile(
    "[双各对]方|(?:任何|任|其中|每|另|另外|某)?一方|[两各该本此](?:国|者|方|单位|公司|部门|机构|组织)|[前后]者|二者"
)


def _sound(seen: Discovery, context: Context) -> dict[str, list[int]]:
    """The renderings of a discovered term that are variants of its first one; none where the term is a piece of one."""
    sources = [context.complete[i].source for _, at in seen.renderings for i in at]
    if not is_whole_phrase(seen.source, sources):
        return {}
    first = comparable(seen.renderings[0][0])

    def sound(text: str) -> bool:
        return (
            not _STANDS_IN.fullmatch(text)
            and sound_variants(first, text)
            and not says_something_else(first, text, seen.source)
        )

    return {text: list(at) for n, (text, at) in enumerate(seen.renderings) if not n or sound(comparable(text))}


AGREES = 0.75  # share of the places of each rendering beside which what sets it apart stands by itself, too


def _as_beside(pairs: Mapping[str, Sequence[int]], context: Context) -> bool:
    """Whether two renderings go each with a word beside them: 主任、副主任 here and 委員長、副委員長 there are the
    deputies of two offices that the source calls alike."""
    if len(pairs) != 2:
        return False
    one, other = pairs
    start = _shared(one, other)
    end = _shared(one[start:][::-1], other[start:][::-1])
    rests = one[start : len(one) - end], other[start : len(other) - end]
    if not (start or end) or min(map(len, rests)) < 2:
        return False
    for text, rest, strange in ((one, rests[0], rests[1]), (other, rests[1], rests[0])):
        beside = [context.complete[i].target.replace(text, " ") for i in pairs[text]]
        agree = sum(rest in said and strange not in said for said in beside)
        if agree < AGREES * len(beside):
            return False
    return True


def _in_company(source: str, pairs: Mapping[str, Sequence[int]], context: Context) -> bool:
    """Whether a rendering of a single word belongs to one word behind it, which stands there every time and behind no
    other rendering: mountain glaciers, mountain areas. A word that only binds makes no other thing of it."""
    if len(source.split()) > 1:
        return False
    behind = re.compile(rf"\b{re.escape(source)}\W+(\w+)", re.IGNORECASE)
    company = [
        [{stem(word.lower()) for word in behind.findall(context.complete[i].source)} - STOP for i in at]
        for at in pairs.values()
    ]
    for n, places in enumerate(company):
        others = [words for m, rest in enumerate(company) if m != n for words in rest]
        always = frozenset.intersection(*map(frozenset, places)) if len(places) > 1 else frozenset()
        if others and any(not any(word in words for words in others) for word in always):
            return True
    return False


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda both: both[0] == both[1], zip(one, other, strict=False)))


def _settled(context: Context) -> list[frozenset[str]]:
    """The sets of target terms, in simplified characters, that stand in a glossary made by people: what it allows,
    `admitted` notes."""
    if context.glossary is None:
        return []
    return [
        frozenset(comparable(term.text) for term in concept.terms_in(context.target_language))
        for concept in context.glossary
        if concept.decided or not concept.links
    ]


def _discovered(source: str, sets: Mapping[str, Sequence[int]], context: Context) -> Finding:
    variants = variants_of(sets, context.complete)
    main, other = variants[0].text, variants[1].text
    pair = context.complete[sets[other][0]]
    said = ", ".join(f"{v.text} ({v.count})" for v in variants)
    # As many uses of one as of the other say nothing of which is right.
    choice = say("Use {main}", main=main) if variants[0].count > variants[1].count else say("Choose one and use it")
    return Finding(
        "term.varies",
        say("“{source}” is rendered in {variants} ways: {said}", source=source, variants=len(variants), said=said),
        f"term {source.casefold()}",
        cure=say("{choice} everywhere, or list the renderings that are right in a glossary", choice=choice),
        source_at=pair.source_at,
        target_at=pair.target_at,
        source=pair.source,
        target=pair.target,
        source_marks=marks_of(pair.source, source),
        target_marks=marks_of(pair.target, other),
        variants=variants,
        count=sum(v.count for v in variants[1:]),
    )
