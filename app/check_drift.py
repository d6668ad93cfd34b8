"""What `duizhao check --since` adds: translations that are out of date, once, as `duizhao drift` tells them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from duizhao.corpora.errors import InputError
from duizhao.corpora.saying import say
from duizhao.drift import Traced, changed_pages, findings, trace_page
from duizhao.file_history import Repositories

if TYPE_CHECKING:
    from duizhao.check_inputs import Material
    from duizhao.corpora.model import Locator
    from duizhao.corpora.progress import Advance
    from duizhao.quality import Finding, Known, Policy, Report


@dataclass(frozen=True, slots=True)
class Looked:
    """The drift of some document pairs: `documents` are those that it was looked for in, `remarks` say where it could
    not be."""

    traced: tuple[Traced, ...] = ()
    documents: frozenset[str] = frozenset()
    remarks: tuple[str, ...] = ()

    def knows(self, known: Known) -> bool:
        """Whether a finding of a baseline would have been found again if it were still there."""
        return not known.check.startswith("drift.") or known.document in self.documents


def look(material: Material, since: str | None, advance: Advance | None = None) -> Looked:
    """The drift of the material's document pairs: of those of which a file changed since a commit, or of all. What has
    no history that can be followed is a remark. Raises InputError where `since` is no commit."""
    from duizhao.quality.drift.accepted import NAME, read_accepted

    project = material.project
    place = (project.path.parent if project else material.pages[0].source.parent) / NAME if material.pages else None
    if place is None:
        return Looked()
    accepted = read_accepted(place)
    pages = changed_pages(material.pages, since) if since else material.pages
    languages = (material.source_language or "en", material.target_language or "zh-CN")
    git = Repositories()
    traced: list[Traced] = []
    lost: dict[str, list[str]] = {}
    for number, page in enumerate(pages, 1):
        try:
            traced.append(trace_page(page, git, languages, accepted))
        except InputError as error:
            lost.setdefault(f"{error.what}. {error.cure}", []).append(page.ids[0])
        if advance:
            advance(number, len(pages))
    remarks = [
        say(
            "Drift was not looked for in {names}{which}: {why}",
            names=names[0],
            which=(say(" and {more} more", more=len(names) - 1) if len(names) > 1 else ""),
            why=why,
        )
        for why, names in lost.items()
    ]
    documents = frozenset(name for one in traced for name in one.pair.ids)
    return Looked(tuple(traced), documents, tuple(remarks))


def wanted(policy: Policy) -> bool:
    """Whether a policy lets any drift be told."""
    from duizhao.quality import Finding
    from duizhao.quality.drift.change import Nature

    return any(policy.severity_of(Finding(f"drift.{nature}", "", "")) is not None for nature in Nature)


def with_drift(
    report: Report, looked: Looked, policy: Policy, max_days: int = 0, today: datetime.date | None = None
) -> Report:
    """The report with the drift as findings, each with the fingerprint that `duizhao drift` gives it.

    A sentence without a counterpart that a check tells as well is told by that alone, with the commit it came in.
    """
    from duizhao.quality.report import identify

    found = identify(findings(looked.traced, max_days, today))
    own = [one for one in report.findings if one.check.startswith("coverage.") and policy.severity_of(one) is not None]
    mine: list[Finding] = []
    told: dict[int, str] = {}
    for one in found:
        other = _same(one, own)
        if other is None:
            mine.append(one)
        elif "(" in one.message:
            told.setdefault(id(other), one.message[one.message.rindex(" (") :])
    kept = [replace(one, message=one.message + told[id(one)]) if id(one) in told else one for one in report.findings]
    return replace(report, findings=(*kept, *mine), remarks=(*report.remarks, *looked.remarks)).sorted()


def _same(drift: Finding, findings: Sequence[Finding]) -> Finding | None:
    """The finding that tells of the same sentence that it has no counterpart."""
    if drift.check == "drift.added":
        return next((one for one in findings if _lacks_any(one, one.source_at, drift.source_at, drift.source)), None)
    if drift.check == "drift.unsourced":
        return next((one for one in findings if _lacks_any(one, one.target_at, drift.target_at, drift.target)), None)
    return None


def _lacks_any(finding: Finding, there: Locator, here: Locator, text: str) -> bool:
    """As `_lacks`, for a finding that stands in several places: paragraphs in a row."""
    return any(_lacks(finding, at, here, text) for at in (there, *finding.places))


def _lacks(finding: Finding, there: Locator, here: Locator, text: str) -> bool:
    """Whether a finding about `there` says that the sentence `text`, which is `here`, has no counterpart."""
    if (there.document, there.unit) != (here.document, here.unit):
        return False
    if finding.check == "coverage.swallowed":
        return any(text.strip() in finding.source[mark.start : mark.end] for mark in finding.source_marks)
    one, other = there.sentences, here.sentences
    return finding.check == "coverage.paragraph" or (
        one is not None and other is not None and one[0] <= other[1] and other[0] <= one[1]
    )
