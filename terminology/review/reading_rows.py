"""Read what a reviewed row says of the terms and facts of its concept; what a spreadsheet spoilt is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from duizhao.corpora.language.scripts import has_han
from duizhao.corpora.language.table import primary
from duizhao.corpora.saying import say
from duizhao.terminology.formats.cells import ERROR_VALUES, narrow
from duizhao.terminology.formats.delimited import Fault
from duizhao.terminology.formats.rows import ReviewRow
from duizhao.terminology.glossary import Glossary, Link, Status, Term, fold
from duizhao.terminology.review.finding import FoundRow
from duizhao.terminology.review.work import FACTS, DecidedRows, TermKey, Vote, Work
from duizhao.terminology.variation.naming import name_key

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
        """Whether another term stands where one stood, which is more than another spelling, number or script."""
        return bool(self.before) and not _one_name(self.text, self.before, self.language)


def read_row(
    work: Work, found: FoundRow, link: Link | None, base: Glossary, faulty: Faulty, outcome: DecidedRows
) -> None:
    """Note in `work` what a row says. `link` is the pair of terms that it was written for, None in a new row."""
    lead = _lead(work, found.row, link, base)
    source, target = (link.source, link.target) if link else ("", "")
    half: dict[str, Any] = {
        "source_term": _narrow(found.row.source_term, source),
        "target_term": _narrow(found.row.target_term, target),
    }
    found = _about_its_source(replace(found, row=replace(found.row, **half)), link, lead, outcome)
    row = found.row
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
            _read_side(work, found, side, lead, faulty)
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


def _read_side(work: Work, found: FoundRow, side: _Side, lead: Term | None, faulty: Faulty) -> None:
    row = found.row
    own = _own(work.terms, side)
    if own is not None and side.written_over and own[1] in found.came:
        # It came here with the row and has its name where it came from.
        work.spelt[own] = (side.text, row)
        return
    if own is None or side.written_over:
        # The row's status is that of the term that was written, not of the one that stood there.
        work.added.append((row, side.language))
        if own is not None:
            work.replaced[own] = row
        return
    work.votes[own].append(_vote(found, side, work.terms[own], lead, faulty))
    if side.before and side.text != side.before and not found.foreign:
        work.spelt[own] = (side.text, row)


def _about_its_source(found: FoundRow, link: Link | None, lead: Term | None, outcome: DecidedRows) -> FoundRow:
    """A row that stands there for its source term alone: "not a term" is said of this one, as the translation has a row
    of its own. That it must not be used is said of the translation, as in every row; where to say it of the source is
    told."""
    row = found.row
    if not found.of_source or not link or not lead or row.target_term != link.target or not row.status:
        return found
    status = Status(row.status)
    if status.usable or status is lead.status:
        return found
    if status is not Status.REJECTED:
        of_it = say(
            "{target} is {status}; of {source} alone it is said in source_status",
            target=row.target_term,
            status=status,
            source=row.source_term,
        )
        outcome.remarked(row.line, found.place[0] if found.place else row.concept_id, of_it)
        return found
    return replace(found, row=replace(row, status=str(lead.status), source_status=str(status)))


def _narrow(text: str, before: str) -> str:
    """A term in half width, unless it is Chinese or was wide before."""
    return text if has_han(text) or text == before else narrow(text)


def _lead(work: Work, row: ReviewRow, link: Link | None, base: Glossary) -> Term | None:
    """The term that note, part of speech, reviewer and date of a row were of when it was written."""
    if link is None:
        return None
    key = (base.target_language, link.target) if link.target else (base.source_language, link.source)
    return work.terms.get(key) or next((t for (_, text), t in work.terms.items() if text == key[1]), None)


def _own(terms: Mapping[TermKey, Term], side: _Side) -> TermKey | None:
    """The term of the concept that a side is about: the one that stood there, else one that is spelt alike."""
    key = (side.language, side.before or side.text)
    if key in terms:
        return key
    same = [k for k in terms if primary(k[0]) == primary(side.language)]
    exact = next((k for k in same if fold(k[1]) == fold(side.text)), None)
    return exact or next((k for k in same if _one_name(k[1], side.text, side.language)), None)


def _one_name(first: str, second: str, language: str) -> bool:
    return fold(first) == fold(second) or name_key(first, language) == name_key(second, language)


def _vote(found: FoundRow, side: _Side, term: Term, lead: Term | None, faulty: Faulty) -> Vote:
    """What a row says of one of its terms. `lead` is the term that the row's note, part of speech, reviewer and date
    were of, as it was; None in a new row."""
    row = found.row
    readable = side.status and (row.line, side.status_column) not in faulty
    status = Status(side.status) if readable else term.status
    before = (lead.reviewer, lead.date) if lead else ("", "")
    signed = bool(row.reviewer or row.date) and (row.reviewer, row.date) != before
    note = row.note if side.leads and row.note != term.note else ""
    speech = row.part_of_speech if side.leads and row.part_of_speech != term.part_of_speech else ""
    claims = status is not term.status or (signed and side.leads)
    changed = claims or bool(note or speech)
    # A signature that was there before is not that of what was changed since.
    mine = (row.reviewer, row.date) if signed else (found.signer if found.stamped else row.reviewer, "")
    return Vote(row.line, status, changed, note, speech, *mine, informed=found.informed, claims=claims)


def _read_facts(work: Work, row: ReviewRow) -> None:
    concept = work.concept
    for cell, name in FACTS.items():
        before, after = getattr(concept, name), getattr(row, cell)
        if after and after != before:
            work.facts[cell].setdefault(after, row.line)
