"""What the review page shows, worked out before any HTML: rows, findings with their jumps, term variants, figures.

Everything is derived from the nouns of the other rooms; a page without documents (a memory from elsewhere), without
findings or without confidences is still a page.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from duizhao.corpora.language.table import language
from duizhao.corpora.model import DOUBTFUL, Document, Kind, Locator, Notice, Pair, Segment, Span, Unit
from duizhao.corpora.saying import say, told
from duizhao.corpora.structure.furniture import is_contents_title
from duizhao.page import highlight
from duizhao.page.finding_list import SEVERITIES, finding_items, group_items, notice_items, subject
from duizhao.page.highlight import Paint
from duizhao.page.locations import RowFinder
from duizhao.page.model import Apart, FindingGroup, OutlineEntry, PairRow, ShownSide, View

if TYPE_CHECKING:
    from duizhao.quality import Finding, Score


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
    places = RowFinder(pairs)
    units = tuple({unit.id: unit for unit in d.units} if d else {} for d in documents)
    paints, touched = _finding_paints(pairs, findings, places)
    items = finding_items(findings, places)
    seen = notice_items(documents, notices, places, {(f.check, f.message) for f in findings}, len(items))
    items += seen
    for item in seen:
        for jump in item.jumps:
            if jump.row is not None:
                touched[jump.row].append(item.index)
    severities = {item.index: item.severity for item in items}
    marked = frozenset((*paints[0], *paints[1], *touched))
    rows = _rows(pairs, languages, units, paints, touched, severities)
    names = tuple(d.id if d else _first_document(pairs, k) for k, d in enumerate(documents))
    titles = (_title(source), _title(target))
    listed = [item for item in items if not (item.check.startswith("term.") and item.renderings)]
    quiet = seen if findings else []
    groups = group_items([item for item in listed if item not in quiet])
    if quiet:
        groups += (FindingGroup("notices", say("Seen while reading"), tuple(quiet), quiet=True),)
    return View(
        title=title or titles[0] or " ↔ ".join(dict.fromkeys(name for name in names if name)) or say("Aligned pairs"),
        titles=titles,
        names=(names[0], names[1]),
        languages=languages,
        language_names=(language(languages[0]).name, language(languages[1]).name),
        rows=tuple(rows),
        outline=_outline(pairs, rows),
        groups=groups,
        terms=tuple(item for item in items if item.check.startswith("term.") and item.renderings),
        apart=_apart(documents),
        scores=tuple(s for s in scores if not s.scope),
        recipes=tuple(dict.fromkeys(recipes)),
        doubtful=doubtful,
        sentences=(_sentences(pairs, 0), _sentences(pairs, 1)),
        types=Counter(pair.type for pair in pairs),
        touched=marked,
    )


def plain_rows(pairs: Sequence[Pair], source: Document, target: Document, languages: tuple[str, str]) -> list[PairRow]:
    """The rows of `make_view` as they are where nothing touches them."""
    units = tuple({unit.id: unit for unit in d.units} for d in (source, target))
    return _rows(pairs, languages, units, (defaultdict(list), defaultdict(list)), {}, {})


def _rows(
    pairs: Sequence[Pair],
    languages: tuple[str, str],
    units: Sequence[Mapping[str, Unit]],
    paints: tuple[dict[int, list[Paint]], dict[int, list[Paint]]],
    touched: Mapping[int, list[int]],
    severities: Mapping[int, str],
) -> list[PairRow]:
    rows = []
    before = ["\0", "\0"]
    for i, pair in enumerate(pairs):
        here = (pair.source_at.unit if pair.source else "", pair.target_at.unit if pair.target else "")
        texts = (pair.source, pair.target)
        begins = [bool(text) and unit != last for text, unit, last in zip(texts, here, before, strict=True)]
        before = [unit or last for unit, last in zip(here, before, strict=True)]
        kind, level = _kind(pair, units)
        # A note is listed and can be jumped to, but a page full of small flags would hide the others.
        mine = tuple(k for k in dict.fromkeys(touched.get(i, ())) if severities[k] in ("error", "warning"))
        rows.append(
            PairRow(
                index=i,
                kind=kind.value.replace(" ", "-"),
                level=level,
                first=begins[0] if pair.source else begins[1],
                begins=(begins[0], begins[1]),
                source=_side(pair.source, pair.source_at, pair.source_segments, languages[0], units[0], paints[0][i]),
                target=_side(pair.target, pair.target_at, pair.target_segments, languages[1], units[1], paints[1][i]),
                type=pair.type,
                confidence=pair.confidence,
                state="" if all(texts) else "untranslated" if pair.source else "added",
                findings=mine,
                severity=min((severities[k] for k in mine), key=SEVERITIES.index, default=""),
            )
        )
    return rows


def _title(document: Document | None) -> str:
    """The title of a paper: of its highest headings before the first numbered paragraph the longest, since the shorter
    ones name the body that it is addressed to. What stands over a list of contents is no title."""
    head: list[Unit] = []
    for unit in document.units if document else ():
        if unit.kind is Kind.PARAGRAPH and unit.number:
            break
        if unit.kind is Kind.HEADING and not is_contents_title(unit.text):
            head.append(unit)
    top = min((unit.level for unit in head), default=0)
    return max((unit.text for unit in head if unit.level == top), key=len, default="")


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
) -> ShownSide:
    if not text:
        return ShownSide(Markup(""))
    unit = units.get(at.unit)
    own = [*highlight.sentence_paints(text, segments, tag), *highlight.markup_paints(text, segments, tag, units)]
    line = at.line or (unit.line if unit else None)
    where = [str(at.document), at.cite, told("line {line}", line=line) if line else ""]
    title = " · ".join(part for part in where if part and "None" not in part)
    return ShownSide(highlight.painted(text, [*own, *paints]), _label(at, unit), title, at.unit, empty=False)


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
    pairs: Sequence[Pair], findings: Sequence[Finding], places: RowFinder
) -> tuple[tuple[dict[int, list[Paint]], dict[int, list[Paint]]], dict[int, list[int]]]:
    """What findings mark in each row's source and target, and which findings touch which row."""
    source: dict[int, list[Paint]] = defaultdict(list)
    target: dict[int, list[Paint]] = defaultdict(list)
    touched: dict[int, list[int]] = defaultdict(list)
    for k, finding in enumerate(findings):
        if finding.check.startswith("term.") and finding.variants:
            _paint_variants(pairs, finding, k, places, source, target, touched)
            continue
        for row in _places(finding, places):
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


