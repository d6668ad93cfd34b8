"""What the review page shows, worked out before any HTML: rows, findings with their jumps, term variants, figures.

Everything is derived from the nouns of the other rooms; a page without documents (a memory from elsewhere), without
findings or without confidences is still a page.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup

from corpora.languages import language
from corpora.model import Document, Kind, Locator, Notice, Pair, Segment, Span, Unit
from duizhao.page import marks
from duizhao.page.marks import Paint

if TYPE_CHECKING:
    from quality import Finding, Score

DOUBTFUL = 0.6

# What a reader of the page calls a check; a check that is not here is shown by its own name.
TITLES = {
    "coverage.paragraph": "Paragraphs on one side only",
    "coverage.sentence": "Sentences on one side only",
    "numbering.differs": "Paragraph numbers that differ",
    "numbering.missing": "Paragraph numbers that are missing",
    "numbering.doubled": "Paragraph numbers that stand twice",
    "term.varies": "Terms with several renderings",
    "term.deprecated": "Renderings that were given up",
    "term.missing": "Terms without their rendering",
}


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a row: safe HTML, the label in the margin, the language, the printed line of the file."""

    html: Markup
    label: str = ""
    title: str = ""
    unit: str = ""
    empty: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """A pair as it is shown. `state` is untranslated or added for a pair with an empty side; `first` begins a unit,
    `begins` says so of each side."""

    index: int
    kind: str
    level: int
    first: bool
    begins: tuple[bool, bool]
    source: Side
    target: Side
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
class Rendering:
    """One rendering of a term or a sentence: how often and where."""

    text: str
    count: int
    jumps: tuple[Jump, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A finding or a notice as it is listed."""

    index: int
    check: str
    severity: str
    message: str
    cure: str = ""
    subject: str = ""
    fingerprint: str = ""
    jumps: tuple[Jump, ...] = ()
    renderings: tuple[Rendering, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one check."""

    check: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Outline:
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
    """Everything on the page. `titles` are what the documents call themselves, empty where that is not known."""

    title: str
    titles: tuple[str, str]
    names: tuple[str, str]
    languages: tuple[str, str]
    language_names: tuple[str, str]
    rows: tuple[Row, ...]
    outline: tuple[Outline, ...]
    groups: tuple[Group, ...]
    terms: tuple[Item, ...]
    apart: tuple[Apart, ...]
    scores: tuple[Score, ...]
    recipes: tuple[str, ...]
    doubtful: float = DOUBTFUL
    sentences: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0))
    types: Mapping[str, int] = field(default_factory=dict)

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
        return sum(len(g.items) for g in self.groups) + len(self.terms)


class Places:
    """Finds the row of a locator: by document, unit and sentence; else by unit; else by paragraph number."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self._sentence: dict[tuple[str, str, int], int] = {}
        self._unit: dict[tuple[str, str], int] = {}
        self._number: dict[tuple[str, tuple[int, ...]], int] = {}
        self._texts = [pair.source or pair.target for pair in pairs]
        for i, pair in enumerate(pairs):
            for at, text in ((pair.source_at, pair.source), (pair.target_at, pair.target)):
                if not text or not (at.document or at.unit):
                    continue
                self._unit.setdefault((at.document, at.unit), i)
                if at.number:
                    self._number.setdefault((at.document, at.number), i)
                first, last = at.sentences or (1, 1)
                for n in range(first, min(last, first + 99) + 1):
                    self._sentence.setdefault((at.document, at.unit, n), i)

    def row(self, at: Locator) -> int | None:
        """The row on which the locator's text stands."""
        if at.sentences and (found := self._sentence.get((at.document, at.unit, at.sentences[0]))) is not None:
            return found
        if at.unit and (found := self._unit.get((at.document, at.unit))) is not None:
            return found
        return self._number.get((at.document, at.number)) if at.number else None

    def jump(self, at: Locator) -> Jump | None:
        """The jump to a locator; None for a locator that says nothing."""
        if not (at.document or at.unit or at.number):
            return None
        row = self.row(at)
        name = at.cite.split(" s.")[0]
        if not name.startswith("§"):
            # A unit's id says nothing to a reader: show how it begins.
            text = "" if row is None else self._texts[row]
            kind = at.kind.value if at.kind else ""
            shown = text if len(text) <= 24 else f"{text[:23].rstrip()}…"
            name = (shown if at.kind is Kind.HEADING else f"{kind} {shown}".strip()) or name
        return Jump(name, row)


