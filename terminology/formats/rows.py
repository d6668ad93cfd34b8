"""A glossary as rows for review: one row a target variant beside the source term it most often translates.

Every term of a concept stands in at least one row; a source variant that is nobody's usual source has a row of its own.
The same rows go into CSV, TSV and XLSX and come back from them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace

from duizhao.corpora.model import Locator, Span
from duizhao.terminology.formats.stamps import STAMPED, row_id, stamped
from duizhao.terminology.glossary import Concept, Example, Glossary, Link, Status, Term, concept_id, fold

# Between the lines of a history in one cell, and what stands for it inside a line.
_BETWEEN, _INSIDE = " | ", " ¦ "
MARKS = ("【", "】")
# `en.md §29(2) s.1`, `en.md h05 s.1`: what a locator prints.
_PLACE = re.compile(r"(?P<document>.+?) (?P<unit>(?:§\S+|[a-z]+\d[\w.-]*)(?: s\.\d+(?:-\d+)?)?)")


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One line of a review table, all cells as text. `status`, `note` and `form` are the target term's (the source
    term's where a row has no target); `reviewer` and `date` are of the decision on the row. `row` finds the row
    again after sorting and editing, and tells which of its cells were touched; `line` is where it was read (1-based),
    0 for a row that was made here."""

    concept_id: str = ""
    source_term: str = ""
    target_term: str = ""
    status: str = ""
    source_status: str = ""
    note: str = ""
    reviewer: str = ""
    date: str = ""
    count: str = ""
    confidence: str = ""
    source_example: str = ""
    target_example: str = ""
    first: str = ""
    best: str = ""
    documents: str = ""
    source_count: str = ""
    target_count: str = ""
    part_of_speech: str = ""
    source_form: str = ""
    form: str = ""
    domain: str = ""
    definition: str = ""
    definition_source: str = ""
    concept_note: str = ""
    history: str = ""
    source_language: str = ""
    target_language: str = ""
    by_document: str = ""
    row: str = ""
    line: int = field(default=0, compare=False)


COLUMNS = tuple(f.name for f in fields(ReviewRow) if f.name != "line")


def cover(concept: Concept, glossary: Glossary) -> list[Link]:
    """The links that show every term of a concept once or more, the most frequent first.

    A term that no link mentions (it came from a glossary, not from texts) is linked to the other side's preferred one.
    """
    sources = concept.terms_in(glossary.source_language)
    targets = concept.terms_in(glossary.target_language)
    links = sorted(concept.links, key=lambda x: -x.count)
    chosen: list[Link] = []
    for target in targets:
        best = next((x for x in links if x.target == target.text), None)
        chosen.append(best or Link(sources[0].text if sources else "", target.text))
    for source in sources:
        if all(x.source != source.text for x in chosen):
            best = next((x for x in links if x.source == source.text), None)
            chosen.append(best or Link(source.text, targets[0].text if targets else ""))
    return chosen


def to_rows(glossary: Glossary) -> list[ReviewRow]:
    """The rows of a glossary, concepts in its order."""
    rows = []
    for concept in glossary:
        sources = {t.text: t for t in concept.terms_in(glossary.source_language)}
        targets = {t.text: t for t in concept.terms_in(glossary.target_language)}
        for link in cover(concept, glossary):
            source, target = sources.get(link.source), targets.get(link.target)
            term = target or source
            # A row is a decision on its translation; that on a source term shows where there is none.
            decided = term if term and term.decided else None
            example = link.examples[0].marked(*MARKS) if link.examples else ("", "")
            row = ReviewRow(
                concept_id=concept.id,
                source_term=link.source,
                target_term=link.target,
                status=str(target.status) if target else "",
                source_status=str(source.status) if source else "",
                count=_number(link.count),
                source_count=_number(source.count if source else 0),
                target_count=_number(target.count if target else 0),
                documents=_number(link.documents),
                confidence="" if link.confidence is None else f"{link.confidence:.3f}",
                part_of_speech=term.part_of_speech if term else "",
                form=target.form if target else "",
                domain=concept.domain,
                definition=concept.definition,
                definition_source=concept.definition_source,
                concept_note=concept.note,
                history=_BETWEEN.join(x.replace(_BETWEEN, _INSIDE) for x in concept.history),
                note=term.note if term else "",
                source_form=source.form if source else "",
                first="" if link.first is None else str(link.first),
                best=str(link.examples[0].source_at) if link.examples else "",
                source_example=example[0],
                target_example=example[1],
                reviewer=decided.reviewer if decided else "",
                date=decided.date if decided else "",
                source_language=source.language if source else "",
                target_language=target.language if target else "",
                by_document="; ".join(f"{name}: {n}" for name, n in link.by_document),
            )
            cells = {name: getattr(row, name) for name in STAMPED}
            rows.append(replace(row, row=stamped(row_id(concept.id, link.source, link.target), cells)))
    return rows


