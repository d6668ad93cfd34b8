"""A report as SARIF 2.1.0 (OASIS, 2020), which code hosts show as annotations and compare between runs."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from duizhao.corpora.catalogue import CATALOGUE
from duizhao.corpora.harmless import json_text
from duizhao.corpora.model import Locator
from duizhao.corpora.version import VERSION
from duizhao.quality.checks import CHECKS
from duizhao.quality.report import Finding, Report, State

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_STATES = {State.NEW: "new", State.WORSE: "updated", State.UNCHANGED: "unchanged", State.WAIVED: "unchanged"}
_SUPPRESSED = {State.WAIVED: "waived in the project file", State.UNCHANGED: "known from the baseline"}


def render(report: Report) -> str:
    """The report as a SARIF log of one run."""
    names = sorted({*(check.id for check in CHECKS), *(f.check for f in report.findings)})
    rules = {name: i for i, name in enumerate(names)}
    # What is gone has no place in a document any more, and a host refuses a log with a result that has none: it is
    # counted, and hosts see for themselves what does not come again.
    results = [_result(f, rules, report.compared) for f in report.findings]
    run: dict[str, Any] = {
        "tool": {"driver": {"name": "duizhao", "semanticVersion": VERSION, "rules": [_rule(name) for name in names]}},
        "columnKind": "unicodeCodePoints",
        "properties": {
            "recipe": str(report.recipe),
            "scores": {s.name: s.value for s in report.scores if not s.scope},
            "fixed": len(report.fixed),
            "remarks": list(report.remarks),
        },
        "results": results,
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_text(log, indent=2) + "\n"


def _rule(name: str) -> dict[str, Any]:
    return {
        "id": name,
        "shortDescription": {"text": CATALOGUE[name].summary},
        "help": {"text": f"See docs/diagnostics.md of duizhao, or say: duizhao check --explain {name}"},
        "defaultConfiguration": {"level": CATALOGUE[name].severity.value},
    }


def _result(finding: Finding, rules: dict[str, int], compared: bool) -> dict[str, Any]:
    text = finding.message + (f". {finding.cure}" if finding.cure else "")
    result: dict[str, Any] = {
        "ruleId": finding.check,
        "ruleIndex": rules[finding.check],
        "level": finding.severity.value,
        "message": {"text": text},
        "locations": [_location(finding.at, finding)],
        "partialFingerprints": {"duizhao/v1": finding.fingerprint},
        "occurrenceCount": finding.count,
    }
    related = [at for at in (finding.source_at, finding.target_at) if at is not finding.at and (at.path or at.document)]
    related += [at for v in finding.variants for at in v.places]
    if related:
        result["relatedLocations"] = [{"id": i, **_location(at)} for i, at in enumerate(dict.fromkeys(related), 1)]
    if compared:
        result["baselineState"] = _STATES[finding.state]
    if finding.state in _SUPPRESSED:
        result["suppressions"] = [{"kind": "external", "justification": _SUPPRESSED[finding.state]}]
    return result


def _location(at: Locator, finding: Finding | None = None) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(at.path or at.document or "unknown")}}
    if at.line:
        physical["region"] = {"startLine": at.line}
    location: dict[str, Any] = {"physicalLocation": physical}
    if at.unit or at.number:
        location["logicalLocations"] = [{"fullyQualifiedName": str(at), "kind": "element"}]
    if finding is not None and (finding.target or finding.source):
        snippet = (finding.target if finding.at is finding.target_at else finding.source)[:300]
        if "region" in physical and snippet:
            physical["region"]["snippet"] = {"text": snippet}
    return location


def _uri(path: str) -> str:
    """A relative URI reference, or file:// for an absolute path."""
    path = path.replace("\\", "/")
    told = path.encode("utf-8", "surrogatepass")
    return ("file://" if path.startswith("/") else "") + quote(told, safe="/:@!$&'()*+,;=~")
