"""Terms that a paper may hold, for all who review it: extracted once, and decided one by one in the office's
glossary."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from duizhao.corpora.errors import SettingsError
from duizhao.server.tokens import now
from duizhao.terminology.glossary import Concept, Glossary, Term, fold
from duizhao.tmx.model import ILLEGAL
from duizhao.tmx.store.backends import Backend

MOST = 500
"""Candidates of one paper."""
_TABLE = (
    "CREATE TABLE IF NOT EXISTS paper_terms (paper {number} PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, "
    "data TEXT NOT NULL)"
)


class PaperCandidate(NamedTuple):
    """A pair of words that may be a term: in how many sentence pairs, how surely (0..1), and one of them."""

    source: str
    target: str
    pairs: int
    confidence: float
    texts: tuple[str, str]


class ProposedTerm(NamedTuple):
    """A candidate that nobody has decided, and what the glossary says of its source term otherwise."""

    candidate: PaperCandidate
    there: tuple[Term, ...]


class ExtractedTerms(NamedTuple):
    """What was extracted of a paper, by whom and when ("" where nobody did yet)."""

    at: str
    who: str
    candidates: tuple[PaperCandidate, ...]


class PaperTerms:
    """The candidates in a database."""

    def __init__(self, database: Backend) -> None:
        self._db = database

    def prepare(self, number: str) -> None:
        """Make the table where it is missing; `number` is the database's type of numbers. Raises OutputError."""
        with self._db.writing():
            self._db.run(_TABLE.format(number=number))

    def put(self, paper: int, candidates: Sequence[PaperCandidate], who: str) -> None:
        """Write down what was extracted of a paper, in the place of what was before."""
        with self._db.writing():
            self._db.run("DELETE FROM paper_terms WHERE paper = ?", (paper,))
            self._db.run(
                "INSERT INTO paper_terms (paper, at, who, data) VALUES (?, ?, ?, ?)",
                (paper, now(), who, json.dumps(list(candidates))),
            )

    def get(self, paper: int) -> ExtractedTerms:
        """What was extracted of a paper."""
        rows = self._db.rows("SELECT at, who, data FROM paper_terms WHERE paper = ?", (paper,))
        if not rows:
            return ExtractedTerms("", "", ())
        return ExtractedTerms(str(rows[0][0]), str(rows[0][1]), taken(json.loads(str(rows[0][2]))))


def taken(data: Sequence[Sequence[Any]]) -> tuple[PaperCandidate, ...]:
    """Candidates as they come out of JSON."""
    return tuple(
        PaperCandidate(str(one[0]), str(one[1]), int(one[2]), float(one[3]), (str(one[4][0]), str(one[4][1])))
        for one in data
    )


def candidates_of(glossary: Glossary) -> list[PaperCandidate]:
    """What an extraction found, the best first."""
    found = []
    for concept in glossary:
        source, target = concept.preferred(glossary.source_language), concept.preferred(glossary.target_language)
        link = concept.link(source.text, target.text) if source and target else None
        if link is None:
            continue
        texts = (link.examples[0].source, link.examples[0].target) if link.examples else ("", "")
        kept = [ILLEGAL.sub("", text)[:2000] for text in (link.source, link.target, *texts)]
        found.append(PaperCandidate(kept[0], kept[1], link.count, round(link.confidence or 0.0, 3), (kept[2], kept[3])))
    return found[:MOST]


def undecided(
    candidates: Sequence[PaperCandidate], glossary: Glossary, languages: tuple[str, str]
) -> list[ProposedTerm]:
    """The candidates that the glossary does not have, whatever it says of those that it has."""
    by_source: dict[str, list[Concept]] = {}
    for concept in glossary:
        for term in concept.terms_in(languages[0]):
            by_source.setdefault(fold(term.text), []).append(concept)
    found = []
    for one in candidates:
        there = [term for concept in by_source.get(fold(one.source), ()) for term in concept.terms_in(languages[1])]
        if any(fold(term.text) == fold(one.target) for term in there):
            continue
        found.append(ProposedTerm(one, tuple(term for term in there if term.status.usable)))
    return found


def extracted(pairs: Sequence[Any], languages: tuple[str, str]) -> dict[str, Any]:
    """In the process that checks papers, too: the candidates of pairs, with the sentence encoder where one is
    installed; or why there are none."""
    from duizhao.alignment.encoders import default_encoder
    from duizhao.corpora.errors import DuizhaoError
    from duizhao.extracting import extract_terms

    try:
        found = extract_terms(pairs, languages, default_encoder())
    except DuizhaoError as error:
        return {"error": error.what}
    return {"candidates": candidates_of(found)}


def answered(data: bytes) -> tuple[PaperCandidate, ...]:
    """What that process said. Raises SettingsError where it found none, and why."""
    said = json.loads(data)
    if "error" in said:
        raise SettingsError(str(said["error"]), cure="Add terms by hand: select them in both texts, then T")
    return taken(said["candidates"])
