"""A report for people, in a terminal: what was checked, how good it is, then the findings, the worst first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from corpora.model import Locator, Span
from quality.report import Finding, Report, Severity, Variant

Style = Callable[[str, str], str]
_PLURAL = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.NOTE: "notes"}
WIDTH = 100


def plain(text: str, _style: str) -> str:
    """No colours."""
    return text


def render(report: Report, *, style: Style = plain, notes: bool = False, places: int = 12) -> str:
    """The report as text. `style(text, name)` may colour a piece (names: error, warning, note, mark, dim, good);
    `notes` lists the notes too, which are otherwise only counted; `places` is how many places of a rendering are
    cited."""
    lines = [_head(report), "", *_scores(report), ""]
    shown = [f for f in report.findings if notes or f.severity is not Severity.NOTE]
    for finding in shown:
        lines += [*_finding(finding, style, places), ""]
    hidden = len(report.findings) - len(shown)
    if hidden:
        lines += [style(f"{hidden} note{'s' * (hidden > 1)} not listed; --notes lists them", "dim"), ""]
    lines.append(style(str(report.recipe), "dim"))
    return "\n".join(lines)


def _head(report: Report) -> str:
    names = ", ".join(report.documents[:3]) + (
        f" and {len(report.documents) - 3} more" if len(report.documents) > 3 else ""
    )
    counts = ", ".join(_count(n, severity) for severity, n in report.counts.items())
    return f"{names or 'no document'}: {report.pairs} pairs checked, {counts}"


def _count(n: int, severity: Severity) -> str:
    return f"{n} {severity.value if n == 1 else _PLURAL[severity]}"


def _scores(report: Report) -> list[str]:
    if report.index is None:
        return ["nothing to score"]
    parts = [f"{s.name} {s.value:.1f}" for s in report.scores if not s.scope and s.name != "index"]
    return [f"consistency index {report.index:.1f} of 100  ({', '.join(parts)})"]


def _finding(finding: Finding, style: Style, places: int) -> Iterable[str]:
    label = style(finding.severity.value.upper(), finding.severity.value)
    yield f"{label}  {finding.check}  {_where(finding)}"
    yield f"  {finding.message}"
    if finding.variants:
        for variant in finding.variants:
            yield f"    {variant.text}  {style(_places(variant, places), 'dim')}"
    else:
        if finding.source:
            yield f"    {_marked(finding.source, finding.source_marks, style)}"
        if finding.target:
            yield f"    {_marked(finding.target, finding.target_marks, style)}"
    if finding.cure:
        yield f"  → {finding.cure}"


def _where(finding: Finding) -> str:
    at = finding.at
    path = at.path or at.document
    return " ".join(part for part in (path + (f":{at.line}" if at.line else ""), at.cite) if part)


def _places(variant: Variant, most: int) -> str:
    cites = list(dict.fromkeys(_cite(at) for at in variant.places))
    more = len(cites) - most
    return ", ".join(cites[:most]) + (f" and {more} more" if more > 0 else "")


def _cite(at: Locator) -> str:
    return at.cite.split(" s.")[0]


def _marked(text: str, marks: Sequence[Span], style: Style) -> str:
    """The text with what matters marked, cut to the stretch around it."""
    start = max(0, min((m.start for m in marks), default=0) - WIDTH // 2)
    end = min(len(text), max(start + WIDTH, max((m.end for m in marks), default=0) + 10))
    out, at = "", start
    for mark in sorted(marks):
        if mark.start >= at:
            out += text[at : mark.start] + style(text[mark.start : mark.end], "mark")
            at = mark.end
    return ("…" if start else "") + out + text[at:end] + ("…" if end < len(text) else "")