def make_view(
    pairs: Sequence[Pair],
    source: Document | None = None,
    target: Document | None = None,
    *,
    languages: tuple[str, str] = ("en", "zh-CN"),
    findings: Sequence[Finding] = (),
    scores: Sequence[Score] = (),
    notices: Sequence[Notice] = (),
    recipes: Sequence[str] = (),
    title: str = "",
    doubtful: float = DOUBTFUL,
) -> View:
    """The page's view of pairs in reading order, with whatever else is known of them."""
    documents = (source, target)
    places = Places(pairs)
    units = tuple({unit.id: unit for unit in d.units} if d else {} for d in documents)
    paints, touched = _finding_paints(pairs, findings, places)
    items = _items(findings, places)
    items += _notice_items(documents, notices, places, {(f.check, f.message) for f in findings}, len(items))
    for item in items[len(findings) :]:
        for jump in item.jumps:
            if jump.row is not None:
                touched[jump.row].append(item.index)
    severities = {item.index: item.severity for item in items}
    rows = []
    before = ["\0", "\0"]
    for i, pair in enumerate(pairs):
        here = (pair.source_at.unit if pair.source else "", pair.target_at.unit if pair.target else "")
        begins = [
            bool(text) and unit != last
            for text, unit, last in zip((pair.source, pair.target), here, before, strict=True)
        ]
        before = [unit or last for unit, last in zip(here, before, strict=True)]
        kind, level = _kind(pair, units)
        state = "" if pair.source and pair.target else "untranslated" if pair.source else "added"
        # A note is listed and can be jumped to, but a page full of small flags would hide the others.
        mine = tuple(k for k in dict.fromkeys(touched[i]) if severities[k] in ("error", "warning"))
        rows.append(
            Row(
                index=i,
                kind=kind.value.replace(" ", "-"),
                level=level,
                first=begins[0] if pair.source else begins[1],
                begins=(begins[0], begins[1]),
                source=_side(pair.source, pair.source_at, pair.source_segments, languages[0], units[0], paints[0][i]),
                target=_side(pair.target, pair.target_at, pair.target_segments, languages[1], units[1], paints[1][i]),
                type=pair.type,
                confidence=pair.confidence,
                state=state,
                findings=mine,
                severity=min((severities[k] for k in mine), key=_SEVERITIES.index, default=""),
            )
        )
    names = tuple(d.id if d else _first_document(pairs, k) for k, d in enumerate(documents))
    titles = (_title(source), _title(target))
    listed = [item for item in items if not (item.check.startswith("term.") and item.renderings)]
    return View(
        title=title or titles[0] or " ↔ ".join(dict.fromkeys(name for name in names if name)) or "Aligned pairs",
        titles=titles,
        names=(names[0], names[1]),
        languages=languages,
        language_names=(language(languages[0]).name, language(languages[1]).name),
        rows=tuple(rows),
        outline=_outline(pairs, rows),
        groups=_groups(listed),
        terms=tuple(item for item in items if item.check.startswith("term.") and item.renderings),
        apart=_apart(documents),
        scores=tuple(s for s in scores if not s.scope),
        recipes=tuple(dict.fromkeys(recipes)),
        doubtful=doubtful,
        sentences=(_sentences(pairs, 0), _sentences(pairs, 1)),
        types=Counter(pair.type for pair in pairs),
    )


def _title(document: Document | None) -> str:
    """The title of a paper: of its highest headings before the first numbered paragraph the longest, since the shorter
    ones name the body that it is addressed to."""
    head: list[Unit] = []
    for unit in document.units if document else ():
        if unit.kind is Kind.PARAGRAPH and unit.number:
            break
        if unit.kind is Kind.HEADING:
            head.append(unit)
    top = min((unit.level for unit in head), default=0)
    return max((unit.text for unit in head if unit.level == top), key=len, default="")


_SEVERITIES = ("error", "warning", "note", "")


