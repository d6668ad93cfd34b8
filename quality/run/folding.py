"""One fault, one finding: what follows from another fault of the same pair is told with it, and a fault that stands in
many places of a document is told once, with all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from duizhao.corpora.catalogue import Severity
from duizhao.corpora.model import Locator
from duizhao.corpora.saying import say, say_joined
from duizhao.quality.checks.pair_doubtful import AKIN, HOLDS_MORE
from duizhao.quality.checks.text_unrelated import EXCHANGED
from duizhao.quality.report import Finding, Written
from duizhao.quality.run.notices import SINGLY

_LENGTH = ("text.short", "text.long")
_SENSE = (*_LENGTH, "text.negation", "coverage.swallowed", "number.differs", "number.unit", "name.differs")
# What follows from what: a pair whose target is another sentence has other numbers and another length as well.
FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "pair.doubtful": ("text.unrelated", *_SENSE, "mark.bracket", "term.missing", "numbering.differs"),
    "text.unrelated": _SENSE,
    "text.untranslated": (*_LENGTH, "text.negation", "coverage.swallowed", "number.differs", "text.foreign"),
    "number.differs": (*_LENGTH, "coverage.swallowed"),
    "coverage.swallowed": (*_LENGTH, "text.negation"),
    "text.negation": _LENGTH,
    # A sentence that one reader cut in two lacks its other half, and the partner of a bracket with it.
    "text.long": ("mark.bracket",),
    "text.short": ("mark.bracket",),
}

LACKS = frozenset({"coverage.swallowed", "text.short", "text.negation"})


def folded(findings: Iterable[Finding]) -> list[Finding]:
    """The findings with consequences and repetitions folded, in the order of what is left."""
    return _repeated(_followed(list(findings)))


def _explains(cause: Finding, one: Finding) -> bool:
    """Whether a finding may be the cause of another: a doubtful pair explains no exchange, for which the texts of two
    pairs speak."""
    if cause.check == "pair.doubtful":
        if HOLDS_MORE in cause.message:
            return one.check not in LACKS  # it has too much, and this tells of what it lacks
        if AKIN in cause.message and one.check.startswith("number.") and one.source_marks and one.target_marks:
            return False
        return EXCHANGED not in one.message
    # A stretch left in the other language explains nothing of what the rest of the target says.
    return cause.check != "text.untranslated" or bool(cause.pattern)


def _lighter(cause: Finding, one: Finding) -> bool:
    """Whether a cause is a note for want of evidence, which would hide what is more than that."""
    slight = cause.severity is Severity.NOTE and cause.check != "pair.doubtful"
    return slight and one.severity is not Severity.NOTE


_Place = tuple[Locator, Locator, str, str]


def _place(finding: Finding) -> _Place:
    return finding.source_at, finding.target_at, finding.source, finding.target


def _followed(findings: Sequence[Finding]) -> list[Finding]:
    """A finding that follows from another of its pair is told in that one's message."""
    at: dict[_Place, list[Finding]] = defaultdict(list)
    for finding in findings:
        if not finding.variants and (finding.source or finding.target):
            at[_place(finding)].append(finding)
    dropped: set[int] = set()
    also: dict[int, list[str]] = defaultdict(list)
    for here in at.values():
        if len(here) > 1:
            for one in here:
                cause = _cause(one, here)
                if cause is not None:
                    dropped.add(id(one))
                    if one.check != "mark.bracket" and one.message not in also[id(cause)]:
                        also[id(cause)].append(one.message)
    return [
        replace(one, message=say_joined("; ", (one.message, *also[id(one)]))) if also.get(id(one)) else one
        for one in findings
        # A pair of which nobody is sure is worth a word where something was found on it.
        if id(one) not in dropped and (one.check != "pair.doubtful" or also.get(id(one)))
    ]


def _cause(one: Finding, here: Sequence[Finding]) -> Finding | None:
    """The finding of a pair that another follows from, the gravest; None for one that stands by itself."""
    for check, consequences in FOLLOWS.items():
        if one.check in consequences:
            found = next((f for f in here if f.check == check and _explains(f, one) and not _lighter(f, one)), None)
            if found is not None:
                return found
    # A second bracket on a side of a pair is the first one's partner, or falls with it.
    if one.check == "mark.bracket":
        first = next(f for f in here if f.check == one.check and bool(f.source_marks) == bool(one.source_marks))
        return None if first is one else first
    # So are several sentences that one target lacks: the first names the place.
    if one.check == "coverage.swallowed":
        first = next(f for f in here if f.check == one.check)
        return None if first is one else first
    return None


def _repeated(findings: Sequence[Finding]) -> list[Finding]:
    """More than a few findings of one check, document and pattern are one, which stands where the first does."""
    groups: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.pattern:
            groups[finding.check, finding.at.document, finding.pattern].append(finding)
    out: list[Finding] = []
    done: set[tuple[str, str, str]] = set()
    for finding in findings:
        key = (finding.check, finding.at.document, finding.pattern)
        group = groups[key] if finding.pattern else []
        if len(group) <= SINGLY:
            out.append(finding)
        elif key not in done:
            done.add(key)
            out.append(_several(group))
    return out


def _several(group: Sequence[Finding]) -> Finding:
    first = group[0]
    texts: dict[str, list[Locator]] = defaultdict(list)
    for one in group:
        side = 1 if one.target_marks or not one.source_marks else 0
        marks = (one.source_marks, one.target_marks)[side]
        text = (one.source, one.target)[side]
        texts[text[marks[0].start : marks[-1].end] if marks else text].append(one.at)
    return replace(
        first,
        message=say("{group} times, first: {message}", group=len(group), message=first.message),
        subject=f"{first.at.document} {first.pattern}",
        variants=tuple(Written(text, len(places), tuple(places)) for text, places in texts.items()),
        count=len(group),
        severity=min((one.severity for one in group), key=lambda s: s.rank),
    )
