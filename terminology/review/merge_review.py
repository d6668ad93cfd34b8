"""Bring reviewed rows back into a glossary: what was decided is kept, what contradicts itself is reported row by row.

A row finds its terms by its own key, where the spreadsheet kept it, else by concept and content. Only what differs
from the glossary, or carries a reviewer or a date, is a decision; a row that is missing decides nothing. Two rows that
say different things of one term are both refused, so that no decision is lost unseen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from duizhao.corpora.saying import say
from duizhao.terminology.formats.delimited import Fault
from duizhao.terminology.formats.rows import ReviewRow, cover, from_rows, row_id
from duizhao.terminology.glossary import Concept, Glossary, Link, fold
from duizhao.terminology.review.deciding import decide
from duizhao.terminology.review.reading_rows import read_row
from duizhao.terminology.review.regroup import moves_of, regroup
from duizhao.terminology.review.work import Conflict, DecidedRows, Decision, Signature, Work
from duizhao.terminology.variation.inflection import plural_key


@dataclass(frozen=True, slots=True)
class MergedReview:
    """The glossary with the decisions in it, the decisions, the conflicts, how many rows had no counterpart in the
    table (they are kept as they were), and what is worth knowing of rows that changed nothing."""

    glossary: Glossary
    decisions: tuple[Decision, ...]
    conflicts: tuple[Conflict, ...]
    missing: int
    remarks: tuple[Decision, ...] = ()


def merge_review(
    base: Glossary, rows: Sequence[ReviewRow], faults: Sequence[Fault] = (), *, reviewer: str = "", today: str = ""
) -> MergedReview:
    """Merge reviewed rows into the glossary they came from.

    `faults` are the cells that could not be read; `reviewer` and `today` (ISO day) sign decisions whose row names none.
    """
    faulty = {(f.line, f.column): f for f in faults}
    signature = Signature(reviewer, today)
    outcome = DecidedRows(conflicts=[Conflict(f.line, "", f"{f.column} '{f.text}': {f.problem}") for f in faults])
    total = sum(len(cover(c, base)) for c in base)
    by_row, by_content = _indexes(base)
    owners = {row.line: key for row in rows if (key := by_row.get(row.row) or _by_content(row, by_content))}
    moves = moves_of(rows, owners)
    if moves:
        base, moved = regroup(base, moves, outcome, signature)
        rows = [moved.get(row.line, row) for row in rows]
        by_row, by_content = _indexes(base)
    works = {concept.id: Work.on(concept) for concept in base}
    sources = _by_source(base)
    seen: set[str] = set()
    strangers: list[ReviewRow] = []
    for row in rows:
        key = by_row.get(row.row) or _by_content(row, by_content)
        foreign = not row.row and not row.concept_id
        if key is None and foreign:
            row, key = _named(row, sources, by_content, works, outcome)
        if key is None and row.concept_id not in works:
            if not any((row.line, column) in faulty for column in ("source_term", "target_term")):
                strangers.append(row)
            continue
        concept_id, link = key if key else (row.concept_id, None)
        if foreign:
            row = _ours_first(row, works[concept_id], outcome)
        if link is not None:
            seen.add(row_id(concept_id, link.source, link.target))
        read_row(works[concept_id], row, link, base, faulty, outcome)
    merged = [decide(work, base, outcome, signature) for work in works.values()]
    more = _new(strangers, merged, base, outcome, signature)
    return MergedReview(
        base.with_concepts([*merged, *more]),
        tuple(sorted(outcome.decisions, key=lambda d: d.line)),
        tuple(sorted(outcome.conflicts, key=lambda c: c.line)),
        total - len(seen),
        tuple(sorted(outcome.remarks, key=lambda r: r.line)),
    )


def _indexes(
    base: Glossary,
) -> tuple[dict[str, tuple[str, Link]], dict[tuple[str, str, str], list[tuple[str, Link]]]]:
    by_row: dict[str, tuple[str, Link]] = {}
    by_content: dict[tuple[str, str, str], list[tuple[str, Link]]] = defaultdict(list)
    for concept in base:
        for link in cover(concept, base):
            by_row[row_id(concept.id, link.source, link.target)] = (concept.id, link)
            for owner in (concept.id, ""):
                by_content[owner, fold(link.source), fold(link.target)].append((concept.id, link))
    return by_row, by_content


def _by_source(base: Glossary) -> dict[str, list[str]]:
    """The concepts of each source term, singular and plural being one."""
    found: dict[str, list[str]] = defaultdict(list)
    for concept in base:
        for key in dict.fromkeys(_number_free(t.text) for t in concept.terms_in(base.source_language)):
            found[key].append(concept.id)
    return found


def _number_free(text: str) -> str:
    return " ".join(plural_key(w) if w.isascii() and w[:1].isalpha() else w for w in fold(text).split())


def _named(
    row: ReviewRow,
    sources: Mapping[str, Sequence[str]],
    by_content: Mapping[tuple[str, str, str], Sequence[tuple[str, Link]]],
    works: Mapping[str, Work],
    outcome: DecidedRows,
) -> tuple[ReviewRow, tuple[str, Link] | None]:
    """A row without an id as a row of the concept that its source term names, where there is just one such concept; the
    term in the number that it has there."""
    found = sources.get(_number_free(row.source_term), ()) if row.source_term else ()
    if len(found) != 1:
        return row, None
    (concept_id,) = found
    key = _number_free(row.source_term)
    ours = [t for (_, t) in works[concept_id].terms if _number_free(t) == key]
    if ours and not any(fold(t) == fold(row.source_term) for t in ours):
        outcome.remarked(row.line, concept_id, f"{row.source_term} stands beside {ours[0]}: one concept")
        row = replace(row, source_term=ours[0])
    row = replace(row, concept_id=concept_id)
    return row, _by_content(row, by_content)


def _ours_first(row: ReviewRow, work: Work, outcome: DecidedRows) -> ReviewRow:
    """A row of a list that is not ours, without what contradicts our concept: that is told and not taken over."""
    concept = work.concept
    term = next(
        (t for (_, text), t in work.terms.items() if row.target_term and fold(text) == fold(row.target_term)), None
    )
    if term is not None and not term.status.usable and row.status not in ("deprecated", "superseded"):
        outcome.remarked(
            row.line, concept.id, say("{term} is {status} here and stays so", term=term.text, status=term.status)
        )
        row = replace(row, status=str(term.status))
    for name, ours, theirs in (
        ("domain", concept.domain, row.domain),
        ("definition", concept.definition, row.definition),
    ):
        if ours and theirs and theirs != ours:
            outcome.remarked(
                row.line,
                concept.id,
                say("{name} '{theirs}' is not ours; '{ours}' stays", name=name, theirs=theirs, ours=ours),
            )
    return replace(row, domain=concept.domain or row.domain, definition=concept.definition or row.definition)


def _by_content(
    row: ReviewRow, index: Mapping[tuple[str, str, str], Sequence[tuple[str, Link]]]
) -> tuple[str, Link] | None:
    for owner in (row.concept_id, ""):
        found = index.get((owner, fold(row.source_term), fold(row.target_term)), ())
        if len(found) == 1:
            return found[0]
    return None


def _new(
    rows: Sequence[ReviewRow], known: Iterable[Concept], base: Glossary, outcome: DecidedRows, signature: Signature
) -> list[Concept]:
    """Concepts from rows that belong to none: a reviewer wrote them."""
    taken = {c.id for c in known}
    fresh = from_rows(
        [replace(r, row="") for r in rows if r.source_term or r.target_term], base.source_language, base.target_language
    )
    concepts = []
    for concept in fresh:
        texts = {term.text for term in concept.terms}
        line = next(r.line for r in rows if r.source_term in texts or r.target_term in texts)
        if concept.id in taken:
            outcome.refused(line, concept.id, say("the id belongs to another concept; the row is left out"))
            continue
        signed = tuple(replace(term, **signature.of(term)) for term in concept.terms)
        concepts.append(replace(concept, terms=signed))
        outcome.decided(line, concept.id, f"new concept: {' = '.join(t.text for t in concept.terms)}")
    return concepts
