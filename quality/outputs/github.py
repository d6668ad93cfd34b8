"""A report as GitHub workflow commands: annotations on the lines of the documents."""

from __future__ import annotations

from collections.abc import Callable

from duizhao.corpora.catalogue import Severity
from duizhao.corpora.harmless import command_data, command_property
from duizhao.corpora.model import Locator
from duizhao.quality.report import Finding, Report

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
MOST = 5  # places of one finding that are annotated: a host shows only so many of a run


def render(report: Report, fails: Callable[[Finding], bool]) -> str:
    """An annotation for each finding that fails the run, at its place and at further places of the same."""
    lines = [f"::notice title=duizhao::{command_data(remark)}" for remark in report.remarks]
    for finding in report.findings:
        if not fails(finding):
            continue
        seen = dict.fromkeys((at.path or at.document, at.line) for at in finding.places)
        for path, line in list(seen)[:MOST]:
            lines.append(_command(finding, Locator("", path=path, line=line)))
    return "\n".join(lines) + "\n" * bool(lines)


def _command(finding: Finding, at: Locator) -> str:
    properties = [("file", at.path), ("line", str(at.line) if at.line else ""), ("title", f"duizhao {finding.check}")]
    said = ",".join(f"{name}={command_property(value)}" for name, value in properties if value)
    text = finding.message + (f"\n{finding.cure}" if finding.cure else "")
    return f"::{_LEVELS[finding.severity]} {said}::{command_data(text)}"