def from_rows(rows: Sequence[ReviewRow], source_language: str = "en", target_language: str = "zh-CN") -> Glossary:
    """A glossary from rows: rows of one concept id (where there is none: of one source term) are one concept. The
    languages are those of the first rows that name any.

    Cells must be clean (statuses known, numbers numbers): reading checks them with their lines.
    """
    source_language = next((r.source_language for r in rows if r.source_language), source_language)
    target_language = next((r.target_language for r in rows if r.target_language), target_language)
    groups: dict[str, list[ReviewRow]] = {}
    taken: set[str] = {r.concept_id for r in rows if r.concept_id}
    ids: dict[str, str] = {}
    for row in rows:
        key = row.concept_id
        if not key:
            name = fold(row.source_term or row.target_term)
            if name not in ids:
                ids[name] = concept_id(row.source_term or row.target_term, taken)
                taken.add(ids[name])
            key = ids[name]
        groups.setdefault(key, []).append(row)
    concepts = [_concept(key, group, source_language, target_language) for key, group in groups.items()]
    return Glossary(tuple(concepts), source_language, target_language)


def _concept(key: str, rows: Sequence[ReviewRow], source_language: str, target_language: str) -> Concept:
    sources: dict[str, Term] = {}
    targets: dict[str, Term] = {}
    links: dict[tuple[str, str], Link] = {}
    for row in rows:
        if row.source_term and row.source_term not in sources:
            sources[row.source_term] = Term(
                row.source_term,
                row.source_language or source_language,
                _status(row.source_status, not sources),
                row.part_of_speech,
                row.source_form,
                int(row.source_count or 0),
                note="" if row.target_term else row.note,
                # Only a row without a target is a decision on its source for certain.
                reviewer="" if row.target_term else row.reviewer,
                date="" if row.target_term else row.date,
            )
        # What is not translated is its own target, whether a hand wrote it a second time or not.
        kept = not row.target_term and row.status.strip() and _status(row.status, False) is Status.KEPT
        target_term = row.source_term if kept else row.target_term
        if target_term and target_term not in targets:
            targets[target_term] = Term(
                target_term,
                row.target_language or target_language,
                _status(row.status, not targets),
                row.part_of_speech,
                row.form,
                int(row.target_count or 0),
                note=row.note,
                reviewer=row.reviewer,
                date=row.date,
            )
        if row.source_term and row.target_term and (row.count or row.confidence or row.first or row.source_example):
            links.setdefault((row.source_term, row.target_term), _link(row))
    definition, origin, domain, note = (
        next((text for text in texts if text), "")
        for texts in zip(*((r.definition, r.definition_source, r.domain, r.concept_note) for r in rows), strict=True)
    )
    said = next((r.history for r in rows if r.history), "")
    history = tuple(line.replace(_INSIDE, _BETWEEN) for line in said.split(_BETWEEN)) if said else ()
    terms = (*sources.values(), *targets.values())
    return Concept(key, terms, tuple(links.values()), domain, definition, note, history, origin)


def _status(text: str, first: bool) -> Status:
    return Status.parse(text) if text.strip() else Status.PREFERRED if first else Status.ADMITTED


def _link(row: ReviewRow) -> Link:
    first = place(row.first)
    example = None
    source, target = unmark(row.source_example), unmark(row.target_example)
    if source and target:
        at = place(row.best) or first or Locator("")
        example = Example(source[0], target[0], source[1], target[1], at, at)
    return Link(
        row.source_term,
        row.target_term,
        int(row.count or 0),
        int(row.documents or 0),
        float(row.confidence) if row.confidence else None,
        first,
        (example,) if example else (),
        documents_of(row.by_document),
    )


def documents_of(text: str) -> tuple[tuple[str, int], ...]:
    """The counts of a `by_document` cell (`a.md: 4; b.md: 2`), as far as they can be read."""
    found, name = [], ""
    for part in text.split(";"):
        name = f"{name};{part}" if name else part.strip()  # a name may hold a semicolon
        document, colon, n = name.rpartition(": ")
        if colon and n.strip().isdecimal() and len(n) < 12:
            found.append((document, int(n)))
            name = ""
    return tuple(found)


def place(text: str) -> Locator | None:
    """A place as it was printed (`en.md §29 s.1`), as far as print tells it; None for an empty cell."""
    if not text:
        return None
    match = _PLACE.fullmatch(text)
    return Locator(match["document"], match["unit"]) if match else Locator(text)


def unmark(text: str) -> tuple[str, Span] | None:
    """A marked sentence as text and span; None where the marks are gone."""
    start, end = text.find(MARKS[0]), text.find(MARKS[1])
    if start < 0 or end < start:
        return None
    return text[:start] + text[start + 1 : end] + text[end + 1 :], Span(start, end - 1)


def _number(value: int) -> str:
    return str(value) if value else ""
