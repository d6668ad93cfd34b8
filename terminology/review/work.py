"""What reviewed rows say of one concept, gathered before anything is decided; and what came of all of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Protocol, TypedDict

from duizhao.terminology.formats.rows import ReviewRow
from duizhao.terminology.glossary import Concept, Status, Term

# The columns of what is said of a concept, and what it is called there.
FACTS = {
    "domain": "domain",
    "definition": "definition",
    "definition_source": "definition_source",
    "concept_note": "note",
}
# Language and text of a term of a concept.
TermKey = tuple[str, str]


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


@dataclass(slots=True)
class DecidedRows:
    """What came of the rows so far."""

    decisions: list[Decision] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    remarks: list[Decision] = field(default_factory=list)

    def decided(self, line: int, concept: str, text: str) -> None:
        """Note a decision that was taken over."""
        self.decisions.append(Decision(line, concept, text))

    def remarked(self, line: int, concept: str, text: str) -> None:
        """Note what is worth knowing of a row that changed nothing."""
        self.remarks.append(Decision(line, concept, text))

    def refused(self, line: int, concept: str, text: str) -> None:
        """Note one that was not, and why."""
        self.conflicts.append(Conflict(line, concept, text))


class Signed(Protocol):
    """What may name its reviewer and day: a row, a vote."""

    @property
    def reviewer(self) -> str: ...
    @property
    def date(self) -> str: ...


class Signing(TypedDict):
    """The fields of a term that say who decided about it, and when."""

    reviewer: str
    date: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Who decided, and on what ISO day, where a row names none."""

    reviewer: str
    day: str

    def line(self, text: str) -> str:
        """What was decided as a line of a concept's history."""
        signed = " ".join(filter(None, (self.day, self.reviewer)))
        return f"{signed}: {text}" if signed else text

    def as_signed(self, said: Signed) -> Signature:
        """The signature of what was said, by itself where it names somebody or a day."""
        return Signature(said.reviewer or self.reviewer, said.date or self.day)

    def of(self, said: Signed) -> Signing:
        """Reviewer and date of what was said, as fields of a term."""
        return {"reviewer": said.reviewer or self.reviewer, "date": said.date or self.day}


@dataclass(frozen=True, slots=True)
class Vote:
    """What a row says of one term. `changed` says that this is more than the glossary says; `note` and `speech` are
    empty where the row says what the glossary does. `informed`: whoever wrote it saw what the glossary says;
    `claims`: it is about the status, which it changes or signs, and not about a note alone."""

    line: int
    status: Status
    changed: bool
    note: str
    speech: str
    reviewer: str
    date: str
    informed: bool = False
    claims: bool = True


@dataclass(slots=True)
class Work:
    """All that the rows say of one concept.

    `votes` on its terms; `facts` (domain, definition, concept_note), each value with the first line that says it;
    `added`: rows with a term that the concept does not have, and its language; `spelt`: terms that are written
    otherwise; `replaced`: terms over which another one was written.
    """

    concept: Concept
    terms: dict[TermKey, Term]
    votes: dict[TermKey, list[Vote]] = field(default_factory=lambda: defaultdict(list))
    facts: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    added: list[tuple[ReviewRow, str]] = field(default_factory=list)
    spelt: dict[TermKey, tuple[str, ReviewRow]] = field(default_factory=dict)
    replaced: dict[TermKey, ReviewRow] = field(default_factory=dict)

    @classmethod
    def on(cls, concept: Concept) -> Work:
        """A concept of which nothing was said yet."""
        return cls(concept, {(term.language, term.text): term for term in concept.terms})
