"""What the readers and the aligner saw and did not mend, as findings: one an id and document, with all its places."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from duizhao.corpora.catalogue import Severity
from duizhao.corpora.language.table import is_chinese, primary
from duizhao.corpora.model import Document, Kind, Locator, Notice, Unit
from duizhao.corpora.notices.brackets import unpaired
from duizhao.corpora.saying import say
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
    told, alike = _told_of_both(context), _counted_alike(context)
    for document in context.given.documents:
        units = {unit.id: unit for unit in document.units}
        by_check: dict[str, list[Notice]] = defaultdict(list)
        for notice in document.notices:
            ours = notice.check in _OURS or (notice.check in _IN_PAIRS and (document.id, notice.unit) in paired)
            if not ours and not (notice.check == "text.unpaired" and _closed_beside(notice, document, units)):
                by_check[notice.check].append(notice)
        original = primary(document.language) == primary(context.source_language)
        for check, notices in sorted(by_check.items()):
            if len(notices) <= SINGLY:
                found = [_one(n, units.get(n.unit), document, context) for n in notices]
            else:
                found = [_several(notices, units, document, context)]
            # How the original counts and lists its own paragraphs, and what it does not close, no translator can mend;
            # nor that its translation does the same.
            own = check.startswith(_OWN) and len(context.given.documents) > 1
            alone = len(found) == len(notices)
            for n, one in enumerate(found):
                here = notices[n : n + 1] if alone else notices
                same = all(_fault(notice) in told or (document.id, notice.unit) in alike for notice in here)
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


_OWN = ("numbering.", "contents.", "text.unpaired")


def _fault(notice: Notice) -> tuple[str, str]:
    """What a notice says, without where and in one width; of a table of contents which of its lines it is."""
    if notice.check.startswith("contents."):
        return notice.check, notice.unit
    return notice.check, unicodedata.normalize("NFKC", _PLACE.sub("", notice.message))


_PLACE = re.compile(r"\b(?:in|\() ?[a-z]{1,3}\d[\w.-]*\)?|§\S+")


_LINES = 3  # of a page, in which a sentence that a reader cut goes on


def _closed_beside(notice: Notice, document: Document, units: dict[str, Unit]) -> bool:
    """Whether a mark has its partner in the lines beside its own, which a reader cut."""
    unit = units.get(notice.unit)
    if unit is None or notice.span is None:
        return False
    order = document.units
    at = order.index(unit)
    texts = [one.text for one in order[max(0, at - _LINES) : at + _LINES + 1]]
    before = sum(len(text) + 1 for text in texts[: min(at, _LINES)])
    found = unpaired(" ".join(texts), chinese=is_chinese(document.language))
    return before + notice.span.start not in {place for place, _ in found}


def _told_of_both(context: Context) -> frozenset[tuple[str, str]]:
    """What is noticed alike of the original and of the translation."""
    documents = context.given.documents
    if len(documents) != 2:
        return frozenset()
    one, other = ({_fault(notice) for notice in document.notices} for document in documents)
    lines = [sum(unit.kind is Kind.CONTENTS for unit in document.units) for document in documents]
    both = one & other
    # Lines of contents are each other's where both tables have as many.
    return frozenset(fault for fault in both if lines[0] == lines[1] or not fault[0].startswith("contents."))


_COUNT = re.compile(r"\s*[(（]?(\d{1,3})[)）.、]")


def _counted_alike(context: Context) -> frozenset[tuple[str, str]]:
    """The units of the translation, by document and id, whose item has the number that its partner has in the
    original, be it a heading there."""
    documents = context.given.documents
    if len(documents) != 2:
        return frozenset()
    printed = [{unit.id: f"{unit.label} {unit.text}" for unit in document.units} for document in documents]
    found = set()
    for pair in context.complete:
        texts = printed[0].get(pair.source_at.unit, ""), printed[1].get(pair.target_at.unit, "")
        numbers = [_COUNT.match(text) for text in texts]
        if numbers[0] and numbers[1] and numbers[0][1] == numbers[1][1]:
            found.add((documents[1].id, pair.target_at.unit))
    return frozenset(found)


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
        say("{notices} times, first: {message}", notices=len(notices), message=first.message),
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
