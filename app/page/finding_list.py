"""Findings and notices as the page lists them: with their places, grouped by check, the gravest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from duizhao.corpora.catalogue import CATALOGUE
from duizhao.corpora.model import Document, Locator, Notice
from duizhao.corpora.saying import say
from duizhao.page.locations import RowFinder
from duizhao.page.model import FindingGroup, Jump, ShownFinding, ShownRendering

if TYPE_CHECKING:
    from duizhao.quality import Finding

SEVERITIES = ("error", "warning", "note", "")


def subject(finding: Finding) -> str:
    """The source term a finding is about: what it marks in its source sentence."""
    if finding.source_marks and finding.source:
        span = finding.source_marks[0]
        return finding.source[span.start : span.end]
    return ""


def finding_items(findings: Sequence[Finding], places: RowFinder) -> list[ShownFinding]:
    """The findings as they are listed, numbered from 0 in the order given."""
    out = []
    for k, finding in enumerate(findings):
        jumps = list(filter(None, map(places.jump, (finding.source_at, finding.target_at))))
        if len(jumps) == 1:
            # What is wrong on one side only should say on which.
            place = jumps[0].name
            if finding.at.document:
                place = say("{document} {place}", document=finding.at.document, place=place)
            jumps = [Jump(place, jumps[0].row)]
        # The two sides of one row are one place, named once.
        once = {jump.row if jump.row is not None else jump.name: jump for jump in reversed(jumps)}
        renderings = tuple(
            ShownRendering(v.text, v.count, _distinct(filter(None, map(places.jump, v.places))))
            for v in finding.variants
        )
        out.append(
            ShownFinding(
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


def notice_items(
    documents: Sequence[Document | None],
    notices: Sequence[Notice],
    places: RowFinder,
    told: set[tuple[str, str]],
    start: int,
) -> list[ShownFinding]:
    """Notices that no finding tells already."""
    known = [({unit.id: unit for unit in d.units}, d.id) for d in documents if d]
    every = [(n, d.id) for d in documents if d for n in d.notices] + [(n, "") for n in notices]
    out: list[ShownFinding] = []
    for notice, document in every:
        if (notice.check, notice.message) in told:
            continue
        told.add((notice.check, notice.message))
        owner = document or next((name for units, name in known if notice.unit in units), "")
        unit = next((units[notice.unit] for units, name in known if name == owner and notice.unit in units), None)
        at = Locator(owner, notice.unit, unit.number if unit else None, unit.kind if unit else None)
        jump = places.jump(at) if notice.unit else None
        message = say("{document}: {message}", document=owner, message=notice.message) if owner else notice.message
        out.append(ShownFinding(start + len(out), notice.check, "note", message, jumps=(jump,) if jump else ()))
    return out


def group_items(items: Sequence[ShownFinding]) -> tuple[FindingGroup, ...]:
    """Items by check, the gravest check first, then by name; within a check as they came."""
    order = sorted(items, key=lambda i: i.check)
    groups = [(check, tuple(members)) for check, members in groupby(order, key=lambda i: i.check)]
    groups.sort(key=lambda g: (min(SEVERITIES.index(i.severity) for i in g[1]), g[0]))
    return tuple(FindingGroup(check, CATALOGUE[check].title, members) for check, members in groups)