def _kind(pair: Pair, units: Sequence[Mapping[str, Unit]]) -> tuple[Kind, int]:
    """The kind and level of a pair's unit, by the source where it has one."""
    for at, known in zip((pair.source_at, pair.target_at), units, strict=True):
        unit = known.get(at.unit)
        if unit is not None:
            return unit.kind, unit.level
        if at.kind is not None:
            return at.kind, 2 if at.kind is Kind.HEADING else 0
    return Kind.PARAGRAPH, 0


def _side(
    text: str, at: Locator, segments: Sequence[Segment], tag: str, units: Mapping[str, Unit], paints: Sequence[Paint]
) -> Side:
    if not text:
        return Side(Markup(""))
    unit = units.get(at.unit)
    own = [*marks.sentence_paints(text, segments, tag), *marks.markup_paints(text, segments, tag, units)]
    where = [str(at.document), at.cite, f"line {at.line or (unit.line if unit else None)}"]
    title = " · ".join(part for part in where if part and "None" not in part)
    return Side(marks.painted(text, [*own, *paints]), _label(at, unit), title, at.unit, empty=False)


def _label(at: Locator, unit: Unit | None) -> str:
    """What stands in the margin: a paragraph's number, a bullet's or footnote's label."""
    kind = unit.kind if unit else at.kind
    number = unit.number if unit else at.number
    if kind is Kind.BULLET:
        return (unit.label.strip() if unit else "") or "•"
    if kind is Kind.FOOTNOTE:
        return unit.label.strip() if unit else ""
    if kind in (Kind.PARAGRAPH, None) and number:
        return ".".join(map(str, number))
    return ""


def _finding_paints(
    pairs: Sequence[Pair], findings: Sequence[Finding], places: Places
) -> tuple[tuple[dict[int, list[Paint]], dict[int, list[Paint]]], dict[int, list[int]]]:
    """What findings mark in each row's source and target, and which findings touch which row."""
    source: dict[int, list[Paint]] = defaultdict(list)
    target: dict[int, list[Paint]] = defaultdict(list)
    touched: dict[int, list[int]] = defaultdict(list)
    for k, finding in enumerate(findings):
        if finding.check.startswith("term.") and finding.variants:
            _paint_variants(pairs, finding, k, places, source, target, touched)
            continue
        for row in _rows(finding, places):
            touched[row].append(k)
            for paints, text, whole, spans in (
                (source, finding.source, pairs[row].source, finding.source_marks),
                (target, finding.target, pairs[row].target, finding.target_marks),
            ):
                shift = whole.find(text) if text else -1
                if shift >= 0:
                    paints[row] += [
                        _found(Span(s.start + shift, s.end + shift), finding.severity.value, k) for s in spans
                    ]
    return (source, target), touched


def _rows(finding: Finding, places: Places) -> list[int]:
    """The rows a finding is about: its own place, and those of its variants."""
    at = [finding.source_at, finding.target_at, *(place for v in finding.variants for place in v.places)]
    return list(dict.fromkeys(row for row in map(places.row, at) if row is not None))


def _found(span: Span, severity: str, k: int) -> Paint:
    return Paint(span, "mark", f"found {severity}", (("data-finding", str(k)),), depth=1)


def _paint_variants(
    pairs: Sequence[Pair],
    finding: Finding,
    k: int,
    places: Places,
    source: dict[int, list[Paint]],
    target: dict[int, list[Paint]],
    touched: dict[int, list[int]],
) -> None:
    """Mark the renderings of a term where they stand, and the term itself in the same rows."""
    term = subject(finding)
    usual = max(finding.variants, key=lambda v: v.count).text
    for variant in finding.variants:
        name = "term usual" if variant.text == usual else "term other"
        data = (("data-finding", str(k)),)
        for row in dict.fromkeys(row for row in map(places.row, variant.places) if row is not None):
            pair = pairs[row]
            if variant.text != usual:
                touched[row].append(k)
            target[row] += [
                Paint(span, "mark", name, data, depth=2)
                for span in marks.occurrences(pair.target, variant.text, words=False)
            ]
            source[row] += [
                Paint(span, "mark", "term", data, depth=2) for span in marks.occurrences(pair.source, term, words=True)
            ]


