"""What the readers and the aligner saw and did not mend, as findings: one an id and document, with all its places."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from duizhao.corpora.catalogue import Severity
from duizhao.corpora.language.table import primary
from duizhao.corpora.model import Document, Locator, Notice, Unit
from duizhao.quality.context import Context
from duizhao.quality.report import NOWHERE, Finding, Written

# What our own checks find in the pairs: wording whether the documents are at hand or only a memory, and omissions.
_OURS = frozenset(
    {
        "alignment.added",
        "alignment.missing",
        "alignment.number",
        "text.doubled",
        "text.foreign_word",
        "text.half_width",
        "text.half_width_brackets",
    }
)
_IN_PAIRS = frozenset({"text.unpaired", "text.gap"})  # mark.bracket and mark.spacing do
SINGLY = 3  # so many notices of one check are told one by one


def noticed(context: Context) -> Iterator[Finding]:
    """The notices of the documents, and those of the alignment."""
    paired = {(at.document, at.unit) for pair in context.complete for at in (pair.source_at, pair.target_at)}
    told = _told_of_both(context)
    for document in context.given.documents:
        units = {unit.id: unit for unit in document.units}
        by_check: dict[str, list[Notice]] = defaultdict(list)
        for notice in document.notices:
            ours = notice.check in _OURS or (notice.check in _IN_PAIRS and (document.id, notice.unit) in paired)
            if not ours:
                by_check[notice.check].append(notice)
        original = primary(document.language) == primary(context.source_language)
        for check, notices in sorted(by_check.items()):
            if len(notices) <= SINGLY:
                found = [_one(n, units.get(n.unit), document, context) for n in notices]
            else:
                found = [_several(notices, units, document, context)]
            # How the original counts and lists its own paragraphs, no translator can mend; nor that its translation
            # does the same.
            own = check.startswith(_LAYOUT) and len(context.given.documents) > 1
            for one, notice in zip(found, notices, strict=False):
                same = len(found) == len(notices) and _fault(notice) in told
                yield replace(one, severity=Severity.NOTE) if own and (original or same) else one
    by_id = {document.id: document for document in context.given.documents}
    for notice in context.given.notices:
        if notice.check in _OURS:
            continue
        owner = by_id.get(notice.document)
        if owner is None:
            at = Locator(notice.document, notice.unit, line=notice.line)
            yield Finding(notice.check, notice.message, notice.message, source_at=at)
        else:
            unit = next((u for u in owner.units if u.id == notice.unit), None)
            yield _one(notice, unit, owner, context)


_LAYOUT = ("numbering.", "contents.")


def _fault(notice: Notice) -> tuple[str, str]:
    """What a notice says, without where."""
    return notice.check, _PLACE.sub("", notice.message)


_PLACE = re.compile(r"\b(?:in|\() ?[a-z]{1,3}\d[\w.-]*\)?|§\S+")


def _told_of_both(context: Context) -> frozenset[tuple[str, str]]:
    """What is noticed alike of the original and of the translation."""
    sides = [{_fault(notice) for notice in document.notices} for document in context.given.documents]
    return frozenset(sides[0] & sides[1]) if len(sides) == 2 else frozenset()


def _one(notice: Notice, unit: Unit | None, document: Document, context: Context) -> Finding:
    source = primary(document.language) == primary(context.source_language)
    at = _at(notice, unit, document)
    text = unit.text if unit else ""
    marks = (notice.span,) if notice.span else ()
    return Finding(
        notice.check,
        notice.message,
        notice.message,
        source_at=at if source else NOWHERE,
        target_at=NOWHERE if source else at,
        source=text if source else "",
        target="" if source else text,
        source_marks=marks if source else (),
        target_marks=() if source else marks,
    )


def _several(notices: Sequence[Notice], units: dict[str, Unit], document: Document, context: Context) -> Finding:
    first = notices[0]
    source = primary(document.language) == primary(context.source_language)
    at = _at(first, units.get(first.unit), document)
    places = tuple(_at(n, units.get(n.unit), document) for n in notices)
    return Finding(
        first.check,
        f"{len(notices)} times, first: {first.message}",
        f"{document.id} {first.check}",
        source_at=at if source else NOWHERE,
        target_at=NOWHERE if source else at,
        variants=(Written(document.id, len(notices), places),),
        count=len(notices),
    )


def _at(notice: Notice, unit: Unit | None, document: Document) -> Locator:
    line = notice.line or (unit.line if unit else None)
    number, kind = (unit.number, unit.kind) if unit else (None, None)
    return Locator(document.id, notice.unit, number, kind, path=document.origin.path, line=line)
