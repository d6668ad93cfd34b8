"""What the checks of terminology share: the findings that a term has several renderings, with all their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from duizhao.corpora.language.scripts import comparable
from duizhao.corpora.language.words import words
from duizhao.corpora.model import Pair, Span
from duizhao.corpora.saying import say
from duizhao.quality.context import Context
from duizhao.quality.evidence.lexical import english, glosses
from duizhao.quality.evidence.renderings import Renderings
from duizhao.quality.report import Finding, Written
from duizhao.terminology.variation import alike, one_rendering

# What is to be done where two renderings are as frequent, which says nothing of which is right.
_NONE_USUAL: dict[str, str] = {
    say("Use {main} everywhere, or admit the others in the glossary"): say(
        "Choose one and use it everywhere, or admit the others in the glossary"
    )
}


def several(found: Renderings, check: str, cure: str, context: Context, *, in_form: bool = False) -> Finding | None:
    """The finding that a term has several usable renderings; with `in_form` only those that look like variants of the
    most frequent one count."""
    alone = found.alone(usable=True)
    # What differs in 的, width or the order of its words is one rendering; so are a name and its short form.
    merged: dict[str, list[int]] = {}
    for text in sorted(alone, key=lambda t: (-len(alone[t]), t)):
        kin = next((m for m in merged if one_rendering(text, m)), None)
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
        cure = _NONE_USUAL.get(cure, cure)
    said = ", ".join(f"{t} ({len(merged[t])})" for t in order)
    message = say("“{source}” is rendered in {order} ways: {said}", source=found.source, order=len(order), said=said)
    subject = f"{found.concept.id} {found.source}"
    return term_finding(check, message, subject, say(cure, main=main), merged, other, found, context, main)


def term_finding(
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
    variants = variants_of(sets, context.complete)
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


def variants_of(sets: Mapping[str, Sequence[int]], pairs: Sequence[Pair]) -> tuple[Written, ...]:
    """The renderings with their places, the most frequent first."""
    order = sorted(sets, key=lambda text: (-len(sets[text]), text))
    return tuple(Written(text, len(sets[text]), tuple(pairs[i].target_at for i in sets[text])) for text in order)


def marks_of(text: str, piece: str) -> tuple[Span, ...]:
    """Where a piece first stands in a text, whatever its script and case; nowhere where it does not."""
    at = comparable(text).casefold().find(comparable(piece).casefold())
    return () if at < 0 else (Span(at, at + len(piece)),)


def says_something_else(one: str, other: str, source: str) -> bool:
    """Whether two discovered phrases, in simplified characters, are no renderings of their term: the dictionary knows
    every word of theirs and none says a word of the term (增加 and 增减 for "Annex III", beside "addition"); unless one
    is short for the other."""
    term = english(source)
    short, long = sorted((one, other), key=len)
    letters = iter(long)
    if not term or all(c in letters for c in short):  # in order, as an iterator is used up
        return False
    said = [glosses(word) for text in (one, other) for word in words(text, "zh")]
    return all(said) and not any(_kindred(a, b) for stems in said for a in stems for b in term)


def _kindred(one: str, other: str) -> bool:
    """Whether two stems are of one word: trust and untrust, threat and threaten."""
    return one == other or (min(len(one), len(other)) >= 4 and (one in other or other in one))
