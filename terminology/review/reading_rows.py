"""Read what a reviewed row says of the terms and facts of its concept; what a spreadsheet spoilt is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from duizhao.corpora.saying import say
from duizhao.terminology.formats.cells import ERROR_VALUES
from duizhao.terminology.formats.delimited import Fault
from duizhao.terminology.formats.rows import ReviewRow
from duizhao.terminology.glossary import Glossary, Link, Status, Term, fold
from duizhao.terminology.review.work import DecidedRows, TermKey, Vote, Work

# What a spreadsheet turns a text into when it takes it for something else.
_MANGLED = re.compile(
    r"\d{4}-\d{2}-\d{2}(?: 00:00:00)?|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|[A-Z][a-z]{2}-\d{2}|\d{1,2}-[A-Z][a-z]{2}"
    r"|TRUE|FALSE|\d(?:\.\d+)?E\+\d+|-?\d+(?:[.,]\d+)?"
)

# The cells that could not be read, by line and column.
Faulty = Mapping[tuple[int, str], Fault]


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a row: the term that stands there now, and the one that stood there when the table was written ("" in
    a row that a reviewer wrote). `leads` says that note, part of speech, reviewer and date of the row are this term's:
    those of the target, of a source that stands alone its own."""

    column: str
    status_column: str
    language: str
    before: str
    text: str
    status: str
    leads: bool

    @property
    def written_over(self) -> bool:
        """Whether another term stands where one stood, which is more than another spelling."""
        return bool(self.before) and fold(self.text) != fold(self.before)


def read_row(
    work: Work, row: ReviewRow, link: Link | None, base: Glossary, faulty: Faulty, outcome: DecidedRows
) -> None:
    """Note in `work` what a row says. `link` is the pair of terms that it was written for, None in a new row."""
    for side in _sides(row, link, base):
        if (row.line, side.column) in faulty or side.text in ERROR_VALUES:
            continue
        if side.before and not side.text:
            outcome.refused(row.line, work.concept.id, f"{side.column} is empty; '{side.before}' is kept")
        elif side.written_over and _MANGLED.fullmatch(side.text):
            made = say(
                "{column} '{side}' looks like what a spreadsheet made of '{before}', which is kept",
                column=side.column,
                side=side.text,
                before=side.before,
            )
            outcome.refused(row.line, work.concept.id, made)
        elif side.text:
            _read_side(work, row, side, faulty)
    _read_facts(work, row)


def _sides(row: ReviewRow, link: Link | None, base: Glossary) -> Iterator[_Side]:
    yield _Side(
        "source_term",
        "source_status",
        base.source_language,
        link.source if link else "",
        row.source_term,
        row.source_status,
        # Where the target was emptied, the row's note is still about it.
        leads=not row.target_term and not (link and link.target),
    )
    yield _Side(
        "target_term",
        "status",
        base.target_language,
        link.target if link else "",
        row.target_term,
        row.status,
        leads=True,
    )


def _read_side(work: Work, row: ReviewRow, side: _Side, faulty: Faulty) -> None:
    own = _own(work.terms, side)
    if own is None or side.written_over:
        # The row's status is that of the term that was written, not of the one that stood there.
        work.added.append((row, side.language))
        if own is not None:
            work.replaced[own] = row
        return
    work.votes[own].append(_vote(row, side, work.terms[own], faulty))
    if side.before and side.text != side.before:
        work.spelt[own] = (side.text, row)


def _own(terms: Mapping[TermKey, Term], side: _Side) -> TermKey | None:
    """The term of the concept that a side is about: the one that stood there, else one that is spelt alike."""
    key = (side.language, side.before or side.text)
    if key in terms:
        return key
    return next((k for k in terms if k[0] == side.language and fold(k[1]) == fold(side.text)), None)


def _vote(row: ReviewRow, side: _Side, term: Term, faulty: Faulty) -> Vote:
    readable = side.status and (row.line, side.status_column) not in faulty
    status = Status(side.status) if readable else term.status
    signed = side.leads and bool(row.reviewer or row.date) and (row.reviewer, row.date) != (term.reviewer, term.date)
    note = row.note if side.leads and row.note != term.note else ""
    speech = row.part_of_speech if side.leads and row.part_of_speech != term.part_of_speech else ""
    changed = status is not term.status or signed or bool(note or speech)
    return Vote(row.line, status, changed, note, speech, row.reviewer, row.date)


def _read_facts(work: Work, row: ReviewRow) -> None:
    concept = work.concept
    for name, before, after in (
        ("domain", concept.domain, row.domain),
        ("definition", concept.definition, row.definition),
        ("concept_note", concept.note, row.concept_note),
    ):
        if after and after != before:
            work.facts[name].setdefault(after, row.line)
