"""A report as JUnit XML: a test suite a check, a test case a finding, so that any CI shows them.

A check without findings is one passed case. Notes, and findings that are known or waived, are skipped cases.
"""

from __future__ import annotations

from collections.abc import Callable

from duizhao.corpora.catalogue import CATALOGUE
from duizhao.corpora.harmless import line, markup
from duizhao.quality.checks import CHECKS
from duizhao.quality.report import Finding, Report, State
from duizhao.quality.verdict.policy import Shortfall


def render(report: Report, fails: Callable[[Finding], bool], missed: tuple[Shortfall, ...] = ()) -> str:
    """The report as JUnit XML; `fails` says which findings are failures, `missed` which scores are too low."""
    names = sorted({*(check.id for check in CHECKS), *(f.check for f in report.findings)})
    suites = [_suite(name, [f for f in report.findings if f.check == name], fails) for name in names]
    suites.append(_scores(report, missed))
    tests, failures, skipped = sum(s[1] for s in suites), sum(s[2] for s in suites), sum(s[3] for s in suites)
    head = f'<testsuites name="duizhao" tests="{tests}" failures="{failures}" errors="0" skipped="{skipped}">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *(s[0] for s in suites), "</testsuites>"]) + "\n"


def _suite(name: str, findings: list[Finding], fails: Callable[[Finding], bool]) -> tuple[str, int, int, int]:
    cases, failures, skipped = [], 0, 0
    for finding in findings:
        at = finding.at
        title = f"{at} {finding.message}".strip()
        where = f" file={_attribute(at.path)}" if at.path else ""
        where += f' line="{at.line}"' if at.line else ""
        body = _text(_body(finding))
        if fails(finding):
            failures += 1
            inside = (
                f"<failure message={_attribute(finding.message)} type={_attribute(finding.severity)}>{body}</failure>"
            )
        else:
            skipped += 1
            why = finding.state.value if finding.state in (State.UNCHANGED, State.WAIVED) else finding.severity.value
            inside = f"<skipped message={_attribute(f'{why}: {finding.message}')}/>"
        cases.append(f"    <testcase classname={_attribute(name)} name={_attribute(title)}{where}>{inside}</testcase>")
    if not cases:
        cases.append(f"    <testcase classname={_attribute(name)} name={_attribute(CATALOGUE[name].summary)}/>")
    n = len(cases)
    head = f'  <testsuite name={_attribute(name)} tests="{n}" failures="{failures}" errors="0" skipped="{skipped}">'
    return "\n".join([head, *cases, "  </testsuite>"]), n, failures, skipped


def _scores(report: Report, missed: tuple[Shortfall, ...]) -> tuple[str, int, int, int]:
    low = {m.score: m for m in missed}
    cases = []
    for score in report.scores:
        if not score.scope:
            inside = f"<failure message={_attribute(str(low[score.name]))}/>" if score.name in low else ""
            cases.append(f'    <testcase classname="scores" name="{score.name} {score.value:.1f}">{inside}</testcase>')
    head = f'  <testsuite name="scores" tests="{len(cases)}" failures="{len(low)}" errors="0" skipped="0">'
    return "\n".join([head, *cases, "  </testsuite>"]), len(cases), len(low), 0


def _body(finding: Finding) -> str:
    lines = [finding.message]
    if finding.variants:
        for variant in finding.variants:
            lines.append(f"{variant.text}: {', '.join(str(at) for at in variant.places)}")
    else:
        lines += [text for text in (finding.source, finding.target) if text]
    return "\n".join([*lines, finding.cure]).strip()


def _text(text: str) -> str:
    return markup(text)


def _attribute(text: str) -> str:
    return f'"{markup(line(str(text)))}"'
