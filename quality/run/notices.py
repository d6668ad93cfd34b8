"""What the readers and the aligner saw and did not mend, as findings: one an id and document, with all its places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

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
    for document in context.given.documents:
        units = {unit.id: unit for unit in document.units}
        by_check: dict[str, list[Notice]] = defaultdict(list)
        for notice in document.notices:
            ours = notice.check in _OURS or (notice.check in _IN_PAIRS and (document.id, notice.unit) in paired)
            if not ours:
                by_check[notice.check].append(notice)
        for _, notices in sorted(by_check.items()):
            if len(notices) <= SINGLY:
                yield from (_one(n, units.get(n.unit), document, context) for n in notices)
            else:
                yield _several(notices, units, document, context)
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