def _places(finding: Finding, places: RowFinder) -> list[int]:
    """The rows a finding is about: its own place, and those of its variants."""
    at = [finding.source_at, finding.target_at, *(place for v in finding.variants for place in v.places)]
    return list(dict.fromkeys(row for row in map(places.row, at) if row is not None))


def _found(span: Span, severity: str, k: int) -> Paint:
    return Paint(span, "mark", f"found {severity}", (("data-finding", str(k)),), depth=1)


def _paint_variants(
    pairs: Sequence[Pair],
    finding: Finding,
    k: int,
    places: RowFinder,
    source: dict[int, list[Paint]],
    target: dict[int, list[Paint]],
    touched: dict[int, list[int]],
) -> None:
    """Mark the renderings of a term where they stand, and the term itself in the same rows."""
    term = subject(finding)
    usual = _usual(finding)
    for variant in finding.variants:
        # Renderings that are all admitted differ, and none of them is wrong.
        other = "term alternative" if finding.severity.value == "note" else "term other"
        name = "term usual" if variant.text in usual else other
        data = (("data-finding", str(k)),)
        for row in dict.fromkeys(row for row in map(places.row, variant.places) if row is not None):
            pair = pairs[row]
            if variant.text not in usual:
                touched[row].append(k)
            target[row] += [
                Paint(span, "mark", name, data, depth=2)
                for span in highlight.occurrences(pair.target, variant.text, words=False)
            ]
            source[row] += [
                Paint(span, "mark", "term", data, depth=2)
                for span in highlight.occurrences(pair.source, term, words=True)
            ]


def _usual(finding: Finding) -> frozenset[str]:
    """The renderings that are not in question: the most frequent one; where one was given up, all the others."""
    texts = frozenset(v.text for v in finding.variants)
    if finding.check == "term.deprecated" and finding.target_marks:
        start, end = finding.target_marks[0]
        return texts - {finding.target[start:end]}
    return frozenset({max(finding.variants, key=lambda v: v.count).text})


def _outline(pairs: Sequence[Pair], rows: Sequence[PairRow]) -> tuple[OutlineEntry, ...]:
    headings = [r for r in rows if r.kind == Kind.HEADING.value]
    return tuple(
        OutlineEntry(max(r.level, 1), pairs[r.index].source or pairs[r.index].target, r.index) for r in headings
    )


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
