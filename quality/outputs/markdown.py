"""A report as Markdown for a pull request: the verdict, the scores, and the findings that count, folded."""

from __future__ import annotations

from collections.abc import Callable

from duizhao.corpora.harmless import markdown, markdown_code, markdown_html
from duizhao.corpora.saying import in_language, recognised, say, say_joined, say_plural, told, told_plural, translated
from duizhao.quality.report import Finding, Report
from duizhao.quality.verdict.policy import Shortfall

MARK = "<!-- duizhao check -->"
MOST = 50  # findings told in full: a comment may hold 65,536 characters


def render(report: Report, fails: Callable[[Finding], bool], missed: tuple[Shortfall, ...] = ()) -> str:
    """The comment. Its first line is a mark by which a bot finds and replaces an earlier one."""
    failing = [f for f in report.findings if fails(f)]
    good = not failing and not missed
    lines = [MARK, f"### duizhao: {_verdict(failing, missed, good)}", ""]
    lines += [f"- {markdown(translated(shortfall.said()))}" for shortfall in missed] + [""] * bool(missed)
    lines += [told("Note: {remark}.", remark=markdown(recognised(remark))) + "\n" for remark in report.remarks]
    scores = [s for s in report.scores if not s.scope]
    if scores:
        lines += [f"| {told('score')} | {told('value')} | {told('of')} |", "|---|---:|---|"]
        lines += [f"| {markdown(s.name)} | {s.value:.1f} | {s.n} {markdown(translated(s.of))} |" for s in scores]
        lines.append("")
    for finding in failing[:MOST]:
        lines += _finding(finding)
    if len(failing) > MOST:
        lines += [told("and {more} more", more=len(failing) - MOST), ""]
    others = len(report.findings) - len(failing)
    one, many = "{n} other finding is known, waived or a note", "{n} other findings are known, waived or notes"
    rest = [say_plural(one, many, n=others)] * bool(others)
    rest += [say("{n} fixed since the baseline", n=len(report.fixed))] * bool(report.fixed)
    if rest:
        lines += [told("{text}.", text=say_joined("; ", rest)), ""]
    lines.append(f"<sub>{markdown_code(str(report.recipe))}</sub>")
    return "\n".join(lines) + "\n"


def _verdict(failing: list[Finding], missed: tuple[Shortfall, ...], good: bool) -> str:
    if good:
        return told("nothing to mend")
    parts = [told_plural("{n} finding to mend", "{n} findings to mend", n=len(failing))] * bool(failing)
    parts += [told_plural("{n} score too low", "{n} scores too low", n=len(missed))] * bool(missed)
    return translated(say_joined(", ", parts))


def _finding(finding: Finding) -> list[str]:
    at = finding.at
    where = (at.path or at.document) + (f":{at.line}" if at.line else "")
    severity = translated(finding.severity.value)
    body = [f"<details><summary><b>{severity}</b> {markdown_html(recognised(finding.message))}</summary>", ""]
    body.append(f"{markdown_code(where)} {markdown(at.cite)} · {finding.check} · #{finding.fingerprint}")
    if finding.variants:
        body += [
            f"- {markdown(in_language(v.text))} ({v.count}): "
            + markdown(", ".join(dict.fromkeys(p.cite for p in v.places)))
            for v in finding.variants
        ]
    else:
        body += [f"> {markdown(text)}\n" for text in (finding.source, finding.target) if text]
    body += ["", f"→ {markdown(recognised(finding.cure))}"] * bool(finding.cure)
    return [*body, "", "</details>", ""]