def subject(finding: Finding) -> str:
    """The source term a finding is about: what it marks in its source sentence."""
    if finding.source_marks and finding.source:
        span = finding.source_marks[0]
        return finding.source[span.start : span.end]
    return ""


def _items(findings: Sequence[Finding], places: Places) -> list[Item]:
    out = []
    for k, finding in enumerate(findings):
        jumps = list(filter(None, map(places.jump, (finding.source_at, finding.target_at))))
        if len(jumps) == 1:
            # What is wrong on one side only should say on which.
            jumps = [Jump(" ".join(filter(None, (finding.at.document, jumps[0].name))), jumps[0].row)]
        # The two sides of one row are one place, named once.
        once = {jump.row if jump.row is not None else jump.name: jump for jump in reversed(jumps)}
        renderings = tuple(
            Rendering(v.text, v.count, _distinct(filter(None, map(places.jump, v.places)))) for v in finding.variants
        )
        out.append(
            Item(
                k,
                finding.check,
                finding.severity.value,
                finding.message,
                finding.cure,
                subject(finding),
                finding.fingerprint,
                () if renderings else tuple(reversed(once.values())),
                renderings,
            )
        )
    return out


def _distinct(jumps: Iterable[Jump]) -> tuple[Jump, ...]:
    """Each name once: the sentences of one paragraph are one place to go to."""
    return tuple({jump.name: jump for jump in reversed(list(jumps))}.values())[::-1]


def _notice_items(
    documents: Sequence[Document | None],
    notices: Sequence[Notice],
    places: Places,
    told: set[tuple[str, str]],
    start: int,
) -> list[Item]:
    """Notices that no finding tells already."""
    known = [({unit.id: unit for unit in d.units}, d.id) for d in documents if d]
    every = [(n, d.id) for d in documents if d for n in d.notices] + [(n, "") for n in notices]
    out: list[Item] = []
    for notice, document in every:
        if (notice.check, notice.message) in told:
            continue
        told.add((notice.check, notice.message))
        owner = document or next((name for units, name in known if notice.unit in units), "")
        unit = next((units[notice.unit] for units, name in known if name == owner and notice.unit in units), None)
        at = Locator(owner, notice.unit, unit.number if unit else None, unit.kind if unit else None)
        jump = places.jump(at) if notice.unit else None
        message = f"{owner}: {notice.message}" if owner else notice.message
        out.append(Item(start + len(out), notice.check, "note", message, jumps=(jump,) if jump else ()))
    return out


def _groups(items: Sequence[Item]) -> tuple[Group, ...]:
    """Items by check, the gravest check first, then by name; within a check as they came."""
    order = sorted(items, key=lambda i: i.check)
    groups = [(check, tuple(members)) for check, members in groupby(order, key=lambda i: i.check)]
    groups.sort(key=lambda g: (min(_SEVERITIES.index(i.severity) for i in g[1]), g[0]))
    return tuple(
        Group(check, TITLES.get(check, check.replace(".", ": ").capitalize()), members) for check, members in groups
    )


def _outline(pairs: Sequence[Pair], rows: Sequence[Row]) -> tuple[Outline, ...]:
    headings = [r for r in rows if r.kind == Kind.HEADING.value]
    return tuple(Outline(max(r.level, 1), pairs[r.index].source or pairs[r.index].target, r.index) for r in headings)


def _apart(documents: Sequence[Document | None]) -> tuple[Apart, ...]:
    kept = [(d, tuple(u.text for u in d.units if not u.kind.translatable)) for d in documents if d]
    return tuple(Apart(d.id, d.language, lines) for d, lines in kept if lines)


def _sentences(pairs: Sequence[Pair], side: int) -> tuple[int, int]:
    """(sentences with a counterpart, all sentences) of a side."""
    paired = total = 0
    for pair in pairs:
        m, n = map(int, pair.type.split("-"))
        mine, other = (m, n) if side == 0 else (n, m)
        total += mine
        paired += mine if other else 0
    return paired, total


def _first_document(pairs: Sequence[Pair], side: int) -> str:
    return next((at.document for p in pairs if (at := p.target_at if side else p.source_at).document), "")
