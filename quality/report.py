"""The nouns of quality: a finding says what is wrong, where on both sides, and how to mend it; a report holds them all.

A finding's fingerprint is made of the check (by the first id it had), the document and what the finding is about (two
numbers, a term, a bracket), never of a paragraph number, a sentence's bounds or its place in the file: it stays when
paragraphs move and sentences are cut anew. Findings about the same thing in one document are told apart by counting
them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from duizhao.corpora.catalogue import CATALOGUE, Severity
from duizhao.corpora.model import Locator, Recipe, Span
from duizhao.corpora.notebook import table_html
from duizhao.quality.scores import Score

NOWHERE = Locator("")


class State(StrEnum):
    """What a baseline and the waivers say of a finding. Without a baseline every finding is new."""

    NEW = "new"
    WORSE = "worse"
    UNCHANGED = "unchanged"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Known:
    """A finding as a baseline remembers it."""

    fingerprint: str
    check: str
    document: str
    count: int
    message: str


@dataclass(frozen=True, slots=True)
class Written:
    """One of several ways in which the same thing is written: how often, and where."""

    text: str
    count: int
    places: tuple[Locator, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a reviser should look at.

    `check` is an id of the catalogue; one that it had before becomes the present one, and any other raises
    SettingsError. A check gives `severity` only to say that this one is a note, as its evidence is slight; otherwise
    the finding weighs what the catalogue says. `source_at` and `target_at` say where (NOWHERE where a side has no part
    in it), `source` and `target` are both sentences, the marks the ranges in them that matter. `subject` is what it is
    about, in words that stay the same when the text moves; the fingerprint comes from it. `variants` list the ways a
    term or a repeated sentence is rendered. `count` is in how many places it stands: a finding is worse when it grows.
    Findings of one check, document and `pattern` are the same fault again: more than a few of them become one (see
    `run.folding`).
    """

    check: str
    message: str
    subject: str
    cure: str = ""
    severity: Severity = Severity.WARNING
    source_at: Locator = NOWHERE
    target_at: Locator = NOWHERE
    source: str = ""
    target: str = ""
    source_marks: tuple[Span, ...] = ()
    target_marks: tuple[Span, ...] = ()
    variants: tuple[Written, ...] = ()
    count: int = 1
    fingerprint: str = ""
    state: State = State.NEW
    pattern: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "check", CATALOGUE[self.check].id)

    @property
    def at(self) -> Locator:
        """Where to mend it: in the target, and in the source where the target has no place for it."""
        return self.target_at if self.target_at.document or self.target_at.path else self.source_at

    @property
    def places(self) -> tuple[Locator, ...]:
        """Every place where there is something to be mended: `at` first, then those of the variants. Of a term the
        usual rendering needs no mending; of one fault in many places every place does."""
        # What stands where the finding stands is to be mended, however often it does.
        others = [v for v in self.variants if self.at not in v.places]
        usual = None if self.pattern else max(others, key=lambda v: v.count, default=None)
        rest = (at for v in self.variants if v is not usual for at in v.places)
        return tuple(dict.fromkeys((self.at, *rest)))


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """All findings, the worst first, with the scores and the recipe that made them.

    `pairs` is how many pairs were checked, `documents` which documents they came from. `compared` says that a
    baseline was given, `fixed` which of its findings are gone. `remarks` are sentences, without a full stop, on what
    the report does not tell and why.
    """

    findings: tuple[Finding, ...]
    scores: tuple[Score, ...] = ()
    recipe: Recipe = field(default_factory=lambda: Recipe("check"))
    pairs: int = 0
    documents: tuple[str, ...] = ()
    fixed: tuple[Known, ...] = ()
    compared: bool = False
    remarks: tuple[str, ...] = ()

    def __repr__(self) -> str:
        counts = ", ".join(f"{n} {severity.value}{'s' * (n != 1)}" for severity, n in self.counts.items() if n)
        return f"<Report on {self.pairs} pairs: {counts or 'no findings'}>"

    def _repr_html_(self) -> str:
        rows = ((f.severity.value, f.check, f.message, f.source, f.target) for f in self.findings)
        header = ("severity", "check", "message", "source", "target")
        return table_html(repr(self)[1:-1], header, rows, len(self.findings))

    def sorted(self) -> Report:
        """The same report with its findings in order: what counts before what is known or waived, the gravest first,
        of equal gravity by what they are about (sense before terms, terms before marks), then what stands in most
        places, then by check, document and fingerprint."""
        states = list(State)

        def key(f: Finding) -> tuple[object, ...]:
            return (
                f.state in (State.UNCHANGED, State.WAIVED),
                f.severity.rank,
                CATALOGUE[f.check].topic,
                -f.count,
                f.check,
                f.at.document,
                f.fingerprint,
                states.index(f.state),
            )

        return replace(self, findings=tuple(sorted(self.findings, key=key)))

    @property
    def index(self) -> float | None:
        """The overall consistency index, 0..100; None where there was nothing to measure."""
        return self.score("index")

    def score(self, name: str) -> float | None:
        """The value of a score by name, 0..100; None where it was not measured."""
        return next((s.value for s in self.scores if s.name == name and not s.scope), None)

    @property
    def counts(self) -> Mapping[Severity, int]:
        """How many findings of each severity, the gravest first."""
        found = Counter(f.severity for f in self.findings)
        return {severity: found[severity] for severity in Severity}


def identify(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings with their fingerprints, in the same order: sixteen hex digits; `-2`, `-3` for more of a kind."""
    seen: Counter[str] = Counter()
    out = []
    for finding in findings:
        # A term or a sentence varies over all documents; which of them comes first says nothing.
        where = "" if finding.variants else finding.at.document
        name = CATALOGUE[finding.check].first_id
        key = hashlib.sha256("\0".join((name, where, finding.subject)).encode("utf-8", "surrogatepass")).hexdigest()[
            :16
        ]
        seen[key] += 1
        out.append(replace(finding, fingerprint=key if seen[key] == 1 else f"{key}-{seen[key]}"))
    return tuple(out)
