"""The nouns of the review page: rows, findings as they are listed, places to jump to, and the view that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup

from duizhao.corpora.model import DOUBTFUL, Kind

if TYPE_CHECKING:
    from duizhao.quality import Score


@dataclass(frozen=True, slots=True)
class ShownSide:
    """One side of a row: safe HTML, the label in the margin, the language, the printed line of the file."""

    html: Markup
    label: str = ""
    title: str = ""
    unit: str = ""
    empty: bool = True


@dataclass(frozen=True, slots=True)
class PairRow:
    """A pair as it is shown. `state` is untranslated or added for a pair with an empty side; `first` begins a unit,
    `begins` says so of each side."""

    index: int
    kind: str
    level: int
    first: bool
    begins: tuple[bool, bool]
    source: ShownSide
    target: ShownSide
    type: str
    confidence: float | None
    state: str
    findings: tuple[int, ...]
    severity: str

    @property
    def marked(self) -> bool:
        """Whether the label stands before the text (a bullet's) and not in the margin."""
        return self.kind == Kind.BULLET.value

    @property
    def percent(self) -> str:
        """The confidence as a reader sees it: whole percents, rounded down so that only certainty says 100."""
        return "" if self.confidence is None else str(int(self.confidence * 100 + 1e-9))

    @property
    def differing(self) -> bool:
        """Whether the two sides print different paragraph numbers."""
        a, b = self.source.label, self.target.label
        return all(self.begins) and a[:1].isdigit() and b[:1].isdigit() and a != b

    @property
    def merged(self) -> bool:
        """Whether more than one sentence stands on a side."""
        return not self.state and self.type != "1-1"


@dataclass(frozen=True, slots=True)
class Jump:
    """A place to go to: what to call it, and the row (None where the page has no such row)."""

    name: str
    row: int | None


@dataclass(frozen=True, slots=True)
class ShownRendering:
    """One rendering of a term or a sentence: how often and where."""

    text: str
    count: int
    jumps: tuple[Jump, ...]


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding or a notice as it is listed."""

    index: int
    check: str
    severity: str
    message: str
    cure: str = ""
    subject: str = ""
    fingerprint: str = ""
    jumps: tuple[Jump, ...] = ()
    renderings: tuple[ShownRendering, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The items of one check. A quiet group is folded and does not count: what the readers saw, which the checks have
    judged already."""

    check: str
    title: str
    items: tuple[ShownFinding, ...]
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A heading of the document and its row."""

    level: int
    text: str
    row: int


@dataclass(frozen=True, slots=True)
class Apart:
    """Lines that are kept and not aligned: contents lines, running headers, page numbers."""

    document: str
    language: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class View:
    """Everything on the page. `titles` are what the documents call themselves, empty where that is not known;
    `touched` are the rows that findings or notices mark or name."""

    title: str
    titles: tuple[str, str]
    names: tuple[str, str]
    languages: tuple[str, str]
    language_names: tuple[str, str]
    rows: tuple[PairRow, ...]
    outline: tuple[OutlineEntry, ...]
    groups: tuple[FindingGroup, ...]
    terms: tuple[ShownFinding, ...]
    apart: tuple[Apart, ...]
    scores: tuple[Score, ...]
    recipes: tuple[str, ...]
    doubtful: float = DOUBTFUL
    sentences: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0))
    types: Mapping[str, int] = field(default_factory=dict)
    touched: frozenset[int] = frozenset()

    @property
    def confidences(self) -> list[float]:
        """The confidences of the complete pairs."""
        return [r.confidence for r in self.rows if not r.state and r.confidence is not None]

    @property
    def complete(self) -> int:
        """How many pairs have both sides."""
        return sum(not r.state for r in self.rows)

    @property
    def findings(self) -> int:
        """How many findings and notices are listed, term variants too."""
        return sum(len(g.items) for g in self.groups if not g.quiet) + len(self.terms)
