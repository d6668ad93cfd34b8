"""A report as Markdown for a pull request: the verdict, the scores, and the findings that count, folded."""

from __future__ import annotations

from collections.abc import Callable

from duizhao.corpora.harmless import markdown, markdown_code, markdown_html
from duizhao.quality.report import Finding, Report
from duizhao.quality.verdict.policy import Shortfall

MARK = "<!-- duizhao check -->"
MOST = 50  # findings told in full: a comment may hold 65,536 characters


def render(report: Report, fails: Callable[[Finding], bool], missed: tuple[Shortfall, ...] = ()) -> str:
    """The comment. Its first line is a mark by which a bot finds and replaces an earlier one."""
    failing = [f for f in report.findings if fails(f)]
    good = not failing and not missed
    lines = [MARK, f"### duizhao: {_verdict(failing, missed, good)}", ""]
    lines += [f"- {markdown(str(shortfall))}" for shortfall in missed] + [""] * bool(missed)
    lines += [f"Note: {markdown(remark)}.\n" for remark in report.remarks]
    scores = [s for s in report.scores if not s.scope]
    if scores:
        lines += ["| score | value | of |", "|---|---:|---|"]
        lines += [f"| {markdown(s.name)} | {s.value:.1f} | {s.n} {markdown(s.of)} |" for s in scores]
        lines.append("")
    for finding in failing[:MOST]:
        lines += _finding(finding)
    if len(failing) > MOST:
        lines += [f"and {len(failing) - MOST} more", ""]
    others = len(report.findings) - len(failing)
    noun = "other finding is" if others == 1 else "other findings are"
    rest = [f"{others} {noun} known, waived or {'a note' if others == 1 else 'notes'}"] * bool(others)
    rest += [f"{len(report.fixed)} fixed since the baseline"] * bool(report.fixed)
    if rest:
        lines += ["; ".join(rest) + ".", ""]
    lines.append(f"<sub>{markdown_code(str(report.recipe))}</sub>")
    return "\n".join(lines) + "\n"


def _verdict(failing: list[Finding], missed: tuple[Shortfall, ...], good: bool) -> str:
    if good:
        return "nothing to mend"
    parts = [f"{len(failing)} finding{'s' * (len(failing) != 1)} to mend"] * bool(failing)
    parts += [f"{len(missed)} score{'s' * (len(missed) != 1)} too low"] * bool(missed)
    return ", ".join(parts)


def _finding(finding: Finding) -> list[str]:
    at = finding.at
    where = (at.path or at.document) + (f":{at.line}" if at.line else "")
    body = [f"<details><summary><b>{finding.severity}</b> {markdown_html(finding.message)}</summary>", ""]
    body.append(f"{markdown_code(where)} {markdown(at.cite)} · {finding.check} · #{finding.fingerprint}")
    if finding.variants:
        body += [
            f"- {markdown(v.text)} ({v.count}): {markdown(', '.join(dict.fromkeys(p.cite for p in v.places)))}"
            for v in finding.variants
        ]
    else:
        body += [f"> {markdown(text)}\n" for text in (finding.source, finding.target) if text]
    body += ["", f"→ {markdown(finding.cure)}"] * bool(finding.cure)
    return [*body, "", "</details>", ""]
