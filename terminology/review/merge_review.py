"""Bring reviewed rows back into a glossary: what was decided is kept, what contradicts itself is reported row by row.

A row finds its terms by its own key, where the spreadsheet kept it, else by concept and content. Only what differs
from the glossary, or carries a reviewer or a date, is a decision; a row that is missing decides nothing, nor does a
cell that nobody touched since the sheet was written. Two rows that say different things of one term are both refused,
so that no decision is lost unseen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from duizhao.terminology.formats.delimited import Fault
from duizhao.terminology.formats.rows import ReviewRow, cover
from duizhao.terminology.formats.stamps import row_id
from duizhao.terminology.glossary import Glossary
from duizhao.terminology.review.deciding import decide
from duizhao.terminology.review.finding import FoundRow, PairFinder
from duizhao.terminology.review.joining import RowJoiner, new_concepts
from duizhao.terminology.review.reading_rows import read_row
from duizhao.terminology.review.regroup import moves_of, regroup
from duizhao.terminology.review.work import Conflict, DecidedRows, Decision, Signature, Work


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
    base, found = _found(base, rows, outcome, signature)
    works = {concept.id: Work.on(concept) for concept in base}
    joiner = RowJoiner(base, works, outcome)
    seen: set[str] = set()
    strangers: list[ReviewRow] = []
    # Rows of others last: what ours are called by then counts.
    for each in sorted(found, key=lambda each: each.foreign):
        row, place = each.row, each.place
        if place is None and each.foreign:
            joined = joiner.join(row)
            if joined is None:
                continue
            row, place = joined
        if place is None and row.concept_id not in works:
            if not any((row.line, column) in faulty for column in ("source_term", "target_term")):
                strangers.append(row)
            continue
        concept_id, link = place if place else (row.concept_id, None)
        if each.foreign:
            row = joiner.ours_first(row, concept_id)
        if link is not None:
            seen.add(row_id(concept_id, link.source, link.target))
        read_row(works[concept_id], replace(each, row=row, signer=reviewer), link, base, faulty, outcome)
    merged = [decide(work, base, outcome, signature) for work in works.values()]
    more = new_concepts(strangers, merged, base, outcome, signature)
    return MergedReview(
        base.with_concepts([*merged, *more]),
        tuple(sorted(outcome.decisions, key=lambda d: d.line)),
        tuple(sorted(outcome.conflicts, key=lambda c: c.line)),
        total - len(seen),
        tuple(sorted(outcome.remarks, key=lambda r: r.line)),
    )


def _found(
    base: Glossary, rows: Sequence[ReviewRow], outcome: DecidedRows, signature: Signature
) -> tuple[Glossary, list[FoundRow]]:
    """The glossary with its concepts merged and split as the rows say, and the rows with their places in it."""
    found = PairFinder(base).find(rows, outcome)
    moves = moves_of(found)
    if not moves:
        return base, found
    before = {concept.id: {term.text for term in concept.terms} for concept in base}
    base, moved = regroup(base, moves, outcome, signature)
    again = PairFinder(base)
    return base, [_after(each, moved, again, before) for each in found]


def _after(
    each: FoundRow, moved: Mapping[int, ReviewRow], finder: PairFinder, before: Mapping[str, set[str]]
) -> FoundRow:
    """A row with its place in the glossary after the moves."""
    row = moved.get(each.row.line, each.row)
    if each.place is None and row.line not in moved:
        return each
    link = each.place[1] if each.place else None
    place = finder.holding(row.concept_id if row.line in moved or not each.place else each.place[0], link)
    came = frozenset((link.source, link.target)) - before.get(row.concept_id, set()) if link else frozenset[str]()
    came = came if row.line in moved else frozenset()
    return replace(each, row=row, place=place or finder.by_terms(row), came=came)
