"""Bring reviewed rows back into a glossary: what was decided is kept, what contradicts itself is reported row by row.

A row finds its terms by its own key, where the spreadsheet kept it, else by concept and content. Only what differs
from the glossary, or carries a reviewer or a date, is a decision; a row that is missing decides nothing. Two rows that
say different things of one term are both refused, so that no decision is lost unseen.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from duizhao.terminology.formats.cells import ERROR_VALUES, iso_date
from duizhao.terminology.formats.delimited import Fault
from duizhao.terminology.formats.rows import Row, cover, from_rows, row_id
from duizhao.terminology.glossary import Concept, Glossary, Link, Status, Term, fold

# What a spreadsheet turns a text into when it takes it for something else.
_MANGLED = re.compile(
    r"\d{4}-\d{2}-\d{2}(?: 00:00:00)?|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|[A-Z][a-z]{2}-\d{2}|\d{1,2}-[A-Z][a-z]{2}"
    r"|TRUE|FALSE|\d(?:\.\d+)?E\+\d+|-?\d+(?:[.,]\d+)?"
)


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that a reviewer decided: the line of the table (1-based), the concept, what changed."""

    line: int
    concept: str
    text: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row or cell whose decision was not taken over: line, concept, why; the glossary keeps what it had."""

    line: int
    concept: str
    text: str


@dataclass(frozen=True, slots=True)
class Review:
    """The glossary with the decisions in it, the decisions, the conflicts, and how many rows had no counterpart in the
    table (they are kept as they were)."""

    glossary: Glossary
    decisions: tuple[Decision, ...]
    conflicts: tuple[Conflict, ...]
    missing: int


@dataclass(slots=True)
class _Vote:
    """What a row says of one term."""

    line: int
    status: Status
    changed: bool
    note: str
    reviewer: str
    date: str
    speech: str


@dataclass(slots=True)
class _Work:
    """The state of merging one concept."""

    concept: Concept
    terms: dict[tuple[str, str], Term]
    votes: dict[tuple[str, str], list[_Vote]] = field(default_factory=lambda: defaultdict(list))
    facts: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    added: list[tuple[Row, str]] = field(default_factory=list)
    spelt: dict[tuple[str, str], tuple[str, Row]] = field(default_factory=dict)
    replaced: dict[tuple[str, str], Row] = field(default_factory=dict)


def merge_review(
    base: Glossary, rows: Sequence[Row], faults: Sequence[Fault] = (), *, reviewer: str = "", today: str = ""
) -> Review:
    """Merge reviewed rows into the glossary they came from.

    `faults` are the cells that could not be read; `reviewer` and `today` (ISO day) sign decisions whose row names none.
    """
    faulty = {(f.line, f.column): f for f in faults}
    conflicts = [Conflict(f.line, "", f"{f.column} '{f.text}': {f.problem}") for f in faults]
    decisions: list[Decision] = []
    works = {c.id: _Work(c, {(t.language, t.text): t for t in c.terms}) for c in base}
    by_row, by_content = _indexes(base)
    seen: set[str] = set()
    strangers: list[Row] = []
    for row in rows:
        key = by_row.get(row.row) or _by_content(row, by_content)
        if key is None and row.concept_id not in works:
            if any((row.line, column) in faulty for column in ("source_term", "target_term")):
                continue
            strangers.append(row)
            continue
        concept_id, link = key if key else (row.concept_id, None)
        if link is not None:
            seen.add(row_id(concept_id, link.source, link.target))
        _read(works[concept_id], row, link, base, faulty, conflicts)
    merged = []
    for work in works.values():
        merged.append(_apply(work, base, decisions, conflicts, reviewer, today))
    more = _new(strangers, merged, base, decisions, conflicts, reviewer, today)
    total = sum(len(cover(c, base)) for c in base)
    order = sorted(decisions, key=lambda d: d.line)
    glossary = base.with_concepts([*merged, *more])
    return Review(glossary, tuple(order), tuple(sorted(conflicts, key=lambda c: c.line)), total - len(seen))


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


def _by_content(row: Row, index: Mapping[tuple[str, str, str], Sequence[tuple[str, Link]]]) -> tuple[str, Link] | None:
    for owner in (row.concept_id, ""):
        found = index.get((owner, fold(row.source_term), fold(row.target_term)), ())
        if len(found) == 1:
            return found[0]
    return None


def _read(
    work: _Work,
    row: Row,
    link: Link | None,
    base: Glossary,
    faulty: Mapping[tuple[int, str], Fault],
    conflicts: list[Conflict],
) -> None:
    """Note what a row says of the terms of its concept."""
    concept = work.concept
    for is_source, column, text in (
        (True, "source_term", row.source_term),
        (False, "target_term", row.target_term),
    ):
        language = base.source_language if is_source else base.target_language
        before = (link.source if is_source else link.target) if link else ""
        if (row.line, column) in faulty or text in ERROR_VALUES:
            continue
        if before and not text:
            conflicts.append(Conflict(row.line, concept.id, f"{column} is empty; '{before}' is kept"))
            continue
        if before and text != before and fold(text) != fold(before) and _mangled(text):
            conflicts.append(
                Conflict(
                    row.line,
                    concept.id,
                    f"{column} '{text}' looks like what a spreadsheet made of '{before}', which is kept",
                )
            )
            continue
        if not text:
            continue
        own = next((k for k in work.terms if k[0] == language and k[1] == (before or text)), None)
        own = own or next((k for k in work.terms if k[0] == language and fold(k[1]) == fold(text)), None)
        said = row.source_status if is_source else row.status
        missing = (row.line, "source_status" if is_source else "status") in faulty
        if own is None:
            work.added.append((row, language))
            continue
        term = work.terms[own]
        status = Status(said) if said and not missing else term.status
        alone = is_source and not row.target_term
        signed = bool(row.reviewer or row.date) and (not is_source or alone)
        unsigned = (row.reviewer, row.date) == (term.reviewer, term.date)
        vote = _Vote(row.line, status, status is not term.status or (signed and not unsigned), "", "", "", "")
        if not is_source or alone:
            vote.note = row.note if row.note != term.note else ""
            vote.speech = row.part_of_speech if row.part_of_speech != term.part_of_speech else ""
            vote.changed = vote.changed or bool(vote.note) or bool(vote.speech)
        vote.reviewer, vote.date = row.reviewer, row.date
        if before and fold(text) != fold(before):
            # The row's status is that of the term that was written over this one.
            work.replaced[own] = row
            work.added.append((row, language))
            continue
        work.votes[own].append(vote)
        if before and text != before:
            work.spelt[own] = (text, row)
    for name, before, after in (
        ("domain", concept.domain, row.domain),
        ("definition", concept.definition, row.definition),
        ("concept_note", concept.note, row.concept_note),
    ):
        if after and after != before:
            work.facts[name].setdefault(after, row.line)


def _mangled(text: str) -> bool:
    return bool(_MANGLED.fullmatch(text)) or text in ERROR_VALUES


def _apply(
    work: _Work, base: Glossary, decisions: list[Decision], conflicts: list[Conflict], reviewer: str, today: str
) -> Concept:
    concept = work.concept
    terms = dict(work.terms)
    chosen: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for key, votes in work.votes.items():
        said = {v.status for v in votes if v.changed}
        lines = ", ".join(str(v.line) for v in votes if v.changed)
        if len(said) > 1:
            text = f"'{key[1]}' is {' and '.join(sorted(said))} in lines {lines}; nothing is changed"
            conflicts.extend(Conflict(v.line, concept.id, text) for v in votes if v.changed)
            continue
        changed = [v for v in votes if v.changed]
        if not changed:
            continue
        old = terms[key]
        vote = changed[0]
        who, when = vote.reviewer or reviewer, vote.date or today
        if old.decided and vote.status is not old.status and _older(vote, old):
            by = f"by {old.reviewer or 'someone'} {old.date}"
            text = f"'{old.text}' was decided {old.status} {by}; '{vote.status}' is not newer"
            conflicts.append(Conflict(vote.line, concept.id, text))
            continue
        new = replace(old, status=vote.status, reviewer=who, date=when)
        note = next((v.note for v in changed if v.note), "")
        speech = next((v.speech for v in changed if v.speech), "")
        new = replace(new, note=note or old.note, part_of_speech=speech or old.part_of_speech)
        terms[key] = new
        decisions.append(Decision(vote.line, concept.id, _said(old, new)))
        if new.status is Status.PREFERRED and old.status is not Status.PREFERRED:
            chosen[key[0]].append((vote.line, key[1]))
    links = list(concept.links)
    for row, language in work.added:
        _add_term(work, terms, links, row, language, base, decisions, reviewer, today, chosen)
    for key, row in work.replaced.items():
        who, when = row.reviewer or reviewer, row.date or today
        terms[key] = replace(terms[key], status=Status.SUPERSEDED, reviewer=who, date=when)
        decisions.append(
            Decision(row.line, concept.id, f"{key[1]}: superseded, the reviewer wrote another term over it")
        )
    for key, (text, row) in work.spelt.items():
        terms[key] = replace(terms[key], text=text, reviewer=row.reviewer or reviewer, date=row.date or today)
        links = [_respelt(x, key[1], text, key[0] == base.source_language) for x in links]
        decisions.append(Decision(row.line, concept.id, f"{key[1]}: written {text}"))
    for language, picks in chosen.items():
        if len({text for _, text in picks}) > 1:
            text = f"{' and '.join(repr(t) for _, t in picks)} are both preferred; keep one"
            conflicts.extend(Conflict(line, concept.id, text) for line, _ in picks)
            continue
        # A new preferred term makes the one that was only proposed as such an admitted one.
        for key, term in terms.items():
            if key[0] == language and key[1] != picks[0][1] and term.status is Status.PREFERRED:
                if any(v.changed for v in work.votes.get(key, ())):
                    text = f"'{picks[0][1]}' and '{term.text}' are both preferred; keep one"
                    conflicts.append(Conflict(picks[0][0], concept.id, text))
                else:
                    terms[key] = replace(term, status=Status.ADMITTED)
    facts: dict[str, str] = {}
    for name, values in work.facts.items():
        if len(values) > 1:
            text = f"{name} is different in lines {', '.join(map(str, values.values()))}; nothing is changed"
            conflicts.extend(Conflict(line, concept.id, text) for line in values.values())
            continue
        value, line = next(iter(values.items()))
        facts["note" if name == "concept_note" else name] = value
        decisions.append(Decision(line, concept.id, f"{name}: {value}"))
    return replace(concept, terms=tuple(terms.values()), links=tuple(links), **facts)


def _respelt(link: Link, before: str, after: str, is_source: bool) -> Link:
    if is_source:
        return replace(link, source=after) if link.source == before else link
    return replace(link, target=after) if link.target == before else link


def _older(vote: _Vote, term: Term) -> bool:
    day = iso_date(vote.date) if vote.date else ""
    return bool(term.date) and (not day or day <= term.date) and vote.reviewer != term.reviewer


def _said(old: Term, new: Term) -> str:
    parts = [f"{old.status} -> {new.status}" if old.status is not new.status else f"{new.status} confirmed"]
    if new.note != old.note:
        parts.append(f"note: {new.note}")
    if new.part_of_speech != old.part_of_speech:
        parts.append(f"part of speech: {new.part_of_speech}")
    return f"{old.text}: {', '.join(parts)}"


def _add_term(
    work: _Work,
    terms: dict[tuple[str, str], Term],
    links: list[Link],
    row: Row,
    language: str,
    base: Glossary,
    decisions: list[Decision],
    reviewer: str,
    today: str,
    chosen: dict[str, list[tuple[int, str]]],
) -> None:
    """A term that the glossary's concept did not have: written by the reviewer, new or in the place of another."""
    is_source = language == base.source_language
    text = row.source_term if is_source else row.target_term
    if (language, text) in terms:
        return
    said = row.source_status if is_source else row.status
    none = not any(t.language == language and t.status is Status.PREFERRED for t in terms.values())
    status = Status(said) if said else Status.PREFERRED if none else Status.ADMITTED
    who, when = row.reviewer or reviewer, row.date or today
    note = row.note if not is_source else ""
    terms[language, text] = Term(text, language, status, row.part_of_speech, note=note, reviewer=who, date=when)
    if status is Status.PREFERRED:
        chosen[language].append((row.line, text))
    if (
        row.source_term
        and row.target_term
        and not any((x.source, x.target) == (row.source_term, row.target_term) for x in links)
    ):
        links.append(Link(row.source_term, row.target_term))
    decisions.append(Decision(row.line, work.concept.id, f"{text}: new, {status}"))


def _new(
    rows: Sequence[Row],
    known: Iterable[Concept],
    base: Glossary,
    decisions: list[Decision],
    conflicts: list[Conflict],
    reviewer: str,
    today: str,
) -> list[Concept]:
    """Concepts from rows that belong to none: a reviewer wrote them."""
    taken = {c.id for c in known}
    fresh = from_rows(
        [replace(r, row="") for r in rows if r.source_term or r.target_term], base.source_language, base.target_language
    )
    concepts = []
    for concept in fresh:
        line = next(
            r.line
            for r in rows
            if r.source_term in {t.text for t in concept.terms} or r.target_term in {t.text for t in concept.terms}
        )
        if concept.id in taken:
            conflicts.append(Conflict(line, concept.id, "the id belongs to another concept; the row is left out"))
            continue
        signed = tuple(replace(t, reviewer=t.reviewer or reviewer, date=t.date or today) for t in concept.terms)
        concepts.append(replace(concept, terms=signed))
        decisions.append(Decision(line, concept.id, f"new concept: {' = '.join(t.text for t in concept.terms)}"))
    return concepts
