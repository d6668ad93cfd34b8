"""Which term of a language becomes the preferred one, where the rows do not contradict each other or a decision."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from duizhao.corpora.saying import say
from duizhao.terminology.formats.cells import iso_date
from duizhao.terminology.glossary import Glossary, Status, Term
from duizhao.terminology.review.work import DecidedRows, TermKey, Vote, Work


@dataclass(frozen=True, slots=True)
class _Pick:
    """A term that a row wants to be the one to use: the row's line, and who says so when."""

    line: int
    key: TermKey
    reviewer: str
    date: str
    informed: bool


def preferences(
    work: Work, base: Glossary, outcome: DecidedRows
) -> tuple[dict[str, tuple[int, str]], frozenset[TermKey]]:
    """The term that becomes preferred in each language, with the line that says so; and the terms that rows want to be
    but cannot: two of them in one language, one beside a preferred term that another row confirms, or beside one that
    somebody else decided since. Those are refused."""
    picks: dict[str, list[_Pick]] = defaultdict(list)
    for pick in _picks(work, base):
        picks[pick.key[0]].append(pick)
    chosen: dict[str, tuple[int, str]] = {}
    barred: set[TermKey] = set()
    for language, wanted in picks.items():
        texts = list(dict.fromkeys(pick.key[1] for pick in wanted))
        why = _against(wanted[0], work) if len(texts) == 1 else _both_preferred(texts)
        if why:
            barred.update(pick.key for pick in wanted)
            for pick in wanted:
                outcome.refused(pick.line, work.concept.id, why)
        else:
            chosen[language] = wanted[0].line, texts[0]
    return chosen, frozenset(barred)


def _picks(work: Work, base: Glossary) -> list[_Pick]:
    found = []
    for key, votes in work.votes.items():
        changed = [v for v in votes if v.changed]
        if not changed or {v.status for v in changed} != {Status.PREFERRED}:
            continue
        if work.terms[key].status is Status.PREFERRED or older(changed[0], work.terms[key]):
            continue
        vote = changed[0]
        found.append(_Pick(vote.line, key, vote.reviewer, vote.date, vote.informed))
    for row, language in work.added:
        is_source = language == base.source_language
        text, said = (row.source_term, row.source_status) if is_source else (row.target_term, row.status)
        if said == Status.PREFERRED and (language, text) not in work.terms:
            found.append(_Pick(row.line, (language, text), row.reviewer, row.date, False))
    return found


def _against(pick: _Pick, work: Work) -> str:
    """Why a term cannot be the preferred one; empty where nothing is against it."""
    for key, term in work.terms.items():
        if key[0] != pick.key[0] or key == pick.key or term.status is not Status.PREFERRED or key in work.replaced:
            continue
        votes = work.votes.get(key, ())
        changed = [v for v in votes if v.changed]
        if any(v.status is Status.PREFERRED and v.claims for v in changed):
            return _both_preferred([pick.key[1], term.text])
        seen = any(v.informed for v in votes)
        if not any(v.claims for v in changed) and term.decided and not seen and _older(pick.date, pick.reviewer, term):
            return decided_before(term, pick.key[1])
    return ""


def decided_before(term: Term, other: str) -> str:
    """That somebody decided on a term, and that what a row says instead is not newer."""
    by = say("by {reviewer} {date}", reviewer=term.reviewer or say("someone"), date=term.date)
    return say(
        "'{old}' was decided {status} {by}; '{new_status}' is not newer (sign the row with a later date to overrule)",
        old=term.text,
        status=term.status,
        by=by,
        new_status=other,
    )


def _both_preferred(texts: list[str]) -> str:
    return say("{picks} are both preferred; keep one", picks=" and ".join(repr(text) for text in texts))


def older(vote: Vote, term: Term) -> bool:
    """Whether a vote against a decided term is older than the decision: dated earlier or not at all, by another person,
    who did not see it."""
    return not (vote.informed and not vote.date) and _older(vote.date, vote.reviewer, term)


def _older(date: str, reviewer: str, term: Term) -> bool:
    day = iso_date(date) if date else ""
    return bool(term.date) and (not day or day <= term.date) and reviewer != term.reviewer
