"""A report as JSON, for machines. The shape is described in docs/quality.md and only ever grows."""

from __future__ import annotations

from typing import Any

from duizhao.corpora.model import Locator
from duizhao.quality.report import Finding, Report


def as_data(report: Report) -> dict[str, Any]:
    """The report as plain dicts and lists, keys in a fixed order."""
    return {
        "format": "duizhao-report",
        "version": 1,
        "documents": list(report.documents),
        "pairs": report.pairs,
        "index": report.index,
        "counts": {severity.value: n for severity, n in report.counts.items()},
        "scores": [
            {
                "name": s.name,
                "scope": s.scope,
                "value": s.value,
                "n": s.n,
                "of": s.of,
                "interval": list(s.interval) if s.interval else None,
                "signature": s.signature,
            }
            for s in report.scores
        ],
        "findings": [finding_data(finding) for finding in report.findings],
        "fixed": [
            {"fingerprint": k.fingerprint, "check": k.check, "document": k.document, "message": k.message}
            for k in report.fixed
        ],
        "remarks": list(report.remarks),
        "recipe": str(report.recipe),
    }


def finding_data(finding: Finding) -> dict[str, Any]:
    """One finding as plain data."""
    return {
        "check": finding.check,
        "severity": finding.severity.value,
        "state": finding.state.value,
        "fingerprint": finding.fingerprint,
        "message": finding.message,
        "cure": finding.cure,
        "count": finding.count,
        "source": _side(finding.source_at, finding.source, finding.source_marks),
        "target": _side(finding.target_at, finding.target, finding.target_marks),
        "variants": [
            {"text": v.text, "count": v.count, "places": [place(at) for at in v.places]} for v in finding.variants
        ],
    }


def _side(at: Locator, text: str, marks: tuple[tuple[int, int], ...]) -> dict[str, Any] | None:
    if not (at.document or at.path or text):
        return None
    return {**place(at), "text": text, "marks": [list(mark) for mark in marks]}


def place(at: Locator) -> dict[str, Any]:
    """A locator as plain data."""
    return {
        "document": at.document,
        "unit": at.unit,
        "paragraph": at.cite if at.unit or at.number else "",
        "sentences": list(at.sentences) if at.sentences else None,
        "path": at.path,
        "line": at.line,
    }
