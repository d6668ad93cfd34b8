"""Checks of terminology: one term one rendering, the glossary's rendering, none that it has given up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.language.words import words
from duizhao.corpora.model import Pair, Span
from duizhao.quality.context import Context
from duizhao.quality.evidence.renderings import Renderings
from duizhao.quality.evidence.term_occurrences import Use
from duizhao.quality.report import Finding, Variant
from duizhao.terminology import Concept
from duizhao.terminology.variation.discover import alike


def _concept(context: Context, concept_id: str) -> Concept:
    assert context.glossary is not None, "uses come from a glossary"
    concept = context.glossary.get(concept_id)
    assert concept is not None, concept_id
    return concept


def deprecated(context: Context) -> Iterator[Finding]:
    """A rendering that the glossary has given up, with all the places where it stands."""
    for found in context.renderings:
        usable = {i for t, at in found.pairs.items() if found.terms[t].status.usable for i in at}
        bad = {t: at for t, at in found.pairs.items() if not found.terms[t].status.usable}
        bad = {t: own for t, at in bad.items() if (own := [i for i in at if i not in usable])}
        good = {t: at for t, at in found.pairs.items() if found.terms[t].status.usable}
        wanted = found.concept.preferred(context.target_language)
        for text, at in bad.items():
            status = found.terms[text].status
            said = f"“{found.source}” is rendered by {text} ({len(at)}), which the glossary marks as {status}"
            others = ", ".join(f"{t} ({len(p)})" for t, p in sorted(good.items(), key=lambda x: (-len(x[1]), x[0])))
            yield _finding(
                "term.deprecated",
                said + (f"; elsewhere {others}" if others else ""),
                f"{found.concept.id} {text}",
                f"Use {wanted.text}" if wanted else "Use another term",
                {text: at, **good},
                text,
                found,
                context,
            )


def varies(context: Context) -> Iterator[Finding]:
    """A term that is rendered in several ways: found without a glossary, or in a glossary that nobody has reviewed."""
    # A glossary that a program extracted and nobody has reviewed. A word by itself has senses (实施 and 执行 are both
    # "implementation"): whether it varies is for discovery to tell, which asks for more.
    given = [found for found in context.renderings if found.concept.links and not found.concept.decided]
    given = [found for found in given if len(words(found.source, context.source_language)) > 1]
    told: list[frozenset[str]] = []
    for found in given:
        cure = "Use {main} everywhere, or admit the others in the glossary"
        finding = _several(found, "term.varies", cure, context, in_form=True)
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
        pairs = {text: list(at) for text, at in seen.renderings}
        yield _discovered(seen.source, pairs, context)


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


def admitted(context: Context) -> Iterator[Finding]:
    """A term for which several renderings are in use that the glossary allows."""
    for found in context.renderings:
        if not found.concept.links or found.concept.decided:
            finding = _several(found, "term.admitted", "Prefer {main} where nothing speaks for another", context)
            if finding:
                yield finding


def _several(found: Renderings, check: str, cure: str, context: Context, *, in_form: bool = False) -> Finding | None:
    """The finding that a term has several usable renderings; with `in_form` only those that look like variants of the
    most frequent one count."""
    alone = found.alone(usable=True)
    # What differs in 的, width or the order of its words is one rendering; so are a name and its short form.
    merged: dict[str, list[int]] = {}
    for text in sorted(alone, key=lambda t: (-len(alone[t]), t)):
        kin = next((m for m in merged if _same(text, m)), None)
        if kin is None:
            merged[text] = list(alone[text])
        else:
            merged[kin] += alone[text]
    if in_form and merged:
        first = next(iter(merged))
        merged = {t: at for t, at in merged.items() if t == first or alike(comparable(first), comparable(t))}
    if len(merged) < 2:
        return None
    order = sorted(merged, key=lambda t: (-len(merged[t]), t))
    wanted = found.concept.preferred(context.target_language)
    main = wanted.text if wanted and wanted.text in merged and found.concept.decided else order[0]
    other = next(text for text in order if text != main)
    if not found.concept.decided and len(merged[order[0]]) == len(merged[order[1]]):
        cure = cure.replace("Use {main}", "Choose one and use it")
    said = ", ".join(f"{t} ({len(merged[t])})" for t in order)
    message = f"“{found.source}” is rendered in {len(order)} ways: {said}"
    subject = f"{found.concept.id} {found.source}"
    return _finding(check, message, subject, cure.format(main=main), merged, other, found, context, main)


def _same(one: str, other: str) -> bool:
    one, other = (comparable(text).replace("的", "").strip("《》") for text in (one, other))
    return one in other or other in one or sorted(one) == sorted(other)


def _finding(
    check: str,
    message: str,
    subject: str,
    cure: str,
    sets: Mapping[str, Sequence[int]],
    shown: str,
    found: Renderings,
    context: Context,
    main: str = "",
) -> Finding:
    """A finding that stands where the rendering `shown` first does: there is something to be changed."""
    first = sets[shown][0]
    pair = context.complete[first]
    source_span, target_span = found.spans[shown, first]
    variants = _variants(sets, context.complete)
    wrong = [v for v in variants if v.text != main] if main else [v for v in variants if v.text == shown]
    return Finding(
        check,
        message,
        subject,
        cure=cure,
        source_at=pair.source_at,
        target_at=pair.target_at,
        source=pair.source,
        target=pair.target,
        source_marks=(source_span,),
        target_marks=(target_span,),
        variants=variants,
        count=sum(v.count for v in wrong),
    )


def _variants(sets: Mapping[str, Sequence[int]], pairs: Sequence[Pair]) -> tuple[Variant, ...]:
    order = sorted(sets, key=lambda text: (-len(sets[text]), text))
    return tuple(Variant(text, len(sets[text]), tuple(pairs[i].target_at for i in sets[text])) for text in order)


def _discovered(source: str, sets: Mapping[str, Sequence[int]], context: Context) -> Finding:
    variants = _variants(sets, context.complete)
    main, other = variants[0].text, variants[1].text
    pair = context.complete[sets[other][0]]
    said = ", ".join(f"{v.text} ({v.count})" for v in variants)
    # As many uses of one as of the other say nothing of which is right.
    choice = f"Use {main}" if variants[0].count > variants[1].count else "Choose one and use it"
    return Finding(
        "term.varies",
        f"“{source}” is rendered in {len(variants)} ways: {said}",
        f"term {source.casefold()}",
        cure=f"{choice} everywhere, or list the renderings that are right in a glossary",
        source_at=pair.source_at,
        target_at=pair.target_at,
        source=pair.source,
        target=pair.target,
        source_marks=_marks(pair.source, source),
        target_marks=_marks(pair.target, other),
        variants=variants,
        count=sum(v.count for v in variants[1:]),
    )


def _marks(text: str, piece: str) -> tuple[Span, ...]:
    at = comparable(text).casefold().find(comparable(piece).casefold())
    return () if at < 0 else (Span(at, at + len(piece)),)


MIN_USES = 4  # a glossary's rendering is the custom of a text when it stands in most of at least so many uses
CUSTOM = 0.75
RENDERED = 0.6  # share of a term's characters, close together and in order, that says it is there in another form


def missing(context: Context) -> Iterator[Finding]:
    """A term whose rendering stands in most other places and not here, in no form: not even pulled apart or
    shortened (国家一级 in 国家、区域和全球各级). Terms of one word are left out, for they have many senses."""
    uses: dict[tuple[str, str], list[Use]] = defaultdict(list)
    for use in context.uses:
        for hit in use.hits:
            uses[hit].append(use)
    for (concept_id, source), here in sorted(uses.items()):
        if len(words(source, context.source_language)) < 2 and not source.isupper():
            continue
        lacking = [use for use in here if not any(owner == concept_id for owner, _, _ in use.targets)]
        if not lacking or len(here) < MIN_USES or len(here) - len(lacking) < CUSTOM * len(here):
            continue
        concept = _concept(context, concept_id)
        terms = [t.text for t in concept.terms_in(context.target_language)]
        lacking = [u for u in lacking if not any(_rendered(t, context.complete[u.pair].target) for t in terms)]
        if lacking:
            yield _missing(concept, source, lacking, len(here), context)

    if context.glossary is None:
        yield from _departures(context)


STEADY_USES, STEADY = 5, 0.8  # the same for terms that are discovered, which must be surer


def _departures(context: Context) -> Iterator[Finding]:
    """Without a glossary: a discovered term with one rendering nearly everywhere, and a place without it."""
    for seen in context.discovered:
        text = seen.renderings[0][0]
        if len(seen.renderings) > 1 or len(seen.pairs) < STEADY_USES or len(text) < 4:
            continue
        lacking = [i for i in seen.pairs if not _rendered(text, context.complete[i].target)]
        if lacking and len(lacking) <= (1 - STEADY) * len(seen.pairs):
            marks = _marks(context.complete[lacking[0]].source, seen.source)
            subject = f"term {seen.source.casefold()}"
            yield _lacking(text, seen.source, subject, lacking, marks, len(seen.pairs), context)


def _missing(concept: Concept, source: str, lacking: Sequence[Use], total: int, context: Context) -> Finding:
    wanted = concept.preferred(context.target_language)
    name = wanted.text if wanted else ""
    marks = (lacking[0].source_span,)
    return _lacking(name, source, f"{concept.id} {source}", [use.pair for use in lacking], marks, total, context)


def _other(n: int) -> str:
    return "this one" if n == 1 else f"the other {n}"


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
        f"“{source}” is {name} in {total - len(lacking)} of {total} places, and not in {_other(len(lacking))}",
        subject,
        cure=f"See whether {name} was lost or said otherwise",
        source_at=pair.source_at,
        target_at=pair.target_at,
        source=pair.source,
        target=pair.target,
        source_marks=marks,
        variants=(Variant(f"without {name}", len(lacking), places),) if len(lacking) > 1 else (),
        count=len(lacking),
    )


def _rendered(term: str, target: str) -> bool:
    """Whether a stretch of the target, two and a half times the term's length, holds most of it in order, in whichever
    script."""
    term, target = comparable(term), comparable(target)
    if term in target:
        return True
    width = int(2.5 * len(term))
    need = RENDERED * len(term)
    starts = [i for i, c in enumerate(target) if c in term]
    return any(_common(term, target[i : i + width]) >= need for i in starts)


def _common(one: str, other: str) -> int:
    """Length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for a in one:
        before = 0
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], before + 1 if a == b else max(row[j], row[j - 1])
    return row[-1]
